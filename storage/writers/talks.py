"""Words between a person and the staff, in order, passed on at once."""

from programme import consequences
from programme.consequences import TALK_LASTS
from programme.effects import SpeakUp
from storage.reads.talks import name_place, words_place
from storage.rows import text_of
from storage.store import Unit
from storage.writers.scheduled import By, send_later


async def speak_up(unit: Unit, by: By, what: SpeakUp) -> None:
    person = await _whose(unit, by, what)
    if not person:
        return  # erased meanwhile
    await unit.open_for(person)
    ends = text_of(by.now + TALK_LASTS)
    row = await unit.one("talk_with", person=person, programme=what.programme)
    if row is None:
        talk, staff, open = await unit.next_number("talks"), None, False
        name = unit.seal(person, name_place(talk), "" if what.staff else what.name)
        await unit.run("add_talk", id=talk, person=person, programme=what.programme, name=name, ends=ends)
    else:
        talk, staff, open = row["id"], row["staff"], row["ends"] > by.at
    # whoever of the staff spoke last hears the answer; after an hour, everybody does again
    staff = by.person if what.staff else staff if open else None
    await unit.run("goes_on_talking", id=talk, staff=staff, ends=ends)
    number = await unit.next_number("talk_words")
    words = unit.seal(person, words_place(number), what.words)
    whose = by.person if what.staff else None
    await unit.run("add_words", id=number, talk=talk, person=person, at=by.at, staff=whose, words=words)
    if what.passed:
        file = await unit.value("file_in", person=person, programme=what.programme) or 0
        since = text_of(by.now - TALK_LASTS)
        others = {r["staff"] for r in await unit.all("staff_in", talk=talk, since=since)} if open else set()
        takes_part = tuple(sorted(others | ({staff} if staff else set())))
        for message in consequences.of_words(what, talk, file, person, takes_part, by.now, number, by.language):
            await send_later(unit, by, message)


async def _whose(unit: Unit, by: By, what: SpeakUp) -> int:
    """The person whose talk it is."""
    if not what.staff:
        return by.person
    if what.talk:
        row = await unit.one("talk", id=what.talk)
        return int(row["person"]) if row else 0
    return int(await unit.value("person_of", id=what.candidate) or 0)
