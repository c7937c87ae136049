"""One connection, one write lane: a whole transaction in one place, and nobody else's statements in it."""

import asyncio
import contextlib
import logging
import sqlite3
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, cast

import aiosql
import aiosqlite

from storage import migrate
from storage.errors import DatabaseBusy, DatabaseFull, DatabaseUnreadable

Row = tuple[Any, ...]
FIXED = (3, 51, 3)  # the first SQLite without the WAL-reset race, which needs a second connection
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


class Unit:
    """The statements of one transaction, by name."""

    def __init__(self, connection: aiosqlite.Connection) -> None:
        self._connection = connection

    async def all(self, name: str, /, **values: Any) -> Sequence[Mapping[str, Any]]:
        rows = await self._connection.execute_fetchall(_sql(name), values)
        return cast(Sequence[Mapping[str, Any]], rows)  # a sqlite3.Row is read by name

    async def one(self, name: str, /, **values: Any) -> Mapping[str, Any] | None:
        rows = await self.all(name, **values)
        return rows[0] if rows else None

    async def value(self, name: str, /, **values: Any) -> Any:
        row = await self.one(name, **values)
        return row[0] if row else None  # type: ignore[index]  # a sqlite3.Row has both

    async def run(self, name: str, /, **values: Any) -> None:
        await self._connection.execute(_sql(name), values)

    async def many(self, name: str, rows: Iterable[Mapping[str, Any]]) -> None:
        rows = list(rows)
        if rows:
            await self._connection.executemany(_sql(name), rows)


def _sql(name: str) -> str:
    return str(getattr(STATEMENTS, name).sql)


class Store:
    """An open database. `unit()` is the only way in."""

    def __init__(self, connection: aiosqlite.Connection, path: Path) -> None:
        self._connection = connection
        self._lane = asyncio.Lock()
        self.path = path
        self.letters = 0  # the highest number given to a letter

    @classmethod
    async def open(cls, url: str) -> "Store":
        """Open, and bring to today's shape. Raises the errors of `storage.errors`."""
        path = path_of(url)
        with storage_errors(path):
            migrate.ensure(path)
            connection = await aiosqlite.connect(path, isolation_level=None, cached_statements=256)
            connection.row_factory = sqlite3.Row
            for pragma in (
                f"busy_timeout = {PATIENCE_MS}",
                f"journal_mode = {journal_mode()}",
                "synchronous = full",
                "cache_size = -2000",
                "temp_store = memory",
            ):
                await connection.execute_fetchall(f"pragma {pragma}")
        store = cls(connection, path)
        async with store.unit() as unit:
            store.letters = await unit.value("last_letter")
        return store

    @asynccontextmanager
    async def unit(self) -> AsyncIterator[Unit]:
        """One transaction: everything in it is kept, or nothing. Never cancelled half-way by its caller:
        run it in a task of its own, or shield it."""
        async with self._lane:
            with storage_errors(self.path):
                await self._begin()
                try:
                    yield Unit(self._connection)
                    await self._commit()
                except BaseException:
                    if self._connection.in_transaction:
                        await self._connection.execute("rollback")
                    raise

    async def _begin(self) -> None:
        """A caller that is cancelled meanwhile leaves no transaction open behind it."""
        begun = asyncio.ensure_future(self._connection.execute("begin immediate"))
        try:
            await asyncio.shield(begun)
        except asyncio.CancelledError:
            with contextlib.suppress(sqlite3.Error):
                await begun
                await self._connection.execute("rollback")
            raise

    async def _commit(self) -> None:
        """Once asked for, a commit is waited for: nobody rolls back what is already kept."""
        done = asyncio.ensure_future(self._connection.execute("commit"))
        try:
            await asyncio.shield(done)
        except asyncio.CancelledError:
            await done
            raise

    def next_letter(self) -> int:
        self.letters += 1
        return self.letters

    async def close(self) -> None:
        async with self._lane:
            await self._connection.close()


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
