"""A new kind is one entry in one place: nothing of the product is touched but its lists, which are given here."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.channels.base import Arrival, Press, Text
from bot.cli import operations
from bot.flows.feature import Audience, Feature, NameMissing, NameTaken, Registry, Scheduled, Shortcut
from bot.flows.registry import FEATURES, REGISTRY
from bot.i18n import render
from bot.runtime.engine import Engine
from bot.runtime.scheduler import Scheduler
from programme import effects, queries, scheduled
from programme.effects import Effect, ScheduledMessage, SessionEffect
from programme.model import Query, Side, Status
from programme.scheduled import KINDS, AtOnce, Payload
from storage import reads
from storage.readers import READERS
from storage.rows import text_of
from storage.store import Store
from storage.writers import WRITERS, apply
from storage.writers.scheduled import By
from tests.house import cake
from tests.storage import office

JORIS = 710_002
BELGIUM = ZoneInfo("Europe/Brussels")
NIGHT = datetime(2026, 3, 4, 2, 0, tzinfo=BELGIUM).astimezone(UTC)
MORNING = datetime(2026, 3, 4, 10, 0, tzinfo=BELGIUM).astimezone(UTC)


class House:
    """The product with one feature more, and a volunteer in it."""

    def __init__(self, store: Store) -> None:
        self.store, self.tray, self.now = store, office.Tray(), NIGHT
        self.engine = Engine(
            store, self.tray, lambda: self.now, registry=Registry((*FEATURES, cake.FEATURE)),
            readers={**READERS, **cake.READERS}, writers={**WRITERS, **cake.WRITERS},
        )  # fmt: skip
        self.clock = Scheduler(store, lambda: self.now, self.engine.settle, lambda: None)
        self.updates = 0

    async def has_a_volunteer(self) -> None:
        await office.programme(self.store)
        await office.candidate(self.store, JORIS, Side.VOLUNTEER, "Joris")
        self.person = await office.number(self.store, JORIS)
        async with self.store.unit() as unit:
            await unit.run("add_known_person", person=self.person, language="nl", at=text_of(office.NOON))
        office.change(self.store.path, "delete from wakes")

    async def plans(self, what: Payload, due: datetime) -> None:
        async with self.store.unit() as unit:
            said = ScheduledMessage(what, due, f"{what.kind}:1", person=self.person)
            await apply(unit, By(self.person, self.now, "nl"), said)

    async def hears(self) -> list[str]:
        """What reached the volunteer since the last time, now that the clock ticked."""
        self.tray.parcels.clear()
        await self.clock.tick()
        return [p.letter.text for p in self.tray.parcels if p.chat == JORIS]

    async def does(self, what: Text | Press) -> list[str]:
        self.updates += 1
        self.tray.parcels.clear()
        await self.engine.settle([Arrival(JORIS, what, self.updates, press="q" if isinstance(what, Press) else None)])
        return [p.letter.text for p in self.tray.parcels]

    def button(self, words: str) -> Press:
        rows = [b for p in self.tray.parcels for row in p.letter.rows for b in row]
        return Press(next(data for label, data in rows if words in label), 7, "shown")


@pytest.fixture(autouse=True)
def words(monkeypatch: pytest.MonkeyPatch) -> None:
    forms = render.catalogue("nl").forms
    for key, text in cake.WORDS.items():
        monkeypatch.setitem(forms, (key, 0), text)


@pytest.fixture
def house(store: Store) -> House:
    return House(store)


async def test_a_scheduled_message_waits_for_the_day(house: House) -> None:
    """Nothing says so but that the kind doesn't say otherwise: by night nobody hears, at ten they do, once."""
    await house.has_a_volunteer()
    await house.plans(cake.CakeDay(2026), NIGHT - timedelta(hours=1))
    assert await house.hears() == []
    house.now = MORNING - timedelta(hours=2)
    assert await house.hears() == []
    house.now = MORNING
    assert [t for t in await house.hears() if "Vandaag is er taart." in t]
    assert await house.hears() == []


