"""Requests to the Bot API: python-telegram-bot's public extension point, over aiohttp.

One session serves both: `telegram.Bot` by `do_request`, and the hot path (client.py beside it) by `post_json`, which
sends plain JSON and reads nothing but what it needs. What Telegram refuses has the names that PTB gives it.
"""

import json
import os
import time
from typing import Any, NoReturn

os.environ.setdefault("PTB_TIMEDELTA", "true")  # PTB's own switch: `RetryAfter.retry_after` is a timedelta

import aiohttp
import msgspec
from telegram.error import NetworkError, TelegramError
from telegram.request import BaseRequest, RequestData

CONNECTIONS = 40
CONNECTING = 5.0  # seconds for one attempt to connect
WAITING = 10.0  # seconds for a connection, that of others being given back included
IDLE = 50.0  # seconds that a connection is kept: Telegram closes its own after 60 to 75
PATIENCE = 15.0  # seconds for an answer
LEAN = ("Accept", "Accept-Encoding", "User-Agent")  # headers that Telegram has no use for; its answers are short
JSON = {"Content-Type": "application/json"}
OK = 200
LONGEST_WAIT = 3600.0  # seconds; whoever is told to wait for longer looks again after an hour
NO_TIME = 30.0  # seconds, where the wait that was told is no time at all
GARBLED = "Invalid server response"


class NotSent(Exception):
    """The connection failed before anything was sent."""


class MaybeSent(Exception):
    """The request went out, and no answer came back, or none that can be read."""


class Transport(BaseRequest):
    """Raises `NetworkError` from a `NotSent` or a `MaybeSent`, and PTB's other errors for what Telegram refuses."""

    def __init__(self, patience: float = PATIENCE) -> None:
        self._patience = patience
        self._session: aiohttp.ClientSession | None = None
        self.told: tuple[str, float] | None = None  # Telegram's last `Date`, and when it came (monotonic seconds)

    @property
    def read_timeout(self) -> float:
        return self._patience

    async def initialize(self) -> None:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=CONNECTIONS, keepalive_timeout=IDLE),
                cookie_jar=aiohttp.DummyCookieJar(), auto_decompress=False, skip_auto_headers=LEAN,
                timeout=self._timeout(self._patience),
            )  # fmt: skip

    async def shutdown(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, read_timeout: Any = None,
        write_timeout: Any = None, connect_timeout: Any = None, pool_timeout: Any = None,
    ) -> tuple[int, bytes]:  # fmt: skip
        """What `telegram.Bot` asks: status and body. Its own timeouts lengthen our patience, and never shorten it."""
        given = sum(t for t in (read_timeout, write_timeout) if isinstance(t, int | float))
        body, headers = _encoded(request_data)
        status, told = await self._sent(method, url, body, headers, max(self._patience, given))
        if 200 <= status < 300:
            await result_of(status, told)  # PTB has no word for a success that can't be read
        return status, told

    async def post_json(self, url: str, body: bytes, patience: float | None = None) -> tuple[int, bytes]:
        """The same with a body that is JSON already; `patience` in seconds."""
        return await self._sent("POST", url, body, JSON, patience)

    async def date(self, url: str) -> str:
        """What time it is there, as its `Date` header says; nothing where it says none."""
        assert self._session is not None  # initialized before the first call
        try:
            async with self._session.get(url, allow_redirects=False) as response:
                return response.headers.get("Date", "")
        except (aiohttp.ClientError, OSError):
            return ""

    async def _sent(
        self, method: str, url: str, body: Any, headers: dict[str, str] | None, patience: float | None
    ) -> tuple[int, bytes]:
        assert self._session is not None  # initialized before the first call
        timeout = self._session.timeout if patience is None else self._timeout(patience)
        try:
            async with self._session.request(
                method, url, data=body, headers=headers, timeout=timeout, allow_redirects=False
            ) as response:
                if told := response.headers.get("Date"):
                    self.told = told, time.monotonic()
                return response.status, await response.read()
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            raise NetworkError("no answer") from NotSent(type(error).__name__)
        except (aiohttp.ClientError, OSError) as error:  # an OSError is a TimeoutError too
            raise NetworkError("no answer") from MaybeSent(type(error).__name__)

    @staticmethod
    def _timeout(patience: float) -> aiohttp.ClientTimeout:
        return aiohttp.ClientTimeout(total=patience, connect=min(WAITING, patience), sock_connect=CONNECTING)

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """PTB's own writes what it can't read into the log, people's words included."""
        try:
            found = json.loads(payload.decode(errors="replace"))
        except (ValueError, RecursionError):
            return {}
        return _bounded(found) if isinstance(found, dict) else {}


