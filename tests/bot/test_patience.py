"""How long a Telegram that fails is waited for: by a clock of its own, so that no test waits."""

import contextlib
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta

import pytest
from telegram.error import Conflict, InvalidToken, NetworkError, RetryAfter, TelegramError

from bot.channels.base import Arrival, File, Letter, Moved, Parcel, Refused, Unknown, Unreadable
from bot.channels.telegram import patience as patience_
from bot.channels.telegram.client import Telegram, arrival_of
from bot.channels.telegram.patience import AnotherPolls, Patience, TokenWrong, seconds_of, slower
from bot.channels.telegram.transport import LONGEST_WAIT, NO_TIME, Transport, read, result_of, wait_of
from storage.errors import DuobotError, LeaseLost

REFUSAL = InvalidToken("Unauthorized")
NESTED = b"[" * 5000 + b"]" * 5000
GARBAGE = [b"{}", b'{"ok":true,"result":5}', b'{"ok":true,"result":{"a":1}}', b'{"ok":true,"result":[5]}',
           b'{"ok":true,"result":[{}]}', b'{"ok":true,"result":' + NESTED + b"}", NESTED, b"", b"<html>",
           b'{"ok":false}', b'{"ok":true,"result":[{"update_id":"x"}]}']  # fmt: skip


class Hurried(Patience):
    """Time passes by itself; what was waited is written down."""

    def __init__(self) -> None:
        self.time, self.rests = 1000.0, list[float]()
        super().__init__(lambda: self.time)

    async def rest(self, seconds: float) -> None:
        self.rests.append(seconds)
        self.time += seconds


async def ends(patience: Patience, error: Exception, most: int = 1000) -> type[Exception] | None:
    """What a row of nothing but this failure ends in."""
    for _ in range(most):
        try:
            await patience.after(error)
        except DuobotError as found:
            return type(found)
    return None


async def test_a_token_that_worked_is_given_up_only_after_minutes_of_refusals() -> None:
    patience = Hurried()
    patience.renew()
    assert await ends(patience, REFUSAL) is TokenWrong
    assert 180 <= sum(patience.rests) < 240


async def test_one_refusal_between_answers_is_never_counted_with_the_next() -> None:
    patience = Hurried()
    for _ in range(500):
        patience.renew()
        await patience.after(REFUSAL)
        patience.time += 100
    patience.renew()
    for _ in range(500):
        await patience.after(REFUSAL)
        await patience.after(NetworkError("away"))


async def test_a_token_that_never_worked_is_told_at_once_and_given_up_soon(caplog: pytest.LogCaptureFixture) -> None:
    patience = Hurried()
    await patience.after(REFUSAL)
    assert "DUOBOT_TOKEN" in caplog.text, "before the first wait"
    assert await ends(patience, REFUSAL) is TokenWrong
    assert 3 <= sum(patience.rests) < 10


async def test_conflicts_in_a_row_end_it_and_others_do_not() -> None:
    assert await ends(Hurried(), Conflict("terminated by other getUpdates")) is AnotherPolls
    assert await ends(Hurried(), NetworkError("away"), 5000) is None, "however long Telegram is away"
    with pytest.raises(LeaseLost):
        await Hurried().after(LeaseLost())


async def test_no_wait_is_longer_than_an_hour_or_shorter_than_nothing(caplog: pytest.LogCaptureFixture) -> None:
    told = {7: 7.0, 0.5: 0.5, 10**18: LONGEST_WAIT, 1e300: LONGEST_WAIT, float("inf"): LONGEST_WAIT}
    none = (-5, 0, float("nan"), "soon", "7", None, True, [], -(10**400))
    assert {t: wait_of(t) for t in told} == told
    assert {wait_of(t) for t in none} == {NO_TIME}
    assert seconds_of(RetryAfter(timedelta(days=400))) == LONGEST_WAIT
    assert "one hour" in caplog.text
    assert [slower(0.5, n) for n in (0, 1, 5_000)] == [0.5, 1.0, patience_.SLOWEST_RETRY]


class Told(Transport):
    """Says the same to everything."""

    def __init__(self, status: int, body: bytes) -> None:
        super().__init__()
        self.told, self.asked = (status, body), 0
        self.before_last: Callable[[], None] = lambda: None

    async def _sent(self, *_: object) -> tuple[int, bytes]:
        self.asked += 1
        if self.asked >= 4:
            self.before_last()
        return self.told


def bot_at(transport: Told) -> Telegram:
    telegram = Telegram("http://nowhere.invalid", "1:AA")
    telegram._request, telegram.patience = transport, Hurried()
    transport.before_last = telegram.hang_up
    return telegram


def settles(heard: list[Arrival]) -> Callable[[Sequence[Arrival]], Awaitable[None]]:
    async def settle(arrivals: Sequence[Arrival]) -> None:
        heard.extend(arrivals)

    return settle


