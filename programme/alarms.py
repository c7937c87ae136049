"""What has to be looked at by a human: somebody is not safe, or their words or their face say that something is wrong.

An alarm stays open until somebody of the staff says how it was handled. One that is urgent comes again after a while
by day (`Preset.alarm_hours`), and is never taken away by a sweep while it is open.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from programme import schedule
from programme.model import SOURCE

HOW = ("called", "met", "services", "nothing")  # how it was handled; words: alarm.how.<how>


class Kind(StrEnum):
    """Words: alarm.<kind>."""

    UNSAFE = "unsafe"  # said so, in one tap
    DISTRESS = "distress"  # wrote so outside any question, and had it passed on
    WORDS = "words"  # wrote something worrying in an answer
    MOOD = "mood"  # a bad face


URGENT = frozenset({Kind.UNSAFE, Kind.DISTRESS, Kind.WORDS})


@dataclass(frozen=True, slots=True)
class Alarm:
    """One alarm, as the staff reads it. `candidate` is 0 for somebody whose intake is not sent yet, `duo` 0 when it
    is about none; `contacts` are all ways to reach them that are known; `names` of everybody in the duo."""

    id: int
    kind: Kind
    programme: str
    person: int
    candidate: int
    duo: int
    since: datetime
    name: str
    contacts: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    talk: int = 0  # with somebody who has no file, to answer them
    meets: bool = False  # the duo still goes on
    note: str = ""
    mood: int = 0
    handled: datetime | None = None
    handled_by: str = ""
    how: str = ""
    language: str = SOURCE  # of whoever raised it
    people: tuple[int, ...] = ()  # in the duo
    meeting: datetime | None = None  # that the duo has a date for

    def minutes(self, now: datetime) -> int:
        """How long it has been open."""
        return max(0, int((now - self.since).total_seconds() // 60))


def again(now: datetime, hours: int) -> datetime:
    """When an urgent alarm that nobody handled comes again: so many hours later, of the day's window."""
    opens = schedule.within_window(now)
    due = schedule.within_window(opens + timedelta(hours=hours))
    return due if schedule.local_day(due) == schedule.local_day(opens) else due + timedelta(hours=hours)
