"""Two simulated years of a programme with 300 duos, and their picture. Everybody is made up; the rules are real:

    python -m tools.two_years     # writes docs/rhythm.png and prints what the years were like

People sign up, wait for Monday's puzzle, say yes or no, meet, tell of it or don't; some duos fade without a word, some
rest for a while, some go on beyond their planned end. What people do is drawn with a seed; what the programme does is
programme/*.py. One thing is imitated, as it is a line of SQL (`end_was_asked`): after an extension, the check-in of the
old end is one of that day.
"""

import random
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from bot.flows.duo.ending import in_months
from programme import consequences, follow_up
from programme.assignment import solve
from programme.duo import Answer, Member, Move, Pairing, State, answer, move, proposal_due, propose
from programme.hours import DAY, Checked, Entry, Kept, Telling
from programme.matching import Terms, profile
from programme.model import Candidate, Side, Status
from programme.schedule import END, EXAMPLE, Course, due_waves, is_free, months_after, next_wave, parse

START = date(2027, 1, 4)
DAYS = 730
MOST = 300
RUNS = 182  # days that a duo is planned for
PICTURE = Path(__file__).parents[1] / "docs" / "rhythm.png"
RHYTHM = parse(EXAMPLE)


@dataclass
class Life:
    """One duo and what its people do, which the programme doesn't know."""

    pair: Pairing
    yes_on: dict[int, date]
    fades: date | None
    courses: dict[int, Course] = field(default_factory=dict)
    next: dict[int, datetime | None] = field(default_factory=dict)
    asked: dict[int, list[str]] = field(default_factory=dict)
    told: list[follow_up.Told] = field(default_factory=list)
    tellings: list[Telling] = field(default_factory=list)
    checked: list[Checked] = field(default_factory=list)
    last_met: date | None = None
    snoozed: date | None = None
    held: date = START  # until when it rested, or was snoozed: nobody looks for it before
    rests: tuple[date, date] | None = None
    pauses: tuple[tuple[date, date | None], ...] = ()
    ends: date | None = None
    extended: list[date] = field(default_factory=list)  # on which days it was said that they go on
    found: date | None = None

    def kept(self, candidate: int) -> Kept:
        """What the storage would read for this member: their own entries, what both told, which check-ins."""
        own = (t for t in self.tellings if t.candidate == candidate)
        entries = tuple(Entry(t.order, t.duo, t.on, t.hours or 0.0, "", t.wave) for t in own)
        return Kept(entries, tuple(self.tellings), tuple(self.checked))


@dataclass
class Years:
    lives: list[Life] = field(default_factory=list)
    sent: list[tuple[int, int, str, datetime]] = field(default_factory=list)  # duo, member, the wave's day, moment
    waited: list[int] = field(default_factory=list)
    found_after: list[int] = field(default_factory=list)  # days from the fading to the digest that names it
    digests: list[tuple[date, tuple[follow_up.Watched, ...], tuple[int, ...]]] = field(default_factory=list)


def noon(day: date, hour: int = 12) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


def simulate(seed: int = 1, days: int = DAYS, most: int = MOST) -> Years:
    """The years, day by day."""
    dice, years = random.Random(seed), Years()
    crowd: dict[int, Candidate] = {}
    ids = iter(range(1, 10**6))
    for today in (START + timedelta(days=n) for n in range(days)):
        for one in _sign_ups(dice, today, ids):
            crowd[one.id] = one
        if today.isoweekday() == 1 and len(years.lives) < most:
            _puzzle(dice, years, crowd, today)
        for life in years.lives:
            if not life.pair.state.over:
                _live(dice, years, life, crowd, today)
        if today.isoweekday() == 1:
            _monday(dice, years, today)
    return years


