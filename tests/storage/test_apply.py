"""What effects leave behind in the rows, and what a person who asks to be forgotten leaves."""

import typing
from dataclasses import fields
from datetime import timedelta

import pytest

from programme.effects import (
    Ask,
    CheckedIn,
    Consent,
    Effect,
    Forget,
    Join,
    PassOn,
    Reach,
    Redeem,
    Reply,
    Submit,
    Unmet,
    Wake,
    Withdraw,
)
from programme.model import Side, Status
from storage.store import Store
from tests.storage.office import ANSWERS, NOON, candidate, does, duo, everything, look, naming, programme, tables, value

RANIA, JORIS, ELS = 910_001, 910_002, 910_003
WORDS = ("Rania", "blijf weg van mijn buur")
NOTE = WORDS[1]


async def town(store: Store) -> tuple[int, int, int]:
    """Rania and Joris are a duo that Els made: their numbers, and the duo's."""
    await programme(store)
    await does(store, ELS, Join("samen", "Els", "32499000012"))
    rania = await candidate(store, RANIA, Side.NEWCOMER, "Rania")
    joris = await candidate(store, JORIS, Side.VOLUNTEER, "Joris")
    return rania, joris, await duo(store, rania, joris)


async def leaves_traces(store: Store) -> tuple[int, int, int]:
    """Rania has been everywhere: consents, a question, check-ins, letters, something kept aside."""
    rania, joris, one = await town(store)
    await does(store, RANIA, Consent("take-part", True, "v1"), Consent("counted", True, "v1"))
    await does(store, ELS, Ask(rania, "Kan je donderdag?"))
    await does(store, RANIA, Reply(await value(store, "select max(id) from relays"), f"Rania: {NOTE}"))
    await does(store, RANIA, CheckedIn(one, rania, 1, True, 4.0, 2, NOTE))
    await does(store, RANIA, Wake("nudge", NOON, "nudge", chat=RANIA))
    async with store.unit() as unit:
        await unit.run("tell_fresh", chat=ELS)
        await unit.run("add_known_chat", chat=RANIA, language="ar", at="2026-01-01T00:00:00Z")
        await unit.run("add_letter", id=store.next_letter(), chat=RANIA, priority=0, letter='{"text":"Rania"}', due="")
        await unit.run("add_quarantine", at="", chat=RANIA, reason="x", raw='{"text":"Rania"}')
        await unit.run("add_journal", at="", actor=RANIA, action="Withdraw", object="1")
        await unit.run("redeem", hash="", chat=RANIA, at="")
    return rania, joris, one


async def forgets(store: Store, chat: int) -> None:
    """As the engine does it: the rows, then the session."""
    await does(store, chat, Forget())
    async with store.unit() as unit:
        await unit.run("forget_session", chat=chat)


async def test_who_is_not_counted_leaves_no_row_of_counts(store: Store) -> None:
    await programme(store)
    await candidate(store, RANIA, Side.NEWCOMER, counted=False)
    counts = [look(store.path, f"select * from {t}") for t in ("facts", "fact_nationalities", "fact_tongues")]
    assert counts == [[], [], []]


async def test_who_is_counted_is_counted_without_name_or_chat(store: Store) -> None:
    await programme(store)
    await candidate(store, RANIA, Side.NEWCOMER)
    assert look(store.path, "select side, programme, municipality, year, age, dutch from facts") == [
        ("newcomer", "samen", "12025", 2026, "26-40", "A2")
    ]
    assert look(store.path, "select nationality from fact_nationalities") == [("SY",)]
    assert look(store.path, "select tongue, level from fact_tongues") == [("ar", "native")]
    assert not {c for c in naming(store.path, RANIA, "Rania") if c.startswith("fact")}


async def test_who_is_forgotten_is_named_nowhere_and_still_counted(store: Store) -> None:
    await leaves_traces(store)
    before = naming(store.path, RANIA, *WORDS)
    expected = {
        "candidates.chat", "candidates.name", "consents.chat", "relays.answer", "check_ins.note", "wakes.chat",
        "outbox.chat", "outbox.letter", "quarantine.chat", "quarantine.raw", "journal.actor", "sessions.chat",
    }  # fmt: skip
    assert before >= expected, "the test must be able to fail"
    await forgets(store, RANIA)
    assert naming(store.path, RANIA, *WORDS) == set()
    assert look(store.path, "select count(*), max(candidate) from facts where side = 'newcomer'") == [(1, None)]
    assert await value(store, "select count(*) from fact_nationalities") == 2
    assert look(store.path, "select met, hours, mood, note from check_ins") == [(1, 4.0, 2, "")]
    assert await value(store, "select count(*) from duos") == 1


