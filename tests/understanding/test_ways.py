"""What people write is understood, and what isn't sure is asked: the lists beside this file are kept apart from the
rules. The targets are those of the issue: 97 % right or among the buttons, nothing silently wrong."""

import json
import random
import subprocess
import sys
import time

import pytest

from bot.i18n import detect
from programme.reading import countries, languages, municipalities
from programme.reading.kinds import KINDS
from programme.reading.names import Found
from tests.understanding.ways import Way, ways

AT_LEAST = {"country": 400, "language": 200, "municipality": 150}
LANGUAGES = detect.SPOKEN


def understood(kind: str, way: Way) -> tuple[list[str], list[str]]:
    found = KINDS[kind](way.text, None, None)
    return list(found.read), list(found.offers)


@pytest.mark.parametrize("kind", AT_LEAST)
def test_97_of_100_are_right_or_among_the_buttons(kind):
    every = list(ways(kind))
    missed = [way.text for way in every if not way.is_found(*understood(kind, way))]
    assert len(every) >= AT_LEAST[kind]
    assert len(missed) <= 0.03 * len(every), missed


@pytest.mark.parametrize("kind", AT_LEAST)
def test_nothing_is_silently_wrong(kind):
    assert [(way.text, read) for way in ways(kind) if way.is_wrong(read := understood(kind, way)[0])] == []


@pytest.mark.parametrize("kind", AT_LEAST)
def test_most_need_no_asking_and_buttons_fit_a_phone(kind):
    every = [understood(kind, way) for way in ways(kind)]
    assert sum(bool(read) for read, _ in every) >= 0.8 * len(every)
    assert sum(len(offers) <= 6 for _, offers in every) >= 0.97 * len(every)


def slipped(name: str, dice: random.Random) -> str:
    at = dice.randrange(1, len(name) - 1)
    letter = dice.choice("abcdefghijklmnopqrstuvwxyz")
    return dice.choice(
        [name[:at] + name[at] + name[at:], name[:at] + name[at + 1 :], name[:at] + letter + name[at + 1 :]]
    )


@pytest.mark.slow
@pytest.mark.parametrize("module", [countries, languages], ids=["country", "language"])
def test_a_slip_hardly_ever_becomes_something_else_in_silence(module):
    """Names of six letters and more: short ones really are each other's slips ("Irak", "Iran" are asked about)."""
    dice = random.Random(7)
    names = [
        (c, module.name(c, reader)) for c in sorted(module._codes()) for reader in ("nl", "en", "fr", "tr", "uk", "ar")
    ]
    slips = [(code, slipped(name, dice)) for code, name in names if len(name) >= 6]
    wrong = [(code, slip) for code, slip in slips if (read := module.find(slip).read) and set(read) != {code}]
    assert len(wrong) <= 0.005 * len(slips), wrong


@pytest.mark.parametrize(
    "text",
    [
        "niet uit Syrië",
        "Syrië of Irak",
        "not Syria",
        "ik wil naar Spanje",
        "my wife is from Morocco but I was born elsewhere",
    ],
)
def test_what_is_denied_or_left_open_is_asked(text):
    assert countries.find(text).read == ()


def test_several_that_are_meant_are_all_read():
    assert languages.find("I speak Arabic and a bit of French") == Found(("ar", "fr"))
    assert countries.find("🇸🇾 🇧🇪") == Found(("SY", "BE"))
    assert countries.find("stateless").read == ("XX",)


def test_a_village_beside_its_town_is_that_village():
    assert [m.nis for m in municipalities.find("Deurne (Antwerpen)").read] == ["11002"]
    assert [m.nis for m in municipalities.find("Leuven/Louvain").read] == ["24062"]


# --- the first message --------------------------------------------------------------------------


def first_messages() -> list[Way]:
    return list(ways("first_message"))


@pytest.mark.parametrize(("hint", "first", "shown"), [(False, 0.92, 0.98), (True, 0.99, 1.0)])
def test_the_right_language_is_the_first_button(hint, first, shown):
    """With the phone's language the target is 99.5 %; the list is too short to tell that from 99 %."""
    messages = first_messages()
    guesses = [(min(w.codes), detect.guess(w.text, min(w.codes) if hint else None, LANGUAGES)) for w in messages]
    assert len(messages) >= 10 * len(LANGUAGES)
    assert sum(code == guess[0] for code, guess in guesses) >= first * len(guesses)
    assert sum(code in guess[:3] for code, guess in guesses) >= shown * len(guesses)


def test_a_language_taken_for_certain_is_right():
    heard = [(w, detect.hear(w.text)) for w in first_messages()]
    wrong = [(w.text, found.read) for w, found in heard if found.read and set(found.read) != w.codes]
    assert len(wrong) <= 0.01 * len(heard), wrong


def test_a_guess_takes_milliseconds_once_the_profiles_are_read():
    messages = [w.text for w in first_messages()]
    for text in messages:
        detect.guess(text, None, LANGUAGES)
    began = time.process_time()
    for text in messages:
        detect.guess(text, None, LANGUAGES)
    assert (time.process_time() - began) / len(messages) < 0.02  # the target of 3 ms is held in the bench


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("english please", "en"),
        ("in het Nederlands", "nl"),
        ("en français svp", "fr"),
        ("عربي لو سمحت", "ar"),
        ("English", None),
    ],
)
def test_another_language_is_asked_for_in_words(text, language):
    assert detect.wanted(text, ("nl", "en", "fr", "ar")) == language


@pytest.mark.apart
def test_names_are_read_when_they_are_needed_and_not_at_the_start():
    script = (
        "import sys, bot.runtime.router as c, programme.reading.countries as n; "
        "sys.exit(n._names.cache_info().currsize)"
    )
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0


# --- the command --------------------------------------------------------------------------------


@pytest.mark.apart
def test_the_command_answers_a_line_for_each_text():
    typed = "Syrië\nCongo\n\nﷺ\n"
    done = subprocess.run(
        [sys.executable, "-m", "bot", "understand", "country", "--json", "🇲🇦", "-"],
        input=typed, capture_output=True, text=True, check=True, encoding="utf-8",
    )  # fmt: skip
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert [line["text"] for line in lines] == ["🇲🇦", *typed.splitlines()]
    assert lines[0]["read"] == ["MA"]
    assert lines[1]["read"] == ["SY"]
    assert (lines[2]["read"], lines[2]["offers"]) == ([], ["CD", "CG"])
