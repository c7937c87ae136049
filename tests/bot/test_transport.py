"""What Telegram refuses, and whether a request went out, told by PTB's own errors over one session."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
import pytest_asyncio
from telegram.constants import MessageLimit
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)

from bot.channels.telegram.patience import SLOWEST_RETRY, seconds_of
from bot.channels.telegram.transport import MaybeSent, NotSent, Transport, check, refused, result_of
from bot.i18n import render

Behaves = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


def said(description: str, **parameters: int) -> bytes:
    return json.dumps({"ok": False, "description": description, "parameters": parameters}).encode()


@pytest.mark.parametrize(("status", "body", "error", "words"), [
    (400, said("Bad Request: chat not found"), BadRequest, "Chat not found"),
    (401, said("Unauthorized"), InvalidToken, "Unauthorized"),
    (403, said("Forbidden: bot was blocked by the user"), Forbidden, "blocked"),
    (404, said("Not Found"), InvalidToken, "Not Found"),
    (409, said("Conflict: terminated by other getUpdates"), Conflict, "getUpdates"),
    (429, said("Too Many Requests: retry after 7", retry_after=7), RetryAfter, "Flood"),
    (400, said("Bad Request: upgraded", migrate_to_chat_id=-100), ChatMigrated, "-100"),
    (502, b"<html>Bad Gateway</html>", NetworkError, "Bad Gateway"),
    (500, b"[1]", NetworkError, "Internal"),
    (400, b'{"parameters": [7]}', TelegramError, "Invalid server response"),
])  # fmt: skip
async def test_a_refusal_has_the_name_that_ptb_gives_it(
    status: int, body: bytes, error: type[TelegramError], words: str
) -> None:
    for reads in (refused, check, result_of):
        with pytest.raises(TelegramError, match=words) as found:
            await reads(status, body)
        assert type(found.value) is error


def test_our_limits_are_those_that_ptb_knows() -> None:
    assert render.MOST_TEXT == MessageLimit.MAX_TEXT_LENGTH


async def test_how_long_to_wait_is_told_in_seconds() -> None:
    with pytest.raises(RetryAfter) as found:
        await refused(429, said("Too Many Requests", retry_after=7))
    assert seconds_of(found.value) == 7.0
    with pytest.raises(RetryAfter) as found:
        await refused(429, b'{"parameters": {"retry_after": "soon"}}')
    assert seconds_of(found.value) == SLOWEST_RETRY


async def test_an_answer_without_a_result_or_not_in_json_is_no_crash(caplog: pytest.LogCaptureFixture) -> None:
    assert await result_of(200, b'{"ok":true}') is None
    with pytest.raises(TelegramError, match="Invalid server response"):
        await result_of(200, b"Rania zei iets")
    with pytest.raises(NetworkError):
        await refused(502, b"Rania")
    assert "Rania" not in caplog.text


# --- over a real socket ----------------------------------------------------------------------------


@pytest_asyncio.fixture
async def transport() -> AsyncIterator[Transport]:
    async with Transport(0.5) as one:
        yield one


async def asked(transport: Transport, behaves: Behaves) -> object:
    """Why there was no answer, from a server that behaves like that."""
    server = await asyncio.start_server(behaves, "127.0.0.1", 0)
    try:
        with pytest.raises(NetworkError) as found:
            await transport.post_json(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/bot1:AA/x", b"{}")
    finally:
        server.close()
    assert "1:AA" not in str(found.value) + str(found.value.__cause__)
    return found.value.__cause__


@pytest.mark.apart
async def test_where_nobody_listens_nothing_was_sent(transport: Transport, unused_tcp_port: int) -> None:
    for url in (f"http://127.0.0.1:{unused_tcp_port}/x", "http://nowhere.invalid/x"):
        with pytest.raises(NetworkError) as found:
            await transport.post_json(url, b"{}")
        assert isinstance(found.value.__cause__, NotSent)


@pytest.mark.apart
async def test_hung_up_after_the_request_it_may_have_been_sent(transport: Transport) -> None:
    async def hangs_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"{}")
        writer.transport.abort()

    assert isinstance(await asked(transport, hangs_up), MaybeSent)


@pytest.mark.apart
async def test_a_silent_server_may_have_got_it(transport: Transport) -> None:
    async def is_silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    assert isinstance(await asked(transport, is_silent), MaybeSent)


@pytest.mark.apart
@pytest.mark.parametrize("told", [b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{", b"220 smtp ready\r\n\r\n"])
async def test_half_an_answer_or_none_in_http_may_have_been_done(transport: Transport, told: bytes) -> None:
    async def answers(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"{}")
        writer.write(told)
        await writer.drain()
        writer.close()

    assert isinstance(await asked(transport, answers), MaybeSent)
