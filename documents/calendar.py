"""A calendar file of a meeting, for any phone. No surname, no address of a home, no other person's number."""

from datetime import UTC, datetime, timedelta

MINUTES = 90  # of a meeting whose end nobody knows


def meeting(
    uid: str, number: int, title: str, told: str, place: str, organiser: str, start: datetime, made: datetime,
    off: bool = False,
) -> bytes:  # fmt: skip
    """`start` and `made` are aware moments, written in UTC; the words come in the reader's language.

    One with the same `uid` and a higher `number` (RFC 5545's SEQUENCE) moves the one before; `off` takes it away.
    Raises `ValueError` for a moment without a zone.
    """
    from icalendar import Alarm, Calendar, Event, vCalAddress

    if start.tzinfo is None or made.tzinfo is None:
        raise ValueError("a meeting's moment needs a time zone")
    calendar = Calendar()
    calendar.add("prodid", "-//duobot//NL")
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if off else "PUBLISH")
    event = Event()
    event.add("uid", uid)
    event.add("sequence", number)
    event.add("status", "CANCELLED" if off else "CONFIRMED")
    event.add("dtstamp", made.astimezone(UTC))
    event.add("dtstart", start.astimezone(UTC))
    event.add("dtend", (start + timedelta(minutes=MINUTES)).astimezone(UTC))
    event.add("summary", title)
    event.add("description", told)
    event.add("location", place)
    by = vCalAddress("urn:duobot")  # a name to read, and nobody's address
    by.params["cn"] = organiser
    event["organizer"] = by
    if not off:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", title)
        alarm.add("trigger", timedelta(hours=-2))
        event.add_component(alarm)
    calendar.add_component(event)
    return bytes(calendar.to_ical())
