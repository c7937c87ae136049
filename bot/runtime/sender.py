"""Outbox to channel: in order within a chat, many chats at once, at the pace that the channel allows.

A letter is sent before it is crossed out, and a chat's next letter waits until that is committed: a crash
doubles at most one message a chat.
"""

import asyncio
import contextlib
import time
from collections import deque
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import msgspec

from bot import logs
from bot.channels.base import (
    CIRCLES,
    Arrival,
    Channel,
    Delivered,
    File,
    Gone,
    Later,
    Letter,
    Moved,
    Outcome,
    Parcel,
    Reachable,
    Refused,
    Touch,
    Unknown,
)
from bot.i18n import render
from programme.model import SOURCE
from storage import reads
from storage.errors import DuobotError
from storage.rows import text_of
from storage.store import Store

log = logs.log("sender")
LETTER = msgspec.json.Decoder(Letter)
IN_FLIGHT = 64  # sends at once
MOST_HELD = 5_000  # letters in memory; the rest waits in the outbox
MOST_RETOUCHES = 32  # beyond it they are dropped: in a crowd, people waiting for words come first
CHAT_BURST, CHAT_PACE = 6.0, 1.0  # a chat may get a few at once, then one a second (Telegram's advice)
FLUSH_AFTER = 0.01  # seconds until a delivery is written down when nothing else is being written
TRIES_OF_A_FILE = 2  # and then its reader hears that it can't be made here
GIVE_UP_AFTER = 12  # tries of a letter that the channel keeps putting off


class Bucket:
    """So many at once, then so many a second. A rate of 0 is no limit."""

    def __init__(self, rate: float, burst: float) -> None:
        self.rate, self.burst, self.level, self.at = rate, burst, burst, time.monotonic()

    def wait(self) -> float:
        """Seconds until the next one may go; taking it is `take`."""
        if not self.rate:
            return 0.0
        now = time.monotonic()
        self.level = min(self.burst, self.level + (now - self.at) * self.rate)
        self.at = now
        return 0.0 if self.level >= 1 else (1 - self.level) / self.rate

    def take(self) -> None:
        self.level -= 1


