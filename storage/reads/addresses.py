"""Who writes or is written to: their number, their key, their address."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from storage import rows
from storage.keys import HOUSE, new_number
from storage.rows import as_json
from storage.store import Unit

NOWHERE = 0  # the chat of whoever is reached in none; what falls due for them is dropped


@dataclass(frozen=True, slots=True)
class Whoever:
    """Somebody who wrote or is written to: their number, their address, their session as it was kept."""

    person: int
    chat: int
    session: Mapping[str, Any] | None
    has_file: bool
    coordinates: bool
    guarded: bool = False  # an intake of theirs waits for a guardian


async def whoever(unit: Unit, chats: Iterable[int], persons: Iterable[int]) -> list[Whoever]:
    """Those of these chats and numbers whom we know, with their keys ready. Who lost their key is nobody that we know:
    when they write they are somebody new, and what there is of them waits for its key under their old number."""
    await unit.open_for(HOUSE)
    lookups = {unit.seals.lookup(chat): chat for chat in chats}
    found = await unit.all("whoever", lookups=as_json(lookups), persons=as_json(persons))
    for row in found:
        if row["key"] is not None and not unit.seals.knows(row["person"]):
            await unit.learn(row["person"], row["key"])
    closed = {row["person"] for row in found if not unit.seals.knows(row["person"])}
    if closed:
        await unit.many(
            "make_way", ({"id": r["person"]} for r in found if r["person"] in closed and r["lookup"] in lookups)
        )
    return [_whoever(unit, row, lookups.get(row["lookup"])) for row in found if row["person"] not in closed]


def _whoever(unit: Unit, row: Mapping[str, Any], chat: int | None) -> Whoever:
    person = row["person"]
    if chat is None:
        chat = address(unit, person, row["chat"])
    session = None
    if row["revision"] is not None:
        state = unit.unseal(person, f"sessions.state:{person}", row["state"])
        session = {**dict(row), "state": "[]" if state in ("", rows.GONE) else state}
    return Whoever(person, chat, session, bool(row["has_file"]), bool(row["coordinates"]), bool(row["guarded"]))


def address(unit: Unit, person: int, sealed: bytes) -> int:
    """Where somebody is reached; 0 when their key is gone."""
    found = unit.unseal(person, f"persons.chat:{person}", sealed)
    return 0 if found == rows.GONE else int(found)


async def person_at(unit: Unit, chat: int, now: datetime) -> int:
    """The number of whoever writes from this chat: known, or new."""
    found = await whoever(unit, [chat], [])
    return found[0].person if found else await welcome(unit, chat, now)


async def welcome(unit: Unit, chat: int, now: datetime) -> int:
    """Somebody new gets a number and a key."""
    return await _added(unit, chat, unit.seals.lookup(chat), now)


async def enrol(unit: Unit, now: datetime) -> int:
    """Somebody whom a list names, and who never wrote: reached in no chat, until they say that it is them."""
    return await _added(unit, NOWHERE, "", now)


async def _added(unit: Unit, chat: int, lookup: str, now: datetime) -> int:
    person = new_number()
    await unit.run("add_key", person=person, key=unit.seals.new_key(person))
    sealed = unit.seal(person, f"persons.chat:{person}", str(chat))
    found = lookup or f"none:{person}"
    await unit.run("add_person", id=person, lookup=found, chat=sealed, since=rows.text_of(now))
    return person


async def move(unit: Unit, chat: int, to: int) -> None:
    """The chat has another number now."""
    for one in await whoever(unit, [chat], []):
        sealed = unit.seal(one.person, f"persons.chat:{one.person}", str(to))
        await unit.run("move_person", id=one.person, lookup=unit.seals.lookup(to), chat=sealed)
