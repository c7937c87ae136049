"""Keys: who has them reads everything, who hasn't reads nothing, and nobody makes a new one over an old one."""

import json
import stat
from pathlib import Path
from typing import Any

import pytest

from bot.channels.base import Arrival, Command, Press, Text
from programme.alarms import Kind
from programme.effects import Forget, Join, RaiseAlarm
from programme.model import Side, Status
from storage import key_rotation, migrate, reads
from storage import keys as keys_
from storage.errors import DuobotError, KeyMissing, KeyWrong
from storage.keys import HOUSE, Master, fresh
from storage.rows import GONE
from storage.store import Store, beside
from tests.storage import yesterday
from tests.storage.office import (
    NOON,
    Tray,
    addresses,
    candidate,
    change,
    does,
    duo,
    engine,
    leftovers,
    letters,
    look,
    naming,
    number,
    pointing,
    programme,
    telling,
    url,
    value,
)
from tests.storage.yesterday import ALARM, ANSWER, ELS, JORIS, LETTER, NOTE, QUESTION, RANIA, STRANGER


@pytest.fixture
async def closed(tmp_path: Path) -> Path:
    """A database with Rania in it; nobody has it open."""
    store = await Store.open(url(tmp_path / "duobot.db"))
    await programme(store)
    await candidate(store, RANIA, Side.NEWCOMER, "Rania")
    await store.close()
    return store.path


async def name_of(path: Path, id: int = 1, master: Master | None = None) -> str:
    store = await Store.open(url(path), master)
    try:
        async with store.unit() as unit:
            found = await reads.candidate(unit, id)
            assert found is not None
            return found.name
    finally:
        await store.close()


async def refused(path: Path, error: type[DuobotError], master: Master | None = None) -> None:
    """Not opened, and nothing is written: no new key, no row."""
    before = {p.name: p.read_bytes() for p in path.parent.iterdir()}
    with pytest.raises(error) as found:
        await Store.open(url(path), master)
    assert found.value.exit_code == 78
    assert {p.name: p.read_bytes() for p in path.parent.iterdir()} == before


# --- the master key -----------------------------------------------------------------------------


async def test_the_first_start_makes_a_key_that_only_its_owner_reads(tmp_path: Path) -> None:
    path = tmp_path / "duobot.db"
    store = await Store.open(url(path))
    await store.close()
    assert store.key_made == beside(path).file
    assert stat.S_IMODE(store.key_made.stat().st_mode) == 0o600
    again = await Store.open(url(path))
    await again.close()
    assert again.key_made is None


async def test_a_key_that_is_there_before_the_first_start_is_used(tmp_path: Path) -> None:
    """Also after a start that died between the key and its first row."""
    file, key = tmp_path / "duobot.db.key", fresh()
    file.write_text(key)
    store = await Store.open(url(tmp_path / "duobot.db"))
    await store.close()
    assert (store.key_made, file.read_text()) == (None, key)


async def test_a_key_from_a_setting_makes_no_file(tmp_path: Path) -> None:
    path, given = tmp_path / "duobot.db", fresh()
    store = await Store.open(url(path), Master(beside(path).file, given))
    await programme(store)
    await candidate(store, RANIA, Side.NEWCOMER, "Rania")
    await store.close()
    assert not (tmp_path / "duobot.db.key").exists()
    assert await name_of(path, master=Master(None, f" {fresh()} , {given}")) == "Rania", "one of several opens"
    await refused(path, KeyWrong, Master(None, fresh()))
    await refused(path, KeyMissing)


async def test_without_its_key_it_stops_and_makes_no_other(closed: Path) -> None:
    beside(closed).file.unlink()
    await refused(closed, KeyMissing)


@pytest.mark.parametrize("content", ["", "\n", "   "], ids=["nothing", "line", "blanks"])
async def test_an_empty_key_file_is_a_missing_key(closed: Path, content: str) -> None:
    beside(closed).file.write_text(content)
    await refused(closed, KeyMissing)


