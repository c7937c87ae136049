"""The hot path: raw updates in, letters out, Telegram's refusals in our words.

getUpdates, sendMessage, editMessageText and answerCallbackQuery are asked here with plain JSON, and an update is read
by a small typed view: ten times python-telegram-bot's own way (docs/decisions/0013). Whatever isn't one of these four
is asked of `Telegram.bot`, which is PTB's `telegram.Bot`, over the same session.
"""

import asyncio
import contextlib
import time
from collections.abc import Awaitable, Callable, Sequence
from functools import cached_property
from typing import Annotated, Any, TypeGuard

import msgspec
from telegram import Bot, BotCommandScopeChat, InputFile
from telegram.constants import CallbackQueryLimit, MessageLimit
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

from bot import logs
from bot.channels.base import (
    Arrival,
    Command,
    Contact,
    Delivered,
    File,
    Gone,
    Later,
    Letter,
    Moved,
    Other,
    Outcome,
    Parcel,
    Press,
    Reachable,
    Refused,
    Text,
    Unknown,
    Unreadable,
    What,
)
from bot.channels.telegram.albums import Albums
from bot.channels.telegram.patience import SLOWEST_RETRY, Patience, safe, seconds_of, slower
from bot.channels.telegram.transport import GARBLED, MaybeSent, NotSent, Transport, check, result_of
from storage.errors import DuobotError

log = logs.log("telegram")
ALLOWED = ["message", "edited_message", "callback_query", "my_chat_member"]
POLL_SECONDS, POLL_LIMIT = 25, 100
POLL_PATIENCE = 40.0  # seconds for the answer to a long poll
MOST_FAREWELLS = 100  # groups remembered, so that an update that comes again isn't answered again
MOST_TOAST = CallbackQueryLimit.ANSWER_CALLBACK_QUERY_TEXT_LENGTH
KINDS = (
    "sticker", "voice", "audio", "video_note", "photo", "video", "animation", "document", "location", "poll",
)  # fmt: skip
UNSEEN = "\u200e\u200f"  # before a command that somebody copied from a text of ours
# what Telegram says by itself, or what was done with the chat: nobody said anything to us
SERVICE = frozenset((
    "boost_added", "channel_chat_created", "chat_background_set", "chat_owner_changed", "chat_owner_left",
    "chat_shared", "checklist_tasks_added", "checklist_tasks_done", "connected_website", "delete_chat_photo",
    "direct_message_price_changed", "forum_topic_closed", "forum_topic_created", "forum_topic_edited",
    "forum_topic_reopened", "general_forum_topic_hidden", "general_forum_topic_unhidden", "gift", "gift_upgrade_sent",
    "giveaway_completed", "giveaway_created", "group_chat_created", "left_chat_member", "managed_bot_created",
    "message_auto_delete_timer_changed", "migrate_from_chat_id", "migrate_to_chat_id", "new_chat_members",
    "new_chat_photo", "new_chat_title", "paid_message_price_changed", "pinned_message", "poll_option_added",
    "poll_option_deleted", "proximity_alert_triggered", "refunded_payment", "successful_payment",
    "suggested_post_approval_failed", "suggested_post_approved", "suggested_post_declined", "suggested_post_paid",
    "suggested_post_refunded", "supergroup_chat_created", "unique_gift", "users_shared", "video_chat_ended",
    "video_chat_participants_invited", "video_chat_scheduled", "video_chat_started", "web_app_data",
    "write_access_allowed",
))  # fmt: skip
LONGEST_FILE_ID = 300  # characters; today's have about eighty
ALIKE = {"audio": "voice", "video_note": "voice", "video": "photo", "animation": "sticker", "poll": "unknown"}

# Telegram's numbers have 52 bits, a row's have 64: what is beyond was never a number of theirs
WIDE = 2**63 - 1
Number = Annotated[int, msgspec.Meta(ge=-WIDE, le=WIDE)]


