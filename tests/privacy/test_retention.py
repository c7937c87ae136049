"""Forgotten by the clock: two years go by, and what was kept long enough is gone, and nothing else."""

import logging
import sqlite3
from collections.abc import AsyncIterator, Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from bot import settings
from bot.channels.base import Arrival, Command, Letter, Parcel, Press, Unreadable
from bot.runtime.engine import Engine, letter_row
from bot.runtime.scheduler import Scheduler
from programme.alarms import Kind
from programme.check_in import CheckInAnswers
from programme.effects import (
    Ask,
    CheckedIn,
    Consent,
    Decide,
    Effect,
    FormDuo,
    HandleAlarm,
    Join,
    RaiseAlarm,
    Reply,
    Submit,
    Withdraw,
)
from programme.model import Side, Status
from storage import keys_file, reads, retention
from storage.retention import Periods, Sweep
from storage.rows import text_of
from storage.store import Store
from storage.writers import apply
from storage.writers.scheduled import By

START = datetime(2026, 3, 4, 12, tzinfo=UTC)
DAY = timedelta(days=1)
ANSWERS: dict[str, Any] = {
    "name": "Rania", "municipality": "12025", "age": "26-40", "dutch": "A2", "nationality": ["SY"],
    "tongues": {"ar": "native"}, "hopes": "praten over koken", "motivation": "", "how_many": 1,
}  # fmt: skip
ELS, RANIA, JORIS, OMAR = 901, 902, 903, 904


class Tray:
    """Where letters end up; it shows what stands on somebody's screen."""

    def __init__(self) -> None:
        self.parcels: list[Parcel] = []

    def delivered(self) -> dict[int, int]:
        return {}

    confirm = restore = touch = lambda self, _: None

    def offer(self, parcels: Sequence[Parcel]) -> None:
        self.parcels.extend(p for p in parcels if p.letter.text)

    def look_again(self) -> None:
        pass

    def last(self, chat: int) -> Letter:
        return next(p.letter for p in reversed(self.parcels) if p.chat == chat)

    def heard(self, chat: int) -> list[str]:
        return [p.letter.text for p in self.parcels if p.chat == chat]


class House:
    """A store, an engine and a clock that the test moves."""

    def __init__(self, store: Store) -> None:
        self.store, self.now, self.tray = store, START, Tray()
        self.engine = Engine(store, self.tray, lambda: self.now, "Els", "015 00 00 00")
        self.clock = Scheduler(store, lambda: self.now, self.engine.settle, lambda: None)

    async def passes(self, days: float) -> None:
        """Time, an hour before and after every day's noon being looked at."""
        end = self.now + timedelta(days=days)
        while self.now < end:
            self.now = min(self.now + DAY, end)
            await self.clock.tick()

    async def person(self, chat: int) -> int:
        async with self.store.unit() as unit:
            return await reads.person_at(unit, chat, self.now)

    async def does(self, chat: int, *effects: Effect) -> None:
        person = await self.person(chat)
        async with self.store.unit() as unit:
            for effect in effects:
                await apply(unit, By(person, self.now, "nl"), effect)

    async def writes(self, chat: int, what: Any) -> None:
        await self.engine.settle([Arrival(chat, what)])

    async def sends(self, chat: int, side: Side = Side.NEWCOMER, **more: Any) -> int:
        await self.writes(chat, Command("start"))
        await self.does(chat, Consent("take-part", True, "v1"), Submit(side, "samen", {**ANSWERS, **more}, True))
        async with self.store.unit() as unit:
            await unit.run("drop_state", person=await reads.person_at(unit, chat, self.now))
        return self.one("select max(id) from candidates")

    async def pairs(self) -> tuple[int, int, int]:
        newcomer = await self.sends(RANIA)
        volunteer = await self.sends(JORIS, Side.VOLUNTEER, name="Joris", hopes="", motivation="mensen leren kennen")
        await self.does(ELS, FormDuo(newcomer, volunteer))
        return newcomer, volunteer, self.one("select max(id) from duos")

    async def answers(self, candidate: int) -> Any:
        async with self.store.unit() as unit:
            found = await reads.candidate(unit, candidate)
        return found and found.answers

    def rows(self, sql: str, *values: Any) -> list[tuple]:
        with closing(sqlite3.connect(self.store.path, timeout=10)) as db, db:
            return db.execute(sql, values).fetchall()

    def one(self, sql: str, *values: Any) -> Any:
        return self.rows(sql, *values)[0][0]


@pytest_asyncio.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    store = await Store.open(f"sqlite:///{tmp_path / 'duobot.db'}")
    async with store.unit() as unit:
        row = {"id": "samen", "name": "Samen", "municipality": "12025", "province": "antwerpen", "preset": "duo"}
        await unit.run("add_programme", **row, created=text_of(START))
        await unit.run("add_area", programme="samen", nis="12025")
    house = House(store)
    await house.does(ELS, Join("samen", "Els", ""))
    yield house
    await store.close()


