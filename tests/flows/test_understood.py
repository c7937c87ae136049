"""Every message is answered with something that shows it was understood, or says who will read it.

Each question of each conversation, in each language, with what people say outside the question: who is told what,
that nothing of it is taken as an answer, and that the question comes again.
"""

from dataclasses import replace

import pytest

from bot.channels.base import Arrival, Other, Press, Text
from bot.flows.core import BACK, DUTCH, HUMAN, LATER, Session, State, Tap, advance, begin, choices, current
from bot.flows.readers import Words
from bot.flows.registry import REGISTRY
from bot.i18n import render
from bot.runtime.router import step
from programme.alarms import Kind
from programme.effects import CheckedIn, RaiseAlarm, Reply, ScheduledMessage, SpeakUp
from programme.message import Choose
from programme.model import LANGUAGES, MINOR, Candidate, Status
from tests.answers import KNOWN, after, script
from tests.conversations import ear
from tests.conversations.phone import faults, leads_on
from tests.flows.test_properties import ABOUT, FOUND, KNOWN_AT, NOW, Side, started

ME = Candidate(2, 2, Side.NEWCOMER, Status.MATCHED, "samen", "Amina", "ar", NOW, NOW)
HERE = replace(KNOWN_AT[4], coordinator=None, person=ME, me=2)
ALONE = replace(HERE, programmes=tuple(replace(p, heard=False) for p in HERE.programmes))
STAFF_ONLY = {"announce", "ask", "export", "screening", "stafftalk", "interview", "aside", "note", "handover"}
FLOWS = sorted(REGISTRY.flows.keys() - STAFF_ONLY)
WISHES = {
    "human": ("ik wil met een mens praten", "I want to talk to a human", "je veux parler à quelqu'un",
              "أريد التحدث مع شخص", "хочу поговорити з людиною"),
    "stop": ("STOP", "ik wil stoppen", "je veux arrêter", "أريد التوقف", "хочу зупинитися"),
    "help": ("help", "ik snap het niet", "je ne comprends pas", "لا أفهم", "не розумію"),
    "what": ("wat is dit?", "what is this", "c'est quoi", "ما هذا؟", "що це таке"),
    "how-long": ("hoe lang duurt het", "how long does it take", "combien de temps", "كم من الوقت", "скільки часу"),
    "why": ("waarom vraag je dit", "why do you ask", "pourquoi", "لماذا", "навіщо"),
}  # fmt: skip
DISTRESS = ("I am in danger, my buddy hits me", "ik ben bang, hij slaat me", "il me frappe", "يضربني", "він б'є мене")
BESIDE = ("thank you", "???", "😀", "شكرا", "hoe gaat het met u vandaag meneer", "https://example.org", "x" * 3000)


def states(name: str, known=HERE) -> list[State]:
    """Each question of a flow that some way through reaches."""
    flow, found = REGISTRY.flows[name], {}
    about = dict(ABOUT[name])
    for pick in range(4):
        state = started(name)
        for _ in range(30):
            found.setdefault(state.at, state)
            answers = [c.value for c in choices(flow, state, known) if c.value not in (BACK, DUTCH, HUMAN, LATER)]
            tapped = answers[min(pick, len(answers) - 1)] if answers else ""
            state = advance(flow, state, Tap(state.run, state.at, tapped, 7) if answers else Text("Amina"), known)[0]
            if state is None:
                break
    told: dict = {}
    if name in ("newcomer", "volunteer"):
        at = begin(flow, State(name, 3, about=about), KNOWN)[0]
        for _, moves in script(flow):
            last, at = at, after(flow, at, moves)
        told = {**last.answers, "send": None}
    for more in (
        {},
        {"age": MINOR},
        {"name": "أمينة"},
        {"how": "link"},
        {"how": "phone"},
        {"answer": "question"},
        {"met": "no"},
    ):
        for role in ({}, {"role": "guardian", "hash": "h", "name": "Sami"}, {"role": "coordinator", "hash": "h"}):
            for question in flow.questions:
                answers = {k: v for k, v in {**told, **more}.items() if k != question.key}
                state = State(name, 3, question.key, answers, about={**about, **role})
                now = current(flow, state, known)
                if now and now.key == question.key:
                    found.setdefault(question.key, state)
    return list(found.values())


def says(state: State, what, language: str, known=HERE):
    session = Session(2, language, (state,), runs=9)
    return step(session, Arrival(1, what, person=2), known, REGISTRY)


def answered(done) -> list[str]:
    """The keys of what was said; each letter one that Telegram takes, and the last one leads on."""
    letters = [render.letter(said, language) for said, language in done.said]
    assert letters, "nobody is left without an answer"
    assert all(not faults(letter) for letter in letters)
    keys = [line.key for said, _ in done.said for line in said.lines]
    assert leads_on(letters[-1]) or keys[-1] in ear.TYPED, letters[-1]
    return keys


