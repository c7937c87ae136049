"""How somebody answers an intake: the one script that every test of a whole intake follows.

Which questions come, and in what order, the flows themselves say: a script is made by playing them. So a new question
needs no edit here: it is skipped when it may be, otherwise what its screen offers first is taken. A test that cares
about an answer gives its own, by the question's key.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import pairwise
from typing import TypeAlias

from bot.channels.base import Contact, Text
from bot.flows import core
from bot.flows.core import SKIP, Draft, Flow, Here, Input, Question, State, advance, begin, current, here
from bot.flows.readers import DONE
from bot.flows.registry import REGISTRY
from programme.model import Known, Programme
from programme.schedule import local_day


@dataclass(frozen=True, slots=True)
class Tap:
    """The button that means this."""

    choice: str


@dataclass(frozen=True, slots=True)
class Say:
    words: str


@dataclass(frozen=True, slots=True)
class Share:
    """The own number, by the key that asks for it."""


Move: TypeAlias = Tap | Say | Share
Moves: TypeAlias = tuple[Move, ...]
Answers: TypeAlias = Mapping[str, Moves]
Script: TypeAlias = tuple[tuple[str, Moves], ...]


def taps(*choices: str) -> Moves:
    return tuple(map(Tap, choices))


def says(*words: str) -> Moves:
    return tuple(map(Say, words))


SHARES: Moves = (Share(),)
ANSWERS: Answers = {
    "language": taps("nl"), "side": taps("newcomer"), "take_part": taps("yes"), "counted": taps("yes"),
    "name": says("Rania"), "latin": says("Rania"), "age": taps("26-40"), "municipality": says("Mechelen"),
    "nationality": taps("+SY", DONE),
    "tongues": taps("+ar", "ar=native", DONE), "dutch": taps("A2"), "since": taps("2024"), "gender": taps("man"),
    "free": taps("+3-evening", DONE), "interests": taps("+cooking", DONE), "hopes": says("Nederlands praten"),
    "buddy_age": taps("any"), "buddy_gender": taps("any"), "children": taps("no"), "forty": taps("yes"),
    "how_many": taps("1"), "how_often": taps("weekly"), "experience": taps("no"),
    "motivation": says("Ik leer graag mensen kennen"), "reach": SHARES, "note": taps("yes"), "screening": taps("yes"),
    "send": taps("send"),
}  # fmt: skip
OTHERWISE: Mapping[str, Answers] = {  # where this side answers something else
    "volunteer": {
        "name": says("Joris"), "age": taps("41-64"), "municipality": says("2800"), "nationality": taps("+MA", DONE),
        "tongues": taps("+ar", "ar=daily", DONE),
    },
}  # fmt: skip
NOW = datetime(2026, 10, 5, 8, 0, tzinfo=UTC)
MECHELEN = "12025"
HERE = Programme("samen", "Samen Mechelen", MECHELEN, "antwerpen", (MECHELEN,))
KNOWN = Known(NOW, local_day(NOW), (HERE,))  # one programme, so nobody is asked which


def intake(side: str, language: str, **own: Moves) -> Script:
    """From the first question to the last of one who signs up; `own` answers go before those above."""
    answers = {**ANSWERS, **OTHERWISE.get(side, {}), "language": taps(language), "side": taps(side), **own}
    return (*script(REGISTRY.flows["welcome"], answers), *script(REGISTRY.flows[side], answers))


def script(flow: Flow, answers: Answers = ANSWERS) -> Script:
    """Every question that is asked on the way to the end, and what is done there."""
    state, told = begin(flow, State(flow.name, 1), KNOWN)[0], []
    while state is not None:
        question = current(flow, state, KNOWN)
        assert question is not None
        moves = moves_at(question, here(state, question.key, KNOWN), answers)
        told.append((question.key, moves))
        state = after(flow, state, moves)
        assert state is None or question.key in state.answers, f"{moves} is no answer to {question.key}"
    return tuple(told)


def after(flow: Flow, state: State, moves: Moves) -> State | None:
    for move in moves:
        assert state is not None, f"nobody asks for {move}"
        state = advance(flow, state, given(move, state), KNOWN)[0]
    return state


def given(move: Move, state: State) -> Input:
    """As the bot is told of it."""
    match move:
        case Tap(choice):
            return core.Tap(state.run, state.at, choice)
        case Say(words):
            return Text(words)
    return Contact("32499000010", own=True)


def moves_at(question: Question, at: Here, answers: Answers = ANSWERS) -> Moves:
    """What is done at this question, also where nobody thought of it."""
    return answers.get(question.key) or default(question, at)


def default(question: Question, at: Here) -> Moves:
    """The shortest way past a question: nothing, or the own number where that has a key, or the first choice."""
    if question.reader.screen(at).contact:
        return SHARES
    return taps(SKIP) if question.optional else first(question, at)


def first(question: Question, at: Here) -> Moves:
    """The first choice on the screen; where several may follow, until it can be done."""
    offered = [choice.value for row in question.reader.screen(at).rows for choice in row]
    assert offered, f"{question.key} has to be answered in words: say which in {__name__}"
    choice = DONE if at.draft and DONE in offered else offered[0]
    match question.reader.read(core.Tap(0, question.key, choice), at):
        case Draft(draft):
            return (Tap(choice), *first(question, replace(at, draft=draft)))
    return taps(choice)


def cut(script: Script, *keys: str) -> list[Script]:
    """In parts: each but the first begins with one of these questions."""
    asked = [key for key, _ in script]
    edges = [0, *map(asked.index, keys), len(script)]
    return [script[i:j] for i, j in pairwise(edges)]


def one_by_one(script: Script) -> Iterable[tuple[str, Move]]:
    return ((key, move) for key, moves in script for move in moves)
