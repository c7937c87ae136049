"""The overview in the form that was asked for: for a terminal, a program, a spreadsheet or a reader."""

import csv
import io
from collections.abc import Iterator
from typing import Any

import msgspec

from evaluation import definitions as d
from evaluation.words import shown, word

COLUMNS = ("side", "measure", "wave", "code", "label", "value", "status", "qualifier", "suppressed", "running",
           "adults", "children", "households", "n",
           "spread", "low", "high", "unit", "period", "of", "finding", "note", "source")  # fmt: skip
DEFUSED = ("=", "+", "-", "@", "\t", "\r")  # how a formula may begin in a spreadsheet


def rendered(found: dict[str, Any], asked: d.Asked, form: str) -> str | bytes:
    match form:
        case "json":
            return msgspec.json.format(msgspec.json.encode(found)).decode() + "\n"
        case "csv":
            return comma_separated(found, asked)
        case "xlsx":
            return workbook(found, asked)
        case "html" | "pdf":
            from evaluation import paper

            return paper.html(found, asked) if form == "html" else paper.pdf(found, asked)
        case _:
            return table(found, asked)


# --- terminal --------------------------------------------------------------------------------------


def table(found: dict[str, Any], asked: d.Asked) -> str:
    """The six questions, one under the other."""
    return "\n".join(part for q, rows in found["questions"].items() for part in _section(q, rows, asked))


def _section(question: str, rows: list[d.Row], asked: d.Asked) -> Iterator[str]:
    yield f"{d.QUESTIONS.index(question) + 1} {word(asked.language, f'q.{question}')} ({question})"
    for row in rows:
        where = "  ".join(str(shown(row, k, asked)) for k in asked.by if row.get(k) is not None)
        what = "  ".join(str(shown(row, k, asked)) for k in ("of", "side", "measure", "label") if row.get(k))
        yield f"  {where:<52} {what:<28} {_value(row):>10}  {row['status']}"
    yield ""


def _value(row: d.Row) -> str:
    if row.get("suppressed"):
        return f"< {d.FEWEST}"
    if row["value"] is None and "low" in row:
        return f"{row['low']}–{row['high']}"
    return "unknown" if row["value"] is None else str(row["value"])


# --- spreadsheets ----------------------------------------------------------------------------------


def _columns(rows: list[d.Row], asked: d.Asked) -> list[str]:
    used = {k for row in rows for k in row}
    return [*asked.by, *(["nis"] if "nis" in used else []), *(c for c in COLUMNS if c in used)]


def comma_separated(found: dict[str, Any], asked: d.Asked) -> str:
    """UTF-8 with a byte order mark, so that Excel reads it; in Dutch a semicolon between and a decimal comma."""
    dutch = asked.language == "nl"
    all_ = [row for rows in found["questions"].values() for row in rows]
    columns = _columns(all_, asked)
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";" if dutch else ",", lineterminator="\r\n")
    writer.writerow([word(asked.language, f"c.{c}") for c in ("question", *columns)])
    for question, rows in found["questions"].items():
        for row in rows:
            writer.writerow([question, *(_typed(shown(row, c, asked), dutch) for c in columns)])
    return "\ufeff" + out.getvalue()


def _typed(value: Any, dutch: bool) -> str:
    if value is None or value is False:
        return ""
    if value is True:
        return "x"
    if isinstance(value, float):
        return str(value).replace(".", ",") if dutch else str(value)
    text = str(value)
    return "'" + text if isinstance(value, str) and text.startswith(DEFUSED) else text


def workbook(found: dict[str, Any], asked: d.Asked) -> bytes:
    """A sheet for each question; text is text and never a formula, numbers are numbers."""
    import openpyxl
    from openpyxl.styles import Font

    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for question, rows in found["questions"].items():
        sheet = book.create_sheet(question)
        columns = _columns(rows, asked)
        sheet.append([word(asked.language, f"c.{c}") for c in columns])
        for cell in sheet[1]:
            cell.font = Font(bold=True)
        sheet.freeze_panes = "A2"
        for number, row in enumerate(rows, start=2):
            for at, column in enumerate(columns, start=1):
                value = shown(row, column, asked)
                cell = sheet.cell(number, at, "x" if value is True else value)
                if isinstance(value, str):
                    cell.data_type = "s"
        for at, column in enumerate(columns):
            sheet.column_dimensions[chr(65 + at)].width = 40 if column in ("programme", "note", "source") else 16
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
