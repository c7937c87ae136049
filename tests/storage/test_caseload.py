"""Who follows up whom: who hears of them, what becomes of it when a colleague is away, goes or is erased."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.cli import operations
from programme.caseload import Caseload, chosen
from programme.effects import Appoint, Assign, Dismiss, Forget, GoAway, HandOver, Join, PassOn, Reach, ScheduledMessage
from programme.model import Leave, Side
from programme.scheduled import AlarmRaised, AsideOver, Introduce
from storage import reads
from storage.rows import text_of
from storage.store import Store
from tests.storage.office import NOON, candidate, does, look, number, programme, url

ELS, IMRAN, NOOR, LUT = 411, 412, 413, 414
TODAY = NOON.date()


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    found = await Store.open(url(tmp_path / "duobot.db"))
    await programme(found, "samen")
    await programme(found, "taal")
    for chat, name in ((ELS, "Els"), (IMRAN, "Imran"), (NOOR, "Noor")):
        await does(found, chat, Join("samen", name, ""))
    await does(found, LUT, Join("taal", "Lut", ""))
    yield found
    await found.close()


async def newcomer(store: Store, chat: int, to: int = 0) -> int:
    id = await candidate(store, chat, Side.NEWCOMER, f"N{chat}", programme="samen")
    if to:
        await does(store, LUT, Assign(id, await number(store, to)))
    return id


async def told(store: Store, what: object) -> set[int]:
    """Who hears of it."""
    key = f"k{look(store.path, 'select count(*) from wakes')[0][0]}"
    await does(store, LUT, ScheduledMessage(what, NOON, key, programme="samen"))
    return {person for (person,) in look(store.path, f"select person from wakes where key = '{key}'")}


def with_whom(store: Store) -> dict[int, int | None]:
    return dict(look(store.path, "select id, assigned from candidates order by id"))


async def test_only_who_follows_up_hears_but_an_alarm_reaches_everybody(store: Store):
    els, imran, noor = [await number(store, chat) for chat in (ELS, IMRAN, NOOR)]
    mine, nobodys = await newcomer(store, 1, ELS), await newcomer(store, 2)
    assert await told(store, AsideOver(mine)) == {els}
    assert await told(store, AsideOver(nobodys)) == {els, imran, noor}
    assert await told(store, AlarmRaised(1, mine)) == {els, imran, noor}
    assert await told(store, Introduce(99)) == {els, imran, noor}, "of a duo in which nobody is followed up"


async def test_while_she_is_away_her_deputy_hears_and_without_one_everybody(store: Store):
    els, imran, noor = [await number(store, chat) for chat in (ELS, IMRAN, NOOR)]
    mine, days = await newcomer(store, 1, ELS), (TODAY, TODAY + timedelta(days=2))
    await does(store, ELS, GoAway(Leave(*days, imran)))
    assert await told(store, AsideOver(mine)) == {imran}
    await does(store, ELS, GoAway(Leave(*days)))
    assert await told(store, AsideOver(mine)) == {imran, noor}
    await does(store, ELS, GoAway(None))
    assert await told(store, AsideOver(mine)) == {els}
    async with store.unit() as unit:
        await unit.run("add_known_person", person=els, language="nl", at=text_of(NOON))
    await does(store, ELS, Reach(False))
    assert await told(store, AsideOver(mine)) == {els, imran, noor}, "she reads nothing: the others do"


async def test_the_people_of_who_is_removed_are_shared_out_and_nobody_is_left_alone(store: Store):
    els, imran, noor = [await number(store, chat) for chat in (ELS, IMRAN, NOOR)]
    people = [await newcomer(store, n, ELS) for n in range(1, 6)]
    await newcomer(store, 6, IMRAN)
    await does(store, LUT, Dismiss("samen", els))
    shared = [with_whom(store)[id] for id in people]
    assert sorted(shared) == sorted([imran] * 2 + [noor] * 3), "he has one already"
    heard = look(store.path, "select person from wakes where kind = 'handed' order by person")
    assert [person for (person,) in heard] == sorted([imran, noor]), "both read it, and who went does not"
    await does(store, LUT, Appoint("samen", imran, "trainee"))
    await does(store, LUT, Dismiss("samen", noor))
    assert noor in with_whom(store).values(), "where nobody decides any more it stays as it was"
    assert await told(store, AsideOver(people[0])) == set()


async def test_who_is_erased_follows_up_nobody(store: Store):
    mine = await newcomer(store, 1, ELS)
    els = await number(store, ELS)
    await does(store, ELS, Forget())
    assert with_whom(store)[mine] is None
    assert els not in await told(store, AsideOver(mine))


async def test_nobody_gets_people_where_they_decide_nothing(store: Store):
    mine = await newcomer(store, 1, ELS)
    els, lut = await number(store, ELS), await number(store, LUT)
    await does(store, ELS, Assign(mine, lut))
    await does(store, ELS, HandOver(els, lut, ("samen", "taal")))
    assert with_whom(store)[mine] == els
    await does(store, ELS, PassOn(mine, "taal", "samen"))
    assert with_whom(store)[mine] is None, "in another programme everybody looks"


async def test_only_a_programme_that_wants_it_gives_each_to_one(store: Store):
    first = await newcomer(store, 1)
    await operations.set_programme(store, "samen", assigns=True)
    second, third = await newcomer(store, 2), await newcomer(store, 3)
    found = with_whom(store)
    staff = [await number(store, chat) for chat in (ELS, IMRAN, NOOR)]
    assert found[first] is None and found[second] != found[third] and {found[second], found[third]} <= set(staff)
    second_one = await number(store, 2)
    async with store.unit() as unit:
        (one,) = (await reads.persons(unit, [second_one])).values()
        name = (await reads.coordinators(unit, [one.assigned]))[one.assigned].name
    assert one.follower == (name, ""), "whom they can talk with"


def test_a_language_in_common_comes_before_a_small_caseload():
    els = Caseload(1, "Els", people=0)
    farid = Caseload(2, "Farid", people=30, tongues=frozenset({"fr"}))
    noor = Caseload(3, "Noor", people=2, tongues=frozenset({"fr"}))
    away = Caseload(4, "Ali", tongues=frozenset({"fr"}), there=False)
    assert chosen(frozenset({"fr", "ar"}), (els, farid, noor, away)) is noor
    assert chosen(frozenset({"fr", "nl"}), (els, farid, noor, away)) is els, "everybody here speaks Dutch"
    assert chosen(frozenset({"ti"}), (farid, noor, away)) is noor
    assert chosen(frozenset({"fr"}), (away,)) is away
    assert chosen(frozenset({"fr"}), ()) is None