async def test_what_follows_at_once_comes_at_night_without_a_sound(house: House) -> None:
    class Oven(AtOnce, frozen=True):
        kind = "oven"

    told = Scheduled(Oven, Audience.PERSON, lambda _, __: (effects.Say((cake.Phrase("cake.thanks"),)),))
    house.engine.registry = Registry((*FEATURES, Feature("oven", scheduled=(told,))))
    await house.has_a_volunteer()
    await house.plans(Oven(), NIGHT)
    assert any("Lekker!" in text for text in await house.hears())
    assert all(p.letter.quiet for p in house.tray.parcels)


async def test_its_button_begins_its_conversation_and_what_they_say_leaves_its_row(house: House) -> None:
    await house.has_a_volunteer()
    await house.plans(cake.CakeDay(2026), NIGHT)
    house.now = MORNING
    await house.hears()
    assert await house.does(house.button("Ik bak")) == ["Welke taart?"]
    assert await house.does(house.button("Pruim")) == ["Hoe maak je die?"]
    assert office.look(house.store.path, "select * from unmet") == []
    (thanks,) = await house.does(Text("Met pruimen."))
    assert thanks.startswith("Lekker!")
    assert office.look(house.store.path, "select nis from unmet") == [("plum",)]
    assert office.look(house.store.path, "select action, object from journal") == [("Baked", "1")]


async def test_without_its_entry_nothing_of_it_happens(house: House) -> None:
    house.engine.registry = REGISTRY
    await house.has_a_volunteer()
    await house.plans(cake.CakeDay(2026), NIGHT)
    house.now = MORNING
    assert await house.hears() == []
    (stale,) = await house.does(Press("g:bake", 7, "shown"))
    assert "taart" not in stale


# --- an action of the staff -----------------------------------------------------------------------

ELS, PIET = 710_003, 710_004


async def with_staff(house: House) -> int:
    """Els coordinates here, Piet is in training; the number of the volunteer's file."""
    await house.has_a_volunteer()
    await office.does(house.store, ELS, effects.Join("samen", "Els", ""))
    await office.does(house.store, PIET, effects.Join("samen", "Piet", "", "trainee"))
    for chat in (ELS, PIET):
        async with house.store.unit() as unit:
            person = (await reads.whoever(unit, [chat], []))[0].person
            await unit.run("add_known_person", person=person, language="nl", at=text_of(office.NOON))
    office.change(house.store.path, "delete from wakes")
    office.change(house.store.path, "delete from journal")
    return await office.value(house.store, "select max(id) from candidates")


async def presses(house: House, chat: int, data: str) -> tuple[str, str]:
    """The letter and the short word on the button."""
    house.updates += 1
    house.tray.parcels.clear()
    house.tray.touches.clear()
    await house.engine.settle([Arrival(chat, Press(data, 7, "shown"), house.updates, press="q")])
    texts_ = [str((p.letter.text, p.letter.rows)) for p in house.tray.parcels]
    return "".join(texts_), "".join(t.words for t in house.tray.touches)


async def test_an_action_is_a_button_for_whoever_may_and_for_nobody_else(house: House) -> None:
    id = await with_staff(house)
    assert "Taart geven" in (await presses(house, ELS, f"r:card:{id}"))[0]
    assert "Taart geven" not in (await presses(house, PIET, f"r:card:{id}"))[0]
    gone = await presses(house, PIET, f"r:cake:{id}")
    assert gone == await presses(house, PIET, "r:cake:900001") and gone[1]
    assert office.look(house.store.path, "select * from unmet") == []
    said, _ = await presses(house, ELS, f"r:cake:{id}")
    assert "Joris" in said and "krijgt taart" in said
    assert office.look(house.store.path, "select nis from unmet") == [("gift",)]
    actor = await office.number(house.store, ELS)
    assert office.look(house.store.path, "select actor, action from journal") == [(actor, "Baked")]


async def test_the_same_action_is_done_at_the_command_line_with_a_number_for_the_name(house: House) -> None:
    id = await with_staff(house)
    async with house.store.unit() as unit:
        writers = {**WRITERS, **cake.WRITERS}
        said = await operations.operate(unit, "cake", id, "", MORNING, house.engine.registry, writers)
    assert said == f"{id} krijgt taart."
    assert office.look(house.store.path, "select nis from unmet") == [("gift",)]
    assert office.look(house.store.path, "select actor, action from journal") == [(None, "Baked")]
    await office.does(house.store, 0, effects.Decide(id, Status.DECLINED))
    async with house.store.unit() as unit:
        with pytest.raises(operations.NotPossible, match=f"{id} krijgt geen taart."):
            await operations.operate(unit, "cake", id, "", MORNING, house.engine.registry)


