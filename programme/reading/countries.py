"""Nations: a nationality as people type it, as a country or as a people, becomes an ISO 3166-1 alpha-2 code.

Any of the seventeen languages will do, whatever language the chat is in; Kosovo is XK, Palestine PS.
Countries are found in every language. Words for people are found in Dutch, French, English, Spanish and
German for nearly all countries, in Arabic and Ukrainian for those in `data/demonyms.csv`; in other languages
they are near misses of the country at best.
"""

import re
from collections.abc import Iterable, Mapping
from functools import cache

from programme.reading.names import Found, Names, packaged

# Twelve buttons. The order is field knowledge of buddy programmes in Flanders, not a statistic.
COMMON = ("SY", "AF", "UA", "MA", "TR", "IQ", "IR", "ER", "SO", "PS", "RO", "BG")


STATELESS, UNSAID = "XX", "?"  # answers beside the codes of countries

FLAG = re.compile("[\U0001f1e6-\U0001f1ff]{2}")
WORDS_TOO = frozenset({"no", "me", "so", "is", "in", "be", "to", "my", "us", "am", "as", "de", "la", "et", "at", "it"})


def find(text: str) -> Found[str]:
    """What a person may mean by "Syrië", "syrische", "سورية", "🇸🇾" or "Afganistan"; `STATELESS` and `UNSAID`
    for those who say so. Never raises."""
    flags = tuple(dict.fromkeys(code for flag in FLAG.findall(text) if exists(code := _letters(flag))))
    text = FLAG.sub(" ", text)
    exact = _names().meanings(text)
    found = Found(exact) if len(exact) == 1 else _code(text.strip()) or _names().find(text)
    if flags and found.read in ((), flags) and not found.offers:
        return Found(flags)
    return Found((), (*flags, *found.read, *found.offers)) if flags else found


def _letters(flag: str) -> str:
    return "".join(chr(ord(c) - 0x1F1E6 + ord("A")) for c in flag)


def _code(text: str) -> Found[str] | None:
    """A code of two or three letters; one that may be a word too ("no", "so", "per") only in capitals."""
    code = _alpha3().get(text.upper(), text.upper())
    if not (text.isascii() and exists(code)):
        return None
    return (
        Found((), (code,))
        if text != text.upper() and (len(text) == 3 or text.casefold() in WORDS_TOO)
        else Found((code,))
    )


def exists(code: str) -> bool:
    """Is this the code of a nationality that can be chosen?"""
    return code in _codes()


def name(code: str, language: str) -> str:
    """The country, as CLDR names it in `language`, else in English; the code itself if it is unknown."""
    return territories(language).get(code) or territories("en").get(code, code)


@cache
def territories(language: str) -> Mapping[str, str]:
    """CLDR's names of countries in a language. English for a language that CLDR doesn't know."""
    from babel import Locale, UnknownLocaleError

    try:
        return Locale.parse(language, sep="-").territories
    except (UnknownLocaleError, ValueError):
        return Locale("en").territories


@cache
def _alpha3() -> Mapping[str, str]:
    return {alpha3: code for code, _, alpha3 in _rows()}


@cache
def _rows() -> tuple[tuple[str, list[str], str], ...]:
    """Codes, their names in two ranks, and their codes of three letters."""
    return tuple((code, ranks, alpha3) for code, *ranks, alpha3 in packaged("nations.csv"))


@cache
def _codes() -> frozenset[str]:
    return frozenset(code for code, _, _ in _rows()) - {STATELESS, UNSAID}


@cache
def _names() -> Names[str]:
    return Names(((ranks, code) for code, ranks, _ in _rows()), weights(COMMON))


def weights(common: Iterable[str]) -> dict[str, int]:
    """Of two equally near misses the likelier one goes first."""
    return {code: weight for weight, code in enumerate(reversed(tuple(common)), start=1)}
