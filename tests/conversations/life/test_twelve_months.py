"""Duos lived over more than a year, day by day: who hears what on which day, and on every other day nothing.

A life is a table in `twelve_months/`. Below each day stands what somebody does at ten o'clock, and what each of them
hears on that day, by the keys of the catalogues: the lines of a message with a + between them, (edited) where it
changed in place. Buttons are tapped by what they mean, so that one table holds in every language of the newcomer's
phone. A line with a # is a remark.
"""

import difflib
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from functools import cache
from pathlib import Path

import pytest

from bot.channels.base import Letter
from programme import schedule
from programme.model import LANGUAGES, SOURCE
from storage.rows import text_of
from tests.conversations import ear, runner
from tests.conversations.phone import plain

FOLDER = Path(__file__).parent / "twelve_months"
LIVES = sorted(path.stem for path in FOLDER.glob("*.txt"))
NEWCOMER, VOLUNTEER, COORDINATOR = "Amina", "Tom", "Els"
PEOPLE = (NEWCOMER, VOLUNTEER, COORDINATOR)
OTHER = {NEWCOMER: VOLUNTEER, VOLUNTEER: NEWCOMER}
TEN = time(10, 0)  # what they do, they do then
LONGEST = 30  # moments of one day at which something falls due: more is a circle
RINGS = ("alarm.",)  # at any hour, on any day
FOR_STAFF = ("alarm.", "staff.", "quiet.", "told.")  # what a member never reads
PRIVATE = ("ended.", "mood.", "checkin.unsafe", "unsafe.")  # what the other one told, or was told
OF_A_DUO = (
    "checkin", "meeting", "measure", "metup", "fits", "hold.", "anniversary.", "sharing", "contacts.", "staff.look",
)  # fmt: skip
SUM = "52"  # hours in the good year
WAIT = "Nobody hears anything on a day that is not in the table, or that has no line for them."


@dataclass(slots=True)
class Day:
    """What somebody does, in this order, and the messages that each hears."""

    acts: list[tuple[str, str]] = field(default_factory=list)
    hears: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))


@dataclass(frozen=True, slots=True)
class Heard:
    """A message as it arrived. `answer`: to what its reader did in the same moment; `over`: the duo had ended before
    this day."""

    day: int
    at: datetime
    who: str
    letter: Letter
    answer: bool
    over: bool

    @property
    def words(self) -> str:
        lines = "+".join(ear.MADE_OF[self.letter.text])
        return f"{lines} (edited)" if self.letter.edit else lines

    @property
    def keys(self) -> frozenset[str]:
        return ear.NAMED[self.letter.text]

    def says(self, heads: tuple[str, ...]) -> list[str]:
        return sorted(key for key in self.keys if key.startswith(heads))

    def __str__(self) -> str:
        return f"{head(self.day)}, {self.at.astimezone(schedule.ZONE):%H:%M}: {self.who} hears {self.words}"


@dataclass(slots=True)
class Lived:
    """What came of a life."""

    heard: list[Heard] = field(default_factory=list)
    typed: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))  # each one's own words
    ended: int = 0  # the day on which the duo was over

    def timeline(self) -> list[str]:
        days: dict[int, Day] = defaultdict(Day)
        for one in self.heard:
            days[one.day].hears[one.who].append(one.words)
        return drawn(days)


# --- the tables ----------------------------------------------------------------------------------


def head(day: int) -> str:
    return f"{day} {runner.START + timedelta(days=day):%a %d %b %Y}"


def drawn(days: dict[int, Day]) -> list[str]:
    """A line for each message, below its day and whoever heard it."""
    return [
        f"{head(day)}, {who}: {words}" for day in sorted(days) for who in PEOPLE for words in days[day].hears[who]
    ]  # fmt: skip


