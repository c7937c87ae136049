"""When something falls due. Local dates inside the day's window: DST can neither skip nor double one.

A rhythm is a line: `after 2 weeks, after 4 weeks, then every month; at the end`. Its waves have local dates;
a wave is one of a duo and a member, known by its name, so that it is asked once whatever the clock does.
"""

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from hashlib import blake2b
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Europe/Brussels")
DAY_OPENS, DAY_CLOSES = time(9, 0), time(20, 0)
DESKS_OPEN_BEFORE = timedelta(hours=1)  # coordinators read what waits before the day's window opens
NUDGES = (timedelta(days=1), timedelta(days=5))  # after the last sign of life, then peace
STILL = timedelta(days=90)  # between two times that somebody who waits is asked whether they still want to
PATIENCE = timedelta(days=21)  # between two lines to somebody who waits
SILENCE = timedelta(days=30)  # for the answer to that
SPREAD_DAYS = 3  # a wave goes out on one of so many days, so that a town's duos don't all answer at once
SLOT = timedelta(minutes=5)  # and in one of so many slots of that day's window
SUNDAY = 7
END = "end"
BEFORE_THE_END = timedelta(days=10)  # nothing is asked just before the questions of the end


# --- the day's window ---


def local_day(now: datetime) -> date:
    """The date on the wall in Belgium at a moment in UTC."""
    return now.astimezone(ZONE).date()


def in_window(now: datetime, zone: ZoneInfo = ZONE) -> bool:
    """May something that nobody asked for be sent now?"""
    return DAY_OPENS <= now.astimezone(zone).time() < DAY_CLOSES


def within_window(moment: datetime) -> datetime:
    """The moment itself, or the next opening of the day's window, in UTC."""
    local = moment.astimezone(ZONE)
    if local.time() < DAY_OPENS:
        return opens(local.date())
    if local.time() >= DAY_CLOSES:
        return opens(local.date() + timedelta(days=1))
    return moment.astimezone(UTC)


def still_asked(since: datetime) -> datetime:
    """When somebody who has waited since then, or said since then that they still want to, is asked (again)."""
    return within_window(since + STILL)


def still_told(since: datetime) -> datetime:
    """When somebody who waits reads (again) that they are not forgotten."""
    return next_sending(since + PATIENCE)


def opens(day: date) -> datetime:
    """The opening of a local day's window, in UTC."""
    return datetime.combine(day, DAY_OPENS, ZONE).astimezone(UTC)


def next_sending(moment: datetime, zone: ZoneInfo = ZONE) -> datetime:
    """The moment itself if something unasked for may be sent then, or the next one at which it may, in UTC."""
    at = within_window(moment)
    day = at.astimezone(zone).date()
    return at if not is_free(day) else opens(sending_day(day))


# --- days that are free ---


@cache
def holidays(year: int) -> frozenset[date]:
    """Belgium's public holidays. The library takes a quarter of a second to import: only when it is asked."""
    from holidays.countries.belgium import Belgium

    return frozenset(Belgium(years=year))  # type: ignore[no-untyped-call]


def is_free(day: date) -> bool:
    """A Sunday or a public holiday: nothing that nobody asked for is sent."""
    return day.isoweekday() == SUNDAY or day in holidays(day.year)


def sending_day(day: date) -> date:
    """The day itself, or the next that is not free."""
    while is_free(day):
        day += timedelta(days=1)
    return day


def working_days(start: date, end: date, closed: Callable[[date], bool] = lambda _: False) -> int:
    """Working days after `start`, up to and with `end`: Monday to Friday, no public holidays, and none on which the
    town is `closed`."""
    days = (start + timedelta(days=n) for n in range(1, (end - start).days + 1))
    return sum(d.isoweekday() < 6 and not is_free(d) and not closed(d) for d in days)


# --- the line ---


class RhythmError(ValueError):
    """A rhythm that can't be read; the message shows the piece and what to write."""


@dataclass(frozen=True, slots=True)
class Step:
    """So many days (or months) after the start."""

    count: int
    months: bool = False

    def after(self, start: date) -> date:
        return months_after(start, self.count) if self.months else start + timedelta(days=self.count)


@dataclass(frozen=True, slots=True)
class Rhythm:
    """`firsts` are counted from the start, `every` from the last of them; `end` asks for a last one."""

    firsts: tuple[Step, ...]
    every: Step | None
    end: bool


NUMBERS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "six": 6, "een": 1, "één": 1, "twee": 2,
    "drie": 3, "vier": 4, "zes": 6,
}  # fmt: skip
UNITS = {
    "day": (1, False), "days": (1, False), "dag": (1, False), "dagen": (1, False),
    "week": (7, False), "weeks": (7, False), "weken": (7, False),
    "month": (1, True), "months": (1, True), "maand": (1, True), "maanden": (1, True),
}  # fmt: skip
AFTER = re.compile(r"(?:after|na) (\w+) (\w+)")
EVERY = re.compile(r"(?:then |and then |daarna |en daarna )?(?:every|each|elke|iedere|om de) (?:(\w+) )?(\w+)")
ENDING = re.compile(r"(?:at the end|op het einde|aan het einde|bij het einde)")
EXAMPLE = "after 2 weeks, after 4 weeks, then every month; at the end"


