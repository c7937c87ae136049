"""Nobody is forgotten: whoever waits for a first look longer than was promised reads that we are sorry, once, and it is
told further up until somebody looks."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from programme import consequences, schedule
from programme.follow_up import Level, escalation
from programme.model import SOURCE, Programme, unseen_since
from programme.preset import preset_for, waited
from storage import reads
from storage.rows import moment_of, text_of
from storage.store import Store, Unit
from storage.writers.scheduled import By, send_later

MOST = 500  # looked at in one transaction: most need nothing
SHORTEST = timedelta(days=1)  # a promise is of one working day at the least

Told = dict[tuple[str, Level], list[int]]  # the working days waited of each, by programme and how far up


async def look(store: Store, now: datetime, between: Callable[[], Awaitable[None]]) -> None:
    """Everybody who waits, step by step; one message for all of a programme. Who is away goes with the day, and who was
    set aside until it waits again."""
    async with store.unit() as unit:
        await unit.run("who_is_away", today=schedule.local_day(now).isoformat())
        await _waits_again(unit, now)
        programmes = {p.id: p for p in await reads.programmes(unit)}
        there = {id: bool(await unit.value("somebody_there", programme=id)) for id in programmes}
    told: Told = {}
    after = 0
    while True:
        async with store.unit() as unit:
            found = await unit.all("overdue", after=after, before=text_of(now - SHORTEST), most=MOST)
            for row in found:
                if where := programmes.get(row["programme"]):
                    await _looked(unit, row, where, there[where.id], now, told)
        await between()
        if len(found) < MOST:
            break
        after = found[-1]["id"]
    for (programme, level), days in told.items():
        async with store.unit() as unit:
            await _tell(unit, programme, level, days, now)


async def _waits_again(unit: Unit, now: datetime) -> None:
    for row in await unit.all("aside_over", today=schedule.local_day(now).isoformat(), most=MOST):
        await unit.run("waits_again", id=row["id"])
        await send_later(unit, By(0, now, SOURCE), consequences.of_aside(row["id"], row["programme"], now))


async def _looked(
    unit: Unit, row: Mapping[str, Any], where: Programme, there: bool, now: datetime, told: Told
) -> None:  # fmt: skip
    aside = date.fromisoformat(row["aside_until"]) if row["aside_until"] else None
    since = unseen_since(moment_of(row["waiting_since"]), aside)
    days = waited(where, since, schedule.local_day(now))
    level = escalation(days, preset_for(where).promise_days, there)
    if level is Level.NOBODY:
        return
    if row["apologised"] is None:
        await send_later(unit, By(0, now, SOURCE), consequences.of_lateness(row["id"], row["person"], now))
        await unit.run("apologise", id=row["id"], at=text_of(now))
    if level > row["escalated"]:
        await unit.run("escalate", id=row["id"], level=level)
        told.setdefault((where.id, level), []).append(days)


async def _tell(unit: Unit, programme: str, level: Level, days: Sequence[int], now: datetime) -> None:
    """Where a programme has no leads of its own, those of the municipality hear of it."""
    whom = "coordinators_for" if level is Level.COORDINATORS else "leads_of"
    staff = [row["person"] for row in await unit.all(whom, programme=programme)]
    around = await unit.all("leads_around", programme=programme) if level > Level.COORDINATORS else ()
    nearby = [row["person"] for row in around] if level is Level.MUNICIPALITY or not staff else []
    for message in consequences.of_overdue(programme, level, staff, nearby, len(days), max(days), now):
        await send_later(unit, By(0, now, SOURCE), message)
