"""Duos as people live them: the real engine, clock and database, moved by taps at random; the rows are looked at.

The cast has sent an intake once, and each example begins from a copy of that database. People tap what is on their
screen, coordinators tap at any moment what they could ever tap, hours and weeks go by. What nobody asked for is
what arrives while only time passes.
"""

import asyncio
import copy
import shutil
import tempfile
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from bot.channels.base import Arrival, Press
from programme import schedule
from programme.duo import LAPSE_AFTER, REMIND_AFTER, State
from storage.rows import moment_of, text_of
from storage.store import Store
from tests.conversations import ear
from tests.conversations.phone import Phone, plain
from tests.conversations.runner import Stage, database
from tests.storage.office import look

PLAY: dict[str, Any] = {
    "cast": {
        "Els": {"phone": "nl", "coordinates": "Samen Mechelen"},
        "Amina": {"phone": "nl", "newcomer": "Mechelen", "status": "accepted"},
        "Rania": {"phone": "nl", "newcomer": "Mechelen", "status": "accepted"},
        "Joris": {"phone": "nl", "volunteer": "Mechelen", "status": "accepted"},
        "Tomas": {"phone": "nl", "volunteer": "Mechelen", "status": "accepted", "how_many": "2"},
    }
}
MEMBERS, ROOM = ("Amina", "Rania", "Joris", "Tomas"), {"Tomas": 2}
HELLO = "hoe gaat het met jou en"
LAPSED = ("gaat niet door", "na zeven dagen")
HOUR, DAY, SLACK = timedelta(hours=1), timedelta(days=1), timedelta(minutes=5)
FARTHEST = timedelta(days=45)  # a month to the next wave, three days of spreading, a feast
WORDS = ("in de bibliotheek", "@tomas_mechelen", "0470 11 22 33")


PREPARED: list[tuple[Path, Stage]] = []


async def prepared() -> tuple[Path, Stage]:
    """A database in which these people have sent their intake, and the stage as it was then: made once."""
    if not PREPARED:
        ear.listen()
        kept = Path(tempfile.mkdtemp()) / "cast.db"
        async with database() as store:
            stage = Stage(PLAY, store)
            await stage.prepare()
            await store.close()
            for ending in ("", ".key"):
                shutil.copy(f"{store.path}{ending}", f"{kept}{ending}")
        PREPARED.append((kept, stage))
    return PREPARED[0]


class Heard:
    """One letter: when, to whom, and whether only time had passed."""

    def __init__(self, at: datetime, name: str, text: str, unasked: bool) -> None:
        self.at, self.name, self.text, self.unasked = at, name, text, unasked


