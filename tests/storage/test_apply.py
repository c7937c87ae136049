"""What effects leave behind in the rows, and what a person who asks to be forgotten leaves."""

import typing
from dataclasses import fields
from datetime import date, datetime, timedelta

import pytest

from bot.channels.base import Letter, Parcel
from programme import effects as all_effects
from programme.alarms import Kind
from programme.check_in import CheckInAnswers
from programme.duo import Answer, Move
from programme.effects import (
    Arrange,
    Ask,
    Asked,
    CheckedIn,
    Consent,
    Effect,
    Forget,
    Guard,
    Join,
    Measured,
    NoteDown,
    NoteStep,
    Part,
    PassOn,
    RaiseAlarm,
    Reach,
    Redeem,
    Reply,
    ScheduledMessage,
    SessionEffect,
    Share,
    SpeakUp,
    Submit,
    Unmet,
    Withdraw,
)
from programme.model import Side, Status, Step
from programme.scheduled import Announced, CheckInWords, Interest, NewCandidates
from storage import reads
from storage.rows import text_of
from storage.store import Store, Unit
from tests.storage.office import (
    ANSWERS,
    NOON,
    SEALED,
    addresses,
    asides,
    candidate,
    change,
    does,
    duo,
    everything,
    leftovers,
    look,
    naming,
    number,
    opened,
    pointing,
    post,
    programme,
    tables,
    telling,
    value,
)

RANIA, JORIS, ELS = 910_001, 910_002, 910_003
WORDS = ("Rania", "blijf weg van mijn buur")
NOTE = WORDS[1]
LINK = {"hash": "h", "programme": "samen", "role": "coordinator", "municipality": "12025", "created": "", "expires": ""}


async def town(store: Store) -> tuple[int, int, int]:
    """Rania and Joris are a duo that Els made: their numbers, and the duo's."""
    await programme(store)
    await does(store, ELS, Join("samen", "Els", "32499000012"))
    rania = await candidate(store, RANIA, Side.NEWCOMER, "Rania")
    joris = await candidate(store, JORIS, Side.VOLUNTEER, "Joris")
    return rania, joris, await duo(store, rania, joris, by=ELS)


async def leaves_traces(store: Store) -> tuple[int, int, int]:
    """Rania has been everywhere: consents, a question, check-ins, letters, something kept aside."""
    rania, joris, one = await town(store)
    await does(store, RANIA, Consent("take-part", True, "v1"), Consent("counted", True, "v1"))
    await does(store, ELS, Ask(rania, "Kan je donderdag?"))
    await does(store, RANIA, Reply(await value(store, "select max(id) from relays"), f"Rania: {NOTE}"))
    await does(store, RANIA, SpeakUp("samen", NOTE, "Rania"))
    await does(store, ELS, NoteDown(rania, f"Rania: {NOTE}"), NoteStep(rania, Step("talk", NOON.date(), "well")))
    await does(store, RANIA, NoteDown(joris, "Joris belt terug"), NoteStep(joris, Step("agreement", NOON.date())))
    await does(store, RANIA, RaiseAlarm(Kind.WORDS, "samen", rania, one, NOTE, 2))
    await does(store, RANIA, CheckedIn(one, rania, 1, CheckInAnswers(True, 4.0, 2, NOTE)))
    await does(store, RANIA, Share(one, rania, "phone", f"Rania: {NOTE}"), Measured(one, rania, "start", "x", "1", 3))
    await does(store, RANIA, Arrange(one, rania, NOON + timedelta(days=3), f"bij Rania: {NOTE}"))
    await does(store, RANIA, Asked(one, rania, "2026-03-18"), Part(one, rania, "moved", f"Rania: {NOTE}", False))
    me, els = await number(store, RANIA), await number(store, ELS)
    await does(store, RANIA, ScheduledMessage(Announced("Rania", True), NOON, "announced", person=me))
    await post(store, Parcel(store.next_letter(), RANIA, Letter("Rania")))
    await asides(store, RANIA, '{"text":"Rania"}')
    async with store.unit() as unit:
        await unit.run("tell_fresh", person=els, programmes='["samen"]')
        await vouches(unit, me, els, rania)
        await vouches(unit, await reads.person_at(unit, JORIS, NOON), me, joris)
        await unit.run("add_known_person", person=me, language="ar", at="2026-01-01T00:00:00Z")
        state = unit.seal(me, f"sessions.state:{me}", '[{"name":"Rania"}]')
        await unit.run("add_journal", at="", actor=me, action="Withdraw", object="1")
        await unit.run("add_invitation", **LINK)
    change(store.path, "update sessions set state = ? where person = ?", state, me)
    await does(store, RANIA, Redeem("h"), Guard(Side.NEWCOMER, "samen", {"name": "Rania"}, True, "g", NOON))
    return rania, joris, one


