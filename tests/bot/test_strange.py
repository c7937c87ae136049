"""What Telegram brings that nobody said: moving places, albums, service messages, groups."""

import asyncio
from typing import Any

import msgspec
import pytest

from bot.channels.base import Arrival, Other, Text
from bot.channels.telegram import albums
from bot.channels.telegram.client import SERVICE, Telegram, arrival_of
from bot.channels.telegram.transport import Transport

PHOTO = [{"file_id": "p", "width": 1, "height": 1}]
PLACE = {"latitude": 51.0, "longitude": 4.4, "live_period": 900}


def message(number: int, kind: str = "message", chat: int = 5, **content: Any) -> dict[str, Any]:
    told = {"message_id": number, "date": 1, "chat": {"id": chat, "type": "private"}, "from": {"id": chat}, **content}
    return {"update_id": number, kind: told}


def heard(telegram: Telegram, *updates: dict[str, Any]) -> list[Any]:
    return [a.what for a in map(telegram.arrival, updates) if isinstance(a, Arrival)]


@pytest.fixture
def telegram() -> Telegram:
    return Telegram("http://nowhere.invalid", "1:AA")


def test_a_place_that_moves_is_answered_once(telegram: Telegram) -> None:
    moves = [message(1, "edited_message", location=PLACE, edit_date=n) | {"update_id": n} for n in range(2, 9)]
    assert heard(telegram, message(1, location=PLACE), *moves) == [Other("location")]


def test_words_that_change_are_still_heard(telegram: Telegram) -> None:
    changes = [message(1, "edited_message", text="help"), message(2, "edited_message", photo=PHOTO, caption="help")]
    assert heard(telegram, *changes) == [Other("edited", "help")] * 2


def test_an_album_is_answered_once(telegram: Telegram) -> None:
    six = [message(n, photo=PHOTO, media_group_id="7") for n in range(1, 7)]
    assert heard(telegram, *six) == [Other("photo")]
    other = [message(n, video={"file_id": "v"}, media_group_id="8") for n in range(11, 14)]
    assert heard(telegram, *other, message(20, text="hello"), message(21, photo=PHOTO)) == [
        Other("photo"), Text("hello"), Other("photo"),
    ]  # fmt: skip


def test_an_album_that_was_not_settled_is_answered_when_it_comes_again(telegram: Telegram) -> None:
    six = [message(n, photo=PHOTO, media_group_id="7") for n in range(1, 7)]
    assert heard(telegram, *six, *six) == [Other("photo")] * 2, "which is one, by its number"
    assert [a.id for a in map(telegram.arrival, six) if a] == [1]


def test_a_cry_for_help_under_a_later_photo_is_heard(telegram: Telegram) -> None:
    first, second = (message(n, photo=PHOTO, media_group_id="7", caption="our street") for n in (1, 2))
    third = message(3, photo=PHOTO, media_group_id="7", caption="he hits me")
    assert heard(telegram, first, second, third) == [Other("photo", "our street"), Other("photo", "he hits me")]


def test_albums_are_not_remembered_for_ever(telegram: Telegram, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(albums, "MOST", 10)
    heard(telegram, *(message(n, photo=PHOTO, media_group_id=str(n)) for n in range(1, 100)))
    assert len(telegram._albums._first) <= 10


def test_an_album_of_another_shape_is_no_album(telegram: Telegram) -> None:
    odd = [{"update_id": 1, "message": 7}, message(2, photo=PHOTO, media_group_id=[]), message(3, media_group_id={})]
    assert len(heard(telegram, *odd)) == 3


@pytest.mark.parametrize("kind", sorted(SERVICE))
def test_what_telegram_says_by_itself_is_not_answered(kind: str) -> None:
    assert arrival_of(message(1, **{kind: {}})) is None


def test_what_is_invented_next_year_is_answered() -> None:
    (found,) = heard(Telegram("http://nowhere.invalid", "1:AA"), message(1, hologram={"depth": 3}))
    assert found == Other("unknown")


def test_words_in_a_topic_are_words() -> None:
    found = arrival_of(message(1, text="hello", is_topic_message=True, message_thread_id=4))
    assert found is not None
    assert found.what == Text("hello")


def test_no_service_message_that_ptb_knows_is_forgotten() -> None:
    from telegram import Message
    from telegram.ext.filters import StatusUpdate

    known = {name.lower() for name in vars(StatusUpdate) if name.isupper()} & set(Message.__slots__)
    assert len(known) > 30
    assert known <= SERVICE


# --- groups ----------------------------------------------------------------------------------------


class Listens(Transport):
    """Says yes to everything, and remembers it."""

    def __init__(self) -> None:
        super().__init__()
        self.calls: list[tuple[str, Any]] = []

    async def _sent(self, method: str, url: str, body: Any, *_: object) -> tuple[int, bytes]:
        name = url.rpartition("/")[2]
        self.calls.append((name, msgspec.json.decode(body) if body else {}))
        me = {"id": 1, "is_bot": True, "first_name": "duobot", "username": "duobot_bot"}
        return 200, msgspec.json.encode({"ok": True, "result": me if name == "getMe" else True})


def added(number: int, status: str = "member", kind: str = "supergroup") -> dict[str, Any]:
    change = {"chat": {"id": -100, "type": kind}, "new_chat_member": {"status": status}, "from": {"id": 9}, "date": 1}
    return {"update_id": number, "my_chat_member": change}


async def calls(*updates: dict[str, Any]) -> list[tuple[str, Any]]:
    telegram, transport = Telegram("http://nowhere.invalid", "1:AA"), Listens()
    telegram._request = transport
    for update in updates:
        telegram.arrival(update)
    while waiting := [t for t in asyncio.all_tasks() if t is not asyncio.current_task()]:
        await asyncio.wait(waiting)
    return [(name, told) for name, told in transport.calls if name != "getMe"]


async def test_a_group_is_told_where_and_left_once() -> None:
    said = ("sendMessage", {"chat_id": -100, "text": "https://t.me/duobot_bot"})
    assert await calls(added(1), added(1), added(2, "left")) == [said, ("leaveChat", {"chat_id": -100})]


async def test_whoever_leaves_or_is_private_is_left_alone() -> None:
    assert await calls(added(1, "left"), added(2, "kicked"), added(3, "member", "private"), message(4, text="x")) == []
