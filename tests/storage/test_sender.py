"""Letters: in order within a chat, none lost, at most one doubled, whatever the channel answers."""

import asyncio
import contextlib
import sqlite3
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.channels.base import (
    Arrival,
    Delivered,
    File,
    Gone,
    Later,
    Letter,
    Moved,
    Outcome,
    Parcel,
    Reachable,
    Refused,
    Unknown,
)
from bot.runtime import sender as sender_
from bot.runtime.sender import Bucket
from programme.effects import Consent, Forget, Join, ScheduledMessage
from programme.model import Side
from programme.scheduled import Nudge
from storage.store import Store
from tests.storage.office import (
    NOON,
    addresses,
    candidate,
    does,
    letters,
    look,
    number,
    post,
    programme,
    telling,
    url,
    value,
)
from tests.storage.scripted import Scripted, carrying, until

SOON = Later(0.0, "slower")
OUTCOMES = st.lists(
    st.sampled_from([SOON, Later(0.01, "slower", all=True), Unknown("?"), Refused("no"), Delivered()]), max_size=4
)


def offered(carrier, parcels: Sequence[Parcel]) -> None:
    carrier.sender.offer(parcels)


# --- order --------------------------------------------------------------------------------------


@pytest.mark.slow
@given(st.lists(st.tuples(st.integers(1, 3), OUTCOMES), min_size=1, max_size=12))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_chats_order_is_kept_whatever_happens(script: list[tuple[int, list[Outcome]]]) -> None:
    asyncio.run(_order(script))