async def test_words_on_their_way_to_a_coordinator_go_too(store: Store) -> None:
    """A pending alarm carries the person's own words; they ask to be forgotten before it is read."""
    rania, _, _ = await town(store)
    payload = {"candidate": rania, "mood": 1, "note": NOTE}
    await does(store, RANIA, Wake("alarm", NOON, "alarm:1", payload, programme="samen"))
    assert "wakes.payload" in naming(store.path, RANIA, NOTE)
    await forgets(store, RANIA)
    assert naming(store.path, RANIA, NOTE) == set()


async def test_an_update_of_theirs_kept_aside_without_a_chat_goes_too(store: Store) -> None:
    """An unreadable update may be kept under no chat, but with the person's number in its text."""
    raw = f'{{"update_id":4,"message":{{"chat":{{"id":"{RANIA}"}},"text":"Rania"}}}}'
    async with store.unit() as unit:
        await unit.run("add_quarantine", at="", chat=None, reason="unreadable", raw=raw)
    await forgets(store, RANIA)
    assert naming(store.path, RANIA, "Rania") == set()


async def test_a_coordinator_who_is_forgotten_is_named_nowhere(store: Store) -> None:
    await leaves_traces(store)
    async with store.unit() as unit:
        await unit.run("add_invitation", hash="h", programme="samen", role="coordinator", municipality="12025",
                       created="", expires="")  # fmt: skip
    await does(store, ELS, Redeem("h"))
    before = naming(store.path, ELS, "Els", "32499000012")
    assert before >= {"coordinators.chat", "coordinators.name", "coordinators.phone", "invitations.used_by"}
    await forgets(store, ELS)
    assert naming(store.path, ELS, "Els", "32499000012") == set()


async def test_the_partner_of_who_is_forgotten_waits_again(store: Store) -> None:
    _, joris, one = await town(store)
    since = await value(store, "select waiting_since from candidates where id = ?", joris)
    await forgets(store, RANIA)
    assert look(store.path, "select status, waiting_since from candidates where id = ?", joris) == [
        (Status.ACCEPTED, since)
    ]
    assert look(store.path, "select reason from duos where id = ? and ended is not null", one) == [("left",)]


async def test_a_partner_with_another_duo_stays_matched(store: Store) -> None:
    _, joris, _ = await town(store)
    async with store.unit() as unit:
        await unit.run("set_matched", id=joris, at="")
    other = await candidate(store, 910_009, Side.NEWCOMER, "Amir")
    second = await duo(store, other, joris)
    await forgets(store, RANIA)
    assert await value(store, "select status from candidates where id = ?", joris) == Status.MATCHED
    assert await value(store, "select ended from duos where id = ?", second) is None


async def test_forgetting_twice_or_a_stranger_changes_nothing_more(store: Store) -> None:
    await leaves_traces(store)
    await forgets(store, RANIA)
    before = sorted(map(repr, everything(store.path)))
    await forgets(store, 999_999)
    after = sorted(map(repr, everything(store.path)))
    assert [row for row in after if "'journal'" not in row] == [row for row in before if "'journal'" not in row]


async def test_a_wake_that_still_waits_is_not_doubled(store: Store) -> None:
    await programme(store)
    await does(store, ELS, Join("samen", "Els", ""))
    await does(store, 910_004, Join("samen", "Piet", ""))
    for n in range(3):
        later = NOON + timedelta(minutes=n)
        await does(store, RANIA, Wake("told", later, "told:1", programme="samen"))
    rows = look(store.path, "select chat, count(*), min(due) from wakes where key = 'told:1' group by 1 order by 1")
    assert rows == [(ELS, 1, "2026-03-04T12:00:00Z"), (910_004, 1, "2026-03-04T12:00:00Z")]
    async with store.unit() as unit:
        await unit.run("drop_wake", id=await value(store, "select min(id) from wakes where key = 'told:1'"))
    await does(store, RANIA, Wake("told", NOON, "told:1", programme="samen"))
    assert await value(store, "select count(*) from wakes where key = 'told:1'") == 2