async def vouches(unit: Unit, young: int, guardian: int, candidate: int) -> None:
    """Somebody said yes for somebody, and saw an extract of theirs."""
    await unit.open_for(young)
    contact = unit.seal(young, reads.contact_place(young), '{"name": "Rania"}')
    row = {"wording": "v1", "language": "nl", "at": text_of(NOON), "contact": contact}
    await unit.run("add_guardian", person=young, guardian=guardian, **row)
    await unit.run("screen", candidate=candidate, seen="2026-03-01", issued="2026-02-20", by=guardian, at="")


async def forgets(store: Store, chat: int) -> int:
    """As the engine does it; whose number it was."""
    person = await number(store, chat)
    await does(store, chat, Forget())
    store.seals.forget(person)
    return person


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


async def test_nothing_that_names_anybody_can_be_read(store: Store) -> None:
    """No column outside the sealed ones, no byte of the file or of what lies beside it."""
    await leaves_traces(store)
    await does(store, RANIA, ScheduledMessage(CheckInWords(1, 1, 1, NOTE), NOON, "told:1", programme="samen"))
    words = (*WORDS, "Joris", "Els", "32499000012", "Kan je donderdag", '"age"')
    told = telling(store.path, RANIA, *words)
    assert told >= SEALED.keys(), "the test must be able to fail: each sealed column says something"
    for chat in (RANIA, JORIS, ELS):
        assert naming(store.path, chat, *words) == set()
    assert leftovers(store.path, *map(str, (RANIA, JORIS, ELS)), *(w for w in words if len(w) > 4)) == set()


async def test_every_column_of_bytes_is_a_sealed_one(store: Store) -> None:
    """A column that is sealed and that the helpers of these tests don't open would never be looked at."""
    columns = {f"{t}.{row[1]}" for t in tables(store.path) for row in look(store.path, f"pragma table_info({t})")
               if row[2].lower() == "blob"}  # fmt: skip
    assert columns == {*SEALED, "keys.key"}


async def test_everybody_has_a_number_that_says_nothing_and_a_key(store: Store) -> None:
    await town(store)
    found = addresses(store.path)
    assert sorted(found.values()) == [RANIA, JORIS, ELS]
    assert {person for (person,) in look(store.path, "select person from keys")} == {0, *found}
    assert all(2**30 < person < 2**53 for person in found), "52 random bits"


async def test_who_is_forgotten_is_named_nowhere_and_still_counted(store: Store) -> None:
    await leaves_traces(store)
    rania = await number(store, RANIA)
    told, pointed = telling(store.path, RANIA, *WORDS), pointing(store.path, rania)
    assert told >= SEALED.keys() - {"coordinators.name", "coordinators.phone", "relays.question"}, "it can fail"
    assert pointed >= {
        "persons.id", "keys.person", "candidates.person", "consents.person", "wakes.person", "outbox.person",
        "quarantine.person", "journal.actor", "sessions.person", "invitations.used_by", "guarded.person",
        "guardians.person", "guardians.guardian", "screenings.person", "screenings.noted_by", "meetings.person",
    }, "it can fail"  # fmt: skip
    assert await forgets(store, RANIA) == rania
    assert naming(store.path, RANIA, *WORDS) == telling(store.path, RANIA, *WORDS) == set()
    assert pointing(store.path, rania) == {"erased.person"}
    assert rania not in {whose for _, whose, _ in opened(store.path)}
    assert look(store.path, "select count(*), max(candidate) from facts where side = 'newcomer'") == [(1, None)]
    assert await value(store, "select count(*) from fact_nationalities") == 2
    assert look(store.path, "select met, hours, mood, note from check_ins") == [(1, 4.0, 2, None)]
    assert await value(store, "select count(*) from duos") == 1


