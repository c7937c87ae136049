"""Whether somebody can be reached, and forgetting them."""

from collections.abc import Sequence

from programme import consequences
from programme.effects import (
    Forget,
    Reach,
)
from storage.erase import ERASED
from storage.keys import HOUSE
from storage.reads import letter_place, persons, whoever
from storage.rows import GONE, as_json
from storage.store import Unit
from storage.writers import duos
from storage.writers.scheduled import By, send_later


async def _at_request(unit: Unit, by: By, candidate: int) -> By:
    person = await unit.value("person_of", id=candidate)
    return By(person or -1, by.now, by.language)


async def reach(unit: Unit, by: By, reach: Reach) -> None:
    reachable = reach.reachable
    await unit.run("set_reachable", person=by.person, reachable=reachable)
    if reachable:
        await unit.run("revive_letters", person=by.person, now=by.at)
        return
    await unit.run("park_letters", person=by.person, reason="unreachable")


async def forget_whom(unit: Unit, by: By, whom: Forget) -> None:
    await erase(unit, by if whom.candidate is None else await _at_request(unit, by, whom.candidate))


async def erase(unit: Unit, by: By) -> None:
    """Rows, letters, what is on its way about them, and their key: the copies that are left are illegible."""
    for row in await unit.all("alarms_of", person=by.person):
        if row["handled"] is None:
            await send_later(unit, by, consequences.of_erased(row["id"], row["programme"], by.now))
    await duos.leave(unit, by, by.person)
    await cards_gone(unit, by, [row["id"] for row in await unit.all("all_files_of", person=by.person)])
    await _forget_elsewhere(unit, by.person)
    for name in ERASED:
        await unit.run(name, person=by.person)
    await unit.run("add_erased", person=by.person, at=by.at)
    unit.erased.append((by.person, by.at))


async def cards_gone(unit: Unit, by: By, candidates: Sequence[int]) -> None:
    """What the staff was shown of these files is taken back, message by message."""
    for row in await unit.all("shown_of", candidates=as_json(candidates)) if candidates else ():
        await send_later(unit, by, consequences.of_shown(row["reader"], row["message"], by.now))


async def _forget_elsewhere(unit: Unit, person: int) -> None:
    """Letters to others that name them, and updates of theirs that nobody knew the sender of."""
    names = [one.name for one in (await persons(unit, [person])).values() if one.name != GONE]
    others = [row["person"] for row in await unit.all("readers_about", person=person)]
    await unit.open_for(HOUSE, *others)
    for row in await unit.all("letters_to", persons=str(others)):
        if any(name in unit.unseal(row["person"], letter_place(row["id"]), row["letter"]) for name in names):
            await unit.run("drop_letter", id=row["id"])
    mine = await whoever(unit, [], [person])
    chats = [str(one.chat) for one in mine if one.chat]
    for row in await unit.all("nobodys_quarantine"):
        raw = unit.unseal(HOUSE, f"quarantine.raw:{row['id']}", row["raw"])
        if any(part in raw for part in (*names, *chats)):
            await unit.run("drop_quarantine", id=row["id"])
