"""The overview's own words: the gettext domain `figures`, in Dutch and English. Keys are contexts, as in the bot's."""

from functools import cache
from pathlib import Path
from typing import Any

from babel.support import Translations

from evaluation import definitions as d
from evaluation.layers import layer, province_name

LOCALES = Path(__file__).resolve().parent.parent / "locales"


@cache
def _catalogue(language: str) -> dict[str, str]:
    found = Translations.load(LOCALES, [language], domain="figures")
    return {k.split("\x04", 1)[0]: v for k, v in getattr(found, "_catalog", {}).items() if "\x04" in str(k)}


def word(language: str, key: str, **values: object) -> str:
    """The words of a key; what has no key stays as it is."""
    text = _catalogue(language).get(key)
    return text.format(**values) if text is not None else key.partition(".")[2]


def shown(row: d.Row, column: str, asked: d.Asked) -> Any:
    """A cell in the reader's words."""
    value = row.get(column)
    if column == "province" and value:
        return province_name(value, asked.language)
    if column == "region" and value:
        return layer(asked.layer).name(value, asked.language)
    if column in ("status", "qualifier", "side", "measure", "unit", "domain") and value:
        return word(asked.language, f"v.{value}")
    return value
