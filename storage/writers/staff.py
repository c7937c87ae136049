"""Who is of the staff, what they were told of and looked at, and what they may not be told any more."""

import msgspec

from programme import consequences, schedule
from programme.desk import Every
from programme.effects import (
    Appoint,
    Dismiss,
    GoAway,
    HandOver,
    Join,
    Look,
    Redeem,
    SetDesk,
    TakeList,
    ToldNews,
    ToldOfNew,
)
from programme.roles import DECIDES, READS, Actor
from storage import reads
from storage.reads import letter_place
from storage.rows import GATHERED, GONE, answers_of
from storage.store import Unit
from storage.writers import caseload
from storage.writers.scheduled import By, send_later

DAYS = ("start", "until")


async def redeem(unit: Unit, by: By, link: Redeem) -> None:
    await unit.run("redeem", hash=link.hash, person=by.person, at=by.at)


async def told_of_new(unit: Unit, by: By, told: ToldOfNew) -> None:
    where = msgspec.json.encode(list(told.programmes)).decode()
    await unit.run("tell_fresh", person=by.person, programmes=where)


async def look(unit: Unit, by: By, look: Look) -> None:
    day = schedule.local_day(by.now).isoformat()
    await unit.run("add_look", candidate=look.candidate, reader=by.person, day=day)


async def take_list(unit: Unit, by: By, taken: TakeList) -> None:
    """One look at each file that stands in it."""
    day = schedule.local_day(by.now).isoformat()
    await unit.run("add_looks", programme=taken.programme, reader=by.person, day=day)


async def join(unit: Unit, by: By, joined: Join) -> None:
    where, person = joined.programme, by.person
    await unit.run(
        "join_programme", programme=where, person=person, role=joined.role, at=by.at,
        name=unit.seal(person, f"coordinators.name:{where}:{person}", joined.name),
        phone=unit.seal(person, f"coordinators.phone:{where}:{person}", joined.phone),
    )  # fmt: skip
    await send_later(unit, by, consequences.of_joining(where, person, by.now))
    if joined.role in DECIDES:
        me = (await reads.coordinators(unit, [person]))[person]
        for told in consequences.of_desk(person, Every(me.digest), by.now):
            await send_later(unit, by, told)


async def go_away(unit: Unit, by: By, what: GoAway) -> None:
    """Whoever takes over reads from whom, and when."""
    leave, today = what.leave, schedule.local_day(by.now).isoformat()
    days = {"start": leave.start.isoformat(), "until": leave.until.isoformat()} if leave else dict.fromkeys(DAYS)
    await unit.run("set_away", person=by.person, deputy=(leave and leave.deputy) or None, today=today, **days)
    if leave and leave.deputy:
        me = (await reads.coordinators(unit, [by.person]))[by.person]
        await send_later(unit, by, consequences.of_leave(me.name, leave, by.now))


async def told_news(unit: Unit, by: By, _: ToldNews) -> None:
    await unit.run("drop_gathered", person=by.person, due=GATHERED)


async def set_desk(unit: Unit, by: By, desk: SetDesk) -> None:
    """The next message of the day comes when it is wanted from now on."""
    await unit.run("set_desk", person=by.person, digest=desk.every, gathers=desk.gathers)
    if not desk.gathers:
        await unit.run("release_gathered", person=by.person, due=GATHERED, now=by.at)
        unit.woke = True
    await unit.run("drop_digest", person=by.person)
    for told in consequences.of_desk(by.person, Every(desk.every), by.now):
        await send_later(unit, by, told)


async def restaff(unit: Unit, by: By, change: Appoint | Dismiss) -> None:
    """Another role, or none: they hear of it, and whoever may not read files any more gets no letter of them."""
    where, person = change.programme, change.person
    if person not in {one.person for one in await reads.staff(unit, where)}:
        return
    row = {"programme": where, "person": person}
    if isinstance(change, Dismiss) or change.role not in DECIDES:
        await caseload.hand_over(unit, by, HandOver(person, 0, (where,)))  # while their name is still known
    if isinstance(change, Appoint):
        await unit.run("set_role", **row, role=change.role)
    else:
        await unit.run("remove_staff", **row)
    if isinstance(change, Dismiss) or change.role not in READS:
        await _unsay(unit, where, person)
    me = (await reads.coordinators(unit, [person])).get(person)
    if not Actor.of(person, me).where(DECIDES):
        await unit.run("drop_digest", person=person)
        await unit.run("drop_gathered", person=person, due=GATHERED)
    await send_later(unit, by, consequences.of_staff(change, by.now))


async def _unsay(unit: Unit, programme: str, person: int) -> None:
    """What is on its way to somebody about the people of a programme goes. A letter with a desk's buttons may be
    about nobody of theirs: it goes all the same from whoever has no other desk."""
    await unit.run("drop_wakes_about", programme=programme, person=person)
    reader = (await reads.coordinators(unit, [person])).get(person)
    elsewhere = bool(Actor.of(person, reader).where(READS))
    signs = await _signs(unit, programme) if elsewhere else []
    await unit.open_for(person)
    for row in await unit.all("letters_to", persons=str([person])):
        letter = unit.unseal(person, letter_place(row["id"]), row["letter"])
        if '"r:' in letter and (not elsewhere or any(sign in letter for sign in signs)):
            await unit.run("drop_letter", id=row["id"])


async def _signs(unit: Unit, programme: str) -> list[str]:
    """What a letter says when it is about somebody of this programme: their name, or their number on a button."""
    found = await unit.all("files_of", programme=programme)
    await unit.open_for(*(row["person"] for row in found))
    told = ((r["id"], unit.unseal(r["person"], f"candidates.answers:{r['id']}", r["answers"])) for r in found)
    names = ((id, answers_of(answers).get("name") or GONE) for id, answers in told)
    return [sign for id, name in names for sign in (f':{id}"', f":{id}:", msgspec.json.encode(name).decode()[1:-1])]
