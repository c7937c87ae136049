"""A calendar file of a first meeting, for any phone. No surname, no address of a home, no other person's number."""

from datetime import datetime, timedelta


def meeting(uid: str, title: str, place: str, start: datetime, made: datetime, minutes: int = 90) -> bytes:
    """`start` and `made` are aware moments, written in UTC; `title` and `place` come in the reader's language.

    The same `uid` with a later `made` replaces the one before. Raises `ValueError` for a moment without a zone.
    """
    from icalendar import Alarm, Calendar, Event

    if start.tzinfo is None or made.tzinfo is None:
        raise ValueError("a meeting's moment needs a time zone")
    calendar = Calendar()
    calendar.add("prodid", "-//duobot//NL")
    calendar.add("version", "2.0")
    event = Event()
    event.add("uid", uid)
    event.add("dtstamp", _utc(made))
    event.add("dtstart", _utc(start))
    event.add("dtend", _utc(start + timedelta(minutes=minutes)))
    event.add("summary", title)
    event.add("location", place)
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", title)
    alarm.add("trigger", timedelta(hours=-2))
    event.add_component(alarm)
    calendar.add_component(event)
    return bytes(calendar.to_ical())


def _utc(moment: datetime) -> datetime:
    from datetime import UTC

    return moment.astimezone(UTC)
