"""Hours that somebody tells."""

from collections.abc import Mapping

from programme.effects import DropHours, Effect, TellHours
from storage.store import Unit
from storage.writers import duos
from storage.writers.scheduled import By, Writer


async def _tell(unit: Unit, by: By, told: TellHours) -> None:
    """A meeting that is told of has taken place."""
    row = {"candidate": told.candidate, "day": told.on.isoformat(), "hours": told.hours, "what": told.done}
    if told.id:
        await unit.run("change_hours", id=told.id, at=by.at, **row)
        return
    await unit.run("add_hours", duo=told.duo, at=by.at, **row)
    if told.duo:
        await duos.goes_on(unit, by, told.duo, told.candidate)


async def _drop(unit: Unit, by: By, what: DropHours) -> None:
    await unit.run("drop_hours", id=what.id, candidate=what.candidate)


WRITERS: Mapping[type[Effect], Writer] = {TellHours: _tell, DropHours: _drop}
