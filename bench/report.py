"""What was measured, as a page: tables, targets, and what wasn't reached."""

from collections.abc import Iterable, Iterator, Sequence

import msgspec

from bench.crowd import Crowd
from bench.due import Due
from bench.figures import Figures
from bench.speed import Row
from bench.startup import Start
from bench.year import Year

FASTER, LATENCY = 2.5, 0.2  # at least so many times the best durable peer's answers; at most this part of its p99
READY_SECONDS, HALFWAY_MEGABYTES = 0.7, 110.0
LOAD_LIMIT = 0.85  # of a core: beyond it the load generator may be what is measured
CALIBRATION_DRIFT = 1.15
OTHERS_LIMIT = 0.1  # of the bot's core: beyond it the machine was not ours
HEAD = """# What duobot costs

Made by `make bench` (`python -m bench`); don't edit it. Bots and load generator ran on this one machine, the bot
on one core and everybody who talks to it on another; the ratios are what counts.
"""
SPEED = """## Answers per second

200 people at once, each answers as soon as the next question arrives. An answer is one update (a word, a tap,
/start) that led to the bot's next message; it is committed to disk before that message is sent (SQLite,
synchronous = full). Every person checks that each question comes once and in order, that the last message
repeats the right answers and that each tap is answered once; afterwards the database is compared with what was
acknowledged. Latency: from the update being there for the bot to its next message on the phone; with 200 people
in a closed loop the median follows from the speed. Medians of the runs; the bots took turns.
"""
NOTES = """duobot does more for an answer than the peers: it writes the letter to an outbox first, remembers
update numbers, takes the buttons away from a question that was answered, and offers a way back. Its own intake
has more and heavier screens (27 taps and texts, catalogues, a summary). PTB runs with `concurrent_updates(16)`;
both Python peers run on uvloop; grammY runs with its runner and `sequentialize`.
"""


class Measured(msgspec.Struct):
    date: str
    machine: str
    versions: str
    speed: list[Row] = []
    starts: list[Start] = []
    halfway: Crowd | None = None
    starting: Crowd | None = None
    due: Due | None = None
    figures: Figures | None = None
    year: Year | None = None
    left_out: list[str] = []


def page(found: Measured) -> str:
    parts = [HEAD, f"{found.date} · {found.machine}  \n{found.versions}\n", _targets(found)]
    if found.left_out:
        parts.append("Left out: " + "; ".join(found.left_out) + ".\n")
    if found.speed:
        parts += [SPEED, _speed(found.speed), *_warnings(found.speed), NOTES]
    if found.starts:
        parts.append(_starts(found.starts))
    if found.halfway or found.starting:
        parts.append(_crowds([c for c in (found.halfway, found.starting) if c]))
    if found.due:
        parts.append(_due(found.due))
    if found.figures:
        parts.append(_figures(found.figures))
    if found.year:
        parts.append(_year(found.year))
    return "\n".join(parts)


def _figures(found: Figures) -> str:
    heads = (f"`duobot overview`, {found.candidates:,} candidates", "seconds")
    rows = [("everything counted for the first time", f"{found.first:.1f}"),
            ("after one programme changed", f"{found.again:.1f}")]  # fmt: skip
    return f"## Figures\n\n{table(heads, rows)}\nMost memory: {found.megabytes:,.0f} MB.\n"


def _year(year: Year) -> str:
    told = (
        f"{year.people:,} people came in a year: {year.files:,} sent their intake, {year.duos:,} duos, "
        f"{year.check_ins:,} answered check-ins, {year.letters:,} letters. Then a year and a quarter in which nobody "
        f"came, and all that was kept long enough went.\n\n"
    )
    quarters = ", ".join(f"{size:,.0f}" for size in year.megabytes)
    rows = [("MB of the database after each quarter", quarters), ("MB of the keys file", f"{year.keys:.1f}"),
            ("people in it at the end of the year", f"{year.left:,}"),
            ("people in it at last", f"{year.left_after:,}"), ("MB of the database then", f"{year.after:,.0f}"),
            ("the slowest day's sweep", f"{year.sweep:.1f} s"),
            ("the longest step of all of them", f"{year.longest:.0f} ms")]  # fmt: skip
    return f"## A year with {year.people:,} people\n\n{told}{table(('what', 'measured'), rows)}"


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """The first column is words, the others are numbers."""
    rule = ["---", *("---:" for _ in heads[1:])]
    return "\n".join(f"| {' | '.join(row)} |" for row in (heads, rule, *rows)) + "\n"


# --- targets -------------------------------------------------------------------------------------


def best_peer(rows: Sequence[Row]) -> Row | None:
    """The fastest that lost nothing."""
    peers = [r for r in rows if not r.key.startswith("duobot") and not r.lost and not r.faults]
    return max(peers, key=lambda r: r.answers, default=None)


def _targets(found: Measured) -> str:
    rows = [(what, target, measured or "not measured", _said(reached))
            for what, target, measured, reached in _goals(found)]  # fmt: skip
    return "## Targets\n\n" + table(("target", "at stake", "measured", "reached"), rows)


def _said(reached: bool | None) -> str:
    return {True: "yes", False: "**no**", None: "can't tell"}[reached]


def comparable(one: Row, other: Row) -> bool:
    """Was the machine the same for both?"""
    if max(one.others, other.others) > OTHERS_LIMIT:
        return False
    return max(one.calibration, other.calibration) <= min(one.calibration, other.calibration) * CALIBRATION_DRIFT


