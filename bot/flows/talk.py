"""A human within reach, at any moment: write to the coordinator, an hour of messages both ways, in order.

It closes by a tap, or when an hour passed without a word. Whoever writes reads when somebody will see it; where
nobody of the programme can be reached, whom to call instead, and nothing is promised.
"""

from collections.abc import Mapping
from typing import Any

from bot.flows.actions import NEW, Action, Decision, Opens, Request, Shows, Subject
from bot.flows.core import (
    Answer,
    Flow,
    Here,
    Input,
    Question,
    Retry,
    Screen,
    State,
    Tap,
    also_call,
    contact,
    later,
    name_of,
    place_of,
)
from bot.flows.feature import Audience, Effects, Feature, Scheduled, Shortcut, Situation
from bot.flows.heard import only_duo
from bot.flows.readers import Words
from bot.flows.staff.alarms import when
from bot.flows.staff.queue import CANDIDATE, still_mine
from bot.flows.translated import also_translated
from programme.alarms import Kind
from programme.effects import AskAgain, Begin, Drop, Effect, RaiseAlarm, Say, ScheduledMessage, SpeakUp
from programme.message import Button, Choice, Choose, Do, Phrase, Rows, Value
from programme.model import Candidate, Query
from programme.queries import Talk, TalkOf, Utterance
from programme.reading.wishes import worries
from programme.roles import DECIDES, READS, Group
from programme.scheduled import StaffSaid, TalkEnds, TheySaid

MOST = 1000  # characters of one message
DONE, CALL = "done", "call"
CALLS = "📞 Bel mij, alsjeblieft."  # of somebody who would rather not write; the staff reads Dutch
STOPS: Mapping[str, bool] = {"done": True}  # the answer that ends it


class Message(Words):
    """What is to be passed on, or: done."""

    def screen(self, here: Here) -> Screen:
        values = {k: v for k, v in here.about.items() if isinstance(v, str)}
        call = () if here.known.coordinator else ((Choice(CALL, Phrase("talk.call-me")),),)
        return Screen((*call, (Choice(DONE, Phrase("talk.done")),)), values=values)

    def read(self, given: Input, here: Here) -> Answer | Retry:
        if isinstance(given, Tap):
            return Answer(CALLS if given.choice == CALL else STOPS)
        return Words.read(self, given, here)

    def shown(self, value: Any, here: Here) -> Value:
        return Phrase("talk.done") if value == STOPS else str(value)


# --- a person's side -----------------------------------------------------------------------------


def opens(at: Situation) -> Effects:
    """Whom they reach and when; what they write next is passed on. Where nobody can be reached: whom to call."""
    stack = at.session.stack
    values, programme = contact(at.known, *stack), place_of(at.known, *stack)
    found = at.known.programme(programme)
    if found is None or not found.heard:
        return (Say((Phrase("talk.call", values), *also_call(at.known, *stack))), AskAgain(brief=True))
    if stack and stack[-1].flow == FLOW.name:
        return (AskAgain(),)
    about = {"programme": programme, "human": values["human"], "name": name_of(at.known, *stack)}
    return (Begin("talk", about, lead=(Phrase("talk.hello", values), *(later(at.known) or (Phrase("talk.soon"),)))),)


def said(here: Here) -> tuple[Effect, ...]:
    """Passed on; and what they write next, too."""
    about, words = here.about, here.answers["said"]
    if words == STOPS:
        return (Say((Phrase("talk.over", {"human": about["human"]}),)),)
    found = here.known.programme(about["programme"])
    if found is None or not found.heard:  # nobody is left since it began
        return (
            Say((Phrase("talk.call", contact(here.known)), *also_call(here.known), Phrase("status.next")), last=True),
        )
    person, name = here.known.person, str(about.get("name", ""))
    told = SpeakUp(about["programme"], words, name)
    passed = Phrase("talk.passed", {"human": about["human"]})
    if not worries(words):
        return (told, Begin("talk", about, lead=(passed,)))
    duo = only_duo(here.known)
    alarm = RaiseAlarm(Kind.WORDS, about["programme"], person.id if person else 0, duo, words, name=name)
    return (told, alarm, Begin("talk", about, lead=(passed, Phrase("distress.call"), *also_call(here.known))))


FLOW = Flow(
    "talk", "talk", (Question("said", Message(MOST), summed=False, heard=True),), said, resumes=False, to_human=False
)  # fmt: skip


def they_hear(told: StaffSaid, at: Situation) -> Effects:
    """The staff's words; what they type next is the answer to them."""
    line = Phrase("talk.staff-said", {"name": told.name, "words": told.words})
    top = at.session.top
    again = also_translated(told.name, told.words, told.language, f"words:{told.number}", at)
    if top and top.flow == FLOW.name and top.about.get("programme") == told.programme:
        return (Say((line,), rows=_done(top)), *again)
    about = {"programme": told.programme, "human": told.name, "name": name_of(at.known, *at.session.stack)}
    return (Begin("talk", about, lead=(line,)), *again)


def _done(top: State) -> Rows:
    return ((Button(Phrase("talk.done"), Choose(top.run, "said", DONE)),),)


