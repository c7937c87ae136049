"""A year in which many people come, and how large it all is: the real rows, clock and sweeps; only the
messages reach nobody, and every day begins at noon.

A third stop half-way through their intake; of the others one in eight is declined, most are accepted, and those who can
be are in a duo: they answer two of three check-ins, and their duos end after about half a year. One in fifty erases
herself. `python -m bench.year [PEOPLE]`: a thousand take about a minute.
"""

import random
import sqlite3
import sys
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import uvloop

from bench.bots import WORK
from bot.channels.base import Arrival, Command, Parcel, Touch
from bot.runtime.engine import Engine
from bot.runtime.scheduler import Scheduler
from programme.check_in import CheckInAnswers
from programme.effects import CheckedIn, Consent, Decide, Forget, FormDuo, Part, Submit
from programme.model import Side, Status
from programme.scheduled import CheckIn
from storage import reads
from storage.keys_file import save_keys
from storage.retention import Periods, Sweep
from storage.rows import text_of
from storage.store import Store, Unit
from storage.writers import apply
from storage.writers.scheduled import By

BEGIN = datetime(2026, 1, 1, 11, tzinfo=UTC)  # noon in Belgium
DAYS = 365
MOST = 100  # people in one transaction
TOWNS = ("12025", "11002", "44021", "24062", "71022", "31005", "46021", "72021")
ANSWERS: Mapping[str, Any] = {
    "age": "26-40", "dutch": "A2", "nationality": ["SY"], "tongues": {"ar": "native"}, "how_many": 1,
    "free": ["1-evening", "6-morning"], "interests": ["cooking", "coffee"], "buddy_age": "any", "buddy_gender": "any",
    "hopes": "Dutch over coffee, and somebody who knows the way in the city", "children": "yes", "forty": "yes",
    "reach": "+32470123456",
}  # fmt: skip


class Year(msgspec.Struct):
    people: int
    files: int  # that were sent
    duos: int
    check_ins: int
    letters: int
    megabytes: list[float]  # of the database, after each quarter
    keys: float  # megabytes of the keys file
    left: int  # people in it at the end
    sweep: float  # seconds of the slowest day's sweep
    longest: float  # milliseconds of the longest step of all sweeps
    after: float  # megabytes a year later, when nobody came any more
    left_after: int
    seconds: float


class Reached:
    """A channel that delivers everything at once."""

    def __init__(self) -> None:
        self.waiting: dict[int, int] = {}
        self.letters = 0

    def delivered(self) -> Mapping[int, int]:
        done, self.waiting = self.waiting, {}
        return done

    def confirm(self, done: Mapping[int, int]) -> None:
        self.letters += len(done)

    def restore(self, done: Mapping[int, int]) -> None:
        self.waiting.update(done)

    def offer(self, parcels: Sequence[Parcel]) -> None:
        self.waiting.update((p.id, 0) for p in parcels)

    def touch(self, touches: Sequence[Touch]) -> None:
        pass

    def look_again(self) -> None:
        pass


class Clock(Scheduler):
    async def _housekeeping(self) -> None:
        """The sweeps are measured by themselves."""


