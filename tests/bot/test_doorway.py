"""Strangers at the webhook's door: however many stand in it, Telegram comes through."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Sequence

import pytest
import pytest_asyncio

from bot.channels.base import Arrival, Text, Unreadable
from bot.channels.telegram import doorway
from bot.channels.telegram.webhook import _server, application

pytestmark = pytest.mark.apart
SECRET = "hook"
UPDATE = b'{"update_id":1,"message":{"message_id":1,"chat":{"id":5,"type":"private"},"text":"%s"}}'


class Door:
    """A webhook in this process, and what came through it."""

    def __init__(self, port: int) -> None:
        self.port, self.heard = port, list[Arrival]()

    async def settle(self, arrivals: Sequence[Arrival]) -> None:
        self.heard.extend(arrivals)

    async def opens(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        return await asyncio.open_connection("127.0.0.1", self.port)

    async def brings(self, body: bytes, line=None, secret: str = SECRET) -> int:
        reader, writer = line or await self.opens()
        head = f"POST /hook HTTP/1.1\r\nHost: x\r\nX-Telegram-Bot-Api-Secret-Token: {secret}\r\n"
        writer.write(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)
        async with asyncio.timeout(5):
            told = await reader.readuntil(b"\r\n\r\n")
        return int(told.split()[1])


@pytest_asyncio.fixture
async def door(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Door]:
    monkeypatch.setattr(doorway, "MOST_OPEN", 20)
    monkeypatch.setattr(doorway, "SLOW", 1.0)
    listening = socket.create_server(("127.0.0.1", 0), backlog=512)
    one = Door(listening.getsockname()[1])
    server = _server(application(one.settle, SECRET))
    serving = asyncio.ensure_future(server.serve(sockets=[listening]))
    one.open = lambda: len(server.server_state.connections)
    yield one
    server.should_exit = True
    await serving


async def is_closed(reader: asyncio.StreamReader, seconds: float = 5.0) -> bool:
    try:
        async with asyncio.timeout(seconds):
            while await reader.read(1 << 16):
                pass
    except TimeoutError:
        return False
    except ConnectionError:
        pass
    return True


@pytest.mark.parametrize("said", [b"", b"POST /hook HTTP/1.1\r\nHost: x\r\n"])
async def test_a_crowd_that_says_nothing_keeps_nobody_out(door: Door, said: bytes) -> None:
    crowd = []
    for _ in range(100):
        crowd.append(await door.opens())
        crowd[-1][1].write(said)
    assert await door.brings(UPDATE % b"hello") == 200
    assert door.open() <= 20
    assert [a.what for a in door.heard] == [Text("hello")]


@pytest.mark.parametrize(
    "said",
    [b"", b"\r\n", b"POST /hook HTTP/1.1\r\nHost: x\r\n", b"POST /hook HTTP/1.1\r\nContent-Length: 9\r\n\r\nhalf"],
)
async def test_who_has_not_asked_in_time_goes(door: Door, said: bytes) -> None:
    reader, writer = await door.opens()
    writer.write(said)
    assert await is_closed(reader)


@pytest.mark.parametrize("rest", [[b"."] * 3, [b"x" * 896]])
async def test_who_goes_on_after_an_answer_goes_too(door: Door, rest: list[bytes]) -> None:
    """Turned away for the secret while the rest of the request is still to come."""
    reader, writer = await door.opens()
    writer.write(b"POST /hook HTTP/1.1\r\nContent-Length: 900\r\n\r\nhalf")
    assert b"401" in await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 5)
    for part in rest:
        with contextlib.suppress(ConnectionError):
            writer.write(part)
            await writer.drain()
        await asyncio.sleep(0.3)
    assert await is_closed(reader, 3.0)
    assert door.open() == 0


async def test_who_was_answered_and_says_nothing_more_goes(door: Door) -> None:
    reader, writer = line = await door.opens()
    assert await door.brings(UPDATE % b"hello", line) == 200
    writer.write(b"\r\n")  # for uvicorn it is busy again
    assert await is_closed(reader, 3.0)


async def test_a_slow_answer_of_ours_is_waited_for(door: Door) -> None:
    done = asyncio.Event()

    async def slowly(arrivals: Sequence[Arrival]) -> None:
        await asyncio.sleep(1.5)  # longer than anybody may take to ask
        done.set()

    door.settle = slowly  # type: ignore[method-assign]
    server = _server(application(slowly, SECRET))
    listening = socket.create_server(("127.0.0.1", 0))
    serving = asyncio.ensure_future(server.serve(sockets=[listening]))
    other = Door(listening.getsockname()[1])
    assert await other.brings(UPDATE % b"hello") == 200
    assert done.is_set()
    server.should_exit = True
    await serving


async def test_one_line_serves_again_and_again(door: Door) -> None:
    line = await door.opens()
    for _ in range(5):
        assert await door.brings(UPDATE % b"hello", line) == 200
        await asyncio.sleep(0.3)
    assert len(door.heard) == 5


async def test_headers_without_end_are_not_kept(door: Door) -> None:
    reader, writer = await door.opens()
    writer.write(b"POST /hook HTTP/1.1\r\nX: ")
    sent = 0
    with contextlib.suppress(ConnectionError):
        for _ in range(200):
            writer.write(b"x" * 16_000)
            await writer.drain()
            sent += 16_000
            await asyncio.sleep(0)
    assert sent < 2_000_000, "the socket's own buffers hold some"
    assert await is_closed(reader)
    assert await door.brings(UPDATE % b"hello") == 200


async def test_a_long_body_is_no_long_header(door: Door) -> None:
    assert await door.brings(UPDATE % (b"x" * 500_000)) == 200
    assert await door.brings(UPDATE % (b"x" * 1_000_000)) == 413


async def test_what_can_not_be_read_comes_through_as_such(door: Door) -> None:
    for body in (b"", b"no", b"7", b"[" * 5000, b"[" * 5000 + b"]" * 5000, b'{"a":' * 5000 + b"1" + b"}" * 5000):
        assert await door.brings(body) == 200
    assert [(a.chat, type(a.what)) for a in door.heard] == [(0, Unreadable)] * 6
