"""Which language is offered first to somebody who has only said hello."""

import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.i18n.detect import guess

NOW = ("nl", "en", "fr", "ar", "uk")
LATER = (
    "nl", "en", "fr", "ar", "uk", "ru", "tr", "fa", "ps", "ti", "so", "es", "pt", "pl", "ro", "bg", "sq",
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "hint", "first"),
    [
        # nothing said: the phone decides, else the order of the offer
        ("/start", "uk", "uk"), ("/start", "nl-BE", "nl"), ("/start", "fr_FR", "fr"), ("/start", None, "nl"),
        ("/start abc123", "ar", "ar"), ("", "fr", "fr"), ("👋", "en", "en"), ("/start", "de", "nl"),
        # the script decides against the phone
        ("مرحبا", "nl", "ar"), ("السلام عليكم", "en", "ar"), ("Привіт", "en", "uk"),
        ("Добрий день", None, "uk"),
        # a word of greeting
        ("hello", None, "en"), ("Hello!", "nl", "en"), ("goeiemorgen", "en", "nl"), ("Bonjour", "nl", "fr"),
        ("salam", "nl", "ar"), ("Salam aleikum", "ar", "ar"), ("hoi", "fr", "nl"), ("Pryvit", None, "uk"),
        # a sentence
        ("Ik zoek een buddy om Nederlands te oefenen", "en", "nl"),
        ("I would like to help somebody", "nl", "en"),
        ("je voudrais aider quelqu’un", "nl", "fr"), ("Мені потрібна допомога", "ru", "uk"),
        ("أريد أن أتعلم اللغة الهولندية", "nl", "ar"),
    ],
)  # fmt: skip
def test_of_the_five_languages_of_now(text, hint, first):
    assert guess(text, hint, NOW)[0] == first


@pytest.mark.parametrize(
    ("text", "hint", "first"),
    [
        ("Привіт", "ru", "uk"), ("Привет", None, "ru"), ("Здравствуйте", "nl", "ru"),
        ("Здравейте", None, "bg"),
        ("سلام", "fa", "fa"), ("سلام خوبی؟", "nl", "fa"), ("ښه راغلاست", None, "ps"), ("مرحبا", "nl", "ar"),
        ("ሰላም", None, "ti"), ("merhaba", "nl", "tr"), ("Selam", "tr", "tr"), ("Dzień dobry", None, "pl"),
        ("Bună ziua", None, "ro"), ("Mirëdita", "nl", "sq"), ("¡Hola!", "en", "es"),
        ("Olá, bom dia", None, "pt"),
        ("Iska warran", None, "so"), ("hello", "uk", "en"), ("dobryi den", "uk", "uk"),
    ],
)  # fmt: skip
def test_of_the_seventeen_languages_of_later(text, hint, first):
    assert guess(text, hint, LATER)[0] == first


def test_a_language_not_offered_is_never_guessed():
    assert guess("Привет", "ru", NOW)[0] == "uk"
    assert set(guess("Guten Morgen", "de", NOW)) == set(NOW)


@pytest.mark.slow
@settings(deadline=None)  # another set of languages reads its profiles first
@given(st.text(), st.none() | st.text(), st.lists(st.sampled_from(LATER), unique=True))
def test_all_offered_languages_and_no_others_come_back(text, hint, offered):
    assert sorted(guess(text, hint, offered)) == sorted(offered)


@given(st.text())
def test_the_same_words_get_the_same_answer(text):
    assert guess(text, None, NOW) == guess(text, None, NOW)


def test_silence_keeps_the_order_of_the_offer():
    assert guess("/start", None, LATER) == LATER


@pytest.mark.apart
def test_langdetect_is_read_on_first_use_only():
    script = "import sys, bot.i18n.detect; sys.exit('langdetect' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
