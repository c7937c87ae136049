"""A word to everybody, once each, in their language; and the end of a bot, when all that names anybody goes."""

import asyncio
import os
import signal
import subprocess
import sys
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.channels.base import Arrival, Command, Press, Text
from bot.runtime.engine import Engine
from bot.runtime.scheduler import Scheduler
from programme.effects import Join
from programme.model import Side
from programme.scheduled import REMINDER, Announced
from storage.keys import new_number
from storage.retention import Periods, Sweep
from storage.store import Store
from storage.writers import broadcast
from storage.writers.broadcast import ALL
from tests.clock import Clock as SetClock
from tests.line.typed import ROOT, Line
from tests.storage.office import (
    Tray,
    asides,
    candidate,
    does,
    duo,
    leftovers,
    look,
    programme,
    url,
    value,
)

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
ELS, RANIA, JORIS, OMAR, OKSANA = 901, 902, 903, 904, 905
READERS = {ELS: "nl", RANIA: "ar", JORIS: "nl", OKSANA: "uk"}
TEXTS = 'nl = "Er was een lek."\nar = "كان هناك تسرب."\n'
DIES = """
import asyncio, os, signal, sys
from bot.clock import system_now
from programme.scheduled import Announced
from storage.writers import broadcast
from storage.store import Store
async def main():
    store = await Store.open(sys.argv[1])
    broadcast.MOST, steps, once = 2, [], broadcast.send_later
    async def send_later(*a):
        steps.append(1)
        if len(steps) > int(sys.argv[2]):
            os.kill(os.getpid(), signal.SIGKILL)
        await once(*a)
    broadcast.send_later = send_later
    await broadcast.tell(store, Announced, "lek", lambda c: Announced(c, False), system_now())
asyncio.run(main())
"""


class House:
    """A store, an engine, and one time for them and for the command line, that the test moves."""

    def __init__(self, store: Store) -> None:
        self.store, self.tray, self.told = store, Tray(), SetClock(store.path.parent)
        self.now = NOW
        self.engine = Engine(store, self.tray, lambda: self.now, "Els", "015 00 00 00")
        self.clock = Scheduler(store, lambda: self.now, self.engine.settle, lambda: None)

    @property
    def now(self) -> datetime:
        return self._now

    @now.setter
    def now(self, moment: datetime) -> None:
        self._now = moment
        self.told.stands(moment)

    async def says(self, chat: int, what: object) -> str:
        before = len(self.tray.parcels)
        await self.engine.settle([Arrival(chat, what)])
        return "\n".join(p.letter.text for p in self.tray.parcels[before:] if p.chat == chat)

    def heard(self, words: str) -> dict[int, int]:
        """Who read these words, and how often."""
        return Counter(p.chat for p in self.tray.parcels if words in p.letter.text)


@pytest.fixture
async def house(tmp_path: Path):
    """A coordinator, a duo, somebody half-way in an intake, somebody who wrote once and never chose a language."""
    store = await Store.open(url(tmp_path / "duobot.db"))
    await programme(store)
    await does(store, ELS, Join("samen", "Els", "015 00 00 00"))
    pair = [
        await candidate(store, RANIA, Side.NEWCOMER, "Rania"),
        await candidate(store, JORIS, Side.VOLUNTEER, "Joris"),
    ]
    await duo(store, *pair)
    one = House(store)
    for chat, language in READERS.items():
        await one.says(chat, Press(f"g:lang:{language}"))
    await one.says(OKSANA, Press("g:begin"))
    await one.says(OMAR, Command("start"))
    await one.clock.tick()
    one.tray.parcels.clear()
    yield one
    await store.close()


@pytest.fixture
def line(house: House) -> Line:
    return Line(house.store.path.parent, house.told.settings)


@pytest.fixture
def letter(line: Line) -> str:
    path = line.folder / "brief.toml"
    path.write_text(TEXTS)
    return str(path)


# --- an announcement ------------------------------------------------------------------------------


async def test_everybody_reads_it_in_their_language_or_in_dutch(house: House, line: Line, letter: str) -> None:
    assert line.asks("announce", letter, "--json")["told"] == 5
    await house.clock.tick()
    assert house.heard("تسرب") == {RANIA: 1}
    assert house.heard("Er was een lek") == {ELS: 1, JORIS: 1, OKSANA: 1, OMAR: 1}
    assert house.heard("лише нідерландською") == {OKSANA: 1}
    assert not house.heard("alleen in het Nederlands")
    assert {p.priority for p in house.tray.parcels if "lek" in p.letter.text} == {REMINDER}


async def test_typed_twice_and_again_the_next_day_it_comes_once(house: House, line: Line, letter: str) -> None:
    line.asks("announce", letter, "--json")
    assert line.asks("announce", letter, "--json")["told"] == 0
    await house.clock.tick()
    await house.says(RANIA + 100, Command("start"))  # whoever comes after it needs no old news
    house.now += timedelta(days=1)
    assert line.asks("announce", letter, "--json")["told"] == 0
    await house.clock.tick()
    assert set(house.heard("lek").values()) == {1}


