"""One connection, one write lane: a whole transaction in one place, and nobody else's statements in it."""

import asyncio
import logging
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from functools import cache, partial
from pathlib import Path
from typing import Any

import aiosql
import aiosqlite

from storage import migrate
from storage.errors import DatabaseBusy, DatabaseFull, DatabaseUnreadable, DuobotError, KeyMissing, KeysGone, KeyWrong
from storage.keys import HOUSE, Master, Seals
from storage.keys_file import forget_keys
from storage.rows import GONE

Statement = tuple[str, Any, bool]  # the SQL, its values, and whether those are of several rows
BEGIN: Statement = ("begin immediate", (), False)
COMMIT: Statement = ("commit", (), False)
FIXED = (3, 51, 3)  # the first SQLite without the WAL-reset race, which needs a second connection
log = logging.getLogger("duobot.store")
logging.getLogger("aiosql").setLevel(logging.ERROR)  # it would like operators in names; we run by the statement
STATEMENTS = aiosql.from_path(Path(__file__).parent / "sql", "aiosqlite")
PATIENCE_MS = 10_000


def journal_mode() -> str:
    """WAL where this SQLite's WAL is sound; otherwise the rollback journal, as durable and a little slower."""
    return "wal" if sqlite3.sqlite_version_info >= FIXED else "truncate"


def path_of(url: str) -> Path:
    """The file of `sqlite:///relative` or `sqlite:////absolute`; raises `DatabaseUnreadable` for another."""
    scheme, _, rest = url.partition(":///")
    if scheme != "sqlite" or not rest:
        raise DatabaseUnreadable(url, "expected sqlite:///path")
    return Path(rest)


class Lane(aiosqlite.Connection):
    """A connection that takes several statements in one hop to its thread: a hop costs more than a statement."""

    async def run_all(self, statements: Sequence[Statement]) -> None:
        await self._in_thread(_run_all, statements)

    async def fetch_after(self, statements: Sequence[Statement], sql: str, values: Mapping[str, Any]) -> list[Any]:
        found: list[Any] = await self._in_thread(_fetch_after, statements, sql, values)
        return found

    async def _in_thread(self, work: Callable[..., Any], *values: Any) -> Any:
        return await self._execute(work, self._conn, *values)  # type: ignore[no-untyped-call]

    async def give_up(self) -> None:
        """Roll back whatever is open when the thread comes to it."""
        await self._in_thread(_give_up)


def _run_all(connection: sqlite3.Connection, statements: Sequence[Statement]) -> None:
    for sql, values, many in statements:
        if many:
            connection.executemany(sql, values)
        else:
            connection.execute(sql, values)


def _fetch_after(
    connection: sqlite3.Connection, statements: Sequence[Statement], sql: str, values: Mapping[str, Any]
) -> list[Any]:
    _run_all(connection, statements)
    return connection.execute(sql, values).fetchall()


def _give_up(connection: sqlite3.Connection) -> None:
    if connection.in_transaction:
        connection.rollback()


class Unit:
    """The statements of one transaction, by name. Writes gather until something is read, or until the commit."""

    def __init__(self, connection: Lane, seals: Seals) -> None:
        self._connection = connection
        self._pending: list[Statement] = [BEGIN]
        self._numbers: dict[str, int] = {}
        self.seals = seals
        self.erased: list[tuple[int, str]] = []  # who is erased in this transaction, and when
        self.woke = False  # something may be due in another chat, from this transaction on

    async def all(self, name: str, /, **values: Any) -> Sequence[Mapping[str, Any]]:
        pending, self._pending = self._pending, []
        return await self._connection.fetch_after(pending, _sql(name), values)

    async def one(self, name: str, /, **values: Any) -> Mapping[str, Any] | None:
        rows = await self.all(name, **values)
        return rows[0] if rows else None

    async def value(self, name: str, /, **values: Any) -> Any:
        row = await self.one(name, **values)
        return row[0] if row else None  # type: ignore[index]  # a sqlite3.Row has both

    async def run(self, name: str, /, **values: Any) -> None:
        self._pending.append((_sql(name), values, False))

    async def many(self, name: str, rows: Iterable[Mapping[str, Any]]) -> None:
        rows = list(rows)
        if rows:
            self._pending.append((_sql(name), rows, True))

    async def next_number(self, table: str) -> int:
        """A number that no row of this table ever had."""
        if table not in self._numbers:
            self._numbers[table] = await self.value("next_number", name=table)
        number = self._numbers[table]
        self._numbers[table] += 1
        return number

    async def open_for(self, *owners: int | None) -> None:
        """Read the keys of these people, so that their words can be sealed and unsealed."""
        wanted = {owner for owner in owners if owner is not None and not self.seals.knows(owner)}
        if wanted:
            for row in await self.all("keys_of", owners=str(sorted(wanted))):
                await self.learn(row["person"], row["key"])

    async def learn(self, owner: int, wrapped: bytes) -> None:
        """Take a key from its row. One that doesn't open is its owner's trouble alone, as one that is gone. Raises
        `KeyMissing`, or `KeyWrong` where the master key opens nothing of this house any more."""
        try:
            self.seals.learn(owner, wrapped)
        except KeyWrong:
            (house,) = await self.all("keys_of", owners=str([HOUSE]))
            self.seals.master.unwrap(house["key"], HOUSE)
            log.error("somebody's key can't be opened: `duobot doctor` counts them")

    def unseal(self, owner: int, place: str, sealed: bytes | None) -> str:
        """A sealed value in words; a dash when its key is gone, or when it isn't what we put there: one row that
        somebody touched must not stop everybody else's. `open_for` the owner first."""
        if sealed is None:
            return ""
        try:
            found = self.seals.unseal(owner, place, sealed)
        except KeyWrong as error:
            log.error("a value can't be opened: `duobot key check` counts them (%s)", error.args[0])
            return GONE
        return GONE if found is None else found

    def seal(self, owner: int, place: str, text: str) -> bytes | None:
        """A value as it is kept; nothing for an empty one. Raises `KeyError` for somebody whose key is gone."""
        return self.seals.seal(owner, place, text) if text else None

    async def commit(self) -> None:
        pending, self._pending = self._pending, []
        if pending != [BEGIN]:
            await self._connection.run_all([*pending, COMMIT])