class House:
    def __init__(self, store: Store, people: int) -> None:
        self.store, self.people, self.now = store, people, BEGIN
        self.reached = Reached()
        self.engine = Engine(store, self.reached, lambda: self.now)
        self.clock = Clock(store, lambda: self.now, self.engine.settle, lambda: None)
        self.dice = random.Random(2026)
        self.chat = 0
        self.free: dict[tuple[str, Side], deque[int]] = {}
        self.files = self.duos = self.check_ins = 0
        self.slowest = self.longest = 0.0

    async def opens(self) -> None:
        async with self.store.unit() as unit:
            for nis in TOWNS:
                await unit.run("add_programme", id=f"p{nis}", name=f"P{nis}", municipality=nis, province="antwerpen",
                               preset="duo", created="2026-01-01T00:00:00Z")  # fmt: skip
                await unit.run("add_area", programme=f"p{nis}", nis=nis)

    async def day(self, new: int) -> None:
        if new:
            await self.arrive(new)
        asked = self.due_check_ins()
        await self.clock.tick()
        await self.clock.idle()
        await self.answer(asked)
        await self.end()
        await self.sweep()
        await self.engine.flush()
        self.now += timedelta(days=1)

    async def arrive(self, new: int) -> None:
        chats = range(self.chat + 1, self.chat + new + 1)
        self.chat += new
        half_way = [chat for chat in chats if self.dice.random() < 1 / 3]
        await self.engine.settle([Arrival(chat, Command("start")) for chat in half_way])
        sent = sorted(set(chats) - set(half_way))
        for begun in range(0, len(sent), MOST):
            async with self.store.unit() as unit:
                for chat in sent[begun : begun + MOST]:
                    await self.sends(await reads.welcome(unit, chat, self.now), unit)

    async def sends(self, person: int, unit: Unit) -> None:
        by, town, side = By(person, self.now, "ar"), self.dice.choice(TOWNS), self.dice.choice(tuple(Side))
        for kind in ("take-part", "counted"):
            await apply(unit, by, Consent(kind, True, "v1"))
        answers = {**ANSWERS, "name": f"Naam {person % 99999}", "municipality": town}
        await apply(unit, by, Submit(side, f"p{town}", answers, True))
        self.files += 1
        (row,) = await unit.all("persons_of", persons=f"[{person}]")
        luck, office = self.dice.random(), By(0, self.now, "nl")
        if luck < 1 / 50:
            await apply(unit, by, Forget())
        elif luck < 1 / 50 + 1 / 8:
            await apply(unit, office, Decide(row["id"], Status.DECLINED))
        elif luck < 0.9:
            await apply(unit, office, Decide(row["id"], Status.ACCEPTED))
            await self.meets(unit, town, side, row["id"])

    async def meets(self, unit: Unit, town: str, side: Side, file: int) -> None:
        other = Side.VOLUNTEER if side is Side.NEWCOMER else Side.NEWCOMER
        waiting = self.free.setdefault((town, other), deque())
        if not waiting:
            self.free.setdefault((town, side), deque()).append(file)
            return
        pair = {side: file, other: waiting.popleft()}
        await apply(unit, By(0, self.now, "nl"), FormDuo(pair[Side.NEWCOMER], pair[Side.VOLUNTEER]))
        self.duos += 1

    async def answer(self, asked: Sequence[tuple[int, int, int, int]]) -> None:
        for begun in range(0, len(asked), MOST):
            async with self.store.unit() as unit:
                for person, duo, candidate, wave in asked[begun : begun + MOST]:
                    if self.dice.random() < 2 / 3:
                        told = CheckInAnswers(True, 3.0, self.dice.randint(2, 5), "we were at the market together")
                        await apply(unit, By(person, self.now, "ar"), CheckedIn(duo, candidate, wave, told))
                        self.check_ins += 1

    async def end(self) -> None:
        """One in twenty duos each month, and whoever is through half a year."""
        before = text_of(self.now - timedelta(days=182))
        rows = self.looks("select d.id, m.candidate, d.formed < ? from duos d join duo_members m on m.duo = d.id"
                          " where d.ended is null and m.side = 'newcomer'", before)  # fmt: skip
        over = [(duo, one) for duo, one, long in rows if long or self.dice.random() < 1 / 600]
        for begun in range(0, len(over), MOST):
            async with self.store.unit() as unit:
                for duo, candidate in over[begun : begun + MOST]:
                    await apply(unit, By(0, self.now, "nl"), Part(duo, candidate, "done"))

    async def sweep(self) -> None:
        began, last = time.perf_counter(), 0.0

        async def between() -> None:
            nonlocal last
            now = time.perf_counter()
            self.longest, last = max(self.longest, now - (last or began)), now

        await Sweep(self.store, Periods(), self.now, between).run()
        self.slowest = max(self.slowest, time.perf_counter() - began)

    def looks(self, sql: str, *values: object) -> list[Any]:
        with closing(sqlite3.connect(self.store.path)) as db:
            return db.execute(sql, values).fetchall()

    def due_check_ins(self) -> list[tuple[int, int, int, int]]:
        """Person, duo, candidate, number of the wave: what the clock is about to ask."""
        sql = ("select w.person, json_extract(w.payload, '$.duo'), c.id, 1 + count(v.duo) from wakes w"
               " join duo_members m on m.duo = json_extract(w.payload, '$.duo')"
               " join candidates c on c.id = m.candidate and c.person = w.person"
               " left join waves v on v.duo = m.duo and v.candidate = c.id"
               " where w.kind = ? and w.due <= ? group by w.id")  # fmt: skip
        return self.looks(sql, CheckIn.kind, text_of(self.now))


def megabytes(path: Path) -> float:
    return path.stat().st_size / 1e6


def measure(people: int, tell: Callable[[str], None]) -> Year:
    folder = WORK / "year"
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("bot.db*"):
        old.unlink()
    found = uvloop.run(_measure(folder / "bot.db", people, tell))
    for old in folder.glob("bot.db*"):
        old.unlink()
    return found


async def _measure(path: Path, people: int, tell: Callable[[str], None]) -> Year:
    began = time.perf_counter()
    store = await Store.open(f"sqlite:///{path}")
    try:
        house = House(store, people)
        await house.opens()
        sizes = []
        for day in range(DAYS):
            await house.day(people * (day + 1) // DAYS - people * day // DAYS)
            if (day + 1) % 91 == 0:
                sizes.append(await checkpointed(store, path))
                tell(f"day {day + 1}: {house.files:,} files, {house.duos:,} duos, {sizes[-1]:,.0f} MB")
        save_keys(path)
        keys, left = megabytes(path.with_name("bot.db.keys")), house.looks("select count(*) from persons")[0][0]
        for _ in range(DAYS + 90):  # what is waited for is asked, and goes
            await house.day(0)
        after, still = await checkpointed(store, path), house.looks("select count(*) from persons")[0][0]
    finally:
        await store.close()
    year = Year(
        people, house.files, house.duos, house.check_ins, house.reached.letters, sizes, keys, left,
        house.slowest, house.longest * 1e3, after, still, time.perf_counter() - began,
    )  # fmt: skip
    tell(f"{year}")
    return year


async def checkpointed(store: Store, path: Path) -> float:
    """Megabytes of the file with all that was written in it."""
    with closing(sqlite3.connect(path, timeout=30)) as db:
        db.execute("pragma wal_checkpoint(truncate)")
    return megabytes(path)


if __name__ == "__main__":
    measure(int(sys.argv[1]) if sys.argv[1:] else 100_000, lambda line: print(line, flush=True))