async def test_another_text_is_another_announcement(house: House, line: Line, letter: str) -> None:
    line.asks("announce", letter, "--json")
    Path(letter).write_text('nl = "Het lek is dicht."')
    assert line.asks("announce", letter, "--json")["told"] == 5


async def test_a_dry_run_counts_and_tells_nobody(house: House, line: Line, letter: str) -> None:
    found = line.asks("announce", letter, "--dry-run", "--json")
    assert found["people"] == [
        {"language": "ar", "people": 1, "text": "ar"}, {"language": "nl", "people": 3, "text": "nl"},
        {"language": "uk", "people": 1, "text": "nl"},
    ]  # fmt: skip
    assert "told" not in found
    assert await value(house.store, "select count(*) from wakes where kind = 'announced'") == 0


@pytest.mark.parametrize(("content", "wrong"), [
    ('en = "A leak."', "nl is not there"), ("nl = ", "Invalid"), ('nl = ""', "1 to 3500"), ("nl = 7", "1 to 3500"),
    (f'nl = "{"x" * 3501}"', "1 to 3500"), ('nl = "a"\nde = "b"', "de is none of nl, en, fr, ar, uk"),
])  # fmt: skip
def test_texts_that_can_not_be_sent_are_refused_and_named(
    house: House, line: Line, letter: str, content: str, wrong: str
) -> None:
    Path(letter).write_text(content)
    code, said = line.fails("announce", letter)
    assert (code, wrong in said) == (65, True), said
    assert look(house.store.path, "select count(*) from wakes where kind = 'announced'") == [(0,)]


@pytest.mark.apart
@pytest.mark.parametrize("after", [0, 1, 2, 3, 4])
async def test_killed_in_the_middle_it_goes_on_and_nobody_reads_it_twice(house: House, after: int) -> None:
    """Some hear before the kill, and their wake is gone before the command is typed again."""
    command = [sys.executable, "-c", DIES, url(house.store.path), str(after)]
    environment = {**os.environ, **house.told.settings}
    done = await asyncio.to_thread(
        subprocess.run, command, cwd=ROOT, env=environment, capture_output=True, timeout=60, check=False
    )
    assert done.returncode == -signal.SIGKILL, done.stderr.decode()[-500:]
    await house.clock.tick()
    rest = await broadcast.tell(house.store, Announced, "lek", lambda c: Announced(c, False), NOW)
    assert rest == 5 - after // 2 * 2
    await house.clock.tick()
    assert house.heard("bericht") | house.heard("رسالة") | house.heard("Повідомлення") == dict.fromkeys(
        (*READERS, OMAR), 1
    )


async def test_it_is_no_sign_of_life_and_leaves_the_question_standing(house: House, line: Line, letter: str) -> None:
    await house.clock.tick()  # what the duo hears first begins a question
    before = look(house.store.path, "select person, touched, revision, nudges from sessions order by person")
    house.now += timedelta(minutes=5)
    line.asks("announce", letter, "--json")
    await house.clock.tick()
    assert look(house.store.path, "select person, touched, revision, nudges from sessions order by person") == before
    assert "newcomer" in str([p.letter.rows for p in house.tray.parcels if p.chat == OKSANA][-1])


async def test_the_words_are_sealed_on_their_way(house: House, line: Line, letter: str) -> None:
    line.asks("announce", letter, "--json")
    assert not leftovers(house.store.path, "Er was een lek")


# --- the end --------------------------------------------------------------------------------------


async def test_everybody_hears_of_the_end_in_their_language(house: House, line: Line) -> None:
    done = line.asks("close", "--on", "2099-06-30", "--yes", "--json")
    assert (done["closes"], done["told"]) == ("2099-06-30", 5)
    await house.clock.tick()
    assert house.heard("30 juni 2099") == {ELS: 1, JORIS: 1, OMAR: 1}
    assert house.heard("/mydata") == dict.fromkeys((*READERS, OMAR), 1)
    assert line.asks("close", "--on", "2099-06-30", "--yes", "--json")["told"] == 0


async def closing(house: House) -> None:
    await broadcast.close(house.store, "2026-12-24", NOW)
    house.engine._programmes_read = 0.0
    await house.clock.tick()


async def test_nobody_new_from_then_on(house: House) -> None:
    await closing(house)
    for chat in (OMAR, OMAR + 50):
        assert "stopt op" in await house.says(chat, Command("start"))
        assert "stopt op" in await house.says(chat, Text("ik wil een buddy"))
    assert "Почніть" not in await house.says(OKSANA, Text("Оксана"))
    assert await value(house.store, "select count(*) from sessions where unfinished = 1") == 0
    await house.says(OKSANA, Press("g:begin"))
    assert house.heard("зареєструватися тут уже не можна")[OKSANA] == 1


