"""The master key: made once, tried, and changed while the bot works and processes die."""

import asyncio
import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from storage import backup, key_rotation, keys, migrate, reads
from storage.errors import KeyMissing, KeyWrong
from storage.keys import Master
from storage.store import Store, beside
from tests.line.typed import ROOT, Line

NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)
DIES = """
import os, signal, sys
from pathlib import Path
from storage import key_rotation, keys
from storage.store import beside
database, when = Path(sys.argv[1]), sys.argv[2]
key_rotation.MOST = 7
die = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
if when == "added":
    key_rotation._rewrap = die
elif when == "half-way":
    steps, once = [], key_rotation._rewrap
    key_rotation._rewrap = lambda *a: (steps.append(1), die() if len(steps) > 3 else once(*a))[1]
elif when == "in-a-step":
    wraps, once = [], keys.Master.wrap
    keys.Master.wrap = lambda *a: (wraps.append(1), die() if len(wraps) > 10 else once(*a))[1]
elif when == "before-the-older-goes":
    keys.Master.drop_older = die
elif when == "before-the-copy":
    key_rotation.save_keys = die
key_rotation.rotate(database, beside(database))
"""


@pytest.fixture
def line(tmp_path: Path) -> Line:
    return Line(tmp_path)


def opened(path: Path, master: Master | None = None):
    return Store.open(f"sqlite:///{path}", master)


async def welcomed(store: Store, *chats: int) -> list[int]:
    async with store.unit() as unit:
        return [await reads.person_at(unit, chat, NOW) for chat in chats]


async def chats(store: Store, people: list[int]) -> list[int]:
    """Where they are reached, read by somebody who holds no keys in memory."""
    async with store.unit() as unit:
        return sorted(one.chat for one in await reads.whoever(unit, [], people))


async def filled(path: Path, count: int = 40) -> list[int]:
    store = await opened(path)
    people = await welcomed(store, *range(1000, 1000 + count))
    await store.close()
    return people


def marks(path: Path) -> set[bytes]:
    with closing(sqlite3.connect(path)) as db:
        return {row[0][: keys.MARK] for row in db.execute("select key from keys")}


# --- new and check ------------------------------------------------------------------------------


def test_a_first_key_is_made_where_only_its_owner_reads(line: Line) -> None:
    made = Path(line.asks("key", "new", "--json")["file"])
    assert made == line.folder / "duobot.db.key"
    assert made.stat().st_mode & 0o777 == 0o600


def test_a_key_that_is_there_stays(line: Line) -> None:
    line.asks("key", "new", "--json")
    before = (line.folder / "duobot.db.key").read_bytes()
    code, said = line.fails("key", "new")
    assert (code, "rotate" in said) == (73, True)
    assert (line.folder / "duobot.db.key").read_bytes() == before
    line.settings["DUOBOT_KEY"] = keys.fresh()
    assert line.fails("key", "new")[0] == 73


async def test_no_key_over_what_an_old_one_closed(line: Line) -> None:
    await filled(line.database)
    (line.folder / "duobot.db.key").unlink()
    code, said = line.fails("key", "new")
    assert (code, "not there" in said) == (78, True)
    assert not (line.folder / "duobot.db.key").exists()
    assert line.fails("key", "check")[0] == 78
    assert line.fails("key", "rotate")[0] == 78
    assert not (line.folder / "duobot.db.key").exists()


def test_a_key_for_a_setting_is_printed_and_written_nowhere(line: Line) -> None:
    one, other = (line.types("key", "new", "--print").stdout.strip() for _ in range(2))
    assert one != other
    assert not list(line.folder.iterdir())
    line.settings["DUOBOT_KEY"] = one
    line.programme()
    assert line.asks("key", "check", "--json") == {"people": 0, "tried": 0, "opened": 0, "to_rewrap": 0}
    line.settings["DUOBOT_KEY"] = other
    assert line.fails("key", "check")[0] == 78


async def test_check_tries_people_and_finds_one_who_is_closed(line: Line) -> None:
    people = await filled(line.database, 5)
    assert line.asks("key", "check", "--json") == {"people": 5, "tried": 5, "opened": 5, "to_rewrap": 0}
    before = line.database.read_bytes()
    assert line.types("key", "check").returncode == 0
    assert line.database.read_bytes() == before
    with closing(sqlite3.connect(line.database)) as db, db:
        db.execute("update keys set key = (select key from keys where person = ?) where person = ?", people[:2])
    done = line.types("key", "check", "--json")
    assert (done.returncode, '"opened": 4' in done.stdout) == (78, True)


def test_a_database_that_is_not_there_is_not_made(line: Line) -> None:
    assert line.fails("key", "check")[0] == 65
    assert line.fails("key", "rotate")[0] == 65
    assert not line.database.exists()


