"""What Telegram refuses, in Telegram's own words. Pure: parameters in, checked values or a Refusal out.

Codes and conditions are Telegram's. Where its server answers with a bare constant of its own that
nobody has written down (a row of nine buttons, a description that is too long) the nearest known one is used.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec

Params = Mapping[str, Any]
Json = dict[str, Any]

TEXT_MAX, CAPTION_MAX, ANSWER_MAX = 4096, 1024, 200
DATA_MAX_BYTES, ROW_MAX, BUTTONS_MAX = 64, 8, 100
SAME = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)
INLINE_ACTIONS = frozenset(
    [
        "url",
        "callback_data",
        "web_app",
        "login_url",
        "switch_inline_query",
        "switch_inline_query_current_chat",
        "switch_inline_query_chosen_chat",
        "copy_text",
        "callback_game",
        "pay",
    ]
)
KEYBOARD_REQUESTS = frozenset(
    ["request_contact", "request_location", "request_poll", "request_users", "request_chat", "web_app"]
)
CHAT_ACTIONS = frozenset(
    [
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
    ]
)


class Refusal(Exception):
    """Telegram's answer to a call it does not carry out."""

    def __init__(self, code: int, description: str, retry_after: int | None = None) -> None:
        super().__init__(description)
        self.code, self.description, self.retry_after = code, description, retry_after

    def body(self) -> Json:
        answer: Json = {"ok": False, "error_code": self.code, "description": self.description}
        if self.retry_after is not None:
            answer["parameters"] = {"retry_after": self.retry_after}
        return answer


def bad(description: str) -> Refusal:
    return Refusal(400, f"Bad Request: {description}")


def forbidden(description: str) -> Refusal:
    return Refusal(403, f"Forbidden: {description}")


def conflict(description: str) -> Refusal:
    return Refusal(409, f"Conflict: {description}")


def too_fast(seconds: int) -> Refusal:
    return Refusal(429, f"Too Many Requests: retry after {seconds}", seconds)


@dataclass(frozen=True)
class Upload:
    """A file as it came in a multipart body."""

    name: str
    content: bytes
    kind: str = "application/octet-stream"


@dataclass(frozen=True)
class Words:
    """A text as people see it, and where it is bold or a link."""

    text: str
    entities: list[Json] = field(default_factory=list)


def integer(params: Params, name: str, default: int = 0) -> int:
    try:
        return int(params.get(name) or default)
    except (TypeError, ValueError):
        return default


def flag(params: Params, name: str) -> bool:
    return params.get(name) in (True, 1, "true", "True", "1", "yes")


def string(params: Params, name: str) -> str:
    value = params.get(name)
    return value if isinstance(value, str) else "" if value is None else str(value)


def parsed(params: Params, name: str, what: str) -> Any:
    """A parameter that holds JSON, whether the body was JSON itself or a form with JSON text in it."""
    value = params.get(name)
    if not isinstance(value, str):
        return value
    if not value:
        return None
    try:
        return msgspec.json.decode(value)
    except msgspec.DecodeError:
        raise bad(f"can't parse {what} JSON object") from None


# --- texts -----------------------------------------------------------------------------------------

TAGS = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline", "ins": "underline",
    "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough", "code": "code", "pre": "pre",
    "a": "text_link", "tg-spoiler": "spoiler", "span": "spoiler", "blockquote": "blockquote",
    "tg-emoji": "custom_emoji", "tg-time": "date_time",
}  # fmt: skip
MARK = re.compile(r"<(/?)([^\s<>/]*)([^<>]*)(>?)|&(?:lt|gt|amp|quot|#\d+|#x[0-9a-fA-F]+);")


def width(text: str) -> int:
    """Telegram counts offsets in UTF-16 code units."""
    return len(text.encode("utf-16-le")) // 2