def _sign_ups(dice: random.Random, today: date, ids: Iterator[int]) -> Iterator[Candidate]:
    for side, a_day in ((Side.NEWCOMER, 0.6), (Side.VOLUNTEER, 0.3)):
        if dice.random() < a_day:
            answers = {
                "tongues": {"en": "daily"}, "dutch": dice.choice(["A1", "A2", "B1"]) if side is Side.NEWCOMER else None,
                "municipality": dice.choice(["12025", "12025", "11025", "12040"]),
                "interests": dice.sample(["cooking", "walking", "music", "games", "coffee", "films"], 3),
                "free": dice.sample([f"{d}-{p}" for d in range(1, 8) for p in ("morning", "evening")], 4),
            }  # fmt: skip
            at, id = noon(today), next(ids)
            yield Candidate(id, id, side, Status.ACCEPTED, "proef", f"Proef {id}", "nl", at, at, answers)


def _puzzle(dice: random.Random, years: Years, crowd: dict[int, Candidate], today: date) -> None:
    free = [profile(one) for one in crowd.values()]
    solved = solve([p for p in free if p.side is Side.NEWCOMER], [p for p in free if p.side is Side.VOLUNTEER],
                   Terms(), noon(today))  # fmt: skip
    for pair in solved.pairs[: MOST - len(years.lives)]:
        two = (Member(pair.newcomer, Side.NEWCOMER), Member(pair.volunteer, Side.VOLUNTEER))
        yes = {m.candidate: today + timedelta(days=dice.randrange(6)) for m in two if dice.random() < 0.96}
        fades = today + timedelta(days=dice.randrange(20, 170)) if dice.random() < 0.3 else None
        made = propose(len(years.lives) + 1, "proef", two, noon(today))
        rests = None
        if dice.random() < 0.1:
            from_ = today + timedelta(days=dice.randrange(40, 120))
            rests = (from_, from_ + timedelta(days=dice.randrange(14, 50)))
        years.lives.append(Life(made, yes, fades, rests=rests))
        years.waited.append((noon(today) - crowd[pair.newcomer].waiting_since).days)
        for member in two:  # a proposal holds their place; a lapse gives it back with the time waited
            crowd[member.candidate] = _with_duos(crowd[member.candidate], 1)


def _with_duos(one: Candidate, duos: int) -> Candidate:
    return replace(one, duos=duos)


def _live(dice: random.Random, years: Years, life: Life, crowd: dict[int, Candidate], today: date) -> None:
    now = noon(today)
    if life.pair.state is State.PROPOSED:
        for member, day in life.yes_on.items():
            if day == today and life.pair.state is State.PROPOSED:
                life.pair = answer(life.pair, member, Answer.YES, now)
        if proposal_due(life.pair, now).lapse:
            life.pair = move(life.pair, Move.LAPSE, now)
            for m in life.pair.members:
                crowd[m.candidate] = _with_duos(crowd[m.candidate], 0)
        return
    _rest(life, today, now)
    if life.pair.state is not State.PAUSED:
        _meet(dice, life, today, now)
        _check_in(dice, years, life, today)
    at_end = life.ends and today >= life.ends and all(END in asked for asked in life.asked.values())
    if life.pair.state is State.RUNNING and at_end:
        if life.fades is None and dice.random() < 0.4:
            _extend(life, dice.choice(in_months(today)), today, now)
            return
        life.pair = move(life.pair, Move.CLOSE, now, "planned")
        volunteer = life.pair.of(Side.VOLUNTEER)[0].candidate
        crowd[volunteer] = _with_duos(crowd[volunteer], 0)  # again with somebody else


def _rest(life: Life, today: date, now: datetime) -> None:
    if life.rests and today == life.rests[0] and life.pair.state is State.RUNNING:
        life.pair = move(life.pair, Move.PAUSE, now)
        _course(life, today, pauses=((today, None),))
    elif life.rests and today >= life.rests[1] and life.pair.state is State.PAUSED:
        life.pair = move(life.pair, Move.RESUME, now)
        life.held = max(life.held, today)
        _course(life, today, pauses=((life.rests[0], today),))


