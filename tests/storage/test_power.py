"""The power goes at any moment: who was told that something is kept, or that they are erased, was told the truth."""

import random
import shutil
import sqlite3
import sys
from collections import defaultdict
from contextlib import closing
from pathlib import Path

import pytest

from storage import key_rotation
from storage.store import beside
from tests.storage.office import opened
from tests.storage.power import Disk, Op, can_record, record
from tests.storage.steps import ROOT
from tests.storage.test_killed import starts, wrapped

pytestmark = [
    pytest.mark.apart, pytest.mark.slow, pytest.mark.strace,
    pytest.mark.skipif(not can_record(), reason="no strace here, or it may watch nobody"),
]  # fmt: skip
LIFE = """
import asyncio, os, sys
from pathlib import Path
from bot.app import keys_of_today
from programme.effects import Forget
from programme.model import Side
from storage import backup, key_rotation, migrate
from storage.keys_file import save_keys
from storage.store import Store, beside
from tests.storage.office import candidate, does, number, programme, url

path = Path(sys.argv[1]) / "duobot.db"

def says(*words):
    os.write(1, " ".join(map(str, words)).encode() + b"\\n")

async def arrive(store, *chats):
    for chat in chats:
        await candidate(store, chat, Side.NEWCOMER, f"Rania{chat}")
        says("kept", await number(store, chat), f"Rania{chat}")

async def leave(store, *chats):
    for chat in chats:
        person = await number(store, chat)
        says("leaves", person)
        await does(store, chat, Forget())
        says("erased", person)

async def works(*deeds):
    store = await Store.open(url(path))
    keys_of_today(path)
    for deed, *chats in deeds:
        await deed(store, *chats)
    await store.close()

async def first(store):
    await programme(store)

asyncio.run(works((first,), (arrive, 11, 12, 13), (leave, 12), (arrive, 14)))
save_keys(path)
migrate.backup(path, path.with_name("monday.db"))
says("copied")
key_rotation.rotate(path, beside(path))
says("rotated")
asyncio.run(works((leave, 13), (arrive, 16)))
says("restores")
backup.restore(path.with_name("monday.db"), path, beside(path))
says("restored")
asyncio.run(works((arrive, 15), (leave, 11)))
"""


class Told:
    """What the process had promised until the power went."""

    def __init__(self) -> None:
        self.kept: dict[int, str] = {}
        self.leaving: set[int] = set()
        self.erased: set[int] = set()
        self.copied: set[int] = set()
        self.undone: set[str] = set()  # who came after the copy that was put back

    def hears(self, op: Op) -> None:
        for line in op.data.decode().splitlines():
            match line.split():
                case ["kept", person, name]:
                    self.kept[int(person)] = name
                case ["leaves", person]:
                    self.leaving.add(int(person))
                case ["erased", person]:
                    self.erased.add(int(person))
                case ["copied"]:
                    self.copied = set(self.kept)
                case ["restores"]:
                    self.leaving |= set(self.kept) - self.copied
                case ["restored"]:
                    later = set(self.kept) - self.copied
                    self.undone = {self.kept.pop(person) for person in later}
                    self.leaving -= later


async def test_the_power_goes(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    folder = tmp_path / "house"
    folder.mkdir()
    ops = record([sys.executable, "-c", LIFE, str(folder)], folder, ROOT, tmp_path / "calls")
    assert {op.kind for op in ops} >= {"write", "cut", "sync", "new", "move", "drop", "said"}
    dice = random.Random(20261128)
    every = range(len(ops)) if request.config.getoption("--thorough") else set(dice.sample(range(len(ops)), 150))
    keys: dict[int, set[bytes]] = defaultdict(set)  # as they were ever seen wrapped
    disk, told, cuts = Disk(folder), Told(), 0
    for number, op in enumerate(ops):
        told.hears(op) if op.kind == "said" else disk.does(op)
        if number not in every and op.kind != "said":
            continue
        for luck in (0.0, 0.5, 1.0):
            here = tmp_path / "after"
            disk.after_a_cut(dice, luck, here)
            try:
                await whole(here / "duobot.db", told, keys)
            except Exception as error:
                raise AssertionError(f"cut after {number} of {len(ops)}, luck {luck}: {op.kind} {op.path}") from error
            shutil.rmtree(here)
            cuts += 1
    print(f"{len(ops)} calls, {cuts} cuts")
    assert told.erased and len(told.kept) == 5


async def whole(path: Path, told: Told, keys: dict[int, set[bytes]]) -> None:
    """The next start finds everybody who was told that they are kept, and nobody who was told that they are erased."""
    await starts(path)
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("pragma integrity_check").fetchall() == [("ok",)]
    found = key_rotation.check(path, beside(path))
    assert found.opened == found.people
    for person, key in wrapped(path).items():
        keys[person].add(key)
    legible = {person: words for column, person, words in opened(path) if column == "candidates.answers"}
    for person, name in told.kept.items():
        if person not in told.leaving:
            assert name in legible.get(person, ""), f"{person} is lost"
    assert not [name for name in told.undone for words in legible.values() if name in words], "the older one is back"
    for person in told.erased:
        assert person not in wrapped(path)
        files = [p for p in path.parent.rglob("*") if p.is_file()]
        assert not [p.name for p in files for key in keys[person] if key in p.read_bytes()], "their key is still there"
