"""Somebody has to be looked at, until somebody of the staff says how they did."""

from dataclasses import replace
from datetime import timedelta

import msgspec

from programme import consequences
from programme.alarms import Kind
from programme.effects import HandleAlarm, RaiseAlarm
from programme.preset import DEFAULT, preset
from storage.reads.alarms import Told, alarm_place, told_of
from storage.rows import moment_of
from storage.store import Unit
from storage.writers import duos
from storage.writers.scheduled import By, send_later


async def raise_alarm(unit: Unit, by: By, what: RaiseAlarm) -> None:
    await unit.open_for(by.person)
    open = await unit.one("same_alarm", person=by.person, duo=what.duo, kind=what.kind)
    if open:
        before = told_of(unit, by.person, open["id"], open["told"])
        if what.note in ("", before.note) and moment_of(open["at"]) > by.now - timedelta(days=1):
            return  # said already, and it stands on their screens
        note = "\n".join(dict.fromkeys(n for n in (before.note, what.note) if n))
        told = _sealed(unit, by.person, open["id"], Told(note, what.name or before.name, what.reach or before.reach))
        await unit.run("tell_alarm", id=open["id"], told=told, mood=what.mood, candidate=what.candidate)
        id = open["id"]
    else:
        id = await unit.next_number("alarms")
        row = {"candidate": what.candidate, "duo": what.duo, "programme": what.programme, "kind": what.kind}
        told = _sealed(unit, by.person, id, Told(what.note, what.name, what.reach))
        await unit.run("add_alarm", id=id, person=by.person, **row, mood=what.mood, told=told, at=by.at)
    found = await unit.value("programme_of_alarm", programme=what.programme)
    hours = preset(found or DEFAULT).alarm_hours
    hears = await _hears(unit, what)
    for message in consequences.of_alarm(id, what.kind, what.candidate, what.programme, by.now, hours):
        for person in hears:
            await send_later(unit, by, replace(message, programme=None, person=person))
    if what.duo and what.kind is Kind.UNSAFE:  # nobody is sent to where the other may be, also when it was handled
        await duos.calls_off(unit, by, what.duo)
        await unit.run("drop_recheck", person=by.person, duo=what.duo)
    if what.duo:
        await duos.set_next(unit, by, what.duo)


async def _hears(unit: Unit, what: RaiseAlarm) -> list[int]:
    """The staff of its programme; whoever is in the duo that it is about doesn't, while a colleague does."""
    staff = [row["person"] for row in await unit.all("coordinators_for", programme=what.programme)]
    about = {row["person"] for row in await unit.all("people_in", duo=what.duo)} if what.duo else set()
    return [person for person in staff if person not in about] or staff


def _sealed(unit: Unit, person: int, id: int, told: Told) -> bytes | None:
    return unit.seal(person, alarm_place(id), msgspec.json.encode(told).decode())


async def handle_alarm(unit: Unit, by: By, what: HandleAlarm) -> None:
    """The first one to say so; the rhythm of its duo goes on."""
    row = await unit.one("handle_alarm", id=what.alarm, at=by.at, by=by.somebody, how=what.how)
    if row is None:
        return
    for person in await unit.all("coordinators_for", programme=row["programme"]):
        if person["person"] != by.person:
            await send_later(unit, by, consequences.of_handled(what.alarm, person["person"], by.now))
    if row["duo"]:
        await duos.set_next(unit, by, row["duo"])
