"""Who may stand at the webhook's door, and for how long: nobody keeps Telegram out by standing in it."""

import asyncio
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

MOST_OPEN = 256  # connections at once; Telegram opens 40 at the most
MOST_HEAD = 64_000  # bytes of a request's first line and headers
SLOW = 10.0  # seconds for a whole request, and for an idle connection


class Doorway(HttpToolsProtocol):
    """uvicorn's HTTP, which itself waits for ever for a request that has begun, and keeps headers of any size. Over
    the bound the one that has waited longest for its request to come goes: Telegram's come whole and at once."""

    waiting: dict["Doorway", None]  # oldest first; one for each server

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        self._head: int | None = 0  # bytes so far; None once the headers are complete
        self._deadline: asyncio.TimerHandle | None = None
        self._awaits()
        if len(self.connections) > MOST_OPEN:
            next(iter(self.waiting)).turned_away()

    def connection_lost(self, exc: Exception | None) -> None:
        self._arrived()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self._head is not None:
            self._head += len(data)
            if self._head > MOST_HEAD:
                self.turned_away()

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._head = 0

    def on_headers_complete(self) -> None:
        self._head = None
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        super().on_message_complete()
        if not self.cycle.response_complete:
            self._arrived()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        self._awaits()

    def turned_away(self) -> None:
        self._arrived()
        self.transport.abort()

    def _awaits(self) -> None:
        """A request, whole, in time."""
        self._arrived()
        if not self.transport.is_closing():
            self.waiting[self] = None
            self._deadline = self.loop.call_later(SLOW, self.turned_away)

    def _arrived(self) -> None:
        self.waiting.pop(self, None)
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None


def doorway() -> type[Doorway]:
    """One for one server."""
    return type("Doorway", (Doorway,), {"waiting": {}})