async def test_a_letter_to_somebody_else_that_names_them_goes_too(store: Store) -> None:
    """What is on its way to their coordinator or their buddy; other letters stay."""
    await town(store)
    names, others = Letter("Rania wacht."), Letter("Er is nieuws.")
    letters = [Parcel(store.next_letter(), chat, what) for chat in (ELS, JORIS) for what in (names, others)]
    await post(store, *letters)
    await forgets(store, RANIA)
    assert [id for (id,) in look(store.path, "select id from outbox order by id")] == [letters[1].id, letters[3].id]


async def test_words_on_their_way_to_a_coordinator_go_too(store: Store) -> None:
    """A pending message carries the person's own words; they ask to be forgotten before it is read."""
    rania, _, _ = await town(store)
    payload = CheckInWords(1, rania, 1, NOTE)
    await does(store, RANIA, ScheduledMessage(payload, NOON, "told:1", programme="samen"))
    assert telling(store.path, RANIA, NOTE) >= {"wakes.payload"}
    await forgets(store, RANIA)
    assert telling(store.path, RANIA, NOTE) == set()


@pytest.mark.parametrize("said", [str(RANIA), "Rania"])
async def test_an_update_of_theirs_kept_aside_without_a_chat_goes_too(store: Store, said: str) -> None:
    """An unreadable update is kept under nobody's name, but with the person's number or name in its text."""
    await town(store)
    await asides(store, 0, f'{{"update_id":4,"message":{{"chat":{{"id":"{said}"}}}}}}')
    await asides(store, 0, '{"update_id":5}')
    await forgets(store, RANIA)
    assert [words for column, _, words in opened(store.path) if column == "quarantine.raw"] == ['{"update_id":5}']


async def test_a_coordinator_who_is_forgotten_is_named_nowhere(store: Store) -> None:
    await leaves_traces(store)
    els = await number(store, ELS)
    async with store.unit() as unit:
        await unit.run("add_invitation", **{**LINK, "hash": "another"})
    await does(store, ELS, Redeem("another"))
    assert telling(store.path, ELS, "Els", "32499000012") >= {"coordinators.name", "coordinators.phone"}
    assert pointing(store.path, els) >= {
        "coordinators.person", "invitations.used_by", "candidates.decided_by", "duos.formed_by", "relays.coordinator",
        "journal.actor", "guardians.guardian", "screenings.noted_by",
    }  # fmt: skip
    await forgets(store, ELS)
    assert naming(store.path, ELS, "Els", "32499000012") == telling(store.path, ELS, "Els", "32499000012") == set()
    assert pointing(store.path, els) == {"erased.person"}


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
    written = ("('journal'", "('erased'")
    assert [row for row in after if not row.startswith(written)] == [r for r in before if not r.startswith(written)]


async def test_a_wake_that_still_waits_is_not_doubled(store: Store) -> None:
    await programme(store)
    await does(store, ELS, Join("samen", "Els", ""))
    await does(store, 910_004, Join("samen", "Piet", ""))
    for n in range(3):
        later = NOON + timedelta(minutes=n)
        await does(store, RANIA, ScheduledMessage(NewCandidates(), later, "told:1", programme="samen"))
    rows = look(store.path, "select person, count(*), min(due) from wakes where key = 'told:1' group by 1")
    chats = addresses(store.path)
    assert sorted((chats[person], *more) for person, *more in rows) == [
        (ELS, 1, "2026-03-04T12:00:00Z"),
        (910_004, 1, "2026-03-04T12:00:00Z"),
    ]
    async with store.unit() as unit:
        await unit.run("drop_wake", id=await value(store, "select min(id) from wakes where key = 'told:1'"))
    await does(store, RANIA, ScheduledMessage(NewCandidates(), NOON, "told:1", programme="samen"))
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
    open_files = "select count(*) from candidates where person = ? and status not in ('declined', 'withdrawn')"
    assert await value(store, open_files, await number(store, RANIA)) == 1