FLOODED = [
    b'{"ok":false,"parameters":{"retry_after":%s}}' % n for n in (b"1" + b"0" * 18, b"-5", b"NaN", b'"x"', b"[]")
]


@pytest.mark.parametrize(("status", "body"), [(200, b) for b in GARBAGE] + [(429, b) for b in FLOODED])
async def test_nonsense_instead_of_updates_is_waited_for(status: int, body: bytes) -> None:
    """It comes back at once, so each of them must cost a wait; and none of them ends the bot."""
    telegram, heard = bot_at(Told(status, body)), list[Arrival]()
    await telegram.listen(settles(heard))
    rests = telegram.patience.rests
    assert len(rests) >= 3
    assert all(0 < r <= 3600 for r in rests)
    assert heard == []


@pytest.mark.parametrize("body", [b for b in GARBAGE if not b.startswith(b'{"ok":true')])
async def test_nonsense_after_a_send_is_an_unknown(body: bytes) -> None:
    telegram = bot_at(Told(200, body))
    assert isinstance(await telegram.send(Parcel(1, 5, Letter("hello"))), Unknown)


@pytest.mark.parametrize("body", FLOODED)
async def test_a_send_that_is_told_to_wait_waits_no_longer_than_an_hour(body: bytes) -> None:
    outcome = await bot_at(Told(429, body)).send(Parcel(1, 5, Letter("hello"), tries=2000))
    assert 0 < outcome.seconds <= 3600
    outcome = await bot_at(Told(500, body)).send(Parcel(1, 5, Letter("hello"), tries=2000))
    assert 0 < outcome.seconds <= 3600


async def test_a_chat_that_moved_moves_to_a_number() -> None:
    for to, wanted in ((b"-1007", Moved), (b'"there"', Refused), (b"1" * 30, Refused)):
        body = b'{"ok":false,"description":"upgraded","parameters":{"migrate_to_chat_id":%s}}' % to
        assert isinstance(await bot_at(Told(400, body)).send(Parcel(1, 5, Letter("hello"))), wanted)


@pytest.mark.parametrize(("status", "body"), [(502, b"<html>"), (429, FLOODED[0]), (200, b"{}"), (401, b"{}")])
async def test_a_webhook_is_asked_for_until_it_is_there(status: int, body: bytes) -> None:
    transport = Told(status, body)
    telegram = bot_at(transport)
    telegram.patience.renew()
    transport.before_last = lambda: setattr(transport, "told", (200, b'{"ok":true,"result":true}'))
    await telegram.hook("https://town.example/hook", "secret")
    assert (transport.asked, len(telegram.patience.rests)) == (4, 3)


async def test_a_stop_ends_every_wait() -> None:
    patience = Patience()
    patience.stop()
    await patience.rest(3600)


async def test_an_update_that_can_not_be_read_goes_aside_whatever_it_holds() -> None:
    """One of the batch, so that its neighbours show that it didn't stop them."""
    body = b'{"ok":true,"result":[{"update_id":1,"message":%s},{"update_id":2,"message":{"message_id":1,"chat":' \
        b'{"id":5,"type":"private"},"text":"a\\ud83d \xff"}}]}'  # fmt: skip
    for odd in (b"1" + b"0" * 40, b'{"message_id":1,"chat":7}', b'{"a":' * 300 + b"1" + b"}" * 300):
        telegram, heard = bot_at(Told(200, body % odd)), list[Arrival]()
        await telegram.listen(settles(heard))
        assert [type(a.what).__name__ for a in heard[:2]] == ["Unreadable", "Text"]


def test_no_depth_of_an_update_is_too_deep() -> None:
    """There is one that can be read, and not be written down again."""
    for depth in range(850, 1010):
        body = b'{"update_id":1,"message":{"contact":' + b'{"a":' * depth + b"1" + b"}" * depth + b"}}"
        with contextlib.suppress(ValueError, RecursionError):
            raw = read(body)
            try:
                found = arrival_of(raw)
            except RecursionError:
                pytest.fail(f"{depth}")
            assert isinstance(found.what, Unreadable)


@pytest.mark.parametrize("body", [b'{"ok":true,"result":5}', b'{"ok":true,"result":{}}', b"{}", b"<html>"])
async def test_a_file_that_is_answered_with_nonsense_is_an_unknown(body: bytes) -> None:
    parcel, file = Parcel(1, 5, Letter("hello", paper="x")), File("x.txt", "text/plain", b"x")
    assert isinstance(await bot_at(Told(200, body)).send(parcel, file), Unknown)


async def test_what_cannot_be_read_is_no_success() -> None:
    for body in (b"{}", b'{"ok":false,"result":[]}', NESTED):
        with pytest.raises(TelegramError):
            await result_of(200, body)
