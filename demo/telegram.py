"""A strict Telegram: what the Bot API would refuse is refused here, with its words, and remembered.

Plain state, no HTTP and no threads: `call` is a bot's call, `act` is something a person does on a phone.
Nothing here depends on the bot being alive; a bot that was killed finds its updates where it left them.
Known to be simpler than Telegram: only private chats, only HTML as parse_mode, edits don't count for flood.
"""

from __future__ import annotations

import math
import random
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from demo import rules
from demo.faults import Faults
from demo.mailbox import Bell, Mailbox, Pending
from demo.people import KINDS_OF_MESSAGE, Chat, Impossible, Person, command_entities
from demo.rules import Json, Params, Upload, bad, forbidden, integer, string

TWO_DAYS = 48 * 3600
TOKEN = "7000000001:AAlocal-telegram-of-duobot-000000000"
Files = Mapping[str, Upload]


@dataclass(frozen=True)
class Options:
    """How strict, and how patient; rates are messages a second, 0 means no limit."""

    chat_rate: float = 1.0
    chat_burst: float = 8.0
    overall_rate: float = 30.0
    overall_burst: float = 30.0
    callback_life: float = 60.0
    unanswered_after: float = 10.0
    longest_poll: float = 50.0
    webhook_pause: float = 1.0


@dataclass(frozen=True)
class Complaint:
    """Something the bot did that Telegram would not have let pass."""

    method: str
    code: int
    description: str
    what: str


@dataclass
class Query:
    """A tap whose spinner turns until the bot answers."""

    id: str
    chat: int
    message: int
    data: str
    at: float
    complained: bool = False


@dataclass(frozen=True)
class Webhook:
    url: str = ""
    secret: str = ""
    max_connections: int = 40


@dataclass
class Bucket:
    """A token bucket; `wait` is 0 when one more may pass, else the seconds until it may."""

    rate: float
    burst: float
    level: float = 0.0
    at: float = 0.0

    def wait(self, now: float) -> float:
        self.level = max(0.0, self.level - (now - self.at) * self.rate)
        self.at = now
        if self.level + 1 > self.burst:
            return (self.level + 1 - self.burst) / self.rate
        return 0.0