@cache
def table(life: str) -> dict[int, Day]:
    days: dict[int, Day] = {}
    day = Day()
    for line in (FOLDER / f"{life}.txt").read_text().splitlines():
        text = line.strip()
        if not text or text.startswith("#"):
            continue
        if not line.startswith(" "):
            number = int(text.split(" ")[0])
            assert text == head(number), f"{life}: {text} is {head(number)}"
            assert number > max(days, default=-1), f"{life}: {text} stands too late"
            day = days[number] = Day()
            continue
        who, verb, rest = text.split(" ", 2)
        assert who in PEOPLE, f"{life}: nobody is called {who}: {text}"
        if verb == "hears":
            day.hears[who] += rest.split(", ")
        elif verb == "taps":
            day.acts += [(who, f"taps #{choice}") for choice in rest.split(", ")]
        else:
            day.acts.append((who, f"{verb} {rest}"))
    return days


def cast(life: str, language: str) -> dict:
    """They are in a duo already, but for the life that begins with a proposal."""
    begins = any(what.startswith("taps #pair:") for day in table(life).values() for _, what in day.acts)
    return {
        "cast": {
            COORDINATOR: {"phone": SOURCE, "coordinates": "Samen Mechelen"},
            VOLUNTEER: {"phone": SOURCE, "volunteer": "Mechelen", "status": "accepted"},
            NEWCOMER: {"phone": language, "newcomer": "Mechelen", "status": "accepted"},
        },
        "duos": [] if begins else [[NEWCOMER, VOLUNTEER]],
    }


# --- living --------------------------------------------------------------------------------------


class Living:
    """Day after day, at ten o'clock and at each moment at which something falls due."""

    def __init__(self, stage: runner.Stage) -> None:
        self.stage, self.lived, self.day, self.over = stage, Lived(), 0, False

    async def lives(self, days: dict[int, Day]) -> Lived:
        for self.day in range(max(days) + 1):
            try:
                await self._a_day(days.get(self.day, Day()))
            except runner.Wrong as wrong:
                raise runner.Wrong(f"{head(self.day)}: {wrong}\n" + "\n".join(self.stage.notes[-30:])) from None
        return self.lived

    async def _a_day(self, day: Day) -> None:
        today = schedule.local_day(runner.START) + timedelta(days=self.day)
        ten, midnight = (
            datetime.combine(on, at, schedule.ZONE).astimezone(UTC)
            for on, at in ((today, TEN), (today + timedelta(days=1), time()))
        )
        if not self.day:
            await self._until(self.stage.now)
        await self._falls_due(ten)
        await self._until(ten)
        for who, what in day.acts:
            await self._act(who, what)
        await self._falls_due(midnight)
        if self.lived.heard and self.lived.heard[-1].day == self.day:
            if not self.over and await self._ended():
                self.over, self.lived.ended = True, self.day
            await self.stage._check_all()

    async def _falls_due(self, end: datetime) -> None:
        """The clock at each moment that the database names, before `end`."""
        for _ in range(LONGEST):
            due = await self._next(end)
            if due is None:
                return
            await self._until(due)
        raise runner.Wrong("something falls due without an end")

    async def _next(self, end: datetime) -> datetime | None:
        sql = "select min(due) from wakes where due > ? and due < ?"
        async with self.stage.store.unit() as unit:
            found = await unit._connection.execute_fetchall(sql, (text_of(self.stage.now), text_of(end)))
        due = next(iter(found))[0]
        return datetime.fromisoformat(due) if due else None

    async def _until(self, moment: datetime) -> None:
        self.stage.now = max(self.stage.now, moment)
        await self.stage.clock.tick()
        if self.stage.post.queue:
            await self.stage._moment(timedelta())
            self._listens()

    async def _act(self, who: str, what: str) -> None:
        self.stage.notes.append(f"{head(self.day)}: {who} {what}")
        if what.startswith("says ") and not what.startswith("says /"):
            self.lived.typed[who].append(what.removeprefix("says "))
        await self.stage.act(who, what)
        self._listens(who)

    def _listens(self, actor: str = "") -> None:
        for who, letter in self.stage.post.shown:
            heard = Heard(self.day, self.stage.now, who, letter, who == actor, self.over)
            self.lived.heard.append(heard)
        self.stage.post.shown.clear()

    async def _ended(self) -> bool:
        sql = "select count(*) from duos where state in ('closed', 'withdrawn', 'declined', 'lapsed')"
        async with self.stage.store.unit() as unit:
            return bool(next(iter(await unit._connection.execute_fetchall(sql)))[0])