def shows(house: House) -> int:
    return house.one("select count(*) from persons") - 1  # Els is there always


# --- who never finished ---------------------------------------------------------------------------


async def test_an_unfinished_intake_goes_thirty_days_after_the_last_sign_of_life(house: House) -> None:
    """The two nudges are ours, and no sign of life. (This clock ticks once a day: they come some days late.)"""
    await house.writes(RANIA, Command("start"))
    person = await house.person(RANIA)
    await house.passes(29)
    assert house.one("select nudges from sessions where person = ?", person) == 2
    assert shows(house) == 1
    await house.passes(4)
    assert shows(house) == 0
    for table in ("sessions", "keys", "wakes", "outbox", "consents", "quarantine"):
        assert house.one(f"select count(*) from {table} where person = ?", person) == 0, table
    assert house.one("select count(*) from erased where person = ?", person) == 1
    assert not house.store.seals.knows(person)


async def test_a_sign_of_life_begins_the_period_again(house: House) -> None:
    await house.writes(RANIA, Command("start"))
    await house.passes(28)
    await house.writes(RANIA, Command("help"))
    await house.passes(28)
    assert shows(house) == 1
    await house.passes(6)
    assert shows(house) == 0


async def test_who_sent_an_intake_and_began_again_loses_only_the_beginning(house: House) -> None:
    await house.sends(RANIA)
    await house.writes(RANIA, Press("g:begin"))
    assert house.one("select count(*) from sessions where unfinished") == 1
    await house.passes(35)
    assert house.one("select count(*) from sessions where unfinished or state is not null") == 0
    assert shows(house) == 1
    assert house.one("select count(*) from candidates where status = 'waiting'") == 1


async def test_somebody_of_whom_only_something_unreadable_came_is_forgotten(house: House) -> None:
    await house.writes(RANIA, Unreadable("no text", "{}"))
    assert shows(house) == 1
    await house.passes(13)
    assert house.one("select count(*) from quarantine") == 1
    await house.passes(2)
    assert house.one("select count(*) from quarantine") == 0
    await house.passes(16)
    assert shows(house) == 0


# --- who was declined, or stopped -----------------------------------------------------------------


@pytest.mark.parametrize("how", ["declined", "withdrawn"])
async def test_who_was_declined_or_stopped_goes_after_ninety_days(house: House, how: str) -> None:
    candidate = await house.sends(RANIA)
    await house.does(ELS, Decide(candidate, Status.DECLINED, "other") if how == "declined" else Withdraw(candidate))
    await house.passes(89)
    assert house.one("select status from candidates") == how
    await house.passes(2)
    assert shows(house) == 0
    assert house.one("select count(*) from candidates") == 0
    assert house.rows("select candidate, dutch from facts") == [(None, "A2")]


async def test_of_who_came_back_only_the_old_file_goes(house: House) -> None:
    old = await house.sends(RANIA)
    await house.does(RANIA, Ask(old, "Kan je donderdag?"), Withdraw(old))
    await house.passes(60)
    new = await house.sends(RANIA)
    await house.passes(32)
    assert house.rows("select id, status from candidates") == [(new, "waiting")]
    assert house.one("select count(*) from relays") == 0
    assert house.rows("select candidate from facts order by candidate") == [(None,), (new,)]


async def test_who_begins_again_on_the_last_day_is_not_cut_off(house: House) -> None:
    await house.does(RANIA, Withdraw(await house.sends(RANIA)))
    await house.passes(89)
    await house.writes(RANIA, Press("g:begin"))
    await house.passes(2)
    assert shows(house) == 1


async def test_a_coordinator_who_was_a_candidate_stays_coordinator(house: House) -> None:
    await house.does(ELS, Withdraw(await house.sends(ELS)))
    await house.passes(91)
    assert house.one("select count(*) from candidates") == 0
    assert house.one("select count(*) from coordinators") == 1
    assert house.one("select count(*) from persons") == 1


# --- who waits --------------------------------------------------------------------------------------


