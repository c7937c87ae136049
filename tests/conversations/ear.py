"""Hears what is said, by key: which texts were spoken, with which values, and what each message was made of."""

from collections import defaultdict

from bot import texts
from bot.channels.port import Letter
from bot.flows import FLOWS
from bot.flows.reading import AboutWords, Municipality, Nationalities, PastDay, Reachable, Tongues, Words, Year
from programme.effects import Say
from programme.say import Phrase

TYPED_READERS = (PastDay, Words, AboutWords, Year, Municipality, Nationalities, Tongues, Reachable)
TYPED = {f"{f.words}.{q.key}" for f in FLOWS.values() for q in f.questions if isinstance(q.reader, TYPED_READERS)}

SPOKEN: dict[str, set[frozenset[str]]] = defaultdict(set)  # key → the sets of placeholders it was given
MADE_OF: dict[str, tuple[str, ...]] = {}  # a message's words → the keys of its lines

_say, _word, _letter = texts.say, texts.word, texts.letter


def say(value, language):
    if isinstance(value, Phrase):
        given = {*value.values, *(("n",) if value.n is not None else ())}
        SPOKEN[value.key].add(frozenset(given))
    return _say(value, language)


def word(key, language, n=None):
    SPOKEN.setdefault(key, set())
    return _word(key, language, n)


def letter(said: Say, language: str | None, quiet: bool = False, guess: str = "nl") -> Letter:
    made = _letter(said, language, quiet, guess)
    MADE_OF[made.text] = tuple(line.key for line in said.lines)
    return made


def listen() -> None:
    """From now on every text of this process is heard."""
    texts.say, texts.word, texts.letter = say, word, letter
    texts._bare.cache_clear()
    texts._slot.cache_clear()


def asks_to_type(text: str) -> bool:
    return not TYPED.isdisjoint(MADE_OF.get(text, ()))
