"""Figures that people declare, from a file or one by one: read, checked, compared, kept. All or nothing."""

import csv
import io
import math
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

from evaluation import definitions as d
from evaluation.errors import FileUnreadable, RowsWrong
from programme.reading import municipalities, sheets
from programme.reading.names import fold

MOST_ROWS = 20_000  # figures that somebody declares
COLUMNS = ("year", "programme", "municipality", "province", "domain", "measure", "value", "qualifier", "status",
           "period", "side", "note", "source")  # fmt: skip
REQUIRED = ("programme", "measure", "value")
WIDE = {"vlaanderen", "flanders", "belgie", "belgium", "frankrijk", "nederland"}  # folded; wider than a municipality
EXAMPLES = (
    ("2019", "Samen Voorbeeld", "Mechelen", "", "integration", "duos", "27", "exact", "declared", "", "", "",
     "jaarverslag 2019"),
    ("2019", "Samen Voorbeeld", "Mechelen", "", "integration", "budget", "12500", "about", "declared", "", "",
     "stad Mechelen betaalt", "rekening 2019"),
    ("", "Samen Voorbeeld", "Mechelen", "", "integration", "fte", "0,5", "exact", "declared",
     "school year 2019-2020", "", "betaald; vrijwillig: 0,2", "de coördinator"),
    ("2020", "Samen Voorbeeld", "Mechelen", "", "integration", "evaluation", "1", "exact", "declared", "", "",
     "vragenlijst; algemeen: …; per project: …", "https://example.org/verslag"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Declared:
    """One figure with its source. `nis`: codes of municipalities, none when it is about more than one can name."""

    programme: str
    measure: str
    value: float | None
    year: int | None = None
    municipality: str = ""
    nis: tuple[str, ...] = ()
    province: str = ""
    domain: str = ""
    qualifier: str = "exact"
    status: str = "declared"
    period: str = ""
    side: str = ""
    note: str = ""
    source: str = ""
    words: str = ""

    @property
    def key(self) -> tuple[object, ...]:
        """What makes two rows the same figure from the same source."""
        return (self.programme, self.municipality, self.measure, self.year, self.period, self.side, self.status,
                self.source, self.note)  # fmt: skip

    @property
    def cell(self) -> tuple[object, ...]:
        """What two sources can contradict each other about."""
        return (self.programme, self.municipality, self.measure, self.year, self.kind, self.side, self.status)

    @property
    def kind(self) -> str:
        return d.period_kind(self.period)


@dataclass(frozen=True, slots=True)
class Change:
    """What an import would do with a row: "new", "changed", "same" or "in doubt", and why."""

    what: str
    row: Declared
    why: str = ""


# --- reading -------------------------------------------------------------------------------------


def template() -> str:
    """A file to start from, with examples that are plainly examples."""
    text = io.StringIO()
    csv.writer(text, delimiter=";", lineterminator="\r\n").writerows([COLUMNS, *EXAMPLES])
    return text.getvalue()


def published() -> list[Declared]:
    """The figures that come with duobot, read in public sources."""
    text = (files("evaluation") / "data" / "published-figures.tsv").read_text("utf-8")
    return checked(csv.DictReader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE))


def from_file(path: Path) -> list[Declared]:
    """The rows of a CSV, TSV or XLSX file. Raises `FileUnreadable` or, with every fault in it, `RowsWrong`."""
    try:
        head, *rows = list(sheets.table(path, MOST_ROWS)) or [[]]
    except OSError as error:
        raise FileUnreadable(path, error.strerror or "") from None
    except sheets.Unreadable as error:
        raise FileUnreadable(path, str(error)) from None
    return checked(dict(zip(head, row, strict=False)) for row in rows)


def checked(rows: Iterable[Mapping[str, str | None]]) -> list[Declared]:
    """Every row as a figure; raises `RowsWrong` with all that is wrong, by row and column."""
    found, wrong = [], []
    for number, raw in enumerate(rows, start=2):  # row 1 has the names of the columns
        row = {str(k or "").strip().lower(): (v or "").strip() for k, v in raw.items() if isinstance(v, str | None)}
        if number == 2:
            wrong += _columns(row)
        if wrong and number == 2:
            break
        if not any(row.values()):
            continue
        faults = [f"row {number}, column {column}: {why}" for column, why in _faults(row)]
        wrong += faults
        if not faults:
            found.append(_declared(row))
    if wrong:
        raise RowsWrong(*wrong)
    return found


def _columns(row: Mapping[str, str]) -> list[str]:
    missing = [c for c in REQUIRED if c not in row]
    if not missing and "year" not in row and "period" not in row:
        missing = ["year"]
    unknown = [c for c in row if c and c not in COLUMNS]
    return [f"row 1: the column {c} is missing" for c in missing] + [
        f"row 1: {c} is no column; there are {', '.join(COLUMNS)}" for c in unknown
    ]


def _faults(row: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for column in REQUIRED:
        if not row.get(column):
            yield column, "is empty; fill it in"
    year, period = row.get("year", ""), row.get("period", "")
    if not year and not period:
        yield "year", "is empty; fill in a year, or a period"
    if year and not (year.isdecimal() and d.FIRST <= int(year) <= d.LAST):
        yield "year", f"{year!r} is no year; write four digits, such as 2019"
    for column, known in (("measure", d.MEASURES), ("qualifier", d.QUALIFIERS), ("status", d.STATUSES[1:]),
                          ("domain", d.DOMAINS)):  # fmt: skip
        if row.get(column) and row[column] not in known:
            yield column, f"{row[column]!r} is not known; choose {', '.join(known)}"
    if row.get("value") and row.get("measure") != "evaluation" and row.get("status") != "unknown":
        try:
            if not 0 <= number(row["value"]) < 1e12:
                yield "value", f"{row['value']!r} can't be; write a number from 0"
        except ValueError:
            yield "value", f"{row['value']!r} is no number; write digits, such as 1250 or 0,5"
    if row.get("province") and not _province(row["province"]):
        yield "province", f"{row['province']!r} is no province; write it as in {municipalities.PROVINCES[2].nl}"


def number(text: str) -> float:
    """A number as Flemish or English spreadsheets write it: 12.500,50 or 12500.50. Raises `ValueError`."""
    plain = text.replace("\u00a0", "").replace(" ", "").replace("€", "")
    if "," in plain and "." in plain:
        thousands = "." if plain.rindex(",") > plain.rindex(".") else ","
        plain = plain.replace(thousands, "")
    found = float(plain.replace(",", "."))
    if math.isnan(found):
        raise ValueError(text)
    return found


def _province(text: str) -> str:
    folded = fold(text)
    return next((p.slug for p in municipalities.PROVINCES if folded in {fold(n) for n in (p.slug, p.nl, p.fr)}), "")


def _declared(row: Mapping[str, str]) -> Declared:
    where = row.get("municipality", "")
    nis, _ = located(where)
    try:
        value: float | None = number(row["value"])
        words = ""
    except ValueError:
        value, words = None, row["value"]
    found = [m for code in nis if (m := municipalities.by_nis(code))]
    provinces = {m.province for m in found}
    own = _province(row.get("province", "")) or (provinces.pop() if len(provinces) == 1 else "")
    return Declared(
        programme=row["programme"], measure=row["measure"], value=value, words=words,
        year=int(row["year"]) if row.get("year") else d.year_of(row.get("period", "")) if _dated(row) else None,
        municipality=where, nis=nis, province=own, domain=row.get("domain", ""),
        qualifier=row.get("qualifier") or "exact", status=row.get("status") or "declared",
        period=row.get("period", ""), side=row.get("side", ""), note=row.get("note", ""), source=row.get("source", ""),
    )  # fmt: skip


def _dated(row: Mapping[str, str]) -> bool:
    return "undated" not in row.get("period", "").lower()


@cache
def located(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The codes of the municipalities in "Mol; Geel", and the parts that are none."""
    codes, lost = [], []
    for part in filter(None, (p.strip() for p in text.split(";"))):
        if fold(part) in WIDE:
            continue
        if by_code := municipalities.by_nis(part):
            codes.append(by_code.nis)
        elif len(found := municipalities.find(part).read) == 1:
            codes.append(found[0].nis)
        else:
            lost.append(part)
    return tuple(codes), tuple(lost)


# --- comparing and keeping -----------------------------------------------------------------------


def kept(db: sqlite3.Connection) -> list[Declared]:
    """All that was declared, in the order it came in."""
    return [
        Declared(**{k: r[k] for k in ("programme", "measure", "value", "year", "municipality", "province", "domain",
                 "qualifier", "status", "period", "side", "note", "source", "words")}, nis=tuple(r["nis"].split()))
        for r in db.execute("select * from declared order by id")
    ]  # fmt: skip


def compared(rows: Iterable[Declared], before: Iterable[Declared]) -> list[Change]:
    """What importing these rows would change."""
    known = {row.key: row for row in before}
    cells: dict[tuple[object, ...], set[float | None]] = {}
    for row in known.values():
        cells.setdefault(row.cell, set()).add(row.value)
    changes = []
    for row in rows:
        old = known.get(row.key)
        if old == row:
            changes.append(Change("same", row))
            continue
        why = _doubt(row, cells)
        what = "changed" if old else "in doubt" if why else "new"
        changes.append(Change(what, row, why or (f"was {old.value:,.15g}" if old and old.value is not None else "")))
        known[row.key] = row
        cells.setdefault(row.cell, set()).add(row.value)
    return changes


def _doubt(row: Declared, cells: Mapping[tuple[object, ...], set[float | None]]) -> str:
    _, lost = located(row.municipality)
    if lost:
        near = [m.nl for part in lost for m in municipalities.find(part).likely[:3]]
        return f"{', '.join(lost)} is no municipality" + (f"; perhaps {' or '.join(near)}" if near else "")
    others = cells.get(row.cell, set()) - {row.value}
    if others:
        told = ", ".join(f"{v:,.15g}" for v in others if v is not None)
        return f"another source says {told}: both are kept, never added"
    return "no source" if not row.source else ""


def keep(db: sqlite3.Connection, changes: Iterable[Change], origin: str, at: str) -> int:
    """Write what is new or changed, in one transaction; how many rows that were."""
    rows = [c.row for c in changes if c.what != "same"]
    db.execute("begin immediate")
    try:
        for row in rows:
            told = {**asdict(row), "nis": " ".join(row.nis), "origin": origin, "at": at}
            db.execute(
                """delete from declared where programme = :programme and municipality = :municipality
                and measure = :measure and year is :year and period = :period and side = :side and status = :status
                and source = :source and note = :note""",
                told,
            )
            db.execute(
                """insert into declared (programme, municipality, nis, province, domain, measure, year, period,
                side, status, source, value, words, qualifier, note, origin, at) values (:programme, :municipality,
                :nis, :province, :domain, :measure, :year, :period, :side, :status, :source, :value, :words,
                :qualifier, :note, :origin, :at)""",
                told,
            )
        db.execute("commit")
    except BaseException:
        db.execute("rollback")
        raise
    return len(rows)
