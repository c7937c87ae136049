"""The people with their phones, and what their chat with the bot looks like to them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from demo.rules import Json, width

COMMAND = re.compile(r"/[A-Za-z0-9_]{1,32}(@\w+)?(?=\s|$)")


class Impossible(Exception):
    """The phone can't do that: no such button, no such message, no number to share."""


@dataclass
class Person:
    """Somebody with a phone. `role` and `link` are only for the demo's page."""

    id: int
    first_name: str
    language_code: str = "nl"
    last_name: str = ""
    username: str = ""
    phone: str = ""
    role: str = ""
    link: str = ""
    blocked: bool = False
    deleted: bool = False

    @property
    def user(self) -> Json:
        found: Json = {"id": self.id, "is_bot": False, "first_name": self.first_name}
        for name in ("last_name", "username", "language_code"):
            if getattr(self, name):
                found[name] = getattr(self, name)
        return found

    @property
    def chat(self) -> Json:
        found: Json = {"id": self.id, "type": "private", "first_name": self.first_name}
        for name in ("last_name", "username"):
            if getattr(self, name):
                found[name] = getattr(self, name)
        return found

    def contact(self) -> Json:
        if not self.phone:
            raise Impossible(f"{self.first_name} has no phone number to share")
        return {"phone_number": self.phone, "first_name": self.first_name, "user_id": self.id}


@dataclass
class Chat:
    """One phone's chat with the bot. `keyboard` is the reply keyboard now above the input, if any."""

    person: Person
    messages: dict[int, Json] = field(default_factory=dict)
    changes: dict[int, int] = field(default_factory=dict)
    keyboard: Json | None = None
    menu_button: Json | None = None
    started: bool = False
    last_id: int = 0
    read_to: int = 0
    seq: int = 0
    typing_until: float = 0.0
    answers: list[Json] = field(default_factory=list)

    def find_button(self, label: str, message_id: int | None, data: str | None) -> tuple[Json, Json]:
        """The message and its button, newest message first; a whole label before a part of one."""
        wanted = list(self.buttons(message_id))
        if data is not None:
            fits = [pair for pair in wanted if pair[1].get("callback_data") == data]
        else:
            fits = [pair for pair in wanted if plain(pair[1]["text"]) == plain(label)]
            fits = fits or [pair for pair in wanted if plain(label) in plain(pair[1]["text"])]
        if not fits:
            on_screen = ", ".join(button["text"] for _, button in wanted) or "no buttons at all"
            raise Impossible(f"no button {label or data!r} on the screen, but: {on_screen}")
        return fits[0]

    def buttons(self, message_id: int | None = None) -> Iterator[tuple[Json, Json]]:
        for number in reversed(self.messages):
            message = self.messages[number]
            if message_id not in (None, number):
                continue
            for row in message.get("reply_markup", {}).get("inline_keyboard", ()):
                for button in row:
                    yield message, button

    def find_key(self, label: str) -> Json:
        keys = [key for row in (self.keyboard or {}).get("keyboard", ()) for key in row]
        fits = [key for key in keys if plain(key["text"]) == plain(label)]
        fits = fits or [key for key in keys if plain(label) in plain(key["text"])]
        if not fits:
            raise Impossible(f"no key {label!r} above the input, but: {', '.join(k['text'] for k in keys)}")
        found: Json = fits[0]
        return found


def plain(label: str) -> str:
    """A tick in front of a label is how it looks, not what it is called."""
    return label.strip().lstrip("✓✔✅☑☐️ ").strip().casefold()


def command_entities(text: str) -> list[Json]:
    found = COMMAND.match(text)
    return [{"type": "bot_command", "offset": 0, "length": width(found[0])}] if found else []


KINDS_OF_MESSAGE: dict[str, Json] = {
    "sticker": {
        "sticker": {
            "file_id": "sticker_1", "file_unique_id": "usticker_1", "type": "regular", "width": 512,
            "height": 512, "is_animated": False, "is_video": False, "emoji": "👋",
        }
    },
    "voice": {
        "voice": {
            "file_id": "voice_1", "file_unique_id": "uvoice_1", "duration": 4, "mime_type": "audio/ogg",
        }
    },
    "photo": {
        "photo": [{"file_id": "photo_1", "file_unique_id": "uphoto_1", "width": 640, "height": 480}]
    },
    "location": {"location": {"latitude": 51.0259, "longitude": 4.4776}},
    "document": {
        "document": {
            "file_id": "document_1", "file_unique_id": "udocument_1", "file_name": "brief.pdf",
            "mime_type": "application/pdf", "file_size": 2048,
        }
    },
    "next-year": {"hologram": {"file_id": "hologram_1", "depth": 3, "scent": "coffee"}},
}  # fmt: skip
