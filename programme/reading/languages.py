"""Tongues: a language as people type it becomes a code of BCP 47.

Its name in any of the seventeen languages will do, or its own ("Kurmancî", "پښتو"), or what its speakers call
it ("darija", "Dari", "Berbers"). One word for several languages ("Koerdisch", "Afghaans") gives them all.
"""

from collections.abc import Mapping
from functools import cache

from programme.reading.countries import weights
from programme.reading.names import Found, Names, packaged

# Twelve buttons, the languages that newcomers bring to a meeting most often. The order is field knowledge of
# buddy programmes in Flanders, not a statistic. Dutch is a question of its own.
COMMON = ("en", "fr", "ar", "uk", "tr", "prs", "ps", "ti", "so", "ru", "es", "ku")

# Codes that CLDR writes otherwise, or names in few languages or none.
CLDR = {"prs": "fa_AF"}
UNNAMED = {
    "vgt": {"nl": "Vlaamse Gebarentaal", "fr": "langue des signes flamande", "en": "Flemish Sign Language"},
    "apc": {"fr": "arabe levantin", "en": "Levantine Arabic"},
}


def find(text: str) -> Found[str]:
    """What a person may mean by "Arabisch", "Pasjto", "курдська", "Farsi" or "ar". Never raises."""
    code = text.strip().casefold()
    return Found((code,)) if exists(code) else _names().find(text)


def exists(code: str) -> bool:
    """Is this the code of a language that can be chosen?"""
    return code in _codes()


def name(code: str, language: str) -> str:
    """The spoken language as readers of `language` call it; else in English or French; else its code."""
    return next((n for reader in (language, "en", "fr") if (n := _called(code, reader))), code)


def _called(code: str, reader: str) -> str | None:
    return _languages(reader).get(CLDR.get(code, code)) or UNNAMED.get(code, {}).get(reader)


@cache
def _languages(reader: str) -> Mapping[str, str]:
    """CLDR's names of languages; none for a reader's language that CLDR doesn't know."""
    from babel import Locale, UnknownLocaleError

    try:
        return Locale.parse(reader, sep="-").languages
    except (UnknownLocaleError, ValueError):
        return {}


def own_name(code: str) -> str:
    """What a language is called by those who speak it; the code where CLDR has no name."""
    return _own_names().get(code, code)


@cache
def _own_names() -> Mapping[str, str]:
    """Packaged, since asking CLDR for a language's own name loads all that it knows of that language (1 MB)."""
    return dict(packaged("own-names.csv"))


@cache
def _rows() -> tuple[tuple[str, list[str]], ...]:
    """Codes, and their names in two ranks."""
    return tuple((code, ranks) for code, *ranks in packaged("tongues.csv"))


@cache
def _codes() -> frozenset[str]:
    return frozenset(code for code, _ in _rows())


@cache
def _names() -> Names[str]:
    return Names(((ranks, code) for code, ranks in _rows()), weights(COMMON))