def _goals(found: Measured) -> Iterator[tuple[str, str, str, bool | None]]:
    ours, peer = next((r for r in found.speed if r.key == "duobot"), None), best_peer(found.speed)
    if ours and (ours.faults or ours.lost):
        ours = None  # speed at what isn't right says nothing; the warnings say what was wrong
    fair = bool(ours and peer and comparable(ours, peer))
    times = ours.answers / peer.answers if ours and peer else None
    part = ours.p99 / peer.p99 if ours and peer else None
    name = f"the best durable peer ({peer.label.partition(',')[0]})" if peer else "the best durable peer"
    yield (
        f"answers a second, times {name}", f"≥ {FASTER:g}×", f"{times:.1f}×" if times else "",
        None if times is None or not fair else times >= FASTER,
    )  # fmt: skip
    yield (
        f"p99, part of that of {name}", f"≤ {LATENCY:g}", f"{part:.2f}" if part else "",
        None if part is None or not fair else part <= LATENCY,
    )  # fmt: skip
    ready = next((s.seconds for s in found.starts if s.key == "duobot-intake"), None)
    yield (
        "ready to poll", f"≤ {READY_SECONDS} s", f"{ready:.2f} s" if ready else "",
        None if ready is None else ready <= READY_SECONDS,
    )  # fmt: skip
    crowd = found.halfway
    yield (
        f"memory with {crowd.people if crowd else 10_000:,} people in the middle of an intake",
        f"≤ {HALFWAY_MEGABYTES:.0f} MB", f"{crowd.memory:.0f} MB" if crowd else "",
        None if crowd is None else crowd.memory <= HALFWAY_MEGABYTES and not crowd.faults,
    )  # fmt: skip


# --- tables --------------------------------------------------------------------------------------


def _speed(rows: Sequence[Row]) -> str:
    peer = best_peer(rows)
    heads = (
        "bot", "answers/s", "× best peer", "intakes/s", "p50 ms", "p99 ms", "CPU µs an answer", "API calls an answer",
        "bot's core", "others on it", "peak MB", "load gen.", "calibration ms", "lost",
    )  # fmt: skip
    return table(heads, (_speed_row(r, peer) for r in rows))


def _speed_row(row: Row, peer: Row | None) -> tuple[str, ...]:
    ratio = f"{row.answers / peer.answers:.1f}" if peer else "–"
    return (
        row.label, f"{row.answers:,.0f}", ratio, f"{row.intakes:,.0f}", f"{row.p50:,.0f}", f"{row.p99:,.0f}",
        f"{row.microseconds:,.0f}", f"{row.calls:.1f}", f"{row.core:.0%}", f"{row.others:.0%}", f"{row.peak:,.0f}",
        f"{row.load:.0%}", f"{row.calibration:.1f}", f"{row.lost:,}",
    )  # fmt: skip


def _warnings(rows: Sequence[Row]) -> Iterator[str]:
    for row in rows:
        if row.faults:
            told = ", ".join(f"{what} ({n})" for what, n in row.faults.items())
            yield f"**Not right: {row.label}: {told}.**\n"
        if row.load > LOAD_LIMIT:
            yield f"**The load generator was the limit for {row.label}: it can do more than is shown.**\n"
    if max(r.others for r in rows) > OTHERS_LIMIT:
        yield "**Something else ran on the bots' core: measure again on a quiet machine.**\n"
    speeds = [r.calibration for r in rows]
    if max(speeds) > min(speeds) * CALIBRATION_DRIFT:
        yield (
            f"**The machine was not the same for all: the fixed piece of work took {min(speeds):.1f} to "
            f"{max(speeds):.1f} ms. Compare rows whose calibration agrees, or measure again.**\n"
        )


def _starts(starts: Sequence[Start]) -> str:
    rows = ((s.label, f"{s.seconds:.2f}", f"{s.slowest:.2f}", str(s.runs)) for s in starts)
    told = "From the start of the process to the first getUpdates; the database is there, modules are compiled.\n\n"
    return "## Ready to poll\n\n" + told + table(("bot", "median s", "slowest s", "starts"), rows)


def _crowds(crowds: Sequence[Crowd]) -> str:
    told = (
        "duobot's own intake. *Half-way*: everybody falls silent in the middle, fed as fast as it answers. "
        "*/start*: everybody in the same moment.\n\n"
    )
    heads = (
        "what", "people", "answers", "seconds", "answers/s", "MB when quiet", "peak MB",
        "overtaken by at most", "right",
    )  # fmt: skip
    rows = (
        (
            "/start at once" if c.people == c.answers else "half-way", f"{c.people:,}", f"{c.answers:,}",
            f"{c.seconds:.1f}", f"{c.answers / c.seconds:,.0f}", f"{c.memory:.0f}", f"{c.peak:.0f}",
            f"{c.overtaken:,}" if c.people == c.answers else "–",
            ", ".join(f"{what} ({n})" for what, n in c.faults.items()) or "yes",
        )
        for c in crowds
    )  # fmt: skip
    return "## Ten thousand people\n\n" + told + table(heads, rows)


def _due(due: Due) -> str:
    rows = (
        (f"find {due.due:,} due rows among {due.rows:,} ({due.megabytes:.0f} MB)", f"{due.find:.2f} ms"),
        ("see that nothing is due", f"{due.none:.0f} µs"),
        ("a whole tick of the clock with nothing due", f"{due.tick:.0f} µs"),
        (f"the first sweep of {due.waiting:,} people who wait", f"{due.first:.1f} s"),
        ("every later one", f"{due.sweep:.1f} s"),
        ("its longest step, in which nobody else is answered", f"{due.longest:.0f} ms"),
    )
    return "## What falls due\n\n" + table(("what", "median"), rows)
