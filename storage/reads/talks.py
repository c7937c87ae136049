"""Words between a person and the staff, in order."""

from collections.abc import Iterable, Mapping
from typing import Any

from programme.queries import Talk, Utterance
from storage import rows
from storage.reads.candidates import candidate
from storage.reads.staff import coordinators
from storage.store import Unit

MOST = 10  # shown at once


async def talk(unit: Unit, id: int) -> Talk | None:
    """A talk with what was said last."""
    row = await unit.one("talk", id=id)
    if row is None:
        return None
    person = row["person"]
    await unit.open_for(person)
    number = await unit.value("file_in", person=person, programme=row["programme"]) or 0
    file = await candidate(unit, number) if number else None
    name = file.name if file else unit.unseal(person, name_place(id), row["name"]) or rows.GONE
    last = await unit.all("words_of_talk", talk=id, most=MOST)
    words = await _words(unit, list(reversed(last)), name)
    return Talk(id, row["programme"], person, number, name, rows.moment_of(row["ends"]), words)


async def words_with(unit: Unit, person: int, name: str, programme: str | None = None) -> tuple[Utterance, ...]:
    """All that was said with somebody, by both sides, in one programme or in any."""
    found = await unit.all("words_with", person=person, programme=programme)
    await unit.open_for(person)
    return await _words(unit, found, name)


async def _words(unit: Unit, found: Iterable[Mapping[str, Any]], name: str) -> tuple[Utterance, ...]:
    told = list(found)
    staff = await coordinators(unit, {row["staff"] for row in told} - {None}) if told else {}
    return tuple(
        Utterance(
            rows.moment_of(row["at"]),
            name if row["staff"] is None else staff[row["staff"]].name if row["staff"] in staff else rows.GONE,
            unit.unseal(row["person"], words_place(row["id"]), row["words"]),
        )
        for row in told
    )


def words_place(id: int) -> str:
    return f"talk_words.words:{id}"


def name_place(id: int) -> str:
    return f"talks.name:{id}"
