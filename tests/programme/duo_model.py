"""What should be true of duos after what was asked of the storage, in plain Python: no rows, no machine.

Every effect that the engine hands to the storage is told here first. Only what can't be known from it (in which state
a duo stands, whose an entry or an alarm is) is looked up in the rows as they were before.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from programme import schedule
from programme.alarms import Kind
from programme.duo import State
from programme.effects import (
    CheckedIn,
    DropHours,
    Effect,
    Extend,
    Forget,
    HandleAlarm,
    LookLater,
    RaiseAlarm,
    TellHours,
)
from programme.preset import preset
from storage.writers import WRITERS
from storage.writers.scheduled import By, Writer

LASTS = timedelta(days=preset("duo").lasts_days)
GOES_ON = (State.MET, State.RUNNING, State.PAUSED)
MOST_A_DAY = 24.0


@dataclass(frozen=True)
class Hours:
    candidate: int
    duo: int
    on: date
    hours: float
    wave: int = 0

    @property
    def row(self) -> tuple[int, int, str, float, int]:
        return (self.candidate, self.duo, self.on.isoformat(), self.hours, self.wave)


@dataclass(frozen=True)
class Later:
    """A coordinator looks at a duo on this day: said `at` a moment, of one that rests since then."""

    day: date
    since: str
    at: datetime


@dataclass
class Model:
    rows: Callable[..., list[tuple]]
    extended: dict[int, list[date]] = field(default_factory=lambda: defaultdict(list))
    later: dict[int, Later] = field(default_factory=dict)
    unsafe: dict[tuple[str, int, int], datetime] = field(default_factory=dict)  # kind, duo, candidate: said when
    told: list[Hours] = field(default_factory=list)
    answered: dict[int, dict[tuple[int, int], date]] = field(default_factory=lambda: defaultdict(dict))  # by duo
    changes: int = 0  # of what was told

    def writers(self) -> Mapping[type[Effect], Writer]:
        """The storage's own, which tell the model first."""
        return {**WRITERS, **{kind: self._told_first(kind) for kind in HEARS}}

    def _told_first(self, kind: type[Effect]) -> Writer:
        async def write(unit: Any, by: By, effect: Any) -> None:
            HEARS[kind](self, by, effect)
            await WRITERS[kind](unit, by, effect)

        return write

    def state(self, duo: int) -> tuple[str, str]:
        return self.rows("select state, since from duos where id = ?", duo)[0]

    # --- what is asked ---

    def extends(self, _: By, what: Extend) -> None:
        if self.state(what.duo)[0] in GOES_ON:
            self.extended[what.duo].append(what.until)

    def looks_later(self, by: By, what: LookLater) -> None:
        self.later[what.duo] = Later(schedule.local_day(what.at), self.state(what.duo)[1], by.now)

    def alarms(self, by: By, what: RaiseAlarm) -> None:
        """Whoever is not safe has to be looked at sooner than somebody thought."""
        self.later.pop(what.duo, None)
        if what.duo and what.kind is not Kind.MOOD:
            self.unsafe.setdefault((what.kind, what.duo, what.candidate), by.now)

    def handles(self, _: By, what: HandleAlarm) -> None:
        for kind, duo, candidate in self.rows("select kind, duo, candidate from alarms where id = ?", what.alarm):
            self.later.pop(duo, None)
            self.unsafe.pop((kind, duo, candidate), None)

    def tells(self, _: By, what: TellHours) -> None:
        self.changes += 1
        new = Hours(what.candidate, what.duo, what.on, what.hours)
        if not what.id:
            self.told.append(new)
        elif (at := self._entry(what.id, what.candidate)) is not None:
            self.told[at] = replace(new, duo=self.told[at].duo)

    def drops(self, _: By, what: DropHours) -> None:
        self.changes += 1
        if (at := self._entry(what.id, what.candidate)) is not None:
            del self.told[at]

    def checks_in(self, by: By, what: CheckedIn) -> None:
        self.changes += 1
        self.answered[what.duo].setdefault((what.candidate, what.wave), schedule.local_day(by.now))
        new = Hours(what.candidate, what.duo, schedule.local_day(by.now), what.told.hours or 0.0, what.wave)
        same = (new.duo, new.candidate, new.wave)
        at = next((n for n, t in enumerate(self.told) if (t.duo, t.candidate, t.wave) == same), None)
        if at is None:
            self.told += [new] if new.hours else []
        elif new.hours:
            self.told[at] = replace(self.told[at], hours=new.hours)
        else:
            del self.told[at]

    def forgets(self, by: By, what: Forget) -> None:
        self.changes += 1
        of = "select id from candidates where person = ?"
        gone = [what.candidate] if what.candidate else [id for (id,) in self.rows(of, by.person)]
        self.told = [t for t in self.told if t.candidate not in gone]
        self.unsafe = {one: at for one, at in self.unsafe.items() if one[2] not in gone}

    def _entry(self, id: int, candidate: int) -> int | None:
        """Where an entry stands in what was told, if it is theirs."""
        found = self.rows("select candidate, coalesce(duo, 0), day, hours, wave from hours_told where id = ?", id)
        mine = [row for row in found if row[0] == candidate]
        return next(n for n, t in enumerate(self.told) if t.row == mine[0]) if mine else None

    # --- what follows from it ---

    def ends(self, agreed: date, duo: int) -> date:
        return max((agreed + LASTS, *self.extended[duo]))

    def not_before(self, duo: int) -> date | None:
        """The day until which nobody looks at a duo that rests, while it goes on resting."""
        later = self.later.get(duo)
        return later.day if later and self.state(duo) == (State.PAUSED, later.since) else None

    def on(self, candidate: int, day: date) -> float:
        return sum(t.hours for t in self.told if (t.candidate, t.on, t.wave) == (candidate, day, 0))

    def other(self, candidate: int) -> float:
        return sum(t.hours for t in self.told if t.candidate == candidate and not t.duo)

    def together(self, duo: int) -> tuple[float, float]:
        """The least and the most that may be counted. The same number wherever it is plain who talks of which meeting:
        nobody tells twice of a day on which the other tells too, and no day is next to another."""
        mine = [t for t in self.told if t.duo == duo]
        days: dict[date, list[Hours]] = defaultdict(list)
        for t in (t for t in mine if not t.wave):
            days[t.on].append(t)
        apart = all(day + timedelta(days=1) not in days for day in days)
        if not apart or any(len({t.candidate for t in on}) > 1 and len(on) > 2 for on in days.values()):
            return 0.0, sum(t.hours for t in mine)
        met = {day: _once(on) for day, on in days.items()}
        waves = {t.wave for t in mine if t.wave}
        most = sum(min(self._new(t, met) for t in mine if t.wave == wave) for wave in waves)
        return sum(met.values()), sum(met.values()) + most

    def _new(self, t: Hours, met: Mapping[date, float]) -> float:
        """At most so much of a check-in was not told one by one, since their own answer before."""
        before = [on for (c, wave), on in self.answered[t.duo].items() if c == t.candidate and wave < t.wave]
        since = max(before, default=date.min)
        return max(0.0, t.hours - sum(hours for on, hours in met.items() if since < on < t.on))


def _once(told: list[Hours]) -> float:
    """Of one day: both talk of the same meeting, and the lowest counts; one alone may tell of several."""
    both = len({t.candidate for t in told}) > 1
    return min(t.hours for t in told) if both else sum(t.hours for t in told)


HEARS: Mapping[type[Effect], Callable[[Model, By, Any], None]] = {
    Extend: Model.extends, LookLater: Model.looks_later, RaiseAlarm: Model.alarms, HandleAlarm: Model.handles,
    TellHours: Model.tells, DropHours: Model.drops, CheckedIn: Model.checks_in, Forget: Model.forgets,
}  # fmt: skip
