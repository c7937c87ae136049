"""The end, from both sides apart: planned, or not."""

from typing import Any

from bot.flows.core import Flow, Here, Question, also_call
from bot.flows.duo.common import ON, STOP, AboutOne, about, beside, buddy, duo_as_it_stands, not_safe, others, whom
from bot.flows.duo.rhythm import asks_how_it_goes
from bot.flows.news import programme_values
from bot.flows.readers import NO, YES, OneOf, Words
from programme import schedule
from programme.duo import ENDINGS, State
from programme.effects import Asked, Begin, Effect, Part, Say
from programme.message import Phrase
from programme.model import Duo, Known, Member
from programme.queries import DuoOf
from programme.reading.wishes import worries

REASONS = tuple(r for r in ENDINGS if r not in ("planned", "programme", "coordinator"))


def worries_in(value: Any) -> bool:
    """Words of distress: nothing more is asked after them."""
    return isinstance(value, str) and worries(value)


def planned(here: Here) -> bool:
    return bool(here.about.get("planned"))


def own_end(here: Here) -> bool:
    return not here.about.get("told")


def parted(here: Here) -> tuple[Effect, ...]:
    """One side's end: reasons for the coordinator only, and what comes after it."""
    if planned(here) and here.answers.get("planned") == ON:
        return (Say((Phrase("parting.goes_on", buddy(here)),)),)
    if here.answers.get("sure") == NO:
        return (Say((Phrase("parting.stays", buddy(here)),)),)
    duo = here.known.get(DuoOf(here.about["duo"]))
    me = duo.member(here.about["candidate"]) if duo else None
    if duo is None or me is None:
        return (Say((Phrase("duo.over"),)),)
    reason = here.answers.get("reason") or "other"
    note = here.answers.get("note") or ""
    if reason == "unsafe" or worries(note):  # it has ended, and nothing more is asked
        safe = not_safe(duo.id, me.candidate, duo.programme, here, parted=True, note=note)
        return (Part(duo.id, me.candidate, "unsafe", note), *safe)
    again = here.answers["again"] == YES
    warm = () if here.about.get("left") else (Phrase("parting.thanks", buddy(here)),)
    thanks = Say((*warm, Phrase("parting.waits" if again else "parting.enough")))
    return (Part(duo.id, me.candidate, reason, note, again), thanks, *_last(duo, me, here))


def _last(duo: Duo, me: Member, here: Here) -> tuple[Effect, ...]:
    """A last check-in, for those who met and were not asked just now."""
    if duo.state == State.AGREED or here.about.get("lasted") or schedule.END in me.asked:
        return ()
    last = asks_how_it_goes(duo, me, here.known, len(me.asked) + 1, schedule.END, last=True)
    return (Asked(duo.id, me.candidate, schedule.END), last)


PARTING = Flow(
    "parting", "parting",
    (
        Question("planned", AboutOne((STOP, ON), "parting"), when=planned, ends=lambda v: v == ON),
        Question("sure", AboutOne((YES, NO), "parting.sure"), when=own_end,
                 settle=lambda here: here.about.get("sure"), ends=lambda v: v == NO),
        Question("reason", OneOf(REASONS, "ended"), when=lambda here: not here.about.get("left"), optional=True,
                 settle=lambda here: "planned" if planned(here) else None, ends=lambda v: v == "unsafe"),
        Question("note", Words(500), when=lambda here: not here.about.get("left"), optional=True, heard=True,
                 ends=worries_in),
        Question("again", OneOf((YES, NO), "again.other", columns=2)),
    ),
    parted, resumes=False, queries=duo_as_it_stands, of_duo=True,
)  # fmt: skip


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
    return (Begin("parting", told, lead=(Phrase("news.left" if left else "parting.closed", values),)),)
