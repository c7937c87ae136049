"""The first minute: which language, who you are, what happens with what you tell, and two consents."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.flows.core import Answer, Flow, Here, Input, Question, Retry, Screen, State, Tap
from bot.flows.feature import Effects, Feature, Queries, Situation
from bot.flows.readers import NO, YES, Name, Notice, OneOf, Reachable, grouped, human, slip
from bot.i18n.detect import guess
from programme.effects import Begin, Consent, Effect, Join, Redeem, Say, Speak, Stop, Unguard, Vouch, Withdraw
from programme.message import Autonym, Button, Choice, Go, Phrase, Place, Value
from programme.model import LANGUAGES, Known
from programme.queries import LinkByHash

# The version of the notice and of both consents: a consent is kept with the words that it was given to. Before the
# dot stands the purpose: whoever agreed to another one is asked again. After the dot, only the words changed.
WORDING = "2026-12.1"
PURPOSE = WORDING.partition(".")[0]
ROLES = ("newcomer", "volunteer")


@dataclass(frozen=True, slots=True)
class Language:
    """Every language in its own name, the best guess first and wide; all of them one tap away."""

    def screen(self, here: Here) -> Screen:
        guess = [c for c in here.about.get("guess", LANGUAGES) if c in LANGUAGES]
        order = [*guess, *(c for c in LANGUAGES if c not in guess)]
        first, *rest = (Choice(c, Autonym(c)) for c in order)
        return Screen(((first,), *grouped(rest, 2)))

    def read(self, given: Input, here: Here) -> Answer | Retry:
        if isinstance(given, Tap) and given.choice in LANGUAGES:
            return Answer(given.choice)
        return slip(given, "slip.language")

    def shown(self, value: Any, here: Here) -> Value:
        return Autonym(value)


def candidate(here: Here) -> bool:
    return not here.about.get("role")


def guardian(here: Here) -> bool:
    return here.about.get("role") == "guardian"


def coordinator(here: Here) -> bool:
    return not candidate(here) and not guardian(here)


def speak(value: Any, here: Here) -> tuple[Effect, ...]:
    """Whoever came by a link that doesn't work reads so, as soon as they can read it."""
    closed = (Say((Phrase("invitation.closed"),)),) if here.about.get("closed") else ()
    return (Speak(value), *closed)


def consented(kind: str, value: Any) -> tuple[Effect, ...]:
    return (Consent(kind, value == YES, WORDING),)


ASKED_AGAIN = ("take_part", "counted")
QUESTIONS = (
    Question("language", Language(), then=speak),
    Question("side", OneOf(ROLES, "side"), when=candidate),
    Question(
        "take_part",
        Notice("take_part", Phrase("privacy.short"), Phrase("privacy.long")),
        when=candidate,
        then=lambda v, _: consented("take-part", v),
        ends=lambda v: v == NO,
    ),
    Question(
        "counted",
        Notice("counted", Phrase("counted.short"), Phrase("counted.long")),
        when=candidate,
        then=lambda v, _: consented("counted", v),
    ),
    Question(
        "vouch",
        Notice("vouch", Phrase("vouch.short"), Phrase("vouch.long")),
        when=guardian,
        ends=lambda v: v == NO,
        summed=False,
    ),
    Question("guardian_name", Name(), when=guardian, summed=False),
    Question("guardian_phone", Reachable(), when=guardian, optional=True, summed=False),
    Question("your_name", Name(), when=coordinator, summed=False),
    Question("your_phone", Reachable(), when=coordinator, optional=True, summed=False),
)


def finish(here: Here) -> tuple[Effect, ...]:
    answers, about = here.answers, here.about
    if guardian(here):
        return _vouched(here, answers, about)
    if coordinator(here):
        return _joined(here, answers, about)
    if answers.get("take_part") == NO:
        return (Say((Phrase("welcome.refused", human(here.known)),)),)
    kept = {"counted": answers.get("counted") == YES, "programme": about.get("programme", "")}
    return (Begin(answers["side"], kept, instead=True),)


def _vouched(here: Here, answers: Mapping[str, Any], about: Mapping[str, Any]) -> tuple[Effect, ...]:
    """A guardian's yes or no, to a link that still opens."""
    link = here.known.get(LinkByHash(about["hash"]))
    if link is None or not link.opens(here.known.now):
        return (Say((Phrase("invitation.closed"),)),)
    yes = answers["vouch"] == YES
    name, reach = answers.get("guardian_name") or "", answers.get("guardian_phone") or ""
    values: dict[str, Value] = {"name": about["name"], **human(here.known)}
    return (
        Vouch(about["hash"], yes, name, reach, WORDING),
        Say((Phrase("vouch.thanks" if yes else "vouch.refused", values),)),
    )


def _joined(here: Here, answers: Mapping[str, Any], about: Mapping[str, Any]) -> tuple[Effect, ...]:
    programme = here.known.programme(about["programme"])
    link = here.known.get(LinkByHash(about["hash"]))
    if programme is None or link is None or not link.opens(here.known.now):
        return (Say((Phrase("invitation.closed"),)),)
    values: dict[str, Value] = {
        "name": answers["your_name"],
        "programme": programme.name,
        "place": Place(programme.municipality),
    }
    return (
        Redeem(about["hash"]),
        Join(programme.id, answers["your_name"], answers.get("your_phone") or "", about["role"]),
        Say((Phrase(f"{about['role']}.welcome", values), Phrase("coordinator.help"))),
    )


def renewed(here: Here) -> tuple[Effect, ...]:
    if here.answers["take_part"] == NO:
        return stopped(here.known)
    return (Say((Phrase("privacy.agreed"),)),)


def stopped(known: Known) -> tuple[Effect, ...]:
    """Out of the queue and of every conversation; the answers stay until they are erased."""
    person = known.person
    leaves: tuple[Effect, ...] = (Withdraw(person.id),) if person and not person.status.ended else ()
    leaves = (*leaves, Unguard()) if known.guarded else leaves
    rows = ((Button(Phrase("status.begin"), Go("begin")),), (Button(Phrase("mydata.erase.do"), Go("erase")),))
    return (*leaves, Stop(), Say((Phrase("stop.stopped", human(known)),), rows=rows))


def welcomes(at: Situation, text: str = "", **about: Any) -> Effects:
    """The first question, in the language that they seem to speak; what they were in is over."""
    answers = {"language": at.session.language} if at.session.language else {}
    guessed = list(guess(text, at.hint, LANGUAGES))
    return (Begin("welcome", {"guess": guessed, **about}, answers, instead=True),)


def link_they_came_by(state: State) -> Queries:
    return (LinkByHash(state.about["hash"]),) if "hash" in state.about else ()


FLOW = Flow("welcome", "welcome", QUESTIONS, finish, queries=link_they_came_by, signs_up=True)
AGAIN = tuple(q for q in QUESTIONS if q.key in ASKED_AGAIN)
RENEWAL_FLOW = Flow("renewal", "welcome", AGAIN, renewed, resumes=False)

FEATURE = Feature("welcome", flows=(FLOW, RENEWAL_FLOW))
