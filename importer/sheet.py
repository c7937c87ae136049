"""A spreadsheet as rows of text by column: CSV (comma or semicolon, UTF-8 or Windows) or XLSX."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

MOST = 5000  # rows: a programme has hundreds of people


class Unreadable(ValueError):
    """This file can't be read as a table; the message names the mend."""


@dataclass(frozen=True, slots=True)
class Row:
    """`number` is the row as the spreadsheet shows it: the head is 1."""

    number: int
    cells: Mapping[str, str]


def read(path: Path) -> tuple[tuple[str, ...], tuple[Row, ...]]:
    """The head and the rows that have anything in them. Raises `Unreadable`, `FileNotFoundError`."""
    table = _xlsx(path) if path.suffix.lower() == ".xlsx" else _csv(path.read_bytes())
    head, *rest = table or [[]]
    names = tuple(" ".join(cell.split()).lower() for cell in head)
    if not any(names):
        raise Unreadable("the first row is empty: put the names of the columns there (see --template)")
    doubled = [n for n in names if n and names.count(n) > 1]
    if doubled:
        raise Unreadable(f"the column {doubled[0]} is there twice: keep one")
    if len(rest) > MOST:
        raise Unreadable(f"more than {MOST} rows: split the file")
    rows = (Row(i, dict(zip(names, map(str.strip, cells), strict=False))) for i, cells in enumerate(rest, start=2))
    return names, tuple(row for row in rows if any(row.cells.values()))


def _csv(raw: bytes) -> list[list[str]]:
    if b"\0" in raw:
        raise Unreadable("this is not a CSV file: save it as CSV (UTF-8) or as .xlsx")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("cp1252", "replace")
    head = text.partition("\n")[0]
    return list(csv.reader(io.StringIO(text), delimiter=max(";,\t", key=head.count)))


def _xlsx(path: Path) -> list[list[str]]:
    import zipfile

    from openpyxl import load_workbook

    try:
        book = load_workbook(path, read_only=True, data_only=True)
    except (zipfile.BadZipFile, KeyError, ValueError):
        raise Unreadable("this is not an .xlsx file: save it again, as .xlsx or CSV (UTF-8)") from None
    try:
        return [
            [_text(cell) for cell in row] for row in book.worksheets[0].iter_rows(values_only=True, max_row=MOST + 2)
        ]
    finally:
        book.close()


def _text(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime | date):
        return cell.strftime("%Y-%m-%d")
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)


def write(path: Path, head: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """A template: CSV or XLSX by the name of the file, every cell text."""
    if path.suffix.lower() == ".xlsx":
        from openpyxl import Workbook

        book = Workbook()
        for row in (head, *rows):
            book.active.append(list(row))
        book.save(path)
        return
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file, delimiter=";").writerows((head, *rows))
