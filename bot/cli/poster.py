"""Posters: a QR code that opens the chat, and a sentence in each language, as PDF.

Letters come from the machine's own fonts, found by fontconfig, and are shaped by HarfBuzz. A poster is Dutch too,
whatever is asked: people point at it in conversation.
"""

import subprocess
import unicodedata
from pathlib import Path
from typing import Any

from bot.i18n import render
from bot.settings import Settings
from programme.model import LANGUAGES, SOURCE
from programme.reading import municipalities
from storage.errors import DuobotError

NEEDS = ("fontTools", "fpdf", "segno", "uharfbuzz")  # of the extra `office`
MOST = 6  # languages on a poster that can still be read from two metres
SIZES = {"A4": (210.0, 297.0), "A6": (105.0, 148.0)}  # millimetres
SMALLEST = 0.6  # of the wanted size, before we say that it doesn't fit
FONTS = {"Arab": "fonts-noto-core", "Ethi": "fonts-noto-core", "Cyrl": "fonts-noto-core", "Latn": "fonts-noto-core"}


class LanguageNotOffered(DuobotError):
    """A poster can be made in the languages that the bot speaks, at most six of them."""

    exit_code = 2


class NoFont(DuobotError):
    """No font of this machine has these letters. On Debian: apt-get install fontconfig fonts-noto-core."""

    exit_code = 69


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


def font_of(text: str, language: str) -> Path:
    """A font file that has every letter of the text. Raises `NoFont`."""
    letters = {ord(c) for c in text if not c.isspace() and unicodedata.category(c) != "Cf"}
    wanted = f"sans:lang={language}:charset={' '.join(f'{c:x}' for c in sorted(letters))}"
    command = ["fc-match", "--sort", "--format", "%{file}\n", wanted]
    try:
        found = subprocess.run(command, capture_output=True, text=True, check=True, timeout=20).stdout.splitlines()
    except (OSError, subprocess.SubprocessError) as error:
        raise NoFont(f"{language}; fontconfig is missing") from error
    plain = (Path(f) for f in dict.fromkeys(found) if f.endswith((".ttf", ".otf")))
    for font in list(plain)[:40]:
        if letters <= _letters_in(font):
            return font
    raise NoFont(language)


def _letters_in(font: Path) -> set[int]:
    from fontTools.ttLib import TTFont, TTLibError

    try:
        with TTFont(font, lazy=True) as opened:
            return set(opened.getBestCmap() or ())
    except (OSError, TTLibError):
        return set()


def draw(to: Path, address: str, municipality: str, languages: tuple[str, ...], size: str) -> None:
    """Write the poster. Raises `NoFont`, and `LanguageNotOffered` if the sentences don't fit on the size."""
    from fpdf import FPDF

    width, height = SIZES[size]
    unit = width / 210  # everything is measured on A4
    page = FPDF(unit="mm", format=(width, height))
    page.set_auto_page_break(False)
    page.set_margins(15 * unit, 12 * unit)
    page.set_title("duobot")
    page.set_lang(languages[0])
    page.add_page()
    page.set_text_shaping(True)
    code = 88 * unit
    top = height - code - 30 * unit
    _sentences(page, languages, municipality, unit, top)
    _code(page, address, (width - code) / 2, top, code)
    _line(page, address.removeprefix("https://"), SOURCE, 9 * unit, top + code + 2 * unit)
    place = municipalities.by_nis(municipality)
    _line(page, place.name(SOURCE) if place else municipality, SOURCE, 20 * unit, top + code + 9 * unit)
    page.output(str(to))


def _sentences(page: Any, languages: tuple[str, ...], municipality: str, unit: float, bottom: float) -> None:
    """Each language gets an equal part of the height, and letters as big as all of them can have."""
    place = municipalities.by_nis(municipality)
    told = [
        (c, render.word("poster.find", c).replace("{place}", place.name(c) if place else municipality))
        for c in languages
    ]
    share = (bottom - 18 * unit) / len(told)
    for points in range(30, int(30 * SMALLEST) // 2, -1):
        blocks = [(c, t, _block(page, t, c, points * unit * 1.6)) for c, t in told]
        if all(lines * points * unit * 1.6 * 0.5 <= share for _, _, lines in blocks):
            break
    for number, (language, text, lines) in enumerate(blocks):
        high = points * unit * 1.6 * 0.5
        page.set_y(14 * unit + number * share + (share - lines * high) / 2)
        _set(page, text, language, points * unit * 1.6)
        page.multi_cell(0, high, text, align="C", new_x="LMARGIN", new_y="NEXT")


def _set(page: Any, text: str, language: str, points: float) -> None:
    font = font_of(text, language)
    name = font.stem.lower()
    if name not in page.fonts:
        page.add_font(name, fname=str(font))
    page.set_font(name, size=points)
    page.set_text_shaping(True, direction="rtl" if render.locale(language).text_direction == "rtl" else "ltr")


def _block(page: Any, text: str, language: str, points: float) -> int:
    _set(page, text, language, points)
    return len(page.multi_cell(0, 1, text, align="C", dry_run=True, output="LINES"))


def _line(page: Any, text: str, language: str, points: float, y: float) -> None:
    _set(page, text, language, points)
    page.set_y(y)
    page.cell(0, points * 0.5, text, align="C")


def _code(page: Any, address: str, x: float, y: float, side: float) -> None:
    """The code as squares, so that it is sharp at any size; four empty squares around it."""
    import segno

    matrix = segno.make(address, error="q", micro=False).matrix
    square = side / (len(matrix) + 8)
    page.set_fill_color(0)
    for row, line in enumerate(matrix):
        for column, dark in enumerate(line):
            if dark:
                page.rect(x + (column + 4) * square, y + (row + 4) * square, square * 1.02, square * 1.02, style="F")
