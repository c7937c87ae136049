"""What the command line does to the staff of a programme: the same effects, the same journal."""

from datetime import datetime
from typing import Any

from bot.cli.operations import OFFICE, NotFound
from programme.effects import Appoint, Dismiss
from programme.model import SOURCE
from storage import reads
from storage.store import Store
from storage.writers import apply
from storage.writers.scheduled import By


async def listed(store: Store, programme: str | None, names: bool) -> list[dict[str, Any]]:
    async with store.unit() as unit:
        found = await reads.staff(unit, programme)
    return [
        {"id": one.person, "role": one.role, "programme": one.programme, "since": one.since.isoformat()}
        | ({"name": one.name} if names else {})
        for one in found
    ]


async def dismiss(store: Store, programme: str, person: int, now: datetime) -> dict[str, Any]:
    """Raises `NotFound` for somebody who is not of this programme's staff."""
    return {"removed": person, "programme": programme, **await _does(store, Dismiss(programme, person), now)}


async def appoint(store: Store, programme: str, person: int, role: str, now: datetime) -> dict[str, Any]:
    """Raises `NotFound` for somebody who is not of this programme's staff."""
    done = await _does(store, Appoint(programme, person, role), now)
    return {"id": person, "role": role, "programme": programme, **done}


async def _does(store: Store, effect: Appoint | Dismiss, now: datetime) -> dict[str, int]:
    """Who waits where nobody is left to decide, or nothing."""
    async with store.unit() as unit:
        if effect.person not in {one.person for one in await reads.staff(unit, effect.programme)}:
            raise NotFound(f"{effect.person} of the staff of {effect.programme}")
        await apply(unit, By(OFFICE, now, SOURCE), effect)
        if await unit.all("coordinators_for", programme=effect.programme):
            return {}
        waiting = await unit.value("waiting_in", programme=effect.programme)
    return {"waiting": waiting} if waiting else {}