def unchanged(done, state: State) -> bool:
    return any(s.flow == state.flow and s.answers == state.answers for s in done.session.stack)


BESIDE_THE_QUESTION = {
    "talk",
    "distress",
}  # words go to a human there, or along with what is passed on: see the dialogues
ASKING = [name for name in FLOWS if name not in BESIDE_THE_QUESTION]


@pytest.mark.parametrize("name", ASKING)
def test_a_wish_is_understood_and_is_no_answer(name: str) -> None:
    for state in states(name):
        for wanted, sayings in WISHES.items():
            for said, language in ((s, lang) for s in sayings for lang in LANGUAGES):
                if render.chosen(said, choices(REGISTRY.flows[name], state, HERE), language):
                    continue  # it is a button's own words
                done = says(state, Text(said), language)
                keys = answered(done)
                told = {"human": {"talk.hello", "talk.call", "talk.said"}, "stop": {"stop.sure"}}
                assert told.get(wanted, {f"wish.{wanted}", "wish.why.duo"}) & set(keys), (state.at, said, keys)
                assert unchanged(done, state), (state.at, said)
                assert not [e for e in done.effects if isinstance(e, CheckedIn | Reply | SpeakUp | RaiseAlarm)]


@pytest.mark.parametrize("name", [name for name in FLOWS if name != "distress"])
def test_distress_is_heard_first(name: str) -> None:
    """Offered to be passed on, or, where somebody reads the answer, passed on with it; whom to call is said."""
    for state in states(name):
        question = REGISTRY.flows[name].find(state.at)
        for said, language in ((s, lang) for s in DISTRESS for lang in LANGUAGES):
            done = says(state, Text(said), language)
            words = " ".join(render.letter(one, lang).text for one, lang in done.said)
            alarms = [e for e in done.effects if isinstance(e, RaiseAlarm)]
            assert "112" in words, (state.at, said, words)
            answered(done)
            if question.heard:
                assert [a.kind for a in alarms] in ([Kind.WORDS], [Kind.MOOD], [Kind.UNSAFE]), (state.at, alarms)
                assert alarms[0].note == said
            else:
                assert not alarms, "nothing is passed on before they say so"
                assert done.session.top.flow == "distress"
                assert unchanged(done, state)
                choice = Tap(done.session.top.run, "pass", "pass", 7)
                passed = advance(REGISTRY.flows["distress"], done.session.top, choice, HERE)[1]
                assert [e.note for e in passed if isinstance(e, RaiseAlarm)] == [said]
                mine = {c.value for c in choices(REGISTRY.flows["distress"], done.session.top, HERE)}
                assert ("mine" in mine) == isinstance(question.reader, Words)


@pytest.mark.parametrize("name", ASKING)
def test_where_nobody_can_be_reached_nothing_is_promised(name: str) -> None:
    for state in states(name):
        question = REGISTRY.flows[name].find(state.at)
        if question.heard:
            continue
        done = says(state, Text(DISTRESS[0]), "en", ALONE)
        keys = answered(done)
        assert "distress.nobody" in keys
        assert not [e for e in done.effects if isinstance(e, RaiseAlarm | SpeakUp | ScheduledMessage)]
        assert "talk.call" in answered(says(state, Text("human"), "en", ALONE))


@pytest.mark.parametrize("name", FLOWS)
def test_whatever_else_is_said_or_sent_is_answered(name: str) -> None:
    for state in states(name):
        for language in LANGUAGES:
            for what in (*map(Text, BESIDE), *map(Other, ("sticker", "voice", "photo", "location", "unknown"))):
                answered(says(state, what, language))


def test_a_human_is_one_tap_away_below_every_question() -> None:
    for name in FLOWS:
        flow = REGISTRY.flows[name]
        for state in states(name):
            there = HUMAN in {c.value for c in choices(flow, state, HERE)}
            joins = state.about.get("role") == "coordinator"
            assert there == (flow.to_human and state.at != "language" and not joins), (name, state.at)
            if there:
                tapped = Press(str(Choose(state.run, state.at, HUMAN)), 7, "")
                assert {"talk.hello", "talk.call"} & set(answered(says(state, tapped, "nl")))


def test_all_that_this_walk_knows_is_walked() -> None:
    """A question that no way through reaches is named here, or found by this."""
    reached = {(name, s.at) for name in FLOWS for s in states(name)}
    every = {(name, q.key) for name in FLOWS for q in REGISTRY.flows[name].questions}
    assert every - reached == set(), every - reached
    assert ABOUT.keys() >= set(FLOWS)
    assert FOUND
