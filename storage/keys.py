"""Everybody's words under a key of their own, and those keys under one that is not in the database.

AES-GCM with a fresh 96-bit nonce for every value (NIST SP 800-38D); the place of a value (table, column, row)
is authenticated with it, so that no value can be moved to another row. Throwing a person's key away makes
every copy of their words illegible, also those in old backups: a backup holds no keys.
"""

import base64
import binascii
import errno
import hashlib
import hmac
import os
import secrets
from collections import OrderedDict
from collections.abc import Sequence
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from storage.durable import put
from storage.errors import CannotWrite, KeyMissing, KeyWrong

HOUSE = 0  # the owner of what belongs to nobody in particular
LENGTH, NONCE, MARK = 32, 12, 4  # bytes: a key, a nonce, the mark that tells which master key wrapped a key
MOST_HELD = 512  # keys in memory


class Master:
    """The key that wraps all others: from a setting, or from a file that only its owner may read.

    There may be several, the newest first: while a rotation is under way, the one before still opens.
    """

    def __init__(self, file: Path | None, given: str = "") -> None:
        """`given` is one key or several, base64, separated by commas; without it they come from `file`."""
        self.file = file
        self.given = given
        self._keys: dict[bytes, AESGCM] = {}
        self._newest = b""
        self._seen: tuple[int, int] | None = None  # the file as it was read

    def __bool__(self) -> bool:
        return bool(len(self))

    def __len__(self) -> int:
        """How many keys there are: more than one while a rotation is under way."""
        self._load()
        return len(self._keys)

    @property
    def settable(self) -> bool:
        """May this program write it? A key from a setting is its operator's."""
        return not self.given and self.file is not None

    @property
    def mark(self) -> bytes:
        """Which of the keys wraps now."""
        self._load()
        if not self._keys:
            raise KeyMissing(self.file or "DUOBOT_KEY")
        return self._newest

    def make(self) -> Path:
        """A first key in its file, there whole or not at all before anything is wrapped by it. Raises `CannotWrite`;
        never touches one that is there."""
        assert self.file is not None  # a setting is never made
        if self.file.exists():
            raise CannotWrite(self.file, os.strerror(errno.EEXIST))
        try:
            self.file.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise CannotWrite(self.file, error.strerror) from None
        self._write([fresh()])
        return self.file

    def add(self) -> None:
        """A new key before the others: the file is replaced in one move."""
        self._write([fresh(), *self._texts()])

    def drop_older(self) -> None:
        """Only the newest stays: what the older ones wrapped has been wrapped anew."""
        self._write(self._texts()[:1])

    def look_again(self) -> None:
        """Read the file anew if another process replaced it; one that is gone leaves us what we know."""
        now = self._identity()
        if now is not None and now != self._seen:
            self._keys = {}

    def wrap(self, key: bytes, owner: int) -> bytes:
        """By the newest key there is. Hold the database's write lock: a rotation counts on it."""
        self.look_again()
        nonce, mark = os.urandom(NONCE), self.mark
        return mark + nonce + self._keys[mark].encrypt(nonce, key, _place(owner))

    def unwrap(self, wrapped: bytes, owner: int) -> bytes:
        """Raises `KeyMissing` without a key, `KeyWrong` when it isn't the one that wrapped this."""
        mark, nonce = wrapped[:MARK], wrapped[MARK : MARK + NONCE]
        self._load()
        if mark not in self._keys:
            self._keys = {}  # another process may have put a new one there
            self._load()
        if not self._keys:
            raise KeyMissing(self.file or "DUOBOT_KEY")
        if mark not in self._keys:
            raise KeyWrong(self.file or "DUOBOT_KEY")
        try:
            return self._keys[mark].decrypt(nonce, wrapped[MARK + NONCE :], _place(owner))
        except (InvalidTag, ValueError):
            raise KeyWrong(self.file or "DUOBOT_KEY") from None

    def _load(self) -> None:
        if self._keys:
            return
        self._seen = self._identity()
        keys = [_decoded(text, self.file) for text in self._texts()]
        self._keys = {_mark(key): AESGCM(key) for key in keys}
        self._newest = _mark(keys[0]) if keys else b""

    def _identity(self) -> tuple[int, int] | None:
        if self.given or self.file is None:
            return None
        try:
            found = self.file.stat()
        except OSError:
            return None
        return found.st_ino, found.st_mtime_ns

    def _texts(self) -> list[str]:
        if self.given:
            return [part.strip() for part in self.given.split(",") if part.strip()]
        try:
            return self.file.read_text().split() if self.file else []
        except FileNotFoundError:
            return []
        except (OSError, UnicodeDecodeError):
            raise KeyMissing(self.file) from None

    def _write(self, texts: Sequence[str]) -> None:
        assert self.file is not None
        part = self.file.with_name(f"{self.file.name}.new")
        try:
            with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
                out.write("".join(f"{text}\n" for text in texts))
            put(part, self.file)
        except OSError as error:
            raise CannotWrite(self.file, error.strerror) from None
        self._keys = {}