async def test_who_waits_is_asked_after_ninety_days_and_yes_keeps_them(house: House) -> None:
    await house.sends(RANIA)
    await house.passes(89)
    before = len(house.tray.heard(RANIA))
    await house.passes(2)
    assert len(house.tray.heard(RANIA)) == before + 1
    yes, no = (row[0] for row in house.tray.last(RANIA).rows[:2])
    assert "wachtlijst" in house.tray.last(RANIA).text
    assert (yes[1].endswith(":yes"), no[1].endswith(":no")) == (True, True)
    await house.writes(RANIA, Press(yes[1], 7))
    await house.passes(88)
    lines = house.tray.heard(RANIA)[before + 1 :]
    assert "blijft op de wachtlijst" in lines[0]
    assert all("We zijn je niet vergeten" in line for line in lines[1:]) and len(lines) == 5
    assert house.one("select status from candidates") == "waiting"
    await house.passes(4)
    assert "op de wachtlijst van" in house.tray.last(RANIA).text, "asked again, once"
    assert len(house.tray.heard(RANIA)) == before + 1 + len(lines) + 1


async def test_no_takes_them_off_the_list_and_later_away(house: House) -> None:
    await house.sends(RANIA)
    await house.passes(91)
    await house.writes(RANIA, Press(house.tray.last(RANIA).rows[1][0][1], 7))
    assert house.one("select status from candidates") == "withdrawn"
    assert "niet meer op de wachtlijst" in house.tray.last(RANIA).text
    await house.passes(89)
    assert shows(house) == 1
    await house.passes(2)
    assert shows(house) == 0


async def test_no_answer_in_thirty_days_is_a_kind_word_and_off_the_list(house: House) -> None:
    await house.sends(RANIA)
    await house.passes(119)
    assert house.one("select status from candidates") == "waiting"
    await house.passes(3)
    assert house.one("select status from candidates") == "withdrawn"
    assert "We hoorden niets van je" in house.tray.last(RANIA).text
    assert house.tray.last(RANIA).rows, "a way back"
    await house.passes(92)
    assert shows(house) == 0


async def test_at_night_nobody_is_asked(house: House) -> None:
    await house.sends(RANIA)
    house.now = START + timedelta(days=90, hours=14)
    await house.clock.tick()
    await house.clock.tick()
    assert not any("wachtlijst" in text for text in house.tray.heard(RANIA))
    house.now += timedelta(hours=9)
    await house.clock.tick()
    await house.clock.tick()
    assert any("wachtlijst" in text for text in house.tray.heard(RANIA))


async def test_who_is_in_a_duo_is_not_asked(house: House) -> None:
    await house.pairs()
    await house.passes(200)
    assert not any("wachtlijst" in text for text in house.tray.heard(RANIA))


# --- duos and own words -----------------------------------------------------------------------------


async def test_own_words_go_thirty_days_after_the_match_and_the_rest_stays(house: House) -> None:
    waiting = await house.sends(OMAR, hopes="iets anders")
    rania, joris, duo = await house.pairs()
    await house.does(ELS, Ask(rania, "Kan je donderdag?"))
    await house.does(RANIA, Reply(house.one("select max(id) from relays"), "ja"))
    await house.passes(10)
    await house.does(RANIA, CheckedIn(duo, rania, 1, CheckInAnswers(True, 4.0, 2, "gezellig")))
    await house.passes(19)
    assert (await house.answers(rania))["hopes"] == "praten over koken"
    await house.passes(2)
    kept = await house.answers(rania)
    assert "hopes" not in kept
    assert (kept["name"], kept["tongues"], kept["dutch"]) == ("Rania", {"ar": "native"}, "A2")
    assert "motivation" not in await house.answers(joris)
    assert (await house.answers(waiting))["hopes"] == "iets anders"
    assert house.one("select count(*) from relays") == 0
    assert house.one("select note is not null from check_ins") == 1, "a note counts from its own day"
    await house.passes(10)
    assert house.rows("select note, hours, mood from check_ins") == [(None, 4.0, 2)]


async def test_a_duo_in_two_steps_is_swept_whole(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "MOST", 1)
    rania, joris, _ = await house.pairs()
    await house.passes(31)
    assert "hopes" not in await house.answers(rania)
    assert "motivation" not in await house.answers(joris)


@pytest.mark.slow
async def test_a_closed_duo_is_kept_for_a_year(house: House) -> None:
    _, _, duo = await house.pairs()
    house.rows("update duos set ended = ? where id = ?", text_of(START), duo)
    await house.passes(364)
    assert shows(house) == 2
    await house.passes(2)
    assert shows(house) == 0
    assert house.rows("select id, ended is not null from duos") == [(duo, 1)]
    assert house.one("select count(*) from facts where candidate is null") == 2


# --- traffic ----------------------------------------------------------------------------------------


async def test_letters_and_numbers_of_updates_go(house: House) -> None:
    person = await house.person(ELS)
    async with house.store.unit() as unit:
        for _ in range(3):
            parcel = Parcel(house.store.next_letter(), ELS, Letter("hallo"))
            await unit.run("add_letter", **letter_row(person, parcel, text_of(START), unit.seal))
        await unit.run("add_arrival", id=77, at=text_of(START))
    for number, state in enumerate(("parked", "refused")):
        house.rows("update outbox set state = ? where id = (select min(id) from outbox) + ?", state, number)
    await house.passes(1.9)
    assert house.one("select count(*) from arrivals") == 1
    await house.passes(0.3)
    assert house.one("select count(*) from arrivals") == 0
    await house.passes(4.7)
    assert house.one("select count(*) from outbox") == 3
    await house.passes(1)
    assert house.rows("select state from outbox") == [("waiting",)]


