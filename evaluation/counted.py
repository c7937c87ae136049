"""Counts of this database. The only module that reads what people told, and only as counts.

They are kept by the database itself as things happen (triggers of migration 0003): however many people there are,
an overview reads what it shows and no more.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from storage import migrate
from storage.errors import DatabaseBusy, DatabaseUnreadable

QUIET_DAYS = 60  # a running duo without an answer for so long is called quiet

QUIET = """select programme, count(*) as n from duos indexed by duos_running
    where ended is null and formed < :since and heard < :since group by 1"""


@dataclass(frozen=True, slots=True)
class Programme:
    """A programme of this database; `last` is the year in which it stopped."""

    id: str
    name: str
    nis: str
    province: str
    first: int
    last: int | None


@dataclass(frozen=True, slots=True)
class Count:
    """n of one part of one programme in one year; the sums are for averages."""

    programme: str
    part: str
    year: int
    side: str
    code: str
    n: int
    total: float
    squares: float


@dataclass(frozen=True, slots=True)
class Counted:
    programmes: tuple[Programme, ...]
    counts: tuple[Count, ...]
    quiet: dict[str, int]


@contextmanager
def opened(path: Path) -> Iterator[sqlite3.Connection]:
    """The database, which is in today's shape. Raises `DatabaseUnreadable` when there is none yet, `DatabaseBusy`."""
    if migrate.version(path) is None:
        raise DatabaseUnreadable(path)
    with closing(sqlite3.connect(path, timeout=10, isolation_level=None)) as db:
        db.row_factory = sqlite3.Row
        try:
            yield db
        except sqlite3.OperationalError as error:
            if "locked" in str(error):
                raise DatabaseBusy(path) from error
            raise


def read(db: sqlite3.Connection, quiet_since: str) -> Counted:
    """Everything that is counted. `quiet_since`: a moment as the database writes it."""
    programmes = tuple(
        Programme(r["id"], r["name"], r["municipality"], r["province"], int(r["created"][:4]),
                  int(r["closed"][:4]) if r["closed"] else None)
        for r in db.execute("select id, name, municipality, province, created, closed from programmes order by id")
    )  # fmt: skip
    rows = db.execute("select programme, part, year, side, code, n, total, squares from figure_counts where n")
    counts = tuple(Count(*row) for row in rows)
    quiet = {r["programme"]: r["n"] for r in db.execute(QUIET, {"since": quiet_since})}
    return Counted(programmes, counts, quiet)
