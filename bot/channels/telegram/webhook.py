"""Updates by webhook: the secret compared in constant time, 200 only after the commit, a body limit.

What can't be read is kept aside and answered with 200 all the same: any other answer has Telegram bring it for ever.
"""

import asyncio
import hmac
import socket
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from bot.channels.base import Arrival
from bot.channels.telegram.client import Telegram, arrival_of, unread
from bot.channels.telegram.transport import read
from bot.settings import Settings, SettingsWrong
from storage.errors import DuobotError

MOST_BYTES = 1_000_000  # an update is a few kilobytes; Telegram's longest text is 4,096 characters
HEADER = "X-Telegram-Bot-Api-Secret-Token"
Settle = Callable[[Sequence[Arrival]], Awaitable[None]]
Heard = Callable[[dict[str, Any]], Arrival | None]


def application(settle: Settle, secret: str, heard: Heard = arrival_of) -> Any:
    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.routing import Route

    async def receive(request: Request) -> Response:
        sent = request.headers.get(HEADER, "")
        if not hmac.compare_digest(sent.encode(), secret.encode()):
            return Response(status_code=401)
        body = await _body(request)
        if body is None:
            return Response(status_code=413)
        arrival = _arrival(body, heard)
        try:
            await settle([arrival] if arrival else [])
        except DuobotError:
            return Response(status_code=503)  # Telegram keeps it and comes again
        return Response(status_code=200)

    return Starlette(routes=[Route("/hook", receive, methods=["POST"])])


def _arrival(body: bytes, heard: Heard) -> Arrival | None:
    try:
        raw = read(body)
    except (ValueError, RecursionError) as error:
        return unread(body, type(error).__name__)
    return heard(raw) if isinstance(raw, dict) else unread(body, "no object")


async def _body(request: Any) -> bytes | None:
    received = bytearray()
    async for part in request.stream():
        received += part
        if len(received) > MOST_BYTES:
            return None
    return bytes(received)


async def listen(telegram: Telegram, settle: Settle, settings: Settings) -> None:
    """Serve until `telegram.hang_up`. Raises `SettingsWrong` for an address that can't be listened on."""
    host, _, port = settings.webhook_listen.rpartition(":")
    if not port.isdecimal():
        raise SettingsWrong("DUOBOT_WEBHOOK_LISTEN: expected host:port")
    try:
        listening = socket.create_server((host or "127.0.0.1", int(port)), backlog=512)
    except OSError as error:
        raise SettingsWrong(f"DUOBOT_WEBHOOK_LISTEN={settings.webhook_listen}: {error.strerror}") from None
    server = _server(application(settle, settings.webhook_secret, telegram.arrival))
    telegram.on_hang_up = lambda: setattr(server, "should_exit", True)
    hooking = asyncio.ensure_future(telegram.hook(settings.hook, settings.webhook_secret))
    hooking.add_done_callback(lambda done: None if done.cancelled() or not done.exception() else telegram.hang_up())
    telegram.ready.set()  # what an earlier start asked for may be brought already
    await server.serve(sockets=[listening])
    await hooking


def _server(what: Any) -> Any:
    """One that leaves the signals to whoever runs it: ours stop receiving first, and the rest after that."""
    import uvicorn

    from bot.channels.telegram.doorway import doorway

    class Server(uvicorn.Server):
        @contextmanager
        def capture_signals(self) -> Iterator[None]:
            yield

    return Server(uvicorn.Config(what, http=doorway(), ws="none", log_config=None, access_log=False, lifespan="off"))
