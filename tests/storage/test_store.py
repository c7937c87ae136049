"""One transaction is all or nothing, whoever gives up, and whatever the disk or another process does."""

import asyncio
import random
import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.channels.base import Arrival, Command
from bot.runtime.engine import Engine
from storage import store as store_
from storage.errors import DatabaseBusy, DatabaseFull
from storage.retention import Periods, Sweep
from storage.store import Store, journal_mode
from tests.storage.office import Tray, addresses, engine, look, url, value

WISH = {"side": "newcomer", "month": "2026-01"}


def start(chat: int, id: int | None = None) -> Arrival:
    return Arrival(chat, Command("start"), id=id)


@contextmanager
def held(path: Path) -> Iterator[None]:
    """Another process holds the file."""
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("begin immediate")
    try:
        yield
    finally:
        other.execute("rollback")
        other.close()


async def impatient(store: Store, milliseconds: int = 100) -> None:
    await store._connection.execute_fetchall(f"pragma busy_timeout = {milliseconds}")


async def pages(store: Store, most: int) -> None:
    """As many pages as the disk has room for; never fewer than there are."""
    await store._connection.execute_fetchall(f"pragma max_page_count = {most}")


@pytest.mark.parametrize("error", [ValueError("ours"), KeyboardInterrupt(), asyncio.CancelledError()], ids=repr)
async def test_any_error_takes_everything_back(store: Store, error: BaseException) -> None:
    with pytest.raises(type(error)):
        async with store.unit() as unit:
            await unit.run("add_unmet", nis="1", **WISH)
            raise error
    assert await value(store, "select count(*) from unmet") == 0
    async with store.unit() as unit:
        await unit.run("add_unmet", nis="2", **WISH)
    assert await value(store, "select count(*) from unmet") == 1


async def test_a_statement_that_fails_takes_its_neighbours_back(store: Store) -> None:
    with pytest.raises(sqlite3.IntegrityError):
        async with store.unit() as unit:
            await unit.run("add_unmet", nis="1", **WISH)
            await unit.run("add_unmet", nis=None, **WISH)
    assert await value(store, "select count(*) from unmet") == 0


async def test_transactions_dont_mix(store: Store) -> None:
    async def one(n: int) -> None:
        async with store.unit() as unit:
            before = await unit.value("last_letter")
            await asyncio.sleep(0)
            await unit.run("add_letter", id=before + 1, person=n, priority=0, letter=b"", due="")

    await asyncio.gather(*(one(n) for n in range(50)))
    assert await value(store, "select max(id) from outbox") == 50


async def test_a_caller_who_gives_up_leaves_nothing_half_done(store: Store) -> None:
    """Each arrival writes its number, its session and its letter: all of them, or none."""
    lane, rng = engine(store), random.Random(4)

    async def impatient_caller(n: int) -> None:
        task = asyncio.ensure_future(lane.settle([start(1000 + n, id=n)]))
        await asyncio.sleep(rng.random() / 200)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    await asyncio.gather(*(impatient_caller(n) for n in range(1, 201)))
    await lane.settle([start(9999, id=9999)])  # the lane is still usable, and comes after the others
    counts = look(
        store.path,
        "select (select count(*) from arrivals), (select count(*) from sessions),"
        " (select count(distinct person) from outbox)",
    )
    assert counts == [(201, 201, 201)]


async def test_a_cancelled_reader_leaves_the_lane_free(store: Store) -> None:
    """The clock and the sender are cancelled at a stop, in the middle of whatever they read."""

    async def look_round() -> None:
        async with store.unit() as unit:
            await unit.all("programmes")

    rng = random.Random(2)
    for _ in range(150):
        task = asyncio.ensure_future(look_round())
        for _ in range(rng.randrange(6)):
            await asyncio.sleep(rng.choice((0, 0, 0.0003)))
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await look_round()


async def test_a_locked_file_is_waited_for(store: Store) -> None:
    lane = engine(store)
    with held(store.path):
        settling = asyncio.ensure_future(lane.settle([start(1, id=1)]))
        await asyncio.sleep(0.2)
        assert not settling.done()
    await settling
    assert await value(store, "select count(*) from arrivals") == 1


async def test_after_its_patience_it_says_busy_and_loses_nothing(store: Store) -> None:
    tray = Tray()
    lane = engine(store, tray)
    await impatient(store)
    with held(store.path), pytest.raises(DatabaseBusy) as busy:
        await lane.settle([start(1, id=1)])
    assert busy.value.exit_code == 75
    assert tray.parcels == []
    await lane.settle([start(1, id=1)])  # Telegram hands it in again
    assert await value(store, "select count(*) from outbox") == len(tray.parcels) > 0


async def test_opening_a_locked_file_is_busy_after_its_patience(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store_, "PATIENCE_MS", 100)
    with held(store.path), pytest.raises(DatabaseBusy):
        await Store.open(url(store.path))