@pytest.mark.parametrize("content", [fresh(), "geheim", "ä", fresh()[:-8]], ids=["another", "word", "accent", "short"])
async def test_with_another_key_it_stops_and_changes_nothing(closed: Path, content: str) -> None:
    key = beside(closed).file.read_text()
    beside(closed).file.write_text(content)
    await refused(closed, KeyWrong)
    beside(closed).file.write_text(key)
    assert await name_of(closed) == "Rania"


async def test_a_database_without_people_still_wants_its_own_key(tmp_path: Path) -> None:
    store = await Store.open(url(tmp_path / "duobot.db"))
    await store.close()
    beside(store.path).file.unlink()
    await refused(store.path, KeyMissing)


async def test_a_rotation_under_way_opens_with_both(closed: Path) -> None:
    master = beside(closed)
    master.add()
    assert await name_of(closed) == "Rania"
    assert stat.S_IMODE(master.file.stat().st_mode) == 0o600
    master.drop_older()
    await refused(closed, KeyWrong)


# --- sealed values ------------------------------------------------------------------------------


@pytest.fixture
async def two(store: Store) -> Store:
    """Two files of Rania's, one of Joris's."""
    await programme(store)
    for chat, side in ((RANIA, Side.NEWCOMER), (RANIA, Side.NEWCOMER), (JORIS, Side.VOLUNTEER)):
        await candidate(store, chat, side, "Rania" if chat == RANIA else "Joris")
    return store


async def told(store: Store, id: int) -> tuple[str, dict[str, Any]]:
    """A file's name and answers."""
    async with store.unit() as unit:
        found = await reads.candidate(unit, id)
        assert found is not None
        return found.name, dict(found.answers)


@pytest.mark.parametrize(("source", "target"), [(1, 2), (3, 2), (2, 3)], ids=["her own", "to hers", "from hers"])
async def test_a_value_moved_to_another_row_is_refused(two: Store, source: int, target: int) -> None:
    change(two.path, "update candidates set answers = (select answers from candidates where id = ?) where id = ?",
           source, target)  # fmt: skip
    assert await told(two, target) == (GONE, {"municipality": "12025"})


async def test_a_value_with_one_changed_byte_is_refused(two: Store) -> None:
    sealed = bytearray(await value(two, "select answers from candidates where id = 3"))
    sealed[20] ^= 1
    change(two.path, "update candidates set answers = ? where id = 3", bytes(sealed))
    assert await told(two, 3) == (GONE, {"municipality": "12025"})


async def test_a_key_moved_to_another_person_opens_nothing(two: Store) -> None:
    rania, joris = await number(two, RANIA), await number(two, JORIS)
    change(two.path, "update keys set key = (select key from keys where person = ?) where person = ?", rania, joris)
    again = await Store.open(url(two.path))
    async with again.unit() as unit:
        found = await reads.candidate(unit, 3)
        assert found is not None
        assert found.name == GONE
    await again.close()


async def test_another_master_key_while_we_work_makes_nobody_new(two: Store) -> None:
    """It is the house's trouble, not a person's: the lane says so and waits for the right one."""
    two.seals.master = Master(None, fresh())
    for chat in (RANIA, JORIS):
        two.seals.forget(await number(two, chat))
    with pytest.raises(KeyWrong):
        await engine(two, Tray()).settle([Arrival(RANIA, Command("start"), id=1)])
    assert await value(two, "select count(*) from persons where lookup like 'closed:%'") == 0


async def test_the_same_words_are_never_sealed_the_same(store: Store) -> None:
    async with store.unit() as unit:
        sealed = {unit.seal(HOUSE, "x.y:1", "Rania") for _ in range(100)}
    assert len(sealed) == 100


async def test_words_in_any_script_come_back_as_they_were(store: Store) -> None:
    words = 'Ра"ня \\ رانيا 👋\n\ud800'
    async with store.unit() as unit:
        sealed = unit.seal(HOUSE, "x.y:1", words)
        assert unit.unseal(HOUSE, "x.y:1", sealed) == words


