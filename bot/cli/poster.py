"""Posters: a QR code that opens the chat, and a sentence in each language, as PDF.

The place stands below in Dutch too, whatever is asked: people point at it in conversation.
"""

from pathlib import Path
from typing import Any

from bot.i18n import render
from bot.settings import Settings
from documents import pages
from programme.model import LANGUAGES, SOURCE
from programme.reading import municipalities
from storage.errors import DuobotError

NEEDS = ("segno", "typst")  # of the extra `office`
MOST = 6  # languages on a poster that can still be read from two metres
SIZES = {"A4": (210, 297), "A6": (105, 148)}  # millimetres


class LanguageNotOffered(DuobotError):
    """A poster can be made in the languages that the bot speaks, at most six of them."""

    exit_code = 2


def languages_of(listed: str) -> tuple[str, ...]:
    """Raises `LanguageNotOffered`."""
    chosen = tuple(dict.fromkeys(part.strip() for part in listed.split(",") if part.strip()))
    unknown = [c for c in chosen if c not in LANGUAGES]
    if unknown or not 1 <= len(chosen) <= MOST:
        raise LanguageNotOffered(f"{', '.join(unknown) or listed}; there are: {', '.join(LANGUAGES)}")
    return chosen


async def link(settings: Settings, programme: str, days: int) -> dict[str, Any]:
    """A link for newcomers to the programme, and where the programme is."""
    from bot.cli import operations
    from storage.store import Store

    store = await Store.open(settings.database)
    try:
        found = next((p for p in await operations.programmes(store) if p["id"] == programme), None)
        if found is None:
            raise operations.NotFound(f"programme {programme}")
        made = await operations.invite(store, settings, programme, "candidate", found["municipality"], days)
    finally:
        await store.close()
    return {"link": made["link"], "municipality": found["municipality"]}


def draw(to: Path, address: str, municipality: str, languages: tuple[str, ...], size: str) -> None:
    """Write the poster. Raises `FontsMissing` and `NoFont`."""
    place = municipalities.by_nis(municipality)
    told = {
        "size": SIZES[size],
        "sentences": [_sentence(c, place.name(c) if place else municipality) for c in languages],
        "code": _code(address),
        "address": address.removeprefix("https://"),
        "place": place.name(SOURCE) if place else municipality,
    }
    to.write_bytes(pages.pdf("poster.typ", told))


def _sentence(language: str, place: str) -> dict[str, object]:
    locale = render.locale(language)
    text = render.word("poster.find", language).replace("{place}", place)
    return {"text": text, "language": locale.language, "rtl": locale.text_direction == "rtl"}


def _code(address: str) -> str:
    """As SVG, sharp at any size; four empty squares around it."""
    import segno

    code = segno.make(address, error="q", micro=False)
    return str(code.svg_inline(border=4, omitsize=True, svgclass=None, lineclass=None))
