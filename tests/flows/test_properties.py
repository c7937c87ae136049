"""Whatever somebody does in whatever order: never an error, always a question with a next step or an end."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from bot.channels.base import Contact, Letter, Other, Text
from bot.flows.core import BACK, KEEP, SKIP, Flow, Question, State, Tap, advance, ask, begin, choices, current, here
from bot.flows.readers import ManyOf, OneOf, Words
from bot.flows.registry import REGISTRY
from bot.i18n import render
from programme import schedule
from programme.duo import State as Stage
from programme.effects import Say
from programme.message import DUTCH
from programme.model import LANGUAGES, Coordinator, Duo, Invitation, Known, Meeting, Member, Programme, Side
from programme.queries import DuoOf, Link, LinkByHash, Newcome, NewLink
from tests.conversations import ear
from tests.conversations.phone import faults, leads_on

NOW = datetime(2026, 10, 5, 8, 0, tzinfo=UTC)
MECHELEN, GENT, LIER = "12025", "44021", "12021"
PROGRAMMES = (
    Programme("samen", "Samen Mechelen", MECHELEN, "antwerpen", (MECHELEN,), human="Els", phone="015", minors=True),
    Programme("gent", "Duo Gent", GENT, "oost-vlaanderen", (GENT, MECHELEN)),
)
SOON = datetime(2026, 10, 8, 12, tzinfo=UTC)  # the meeting of every duo that agreed
MEMBERS = (
    Member(2, 2, Side.NEWCOMER, "Amina", "ar", answer="open"), Member(3, 3, Side.VOLUNTEER, "Tom", "nl", answer="open"),
)  # fmt: skip
STAGES = tuple(
    Duo(
        1, "samen", NOW, MEMBERS, state=stage, since=NOW, ends=NOW.date(), meeting=Meeting(1, 1, 3, SOON, "bibliotheek")
    )
    for stage in Stage
)
ELS = Coordinator(9, "Els", (("samen", "coordinator"),))
FOUND = {
    NewLink(): Link("h", "https://t.me/duobot?start=x"), LinkByHash("h"): Invitation("h", "samen", "guardian", NOW),
    LinkByHash("c"): Invitation("c", "samen", "claim", NOW + timedelta(days=1), None, 5, "Amina"), Newcome(): True,
}  # fmt: skip
KNOWN = Known(NOW, schedule.local_day(NOW), PROGRAMMES, coordinator=ELS, human="Els", phone="015", found=FOUND)
KNOWN_AT = (KNOWN, *(replace(KNOWN, found={**FOUND, DuoOf(1): duo}) for duo in STAGES))
DUO = {"duo": 1, "candidate": 2, "programme": "samen", "buddy": "Tom"}
ABOUT = {
    "welcome": {"guess": ["uk", "en"]},
    "handover": {},
    "claim": {"guess": ["uk", "en"], "hash": "c", "name": "Amina", "project": "Samen"},
    "newcomer": {"counted": True, "programme": ""},
    "volunteer": {"counted": False, "programme": "samen"},
    "checkin": {**DUO, "wave": 1, "moment": "start"},
    "proposal": {**DUO, "shown": {"tongues": ["ar"], "interests": ["cooking"], "free": ["3-evening"]}},
    "sharing": DUO,
    "meeting": DUO,
    "appointment": {**DUO, "meeting": 1, "at": "2026-10-08T14:00:00+02:00", "place": "bibliotheek", "by": "Tom"},
    "metup": {**DUO, "meeting": 1, "at": "2026-10-08T14:00:00+02:00"},
    "hours": {**DUO, "entry": 0},
    "proof": {"programme": "samen"},
    "measure": {**DUO, "moment": "end"},
    "parting": {**DUO, "planned": True},
    "ask": {"candidate": 1, "name": "Amina"},
    "relay": {"relay": 1, "question": "Past dinsdag?", "from": "Els"},
    "mydata": {},
    "pause": {},
    "renewal": {},
    "staying": {"candidate": 1},
    "away": {},
    "announce": {"programme": "samen"},
    "export": {"programme": "samen"},
    "screening": {"candidate": 1, "name": "Tom"},
    "interview": {"candidate": 1, "name": "Tom"},
    "aside": {"candidate": 1, "name": "Amina"},
    "note": {"candidate": 1, "name": "Amina"},
    "talk": {"programme": "samen", "human": "Els", "name": "Amina"},
    "stafftalk": {"candidate": 1, "name": "Tom", "programme": "samen"},
    "distress": {
        "programme": "samen",
        "human": "Els",
        "phone": "015",
        "name": "Amina",
        "text": "help",
        "answers": True,
    },
    "unvouch": {"person": 1, "name": "Sami"},
}
CLEAR = (
    "Mechelen", "2800", "Gent", "Lier", "Mechlen", "Deurne", "syrië", "arabisch", "2019", "Amina", "tom@example.org",
)  # fmt: skip
TEXTS = st.one_of(st.sampled_from(CLEAR), st.text(max_size=80), st.text("0123456789/@{} \u202e\u2069", max_size=40))
KINDS = ("sticker", "voice", "photo", "document", "location", "forwarded", "edited", "unknown")
ACTS = st.one_of(
    st.tuples(st.just("tap"), st.integers(0, 40)),
    st.tuples(st.just("tap"), st.integers(0, 40)),
    st.tuples(st.just("done"), st.just(0)),
    st.tuples(st.just("text"), TEXTS),
    st.tuples(st.just("nav"), st.sampled_from((BACK, SKIP, KEEP, DUTCH))),
    st.tuples(st.just("stale"), st.text(max_size=12)),
    st.tuples(st.just("run"), st.integers(0, 9)),
    st.tuples(st.just("odd"), st.text(max_size=12)),
    st.tuples(st.just("contact"), st.booleans()),
    st.tuples(st.just("other"), st.sampled_from(KINDS)),
)
RELAXED = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
flows = pytest.mark.parametrize("name", REGISTRY.flows)


def started(name: str, flow: Flow | None = None) -> State:
    about = {**ABOUT[name]}
    return begin(flow or REGISTRY.flows[name], State(name, 3, about=about), KNOWN)[0]


def input_of(act: tuple, flow: Flow, state: State, known: Known = KNOWN):
    kind, value = act
    offered = choices(flow, state, known)
    match kind:
        case "tap" if offered:
            return Tap(state.run, state.at, offered[value % len(offered)].value, value + 1, "shown")
        case "done":
            return Tap(state.run, state.at, "done", 7)
        case "text":
            return Text(value)
        case "nav":
            return Tap(state.run, state.at, value, 7)
        case "stale":
            return Tap(state.run, value, "yes", 7)
        case "run":
            return Tap(value, state.at, "yes", 7)
        case "odd":
            return Tap(state.run, state.at, value, 7)
        case "contact":
            return Contact("+32470123456", value)
    return Other(value if isinstance(value, str) else "unknown")


def leads(flow: Flow, state: State | None, effects: tuple, known: Known = KNOWN) -> None:
    """A finished flow, or a question that can be answered, in words that Telegram takes in every language."""
    said = [e for e in effects if isinstance(e, Say)]
    if state is not None:
        assert current(flow, state, known) is not None
        said.append(ask(flow, state, known))
    for language in LANGUAGES:
        letters = [render.letter(say, language) for say in said]
        assert all(not faults(letter, braces=True) for letter in letters)
    assert state is None or leads_on(letters[-1])


def kept(state: State) -> State:
    """Through JSON, as it is kept between two messages."""
    return msgspec.json.decode(msgspec.json.encode(state), type=State)


@flows
@RELAXED
@given(acts=st.lists(ACTS, max_size=40), known=st.sampled_from(KNOWN_AT))
def test_whatever_is_done_there_is_a_next_step(name, acts, known):
    """Also where the duo that it is about is gone, or stands anywhere in its life."""
    ear.listen()
    flow, state = REGISTRY.flows[name], started(name)
    for act in acts:
        state, effects = advance(flow, state, input_of(act, flow, state, known), known)
        leads(flow, state, effects, known)
        if state is None:
            return
        assert kept(state) == state


OF_DUOS = [name for name in REGISTRY.flows if "duo" in ABOUT[name]]


PICKS = ((0,), (1,), (2,), (3,), (0, 1), (1, 0))  # which answer of each question; the last one from there on


@pytest.mark.parametrize("picks", PICKS)
@pytest.mark.parametrize("known", KNOWN_AT, ids=["gone", *Stage])
@pytest.mark.parametrize("name", OF_DUOS)
def test_the_ends_of_a_duos_conversations(name, known, picks):
    """Some ways through, by buttons, or by words where there is none to tap, wherever the duo stands."""
    flow, state = REGISTRY.flows[name], started(name)
    for step in range(20):
        answers = [c.value for c in choices(flow, state, known) if c.value not in (BACK, DUTCH)]
        pick = picks[min(step, len(picks) - 1)]
        tapped = answers[pick if pick < len(answers) else 0] if answers else ""
        given = Tap(state.run, state.at, tapped, 7, "shown") if answers else Text("bibliotheek")
        state, effects = advance(flow, state, given, known)
        leads(flow, state, effects, known)
        if state is None:
            return


@pytest.mark.parametrize("name", ["welcome", "newcomer", "volunteer", "checkin"])
@RELAXED
@given(acts=st.lists(ACTS, max_size=40))
def test_back_after_forward_is_the_same_question(name, acts):
    flow, state = REGISTRY.flows[name], started(name)
    for act in acts:
        question, before = current(flow, state, KNOWN).key, state
        state = advance(flow, state, input_of(act, flow, state), KNOWN)[0]
        if state is None:
            return
        if question not in before.answers and question in state.answers:  # a step forward
            back = advance(flow, state, Tap(state.run, state.at, BACK), KNOWN)[0]
            assert current(flow, back, KNOWN).key == question


# --- a flow that changed while somebody was in it --------------------------------------------------


def without(flow: Flow, key: str) -> Flow:
    return replace(flow, questions=tuple(q for q in flow.questions if q.key != key))


def renamed(flow: Flow, key: str) -> Flow:
    questions = tuple(replace(q, key="older_name") if q.key == key else q for q in flow.questions)
    return replace(flow, questions=questions)


def with_one_more(flow: Flow, key: str) -> Flow:
    at = next(i for i, q in enumerate(flow.questions) if q.key == key)
    more = Question("older_question", Words(60))
    return replace(flow, questions=(*flow.questions[:at], more, *flow.questions[at:]))


@pytest.mark.parametrize("changed", [without, renamed, with_one_more])
@pytest.mark.parametrize("name", ["newcomer", "volunteer", "checkin", "welcome"])
@settings(RELAXED, max_examples=30)
@given(data=st.data(), acts=st.lists(ACTS, max_size=25), more=st.lists(ACTS, max_size=15))
def test_a_session_of_an_older_flow_goes_on(changed, name, data, acts, more):
    flow = REGISTRY.flows[name]
    older = changed(flow, data.draw(st.sampled_from([q.key for q in flow.questions[:-1]])))
    assume(current(older, started(name, older), KNOWN) is not None)
    state = halfway(older, name, acts)
    if "older" in state.at:
        leads(flow, *advance(flow, kept(state), Tap(state.run, state.at, "yes"), KNOWN))
    state = kept(state)
    for act in more:
        state, effects = advance(flow, state, input_of(act, flow, state), KNOWN)
        leads(flow, state, effects)
        if state is None:
            return


def halfway(flow: Flow, name: str, acts: list) -> State:
    """As far as these acts lead without an end; an older flow's own end is not what is tested."""
    state = started(name, flow)
    for act in acts:
        try:
            after = advance(flow, state, input_of(act, flow, state), KNOWN)[0]
        except KeyError:  # the older flow's end missed the question that this one has
            return state
        if after is None:
            return state
        state = after
    return state


