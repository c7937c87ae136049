"""Somebody says that a file from a list is theirs, or that it isn't."""

from datetime import datetime

from programme.effects import Disown, TakeOver
from storage import reads
from storage.erase import ERASED
from storage.rows import text_of
from storage.store import Unit
from storage.writers.persons import erase
from storage.writers.scheduled import By


async def take_over(unit: Unit, by: By, what: TakeOver) -> None:
    """The file's person is reached in this chat from now on. Whoever opened the link had nothing of their own: they are
    the same person now, and what there was of them (a number, a key, a conversation just begun) goes."""
    row = await unit.one("claimed", hash=what.hash)
    if row is None or not await unit.value("is_nobody", person=by.person):
        return
    mine = next(iter(await reads.whoever(unit, (), [by.person])), None)
    await unit.open_for(row["person"])
    if mine is None or not unit.seals.knows(row["person"]):
        return
    for name in ERASED:
        await unit.run(name, person=by.person)
    await unit.run("add_erased", person=by.person, at=by.at)
    unit.erased.append((by.person, by.at))
    sealed = unit.seal(row["person"], f"persons.chat:{row['person']}", str(mine.chat))
    await unit.run("move_person", id=row["person"], lookup=unit.seals.lookup(mine.chat), chat=sealed)
    await unit.run("drop_claim", person=row["person"])
    await unit.run("read_in", person=row["person"], language=by.language)


async def new_link(unit: Unit, person: int, hash: str, expires: datetime) -> None:
    """A link with which somebody takes their file over; an earlier one opens nothing any more."""
    await unit.run("drop_claim", person=person)
    await unit.run("add_claim", hash=hash, person=person, expires=text_of(expires))


async def disown(unit: Unit, by: By, what: Disown) -> None:
    """The link opens nothing any more; and all that the list said is erased, where they want no part in it."""
    row = await unit.one("claimed", hash=what.hash)
    if row is None:
        return
    await unit.run("drop_claim", person=row["person"])
    if what.erased:
        await erase(unit, By(row["person"], by.now, by.language))
