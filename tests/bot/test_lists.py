"""The list of a programme, made when it is sent: read back as a spreadsheet reads it."""

import io
import time
from datetime import UTC, date, datetime
from pathlib import Path

import openpyxl
import pytest

from bot.channels.base import Letter, Parcel
from bot.runtime.attachments import Printer
from programme.effects import Decide, Dismiss, FormDuo, Join, Submit, TakeList, TellHours
from programme.model import Side, Status
from storage import reads
from storage.store import Store, Unit
from storage.writers import apply
from storage.writers.scheduled import By
from tests.storage.office import ANSWERS, NOON, candidate, does, duo, look, number, programme, url

RANIA, JORIS, ELS, PIET, GONE, ELSEWHERE = 910_001, 910_002, 910_003, 910_004, 910_005, 910_006
NOW = datetime(2026, 6, 1, 9, tzinfo=UTC)


@pytest.fixture
async def house(tmp_path: Path):
    store = await Store.open(url(tmp_path / "duobot.db"))
    await programme(store)
    await programme(store, "taal")
    await does(store, ELS, Join("samen", "Els", "32499000012"))
    await does(store, PIET, Join("samen", "Piet", "32499000013", "trainee"))
    yield store
    await store.close()


async def sheets(store: Store, chat: int, paper: str = "list/samen/agency/", language: str = "nl"):
    """The name of the file, and the rows of each of its sheets."""
    file = await Printer(store, lambda: NOW).make(Parcel(1, chat, Letter("x", paper=paper, language=language), 0))
    if file is None:
        return None
    book = openpyxl.load_workbook(io.BytesIO(file.content))
    return file.name, {sheet.title: [[cell.value for cell in row] for row in sheet.rows] for sheet in book}


async def a_pair(store: Store) -> None:
    newcomer = await candidate(store, RANIA, Side.NEWCOMER, "رانيا", note="geheim", reach="0470 12 34 56")
    volunteer = await candidate(store, JORIS, Side.VOLUNTEER, "=1+1")
    pair = await duo(store, newcomer, volunteer)
    await does(store, RANIA, TellHours(newcomer, pair, date(2026, 5, 4), 2.5, "coffee"))
    await does(store, JORIS, TellHours(volunteer, pair, date(2026, 5, 4), 3))
    await does(store, RANIA, TellHours(newcomer, 0, date(2026, 5, 6), 3, "group"))


async def test_each_person_is_a_row_with_what_is_needed_and_no_more(house: Store) -> None:
    await a_pair(house)
    gone = await candidate(house, GONE, Side.NEWCOMER, "Weg")
    await does(house, 0, Decide(gone, Status.DECLINED))
    await candidate(house, ELSEWHERE, Side.NEWCOMER, "Elders", programme="taal")
    name, found = await sheets(house, ELS)
    assert name == "samen-2026-06-01.xlsx"
    assert list(found) == ["Mensen", "Duo's", "Waarvoor"]
    head, rania, joris = found["Mensen"]
    assert head[:4] == ["Naam", "Kant", "Stand", "Gemeente"] and len(head) == 8
    noon = datetime(NOON.year, NOON.month, NOON.day)
    assert rania[:7] == ["رانيا", "nieuwkomer", "in een duo", "Mechelen", noon, noon, 5.5]
    assert joris[:3] == ["=1+1", "vrijwilliger", "in een duo"] and joris[6] == 2.5
    assert "Arabisch" in rania[7] and "Nederlands" in joris[7]
    (_, together) = found["Duo's"]
    assert "رانيا" in together[0] and "=1+1" in together[0]
    assert together[1:3] == ["loopt", noon] and together[3] > noon and together[4] == 2.5
    assert found["Waarvoor"][1] == ["Samen", "Els", datetime(2026, 6, 1), "De telling voor het agentschap"]
    for word in ("geheim", "0470", "470123456", "SY", "Syri", "Elders", "Weg"):
        assert word not in str(found), word


