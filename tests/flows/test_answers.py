"""The script of answers follows the flows: a question more needs no edit of any test."""

from dataclasses import replace

import pytest

from bot.flows.core import SKIP, Flow, Question, asked, begin
from bot.flows.core import State as At
from bot.flows.readers import ManyOf, OneOf, Reachable, Tongues, Words
from bot.flows.registry import REGISTRY
from programme.reading.languages import COMMON
from tests.answers import ANSWERS, KNOWN, SHARES, after, cut, intake, script, taps

SIDES = ("newcomer", "volunteer")
sides = pytest.mark.parametrize("side", SIDES)
UNKNOWN_TO_THE_SCRIPT = (
    (Question("new_pets", Words(60), optional=True), taps(SKIP)),
    (Question("new_pet", OneOf(("cat", "dog"), "pet")), taps("cat")),
    (Question("new_colours", ManyOf(("red", "blue"), "colour")), taps("+red", "done")),
    (Question("new_sung_in", Tongues()), taps(f"+{COMMON[0]}", f"{COMMON[0]}=little", "done")),
    (Question("new_call", Reachable(), optional=True), SHARES),
)


def with_more(flow: Flow, before: str, *more: Question) -> Flow:
    at = next(i for i, q in enumerate(flow.questions) if q.key == before)
    return replace(flow, questions=(*flow.questions[:at], *more, *flow.questions[at:]))


@sides
def test_every_question_is_answered_in_order(side):
    """All that apply, as the script says where it says something; the programme is known without asking."""
    flow, state = REGISTRY.flows[side], begin(REGISTRY.flows[side], At(side, 1), KNOWN)[0]
    played = script(flow)
    for key, moves in played:
        assert state is not None and (state.at, moves) == (key, ANSWERS.get(key, moves))
        last, state = state, after(flow, state, moves)
    assert state is None
    assert [key for key, _ in played] == [q.key for q in asked(flow, last, KNOWN) if q.key != "programme"]


@sides
def test_the_words_of_welcome_come_first(side):
    welcome, rest = cut(intake(side, "uk"), "name")
    assert welcome == (
        ("language", taps("uk")), ("side", taps(side)), ("take_part", taps("yes")), ("counted", taps("yes")),
    )  # fmt: skip
    assert [key for key, _ in rest] == [key for key, _ in script(REGISTRY.flows[side])]


@sides
@pytest.mark.parametrize("before", ["name", "reach", "send"])
def test_a_question_more_is_answered_all_the_same(side, before):
    flow = REGISTRY.flows[side]
    played = script(with_more(flow, before, *(question for question, _ in UNKNOWN_TO_THE_SCRIPT)))
    more = tuple((question.key, moves) for question, moves in UNKNOWN_TO_THE_SCRIPT)
    first, rest = cut(script(flow), before)
    assert played == (*first, *more, *rest)


def test_no_answer_is_to_a_question_that_is_gone():
    asked_somewhere = {q.key for name in ("welcome", *SIDES) for q in REGISTRY.flows[name].questions}
    assert ANSWERS.keys() <= asked_somewhere


def test_what_has_to_be_typed_is_asked_for():
    more = with_more(REGISTRY.flows["newcomer"], "send", Question("dream", Words(60)))
    with pytest.raises(AssertionError, match="dream has to be answered in words"):
        script(more)


def test_an_answer_that_is_none_is_no_script():
    with pytest.raises(AssertionError, match="no answer to age"):
        script(REGISTRY.flows["newcomer"], {**ANSWERS, "age": taps("150")})
