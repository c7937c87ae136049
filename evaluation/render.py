"""The overview in the form that was asked for."""

from collections.abc import Iterator
from typing import Any

import msgspec

from evaluation import definitions as d


def rendered(found: dict[str, Any], asked: d.Asked, form: str) -> str | bytes:
    if form == "json":
        return msgspec.json.format(msgspec.json.encode(found)).decode() + "\n"
    return table(found, asked)


DUTCH = {
    "projects": "1 Projecten", "duos": "2 Duo's", "participants": "3 Deelnemers: nationaliteit en taal",
    "budget": "4 Budget", "fte": "5 Voltijdse equivalenten", "evaluation": "6 Evaluatie",
}  # fmt: skip


def table(found: dict[str, Any], asked: d.Asked) -> str:
    """For a terminal: the six questions, one under the other."""
    return "\n".join(part for q, rows in found["questions"].items() for part in _section(q, rows, asked))


def _section(question: str, rows: list[d.Row], asked: d.Asked) -> Iterator[str]:
    yield f"{DUTCH[question]} ({question})"
    for row in rows:
        where = "  ".join(str(row[k]) for k in asked.by if row.get(k) is not None)
        what = "  ".join(str(row[k]) for k in ("side", "measure", "label") if k in row)
        yield f"  {where:<52} {what:<28} {_value(row):>10}  {row['status']}"
    yield ""


def _value(row: d.Row) -> str:
    if row.get("suppressed"):
        return f"< {d.FEWEST}"
    return "unknown" if row["value"] is None else str(row["value"])
