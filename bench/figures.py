"""The overview over a million candidates: the first, and one when something changed since."""

import resource
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import msgspec

from bench.bots import WORK
from programme.reading import municipalities
from storage import migrate
from storage.store import beside


class Figures(msgspec.Struct):
    candidates: int
    first: float  # seconds of the first overview
    again: float  # seconds when one programme changed since
    megabytes: float  # the most memory of one of them


def measure(candidates: int, tell: Callable[[str], None]) -> Figures:
    WORK.mkdir(parents=True, exist_ok=True)
    path = WORK / "figures.db"
    path.unlink(missing_ok=True)
    fill(path, candidates)
    first = overview(path)
    with closing(sqlite3.connect(path)) as db:
        db.execute("update duos set ended = '2026-05-01T00:00:00Z', reason = 'moved' where id = 1")
        db.commit()
    again = overview(path)
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1e3
    path.unlink()
    tell(f"overview of {candidates:,}: {first:.1f} s the first time, {again:.1f} s after a change, {memory:,.0f} MB")
    return Figures(candidates, first, again, memory)


def overview(path: Path) -> float:
    words = [sys.executable, "-m", "bot", "overview", "--format", "json", "-o", str(path.with_suffix(".json"))]
    begun = time.perf_counter()
    subprocess.run(words, check=True, env={"DUOBOT_DATABASE": f"sqlite:///{path}"}, capture_output=True)
    return time.perf_counter() - begun


def fill(path: Path, candidates: int) -> None:
    """300 programmes; three duos for ten candidates, ten check-ins for a duo."""
    migrate.ensure(path, beside(path))
    flemish = [m for m in municipalities.municipalities() if m.region == "vlaanderen"]
    towns = [(f"p{n}", f"P{n}", m.nis, m.province) for n, m in enumerate((flemish * 2)[:300])]
    numbers = "with recursive n(i) as (select 1 union all select i + 1 from n where i < ?) "
    with closing(sqlite3.connect(path)) as db:
        db.execute("pragma synchronous = off")
        db.executemany("insert into programmes (id, name, municipality, province, created)"
                       " values (?, ?, ?, ?, '2018-01-01T00:00:00Z')", towns)  # fmt: skip
        db.execute(
            numbers
            + """insert into facts (id, candidate, side, programme, municipality, year)
            select i, i, iif(i % 2, 'newcomer', 'volunteer'), 'p' || (i % 300), '', 2018 + i % 9 from n""",
            (candidates,),
        )
        db.execute(
            numbers
            + """insert into fact_nationalities
            select i, substr('SYUAAFERMATRIRSOBGRO', 1 + 2 * (i / 7 % 10), 2) from n""",
            (candidates,),
        )
        db.execute(
            numbers
            + """insert into fact_tongues
            select i, substr('arukpsti', 1 + 2 * (i / 5 % 4), 2), 'native' from n""",
            (candidates,),
        )
        db.execute(
            numbers
            + """insert into duos (id, programme, formed)
            select i, 'p' || (i % 300), (2018 + i % 9) || '-03-01T00:00:00Z' from n""",
            (candidates * 3 // 10,),
        )
        db.execute(
            numbers
            + """insert into check_ins (duo, candidate, wave, answered, met, hours, mood)
            select 1 + i / 10, 2 * (1 + i / 10) + i % 2, i % 10 / 2, (2018 + (1 + i / 10) % 9) || '-04-01T00:00:00Z',
            1, 2.0, 1 + i % 5 from n""",
            (candidates * 3 - 10,),
        )
        db.commit()
