"""The shape of the database moves in whole steps, or not at all."""

import signal
import sqlite3
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from storage import migrate
from storage.errors import DatabaseBusy, DatabaseTooNew, DatabaseUnreadable
from storage.store import beside
from tests.storage.office import change, look, shape, tables
from tests.storage.steps import ROOT, Tomorrow

EXPECTED = {"sessions", "outbox", "wakes", "candidates", "duos", "check_ins", "quarantine", "leases", "alembic_version"}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "duobot.db"


@pytest.fixture
def today(path: Path) -> Path:
    migrate.ensure(path, beside(path))
    return path


def test_a_fresh_file_gets_todays_shape(path: Path) -> None:
    assert migrate.ensure(path, beside(path)) is True
    assert migrate.version(path) == migrate.HEAD
    assert set(tables(path)) >= EXPECTED
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_second_start_has_nothing_to_do(today: Path) -> None:
    before = today.read_bytes()
    assert migrate.ensure(today, beside(today)) is False
    assert today.read_bytes() == before


def test_an_empty_file_is_a_fresh_one(path: Path) -> None:
    path.touch()
    assert migrate.ensure(path, beside(path)) is True


def test_a_newer_shape_is_refused_and_left_alone(today: Path) -> None:
    change(today, "update alembic_version set version_num = '9999'")
    before = today.read_bytes()
    with pytest.raises(DatabaseTooNew) as refused:
        migrate.ensure(today, beside(today))
    assert refused.value.exit_code == 65
    assert today.read_bytes() == before
    assert [p.name for p in today.parent.iterdir()] == [today.name]


@pytest.mark.parametrize(
    "content", [b"not a database at all, by any means " * 40, b"SQLite format 3\x00" + b"\xff" * 900]
)
def test_a_file_that_is_no_database_is_refused_and_left_alone(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    with pytest.raises(DatabaseUnreadable, match="restore a backup"):
        migrate.ensure(path, beside(path))
    assert path.read_bytes() == content


def test_another_programs_database_is_refused_and_left_alone(path: Path) -> None:
    change(path, "create table recipes (name text)")
    before = path.read_bytes()
    with pytest.raises(DatabaseUnreadable) as refused:
        migrate.ensure(path, beside(path))
    assert refused.value.exit_code == 65
    assert path.read_bytes() == before


def test_a_database_that_another_holds_is_busy_not_broken(today: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(migrate, "PATIENCE", 0.1)
    holder = sqlite3.connect(today, isolation_level=None)
    holder.execute("begin exclusive")
    try:
        with pytest.raises(DatabaseBusy):
            migrate.ensure(today, beside(today))
    finally:
        holder.close()


@pytest.mark.apart
def test_a_bot_killed_while_it_wrote_starts_again(today: Path) -> None:
    """A rollback journal is left behind: the next start rolls it back, and sees today's shape."""
    killed = subprocess.run([sys.executable, "-c", KILLED, str(today)], cwd=ROOT, check=False)
    assert killed.returncode == -signal.SIGKILL
    assert migrate.ensure(today, beside(today)) is False
    assert look(today, "select count(*) from unmet") == [(0,)]


KILLED = """
import os, sqlite3, sys
db = sqlite3.connect(sys.argv[1], isolation_level=None)
db.execute("pragma journal_mode = truncate")
db.execute("pragma cache_size = 10")
db.execute("begin immediate")
db.executemany("insert into unmet values (?, 'newcomer', '2026-01', 1)", [(f"{n:0900}",) for n in range(3000)])
os.kill(os.getpid(), 9)
"""


@pytest.mark.apart
def test_a_step_killed_in_the_middle_leaves_the_old_shape_whole(today: Path, tmp_path: Path) -> None:
    tomorrow = Tomorrow(tmp_path)
    change(today, "insert into unmet values ('12025', 'newcomer', '2026-01', 3)")
    before = shape(today)
    tomorrow.killer.touch()
    assert tomorrow.starts(today)[0] == -signal.SIGKILL
    assert shape(today) == before
    assert look(today, "select version_num from alembic_version") == [(migrate.HEAD,)]
    assert look(today, "select n from unmet") == [(3,)]


@pytest.mark.apart
def test_the_next_start_completes_it_with_the_backup_beside_it(today: Path, tmp_path: Path) -> None:
    """Nobody looks into the file between the two: the start itself has to roll back what the kill left."""
    tomorrow = Tomorrow(tmp_path)
    before = shape(today)
    tomorrow.killer.touch()
    tomorrow.starts(today)
    tomorrow.killer.unlink()
    code, said = tomorrow.starts(today)
    assert (code, said.strip()) == (0, tomorrow.version), said
    assert {"first_half", "second_half"} <= set(tables(today))
    kept = today.with_name(f"{today.name}.before-{tomorrow.version}")
    assert shape(kept) == before
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600


@pytest.mark.apart
@pytest.mark.parametrize("there", [False, True], ids=["fresh", "old"])
def test_of_two_that_migrate_at_once_one_waits(path: Path, tmp_path: Path, there: bool) -> None:
    tomorrow = Tomorrow(tmp_path, pause=0.5)
    if there:
        migrate.ensure(path, beside(path))
    both = [tomorrow.begins(path) for _ in range(2)]
    said = [process.communicate(timeout=60) for process in both]
    assert [process.returncode for process in both] == [0, 0], said
    assert [out.strip() for out, _ in said] == [tomorrow.version] * 2
    assert look(path, "select count(*) from first_half") == [(3000,)]


def test_two_that_keep_a_copy_at_once_dont_disturb_each_other(today: Path) -> None:
    """Two starts of a newer version each make the copy before the step, under the same name."""
    change(today, "create table much (words text)")
    change(
        today,
        "with recursive n(i) as (select 1 union all select i + 1 from n where i < 5000)"
        " insert into much select printf('%0900d', i) from n",
    )
    target, faults = today.with_name("copy.db"), []

    def keep() -> None:
        try:
            for _ in range(5):
                migrate.backup(today, target)
        except Exception as error:
            faults.append(error)

    threads = [threading.Thread(target=keep) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert migrate.verify(target) == migrate.HEAD
