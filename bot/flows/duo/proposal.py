"""Both say yes, or one says no and nobody hears of it."""

from collections.abc import Iterator, Mapping, Sequence
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

PAIR = 2
MOST_TIMES = 3  # free times in common that are told


@dataclass(frozen=True, slots=True)
class Offer(About, OneOf):
    """Who the other is, in what they agreed to show: first name, languages, interests, free time."""

    def screen(self, here: Here) -> Screen:
        found = super(Offer, self).screen(here)
        lines: list[Phrase] = []
        of_whom: Sequence[tuple[str, Mapping[str, Any]]] = here.about.get("of", [("", here.about.get("shown", {}))])
        several = len(of_whom) > 1
        for name, shown in of_whom:
            lines += (Phrase("proposal.of", {"name": name}),) if several else ()
            lines += _shown(shown)
        common: Mapping[str, Any] = here.about.get("both", {})
        kind = "all" if several else "both"
        if likes := common.get("interests"):
            both = Listed(tuple(Phrase(f"interest.{i}") for i in likes))
            lines.append(Phrase(f"proposal.{kind}", {"interests": both}))
        if hours := common.get("free"):
            lines.append(Phrase(f"proposal.{kind}-free", {"times": Listed(tuple(map(Slot, hours)))}))
        return Screen(
            found.rows,
            (*lines, Phrase("proposal.ask")),
            values=found.values,
            brief=Phrase("proposal.brief", buddy(here)),
        )


def _shown(shown: Mapping[str, Any]) -> Iterator[Phrase]:
    """One of the others, in what they agreed to show."""
    if tongues := shown.get("tongues"):
        yield Phrase("proposal.tongues", {"tongues": Listed(tuple(map(Tongue, tongues)))})
    if interests := shown.get("interests"):
        yield Phrase("proposal.interests", {"interests": Listed(tuple(Phrase(f"interest.{i}") for i in interests))})
    if free := shown.get("free"):
        times = Listed(tuple(map(Slot, sorted(free, key=free_time().values.index))))
        yield Phrase("proposal.free", {"times": times})


def offered(duo: Duo, me: Member) -> dict[str, Any]:
    others = duo.others(me.candidate)
    of = [[m.name, {k: list(v) for k, v in m.shown.items()}] for m in others]
    return about(duo, me, of=of, both=in_common(me, *others))


def in_common(me: Member, *others: Member) -> dict[str, list[str]]:
    """Why these: what all agreed to show, and have all. Of free times at most three, the first of the week."""
    both = {
        key: [v for v in me.shown.get(key, ()) if others and all(v in o.shown.get(key, ()) for o in others)]
        for key in ("interests", "free")
    }
    times = sorted(both["free"], key=free_time().values.index)[:MOST_TIMES]
    return {key: found for key, found in (("interests", both["interests"]), ("free", times)) if found}


def proposed(duo: Duo, me: Member, lead: str) -> tuple[Effect, ...]:
    if duo.state != State.PROPOSED or me.answer not in (Said.OPEN, Said.QUESTION):
        return ()
    grown = (Phrase("proposal.group"),) if len(duo.members) > PAIR else ()
    hello = Phrase(lead, {"name": me.name, "buddy": others(duo, me)})
    return (Begin("proposal", offered(duo, me), lead=(*grown, hello)),)


def decided(here: Here) -> tuple[Effect, ...]:
    found = standing(here, State.PROPOSED)
    if found is None or found[1].answer == Said.YES:
        return (Say((Phrase("proposal.gone"),)),)
    if here.about["buddy"] != others(*found):  # somebody was added since they read it
        return proposed(*found, "proposal.hello")
    duo, candidate, said = here.about["duo"], here.about["candidate"], here.answers["answer"]
    if said == QUESTION:
        words, where = here.answers["question"], here.about["programme"]
        told = to_staff(AskedFirst(duo, candidate, words), here)
        kept = SpeakUp(where, words, passed=False)  # it stands in the timeline, and is told with the duo beside it
        return (
            Answered(duo, candidate, Said.QUESTION), told, kept,
            Begin("proposal", here.about, lead=(Phrase("proposal.asked"),)),
        )  # fmt: skip
    both = said == YES and all(m.answer == Said.YES for m in found[0].others(candidate))
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
