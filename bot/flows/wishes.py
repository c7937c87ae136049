"""What people say outside the question: a human, stop, help, what is this, how long, why; and that they need help.

It is understood in every state and every language, and never taken as an answer. After it the open question comes
again in one line.
"""

from dataclasses import dataclass
from typing import Any

from bot.flows.anytime import offers_to_stop, stands
from bot.flows.core import (
    Answer,
    Flow,
    Here,
    Input,
    Question,
    Retry,
    Screen,
    Tap,
    also_call,
    asked,
    contact,
    name_of,
    place_of,
)
from bot.flows.feature import Effects, Feature, Situation
from bot.flows.readers import slip
from bot.flows.talk import opens
from programme.alarms import Kind
from programme.effects import AskAgain, Begin, Effect, GiveAnswer, RaiseAlarm, Say
from programme.message import Choice, Phrase, Value
from programme.reading.wishes import Wish

SECONDS = 20  # that a question takes, about
PASS, MINE, NO = "pass", "mine", "no"


def understood(wish: Wish, at: Situation) -> Effects:
    """What they asked for, and the question again."""
    values = contact(at.known, *at.session.stack)
    match wish:
        case Wish.HUMAN:
            return opens(at)
        case Wish.STOP:
            return offers_to_stop("", at)
        case Wish.HOW_LONG:
            return how_long(at)
        case Wish.WHY:
            about_duo = at.session.top is not None and "duo" in at.session.top.about
            told = Phrase("wish.why.duo" if about_duo else "wish.why", values)
        case Wish.HELP | Wish.WHAT:
            told = Phrase(f"wish.{wish}", values)
    return (Say((told,)), AskAgain(brief=True))


def how_long(at: Situation) -> Effects:
    """How many questions are left, or where they stand."""
    top = at.session.top
    if top is None:
        return stands(at)
    flow = at.registry.flows[top.flow]
    left = sum(1 for q in asked(flow, top, at.known) if q.key not in top.answers)
    minutes = max(1, left * SECONDS // 60)
    return (Say((Phrase("wish.how-long", {"n": left, "minutes": minutes}),)), AskAgain(brief=True))


# --- words of distress ---------------------------------------------------------------------------


def distressed(text: str, at: Situation, answers: bool) -> Effects:
    """Nobody reads this at once: that is said first, and whom to call; one tap passes it on. `answers`: it may be
    the answer to the question that is open, too."""
    stack = at.session.stack
    values, programme = contact(at.known, *stack), place_of(at.known, *stack)
    found = at.known.programme(programme)
    if found is None or not found.heard:
        return (Say((Phrase("distress.nobody", values), *also_call(at.known, *stack))), AskAgain(brief=True))
    about = {
        "programme": programme, "human": str(values["human"]), "text": text[:1000], "answers": answers,
        "name": name_of(at.known, *stack),
    }  # fmt: skip
    return (Begin("distress", about),)


@dataclass(frozen=True, slots=True)
class PassOn:
    """Pass it on, or not; or it was an answer after all."""

    def screen(self, here: Here) -> Screen:
        human: dict[str, Value] = {"human": here.about["human"]}
        mine = ((Choice(MINE, Phrase("distress.do.mine")),),) if here.about.get("answers") else ()
        rows = ((Choice(PASS, Phrase("distress.do.pass", human)),), *mine, (Choice(NO, Phrase("distress.do.no")),))
        return Screen(rows, values=human)

    def read(self, given: Input, here: Here) -> Answer | Retry:
        if isinstance(given, Tap) and given.choice in (PASS, MINE, NO):
            return Answer(given.choice)
        return slip(given, "slip.tap")

    def shown(self, value: Any, here: Here) -> Value:
        return Phrase(f"distress.do.{value}", {"human": here.about["human"]})


def passed_on(here: Here) -> tuple[Effect, ...]:
    about = here.about
    match here.answers["pass"]:
        case "mine":
            return (GiveAnswer(about["text"]),)
        case "no":
            return (Say((Phrase("distress.kept"),)),)
    person = here.known.person
    alarm = RaiseAlarm(
        Kind.DISTRESS, about["programme"], person.id if person else 0, note=about["text"], name=about["name"]
    )
    return (
        alarm,
        Say((Phrase("distress.passed", {"human": about["human"]}), Phrase("distress.call"), *also_call(here.known))),
    )


FLOW = Flow(
    "distress", "distress", (Question("pass", PassOn(), summed=False),), passed_on, resumes=False, to_human=False
)  # fmt: skip

FEATURE = Feature("wishes", flows=(FLOW,))
