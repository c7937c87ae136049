"""What the operating system has to be told, so that a file is there after the power went."""

import os
from pathlib import Path


def settle(folder: Path) -> None:
    """A file's name, also a new one after it was moved, is written down with its folder (`man 2 fsync`). Raises
    `OSError`."""
    if os.name != "posix":  # elsewhere a folder can't be opened, and the file system does it by itself
        return
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def address(file: Path) -> str:
    """A file that is there, for `sqlite3.connect(…, uri=True)`, whatever signs are in its name."""
    return f"{file.absolute().as_uri()}?mode=rw"


def like(database: Path, file: Path) -> None:
    """Whoever runs the database may write what another user (root's cron) just made beside it."""
    if os.name == "posix" and os.geteuid() == 0 and database.exists():
        owner = database.stat()
        os.chown(file, owner.st_uid, owner.st_gid)


def put(part: Path, target: Path) -> None:
    """A finished file in its place, in one move that lasts. Raises `OSError`."""
    with open(part, "rb+") as file:
        os.fsync(file.fileno())
    part.replace(target)
    settle(target.absolute().parent)
