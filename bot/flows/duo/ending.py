"""The end, from both sides apart: planned, or not."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from bot.channels.base import Text
from bot.flows.core import Answer, Flow, Here, Input, Question, Retry, Screen, also_call
from bot.flows.duo.common import (
    MEETS,
    ON,
    STOP,
    AboutOne,
    about,
    beside,
    buddy,
    duo_as_it_stands,
    duo_button,
    not_safe,
    others,
    standing,
    whom,
)
from bot.flows.duo.meeting import ADay, falls_away
from bot.flows.duo.rhythm import asks_how_it_goes
from bot.flows.feature import Situation
from bot.flows.news import programme_values
from bot.flows.readers import NO, YES, OneOf, Words
from programme import schedule
from programme.duo import ENDINGS, State
from programme.effects import Asked, Begin, Drop, Effect, Extend, Measured, Part, Say
from programme.measures import AGAIN, Moment
from programme.message import Day, Phrase, Value
from programme.model import Duo, Known, Member
from programme.queries import DuoOf
from programme.reading.wishes import worries
from programme.scheduled import Extended, MemberLeft

ANEW = "anew"  # stop, and another buddy
MONTHS = (1, 2, 3, 6)  # to go on for, by a tap
LONGEST = timedelta(days=366)  # and at the most
REASONS = tuple(r for r in ENDINGS if r not in ("planned", "programme", "coordinator"))


def no_more_questions(value: Any) -> bool:
    """Not safe, or words of distress."""
    return bool(value == "unsafe" or (isinstance(value, dict) and worries(value["words"])))


def in_months(today: date) -> tuple[date, ...]:
    return tuple(schedule.months_after(today, count) for count in MONTHS)


def planned(here: Here) -> bool:
    return bool(here.about.get("planned"))


def goes_on(here: Here) -> bool:
    return planned(here) and here.answers.get("planned") == ON


def _goes_on(here: Here) -> tuple[Effect, ...]:
    found = standing(here, State.MET, State.RUNNING, State.PAUSED)
    if found is None:
        return (Say((Phrase("checkin.over", buddy(here)),)),)
    until = date.fromisoformat(here.answers["until"])
    values: dict[str, Value] = {**buddy(here), "day": Day(max(until, found[0].ends or until))}  # the later one holds
    return (Extend(here.about["duo"], here.about["candidate"], until), Say((Phrase("parting.goes_on", values),)))


ONE_REASON = OneOf(REASONS, "ended")


@dataclass(frozen=True, slots=True)
class Reason(Words):
    """A tap, or own words: they are for the coordinator."""

    def screen(self, here: Here) -> Screen:
        return ONE_REASON.screen(here)

    def read(self, given: Input, here: Here) -> Answer | Retry:
        if not isinstance(given, Text):
            return ONE_REASON.read(given, here)
        read = Words.read(self, given, here)
        return Answer({"words": read.value}) if isinstance(read, Answer) else read

    def shown(self, value: Any, here: Here) -> Value:
        return str(value["words"]) if isinstance(value, dict) else ONE_REASON.shown(value, here)


def why(here: Here) -> tuple[str, str]:
    """The reason, and own words with it."""
    told = here.answers.get("reason") or "other"
    return ("other", told["words"]) if isinstance(told, dict) else (told, "")


def own_end(here: Here) -> bool:
    return not here.about.get("told")


def parted(here: Here) -> tuple[Effect, ...]:
    """One side's end: reasons for the coordinator only, and what comes after it."""
    if goes_on(here):
        return _goes_on(here)
    if here.answers.get("sure") == NO:
        return (Say((Phrase("parting.stays", buddy(here)),)),)
    duo = here.known.get(DuoOf(here.about["duo"]))
    me = duo.member(here.about["candidate"]) if duo else None
    if duo is None or me is None:
        return (Say((Phrase("duo.over"),)),)
    no_more = Drop(None, {"duo": duo.id})  # whatever else was asked about it
    reason, note = why(here)
    if reason == "unsafe" or worries(note):  # it has ended, and nothing more is asked
        safe = not_safe(duo.id, me.candidate, duo.programme, here, parted=True, note=note)
        return (no_more, Part(duo.id, me.candidate, "unsafe", note), *safe)
    again = here.answers["again"] == YES
    warm = () if here.about.get("left") else (Phrase("parting.thanks", buddy(here)),)
    thanks = Say((*warm, Phrase("parting.waits" if again else "parting.enough")))
    kept = Measured(duo.id, me.candidate, Moment.END, AGAIN.key, AGAIN.wording, int(again))
    return (no_more, Part(duo.id, me.candidate, reason, note, again), kept, thanks, *_last(duo, me, here))