@cache
def _sql(name: str) -> str:
    return str(getattr(STATEMENTS, name).sql)


class Store:
    """An open database. `unit()` is the only way in."""

    def __init__(self, connection: Lane, path: Path, seals: Seals) -> None:
        self._connection = connection
        self.seals = seals
        self._lane = asyncio.Lock()
        self.path = path
        self.letters = 0  # the highest number given to a letter
        self.key_made: Path | None = None  # where the first master key was put, when this start made it

    @classmethod
    async def open(cls, url: str, master: Master | None = None) -> "Store":
        """Open, and bring to today's shape. Without a `master` key, the one in the file beside the database.

        A first start makes the key. Raises the errors of `storage.errors`.
        """
        path = path_of(url)
        master = master or beside(path)
        with storage_errors(path):
            migrate.ensure(path, master)
            connection = Lane(partial(sqlite3.connect, path, isolation_level=None, cached_statements=256), 64)
            await connection
            connection.row_factory = sqlite3.Row
            pragmas = (
                f"busy_timeout = {PATIENCE_MS}",
                f"journal_mode = {journal_mode()}",
                "synchronous = full",
                "cache_size = -2000",
                "temp_store = memory",
                "secure_delete = on",  # what is forgotten is overwritten
            )
            for pragma in pragmas:
                await connection.execute_fetchall(f"pragma {pragma}")
        store = cls(connection, path, Seals(master))
        try:
            await store._unlock()
        except BaseException:
            await store.close()
            raise
        return store

    async def _unlock(self) -> None:
        """Open the house's own key; on the first start make it, and never over sealed files of people."""
        async with self.unit() as unit:
            self.letters = await unit.value("last_letter")
            await unit.open_for(HOUSE)
            if self.seals.knows(HOUSE):
                return
            if await unit.value("somebody"):
                raise KeysGone(self.path)
            if not self.seals.master:
                if not self.seals.master.settable:
                    raise KeyMissing("DUOBOT_KEY")
                self.key_made = self.seals.master.make()
            await unit.run("add_key", person=HOUSE, key=self.seals.new_key(HOUSE))

    @asynccontextmanager
    async def unit(self) -> AsyncIterator[Unit]:
        """One transaction: everything in it is kept, or nothing. Never cancelled half-way by its caller:
        run it in a task of its own, or shield it."""
        async with self._lane:
            self.seals.make_room()
            with storage_errors(self.path):
                unit = Unit(self._connection, self.seals)
                try:
                    yield unit
                    await self._commit(unit)
                except BaseException:
                    await asyncio.shield(self._connection.give_up())
                    raise
            if unit.erased:
                await asyncio.shield(self._forget(unit.erased))

    async def _forget(self, people: Sequence[tuple[int, str]]) -> None:
        """Before anybody is told so, the keys of whoever was erased are nowhere any more: neither in memory, nor in
        the file that restores them. A file that can't be written is tried again by the hour."""
        for person, _ in people:
            self.seals.forget(person)
        try:
            await asyncio.to_thread(forget_keys, self.path, people)
        except DuobotError as error:
            log.error("an erasure isn't in the keys file yet: %s", error)

    async def _commit(self, unit: Unit) -> None:
        """Once asked for, a commit is waited for: nobody rolls back what is already kept."""
        done = asyncio.ensure_future(unit.commit())
        try:
            await asyncio.shield(done)
        except asyncio.CancelledError:
            await done
            raise

    async def glance(self, name: str, /, **values: Any) -> Any:
        """One value, outside any transaction: what an idle clock looks at."""
        with storage_errors(self.path):
            rows = await self._connection.fetch_after((), _sql(name), values)
        return rows[0][0] if rows else None

    def next_letter(self) -> int:
        self.letters += 1
        return self.letters

    async def close(self) -> None:
        async with self._lane:
            await self._connection.close()


def beside(path: Path) -> Master:
    """The master key of somebody who set none: in a file beside the database."""
    return Master(path.with_name(f"{path.name}.key"))


class storage_errors:  # reads as a statement: with storage_errors(path)
    """The driver's complaints, as ours."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: Any, error: BaseException | None, trace: Any) -> None:
        if isinstance(error, sqlite3.OperationalError):
            raise _named(error)(self._path, str(error)) from error
        if type(error) is sqlite3.DatabaseError:
            raise DatabaseUnreadable(self._path) from error


def _named(error: sqlite3.OperationalError) -> type[Exception]:
    said = str(error)
    if "locked" in said or "busy" in said:
        return DatabaseBusy
    if any(sign in said for sign in ("full", "disk", "readonly", "unable to open")):
        return DatabaseFull
    return sqlite3.OperationalError