async def test_a_second_intake_replaces_the_first(store: Store) -> None:
    await programme(store)
    await candidate(store, RANIA, Side.NEWCOMER)
    await candidate(store, RANIA, Side.NEWCOMER)
    assert look(store.path, "select status from candidates order by id") == [("withdrawn",), ("waiting",)]


async def test_an_intake_by_somebody_in_a_duo_can_be_written(store: Store) -> None:
    """An old "begin again" button still works on a phone; what comes of it must not be lost as a fault."""
    await town(store)
    await does(store, RANIA, Submit(Side.NEWCOMER, "samen", {**ANSWERS, "name": "Rania"}, True))
    open_files = "select count(*) from candidates where chat = ? and status not in ('declined', 'withdrawn')"
    assert await value(store, open_files, RANIA) == 1


async def test_who_is_out_of_reach_gets_letters_later(store: Store) -> None:
    async with store.unit() as unit:
        await unit.run("add_letter", id=1, chat=RANIA, priority=0, letter="{}", due="")
        await unit.run("add_letter", id=2, chat=JORIS, priority=0, letter="{}", due="")
    await does(store, RANIA, Reach(False))
    assert look(store.path, "select chat, state from outbox order by id") == [(RANIA, "parked"), (JORIS, "waiting")]
    await does(store, RANIA, Reach(True))
    assert look(store.path, "select state from outbox") == [("waiting",), ("waiting",)]


SAMPLES: dict[type, typing.Any] = {
    Side: Side.NEWCOMER, Status: Status.ACCEPTED, str: "x", int: 1, bool: True, float: 1.0,
}  # fmt: skip


def sample(kind: type[Effect]) -> Effect:
    """An effect of this kind, with something of the right type in every field."""
    hints = typing.get_type_hints(kind)
    special = {"answers": {**ANSWERS, "name": "Rania"}, "programme": "samen", "due": NOON, "payload": {}, "hours": 1.0,
               "newcomer": 1, "volunteer": 2, "kind": "take-part"}  # fmt: skip
    values = {f.name: special.get(f.name, SAMPLES.get(hints[f.name])) for f in fields(kind)}
    if kind is Wake:
        values |= {"chat": 1, "candidate": None, "programme": None}
    return kind(**values)


@pytest.mark.parametrize("kind", typing.get_args(Effect), ids=lambda kind: kind.__name__)
async def test_every_effect_can_be_applied(store: Store, kind: type[Effect]) -> None:
    """A new effect without an arm of its own is a fault that this walk finds."""
    await programme(store)
    await candidate(store, RANIA, Side.NEWCOMER)
    await candidate(store, JORIS, Side.VOLUNTEER)
    await does(store, RANIA, sample(kind))


@pytest.mark.parametrize("effect", [
    Consent("counted", False, "v1"), Unmet("12025", Side.NEWCOMER), PassOn(1, "elders", "samen"), Withdraw(1),
    Ask(1, "?"), CheckedIn(1, 1, 1, True, 1.0, 3, ""), Wake("x", NOON, "k", chat=5), Redeem("h"),
    Join("samen", "Piet", ""), Reach(False),
], ids=lambda effect: type(effect).__name__)  # fmt: skip
async def test_an_effect_that_should_be_written_changes_rows(store: Store, effect: Effect) -> None:
    await programme(store)
    await candidate(store, RANIA, Side.NEWCOMER)
    async with store.unit() as unit:
        await unit.run("add_known_chat", chat=RANIA, language="ar", at="")
        await unit.run("add_invitation", hash="h", programme="samen", role="coordinator", municipality="12025",
                       created="", expires="")  # fmt: skip
    before = list(everything(store.path))
    await does(store, RANIA, effect)
    assert list(everything(store.path)) != before


async def test_the_schema_has_no_table_that_this_walk_forgets(store: Store) -> None:
    """Every table with a chat in it is one that forgetting knows."""
    async with store.unit():
        pass
    named = {"chat", "actor", "coordinator", "used_by"}
    found = {t for t in tables(store.path) if named & {row[1] for row in look(store.path, f"pragma table_info({t})")}}
    assert found == {
        "sessions", "consents", "coordinators", "invitations", "candidates", "told", "relays", "wakes", "outbox",
        "quarantine", "journal",
    }  # fmt: skip