def _last(duo: Duo, me: Member, here: Here) -> tuple[Effect, ...]:
    """A last check-in, for those who met and were not asked just now."""
    if duo.state == State.AGREED or here.about.get("lasted") or schedule.END in me.asked:
        return ()
    last = asks_how_it_goes(duo, me, here.known, len(me.asked) + 1, schedule.END, last=True)
    return (Asked(duo.id, me.candidate, schedule.END), last)


def wants_another(here: Here) -> Any:
    """Told already by who stops as planned."""
    return {STOP: NO, ANEW: YES}.get(here.answers.get("planned", "")) if planned(here) else None


LATER_END = ADay(in_months, LONGEST, "slip.until", back=-timedelta(days=1))
PARTING = Flow(
    "parting", "parting",
    (
        Question("planned", AboutOne((STOP, ANEW, ON), "parting"), when=planned),
        Question("until", LATER_END, when=goes_on, ends=bool, invalidated_by=("planned",)),
        Question("sure", AboutOne((YES, NO), "parting.sure"), when=own_end,
                 settle=lambda here: here.about.get("sure"), ends=lambda v: v == NO),
        Question("reason", Reason(), when=lambda here: not here.about.get("left"), optional=True,
                 settle=lambda here: "planned" if planned(here) else None, ends=no_more_questions, heard=True),
        Question("again", OneOf((YES, NO), "again.other", columns=2), settle=wants_another),
    ),
    parted, resumes=False, queries=duo_as_it_stands, of_duo=True, found_again=True,
    may_wait=lambda state: not state.about.get("told"),  # whether they want another buddy has to be known
)  # fmt: skip


def extended(told: Extended, duo: Duo, me: Member, at: Situation) -> tuple[Effect, ...]:
    """The other goes on, or the coordinator: until when, and nothing more is asked about the old end."""
    if duo.state not in (State.MET, State.RUNNING, State.PAUSED) or duo.ends is None:
        return ()
    who = duo.member(told.candidate)
    values: dict[str, Value] = {**programme_values(at.known, duo), "buddy": others(duo, me), "day": Day(duo.ends)}
    said = Phrase("parting.extended" if who else "parting.extended.staff", values)
    rows = ((duo_button("parting.do", "part", duo.id),),)
    return (Drop({"parting"}, {"duo": duo.id, "planned": True}), Say((said,), rows=rows))


def left_behind(told: MemberLeft, duo: Duo, me: Member, _: Situation) -> tuple[Effect, ...]:
    """One of several left: who, and that it goes on; or they may stop too."""
    if duo.state not in MEETS:
        return ()
    who = duo.ever(told.who)
    values: dict[str, Value] = {"name": who.name if who else Phrase("duo.somebody"), "buddy": others(duo, me)}
    off = (Phrase("meeting.off.with"),) if told.off else ()
    again = ((duo_button("meeting.other", "meet", duo.id),),) if told.off else ()
    rows = (*again, (duo_button("parting.do", "part", duo.id),))
    return (Say((Phrase("duo.member-left", values), *off), rows=rows),)


def closed(duo: Duo, me: Member, left: bool, known: Known) -> tuple[Effect, ...]:
    """The duo has ended without them: gently, and what do they want?"""
    if me.candidate in duo.partings:
        return ()
    if me.candidate in duo.unsafe:  # asked nothing; whom to call stays on the screen
        return (
            Say(
                (Phrase("unsafe.parted", whom(beside(duo, me, known))), *also_call(known), Phrase("status.next")),
                last=True,
            ),
        )
    told = about(duo, me, told=True, left=left, lasted=left)
    values = {**programme_values(known, duo), "buddy": others(duo, me)}
    over = Begin("parting", told, lead=(Phrase("news.left" if left else "parting.closed", values),))
    return (*falls_away(duo, known), over)
