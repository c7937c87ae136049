"""What people say outside the question: a human, stop, help, what is this, how long, why; and that they need help.

It is understood in every state and every language, and never taken as an answer. After it the open question comes
again in one line.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from bot.channels.base import Text
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
    later,
    name_of,
    place_of,
)
from bot.flows.duo.common import not_safe, others
from bot.flows.feature import Audience, Effects, Feature, Scheduled, Situation
from bot.flows.heard import only_duo
from bot.flows.readers import YES, slip
from bot.flows.talk import opens
from programme.alarms import Kind
from programme.effects import (
    AskAgain,
    AskFirst,
    Begin,
    Drop,
    Effect,
    GiveAnswer,
    RaiseAlarm,
    Say,
    ScheduledMessage,
    SpeakUp,
)
from programme.message import Choice, Phrase, Value
from programme.model import Known
from programme.queries import DuosOf
from programme.reading import phrases
from programme.reading.wishes import Wish
from programme.scheduled import DistressAgain

SECONDS = 20  # that a question takes, about
PASS, ABOUT, MINE, NO = "pass", "about", "mine", "no"
MOST = 1000  # characters that are passed on
REMINDED = timedelta(minutes=15)
OF_DUO = frozenset({"checkin", "measure", "parting", "metup"})  # asked to know how the two are doing


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
            about_duo = at.session.top is not None and at.session.top.flow in OF_DUO
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
        "programme": programme, "human": str(values["human"]), "phone": str(values["phone"]), "text": text[:MOST],
        "answers": answers, "name": name_of(at.known, *stack), **with_whom(at.known),
        "of": next((s.about["duo"] for s in reversed(stack) if "duo" in s.about), 0),
    }  # fmt: skip
    soon = at.known.now + REMINDED
    again = ScheduledMessage(DistressAgain(), soon, f"distress:{soon.isoformat()}", person=at.known.me)
    return (Begin("distress", about), again)


def again(_: DistressAgain, at: Situation) -> Effects:
    """Nobody said whether to pass it on: asked once more, and then peace."""
    return (AskFirst(FLOW.name, {}),)


def with_whom(known: Known) -> dict[str, Any]:
    """The duo that they are in, if there is one and no other: it may be about that."""
    duo = only_duo(known)
    found = next((d for d in known.get(DuosOf(known.person.id)) if d.id == duo), None) if known.person else None
    me = found.member(known.person.id) if found and known.person else None
    return {"duo": found.id, "candidate": me.candidate, "buddy": others(found, me)} if found and me else {}


@dataclass(frozen=True, slots=True)
class PassOn:
    """Pass it on, or not; it is about the buddy; or it was an answer after all. What they write more goes along."""

    def screen(self, here: Here) -> Screen:
        human: dict[str, Value] = {"human": here.about["human"], "phone": here.about["phone"]}
        buddy: dict[str, Value] = {"buddy": here.about.get("buddy", "")}
        about = ((Choice(ABOUT, Phrase("distress.do.about", buddy)),),) if "duo" in here.about else ()
        mine = ((Choice(MINE, Phrase("distress.do.mine")),),) if here.about.get("answers") else ()
        rows = (
            (Choice(PASS, Phrase("distress.do.pass", human)),),
            *about,
            *mine,
            (Choice(NO, Phrase("distress.do.no")),),
        )
        return Screen(rows, values=human)

    def read(self, given: Input, here: Here) -> Answer | Retry:
        more = here.draft.get("more", "")
        if isinstance(given, Tap) and given.choice in (PASS, ABOUT, MINE, NO):
            return Answer([given.choice, more])
        if not isinstance(given, Text):
            return slip(given, "slip.tap")
        if said := phrases.yes_no(given.text).read:
            return Answer([PASS if said[0] == YES else NO, more])
        return Retry(Phrase("distress.more"), {"more": f"{more}\n{given.text}".strip()[:MOST]})

    def shown(self, value: Any, here: Here) -> Value:
        return Phrase(f"distress.do.{value[0]}", {"human": here.about["human"], "buddy": here.about.get("buddy", "")})


def passed_on(here: Here) -> tuple[Effect, ...]:
    about, (choice, more) = here.about, here.answers["pass"]
    note = f"{about['text']}\n{more}".strip()
    match choice:
        case "mine":
            return (GiveAnswer(about["text"]),)
        case "no":
            return (Say((Phrase("distress.kept"), Phrase("distress.call"))),)
        case "about":
            return not_safe(about["duo"], about["candidate"], about["programme"], here, note=note)
    person, where, name = here.known.person, about["programme"], about["name"]
    of = about.get("of", 0)
    alarm = RaiseAlarm(Kind.DISTRESS, where, person.id if person else 0, of or about.get("duo", 0), note, name=name)
    # so that they can be answered also without a file
    kept = (SpeakUp(where, note, name, passed=False),)
    passed = Phrase("distress.passed", {"human": about["human"]})
    over = (Drop(None, {"duo": of}),) if of else ()  # what was asked about it is no more
    return (alarm, *kept, *over, Say((passed, *later(here.known), Phrase("distress.call"), *also_call(here.known))))


FLOW = Flow(
    "distress", "distress", (Question("pass", PassOn(), summed=False),), passed_on, resumes=False, to_human=False
)  # fmt: skip

FEATURE = Feature("wishes", flows=(FLOW,), scheduled=(Scheduled(DistressAgain, Audience.PERSON, again),))