async def _order(script: list[tuple[int, list[Outcome]]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        store = await Store.open(url(Path(folder) / "duobot.db"))
        channel = Scripted()
        parcels = await letters(store, *(chat for chat, _ in script))
        for parcel, (_, outcomes) in zip(parcels, script, strict=True):
            channel.answers(parcel.id, *(o for o in outcomes if not isinstance(o, Unknown)))
            if any(isinstance(o, Unknown) for o in outcomes):
                channel.outcomes[parcel.id].appendleft(Unknown("?"))
        shorter = pytest.MonkeyPatch()
        put_off = sender_.Sender._put_off
        shorter.setattr(sender_, "FLUSH_AFTER", 0.001)
        shorter.setattr(sender_.Sender, "_put_off", lambda self, p, _, why: put_off(self, p, 0.01, why))
        try:
            async with carrying(store, channel) as carrier:
                await carrier.empty()
        finally:
            shorter.undo()
            await store.close()
        for chat in {p.chat for p in parcels}:
            tried = channel.sent(chat)
            assert tried == sorted(tried), "an earlier letter after a later one"
            assert set(tried) == {p.id for p in parcels if p.chat == chat}, "every letter was tried"


async def test_a_letter_put_off_holds_up_its_chat_and_nobody_else(store: Store) -> None:
    channel = Scripted()
    first, second, other = await letters(store, 1, 1, 2)
    channel.answers(first.id, Later(0.4, "slower"))
    async with carrying(store, channel) as carrier:
        await carrier.empty()
    assert channel.sent(1) == [first.id, first.id, second.id]
    assert channel.moments(other.id)[0] < channel.moments(first.id)[1]


async def test_order_is_kept_when_there_are_too_many_to_hold(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """A letter that didn't fit in memory still goes before a later one of the same chat that did."""
    monkeypatch.setattr(sender_, "MOST_HELD", 8)
    channel = Scripted()
    channel.delays = dict.fromkeys(range(4, 9), 0.5)
    async with carrying(store, channel) as carrier:
        await asyncio.sleep(0.05)
        offered(carrier, await letters(store, *range(1, 9)))
        offered(carrier, await letters(store, 50))
        await until(lambda: carrier.sender.waiting == 5)
        offered(carrier, await letters(store, 50))
        await carrier.empty()
    assert channel.sent(50) == sorted(channel.sent(50))


async def test_a_sleeping_sender_wakes_for_more_than_it_can_hold(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sender_, "MOST_HELD", 8)
    channel = Scripted()
    async with carrying(store, channel) as carrier:
        await asyncio.sleep(0.2)
        offered(carrier, await letters(store, *range(1, 20)))
        await carrier.empty(5)
    assert sorted(channel.sent()) == list(range(1, 20))


async def test_edits_of_one_message_are_merged_and_the_chat_goes_on(store: Store) -> None:
    """Only the last edit counts, and what comes after it isn't held up."""
    channel = Scripted()
    parcels = [Parcel(n, 1, Letter(f"edit {n}", edit=7)) for n in (1, 2, 3)] + [Parcel(4, 1, Letter("after"))]
    await post(store, *parcels)
    async with carrying(store, channel) as carrier:
        await carrier.empty(3)
    assert channel.sent() == [3, 4]


# --- outcomes -----------------------------------------------------------------------------------


@pytest.mark.slow
async def test_later_honours_its_seconds(store: Store) -> None:
    channel = Scripted()
    (one,) = await letters(store, 1)
    channel.answers(one.id, Later(0.6, "slower"), Later(0.3, "slower"))
    async with carrying(store, channel) as carrier:
        await carrier.empty()
    first, second, third = channel.moments(one.id)
    assert 0.6 <= second - first < 2.0
    assert 0.3 <= third - second < 1.7


async def test_later_for_all_pauses_everybody(store: Store) -> None:
    channel = Scripted()
    one, *_ = await letters(store, *range(1, 200))
    channel.answers(one.id, Later(0.5, "too many", all=True))
    channel.delays = dict.fromkeys(range(2, 200), 0.02)
    async with carrying(store, channel) as carrier:
        await carrier.empty()
    began = channel.moments(one.id)[0]
    between = [at for at, _ in channel.tries if began + 0.05 < at < began + 0.49]
    assert between == []
    assert len(set(channel.sent())) == 199


@pytest.mark.slow
async def test_later_is_kept_over_a_restart(store: Store) -> None:
    """Not a moment too early: what the channel said still holds for the next process."""
    moment = [NOON + timedelta(milliseconds=900)]
    channel = Scripted()
    (one,) = await letters(store, 1)
    channel.answers(one.id, Later(30.0, "slower"))
    async with carrying(store, channel, now=lambda: moment[0]):
        await until(lambda: bool(look(store.path, "select 1 from outbox where tries = 1")))
    for seconds, tries in ((29.5, 1), (31.1, 2)):
        moment[0] = NOON + timedelta(seconds=0.9 + seconds)
        async with carrying(store, channel, now=lambda: moment[0]):
            await listened(channel, tries + (tries == 1))
        assert len(channel.sent()) == tries, f"after {seconds} s"


async def listened(channel: Scripted, enough: int) -> None:
    """Until so many were tried, or for a second."""
    with contextlib.suppress(TimeoutError):
        await until(lambda: len(channel.sent()) >= enough, 1.0)


@pytest.mark.slow
async def test_order_is_kept_over_a_restart_while_one_is_put_off(store: Store) -> None:
    channel = Scripted()
    moment = [NOON]
    first, second = await letters(store, 1, 1)
    channel.answers(first.id, Later(30.0, "slower"))
    async with carrying(store, channel, now=lambda: moment[0]):
        await until(lambda: bool(look(store.path, "select 1 from outbox where tries = 1")))
    moment[0] = NOON + timedelta(seconds=10)
    async with carrying(store, channel, now=lambda: moment[0]):
        await listened(channel, 2)
    moment[0] = NOON + timedelta(seconds=60)
    async with carrying(store, channel, now=lambda: moment[0]) as carrier:
        await carrier.empty()
    assert channel.sent() == [first.id, first.id, second.id]


@pytest.mark.slow
async def test_unknown_is_sent_once_more_at_the_most(store: Store) -> None:
    channel = Scripted()
    one, after = await letters(store, 1, 1)
    channel.answers(one.id, *[Unknown("no answer")] * 5)
    async with carrying(store, channel) as carrier:
        await carrier.empty()
    assert channel.sent() == [one.id, one.id, after.id]


@pytest.mark.slow
async def test_a_letter_that_waited_before_is_still_sent_again_after_an_unknown(store: Store) -> None:
    """A 429 was certainly not a delivery: it is no reason to give up a letter that may be lost."""
    channel = Scripted()
    (one,) = await letters(store, 1)
    channel.answers(one.id, SOON, Unknown("no answer"))
    async with carrying(store, channel) as carrier:
        await carrier.empty()
    assert len(channel.sent()) == 3


@pytest.mark.slow
async def test_unknown_is_remembered_over_a_restart(store: Store) -> None:
    channel = Scripted()
    (one,) = await letters(store, 1)
    channel.answers(one.id, *[Unknown("no answer")] * 5)
    async with carrying(store, channel):
        await until(lambda: bool(look(store.path, "select 1 from outbox where tries = 1")))
    await asyncio.sleep(2.1)
    async with carrying(store, channel) as carrier:
        await carrier.empty()
    assert channel.sent() == [one.id, one.id]


async def test_refused_is_kept_for_the_operator_and_the_chat_goes_on(store: Store) -> None:
    channel = Scripted()
    one, after = await letters(store, 1, 1)
    channel.answers(one.id, Refused("message is too long"))
    async with carrying(store, channel) as carrier:
        await carrier.empty()
    assert channel.sent() == [one.id, after.id]
    assert look(store.path, "select id, state, reason from outbox") == [(one.id, "refused", "message is too long")]


async def test_a_letter_that_is_put_off_for_ever_is_given_up_aside(store: Store) -> None:
    channel = Scripted()
    one, after = await letters(store, 1, 1)
    channel.answers(one.id, *[SOON] * 50)
    async with carrying(store, channel) as carrier:
        await carrier.empty()
    assert len(channel.moments(one.id)) == sender_.GIVE_UP_AFTER
    assert look(store.path, "select id, state from outbox") == [(one.id, "refused")]
    assert after.id in channel.sent()


async def test_gone_parks_tells_once_and_comes_back_in_order(store: Store) -> None:
    channel = Scripted()
    await programme(store)
    await does(store, 900, Join("samen", "Els", ""))
    rania = await candidate(store, 1, Side.NEWCOMER)
    await known(store, 1)
    mine = await letters(store, 1, 1, 1)
    for parcel in mine:
        channel.answers(parcel.id, Gone("blocked"))
    async with carrying(store, channel) as carrier:
        await until(lambda: parked(store) == 3)
        later = await letters(store, 1)
        channel.answers(later[0].id, Gone("blocked"))
        offered(carrier, later)
        await until(lambda: parked(store) == 4)
        told = look(store.path, "select person, count(*) from wakes where key = ? group by 1", f"unreachable:{rania}")
        assert told == [(await number(store, 900), 1)]
        channel.outcomes.clear()
        channel.tries.clear()
        await carrier.engine.settle([Arrival(1, Reachable(True), id=50)])
        carrier.sender.look_again()
        await carrier.empty()
    assert channel.sent(1) == [p.id for p in [*mine, *later]]


async def known(store: Store, chat: int) -> None:
    """Somebody who is in no conversation now."""
    person = await number(store, chat)
    async with store.unit() as unit:
        await unit.run("add_known_person", person=person, language="nl", at="")


def parked(store: Store) -> int:
    return look(store.path, "select count(*) from outbox where state = 'parked'")[0][0]


async def test_who_writes_after_a_block_reads_the_older_letters_first(store: Store) -> None:
    """The reply to what they write now doesn't overtake what waited for them."""
    from bot.channels.base import Command

    channel = Scripted()
    await known(store, 1)
    (old,) = await letters(store, 1)
    channel.answers(old.id, Gone("blocked"))
    async with carrying(store, channel) as carrier:
        await until(lambda: parked(store) == 1)
        channel.tries.clear()
        await carrier.engine.settle([Arrival(1, Reachable(True), id=50)])
        await carrier.engine.settle([Arrival(1, Command("help"), id=51)])
        await asyncio.sleep(0.1)
        carrier.sender.look_again()
        await carrier.empty()
    assert channel.sent(1) == sorted(channel.sent(1))


async def test_moved_is_sent_to_the_new_number_with_everything_else(store: Store) -> None:
    channel = Scripted()
    await programme(store)
    await candidate(store, 71_001, Side.NEWCOMER)
    rania = await number(store, 71_001)
    await does(store, 71_001, Consent("take-part", True, "v1"), ScheduledMessage(Nudge(), NOON, "n", person=rania))
    one, after = await letters(store, 71_001, 71_001)
    channel.answers(one.id, Moved(72_002))
    async with carrying(store, channel) as carrier:
        await carrier.empty()
    assert [(p.id, p.chat) for _, p in channel.tries] == [(one.id, 71_001), (one.id, 72_002), (after.id, 72_002)]
    assert addresses(store.path) == {rania: 72_002}
    assert telling(store.path, 71_001) == set()
    assert await number(store, 72_002) == rania, "found by the new number, with everything that was kept"


# --- crowds -------------------------------------------------------------------------------------


async def test_replies_go_before_reminders(store: Store) -> None:
    channel = Scripted()
    reminders = await letters(store, *range(1, 400), priority=1)
    channel.delays = dict.fromkeys(range(1, 400), 0.05)
    async with carrying(store, channel) as carrier:
        await until(lambda: len(channel.tries) > 70)
        replies = await letters(store, *range(1001, 1010))
        before = len(channel.tries)
        offered(carrier, replies)
        await carrier.empty()
    places = [n for n, id in enumerate(channel.sent()) if id in {p.id for p in replies}]
    assert max(places) <= before + 9 + 2
    assert len(channel.sent()) == len(reminders) + 9


async def test_a_reply_to_somebody_whose_reminder_waits_is_not_held_up_by_the_crowd(store: Store) -> None:
    """Their reminder, their reply: both before other people's reminders."""
    channel = Scripted()
    await letters(store, *range(1, 400), priority=1)
    channel.delays = dict.fromkeys(range(1, 400), 0.05)
    async with carrying(store, channel) as carrier:
        await until(lambda: len(channel.tries) > 70)
        (reply,) = await letters(store, 399)
        before = len(channel.tries)
        offered(carrier, [reply])
        await carrier.empty()
    assert channel.sent().index(reply.id) <= before + 140


@pytest.mark.slow
async def test_twenty_thousand_letters_in_bounded_memory(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sender_, "MOST_HELD", 1000)
    channel = Scripted()
    most = [0]
    async with carrying(store, channel) as carrier:
        channel.watch = lambda: most.__setitem__(0, max(most[0], carrier.sender.waiting))
        parcels = await letters(store, *(n % 5000 for n in range(20_000)))
        offered(carrier, parcels)
        await carrier.empty(60)
    assert most[0] <= 1000
    assert Counter(channel.sent()) == dict.fromkeys((p.id for p in parcels), 1)
    per_chat: dict[int, int] = {}
    for _, parcel in channel.tries:
        assert per_chat.get(parcel.chat, 0) < parcel.id, "an earlier letter after a later one"
        per_chat[parcel.chat] = parcel.id


async def test_memory_is_bounded_also_while_many_are_put_off(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sender_, "MOST_HELD", 100)
    channel = Scripted()
    most = [0]
    parcels = await letters(store, *range(1, 300))
    for parcel in parcels[:45]:
        channel.answers(parcel.id, Later(3.0, "slower"))
    channel.delays = dict.fromkeys(range(46, 300), 0.05)
    async with carrying(store, channel) as carrier:
        channel.watch = lambda: most.__setitem__(0, max(most[0], carrier.sender.waiting))
        await until(lambda: len(set(channel.sent())) == 299)
    assert most[0] <= 100


@pytest.mark.slow
async def test_a_slow_chat_holds_up_nobody(store: Store) -> None:
    channel = Scripted()
    channel.delays = {1: 1.0}
    await letters(store, 1, 1, *range(2, 102))
    async with carrying(store, channel):
        await until(lambda: len(set(channel.sent())) >= 101, 0.9)
    assert channel.most_in_flight <= sender_.IN_FLIGHT


# --- pace ---------------------------------------------------------------------------------------


def test_a_bucket_fills_at_its_rate(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]
    monkeypatch.setattr(sender_.time, "monotonic", lambda: now[0])
    bucket = Bucket(rate=2.0, burst=3.0)
    for _ in range(3):
        assert bucket.wait() == 0.0
        bucket.take()
    assert bucket.wait() == pytest.approx(0.5)
    now[0] += 0.5
    assert bucket.wait() == 0.0
    bucket.take()
    now[0] += 1000
    assert [bucket.wait() or bucket.take() for _ in range(3)] == [None] * 3
    assert bucket.wait() > 0, "never more than its burst"
    assert Bucket(0, 1).wait() == 0.0


@pytest.mark.slow
async def test_the_send_rate_is_respected(store: Store) -> None:
    channel = Scripted()
    await letters(store, *range(1, 61))
    async with carrying(store, channel, rate=30.0) as carrier:
        await carrier.empty()
    moments = [at for at, _ in channel.tries]
    assert moments[-1] - moments[0] >= 0.9, "30 at once, then 30 a second"
    for at in moments:
        assert len([other for other in moments if at <= other < at + 0.5]) <= 30 + 15 + 1


@pytest.mark.slow
async def test_one_chat_gets_a_few_at_once_and_then_one_a_second(store: Store) -> None:
    channel = Scripted()
    await letters(store, *[1] * 8)
    async with carrying(store, channel, rate=1000.0) as carrier:
        await carrier.empty()
    moments = [at for at, _ in channel.tries]
    assert moments[5] - moments[0] < 1.0
    assert moments[7] - moments[0] >= 1.8
    assert channel.sent() == sorted(channel.sent())


# --- the database's bad days --------------------------------------------------------------------


@pytest.mark.slow
async def test_a_delivery_that_could_not_be_written_down_holds_up_nothing_afterwards(store: Store) -> None:
    """The file was locked for a moment: nobody else writes, and the chat's next letter still goes."""
    channel = Scripted()
    await store._connection.execute_fetchall("pragma busy_timeout = 50")
    async with carrying(store, channel) as carrier:
        await asyncio.sleep(0.05)
        parcels = await letters(store, 1, 1)
        holder = sqlite3.connect(store.path, isolation_level=None)
        holder.execute("begin immediate")
        offered(carrier, parcels)
        await asyncio.sleep(0.4)
        holder.execute("rollback")
        holder.close()
        await carrier.empty(3)
    assert channel.sent() == [p.id for p in parcels]


@pytest.mark.slow
async def test_a_locked_file_does_not_end_the_sender(store: Store) -> None:
    """A backup tool holds the file longer than our patience: afterwards letters go out again."""
    channel = Scripted()
    await letters(store, 1)
    await store._connection.execute_fetchall("pragma busy_timeout = 50")
    holder = sqlite3.connect(store.path, isolation_level=None)
    holder.execute("begin immediate")
    async with carrying(store, channel) as carrier:
        await asyncio.sleep(0.3)
        holder.execute("rollback")
        holder.close()
        carrier.sender.look_again()
        await carrier.empty(3)
    assert len(channel.sent()) == 1


async def test_what_was_under_way_at_a_stop_is_written_down(store: Store) -> None:
    channel = Scripted()
    channel.delays = {1: 0.2}
    first, second = await letters(store, 1, 1)
    async with carrying(store, channel):
        await until(lambda: bool(channel.tries))
    assert await value(store, "select group_concat(id) from outbox") == str(second.id)
    async with carrying(store, channel) as carrier:
        await carrier.empty()
    assert channel.sent() == [first.id, second.id]


# --- what shows somebody's file -------------------------------------------------------------------

ELS, RANIA_CHAT = 4, 5


async def card(store: Store) -> tuple[int, Parcel]:
    """A file, and a letter to the staff that shows it."""
    await programme(store)
    file = await candidate(store, RANIA_CHAT, Side.NEWCOMER, "Rania")
    parcel = Parcel(store.next_letter(), ELS, Letter("Rania, 26-40", about=file, language="nl"))
    await post(store, parcel)
    return file, parcel


async def test_where_a_file_stands_is_written_down(store: Store) -> None:
    file, parcel = await card(store)
    channel = Scripted()
    channel.answers(parcel.id, Delivered(77))
    async with carrying(store, channel) as carrier:
        await carrier.empty()
    reader = await number(store, ELS)
    assert look(store.path, "select candidate, reader, message from shown") == [(file, reader, 77)]


async def test_a_file_that_can_not_be_made_is_told_and_does_not_hold_up_what_comes_after_it(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sender_, "TRIES_OF_A_FILE", 1)
    (first,) = await letters(store, ELS)
    paper = replace(first, id=store.next_letter(), letter=Letter("with a paper", paper="paper", language="fr"))
    picture = replace(first, id=store.next_letter(), letter=Letter("above circles", paper="circles", language="fr"))
    await post(store, picture)
    await post(store, paper)
    channel = Scripted()

    async def fails(parcel: Parcel) -> None:
        raise OSError("no fonts")

    async with carrying(store, channel) as carrier:
        carrier.sender.make = fails
        await carrier.empty()
    words = [parcel.letter.text for _, parcel in channel.tries]
    assert words[-2].startswith("Je ne peux pas faire ce document") and "with a paper" not in words
    assert words[-1] == "above circles", "the question below a picture is asked without it"


async def test_the_words_arrive_where_the_file_is_refused(store: Store) -> None:
    (first,) = await letters(store, ELS)
    spoken = replace(first, id=store.next_letter(), letter=Letter("she said something", paper="voice/gone"))
    await post(store, spoken)
    channel = Scripted()
    channel.answers(spoken.id, Refused("wrong file identifier"), Delivered())

    async def made(parcel: Parcel) -> File:
        return File("voice", "audio/ogg", b"", at="gone")

    async with carrying(store, channel) as carrier:
        carrier.sender.make = made
        await carrier.empty()
    told = [parcel.letter for _, parcel in channel.tries if parcel.id == spoken.id]
    assert [letter.paper for letter in told] == ["voice/gone", ""]
    assert {letter.text for letter in told} == {"she said something"}


async def test_a_file_that_was_erased_while_its_letter_waited_is_sent_to_nobody(store: Store) -> None:
    _, parcel = await card(store)
    channel = Scripted()
    channel.answers(parcel.id, Later(0.3, "slower"), Delivered(77))
    async with carrying(store, channel) as carrier:
        await until(lambda: len(channel.tries) == 1)
        await does(store, RANIA_CHAT, Forget())
        await carrier.empty()
        await asyncio.sleep(0.5)
    assert len(channel.tries) == 1, "the try that was put off, and no other"


async def test_a_file_that_was_erased_while_its_letter_was_sent_is_taken_back(store: Store) -> None:
    _, parcel = await card(store)
    channel = Scripted()
    channel.answers(parcel.id, Delivered(77))
    channel.delays[ELS] = 0.3
    async with carrying(store, channel) as carrier:
        await until(lambda: channel.in_flight == 1)
        await does(store, RANIA_CHAT, Forget())
        await until(lambda: len(channel.tries) == 2)
        await carrier.empty()
    _, (_, again) = channel.tries
    assert (again.letter.edit, "gewist" in again.letter.text) == (77, True)
    assert look(store.path, "select * from shown") == []
