"""A colleague's own desk: when the message of the day comes, and what stands in it. Pure.

It is read once a day by somebody with forty things to do: what asks for a decision comes first, and where there is
nothing, nothing is sent.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

from programme import schedule
from programme.follow_up import Need
from programme.model import Candidate, Duo

ENDS_SOON = timedelta(weeks=3)  # before the planned end of a duo: time to talk about what comes after it
MONDAY, FRIDAY = 1, 5


class Every(StrEnum):
    """How often; a colleague's own choice."""

    DAY = "day"  # each working day
    MONDAY = "monday"  # the first working day of the week
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Followed:
    """What somebody of the staff did last about a quiet duo: a name of `follow_up.Action`'s past, or "later"."""

    what: str
    by: str
    day: date
    until: date


@dataclass(frozen=True, slots=True)
class LastWords:
    """What was told last in a duo: by whom, on which day, with which face of five, in which words."""

    name: str
    day: date
    mood: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class Quiet:
    """A duo that needs somebody, and what a coordinator wants to know before she picks up the phone."""

    duo: Duo
    need: Need
    words: LastWords | None = None
    followed: Followed | None = None


@dataclass(frozen=True, slots=True)
class Week:
    """What waits for whoever asks, in their programmes, on this day; people longest first.

    `unlooked` wait for a first look, `accepted` are how many wait for a buddy; `dates` are meetings of the seven days
    that begin today, `ends` duos of which the planned end is near.
    """

    unlooked: tuple[Candidate, ...] = ()
    late: tuple[tuple[Candidate, int, int], ...] = ()  # with the working days waited, and those promised
    accepted: int = 0
    proposals: tuple[Duo, ...] = ()
    quiet: tuple[Quiet, ...] = ()
    dates: tuple[tuple[Duo, datetime], ...] = ()
    ends: tuple[Duo, ...] = ()
    asked: tuple[Candidate, ...] = ()  # something that no phone shows them: the staff answers for them
    talks: tuple[Candidate, ...] = ()  # volunteers with whom one is planned today
    to_sign: tuple[Candidate, ...] = ()  # who wants their paper signed, longest first
    others: int = 0  # people and duos of this list that colleagues follow up, which are left out

    def __bool__(self) -> bool:
        """Is there something to do, or to know? That somebody waits for a buddy is no news."""
        return bool(
            self.unlooked or self.late or self.proposals or self.quiet or self.dates or self.ends
            or self.asked or self.talks or self.to_sign
        )  # fmt: skip


def works(day: date) -> bool:
    """Monday to Friday, no public holiday."""
    return MONDAY <= day.isoweekday() <= FRIDAY and not schedule.is_free(day)


def opens(day: date) -> datetime:
    """When desks open on a day in Belgium: eight o'clock, in UTC."""
    begins = datetime.combine(day, schedule.DAY_OPENS, schedule.ZONE) - schedule.DESKS_OPEN_BEFORE
    return begins.astimezone(UTC)


def is_open(now: datetime) -> bool:
    """May the message of the day be sent now: on a working day? One that is late waits for the next."""
    return works(schedule.local_day(now))


def next_digest(now: datetime, every: Every) -> datetime | None:
    """The next moment of the message of the day, after `now`, in UTC; None for whoever wants none."""
    if every is Every.NEVER:
        return None
    comes = works if every is Every.DAY else first_of_week
    return _next(now, comes)


def _next(now: datetime, comes: Callable[[date], bool]) -> datetime:
    day = schedule.local_day(now)
    while not comes(day) or opens(day) <= now:
        day += timedelta(days=1)
    return opens(day)


def first_of_week(day: date) -> bool:
    """Monday, or the first day after it that is worked on."""
    monday = day - timedelta(days=day.isoweekday() - MONDAY)
    before = (monday + timedelta(days=n) for n in range((day - monday).days))
    return works(day) and not any(map(works, before))
