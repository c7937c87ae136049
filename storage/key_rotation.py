"""Another master key, while the bot works: every person's key is wrapped anew, in small transactions.

The database's write lock orders it all. Whoever wraps a key holds that lock and looks at the key's file first
(`Master.wrap`), so after a transaction in which nothing is left under an older key, nothing ever will be.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from storage import migrate
from storage.errors import DatabaseUnreadable, KeyMissing, KeysGone, KeyWrong
from storage.keys import HOUSE, MARK, Master, Seals
from storage.keys_file import save_keys
from storage.store import storage_errors

MOST = 200  # keys in one transaction
SAMPLE = 100  # people whose file is tried by `check`
OLDER = "select person, key from keys where substr(key, 1, ?) <> ? order by person limit ?"
SAMPLED = """
select p.id as person, p.chat, k.key from persons p left join keys k on k.person = p.id order by random() limit ?
"""

KEYS = "select p.id, k.key from persons p left join keys k on k.person = p.id"


@dataclass(frozen=True, slots=True)
class Opened:
    """What a key opens: of how many people one was tried, and how many keys still wait for the newest."""

    people: int
    tried: int
    opened: int
    to_rewrap: int


@dataclass(frozen=True, slots=True)
class Rotated:
    """How many keys were wrapped anew, and the file of keys that a copy is to be made of."""

    rewrapped: int
    keys: Path


def sealed(database: Path) -> bool:
    """Is there a key of anybody in this database? Raises `DatabaseUnreadable` for a file that is none of ours."""
    if migrate.version(database) is None:
        return False
    with _open(database) as db:
        there = db.execute("select 1 from sqlite_master where name = 'keys'").fetchone()
        return bool(there and db.execute("select exists (select 1 from keys)").fetchone()[0])


def check(database: Path, master: Master) -> Opened:
    """Try the key on the house's own key and on a sample of people.

    Raises `KeyMissing`, `KeyWrong`, `KeysGone` where the house's is gone, `DatabaseUnreadable`.
    """
    if not sealed(database):
        raise KeysGone(database) if _people(database) else DatabaseUnreadable(database, "nothing is sealed in it yet")
    seals = Seals(master)
    with _open(database) as db:
        house = db.execute("select key from keys where person = ?", (HOUSE,)).fetchone()
        if house is None:
            raise KeysGone(database)
        seals.learn(HOUSE, house["key"])
        tried = db.execute(SAMPLED, (SAMPLE,)).fetchall()
        older = db.execute("select count(*) from keys where substr(key, 1, ?) <> ?", (MARK, master.mark)).fetchone()[0]
    return Opened(_people(database), len(tried), sum(_opens(seals, row) for row in tried), older)


def closed(database: Path, master: Master) -> int:
    """Of how many people the key is gone, or can't be opened. Raises as `check` does."""
    check(database, master)
    with _open(database) as db:
        return sum(not _unwraps(master, *row) for row in db.execute(KEYS))


def _unwraps(master: Master, person: int, key: bytes | None) -> bool:
    try:
        return key is not None and bool(master.unwrap(key, person))
    except (KeyMissing, KeyWrong):
        return False


def _opens(seals: Seals, row: sqlite3.Row) -> bool:
    try:
        seals.learn(row["person"], row["key"] or b"")
        return seals.unseal(row["person"], f"persons.chat:{row['person']}", row["chat"]) is not None
    except (KeyMissing, KeyWrong):
        return False


def _people(database: Path) -> int:
    if (migrate.version(database) or "") < "0002":
        return 0
    with _open(database) as db:
        return int(db.execute("select count(*) from persons").fetchone()[0])


def rotate(database: Path, master: Master) -> Rotated:
    """A new key in the file, everything wrapped by it, the older ones dropped. A killed one is gone on with.

    Of a key that is a setting, the newest is wrapped by, and which others may go is its operator's.
    """
    check(database, master)
    with _transaction(database):
        if master.settable and len(master) == 1:
            master.add()
    done = 0
    while some := _rewrap(database, master):
        done += some
    return Rotated(done, save_keys(database))


def _rewrap(database: Path, master: Master) -> int:
    """A small step. In the one that finds nothing left, the older keys go: nobody can wrap by them in between."""
    with _transaction(database) as db:
        master.look_again()
        rows = db.execute(OLDER, (MARK, master.mark, MOST)).fetchall()
        for row in rows:
            anew = master.wrap(master.unwrap(row["key"], row["person"]), row["person"])
            db.execute("update keys set key = ? where person = ?", (anew, row["person"]))
        if not rows and master.settable and len(master) > 1:
            master.drop_older()
    return len(rows)


@contextmanager
def _open(database: Path) -> Iterator[sqlite3.Connection]:
    with (
        storage_errors(database),
        closing(sqlite3.connect(database, timeout=migrate.PATIENCE, isolation_level=None)) as db,
    ):
        db.row_factory = sqlite3.Row
        db.execute("pragma secure_delete = on")
        yield db


@contextmanager
def _transaction(database: Path) -> Iterator[sqlite3.Connection]:
    """The write lock from the first moment; kept only when nothing was raised."""
    with _open(database) as db:
        db.execute("begin immediate")
        yield db
        db.execute("commit")