def is_number(found: Any) -> TypeGuard[int]:
    return type(found) is int and -WIDE <= found <= WIDE


# --- updates: a small typed view, everything else passes -----------------------------------------


class User(msgspec.Struct):
    id: Number
    language_code: str | None = None


class Chat(msgspec.Struct):
    id: Number
    type: str


class Shared(msgspec.Struct):
    phone_number: str
    user_id: Number | None = None


class Message(msgspec.Struct):
    message_id: Number
    chat: Chat
    from_: User | None = msgspec.field(default=None, name="from")
    text: str | None = None
    contact: Shared | None = None
    forward_origin: msgspec.Raw | Any = None


class Query(msgspec.Struct):
    id: str
    from_: User = msgspec.field(name="from")
    data: str = ""
    message: Message | None = None


class Standing(msgspec.Struct):
    status: str


class Membership(msgspec.Struct):
    chat: Chat
    new_chat_member: Standing


class Update(msgspec.Struct):
    update_id: Number
    message: Message | None = None
    edited_message: Message | None = None
    callback_query: Query | None = None
    my_chat_member: Membership | None = None


def arrival_of(raw: dict[str, Any]) -> Arrival | None:
    """One update, parsed on its own. None for what nobody said to us: groups, channels, service messages."""
    id = raw.get("update_id")
    id = id if is_number(id) else None
    try:
        return _arrival(msgspec.convert(raw, Update), raw)
    except (ValueError, TypeError, RecursionError) as error:
        return Arrival(_chat_in(raw), Unreadable(f"unreadable update: {error}", _kept(raw)), id)


def unread(body: bytes, reason: str) -> Arrival:
    """What isn't even JSON: the house keeps it aside."""
    return Arrival(0, Unreadable(f"unreadable update: {reason}", body.decode(errors="replace")))


def _kept(raw: Any) -> str:
    try:
        return msgspec.json.encode(raw).decode()
    except RecursionError:  # it was read from a place a little less deep
        return "nested too deeply"


def _arrival(update: Update, raw: dict[str, Any]) -> Arrival | None:
    match update:
        case Update(callback_query=Query() as query):
            return _pressed(update.update_id, query)
        case Update(message=Message() as message) if message.chat.type == "private":
            hint = message.from_.language_code if message.from_ else None
            said = _said(message, raw["message"])
            return Arrival(message.chat.id, said, update.update_id, hint=hint) if said else None
        case Update(edited_message=Message() as message) if message.chat.type == "private":
            # without words it is a place on the map that moves, every few seconds
            words = message.text or _caption(raw["edited_message"])
            return Arrival(message.chat.id, Other("edited", words), update.update_id) if words else None
        case Update(my_chat_member=Membership() as change) if change.chat.type == "private":
            here = change.new_chat_member.status not in ("kicked", "left")
            return Arrival(change.chat.id, Reachable(here), update.update_id)
    return None


def _pressed(id: int, query: Query) -> Arrival:
    """In a private chat the chat's number is the person's. The message may be too old to be told."""
    message = query.message
    press = Press(query.data, message.message_id if message else 0, (message.text or "") if message else "")
    return Arrival(query.from_.id, press, id, hint=query.from_.language_code, press=query.id)


def _said(message: Message, raw: dict[str, Any]) -> What | None:
    if message.forward_origin is not None or "forward_date" in raw:
        return Other("forwarded", message.text or "")
    if message.contact is not None:
        sender = message.from_.id if message.from_ else None
        return Contact(message.contact.phone_number, message.contact.user_id == sender)
    if message.text is not None:
        return _command(message.text) or Text(message.text)
    if not SERVICE.isdisjoint(raw):
        return None
    found = next((k for k in KINDS if k in raw), "unknown")
    return Other(ALIKE.get(found, found), _caption(raw), _recording(raw))


def _recording(raw: dict[str, Any]) -> str:
    voice = raw.get("voice")
    file = voice.get("file_id") if isinstance(voice, dict) else None
    return file if isinstance(file, str) and len(file) <= LONGEST_FILE_ID else ""