async def test_a_full_disk_acknowledges_nothing_and_passes(store: Store) -> None:
    tray = Tray()
    lane = engine(store, tray)
    await pages(store, 1)
    with pytest.raises(DatabaseFull) as full:
        await lane.settle([start(n, id=n) for n in range(1, 600)])
    assert full.value.exit_code == 74
    assert tray.parcels == []
    assert await value(store, "select count(*) from arrivals") == 0
    assert await value(store, "select count(*) from quarantine") == 0
    await pages(store, 2**30)
    await lane.settle([start(n, id=n) for n in range(1, 600)])
    assert await value(store, "select count(*) from sessions") == 599


async def test_a_full_disk_loses_nobody_arriving_one_by_one(store: Store) -> None:
    """Until the last free byte is used each is kept whole or refused whole; afterwards all are there."""
    lane, refused = engine(store), []
    await pages(store, await value(store, "pragma page_count") + 3)
    for n in range(1, 120):
        try:
            await lane.settle([start(n, id=n)])
        except DatabaseFull:
            refused.append(n)
    assert refused
    kept = look(store.path, "select count(*) from arrivals")[0][0]
    assert (kept, await value(store, "select count(distinct person) from outbox")) == (119 - len(refused),) * 2
    await pages(store, 2**30)
    for n in refused:
        await lane.settle([start(n, id=n)])
    assert await value(store, "select count(*) from sessions") == 119


@pytest.mark.parametrize(("version", "mode"), [((3, 40, 1), "truncate"), ((3, 51, 2), "truncate"),
                                               ((3, 51, 3), "wal"), ((3, 60, 0), "wal")])  # fmt: skip
def test_the_journal_suits_the_sqlite(version: tuple, mode: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite3, "sqlite_version_info", version)
    assert journal_mode() == mode


async def test_the_store_opens_with_that_journal_and_full_sync(store: Store) -> None:
    async with store.unit():
        pass
    for pragma, expected in (("journal_mode", journal_mode()), ("synchronous", 2)):
        rows = list(await store._connection.execute_fetchall(f"pragma {pragma}"))
        assert rows[0][0] == expected


async def test_a_repeat_does_nothing_also_after_a_restart(store: Store, tmp_path: Path) -> None:
    first, again = Tray(), Tray()
    await engine(store, first).settle([start(1, id=7), start(1, id=7)])
    reopened = await Store.open(url(store.path))
    lane: Engine = engine(reopened, again)
    await lane.settle([start(1, id=7)])
    await reopened.close()
    assert again.parcels == []
    assert await value(store, "select count(*) from outbox") == len(first.parcels)


async def test_rows_that_fail_cost_only_their_own_chat(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """One chat's rows can't be written: its neighbours are answered, its arrival is kept aside."""
    from bot.runtime import engine as engine_

    saved = engine_.saved

    def spoilt(arrival, *more):
        row = saved(arrival, *more)
        return {**row, "touched": None} if arrival.chat == 2 else row

    monkeypatch.setattr(engine_, "saved", spoilt)
    tray = Tray()
    await engine(store, tray).settle([start(n, id=n) for n in (1, 2, 3)])
    assert {p.chat for p in tray.parcels} >= {1, 3}
    chats = addresses(store.path)
    aside = look(store.path, "select person, retried from quarantine")
    assert [(chats[person], retried) for person, retried in aside] == [(2, None)]
    assert sorted(chats[person] for (person,) in look(store.path, "select person from sessions")) == [1, 3]


async def test_somebody_whose_rows_fail_is_told_so(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Kept aside and apologised for, as the engine promises: never silence."""
    from bot.runtime import engine as engine_

    saved = engine_.saved

    def spoilt(arrival, *more):
        row = saved(arrival, *more)
        return {**row, "touched": None} if arrival.chat == 2 else row

    monkeypatch.setattr(engine_, "saved", spoilt)
    await engine(store).settle([start(2, id=2)])
    chats = addresses(store.path)
    assert [chats[person] for (person,) in look(store.path, "select distinct person from outbox")] == [2]


def test_no_two_statements_have_the_same_name() -> None:
    """The later one would silently take the other's place."""
    names = [
        name
        for file in sorted((Path(__file__).parents[2] / "storage" / "sql").glob("*.sql"))
        for name in re.findall(r"^-- name: (\w+)", file.read_text(), re.M)
    ]
    assert sorted(names) == sorted(set(names))


async def test_a_file_gives_back_what_it_no_longer_holds(tmp_path: Path) -> None:
    store = await Store.open(url(tmp_path / "duobot.db"))
    async with store.unit() as unit:
        for n in range(9_000):
            await unit.run("add_journal", at="2020-01-01T00:00:00Z", actor=None, action="x" * 900, object=str(n))
    before = (tmp_path / "duobot.db").stat().st_size
    gone = await Sweep(store, Periods(), datetime(2026, 11, 28, 12, tzinfo=UTC)).run()
    assert gone["pages given back"] > 500
    await store.close()
    assert (tmp_path / "duobot.db").stat().st_size < before / 1.5
    assert look(tmp_path / "duobot.db", "select count(*) from journal") == [(0,)]