@dataclass
class HtmlReader:
    """Reads Telegram's small HTML; a tag it doesn't know, or one left open, is an error as it is there."""

    source: str
    out: list[str] = field(default_factory=list)
    at: int = 0
    opened: list[tuple[str, int, str]] = field(default_factory=list)
    entities: list[Json] = field(default_factory=list)

    def read(self) -> Words:
        end = 0
        for mark in MARK.finditer(self.source):
            self.write(self.source[end : mark.start()])
            self.take(mark)
            end = mark.end()
        self.write(self.source[end:])
        if self.opened:
            raise self.error(f'Can\'t find end tag corresponding to start tag "{self.opened[-1][0]}"')
        return Words("".join(self.out), sorted(self.entities, key=lambda entity: entity["offset"]))

    def write(self, text: str) -> None:
        self.out.append(text)
        self.at += width(text)

    def take(self, mark: re.Match[str]) -> None:
        if mark[0].startswith("&"):
            return self.write(html.unescape(mark[0]))
        closing, name, attributes, complete = mark.groups()
        offset = len(self.source[: mark.start()].encode())
        if not complete:
            raise self.error(f"Unclosed start tag at byte offset {offset}")
        return self.close(name.lower(), offset) if closing else self.open(name.lower(), attributes, offset)

    def open(self, name: str, attributes: str, offset: int) -> None:
        if name not in TAGS:
            raise self.error(f'Unsupported start tag "{name}" at byte offset {offset}')
        self.opened.append((name, self.at, attributes))

    def close(self, name: str, offset: int) -> None:
        if not self.opened:
            raise self.error(f"Unexpected end tag at byte offset {offset}")
        opened, start, attributes = self.opened.pop()
        if name not in ("", opened):
            wanted = f'expected "</{opened}>", found "</{name}>"'
            raise self.error(f"Unmatched end tag at byte offset {offset}, {wanted}")
        if self.at > start:
            self.entities.append(entity(opened, start, self.at - start, attributes))

    @staticmethod
    def error(what: str) -> Refusal:
        return bad(f"can't parse entities: {what}")


def entity(tag: str, offset: int, length: int, attributes: str) -> Json:
    found: Json = {"type": TAGS[tag], "offset": offset, "length": length}
    if tag == "a" and (link := re.search(r"""href=["']?([^"'\s]+)""", attributes)):
        found["url"] = html.unescape(link[1])
    return found


def words(params: Params, name: str) -> Words:
    mode = string(params, "parse_mode")
    source = string(params, name)
    if not mode:
        entities = "entities" if name == "text" else f"{name}_entities"
        return Words(source, parsed(params, entities, "entities") or [])
    if mode.upper() != "HTML":
        raise bad("unsupported parse_mode")
    return HtmlReader(source).read()


def cleaned(found: Words) -> Words:
    """Telegram takes the white space off the end, and what was bold there with it."""
    text = found.text.rstrip()
    return Words(text, [one for one in found.entities if one["offset"] < width(text)])


def text_of(params: Params) -> Words:
    if not string(params, "text"):
        raise bad("message text is empty")
    found = cleaned(words(params, "text"))
    if not found.text:
        raise bad("text must be non-empty")
    if len(found.text) > TEXT_MAX:
        raise bad("message is too long")
    return found


def caption_of(params: Params) -> Words:
    found = cleaned(words(params, "caption"))
    if len(found.text) > CAPTION_MAX:
        raise bad("message caption is too long")
    return found


# --- keyboards -------------------------------------------------------------------------------------


def markup_of(params: Params, inline_only: bool = False, private: bool = True) -> Json | None:
    markup = parsed(params, "reply_markup", "reply keyboard markup")
    if markup is None:
        return None
    if not isinstance(markup, dict):
        raise bad("object expected as reply markup")
    if "inline_keyboard" in markup:
        return inline_keyboard(markup)
    if inline_only:
        raise bad("inline keyboard expected")
    if "keyboard" in markup:
        return reply_keyboard(markup, private)
    if flag(markup, "remove_keyboard") or flag(markup, "force_reply"):
        return markup
    raise bad("object expected as reply markup" if markup else "reply markup is empty")


def rows_of(markup: Json, name: str) -> list[list[Any]]:
    rows = markup[name]
    if not isinstance(rows, list):
        raise bad(f'Field "{name}" must be of type Array')
    if not all(isinstance(row, list) for row in rows):
        raise bad(f'Field "{name}" must be an Array of Arrays')
    if sum(map(len, rows)) > BUTTONS_MAX or any(len(row) > ROW_MAX for row in rows):
        raise bad("REPLY_MARKUP_TOO_LONG")
    return rows


def inline_keyboard(markup: Json) -> Json | None:
    rows = [row for row in rows_of(markup, "inline_keyboard") if row]
    for row in rows:
        for button in row:
            check_inline(button)
    return {"inline_keyboard": rows} if rows else None


def check_inline(button: Any) -> None:
    where = "can't parse inline keyboard button: "
    if not isinstance(button, dict):
        raise bad(where + "InlineKeyboardButton must be an Object")
    if not isinstance(button.get("text"), str):
        raise bad(where + 'Can\'t find field "text"')
    if not button["text"].strip():
        raise bad("Inline keyboard button text must be non-empty")
    actions = INLINE_ACTIONS & button.keys()
    if not actions:
        raise bad(where + "Text buttons are unallowed in the inline keyboard")
    if len(actions) > 1:
        raise bad("BUTTON_TYPE_INVALID")
    check_action(button, next(iter(actions)))