class Sender:
    def __init__(self, store: Store, channel: Channel, now: Callable[[], datetime], rate: float) -> None:
        self._store, self._channel, self._now = store, channel, now
        self._bucket = Bucket(rate, max(1.0, rate))
        self._paced = rate > 0
        self._chats: dict[int, Bucket] = {}
        self._queues: dict[int, deque[Parcel]] = {}
        self._ready: tuple[deque[int], deque[int]] = (deque(), deque())
        self._busy: dict[int, int] = {}  # chat → letter being sent, or delivered and not yet crossed out
        self._held: set[int] = set()
        self._done: dict[int, int] = {}  # letter → chat
        self._presses: deque[Touch] = deque()
        self._retouches: deque[Touch] = deque()
        self._tasks: set[asyncio.Task[None]] = set()
        self._wake = asyncio.Event()
        self._pause_until = 0.0
        self._flush_due = False
        self._behind = True  # at the start everything is still in the outbox
        self._stopping = False
        self.settle: Callable[[Sequence[Arrival]], Awaitable[None]]
        self.flush: Callable[[], Awaitable[None]]
        self.make: Callable[[Parcel], Awaitable[File | None]]

    # --- the engine's side ---------------------------------------------------------------------

    def delivered(self) -> dict[int, int]:
        """Letters, with their chats, to cross out in the transaction that is being written."""
        done, self._done = self._done, {}
        return done

    def confirm(self, done: Mapping[int, int]) -> None:
        """They are crossed out for good: their chats may get the next."""
        for id, chat in done.items():
            self._held.discard(id)
            self._free(chat, id)
        self._wake.set()

    def restore(self, done: Mapping[int, int]) -> None:
        self._done.update(done)
        if done:
            self._flush_in(1.0)

    def offer(self, parcels: Sequence[Parcel]) -> None:
        """New letters, already in the outbox. Those beyond the bound are read again when there is room."""
        for parcel in parcels:
            self._behind = self._behind or len(self._held) >= MOST_HELD
            if not self._behind:  # once behind, everything comes from the outbox, so that the order holds
                self._hold(parcel)
        if parcels:
            self._wake.set()

    def touch(self, touches: Sequence[Touch]) -> None:
        for touch in touches:
            if touch.press:
                self._presses.append(touch)
            elif len(self._retouches) < MOST_RETOUCHES:
                self._retouches.append(touch)
        if touches:
            self._wake.set()

    @property
    def waiting(self) -> int:
        return len(self._held)

    # --- the loop ------------------------------------------------------------------------------

    async def run(self) -> None:
        """Send until stopped. Ends only by `stop`, or with the error that makes sending pointless."""
        while not self._stopping:
            if self._behind and len(self._held) <= MOST_HELD // 2 and not await self._caught_up():
                continue
            self._wake.clear()
            pause = self._pump()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._wake.wait(), pause)

    async def stop(self, patience: float) -> None:
        """Take nothing new, finish what is under way, write down what was delivered."""
        self._stopping = True
        self._wake.set()
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=patience)
        if self._done:
            await self.flush()

    async def _caught_up(self) -> bool:
        """A database that can't be read now is the operator's, and passes."""
        try:
            await self.reload()
        except DuobotError as error:
            log.error("the outbox can't be read", error=type(error).__name__)
            await asyncio.sleep(1.0)
            return False
        return True

    async def reload(self) -> None:
        """Letters from the outbox: after a start, after a crowd, after a back-off."""
        async with self._store.unit() as unit:
            rows = await reads.waiting_letters(unit, self._now(), MOST_HELD)
        self._behind = len(rows) >= MOST_HELD
        for row in rows:
            if len(self._held) < MOST_HELD:
                self._hold(parcel_of(row))
            else:
                self._behind = True

    def look_again(self) -> None:
        """The clock's tick: letters that were put off may be due now."""
        self._behind = True
        self._wake.set()

    def _hold(self, parcel: Parcel) -> None:
        if parcel.id in self._held:
            return
        self._held.add(parcel.id)
        self._queues.setdefault(parcel.chat, deque()).append(parcel)
        if parcel.chat not in self._busy:
            self._ready[min(parcel.priority, 1)].append(parcel.chat)  # twice does no harm

    def _pump(self) -> float | None:
        """Start what may be started now; seconds until more may, or None to wait for news."""
        while len(self._tasks) < IN_FLIGHT:
            rest = self._pause_until - time.monotonic()
            if rest > 0:
                return rest
            rest = self._bucket.wait()
            chat = self._next_chat() if rest <= 0 else None
            if chat is not None:
                self._send_next(chat)
            elif self._presses or self._retouches:
                self._start(self._touched((self._presses or self._retouches).popleft()))
            else:
                return rest or None
        return None

    def _next_chat(self) -> int | None:
        for ready in self._ready:
            for _ in range(len(ready)):
                chat = ready.popleft()
                if chat in self._busy or chat not in self._queues:
                    continue
                rest = self._pace(chat).wait() if self._paced else 0.0
                if not rest:
                    return chat
                asyncio.get_running_loop().call_later(rest, self._again, chat, ready)
        return None

    def _again(self, chat: int, ready: deque[int]) -> None:
        ready.append(chat)
        self._wake.set()

    def _pace(self, chat: int) -> Bucket:
        if len(self._chats) > MOST_HELD:
            self._chats.clear()
        return self._chats.setdefault(chat, Bucket(CHAT_PACE, CHAT_BURST))

    def _send_next(self, chat: int) -> None:
        queue = self._queues[chat]
        parcel = queue.popleft()
        while queue and parcel.letter.edit and queue[0].letter.edit == parcel.letter.edit:
            self._cross_out(parcel)  # a later edit of the same message says it all
            parcel = queue.popleft()
        if not queue:
            del self._queues[chat]
        self._busy[chat] = parcel.id
        self._bucket.take()
        if self._paced:
            self._pace(chat).take()
        self._start(self._deliver(parcel))

    def _start(self, work: Awaitable[None]) -> None:
        task: asyncio.Task[None] = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        self._wake.set()
        if not task.cancelled() and (error := task.exception()):
            log.error("a send failed", error=type(error).__name__)

    async def _touched(self, touch: Touch) -> None:
        if touch.press:
            await self._channel.acknowledge(touch.press, touch.words)
        if touch.message:
            await self._channel.retouch(touch.chat, touch.message, touch.text)

    async def _deliver(self, parcel: Parcel) -> None:
        try:
            outcome = Delivered() if await self._overtaken(parcel) else await self._send(parcel)
            if isinstance(outcome, Delivered):
                if parcel.letter.about and outcome.message:
                    await self._shows(parcel, outcome.message)
                self._cross_out(parcel)
                return
            await self._undelivered(parcel, outcome)
        except DuobotError as error:
            log.error("could not write what became of a letter", error=type(error).__name__)
            self._drop(parcel)
            self._behind = True

    async def _shows(self, parcel: Parcel, message: int) -> None:
        """Where somebody's file stands, so that it can be taken back; before the letter is crossed out. Whoever was
        erased while it was on its way is taken back now."""
        try:
            async with self._store.unit() as unit:
                await unit.run("add_shown", letter=parcel.id, candidate=parcel.letter.about, message=message)
                there = await unit.value("is_file", id=parcel.letter.about)
        except DuobotError as error:  # it was delivered all the same: never a second time
            log.error("where a file stands can't be written down", error=type(error).__name__)
            return
        if not there:
            words = render.word("review.taken-back", parcel.letter.language or SOURCE)
            await self._channel.send(replace(parcel, letter=Letter(text=words, edit=message)))

    async def _overtaken(self, parcel: Parcel) -> bool:
        """Was the file that it shows erased while it waited in memory?"""
        return bool(parcel.letter.about) and not await self._store.glance("is_file", id=parcel.letter.about)

    async def _send(self, parcel: Parcel) -> Outcome:
        if not parcel.letter.paper:
            return await self._channel.send(parcel)
        try:
            file = await self.make(parcel)
        except Exception as error:
            log.error("a file can't be made", error=type(error).__name__, paper=parcel.letter.paper.partition("/")[0])
            if parcel.tries < TRIES_OF_A_FILE:
                return Later(1.0 * 2**parcel.tries, "the file can't be made")
            told = parcel.letter.text  # of a picture they are enough
            if parcel.letter.paper != CIRCLES:
                told = render.word("paper.failed", parcel.letter.language or SOURCE)
            return await self._channel.send(replace(parcel, letter=Letter(text=told)))
        if file is None:  # nothing to make it of: whoever it was for is forgotten since
            return Delivered()
        outcome = await self._channel.send(parcel, file)
        if isinstance(outcome, Refused):  # a recording that is gone, a chat that takes no pictures: the words arrive
            log.error("a file was refused", reason=outcome.reason)
            return await self._channel.send(replace(parcel, letter=msgspec.structs.replace(parcel.letter, paper="")))
        return outcome

    def _cross_out(self, parcel: Parcel) -> None:
        """With the next transaction; with one of its own when there is none soon."""
        self._done[parcel.id] = parcel.chat
        self._flush_in(FLUSH_AFTER)

    def _flush_in(self, seconds: float) -> None:
        if not self._flush_due:
            self._flush_due = True
            asyncio.get_running_loop().call_later(seconds, self._flush_now)

    def _flush_now(self) -> None:
        self._flush_due = False
        if self._done and not self._stopping:
            self._start(self._flush())

    async def _flush(self) -> None:
        try:
            await self.flush()
        except DuobotError as error:
            log.error("what was delivered can't be written down", error=type(error).__name__)
            self._flush_in(1.0)

    async def _undelivered(self, parcel: Parcel, outcome: Outcome) -> None:
        match outcome:
            case Later(seconds, reason, all):
                if all:
                    self._pause_until = max(self._pause_until, time.monotonic() + seconds)
                if parcel.tries + 1 >= GIVE_UP_AFTER and not all:
                    await self._refuse(parcel, reason)
                else:
                    await self._put_off(parcel, seconds, reason)
            case Unknown(reason):
                if parcel.unsure:
                    self._cross_out(parcel)  # it may have arrived twice already: never a third time
                else:
                    await self._put_off(replace(parcel, unsure=True), 1.0, reason)
            case Gone(reason):
                self._drop(parcel)
                await self.settle([Arrival(parcel.chat, Reachable(False))])
                self._forget_queue(parcel.chat)
            case Moved(chat):
                await self._moved(parcel.chat, chat)
                self._drop(parcel)
                self._forget_queue(parcel.chat)
                self._behind = True
            case Refused(reason):
                log.error("a letter was refused", reason=reason)
                await self._refuse(parcel, reason)

    async def _refuse(self, parcel: Parcel, reason: str) -> None:
        async with self._store.unit() as unit:
            await unit.run("refuse_letter", id=parcel.id, reason=reason)
        self._drop(parcel)

    async def _put_off(self, parcel: Parcel, seconds: float, reason: str) -> None:
        """On the row, so that it holds after a restart; in memory, so that the chat's order holds."""
        due = text_of(self._now() + timedelta(seconds=seconds + 1))  # a row knows whole seconds: never too early
        row = {"id": parcel.id, "due": due, "tries": parcel.tries + 1, "unsure": parcel.unsure, "reason": reason}
        async with self._store.unit() as unit:
            await unit.run("put_off_letter", **row)
        again = replace(parcel, tries=parcel.tries + 1)
        asyncio.get_running_loop().call_later(seconds, self._retry, again)

    def _retry(self, parcel: Parcel) -> None:
        self._busy.pop(parcel.chat, None)
        self._queues.setdefault(parcel.chat, deque()).appendleft(parcel)
        self._again(parcel.chat, self._ready[min(parcel.priority, 1)])

    async def _moved(self, chat: int, to: int) -> None:
        async with self._store.unit() as unit:
            await reads.move(unit, chat, to)

    def _drop(self, parcel: Parcel) -> None:
        self._held.discard(parcel.id)
        self._free(parcel.chat, parcel.id)

    def _free(self, chat: int, id: int) -> None:
        if self._busy.get(chat) == id:
            del self._busy[chat]
            if queue := self._queues.get(chat):
                self._ready[min(1, *(p.priority for p in queue))].append(chat)
        self._wake.set()

    def _forget_queue(self, chat: int) -> None:
        for parcel in self._queues.pop(chat, ()):
            self._held.discard(parcel.id)


def parcel_of(row: Mapping[str, Any]) -> Parcel:
    """A row of the outbox."""
    letter = LETTER.decode(row["letter"])
    return Parcel(row["id"], row["chat"], letter, row["priority"], row["tries"], bool(row["unsure"]))
