"""What a coordinator notes about somebody, and of a volunteer."""

from programme import consequences, schedule
from programme.effects import AskSignature, DropNote, NoteDown, NoteSigned, NoteStep
from storage.reads.card import card_note_place
from storage.store import Unit
from storage.writers.scheduled import By, send_later


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


async def ask_signature(unit: Unit, by: By, what: AskSignature) -> None:
    day = schedule.local_day(by.now).isoformat()
    await unit.run("ask_signature", id=what.candidate, day=day, person=by.person)


async def note_signed(unit: Unit, by: By, what: NoteSigned) -> None:
    await unit.run("note_signed", id=what.candidate, day=schedule.local_day(by.now).isoformat())
    await send_later(unit, by, consequences.of_signature(what.candidate, by.now))