async def test_at_the_command_line_too_a_right_is_needed_and_somebody_to_do_it_to(house: House) -> None:
    id = await with_staff(house)
    async with house.store.unit() as unit:
        for name, number in (("accept", id), ("cake", 900_001), ("bake", id)):
            with pytest.raises(operations.NotFound):
                await operations.operate(unit, name, number, "", MORNING, house.engine.registry)


def test_an_action_without_a_right_is_refused() -> None:
    nobodys = Feature("x", actions=(replace(cake.GIVE, roles=frozenset()),))
    with pytest.raises(NameMissing, match="action cake has no roles"):
        Registry((*FEATURES, nobodys))
    with pytest.raises(NameTaken, match="action accept"):
        Registry((*FEATURES, Feature("x", actions=(replace(cake.GIVE, name="accept"),))))


# --- what is refused ------------------------------------------------------------------------------


def test_a_name_that_is_taken_is_refused() -> None:
    again = replace(cake.FEATURE, name="again")
    with pytest.raises(NameTaken, match="flow cake"):
        Registry((*FEATURES, cake.FEATURE, again))
    with pytest.raises(NameTaken, match="feature cake"):
        Registry((*FEATURES, cake.FEATURE, cake.FEATURE))
    taken = Feature("more", buttons=(Shortcut("stop", lambda _, __: ()),))
    with pytest.raises(NameTaken, match="button stop"):
        Registry((*FEATURES, taken))


def test_a_name_that_is_missing_is_refused() -> None:
    with pytest.raises(NameMissing, match="scheduled message"):
        Registry(f for f in FEATURES if f.name != "review")

    class Nameless(Payload, frozen=True):
        """Somebody forgot."""

    nobody = Feature("x", scheduled=(Scheduled(Nameless, Audience.PERSON, lambda _, __: ()),))
    with pytest.raises(NameMissing, match="scheduled message has no name"):
        Registry((*FEATURES, nobody))


def kinds(module: object, base: type) -> set[type]:
    return {k for k in vars(module).values() if isinstance(k, type) and issubclass(k, base) and k is not base}


def test_every_query_has_its_reader_and_every_effect_its_writer() -> None:
    asked = kinds(queries, Query)
    assert asked == {*READERS, queries.LinkOf, queries.NewLink}  # the last two: bot/runtime/links.py
    written = {k for k in kinds(effects, Effect) if not issubclass(k, SessionEffect)}
    assert written == set(WRITERS)


def test_no_two_kinds_of_scheduled_message_share_a_name() -> None:
    named = [k for k in kinds(scheduled, Payload) if k.kind]
    assert len(named) == len(KINDS) == len(REGISTRY.scheduled) + 1  # "retry" is handed in as what it was


async def test_who_came_in_is_told_of_later_when_telling_went_wrong(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Reading who is new marks nobody as told of: only the message does."""
    house = House(store)
    await office.programme(store)
    await office.does(store, JORIS, effects.Join("samen", "Els", ""))
    house.person = await office.number(store, JORIS)
    house.now = MORNING
    await house.hears()
    await office.candidate(store, JORIS + 1, Side.NEWCOMER, "Rania")
    whole = house.engine.registry.scheduled["new"]
    house.engine.registry.scheduled["new"] = replace(whole, handle=broken)
    said = await house.hears()
    assert not any("Rania" in text for text in said)
    assert office.look(store.path, "select * from told") == []
    house.engine.registry.scheduled["new"] = whole
    await house.plans(scheduled.NewCandidates(), MORNING)
    assert any("Rania" in text for text in await house.hears())
    assert len(office.look(store.path, "select * from told")) == 1
    await house.plans(scheduled.NewCandidates(), MORNING)
    assert await house.hears() == []


def broken(*_: object) -> None:
    raise RuntimeError("a fault of ours")
