"""A lock that goes with whoever held it, and order on the disk."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from bot.app import keys_of_today
from programme.effects import Forget
from programme.model import Side
from storage import durable, leftovers, migrate, reads
from storage import keys as keys_
from storage.alone import alone, at_work, in_use
from storage.backup import restore
from storage.errors import AnotherIsRunning, KeysOfAnother
from storage.keys_file import keys_file, save_keys
from storage.rows import GONE
from storage.store import Store, beside
from tests.storage.office import candidate, change, does, look, number, programme, url
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
    ours = (".duobot.db.duobot-backup-abcdefgh", ".duobot.db.duobot-restore-abcd_123")
    others = (".backup-20261001", ".keys-20260101", ".other.db.duobot-backup-abcdefgh")
    for name in (*ours, *others):
        (tmp_path / name).mkdir()
        (tmp_path / name / "duobot.db").write_text("keys")
    (tmp_path / "duobot.db.before-0025.gz").write_text("packed by hand")
    assert leftovers.sweep(path) == 0, "somebody may be making it"
    os.utime(tmp_path / ours[0], (0, 0))
    assert leftovers.sweep(path) == 1
    assert leftovers.sweep(path, alone=True) == 1
    assert sorted(p.name for p in tmp_path.iterdir()) == sorted((*others, "duobot.db.before-0025.gz"))


def test_a_first_key_is_on_the_disk_before_it_is_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    monkeypatch.setattr(keys_.os, "fsync", lambda f: told.append(os.path.basename(os.readlink(f"/proc/self/fd/{f}"))))
    keys_.Master(tmp_path / "duobot.db.key").make()
    assert told == ["duobot.db.key.new", tmp_path.name], "the file, and then its name"


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


# --- keys are never thrown away by what isn't theirs ----------------------------------------------


async def lived(path: Path) -> None:
    store = await Store.open(url(path))
    await programme(store)
    await candidate(store, RANIA, Side.NEWCOMER, "Rania")
    await candidate(store, JORIS, Side.VOLUNTEER, "Joris")
    await store.close()
    save_keys(path)
    migrate.backup(path, path.with_name("monday.db"))


async def test_a_database_that_was_lost_and_begun_anew_empties_no_keys_file(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "duobot.db"
    await lived(path)
    path.unlink()
    await (await Store.open(url(path))).close()
    keys_of_today(path)
    assert "belongs to another one" in caplog.text
    done = restore(tmp_path / "monday.db", path, beside(path))
    assert (done.people, done.erased, done.locked) == (2, 0, 0)


async def test_a_copy_without_keys_put_in_place_by_hand_empties_no_keys_file(tmp_path: Path) -> None:
    path = tmp_path / "duobot.db"
    await lived(path)
    path.write_bytes((tmp_path / "monday.db").read_bytes())
    with pytest.raises(KeysOfAnother):
        save_keys(path)
    done = restore(tmp_path / "monday.db", path, beside(path))
    assert done.locked == 0


async def test_a_keys_file_that_breaks_while_the_bot_runs_keeps_nobody_from_being_told(tmp_path: Path) -> None:
    path = tmp_path / "duobot.db"
    await lived(path)
    store = await Store.open(url(path))
    keys_file(path).write_bytes(b"no database" * 100)
    await does(store, RANIA, Forget())
    await store.close()
    assert look(path, "select count(*) from persons") == [(1,)]
    save_keys(path)
    assert len(look(keys_file(path), "select * from keys")) == 2


async def test_a_journal_of_a_database_that_is_gone_spoils_no_restore(tmp_path: Path) -> None:
    path = tmp_path / "duobot.db"
    await lived(path)
    raw = path.read_bytes()
    path.unlink()
    hot = b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7" + (1).to_bytes(4) + bytes(8) + (1).to_bytes(4) + (512).to_bytes(4)
    path.with_name("duobot.db-journal").write_bytes(hot + (4096).to_bytes(4) + bytes(480) + raw[:4096])
    restore(tmp_path / "monday.db", path, beside(path))
    assert look(path, "pragma integrity_check") == [("ok",)]
    assert not path.with_name("duobot.db-journal").exists()
    assert path.with_name("duobot.db.replaced-journal").exists()


@pytest.mark.parametrize("name", ["a%20b.db", "a?b.db", "a#b.db", "a [b]'s.db", "b%41.db"])
async def test_a_database_of_any_name(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    await lived(path)
    await (await Store.open(url(path))).close()
    assert migrate.verify(tmp_path / "monday.db") == migrate.HEAD
    assert {p.name.partition(name)[0] for p in tmp_path.iterdir()} <= {"", "monday.db"}


async def test_a_value_of_a_few_bytes_is_as_one_that_was_changed(tmp_path: Path) -> None:
    path = tmp_path / "duobot.db"
    await lived(path)
    change(path, "update candidates set answers = x'00'")
    change(path, "update keys set key = x'0102' where person = (select person from candidates where id = 2)")
    store = await Store.open(url(path))
    async with store.unit() as unit:
        found = [await reads.candidate(unit, id) for id in (1, 2)]
    await store.close()
    assert [one and one.name for one in found] == [GONE, GONE]