def parse(line: str) -> Rhythm:
    """Raises `RhythmError` for a piece that it can't read, for steps that go back, and for an empty rhythm."""
    firsts: list[Step] = []
    every: Step | None = None
    end = False
    for piece in (p.strip() for p in re.split(r"[,;]", " ".join(line.lower().split()))):
        if every and not ENDING.fullmatch(piece):
            raise RhythmError(f'"{piece}" comes after what repeats: put it before, as in "{EXAMPLE}"')
        if found := AFTER.fullmatch(piece):
            firsts.append(_step(found[1], found[2], piece))
        elif found := EVERY.fullmatch(piece):
            every = _step(found[1] or "1", found[2], piece)
        elif ENDING.fullmatch(piece):
            end = True
        else:
            raise RhythmError(f'"{piece}" is not a rhythm: write like "{EXAMPLE}"')
    days = [s.count * (30 if s.months else 1) for s in firsts]
    if days != sorted(set(days)):
        raise RhythmError(f'the steps of "{line.strip()}" go back in time: put the earliest first, each once')
    if not firsts and not every:
        raise RhythmError(f'"{line.strip()}" never asks before the end: write like "{EXAMPLE}"')
    return Rhythm(tuple(firsts), every, end)


def _step(count: str, unit: str, piece: str) -> Step:
    number = int(count) if count.isdecimal() else NUMBERS.get(count, 0)
    if unit not in UNITS:
        raise RhythmError(f'"{piece}": {unit} is not a unit of time: write days, weeks or months')
    if not 1 <= number <= 365:
        raise RhythmError(f'"{piece}": {count} is not a number from 1 to 365')
    size, months = UNITS[unit]
    return Step(number * size, months)


def months_after(start: date, months: int) -> date:
    """The same day of a later month, or its last day: from the 31st of January to the 28th of February."""
    month = start.month - 1 + months
    first = date(start.year + month // 12, month % 12 + 1, 1)
    last = (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    return min(first + timedelta(days=start.day - 1), last)


# --- the waves ---


@dataclass(frozen=True, slots=True)
class Wave:
    """`name` is the wave's local date as the rhythm says it, or "end": asked once for each name and member.
    `at` is when it is sent, in UTC: inside the window, on a day that is not free."""

    name: str
    day: date
    at: datetime


@dataclass(frozen=True, slots=True)
class Course:
    """What a member's waves follow from. `pauses` are local dates, the second None while it lasts; `ends` is
    the planned or real last day. `zone` is the member's."""

    duo: int
    member: int
    start: date
    rhythm: Rhythm
    pauses: tuple[tuple[date, date | None], ...] = ()
    ends: date | None = None
    zone: ZoneInfo = ZONE


def days_of(course: Course) -> Iterator[date]:
    """The rhythm's local dates, endless if it repeats; `ends` stops it, a little before where the end is asked about
    too. Pauses are not in it yet."""
    last = course.start
    stops = course.ends and course.ends - (BEFORE_THE_END if course.rhythm.end else timedelta())
    for step in course.rhythm.firsts:
        last = step.after(course.start)
        if stops and last >= stops:
            return
        yield last
    every, turn = course.rhythm.every, 0
    while every:
        turn += 1
        # counted from the first: adding a month to the 28th of February would stay on the 28th for ever
        day = Step(every.count * turn, every.months).after(last)
        if stops and day >= stops:
            return
        yield day


def waves(course: Course) -> Iterator[Wave]:
    """All waves in order, those of a pause left out. Ends with the course; endless without an end."""
    for day in days_of(course):
        if not _paused(course, day):
            yield _wave(course, day.isoformat(), day)
    if course.rhythm.end and course.ends:
        yield _wave(course, END, course.ends)


def due_waves(course: Course, asked: Collection[str], now: datetime) -> tuple[Wave, ...]:
    """What to ask now: at most one, the newest that fell due, and only if nothing newer was asked.

    After a month of downtime, or with a changed rhythm, only the newest is asked; what was missed stays so.
    While the course is paused nothing is due. `asked` are names of waves that this member was asked.
    """
    today = now.astimezone(course.zone).date()
    if _paused(course, today) or not in_window(now, course.zone) or is_free(today):
        return ()
    newest: Wave | None = None
    for wave in waves(course):
        if wave.day > today:
            break
        newest = wave if wave.at <= now else newest
    if newest is None or newest.name in asked:
        return ()
    last = max((n for n in asked if n != END), default="")
    if END in asked or (newest.name != END and newest.name <= last):
        return ()
    return () if newest.name != END and _too_soon(newest, last) else (newest,)


def next_wave(course: Course, asked: Collection[str], now: datetime) -> Wave | None:
    """The first wave still to come; None when the course is paused without end, or over."""
    last = max((n for n in asked if n != END), default="")
    if END in asked or any(until is None for _, until in course.pauses):
        return None
    for wave in waves(course):
        if wave.at > now and (wave.name == END or (wave.name > last and not _too_soon(wave, last))):
            return wave
    return None


def _too_soon(wave: Wave, last: str) -> bool:
    """A changed rhythm must not ask again within days of the last question."""
    return bool(last) and wave.day - date.fromisoformat(last) < timedelta(days=6)


def _paused(course: Course, day: date) -> bool:
    return any(start <= day and (until is None or day < until) for start, until in course.pauses)


def _wave(course: Course, name: str, day: date) -> Wave:
    """Both members of a duo on the same day, at different times. The draw is from names, never from a dice."""
    shift = _draw(f"{course.duo}:{name}", SPREAD_DAYS) if name != END else 0
    slots = int(timedelta(hours=DAY_CLOSES.hour - DAY_OPENS.hour) / SLOT)
    slot = _draw(f"{course.duo}:{course.member}:{name}", slots)
    on = datetime.combine(sending_day(day + timedelta(days=shift)), DAY_OPENS, course.zone)
    return Wave(name, day, (on + slot * SLOT).astimezone(UTC))  # no clock changes between 9 and 20


def _draw(text: str, below: int) -> int:
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest()) % below
