"""Nations: a nationality as people type it, as a country or as a people, becomes an ISO 3166-1 alpha-2 code.

Any of the seventeen languages will do, whatever language the chat is in; Kosovo is XK, Palestine PS.
Countries are found in every language. Words for people are found in Dutch, French, English, Spanish and
German for nearly all countries, in Arabic and Ukrainian for those in `data/demonyms.csv`; in other languages
they are near misses of the country at best.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from programme.places import Names, packaged

# Twelve buttons. The order is field knowledge of buddy programmes in Flanders, not a statistic.
COMMON = ("SY", "AF", "UA", "MA", "TR", "IQ", "IR", "ER", "SO", "PS", "RO", "BG")


@dataclass(frozen=True, slots=True)
class Found:
    """The codes that bear the name if `exact` (several when ambiguous, like "Congolees"); else near misses,
    best first, at most five, perhaps none."""

    exact: bool
    codes: tuple[str, ...]


def find(text: str) -> Found:
    """What a person may mean by "Syrië", "syrische", "سورية" or "Afganistan". Never raises."""
    return Found(*_names().find(text))


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
def _rows() -> tuple[tuple[str, list[str]], ...]:
    """Codes, and their names in two ranks."""
    return tuple((code, ranks) for code, *ranks in packaged("nations.csv"))


@cache
def _codes() -> frozenset[str]:
    return frozenset(code for code, _ in _rows())


@cache
def _names() -> Names[str]:
    return Names(((ranks, code) for code, ranks in _rows()), weights(COMMON))


def weights(common: Iterable[str]) -> dict[str, int]:
    """Of two equally near misses the likelier one goes first."""
    return {code: weight for weight, code in enumerate(reversed(tuple(common)), start=1)}
