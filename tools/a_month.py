"""A month of a coordinator: 60 people who wait, 40 duos, some of which fade; what she reads, day by day.

`python -m tools.a_month` prints it (half a minute). Everything is the product's own: its engine, its clock, a database
in a file. Made-up people tell what check-ins ask, or fall silent; she reads one message a day, does what it offers
first, and looks at the first who wait. Nobody else acts.
"""

import asyncio
import random
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from bot.channels.base import Arrival, Letter, Parcel, Press, Touch
from bot.runtime.engine import Engine
from bot.runtime.scheduler import Scheduler
from programme import schedule
from programme.check_in import CheckInAnswers
from programme.effects import CheckedIn, Decide, Effect, FormDuo, GoesOn, Join, SetDesk, Submit
from programme.model import Side, Status
from storage import reads
from storage.store import Store
from storage.writers import apply
from storage.writers.scheduled import By

ELS, FIRST = 1, 100  # chats
BEGINS = date(2026, 8, 3)  # ten weeks before the month
MONTH = date(2026, 10, 5), date(2026, 11, 4)
DUOS, WAITING, FADING = 40, 60, 10
WEEKS = 8  # in which the duos come
WEEKS = 8  # in which the duos come
LOOKS = 3  # people whom she looks at a day
HOURS = (8, 12, 19)  # of a day at which the clock is looked at
ANSWERS: dict[str, Any] = {
    "municipality": "12025", "age": "26-40", "dutch": "A2", "nationality": ["SY"], "tongues": {"ar": "native"},
    "how_many": 1,
}  # fmt: skip


@dataclass(slots=True)
class Month:
    """What she read: by day, each message that came by itself. Of each duo that fades: from when on nobody tells
    anything, which day first had a check-in without an answer, and when she first read of it."""

    read: dict[date, list[str]] = field(default_factory=dict)
    faded: dict[int, date] = field(default_factory=dict)
    unanswered: dict[int, date] = field(default_factory=dict)
    unanswered: dict[int, date] = field(default_factory=dict)
    named: dict[int, date] = field(default_factory=dict)
    longest: int = 0  # characters of a message


class Post:
    """Keeps what is sent to her; everybody else's goes nowhere."""

    def __init__(self) -> None:
        self.letters: list[Letter] = []

    def delivered(self) -> dict[int, int]:
        return {}

    def confirm(self, done: Any) -> None: ...
    def restore(self, done: Any) -> None: ...
    def touch(self, touches: Sequence[Touch]) -> None: ...
    def look_again(self) -> None: ...

    def offer(self, parcels: Sequence[Parcel]) -> None:
        self.letters += [p.letter for p in parcels if p.chat == ELS and p.letter.text]

    def taken(self) -> list[Letter]:
        found, self.letters = self.letters, []
        return found