async def test_many_people_need_no_more_keys_in_memory(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keys that had to make room are read again when they are needed."""
    monkeypatch.setattr(keys_, "MOST_HELD", 3)
    people = [await number(store, 910_100 + n) for n in range(12)]
    assert len(store.seals._held) <= 3 + 1
    assert [await number(store, 910_100 + n) for n in range(12)] == people
    assert store.seals.knows(HOUSE)


# --- from the first shape -----------------------------------------------------------------------


@pytest.fixture
async def moved(tmp_path: Path) -> Store:
    store = await Store.open(url(yesterday.build(tmp_path / "duobot.db")))
    yield store
    await store.close()


async def test_the_first_shape_can_be_read_by_anybody(tmp_path: Path) -> None:
    """Or the tests below would show nothing."""
    path = yesterday.build(tmp_path / "duobot.db")
    assert all(word.encode() in path.read_bytes() for word in yesterday.WORDS)


async def test_everybodys_file_is_there_after_the_move(moved: Store) -> None:
    rania, joris, els = [await number(moved, chat) for chat in (RANIA, JORIS, ELS)]
    assert sorted(addresses(moved.path).values()) == [RANIA, JORIS, ELS, STRANGER], "nobody new, nobody twice"
    async with moved.unit() as unit:
        files = await reads.persons(unit, [rania, joris])
        assert [(f.id, f.name, f.status, f.decided_by, f.duos) for f in files.values()] == [
            (2, "Rania", Status.MATCHED, "Els Peeters", 1), (3, "Joris", Status.MATCHED, "Els Peeters", 1)
        ]  # fmt: skip
        assert files[rania].answers == json.loads(yesterday.answers("Rania"))
        earlier = await reads.candidate(unit, 1)
        assert (earlier.name, earlier.person, earlier.status) == ("Rania", rania, Status.WITHDRAWN)
        (found,) = (await reads.coordinators(unit, [els])).values()
        assert (found.name, found.phone, found.programmes) == ("Els Peeters", "32499000012", ("samen",))
        (served,) = await reads.programmes(unit)
        assert (served.human, served.phone, served.areas) == ("Els Peeters", "32499000012", ("12025",))
        first, second = await reads.relay(unit, 4), await reads.relay(unit, 5)
        assert (first.question, first.answer, first.asked_by, first.coordinator) == (
            QUESTION, ANSWER, "Els Peeters", els
        )  # fmt: skip
        assert (second.question, second.answer) == (QUESTION, "")
        pair = await reads.duo(unit, 6)
        assert [(m.person, m.name) for m in pair.members] == [(rania, "Rania"), (joris, "Joris")]
        assert [c.told.note for p in (rania, joris) for c in await reads.check_ins(unit, p)] == [NOTE, ""]
        assert [c["given"] for c in await unit.all("consents_of", person=rania)] == [1]


async def test_what_was_under_way_goes_on_after_the_move(moved: Store) -> None:
    rania, joris, els, stranger = [await number(moved, chat) for chat in (RANIA, JORIS, ELS, STRANGER)]
    async with moved.unit() as unit:
        (one,) = await reads.whoever(unit, [RANIA], [])
        assert json.loads(one.session["state"]) == yesterday.STATE
        assert (one.session["language"], one.session["revision"], one.has_file) == ("ar", 3, True)
        alarm, check_in = await reads.due_wakes(unit, NOON, True, True, 9)
        assert (alarm["person"], alarm["kind"], json.loads(alarm["payload"])) == (
            els, "alarm", {"candidate": 2, "note": ALARM}
        )  # fmt: skip
        assert (check_in["person"], json.loads(check_in["payload"])) == (joris, {"duo": 6, "wave": 2})
        (letter,) = await reads.waiting_letters(unit, NOON, 9)
        assert (letter["person"], letter["chat"], letter["tries"], letter["unsure"]) == (stranger, STRANGER, 2, 1)
        assert json.loads(letter["letter"]) == {"text": LETTER}
        await unit.run("revive_letters", person=rania, now="")
        assert [row["chat"] for row in await reads.waiting_letters(unit, NOON, 9)] == [RANIA, STRANGER]
    assert look(moved.path, "select used_by from invitations order by hash") == [(-1,), (None,), (els,)]
    assert look(moved.path, "select actor from journal order by id") == [(els,), (None,)]
    assert look(moved.path, "select person from told") == [(els,)]
    assert look(moved.path, "select formed_by from duos") == [(els,)]
    assert look(moved.path, "select person from quarantine order by id") == [(rania,), (HOUSE,)]
    assert look(moved.path, "select about from wakes order by id") == [(2,), (None,)]


async def test_numbers_go_on_where_they_were(moved: Store) -> None:
    """A number is never given twice, or an old button would open somebody else's file."""
    assert await candidate(moved, 910_009, Side.NEWCOMER) == 4
    async with moved.unit() as unit:
        assert [await unit.next_number(t) for t in ("relays", "quarantine")] == [6, 15]
    assert moved.next_letter() == 13


async def test_the_move_leaves_no_words_in_the_file(moved: Store) -> None:
    """No column, no free page. The copy from before the move went with it."""
    for chat in (RANIA, JORIS, ELS, STRANGER):
        assert naming(moved.path, chat, *yesterday.WORDS) == set()
    chats = tuple(map(str, (RANIA, JORIS, ELS, STRANGER)))
    left = {found.partition(":")[0] for found in leftovers(moved.path, *chats, *yesterday.WORDS)}
    assert left == set(), "nor a copy from before the move"
    assert telling(moved.path, 0, *yesterday.WORDS) != set()


async def test_who_moved_can_be_forgotten(moved: Store) -> None:
    await does(moved, RANIA, Forget())
    words = ("Rania", NOTE, ANSWER, ALARM)
    assert telling(moved.path, RANIA, *words) == set()


async def test_the_move_seals_with_the_key_from_a_setting(tmp_path: Path) -> None:
    path, given = yesterday.build(tmp_path / "duobot.db"), fresh()
    assert await name_of(path, 2, Master(beside(path).file, given)) == "Rania"
    assert not beside(path).file.exists()


@pytest.mark.apart
async def test_the_move_in_a_process_of_its_own(tmp_path: Path) -> None:
    """As `duobot run` does it; the key that it makes is the one that opens."""
    path = yesterday.build(tmp_path / "duobot.db")
    migrate.ensure_apart(path, beside(path))
    assert stat.S_IMODE(beside(path).file.stat().st_mode) == 0o600
    assert await name_of(path, 2) == "Rania"


# --- people who share a batch with a fault -------------------------------------------------------


async def test_somebody_whose_session_can_not_be_opened_costs_nobody_else_an_answer(store: Store) -> None:
    tray = Tray()
    lane = engine(store, tray)
    await lane.settle([Arrival(chat, Command("start"), id=chat) for chat in (RANIA, JORIS)])
    change(store.path, "update sessions set state = zeroblob(60) where person = ?", await number(store, RANIA))
    tray.parcels.clear()
    await lane.settle([Arrival(chat, Command("help"), id=chat + 10) for chat in (RANIA, JORIS)])
    assert JORIS in {p.chat for p in tray.parcels}


GONES = {
    "gone": "delete from keys where person = ?",
    "of another key": "update keys set key = cast(x'01020304' || substr(key, 5) as blob) where person = ?",
    "one bit": "update keys set key = cast(substr(key, 1, 9) || x'00' || substr(key, 11) as blob) where person = ?",
}


@pytest.mark.parametrize("how", GONES)
async def test_whoever_lost_their_key_is_somebody_new_and_costs_nobody_an_answer(tmp_path: Path, how: str) -> None:
    store = await Store.open(url(tmp_path / "duobot.db"))
    await programme(store)
    await candidate(store, RANIA, Side.NEWCOMER, "Rania")
    await engine(store, Tray()).settle([Arrival(chat, Press("g:lang:nl"), id=chat) for chat in (RANIA, JORIS)])
    before = await number(store, RANIA)
    await store.close()
    change(store.path, GONES[how], before)
    for start in range(2):  # the next start, too
        again = await Store.open(url(store.path))
        tray = Tray()
        arrivals = [Arrival(chat, Command("status"), id=10 * chat + start) for chat in (RANIA, JORIS)]
        await engine(again, tray).settle(arrivals)
        assert {p.chat for p in tray.parcels} == {RANIA, JORIS}
        assert await value(again, "select count(*) from quarantine") == 0
        assert await number(again, RANIA) != before
        assert await value(again, "select person from candidates") == before, "it waits for its key"
        await again.close()
    assert key_rotation.closed(store.path, beside(store.path)) == 1


async def test_a_coordinator_who_lost_their_key_keeps_no_newcomer_from_a_colleague(store: Store) -> None:
    await programme(store)
    for chat, name in ((ELS, "Els"), (STRANGER, "Jan")):
        await does(store, chat, Join("samen", name, "015 00 00 00"))
    els = await number(store, ELS)
    change(store.path, GONES["gone"], els)
    store.seals.forget(els)
    rania = await candidate(store, RANIA, Side.NEWCOMER, "Rania")
    await does(store, RANIA, RaiseAlarm(Kind.UNSAFE, "samen", rania, 0, "bang"))
    told = {r[0] for r in look(store.path, "select person from wakes where kind in ('new', 'alarm')")}
    assert await number(store, STRANGER) in told


async def test_whoever_is_in_the_duo_of_an_alarm_is_not_rung_while_a_colleague_is(store: Store) -> None:
    """A coordinator who is the volunteer of that duo read what was said of her, with the number to call."""
    await programme(store)
    pair = [await candidate(store, RANIA, Side.NEWCOMER, "Rania"), await candidate(store, ELS, Side.VOLUNTEER, "Els")]
    found = await duo(store, *pair)
    await does(store, ELS, Join("samen", "Els", "015 00 00 00"))
    rung = "select person from wakes where kind in ('alarm', 'alarm.again')"
    await does(store, RANIA, RaiseAlarm(Kind.UNSAFE, "samen", pair[0], found, "bang"))
    assert {r[0] for r in look(store.path, rung)} == {await number(store, ELS)}, "rather she than nobody"
    change(store.path, "delete from wakes")
    await does(store, STRANGER, Join("samen", "Jan", "015 00 00 00"))
    await does(store, RANIA, RaiseAlarm(Kind.UNSAFE, "samen", pair[0], found, "nog"))
    assert {r[0] for r in look(store.path, rung)} == {await number(store, STRANGER)}


async def test_words_of_a_step_that_failed_are_kept_under_the_house_without_their_owners_key(store: Store) -> None:
    lane = engine(store, Tray())
    async with store.unit() as unit:
        await lane._quarantine(unit, Arrival(7, Text("hallo"), 1, person=12345), "why", "hallo")
    assert await value(store, "select person from quarantine") == HOUSE


async def test_a_letter_that_can_not_be_opened_holds_up_nobody_else(store: Store) -> None:
    first, _ = await letters(store, RANIA, JORIS)
    change(store.path, "update outbox set letter = zeroblob(60) where id = ?", first.id)
    async with store.unit() as unit:
        assert JORIS in {row["chat"] for row in await reads.waiting_letters(unit, NOON, 9)}


async def test_words_right_after_an_erasure_come_from_somebody_new(store: Store) -> None:
    """Two taps and a word while the bot was away: one batch, in which the person is erased half-way."""
    tray = Tray()
    lane = engine(store, tray)
    await programme(store)
    await candidate(store, RANIA, Side.NEWCOMER, "Rania")
    for id, what in enumerate((Command("start"), Command("mydata")), 1):
        await lane.settle([Arrival(RANIA, what, id=id)])
    await lane.settle([Arrival(RANIA, Press("g:erase"), id=3)])
    rania = await number(store, RANIA)
    yes = next(data for p in tray.parcels for row in p.letter.rows for _, data in row if data.endswith(":erase:yes"))
    await lane.settle([Arrival(RANIA, Press(yes), id=4), Arrival(RANIA, Text("hallo"), id=5)])
    assert look(store.path, "select count(*) from erased") == [(1,)], "the test must be able to fail"
    assert pointing(store.path, rania) == {"erased.person"}
    assert list(addresses(store.path).values()) == [RANIA]
