"""The overview's own words: the gettext domain `figures`, in Dutch and English. Keys are contexts, as in the bot's."""

from functools import cache
from pathlib import Path

from babel.support import Translations

LOCALES = Path(__file__).resolve().parent.parent / "locales"


@cache
def _catalogue(language: str) -> dict[str, str]:
    found = Translations.load(LOCALES, [language], domain="figures")
    return {k.split("\x04", 1)[0]: v for k, v in getattr(found, "_catalog", {}).items() if "\x04" in str(k)}


def word(language: str, key: str, **values: object) -> str:
    """The words of a key; what has no key stays as it is."""
    text = _catalogue(language).get(key)
    return text.format(**values) if text is not None else key.partition(".")[2]
