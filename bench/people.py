"""The people on the other side of the bot: each answers what is asked, and notices what is wrong.

A person knows what comes next. A question that is doubled, missing or out of order is a `Wrong`.
"""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, TypeAlias

QUESTIONS = json.loads((Path(__file__).parent / "intake.json").read_text())
ASKS = re.compile(r"^Q(\d+):", re.MULTILINE)
ISOLATES = dict.fromkeys((0x200E, 0x200F, 0x2068, 0x2069))  # that duobot's texts have around names


class Wrong(Exception):
    """The bot did what a person would complain about."""


@dataclass(frozen=True, slots=True)
class Write:
    text: str


@dataclass(frozen=True, slots=True)
class Press:
    data: str


@dataclass(frozen=True, slots=True)
class Wait:
    """A line in between: more is coming."""


@dataclass(frozen=True, slots=True)
class End:
    """Nothing more to say."""


Reply: TypeAlias = Write | Press | Wait | End


class Person(Protocol):
    chat: int
    acknowledged: dict[str, Any]  # answers that the bot went on from: they must be kept

    def hears(self, text: str, markup: dict[str, Any]) -> Reply: ...


class TenQuestions:
    """Somebody in the ten questions that every bot of the bench asks."""

    def __init__(self, chat: int) -> None:
        self.chat, self.at = chat, 0
        self.acknowledged: dict[str, Any] = {}

    def answer(self, number: int) -> str:
        choices = QUESTIONS[number - 1]["choices"]
        return choices[(self.chat * 7 + number) % len(choices)] if choices else f"antwoord {self.chat}·{number} ñé"

    def hears(self, text: str, markup: dict[str, Any]) -> Reply:
        asked = ASKS.search(text)
        if asked is None:
            return self._ends(text.translate(ISOLATES))
        number = int(asked[1])
        if number != self.at + 1:
            raise Wrong("a question doubled or out of order")
        self._goes_on()
        answer = self.answer(number)
        if not QUESTIONS[number - 1]["choices"]:
            return Write(answer)
        data = next((b["callback_data"] for b in buttons(markup) if b["text"] == answer), None)
        if data is None:
            raise Wrong("a button is missing")
        return Press(data)

    def _ends(self, text: str) -> Reply:
        told = "DONE " + "|".join(self.answer(n + 1) for n in range(len(QUESTIONS)))
        if self.at != len(QUESTIONS):
            raise Wrong(f"unexpected words: {text.split(maxsplit=1)[0]}")
        if told not in text.split("\n\n"):
            raise Wrong("the last message repeats other answers")
        self._goes_on()
        return End()

    def _goes_on(self) -> None:
        if self.at:
            self.acknowledged[f"q{self.at}"] = self.answer(self.at)
        self.at += 1


TAP, TYPE = Press, Write
NAMES = ("Amina", "Олена", "يوسف", "Mehmet", "Selam")
PEOPLES = (("Syria", "SY"), ("Ukraine", "UA"), ("Afghanistan", "AF"))
PLACES = ("Mechelen", "2800")
NIS = "12025"  # Mechelen


def newcomer(chat: int) -> tuple[tuple[str, tuple[Write | Press, ...], Any], ...]:
    """duobot's own intake: the question's key, what is done there, and what is kept of it."""
    name, hopes = f"{NAMES[chat % 5]} {chat}", f"Dutch over coffee, and the city of {chat}"
    people, code = PEOPLES[chat % 3]
    latin = () if name.isascii() else (("latin", (TAP("_skip"),), None),)  # asked of whoever writes in other letters
    return (
        ("language", (TAP("en"),), None),
        ("side", (TAP("newcomer"),), None),
        ("take_part", (TAP("yes"),), None),
        ("counted", (TAP("yes"),), None),
        ("name", (TYPE(name),), name),
        *latin,
        ("age", (TAP("26-40"),), "26-40"),
        ("municipality", (TYPE(PLACES[chat % 2]),), NIS),
        ("nationality", (TYPE(people), TAP("done")), [code]),
        ("tongues", (TAP("+ar"), TAP("ar=native"), TAP("done")), {"ar": "native"}),
        ("dutch", (TAP("A1"),), "A1"),
        ("since", (TYPE("2024"),), 2024),
        ("free", (TAP("+1-morning"), TAP("+6-evening"), TAP("done")), ["1-morning", "6-evening"]),
        ("interests", (TAP("+cooking"), TAP("+coffee"), TAP("done")), ["cooking", "coffee"]),
        ("hopes", (TYPE(hopes),), hopes),
        ("buddy_age", (TAP("any"),), "any"),
        ("buddy_gender", (TAP("any"),), "any"),
        ("children", (TAP("yes"),), "yes"),
        ("forty", (TAP("yes"),), "yes"),
        ("reach", (TYPE("0470 12 34 56"),), "+32470123456"),
        ("send", (TAP("send"),), None),
    )


class Newcomer:
    """Somebody in duobot's own intake, in English. Which question it is, is read from the buttons' data."""

    def __init__(self, chat: int) -> None:
        self.chat, self.at = chat, 0
        plan = newcomer(chat)
        self.path = tuple((key, deed) for key, deeds, _ in plan for deed in deeds)
        self.kept = {key: value for key, _, value in plan if value is not None}
        self.acknowledged: dict[str, Any] = {}

    def hears(self, text: str, markup: dict[str, Any]) -> Reply:
        if "remove_keyboard" in markup:
            return Wait()
        if self.at == len(self.path):
            self.acknowledged = self.kept
            return End()
        key, deed = self.path[self.at]
        if asked(markup) != key:
            raise Wrong(f"asked for {asked(markup)} instead of {key}")
        self.at += 1
        if isinstance(deed, Write):
            return deed
        data = next((b["callback_data"] for b in buttons(markup) if means(b) == (key, deed.data)), None)
        if data is None:
            raise Wrong(f"a button is missing: {key} {deed.data}")
        return Press(data)


def buttons(markup: dict[str, Any]) -> list[dict[str, Any]]:
    return [b for row in markup.get("inline_keyboard", ()) for b in row]


def means(button: dict[str, Any]) -> tuple[str, str]:
    """The question and the choice of a button of duobot: `a:<run>:<question>:<choice>`."""
    _, _, key, choice = (*button["callback_data"].split(":", 3), "", "", "")[:4]
    return key, choice


def asked(markup: dict[str, Any]) -> str:
    """The question that a screen of duobot asks; the one that may be answered with a contact has no data."""
    if "keyboard" in markup:
        return "reach"
    return next((means(b)[0] for b in buttons(markup)), "nothing")


KINDS: dict[str, type] = {"ten": TenQuestions, "newcomer": Newcomer}
ANSWERS = {"ten": 1 + len(QUESTIONS), "newcomer": 1 + len(Newcomer(0).path)}  # an intake, /start included
