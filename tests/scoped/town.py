"""A town with two programmes and somebody in every role; whoever does something, and all that came of it."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from math import inf
from pathlib import Path
from typing import Any

from bot.channels.base import Arrival, Due, Press
from bot.runtime.engine import Engine
from programme.effects import Join
from programme.model import Side
from programme.roles import Role
from storage import reads
from storage.rows import text_of
from storage.store import Store
from tests.storage import office

HERE, THERE = "samen", "gent"
STAFF = {role.value: 100 + n for n, role in enumerate(r for r in Role if r is not Role.OPERATOR)}
NEWCOMER, VOLUNTEER, STRANGER, NOOR, FAR, FAR_BUDDY = 201, 202, 203, 204, 205, 206
WITHOUT_ROLE = {"newcomer": NEWCOMER, "volunteer": VOLUNTEER, "stranger": STRANGER}
EVERYBODY = {**STAFF, **WITHOUT_ROLE}
NOBODY = 900_001  # a number that no file has
TABLES = (
    "candidates", "duos", "duo_members", "relays", "coordinators", "consents", "facts", "looks", "check_ins", "guarded",
    "guardians", "screenings",
)  # fmt: skip
BUILT: dict[str, Any] = {}
LITERALS = re.compile(r"x?'(?:[^']|'')*'|\b\d+\b", re.IGNORECASE)


@dataclass(frozen=True)
class Came:
    """All that came of one arrival: letters with their buttons, short words on buttons, and the statements, without
    the values in them."""

    letters: tuple[Any, ...]
    touches: tuple[Any, ...]
    statements: tuple[str, ...]

    @property
    def words(self) -> str:
        return repr((self.letters, self.touches))


class Town:
    """`home` and `away` are files of the two programmes; `pair` is a volunteer beside the one at home."""

    def __init__(self, store: Store) -> None:
        self.store, self.tray, self.now = store, office.Tray(), office.NOON
        self.engine = Engine(store, self.tray, lambda: self.now, "Huis", "015 00 00 00")
        self.updates = 0
        self.statements: list[str] = []

    async def open(self, folder: Path) -> Store:
        self.store = await Store.open(office.url(folder / "duobot.db"))
        self.engine = Engine(self.store, self.tray, lambda: self.now, "Huis", "015 00 00 00")
        return self.store

    async def build(self) -> None:
        await office.programme(self.store, HERE)
        await office.programme(self.store, THERE, "44021")
        for role, chat in STAFF.items():
            await office.does(self.store, chat, Join(HERE, f"Collega {role}", "", role))
        await office.does(self.store, NOOR, Join(THERE, "Noor", ""))
        self.home = await office.candidate(self.store, NEWCOMER, Side.NEWCOMER, "Zahraqx")
        self.pair = await office.candidate(self.store, VOLUNTEER, Side.VOLUNTEER, "Jorisqx", reach="0470 11 22 33")
        self.away = await office.candidate(self.store, FAR, Side.NEWCOMER, "Omarqx", programme=THERE)
        self.away_buddy = await office.candidate(self.store, FAR_BUDDY, Side.VOLUNTEER, "Tomqx", programme=THERE)
        async with self.store.unit() as unit:
            for chat in (*STAFF.values(), NOOR, NEWCOMER, VOLUNTEER, FAR, FAR_BUDDY):
                person = (await _reads(unit, chat)).person
                await unit.run("add_known_person", person=person, language="nl", at=text_of(self.now))
        office.change(self.store.path, "delete from wakes")

    async def extra(self, programme: str = HERE, side: Side = Side.NEWCOMER, name: str = "Extraqx") -> int:
        """Somebody more."""
        self.updates += 1
        return await office.candidate(self.store, 5000 + self.updates, side, name, programme=programme)

    async def does(self, chat: int, what: Any, press: str | None = None) -> Came:
        """One arrival, as Telegram hands it in."""
        self.updates += 1
        return await self._settle(Arrival(chat, what, self.updates, hint="nl", press=press))

    async def presses(self, chat: int, data: str, message: int = 7) -> Came:
        return await self.does(chat, Press(data, message, "shown"), press="q")

    async def falls_due(self, chat: int, kind: str, payload: dict[str, Any]) -> Came:
        return await self._settle(Arrival(0, Due(kind, payload), person=await office.number(self.store, chat)))

    async def presses_all(self, chat: int, every: list[str]) -> Came:
        """The same for many, in one transaction."""
        first, self.updates = self.updates + 1, self.updates + len(every)
        presses = (Arrival(chat, Press(d, 7, "shown"), n, hint="nl", press="q") for n, d in enumerate(every, first))
        return await self._settle(*presses)

    async def _settle(self, *arrivals: Arrival) -> Came:
        self.tray.parcels.clear()
        self.tray.touches.clear()
        self.now += timedelta(seconds=2)
        self.statements.clear()
        await self.engine.settle(arrivals)
        self.engine._programmes_read = inf  # read again by the clock on the wall: not a part of the answer
        return Came(
            tuple(p.letter for p in self.tray.parcels),
            tuple((t.words, t.text) for t in self.tray.touches),
            tuple(LITERALS.sub("?", s) for s in self.statements),
        )

    def rows(self, but: int) -> list[tuple[str, Any]]:
        """All that is held of everybody but this person, unsealed."""
        sealed = [(c, p, w) for c, p, w in office.opened(self.store.path) if p != but]
        own = {id for (id,) in office.look(self.store.path, "select id from candidates where person = ?", but)}
        plain = [(t, row) for t in TABLES for row in office.look(self.store.path, f"select * from {t}")]
        others = [(t, row) for t, row in plain if but not in row and (t != "facts" or row[1] not in own)]
        return sorted(sealed, key=repr) + sorted(others, key=repr)


async def _reads(unit: Any, chat: int) -> Any:
    return (await reads.whoever(unit, [chat], []))[0]


@asynccontextmanager
async def town(folder: Path) -> AsyncIterator[Town]:
    """A town of one's own, copied from the first that was built."""
    for name, content in BUILT.get("files", {}).items():
        (folder / name).write_bytes(content)
    store = await Store.open(office.url(folder / "duobot.db"))
    one = Town(store)
    try:
        if BUILT:
            one.home, one.pair, one.away, one.away_buddy = BUILT["people"]
        else:
            await one.build()
            await store.close()
            BUILT["files"] = {f.name: f.read_bytes() for f in folder.iterdir() if f.is_file()}
            BUILT["people"] = one.home, one.pair, one.away, one.away_buddy
            store = await one.open(folder)
        await store._connection.execute("pragma synchronous = off")  # thousands of presses
        await store._connection.set_trace_callback(one.statements.append)
        yield one
        assert office.look(store.path, "select reason from quarantine") == []
    finally:
        await store.close()
