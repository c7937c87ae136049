"""A colleague is away: from when, until when, who takes over. What is sent to the staff goes to those who are there."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from bot.flows.core import Answer, Flow, Here, Input, Question, Retry, Screen, State, Tap
from bot.flows.duo.meeting import ADay
from bot.flows.feature import Audience, Command, Effects, Feature, Queries, Scheduled, Shortcut, Situation
from bot.flows.readers import slip
from programme.effects import AskAgain, Begin, Effect, GoAway, Say
from programme.message import Button, Choice, Day, Go, Phrase, Value
from programme.model import Known, Leave
from programme.queries import Colleagues
from programme.scheduled import StandsIn

NOBODY = "0"
LONGEST = timedelta(days=400)  # of a leave, and until it begins


def soon(today: date) -> tuple[date, ...]:
    """Today, tomorrow, and the next Monday."""
    monday = today + timedelta(days=8 - today.isoweekday())
    return tuple(dict.fromkeys((today, today + timedelta(days=1), monday)))


def weeks(today: date) -> tuple[date, ...]:
    """This Friday, and the Fridays of the next two weeks."""
    friday = today + timedelta(days=(5 - today.isoweekday()) % 7)
    return tuple(friday + timedelta(weeks=n) for n in range(3))


@dataclass(frozen=True, slots=True)
class LastDay(ADay):
    """Not before the first one."""

    def read(self, given: Input, here: Here) -> Answer | Retry:
        found = ADay.read(self, given, here)
        if isinstance(found, Answer) and found.value < here.answers["start"]:
            return Retry(Phrase("away.before", {"day": Day(date.fromisoformat(here.answers["start"]))}))
        return found


@dataclass(frozen=True, slots=True)
class Deputy:
    """A colleague, or nobody."""

    def screen(self, here: Here) -> Screen:
        each = (Choice(str(person), name) for person, name in here.known.get(Colleagues()))
        return Screen((*((choice,) for choice in each), (Choice(NOBODY, Phrase("away.nobody")),)))

    def read(self, given: Input, here: Here) -> Answer | Retry:
        there = {NOBODY, *(str(person) for person, _ in here.known.get(Colleagues()))}
        if isinstance(given, Tap) and given.choice in there:
            return Answer(given.choice)
        return slip(given, "slip.tap")

    def shown(self, value: Any, here: Here) -> Value:
        return name_of(int(value), here.known)


def name_of(person: int, known: Known) -> Value:
    return next((name for one, name in known.get(Colleagues()) if one == person), Phrase("away.nobody"))


def told(leave: Leave, known: Known) -> Mapping[str, Value]:
    return {"start": Day(leave.start), "until": Day(leave.until), "deputy": name_of(leave.deputy, known)}


def finish(here: Here) -> tuple[Effect, ...]:
    start, until = (date.fromisoformat(here.answers[key]) for key in ("start", "until"))
    leave = Leave(start, until, int(here.answers["deputy"]))
    return (GoAway(leave), Say((Phrase("away.noted", told(leave, here.known)),), rows=BACK))


def colleagues(_: State) -> Queries:
    return (Colleagues(),)


FLOW = Flow(
    "away", "away",
    (
        Question("start", ADay(soon, LONGEST, "slip.day")),
        Question("until", LastDay(weeks, LONGEST, "slip.day"), invalidated_by=("start",)),
        Question("deputy", Deputy()),
    ),
    finish, resumes=False, queries=colleagues, to_human=False,
)  # fmt: skip
BACK = ((Button(Phrase("away.back"), Go("away", "back")),), (Button(Phrase("away.change"), Go("away", "again")),))


def show(_: str, at: Situation) -> Effects:
    """/away: as it is planned, or when?"""
    me = at.known.coordinator
    if me is None:
        return (AskAgain((Phrase("help.unknown"),)),)
    if me.leave and me.leave.until >= at.known.today:
        return (Say((Phrase("away.planned", told(me.leave, at.known)),), rows=BACK),)
    return (Begin(FLOW.name),)


def changed(argument: str, at: Situation) -> Effects:
    """Back already, or other days."""
    if at.known.coordinator is None:
        return ()
    return (GoAway(None), Say((Phrase("away.is-back"),))) if argument == "back" else (Begin(FLOW.name),)


def stands_in(what: StandsIn, _: Situation) -> Effects:
    days: dict[str, Value] = {k: Day(date.fromisoformat(d)) for k, d in (("start", what.start), ("until", what.until))}
    return (Say((Phrase("away.stands-in", {"name": what.name, **days}),)),)


FEATURE = Feature(
    "away",
    flows=(FLOW,),
    scheduled=(Scheduled(StandsIn, Audience.STAFF, stands_in),),
    commands=(Command("away", show, lambda _, __: (Colleagues(),)),),
    buttons=(Shortcut("away", changed, lambda _, __: (Colleagues(),), staff=True),),
)
