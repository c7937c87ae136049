"""What one side tells in a check-in."""

from programme import schedule
from programme.check_in import apart
from programme.effects import CheckedIn
from storage.reads import note_place
from storage.store import Unit
from storage.writers import duos
from storage.writers.scheduled import By


async def told_in_check_in(unit: Unit, by: By, told: CheckedIn) -> None:
    await _checked_in(unit, by, told)
    await duos.checked_in(unit, by, told)


async def _checked_in(unit: Unit, by: By, told: CheckedIn) -> None:
    person = await unit.value("person_of", id=told.candidate)
    if person is None:
        return
    await unit.open_for(person)
    note = unit.seal(person, note_place(told.duo, told.candidate, told.wave), told.told.note)
    columns, more = apart(told.told)
    which = {"duo": told.duo, "candidate": told.candidate, "wave": told.wave}
    await unit.run("add_check_in", **which, at=by.at, **columns, note=note, more=more)
    if not told.told.hours:
        await unit.run("drop_hours_of_wave", **which)
        return
    day = schedule.local_day(by.now).isoformat()
    await unit.run("add_hours_of_wave", **which, day=day, hours=told.told.hours, what=told.told.done, at=by.at)
