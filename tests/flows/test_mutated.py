"""Updates as Telegram never sends them: read, thought about and put into words, and nothing is raised.

A twentieth of a second for a thousand; a million with --thorough.
"""

import random
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest

from bot.channels.base import Arrival, Unreadable
from bot.channels.telegram.client import arrival_of
from bot.flows.core import Session
from bot.flows.registry import REGISTRY
from bot.i18n import render
from bot.runtime.router import queries, step
from programme.model import LANGUAGES
from tests.conversations.phone import faults
from tests.flows.test_understood import ABOUT, FLOWS, HERE, states

SENDER = {"id": 1, "is_bot": False, "first_name": "A", "language_code": "ar"}
CHAT = {"id": 1, "type": "private", "first_name": "A"}
MESSAGE = {"message_id": 7, "date": 1_790_000_000, "from": SENDER, "chat": CHAT}
BASES: tuple[dict[str, Any], ...] = (
    {"update_id": 1, "message": {**MESSAGE, "text": "hallo"}},
    {"update_id": 2, "message": {**MESSAGE, "text": "/start abc"}},
    {"update_id": 3, "message": {**MESSAGE, "contact": {"phone_number": "+32470123456", "user_id": 1}}},
    {"update_id": 4, "message": {**MESSAGE, "photo": [{"file_id": "x"}], "caption": "c", "media_group_id": "1"}},
    {"update_id": 5, "edited_message": {**MESSAGE, "location": {"latitude": 1.0, "longitude": 2.0}}},
    {"update_id": 6, "callback_query": {"id": "9", "from": SENDER, "message": MESSAGE, "data": "a:1:met:yes"}},
    {"update_id": 7, "callback_query": {"id": "9", "from": SENDER, "data": "r:card:1"}},
    {"update_id": 8, "my_chat_member": {"chat": CHAT, "from": SENDER, "new_chat_member": {"status": "kicked"}}},
    {"update_id": 9, "message": {**MESSAGE, "forward_origin": {"type": "user"}, "text": "x"}},
    {"update_id": 10, "message": {**MESSAGE, "chat": {"id": -5, "type": "group"}, "new_chat_members": [SENDER]}},
)  # fmt: skip
ODD: tuple[Any, ...] = (
    None, True, False, 0, -1, 1.5, 2**31, 2**53, 2**63, -(2**64), 1e308, "", " ", "\u202e", "🙂", "0", "x" * 5000,
    [], {}, [[]], {"a": 1}, "a:1:met:yes", "g:erase", "r:accept:1", "/", "/stop", "112", "نعم", "a" * 64,
    [None] * 50, "private", "group", "kicked",
)  # fmt: skip


def holders(found: Any) -> Iterator[tuple[Any, Any]]:
    """Every place in it."""
    places = found.items() if isinstance(found, dict) else enumerate(found) if isinstance(found, list) else ()
    for key, value in list(places):
        yield found, key
        yield from holders(value)


def mutated(luck: random.Random) -> dict[str, Any]:
    raw = deepcopy(luck.choice(BASES))
    for _ in range(luck.randint(1, 2)):
        holder, key = luck.choice(list(holders(raw)))
        match luck.randrange(5):
            case 0 if isinstance(holder, dict):
                del holder[key]
            case 1:
                holder[key] = deepcopy(luck.choice(ODD))
            case 2 if isinstance(holder[key], str):
                at = luck.randrange(len(holder[key]) + 1)
                holder[key] = holder[key][:at] + str(luck.choice(ODD))[:40] + holder[key][at:]
            case 3 if isinstance(holder, dict):
                holder[luck.choice(("text", "from", "chat", "id", "data", "message", "contact"))] = deepcopy(
                    luck.choice(ODD)
                )
            case _:
                holder[key] = {key: deepcopy(holder[key])} if isinstance(key, str) else [holder[key]]
        if not raw:
            break
    return raw


@pytest.fixture(scope="module")
def open_ones() -> list[tuple]:
    return [(), *((s,) for name in FLOWS if name in ABOUT for s in states(name))]


def test_nothing_that_comes_is_an_exception(open_ones: list[tuple], request: pytest.FixtureRequest) -> None:
    thorough = request.config.getoption("--thorough")
    luck, heard, kept = random.Random(20), 0, 0
    for number in range(1_000_000 if thorough else 4_000):
        arrival = arrival_of(mutated(luck))
        if arrival is None:
            continue
        if isinstance(arrival.what, Unreadable):
            kept += 1
            continue
        heard += 1
        language = luck.choice((None, *LANGUAGES))
        session = Session(2, language, luck.choice(open_ones), runs=9)
        arrival = Arrival(1, arrival.what, number, person=2, hint=arrival.hint)
        queries(session, arrival, HERE, REGISTRY)
        for said, spoken in step(session, arrival, HERE, REGISTRY).said:
            refused = [fault for fault in faults(render.letter(said, spoken)) if "placeholder" not in fault]
            assert not refused, arrival  # these states are made up: not all that a text names is there
    assert heard > 1000
    assert kept > 100
