"""From a database to the six answers: the one way in for the command line and for tests."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from evaluation import assemble, cells, counted, declared, releases
from evaluation import definitions as d
from evaluation.layers import layer
from storage.rows import text_of


def read(
    path: Path, asked: d.Asked, now: datetime, note: str = "", tell: Callable[[str], None] = lambda _: None
) -> dict[str, Any]:
    """The overview as data: the contract of docs/overview.schema.json. A public one is recorded as a release.

    Raises `DatabaseUnreadable` when there is no database yet.
    """
    with counted.opened(path) as db:
        found = counted.read(db, text_of(now - timedelta(days=counted.QUIET_DAYS)))
        rows = declared.kept(db)
        if not asked.public:
            return contract(found, cells.exact(found), rows, asked, now)
        tell("release")
        db.execute("begin immediate")  # one public overview at a time, so that each knows what the other said
        before = releases.known(db)
        shown = cells.public(found, before)
        made = releases.record(db, shown, before, text_of(now), note)
        db.execute("commit")
        told = contract(found, shown, rows, asked, now)
        published, all_, simple = shown.share()
        told["release"] = {"number": made.id, "made": made.made, "note": made.note}
        told["utility"] = {"cells": all_, "published": published, "hide_rows": simple}
        return told


def contract(
    found: counted.Counted, shown: cells.Cells, rows: list[declared.Declared], asked: d.Asked, now: datetime
) -> dict[str, Any]:
    figures = assemble.Figures(found, shown, rows, layer(asked.layer), now.year)
    return {
        "period": {"from": asked.first, "to": asked.last},
        "audience": asked.audience,
        "generated": text_of(now),
        "definitions": d.DOCUMENT,
        "questions": assemble.answers(figures, asked),
    }
