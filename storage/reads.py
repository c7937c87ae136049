"""What a step may ask to know, read in the transaction that will write what it decides."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

import msgspec

from programme.matching import candidates_for
from programme.model import Candidate, Coordinator, Duo, Invitation, Programme, Relay
from storage import rows
from storage.store import Unit

PAGE = 8
CROWD = 8  # newcomers listed by name in one message; the others are a number


def hash_of(token: str) -> str:
    """How a link's token is kept. Tokens are 128 random bits, so a plain hash can't be searched."""
    return hashlib.sha256(token.encode()).hexdigest()


async def programmes(unit: Unit) -> tuple[Programme, ...]:
    areas: dict[str, tuple[str, ...]] = {}
    for row in await unit.all("programme_areas"):
        areas[row["programme"]] = (*areas.get(row["programme"], ()), row["nis"])
    return tuple(rows.programme(row, areas) for row in await unit.all("programmes"))


async def persons(unit: Unit, chats: Iterable[int]) -> dict[int, Candidate]:
    found = await unit.all("persons_of", chats=_json(chats))
    return {row["chat"]: rows.candidate(row) for row in found}


async def coordinators(unit: Unit, chats: Iterable[int]) -> dict[int, Coordinator]:
    told: dict[int, Coordinator] = {}
    for row in await unit.all("coordinators_of", chats=_json(chats)):
        before = told.get(row["chat"], Coordinator(row["chat"], row["name"], (), row["phone"]))
        told[row["chat"]] = replace(before, programmes=(*before.programmes, row["programme"]))
    return told


async def candidate(unit: Unit, id: int) -> Candidate | None:
    row = await unit.one("candidate", id=id)
    return rows.candidate(row) if row else None


async def queue(unit: Unit, chat: int, page: int) -> tuple[tuple[Candidate, ...], int]:
    found = await unit.all("queue_page", chat=chat, most=PAGE, skip=PAGE * page)
    return tuple(map(rows.candidate, found)), await unit.value("queue_total", chat=chat)


async def fresh(unit: Unit, chat: int) -> tuple[tuple[Candidate, ...], int]:
    found = await unit.all("fresh_for", chat=chat, most=CROWD)
    total = await unit.value("fresh_total", chat=chat)
    await unit.run("tell_fresh", chat=chat)
    return tuple(map(rows.candidate, found)), total


async def buddies(unit: Unit, newcomer: int) -> tuple[Candidate, ...]:
    found = await candidate(unit, newcomer)
    if found is None:
        return ()
    volunteers = await unit.all("volunteers_of", programme=found.programme)
    return candidates_for(found, map(rows.candidate, volunteers))


async def relay(unit: Unit, id: int) -> Relay | None:
    row = await unit.one("relay", id=id)
    return rows.relay(row) if row else None


async def invitation(unit: Unit, token: str) -> Invitation | None:
    row = await unit.one("invitation", hash=hash_of(token))
    return rows.invitation(row) if row else None


async def duo(unit: Unit, id: int) -> Duo | None:
    row = await unit.one("duo", id=id)
    return await _with_members(unit, row) if row else None


async def duos_of(unit: Unit, candidate: int) -> tuple[Duo, ...]:
    found = await unit.all("running_duos_of", candidate=candidate)
    return tuple([await _with_members(unit, row) for row in found])


async def _with_members(unit: Unit, row: Mapping[str, Any]) -> Duo:
    members = await unit.all("members", duo=row["id"])
    return rows.duo(row, tuple(map(rows.member, members)))


def _json(values: Iterable[int]) -> str:
    return msgspec.json.encode(list(values)).decode()


async def due_wakes(unit: Unit, now: datetime, day: bool, most: int) -> list[Mapping[str, Any]]:
    """What fell due; `day` says whether the day's window is open now."""
    return list(await unit.all("due_wakes", now=rows.text_of(now), day=day, most=most))
