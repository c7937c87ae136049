"""The notice names who is responsible and on what ground; whoever agreed to another purpose is asked again."""

from pathlib import Path

import pytest

from bot.channels.base import Arrival, Command, Press, Text
from bot.flows.welcome import WORDING
from bot.i18n import render
from bot.runtime.engine import Engine
from bot.settings import SettingsWrong, load
from programme.effects import Consent, Submit
from programme.model import LANGUAGES, LEGAL_BASES, Responsible, Side
from storage.store import Store
from tests.storage.office import ANSWERS, NOON, Tray, does, number, programme, url, value

RANIA = 902
TOWN = Responsible("Stad Verzonnen", "dpo@verzonnen.example", "public_interest")
OLD, REWORDED = "2020-01", f"{WORDING.partition('.')[0]}.0"


class Chat:
    """Rania's chat with an engine of its own; the test taps by what a button's data ends with."""

    def __init__(self, store: Store, responsible: Responsible = TOWN) -> None:
        self.store, self.tray = store, Tray()
        self.engine = Engine(store, self.tray, lambda: NOON, "Els", "015 00 00 00", None, responsible)

    async def does(self, what: object) -> str:
        """What the bot says to this."""
        before = len(self.tray.parcels)
        await self.engine.settle([Arrival(RANIA, what)])
        return "\n".join(p.letter.text for p in self.tray.parcels[before:])

    async def taps(self, ending: str) -> str:
        data = [d for p in self.tray.parcels for row in p.letter.rows for _, d in row if d.endswith(ending)]
        return await self.does(Press(data[-1]))


@pytest.fixture
async def rania(tmp_path: Path):
    """She sent an intake a long time ago, when the purpose was another."""
    store = await Store.open(url(tmp_path / "duobot.db"))
    await programme(store)
    await does(store, RANIA, Consent("take-part", True, OLD), Consent("counted", True, OLD))
    await does(store, RANIA, Submit(Side.NEWCOMER, "samen", {**ANSWERS, "name": "Rania"}, True))
    async with store.unit() as unit:
        person = await number_in(unit)
        await unit.run("add_known_person", person=person, language="nl", at="2026-03-04T12:00:00Z")
    yield Chat(store)
    await store.close()


async def number_in(unit) -> int:
    return await unit.value("person_of", id=1)


async def wordings(chat: Chat) -> list[tuple]:
    async with chat.store.unit() as unit:
        person = await number_in(unit)
        found = await unit.all("consents_of", person=person)
    return sorted((row["kind"], row["wording"], row["given"]) for row in found)


# --- who is responsible, and on what ground -------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("basis", LEGAL_BASES)
async def test_the_notice_names_the_organisation_and_its_ground(rania: Chat, language: str, basis: str) -> None:
    chat = Chat(rania.store, Responsible("Stad Verzonnen", "dpo@verzonnen.example", basis))
    await chat.does(Press(f"g:lang:{language}"))
    assert "Stad Verzonnen" not in await chat.does(Command("privacy"))
    said = await chat.taps("g:more")
    assert "Stad Verzonnen" in said and "dpo@verzonnen.example" in said
    assert [b for b in LEGAL_BASES if render.word(f"privacy.basis.{b}", language) in render.bare(said)] == [basis]


async def test_without_an_organisation_the_project_is_named(rania: Chat) -> None:
    said = await Chat(rania.store, Responsible()).does(Press("g:more", 1))
    assert "Verantwoordelijk voor je gegevens: je buddyproject." in said
    assert "omdat jij ja zegt" in said


def test_a_ground_that_the_law_does_not_know_is_refused() -> None:
    assert load({"DUOBOT_LEGAL_BASIS": "public_interest"}).responsible.basis == "public_interest"
    with pytest.raises(SettingsWrong, match="DUOBOT_LEGAL_BASIS: one of consent"):
        load({"DUOBOT_LEGAL_BASIS": "because"})


# --- another purpose ------------------------------------------------------------------------------


async def test_another_purpose_is_asked_at_the_next_touch_and_once(rania: Chat) -> None:
    said = await rania.does(Command("help"))
    assert "ook voor iets anders" in said and "wat doen we met jouw antwoorden" in said
    assert "Rania" not in await rania.does(Text("hallo")), "the question stands until it is answered"
    await rania.taps(":take_part:yes")
    assert "We gaan verder" in await rania.taps(":counted:yes")
    assert await wordings(rania) == [("counted", WORDING, 1), ("take-part", WORDING, 1)]
    assert "ook voor iets anders" not in await rania.does(Command("help"))
    assert "ook voor iets anders" not in await Chat(rania.store).does(Command("help")), "nor after a new start"


async def test_no_means_out_of_the_queue_and_no_more_questions(rania: Chat) -> None:
    await rania.does(Command("status"))
    assert "Je bent gestopt" in await rania.taps(":take_part:no")
    assert await value(rania.store, "select status from candidates") == "withdrawn"
    assert "ook voor iets anders" not in await rania.does(Command("help"))


async def test_out_of_the_figures_when_that_purpose_is_not_agreed_to(rania: Chat) -> None:
    await rania.does(Command("status"))
    await rania.taps(":take_part:yes")
    await rania.taps(":counted:no")
    assert await value(rania.store, "select count(*) from facts") == 0
    assert await value(rania.store, "select status from candidates") == "waiting"


async def test_an_answer_given_at_that_moment_is_not_lost(rania: Chat) -> None:
    """Half-way in a new intake: the answer is kept, and after the notice the next question comes."""
    store = rania.store
    await does(store, RANIA, Consent("take-part", False, OLD))
    chat = Chat(store)
    await chat.does(Press("g:begin"))
    for ending in (":side:newcomer", ":take_part:yes", ":counted:yes"):
        await chat.taps(ending)
    async with store.unit() as unit:
        row = {"kind": "take-part", "given": True, "wording": OLD, "language": "nl", "at": ""}
        await unit.run("add_consent", person=await number_in(unit), **row)
    later = Chat(store)
    said = await later.does(Text("Amira"))
    assert "ook voor iets anders" in said
    await later.taps(":take_part:yes")
    assert "Hoe oud ben je" in await later.taps(":counted:no")
    state = await state_of(store)
    assert '"name":"Amira"' in state and '"counted":false' in state


async def state_of(store: Store) -> str:
    person = await number(store, RANIA)
    async with store.unit() as unit:
        await unit.open_for(person)
        row = (await unit.all("whoever", lookups="[]", persons=f"[{person}]"))[0]
        return unit.unseal(person, f"sessions.state:{person}", row["state"])


async def test_other_words_for_the_same_purpose_ask_nothing(tmp_path: Path) -> None:
    store = await Store.open(url(tmp_path / "duobot.db"))
    await programme(store)
    await does(store, RANIA, Consent("take-part", True, REWORDED))
    chat = Chat(store)
    assert "ook voor iets anders" not in await chat.does(Command("help"))
    await store.close()


async def test_who_erases_everything_is_not_asked(rania: Chat) -> None:
    await rania.does(Press("g:erase"))
    await rania.taps(":take_part:yes")
    await rania.taps(":counted:yes")
    assert "Alles is gewist" in await rania.taps(":erase:yes")
