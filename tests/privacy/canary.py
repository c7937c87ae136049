"""Distinctive words, and where they were found: in files, in what processes print, in the list of processes.

Every secret holds one of a few stems, so that a search for the stems, in every form that a program might write
them in, finds all of them.
"""

import base64
import json
import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

WORD, ARABIC, PHONE = "Xylqorbandic", "ظغژڤپگظغ", "3247731338"
SHOWN = "477 31 33 8"  # the same as people read it
TOKEN_TAIL = "AAxylqToken_9vWwQ7jZkPq3TfR8mNs2Lh"
TOKEN = f"7000000001:{TOKEN_TAIL}"
CHATS = {name: 77313371001 + n for n, name in enumerate(("els", "rania", "joris", "omar"))}


def said(what: str) -> str:
    """Words that nobody else says."""
    return f"{WORD}{what}"


def forms(stem: str) -> Iterator[tuple[str, bytes]]:
    """How a program might write it: as it is, in wide characters, escaped, or in base64 at any offset."""
    yield from ((name, stem.encode(name)) for name in ("utf-8", "utf-16-le", "utf-16-be"))
    yield "lower case", stem.lower().encode()
    yield "hexadecimal", stem.encode().hex().encode()
    escaped = json.dumps(stem)[1:-1].encode()
    yield from (
        ("escaped", escaped),
        ("ESCAPED", escaped.upper().replace(b"\\U", b"\\u")),
        ("url", quote(stem).encode()),
    )
    for wide in ("utf-8", "utf-16-le"):
        for offset in range(3):
            padded = base64.b64encode(b"\0" * offset + stem.encode(wide)).rstrip(b"=")
            yield f"base64 of {wide}", padded[-(-offset * 8 // 6) : -1]  # whole characters of its own only


def numbers(chat: int) -> Iterator[tuple[str, bytes]]:
    """A chat's number, as text and as SQLite or C write it."""
    yield "number", str(chat).encode()
    yield "number in a row", chat.to_bytes(6, "big")
    yield "number in memory", chat.to_bytes(8, "little")


def needles(*more: str) -> dict[bytes, str]:
    stems = (WORD, ARABIC, PHONE, SHOWN, TOKEN_TAIL, *more)
    found = {needle: f"{stem} as {form}" for stem in stems for form, needle in forms(stem)}
    return found | {needle: f"{name}'s chat as {form}" for name, c in CHATS.items() for form, needle in numbers(c)}


def hits(data: bytes, sought: dict[bytes, str]) -> set[str]:
    return {what for needle, what in sought.items() if needle in data}


@dataclass
class Watch:
    """Looks at every file below a folder whenever it changes, and at every process's command line."""

    folder: Path
    sought: dict[bytes, str] = field(default_factory=needles)
    found: set[str] = field(default_factory=set)
    looked: int = 0
    _seen: dict[Path, tuple[int, int]] = field(default_factory=dict)
    _lines: set[bytes] = field(default_factory=set)
    _over: threading.Event = field(default_factory=threading.Event)

    def __enter__(self) -> "Watch":
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join(10)
        self.look()

    def _run(self) -> None:
        while not self._over.wait(0.1):
            self.look()

    def look(self) -> None:
        for path in sorted(self.folder.rglob("*")):
            self._file(path)
        self._processes()

    def _file(self, path: Path) -> None:
        """Also its name; a file that is gone meanwhile was seen as long as it was there."""
        try:
            if path.is_dir() or path.is_symlink():
                return
            facts = path.stat()
            if self._seen.get(path) == (facts.st_mtime_ns, facts.st_size):
                return
            self._seen[path] = (facts.st_mtime_ns, facts.st_size)
            self.reads(path.name, bytes(path) + path.read_bytes())
        except OSError:
            return

    def _processes(self) -> None:
        for line in Path("/proc").glob("[0-9]*/cmdline"):
            try:
                said = line.read_bytes()
            except OSError:
                continue
            if said not in self._lines:
                self._lines.add(said)
                self.reads("ps", said)

    def reads(self, where: str, data: bytes) -> None:
        self.looked += 1
        self.found |= {f"{where}: {what}" for what in hits(data, self.sought)}


def places(found: Iterable[str]) -> set[str]:
    return {line.partition(":")[0] for line in found}
