"""Programmes, and the people who work for them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import msgspec

from programme.model import Coordinator, Leave, Programme
from storage import rows
from storage.rows import as_json
from storage.store import Unit


async def programmes(unit: Unit) -> tuple[Programme, ...]:
    areas: dict[str, tuple[str, ...]] = {}
    for row in await unit.all("programme_areas"):
        areas[row["programme"]] = (*areas.get(row["programme"], ()), row["nis"])
    staff = await unit.all("contacts")
    contacts, heard = await _contacts(unit, staff), {row["serves"] for row in staff if row["reachable"]}
    return tuple(
        replace(
            rows.programme(row, areas.get(row["id"], ()), *contacts.get(row["id"], ("", ""))), heard=row["id"] in heard
        )
        for row in await unit.all("programmes")
    )


async def _contacts(unit: Unit, found: Sequence[Mapping[str, Any]]) -> dict[str, tuple[str, str]]:
    """Whom to call, by programme: the coordinator of longest standing who gave a number, and rather one who reads and
    is at work."""
    await unit.open_for(*(row["person"] for row in found))
    contacts: dict[str, tuple[str, str]] = {}
    for row in sorted(found, key=lambda row: (not row["reachable"], not row["there"])):
        name, phone = _coordinator(unit, row)
        if row["serves"] not in contacts or (phone and not contacts[row["serves"]][1]):
            contacts[row["serves"]] = (name, phone)
    return contacts


def _coordinator(unit: Unit, row: Mapping[str, Any]) -> tuple[str, str]:
    where, person = row["programme"], row["person"]
    name = unit.unseal(person, f"coordinators.name:{where}:{person}", row["name"])
    return name, unit.unseal(person, f"coordinators.phone:{where}:{person}", row["phone"])


async def coordinators(unit: Unit, persons: Iterable[int]) -> dict[int, Coordinator]:
    found = await unit.all("coordinators_of", persons=as_json(persons))
    await unit.open_for(*(row["person"] for row in found))
    told: dict[int, Coordinator] = {}
    for row in found:  # of everybody their own programmes first
        person, role = row["person"], (row["programme"], row["role"])
        if person not in told:
            name, phone = _coordinator(unit, row)
            told[person] = Coordinator(
                person,
                name,
                (),
                phone,
                row["digest"],
                bool(row["gathers"]),
                _leave(row),
                bool(row["away"]),
                msgspec.json.decode(row["tongues"], type=tuple[str, ...]),
            )
        told[person] = replace(told[person], roles=(*told[person].roles, role))
    return told


def _leave(row: Mapping[str, Any]) -> Leave | None:
    if row["away_from"] is None:
        return None
    return Leave(date.fromisoformat(row["away_from"]), date.fromisoformat(row["away_until"]), row["deputy"] or 0)


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody of the staff of one programme."""

    person: int
    programme: str
    role: str
    since: date
    name: str


async def staff(unit: Unit, programme: str | None) -> list[Colleague]:
    """Everybody of the staff, of one programme or of all, of longest standing first."""
    found = await unit.all("staff", programme=programme)
    await unit.open_for(*(row["person"] for row in found))
    return [
        Colleague(
            row["person"], row["programme"], row["role"], rows.moment_of(row["since"]).date(),
            _coordinator(unit, row)[0],
        )
        for row in found
    ]  # fmt: skip