def closes(told: TalkEnds, at: Situation) -> Effects:
    """An hour without a word: what they type is an answer to a question again."""
    talk = at.known.get(TalkOf(told.talk, None))
    mine = [s for s in at.session.stack if s.flow in (FLOW.name, STAFF_FLOW.name)]
    if not mine or talk is None:
        return ()
    if talk.ends > at.known.now:
        key = f"talk:{told.talk}:{talk.ends.isoformat()}"
        return (ScheduledMessage(TalkEnds(told.talk), talk.ends, key, person=at.known.me),)
    name = str(mine[-1].about.get("human") or mine[-1].about.get("name") or "")
    over = Say((Phrase("talk.timed-out", {"human": name}),))
    return (Drop((FLOW.name, STAFF_FLOW.name)), over, AskAgain(brief=True))


# --- the staff's side ----------------------------------------------------------------------------


def write(found: Candidate, _: Request, __: Situation) -> Decision:
    """A talk with somebody who has a file."""
    about = {"candidate": found.id, "name": found.name, "programme": found.programme}
    return Decision(Opens(Begin("stafftalk", about)))


def answer(found: Talk, _: Request, __: Situation) -> Decision:
    """To whoever wrote."""
    about = {"talk": found.id, "candidate": found.candidate, "name": found.name, "programme": found.programme}
    return Decision(Opens(Begin("stafftalk", about)))


def card(found: Talk, _: Situation, lead: Phrase | None = None, edit: int | None = None) -> Say:
    """What was said last, in order."""
    return Say((*((lead,) if lead else ()), *map(line, found.words)), rows=rows(found), edit=edit)


def line(one: Utterance) -> Phrase:
    return Phrase("talk.line", {**when(one.at), "name": one.who, "words": one.words})


def rows(found: Talk) -> Rows:
    file = ((Button(Phrase("review.do.card"), Do("card", found.candidate, NEW)),),) if found.candidate else ()
    return ((Button(Phrase("talk.do.answer", {"name": found.name}), Do("answer", found.id)),), *file)


TALK: Subject[Talk] = Subject(
    "talk.do",
    query=lambda request, action: TalkOf(request.number, action.roles),
    programme=lambda talk: talk.programme,
    card=card,
    back=rows,
)


def staff_hear(told: TheySaid, at: Situation) -> Effects:
    """A person's words, for whoever of the staff talks with them, or for all."""
    talk = at.known.get(TalkOf(told.talk, READS))
    if talk is None:
        return ()
    said = Phrase("talk.they-said", {"name": talk.name, "words": told.words})
    again = also_translated(talk.name, told.words, told.language, f"words:{told.number}", at, talk.candidate)
    top = at.session.top
    if top is None or top.flow != STAFF_FLOW.name:
        return (Say((said,), rows=rows(talk)), *again)
    if talk.id == top.about.get("talk") or talk.candidate == top.about.get("candidate"):
        return (Say((said,), rows=_done(top)), *again)
    return (
        Say((said,), rows=rows(talk)),
        AskAgain(brief=True),
        *again,
    )  # so that what is typed next goes to whom it says


def staff_said(here: Here) -> tuple[Effect, ...]:
    about, words = here.about, here.answers["said"]
    if words == STOPS:
        return (Say((Phrase("talk.over", {"human": about["name"]}),)),)
    me = here.known.coordinator.name if here.known.coordinator else ""
    told = SpeakUp(about["programme"], words, me, about.get("talk", 0), about.get("candidate", 0), staff=True)
    return (told, Begin("stafftalk", about, lead=(Phrase("talk.passed", {"human": about["name"]}),)))


def still_theirs(state: State) -> tuple[Query[Any], ...]:
    """The card or the talk that it was begun on, if this reader may still do that."""
    if state.about.get("candidate"):
        return still_mine(state)
    return (TalkOf(state.about["talk"], DECIDES),)


STAFF_FLOW = Flow(
    "stafftalk", "stafftalk", (Question("said", Message(MOST), summed=False),), staff_said, resumes=False,
    queries=still_theirs, on_card=True, goes_to=True,
)  # fmt: skip


FEATURE = Feature(
    "talk",
    flows=(FLOW, STAFF_FLOW),
    scheduled=(
        Scheduled(StaffSaid, Audience.PERSON, they_hear),
        Scheduled(TheySaid, Audience.STAFF, staff_hear, lambda told, _: (TalkOf(told.talk, READS),)),
        Scheduled(TalkEnds, Audience.PERSON, closes, lambda told, _: (TalkOf(told.talk, None),)),
    ),
    buttons=(Shortcut("human", lambda _, at: opens(at)),),
    actions=(
        Action("write", Group.DECIDING, DECIDES, "talk with somebody, through the bot", CANDIDATE, write,
               offered=lambda one: one.alarm or not one.status.ended, wide=False),
        Action("answer", Group.DECIDING, DECIDES, "answer somebody who wrote", TALK, answer),
        Action("talk", Group.READING, READS, "see what was said last in a talk", TALK,
               lambda found, request, at: Decision(Shows(card(found, at, None, request.place)))),
    ),
)  # fmt: skip