def _extend(life: Life, until: date, today: date, now: datetime) -> None:
    """What follows from one side's going on: the new end, and the rhythm until then."""
    assert life.ends
    for asked in life.asked.values():
        asked[:] = [life.ends.isoformat() if wave == END else wave for wave in asked]
    member = life.pair.members[0].candidate
    for one in consequences.of_extension(life.pair, member, until, consequences.Doer(member, now)):
        if isinstance(one, consequences.Lasts):
            life.ends = one.until
    life.extended.append(today)
    _course(life, today, ends=life.ends)


def _course(life: Life, today: date, **changed: Any) -> None:
    """Another end or another pause: what comes next follows from it."""
    for member, course in life.courses.items():
        life.courses[member] = replace(course, **changed)
        after = next_wave(life.courses[member], life.asked[member], noon(today, 17))
        life.next[member] = after.at if after else None


def _meet(dice: random.Random, life: Life, today: date, now: datetime) -> None:
    faded = life.fades is not None and today >= life.fades
    if faded or dice.random() > 1 / 11:
        return
    life.last_met = today
    if life.pair.state is State.AGREED:
        life.pair = move(life.pair, Move.MEET, now)
    elif life.pair.state is State.MET:
        life.pair = move(life.pair, Move.RUN, now)
    for member in life.pair.members:
        if dice.random() < 0.5:  # by hand, beside what the check-ins ask
            day, hours = today - timedelta(days=dice.random() < 0.1), dice.choice([1.0, 2.0, 2.0, 3.0])
            if life.kept(member.candidate).on(day) + hours <= DAY:
                _hours(life, member.candidate, day, hours)


def _hours(life: Life, candidate: int, day: date, hours: float, wave: int = 0) -> None:
    number = len(life.tellings) + 1
    life.tellings.append(Telling(str(number), life.pair.id, candidate, day, hours, wave, number))


def _check_in(dice: random.Random, years: Years, life: Life, today: date) -> None:
    assert life.pair.started
    for member in (m.candidate for m in life.pair.members):
        if member not in life.courses:
            start = life.pair.started.date()
            life.ends = start + timedelta(days=RUNS)
            life.courses[member] = Course(life.pair.id, member, start, RHYTHM, ends=life.ends)
            life.asked[member] = []
            first = next_wave(life.courses[member], (), noon(start))
            life.next[member] = first.at if first else None
        due = life.next[member]
        if due is None or due.date() > today:
            continue
        evening = noon(today, 17)  # 18:00 or 19:00 in Belgium: the window is still open
        for wave in due_waves(life.courses[member], life.asked[member], max(due, evening)):
            life.asked[member].append(wave.name)
            years.sent.append((life.pair.id, member, wave.day.isoformat(), wave.at))
            _tell(dice, life, member, wave.name, today)
        after = next_wave(life.courses[member], life.asked[member], max(due, evening))
        life.next[member] = after.at if after else None


def _tell(dice: random.Random, life: Life, member: int, wave: str, today: date) -> None:
    faded = life.fades is not None and today >= life.fades
    if dice.random() < (0.25 if faded else 0.8):
        before = max((t.on for t in life.told if t.candidate == member), default=START)
        met = life.last_met is not None and life.last_met > before
        mood = dice.choice([2, 3, 3]) if faded else dice.choice([3, 4, 4, 5, 5])
        life.told.append(follow_up.Told(member, today, met, mood, life.last_met if met else None, wave))
        number = len(life.asked[member])
        life.checked.append(Checked(life.pair.id, member, number, today))
        if met:
            _hours(life, member, today, dice.choice([1.0, 2.0, 4.0, 6.0]), number)


