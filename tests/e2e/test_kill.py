"""The process is killed again and again while people answer: no answer is lost, nothing happens twice.

Each person counts: they say a number, the bot keeps it as the answer to "your name", asks the next question,
and so on. A kill comes at a random moment. In the end every answer that the bot acknowledged is in the file,
in order, and no message was doubled more than once a kill and a chat.
"""

import random
import time
from collections import Counter
from pathlib import Path

import pytest
from house import House

from bot.i18n import render
from demo.client import Phone, buttons_of, text_of
from programme.message import Phrase
from tests.answers import Move, Say, Share, Tap, cut, intake, one_by_one, says
from tests.storage.office import addresses, look, opened

pytestmark = pytest.mark.apart

PEOPLE = 12
# what Telegram may say after a crash: a button's answer that died with the process, an edit sent once more
AFTER_A_CRASH = ("answerCallback", "callback", "message is not modified")
SCRIPT = intake(
    "newcomer", "en", name=says("Nobody"), municipality=says("2800"), hopes=says("To talk"), reach=says("0470 00 00 00")
)
ANSWERS = tuple(one_by_one(SCRIPT))
KEPT = cut(SCRIPT, "name", "send")[1]
WORDS = {  # of the questions that no button stands under, in the order of asking
    key: render.say(Phrase(f"intake.{key}"), "en") for key, moves in KEPT if not isinstance(moves[0], Tap)
}


class Person:
    """Answers as soon as the question is on the screen; never repeats what was acknowledged."""

    def __init__(self, phone: Phone) -> None:
        self.phone, self.at = phone, 0
        self.kills = self.after = 0  # kills that could double a message; those after the last answer
        phone.starts()

    def is_hit(self) -> None:
        """The process was killed; after the last answer two kills may still double what was on its way."""
        self.kills += self.after < 2
        self.after += self.done

    @property
    def done(self) -> bool:
        return self.at >= len(ANSWERS)

    def answers(self) -> bool:
        """Gives the next answer if its question is there; True when something was given."""
        gave = self.gives(*ANSWERS[self.at])
        self.at += gave
        return gave

    def gives(self, key: str, move: Move) -> bool:
        match move:
            case Tap(choice):
                return self.taps(f":{key}:{choice}")
            case Say(words) if self.asked(WORDS[key]):
                self.phone.says(words)
                return True
            case Share() if keys := self.asked(WORDS[key]) and self.phone.keys():
                self.phone.presses(keys[0])
                return True
        return False

    def taps(self, ending: str) -> bool:
        found = self.button(ending)
        if found is not None:
            self.phone.does("taps", data=found[1], message_id=found[0])
        return found is not None

    def asked(self, words: str) -> bool:
        messages = [m for m in self.phone.messages() if m["from"]["is_bot"]]
        return bool(messages) and any(words in text_of(m) for m in messages[-3:])

    def button(self, ending: str) -> tuple[int, str] | None:
        for message in reversed(self.phone.messages()):
            for row in buttons_of(message):
                for button in row:
                    if button.get("callback_data", "").endswith(ending):
                        return message["message_id"], button["callback_data"]
        return None


@pytest.fixture
def kills(request: pytest.FixtureRequest) -> int:
    """Of a bot that is answering, so few tell enough; ten thousand with --thorough."""
    return 10_000 if request.config.getoption("--thorough") else 30


@pytest.mark.kill
def test_no_answer_is_lost(town: House, kills: int) -> None:
    """Lives of intakes are played until the process was killed so often."""
    dice, killed = random.Random(20261123), 0
    people: list[Person] = []
    everybody: list[Person] = []
    next_kill, resting = time.monotonic() + 30, True
    while killed < kills or people:
        while killed < kills and len(people) < PEOPLE:
            people.append(Person(town.telegram.phone(f"P{len(everybody)}", "en")))
            everybody.append(people[-1])
        gave = [p.answers() for p in people]
        people = [p for p in people if not p.done]
        if any(gave) and resting:  # it answers again: the kill comes while it is at work
            next_kill, resting = time.monotonic() + dice.uniform(0.02, 0.5), False
        if killed < kills and time.monotonic() >= next_kill:
            town.kills()
            killed += 1
            for p in everybody:
                p.is_hit()
            town.runs()
            # one in eight dies while it starts
            resting = dice.random() > 0.125
            next_kill = time.monotonic() + (30 if resting else dice.uniform(0.2, 0.8))
        if not any(gave):
            time.sleep(0.005)
            assert time.monotonic() < next_kill + 60, people[0].phone.screen()
    town.telegram.quiet()
    wait_for_candidates(town, len(everybody))
    check_rows(town.folder / "duobot.db", len(everybody))
    doubled = 0
    for p in everybody:
        twice = check_chat(p.phone)
        assert twice <= p.kills, f"{twice} messages came twice in {p.kills} kills:\n{p.phone.screen()}"
        doubled += twice
    print(
        f"{killed} kills, {len(everybody)} intakes, {len(everybody) * len(ANSWERS)} answers, {doubled} doubled messages"
    )
    assert [c for c in town.telegram.complaints() if not any(known in c for known in AFTER_A_CRASH)] == []


def wait_for_candidates(town: House, expected: int) -> None:
    deadline = time.monotonic() + 20
    while len(town.asks("candidates")) < expected and time.monotonic() < deadline:  # type: ignore[arg-type]
        time.sleep(0.1)


def check_rows(path: Path, expected: int) -> None:
    """One candidate each, with every answer; counted once."""
    chats = addresses(path)
    assert len(chats) == len(set(chats.values())) == expected, "one number each"
    waiting = look(path, "select person from candidates where status = 'waiting'")
    assert sorted(waiting) == sorted((person,) for person in chats)
    told = {person: answers for column, person, answers in opened(path) if column == "candidates.answers"}
    for (person,) in waiting:
        for key, _ in KEPT:
            assert f'"{key}"' in told[person]
        assert '"SY"' in told[person] and '"To talk"' in told[person] and '"+32470000000"' in told[person]
    counts = "select (select count(*) from facts), (select count(*) from consents), (select count(*) from quarantine)"
    assert look(path, counts) == [(expected, 2 * expected, 0)]


def check_chat(phone: Phone) -> int:
    """How many messages came once more; the last is there, and the questions came in their order."""
    said = [text_of(m) for m in phone.messages() if m["from"]["is_bot"]]
    repeats = Counter(said)  # no two messages of an intake are the same, also not far from each other
    assert any("We have your application" in text for text in said), phone.screen()  # nobody of the staff reads yet
    places = [next(i for i, text in enumerate(said) if words in text) for words in WORDS.values()]
    assert places == sorted(places), phone.screen()
    return repeats.total() - len(repeats)
