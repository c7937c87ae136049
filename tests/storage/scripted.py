"""A channel in memory that does what the script says, and a sender that carries to it."""

import asyncio
import time
from collections import defaultdict, deque
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import datetime

from bot.channels.base import Arrival, Delivered, File, Outcome, Parcel
from bot.clock import system_now
from bot.runtime.engine import Engine
from bot.runtime.sender import Sender
from storage.store import Store
from tests.storage.office import look


class Scripted:
    """Every try is remembered; what is not scripted is delivered."""

    def __init__(self) -> None:
        self.tries: list[tuple[float, Parcel]] = []
        self.outcomes: dict[int, deque[Outcome]] = defaultdict(deque)
        self.delays: dict[int, float] = {}  # chat → seconds that a send takes
        self.in_flight = self.most_in_flight = 0
        self.watch: Callable[[], None] = lambda: None

    def answers(self, letter: int, *outcomes: Outcome) -> None:
        self.outcomes[letter].extend(outcomes)

    async def send(self, parcel: Parcel, file: File | None = None) -> Outcome:
        self.tries.append((time.monotonic(), parcel))
        self.in_flight += 1
        self.most_in_flight = max(self.in_flight, self.most_in_flight)
        self.watch()
        await asyncio.sleep(self.delays.get(parcel.chat, 0))
        self.in_flight -= 1
        script = self.outcomes.get(parcel.id)
        return script.popleft() if script else Delivered()

    async def listen(self, settle: Callable[[Sequence[Arrival]], Awaitable[None]]) -> None:
        raise NotImplementedError

    async def acknowledge(self, press: str, words: str) -> None:
        pass

    async def retouch(self, chat: int, message: int, text: str) -> None:
        pass

    def sent(self, chat: int | None = None) -> list[int]:
        """The numbers of the letters that were tried, in order."""
        return [p.id for _, p in self.tries if chat in (None, p.chat)]

    def moments(self, letter: int) -> list[float]:
        return [at for at, p in self.tries if p.id == letter]


class Round:
    """A sender on its way: it starts with what is in the outbox."""

    def __init__(self, store: Store, channel: Scripted, rate: float = 0, now: Callable[[], datetime] = system_now):
        self.store, self.channel = store, channel
        self.sender = Sender(store, channel, now, rate)
        self.engine = Engine(store, self.sender, now)
        self.sender.settle, self.sender.flush = self.engine.settle, self.engine.flush

    async def empty(self, patience: float = 10.0) -> None:
        """Waits until no letter is waiting any more."""
        await until(lambda: self._waiting() == 0, patience)

    def _waiting(self) -> int:
        return look(self.store.path, "select count(*) from outbox where state = 'waiting'")[0][0]


async def until(true: Callable[[], bool], patience: float = 10.0) -> None:
    async with asyncio.timeout(patience):
        while not true():  # noqa: ASYNC110  # it is the file that is looked at: no event tells of it
            await asyncio.sleep(0.01)


@asynccontextmanager
async def carrying(store: Store, channel: Scripted, **more: object) -> AsyncIterator[Round]:
    one = Round(store, channel, **more)  # type: ignore[arg-type]
    task = asyncio.ensure_future(one.sender.run())
    try:
        yield one
        if task.done():
            task.result()  # a sender that gave up is a fault
    finally:
        with suppress(Exception):
            await one.sender.stop(1.0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
