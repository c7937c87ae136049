"""A page in Dutch with names in any script, and whatever else is laid out: by typst, in Noto.

Fonts are Debian's fonts-noto-core (Open Font Licence); without them an error names the package. A page is a list of
parts; the same parts give the same bytes.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, TypeAlias

from storage.errors import DuobotError

FONTS = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), Path.home() / ".local/share/fonts")
FAMILIES = {  # the first carries the page; the others help out letter by letter
    "Noto Sans": "NotoSans-Regular.ttf",
    "Noto Sans Arabic": "NotoSansArabic-Regular.ttf",
    "Noto Sans Ethiopic": "NotoSansEthiopic-Regular.ttf",
}
Part: TypeAlias = dict[str, object]


class FontsMissing(DuobotError):
    """A font that papers and posters need is not there. On Debian: apt-get install fonts-noto-core."""

    exit_code = 69


class NoFont(DuobotError):
    """A letter is in no font of this machine. On Debian: apt-get install fonts-noto-core fonts-noto-cjk."""

    exit_code = 69


@cache
def font(name: str) -> Path:
    """Raises `FontsMissing`."""
    found = next((path for folder in FONTS for path in sorted(folder.rglob(name))), None)
    if found is None:
        raise FontsMissing(name)
    return found


def heading(text: str) -> Part:
    return {"kind": "heading", "text": text}


def name(text: str) -> Part:
    """Somebody's own name, large."""
    return {"kind": "name", "text": clean(text)}


def banner(text: str) -> Part:
    """A framed line that nobody overlooks: what this paper is not."""
    return {"kind": "banner", "text": text}


def paragraph(text: str) -> Part:
    return {"kind": "paragraph", "text": text}


def rows(told: Iterable[tuple[str, str]]) -> Part:
    """Label and value, line by line; what is not known is left out."""
    return {"kind": "rows", "rows": [(label, clean(value)) for label, value in told if value]}


def signature(*labels: str) -> Part:
    """A line to sign on, for each."""
    return {"kind": "signature", "labels": labels}


def next_page() -> Part:
    return {"kind": "page"}


def clean(text: str) -> str:
    """Somebody's own words without line breaks and without marks that turn a line around."""
    return "".join(c for c in " ".join(text.split()) if c.isprintable() and not "\u202a" <= c <= "\u2069")[:120]


def written(title: str, parts: Sequence[Part], made: datetime) -> bytes:
    """A PDF of A4 pages. `made` is the moment in UTC that it says. Raises `FontsMissing` and `NoFont`."""
    told = {"title": title, "made": [made.year, made.month, made.day], "parts": parts}
    return pdf("paper.typ", told, timestamp=made.replace(microsecond=0))


def pdf(template: str, told: Mapping[str, object], **how: object) -> bytes:
    """Tagged for screen readers (PDF/UA-1). Raises `FontsMissing` and `NoFont`."""
    import typst

    try:
        return laid_out(template, told, format="pdf", pdf_standards="ua-1", **how)
    except typst.TypstError as error:
        if "could not be displayed" not in error.message:
            raise
        raise NoFont from None  # without the letter: it may be of somebody's name


def laid_out(template: str, told: Mapping[str, object], **how: object) -> bytes:
    """What a template of this folder makes of the facts. `how` is for typst. Raises `FontsMissing`."""
    import typst

    make: Any = typst.compile  # its types want paths of fonts in the type of the source
    folders = [*{font(file).parent for file in FAMILIES.values()}]
    source = (files("documents") / template).read_bytes()
    inputs = {"told": json.dumps({**told, "fonts": [*FAMILIES]}, ensure_ascii=False)}
    return bytes(make(source, sys_inputs=inputs, font_paths=folders, **how))
