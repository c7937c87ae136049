"""A file that somebody else made, as rows of text: CSV (comma, semicolon or tab, UTF-8 or Windows) or XLSX, in bounded
memory whatever is in it; and TOML. What can't be read says how to mend it."""

import csv
import io
import re
import tomllib
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

MOST_BYTES = 10_000_000  # of a file; a list of 5,000 people is less than one megabyte
MOST_UNPACKED = 60_000_000  # of what is packed in an .xlsx
MOST_COLUMNS = 200


class Unreadable(ValueError):
    """This file can't be read as a table; the message names the mend."""


def table(path: Path, most: int) -> Iterator[list[str]]:
    """Its first `most` rows, every cell as text; a whole number without a point, a day as 2026-11-28. Raises
    `Unreadable`, `OSError`."""
    _fits(path)
    return _xlsx(path, most) if path.suffix.lower() == ".xlsx" else _csv(path.read_bytes(), most)


@dataclass(frozen=True, slots=True)
class Coding:
    """The code page that a file is taken to be in, and a word in it that would tell whether it is."""

    name: str
    sample: str


def coding(path: Path) -> Coding | None:
    """Of a CSV file that is not UTF-8; None for any other. Raises as `table`."""
    _fits(path)
    if path.suffix.lower() == ".xlsx":
        return None
    text, name = _decoded(path.read_bytes())
    words = [word for word in re.findall(r"[^\s;,\"]+", text) if not word.isascii()]
    telling = max(words, key=lambda word: sum(not c.isascii() and c not in COMMON for c in word), default="")
    return Coding(name, telling) if name else None


def titled(path: Path, most: int) -> tuple[str, Iterator[list[str]]]:
    """An .xlsx with the title of its first page. Raises as `table`."""
    _fits(path)
    page = _page(path)
    return str(page.title), _rows(page, most)


def _fits(path: Path) -> None:
    if path.stat().st_size > MOST_BYTES:
        raise Unreadable(f"it is larger than {MOST_BYTES // 1_000_000} MB: split the file")


def toml(path: Path) -> dict[str, Any]:
    """Raises `Unreadable`, `OSError`."""
    if path.stat().st_size > MOST_BYTES:
        raise Unreadable("it is too large")
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except UnicodeDecodeError:
        raise Unreadable("save it as UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        raise Unreadable(str(error)) from None
    except RecursionError:
        raise Unreadable("brackets in brackets in brackets: it has no need of those") from None


def _csv(raw: bytes, most: int) -> Iterator[list[str]]:
    if b"\0" in raw:
        raise Unreadable("this is not a CSV file: save it as CSV (UTF-8) or as .xlsx")
    text, _ = _decoded(raw)
    head, _, rest = text.partition("\n")
    if said := re.fullmatch(
        r"sep=(.)", head.strip("\r \"'"), re.IGNORECASE
    ):  # Excel obeys that line, and shows it as no row
        text, sign = rest, said[1]
    else:
        sign = max(";,\t", key=head.count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=sign, strict=True)
    try:
        for _ in range(most):
            yield next(rows)
    except StopIteration:
        return
    except csv.Error as error:
        end = "a quote is opened and never closed" if "unexpected end" in str(error) else str(error)
        raise Unreadable(
            f"from line {max(1, rows.line_num)} on: {end}; save it again, as CSV (UTF-8) or .xlsx"
        ) from None


PAGES = {  # of Windows: the letters beyond ASCII that lists in each have
    "cp1252": frozenset("àâäáãåçèéêëíîïìñóôöõòúùûüÿœæøåßÀÂÄÁÃÅÇÈÉÊËÍÎÏÑÓÔÖÕÚÙÛÜŒÆØ’‘“”–—€°…«»"),
    "cp1254": frozenset("çğıöşüâîûéèëïêáàäíóôúñÇĞİÖŞÜÂÎÛÉÈËÏ’‘“”–—€°…«»"),
    "cp1250": frozenset("ąćęłńóśźżáčďéěíňřšťúůýžôľĺŕäőűöüăâîşţëçđĄĆĘŁŃÓŚŹŻÁČĎÉĚÍŇŘŠŤÚŮÝŽÔĽÄŐŰÖÜĂÂÎŞŢËÇĐ’‘“”„–—€°…«»"),
}


COMMON = frozenset("éëïöüäáíóâîç’“”–—€°…«»")  # the same byte in each of them


def _decoded(raw: bytes) -> tuple[str, str]:
    """The text, and the code page that was guessed; "" for UTF-8. Of the pages, the one in which least is strange; the
    first where that is the same."""
    try:
        return raw.decode("utf-8-sig"), ""
    except UnicodeDecodeError:
        texts = {page: raw.decode(page, "replace") for page in PAGES}
        strange = {page: sum(not c.isascii() and c not in PAGES[page] for c in text) for page, text in texts.items()}
        best = min(strange, key=lambda page: strange[page])
        return texts[best], best


def _page(path: Path) -> Any:
    from openpyxl import load_workbook

    try:
        with zipfile.ZipFile(path) as packed:
            if sum(part.file_size for part in packed.infolist()) > MOST_UNPACKED:
                raise Unreadable("there is far more packed in it than a table: copy the cells to a new file")
        return load_workbook(path, read_only=True, data_only=True).worksheets[0]
    except (Unreadable, OSError):
        raise
    except Exception:  # openpyxl raises whatever its zip and XML readers do
        raise Unreadable("this is not an .xlsx file: save it again, as .xlsx or CSV (UTF-8)") from None


def _xlsx(path: Path, most: int) -> Iterator[list[str]]:
    yield from _rows(_page(path), most)


def _rows(page: Any, most: int) -> Iterator[list[str]]:
    page.reset_dimensions()  # what a file says of its own size is no reason to fill it up
    try:
        for row in page.iter_rows(values_only=True, max_row=most, max_col=MOST_COLUMNS):
            cells = [_text(cell) for cell in row]
            while cells and not cells[-1]:
                cells.pop()
            yield cells
    except Exception as error:
        raise Unreadable(f"this .xlsx can't be read ({type(error).__name__}): save it again") from None
    finally:
        page.parent.close()


def _text(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime | date):
        return cell.isoformat()[:10]  # a year has four digits
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)
