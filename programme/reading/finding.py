"""Who is meant by a few words: a part of a name in any script, two names of a duo, the last digits of a number.

Letters are compared as `names` folds them: without case, accents and vowel signs, and with the Arabic letters alike
that keyboards interchange.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from programme.model import Candidate
from programme.reading.names import words_of
from programme.reading.numbers import plain_digits

MOST = 12  # buttons of one answer: more don't fit on a phone
LONGEST = 60  # characters: what is longer is a message, and no name
DIGITS = 3  # of a number, at the least
NUMBER = re.compile(r"[+\d\s()./-]+")
JOINERS = frozenset(words_of("en and et und y ve و і та и"))  # between the two names of a duo


@dataclass(frozen=True, slots=True)
class Sought:
    """What was typed: folded words of a name, or the digits that a number ends in."""

    words: tuple[str, ...] = ()
    digits: str = ""

    def __bool__(self) -> bool:
        return bool(self.words or self.digits)


def sought(text: str) -> Sought:
    """Nothing for what can be no name and no number. Never raises."""
    text = plain_digits(text.strip())
    if len(text) > LONGEST:
        return Sought()
    digits = "".join(filter(str.isdecimal, text)) if NUMBER.fullmatch(text) else ""
    if len(digits) >= DIGITS:
        return Sought(digits=digits.removeprefix("00").removeprefix("0"))  # 0470… of 32470…
    return Sought(tuple(words_of(text)))


def people(wanted: Sought, all: Iterable[Candidate]) -> list[Candidate]:
    """Who is meant: open files first, then names that begin so, in the order of the alphabet. Each person once: who
    stopped and came back has an older file too."""
    if wanted.digits:
        found = [(False, one) for one in all if _reach(one).endswith(wanted.digits)]
    else:
        named = ((words_of(one.name), one) for one in all)
        found = [(not _begins(wanted.words, names), one) for names, one in named if _said(wanted.words, names)]
    found.sort(key=lambda f: (f[1].status.ended, f[0], f[1].name.casefold(), -f[1].id))
    first: dict[int, Candidate] = {}
    for _, one in found:
        first.setdefault(one.person, one)
    return list(first.values())


def pairs(wanted: Sought, all: Iterable[Candidate], duos: Mapping[int, Iterable[int]]) -> list[int]:
    """The duos of which the names of several are said: each word is of one of them, and no one has them all."""
    words = tuple(w for w in wanted.words if w not in JOINERS)
    if len(words) < 2:  # a name alone is a person's
        return []
    hits = {one.id: mine for one in all if (mine := _hits(words, words_of(one.name)))}
    found = []
    for duo, members in duos.items():
        each = [hits[m] for m in members if m in hits]
        if frozenset().union(*each) == frozenset(words) and frozenset(words) not in each:
            found.append(duo)
    return found


def _hits(words: tuple[str, ...], names: list[str]) -> frozenset[str]:
    return frozenset(word for word in words if any(word in name for name in names))


def _said(words: tuple[str, ...], names: list[str]) -> bool:
    return all(any(word in name for name in names) for word in words)


def _begins(words: tuple[str, ...], names: list[str]) -> bool:
    return all(any(name.startswith(word) for name in names) for word in words)


def _reach(one: Candidate) -> str:
    """The digits of their number; none of an address."""
    reach = str(one.answers.get("reach") or "")
    return "" if "@" in reach else "".join(filter(str.isdecimal, plain_digits(reach)))
