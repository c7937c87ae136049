"""What is to be sent, and what falls due."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from programme.scheduled import BESIDE, EARLY
from storage import rows
from storage.reads.addresses import address
from storage.store import Unit

ASIDE = rows.as_json(BESIDE)


def early_kinds(early: bool) -> str:
    """The kinds that may come before the day's window opens, if desks are open."""
    return rows.as_json(EARLY if early else ())


async def due_wakes(unit: Unit, now: datetime, day: bool, early: bool, most: int) -> list[dict[str, Any]]:
    """What fell due; `day` says whether the day's window is open now, `early` whether desks are."""
    kinds = {"beside": ASIDE, "early": early_kinds(early)}
    return await _wakes(unit, await unit.all("due_wakes", now=rows.text_of(now), day=day, **kinds, most=most))


async def gathered(unit: Unit, person: int, due: str) -> list[dict[str, Any]]:
    """What waits for somebody's message of the day."""
    return await _wakes(unit, await unit.all("gathered", person=person, due=due))


async def due_beside(unit: Unit, now: datetime, most: int) -> list[dict[str, Any]]:
    """What fell due and has to be worked out first."""
    return await _wakes(unit, await unit.all("due_beside", now=rows.text_of(now), beside=ASIDE, most=most))


async def _wakes(unit: Unit, found: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    await unit.open_for(*(row["person"] for row in found if isinstance(row["payload"], bytes)))
    return [dict(row) | {"payload": _payload(unit, row)} for row in found]


def _payload(unit: Unit, row: Mapping[str, Any]) -> str:
    """Sealed where it holds more than numbers of rows."""
    if isinstance(row["payload"], str):
        return row["payload"]
    found = unit.unseal(row["person"], wake_place(row["person"], row["key"]), row["payload"])
    return "{}" if found in ("", rows.GONE) else found


async def unread(unit: Unit, person: int) -> tuple[str, ...]:
    """The words of letters to somebody whom no phone reaches."""
    found = await unit.all("unread", person=person)
    await unit.open_for(person)
    letters = (unit.unseal(person, letter_place(row["id"]), row["letter"]) for row in found)
    return tuple(text for letter in letters if (text := rows.answers_of(letter).get("text")))


def wake_place(person: int, key: str) -> str:
    return f"wakes.payload:{person}:{key}"


async def waiting_letters(unit: Unit, now: datetime, most: int) -> list[dict[str, Any]]:
    """Letters to send now, in words, with the address of each."""
    found = [await _waiting(unit, row) for row in await unit.all("waiting_letters", now=rows.text_of(now), most=most)]
    closed = ({"id": row["id"], "reason": "it can't be opened"} for row in found if row["letter"] == rows.GONE)
    await unit.many("refuse_letter", closed)
    return [row for row in found if row["letter"] != rows.GONE]


async def _waiting(unit: Unit, row: Mapping[str, Any]) -> dict[str, Any]:
    person = row["person"]
    if row["key"] is not None and not unit.seals.knows(person):
        await unit.learn(person, row["key"])
    letter = unit.unseal(person, letter_place(row["id"]), row["letter"])
    return {**dict(row), "chat": address(unit, person, row["chat"]), "letter": letter}


def letter_place(id: int) -> str:
    return f"outbox.letter:{id}"
