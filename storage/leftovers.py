"""What lies beside a database that isn't it: what a killed process left, and copies in which somebody can be read."""

import glob
import logging
import re
import shutil
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

from storage import migrate
from storage.errors import DuobotError

OLD = 3600  # seconds after which nobody makes that copy any more
log = logging.getLogger("duobot.leftovers")


def sweep(database: Path, folder: Path | None = None, alone: bool = False) -> int:
    """Take away what a killed process left of this database, beside it or in a backup's `folder`; how many. `alone`:
    nobody else is at work with it, so also what is new. A copy from before anything was sealed goes once the database
    is sealed. What can't be taken away is logged: it stops nobody."""
    gone = 0
    for found in (*_before(database), *_unfinished(database, folder)):
        try:
            if found.is_file():
                found.unlink()
            elif alone or _told_by_the_disk(found.parent) - found.stat().st_mtime > OLD:
                shutil.rmtree(found)
            else:
                continue
            gone += 1
        except OSError as error:
            log.warning("%s can't be taken away: %s", found.name, error.strerror)
    return gone


def _told_by_the_disk(folder: Path) -> float:
    """What time it is for this folder, in seconds: the machine's own clock may be wrong, or not the file server's."""
    with tempfile.NamedTemporaryFile(dir=folder, prefix=".duobot-now-") as file:
        return Path(file.name).stat().st_mtime


def legible(database: Path) -> list[Path]:
    """Copies in which people can be read though they may have been erased since: from before anything was sealed, or
    with the keys in it. A copy that SQLite can't read may have them."""
    beside = database.parent.glob(f"{glob.escape(database.name)}.*")
    copies = (p for p in beside if p.is_file() and (".before-" in p.name or p.name.endswith(".replaced")))
    return sorted([*(p for p in copies if _legible(p)), *_unfinished(database)])


def _unfinished(database: Path, folder: Path | None = None) -> list[Path]:
    """Folders in which a copy is made. They bear the database's name and ours: what is not is somebody else's."""
    ours = re.compile(re.escape(f".{database.name}.duobot-") + r"(backup|restore)-[a-z0-9_]{8}")
    beside = folder or database.absolute().parent
    return [p for p in beside.glob(".*.duobot-*") if ours.fullmatch(p.name) and p.is_dir()]


def _before(database: Path) -> list[Path]:
    copies = [p for p in database.parent.glob(f"{glob.escape(database.name)}.before-*") if p.is_file()]
    return [p for p in copies if (_version(p) or migrate.SEALED) < migrate.SEALED <= (_version(database) or "")]


def _version(file: Path) -> str | None:
    try:
        return migrate.version(file)
    except (DuobotError, OSError):
        return None


def _legible(copy: Path) -> bool:
    try:
        found = migrate.version(copy)
        if found is None or found < migrate.SEALED:
            return True
        with closing(sqlite3.connect(copy, timeout=migrate.PATIENCE)) as db:
            return bool(db.execute("select exists (select 1 from keys)").fetchone()[0])
    except (DuobotError, sqlite3.DatabaseError, OSError):
        return True
