"""What a coordinator noted: in own words about somebody, and what was done with a volunteer."""

from datetime import date

from programme import schedule
from programme.model import Note, Step
from storage import rows
from storage.reads.staff import coordinators
from storage.store import Unit


async def notes(unit: Unit, person: int, programme: str | None = None) -> tuple[Note, ...]:
    """What was noted about somebody in one programme or in any, the latest first."""
    found = await unit.all("notes_about", person=person, programme=programme)
    if not found:
        return ()
    await unit.open_for(person)
    staff = await coordinators(unit, {row["noted_by"] for row in found} - {None})
    return tuple(
        Note(
            row["id"],
            row["noted_by"] or 0,
            staff[row["noted_by"]].name if row["noted_by"] in staff else rows.GONE,
            schedule.local_day(rows.moment_of(row["at"])),
            unit.unseal(person, card_note_place(row["id"]), row["words"]),
        )
        for row in found
    )


async def steps(unit: Unit, person: int, programme: str | None = None) -> tuple[Step, ...]:
    """What was done with a volunteer, or will be, in order."""
    found = await unit.all("steps_of", person=person, programme=programme)
    return tuple(Step(row["what"], date.fromisoformat(row["day"]), row["result"]) for row in found)


def card_note_place(id: int) -> str:
    return f"card_notes.words:{id}"
