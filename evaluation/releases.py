"""What was made public: kept as it was, and remembered by every later one."""

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass

import msgspec

from evaluation.cells import Cells, Key
from evaluation.suppress import Node

Known = dict[Key, dict[Node, int]]


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
        for part, side, code, year, level, name, value in msgspec.json.decode(text):
            found.setdefault((part, side, code, year), {})[level, name] = value
    return found


def listed(db: sqlite3.Connection) -> list[Release]:
    return [Release(*row) for row in db.execute("select id, made, note from releases order by id")]


def record(db: sqlite3.Connection, cells: Cells, before: Known, at: str, note: str) -> Release:
    """A new version when there is anything new to say; else the last one. Only what is new or other is kept."""
    fresh = [(*key, *node, value) for key, row in cells.shown.items() for node, value in row.items()
             if value is not None and before.get(key, {}).get(node) != value]  # fmt: skip
    corrected = sum(1 for part, side, code, year, level, name, _ in fresh
                    if (level, name) in before.get((part, side, code, year), {}))  # fmt: skip
    there = listed(db)
    if not fresh and there:
        return there[-1]
    said = note or (f"{corrected} corrected" if corrected else "")
    row = db.execute("insert into releases (made, note, cells) values (?, ?, ?) returning id",
                     (at, said, msgspec.json.encode(fresh).decode())).fetchone()  # fmt: skip
    return Release(row[0], at, said, corrected)


def shown(db: sqlite3.Connection, number: int) -> Mapping[str, object] | None:
    """The figures of a release, as they were said up to it."""
    row = db.execute("select id, made, note from releases where id = ?", (number,)).fetchone()
    if row is None:
        return None
    cells: dict[tuple, int] = {}
    for (text,) in db.execute("select cells from releases where id <= ? order by id", (number,)):
        cells |= {tuple(c[:6]): c[6] for c in msgspec.json.decode(text)}
    names = ("part", "side", "code", "year", "level", "place", "value")
    return {"release": row[0], "made": row[1], "note": row[2],
            "cells": [dict(zip(names, (*k, v), strict=True)) for k, v in sorted(cells.items())]}  # fmt: skip
