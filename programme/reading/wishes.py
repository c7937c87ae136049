"""What people say outside the question: a human, stop, help, what is this, how long, why; and words of distress.

A wish is a whole message, or it is an answer. Words of distress count anywhere in a message, and in any of our
languages whatever the reader's: what they mean is asked, never guessed.
"""

from collections.abc import Mapping
from enum import StrEnum
from functools import cache

from programme.reading.names import packaged, words_of

# around a wish, saying nothing
POLITE = frozenset(words_of(
    "aub alsjeblieft alstublieft please pls plz svp stp s'il vous plait te plaît merci dank bedankt thanks thank you "
    "hallo hello hi hey dag hoi bonjour salut sorry من فضلك لو سمحت مرحبا السلام عليكم شكرا будь ласка привіт дякую "
    "добрий день спасибо пожалуйста"
))  # fmt: skip
LONGEST = 2000  # characters read: a message of Telegram has at most 4,096


class Wish(StrEnum):
    HUMAN = "human"
    STOP = "stop"
    HELP = "help"
    WHAT = "what"
    HOW_LONG = "how-long"
    WHY = "why"


DISTRESS = "distress"


APOSTROPHES = str.maketrans(dict.fromkeys("’ʼ`´ʻ", "'"))  # as phones and keyboards write them
JOINED = "وفبل"  # "and", "so", "with" and the present tense of the Levant, written onto an Arabic word


def _words(text: str) -> list[str]:
    return words_of(text[:LONGEST].translate(APOSTROPHES))


def wish(text: str) -> Wish | None:
    """What a whole message asks for, or None when it may be an answer."""
    if len(text) > 100:
        return None
    words = tuple(_words(text))
    return _wishes().get(words) or _wishes().get(_plain(words))


def _plain(words: tuple[str, ...]) -> tuple[str, ...]:
    """Without the polite words around it."""
    while words and words[0] in POLITE:
        words = words[1:]
    while words and words[-1] in POLITE:
        words = words[:-1]
    return words


def worries(text: str) -> bool:
    """Are there words of distress in it?"""
    words, found = _words(text), _distress()
    return any(
        words[at + 1 : at + len(phrase)] == list(phrase[1:])
        for at, word in enumerate(words)
        for first in (word, *((word[1:],) if word[0] in JOINED else ()))
        for phrase in found.get(first, ())
    )


@cache
def _wishes() -> Mapping[tuple[str, ...], Wish]:
    return {words: Wish(kind) for kind, words in _phrases() if kind != DISTRESS}


@cache
def _distress() -> Mapping[str, tuple[tuple[str, ...], ...]]:
    """By their first word."""
    found: dict[str, tuple[tuple[str, ...], ...]] = {}
    for kind, words in _phrases():
        if kind == DISTRESS:
            found[words[0]] = (*found.get(words[0], ()), words)
    return found


def _phrases() -> list[tuple[str, tuple[str, ...]]]:
    rows = packaged("wishes.csv")
    return [(kind, tuple(_words(phrase))) for kind, _, phrases in rows for phrase in phrases.split("|")]
