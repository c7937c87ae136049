"""Killed at every statement and every move of a file, by a hook: nobody is lost, and nobody who was erased comes back.

One process prepares a house and forks a child for each step: the child is killed at it (SIGKILL), the parent keeps what
it left. What is asserted is said of each of those folders, after the next start.
"""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from bot.app import keys_of_today, tidied
from storage import key_rotation, leftovers, migrate
from storage.keys_file import keys_file
from storage.store import Store, beside
from tests.storage.office import look, url
from tests.storage.steps import ROOT

pytestmark = [pytest.mark.apart, pytest.mark.slow]
RUNNER = """
import asyncio, json, os, shutil, signal, sqlite3, sys
from pathlib import Path
from programme.effects import Forget
from storage import backup, key_rotation, migrate
from storage.keys_file import save_keys
from storage.store import Store, beside
from tests.storage import yesterday
from tests.storage.office import does, number, url
from tests.storage.test_restore import RANIA, house

folder, what = Path(sys.argv[1]), sys.argv[2]
left, steps = None, 0

def step():
    global left, steps
    steps += 1
    if left is not None:
        left -= 1
        if left < 0:
            os.kill(os.getpid(), signal.SIGKILL)

class Cursor(sqlite3.Cursor):
    def execute(self, *a):
        step()
        return super().execute(*a)

class Watched(sqlite3.Connection):
    def cursor(self, factory=Cursor):
        return super().cursor(factory)

    def execute(self, *a):
        step()
        return super().execute(*a)
    def executemany(self, *a):
        step()
        return super().executemany(*a)

real = sqlite3.connect
sqlite3.connect = lambda *a, **k: real(*a, **{"factory": Watched, **k})
for name in ("fsync", "replace", "unlink"):
    def hooked(*a, _real=getattr(os, name), **k):
        step()
        return _real(*a, **k)
    setattr(os, name, hooked)

async def forgets(path):
    store = await Store.open(url(path))
    await does(store, RANIA, Forget())
    await store.close()

def prepare(path):
    if what == "migrate":
        yesterday.build(path)
        return
    asyncio.run(house(path))
    save_keys(path)
    migrate.backup(path, path.with_name("monday.db"))

def does_it(path):
    match what:
        case "backup": migrate.backup(path, path.with_name("tuesday.db"))
        case "restore": backup.restore(path.with_name("monday.db"), path, beside(path))
        case "rotate": key_rotation.rotate(path, beside(path))
        case "erase": asyncio.run(forgets(path))
        case "migrate": migrate.ensure(path, beside(path))

first = folder / "first"
first.mkdir()
prepare(first / "duobot.db")
for again in range(2):  # the first one imports, and writes down what it compiled
    copy = folder / "uncounted"
    shutil.copytree(first, copy)
    steps = 0
    does_it(copy / "duobot.db")
    shutil.rmtree(copy)
every = range(steps)
if steps > 100 and "thorough" not in sys.argv:  # each of them is like its neighbours, but at both ends
    every = [n for n in every if n % 9 == 0 or n < 12 or n > steps - 12]
for n in every:
    here = folder / f"{n:04}"
    shutil.copytree(first, here)
    child = os.fork()
    if child == 0:
        left = n
        try:
            does_it(here / "duobot.db")
        except BaseException as error:
            print(type(error), error, file=sys.stderr)
            os._exit(3)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    if not os.WIFSIGNALED(status):
        shutil.rmtree(here)
        if os.WEXITSTATUS(status) or n < 0.5 * steps:
            sys.exit(f"step {n} of {steps}: {status}")
print(json.dumps({"steps": steps}))
"""


def killed(folder: Path, what: str, *how: str) -> list[Path]:
    """What each of the kills left."""
    done = subprocess.run(
        [sys.executable, "-c", RUNNER, str(folder), what, *how], cwd=ROOT, text=True, capture_output=True, timeout=500
    )
    assert done.returncode == 0, done.stderr[-2000:]
    told = json.loads(done.stdout.splitlines()[-1])
    assert told["steps"] > 5, "the hook saw nothing"
    return sorted(p for p in folder.iterdir() if p.name.isdecimal())


def wrapped(path: Path) -> dict[int, bytes]:
    return dict(look(path, "select person, key from keys where person > 0"))


async def starts(path: Path) -> None:
    """The next start, as `duobot run` begins."""
    tidied(path)
    store = await Store.open(url(path))
    await store.close()
    keys_of_today(path)


def apart_from(path: Path, keys: bytes) -> set[str]:
    """Where these bytes are, but for the database and its keys file."""
    files = (p for p in path.parent.rglob("*") if p.is_file() and p not in (path, keys_file(path)))
    return {p.name for p in files if keys in p.read_bytes()}


async def test_a_backup(tmp_path: Path) -> None:
    for folder in killed(tmp_path, "backup"):
        path = folder / "duobot.db"
        for key in wrapped(path).values():
            assert apart_from(path, key) == set(), "a copy never holds keys, not even a torn one"
        copy = folder / "tuesday.db"
        assert not copy.exists() or migrate.verify(copy) == migrate.HEAD
        migrate.backup(path, copy)
        assert migrate.verify(copy) == migrate.HEAD


async def test_a_restore(tmp_path: Path) -> None:
    for folder in killed(tmp_path, "restore"):
        path = folder / "duobot.db"
        before = wrapped(path)
        await starts(path)
        assert key_rotation.check(path, beside(path)).opened == 2
        assert wrapped(path) == before
        assert not list(folder.glob(".*restore-*")), "it holds keys"


async def test_a_rotation(tmp_path: Path) -> None:
    for folder in killed(tmp_path, "rotate"):
        path = folder / "duobot.db"
        await starts(path)
        assert key_rotation.check(path, beside(path)).opened == 2
        key_rotation.rotate(path, beside(path))
        found = key_rotation.check(path, beside(path))
        assert (found.opened, found.to_rewrap) == (2, 0)
        assert len(beside(path)) == 1


async def test_an_erasure(tmp_path: Path) -> None:
    """Whole or not at all; and once the database says that she is gone, the next start leaves no key of hers."""

    folders = killed(tmp_path, "erase")
    whole = wrapped(tmp_path / "first" / "duobot.db")
    seen = set()
    for folder in folders:
        path = folder / "duobot.db"
        await starts(path)
        left = wrapped(path)
        seen.add(len(left))
        for person, key in whole.items():
            if person not in left:
                assert look(path, "select person from erased") == [(person,)]
                assert look(keys_file(path), "select person from erased") == [(person,)]
                assert not [p.name for p in folder.rglob("*") if p.is_file() and key in p.read_bytes()]
        assert left == {person: key for person, key in whole.items() if person in left}
        assert set(left) == {row[0] for row in look(path, "select id from persons")}
    assert seen == {1, 2}, "some kills came before it, some after"


async def test_a_migration_from_the_shape_in_which_all_can_be_read(
    tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    how = ("thorough",) if request.config.getoption("--thorough") else ()
    for folder in killed(tmp_path, "migrate", *how):
        path = folder / "duobot.db"
        await starts(path)
        assert migrate.version(path) == migrate.HEAD
        assert leftovers.legible(path) == []
        assert look(path, "select count(*) from persons")[0][0] >= 4
