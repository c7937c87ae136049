"""Duos as people live them: the real engine, clock and database, moved by taps at random; the rows are looked at.

The cast has sent an intake once, and each example begins from a copy of that database. People tap what is on their
screen, coordinators tap at any moment what they could ever tap, hours and weeks go by. What nobody asked for is
what arrives while only time passes. What was asked of the storage is told to a model too (duo_model.py): the planned
end, until when nobody looks, who is not safe, and every hour have to be what it says.
"""

import asyncio
import copy
import shutil
import sqlite3
import tempfile
from collections import Counter
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from bot.channels.base import Arrival, Press
from bot.flows.duo.ending import MONTHS, in_months
from programme import schedule
from programme.duo import LAPSE_AFTER, REMIND_AFTER, State
from programme.effects import DropHours, Effect, Extend, FormDuo, GoesOn
from storage import reads
from storage.rows import moment_of, text_of
from storage.store import Store
from storage.writers import apply
from storage.writers.scheduled import By
from tests.conversations import ear
from tests.conversations.phone import Phone, plain
from tests.conversations.runner import Stage, database
from tests.programme.duo_model import GOES_ON, MOST_A_DAY, Hours, Model

PLAY: dict[str, Any] = {
    "cast": {
        "Els": {"phone": "nl", "coordinates": "Samen Mechelen"},
        "Amina": {"phone": "nl", "newcomer": "Mechelen", "status": "accepted"},
        "Rania": {"phone": "nl", "newcomer": "Mechelen", "status": "accepted"},
        "Joris": {"phone": "nl", "volunteer": "Mechelen", "status": "accepted"},
        "Tomas": {"phone": "nl", "volunteer": "Mechelen", "status": "accepted", "how_many": "2"},
    }
}
NEWCOMERS = ("Amina", "Rania")
MEMBERS, ROOM = ("Amina", "Rania", "Joris", "Tomas"), {"Tomas": 2}
HELLO = "hoe gaat het met jou en"
LAPSED = ("gaat niet door", "na zeven dagen")
AGAIN, LOOKED = "ik vroeg hoe het gaat", "👀"  # a check-in once more; a coordinator is shown a duo
TALKED = "al een uur geen bericht"
PUT_OFF = {"checkin": "tell", "sharing": "share"}  # by conversation: the button of /status that brings it back
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
    """One letter: when, to whom, by whose doing ("" for nobody's), and whether only time had passed."""

    def __init__(self, at: datetime, name: str, text: str, unasked: bool, by: str) -> None:
        self.at, self.name, self.text, self.unasked, self.by = at, name, text, unasked, by


