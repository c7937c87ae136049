"""A spreadsheet as rows of text by column."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

from programme.reading.sheets import Unreadable, table

MOST = 5000  # rows: a programme has hundreds of people


@dataclass(frozen=True, slots=True)
class Row:
    """`number` is the row as the spreadsheet shows it: the head is 1."""

    number: int
    cells: Mapping[str, str]


def read(path: Path) -> tuple[tuple[str, ...], tuple[Row, ...]]:
    """The head and the rows that have anything in them. Raises `Unreadable`, `FileNotFoundError`."""
    head, *rest = list(table(path, MOST + 2)) or [[]]
    names = tuple(" ".join(cell.split()).lower() for cell in head)
    if not any(names):
        raise Unreadable("the first row is empty: put the names of the columns there (see --template)")
    doubled = [n for n in names if n and names.count(n) > 1]
    if doubled:
        raise Unreadable(f"the column {doubled[0]} is there twice: keep one")
    if len(rest) > MOST:
        raise Unreadable(f"more than {MOST} rows: split the file")
    rows = (Row(i, _named(names, cells)) for i, cells in enumerate(rest, start=2))
    return names, tuple(row for row in rows if any(row.cells.values()))


def _named(names: Sequence[str], cells: Sequence[str]) -> dict[str, str]:
    """The cells of a row by heading; "" holds the first that stands under none."""
    found: dict[str, str] = {}
    for name, cell in zip_longest(names, map(str.strip, cells), fillvalue=""):
        found[name] = found.get(name) or cell
    return found


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
