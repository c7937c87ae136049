"""A real database in a file, people in it, and a look at every row."""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot.channels.base import Letter, Parcel, Touch
from bot.runtime.engine import Engine, letter_row
from programme.effects import Decide, Effect, FormDuo, Submit
from programme.model import Side, Status
from storage import reads
from storage.keys import HOUSE, Seals
from storage.rows import text_of
from storage.store import Store, beside
from storage.writers import apply
from storage.writers.scheduled import By

NOON = datetime(2026, 3, 4, 12, 0, 0, tzinfo=UTC)
ANSWERS: dict[str, Any] = {
    "municipality": "12025", "age": "26-40", "dutch": "A2", "nationality": ["SY"], "tongues": {"ar": "native"},
    "how_many": 1,
}  # fmt: skip
OF_CANDIDATE = "(select person from candidates where id = candidate)"
SEALED = {  # column → whose key, and the place of a value after the column's name
    "persons.chat": ("id", "id"), "sessions.state": ("person", "person"),
    "coordinators.name": ("person", "programme, person"), "coordinators.phone": ("person", "programme, person"),
    "candidates.answers": ("person", "id"), "relays.question": (OF_CANDIDATE, "id"),
    "relays.answer": (OF_CANDIDATE, "id"), "check_ins.note": (OF_CANDIDATE, "duo, candidate, wave"),
    "duo_members.contact": (OF_CANDIDATE, "duo, candidate"), "partings.note": (OF_CANDIDATE, "duo, candidate"),
    "meetings.place": ("person", "id"), "alarms.told": ("person", "id"),
    "talks.name": ("person", "id"), "talk_words.words": ("person", "id"),
    "card_notes.words": ("person", "id"),
    "wakes.payload": ("person", "person, key"), "outbox.letter": ("person", "id"), "quarantine.raw": ("person", "id"),
    "guarded.answers": ("person", "person"), "guardians.contact": ("person", "person"),
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


async def number(store: Store, chat: int) -> int:
    """Who is at this chat: known, or new. Chat 0 is the command line."""
    async with store.unit() as unit:
        return await reads.person_at(unit, chat, NOON) if chat else 0


async def does(store: Store, chat: int, *effects: Effect, language: str = "nl") -> None:
    by = By(await number(store, chat), NOON, language)
    async with store.unit() as unit:
        for effect in effects:
            await apply(unit, by, effect)


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
    return await value(store, "select max(id) from candidates where person = ?", await number(store, chat))


async def duo(store: Store, newcomer: int, volunteer: int, by: int = 0) -> int:
    accepted = (Decide(one, Status.ACCEPTED) for one in (newcomer, volunteer))
    await does(store, by, *accepted, FormDuo(newcomer, volunteer))
    return await value(store, "select max(id) from duos")


async def letters(store: Store, *chats: int, priority: int = 0) -> list[Parcel]:
    """Letters in the outbox, in this order; their words are their numbers."""
    parcels = []
    for chat in chats:
        id = store.next_letter()
        parcels.append(Parcel(id, chat, Letter(str(id)), priority))
    await post(store, *parcels)
    return parcels


async def post(store: Store, *parcels: Parcel) -> None:
    """These letters, as the engine puts them in the outbox."""
    async with store.unit() as unit:
        person = {chat: await reads.person_at(unit, chat, NOON) for chat in {p.chat for p in parcels}}
        await unit.open_for(*person.values())
        rows = (letter_row(person[p.chat], p, text_of(NOON), unit.seal) for p in parcels)
        await unit.many("add_letter", rows)


async def asides(store: Store, chat: int, raw: str, reason: str = "x") -> None:
    """Something that could not be handled, kept aside as the engine does; chat 0 when nobody knows whose it is."""
    person = await number(store, chat)
    async with store.unit() as unit:
        await unit.open_for(person)
        id = await unit.next_number("quarantine")
        sealed = unit.seal(person, f"quarantine.raw:{id}", raw)
        await unit.run("add_quarantine", id=id, at="", person=person, reason=reason, raw=sealed)


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
    """The columns that anybody can read this chat's number in, or one of these words."""
    return {
        f"{table}.{column}" for table, column, found in everything(path) if found == chat or says(found, chat, words)
    }


def says(found: Any, chat: int, words: Sequence[str]) -> bool:
    parts = [part for part in (str(chat) if chat else "", *words) if part]
    if isinstance(found, bytes):
        return any(part.encode() in found for part in parts)
    return isinstance(found, str) and any(part in found for part in parts)


def telling(path: Path, chat: int, *words: str) -> set[str]:
    """The sealed columns that say this to whoever has the keys."""
    return {column for column, _, found in opened(path) if says(found, chat, words)}


def pointing(path: Path, person: int) -> set[str]:
    """The columns that hold this person's own number."""
    return {f"{table}.{column}" for table, column, found in everything(path) if found == person}


def opened(path: Path) -> Iterator[tuple[str, int, str]]:
    """Every sealed value whose key is there: its column, its owner, its words."""
    seals = Seals(beside(path))
    for person, key in look(path, "select person, key from keys order by person"):
        seals.learn(person, key)
    for column, (owner, place) in SEALED.items():
        table, _, name = column.partition(".")
        for whose, sealed, *at in look(
            path, f"select {owner}, {name}, {place} from {table} where typeof({name}) = 'blob'"
        ):
            whose = HOUSE if whose is None else whose
            words = seals.unseal(whose, ":".join(map(str, (column, *at))), sealed)
            if words is not None:
                yield column, whose, words


def addresses(path: Path) -> dict[int, int]:
    """Everybody's chat, by their number."""
    return {person: int(chat) for column, person, chat in opened(path) if column == "persons.chat"}


def leftovers(path: Path, *words: str) -> set[str]:
    """These words where they stand in the bytes of the file, or of what lies beside it."""
    files = [found for found in path.parent.iterdir() if found.is_file() and found.name.startswith(path.name)]
    return {f"{file.name}: {word}" for file in files for word in words if word.encode() in file.read_bytes()}
