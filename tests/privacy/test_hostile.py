"""Whatever somebody sends: it is kept as it came, shown apart from our words, and costs nobody else their answer."""

import json
import shutil
import sqlite3
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.channels.base import Arrival
from bot.channels.telegram.client import arrival_of
from bot.channels.telegram.transport import result_of
from bot.i18n.render import ISOLATE, POP
from programme.model import Side
from storage import reads
from storage.store import Store
from tests.storage.office import Tray, candidate, engine, programme, url

RANIA, JORIS = 930_001, 930_002
TURNS = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c"
NASTY = st.one_of(
    st.text(st.sampled_from([*TURNS, "\u200b", "\u200d", "\0", "\ufeff", "\u0301", "a", "ب", "👩", "\n"]), min_size=1),
    st.sampled_from([
        "'; drop table candidates; --", '" or 1=1 --', "%s%n%x", "{name}", "{human.__class__}", "../../etc/passwd",
        "<b>Els</b>", "*_[x](https://x.example)_*", "&lt;", "\\u202e", "=1+1", "@duobot", "C:\\con", "null", "0",
        "\u202eslE rotanidrööc", "a" * 5000, "👨‍👩‍👧‍👦" * 200, "ﷺ" * 100, "Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢" * 20,
    ]),
    st.text(min_size=1, max_size=200),
)  # fmt: skip


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with a programme, to copy for each try."""
    path = tmp_path_factory.mktemp("hostile") / "duobot.db"
    store = await Store.open(url(path))
    await programme(store)
    await store.close()
    return path


class Phone:
    """Updates as Telegram sends them, into the real lane and a real file."""

    def __init__(self, store: Store) -> None:
        self.store, self.tray, self.number = store, Tray(), 0
        self.lane = engine(store, self.tray)

    async def sends(self, *updates: dict[str, Any]) -> None:
        told = await result_of(200, json.dumps({"ok": True, "result": updates}).encode())
        await self.lane.settle([a for a in map(arrival_of, told) if isinstance(a, Arrival)])

    def text(self, chat: int, words: str) -> dict[str, Any]:
        self.number += 1
        here = {"id": chat, "type": "private"}
        sender = {"id": chat, "is_bot": False, "first_name": words, "language_code": "nl"}
        message = {"message_id": self.number, "date": 0, "chat": here, "from": sender, "text": words}
        return {"update_id": self.number, "message": message}

    async def says(self, chat: int, words: str) -> list[str]:
        """What came back."""
        before = len(self.tray.parcels)
        await self.sends(self.text(chat, words))
        return [p.letter.text for p in self.tray.parcels[before:] if p.chat == chat]

    async def to_the_name(self, chat: int) -> None:
        await self.says(chat, "/start")
        for ending in (":language:nl", ":side:newcomer", ":take_part:yes", ":counted:yes"):
            await self.taps(chat, ending)
        assert "noemen" in self.tray.parcels[-1].letter.text

    async def taps(self, chat: int, ending: str) -> None:
        self.number += 1
        data = [d for p in self.tray.parcels for row in p.letter.rows for _, d in row if d.endswith(ending)][-1]
        sender = {"id": chat, "is_bot": False, "first_name": "R", "language_code": "nl"}
        await self.sends({"update_id": self.number, "callback_query": {"id": "1", "from": sender, "data": data}})


async def phone(empty: Path, folder: Path) -> Phone:
    path = folder / f"{time.monotonic_ns()}.db"
    shutil.copy(empty, path)
    shutil.copy(f"{empty}.key", f"{path}.key")
    return Phone(await Store.open(url(path)))


def balanced(text: str) -> bool:
    """Does every isolate that is opened end, and does nothing else turn the text around?"""
    depth = 0
    for letter in text:
        depth += (letter == ISOLATE) - (letter == POP)
        if depth < 0 or (letter in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067"):
            return False
    return depth == 0


MODULE = pytest.mark.asyncio(loop_scope="module")
tries = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.mark.slow
@MODULE
@tries
@given(name=NASTY)
async def test_any_name_is_kept_shown_apart_and_answered(empty: Path, tmp_path: Path, name: str) -> None:
    one = await phone(empty, tmp_path)
    try:
        await one.to_the_name(RANIA)
        told = await one.says(RANIA, name)
        assert told, "never stuck"
        assert await one.says(JORIS, "/start"), "nor is anybody else"
        shown = await one.says(RANIA, "/mydata")
        assert all(map(balanced, (*told, *shown)))
        tables = "select count(*) from sqlite_master where type = 'table' and name in ('candidates', 'persons')"
        with closing(sqlite3.connect(one.store.path)) as db:
            assert db.execute(tables).fetchone() == (2,)
            assert db.execute("select count(*) from quarantine").fetchone() == (0,)
    finally:
        await one.store.close()


@MODULE
async def test_a_name_is_kept_as_it_came(empty: Path, tmp_path: Path) -> None:
    one = await phone(empty, tmp_path)
    try:
        name = "Ра'ня \u202eبنت‍ <b>{name}</b>"
        await candidate(one.store, RANIA, Side.NEWCOMER, name)
        async with one.store.unit() as unit:
            found = await reads.candidate(unit, 1)
        assert found is not None and found.name == name
    finally:
        await one.store.close()


@pytest.mark.slow
@MODULE
async def test_ten_megabytes_cost_a_moment_and_are_cut(empty: Path, tmp_path: Path) -> None:
    one = await phone(empty, tmp_path)
    try:
        await one.to_the_name(RANIA)
        before = one.store.path.stat().st_size
        begun = time.monotonic()
        assert await one.says(RANIA, "\u202e<b>" + "ضx" * 2_500_000)
        assert time.monotonic() - begun < 10, "a fault of the readers, not of the machine"
        assert one.store.path.stat().st_size - before < 200_000
    finally:
        await one.store.close()


def broken(update: dict[str, Any], draw: Any) -> Any:
    """The same update with something gone, of another kind, or far too deep."""
    at: Any = update
    while isinstance(at, dict) and at:
        key = draw(st.sampled_from(sorted(at)))
        if not isinstance(at[key], dict) or draw(st.booleans()):
            match draw(st.sampled_from(["gone", "kind", "deep", "big"])):
                case "gone":
                    del at[key]
                case "kind":
                    at[key] = draw(
                        st.one_of(
                            st.none(),
                            st.booleans(),
                            st.floats(allow_nan=False, allow_infinity=False),
                            st.text(),
                            st.lists(st.integers()),
                        )
                    )
                case "deep":
                    at[key] = nested(200)
                case "big":
                    at[key] = draw(st.sampled_from([-(2**63), 2**63 - 1, 10**30]))
            return update
        at = at[key]
    return update


def nested(depth: int) -> Any:
    found: Any = {}
    for _ in range(depth):
        found = {"message": found}
    return found


@MODULE
@tries
@given(data=st.data())
async def test_a_broken_update_costs_its_neighbour_nothing(empty: Path, tmp_path: Path, data: st.DataObject) -> None:
    one = await phone(empty, tmp_path)
    try:
        bad, good = one.text(RANIA, "/start"), one.text(JORIS, "/start")
        await one.sends(broken(bad, data.draw), good)
        assert JORIS in {p.chat for p in one.tray.parcels}
    finally:
        await one.store.close()


@MODULE
async def test_half_an_emoji_costs_its_neighbour_nothing(empty: Path, tmp_path: Path) -> None:
    one = await phone(empty, tmp_path)
    try:
        await one.sends(one.text(RANIA, "a\ud83d"), one.text(JORIS, "/start"))
        assert {p.chat for p in one.tray.parcels} == {RANIA, JORIS}
    finally:
        await one.store.close()
