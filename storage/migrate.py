"""The database's shape, step by step: numbered, in one transaction under a lock, a backup first.

Alembic is imported only when there is something to migrate; a start with today's shape is one cheap read.
"""

import os
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path
from typing import Any

from storage.durable import address, put
from storage.errors import (
    CannotWrite,
    DatabaseBusy,
    DatabaseTooNew,
    DatabaseUnreadable,
    DuobotError,
    KeyMissing,
    SameFile,
)
from storage.keys import Master

FOLDER = Path(__file__).parent / "migrations"
HEAD = max(p.name[:4] for p in (FOLDER / "versions").glob("[0-9]*.py"))
SEALED = "0002"  # the first shape in which people are sealed
PATIENCE = 10.0  # seconds to wait for another process's lock


def version(path: Path) -> str | None:
    """The shape that a database has; None for an empty or missing one.

    Opened for writing, since after a kill SQLite has to roll back what was not committed before it can read.
    Raises `DatabaseUnreadable` for a file that is no SQLite database or holds something else, `DatabaseBusy`.
    """
    if not path.exists() or path.stat().st_size == 0:
        return None
    try:
        with closing(sqlite3.connect(address(path), uri=True, timeout=PATIENCE)) as db:
            tables = {row[0] for row in db.execute("select name from sqlite_master where type = 'table'")}
            if not tables:
                return None
            if "alembic_version" not in tables:
                raise DatabaseUnreadable(path)
            row = db.execute("select version_num from alembic_version").fetchone()
    except sqlite3.DatabaseError as error:
        raise (DatabaseBusy if "locked" in str(error) else DatabaseUnreadable)(path) from error
    return row[0] if row else None


def ensure(path: Path, key: Master) -> bool:
    """Bring the database to today's shape; True when something was done. The `key` seals what wasn't sealed yet.

    Raises `DatabaseTooNew` for a shape from the future, `DatabaseBusy` when somebody else holds it.
    """
    found = version(path)
    if found == HEAD:
        return False
    if found is not None and found > HEAD:
        raise DatabaseTooNew(path)
    before = path.with_name(f"{path.name}.before-{HEAD}")
    if found is not None:
        backup(path, before)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CannotWrite(path, error.strerror) from None
    _upgrade(path, key)
    if found is not None:
        with closing(_connect(path)) as db:
            db.execute("pragma auto_vacuum = incremental")
            db.execute("vacuum")  # nothing of the old shape stays in free pages, and it can shrink from now on
        if found < SEALED:  # in it everything can be read, for ever; today's shape has it all, sealed
            verify(path)
            before.unlink()
    return True


def ensure_apart(path: Path, key: Master) -> None:
    """The same in a process of its own: what migrating needs to import (20 MB) is gone when it is done."""
    if version(path) == HEAD:
        return
    done = subprocess.run(
        [sys.executable, "-m", "storage.migrate", str(path), str(key.file or "")],
        env={**os.environ, "DUOBOT_KEY": key.given}, check=False,
    )  # fmt: skip
    errors = {error.exit_code: error for error in (DatabaseTooNew, DatabaseBusy, KeyMissing, CannotWrite)}
    if done.returncode:
        raise errors.get(done.returncode, DatabaseUnreadable)(path)


def backup(source: Path, target: Path) -> None:
    """A consistent copy, also while the bot runs; verified, and put in place in one move. At no moment are the keys of
    people in it: what was erased since can't be read from it any more, nor from what a killed one leaves.

    Raises `SameFile` for a copy onto the database itself.
    """
    if target.exists() and target.samefile(source):
        raise SameFile(target)
    try:
        with tempfile.TemporaryDirectory(
            dir=target.absolute().parent, prefix=f".{source.name}.duobot-backup-"
        ) as folder:
            part = Path(folder) / target.name
            _copied(source, part)
            verify(part)
            put(part, target)
    except OSError as error:
        raise CannotWrite(target, error.strerror) from None
    except sqlite3.OperationalError as error:
        raise (DatabaseBusy(source) if "locked" in str(error) else CannotWrite(target, str(error))) from None


