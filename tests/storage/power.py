"""What a disk may hold when the power goes: every write of a process recorded, then cut, and what was not yet synced
torn and in any order.

The kernel promises what `man 2 fsync` says and no more. A file's bytes are safe once the file was synced, its name once
its folder was; until then each sector may be there or not, whatever was written first. Only names change in the order
in which they were changed, as a file system with a journal keeps them. `-shm` is never read after a power cut: SQLite
makes it anew from the log (https://www.sqlite.org/walformat.html).
"""

import random
import re
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

STRACE = shutil.which("strace")
SECTOR = 512  # bytes that a disk writes whole or not at all
CALLS = (
    "openat,creat,write,pwrite64,writev,pwritev,lseek,ftruncate,fallocate,fsync,fdatasync,rename,renameat,renameat2,"
    "unlink,unlinkat,link,linkat,symlink,symlinkat,mkdir,mkdirat,rmdir,copy_file_range,sendfile,close,dup,dup2,dup3"
)
LINE = re.compile(r"(\d+) +(.*)")
CALL = re.compile(r"(\w+)\((.*)\) += (-?\d+)")
STRING = re.compile(r'"((?:\\x[0-9a-f]{2})*)"(\.\.\.)?')
OPEN = re.compile(r"(AT_FDCWD|-?\d+)<((?:\\x[0-9a-f]{2})*)>")


@dataclass(frozen=True, slots=True)
class Op:
    """One thing that a process did to a folder, or said."""

    kind: str  # write, cut, sync, new, folder, move, drop, said
    path: str = ""
    at: int = 0  # write: the offset; cut: the new size
    data: bytes = b""
    to: str = ""


def can_record() -> bool:
    """Is there a strace, and may it watch a process?"""
    return STRACE is not None and subprocess.run([STRACE, "-qq", "-o", "/dev/null", "true"]).returncode == 0


def plain(hex_digits: str) -> str:
    return bytes.fromhex(hex_digits.replace("\\x", "")).decode()


