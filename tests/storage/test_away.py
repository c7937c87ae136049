"""Who hears of a programme while a colleague is away, and what who takes over may see."""

from collections.abc import AsyncIterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from programme.effects import Dismiss, GoAway, Join, ScheduledMessage
from programme.model import Leave
from programme.queries import Colleagues
from programme.scheduled import Introduce, LookAtDuo
from storage import lateness, reads
from storage.readers.week import colleagues
from storage.store import Store
from tests.storage.office import NOON, does, look, number, programme, url

ELS, IMRAN, LUT, TRAINEE = 401, 402, 403, 404
TODAY = date(2026, 3, 4)
THIS_WEEK = (TODAY, TODAY + timedelta(days=3))


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    found = await Store.open(url(tmp_path / "duobot.db"))
    await programme(found, "samen")
    await programme(found, "taal")
    await programme(found, "gent", "44021")
    await does(found, ELS, Join("samen", "Els", "015 11 11 11"))
    await does(found, IMRAN, Join("taal", "Imran", "015 22 22 22"))
    await does(found, LUT, Join("gent", "Lut", ""))
    await does(found, TRAINEE, Join("samen", "Bo", "", "trainee"))
    yield found
    await found.close()


async def hears(store: Store) -> set[int]:
    async with store.unit() as unit:
        return {row["person"] for row in await unit.all("coordinators_for", programme="samen")}


async def role_of(store: Store, chat: int, programme: str) -> str | None:
    person = await number(store, chat)
    async with store.unit() as unit:
        found = await reads.coordinators(unit, [person])
    return dict(found[person].roles).get(programme)


async def goes(store: Store, days: tuple[date, date], deputy: int = 0) -> None:
    await does(store, ELS, GoAway(Leave(*days, await number(store, deputy) if deputy else 0)))


async def test_who_takes_over_hears_and_may_see_and_nothing_more_after_it(store: Store):
    els, imran = await number(store, ELS), await number(store, IMRAN)
    assert await hears(store) == {els} and await role_of(store, IMRAN, "samen") is None
    await goes(store, THIS_WEEK, IMRAN)
    assert await hears(store) == {imran} and await role_of(store, IMRAN, "samen") == "coordinator"
    assert await role_of(store, ELS, "samen") == "coordinator", "whoever is away may still look"
    async with store.unit() as unit:
        (found,) = [p for p in await reads.programmes(unit) if p.id == "samen"]
    assert (found.human, found.phone) == ("Imran", "015 22 22 22"), "people read whom they can call now"
    await does(store, ELS, GoAway(None))
    assert await hears(store) == {els} and await role_of(store, IMRAN, "samen") is None


async def test_where_nobody_is_at_work_whoever_is_away_hears(store: Store):
    els = await number(store, ELS)
    await goes(store, THIS_WEEK)
    assert await hears(store) == {els}, "an alarm always reaches somebody; a trainee decides nothing"
    await goes(store, THIS_WEEK, IMRAN)
    await does(store, IMRAN, GoAway(Leave(*THIS_WEEK)))
    assert await hears(store) == {els}, "who takes over is away too"


async def test_a_deputy_who_is_of_no_staff_any_more_sees_nothing(store: Store):
    await goes(store, THIS_WEEK, IMRAN)
    await does(store, LUT, Dismiss("taal", await number(store, IMRAN)))
    assert await hears(store) == {await number(store, ELS)}


async def test_it_begins_and_ends_with_the_day(store: Store):
    els, imran = await number(store, ELS), await number(store, IMRAN)
    await goes(store, (TODAY + timedelta(days=2), TODAY + timedelta(days=3)), IMRAN)
    told = []
    for days in range(6):
        await lateness.look(store, NOON + timedelta(days=days), nothing)
        told.append(await hears(store))
    assert told == [{els}, {els}, {imran}, {imran}, {els}, {els}]


async def nothing() -> None:
    """Nothing waits."""


async def test_what_is_due_in_weeks_is_for_who_is_back_by_then(store: Store):
    els, imran = await number(store, ELS), await number(store, IMRAN)
    await goes(store, THIS_WEEK, IMRAN)
    later = NOON + timedelta(weeks=4)
    await does(store, LUT, ScheduledMessage(LookAtDuo(1), later, "look:1", programme="samen"))
    await does(store, LUT, ScheduledMessage(Introduce(1), NOON, "introduce:1", programme="samen"))
    found = look(store.path, "select person, key from wakes where key in ('look:1', 'introduce:1') order by key")
    assert found == [(imran, "introduce:1"), (els, "look:1")]


async def test_only_colleagues_of_the_same_town_can_take_over(store: Store):
    from programme.model import Known

    els = await number(store, ELS)
    async with store.unit() as unit:
        me = (await reads.coordinators(unit, [els]))[els]
        found = await colleagues(unit, Colleagues(), Known(NOON, TODAY, coordinator=me, me=els))
    assert [name for _, name in found] == ["Imran"], "not who is of Gent, nor a trainee"
