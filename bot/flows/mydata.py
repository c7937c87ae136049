"""See what is kept, put it right, pause, and erase it: one clear question first."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from bot.flows.core import Flow, Here, Question
from bot.flows.reading import NO, YES, OneOf, human
from programme.effects import Effect, Forget, Pause, Say, Unvouch
from programme.model import Guardian
from programme.rhythm import local_day
from programme.say import NOTHING, Button, Day, Listed, Phrase, Rows, Value

LENGTHS = {"2w": timedelta(days=14), "1m": timedelta(days=30), "return": None}
FOR_EVER = "9999"  # until they say that they are back


@dataclass(frozen=True, slots=True)
class Around:
    """A need: what is kept of somebody beside their answers."""

    person: int


@dataclass(frozen=True, slots=True)
class Waits:
    """A need: the side and the answers of what waits for somebody's guardian."""

    person: int


@dataclass(frozen=True, slots=True)
class Yeses:
    """A need: for whom somebody said yes as a guardian."""

    guardian: int


@dataclass(frozen=True, slots=True)
class Vouched:
    """A young person for whom a guardian said yes."""

    person: int
    name: str
    programme: str
    day: date


@dataclass(frozen=True, slots=True)
class Mine:
    """`looks` are (who, which programme, day); `counted` is None for somebody without a file."""

    looks: tuple[tuple[str, str, date], ...] = ()
    counted: bool | None = None
    open: bool = False  # a file that can still be put right
    waits: tuple[str, Mapping[str, Any]] = ("", NOTHING)  # the side and the answers that wait for a guardian
    guardian: Guardian | None = None  # who said yes for them
    vouched: tuple["Vouched", ...] = ()  # for whom they said yes themselves


NOTHING_AROUND = Mine()


def seen(told: tuple[tuple[str, Value], ...], mine: Mine, paused: str) -> Say:
    """Everything that is kept of somebody, by question, in their language; who looked; and what they can do."""
    lines = tuple(Phrase("summary.line", {"label": Phrase(f"label.{k}"), "value": v}) for k, v in told)
    yes = tuple(
        Phrase("mydata.vouched", {"name": v.name, "programme": v.programme, "day": Day(v.day)}) for v in mine.vouched
    )
    if not lines and yes:
        return Say((Phrase("mydata.head"), *yes, Phrase("mydata.until")), rows=_rows(mine, paused))
    if not lines:
        return Say((Phrase("mydata.none"),))
    if mine.guardian:
        said: dict[str, Value] = {"name": mine.guardian.name, "day": Day(mine.guardian.said)}
        yes = (*yes, Phrase("mydata.guardian", said))
    looked = tuple(look(*one) for one in mine.looks)
    looks = (Phrase("mydata.looked", {"looks": Listed(looked)}),) if looked else (Phrase("mydata.nobody"),)
    return Say((Phrase("mydata.head"), *lines, *yes, *looks, Phrase("mydata.until")), rows=_rows(mine, paused))


def look(who: str, where: str, day: date) -> Phrase:
    """Somebody of the staff read the file."""
    return Phrase("mydata.look", {"name": who, "programme": where, "day": Day(day)})


def day_of(moment: datetime) -> Day:
    return Day(local_day(moment))


def files() -> tuple[Effect, ...]:
    """Everything to keep or to take along: to read, and for another program."""
    return tuple(Say((Phrase(f"mydata.file.{kind}"),), paper=f"mydata.{kind}") for kind in ("html", "json"))


def _rows(mine: Mine, paused: str) -> Rows:
    correct = ("mydata.correct",) if mine.open else ()
    counted = {True: ("mydata.uncount",), False: ("mydata.count",), None: ()}[mine.counted]
    keys = (*correct, "mydata.file", "mydata.resume" if paused else "mydata.pause", *counted)
    rows = tuple((Button(Phrase(key), f"g:{key.partition('.')[2]}"),) for key in keys)
    back = tuple((Button(Phrase("mydata.unvouch", {"name": v.name}), f"g:unvouch:{v.person}"),) for v in mine.vouched)
    return (*rows, *back[:10], (Button(Phrase("mydata.erase.do"), "g:erase"),))


def finish(here: Here) -> tuple[Effect, ...]:
    if here.answers["erase"] == NO:
        return (Say((Phrase("mydata.kept"),)),)
    return (Forget(), Say((Phrase("mydata.erased", human(here.known)),)))


def taken_back(here: Here) -> tuple[Effect, ...]:
    """A guardian's second thoughts."""
    if here.answers["sure"] == NO:
        return (Say((Phrase("mydata.kept"),)),)
    return (Unvouch(here.about["person"]), Say((Phrase("unvouch.done", {"name": here.about["name"]}),)))


def paused(here: Here) -> tuple[Effect, ...]:
    length = LENGTHS[here.answers["pause"]]
    if length is None:
        return (Pause(FOR_EVER), Say((Phrase("pause.for-ever"),), rows=_back()))
    until = here.known.now + length
    return (
        Pause(until.isoformat(timespec="seconds").replace("+00:00", "Z")),
        Say((Phrase("pause.until", {"day": day_of(until)}),), rows=_back()),
    )


def _back() -> Rows:
    return ((Button(Phrase("mydata.resume"), "g:resume"),),)


ERASE_FLOW = Flow("mydata", "mydata", (Question("erase", OneOf((NO, YES), "mydata.sure")),), finish, resumes=False)
UNVOUCH_FLOW = Flow(
    "unvouch", "unvouch", (Question("sure", OneOf((NO, YES), "unvouch.sure")),), taken_back, resumes=False
)
PAUSE_FLOW = Flow("pause", "pause", (Question("pause", OneOf(tuple(LENGTHS), "pause.for")),), paused, resumes=False)
