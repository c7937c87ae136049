"""The updates that wait for the bot: none is forgotten before the bot confirms it, whatever dies."""

from __future__ import annotations

import asyncio
import random
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import msgspec

from demo.rules import Json

encode = msgspec.json.encode


class Bell:
    """Wakes everybody who waits for something new; for one event loop."""

    def __init__(self) -> None:
        self.sleepers: set[asyncio.Future[None]] = set()

    def ring(self) -> None:
        for sleeper in self.sleepers:
            if not sleeper.done():
                sleeper.set_result(None)
        self.sleepers.clear()

    def sleeper(self) -> asyncio.Future[None]:
        """Done at the next ring. Made at once: whoever looked just before misses nothing."""
        sleeper = asyncio.get_running_loop().create_future()
        self.sleepers.add(sleeper)
        return sleeper

    async def wait(self, seconds: float) -> None:
        sleeper = self.sleeper()
        try:
            await asyncio.wait({sleeper}, timeout=seconds)
        finally:
            self.sleepers.discard(sleeper)


@dataclass
class Pending:
    """One update on its way. `again`: a repeat, which goes out once more even below the offset."""

    number: int
    body: bytes
    chat: int = 0
    message: int = 0
    delivered: bool = False
    again: bool = False


class Mailbox:
    """Sequential ids; `offset` confirms. An offset far ahead of every id confirms nothing that is unseen:
    so it is on Telegram after a quiet week, when ids start again at random."""

    def __init__(self, read: Callable[[Pending], None] = lambda _: None) -> None:
        self.pending: deque[Pending] = deque()
        self.history: deque[Pending] = deque(maxlen=5000)
        self.next_id = 1
        self.bell = Bell()
        self.read = read

    def add(self, kind: str, content: Json, chat: int, message: int = 0) -> int:
        number = self.next_id
        self.next_id += 1
        self.put(Pending(number, encode({"update_id": number, kind: content}), chat, message))
        return number

    def put(self, item: Pending) -> None:
        self.pending.append(item)
        self.history.append(item)
        self.bell.ring()

    def confirm(self, offset: int) -> None:
        if offset < 0:
            for item in list(self.pending)[: len(self.pending) + offset]:
                self.settle(item)
            return
        future = offset > self.next_id + 10
        while self.pending and self.confirmed(self.pending[0], offset, future):
            self.read(self.pending.popleft())
        for item in [item for item in self.pending if self.confirmed(item, offset, future)]:
            self.settle(item)

    @staticmethod
    def confirmed(item: Pending, offset: int, future: bool) -> bool:
        return item.number < offset and (item.delivered or not (item.again or future))

    def settle(self, item: Pending) -> None:
        self.pending.remove(item)
        self.read(item)

    def batch(self, limit: int) -> bytes:
        """What the next getUpdates answers with, as JSON text."""
        items = [self.pending[index] for index in range(min(limit, len(self.pending)))]
        for item in items:
            item.delivered = True
        return b"[" + b",".join(item.body for item in items) + b"]"

    # what Telegram does on its bad days

    def repeat(self, count: int = 1) -> list[int]:
        """The last few updates come once more."""
        latest = list(self.history)[-count:]
        for old in latest:
            self.put(Pending(old.number, old.body, old.chat, old.message, again=True))
        return [old.number for old in latest]

    def disorder(self) -> None:
        """Newest first."""
        self.pending = deque(reversed(self.pending))
        for item in self.pending:
            item.again = True

    def restart_ids(self, first: int | None = None) -> int:
        self.next_id = first or random.randrange(1, 2**31 - 10**6)
        return self.next_id

    def inject(self, raw: Any) -> int:
        """No proper update: an object without a number gets one, a text goes out as it is."""
        number = self.next_id
        if isinstance(raw, dict):
            raw = {"update_id": number, **raw}
            number = raw["update_id"] if isinstance(raw["update_id"], int) else number
        self.next_id += number == self.next_id
        self.put(Pending(number, raw.encode() if isinstance(raw, str) else encode(raw)))
        return number
