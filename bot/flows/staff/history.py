"""What happened with somebody, in order, on one screen: words both ways, decisions, looks, alarms."""

from bot.flows.actions import Action, Decision, Request, Shows
from bot.flows.feature import Feature, Situation
from bot.flows.staff.alarms import when
from bot.flows.staff.queue import CANDIDATE, back
from programme.effects import Say
from programme.message import Phrase
from programme.model import Candidate
from programme.queries import Event, HistoryOf
from programme.roles import READS, Group

LONGEST = 200  # characters of one message


def show(found: Candidate, request: Request, at: Situation) -> Decision:
    told = at.known.get(HistoryOf(found.id, READS))
    head = Phrase("history.head", {"name": found.name})
    return Decision(Shows(Say((head, *map(line, told)), rows=back(found), edit=request.edit)))


def line(one: Event) -> Phrase:
    words = one.words if len(one.words) <= LONGEST else f"{one.words[:LONGEST]}…"
    key = "talk.line" if one.what == "said" else f"history.{one.what}"
    return Phrase(key, {**when(one.at), "name": one.who, "words": words or "–"})


FEATURE = Feature(
    "history",
    actions=(
        Action("history", Group.READING, READS, "see what happened with somebody, in order", CANDIDATE, show,
               offered=lambda _: True, wide=False, also=lambda request, _: (HistoryOf(request.number, READS),)),
    ),
)  # fmt: skip