class Town:
    """The people, the database and the clock."""

    def __init__(self, store: Store, seed: int) -> None:
        self.store, self.dice, self.post = store, random.Random(seed), Post()
        self.now = at(BEGINS, 7)
        self.engine = Engine(store, self.post, lambda: self.now)
        self.clock = Scheduler(store, lambda: self.now, self.engine.settle, lambda: None)
        self.month, self.people = Month(), 0
        self.answered: set[tuple[int, int, int]] = set()

    async def does(self, chat: int, *effects: Effect) -> int:
        async with self.store.unit() as unit:
            person = await reads.person_at(unit, chat, self.now)
            for effect in effects:
                await apply(unit, By(person, self.now, "nl"), effect)
        return person

    async def opens(self) -> None:
        async with self.store.unit() as unit:
            await unit.run("add_programme", id="samen", name="Samen", municipality="12025", province="antwerpen",
                           preset="duo", created="2026-01-01T00:00:00Z")  # fmt: skip
            await unit.run("add_area", programme="samen", nis="12025")
        person = await self.does(ELS, Join("samen", "Els", "015 00 00 00"), SetDesk("day", True))
        async with self.store.unit() as unit:
            await unit.run("add_known_person", person=person, language="nl", at="2026-08-03T05:00:00Z")

    async def signs_up(self, side: Side, status: Status = Status.WAITING) -> int:
        self.people += 1
        name = f"{side[0].upper()}{self.people}"
        person = await self.does(FIRST + self.people, Submit(side, "samen", {**ANSWERS, "name": name}, False))
        async with self.store.unit() as unit:
            found = (await reads.persons(unit, [person]))[person].id
            if status is not Status.WAITING:
                await apply(unit, By(0, self.now, "nl"), Decide(found, status))
        return found

    async def pairs(self) -> None:
        two = [await self.signs_up(side, Status.ACCEPTED) for side in (Side.NEWCOMER, Side.VOLUNTEER)]
        async with self.store.unit() as unit:
            by = By(0, self.now, "nl")
            await apply(unit, by, FormDuo(*two))
            (duo,) = await reads.duos_of(unit, two[0])
            for one in two:
                await apply(unit, by, GoesOn(duo.id, one))
        if duo.id <= FADING:  # from some day of the month on, nobody tells anything
            self.month.faded[duo.id] = MONTH[0] + timedelta(days=2 * duo.id - 12)

    async def tells(self, today: date) -> None:
        """Whoever was asked how it goes answers, but for duos that fade."""
        async with self.store.unit() as unit:
            for duo in await reads.open_duos(unit, ["samen"]):
                whole = await reads.duo(unit, duo.id)
                for m in whole.members if whole else ():
                    key = (duo.id, m.candidate, len(m.asked))
                    if not m.asked or key in self.answered:
                        continue
                    if today >= self.month.faded.get(duo.id, date.max):
                        self.month.unanswered.setdefault(duo.id, today)
                        continue
                    self.answered.add(key)
                    told = CheckInAnswers(True, 2.0, self.dice.choice((3, 4, 4, 5)))
                    await apply(unit, By(m.person, self.now, "nl"), CheckedIn(duo.id, m.candidate, len(m.asked), told))

    async def day(self, today: date) -> None:
        heard: list[Letter] = []
        for hour in HOURS:
            self.now = at(today, hour) + timedelta(minutes=1)
            await self.clock.tick()
            heard += self.post.taken()
            if hour == HOURS[0]:
                await self.acts(heard, today)
            await self.tells(today)
        if MONTH[0] <= today <= MONTH[1]:
            self.month.read[today] = [one.text for one in heard]
            self.month.longest = max([self.month.longest, *(len(one.text) for one in heard)])

    async def acts(self, heard: list[Letter], today: date) -> None:
        """What the list offers first for each duo, and the first of those who wait."""
        for letter in heard:
            for row in letter.rows:
                data = [data for _, data in row]
                if data[0].startswith("r:quiet:") and len(data) > 1:
                    self.month.named.setdefault(int(data[0].split(":")[2]), today)
                    await self.taps(data[1])
        async with self.store.unit() as unit:
            wait = [one.id for one in await reads.unlooked(unit, ["samen"])][:LOOKS]
        for one in wait if schedule.local_day(self.now).isoweekday() in (1, 3, 5) else ():
            await self.taps(f"r:accept:{one}")
        self.post.taken()

    async def taps(self, data: str) -> None:
        await self.engine.settle([Arrival(ELS, Press(data, 1))])


def at(day: date, hour: int) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=schedule.ZONE).astimezone(UTC)


async def live(folder: Path, seed: int = 1) -> Month:
    """Ten weeks in which the duos come, then the month."""
    store = await Store.open(f"sqlite:///{folder / 'month.db'}")
    town = Town(store, seed)
    try:
        await town.opens()
        today = BEGINS
        while today <= MONTH[1]:
            town.now = at(today, 7)
            weeks, day = divmod((today - BEGINS).days, 7)
            if day == 0 and weeks < WEEKS:
                for _ in range(DUOS // WEEKS):
                    await town.pairs()
            if MONTH[0] - timedelta(days=20) <= today < MONTH[0]:
                for n in range(WAITING // 20):
                    await town.signs_up((Side.NEWCOMER, Side.VOLUNTEER)[n % 2])
            elif today >= MONTH[0]:
                await town.signs_up(town.dice.choice((Side.NEWCOMER, Side.VOLUNTEER)))
            await town.day(today)
            today += timedelta(days=1)
    finally:
        await store.close()
    return town.month


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        month = asyncio.run(live(Path(folder)))
    for day, texts in month.read.items():
        sys.stdout.write(f"\n===== {day:%A %d %B} =====\n" + "\n---\n".join(texts or ["(nothing)"]) + "\n")


if __name__ == "__main__":
    main()
