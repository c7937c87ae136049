"""Hours that count themselves: what either side tells becomes dated entries, each meeting once.

Rules of the participation track are dated settings: the 40 hours since 1 January 2023 (decree on integration,
as published by vlaanderen.be and municipalities; docs: field notes of the fourth pillar).
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

SAME_MEETING = timedelta(days=1)  # two sides may remember another day, or talk of a meeting past midnight
LONGEST = 12.0  # hours of one entry: more is a slip of the finger
MOST = 744.0  # hours since the check-in before: a month
LAST = 2**62  # after whatever was told
DAY = 24.0  # hours of a day, whatever was done in it
USUAL_DUO = 24.0  # hours of a usual duo: 6 months × 2 meetings × 2 hours


DONE = ("coffee", "walk", "papers", "sport", "children", "town", "language", "other")  # words: done.<key>
ACTIVITIES = ("group", "course", "volunteering", "sport", "culture", "neighbours", "other")  # words: activity.<key>


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
    """One member's word on one meeting; with a `wave`, on all since the check-in before that one. `id` makes the same
    telling twice one. Hours may be unknown."""

    id: str
    duo: int
    candidate: int
    on: date
    hours: float | None
    wave: int = 0
    order: int = 0  # of two on the same day, which was told first

    def __post_init__(self) -> None:
        most = MOST if self.wave else LONGEST
        if self.hours is not None and not 0 <= self.hours <= most:
            raise ValueError(f"{self.hours} hours: a meeting lasts from 0 to {most:g} hours")


@dataclass(frozen=True, slots=True)
class Meeting:
    """A meeting with everybody's word on it, or all since a check-in. `hours` counts the lowest that was told, a proof
    should stand, without what was told one by one (`covered`)."""

    duo: int
    on: date
    tellings: tuple[Telling, ...]
    covered: float = 0.0

    @property
    def hours(self) -> float:
        told = min((t.hours for t in self.tellings if t.hours is not None), default=0.0)
        return max(0.0, told - self.covered)

    def before(self, telling: Telling) -> bool:
        """Was it, and told, when this was told?"""
        return (self.on, min(t.order for t in self.tellings)) <= (telling.on, telling.order)

    @property
    def differs(self) -> bool:
        """They don't tell the same hours: shown, kept, and never argued with."""
        return len({t.hours for t in self.tellings if t.hours is not None}) > 1


def meetings(tellings: Iterable[Telling], checked: Iterable["Checked"] = ()) -> tuple[Meeting, ...]:
    """Each meeting once, in order. Tellings of different members within a day of each other are of one meeting,
    the nearest first; two of the same member never are. What a check-in tells of all since the last counts only as far
    as it is more than what was told one by one."""
    unique = tuple({t.id: t for t in tellings}.values())
    single = _single(t for t in unique if not t.wave)
    return tuple(
        sorted((*single, *_summed([t for t in unique if t.wave], single, tuple(checked))), key=lambda m: (m.on, m.duo))
    )


def _single(tellings: Iterable[Telling]) -> tuple[Meeting, ...]:
    found: list[list[Telling]] = []
    for telling in sorted(tellings, key=lambda t: (t.on, t.id)):
        near = [m for m in found if _of(m, telling)]
        if near:
            min(near, key=lambda m: (telling.on - m[0].on, m[0].id)).append(telling)
        else:
            found.append([telling])
    return tuple(Meeting(m[0].duo, m[0].on, tuple(m)) for m in found)


