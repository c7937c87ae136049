"""When something falls due. Local dates inside the day's window: DST can neither skip nor double one."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Europe/Brussels")
DAY_OPENS, DAY_CLOSES = time(9, 0), time(20, 0)
FIRST_CHECK_IN = timedelta(days=14)
NUDGES = (timedelta(days=1), timedelta(days=5))  # after the last sign of life, then peace
STILL = timedelta(days=90)  # between two times that somebody who waits is asked whether they still want to
SILENCE = timedelta(days=30)  # for the answer to that


def local_day(now: datetime) -> date:
    """The date on the wall in Belgium at a moment in UTC."""
    return now.astimezone(ZONE).date()


def in_window(now: datetime) -> bool:
    """May something that nobody asked for be sent now?"""
    return DAY_OPENS <= now.astimezone(ZONE).time() < DAY_CLOSES


def within_window(moment: datetime) -> datetime:
    """The moment itself, or the next opening of the day's window, in UTC."""
    local = moment.astimezone(ZONE)
    if local.time() < DAY_OPENS:
        return _opens(local.date())
    if local.time() >= DAY_CLOSES:
        return _opens(local.date() + timedelta(days=1))
    return moment.astimezone(UTC)


def check_in_due(formed: datetime) -> datetime:
    """Fourteen local days after the duo was formed, inside the window.

    Early contact with both sides is what the mentoring standard asks for (MENTOR, Elements of Effective
    Practice: twice in the first month).
    """
    local = formed.astimezone(ZONE)
    day = local.date() + FIRST_CHECK_IN
    return within_window(datetime.combine(day, local.time().replace(tzinfo=None), ZONE))


def still_asked(since: datetime) -> datetime:
    """When somebody who has waited since then, or said since then that they still want to, is asked (again)."""
    return within_window(since + STILL)


def _opens(day: date) -> datetime:
    return datetime.combine(day, DAY_OPENS, ZONE).astimezone(UTC)