class Life(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.runner, self.folder = asyncio.Runner(), tempfile.TemporaryDirectory()
        self.heard: list[Heard] = []
        self.waiting = False

    def teardown(self) -> None:
        if hasattr(self, "stage"):
            self.runner.run(self.stage.store.close())
        self.runner.close()
        self.folder.cleanup()

    @initialize(met=st.booleans())
    def start(self, met: bool) -> None:
        self.runner.run(self.opens())
        if met:
            self.two_have_met()

    def two_have_met(self) -> None:
        """Half of the examples begin here: the states after it are many taps away."""
        self.the_coordinator_proposes("Amina", "Tomas")
        self.everybody_of_a_duo_agrees("Amina")
        for name in ("Amina", "Tomas"):
            self.act(name, "taps #coordinator")
        self.time_passes(24 * 19)
        self.somebody_says_yes_and_yes("Amina", 4)
        assert [row[1] for row in self.open()] == [State.MET]

    async def opens(self) -> None:
        cast, before = await prepared()
        path = Path(self.folder.name) / "duobot.db"
        for ending in ("", ".key"):
            shutil.copy(f"{cast}{ending}", f"{path}{ending}")
        store = await Store.open(f"sqlite:///{path}")
        async with store._lane:
            await store._connection.execute_fetchall("pragma synchronous = off")
        self.stage = stage = Stage(PLAY, store)
        stage.by_name = copy.deepcopy(before.by_name)
        stage.now, stage.updates, stage.numbers = before.now, before.updates, dict(before.numbers)
        stage.preparing, stage.post.numbers = False, before.post.numbers
        stage.post.phones = {p.chat: p for p in stage.by_name.values()}
        self.people = dict(look(path, "select person, id from candidates"))
        self.ids = {name: self.people[stage.numbers[name]] for name in MEMBERS}
        self.names = {id: name for name, id in self.ids.items()}
        for phone in stage.by_name.values():
            self.listens(phone)
        stage.clock._swept = stage.now + 9999 * DAY  # the hourly sweep would mend a duo that was left without a date
        await stage._moment()

    def listens(self, phone: Phone) -> None:
        receive = phone.receive

        def heard(letter: Any, number: int) -> None:
            receive(letter, number)
            if not letter.commands:
                self.heard.append(Heard(self.stage.now, phone.name, plain(letter.text), self.waiting))

        phone.receive = heard  # type: ignore[method-assign]

    # --- what people do ----------------------------------------------------------------------------

    def act(self, name: str, what: str) -> None:
        self.runner.run(self.stage.act(name, what))

    def presses(self, data: str) -> None:
        """The coordinator's tap, perhaps on a screen of weeks ago."""
        self.runner.run(self.stage.settle([Arrival(self.stage.by_name["Els"].chat, Press(data, 7))]))
        self.runner.run(self.stage._moment())

    def buttons(self, name: str) -> list[str]:
        """What can be tapped under the last two messages that have buttons."""
        shown = [m for m in self.stage.by_name[name].messages.values() if m.buttons][-2:]
        return [b.data for m in shown for b in m.buttons]

    @rule(n=st.sampled_from(("Amina", "Rania")), v=st.sampled_from(("Joris", "Tomas")))
    def the_coordinator_proposes(self, n: str, v: str) -> None:
        self.presses(f"r:pair:{self.ids[n]}:{self.ids[v]}")

    @precondition(lambda self: self.open())
    @rule(data=st.data(), what=st.sampled_from(("unpropose", "hold", "resume", "meet", "end:{}:no-click")))
    def the_coordinator_decides(self, data: st.DataObject, what: str) -> None:
        duo = data.draw(st.sampled_from([row[0] for row in self.open()]))
        verb, _, reason = what.partition(":{}")
        self.presses(f"r:{verb}:{duo}{reason}")

    @precondition(lambda self: any(row[1] in (State.MET, State.RUNNING) for row in self.open()))
    @rule()
    def a_duo_rests(self) -> None:
        id = next(row[0] for row in self.open() if row[1] in (State.MET, State.RUNNING))
        self.presses(f"r:hold:{id}")
        assert (id, State.PAUSED) in [row[:2] for row in self.open()]

    @rule(data=st.data(), name=st.sampled_from(MEMBERS))
    def somebody_taps(self, data: st.DataObject, name: str) -> None:
        if able := self.buttons(name):
            self.act(name, f"taps #{data.draw(st.sampled_from(able))}")

    @rule(name=st.sampled_from(MEMBERS), many=st.integers(1, 6))
    def somebody_says_yes_and_yes(self, name: str, many: int) -> None:
        """The first button of what is asked, or the first number: as most people do most days."""
        for _ in range(many):
            last = self.stage.by_name[name].last
            asked = [d for row in last.rows for _, d in row if d.startswith("a:")] if last else []
            if asked:
                self.act(name, f"taps #{asked[0]}")

    @rule(name=st.sampled_from(MEMBERS))
    def everybody_of_a_duo_agrees(self, name: str) -> None:
        """So that many examples get as far as a life together."""
        for id, state, *_ in self.open():
            for one in self.members(id) if state == State.PROPOSED else ():
                yes = [b for b in self.buttons(self.names[one]) if b.endswith(":answer:yes")]
                self.act(self.names[one], f"taps #{yes[-1]}") if yes else None

    @rule(name=st.sampled_from(MEMBERS), words=st.sampled_from((*WORDS, "/status", "/stop")))
    def somebody_writes(self, name: str, words: str) -> None:
        self.act(name, f"says {words}")

    @rule(hours=st.one_of(st.integers(1, 30), st.sampled_from((73, 24 * 7 + 1, 24 * 15, 24 * 33))))
    def time_passes(self, hours: int) -> None:
        self.waiting = True
        try:
            self.runner.run(self.passes(timedelta(hours=hours)))
        finally:
            self.waiting = False

    async def passes(self, length: timedelta) -> None:
        """Every hour of a day is looked at; of weeks every fifth, so that nights are seen too."""
        hop, end = (HOUR if length < 2 * DAY else 5 * HOUR), self.stage.now + length
        while self.stage.now < end:
            await self.stage._moment(min(hop, end - self.stage.now))

    # --- what must hold ----------------------------------------------------------------------------

    def rows(self, sql: str, *values: Any) -> list[tuple]:
        return look(self.stage.store.path, sql, *values) if hasattr(self, "stage") else []

    def open(self) -> list[tuple]:
        return self.rows("select id, state, formed, since from duos where ended is null order by id")

    def members(self, duo: int) -> list[int]:
        return [row[0] for row in self.rows("select candidate from duo_members where duo = ?", duo)]

    @invariant()
    def every_open_duo_waits_for_something_to_come(self) -> None:
        for id, state, formed, _ in self.open():
            kinds = ("lapse",) if state == State.PROPOSED else ("checkin", "look")
            due = [
                moment_of(when) for kind in kinds
                for (when,) in self.rows("select due from wakes where key = ? or key like ?",
                                         f"{kind}:{id}", f"{kind}:{id}:%")
            ]  # fmt: skip
            assert due, f"nothing ever happens in duo {id}, {state}"
            now = self.stage.now
            assert min(due) <= now + FARTHEST, f"duo {id}, {state}, waits too long: {min(due)}"
            if state == State.PROPOSED:
                lapses = schedule.within_window(moment_of(formed) + LAPSE_AFTER)
                assert now <= lapses + SLACK, f"duo {id} should have lapsed"

    @invariant()
    def nothing_that_fell_due_is_left(self) -> None:
        if hasattr(self, "stage") and schedule.in_window(self.stage.now):
            late = text_of(self.stage.now - SLACK)
            left = self.rows("select kind, due from wakes w where due < ? and not exists (select 1 from sessions s "
                             "where s.person = w.person and s.paused is not null)", late)  # fmt: skip
            assert not left, left

    @invariant()
    def whoever_is_waited_for_was_asked(self) -> None:
        for id, state, formed, _ in self.open():
            if state == State.PROPOSED and self.stage.now >= schedule.within_window(moment_of(formed)) + SLACK:
                for one in self.members(id):
                    name, other = self.names[one], next(c for c in self.members(id) if c != one)
                    assert any(h.name == name and self.names[other] in h.text for h in self.heard), (name, id)

    @invariant()
    def nobody_is_in_more_duos_than_they_chose(self) -> None:
        busy = Counter(self.names[one] for id, *_ in self.open() for one in self.members(id))
        assert all(n <= ROOM.get(name, 1) for name, n in busy.items()), busy

    @invariant()
    def at_night_nothing_comes_that_nobody_asked_for(self) -> None:
        night = [h for h in self.new() if h.unasked and not schedule.in_window(h.at)]
        assert not night, [(h.at, h.name, h.text) for h in night]

    @invariant()
    def each_wave_is_asked_once(self) -> None:
        asked = Counter(h.name for h in self.heard if h.unasked and HELLO in h.text)
        waves = Counter(self.names[c] for (c,) in self.rows("select candidate from waves"))
        assert all(n <= waves[name] for name, n in asked.items()), (asked, waves)

    @invariant()
    def nobody_is_nagged(self) -> None:
        """The same words that nobody asked for come again after two days, not before. (Who has room for two duos may
        read them of each: they name nobody. An alarm that nobody handles is a nag on purpose.)"""
        for h in (h for h in self.new() if ROOM.get(h.name, 1) == 1 and not h.text.startswith("🔁")):
            unasked = [o for o in self.heard if o is not h and h.unasked and o.unasked]
            same = [o for o in unasked if (o.name, o.text) == (h.name, h.text)]
            assert all(abs(h.at - o.at) >= timedelta(days=2) for o in same), (h.at, h.name, h.text)

    @invariant()
    def ended_duos_get_nothing_more(self) -> None:
        """Once it is over, only what was said at its end names the other, unless they are brought together again."""
        for h in self.new():
            if h.unasked and h.name != "Els":
                for id, ended in self.rows("select id, ended from duos where ended is not null"):
                    self.is_not_about(h, id, moment_of(ended))

    def is_not_about(self, h: Heard, duo: int, ended: datetime) -> None:
        pair = [self.names[c] for c in self.members(duo)]
        if h.name not in pair or h.at <= schedule.within_window(ended) + 5 * HOUR + SLACK:
            return
        other = next(name for name in pair if name != h.name)
        again = [id for (id,) in self.rows("select id from duos where id > ?", duo)]
        again = [id for id in again if {h.name, other} == {self.names[c] for c in self.members(id)}]
        assert again or other not in h.text, (h.at, h.name, h.text)

    @invariant()
    def nothing_went_wrong(self) -> None:
        assert not self.rows("select reason from quarantine")
        assert not hasattr(self, "stage") or not self.stage.post.faults

    def new(self) -> list[Heard]:
        return self.heard[-60:]


Life.TestCase.pytestmark = [pytest.mark.slow]
Life.TestCase.settings = settings(
    max_examples=10, stateful_step_count=30, deadline=None, derandomize=True, print_blob=True, phases=[Phase.generate]
)  # minutes of shrinking are for whoever looks for the cause: add Phase.shrink
TestLife = Life.TestCase


@pytest.mark.slow
async def test_a_proposal_is_spoken_of_again_after_three_days_and_once() -> None:
    life = Life()
    with life.folder:
        await life.opens()
        stage = life.stage
        data = f"r:pair:{life.ids['Amina']}:{life.ids['Joris']}"
        await stage.settle([Arrival(stage.by_name["Els"].chat, Press(data, 7))])
        await stage._moment()
        life.heard.clear()
        told = []
        for length in (REMIND_AFTER - HOUR, DAY + HOUR, 2 * DAY):
            await life.passes(length)
            told.append(sorted(h.name for h in life.heard))
        await stage.store.close()
    life.runner.close()
    assert told == [[], ["Amina", "Joris"], ["Amina", "Joris"]]


async def test_a_proposal_of_the_evening_lapses_by_day() -> None:
    life = Life()
    with life.folder:
        await life.opens()
        stage = life.stage
        stage.now = stage.now.replace(hour=20)  # ten in the evening in Brussels
        data = f"r:pair:{life.ids['Amina']}:{life.ids['Joris']}"
        await stage.settle([Arrival(stage.by_name["Els"].chat, Press(data, 7))])
        await stage._moment()
        life.waiting = True
        await life.passes(LAPSE_AFTER + DAY)
        await stage.store.close()
    life.runner.close()
    off = [h for h in life.heard if h.unasked and any(words in h.text for words in LAPSED)]
    assert len(off) == 3 and all(schedule.in_window(h.at) for h in off), [(h.at, h.name) for h in off]
