"""What a coordinator notes about somebody, and of a volunteer."""

from programme.effects import DropNote, NoteDown, NoteStep
from storage.reads.card import card_note_place
from storage.store import Unit
from storage.writers.scheduled import By


async def note_down(unit: Unit, by: By, what: NoteDown) -> None:
    person = await unit.value("person_of", id=what.candidate)
    if person is None:
        return  # erased meanwhile
    await unit.open_for(person)
    id = await unit.next_number("card_notes")
    words = unit.seal(person, card_note_place(id), what.words)
    await unit.run("add_note", id=id, candidate=what.candidate, by=by.somebody, at=by.at, words=words)


async def drop_note(unit: Unit, by: By, what: DropNote) -> None:
    await unit.run("drop_note", id=what.note, by=by.person)


async def note_step(unit: Unit, by: By, noted: NoteStep) -> None:
    step = noted.step
    row = {"candidate": noted.candidate, "what": step.what, "day": step.day.isoformat(), "result": step.result}
    await unit.run("note_step", **row, by=by.somebody)