def _summed(
    tellings: Iterable[Telling], single: Sequence[Meeting], checked: Sequence["Checked"]
) -> Iterator[Meeting]:  # fmt: skip
    """Both sides' word on the same check-in: each since their own answer before, which may be longer ago than the
    other's, without what was counted of that time already."""
    waves: dict[tuple[int, int], list[Telling]] = defaultdict(list)
    for telling in sorted(tellings, key=lambda t: (t.on, t.id)):
        waves[telling.duo, telling.wave].append(telling)
    answered = {(c.duo, c.candidate, c.wave): c.on for c in checked}
    answered |= {(t.duo, t.candidate, t.wave): t.on for told in waves.values() for t in told}
    counted: dict[tuple[int, int], float] = {}
    for (duo, wave), told in sorted(waves.items()):
        new = []
        for t in told:
            last, since = max(
                ((w, on) for (d, c, w), on in answered.items() if (d, c) == (duo, t.candidate) and w < wave),
                default=(0, date.min),
            )
            missed = sum(hours for (d, w), hours in counted.items() if d == duo and w > last)
            one_by_one = sum(m.hours for m in single if m.duo == duo and m.on > since and m.before(t))
            new.append(max(0.0, (t.hours or 0.0) - missed - one_by_one))
        counted[duo, wave] = min(new)
        lowest = min(t.hours or 0.0 for t in told)
        yield Meeting(duo, max(t.on for t in told), tuple(told), lowest - min(new))


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


def total(met: Iterable[Meeting], activities: Iterable[Activity], day: date) -> Sum:
    """What has been told until and with that day, against that day's rules. Activities that a counsellor
    judged not to count are left out."""
    rules = rules_on(day)
    duo = sum(m.hours for m in met if m.on <= day)
    others = [a for a in {a.id: a for a in activities}.values() if a.on <= day and a.counts is not False]
    unsure = sum(a.hours for a in others if a.counts is None)
    return Sum(duo, sum(a.hours for a in others), unsure, rules.hours if rules else 0.0)


def by_month(found: Iterable[Meeting]) -> dict[str, float]:
    """Hours by month ("2027-03"), for the proof's second page."""
    told: dict[str, float] = defaultdict(float)
    for meeting in found:
        told[meeting.on.strftime("%Y-%m")] += meeting.hours
    return dict(told)


@dataclass(frozen=True, slots=True)
class Entry:
    """What somebody told themselves: `duo` is 0 for something else, `wave` 0 unless a check-in asked."""

    id: int
    duo: int
    on: date
    hours: float
    what: str = ""
    wave: int = 0


@dataclass(frozen=True, slots=True)
class Checked:
    """A check-in that a member answered, and on which day."""

    duo: int
    candidate: int
    wave: int
    on: date


@dataclass(frozen=True, slots=True)
class Kept:
    """All hours that matter to somebody: their own `entries`, the latest first, and what every member told of their
    duos, and which check-ins they answered."""

    entries: tuple[Entry, ...] = ()
    tellings: tuple[Telling, ...] = ()
    checked: tuple[Checked, ...] = ()

    @property
    def activities(self) -> tuple[Activity, ...]:
        return tuple(Activity(str(e.id), e.on, e.what, e.hours) for e in self.entries if not e.duo)

    @property
    def met(self) -> tuple[Meeting, ...]:
        return meetings(self.tellings, self.checked)

    def sum(self, day: date) -> Sum:
        return total(self.met, self.activities, day)

    def on(self, day: date, but: int = 0) -> float:
        """Hours of that day that they told already, without the entry `but`; a check-in's are of no day."""
        return sum(e.hours for e in self.entries if e.on == day and e.id != but and not e.wave)

    def with_(self, entry: Entry, candidate: int) -> "Kept":
        """As it is once this was told too, or put right."""
        rest = self.without(entry.id)
        told = Telling(str(entry.id), entry.duo, candidate, entry.on, entry.hours, entry.wave, entry.id or LAST)
        return replace(
            rest, entries=(entry, *rest.entries), tellings=(*rest.tellings, told) if entry.duo else rest.tellings
        )

    def without(self, id: int) -> "Kept":
        tellings = tuple(t for t in self.tellings if t.id != str(id))
        return replace(self, entries=tuple(e for e in self.entries if e.id != id), tellings=tellings)