def _bounded(answer: dict[str, Any]) -> dict[str, Any]:
    """PTB makes a timedelta of the wait that is told, and some numbers are none."""
    parameters = answer.get("parameters")
    if isinstance(parameters, dict) and "retry_after" in parameters:
        parameters["retry_after"] = wait_of(parameters["retry_after"])
    return answer


def wait_of(told: Any) -> float:
    """Seconds to wait, of whatever was told instead of them."""
    if type(told) not in (int, float) or not told > 0:  # neither is a NaN
        return NO_TIME
    return float(min(told, LONGEST_WAIT))


def _encoded(data: RequestData | None) -> tuple[Any, dict[str, str] | None]:
    """A body and its headers: JSON, or a form where there are files."""
    if data is None:
        return None, None
    if not data.contains_files:
        return msgspec.json.encode(data.parameters), JSON
    form = aiohttp.FormData()
    for name, value in data.json_parameters.items():
        form.add_field(name, value)
    for name, (file, content, mime) in data.multipart_data.items():
        form.add_field(name, content, filename=file, content_type=mime)
    return form, None


class _Told(Transport):
    """Answers what was answered already, so that PTB itself says which error it is."""

    def __init__(self, status: int, body: bytes) -> None:
        super().__init__()
        self._told = status, body

    async def do_request(self, *_: Any, **__: Any) -> tuple[int, bytes]:
        return self._told


async def refused(status: int, body: bytes) -> NoReturn:
    """Raises the error of PTB that an answer means; `TelegramError` for one that isn't the Bot API's."""
    try:
        await _Told(status, body).post("")
    except TelegramError:
        raise
    except Exception:  # fields of another shape than Telegram's
        pass
    raise TelegramError(GARBLED)


class Answer(msgspec.Struct):
    """https://core.telegram.org/bots/api#making-requests"""

    ok: bool = False
    result: msgspec.Raw = msgspec.Raw(b"null")


ANSWER = msgspec.json.Decoder(Answer)


async def check(status: int, body: bytes) -> None:
    """Of a call whose result nobody reads: was it accepted?"""
    if status != OK or not body.startswith(b'{"ok":true'):
        await result_of(status, body)


async def result_of(status: int, body: bytes) -> Any:
    """What Telegram answered. Raises what `refused` does, and for a success that can't be read a `NetworkError` from
    a `MaybeSent`: nobody knows what was done."""
    if not 200 <= status < 300:
        await refused(status, body)
    try:
        answer = _answer(body)
        if answer.ok:
            return read(answer.result)
    except (ValueError, RecursionError):
        pass
    raise NetworkError(GARBLED) from MaybeSent("an answer that can't be read")


def _answer(body: bytes) -> Answer:
    try:
        return ANSWER.decode(body)
    except (ValueError, RecursionError):
        return ANSWER.decode(_mended(body))


def read(body: bytes | msgspec.Raw) -> Any:
    """JSON from Telegram, mended where half a letter is in the way. Raises `ValueError` or `RecursionError` for what
    can't be read."""
    try:
        return msgspec.json.decode(body)
    except (ValueError, RecursionError):
        return msgspec.json.decode(_mended(bytes(body)))


def _mended(body: bytes) -> bytes:
    """Half a pair of surrogates, as a cut emoji leaves it, is legal JSON and no text: one of them must not cost
    everybody in its batch their update. The same for bytes that are no letter. Raises what `read` does."""
    found = json.loads(body.decode(errors="replace"))
    return json.dumps(found, ensure_ascii=False, separators=(",", ":")).encode(errors="replace")
