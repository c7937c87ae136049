"""The staff answers for somebody whom no phone reaches, and hands the file over when there is one."""

from programme.effects import GiveLink, ReadAloud, SpeakFor, SpeakForSelf
from storage import reads
from storage.rows import as_json
from storage.store import Unit
from storage.writers.claims import new_link
from storage.writers.scheduled import By


async def speak_for(unit: Unit, by: By, whom: SpeakFor) -> None:
    """Nobody speaks for somebody who is reached on a phone of their own."""
    if whom.again:
        person = await unit.value("half_intake", staff=by.person)
    elif whom.candidate:
        person = await unit.value("person_of", id=whom.candidate)
    else:
        person = await reads.enrol(unit, by.now)
    if await unit.all("reached_in_no_chat", persons=as_json([person])):
        await unit.run("speak_for", staff=by.person, person=person, at=by.at)


async def speak_for_self(unit: Unit, by: By, _: SpeakForSelf) -> None:
    await unit.run("speak_for_self", staff=by.person)


async def read_aloud(unit: Unit, by: By, _: ReadAloud) -> None:
    await unit.run("drop_unread", person=by.person)


async def give_link(unit: Unit, by: By, link: GiveLink) -> None:
    person = await unit.value("person_of", id=link.candidate)
    if await unit.all("reached_in_no_chat", persons=as_json([person])):
        await new_link(unit, person, link.hash, link.expires)
