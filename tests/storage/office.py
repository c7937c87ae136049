"""A real database in a file, people in it, and a look at every row."""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec

from bot.channels.port import Letter, Parcel, Touch
from bot.engine import Engine
from programme.effects import Decide, Effect, FormDuo, Submit
from programme.model import Side, Status
from storage.apply import By, apply
from storage.rows import text_of
from storage.store import Store

NOON = datetime(2026, 3, 4, 12, 0, 0, tzinfo=UTC)
ANSWERS: dict[str, Any] = {
    "municipality": "12025", "age": "26-40", "dutch": "A2", "nationality": ["SY"], "tongues": {"ar": "native"},
    "how_many": 1,
}  # fmt: skip


def url(path: Path) -> str:
    return f"sqlite:///{path}"


class Tray:
    """Where letters and touches end up when nobody sends them."""

    def __init__(self) -> None:
        self.parcels: list[Parcel] = []
        self.touches: list[Touch] = []

    def delivered(self) -> dict[int, int]:
        return {}

    def confirm(self, done: Mapping[int, int]) -> None:
        pass

    def restore(self, done: Mapping[int, int]) -> None:
        pass

    def offer(self, parcels: Sequence[Parcel]) -> None:
        self.parcels.extend(parcels)

    def touch(self, touches: Sequence[Touch]) -> None:
        self.touches.extend(touches)

    def look_again(self) -> None:
        pass


def engine(store: Store, tray: Any = None) -> Engine:
    return Engine(store, tray or Tray(), lambda: NOON)


async def does(store: Store, chat: int, *effects: Effect, language: str = "nl") -> None:
    async with store.unit() as unit:
        for effect in effects:
            await apply(unit, By(chat, NOON, language), effect)


async def programme(store: Store, id: str = "samen", municipality: str = "12025") -> None:
    async with store.unit() as unit:
        await unit.run(
            "add_programme", id=id, name=id.title(), municipality=municipality, province="antwerpen",
            preset="duo", created=text_of(NOON),
        )  # fmt: skip
        await unit.run("add_area", programme=id, nis=municipality)


async def candidate(store: Store, chat: int, side: Side, name: str = "Rania", **more: Any) -> int:
    """Somebody who sent an intake; their number."""
    counted, where = more.pop("counted", True), more.pop("programme", "samen")
    await does(store, chat, Submit(side, where, {**ANSWERS, "name": name, **more}, counted))
    return await value(store, "select max(id) from candidates where chat = ?", chat)


async def duo(store: Store, newcomer: int, volunteer: int) -> int:
    accepted = (Decide(one, Status.ACCEPTED, "Els") for one in (newcomer, volunteer))
    await does(store, 1, *accepted, FormDuo(newcomer, volunteer, "Els"))
    return await value(store, "select max(id) from duos")


async def letters(store: Store, *chats: int, priority: int = 0) -> list[Parcel]:
    """Letters in the outbox, in this order; their words are their numbers."""
    parcels = []
    async with store.unit() as unit:
        for chat in chats:
            id = store.next_letter()
            parcel = Parcel(id, chat, Letter(str(id)), priority)
            words = msgspec.json.encode(parcel.letter).decode()
            await unit.run("add_letter", id=id, chat=chat, priority=priority, letter=words, due=text_of(NOON))
            parcels.append(parcel)
    return parcels


async def value(store: Store, sql: str, *values: Any) -> Any:
    return look(store.path, sql, *values)[0][0]


def look(path: Path, sql: str, *values: Any) -> list[tuple]:
    """As another program would see the file now."""
    with closing(sqlite3.connect(path, timeout=10)) as db:
        return db.execute(sql, values).fetchall()


def change(path: Path, sql: str, *values: Any) -> None:
    with closing(sqlite3.connect(path, timeout=10)) as db, db:
        db.execute(sql, values)


def tables(path: Path) -> list[str]:
    return [name for (name,) in look(path, "select name from sqlite_master where type = 'table' order by 1")]


def shape(path: Path) -> list[tuple]:
    return look(path, "select name, sql from sqlite_master order by 1, 2")


def everything(path: Path) -> Iterator[tuple[str, str, Any]]:
    """Every value of every column of every table that there is."""
    for table in tables(path):
        with closing(sqlite3.connect(path)) as db:
            db.row_factory = sqlite3.Row
            for row in db.execute(f"select * from {table}"):
                yield from ((table, column, found) for column, found in dict(row).items())


def naming(path: Path, chat: int, *words: str) -> set[str]:
    """The columns that hold this chat's number, or have one of these words in them."""
    return {
        f"{table}.{column}"
        for table, column, found in everything(path)
        if found == chat or (isinstance(found, str) and (str(chat) in found or any(w in found for w in words)))
    }
