"""Hours that count themselves: what either side tells becomes dated entries, each meeting once.

Rules of the participation track are dated settings: the 40 hours since 1 January 2023 (decree on integration,
as published by vlaanderen.be and municipalities; docs: field notes of the fourth pillar).
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

SAME_MEETING = timedelta(days=1)  # two sides may remember another day, or talk of a meeting past midnight
LONGEST = 12.0  # hours of one entry: more is a slip of the finger
USUAL_DUO = 24.0  # hours of a usual duo: 6 months × 2 meetings × 2 hours


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules from a day on. `words` is the version of the proof's text."""

    since: date
    hours: float
    bound: tuple[str, ...]  # who must: words hours.bound.<key>
    words: str


RULES = (Rules(date(2023, 1, 1), 40.0, ("compulsory-without-work-or-study",), "2023-01"),)


def rules_on(day: date, rules: Sequence[Rules] = RULES) -> Rules | None:
    """The rules that hold on that day; None before there were any."""
    held = [r for r in rules if r.since <= day]
    return max(held, key=lambda r: r.since) if held else None


@dataclass(frozen=True, slots=True)
class Telling:
    """One member's word on one meeting. `id` makes the same telling twice one. Hours may be unknown."""

    id: str
    duo: int
    candidate: int
    on: date
    hours: float | None

    def __post_init__(self) -> None:
        if self.hours is not None and not 0 <= self.hours <= LONGEST:
            raise ValueError(f"{self.hours} hours: a meeting lasts from 0 to {LONGEST:g} hours")


@dataclass(frozen=True, slots=True)
class Meeting:
    """A meeting with everybody's word on it. `hours` counts the lowest that was told: a proof should stand."""

    duo: int
    on: date
    tellings: tuple[Telling, ...]

    @property
    def hours(self) -> float:
        return min((t.hours for t in self.tellings if t.hours is not None), default=0.0)

    @property
    def differs(self) -> bool:
        """They don't tell the same hours: shown, kept, and never argued with."""
        return len({t.hours for t in self.tellings if t.hours is not None}) > 1


def meetings(tellings: Iterable[Telling]) -> tuple[Meeting, ...]:
    """Each meeting once, in order. Tellings of different members within a day of each other are of one meeting,
    the nearest first; two of the same member never are."""
    found: list[list[Telling]] = []
    unique = {t.id: t for t in tellings}.values()
    for telling in sorted(unique, key=lambda t: (t.on, t.id)):
        near = [m for m in found if _of(m, telling)]
        if near:
            min(near, key=lambda m: (telling.on - m[0].on, m[0].id)).append(telling)
        else:
            found.append([telling])
    return tuple(Meeting(m[0].duo, m[0].on, tuple(m)) for m in found)


def _of(meeting: Sequence[Telling], telling: Telling) -> bool:
    first = meeting[0]
    others = all(t.candidate != telling.candidate for t in meeting)
    return others and first.duo == telling.duo and telling.on - first.on <= SAME_MEETING


@dataclass(frozen=True, slots=True)
class Activity:
    """Something else that the newcomer did. Whether it counts is the counsellor's judgement: None until then."""

    id: str
    on: date
    what: str
    hours: float
    with_whom: str = ""
    counts: bool | None = None

    def __post_init__(self) -> None:
        if not 0 < self.hours <= LONGEST:
            raise ValueError(f"{self.hours} hours: an activity of one day lasts up to {LONGEST:g} hours")


@dataclass(frozen=True, slots=True)
class Sum:
    """`duo` and `other` are hours told; `unsure` is the part of `other` that nobody judged yet."""

    duo: float
    other: float
    unsure: float
    asked: float

    @property
    def all(self) -> float:
        return self.duo + self.other

    @property
    def to_find(self) -> float:
        return max(0.0, self.asked - self.all)

    @property
    def reached(self) -> bool:
        return self.asked > 0 and self.to_find == 0

    @property
    def after_usual_duo(self) -> float:
        """Still to find when the duo goes on for as long as a usual one: said early, not in month six."""
        return max(0.0, self.asked - max(self.duo, USUAL_DUO) - self.other)


def total(tellings: Iterable[Telling], activities: Iterable[Activity], day: date) -> Sum:
    """What has been told until and with that day, against that day's rules. Activities that a counsellor
    judged not to count are left out."""
    rules = rules_on(day)
    duo = sum(m.hours for m in meetings(tellings) if m.on <= day)
    others = [a for a in {a.id: a for a in activities}.values() if a.on <= day and a.counts is not False]
    unsure = sum(a.hours for a in others if a.counts is None)
    return Sum(duo, sum(a.hours for a in others), unsure, rules.hours if rules else 0.0)


def by_month(found: Iterable[Meeting]) -> dict[str, float]:
    """Hours by month ("2027-03"), for the proof's second page."""
    told: dict[str, float] = defaultdict(float)
    for meeting in found:
        told[meeting.on.strftime("%Y-%m")] += meeting.hours
    return dict(told)
