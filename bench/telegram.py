"""A fast local Bot API, and everybody who talks to the bot through it: the load of every measurement.

Closed loop: a person answers when the bot's message arrives. One process, uvloop and httptools, so that the
bot is the limit and not this; its own share of a core is in every result.

usage: python -m bench.telegram     (prints its port; is told what to do at /ctl/…)
"""

import asyncio
import os
import time
from collections import Counter, deque
from collections.abc import Callable
from contextlib import suppress
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httptools
import msgspec
import uvloop

from bench.machine import BOT_CORE, core_time, memory, processor_time
from bench.people import KINDS, End, Person, Press, Reply, Wait, Write, Wrong

TRUE = b'{"ok":true,"result":true}'
NONE_NEW = b'{"ok":true,"result":[]}'
BOT = {
    "id": 42, "is_bot": True, "first_name": "Duo", "username": "duo_bot", "can_join_groups": True,
    "can_read_all_group_messages": False, "supports_inline_queries": False,
}  # fmt: skip
NAMED = {"first_name": "Amina", "last_name": "El Idrissi"}
FIRST_CHAT = 1_000_001
HOOKS = 40  # connections to a webhook, as Telegram's default
HEAD = (
    b"HTTP/1.1 200 OK\r\nServer: nginx\r\nContent-Type: application/json\r\n"
    b"Connection: keep-alive\r\nContent-Length: %d\r\n\r\n"
)
encode = msgspec.json.encode


class Run(msgspec.Struct):
    """What to do: `people` at once; with `total`, until so many are through, otherwise `seconds` after `warm`.
    `hears` is after how many messages of the bot somebody falls silent; 0 is never."""

    kind: str
    process: int
    people: int = 200
    total: int = 0
    hears: int = 0
    warm: float = 2.0
    seconds: float = 6.0
    patience: float = 30.0


class Result(msgspec.Struct):
    """What was measured. `answers` are the updates that the bot answered with its next message."""

    answers: int
    elapsed: float
    p50: float  # milliseconds
    p99: float
    processor: float  # seconds of the bot's
    others: float  # share of the bot's core that somebody else used
    load: float  # share of a core of this process
    memory: float
    peak: float
    intakes: int
    stuck: int
    overtaken: int  # by how many others somebody was overtaken at the most, in the order of /start
    unanswered_presses: int
    wrong: dict[str, int]
    calls: dict[str, int]

    @property
    def per_second(self) -> float:
        return self.answers / self.elapsed

    @property
    def microseconds(self) -> float:
        return self.processor / max(self.answers, 1) * 1e6

    @property
    def faults(self) -> dict[str, int]:
        found = {**self.wrong, "people stuck": self.stuck, "presses without an answer": self.unanswered_presses}
        return {what: n for what, n in found.items() if n}


class Chat:
    """A person, and when they said their last word."""

    __slots__ = ("heard", "over", "person", "since")

    def __init__(self, person: Person) -> None:
        self.person, self.since, self.heard, self.over = person, 0.0, 0, False