# --- rotate -------------------------------------------------------------------------------------


async def test_rotation_leaves_one_new_key_that_opens_everything(line: Line) -> None:
    people = await filled(line.database)
    file, before = line.folder / "duobot.db.key", marks(line.database)
    old = file.read_text()
    done = line.asks("key", "rotate", "--json")
    assert done["rewrapped"] == len(people) + 1
    assert len(file.read_text().split()) == 1
    assert file.read_text() != old
    assert file.stat().st_mode & 0o777 == 0o600
    assert len(marks(line.database)) == 1
    assert not marks(line.database) & before
    assert marks(Path(done["keys"])) == marks(line.database)
    assert line.asks("key", "check", "--json")["opened"] == 40
    with pytest.raises(KeyWrong):
        key_rotation.check(line.database, Master(None, old.strip()))


async def test_the_bot_goes_on_while_the_key_changes_twice(tmp_path: Path) -> None:
    """New people come before, between and after; each has a key that the file of today opens."""
    path = tmp_path / "duobot.db"
    store = await opened(path)
    people = await welcomed(store, *range(1000, 1040))
    for turn in range(2):
        rotating = asyncio.create_task(asyncio.to_thread(key_rotation.rotate, path, beside(path)))
        chat = 100_000 * (turn + 1)
        while not rotating.done():
            people += await welcomed(store, chat)
            chat += 1
        await rotating
        people += await welcomed(store, 5 + turn)
        assert len(marks(path)) == 1
    for person in people:
        store.seals.forget(person)
    assert len(await chats(store, people)) == len(people)
    await store.close()
    again = await opened(path)
    assert len(await chats(again, people)) == len(people)
    await again.close()


@pytest.mark.apart
@pytest.mark.parametrize("when", ["added", "half-way", "in-a-step", "before-the-older-goes", "before-the-copy"])
async def test_a_rotation_that_was_killed_goes_on(tmp_path: Path, when: str) -> None:
    path = tmp_path / "duobot.db"
    people = await filled(path)
    before = marks(path)
    beside_it = await opened(path)  # a bot that has the old key in memory
    command = [sys.executable, "-c", DIES, str(path), when]
    done = await asyncio.to_thread(subprocess.run, command, cwd=ROOT, capture_output=True, timeout=60, check=False)
    assert done.returncode == -signal.SIGKILL, done.stderr.decode()[-500:]
    people += await welcomed(beside_it, 7000)
    assert len(await chats(beside_it, people)) == 41
    key_rotation.rotate(path, beside(path))
    assert len(marks(path)) == 1
    assert not marks(path) & before
    assert len(beside(path)) == 1
    people += await welcomed(beside_it, 7001)
    await beside_it.close()
    again = await opened(path)
    assert len(await chats(again, people)) == 42
    await again.close()


async def test_two_rotations_at_once_lose_nobody(tmp_path: Path) -> None:
    path = tmp_path / "duobot.db"
    people = await filled(path, 300)
    await asyncio.gather(*(asyncio.to_thread(key_rotation.rotate, path, beside(path)) for _ in range(2)))
    again = await opened(path)
    assert len(await chats(again, people)) == 300
    await again.close()


async def test_a_backup_from_before_comes_back_after_a_rotation(tmp_path: Path) -> None:
    path = tmp_path / "duobot.db"
    people = await filled(path)
    migrate.backup(path, tmp_path / "monday.db")
    key_rotation.rotate(path, beside(path))
    path.unlink()  # only the file of keys beside it is left
    done = backup.restore(tmp_path / "monday.db", path, beside(path))
    assert (done.people, done.locked) == (40, 0)
    again = await opened(path)
    assert len(await chats(again, people)) == 40
    await again.close()


async def test_with_a_key_from_a_setting_it_says_what_to_do(line: Line) -> None:
    one, other = keys.fresh(), keys.fresh()
    line.settings["DUOBOT_KEY"] = one
    store = await opened(line.database, Master(None, one))
    await welcomed(store, 1, 2, 3)
    await store.close()
    code, said = line.fails("key", "rotate")
    assert (code, "a comma" in said) == (78, True)
    line.settings["DUOBOT_KEY"] = f"{other},{one}"
    assert line.asks("key", "check", "--json")["to_rewrap"] == 4
    assert line.asks("key", "rotate", "--json")["rewrapped"] == 4
    line.settings["DUOBOT_KEY"] = other
    assert line.asks("key", "check", "--json")["opened"] == 3


async def test_a_key_file_that_goes_while_the_bot_runs_stops_nobody(tmp_path: Path) -> None:
    path = tmp_path / "duobot.db"
    store = await opened(path)
    await welcomed(store, 1)
    os.unlink(f"{path}.key")
    assert await welcomed(store, 2)
    await store.close()
    with pytest.raises(KeyMissing):
        await opened(path)