def _caption(raw: dict[str, Any]) -> str:
    caption = raw.get("caption")
    return caption if isinstance(caption, str) else ""


def _command(text: str) -> Command | None:
    text = text.lstrip(UNSEEN)
    if not text.startswith("/"):
        return None
    name, _, argument = text[1:].partition(" ")
    name = name.partition("@")[0].lower()
    return Command(name, argument.strip()) if name.isidentifier() else None


def joined(raw: dict[str, Any]) -> int:
    """The group or channel that somebody just put the bot in; 0 when it is something else."""
    change = msgspec.convert(raw, Update).my_chat_member
    if change is None or change.chat.type == "private" or change.new_chat_member.status in ("kicked", "left"):
        return 0
    return change.chat.id


def _chat_in(raw: dict[str, Any]) -> int:
    """Whose update an unreadable one is, as far as can be told; 0 when it can't."""
    for part in raw.values():
        if isinstance(part, dict):
            for holder in (part.get("chat"), part.get("from")):
                if isinstance(holder, dict) and is_number(holder.get("id")):
                    return int(holder["id"])
    return 0


# --- the bot ---------------------------------------------------------------------------------------


class Telegram:
    """A bot at Telegram, by polling."""

    def __init__(self, api: str, token: str) -> None:
        self._api, self._token = f"{api.rstrip('/')}/bot", token
        self._request = Transport()
        self._stopping = False
        self.patience = Patience()
        self._albums = Albums()
        self._farewells: dict[int, asyncio.Task[None]] = {}  # by update
        self._poll: asyncio.Task[Any] | None = None
        self._flooded = (0, 0.0)  # the last chat that was told to slow down, and when
        self.polled = 0.0  # when Telegram last answered a poll, by the monotonic clock
        self.ready = asyncio.Event()
        self.on_hang_up: Callable[[], object] = lambda: None

    async def open(self) -> None:
        await self._request.initialize()

    async def close(self) -> None:
        for farewell in self._farewells.values():
            farewell.cancel()
        await self._request.shutdown()

    @cached_property
    def bot(self) -> Bot:
        """python-telegram-bot's client, for everything that isn't the hot path. Raises PTB's errors."""
        return Bot(self._token, self._api, request=self._request, get_updates_request=self._request)

    def told(self) -> tuple[str, float] | None:
        """The last date that Telegram told beside an answer, and when, in seconds of the monotonic clock."""
        return self._request.told

    async def told_time(self) -> str:
        """The date that Telegram's server says it is (RFC 9110); nothing where it says none."""
        return await self._request.date(self._api.removesuffix("/bot"))

    async def _asked(self, method: str, patience: float | None = None, **parameters: Any) -> tuple[int, bytes]:
        """One method of the hot path; what is None isn't sent. Raises `NetworkError`."""
        body = msgspec.json.encode({k: v for k, v in parameters.items() if v is not None})
        return await self._request.post_json(f"{self._api}{self._token}/{method}", body, patience)

    async def _tell(self, method: str, **parameters: Any) -> None:
        """The same where nobody reads the answer. Raises PTB's errors."""
        await check(*await self._asked(method, **parameters))

    def arrival(self, raw: dict[str, Any]) -> Arrival | None:
        """What an update means, once those before it are remembered."""
        if self._albums.answered(raw):
            return None
        found = arrival_of(raw)
        if found is None and "my_chat_member" in raw and (group := joined(raw)):
            self._takes_leave(raw["update_id"], group)
        return found

    def _takes_leave(self, update: int, group: int) -> None:
        if update in self._farewells:
            return
        if len(self._farewells) >= MOST_FAREWELLS:
            self._farewells.clear()
        self._farewells[update] = asyncio.ensure_future(self._leaves(group))

    async def _leaves(self, group: int) -> None:
        """What we ask is nobody else's business: a group is told where, and left. Best effort."""
        with contextlib.suppress(TelegramError):
            name = (await self.bot.get_me()).username
            await self._best_effort("sendMessage", chat_id=group, text=f"https://t.me/{name}")
        await self._best_effort("leaveChat", chat_id=group)

    # --- in ------------------------------------------------------------------------------------

    async def listen(self, settle: Callable[[Sequence[Arrival]], Awaitable[None]]) -> None:
        """Poll until `hang_up`. The offset moves only after `settle`: Telegram keeps an update until we
        have committed what it means."""
        offset, hooked = 0, False
        while not self._stopping:
            try:
                if hooked:
                    hooked = not await self.bot.delete_webhook()
                updates = await self._get_updates(offset)
                self.patience.renew()
                self.polled = time.monotonic()
                if updates:
                    arrivals = [a for a in map(self.arrival, updates) if a is not None]
                    await settle(arrivals)
                    offset = next_offset(updates, offset)
                else:
                    # all is confirmed: no offset, since Telegram may restart its numbers lower than ours
                    offset = 0
            except asyncio.CancelledError:
                if not self._stopping:
                    raise
            except (TelegramError, DuobotError) as error:
                hooked = hooked or (isinstance(error, Conflict) and "webhook" in str(error).lower())
                await self.patience.after(error)
        await self._let_go(offset)

    async def hook(self, url: str, secret: str) -> None:
        """Have updates brought there: asked until Telegram says yes, or until `hang_up`."""
        while not self._stopping:
            try:
                await self.bot.set_webhook(url, secret_token=secret, allowed_updates=ALLOWED)
                self.patience.renew()
                return
            except TelegramError as error:
                await self.patience.after(error)

    async def _get_updates(self, offset: int) -> list[dict[str, Any]]:
        wait = POLL_SECONDS if self.polled else 0
        self._poll = asyncio.ensure_future(
            self._asked(
                "getUpdates", patience=POLL_PATIENCE, offset=offset, limit=POLL_LIMIT,
                timeout=wait, allowed_updates=ALLOWED,
            )
        )  # fmt: skip
        self.ready.set()
        found = await result_of(*await self._poll)
        if not isinstance(found, list):
            raise TelegramError(GARBLED)
        updates = [u for u in found if isinstance(u, dict)]
        if found and not next_offset(updates, 0):  # without a number nothing can be confirmed: it would come for ever
            raise TelegramError(GARBLED)
        return updates

    async def _let_go(self, offset: int) -> None:
        """What was committed is acknowledged, so that the next start doesn't hear it again."""
        if offset:
            with contextlib.suppress(TelegramError, TimeoutError):  # it will hear them again, and know them
                await asyncio.wait_for(self._asked("getUpdates", offset=offset, limit=1, timeout=0), 1.0)

    def hang_up(self) -> None:
        self._stopping = True
        self.patience.stop()
        self.on_hang_up()
        if self._poll is not None:
            self._poll.cancel()

    # --- out -----------------------------------------------------------------------------------

    async def send(self, parcel: Parcel, file: File | None = None) -> Outcome:
        try:
            return await (self._send_file(parcel, file) if file else self._send(parcel))
        except RetryAfter as error:
            return self._slower(parcel.chat, seconds_of(error))
        except Forbidden as error:
            return Gone(safe(error))
        except ChatMigrated as error:
            return Moved(error.new_chat_id) if is_number(error.new_chat_id) else Refused("moved to nowhere")
        except BadRequest as error:
            return _refusal(error)
        except InvalidToken:
            return Later(SLOWEST_RETRY, "token refused", all=True)
        except NetworkError as error:
            if isinstance(error.__cause__, MaybeSent):
                return Unknown(safe(error))
            connection = isinstance(error.__cause__, NotSent)
            return Later(slower(0.5, parcel.tries), safe(error), all=connection)
        except TelegramError as error:
            return Later(slower(0.5, parcel.tries), safe(error))

    async def _send(self, parcel: Parcel) -> Outcome:
        letter, chat = parcel.letter, parcel.chat
        if letter.commands:
            await self.bot.set_my_commands(letter.commands, BotCommandScopeChat(chat))
            return Delivered()
        if letter.edit:
            try:
                await self._tell(
                    "editMessageText",
                    chat_id=chat,
                    message_id=letter.edit,
                    text=letter.text,
                    reply_markup=inline(letter),
                )
                return Delivered(letter.edit)
            except BadRequest as error:
                if "not modified" in str(error):
                    return Delivered()
                if "to edit not found" not in str(error) and "can't be edited" not in str(error):
                    raise
        sent = await self._asked(
            "sendMessage", chat_id=chat, text=letter.text, reply_markup=markup(letter),
            disable_notification=letter.quiet or None, link_preview_options=NO_PREVIEW,
        )  # fmt: skip
        if not letter.about:
            await check(*sent)
            return Delivered()
        told = await result_of(*sent)
        message = told.get("message_id") if isinstance(told, dict) else None
        return Delivered(message if is_number(message) else 0)

    async def _send_file(self, parcel: Parcel, file: File) -> Outcome:
        letter = parcel.letter
        keyboard = markup(letter)
        content: InputFile | str = file.at or InputFile(file.content, file.name)
        send: Any = self.bot.send_document
        if file.at:
            send = self.bot.send_voice
        elif file.type.startswith("image/"):
            send = self.bot.send_photo
        try:
            await send(
                parcel.chat, content, caption=letter.text[: MessageLimit.CAPTION_LENGTH],
                api_kwargs={"reply_markup": keyboard} if keyboard else None,
            )  # fmt: skip
        except (TypeError, ValueError, LookupError, AttributeError) as error:  # no message came back that PTB can read
            return Unknown(type(error).__name__)
        return Delivered()

    def _slower(self, chat: int, seconds: float) -> Later:
        """Two chats told to slow down at about the same time: it is the bot, not the chat."""
        other, at = self._flooded
        self._flooded = (chat, time.monotonic())
        return Later(seconds, "too many requests", all=other not in (0, chat) and time.monotonic() - at < 1.0)

    async def acknowledge(self, press: str, words: str) -> None:
        await self._best_effort("answerCallbackQuery", callback_query_id=press, text=words[:MOST_TOAST] or None)

    async def retouch(self, chat: int, message: int, text: str) -> None:
        await self._best_effort(
            "editMessageText", chat_id=chat, message_id=message, text=text, link_preview_options=NO_PREVIEW
        )

    async def _best_effort(self, method: str, **parameters: Any) -> None:
        try:
            await self._tell(method, **parameters)
        except TelegramError as error:
            log.debug("not done", method=method, why=safe(error))


NO_PREVIEW = {"is_disabled": True}


def next_offset(updates: Sequence[dict[str, Any]], before: int) -> int:
    """One past the last of the batch, which need not be the highest: Telegram may restart its numbers."""
    ids = [u["update_id"] for u in updates if is_number(u.get("update_id"))]
    return ids[-1] + 1 if ids else before


def inline(letter: Letter) -> dict[str, Any] | None:
    rows = [[{"text": words, "callback_data": data} for words, data in row] for row in letter.rows]
    return {"inline_keyboard": rows} if rows else None


def markup(letter: Letter) -> dict[str, Any] | None:
    if letter.contact or letter.typed:
        share = [[{"text": letter.contact, "request_contact": True}]] if letter.contact else []
        rows = [*share, [{"text": t} for t in letter.typed]]
        return {"keyboard": [r for r in rows if r], "resize_keyboard": True, "one_time_keyboard": True}
    if letter.clear:
        return {"remove_keyboard": True}
    return inline(letter)


def _refusal(error: BadRequest) -> Outcome:
    said = str(error).lower()
    if "chat not found" in said or "user is deactivated" in said:
        return Gone(safe(error))
    return Refused(safe(error))