def _monday(dice: random.Random, years: Years, today: date) -> None:
    lives = {life.pair.id: life for life in years.lives}
    watched = tuple(map(_watched, lives.values()))
    needs = follow_up.digest(watched, today)
    years.digests.append((today, watched, tuple(need.duo for need in needs)))
    for need in needs:
        life = lives[need.duo]
        if life.fades and today > life.fades and life.found is None:
            life.found = today
            years.found_after.append((today - max(life.fades, life.held)).days)
            if life.pair.state is State.RUNNING and dice.random() < 0.5:
                life.pair = move(life.pair, Move.CLOSE, noon(today, 13), "no-time")
            else:
                life.fades = None  # a call helped
        # seen: for a week, or for as long as a coordinator may put off
        life.snoozed = (
            months_after(today, 1) if dice.random() < 0.1 else follow_up.again_on(follow_up.Action.REMIND, today)
        )
        life.held = max(life.held, life.snoozed)


def _watched(life: Life) -> follow_up.Watched:
    asked = life.pair.started.date() + timedelta(days=14) if life.pair.started else None
    by_hand = [t for t in life.tellings[-8:] if not t.wave][-4:]
    met = [follow_up.Told(t.candidate, t.on, True, None, t.on, t.id) for t in by_hand]
    days = [date.fromisoformat(name) for names in life.asked.values() for name in names if name != END]
    last = max(days, default=None)
    return follow_up.Watched(
        life.pair.id, life.pair.state, life.pair.since.date(), (*life.told[-4:], *met), asked, last, life.snoozed
    )


def draw(years: Years, path: Path = PICTURE) -> None:
    """Four small pictures: when check-ins go out, how long people waited, how fast quiet duos were found."""
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot as plt

    from programme.schedule import ZONE

    local = [at.astimezone(ZONE) for *_, at in years.sent]
    figure, ((hours, week), (waits, found)) = plt.subplots(2, 2, figsize=(11, 7), layout="constrained")
    by_hour, by_day = Counter(t.hour for t in local), Counter(t.isoweekday() for t in local)
    hours.bar(range(24), [by_hour[h] for h in range(24)], color="#2a6f97")
    hours.axvspan(8.5, 19.5, color="#e09f3e", alpha=0.15)
    hours.set(
        title="Check-ins by hour (window shaded)", xlabel="hour in Belgium", ylabel="sent", xticks=range(0, 24, 3)
    )
    names = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    week.bar(names, [by_day[d] for d in range(1, 8)], color="#2a6f97")
    week.set(title="Check-ins by weekday", ylabel="sent")
    waits.hist(years.waited, bins=range(0, max(years.waited) + 8, 7), color="#2a6f97", edgecolor="white")
    waits.set(title="Newcomers: days waited for a proposal", xlabel="days", ylabel="newcomers")
    found.hist(years.found_after, bins=range(0, max(years.found_after) + 8, 7), color="#2a6f97", edgecolor="white")
    found.set(title="Quiet duos: days from fading to the digest", xlabel="days", ylabel="duos")
    for axes in (hours, week, waits, found):
        axes.spines[["top", "right"]].set_visible(False)
    figure.suptitle(f"Two simulated years, {len(years.lives)} duos, made-up people", fontsize=14)
    figure.savefig(path, dpi=100)
    plt.close(figure)


def main() -> None:
    began = time.perf_counter()
    years = simulate()
    took = time.perf_counter() - began
    draw(years)
    last = START + timedelta(days=DAYS)
    hours = [life.kept(life.pair.members[0].candidate).sum(last).duo for life in years.lives]
    longer = sum(bool(life.extended) for life in years.lives)
    states = Counter(life.pair.state.value for life in years.lives)
    free = sum(is_free(at.date()) for *_, at in years.sent)
    print(f"{len(years.lives)} duos, {len(years.sent)} check-ins, {free} on free days, in {took:.1f} s; {dict(states)}")
    print(
        f"waited: longest {max(years.waited)} days; told hours a duo: {sum(hours) / len(hours):.1f}; went on: {longer}"
    )
    found = sorted(years.found_after)
    print(f"quiet duos found: {len(found)}, half within {found[len(found) // 2]} days, all within {found[-1]}")
    missed = sum(life.fades is not None and life.found is None and bool(life.pair.started) for life in years.lives)
    print(f"faded and at their planned end before a Monday named them, or not begun to fade: {missed}")


if __name__ == "__main__":
    main()
