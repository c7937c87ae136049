"""Counts of this database. The only module that reads what people told, and only as counts.

A trigger marks each programme that something changed for; only those are counted again. When a trigger is
missing, everything is counted again: slow, and never wrong.
"""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from storage import migrate
from storage.errors import DatabaseBusy, DatabaseUnreadable

TRIGGERS = 13
QUIET_DAYS = 60  # a running duo without an answer for so long is called quiet

# Each part: n, and for averages the sum and the sum of squares. `where` is always a programme that went stale.
PARTS = {
    "persons": """insert into figure_counts select f.programme, 'persons', f.year, f.side, '', count(*), 0, 0
        from facts f where f.programme in (select programme from figures_stale) group by 1, 3, 4""",
    "nationalities": """insert into figure_counts
        select f.programme, 'nationality', f.year, f.side, n.nationality, count(*), 0, 0
        from facts f cross join fact_nationalities n on n.fact = f.id
        where f.programme in (select programme from figures_stale) group by 1, 3, 4, 5""",
    "tongues": """insert into figure_counts select f.programme, 'tongue', f.year, f.side, t.tongue, count(*), 0, 0
        from facts f cross join fact_tongues t on t.fact = f.id
        where f.programme in (select programme from figures_stale) group by 1, 3, 4, 5""",
    "duos": """insert into figure_counts
        select programme, 'formed', cast(substr(formed, 1, 4) as integer), '', '', count(*), 0, 0
        from duos where state not in ('proposed', 'declined', 'lapsed', 'withdrawn')
          and programme in (select programme from figures_stale) group by 1, 3""",
    "endings": """insert into figure_counts
        select programme, 'ended', cast(substr(ended, 1, 4) as integer), '', reason, count(*),
          sum(julianday(ended) - julianday(formed)), sum(pow2(julianday(ended) - julianday(formed)))
        from duos where ended is not null and state not in ('proposed', 'declined', 'lapsed', 'withdrawn')
          and programme in (select programme from figures_stale) group by 1, 3, 5""",
    "check-ins": """insert into figure_counts
        select d.programme, 'mood', cast(substr(c.answered, 1, 4) as integer), '', c.wave,
          count(*), sum(c.mood), sum(c.mood * c.mood)
        from duos d cross join check_ins c on c.duo = d.id
        where d.programme in (select programme from figures_stale) group by 1, 3, 5""",
    "hours": """insert into figure_counts
        select d.programme, 'hours', cast(substr(c.answered, 1, 4) as integer), '', '',
          count(c.hours), coalesce(sum(c.hours), 0), coalesce(sum(c.hours * c.hours), 0)
        from duos d cross join check_ins c on c.duo = d.id
        where d.programme in (select programme from figures_stale) group by 1, 3""",
    "answering": """insert into figure_counts
        select d.programme, 'answering', cast(substr(c.answered, 1, 4) as integer), '', '',
          count(distinct c.candidate), 0, 0
        from duos d cross join check_ins c on c.duo = d.id
        where d.programme in (select programme from figures_stale) group by 1, 3""",
}
QUIET = """select d.programme, count(*) as n from duos d where d.ended is null and d.state <> 'proposed'
    and d.formed < :since
    and not exists (select 1 from check_ins c where c.duo = d.id and c.answered >= :since) group by 1"""


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
        db.execute("pragma temp_store = file")
        db.create_function("pow2", 1, lambda x: x * x if x is not None else None, deterministic=True)
        try:
            yield db
        except sqlite3.OperationalError as error:
            if "locked" in str(error):
                raise DatabaseBusy(path) from error
            raise


def refresh(db: sqlite3.Connection, tell: Callable[[str], None] = lambda _: None) -> int:
    """Count again what changed; how many programmes that were."""
    if db.execute("select count(*) from sqlite_master where type = 'trigger' and name like 'figures\\_%' escape '\\'"
                  ).fetchone()[0] < TRIGGERS:  # fmt: skip
        db.execute("insert or ignore into figures_stale select id from programmes")
    stale = db.execute("select count(*) from figures_stale").fetchone()[0]
    if not stale:
        return 0
    db.execute("begin immediate")
    db.execute("delete from figure_counts where programme in (select programme from figures_stale)")
    for name, statement in PARTS.items():
        tell(name)
        db.execute(statement)
    db.execute("delete from figures_stale")
    db.execute("commit")
    return int(stale)


def read(db: sqlite3.Connection, quiet_since: str) -> Counted:
    """Everything that is counted. `quiet_since`: a moment as the database writes it."""
    programmes = tuple(
        Programme(r["id"], r["name"], r["municipality"], r["province"], int(r["created"][:4]),
                  int(r["closed"][:4]) if r["closed"] else None)
        for r in db.execute("select id, name, municipality, province, created, closed from programmes order by id")
    )  # fmt: skip
    rows = db.execute("select programme, part, year, side, code, n, total, squares from figure_counts")
    counts = tuple(Count(*row) for row in rows)
    quiet = {r["programme"]: r["n"] for r in db.execute(QUIET, {"since": quiet_since})}
    return Counted(programmes, counts, quiet)
