"""Both say yes, or one says no and nobody hears of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.flows.core import Flow, Here, Question, Screen
from bot.flows.duo.common import QUESTION, About, AboutWords, about, buddy, duo_as_it_stands, others, standing, to_staff
from bot.flows.heard import worried
from bot.flows.readers import NO, YES, OneOf, free_time
from programme.duo import Answer as Said
from programme.duo import State
from programme.effects import (
    Answered,
    Begin,
    Effect,
    Say,
    SpeakUp,
)
from programme.message import Listed, Phrase, Slot, Tongue
from programme.model import Duo, Member
from programme.scheduled import (
    AskedFirst,
)

MOST_TIMES = 3  # free times in common that are told


@dataclass(frozen=True, slots=True)
class Offer(About, OneOf):
    """Who the other is, in what they agreed to show: first name, languages, interests, free time."""

    def screen(self, here: Here) -> Screen:
        found = super(Offer, self).screen(here)
        lines: list[Phrase] = []
        shown: Mapping[str, Any] = here.about.get("shown", {})
        if tongues := shown.get("tongues"):
            lines.append(Phrase("proposal.tongues", {"tongues": Listed(tuple(map(Tongue, tongues)))}))
        if interests := shown.get("interests"):
            both = Listed(tuple(Phrase(f"interest.{i}") for i in interests))
            lines.append(Phrase("proposal.interests", {"interests": both}))
        if free := shown.get("free"):
            times = Listed(tuple(map(Slot, sorted(free, key=free_time().values.index))))
            lines.append(Phrase("proposal.free", {"times": times}))
        common: Mapping[str, Any] = here.about.get("both", {})
        if likes := common.get("interests"):
            lines.append(Phrase("proposal.both", {"interests": Listed(tuple(Phrase(f"interest.{i}") for i in likes))}))
        if hours := common.get("free"):
            lines.append(Phrase("proposal.both-free", {"times": Listed(tuple(map(Slot, hours)))}))
        return Screen(
            found.rows,
            (*lines, Phrase("proposal.ask")),
            values=found.values,
            brief=Phrase("proposal.brief", buddy(here)),
        )


def offered(duo: Duo, me: Member) -> dict[str, Any]:
    other = next(iter(duo.others(me.candidate)), None)
    shown = {k: list(v) for k, v in other.shown.items()} if other else {}
    return about(duo, me, shown=shown, both=in_common(me, other) if other else {})


def in_common(me: Member, other: Member) -> dict[str, list[str]]:
    """Why these two: what both agreed to show, and have both. Of free times at most three, the first of the week."""
    both = {key: [v for v in me.shown.get(key, ()) if v in other.shown.get(key, ())] for key in ("interests", "free")}
    times = sorted(both["free"], key=free_time().values.index)[:MOST_TIMES]
    return {key: found for key, found in (("interests", both["interests"]), ("free", times)) if found}


def proposed(duo: Duo, me: Member, lead: str) -> tuple[Effect, ...]:
    if duo.state != State.PROPOSED or me.answer not in (Said.OPEN, Said.QUESTION):
        return ()
    return (Begin("proposal", offered(duo, me), lead=(Phrase(lead, {"name": me.name, "buddy": others(duo, me)}),)),)


def decided(here: Here) -> tuple[Effect, ...]:
    found = standing(here, State.PROPOSED)
    if found is None or found[1].answer == Said.YES:
        return (Say((Phrase("proposal.gone"),)),)
    duo, candidate, said = here.about["duo"], here.about["candidate"], here.answers["answer"]
    if said == QUESTION:
        words, where = here.answers["question"], here.about["programme"]
        told = to_staff(AskedFirst(duo, candidate, words), here)
        kept = SpeakUp(where, words, passed=False)  # it stands in the timeline, and is told with the duo beside it
        return (
            Answered(duo, candidate, Said.QUESTION), told, kept,
            Begin("proposal", here.about, lead=(Phrase("proposal.asked"),)),
        )  # fmt: skip
    others = found[0].others(candidate)
    both = said == YES and all(m.answer == Said.YES for m in others)
    key = "proposal.thanks.both" if both else f"proposal.thanks.{said}"
    return (Answered(duo, candidate, Said(said)), Say((Phrase(key, buddy(here)),)))


PROPOSAL = Flow(
    "proposal", "proposal",
    (
        Question("answer", Offer((YES, QUESTION, NO), "proposal.say")),
        Question("question", AboutWords(300), when=lambda here: here.answers.get("answer") == QUESTION,
                 invalidated_by=("answer",), heard=True, then=worried),
    ),
    decided, resumes=False, queries=duo_as_it_stands, of_duo=True, found_again=True,
)  # fmt: skip
