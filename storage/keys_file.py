"""The keys of people apart from every copy of the database: one file beside it, wrapped, always the present ones.

Whoever is erased leaves it before they are told so, and then no copy of their words can be read any more.
"""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from storage.durable import like, settle
from storage.errors import CannotWrite, DatabaseBusy, KeysOfAnother

PATIENCE = 10.0  # seconds to wait for another process's lock
TABLES = {
    "keys": "create table main.keys (person integer primary key, key blob not null)",
    "erased": "create table main.erased (person integer primary key, at text not null)",
    "house": "create table main.house (id text primary key)",
}


def keys_file(database: Path) -> Path:
    return database.with_name(f"{database.name}.keys")


def save_keys(database: Path) -> Path:
    """The keys of today, in their own file, as SQLite keeps a promise: no copy of them lies beside it at any moment.
    Raises `CannotWrite`, `DatabaseBusy`; `KeysOfAnother` where the file holds those of another house, or the database
    none of its own: what restores people is never emptied by what isn't theirs."""
    with _apart(database) as db:
        if _of_another(db):
            raise KeysOfAnother(keys_file(database))
        for table, key in (("keys", "person"), ("erased", "person"), ("house", "id")):
            db.execute(f"delete from {table} where {key} not in (select {key} from whole.{table})")
            db.execute(f"insert or replace into {table} select * from whole.{table} except select * from main.{table}")
    return keys_file(database)


def of_another(database: Path) -> bool:
    """Is there a keys file, and not this database's?"""
    if not keys_file(database).exists():
        return False
    with _apart(database) as db:
        return _of_another(db)


def _of_another(db: sqlite3.Connection) -> bool:
    here, there = (db.execute(f"select id from {at}.house").fetchone() for at in ("main", "whole"))
    own = db.execute("select exists (select 1 from whole.keys where person = 0)").fetchone()[0]
    return here is not None and (here != there or not own)


@contextmanager
def _apart(database: Path) -> Iterator[sqlite3.Connection]:
    """The keys file in one transaction, with the database beside it as `whole`. One that can't be read is made anew."""
    target = keys_file(database)
    try:
        _drop_unreadable(target)
        if not target.exists():
            target.touch(0o600)
            like(database, target)
        with closing(sqlite3.connect(target, timeout=PATIENCE, isolation_level=None)) as db:
            db.execute("pragma secure_delete = on")
            db.execute("pragma synchronous = full")
            db.execute("attach ? as whole", (str(database),))
            db.execute("begin immediate")
            _shaped(db)
            yield db
            db.execute("commit")
        settle(target.absolute().parent)
    except OSError as error:
        raise CannotWrite(target, error.strerror) from None
    except sqlite3.DatabaseError as error:
        raise (DatabaseBusy(target) if "locked" in str(error) else CannotWrite(target, str(error))) from None


def _shaped(db: sqlite3.Connection) -> None:
    """Tables of today's shape: those of an older duobot had no key of their own, and are filled again."""
    for name, sql in TABLES.items():
        found = db.execute("select sql from main.sqlite_master where name = ?", (name,)).fetchone()
        if found and "primary key" not in found[0]:
            db.execute(f"drop table main.{name}")
            found = None
        if not found:
            db.execute(sql)


def _drop_unreadable(file: Path) -> None:
    """A keys file that SQLite can't read holds no keys: it gives way to one that does."""
    if not file.exists():
        return
    try:
        with closing(sqlite3.connect(file)) as db:
            db.execute("select count(*) from sqlite_master").fetchone()
    except sqlite3.OperationalError:
        return  # somebody else is at it
    except sqlite3.DatabaseError:
        file.unlink()


def forget_keys(database: Path, people: Iterable[tuple[int, str]]) -> None:
    """Whoever was erased (and when) leaves the keys file too. Nothing where there is none. Raises as `save_keys`."""
    if keys_file(database).exists():
        with _apart(database) as db:
            for person, at in people:
                db.execute("insert or ignore into main.erased values (?, ?)", (person, at))
                db.execute("delete from main.keys where person = ?", (person,))