class Town:
    """Everybody who talks to the bot, and how long each waited."""

    def __init__(self, say: Callable[[dict[str, Any]], None]) -> None:
        self._say = say
        self.chats: dict[int, Chat] = {}
        self.presses: dict[str, int] = {}
        self.wrong: Counter[str] = Counter()
        self.waits: list[float] = []
        self.first_heard: list[int] = []
        self.running = self.measuring = False
        self.answers = self.intakes = self.active = self.begun = self.messages = 0
        self._want = Run("ten", 0)
        self._quiet = asyncio.Event()

    async def run(self, want: Run) -> Result:
        self._want, self.running, self.measuring = want, True, bool(want.total)
        began = time.perf_counter()
        before = self._clocks()
        for _ in range(min(want.people, want.total or want.people)):
            self._begin()
        if not want.total:
            await asyncio.sleep(want.warm)
            began, self.measuring = time.perf_counter(), True
            before = self._clocks()
            await asyncio.sleep(want.seconds)
        else:
            await self._wait_for_quiet(want.patience)
        elapsed, self.measuring, self.running = time.perf_counter() - began, False, False
        spent, own, busy = (after - then for after, then in zip(self._clocks(), before, strict=True))
        await self._wait_for_quiet(want.patience)
        await asyncio.sleep(0.5)  # answers to presses may come last
        result = self._result(elapsed, spent, own)
        result.others = max(0.0, (busy - spent) / elapsed)
        return result

    def _clocks(self) -> tuple[float, float, float]:
        """Processor time: the bot's, our own, and all of the bot's core."""
        return processor_time(self._want.process), processor_time(os.getpid()), core_time(BOT_CORE)

    async def _wait_for_quiet(self, patience: float) -> None:
        if self.active:
            self._quiet.clear()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._quiet.wait(), patience)

    def _result(self, elapsed: float, spent: float, own: float) -> Result:
        waits = sorted(self.waits) or [0.0]
        now, peak = memory(self._want.process)
        overtaken = max((place - (chat - FIRST_CHAT) for place, chat in enumerate(self.first_heard)), default=0)
        return Result(
            answers=self.answers, elapsed=elapsed, p50=waits[len(waits) // 2] * 1000,
            p99=waits[int(len(waits) * 0.99)] * 1000, processor=spent, others=0.0,
            load=own / elapsed, memory=now, peak=peak, intakes=self.intakes,
            stuck=self.active, overtaken=overtaken, unanswered_presses=len(self.presses),
            wrong=dict(self.wrong), calls={},
        )  # fmt: skip

    def _begin(self) -> None:
        number = FIRST_CHAT + self.begun
        self.begun += 1
        self.active += 1
        self.chats[number] = chat = Chat(KINDS[self._want.kind](number))
        self._reply(chat, Write("/start"), {})

    def hears(self, number: int, text: str, markup: dict[str, Any], message: dict[str, Any]) -> None:
        """The bot's message is on the phone: count the wait, and answer."""
        chat = self.chats.get(number)
        if chat is None or chat.over:
            self.wrong["a message after the end"] += 1
            return
        now = time.perf_counter()
        try:
            reply = chat.person.hears(text, markup)
        except Wrong as error:
            self.wrong[str(error)] += 1
            return
        if isinstance(reply, Wait):
            return
        self._count(chat, now)
        if isinstance(reply, End) or chat.heard == self._want.hears:
            self._over(chat, isinstance(reply, End))
        else:
            self._reply(chat, reply, message)

    def _count(self, chat: Chat, now: float) -> None:
        chat.heard += 1
        if chat.heard == 1:
            self.first_heard.append(chat.person.chat)
        if self.measuring:
            self.answers += 1
            self.waits.append(now - chat.since)

    def _over(self, chat: Chat, through: bool) -> None:
        chat.over = True
        self.active -= 1
        self.intakes += through
        if self.running and (not self._want.total or self.begun < self._want.total):
            self._begin()
        elif not self.active:
            self._quiet.set()

    def _reply(self, chat: Chat, reply: Reply, message: dict[str, Any]) -> None:
        number = chat.person.chat
        sender = {"id": number, "is_bot": False, **NAMED, "language_code": "nl"}
        chat.since = time.perf_counter()
        if isinstance(reply, Write):
            said = {"message_id": self.next_message(), "from": sender, "date": int(time.time()), "text": reply.text}
            entities = [{"offset": 0, "length": len(reply.text), "type": "bot_command"}]
            said |= {"chat": phone(number), **({"entities": entities} if reply.text.startswith("/") else {})}
            self._say({"message": said})
        elif isinstance(reply, Press):
            press = f"{number}{self.next_message():09}"
            self.presses[press] = number
            query = {"id": press, "from": sender, "message": message, "chat_instance": "-39", "data": reply.data}
            self._say({"callback_query": query})

    def next_message(self) -> int:
        self.messages += 1
        return self.messages

    def pressed(self, press: str) -> None:
        if self.presses.pop(press, None) is None:
            self.wrong["a press answered twice"] += 1


def phone(number: int) -> dict[str, Any]:
    return {"id": number, **NAMED, "type": "private"}


class Api:
    """The Bot API's methods, the updates that wait, and the bot's poll or webhook."""

    def __init__(self) -> None:
        self.loop = asyncio.get_running_loop()
        self.town = Town(self.put)
        self.calls: Counter[str] = Counter()
        self.ready_at = 0.0
        self.hooks: Hooks | None = None
        self._updates: deque[tuple[int, bytes]] = deque()
        self._number = 0
        self._poll: tuple[Connection, int, asyncio.TimerHandle] | None = None

    # --- updates -------------------------------------------------------------------------------

    def put(self, update: dict[str, Any]) -> None:
        self._number += 1
        body = encode({"update_id": self._number, **update})
        if self.hooks is not None:
            self.hooks.post(body)
            return
        self._updates.append((self._number, body))
        if self._poll is not None:
            connection, limit, timer = self._poll
            timer.cancel()
            self._poll = None
            self.loop.call_soon(self._hand_out, connection, limit)  # with what is said at the same moment

    def poll(self, connection: "Connection", asked: dict[str, Any]) -> None:
        self._ready()
        offset, limit = int(asked.get("offset") or 0), int(asked.get("limit") or 100)
        while self._updates and self._updates[0][0] < offset:
            self._updates.popleft()
        seconds = float(asked.get("timeout") or 0)
        if self._updates or not seconds:
            self._hand_out(connection, limit)
            return
        self._poll = (connection, limit, self.loop.call_later(seconds, self._expire))

    def _hand_out(self, connection: "Connection", limit: int) -> None:
        some = (self._updates[n][1] for n in range(min(limit, len(self._updates))))
        connection.send(b'{"ok":true,"result":[' + b",".join(some) + b"]}")

    def _expire(self) -> None:
        if self._poll is not None:
            connection, self._poll = self._poll[0], None
            connection.send(NONE_NEW)

    def lost(self, connection: "Connection") -> None:
        if self._poll is not None and self._poll[0] is connection:
            self._poll[2].cancel()
            self._poll = None

    def _ready(self) -> None:
        self.ready_at = self.ready_at or time.monotonic()

    # --- methods -------------------------------------------------------------------------------

    def call(self, method: str, asked: dict[str, Any]) -> bytes:
        self.calls[method] += 1
        match method:
            case "sendmessage" | "editmessagetext":
                return self._message(method, asked)
            case "answercallbackquery":
                self.town.pressed(str(asked["callback_query_id"]))
            case "getme":
                return encode({"ok": True, "result": BOT})
            case "getmycommands":
                return NONE_NEW
            case "getmydescription" | "getmyshortdescription":
                return b'{"ok":true,"result":{}}'
            case "setwebhook":
                self.hooks = Hooks(asked["url"], asked.get("secret_token") or "")
                self._ready()
        return TRUE

    def _message(self, method: str, asked: dict[str, Any]) -> bytes:
        number, markup = int(asked["chat_id"]), asked.get("reply_markup") or {}
        if isinstance(markup, str):
            markup = msgspec.json.decode(markup)
        edited = method == "editmessagetext"
        id = int(asked["message_id"]) if edited else self.town.next_message()
        text, now = asked["text"], int(time.time())
        message = {"message_id": id, "from": BOT, "chat": phone(number), "date": now, "text": text}
        if "inline_keyboard" in markup:
            message["reply_markup"] = markup
        if edited and not markup:
            self.calls["of which only for the looks"] += 1
        else:
            self.loop.call_soon(self.town.hears, number, text, markup, message)
        return encode({"ok": True, "result": message})

    # --- what the bench asks -------------------------------------------------------------------

    async def control(self, what: str, body: bytes) -> bytes:
        match what:
            case "ready":
                return encode(self.ready_at)
            case "run":
                self.calls.clear()
                if self.hooks is not None:
                    await self.hooks.open()
                result = await self.town.run(msgspec.json.decode(body, type=Run))
                result.calls = dict(self.calls)
                return encode(result)
            case "acknowledged":
                people = (chat.person for chat in self.town.chats.values())
                return encode({str(p.chat): p.acknowledged for p in people if p.acknowledged})
        return b"null"


class Connection(asyncio.Protocol):
    """One connection of the bot, or of the bench."""

    def __init__(self, api: Api) -> None:
        self._api = api
        self._parser = httptools.HttpRequestParser(self)
        self._fresh()

    def _fresh(self) -> None:
        self._body: list[bytes] = []
        self._kind, self._url = b"", b""

    def connection_made(self, transport: Any) -> None:
        self._transport = transport

    def connection_lost(self, error: Exception | None) -> None:
        self._api.lost(self)

    def data_received(self, data: bytes) -> None:
        self._parser.feed_data(data)

    def on_url(self, url: bytes) -> None:
        self._url += url

    def on_header(self, name: bytes, value: bytes) -> None:
        if name.lower() == b"content-type":
            self._kind = value

    def on_body(self, body: bytes) -> None:
        self._body.append(body)

    def on_message_complete(self) -> None:
        url, kind, body = self._url, self._kind, b"".join(self._body)
        self._fresh()
        path, _, query = url.decode().partition("?")
        *_, place, method = path.split("/")
        if place == "ctl":
            self._task = asyncio.ensure_future(self._controlled(method, body))
            return
        asked = parameters(kind, body, query)
        if method.lower() == "getupdates":
            self._api.calls["getupdates"] += 1
            self._api.poll(self, asked)
        else:
            self.send(self._api.call(method.lower(), asked))

    async def _controlled(self, what: str, body: bytes) -> None:
        self.send(await self._api.control(what, body))

    def send(self, body: bytes) -> None:
        if not self._transport.is_closing():
            self._transport.write(HEAD % len(body) + body)


def parameters(kind: bytes, body: bytes, query: str) -> dict[str, Any]:
    if body and b"json" in kind:
        return msgspec.json.decode(body)
    return dict(parse_qsl(body.decode() or query))


class Hooks:
    """A bot's webhook: updates in order over a few connections, one at a time on each."""

    def __init__(self, url: str, secret: str) -> None:
        self.address = urlsplit(url)
        self._head = (
            f"POST {self.address.path} HTTP/1.1\r\nHost: {self.address.netloc}\r\nContent-Type: application/json\r\n"
            f"X-Telegram-Bot-Api-Secret-Token: {secret}\r\nContent-Length: "
        ).encode()
        self.free: list[Hook] = []
        self.waiting: deque[bytes] = deque()

    async def open(self) -> None:
        loop = asyncio.get_running_loop()
        for patience in range(100, 0, -1):
            try:
                while len(self.free) < HOOKS:
                    await loop.create_connection(lambda: Hook(self), self.address.hostname, self.address.port)
                return
            except OSError:  # it says where before it listens
                if patience == 1:
                    raise
                await asyncio.sleep(0.05)

    def post(self, body: bytes) -> None:
        self.waiting.append(body)
        self.pump()

    def pump(self) -> None:
        while self.waiting and self.free:
            body = self.waiting.popleft()
            self.free.pop().send(self._head + b"%d\r\n\r\n" % len(body) + body)


class Hook(asyncio.Protocol):
    def __init__(self, hooks: Hooks) -> None:
        self._hooks = hooks
        self._parser = httptools.HttpResponseParser(self)

    def connection_made(self, transport: Any) -> None:
        self.send = transport.write
        self._hooks.free.append(self)
        self._hooks.pump()

    def data_received(self, data: bytes) -> None:
        self._parser.feed_data(data)

    def on_message_complete(self) -> None:
        if self._parser.get_status_code() != 200:
            raise RuntimeError(f"the webhook said {self._parser.get_status_code()}")
        self._parser = httptools.HttpResponseParser(self)
        self._hooks.free.append(self)
        self._hooks.pump()


async def serve() -> None:
    api = Api()
    server = await asyncio.get_running_loop().create_server(lambda: Connection(api), "127.0.0.1", 0, backlog=2048)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(serve())
