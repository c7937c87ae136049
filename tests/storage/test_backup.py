"""A backup is whole while the bot writes; a restore touches nothing before it knows that it can."""

import os
import signal
import sqlite3
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from storage import migrate
from storage.backup import restore
from storage.errors import DatabaseBusy, DatabaseTooNew, DatabaseUnreadable, DuobotError
from storage.store import beside
from tests.storage.office import change, look
from tests.storage.steps import ROOT

WISH = "insert into unmet values (?, 'newcomer', '2026-01', 1)"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    migrate.ensure(tmp_path / "duobot.db", beside(tmp_path / "duobot.db"))
    return tmp_path / "duobot.db"


@pytest.fixture(params=["truncate", "wal"])
def busy(path: Path, request: pytest.FixtureRequest) -> Iterator[Path]:
    """A writer that hardly rests; each transaction writes a row and its twin."""
    done = threading.Event()

    def write() -> None:
        with closing(sqlite3.connect(path, timeout=10, isolation_level=None)) as db:
            db.execute(f"pragma journal_mode = {request.param}")
            n = 0
            while not done.is_set():
                db.execute("begin immediate")
                db.execute(WISH, (f"a{n}",))
                db.execute(WISH, (f"b{n}",))
                db.execute("commit")
                n += 1
                time.sleep(0.002)  # a writer that never lets go starves everybody

    thread = threading.Thread(target=write)
    thread.start()
    yield path
    done.set()
    thread.join()


def test_a_backup_while_somebody_writes_is_whole(busy: Path) -> None:
    copies = [busy.with_name(f"copy-{n}.db") for n in range(5)]
    for copy in copies:
        migrate.backup(busy, copy)
    sizes = []
    for copy in copies:
        assert migrate.verify(copy) == migrate.HEAD
        twins = look(copy, "select substr(nis, 1, 1), count(*) from unmet group by 1")
        assert len({n for _, n in twins}) <= 1, "half a transaction"
        sizes.append(look(copy, "select count(*) from unmet")[0][0])
        assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert sizes == sorted(sizes)
    assert sizes[-1] > sizes[0]
    assert not list(busy.parent.glob("*.part"))


def test_a_restore_puts_it_back_and_keeps_what_was_there(path: Path) -> None:
    change(path, WISH, "then")
    copy = path.with_name("copy.db")
    migrate.backup(path, copy)
    change(path, WISH, "now")
    restore(copy, path, beside(path))
    assert look(path, "select nis from unmet") == [("then",)]
    assert look(path.with_name("duobot.db.replaced"), "select nis from unmet order by 1") == [("now",), ("then",)]
    assert look(copy, "select nis from unmet") == [("then",)]


def test_a_restore_into_an_empty_place(path: Path) -> None:
    copy, new = path.with_name("copy.db"), path.with_name("new.db")
    migrate.backup(path, copy)
    restore(copy, new, beside(new))
    assert migrate.version(new) == migrate.HEAD


@pytest.mark.parametrize(
    ("fault", "error"),
    [("newer", DatabaseTooNew), *((fault, DatabaseUnreadable) for fault in ("broken", "other", "empty"))],
)
def test_a_restore_of_a_bad_file_touches_nothing(path: Path, fault: str, error: type[Exception]) -> None:
    copy = path.with_name("copy.db")
    migrate.backup(path, copy)
    spoil(copy, fault)
    before = {p.name: p.read_bytes() for p in path.parent.iterdir()}
    with pytest.raises(error):
        restore(copy, path, beside(path))
    assert {p.name: p.read_bytes() for p in path.parent.iterdir()} == before


def spoil(copy: Path, fault: str) -> None:
    match fault:
        case "newer":
            change(copy, "update alembic_version set version_num = '9999'")
        case "broken":
            content = bytearray(copy.read_bytes())
            content[4096 * 3 : 4096 * 20] = os.urandom(4096 * 17)
            copy.write_bytes(content)
        case "other":
            copy.unlink()
            change(copy, "create table recipes (name text)")
        case "empty":
            copy.write_bytes(b"")


@pytest.mark.apart
@pytest.mark.parametrize("mode", ["wal", "truncate"])
def test_what_is_kept_is_whole_also_after_a_kill(path: Path, mode: str) -> None:
    """A killed bot leaves a journal beside its file; what was there is kept with it, not without."""
    copy = path.with_name("copy.db")
    migrate.backup(path, copy)
    killed = subprocess.run([sys.executable, "-c", KILLED, str(path), mode], cwd=ROOT, check=False)
    assert killed.returncode == -signal.SIGKILL
    restore(copy, path, beside(path))
    kept = path.with_name("duobot.db.replaced")
    assert look(kept, "pragma integrity_check") == [("ok",)]
    assert look(kept, "select count(*), sum(n) from unmet") == [(3000, 3000)], "what was committed, and nothing else"


KILLED = """
import os, sqlite3, sys
db = sqlite3.connect(sys.argv[1], isolation_level=None)
db.execute(f"pragma journal_mode = {sys.argv[2]}")
db.execute("pragma cache_size = 10")
db.execute("begin")
db.executemany("insert into unmet values (?, 'newcomer', '2026-01', 1)", [(f"{n:0900}",) for n in range(3000)])
db.execute("commit")
db.execute("begin")
db.execute("update unmet set n = 2")
os.kill(os.getpid(), 9)
"""


def test_a_restore_while_another_process_writes_is_refused(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its journal is beside the file: taking it away would break what is kept."""
    copy = path.with_name("copy.db")
    migrate.backup(path, copy)
    monkeypatch.setattr(migrate, "PATIENCE", 0.1)
    with closing(sqlite3.connect(path, isolation_level=None)) as writer:
        writer.execute("pragma cache_size = 5")
        writer.execute("begin immediate")
        writer.executemany(WISH, [(f"{n:0900}",) for n in range(2000)])
        before = {p.name for p in path.parent.iterdir()}
        with pytest.raises(DatabaseBusy):
            restore(copy, path, beside(path))
        assert {p.name for p in path.parent.iterdir()} == before
        writer.execute("rollback")
    assert look(path, "select count(*) from unmet") == [(0,)]


def test_a_backup_onto_the_database_itself_leaves_it_in_place(path: Path) -> None:
    """A bot that runs would go on writing into a file that no longer has a name."""
    before = path.stat().st_ino
    with pytest.raises(DuobotError):
        migrate.backup(path, path)
    assert path.stat().st_ino == before


def test_a_restore_that_stops_in_the_middle_leaves_a_database_in_the_place(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At no moment is the place empty: a start would make a new database there, without anybody in it."""
    copy, present, replace = path.with_name("copy.db"), [], Path.replace
    migrate.backup(path, copy)

    def watched(self: Path, to: Path) -> Path:
        moved = replace(self, to)
        present.append(path.exists())
        return moved

    monkeypatch.setattr(Path, "replace", watched)
    restore(copy, path, beside(path))
    assert present
    assert all(present)