def _copied(source: Path, part: Path) -> None:
    """Every table as it is in one moment, and of `keys` no row."""
    part.touch(0o600)
    with closing(sqlite3.connect(part, timeout=PATIENCE, isolation_level=None)) as db:
        db.execute("attach ? as source", (str(source),))
        db.execute(f"pragma page_size = {db.execute('pragma source.page_size').fetchone()[0]}")
        db.execute(f"pragma auto_vacuum = {db.execute('pragma source.auto_vacuum').fetchone()[0]}")
        db.execute("begin")
        shape = db.execute("select type, name, sql from source.sqlite_master where sql is not null").fetchall()
        tables = [(name, sql) for type, name, sql in shape if type == "table" and not name.startswith("sqlite_")]
        for name, sql in tables:
            db.execute(sql)
            if name != "keys":
                db.execute(f'insert into main."{name}" select * from source."{name}"')
        if any(name == "sqlite_sequence" for _, name, _ in shape):  # numbers that no row may have again
            db.execute("delete from main.sqlite_sequence")
            db.execute("insert into main.sqlite_sequence select * from source.sqlite_sequence")
        for type, _, sql in shape:
            if type != "table":
                db.execute(sql)
        db.execute("commit")


def verify(path: Path) -> str:
    """The shape of a whole and readable duobot database; raises `DatabaseUnreadable` otherwise."""
    found = version(path)
    if found is None:
        raise DatabaseUnreadable(path)
    try:
        with closing(sqlite3.connect(address(path), uri=True, timeout=PATIENCE)) as db:
            whole = db.execute("pragma integrity_check").fetchone()[0] == "ok"
    except sqlite3.DatabaseError as error:
        raise DatabaseUnreadable(path) from error
    if not whole:
        raise DatabaseUnreadable(path)
    return found


def master() -> Master:
    """For a migration: the key that seals."""
    from alembic import context

    found: Master = context.config.attributes["master"]
    return found


def _upgrade(path: Path, key: Master) -> None:
    import sqlalchemy
    from alembic.config import Config
    from alembic.runtime.environment import EnvironmentContext
    from alembic.runtime.migration import MigrationContext
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.attributes["master"] = key
    script = ScriptDirectory.from_config(config)
    engine = sqlalchemy.create_engine("sqlite://", creator=lambda: _connect(path), poolclass=sqlalchemy.NullPool)

    def steps(rev: tuple[str, ...], _: MigrationContext) -> list:
        return script._upgrade_revs("head", rev)  # type: ignore[arg-type]

    with EnvironmentContext(config, script, fn=steps) as environment, _connected(engine, path) as connection:
        try:
            connection.exec_driver_sql("pragma auto_vacuum = incremental")  # a new file can shrink
            connection.exec_driver_sql("begin immediate")
        except sqlalchemy.exc.OperationalError as error:
            raise DatabaseBusy(path) from error
        environment.configure(connection=connection, transactional_ddl=False)
        environment.run_migrations()
        connection.exec_driver_sql("commit")
    path.chmod(0o600)


def _connected(engine: Any, path: Path) -> Any:
    import sqlalchemy

    try:
        return engine.connect()
    except sqlalchemy.exc.OperationalError as error:
        raise CannotWrite(path, str(error.orig)) from None


def _connect(path: Path) -> sqlite3.Connection:
    # without the driver's own transactions: one `begin immediate` spans every step
    return sqlite3.connect(path, isolation_level=None, timeout=PATIENCE)


def run_sql(name: str) -> None:
    """Run the statements of a file of this folder, one by one, in the migration's transaction."""
    from alembic import op

    statement = ""
    for line in (FOLDER / "versions" / name).read_text().splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            op.get_bind().exec_driver_sql(statement)
            statement = ""


if __name__ == "__main__":
    try:
        ensure(Path(sys.argv[1]), Master(Path(sys.argv[2]) if sys.argv[2] else None, os.environ.get("DUOBOT_KEY", "")))
    except DuobotError as error:
        raise SystemExit(error.exit_code) from None
