"""The local Telegram over HTTP, on this machine only: /bot<token>/<method> for the bot, /sim for the phones.

A bot's call takes no detour: the path, the body, the method, the answer. All else is Starlette.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import socket
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from demo.faults import Fault
from demo.rules import Params, Refusal, conflict, integer
from demo.sim import House, Sim
from demo.telegram import TOKEN, Options, Telegram
from demo.webhook import Deliveries
from demo.wire import (
    ENCODE,
    Line,
    Receive,
    Scope,
    Send,
    answer,
    answer_refusal,
    body_of,
    cut,
    params_of,
    until_gone,
)

PAGE = Path(__file__).parent / "page"
OTHER_POLL = "terminated by other getUpdates request; make sure that only one bot instance is running"
HOOKED = "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"


class BotApi:
    """One bot's side of Telegram, as an ASGI application."""

    def __init__(self, telegram: Telegram) -> None:
        self.telegram = telegram
        self.poll: asyncio.Future[Refusal] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        token, _, method = scope["path"].removeprefix("/bot").partition("/")
        body = await body_of(receive)
        if token != self.telegram.token:
            return await answer_refusal(send, self.wrong_token(token, method))
        fault = self.telegram.faults.next(method, body)
        try:
            if fault and await self.fails_before(fault, scope, receive, send):
                return
            result = await self.carry_out(scope, receive, method.rstrip("/"), body)
        except Refusal as refusal:
            return await answer_refusal(send, refusal)
        if result is None or (fault and await self.fails_after(fault, scope, receive, send)):
            return
        await answer(send, 200, b'{"ok":true,"result":' + result + b"}")

    def wrong_token(self, token: str, method: str) -> Refusal:
        known = ":" in token
        refusal = Refusal(401, "Unauthorized") if known else Refusal(404, "Not Found")
        self.telegram.complain(method, refusal, {})
        return refusal

    @staticmethod
    async def fails_before(fault: Fault, scope: Scope, receive: Receive, send: Send) -> bool:
        if fault.seconds and fault.kind == "delay":
            await asyncio.sleep(fault.seconds)
        if fault.refusal:
            raise fault.refusal
        if fault.kind == "says":
            await answer(send, fault.status, fault.body.encode())
            return True
        if fault.kind != "reset":
            return False
        cut(scope["state"]["line"])
        await until_gone(receive)
        return True

    @staticmethod
    async def fails_after(fault: Fault, scope: Scope, receive: Receive, send: Send) -> bool:
        if fault.kind == "says-after":
            await answer(send, fault.status, fault.body.encode())
            return True
        if fault.kind not in ("reset-after", "timeout-after"):
            return False
        if fault.kind == "reset-after":
            cut(scope["state"]["line"])
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(until_gone(receive), fault.seconds or 60)
        cut(scope["state"]["line"])
        return True

    async def carry_out(self, scope: Scope, receive: Receive, method: str, body: bytes) -> bytes | None:
        try:
            params, files = params_of(scope, body)
        except Refusal as refusal:
            self.telegram.complain(method, refusal, {})
            raise
        if method.lower() == "getupdates":
            return await self.get_updates(params, receive)
        result = ENCODE(self.telegram.call(method, params, files))
        if method.lower() == "setwebhook":
            self.end_poll("terminated by setWebhook request")
            self.telegram.polled.ring()
        return result

    # --- getUpdates, the only call that waits ------------------------------------------------------

    async def get_updates(self, params: Params, receive: Receive) -> bytes | None:
        telegram = self.telegram
        try:
            if telegram.webhook.url:
                raise conflict(HOOKED)
            telegram.settle_allowed(params)
            self.end_poll(OTHER_POLL)
            telegram.last_poll = telegram.clock()
            telegram.polled.ring()
            telegram.mailbox.confirm(integer(params, "offset"))
            seconds = min(integer(params, "timeout"), telegram.options.longest_poll)
            if not telegram.mailbox.pending and seconds > 0 and not await self.wait(seconds, receive):
                return None
        except Refusal as refusal:
            telegram.complain("getUpdates", refusal, params)
            raise
        return telegram.mailbox.batch(min(100, max(1, integer(params, "limit", 100))))

    def end_poll(self, why: str) -> None:
        if self.poll and not self.poll.done():
            self.poll.set_result(conflict(why))
        self.poll = None

    async def wait(self, seconds: float, receive: Receive) -> bool:
        """True: answer now, with or without news. False: nobody is listening any more."""
        bell = self.telegram.mailbox.bell
        news = bell.sleeper()
        other: asyncio.Future[Refusal] = asyncio.get_running_loop().create_future()
        gone = asyncio.ensure_future(until_gone(receive))
        waiting: set[asyncio.Future[Any]] = {other, news, gone}
        self.poll = other
        try:
            await asyncio.wait(waiting, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        finally:
            bell.sleepers.discard(news)
            listening = not gone.done()
            gone.cancel()
            if self.poll is other:
                self.poll = None
        if listening and other.done():
            raise other.result()
        return listening


class App:
    """Everything on one port."""

    def __init__(self, telegram: Telegram, house: House | None = None) -> None:
        self.telegram, self.bot_api = telegram, BotApi(telegram)
        self.sim = Sim(telegram, house)
        page = StaticFiles(directory=PAGE, html=True)
        self.rest = self.sim.guard(Starlette(routes=[*self.sim.routes(), Mount("/", page)]))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"].startswith("/bot"):
            await self.bot_api(scope, receive, send)
        elif scope["type"] == "http":
            await self.rest(scope, receive, send)


class Server(uvicorn.Server):
    """uvicorn without its own signal handlers: whoever starts this decides how it ends."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


class Running:
    """The server and what runs beside it."""

    def __init__(self, telegram: Telegram, house: House | None = None) -> None:
        self.app = App(telegram, house)
        self.loop: asyncio.AbstractEventLoop
        self.live = threading.Event()
        config = uvicorn.Config(
            self.app, http=Line, ws="none", lifespan="off", log_level="warning", access_log=False,
            proxy_headers=False, timeout_graceful_shutdown=1, backlog=2048,
        )  # fmt: skip
        self.server = Server(config)

    async def serve(self, listening: socket.socket) -> None:
        self.loop = asyncio.get_running_loop()
        self.live.set()
        deliveries = asyncio.create_task(Deliveries(self.app.telegram).run())
        try:
            await self.server.serve([listening])
        finally:
            deliveries.cancel()

    def stop_from_another_thread(self) -> None:
        self.live.wait(10)
        self.loop.call_soon_threadsafe(self.stop)

    def stop(self) -> None:
        """Polls and streams are let go first, and no new one is held: nothing has to be cut."""
        self.app.telegram.options = replace(self.app.telegram.options, longest_poll=0)
        self.app.sim.closing = True
        self.app.telegram.bell.ring()
        self.app.telegram.mailbox.bell.ring()
        self.server.should_exit = True


def listen(port: int) -> socket.socket:
    """Only this machine; raises OSError when the port is taken.

    The protocol is named because event loops switch Nagle's delay off only then: 40 ms a call.
    """
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind(("127.0.0.1", port))
    except OSError:
        listening.close()
        raise
    listening.listen(2048)
    listening.setblocking(False)
    return listening


def loose() -> Options:
    """For tests that are about something else: no flood limits."""
    return Options(chat_rate=0, overall_rate=0)


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m demo.server", description="Only the local Telegram.")
    parser.add_argument("--port", type=int, default=8765)
    parser.add_argument("--token", default=TOKEN)
    parser.add_argument("--no-limits", action="store_true", help="no flood limits")
    given: Any = parser.parse_args(arguments)
    listening = listen(given.port)
    telegram = Telegram(given.token, options=loose() if given.no_limits else Options())
    print(f"http://127.0.0.1:{listening.getsockname()[1]}", flush=True)
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(Running(telegram).serve(listening))


if __name__ == "__main__":
    main()
