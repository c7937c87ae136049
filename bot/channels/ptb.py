"""python-telegram-bot's errors, and which of Telegram's answers is which.

Only `telegram.error` is loaded, not the package around it with a class for every object of the Bot API: 24 MB and
a quarter of a second that an update read by a small typed view has no use for (docs/decisions/0007).
"""

import importlib.util
import json
import sys
from http import HTTPStatus
from types import ModuleType
from typing import TYPE_CHECKING, Any

import msgspec


def _errors_alone() -> None:
    """Load `telegram.error` beneath an empty package, and take that away again: whoever imports all of
    `telegram` later gets it, with these same errors."""
    spec = importlib.util.find_spec("telegram")
    assert spec is not None  # a dependency
    stand_in = ModuleType("telegram")
    stand_in.__path__ = list(spec.submodule_search_locations or ())
    sys.modules["telegram"] = stand_in
    try:
        importlib.import_module("telegram.error")
    finally:
        del sys.modules["telegram"]


if TYPE_CHECKING:
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
else:
    if "telegram.error" not in sys.modules:
        _errors_alone()
    _errors = sys.modules["telegram.error"]
    BadRequest, ChatMigrated, Conflict = _errors.BadRequest, _errors.ChatMigrated, _errors.Conflict
    Forbidden, InvalidToken, NetworkError = _errors.Forbidden, _errors.InvalidToken, _errors.NetworkError
    RetryAfter, TelegramError = _errors.RetryAfter, _errors.TelegramError


class Parameters(msgspec.Struct):
    migrate_to_chat_id: int | None = None
    retry_after: int | None = None


class Answer(msgspec.Struct):
    """https://core.telegram.org/bots/api#making-requests"""

    ok: bool = False
    result: msgspec.Raw = msgspec.Raw(b"null")
    description: str = ""
    parameters: Parameters = msgspec.field(default_factory=Parameters)


ANSWER = msgspec.json.Decoder(Answer)


def result_of(status: int, body: bytes) -> Any:
    """What Telegram answered, or the error of PTB that it means (as `telegram.request.BaseRequest` tells them)."""
    answer = _answer(status, body)
    try:
        return msgspec.json.decode(answer.result)
    except RecursionError:
        raise TelegramError("Invalid server response") from None


def check(status: int, body: bytes) -> None:
    """The same for a call whose result nobody reads."""
    if status != HTTPStatus.OK or not body.startswith(b'{"ok":true'):
        _answer(status, body)


def _answer(status: int, body: bytes) -> Answer:
    try:
        answer = ANSWER.decode(body)
    except msgspec.DecodeError:
        if mended := _mended(body):
            return _answer(status, mended)
        if HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
            raise TelegramError("Invalid server response") from None
        answer = Answer()
    if HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
        return answer
    raise _meant(status, answer)


def _mended(body: bytes) -> bytes:
    """Half a pair of surrogates, as a cut emoji leaves it, is legal JSON and no text: one of them must not cost
    everybody in its batch their update. Nothing for what can't be mended."""
    try:
        mended = json.dumps(json.loads(body), ensure_ascii=False, separators=(",", ":")).encode(errors="replace")
    except (ValueError, RecursionError):
        return b""
    return mended if mended != body else b""


def _meant(status: int, answer: Answer) -> Exception:
    said = answer.description or f"HTTP {status}"
    if answer.parameters.migrate_to_chat_id:
        return ChatMigrated(answer.parameters.migrate_to_chat_id)
    if answer.parameters.retry_after:
        return RetryAfter(answer.parameters.retry_after)
    match status:
        case HTTPStatus.UNAUTHORIZED | HTTPStatus.NOT_FOUND:
            return InvalidToken(said)
        case HTTPStatus.FORBIDDEN:
            return Forbidden(said)
        case HTTPStatus.BAD_REQUEST:
            return BadRequest(said)
        case HTTPStatus.CONFLICT:
            return Conflict(said)
    return NetworkError(f"{said} ({status})")


__all__ = [
    "BadRequest", "ChatMigrated", "Conflict", "Forbidden", "InvalidToken", "NetworkError", "RetryAfter",
    "TelegramError", "check", "result_of",
]  # fmt: skip
