"""A page in Dutch with names in any script: fpdf2 lays it out, HarfBuzz shapes it, Noto draws it.

Fonts are Debian's fonts-noto-core (Open Font Licence); without them an error names the package.
"""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from fpdf import FPDF

FONTS = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), Path.home() / ".local/share/fonts")
FAMILIES = {  # the first carries the page; the others help out letter by letter
    "NotoSans": "NotoSans-Regular.ttf",
    "NotoSansBold": "NotoSans-Bold.ttf",
    "NotoArabic": "NotoSansArabic-Regular.ttf",
    "NotoEthiopic": "NotoSansEthiopic-Regular.ttf",
}
ISOLATE, POP = "\u2068", "\u2069"


class FontsMissing(RuntimeError):
    """A font that the papers need is not there. On Debian: apt-get install fonts-noto-core"""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name} is not there. On Debian: apt-get install fonts-noto-core")


@cache
def font(name: str) -> Path:
    """Raises `FontsMissing`."""
    found = next((path for folder in FONTS for path in sorted(folder.rglob(name))), None)
    if found is None:
        raise FontsMissing(name)
    return found


def page(title: str) -> "FPDF":
    """An empty A4 page, ready for text in Latin, Cyrillic, Arabic and Ethiopic letters."""
    from fpdf import FPDF

    pdf = FPDF(format="A4")
    for family, name in FAMILIES.items():
        pdf.add_font(family, fname=font(name))
    pdf.set_fallback_fonts(["NotoArabic", "NotoEthiopic"], exact_match=False)
    pdf.set_text_shaping(True)
    pdf.set_title(title)
    pdf.set_lang("nl-BE")
    pdf.set_margin(22)
    pdf.set_auto_page_break(True, margin=22)
    pdf.add_page()
    return pdf


def heading(pdf: "FPDF", text: str) -> None:
    pdf.set_font("NotoSansBold", size=20)
    pdf.multi_cell(0, 10, text, align="L", new_x="LMARGIN", new_y="NEXT")
    pdf.ln(2)


def banner(pdf: "FPDF", text: str) -> None:
    """A framed line that nobody overlooks: what this paper is not."""
    pdf.set_font("NotoSansBold", size=11)
    pdf.set_fill_color(255, 240, 205)
    pdf.set_draw_color(150, 100, 0)
    pdf.multi_cell(0, 7, text, border=1, fill=True, align="L", padding=3, new_x="LMARGIN", new_y="NEXT")
    pdf.ln(5)


def paragraph(pdf: "FPDF", text: str, size: float = 11) -> None:
    pdf.set_font("NotoSans", size=size)
    pdf.multi_cell(0, size * 0.55, text, align="L", new_x="LMARGIN", new_y="NEXT")
    pdf.ln(3)


def rows(pdf: "FPDF", told: Iterator[tuple[str, str]] | list[tuple[str, str]]) -> None:
    """Label and value, line by line."""
    for label, value in told:
        pdf.set_font("NotoSansBold", size=11)
        pdf.cell(58, 8, label)
        pdf.set_font("NotoSans", size=11)
        pdf.multi_cell(0, 8, clean(value), align="L", new_x="LMARGIN", new_y="NEXT")
    pdf.ln(3)


def signature(pdf: "FPDF", labels: tuple[str, ...]) -> None:
    """A line to sign on, for each."""
    pdf.ln(6)
    pdf.set_draw_color(0, 0, 0)
    for label in labels:
        pdf.set_font("NotoSans", size=11)
        pdf.cell(70, 14, label)
        pdf.line(pdf.get_x(), pdf.get_y() + 10, 188, pdf.get_y() + 10)
        pdf.ln(14)


def clean(text: str) -> str:
    """Somebody's own words without line breaks and without marks that turn a line around."""
    return "".join(c for c in " ".join(text.split()) if c.isprintable() and not "\u202a" <= c <= "\u2069")[:120]


def written(pdf: "FPDF", made: Any) -> bytes:
    """The file. `made` is the moment in UTC that it says: the same facts give the same bytes."""
    pdf.set_creation_date(made)
    return bytes(pdf.output())