@pytest.mark.parametrize("name", ["=1+1", "+32", "-x", "@x", "=HYPERLINK(1)", "x\x07y"])
async def test_a_name_is_a_name_and_nothing_to_work_out(house: Store, name: str) -> None:
    await candidate(house, RANIA, Side.NEWCOMER, name)
    file = await Printer(house, lambda: NOW).make(Parcel(1, ELS, Letter("x", paper="list/samen/agency/"), 0))
    cell = openpyxl.load_workbook(io.BytesIO(file.content))["Mensen"]["A2"]
    assert (cell.value, cell.data_type) == (name.replace("\x07", ""), "s")


async def test_own_words_about_it_stand_in_the_file_and_it_speaks_the_readers_language(house: Store) -> None:
    await candidate(house, RANIA, Side.NEWCOMER)
    _, found = await sheets(house, ELS, "list/samen/other/een feest / twee", "fr")
    assert list(found) == ["Personnes", "Duos", "Pourquoi"]
    assert found["Pourquoi"][1][3] == "een feest / twee"


async def test_whoever_may_not_decide_there_gets_none(house: Store) -> None:
    """Neither a trainee, nor who has the right elsewhere, nor who lost it while the letter was on its way."""
    await candidate(house, RANIA, Side.NEWCOMER)
    assert await sheets(house, PIET) is None
    assert await sheets(house, RANIA) is None
    assert await sheets(house, ELS, "list/taal/agency/") is None
    assert await sheets(house, ELS, "list/nowhere/agency/") is None
    assert await sheets(house, ELS) is not None
    await does(house, 0, Dismiss("samen", await number(house, ELS)))
    assert await sheets(house, ELS) is None


async def test_everybody_in_it_was_looked_at_and_nobody_else(house: Store) -> None:
    await a_pair(house)
    gone = await candidate(house, GONE, Side.NEWCOMER, "Weg")
    await does(house, 0, Decide(gone, Status.DECLINED))
    await candidate(house, ELSEWHERE, Side.NEWCOMER, "Elders", programme="taal")
    await candidate(house, ELS, Side.VOLUNTEER, "Els")
    await does(house, ELS, TakeList("samen", "agency"), TakeList("samen", "agency"))
    seen = {row[0] for row in look(house.path, "select person from looks where reader = ?", await number(house, ELS))}
    assert seen == {await number(house, RANIA), await number(house, JORIS)}
    noted = "select object from journal where action = 'TakeList' and actor = ?"
    assert look(house.path, noted, await number(house, ELS)) == [("samen agency",)] * 2


@pytest.mark.slow
async def test_a_list_of_five_hundred_takes_less_than_three_seconds(house: Store) -> None:
    async with house.unit() as unit:
        me = await number_in(unit)
        for n in range(500):
            person = await number_in(unit, 920_000 + n)
            by = By(person, NOON, "nl")
            side = Side.NEWCOMER if n % 2 else Side.VOLUNTEER
            await apply(unit, by, Submit(side, "samen", {**ANSWERS, "name": f"Gast {n}"}, False))
        ids = [row["id"] for row in await unit.all("crowd", programme="samen")]
        for volunteer, newcomer in zip(ids[::2][:150], ids[1::2][:150], strict=True):
            for one in (volunteer, newcomer):
                await apply(unit, By(me, NOON, "nl"), Decide(one, Status.ACCEPTED))
            await apply(unit, By(me, NOON, "nl"), FormDuo(newcomer, volunteer))
        for row in await unit.all("open_duos", programmes='["samen"]'):
            for member in await unit.all("members", duo=row["id"]):
                by = By(member["person"], NOON, "nl")
                for day in range(1, 11):
                    await apply(unit, by, TellHours(member["id"], row["id"], date(2026, 5, day * 3 - 2), 2.0))
    began = time.perf_counter()
    _, found = await sheets(house, ELS)
    took = time.perf_counter() - began
    assert len(found["Mensen"]) == 501 and len(found["Duo's"]) == 151
    assert found["Duo's"][1][4] == 20.0
    assert took < 3


async def number_in(unit: Unit, chat: int = ELS) -> int:
    return await reads.person_at(unit, chat, NOON)
