"""What lies beside a database that isn't it: what a killed process left, and copies in which somebody can be read."""

import re
import shutil
import sqlite3
import time
from contextlib import closing
from pathlib import Path

from storage import migrate
from storage.errors import DuobotError

UNFINISHED = re.compile(r"\.(backup|keys|restore)-[a-z0-9_]{8}")  # folders in which a copy is made
OLD = 3600  # seconds after which nobody makes that copy any more


def sweep(database: Path, alone: bool = False) -> int:
    """Take away what a killed process left beside a database, or beside a backup; how many. `alone`: nobody else is at
    work here, so also what is new. A copy from before anything was sealed goes once the database is sealed."""
    gone = 0
    for copy in _before(database):
        copy.unlink(missing_ok=True)
        gone += 1
    for folder in _unfinished(database):
        if alone or time.time() - folder.stat().st_mtime > OLD:
            shutil.rmtree(folder, ignore_errors=True)
            gone += 1
    return gone


def legible(database: Path) -> list[Path]:
    """Copies in which people can be read though they may have been erased since: from before anything was sealed, or
    with the keys in it. A copy that SQLite can't read may have them."""
    beside = database.parent.glob(f"{database.name}.*")
    copies = (p for p in beside if ".before-" in p.name or p.name.endswith(".replaced"))
    return sorted([*(p for p in copies if _legible(p)), *_unfinished(database)])


def _unfinished(database: Path) -> list[Path]:
    folder = database.absolute().parent
    return [p for p in folder.glob(".*-*") if UNFINISHED.fullmatch(p.name) and p.is_dir()]


def _before(database: Path) -> list[Path]:
    copies = list(database.parent.glob(f"{database.name}.before-*"))
    if not copies or migrate.version(database) != migrate.HEAD:
        return []
    return [p for p in copies if (migrate.version(p) or migrate.SEALED) < migrate.SEALED]


def _legible(copy: Path) -> bool:
    try:
        found = migrate.version(copy)
        if found is None or found < migrate.SEALED:
            return True
        with closing(sqlite3.connect(copy, timeout=migrate.PATIENCE)) as db:
            return bool(db.execute("select exists (select 1 from keys)").fetchone()[0])
    except (DuobotError, sqlite3.DatabaseError):
        return True
