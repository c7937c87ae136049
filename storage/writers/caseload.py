"""Who of the staff follows up whom, from now on: chosen by hand, handed over, or shared out."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from programme import caseload, consequences
from programme.effects import Assign, HandOver, SetTongues
from storage import reads
from storage.rows import GONE, as_json
from storage.store import Unit
from storage.writers.scheduled import By, send_later


async def set_tongues(unit: Unit, by: By, what: SetTongues) -> None:
    await unit.run("set_tongues", person=by.person, tongues=as_json(what.tongues))


async def assign(unit: Unit, by: By, what: Assign) -> None:
    """Nothing, for somebody who decides nothing there (any more)."""
    if what.to and not await unit.value("may_follow", id=what.candidate, person=what.to):
        return
    await unit.run("assign", id=what.candidate, person=what.to or None)
    if what.to and what.to != by.person:
        await send_later(unit, by, consequences.of_assigned(what.candidate, what.to, by.now))


async def assign_new(unit: Unit, programme: str, candidate: int, tongues: frozenset[str]) -> None:
    """A new candidate of a programme that gives each to one coordinator."""
    if not await unit.value("assigns", id=programme):
        return
    one = caseload.chosen(tongues, await reads.team(unit, [programme]))
    if one is not None:
        await unit.run("assign", id=candidate, person=one.person)


async def hand_over(unit: Unit, by: By, what: HandOver) -> None:
    """Whoever gets people reads how many, and whose they were; so does whoever had them."""
    theirs = (await reads.coordinators(unit, [what.source])).get(what.source)
    given = await _give(unit, what)
    name = theirs.name if theirs else GONE
    for person, people in given.items():
        duos = await unit.value("duos_among", candidates=as_json(people))
        if person != by.person:
            await send_later(unit, by, consequences.of_handing(person, name, len(people), duos, by.now))
    total = sum(map(len, given.values()))
    if total and what.source != by.person and theirs is not None:
        me = (await reads.coordinators(unit, [by.person])).get(by.person)
        told = consequences.of_handing_on(what.source, me.name if me else GONE, total, by.now)
        await send_later(unit, by, told)


async def _give(unit: Unit, what: HandOver) -> dict[int, list[int]]:
    """Who got whom."""
    given: dict[int, list[int]] = defaultdict(list)
    rows = await unit.all("caseload", person=what.source, programmes=as_json(what.programmes))
    for programme in sorted({row["programme"] for row in rows}):
        team = [one for one in await reads.team(unit, [programme]) if one.person != what.source]
        if what.to:
            team = [one for one in team if one.person == what.to]
        for row in (row for row in rows if row["programme"] == programme):
            one = await _chosen(unit, row["id"], team)
            if one is None:
                continue
            await unit.run("assign", id=row["id"], person=one.person)
            given[one.person].append(row["id"])
            team = [replace(c, people=c.people + 1) if c.person == one.person else c for c in team]
    return given


async def _chosen(unit: Unit, candidate: int, team: Iterable[caseload.Caseload]) -> caseload.Caseload | None:
    found = await reads.candidate(unit, candidate)
    return caseload.chosen(found.tongues, team) if found else None


WRITERS: dict[Any, Any] = {Assign: assign, HandOver: hand_over, SetTongues: set_tongues}
