"""How a Bot API call comes in over HTTP: JSON, a form, a multipart body or only a query string."""

from __future__ import annotations

import re
import socket
import struct
from asyncio import BaseTransport, Transport
from collections.abc import Awaitable, Callable
from email.message import Message
from typing import Any
from urllib.parse import parse_qsl

import msgspec
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from demo.rules import Json, Refusal, Upload, bad

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[Json]]
Send = Callable[[Json], Awaitable[None]]
ENCODE = msgspec.json.Encoder().encode
JSON_HEADERS = (b"content-type", b"application/json")


class Line(HttpToolsProtocol):
    """uvicorn's HTTP, with the connection itself in `scope["state"]["line"]`: faults have to cut it."""

    def connection_made(self, transport: BaseTransport) -> None:
        self.app_state = {**self.app_state, "line": transport}
        super().connection_made(transport)  # type: ignore[arg-type]


def cut(line: Transport) -> None:
    """A reset, as a real network gives it: no polite goodbye."""
    raw: socket.socket = line.get_extra_info("socket")
    raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    line.abort()


async def body_of(receive: Receive) -> bytes:
    event = await receive()
    body: bytes = event.get("body", b"")
    if not event.get("more_body"):
        return body
    parts = [body]
    while event.get("more_body"):
        event = await receive()
        parts.append(event.get("body", b""))
    return b"".join(parts)


async def until_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def answer(send: Send, code: int, body: bytes) -> None:
    headers = [JSON_HEADERS, (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": code, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def answer_refusal(send: Send, refusal: Refusal) -> None:
    await answer(send, refusal.code, ENCODE(refusal.body()))


def content_type(scope: Scope) -> bytes:
    return next((value for name, value in scope["headers"] if name == b"content-type"), b"")


def params_of(scope: Scope, body: bytes) -> tuple[Json, dict[str, Upload]]:
    query = scope["query_string"]
    params: Json = dict(parse_qsl(query.decode(), keep_blank_values=True)) if query else {}
    files: dict[str, Upload] = {}
    kind = content_type(scope)
    if kind.startswith(b"application/json"):
        params |= json_object(body)
    elif kind.startswith(b"multipart/form-data"):
        read_multipart(kind, body, params, files)
    elif body:
        params |= dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))
    return params, files


def json_object(body: bytes) -> Json:
    try:
        found = msgspec.json.decode(body or b"{}")
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise bad("can't parse JSON object") from None
    if not isinstance(found, dict):
        raise bad("object expected as JSON body")
    return found


def read_multipart(kind: bytes, body: bytes, params: Json, files: dict[str, Upload]) -> None:
    boundary = re.search(rb'boundary="?([^";]+)', kind)
    if not boundary:
        raise bad("can't find boundary of multipart/form-data")
    for part in (b"\r\n" + body).split(b"\r\n--" + boundary[1])[1:-1]:
        head, _, content = part.removeprefix(b"\r\n").partition(b"\r\n\r\n")
        read_part(head.decode("utf-8", "replace"), content, params, files)


def read_part(head: str, content: bytes, params: Json, files: dict[str, Upload]) -> None:
    headers = Message()
    for line in head.split("\r\n"):
        name, _, value = line.partition(":")
        headers[name] = value.strip()
    name = str(headers.get_param("name", "", "content-disposition"))
    file_name = headers.get_filename()
    if file_name is None:
        params[name] = content.decode("utf-8", "replace")
    else:
        files[name] = Upload(file_name, content, headers.get_content_type())