# --- readers ---------------------------------------------------------------------------------------

READERS = [(f.name, q.key) for f in REGISTRY.flows.values() for q in f.questions]


@pytest.mark.parametrize(("name", "key"), READERS, ids=[f"{n}.{k}" for n, k in READERS])
@settings(RELAXED, max_examples=25)
@given(text=TEXTS)
def test_readers_never_raise(name, key, text):
    reader = REGISTRY.flows[name].find(key).reader
    told = {"municipality": LIER, "day": "2026-10-08"}
    at = here(State(name, 1, answers=told, about=ABOUT[name]), key, KNOWN)
    for what in (Text(text), Tap(1, key, text), Contact(text, True), Contact(text, False), Other("unknown")):
        reader.read(what, at)


@RELAXED
@given(text=TEXTS, language=st.sampled_from((*LANGUAGES, None)))
def test_typed_words_never_raise(text, language):
    flow, state = REGISTRY.flows["newcomer"], started("newcomer")
    render.chosen(text, choices(flow, state, KNOWN), language)


TICKING = [(f.name, q.key) for f in REGISTRY.flows.values() for q in f.questions if isinstance(q.reader, ManyOf)]


@pytest.mark.parametrize(("name", "key"), TICKING)
@RELAXED
@given(picks=st.lists(st.integers(0, 20), min_size=1, max_size=12))
def test_the_same_tap_twice_is_once(name, key, picks):
    flow = REGISTRY.flows[name]
    once = State(name, 1, key, about=ABOUT[name])
    for pick in picks:
        offered = choices(flow, once, KNOWN)
        tap = Tap(1, key, offered[pick % len(flow.find(key).reader.values)].value, 5)
        once = advance(flow, once, tap, KNOWN)[0]
        twice, effects = advance(flow, once, tap, KNOWN)
        assert (twice, effects) == (once, ())


BEFORE = {
    "why": {"met": "no"},
    "result": {"day": "2026-10-04"},
}  # what a question wants to have been answered, where that is not: we met


def test_every_choice_can_be_typed():
    """The words of each button of a choice are understood in its language and in Dutch."""
    for flow in REGISTRY.flows.values():
        for question in flow.questions:
            if isinstance(question.reader, OneOf):
                answers = BEFORE.get(question.key, {"met": "yes", "mood": "4"})
                state = State(flow.name, 1, question.key, answers=answers, about=ABOUT[flow.name])
                for choice in question.reader.screen(here(state, question.key, KNOWN)).rows:
                    assert_typed(flow, state, choice)


def assert_typed(flow: Flow, state: State, row: tuple) -> None:
    for choice in row:
        for language in LANGUAGES:
            words = render.say(choice.label, language)
            assert render.chosen(words, choices(flow, state, KNOWN), language) == choice.value, (words, state.at)


def test_letters_are_what_is_checked():
    assert faults(Letter("")) == ["a text of 0 characters"]
