"""What was made public: kept as it was, and remembered by every later one."""

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import msgspec

from evaluation.cells import Cells, Key, Said
from evaluation.suppress import Node

Known = dict[Key, dict[Node, Said]]


@dataclass(frozen=True, slots=True)
class Release:
    id: int
    made: str
    note: str
    changed: int = 0


def known(db: sqlite3.Connection) -> Known:
    """The last that was said of each cell, over all releases."""
    found: Known = {}
    for (text,) in db.execute("select cells from releases order by id"):
        learn(found, msgspec.json.decode(text))
    return found


def learn(found: Known, cells: Iterable[Sequence]) -> None:
    for part, side, code, year, level, name, value in cells:
        row = found.setdefault((part, side, code, year), {})
        before = row.get((level, name), Said())
        row[level, name] = Said(before.value if value is None else value, before.held or value is None)


def fresh(cells: Cells, before: Known) -> list[tuple]:
    """What hasn't been said yet: a value that is new or other, a cell that is withheld now and wasn't before."""
    found = []
    for key, row in cells.shown.items():
        for node, value in row.items():
            said = before.get(key, {}).get(node)
            if said is None or (not said.held if value is None else said.value != value):
                found.append((*key, *node, value))
    return found


def listed(db: sqlite3.Connection) -> list[Release]:
    return [Release(*row) for row in db.execute("select id, made, note from releases order by id")]


def record(db: sqlite3.Connection, cells: Cells, before: Known, at: str, note: str) -> Release:
    """A new version when there is anything new to say; else the last one. Only what is new or other is kept."""
    new = fresh(cells, before)
    corrected = sum(1 for part, side, code, year, level, name, _ in new
                    if (level, name) in before.get((part, side, code, year), {}))  # fmt: skip
    there = listed(db)
    if not new and there:
        return there[-1]
    said = note or (f"{corrected} corrected" if corrected else "")
    row = db.execute("insert into releases (made, note, cells) values (?, ?, ?) returning id",
                     (at, said, msgspec.json.encode(new).decode())).fetchone()  # fmt: skip
    return Release(row[0], at, said, corrected)


def shown(db: sqlite3.Connection, number: int) -> Mapping[str, object] | None:
    """The figures of a release, as they were said up to it."""
    row = db.execute("select id, made, note from releases where id = ?", (number,)).fetchone()
    if row is None:
        return None
    cells: dict[tuple, int | None] = {}
    for (text,) in db.execute("select cells from releases where id <= ? order by id", (number,)):
        cells |= {tuple(c[:6]): c[6] for c in msgspec.json.decode(text)}
    names = ("part", "side", "code", "year", "level", "place", "value")
    return {"release": row[0], "made": row[1], "note": row[2],
            "cells": [dict(zip(names, (*k, v), strict=True)) for k, v in sorted(cells.items())]}  # fmt: skip
