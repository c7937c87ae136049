"""The link of a list: whose file it opens, for whom, and what is left of who they were a moment ago."""

import pytest

from bot.channels.base import Arrival, Command, Press, Text
from programme.alarms import Kind
from programme.effects import Disown, RaiseAlarm, TakeOver
from storage import reads
from storage.store import Store
from tests.importer.test_people import GOOD, OTHER
from tests.importer.test_writing import DUO, takes
from tests.storage.office import (
    Tray,
    addresses,
    candidate,
    does,
    engine,
    look,
    number,
    opened,
    programme,
    url,
    value,
)

AMINA, SPY = 910_001, 910_002
LINK = "some-token"


@pytest.fixture
async def store(tmp_path):
    one = await Store.open(url(tmp_path / "duobot.db"))
    await programme(one)
    await takes(one, {**GOOD, **DUO}, OTHER)
    await expires(one, "2026-06-01T00:00:00Z")
    yield one
    await one.close()


async def expires(store, at):
    owner = await value(store, "select person from candidates where side = 'newcomer'")
    async with store.unit() as unit:
        await unit.run("drop_claim", person=owner)
        await unit.run("add_claim", hash=reads.hash_of(LINK), person=owner, expires=at)
    return owner


async def opens(store, chat=AMINA):
    tray = Tray()
    await engine(store, tray).settle([Arrival(chat, Command("start", LINK), 1), Arrival(chat, Text("Nederlands"), 2)])
    return " ".join(p.letter.text for p in tray.parcels)


async def test_the_file_is_reached_where_its_owner_is_and_nobody_is_doubled(store):
    before = await number(store, AMINA)
    owner = await value(store, "select person from claims")
    await does(store, AMINA, TakeOver(reads.hash_of(LINK)), language="uk")
    assert await number(store, AMINA) == owner != before
    assert addresses(store.path)[owner] == AMINA
    assert look(store.path, "select count(*) from persons") == [(2,)]
    assert look(store.path, "select language from candidates where side = 'newcomer'") == [("uk",)]
    assert before in {person for (person,) in look(store.path, "select person from erased")}
    assert look(store.path, "select * from claims") == []
    assert not store.seals.knows(before)
    assert [word for column, who, word in opened(store.path) if column == "candidates.answers" and who == owner]


async def test_a_link_opens_once(store):
    await does(store, AMINA, TakeOver(reads.hash_of(LINK)))
    spy = await number(store, SPY)
    await does(store, SPY, TakeOver(reads.hash_of(LINK)))
    assert await number(store, SPY) == spy
    assert AMINA in addresses(store.path).values()


@pytest.mark.parametrize("has", ["a file", "an alarm"])
async def test_of_whom_something_is_kept_takes_nothing_over(store, has):
    if has == "a file":
        await candidate(store, SPY, "newcomer")
    else:
        await does(store, SPY, RaiseAlarm(Kind.WORDS, "samen", 0, 0, "help", 2))
    me = await number(store, SPY)
    await does(store, SPY, TakeOver(reads.hash_of(LINK)))
    assert await number(store, SPY) == me
    assert await value(store, "select count(*) from claims") == 1
    said = await opens(store, SPY)
    assert "Proef" not in said and ("al iemand bekend" in said or "already" in said)


async def test_the_name_is_all_that_a_link_shows(store):
    said = await opens(store)
    assert "Proef" in said and "Samen" in said
    assert "Test" not in said and "Mechelen" not in said


async def test_a_link_that_is_over_shows_nothing(store):
    await expires(store, "2026-03-01T00:00:00Z")
    assert "Proef" not in await opens(store)


async def test_somebody_elses_link_leaves_the_file_and_a_no_erases_it(store):
    owner = await value(store, "select person from claims")
    await does(store, SPY, Disown(reads.hash_of(LINK), erased=False))
    assert await value(store, "select count(*) from candidates") == 2
    assert await value(store, "select count(*) from claims") == 0
    await expires(store, "2026-06-01T00:00:00Z")
    await does(store, AMINA, Disown(reads.hash_of(LINK), erased=True))
    assert look(store.path, "select side, status from candidates") == [("volunteer", "accepted")]
    assert look(store.path, "select person from erased") == [(owner,)]
    assert look(store.path, "select state from duos") == [("closed",)]
    assert len((await takes(store, {**GOOD, **DUO}, OTHER)).people) == 0


async def test_what_they_write_in_the_same_moment_is_the_owners(store):
    """Tapped and typed in one batch: the second finds the file too."""
    owner = await value(store, "select person from claims")
    tray = Tray()
    one = engine(store, tray)
    await one.settle([Arrival(AMINA, Command("start", LINK), 1)])
    answers = (("language", "nl"), ("claim", "yes"), ("take_part", "yes"), ("counted", "no"))
    for n, (key, choice) in enumerate(answers, 10):
        tail = [Arrival(AMINA, Command("status"), 99)] if key == "counted" else []
        await one.settle([Arrival(AMINA, Press(f"a:1:{key}:{choice}", 7, "shown"), n), *tail])
    assert await number(store, AMINA) == owner
    assert "duo sinds maandag 2 februari 2026" in tray.parcels[-1].letter.text
    assert look(store.path, "select person from sessions") == [(owner,)]
    told = look(store.path, "select given, wording = '0-paper' from consents where person = ? order by id", owner)
    assert told == [(1, 1), (1, 0), (0, 0)]
    assert {person for (person,) in look(store.path, "select person from outbox")} <= {owner}