def check_action(button: Json, action: str) -> None:
    value = button[action]
    if action in ("callback_data", "url") and not isinstance(value, str):
        raise bad(f'can\'t parse inline keyboard button: Field "{action}" must be of type String')
    if action == "callback_data" and not 1 <= len(value.encode()) <= DATA_MAX_BYTES:
        raise bad("BUTTON_DATA_INVALID")
    if action == "url" and not re.match(r"(https?|tg|tonsite)://\S+$|[\w-]+(\.[\w-]+)+", value):
        raise bad(f"inline keyboard button URL '{value}' is invalid: Wrong HTTP URL")
    if action == "web_app" and not str((value or {}).get("url", "")).startswith("https://"):
        raise bad("inline keyboard button Web App URL is invalid: Only HTTPS links are allowed")
    if action == "copy_text" and not 1 <= len(str((value or {}).get("text", ""))) <= 256:
        raise bad("BUTTON_COPY_TEXT_INVALID")


def reply_keyboard(markup: Json, private: bool) -> Json:
    rows = [[check_key(key, private) for key in row] for row in rows_of(markup, "keyboard")]
    placeholder = markup.get("input_field_placeholder")
    if placeholder is not None and not 1 <= len(placeholder) <= 64:
        raise bad("REPLY_MARKUP_INVALID")
    return {**markup, "keyboard": rows}


def check_key(key: Any, private: bool) -> Json:
    button = {"text": key} if isinstance(key, str) else key
    if not isinstance(button, dict):
        raise bad("can't parse keyboard button: KeyboardButton must be an Object")
    if not isinstance(button.get("text"), str) or not button["text"].strip():
        raise bad("Keyboard button text must be non-empty")
    requests = [name for name in KEYBOARD_REQUESTS if button.get(name)]
    if len(requests) > 1:
        raise bad("can't parse keyboard button: only one request is allowed")
    if requests and not private:
        raise bad("phone number can be requested in private chats only")
    return button


# --- what the bot says about itself ----------------------------------------------------------------


def commands_of(params: Params) -> list[Json]:
    commands = parsed(params, "commands", "commands")
    if not isinstance(commands, list) or not all(isinstance(one, dict) for one in commands):
        raise bad("can't parse commands JSON object")
    if len(commands) > 100:
        raise bad("BOT_COMMANDS_TOO_MUCH")
    for one in commands:
        if not re.fullmatch(r"[a-z0-9_]{1,32}", str(one.get("command", "")).removeprefix("/")):
            raise bad("BOT_COMMAND_INVALID")
        if not 1 <= len(str(one.get("description", ""))) <= 256:
            raise bad("BOT_COMMAND_DESCRIPTION_INVALID")
    return [{"command": one["command"].removeprefix("/"), "description": one["description"]} for one in commands]


def scope_of(params: Params) -> tuple[str, int, str]:
    """Whom a list of commands is for: the scope's type, its chat (0: everybody's), the language."""
    scope = parsed(params, "scope", "BotCommandScope") or {"type": "default"}
    kind = scope.get("type") if isinstance(scope, dict) else None
    if kind not in ("default", "all_private_chats", "chat"):
        raise bad("can't parse BotCommandScope: Unsupported type specified")
    if kind == "chat" and not integer(scope, "chat_id"):
        raise bad("chat_id is empty")
    return kind, integer(scope, "chat_id") if kind == "chat" else 0, language_of(params)


def language_of(params: Params) -> str:
    code = string(params, "language_code")
    if code and not re.fullmatch(r"[a-z]{2}", code):
        raise bad("invalid language code specified")
    return code


ABOUT_LIMITS: Mapping[str, int] = {"name": 64, "description": 512, "short_description": 120}


def about_of(params: Params, field_name: str) -> str:
    value = string(params, field_name)
    if len(value) > ABOUT_LIMITS[field_name]:
        raise bad(f"BOT_{field_name.upper()}_TOO_LONG")
    return value


def check_menu_button(params: Params) -> Json:
    button = parsed(params, "menu_button", "menu button") or {"type": "default"}
    if not isinstance(button, dict) or button.get("type") not in ("default", "commands", "web_app"):
        raise bad("unsupported menu button type")
    if button["type"] == "web_app" and not str(button.get("web_app", {}).get("url", "")).startswith("https://"):
        raise bad("menu button Web App URL is invalid: Only HTTPS links are allowed")
    return button


def check_webhook(url: str, secret: str) -> None:
    local = re.match(r"http://(127\.0\.0\.1|localhost)(:\d+)?/", url)
    if not local and not url.startswith("https://"):
        raise bad("bad webhook: An HTTPS URL must be provided for webhook")
    if secret and not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", secret):
        raise bad("secret token contains unallowed characters")


def check_image(upload: Upload) -> None:
    starts: Sequence[bytes] = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF8", b"RIFF")
    if not upload.content.startswith(tuple(starts)):
        raise bad("IMAGE_PROCESS_FAILED")
    if len(upload.content) > 10 * 1024 * 1024:
        raise bad("file is too big")