class Telegram:
    """The whole Telegram of one bot."""

    def __init__(
        self, token: str = TOKEN, clock: Callable[[], float] = time.time, options: Options = Options()
    ) -> None:
        self.token, self.clock, self.options = token, clock, options
        number = int(token.split(":", maxsplit=1)[0])
        self.user: Json = {"id": number, "is_bot": True, "first_name": "duobot", "username": "duobot_bot"}
        self.me: Json = {
            **self.user, "can_join_groups": False, "can_read_all_group_messages": False,
            "supports_inline_queries": False, "can_connect_to_business": False, "has_main_web_app": False,
        }  # fmt: skip
        self.chats: dict[int, Chat] = {}
        self.mailbox = Mailbox(self.has_been_read)
        self.faults = Faults()
        self.webhook = Webhook()
        self.webhook_error: Json = {}
        self.allowed: list[str] | None = None
        self.complaints: list[Complaint] = []
        self.calls: deque[Json] = deque(maxlen=50_000)
        self.call_count = 0
        self.queries: dict[str, Query] = {}
        self.commands: dict[tuple[str, int, str], list[Json]] = {}
        self.about: dict[tuple[str, str], str] = {}
        self.files: dict[str, Upload] = {}
        self.menu_button: Json = {"type": "commands"}
        self.events: deque[Json] = deque(maxlen=20_000)
        self.seq = 0
        self.bell = Bell()
        self.flood: dict[int, Bucket] = {}
        self.last_poll = 0.0
        self.polled = Bell()
        self.methods = methods_of(self)

    # --- the bot's side ----------------------------------------------------------------------------

    def call(self, method: str, params: Params, files: Files) -> Any:
        """Carry out a bot's call, or raise the Refusal that Telegram would answer with."""
        found = self.methods.get(method.lower())
        try:
            if found is None:
                raise rules.Refusal(404, "Not Found")
            result = found(params, files)
        except rules.Refusal as refusal:
            self.complain(method, refusal, params)
            raise
        self.remember(method, params, 200)
        return result

    def complain(self, method: str, refusal: rules.Refusal, params: Params) -> None:
        what = ", ".join(f"{name}={str(value)[:200]}" for name, value in params.items())
        self.complaints.append(Complaint(method, refusal.code, refusal.description, what))
        self.remember(method, params, refusal.code)

    def remember(self, method: str, params: Params, code: int) -> None:
        self.call_count += 1
        self.calls.append({"seq": self.call_count, "method": method, "code": code, "params": params})

    def all_complaints(self) -> list[Complaint]:
        """Also the taps that were left spinning."""
        late = time.monotonic() - self.options.unanswered_after
        for query in self.queries.values():
            if query.at < late and not query.complained:
                query.complained = True
                what = f"chat {query.chat}, data {query.data}"
                self.complaints.append(Complaint("answerCallbackQuery", 0, "callback left unanswered", what))
        return self.complaints

    def chat_for(self, params: Params) -> Chat:
        given = params.get("chat_id")
        if given in (None, ""):
            raise bad("chat_id is empty")
        chat = self.chats.get(integer(params, "chat_id"))
        if chat is None:
            raise bad("chat not found")
        if chat.person.deleted:
            raise forbidden("user is deactivated")
        if not chat.started:
            raise forbidden("bot can't initiate conversation with a user")
        if chat.person.blocked:
            raise forbidden("bot was blocked by the user")
        return chat

    def slow_down(self, chat_id: int) -> None:
        now, options = time.monotonic(), self.options
        limits = (
            (chat_id, options.chat_rate, options.chat_burst),
            (0, options.overall_rate, options.overall_burst),
        )
        buckets = [self.flood.setdefault(key, Bucket(rate, burst)) for key, rate, burst in limits if rate]
        wait = max((bucket.wait(now) for bucket in buckets), default=0.0)
        if wait:
            raise rules.too_fast(max(1, math.ceil(wait)))
        for bucket in buckets:
            bucket.level += 1

    def send_message(self, params: Params, _: Files) -> Json:
        chat = self.chat_for(params)
        words = rules.text_of(params)
        content: Json = {"text": words.text}
        if words.entities:
            content["entities"] = words.entities
        return self.deliver(chat, content, params)

    def send_document(self, params: Params, files: Files) -> Json:
        return self.send_file("document", params, files)

    def send_voice(self, params: Params, files: Files) -> Json:
        """Only what somebody sent the bot, by what it is called: it has no recordings of its own."""
        chat, given = self.chat_for(params), string(params, "voice")
        found = next((v for c in self.chats.values() for m in c.messages.values() if (v := m.get("voice"))
                      and v["file_id"] == given), None)  # fmt: skip
        if found is None:
            raise bad("wrong file identifier/HTTP URL specified" if given else "there is no voice in the request")
        return self.deliver(chat, {"voice": found, **captioned(params)}, params)

    def send_photo(self, params: Params, files: Files) -> Json:
        return self.send_file("photo", params, files)

    def send_file(self, kind: str, params: Params, files: Files) -> Json:
        chat = self.chat_for(params)
        file_id, upload = self.file_of(kind, params, files)
        message = self.deliver(chat, {kind: describe(kind, file_id, upload), **captioned(params)}, params)
        self.files[file_id] = upload
        return message

    def file_of(self, kind: str, params: Params, files: Files) -> tuple[str, Upload]:
        given = string(params, kind)
        if given in self.files:
            return given, self.files[given]
        upload = files.get(given.removeprefix("attach://") if given.startswith("attach://") else kind)
        if upload is None:
            raise bad("wrong file identifier/HTTP URL specified" if given else f"there is no {kind} in the request")
        if not upload.content:
            raise bad("file must be non-empty")
        if kind == "photo":
            rules.check_image(upload)
        if len(upload.content) > 50 * 1024 * 1024:
            raise rules.Refusal(413, "Request Entity Too Large")
        return f"file_{len(self.files) + 1}", upload

    def deliver(self, chat: Chat, content: Json, params: Params) -> Json:
        markup = rules.markup_of(params)
        content |= self.reply_of(chat, params)
        self.slow_down(chat.person.id)
        message = self.new_message(chat, self.user, content)
        if markup and "inline_keyboard" in markup:
            message["reply_markup"] = markup
        elif markup:
            chat.keyboard = markup if "keyboard" in markup else None
        chat.typing_until = 0.0
        self.changed(chat, message)
        return message

    @staticmethod
    def reply_of(chat: Chat, params: Params) -> Json:
        reply = rules.parsed(params, "reply_parameters", "reply parameters") or {}
        wanted = integer(reply, "message_id") or integer(params, "reply_to_message_id")
        if not wanted:
            return {}
        if wanted in chat.messages:
            quoted = {key: value for key, value in chat.messages[wanted].items() if key != "reply_to_message"}
            return {"reply_to_message": quoted}
        if rules.flag(reply or params, "allow_sending_without_reply"):
            return {}
        raise bad("message to be replied not found")

    def editable(self, chat: Chat, params: Params) -> Json:
        message = chat.messages.get(integer(params, "message_id"))
        if message is None:
            raise bad("message to edit not found")
        if message["from"]["id"] != self.me["id"]:
            raise bad("message can't be edited")
        return message

    def edit_message_text(self, params: Params, _: Files) -> Json:
        chat = self.chat_for(params)
        message = self.editable(chat, params)
        if "text" not in message:
            raise bad("there is no text in the message to edit")
        words = rules.text_of(params)
        return self.edit(chat, message, {"text": words.text, "entities": words.entities}, params)

    def edit_message_reply_markup(self, params: Params, _: Files) -> Json:
        chat = self.chat_for(params)
        return self.edit(chat, self.editable(chat, params), {}, params)

    def edit(self, chat: Chat, message: Json, content: Json, params: Params) -> Json:
        new = {**content, "reply_markup": rules.markup_of(params, inline_only=True)}
        if all((message.get(name) or None) == (value or None) for name, value in new.items()):
            raise bad(rules.SAME)
        for name, value in new.items():
            if value:
                message[name] = value
            else:
                message.pop(name, None)
        message["edit_date"] = int(self.clock())
        self.changed(chat, message)
        return message

    def delete_message(self, params: Params, _: Files) -> bool:
        chat = self.chat_for(params)
        message = chat.messages.get(integer(params, "message_id"))
        if message is None:
            raise bad("message to delete not found")
        if self.clock() - message["date"] > TWO_DAYS:
            raise bad("message can't be deleted for everyone")
        del chat.messages[message["message_id"]]
        self.tell(chat, {"kind": "deleted", "message_id": message["message_id"]})
        return True

    def answer_callback_query(self, params: Params, _: Files) -> bool:
        number = string(params, "callback_query_id")
        if not number:
            raise bad("callback_query_id is empty")
        if len(string(params, "text")) > rules.ANSWER_MAX:
            raise bad("MESSAGE_TOO_LONG")
        query = self.queries.get(number)
        if query is None or time.monotonic() - query.at > self.options.callback_life:
            raise bad("query is too old and response timeout expired or query ID is invalid")
        del self.queries[number]
        chat = self.chats[query.chat]
        answer = {"id": number, "message_id": query.message, "text": string(params, "text")}
        answer["show_alert"] = rules.flag(params, "show_alert")
        chat.answers.append(answer)
        self.tell(chat, {"kind": "answer", "answer": answer})
        return True

    def send_chat_action(self, params: Params, _: Files) -> bool:
        chat = self.chat_for(params)
        if string(params, "action") not in rules.CHAT_ACTIONS:
            raise bad("wrong parameter action in request")
        chat.typing_until = time.monotonic() + 5
        self.tell(chat, {"kind": "typing"})
        return True

    # --- what the bot says about itself ------------------------------------------------------------

    def set_my_commands(self, params: Params, _: Files) -> bool:
        self.commands[self.known_scope(params)] = rules.commands_of(params)
        self.announce({"kind": "about"})
        return True

    def get_my_commands(self, params: Params, _: Files) -> list[Json]:
        return self.commands.get(self.known_scope(params), [])

    def delete_my_commands(self, params: Params, _: Files) -> bool:
        self.commands.pop(self.known_scope(params), None)
        self.announce({"kind": "about"})
        return True

    def known_scope(self, params: Params) -> tuple[str, int, str]:
        scope = rules.scope_of(params)
        if scope[1] and scope[1] not in self.chats:
            raise bad("chat not found")
        return scope

    def commands_for(self, person: Person) -> list[Json]:
        """The first list that fits, in Telegram's order."""
        scopes = (("chat", person.id), ("all_private_chats", 0), ("default", 0))
        for kind, chat in scopes:
            for language in (person.language_code[:2], ""):
                if found := self.commands.get((kind, chat, language)):
                    return found
        return []

    def about_for(self, person: Person, name: str) -> str:
        default = "duobot" if name == "name" else ""
        return self.about.get((name, person.language_code[:2])) or self.about.get((name, "")) or default

    def set_about(self, name: str) -> Callable[[Params, Files], bool]:
        def set_it(params: Params, _: Files) -> bool:
            self.about[name, rules.language_of(params)] = rules.about_of(params, name)
            self.announce({"kind": "about"})
            return True

        return set_it

    def get_about(self, name: str) -> Callable[[Params, Files], Json]:
        return lambda params, _: {name: self.about.get((name, rules.language_of(params)), "")}

    def set_chat_menu_button(self, params: Params, _: Files) -> bool:
        button = rules.check_menu_button(params)
        if params.get("chat_id") in (None, ""):
            self.menu_button = button
        else:
            self.chat_for(params).menu_button = button
        self.announce({"kind": "about"})
        return True

    def get_chat_menu_button(self, params: Params, _: Files) -> Json:
        chat = self.chats.get(integer(params, "chat_id"))
        return (chat and chat.menu_button) or self.menu_button

    # --- webhook -----------------------------------------------------------------------------------

    def set_webhook(self, params: Params, _: Files) -> bool:
        url, secret = string(params, "url"), string(params, "secret_token")
        if url:
            rules.check_webhook(url, secret)
        self.webhook = Webhook(url, secret, min(100, max(1, integer(params, "max_connections", 40))))
        self.webhook_error = {}
        self.settle_allowed(params)
        if rules.flag(params, "drop_pending_updates"):
            self.mailbox.pending.clear()
        self.mailbox.bell.ring()
        return True

    def delete_webhook(self, params: Params, files: Files) -> bool:
        return self.set_webhook({**params, "url": ""}, files)

    def get_webhook_info(self, _: Params, __: Files) -> Json:
        info: Json = {"url": self.webhook.url, "has_custom_certificate": False}
        info["pending_update_count"] = len(self.mailbox.pending)
        if self.webhook.url:
            info |= {"max_connections": self.webhook.max_connections, "ip_address": "127.0.0.1"}
        if self.allowed is not None:
            info["allowed_updates"] = self.allowed
        return info | self.webhook_error

    def settle_allowed(self, params: Params) -> None:
        """Remembered from call to call; an empty list means the usual kinds again."""
        kinds = rules.parsed(params, "allowed_updates", "allowed_updates")
        if kinds is None:
            return
        if not isinstance(kinds, list):
            raise bad("can't parse allowed_updates JSON array")
        self.allowed = kinds or None

    # --- the people's side -------------------------------------------------------------------------

    def add_person(self, wish: Json) -> Person:
        names = {one.name for one in fields(Person)}
        number = wish.get("id") or 100_000_000 + len(self.chats) * 7919 + random.randrange(7000)
        while number in self.chats:
            number += 1
        person = Person(**({key: value for key, value in wish.items() if key in names} | {"id": number}))
        self.chats[number] = Chat(person)
        self.announce({"kind": "phones"})
        return person

    def change_person(self, number: int, wish: Json) -> Person:
        chat = self.chat_of(number)
        allowed = {"first_name", "last_name", "username", "language_code", "phone", "role", "link"}
        chat.person = replace(chat.person, **{key: value for key, value in wish.items() if key in allowed})
        self.tell(chat, {"kind": "person"})
        return chat.person

    def chat_of(self, number: int) -> Chat:
        if number not in self.chats:
            raise Impossible(f"there is no phone {number}")
        return self.chats[number]

    def act(self, number: int, act: str, wish: Json) -> Json:
        """Something a person does with the phone."""
        chat = self.chat_of(number)
        if chat.person.deleted:
            raise Impossible("this account is gone")
        if chat.person.blocked and act in ("says", "sends", "shares", "presses", "edits"):
            raise Impossible("the bot is blocked on this phone: unblock it first")
        match act:
            case "says":
                return self.says(chat, str(wish["text"]))
            case "taps":
                return self.taps(chat, wish)
            case "presses":
                return self.presses(chat, str(wish["label"]))
            case "sends":
                return self.sends(chat, wish)
            case "shares":
                return self.from_person(chat, {"contact": wish.get("contact") or chat.person.contact()})
            case "edits":
                return self.edits(chat, int(wish["message_id"]), str(wish["text"]))
            case "starts":
                return self.starts(chat, str(wish.get("token") or ""))
            case "blocks" | "unblocks":
                return self.blocks(chat, act == "blocks")
            case "leaves":
                chat.person.deleted = True
                self.tell(chat, {"kind": "person"})
                return {}
        raise Impossible(f"a phone can't do {act!r}")

    def says(self, chat: Chat, text: str) -> Json:
        if not text.strip() or len(text) > rules.TEXT_MAX:
            raise Impossible("a message has between 1 and 4096 characters")
        content: Json = {"text": text}
        if text.startswith("/"):
            content["entities"] = command_entities(text)
        return self.from_person(chat, content)

    def starts(self, chat: Chat, link: str) -> Json:
        """Opens the chat, perhaps by a link like https://t.me/duobot_bot?start=TOKEN, and presses Start."""
        token = link.rsplit("start=", 1)[-1]
        if chat.person.blocked:
            self.blocks(chat, False)
        return self.says(chat, f"/start {token}".strip())

    def taps(self, chat: Chat, wish: Json) -> Json:
        if wish.get("forged"):
            message = chat.messages[int(wish["message_id"])]
            button: Json = {"callback_data": wish["data"]}
        else:
            message, button = chat.find_button(str(wish.get("label") or ""), wish.get("message_id"), wish.get("data"))
        if "callback_data" not in button:
            return {"url": button.get("url"), "copied": (button.get("copy_text") or {}).get("text")}
        number = str(random.getrandbits(62))
        query = Query(number, chat.person.id, message["message_id"], button["callback_data"], time.monotonic())
        self.queries[number] = query
        update: Json = {"id": number, "from": chat.person.user, "message": message, "data": query.data}
        update["chat_instance"] = str(chat.person.id * 31)
        self.tell(chat, {"kind": "tapped", "id": number, "message_id": query.message, "data": query.data})
        return {
            "id": number,
            "seq": chat.seq,
            "update_id": self.update("callback_query", update, chat.person.id),
        }

    def presses(self, chat: Chat, label: str) -> Json:
        key = chat.find_key(label)
        if chat.keyboard and chat.keyboard.get("one_time_keyboard"):
            chat.keyboard = None
        if key.get("request_contact"):
            return self.from_person(chat, {"contact": chat.person.contact()})
        if key.get("request_location"):
            return self.from_person(chat, dict(KINDS_OF_MESSAGE["location"]))
        return self.says(chat, key["text"])

    def sends(self, chat: Chat, wish: Json) -> Json:
        if wish.get("kind") == "forwarded":
            origin = {"type": "hidden_user", "sender_user_name": "Somebody", "date": int(self.clock()) - 60}
            return self.from_person(chat, {"forward_origin": origin, "text": wish.get("text", "Have you seen this?")})
        if wish.get("kind") not in KINDS_OF_MESSAGE:
            raise Impossible(f"a phone can send: forwarded, {', '.join(KINDS_OF_MESSAGE)}")
        return self.from_person(chat, dict(KINDS_OF_MESSAGE[wish["kind"]]))

    def edits(self, chat: Chat, number: int, text: str) -> Json:
        message = chat.messages.get(number)
        if message is None or message["from"]["id"] != chat.person.id:
            raise Impossible("people edit their own messages")
        message |= {"text": text, "edit_date": int(self.clock())}
        self.changed(chat, message)
        update = self.update("edited_message", message, chat.person.id, number)
        return {"message_id": number, "seq": chat.seq, "update_id": update}

    def blocks(self, chat: Chat, blocked: bool) -> Json:
        if chat.person.blocked == blocked:
            return {}
        chat.person.blocked = blocked
        bot = self.user
        kicked: Json = {"user": bot, "status": "kicked", "until_date": 0}
        member: Json = {"user": bot, "status": "member"}
        update: Json = {"chat": chat.person.chat, "from": chat.person.user, "date": int(self.clock())}
        update["old_chat_member"], update["new_chat_member"] = (member, kicked) if blocked else (kicked, member)
        self.tell(chat, {"kind": "person"})
        return {"seq": chat.seq, "update_id": self.update("my_chat_member", update, chat.person.id)}

    def from_person(self, chat: Chat, content: Json) -> Json:
        chat.started = True
        message = self.new_message(chat, chat.person.user, content)
        self.changed(chat, message)
        update = self.update("message", message, chat.person.id, message["message_id"])
        return {"message_id": message["message_id"], "seq": chat.seq, "update_id": update}

    # --- what both sides need ----------------------------------------------------------------------

    def new_message(self, chat: Chat, sender: Json, content: Json) -> Json:
        chat.last_id += 1
        message: Json = {"message_id": chat.last_id, "from": sender, "chat": chat.person.chat}
        message |= {"date": int(self.clock()), **content}
        chat.messages[chat.last_id] = message
        return message

    def update(self, kind: str, content: Json, chat: int, message: int = 0) -> int | None:
        if self.allowed is not None and kind not in self.allowed:
            self.mailbox.next_id += 1
            return None
        return self.mailbox.add(kind, content, chat, message)

    def has_been_read(self, item: Pending) -> None:
        chat = self.chats.get(item.chat)
        if chat and item.message > chat.read_to:
            chat.read_to = item.message
            self.tell(chat, {"kind": "read", "read_to": item.message})

    def changed(self, chat: Chat, message: Json) -> None:
        chat.changes[message["message_id"]] = self.seq + 1
        self.tell(chat, {"kind": "message", "message": dict(message), "keyboard": chat.keyboard})

    def tell(self, chat: Chat, event: Json) -> None:
        chat.seq = self.seq + 1
        self.announce({"phone": chat.person.id, **event})

    def announce(self, event: Json) -> None:
        self.seq += 1
        self.events.append({"seq": self.seq, **event})
        self.bell.ring()

    def events_after(self, seq: int) -> list[Json]:
        """Newest first while searching: a reader is nearly always only a few behind."""
        found: list[Json] = []
        for event in reversed(self.events):
            if event["seq"] <= seq:
                break
            found.append(event)
        return found[::-1]

    def screen(self, number: int, since: int = 0) -> Json:
        """All that the phone shows; with `since`, only the messages that changed after it."""
        chat = self.chat_of(number)
        person = chat.person
        ids = [one for one in chat.messages if chat.changes[one] > since] if since else list(chat.messages)
        return {
            "seq": chat.seq, "now_seq": self.seq, "person": asdict(person), "started": chat.started,
            "messages": [{**chat.messages[one], "seq": chat.changes[one]} for one in ids],
            "keyboard": chat.keyboard, "read_to": chat.read_to,
            "typing": chat.typing_until > time.monotonic(), "answers": chat.answers[-20:],
            "spinning": [query.id for query in self.queries.values() if query.chat == number],
            "commands": self.commands_for(person), "menu_button": chat.menu_button or self.menu_button,
            "description": self.about_for(person, "description"), "name": self.about_for(person, "name"),
        }  # fmt: skip