def record(command: Sequence[str], folder: Path, cwd: Path, log: Path) -> list[Op]:
    """All that the command does below the folder, and what it says, in order. What it does in a way that isn't known
    here is an `AssertionError`."""
    assert STRACE is not None
    done = subprocess.run(
        [STRACE, "-f", "-qq", "-y", "-xx", "-s", "100000000", "-e", f"trace={CALLS}", "-e", "signal=none",
         "-o", str(log), *command], cwd=cwd, text=True, capture_output=True, timeout=240,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    return list(_ops(log, str(folder)))


def _whole(log: Path) -> Iterator[tuple[str, str]]:
    """Every call with its process; one that another interrupts counts when it ends."""
    begun: dict[str, str] = {}
    with log.open() as lines:
        for line in lines:
            found = LINE.match(line)
            assert found is not None, line[:200]
            process, words = found.groups()
            if words.endswith("<unfinished ...>"):
                begun[process] = words.removesuffix("<unfinished ...>").rstrip()
            elif words.startswith("<... "):
                yield process, begun.pop(process) + words.split("resumed>", 1)[1]
            else:
                yield process, words


def _ops(log: Path, folder: str) -> Iterator[Op]:
    offsets: dict[int, int] = {}  # file → where the next write goes; one process has one table of files
    appends: set[int] = set()
    sizes: dict[str, int] = {}
    for _, words in _whole(log):
        found = CALL.match(words)
        if found is None:  # it ended
            continue
        call, inside, result = found[1], found[2], int(found[3])
        if result < 0:
            continue
        file, at = _file(inside)
        texts = [bytes.fromhex(text.replace("\\x", "")) for text, _ in STRING.findall(inside)]
        if call == "write" and file == 1:
            yield Op("said", data=texts[0][:result])
            continue
        names = [_below(text, inside) for text in texts] if call not in ("write", "pwrite64") else []
        if call in ("openat", "creat"):
            offsets[result] = 0
            (appends.add if "O_APPEND" in inside else appends.discard)(result)
            name = names[0]
            if _ours(name, folder):
                if "O_CREAT" in inside and name not in sizes:
                    sizes[name] = 0
                    yield Op("new", name)
                if "O_TRUNC" in inside and sizes.get(name):
                    sizes[name] = 0
                    yield Op("cut", name)
            continue
        if call == "lseek":
            offsets[file] = result
            continue
        of_names = call.startswith(("rename", "unlink", "mkdir", "rmdir"))
        if not any(_ours(name, folder) for name in (names if of_names else [at])) or at.endswith("-shm"):
            continue
        match call:
            case "pwrite64":
                where = int(inside.rsplit(",", 1)[1])
                sizes[at] = max(sizes.get(at, 0), where + result)
                yield Op("write", at, where, texts[0][:result])
            case "write":
                where = sizes.get(at, 0) if file in appends else offsets.get(file, 0)
                offsets[file] = where + result
                sizes[at] = max(sizes.get(at, 0), where + result)
                yield Op("write", at, where, texts[0][:result])
            case "ftruncate":
                sizes[at] = int(inside.rsplit(",", 1)[1])
                yield Op("cut", at, sizes[at])
            case "fsync" | "fdatasync":
                yield Op("sync", at)
            case "rename" | "renameat" | "renameat2":
                sizes[names[1]] = sizes.pop(names[0], 0)
                yield Op("move", names[0], to=names[1])
            case "unlink" | "unlinkat" | "rmdir":
                sizes.pop(names[0], None)
                yield Op("drop", names[0])
            case "mkdir" | "mkdirat":
                yield Op("folder", names[0])
            case "close":
                pass
            case _:
                raise AssertionError(f"{call} of {at} isn't known here: teach this file what it leaves")


def _file(inside: str) -> tuple[int, str]:
    found = OPEN.match(inside)
    return (-1, "") if found is None or found[1] == "AT_FDCWD" else (int(found[1]), plain(found[2]))


def _below(text: bytes, inside: str) -> str:
    """A name that was given from a folder that is open, or from where the process is."""
    name = text.decode(errors="replace")
    base = OPEN.match(inside)
    return name if name.startswith("/") or base is None else f"{plain(base[2])}/{name}"


def _ours(path: str, folder: str) -> bool:
    return path.startswith(f"{folder}/") or path == folder


@dataclass
class Inode:
    """A file's bytes on the disk, and what is on its way to it."""

    safe: bytearray = field(default_factory=bytearray)
    pending: list[Op] = field(default_factory=list)

    def settle(self) -> None:
        for op in self.pending:
            put(self.safe, op)
        self.pending.clear()

    def torn(self, dice: random.Random, luck: float) -> bytes:
        """What a disk may hold of it: of what is on its way each sector or not, with this luck."""
        held = bytearray(self.safe)
        for op in self.pending:
            if op.kind == "cut":
                if dice.random() < luck:
                    put(held, op)
                continue
            begun = op.at
            while begun < op.at + len(op.data):
                end = min(op.at + len(op.data), (begun // SECTOR + 1) * SECTOR)
                if dice.random() < luck:
                    put(held, Op("write", op.path, begun, op.data[begun - op.at : end - op.at]))
                begun = end
        return bytes(held)


def put(held: bytearray, op: Op) -> None:
    if op.kind == "cut":
        del held[op.at :]
        held.extend(bytes(op.at - len(held)))
    else:
        held.extend(bytes(max(0, op.at - len(held))))
        held[op.at : op.at + len(op.data)] = op.data


class Disk:
    """A folder as programs see it, and as much of it as is safe."""

    def __init__(self, folder: Path) -> None:
        self.folder = str(folder)
        self.seen: dict[str, Inode | None] = {}  # None is a folder
        self.safe: dict[str, Inode | None] = {}
        self.names: list[tuple[Op, Inode | None]] = []  # changes of names that are on their way

    def does(self, op: Op) -> None:
        match op.kind:
            case "new":
                self._names(op, Inode())
            case "folder":
                self._names(op, None)
            case "move" | "drop":
                self._names(op, self.seen[op.path])
            case "write" | "cut":
                inode = self.seen.get(op.path)
                if inode is not None:  # else it was dropped while it was open
                    inode.pending.append(op)
            case "sync" if isinstance(inode := self.seen.get(op.path), Inode):
                inode.settle()
            case "sync":
                kept = []
                for change, inode in self.names:
                    if op.path in (parent(change.path), parent(change.to)):
                        rename(self.safe, change, inode)
                    else:
                        kept.append((change, inode))
                self.names = kept

    def _names(self, op: Op, inode: Inode | None) -> None:
        rename(self.seen, op, inode)
        self.names.append((op, inode))

    def after_a_cut(self, dice: random.Random, luck: float, target: Path) -> None:
        """One of the folders that may be found when the power is back, put there."""
        names = dict(self.safe)
        for op, inode in self.names[: dice.randint(0, len(self.names)) if luck < 1 else None]:
            rename(names, op, inode)
        target.mkdir()
        for path, inode in sorted(names.items()):
            place = target / path.removeprefix(self.folder).lstrip("/")
            if not place.parent.is_dir():  # its folder is gone, and it with it
                continue
            if inode is None:
                place.mkdir()
            elif not path.endswith("-shm"):
                place.write_bytes(inode.torn(dice, luck))
                place.chmod(0o600)


def parent(path: str) -> str:
    return path.rsplit("/", 1)[0]


def rename(names: dict[str, Inode | None], op: Op, inode: Inode | None) -> None:
    if op.kind in ("move", "drop"):
        names.pop(op.path, None)
    if op.kind == "move":
        names[op.to] = inode
    elif op.kind != "drop":
        names[op.path] = inode
