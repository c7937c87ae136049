"""Which check-in is due, and a few numbers now and then."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from bot.channels.base import CIRCLES, Text
from bot.flows.core import Answer, Flow, Here, Input, Question, Retry, Screen, Tap
from bot.flows.duo.common import about, buddy, duo_as_it_stands, others, over, standing
from bot.flows.readers import YES, grouped, slip
from programme import measures, schedule
from programme.duo import State
from programme.effects import (
    Asked,
    Begin,
    Effect,
    Measured,
    Say,
    ScheduledMessage,
)
from programme.message import Choice, Phrase, Value
from programme.model import Duo, Known, Member, Side
from programme.preset import Preset, preset_for
from programme.scheduled import (
    CheckInAgain,
)

COLUMNS = {"closeness": 4, "confidence": 6}  # the circles' picture has four in a row too
ANNIVERSARIES = (6, 12)  # months


def course(duo: Duo, me: Member, known: Known) -> schedule.Course:
    start = schedule.local_day(duo.formed)
    return schedule.Course(
        duo.id, me.candidate, start, schedule.parse(_preset(duo, known).rhythm), duo.pauses, duo.ends
    )


def _preset(duo: Duo, known: Known) -> Preset:
    return preset_for(known.programme(duo.programme))


def check_in(duo: Duo, me: Member, known: Known) -> tuple[Effect, ...]:
    """The wave that is due now, or the next one to come; one reminder for who doesn't answer."""
    meets = duo.state in (State.AGREED, State.MET, State.RUNNING)
    due = schedule.due_waves(course(duo, me, known), me.asked, known.now) if meets else ()
    if not due:
        return (Asked(duo.id, me.candidate),)
    wave, number = due[0].name, len(me.asked) + 1
    again = schedule.next_sending(known.now + timedelta(days=3))
    reminder = ScheduledMessage(CheckInAgain(duo.id, number), again, f"recheck:{duo.id}:{wave}", person=me.person)
    return (Asked(duo.id, me.candidate, wave), reminder, asks_how_it_goes(duo, me, known, number, wave))


def asks_how_it_goes(duo: Duo, me: Member, known: Known, number: int, wave: str, last: bool = False) -> Begin:
    started = schedule.local_day(duo.formed)
    asked = frozenset(m for m in measures.Moment if f"{me.candidate}:{m}" in duo.measured)
    ends = duo.ends or started + timedelta(days=_preset(duo, known).lasts_days)
    now = None if last else measures.moment_on(started, ends, known.today, asked)
    at_end = wave == schedule.END and not last
    told = about(duo, me, wave=number, ends=at_end, last=last, moment=now or "", side=me.side)
    hello = Phrase("checkin.last" if last else "checkin.hello", {"buddy": others(duo, me), "name": me.name})
    past = () if last else _anniversary(duo, me, known.today, started)  # a duo that has ended has none
    return Begin("checkin", told, lead=(*past, hello))


def _anniversary(duo: Duo, me: Member, today: date, started: date) -> tuple[Phrase, ...]:
    """Half a year, or a year, since the check-in before this one: worth a line."""
    before = max((date.fromisoformat(name) for name in me.asked if name not in (schedule.END, today.isoformat())),
                 default=started)  # fmt: skip
    past = [months for months in ANNIVERSARIES if before < schedule.months_after(started, months) <= today]
    return tuple(Phrase(f"anniversary.{months}", {"buddy": others(duo, me)}) for months in past[-1:])


def asks_again(duo: Duo, me: Member, known: Known, lead: Phrase) -> tuple[Effect, ...]:
    """The last check-in that they were asked and didn't answer, with these words before it."""
    if not me.asked or len(me.asked) in me.told:
        return ()
    asked = asks_how_it_goes(duo, me, known, len(me.asked), me.asked[-1])
    return (replace(asked, lead=(lead,)),)


@dataclass(frozen=True, slots=True)
class Scale:
    """A number of a scale by a tap. Words of each: `{words}.{number}`, or the number itself."""

    measure: measures.Measure
    words: str = ""

    def screen(self, here: Here) -> Screen:
        columns = 1 if self.words else COLUMNS[self.measure.key]
        return Screen(
            grouped((Choice(str(v), self.label(v)) for v in self.measure.values), columns), values=buddy(here)
        )

    def label(self, value: int) -> Value:
        return Phrase(f"{self.words}.{value}") if self.words else value

    def read(self, given: Input, here: Here) -> Answer | Retry:
        told = given.choice if isinstance(given, Tap) else given.text.strip() if isinstance(given, Text) else ""
        if told.isdecimal() and len(told) < 4 and int(told) in self.measure.values:
            return Answer(int(told))
        return slip(given, "slip.tap")

    def shown(self, value: Any, here: Here) -> Value:
        return self.label(value)


def asked_of(here: Here) -> tuple[measures.Measure, ...]:
    """Which numbers this side is asked for now; with the questions of the end only the first."""
    about = here.about
    return measures.at(
        measures.Moment(about["moment"]), Side(about.get("side") or Side.NEWCOMER), bool(about.get("ends"))
    )


def measuring(about: Mapping[str, Any]) -> tuple[Effect, ...]:
    """The circles as a picture, and the questions."""
    return (Say((Phrase("measure.hello"),), paper=CIRCLES), Begin("measure", about))


def asked_at(measure: measures.Measure) -> Callable[[Here], bool]:
    return lambda here: measure in asked_of(here)


def measured(here: Here) -> tuple[Effect, ...]:
    if over(here):
        return (Say((Phrase("checkin.over", buddy(here)),)),)
    duo, candidate, moment_ = here.about["duo"], here.about["candidate"], here.about["moment"]
    kept = tuple(Measured(duo, candidate, moment_, m.key, m.wording, here.answers.get(m.key)) for m in asked_of(here))
    return (*kept, Say((Phrase("measure.thanks"),)), *ending(here))


def ending(here: Here) -> tuple[Effect, ...]:
    """After the check-in at the planned end: stop now, or go on."""
    found = standing(here, State.MET, State.RUNNING)
    if not here.about.get("ends") or found is None:
        return ()
    duo, me = found
    if duo.ends and duo.ends > here.known.today:  # the other goes on, and it was moved meanwhile
        return ()
    return asks_of_the_end(duo, me)


def asks_of_the_end(duo: Duo, me: Member) -> tuple[Effect, ...]:
    """They stop as planned, or go on."""
    return (Begin("parting", about(duo, me, planned=True, lasted=True, sure=YES)),)


def at_its_end(duo: Duo, me: Member, today: date) -> bool:
    """Is what comes after the planned end still to be said?"""
    meets = duo.state in (State.MET, State.RUNNING)
    return meets and schedule.END in me.asked and duo.ends is not None and duo.ends <= today


MEASURES = Flow(
    "measure", "measure",
    tuple(
        Question(m.key, Scale(m, {"closeness": "", "confidence": ""}.get(m.key, f"measure.{m.key}")),
                 when=asked_at(m), optional=True)
        for m in measures.MEASURES
        if m.asked
    ),
    measured, resumes=False, queries=duo_as_it_stands, of_duo=True,
    may_wait=lambda state: not state.about.get("ends"),  # after it comes the question of the end
)  # fmt: skip