def captioned(params: Params) -> Json:
    """The words below a file, if there are any."""
    words = rules.caption_of(params)
    return {"caption": words.text, "caption_entities": words.entities} if words.text else {}


def describe(kind: str, file_id: str, upload: Upload) -> Any:
    facts: Json = {"file_id": file_id, "file_unique_id": f"u{file_id}", "file_size": len(upload.content)}
    if kind == "photo":
        return [{**facts, "width": 640, "height": 480}]
    return {**facts, "file_name": upload.name, "mime_type": upload.kind}


def methods_of(telegram: Telegram) -> dict[str, Callable[[Params, Files], Any]]:
    """Every method there is, by its name in small letters; getUpdates waits, so it lives with the server."""
    named: dict[str, Callable[[Params, Files], Any]] = {
        "getMe": lambda params, files: telegram.me,
        "sendMessage": telegram.send_message,
        "sendDocument": telegram.send_document,
        "sendPhoto": telegram.send_photo,
        "sendVoice": telegram.send_voice,
        "editMessageText": telegram.edit_message_text,
        "editMessageReplyMarkup": telegram.edit_message_reply_markup,
        "deleteMessage": telegram.delete_message,
        "answerCallbackQuery": telegram.answer_callback_query,
        "sendChatAction": telegram.send_chat_action,
        "setMyCommands": telegram.set_my_commands,
        "getMyCommands": telegram.get_my_commands,
        "deleteMyCommands": telegram.delete_my_commands,
        "setMyName": telegram.set_about("name"),
        "getMyName": telegram.get_about("name"),
        "setMyDescription": telegram.set_about("description"),
        "getMyDescription": telegram.get_about("description"),
        "setMyShortDescription": telegram.set_about("short_description"),
        "getMyShortDescription": telegram.get_about("short_description"),
        "setChatMenuButton": telegram.set_chat_menu_button,
        "getChatMenuButton": telegram.get_chat_menu_button,
        "setWebhook": telegram.set_webhook,
        "deleteWebhook": telegram.delete_webhook,
        "getWebhookInfo": telegram.get_webhook_info,
    }
    return {name.lower(): method for name, method in named.items()}
