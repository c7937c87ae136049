"""Every text with the values at the edge: nobody, no number, nothing yet, and the same name twice."""

import re

import pytest

from bot.flows.core import to_call
from bot.i18n import render
from programme.message import Phrase
from programme.model import LANGUAGES, SOURCE
from tests.words.test_catalogues import forms, messages

NAMES = {"by", "buddy", "name", "newcomer", "volunteer", "one", "other", "names"}
NEVER_THE_SAME = {  # texts with two names, and why they are two people
    "checkin.hello": "the reader and the buddy",
    "checkin.last": "the reader and the buddy",
    "proposal.hello": "the reader and the buddy",
    "proposal.again": "the reader and the buddy",
    "duo.names": "the two of a duo",
    "duo.done.add": "who joins, and those who were there",
    "duo.member-left": "who left, and the others who go on",
    "staff.left": "who left, and the others who go on",
    "find.formed": "a newcomer and a volunteer",
    "find.proposed": "a newcomer and a volunteer",
    "puzzle.one": "a newcomer and a volunteer",
    "puzzle.pair": "a newcomer and a volunteer",
    "staff.question": "who asks, and the duo",
    "staff.talk": "who wants to talk, and the duo",
    "staff.unfit": "whom it doesn't suit, and the duo",
}
NEVER_NOTHING = {  # plurals that are said of nothing in no place, and why
    "intake.promise": "a promise is at least a day",
    "match.why.waiting": "a reason only after weeks",
    "queue.head": "an empty queue says so otherwise",
    "quiet.no-meeting": "after weeks",
    "quiet.nobody": "after weeks",
    "review.new.many": "several",
    "waited": "`waited.today` on the first day",
}
KEYS = sorted(render.keys())


def fields(key: str, language: str) -> set[str]:
    return {name for form in forms(messages(language)[key]) for name in re.findall(r"{(\w+)}", form)}


@pytest.mark.parametrize("language", LANGUAGES)
def test_two_names_in_a_text_are_of_two_people(language: str):
    """Noor proposes no meeting with Noor: each text with two names says here why that can't be."""
    two = {key for key in KEYS if key in messages(language) and len(fields(key, language) & NAMES) > 1}
    assert two <= set(NEVER_THE_SAME)


def test_the_list_of_two_names_is_of_today():
    assert {key for key in KEYS if len(fields(key, SOURCE) & NAMES) > 1} == set(NEVER_THE_SAME)


@pytest.mark.parametrize("language", LANGUAGES)
def test_nobody_and_no_number_still_say_whom_to_call(language: str):
    nobody = to_call("", "")
    for key in KEYS:
        wanted = fields(key, SOURCE)
        if key not in messages(language) or not {"human", "phone"} & wanted:
            continue
        values = {**dict.fromkeys(wanted, "x"), **{k: v for k, v in nobody.items() if k in wanted}}
        said = render.say(Phrase(key, values, n=1), language)
        assert not re.search(r"– ?:|: ?[.,]|\(\)|  |: :", said), (key, said)
        if "phone" in wanted:
            assert render.say(Phrase("human.no-number"), language) in re.sub("[\u2066-\u2069]", "", said)


def test_nothing_yet_is_said_in_words():
    """Not since 0 days: each plural is said of at least one, or has words of its own for none."""
    plural = {key for key in KEYS if isinstance(messages(SOURCE)[key].id, tuple)}
    assert plural == set(NEVER_NOTHING)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", ["status.waiting", "status.aside", "status.accepted"])
def test_where_somebody_stands_is_a_day_and_no_count(language: str, key: str):
    assert "day" in fields(key, language) and "days" not in fields(key, language)
