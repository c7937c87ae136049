"""The six questions, answered with what this database knows; what it doesn't know is said, never a zero.

Cells of persons below five are not shown (docs/decisions): the overview never points at somebody.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

from programme import nations, places, tongues
from storage import migrate
from storage.errors import DatabaseUnreadable
from storage.rows import text_of

FEWEST = 5  # persons in a cell that may be shown
QUESTIONS = ("projects", "duos", "participants", "budget", "fte", "evaluation")
Row = dict[str, Any]

SQL = {
    "projects": """select substr(created, 1, 4) as year, province, municipality, name as programme, 1 as value
        from programmes order by 1, 2, 3, 4""",
    "duos": """select substr(d.formed, 1, 4) as year, p.province, p.municipality, p.name as programme, count(*) as value
        from duos d join programmes p on p.id = d.programme group by 1, 2, 3, 4 order by 1, 2, 3, 4""",
    "nationality": """select f.year, n.nationality as code, count(*) as value from facts f
        join fact_nationalities n on n.fact = f.id group by 1, 2 order by 1, 3 desc, 2""",
    "tongue": """select f.year, t.tongue as code, count(*) as value from facts f
        join fact_tongues t on t.fact = f.id group by 1, 2 order by 1, 3 desc, 2""",
    "participants": """select f.year, p.province, p.municipality, p.name as programme, f.side, count(*) as value
        from facts f join programmes p on p.id = f.programme group by 1, 2, 3, 4, 5 order by 1, 2, 3, 4, 5""",
    "evaluation": """select substr(c.answered, 1, 4) as year, p.province, p.municipality, p.name as programme,
        count(*) as n, avg(c.mood) as mood, sum(c.hours) as hours, count(distinct c.candidate) as persons
        from check_ins c join duos d on d.id = c.duo join programmes p on p.id = d.programme
        group by 1, 2, 3, 4 order by 1, 2, 3, 4""",
}


def read(path: Path, first: int | None, last: int | None, now: datetime) -> dict[str, Any]:
    """The overview as data. Raises `DatabaseUnreadable` when there is no database yet."""
    if migrate.version(path) is None:
        raise DatabaseUnreadable(path)
    with closing(sqlite3.connect(f"file:{path}?mode=rw", uri=True, timeout=10)) as db:
        db.row_factory = sqlite3.Row
        rows = {name: list(_rows(db, name, first, last)) for name in SQL}
    answers: dict[str, list[Row]] = {
        "projects": [counted(r) for r in rows["projects"]],
        "duos": [counted(r) for r in rows["duos"]],
        "participants": [*_participants(rows)],
        "budget": [unknown()],
        "fte": [unknown()],
        "evaluation": [row for r in rows["evaluation"] for row in _evaluated(r)],
    }
    return {
        "period": {"from": first, "to": last},
        "audience": "internal",
        "generated": text_of(now),
        "definitions": "docs/figures.md",
        "questions": {q: answers[q] or [unknown()] for q in QUESTIONS},
    }


def _rows(db: sqlite3.Connection, name: str, first: int | None, last: int | None) -> Iterator[Row]:
    for row in db.execute(SQL[name]):
        told = dict(row)
        told["year"] = int(told["year"])
        if (first is None or told["year"] >= first) and (last is None or told["year"] <= last):
            if "municipality" in told:
                found = places.by_nis(told["municipality"])
                told["municipality"] = found.nl if found else told["municipality"]
            yield told


def counted(row: Row) -> Row:
    return {**row, "status": "counted"}


def unknown() -> Row:
    """No database of duos knows this: it has to be declared."""
    return {"value": None, "status": "unknown"}


def shown(row: Row) -> Row:
    """A count of persons, or that it is too small to show."""
    if row["value"] >= FEWEST:
        return counted(row)
    return {**row, "value": None, "status": "counted", "suppressed": True}


def _participants(rows: dict[str, list[Row]]) -> Iterator[Row]:
    for row in rows["participants"]:
        yield shown({**row, "measure": "persons"})
    for measure, name in (("nationality", nation), ("tongue", tongues.name)):
        for row in rows[measure]:
            if row["value"] >= FEWEST:
                yield counted({**row, "measure": measure, "label": name(row["code"], "nl")})
        for year in dict.fromkeys(r["year"] for r in rows[measure] if r["value"] < FEWEST):
            yield {
                "year": year,
                "measure": measure,
                "label": "andere",
                "value": None,
                "status": "counted",
                "suppressed": True,
            }


def nation(code: str, language: str) -> str:
    return {"stateless": "staatloos", "unsaid": "niet gezegd"}.get(code) or nations.name(code, language)


def _evaluated(row: Row) -> Iterator[Row]:
    """Answers of few persons are not averaged: an average of one is an answer."""
    where = {k: row[k] for k in ("year", "province", "municipality", "programme")}
    few = row["persons"] < FEWEST
    yield counted({**where, "measure": "check-ins", "value": row["n"]})
    for measure, value in (("mood, 1 to 5", row["mood"]), ("hours told", row["hours"])):
        line = {
            **where,
            "measure": measure,
            "value": None if few else round(value or 0, 1),
            "n": row["n"],
            "status": "counted",
        }
        yield {**line, "suppressed": True} if few else line


DUTCH = {
    "projects": "1 Projecten", "duos": "2 Duo's", "participants": "3 Deelnemers: nationaliteit en taal",
    "budget": "4 Budget", "fte": "5 Voltijdse equivalenten", "evaluation": "6 Evaluatie",
}  # fmt: skip


def table(found: dict[str, Any]) -> str:
    """For a terminal: the six questions, one under the other."""
    return "\n".join(part for q in QUESTIONS for part in _section(q, found["questions"][q]))


def _section(question: str, rows: list[Row]) -> Iterator[str]:
    yield f"{DUTCH[question]} ({question})"
    for row in rows:
        where = "  ".join(str(row[k]) for k in ("year", "province", "municipality", "programme") if k in row)
        what = "  ".join(str(row[k]) for k in ("side", "measure", "label") if k in row)
        yield f"  {where:<52} {what:<28} {_value(row):>10}  {row['status']}"
    yield ""


def _value(row: Row) -> str:
    if row.get("suppressed"):
        return f"< {FEWEST}"
    return "unknown" if row["value"] is None else str(row["value"])
