"""The people's side over HTTP: what the page and the tests use to see phones and to act on them.

Only pages of this very address may ask: a foreign site that knows the port is turned away.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import asdict, replace
from typing import Any, Protocol

import msgspec
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from demo.people import Impossible
from demo.rules import Json
from demo.telegram import Telegram
from demo.wire import ENCODE, Receive, Scope, Send, answer

Handler = Callable[[Request], Awaitable[Response]]
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
HEADERS = [
    (b"content-security-policy", POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cache-control", b"no-cache"),
]


def reply(value: Any, code: int = 200) -> Response:
    return Response(ENCODE(value), code, media_type="application/json")


def number(request: Request, name: str) -> float:
    try:
        return float(request.query_params.get(name) or 0)
    except ValueError:
        return 0.0


async def read(request: Request) -> Any:
    body = await request.body()
    return msgspec.json.decode(body) if body else {}


class House(Protocol):
    """Who keeps the bot running, when somebody does: the demo, not the tests."""

    def state(self) -> Json: ...
    def shift(self, seconds: float) -> None: ...
    async def pull_the_plug(self) -> None: ...
    async def figures(self) -> str: ...


class Sim:
    """Every /sim route, in one list."""

    def __init__(self, telegram: Telegram, house: House | None) -> None:
        self.telegram, self.house, self.closing = telegram, house, False

    def routes(self) -> list[Route]:
        return [
            self.route("GET", "/sim/state", self.state),
            self.route("GET", "/sim/phones", self.phones),
            self.route("POST", "/sim/phones", self.add_phone),
            self.route("GET", "/sim/phones/{id:int}", self.phone),
            self.route("PATCH", "/sim/phones/{id:int}", self.change_phone),
            self.route("POST", "/sim/phones/{id:int}/{act}", self.act),
            self.route("POST", "/sim/batch", self.batch),
            self.route("GET", "/sim/events", self.events),
            self.route("GET", "/sim/complaints", self.complaints),
            self.route("DELETE", "/sim/complaints", self.forgive),
            self.route("GET", "/sim/calls", self.calls),
            self.route("POST", "/sim/faults", self.order_fault),
            self.route("DELETE", "/sim/faults", self.clear_faults),
            self.route("POST", "/sim/updates", self.updates),
            self.route("PATCH", "/sim/options", self.options),
            self.route("GET", "/sim/files/{id}", self.file),
            self.route("POST", "/sim/clock", self.clock),
            self.route("POST", "/sim/plug", self.plug),
            self.route("GET", "/sim/figures", self.figures),
        ]

    @staticmethod
    def route(method: str, path: str, handler: Handler) -> Route:
        async def guarded(request: Request) -> Response:
            try:
                return await handler(request)
            except Impossible as error:
                return reply({"error": str(error)}, 409)
            except (KeyError, TypeError, ValueError) as error:
                return reply({"error": f"{type(error).__name__}: {error}"}, 400)

        return Route(path, guarded, methods=[method], name=f"{method} {path}")

    def guard(self, inner: Any) -> Any:
        """Turns foreign pages away, and says what this page itself may load."""

        async def guarded(scope: Scope, receive: Receive, send: Send) -> None:
            headers = dict(scope["headers"])
            if foreign(headers):
                return await answer(send, 403, b'{"error":"this address is only for its own page"}')

            async def with_headers(message: Json) -> None:
                if message["type"] == "http.response.start":
                    message["headers"] = [*message["headers"], *HEADERS]
                await send(message)

            await inner(scope, receive, with_headers)

        return guarded

    # --- looking -----------------------------------------------------------------------------------

    async def state(self, _: Request) -> Response:
        telegram = self.telegram
        return reply({
            "bot": telegram.me, "seq": telegram.seq, "now": telegram.clock(),
            "house": self.house.state() if self.house else None,
            "pending_updates": len(telegram.mailbox.pending), "next_update_id": telegram.mailbox.next_id,
            "last_poll": telegram.last_poll, "webhook": telegram.webhook.url, "calls": telegram.call_count,
            "faults": [asdict(fault) for fault in telegram.faults.waiting],
            "options": asdict(telegram.options), "complaints": len(telegram.all_complaints()),
        })  # fmt: skip

    async def phones(self, _: Request) -> Response:
        chats = self.telegram.chats.values()
        return reply([{**asdict(c.person), "messages": len(c.messages), "started": c.started} for c in chats])

    async def phone(self, request: Request) -> Response:
        """With `after` and `wait`: only when something has changed after that number, or the time is up."""
        chat = self.telegram.chat_of(request.path_params["id"])
        after, deadline = (
            number(request, "after"),
            asyncio.get_running_loop().time() + number(request, "wait"),
        )
        while chat.seq <= after and (left := deadline - asyncio.get_running_loop().time()) > 0:
            await self.telegram.bell.wait(left)
            if self.closing:
                break
        return reply(self.telegram.screen(request.path_params["id"], int(number(request, "since"))))

    async def events(self, request: Request) -> Response:
        """Everything that happens, as server-sent events; `phones=1,2` for only those."""
        after = int(request.headers.get("last-event-id") or number(request, "after"))
        phones = {int(one) for one in request.query_params.get("phones", "").split(",") if one}
        return StreamingResponse(self.stream(after, phones), media_type="text/event-stream")

    async def stream(self, after: int, phones: set[int]) -> AsyncIterator[bytes]:
        yield b"retry: 500\n\n"
        while not self.closing:
            news = self.telegram.events_after(after)
            after = self.telegram.seq
            for event in news:
                if not phones or event.get("phone", 0) in phones or "phone" not in event:
                    yield b"id: %d\ndata: %s\n\n" % (event["seq"], ENCODE(event))
            if not news:
                await self.telegram.bell.wait(15)
                if not self.telegram.events_after(after):
                    yield b": still here\n\n"

    async def complaints(self, _: Request) -> Response:
        return reply([asdict(one) for one in self.telegram.all_complaints()])

    async def calls(self, request: Request) -> Response:
        after, method = number(request, "after"), request.query_params.get("method", "")
        calls = [call for call in self.telegram.calls if call["seq"] > after]
        return reply([call for call in calls if method.lower() in ("", call["method"].lower())])

    async def file(self, request: Request) -> Response:
        upload = self.telegram.files.get(request.path_params["id"])
        if upload is None:
            raise Impossible("no such file")
        name = upload.name.encode("ascii", "replace").decode().replace('"', "'")
        disposition = "inline" if upload.kind.startswith("image/") else "attachment"
        headers = {"Content-Disposition": f'{disposition}; filename="{name}"'}
        return Response(upload.content, media_type=upload.kind, headers=headers)

    # --- acting ------------------------------------------------------------------------------------

    async def add_phone(self, request: Request) -> Response:
        return reply(asdict(self.telegram.add_person(await read(request))))

    async def change_phone(self, request: Request) -> Response:
        return reply(asdict(self.telegram.change_person(request.path_params["id"], await read(request))))

    async def act(self, request: Request) -> Response:
        wish = await read(request)
        return reply(self.telegram.act(request.path_params["id"], request.path_params["act"], wish))

    async def batch(self, request: Request) -> Response:
        """Many people at once: a list of {phone, act, …}; an impossible one says so in its place."""
        return reply([self.one_of_many(wish) for wish in await read(request)])

    def one_of_many(self, wish: Json) -> Json:
        try:
            return self.telegram.act(wish["phone"], wish["act"], wish)
        except Impossible as error:
            return {"error": str(error)}

    # --- for tests, and the top of the page --------------------------------------------------------

    async def forgive(self, _: Request) -> Response:
        self.telegram.complaints.clear()
        return reply({})

    async def order_fault(self, request: Request) -> Response:
        self.telegram.faults.order(await read(request))
        return reply({})

    async def clear_faults(self, _: Request) -> Response:
        self.telegram.faults.waiting.clear()
        return reply({})

    async def updates(self, request: Request) -> Response:
        """One of {"repeat": n}, {"disorder": true}, {"restart_ids": n or null}, {"raw": anything}."""
        wish, mailbox = await read(request), self.telegram.mailbox
        if "repeat" in wish:
            return reply({"repeated": mailbox.repeat(wish["repeat"])})
        if "disorder" in wish:
            mailbox.disorder()
            return reply({})
        if "restart_ids" in wish:
            return reply({"next": mailbox.restart_ids(wish["restart_ids"])})
        return reply({"update_id": mailbox.inject(wish["raw"])})

    async def options(self, request: Request) -> Response:
        self.telegram.options = replace(self.telegram.options, **await read(request))
        self.telegram.flood.clear()
        return reply(asdict(self.telegram.options))

    def at_home(self) -> House:
        if self.house is None:
            raise Impossible("nobody runs a bot here")
        return self.house

    async def clock(self, request: Request) -> Response:
        wish = await read(request)
        self.at_home().shift(float(wish.get("days", 0)) * 86400 + float(wish.get("seconds", 0)))
        return reply({"now": self.telegram.clock()})

    async def plug(self, _: Request) -> Response:
        await self.at_home().pull_the_plug()
        return reply(self.at_home().state())

    async def figures(self, _: Request) -> Response:
        return reply({"text": await self.at_home().figures()})


def foreign(headers: dict[bytes, bytes]) -> bool:
    """A name that isn't ours (a DNS trick), or a page from elsewhere."""
    host = headers.get(b"host", b"")
    if host.rpartition(b":")[0] not in (b"127.0.0.1", b"localhost"):
        return True
    if headers.get(b"sec-fetch-site", b"none") not in (b"none", b"same-origin"):
        return True
    return headers.get(b"origin", b"http://" + host) != b"http://" + host