class Seals:
    """Sealing and unsealing, with the keys of those who are being dealt with in memory."""

    def __init__(self, master: Master) -> None:
        self.master = master
        self._held: OrderedDict[int, AESGCM] = OrderedDict()
        self._lookup = b""

    def knows(self, owner: int) -> bool:
        return owner in self._held

    def learn(self, owner: int, wrapped: bytes) -> None:
        key = self.master.unwrap(wrapped, owner)
        if owner == HOUSE:
            self._lookup = hmac.digest(key, b"lookup", "sha256")
        self._held[owner] = AESGCM(key)

    def make_room(self) -> None:
        """Before a transaction: a bounded number of keys stays in memory."""
        while len(self._held) > MOST_HELD:
            owner, key = self._held.popitem(last=False)
            if owner == HOUSE:
                self._held[owner] = key

    def forget(self, owner: int) -> None:
        self._held.pop(owner, None)

    def new_key(self, owner: int) -> bytes:
        """A key for somebody new, wrapped, to be kept."""
        wrapped = self.master.wrap(os.urandom(LENGTH), owner)
        self.learn(owner, wrapped)
        return wrapped

    def lookup(self, address: object) -> str:
        """How somebody is found by their address without the address being there to read."""
        return hmac.digest(self._lookup, str(address).encode(), "sha256")[:16].hex()

    def seal(self, owner: int, place: str, text: str) -> bytes:
        """Raises `KeyError` for somebody whose key is not there."""
        nonce = os.urandom(NONCE)
        return nonce + self._held[owner].encrypt(nonce, text.encode(errors="surrogatepass"), place.encode())

    def unseal(self, owner: int, place: str, sealed: bytes) -> str | None:
        """None when the owner's key is gone: nobody can read it any more. Raises `KeyWrong` for a value
        that was changed, or that belongs in another place."""
        key = self._held.get(owner)
        if key is None:
            return None
        try:
            text = key.decrypt(sealed[:NONCE], sealed[NONCE:], place.encode())
        except (InvalidTag, ValueError):
            raise KeyWrong(place.partition(":")[0]) from None
        return text.decode(errors="surrogatepass")


def new_number() -> int:
    """A number that says nothing of a person: 52 random bits, so that JSON keeps it whole."""
    return secrets.randbits(52) | 1


def fresh() -> str:
    """A new master key, as it is written."""
    return base64.urlsafe_b64encode(os.urandom(LENGTH)).decode()


def _decoded(text: str, file: Path | None) -> bytes:
    try:
        key = base64.urlsafe_b64decode(text)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != LENGTH:
        raise KeyWrong(file or "DUOBOT_KEY", "expected 32 bytes in base64, as `duobot key new` makes them")
    return key


def _mark(key: bytes) -> bytes:
    return hashlib.sha256(b"duobot master key" + key).digest()[:MARK]


def _place(owner: int) -> bytes:
    return f"keys:{owner}".encode()
