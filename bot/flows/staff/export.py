"""A coordinator takes the list of a programme along, with a reason. Everybody in it can read that it happened.

The file is made when it is sent (`bot/runtime/lists.py`), and kept nowhere.
"""

from bot.flows.actions import Action, Decision, Opens, Request
from bot.flows.core import Flow, Here, Question, State
from bot.flows.feature import Command, Feature, Queries, Situation
from bot.flows.readers import OneOf, Words
from bot.flows.staff.announce import AUDIENCE, asked, name_of, which
from bot.flows.staff.queue import TO_QUEUE
from programme.announcing import Audience
from programme.effects import Begin, Effect, Say, TakeList
from programme.message import Phrase
from programme.queries import AudienceOf
from programme.roles import DECIDES, Group

PAPER = "list"  # followed by the programme, the reason, and own words about it
OTHER = "other"
WHY = ("agency", "mailing", "handover", OTHER)
MOST_WORDS = 200  # characters


def finish(here: Here) -> tuple[Effect, ...]:
    programme, why = here.about["programme"], here.answers["why"]
    if here.known.get(AudienceOf(programme, DECIDES)) is None:
        return (Say((Phrase("review.gone"),), rows=TO_QUEUE),)
    told = Phrase("list.made", {"programme": name_of(programme, here.known)})
    paper = "/".join((PAPER, programme, why, here.answers.get("words", "")))
    return (TakeList(programme, why), Say((told, Phrase("list.put-away")), rows=TO_QUEUE, paper=paper))


def queries(state: State) -> Queries:
    return (AudienceOf(state.about["programme"], DECIDES),)


FLOW = Flow(
    "export", "list",
    (
        Question("why", OneOf(WHY, "list.why")),
        Question("words", Words(MOST_WORDS), when=lambda here: here.answers.get("why") == OTHER),
    ),
    finish, resumes=False, queries=queries, on_card=True, to_human=False,
)  # fmt: skip


def begins(of: Audience, _: Request, __: Situation) -> Decision:
    return Decision(Opens(Begin(FLOW.name, {"programme": of.programme})))


TAKE = Action("export", Group.READING, DECIDES, "take the list of a programme along, with a reason", AUDIENCE, begins)


FEATURE = Feature(
    "export",
    flows=(FLOW,),
    commands=(Command("export", lambda _, at: which(TAKE, Phrase("list.which"), at), lambda _, at: asked(TAKE, at)),),
    actions=(TAKE,),
)
