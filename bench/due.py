"""What falls due: a thousand rows found among a million, and what the clock costs when nothing is due."""

import itertools
import sqlite3
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import uvloop

from bench.bots import WORK
from bot.channels.base import Arrival
from bot.runtime.scheduler import Scheduler
from storage import reads
from storage.keys import Seals
from storage.retention import Periods, Sweep
from storage.rows import text_of
from storage.store import Store, beside

NOON = datetime(2026, 6, 10, 10, tzinfo=UTC)  # noon in Belgium: reminders may be sent
LONG_AGO = NOON - timedelta(days=3650)
WAITING = 100_000
PEOPLE = 10_000  # whose wakes they are, a hundred each


class Due(msgspec.Struct):
    rows: int
    due: int
    find: float  # milliseconds to read all that is due
    none: float  # microseconds to see that nothing is
    tick: float  # microseconds of a whole tick of the clock with nothing due: transactions, nudges and all
    waiting: int  # people who wait for a buddy, in a house of their own
    first: float  # seconds of its first sweep, in which each gets the day on which they are asked
    sweep: float  # seconds of every later one
    longest: float  # milliseconds of the longest step of the first, in which nobody else is answered
    megabytes: float


def measure(rows: int, due: int, tell: Callable[[str], None]) -> Due:
    folder = WORK / "due"
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("bot.db*"):
        old.unlink()
    found = uvloop.run(_measure(folder / "bot.db", rows, due))
    first, found.sweep, longest = uvloop.run(_swept(folder / "waiting.db"))
    found.first, found.longest = first, longest * 1e3
    for old in folder.glob("waiting.db*"):
        old.unlink()
    found.megabytes = (folder / "bot.db").stat().st_size / 1e6
    (folder / "bot.db").unlink()
    tell(
        f"a sweep among {WAITING:,}: {found.first:.1f} s, then {found.sweep:.1f} s; longest step {found.longest:.0f} ms"
    )
    tell(f"{due:,} due among {rows:,}: {found.find:.2f} ms; an idle tick {found.tick:,.0f} µs")
    return found


async def _measure(database: Path, rows: int, due: int) -> Due:
    await (await Store.open(f"sqlite:///{database}")).close()
    _fill(database, rows, due)
    store = await Store.open(f"sqlite:///{database}")
    try:
        find = await _timed(lambda: _due(store, NOON, due), 15)
        none = await _timed(lambda: _due(store, LONG_AGO, 0), 200)
        clock = Scheduler(store, lambda: LONG_AGO, _nobody, lambda: None)
        tick = await _timed(clock.tick, 200)
    finally:
        await store.close()
    return Due(rows, due, find * 1e3, none * 1e6, tick * 1e6, WAITING, 0.0, 0.0, 0.0, 0.0)


async def _swept(database: Path) -> tuple[float, float, float]:
    """Seconds of a first sweep, of the next, and of the longest step of the first."""
    await (await Store.open(f"sqlite:///{database}")).close()
    with closing(sqlite3.connect(database)) as db:
        db.execute("pragma synchronous = off")
        rows = ((n, f"l{n}", b"", text_of(NOON)) for n in range(1, WAITING + 1))
        db.executemany("insert into persons values (?, ?, ?, ?)", rows)
        db.executemany(
            "insert into candidates (person, side, status, programme, language, municipality, counted, submitted,"
            " waiting_since) values (?, 'newcomer', 'waiting', 'samen', 'nl', '12025', 0, ?, ?)",
            ((n, text_of(NOON), text_of(NOON)) for n in range(1, WAITING + 1)),
        )
        db.commit()
    store = await Store.open(f"sqlite:///{database}")
    steps: list[float] = []

    async def between() -> None:
        steps.append(time.perf_counter())

    try:
        took = []
        for _ in range(2):
            before = time.perf_counter()
            await Sweep(store, Periods(), NOON, between).run()
            took.append(time.perf_counter() - before)
            if len(took) == 1:
                longest = max(b - a for a, b in itertools.pairwise(steps))
    finally:
        await store.close()
    return took[0], took[1], longest


def _fill(database: Path, rows: int, due: int) -> None:
    """Wakes spread over a year, in no order; `due` of them are due at noon."""
    seals = Seals(beside(database))
    people = [(number, seals.new_key(number)) for number in range(1, PEOPLE + 1)]
    insert = "insert into wakes (person, kind, key, payload, due) values (?, 'checkin', ?, ?, ?)"
    with closing(sqlite3.connect(database)) as db:
        db.execute("pragma synchronous = off")
        db.executemany("insert into keys values (?, ?)", people)
        db.executemany(insert, _wakes(rows, due))
        db.commit()


def _wakes(rows: int, due: int) -> Iterator[tuple[int, str, str, str]]:
    """One of a duo and a wave; those who are due all belong to somebody else."""
    every = rows // due
    for number in range(rows):
        seconds = -60 - number % 9999 if number % every == 0 else 60 + (number * 7919) % 31_000_000
        person, key = number // every % PEOPLE + 1, f"checkin:{number}:1"
        yield person, key, f'{{"duo":{number},"wave":1}}', text_of(NOON + timedelta(seconds=seconds))


async def _due(store: Store, now: datetime, expected: int) -> None:
    async with store.unit() as unit:
        found = await reads.due_wakes(unit, now, True, True, 1_000_000)
    if len(found) != expected:
        raise RuntimeError(f"{len(found)} rows due instead of {expected}")


async def _nobody(arrivals: Sequence[Arrival]) -> None:
    raise RuntimeError(f"{len(arrivals)} arrivals from an idle clock")


async def _timed(work: Callable[[], Any], times: int) -> float:
    """Seconds, the median."""
    found = []
    for _ in range(times):
        before = time.perf_counter()
        await work()
        found.append(time.perf_counter() - before)
    return statistics.median(found)
