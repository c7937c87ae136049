"""Who works with a database on this machine: a lock that the system takes away from whoever dies.

It is SQLite's own, on an empty file beside the database: running bots share it, and a restore wants it alone.
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from storage.durable import like
from storage.errors import AnotherIsRunning, CannotWrite


def lock_file(database: Path) -> Path:
    return database.with_name(f"{database.name}.lock")


@contextmanager
def at_work(database: Path) -> Iterator[None]:
    """While a bot answers from it. Raises `AnotherIsRunning` while it is being restored."""
    with _held(database, "begin", "select count(*) from sqlite_master"):
        yield


@contextmanager
def alone(database: Path) -> Iterator[None]:
    """While it is put in another's place. Raises `AnotherIsRunning` where a bot answers from it."""
    with _held(database, "begin exclusive"):
        yield


def in_use(database: Path) -> bool:
    """Does a bot of this machine answer from this database now?"""
    if not lock_file(database).exists():
        return False
    try:
        with alone(database):
            return False
    except AnotherIsRunning:
        return True
    except CannotWrite:  # nobody can tell
        return False


@contextmanager
def _held(database: Path, *statements: str) -> Iterator[None]:
    file = lock_file(database)
    try:
        if not file.exists():
            file.touch()
            like(database, file)
    except OSError as error:
        raise CannotWrite(file, error.strerror) from None
    if not os.access(file, os.W_OK):  # SQLite would open it to read, and lock nothing
        raise CannotWrite(file, "it is another user's")
    try:
        db = sqlite3.connect(file, timeout=0, isolation_level=None, check_same_thread=False)
    except sqlite3.OperationalError as error:
        raise CannotWrite(file, str(error)) from None
    with closing(db):
        try:
            for statement in statements:
                db.execute(statement).fetchall()
        except sqlite3.DatabaseError as error:
            raise (AnotherIsRunning(database) if "locked" in str(error) else CannotWrite(file, str(error))) from None
        yield