async def test_who_is_in_it_goes_on_until_then(house: House) -> None:
    await closing(house)
    assert "Rania" in await house.says(RANIA, Command("mydata"))
    await house.says(RANIA, Press("g:correct"))
    assert await value(house.store, "select count(*) from sessions where unfinished = 1") == 1, "puts their file right"
    assert await value(house.store, "select count(*) from duos where ended is null") == 1


async def test_on_that_day_all_that_names_anybody_is_gone_and_the_figures_stay(house: House) -> None:
    await closing(house)
    await asides(house.store, 0, "Rania, van wie niemand weet")
    path = house.store.path
    house.now = datetime(2026, 12, 23, 22, 59, tzinfo=UTC)  # a minute to midnight in Belgium
    await Sweep(house.store, Periods(), house.now).run()
    assert await value(house.store, "select count(*) from persons") == 5
    facts = look(path, "select side, municipality, year from facts order by id")
    house.now += timedelta(minutes=1)
    assert (await Sweep(house.store, Periods(), house.now).run())["closed"] == 5
    left = ("persons", "sessions", "candidates", "coordinators", "consents", "wakes", "outbox", "quarantine", "looks")
    assert {table: await value(house.store, f"select count(*) from {table}") for table in left} == dict.fromkeys(
        left, 0
    )
    assert look(path, "select person from keys") == [(0,)]
    assert look(path, "select side, municipality, year from facts order by id") == facts != []
    assert not leftovers(path, "Rania", "Joris", "Els")


async def test_who_writes_after_the_end_is_told_so_and_forgotten_again(house: House) -> None:
    await closing(house)
    house.now = datetime(2026, 12, 25, 12, tzinfo=UTC)
    await house.clock.tick()
    assert "stopt op" in await house.says(RANIA, Command("start"))
    house.now += timedelta(hours=2)
    await house.clock.tick()
    assert await value(house.store, "select count(*) from persons") == 0


async def test_called_off_everybody_hears_so_and_may_sign_up_again(house: House, line: Line) -> None:
    line.asks("close", "--on", "2099-06-30", "--yes", "--json")
    await house.clock.tick()
    assert line.asks("close", "--cancel", "--json")["told"] == 5
    assert line.asks("close", "--cancel", "--json")["told"] == 0
    await house.clock.tick()
    assert house.heard("stopt toch niet") == {ELS: 1, JORIS: 1, OMAR: 1}
    house.engine._programmes_read = 0.0
    assert "stopt" not in await house.says(OMAR + 50, Command("start"))
    assert line.asks("close", "--on", "2099-06-30", "--yes", "--json")["told"] == 6, "told anew when it ends after all"


async def test_called_off_nobody_is_erased_on_that_day(house: House) -> None:
    await closing(house)
    await broadcast.close(house.store, "", NOW)
    swept = await Sweep(house.store, Periods(), datetime(2026, 12, 24, 12, tzinfo=UTC)).run()
    assert "closed" not in swept
    assert await value(house.store, "select count(*) from candidates") == 2


async def test_another_day_is_told_to_everybody(house: House, line: Line) -> None:
    line.asks("close", "--on", "2099-06-30", "--yes", "--json")
    assert line.asks("close", "--on", "2099-09-30", "--yes", "--json")["told"] == 5
    await house.clock.tick()
    assert not house.heard("30 juni 2099"), "who had not heard the first day hears only the last"
    assert set(house.heard("30 september 2099")) == {ELS, JORIS, OMAR}


@pytest.mark.parametrize(("words", "code"), [
    (("--on", "2020-01-01"), 65), (("--on", "soon"), 2), ((), 2), (("--on", "2099-01-01", "--cancel"), 2),
    (("--cancel",), 65),
])  # fmt: skip
def test_what_can_not_be_is_refused(house: House, line: Line, words: tuple[str, ...], code: int) -> None:
    assert line.fails("close", "--yes", *words)[0] == code
    assert look(house.store.path, "select count(*) from facts_of_life where name = 'closes'") == [(0,)]


async def test_after_the_end_there_is_nothing_to_call_off(house: House, line: Line) -> None:
    await broadcast.close(house.store, "2026-01-01", NOW)
    for words in (("--cancel",), ("--on", "2099-01-01")):
        code, said = line.fails("close", "--yes", *words)
        assert (code, "has ended" in said) == (65, True)


async def test_it_asks_first_and_a_dry_run_changes_nothing(house: House, line: Line) -> None:
    done = line.types("close", "--on", "2099-06-30", answer="n\n")
    assert done.returncode != 0
    assert "Tell 5 people" in done.stderr
    assert line.asks("close", "--on", "2099-06-30", "--dry-run", "--json")["people"][0]["people"] == 1
    assert await broadcast.was_going_to_close(house.store) is None


async def test_the_number_that_stands_for_all_is_above_everybodys(house: House) -> None:
    async with house.store.unit() as unit:
        assert not await unit.all("everybody", after=ALL, most=10)
    assert max(new_number() for _ in range(1000)) < ALL
