"""Who does something and when, and the rows of what reaches somebody later."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import msgspec

from programme.effects import ScheduledMessage, Unplan
from programme.scheduled import Payload
from storage import reads
from storage.reads import wake_place
from storage.rows import GATHERED, as_json, text_of
from storage.store import Unit


@dataclass(frozen=True, slots=True)
class By:
    """Whose effect, when, and in which language the person reads. Number 0 is the command line; whoever is known
    to have sent no intake before costs fewer looks."""

    person: int
    now: datetime
    language: str
    has_file: bool = True
    hold: timedelta = timedelta()  # before anybody reads what they, of the staff, decided

    @property
    def at(self) -> str:
        return text_of(self.now)

    @property
    def somebody(self) -> int | None:
        return self.person or None


AWAY_BY_THEN = timedelta(days=1)  # from what is due later nobody is left out because they are away now
Writer = Callable[[Unit, By, Any], Awaitable[None]]


async def send_later(unit: Unit, by: By, message: ScheduledMessage) -> None:
    """A row for each person that it is for, which says by itself whether it waits for the day."""
    what = message.what
    if by.hold and what.held and message.due <= by.now:
        message = replace(message, due=message.due + by.hold)
    daytime = what.daytime and not message.at_once
    row = {
        "kind": what.kind, "key": message.key, "due": text_of(message.due), "daytime": daytime,
        "peace": what.peace, "priority": what.priority, "about": getattr(what, "candidate", None),
    }  # fmt: skip
    unit.woke = True
    fields = msgspec.to_builtins(what)
    if not fields and message.person is None:
        await unit.run(
            "add_wake_for", **row, candidate=message.candidate, programme=message.programme,
            gathered=GATHERED if what.gathers else None,
        )  # fmt: skip
        return
    persons = [message.person] if message.person is not None else []
    if message.candidate is not None:
        persons += [r["person"] for r in await unit.all("person_of", id=message.candidate)]
    if message.programme is not None:
        now = message.due < by.now + AWAY_BY_THEN
        whom = "coordinators_for" if now else "who_will_coordinate"
        staff = [r["person"] for r in await unit.all(whom, programme=message.programme)]
        persons += await _of_them(unit, what, staff) if now else staff
    payload = msgspec.json.encode(fields).decode() if fields else ""
    due = await _when(unit, message, persons)
    if all(isinstance(value, int) for value in fields.values()):  # numbers of rows say nothing of anybody
        await unit.many("add_wake", ({**row, "person": p, "payload": payload or None, "due": due(p)} for p in persons))
        return
    await unit.open_for(*persons)
    # who lost their key hears nothing, and keeps nobody else from it
    known = (p for p in persons if unit.seals.knows(p))
    sealed = ((p, unit.seal(p, wake_place(p, message.key), payload)) for p in known)
    await unit.many("add_wake", ({**row, "person": one, "payload": blob, "due": due(one)} for one, blob in sealed))


async def _of_them(unit: Unit, what: Payload, staff: list[int]) -> list[int]:
    """Those who follow up whom it is about; all, where nobody does, and for what is not to be missed by anybody."""
    about = getattr(what, "candidate", 0), getattr(what, "duo", 0)
    follow = await reads.followers(unit, *about) if what.shared and any(about) else set()
    return [person for person in staff if person in follow] or staff


async def _when(unit: Unit, message: ScheduledMessage, persons: list[int]) -> Callable[[int], str]:
    """When each of them reads it. A recording is no line of a list: it is passed on at once."""
    what, due = message.what, text_of(message.due)
    waits = what.gathers and not getattr(what, "voice", "")
    rows = await unit.all("who_gathers", persons=as_json(persons)) if waits else ()
    gather = {row["person"] for row in rows}
    return lambda person: GATHERED if person in gather else due


async def unplan(unit: Unit, by: By, what: Unplan) -> None:
    await unit.run("drop_plan", person=by.person, key=what.key)
