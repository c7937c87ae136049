"""Somebody whom a list of the programme names opens their link: is it them, and do they want to take part?

Until they say that it is them, nothing is shown but the first name and the programme.
"""

from dataclasses import replace

from bot.flows.core import Flow, Here, Question, State
from bot.flows.feature import Effects, Feature, Queries, Situation
from bot.flows.readers import NO, YES, Notice, human
from bot.flows.welcome import QUESTIONS as ASKED
from bot.flows.welcome import consented, link_they_came_by
from bot.i18n.detect import guess
from programme.effects import AskAgain, Begin, Disown, Effect, Say, TakeOver
from programme.message import Button, Go, Phrase, Value
from programme.model import CLAIM, LANGUAGES, Invitation
from programme.queries import LinkByHash, Newcome

SAME = {q.key: q for q in ASKED}  # the language and the consents, as in an intake
LATER = {  # a consent is written down with the file that they take over, not before
    "take_part": replace(SAME["take_part"], when=lambda _: True, then=lambda _, __: ()),
    "counted": replace(SAME["counted"], when=lambda _: True, then=lambda _, __: ()),
}
QUESTIONS = (
    SAME["language"],
    Question(
        "claim", Notice("claim", Phrase("claim.short"), Phrase("claim.long")), ends=lambda v: v == NO, summed=False
    ),
    LATER["take_part"],
    LATER["counted"],
)


def finish(here: Here) -> tuple[Effect, ...]:
    """The file is theirs; or it goes, with all that was in it; or it was never theirs, and they saw nothing of it."""
    answers, hash = here.answers, str(here.about["hash"])
    link = here.known.get(LinkByHash(hash))
    if link is None or link.role != CLAIM or not link.opens(here.known.now):
        return (Say((Phrase("invitation.closed"),)),)
    values: dict[str, Value] = {"name": here.about["name"], "project": here.about["project"], **human(here.known)}
    if answers["claim"] == NO:
        return (Disown(hash, erased=False), Say((Phrase("claim.not-me"),)))
    if answers["take_part"] == NO:
        return (Disown(hash, erased=True), Say((Phrase("claim.refused", values),)))
    if not here.known.get(Newcome()):
        return (Say((Phrase("claim.taken", values),)),)
    shows = ((Button(Phrase("claim.status"), Go("on")),),)
    agreed = (*consented("take-part", YES), *consented("counted", answers["counted"]))
    return (TakeOver(hash), *agreed, Say((Phrase("claim.done", values),), rows=shows))


def asks(link: Invitation, at: Situation) -> Effects:
    """On their own phone. A phone on which somebody is known already has one file, and keeps it."""
    if not at.known.get(Newcome()):
        return (Say((Phrase("claim.taken", human(at.known)),)), AskAgain(brief=True))
    found = at.known.programme(link.programme)
    about = {"hash": link.hash, "name": link.name, "project": found.name if found else link.programme}
    answers = {"language": at.session.language} if at.session.language else {}
    guessed = list(guess("", at.hint, LANGUAGES))
    return (Begin("claim", {**about, "guess": guessed}, answers, instead=True),)


def opened_with(state: State) -> Queries:
    return (*link_they_came_by(state), Newcome())


FLOW = Flow("claim", "welcome", QUESTIONS, finish, queries=opened_with)
FEATURE = Feature("claim", flows=(FLOW,))
