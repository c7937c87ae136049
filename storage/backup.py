"""Backups, and the keys that are kept apart from them.

A backup holds no keys. Beside the database stands one file with all of them, wrapped by the master key and always
the present ones: when somebody is erased their key leaves it too, and no copy of their words can be read any more.
"""

import shutil
import sqlite3
import tempfile
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from storage import migrate
from storage.durable import put
from storage.erase import erase
from storage.errors import DatabaseBusy, DatabaseTooNew, DatabaseUnreadable, SameFile
from storage.keys import Master
from storage.keys_file import keys_file, of_another, save_keys


@dataclass(frozen=True, slots=True)
class Restored:
    """How many people were in the backup, how many of them had been erased since, whose keys are not here."""

    people: int
    erased: int
    locked: int


def restore(source: Path, target: Path, master: Master, keys: Path | None = None) -> Restored:
    """Put a backup in the database's place; what was there is kept beside it. At every moment there is one.

    Keys come from the database that is there, from the keys file beside it, or from `keys`; whoever was erased
    since the backup is erased from it again. Raises `DatabaseTooNew`, `DatabaseUnreadable` or `SameFile` before
    anything is touched.
    """
    if migrate.verify(source) > migrate.HEAD:
        raise DatabaseTooNew(source)
    if target.exists() and target.samefile(source):
        raise SameFile(target)
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.absolute().parent, prefix=f".{target.name}.duobot-restore-") as folder:
        part = Path(folder) / target.name
        migrate.backup(source, part)
        migrate.ensure(part, master)
        if target.exists():
            _settle(target)
        done = _unlock(part, [p for p in (keys, target, keys_file(target)) if p is not None and p.exists()])
        if target.exists():
            _put_aside(target, target.with_name(target.name + ".replaced"))
        for end in ("-journal", "-wal", "-shm"):  # of a file that is gone, or can't be read: not of this one
            if (old := target.with_name(target.name + end)).exists():
                old.replace(target.with_name(f"{target.name}.replaced{end}"))
        put(part, target)
    if of_another(target):
        keys_file(target).replace(target.with_name(f"{target.name}.keys.replaced"))
    save_keys(target)
    return done


def _put_aside(path: Path, aside: Path) -> None:
    """What was there, without its keys; as it is when SQLite can't read it."""
    try:
        migrate.backup(path, aside)
    except (DatabaseUnreadable, sqlite3.DatabaseError):
        shutil.copy2(path, aside)


def _unlock(path: Path, sources: list[Path]) -> Restored:
    """Give the people of a backup their keys back, but for those who were erased since."""
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        people = {row[0] for row in db.execute("select id from persons")}
        for source in sources:
            _take_keys(db, source)
        gone = [row[0] for row in db.execute("select person from erased where person in (select id from persons)")]
        db.execute("pragma secure_delete = on")
        db.execute("delete from keys where person in (select person from erased)")  # older keys may still have them
        for person in gone:
            erase(db, person)
        locked = "select count(*) from persons where id not in (select person from keys)"
        return Restored(len(people), len(gone), db.execute(locked).fetchone()[0])


def _take_keys(db: sqlite3.Connection, source: Path) -> None:
    """From a database or keys file of the same house; another one's keys open nothing here."""
    try:
        db.execute("attach ? as apart", (f"{source}",))
        try:
            here, there = (db.execute(f"select id from {at}.house").fetchone() for at in ("main", "apart"))
            if here == there:
                db.execute("insert or ignore into erased select * from apart.erased")
                db.execute(
                    "insert or ignore into keys select * from apart.keys"
                    " where person not in (select person from erased)"
                )
        finally:
            db.execute("detach apart")
    except sqlite3.DatabaseError:
        return  # no keys in there: an older database, or one that can't be read


def _settle(path: Path) -> None:
    """What a killed process left beside the file (journal, write-ahead log) goes into it, by SQLite's own hand.

    Raises `DatabaseBusy` while another process writes. A file that SQLite can't read is kept as it is.
    """
    try:
        with closing(sqlite3.connect(path, timeout=migrate.PATIENCE, isolation_level=None)) as db:
            db.execute("pragma wal_checkpoint(truncate)")
            db.execute("pragma journal_mode = delete")
            db.execute("begin immediate")
            db.execute("commit")
    except sqlite3.DatabaseError as error:
        if "locked" in str(error):
            raise DatabaseBusy(path) from error