class Life(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.runner, self.folder = asyncio.Runner(), tempfile.TemporaryDirectory()
        self.heard: list[Heard] = []
        self.waiting, self.doing, self.checked = False, "", 0
        self.erased: set[str] = set()
        self.reached_an_end = False

    def teardown(self) -> None:
        if hasattr(self, "stage"):
            self.file.close()
            self.runner.run(self.stage.store.close())
        self.runner.close()
        self.folder.cleanup()

    @initialize(begins=st.sampled_from((State.MET, State.MET, State.AGREED, State.PROPOSED)))
    def start(self, begins: State) -> None:
        self.runner.run(self.opens())
        if begins is State.MET:
            self.two_have_met()
        elif begins is State.AGREED:
            self.the_coordinator_proposes("Amina", "Tomas")
            self.everybody_of_a_duo_agrees("Amina")

    def two_have_met(self) -> None:
        """Most of the examples begin here: the states after it are many taps away."""
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
        self.file = sqlite3.connect(path, timeout=10)
        self.model = Model(self.rows)
        stage.engine._writers = self.model.writers()
        self.people = dict(self.rows("select person, id from candidates"))
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
                self.heard.append(Heard(self.stage.now, phone.name, plain(letter.text), self.waiting, self.doing))

        phone.receive = heard  # type: ignore[method-assign]

    # --- what people do ----------------------------------------------------------------------------

    def act(self, name: str, what: str) -> None:
        self.doing = name
        self.runner.run(self.stage.act(name, what))
        self.doing = ""

    def presses(self, data: str, name: str = "Els") -> None:
        """The coordinator's tap (or of whom it is), perhaps on a screen of weeks ago."""
        self.doing = name
        self.runner.run(self.stage.settle([Arrival(self.stage.by_name[name].chat, Press(data, 7))]))
        self.runner.run(self.stage._moment())
        self.doing = ""

    def asked_of(self, name: str) -> str:
        """The conversation and the question that somebody is in: "hours.what"."""
        top = self.runner.run(self.stage._session(name)).top
        return f"{top.flow}.{top.at}" if top else ""

    def buttons(self, name: str) -> list[str]:
        """What can be tapped under the last two messages that have buttons."""
        shown = [m for m in self.stage.by_name[name].messages.values() if m.buttons][-2:]
        return [b.data for m in shown for b in m.buttons]

    @rule(n=st.sampled_from(NEWCOMERS), v=st.sampled_from(("Joris", "Tomas")))
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

    # --- the planned end, and looking later ---

    @precondition(lambda self: any(row[1] in GOES_ON for row in self.open()))
    @rule(data=st.data(), months=st.sampled_from(range(len(MONTHS))))
    def the_coordinator_extends(self, data: st.DataObject, months: int) -> None:
        id = data.draw(st.sampled_from([row[0] for row in self.open() if row[1] in GOES_ON]))
        until = in_months(max(self.today, self.ends(id)))[months]
        self.presses(f"r:extend:{id}:{until}")
        assert self.ends(id) == until

    @precondition(lambda self: self.lives_of())
    @rule(data=st.data(), days=st.integers(-60, 400))
    def a_member_extends_at_any_moment(self, data: st.DataObject, days: int) -> None:
        """As from a question of long ago: both may answer, in any order; an earlier day changes nothing."""
        name, id = data.draw(st.sampled_from(self.lives_of()))
        self.runner.run(self.writes(name, Extend(id, self.ids[name], self.ends(id) + timedelta(days=days))))

    async def writes(self, name: str, what: Effect) -> None:
        async with self.stage.store.unit() as unit:
            by = By(self.stage.numbers[name], self.stage.now, "nl")
            await apply(unit, by, what, self.stage.engine._writers)
        await self.stage._moment()

    @precondition(lambda self: not self.reached_an_end and self.lives_of(State.MET, State.RUNNING))
    @rule(data=st.data(), months=st.integers(0, len(MONTHS)))
    def the_end_comes(self, data: st.DataObject, months: int) -> None:
        """Half a year and more in long steps, so once in an example. One of them goes on, or (the last) nobody says."""
        name, id = data.draw(st.sampled_from(self.lives_of(State.MET, State.RUNNING)))
        self.reached_an_end = self.waiting = True
        self.runner.run(self.passes(timedelta(days=(self.ends(id) - self.today).days + 2), 7 * HOUR))
        self.runner.run(self.passes(DAY))
        self.waiting = False
        if months == len(MONTHS) or (name, id) not in self.lives_of(State.MET, State.RUNNING):
            return
        self.presses(f"g:end:{id}", name)
        if self.asked_of(name) == "parting.planned":
            until = in_months(self.today)[months]
            self.act(name, "taps #on")
            self.act(name, f"taps #{until}")
            assert self.ends(id) == until

    @precondition(lambda self: self.lives_of())
    @rule(months=st.sampled_from((1, 3)), waits=st.booleans())
    def the_coordinator_looks_later(self, months: int, waits: bool) -> None:
        """At one that rests; where none does, one is let rest. Perhaps so long that the look of before would come."""
        if not any(row[1] == State.PAUSED for row in self.open()):
            id = next(row[0] for row in self.open() if row[1] in (State.MET, State.RUNNING))
            self.presses(f"r:hold:{id}")
        id = next(row[0] for row in self.open() if row[1] == State.PAUSED)
        self.presses(f"r:snooze:{id}:{months}")
        assert self.model.not_before(id) == schedule.months_after(self.today, months)
        self.time_passes(24 * 30) if waits else None

    # --- hours ---

    @rule(data=st.data(), name=st.sampled_from(MEMBERS), hours=st.sampled_from((1, 2, 3.5, 11, 12)),
          back=st.sampled_from((0, 0, 2, 4)), says_what=st.booleans(), times=st.sampled_from((1, 1, 3)))  # fmt: skip
    def somebody_tells_hours(
        self, data: st.DataObject, name: str, hours: float, back: int, says_what: bool, times: int
    ) -> None:  # fmt: skip
        """With one of their duos, or of something else. What they did may stay a question that is left open."""
        duos = [id for one, id in self.lives_of(*GOES_ON, State.AGREED) if one == name]
        which = data.draw(st.sampled_from([*duos, *([0] if name in NEWCOMERS else [])])) if duos else 0
        for _ in range(times if name not in self.erased and (duos or name in NEWCOMERS) else 0):
            self.tells(name, which, self.today - timedelta(days=back), hours, says_what)

    @precondition(lambda self: self.lives_of())
    @rule(data=st.data(), hours=st.tuples(*[st.sampled_from((1, 2, 3, 4.5))] * 2), back=st.sampled_from((0, 2, 4)))
    def both_tell_of_a_meeting(self, data: st.DataObject, hours: tuple[float, float], back: int) -> None:
        _, id = data.draw(st.sampled_from(self.lives_of()))
        for (name, _), some in zip([one for one in self.lives_of() if one[1] == id], hours, strict=False):
            self.tells(name, id, self.today - timedelta(days=back), some)

    def tells(self, name: str, duo: int, day: date, hours: float, says_what: bool = True) -> None:
        entry = Hours(self.ids[name], duo, day, float(hours))
        full = self.model.on(entry.candidate, day) + hours > MOST_A_DAY
        before = self.model.told.count(entry)
        self.presses(f"g:on-a-day:{duo}" if duo else "g:something-else", name)
        self.act(name, f"taps #{day}")
        self.act(name, f"says {hours:g} uur".replace(".", ","))
        assert self.asked_of(name) == ("hours.hours" if full else "hours.what"), (name, day, hours)
        if says_what and not full:
            self.act(name, "taps #_skip")
            assert self.model.told.count(entry) == before + 1
            assert not duo or self.rows("select state from duos where id = ?", duo) != [(State.AGREED,)]

    @precondition(lambda self: self.entries())
    @rule(data=st.data(), name=st.sampled_from(MEMBERS), hours=st.sampled_from((0.5, 5)), drops=st.booleans())
    def somebody_puts_hours_right(self, data: st.DataObject, name: str, hours: float, drops: bool) -> None:
        """Or takes them back. Of an entry that may be another's: then nothing happens."""
        id, whose, day, was = data.draw(st.sampled_from(self.entries()))
        if data.draw(st.booleans()):
            name = self.names[whose]
        told, mine = list(self.model.told), self.ids[name] == whose
        other = next(one for one in MEMBERS if self.ids[one] != whose and one not in self.erased)
        self.runner.run(self.writes(other, DropHours(self.ids[other], id)))  # as if a screen had let them
        assert id in [row[0] for row in self.entries()]
        full = self.model.on(whose, date.fromisoformat(day)) - was + hours > MOST_A_DAY
        self.presses(f"g:drop:{id}" if drops else f"g:fix:{id}", name)
        if mine and not drops:
            self.act(name, f"says {day}")
            self.act(name, f"says {hours:g} uur".replace(".", ","))
            self.act(name, "taps #_skip") if self.asked_of(name) == "hours.what" else None
        if not mine or (full and not drops):
            assert self.model.told == told, (name, id)
        elif drops:
            assert len(self.model.told) == len(told) - 1, (name, id)
        else:
            assert [row[3] for row in self.entries() if row[0] == id] == [hours], (name, id)

    def entries(self) -> list[tuple]:
        return self.rows("select id, candidate, day, hours from hours_told where wave = 0 order by id")

    @precondition(lambda self: not self.erased and self.entries())
    @rule(data=st.data())
    def somebody_who_told_hours_is_erased(self, data: st.DataObject) -> None:
        name = self.names[data.draw(st.sampled_from(sorted({row[1] for row in self.entries()})))]
        self.presses("g:erase", name)
        self.act(name, "taps #yes")
        self.erased.add(name)
        assert not self.rows("select 1 from candidates where id = ?", self.ids[name])

    # --- not safe, and put off ---

    @precondition(lambda self: self.safe_ones())
    @rule(data=st.data(), waits=st.booleans())
    def somebody_says_that_they_are_not_safe(self, data: st.DataObject, waits: bool) -> None:
        """And perhaps nobody calls them for a month."""
        name, id = data.draw(st.sampled_from(self.safe_ones()))
        self.presses(f"g:unsafe:{id}", name)
        assert ("unsafe", id, self.ids[name]) in self.model.unsafe
        self.time_passes(24 * 33) if waits else None

    @precondition(lambda self: self.rows("select 1 from alarms where handled is null"))
    @rule(data=st.data())
    def the_coordinator_has_called(self, data: st.DataObject) -> None:
        open = [id for (id,) in self.rows("select id from alarms where handled is null order by id")]
        self.presses(f"r:handled:{data.draw(st.sampled_from(open))}:called")
        assert len(self.rows("select 1 from alarms where handled is null")) == len(open) - 1

    @rule(name=st.sampled_from(MEMBERS))
    def somebody_puts_it_off(self, name: str) -> None:
        """It is no question any more, and where they stand brings it back."""
        last, asked = self.stage.by_name[name].last, "" if name in self.erased else self.asked_of(name)
        data = next((d for row in last.rows for _, d in row if d.endswith(":_later")), "") if last else ""
        if not data or not asked:
            return
        about = self.runner.run(self.stage._session(name)).top.about
        run, key = data.split(":")[1:3]
        self.act(name, f"taps #{data}")
        top = self.runner.run(self.stage._session(name)).top
        assert not top or (str(top.run), top.at) != (run, key), (name, asked)
        back = PUT_OFF.get(asked.partition(".")[0])
        if back and not about.get("last") and (name, about["duo"]) in self.lives_of():
            self.act(name, "says /status")
            assert f"g:{back}:{about['duo']}" in self.buttons(name), (name, asked, self.buttons(name))

    # --- time ---

    @rule(hours=st.one_of(st.integers(1, 30), st.sampled_from((73, 24 * 7 + 1, 24 * 15, 24 * 33))))
    def time_passes(self, hours: int) -> None:
        self.waiting = True
        try:
            self.runner.run(self.passes(timedelta(hours=hours)))
        finally:
            self.waiting = False

    async def passes(self, length: timedelta, hop: timedelta | None = None) -> None:
        """Every hour of a day is looked at; of weeks every fifth, so that nights are seen too."""
        hop, end = hop or (HOUR if length < 2 * DAY else 5 * HOUR), self.stage.now + length
        while self.stage.now < end:
            await self.stage._moment(min(hop, end - self.stage.now))

    # --- what must hold ----------------------------------------------------------------------------

    def rows(self, sql: str, *values: Any) -> list[tuple]:
        """On one connection that stays open: every precondition looks, at every step."""
        return self.file.execute(sql, values).fetchall() if hasattr(self, "stage") else []

    def open(self) -> list[tuple]:
        return self.rows("select id, state, formed, since from duos where ended is null order by id")

    def members(self, duo: int) -> list[int]:
        return [row[0] for row in self.rows("select candidate from duo_members where duo = ?", duo)]

    @property
    def today(self) -> date:
        return schedule.local_day(self.stage.now)

    def ends(self, duo: int) -> date:
        return date.fromisoformat(self.rows("select ends from duos where id = ?", duo)[0][0])

    def lives_of(self, *states: State) -> list[tuple[str, int]]:
        """Who is in which duo that goes on (or in one of these states); whoever was erased is in none."""
        found = [row[0] for row in self.open() if row[1] in (states or GOES_ON)]
        return [(self.names[c], id) for id in found for c in self.members(id) if self.names[c] not in self.erased]

    def safe_ones(self) -> list[tuple[str, int]]:
        return [(name, id) for name, id in self.lives_of() if self.ids[name] not in self.not_safe(id)]

    def not_safe(self, duo: int) -> set[int]:
        return {candidate for _, of, candidate in self.model.unsafe if of == duo}

    @invariant()
    def the_planned_end_is_the_latest_that_was_said(self) -> None:
        for id, state, formed, _ in self.open():
            if state != State.PROPOSED:
                assert self.ends(id) == self.model.ends(schedule.local_day(moment_of(formed)), id), id

    @invariant()
    def until_its_end_a_duo_is_asked(self) -> None:
        """Each of them who is safe: a look by the coordinator is not enough, also once it was extended at its end."""
        for id, state, *_ in self.open():
            safe = {c for c in self.members(id) if self.names[c] not in self.erased} - self.not_safe(id)
            for c in safe if state in (State.MET, State.RUNNING) and self.ends(id) > self.today + 7 * DAY else ():
                mine = (self.stage.numbers[self.names[c]], f"checkin:{id}:%")
                due = self.rows("select 1 from wakes where person = ? and key like ?", *mine)
                assert due, f"duo {id}: {self.names[c]} is not asked"

    @invariant()
    def nobody_looks_before_the_day_that_was_chosen(self) -> None:
        for id, *_ in self.open():
            if day := self.model.not_before(id):
                names = [self.names[c] for c in self.members(id)]
                shown = [h for h in self.new() if h.unasked and h.name == "Els" and h.text.startswith(LOOKED)]
                early = [h.at for h in shown if all(name in h.text for name in names)]
                early = [at for at in early if self.model.later[id].at < at and schedule.local_day(at) < day]
                assert not early, (id, day, early)

    @invariant()
    def hours_are_what_was_told(self) -> None:
        if hasattr(self, "stage") and self.checked != self.model.changes:
            self.checked = self.model.changes
            kept = self.rows("select candidate, coalesce(duo, 0), day, hours, wave from hours_told")
            assert sorted(kept) == sorted(one.row for one in self.model.told)
            assert not {self.names[row[0]] for row in kept} & self.erased
            for candidate, day in {(t.candidate, t.on) for t in self.model.told}:
                assert self.model.on(candidate, day) <= MOST_A_DAY, (self.names[candidate], day)
            for name in sorted(set(MEMBERS) - self.erased):
                self.runner.run(self.adds_up(self.ids[name]))

    async def adds_up(self, candidate: int) -> None:
        """For both sides of a duo: what the two told of one meeting is there once."""
        async with self.stage.store.unit() as unit:
            kept = await reads.hours(unit, candidate)
        total = kept.sum(self.today)
        assert total.other == self.model.other(candidate)
        assert total.duo == sum(m.hours for m in kept.met)
        for duo in {t.duo for t in self.model.told if t.candidate == candidate and t.duo}:
            least, most = self.model.together(duo)
            found = sum(m.hours for m in kept.met if m.duo == duo)
            assert least <= found <= most, (self.names[candidate], duo, least, found, most)

    @invariant()
    def whoever_is_not_safe_is_left_alone(self) -> None:
        """Of a duo that goes on they get nothing that they didn't ask for."""
        for (_, duo, candidate), said in self.model.unsafe.items():
            if duo in [row[0] for row in self.open()]:
                name = self.names[candidate]
                others = [self.names[c] for c in self.members(duo) if c != candidate]
                alone = [one for one, _ in self.lives_of(*State)].count(name) == 1
                for h in (h for h in self.new() if h.at > said + SLACK):
                    about = any(other in h.text for other in others) or (alone and AGAIN in h.text.lower())
                    assert h.name != name or h.by == name or not about, (h.at, name, h.text)

    @invariant()
    def a_check_in_comes_again_once(self) -> None:
        again = Counter(h.name for h in self.heard if h.unasked and AGAIN in h.text.lower())
        waves = Counter(self.names[c] for (c,) in self.rows("select candidate from waves"))
        assert all(n <= waves[name] for name, n in again.items() if name not in self.erased), (again, waves)

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
            rests = (self.model.not_before(id) or self.today) - self.today  # by a coordinator's own choice
            late = min(due) > now + max(FARTHEST, rests + timedelta(days=5))
            assert not late, f"duo {id}, {state}, waits too long: {min(due)}"
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
        """But for the end of a talk, an hour after the last word (who talks at night has to know who reads along), and
        the open question that comes back with it."""
        talked = {(h.name, h.at) for h in self.new() if TALKED in h.text.lower()}
        night = [h for h in self.new() if h.unasked and not schedule.in_window(h.at) and (h.name, h.at) not in talked]
        assert not night, [(h.at, h.name, h.text) for h in night]

    @invariant()
    def each_wave_is_asked_once(self) -> None:
        asked = Counter(h.name for h in self.heard if h.unasked and HELLO in h.text)
        waves = Counter(self.names[c] for (c,) in self.rows("select candidate from waves"))
        assert all(n <= waves[name] for name, n in asked.items() if name not in self.erased), (asked, waves)

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
    max_examples=24, stateful_step_count=30, deadline=None, derandomize=True, print_blob=True, phases=[Phase.generate]
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
        life.file.close()
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
        life.file.close()
        await stage.store.close()
    life.runner.close()
    off = [h for h in life.heard if h.unasked and any(words in h.text for words in LAPSED)]
    assert len(off) == 3 and all(schedule.in_window(h.at) for h in off), [(h.at, h.name) for h in off]


async def test_a_look_later_stays_later_where_the_end_is_moved() -> None:
    life = Life()
    with life.folder:
        await life.opens()
        stage, els = life.stage, life.stage.by_name["Els"].chat
        await life.writes("Amina", FormDuo(life.ids["Amina"], life.ids["Joris"]))
        duo = life.open()[0][0]
        for name in ("Amina", "Joris"):
            await life.writes(name, GoesOn(duo, life.ids[name]))
        until = life.ends(duo) + timedelta(days=60)
        for data in (f"r:hold:{duo}", f"r:snooze:{duo}:3"):
            await stage.settle([Arrival(els, Press(data, 7))])
        await life.writes("Amina", Extend(duo, life.ids["Amina"], until))
        assert life.ends(duo) == until
        life.heard.clear()
        told = []
        for length in (85 * DAY, 15 * DAY):
            await life.passes(length)
            told.append([h.name for h in life.heard if h.text.startswith(LOOKED)])
        life.file.close()
        await stage.store.close()
    life.runner.close()
    assert told == [[], ["Els"]]
