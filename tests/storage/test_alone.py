"""A lock that goes with whoever held it, and order on the disk."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from programme.effects import Forget
from programme.model import Side
from storage import durable, leftovers, migrate
from storage import keys as keys_
from storage.alone import alone, at_work, in_use
from storage.backup import restore
from storage.errors import AnotherIsRunning
from storage.keys_file import keys_file, save_keys
from storage.store import Store, beside
from tests.storage.office import candidate, does, look, number, programme, url
from tests.storage.steps import ROOT

HOLDS = """
import sys, time
from pathlib import Path
from storage.alone import at_work
with at_work(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""
RANIA, JORIS = 910_001, 910_002


@pytest.mark.apart
def test_whoever_is_killed_holds_nothing_up(tmp_path: Path) -> None:
    """Whatever number its process had, and whether that exists again."""
    path = tmp_path / "duobot.db"
    holder = subprocess.Popen([sys.executable, "-c", HOLDS, str(path)], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    assert in_use(path)
    with pytest.raises(AnotherIsRunning), alone(path):
        pass
    with at_work(path):  # another bot on the same database
        pass
    holder.send_signal(signal.SIGKILL)
    holder.wait()
    holder.stdout.close()
    assert not in_use(path)


def test_no_bot_starts_in_the_middle_of_a_restore(tmp_path: Path) -> None:
    path = tmp_path / "duobot.db"
    with alone(path), pytest.raises(AnotherIsRunning), at_work(path):
        pass
    with at_work(path):
        pass


def test_what_a_killed_process_left_goes_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "duobot.db"
    for name in (".backup-abcdefgh", ".keys-abcd_123", ".restore-abcdefgh"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "duobot.db").write_text("keys")
    (tmp_path / ".backup-of-mine").mkdir()
    assert leftovers.sweep(path) == 0, "somebody may be making it"
    os.utime(tmp_path / ".backup-abcdefgh", (0, 0))
    assert leftovers.sweep(path) == 1
    assert leftovers.sweep(path, alone=True) == 2
    assert [p.name for p in tmp_path.iterdir()] == [".backup-of-mine"]


def test_a_first_key_is_on_the_disk_before_it_is_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    monkeypatch.setattr(keys_.os, "fsync", lambda f: told.append(os.path.basename(os.readlink(f"/proc/self/fd/{f}"))))
    keys_.Master(tmp_path / "duobot.db.key").make()
    assert told == ["duobot.db.key", tmp_path.name], "the file, and then its name"


def test_a_file_that_takes_anothers_place_is_on_the_disk_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    fsync, replace = os.fsync, os.replace

    def syncs(file: int) -> None:
        told.append(os.path.basename(os.readlink(f"/proc/self/fd/{file}")))
        fsync(file)

    monkeypatch.setattr(durable.os, "fsync", syncs)
    monkeypatch.setattr(durable.os, "replace", lambda *a: (told.append("moved"), replace(*a)))
    (tmp_path / "part").write_text("whole")
    durable.put(tmp_path / "part", tmp_path / "there")
    assert told == ["part", "moved", tmp_path.name]


async def test_an_erasure_is_in_the_keys_file_before_anybody_is_told(tmp_path: Path) -> None:
    """The database lost a moment later, and Monday's backup put back: she is not in it."""
    path = tmp_path / "duobot.db"
    store = await Store.open(url(path))
    await programme(store)
    await candidate(store, RANIA, Side.NEWCOMER, "Rania")
    await candidate(store, JORIS, Side.VOLUNTEER, "Joris")
    save_keys(path)
    migrate.backup(path, tmp_path / "monday.db")
    rania = await number(store, RANIA)
    await does(store, RANIA, Forget())
    assert look(keys_file(path), "select count(*) from keys where person = ?", rania) == [(0,)]
    await store.close()
    path.unlink()
    done = restore(tmp_path / "monday.db", path, beside(path))
    assert (done.people, done.erased, done.locked) == (2, 1, 0)
    assert look(path, "select count(*) from persons") == [(1,)]


async def test_a_keys_file_that_can_not_be_written_keeps_nobody_from_being_erased(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "duobot.db"
    store = await Store.open(url(path))
    await candidate(store, RANIA, Side.NEWCOMER, "Rania")
    keys_file(path).mkdir()
    await does(store, RANIA, Forget())
    await store.close()
    assert look(path, "select count(*) from persons") == [(0,)]
    assert "an erasure isn't in the keys file yet" in caplog.text