LIVED: dict[tuple[str, str], Lived] = {}


async def lived(life: str, language: str) -> Lived:
    """A life is lived once in each language: several tests look at it."""
    if (life, language) not in LIVED:
        ear.listen()
        async with runner.database() as store:
            stage = runner.Stage(cast(life, language), store)
            await stage.prepare()
            stage.post.shown.clear()
            LIVED[life, language] = await Living(stage).lives(table(life))
    return LIVED[life, language]


# --- what has to be true -------------------------------------------------------------------------

QUICK = ("a_good_year", "a_pause", "not_safe")  # in Dutch they are in the fast lane


def each(*lives: str) -> pytest.MarkDecorator:
    """Each of these lives in each language, one after the other."""
    return pytest.mark.parametrize(
        ("life", "language"),
        [
            pytest.param(life, language, marks=() if language == SOURCE and life in QUICK else pytest.mark.slow)
            for life in lives for language in (SOURCE, *(one for one in LANGUAGES if one != SOURCE))
        ],
    )  # fmt: skip


@each(*LIVES)
async def test_each_hears_this_and_nothing_else(life, language):
    """The same in every language: there is one table."""
    told = (await lived(life, language)).timeline()
    wanted = drawn(table(life))
    other = "\n".join(difflib.unified_diff(wanted, told, "in the table", "heard", lineterm="", n=0))
    assert told == wanted, f"{life} in {language}. {WAIT}\n{other}"


@each(*LIVES)
async def test_nothing_comes_by_night_or_on_a_free_day(life, language):
    """But for an alarm, and an answer to what somebody does."""
    heard = (await lived(life, language)).heard
    late = [str(h) for h in heard if not (h.answer or h.says(RINGS)) and not may_come(h.at)]
    assert not late, "\n".join(late)


@each(*LIVES)
async def test_neither_reads_what_the_other_told(life, language):
    """Not their own words, and not their face, their reason or that they are not safe; nor what is for the staff."""
    found = await lived(life, language)
    said_so = {who for day in table(life).values() for who, what in day.acts if what == "taps #unsafe"}
    for h in found.heard:
        if h.who in OTHER:
            told = [words for words in found.typed[OTHER[h.who]] if words in plain(h.letter.text)]
            private = [] if h.answer or h.who in said_so else h.says(PRIVATE)
            assert not (told or private or h.says(FOR_STAFF)), f"{h}: {told or private or h.says(FOR_STAFF)}"


@each(*LIVES)
async def test_nothing_of_the_duo_comes_after_its_end(life, language):
    """Only what they take up themselves: why, and the last hours."""
    heard = (await lived(life, language)).heard
    late = [str(h) for h in heard if h.over and not h.answer and h.says(OF_A_DUO)]
    assert not late, "\n".join(late)


@each("a_good_year")
async def test_the_hours_of_a_year_are_summed(life, language):
    """Of a check-in that both answered, the least that one of them told: six where the other told ten."""
    heard = (await lived(life, language)).heard
    told = [h for h in heard if h.says(("tally.duo", "tally.volunteer"))]
    assert {h.who for h in told} == {NEWCOMER, VOLUNTEER}
    assert all(SUM in plain(h.letter.text) for h in told), [plain(h.letter.text) for h in told]


def may_come(at: datetime) -> bool:
    return schedule.in_window(at) and not schedule.is_free(schedule.local_day(at))


def test_every_life_ends_or_is_looked_at():
    """A table that lost its file, or its last days, would hold for ever."""
    assert len(LIVES) == 6
    assert all(max(table(life)) >= 365 for life in LIVES)