async def test_who_is_out_of_reach_gets_letters_later(store: Store) -> None:
    await post(store, Parcel(1, RANIA, Letter("1")), Parcel(2, JORIS, Letter("2")))
    await does(store, RANIA, Reach(False))
    assert look(store.path, "select id, state from outbox order by id") == [(1, "parked"), (2, "waiting")]
    await does(store, RANIA, Reach(True))
    assert look(store.path, "select state from outbox") == [("waiting",), ("waiting",)]


SAMPLES: dict[type, typing.Any] = {
    Answer: Answer.YES, Move: Move.PAUSE, Side: Side.NEWCOMER, Status: Status.ACCEPTED,
    Step: Step("talk", NOON.date()), str: "x", int: 1, bool: True, float: 1.0, datetime: NOON, date: NOON.date(),
}  # fmt: skip


def sample(kind: type[Effect]) -> Effect:
    """An effect of this kind, with something of the right type in every field."""
    hints = typing.get_type_hints(kind)
    special = {"answers": {**ANSWERS, "name": "Rania"}, "programme": "samen", "due": NOON, "what": Interest(1),
               "told": CheckInAnswers(True, 1.0, 3), "programmes": ("samen",),
               "every": "day", "did": "called", "newcomer": 1, "volunteer": 2, "kind": "take-part",
               "role": "coordinator", "tongues": ("fr",),
               "candidate": 1, "changed": (), "pairs": ((1, 2),), "at": NOON}  # fmt: skip
    values = {f.name: special.get(f.name, SAMPLES.get(hints[f.name])) for f in fields(kind)}
    if kind is ScheduledMessage:
        values |= {"person": 1, "candidate": None, "programme": None}
    return kind(**values)


def effects() -> list[type[Effect]]:
    """Every effect that leaves a row."""
    found = [kind for kind in vars(all_effects).values() if isinstance(kind, type) and issubclass(kind, Effect)]
    return [kind for kind in found if kind is not Effect and not issubclass(kind, SessionEffect)]


@pytest.mark.parametrize("kind", effects(), ids=lambda kind: kind.__name__)
async def test_every_effect_has_its_writer(store: Store, kind: type[Effect]) -> None:
    """A new effect without a writer is a fault that this walk finds."""
    await programme(store)
    await candidate(store, RANIA, Side.NEWCOMER)
    await candidate(store, JORIS, Side.VOLUNTEER)
    await does(store, RANIA, sample(kind))


@pytest.mark.parametrize("effect", [
    Consent("counted", False, "v1"), Unmet("12025", Side.NEWCOMER), PassOn(1, "elders", "samen"), Withdraw(1),
    Ask(1, "?"), CheckedIn(1, 1, 1, CheckInAnswers(True, 1.0, 3)),
    ScheduledMessage(Interest(1), NOON, "k", person=5), Redeem("h"),
    Join("samen", "Piet", ""), Reach(False),
], ids=lambda effect: type(effect).__name__)  # fmt: skip
async def test_an_effect_that_should_be_written_changes_rows(store: Store, effect: Effect) -> None:
    await programme(store)
    await candidate(store, RANIA, Side.NEWCOMER)
    async with store.unit() as unit:
        await unit.run("add_known_person", person=await reads.person_at(unit, RANIA, NOON), language="ar", at="")
        await unit.run("add_invitation", **LINK)
    before = list(everything(store.path))
    await does(store, RANIA, effect)
    assert list(everything(store.path)) != before


async def test_the_schema_has_no_table_that_this_walk_forgets(store: Store) -> None:
    """Every table with a person in it is one that forgetting knows."""
    named = {
        "person",
        "actor",
        "coordinator",
        "used_by",
        "decided_by",
        "formed_by",
        "guardian",
        "noted_by",
        "handled_by",
    }
    found = {t for t in tables(store.path) if named & {row[1] for row in look(store.path, f"pragma table_info({t})")}}
    assert found == {
        "sessions", "consents", "coordinators", "invitations", "candidates", "told", "relays", "wakes", "outbox",
        "quarantine", "journal", "duos", "keys", "erased", "looks", "guarded", "guardians", "screenings", "meetings",
        "puzzle_pairs", "alarms", "talks", "talk_words", "desks", "follow_ups", "speaking", "undos", "imported",
        "claims", "card_notes", "volunteer_steps",
    }  # fmt: skip