# --- how it is done ---------------------------------------------------------------------------------


async def test_a_crowd_goes_in_small_steps_and_is_counted_without_names(
    house: House, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(retention, "MOST", 3)
    for chat in range(5000, 5010):
        await house.sends(chat, name=f"Zonnebloem{chat}")
    house.rows("update candidates set status = 'declined', decided_at = ?", text_of(START - 91 * DAY))
    keys_file.save_keys(house.store.path)
    with caplog.at_level(logging.INFO, "duobot.scheduler"):
        await house.passes(1)
    assert shows(house) == 0
    told = [r.facts for r in caplog.records if r.getMessage() == "swept"]
    assert told == [{"declined": 10}]
    assert "Zonnebloem" not in caplog.text
    with closing(sqlite3.connect(keys_file.keys_file(house.store.path))) as db:
        assert db.execute("select count(*) from keys").fetchone()[0] == 2, "the house's, and that of Els"


async def test_a_second_sweep_finds_nothing(house: House) -> None:
    await house.pairs()
    await house.does(OMAR, Withdraw(await house.sends(OMAR)))
    later = START + 400 * DAY
    assert await Sweep(house.store, Periods(), later).run()
    assert await Sweep(house.store, Periods(), later).run() == {}


async def test_periods_are_settings(house: House) -> None:
    found = settings.load({"DUOBOT_KEEP_DECLINED_DAYS": "10", "DUOBOT_KEEP_ARRIVALS_HOURS": "72"}).keeps
    assert (found.declined, found.arrivals, found.unfinished) == (10, 72, 30)
    for name, value in (("DECLINED_DAYS", "0"), ("DECLINED_DAYS", "9999"), ("QUARANTINE_DAYS", "soon"),
                        ("ARRIVALS_HOURS", "1")):  # fmt: skip
        with pytest.raises(settings.SettingsWrong, match=f"KEEP_{name}"):
            settings.load({f"DUOBOT_KEEP_{name}": value})
    await house.does(RANIA, Withdraw(await house.sends(RANIA)))
    assert await Sweep(house.store, found, START + 11 * DAY).run() == {"declined": 1}


# --- alarms -----------------------------------------------------------------------------------------


async def test_an_open_alarm_keeps_whom_it_is_about_and_a_handled_one_goes_in_its_time(house: House) -> None:
    await house.writes(OMAR, Command("start"))
    await house.does(OMAR, RaiseAlarm(Kind.WORDS, "samen", note="help", name="Omar"))
    await house.passes(400)
    assert house.one("select count(*) from alarms where handled is null") == 1, "nobody has looked at them yet"
    await house.does(ELS, HandleAlarm(house.one("select id from alarms"), "called"))
    await house.passes(2)
    assert house.one("select count(*) from alarms") == 0, "with the file, as if they had asked for it"


async def test_a_handled_alarm_of_somebody_in_a_duo_goes_a_year_later(house: House) -> None:
    rania, _, duo = await house.pairs()
    await house.does(RANIA, RaiseAlarm(Kind.UNSAFE, "samen", rania, duo))
    await house.does(ELS, HandleAlarm(house.one("select id from alarms"), "met"))
    house.rows("update alarms set handled = ?", text_of(house.now - timedelta(days=364)))
    await house.passes(0.5)
    assert house.one("select count(*) from alarms") == 1
    await house.passes(1)
    assert house.one("select count(*) from alarms") == 0


# --- by a clock that is wrong -----------------------------------------------------------------------


async def test_a_clock_that_is_wrong_erases_nobody_and_reminds_nobody(house: House) -> None:
    """45 days ahead at a restart: five of nine people were erased at once."""
    await house.writes(OMAR, Command("start"))
    await house.sends(RANIA)
    await house.pairs()
    await house.clock.tick()
    before = house.one("select count(*) from persons")
    house.clock.trusts = lambda: False
    house.now += timedelta(days=400)
    house.tray.parcels.clear()
    for _ in range(3):
        await house.clock.tick()
    assert house.one("select count(*) from persons") == before
    assert house.tray.parcels == [], "nobody is reminded"
    await house.writes(JORIS, Command("help"))
    assert house.tray.parcels, "whoever writes is answered"
    house.clock.trusts = lambda: True
    await house.passes(60)
    assert house.one("select count(*) from persons") < before
