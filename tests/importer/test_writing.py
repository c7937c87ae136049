"""A list comes in: all or nothing, twice the same, nobody in anybody else's place, and nobody hears of it yet."""

from datetime import date, timedelta

import pytest

from bot.channels.base import Arrival, Due, Unreadable
from bot.flows.welcome import PURPOSE
from importer import people, writing
from importer.sheet import Row
from programme.effects import Forget
from programme.model import SHOWN_SINCE, Status
from programme.schedule import local_day
from storage import reads
from storage.store import Store
from storage.writers import apply
from storage.writers.imported import ON_PAPER
from storage.writers.scheduled import By
from tests.importer.test_people import GOOD, OTHER
from tests.storage.office import (
    NOON,
    candidate,
    does,
    engine,
    everything,
    look,
    opened,
    pointing,
    programme,
    telling,
    url,
    value,
)

DUO = {"duo_with": "2", "duo_since": "2026-02-02"}
PAIR = ({**GOOD, **DUO, "signed_up": "2026-01-05", "language": "Arabisch"}, OTHER)


@pytest.fixture
async def store(tmp_path):
    one = await Store.open(url(tmp_path / "duobot.db"))
    await programme(one)
    await programme(one, "elders", "44021")
    yield one
    await one.close()


async def takes(store, *rows, where="samen", now=NOON):
    head = list(dict.fromkeys(c for r in rows for c in r))
    plan = people.plan(where, head, [Row(i, r) for i, r in enumerate(rows, start=2)], local_day(now))
    assert not plan.wrong
    async with store.unit() as unit:
        new = await writing.compare(unit, plan)
        if not new.wrong:
            await writing.write(unit, where, plan, new, now)
    return new


async def test_people_come_in_as_accepted_in_no_chat_and_in_no_figures(store):
    new = await takes(store, {**GOOD, "signed_up": "2026-01-05", "language": "Arabisch"}, OTHER)
    assert (len(new.people), new.duos, new.wrong, new.notes) == (2, (), (), ())
    rows = look(
        store.path, "select side, status, language, counted, substr(waiting_since, 1, 10) from candidates order by id"
    )
    assert rows == [("newcomer", "accepted", "ar", 0, "2026-01-05"), ("volunteer", "accepted", "nl", 0, "2026-03-04")]
    assert look(store.path, "select count(*) from facts") == [(0,)]
    assert [word for column, _, word in opened(store.path) if column == "persons.chat"] == ["0", "0"]
    assert {lookup for (lookup,) in look(store.path, "select lookup from persons")} == {
        f"none:{id}" for (id,) in look(store.path, "select id from persons")
    }
    assert telling(store.path, 0, "Proef") == {"candidates.answers"}
    assert look(store.path, "select action, actor, object from journal") == [("Import", None, "samen")]
    assert look(store.path, "select * from outbox") == look(store.path, "select * from wakes") == []


async def test_a_yes_on_paper_is_noted_as_that_and_asked_again(store):
    await takes(store, GOOD, OTHER)
    assert look(store.path, "select kind, given, wording from consents") == [("take-part", 1, ON_PAPER)]
    assert ON_PAPER.partition(".")[0] != PURPOSE and ON_PAPER < SHOWN_SINCE


async def test_a_duo_runs_on_with_its_planned_end_and_is_asked_from_today_on(store):
    await takes(store, *PAIR)
    assert look(store.path, "select state, substr(formed, 1, 10), ends from duos") == [
        ("running", "2026-02-02", str(date(2026, 2, 2) + timedelta(days=182)))
    ]
    assert look(store.path, "select answer, goes_on from duo_members") == [("yes", 1), ("yes", 1)]
    assert {s for (s,) in look(store.path, "select status from candidates")} == {Status.MATCHED}
    kinds = look(store.path, "select kind, count(*), min(due) > '2026-03-05' from wakes group by kind")
    assert kinds == [("checkin", 2, 1)]


async def test_a_duo_whose_time_is_over_runs_on_without_an_end(store):
    await takes(store, {**PAIR[0], "duo_since": "2024-02-02"}, OTHER)
    assert look(store.path, "select state, ends from duos") == [("running", None)]
    assert await value(store, "select count(*) from wakes where kind = 'checkin'") == 2


async def test_the_same_list_twice_changes_nothing(store):
    await takes(store, *PAIR)
    before = sorted(map(repr, everything(store.path)))
    again = await takes(store, *PAIR, now=NOON + timedelta(days=3))
    assert (again.people, again.duos, again.notes) == ((), (), ())
    assert sorted(map(repr, everything(store.path))) == before


async def test_a_row_more_adds_one_and_a_changed_row_is_left_and_told(store):
    await takes(store, GOOD)
    new = await takes(store, {**GOOD, "municipality": "Gent"}, OTHER)
    assert [p.number for p in new.people] == ["2"]
    assert [str(n) for n in new.notes] == [f"row 2, number: number 1 {writing.CHANGED}"]
    assert look(store.path, "select municipality from candidates") == [("12025",), ("44021",)]


async def test_a_number_that_was_another_person_is_refused_and_nothing_comes_in(store):
    await takes(store, GOOD)
    new = await takes(store, {**OTHER, "number": "3"}, {**GOOD, "name": "Iemand anders"})
    assert str(new.wrong[0]).startswith("row 3, number: number 1 was another person in an earlier file: give this list")
    assert "B-1" in str(new.wrong[0])
    assert await value(store, "select count(*) from candidates") == 1


async def test_the_other_side_under_the_same_number_and_name_is_another_person(store):
    await takes(store, GOOD)
    assert (await takes(store, {**GOOD, "side": "volunteer"})).wrong


async def test_a_name_written_otherwise_is_the_same_person(store):
    await takes(store, {**GOOD, "name": "Zoë  Anna"})
    new = await takes(store, {**GOOD, "name": "zoe anna"})
    assert not new.wrong and not new.people


async def test_another_programme_has_its_own_numbers(store):
    await takes(store, GOOD)
    assert len((await takes(store, {**OTHER, "number": "1"}, where="elders")).people) == 1


async def test_a_duo_of_people_who_are_there_already_comes_in_once(store):
    await takes(store, GOOD, OTHER)
    assert len((await takes(store, {**GOOD, **DUO}, OTHER)).duos) == 1
    assert (await takes(store, {**GOOD, **DUO}, OTHER)).duos == ()
    assert await value(store, "select count(*) from duos") == 1


async def test_somebody_who_is_in_a_duo_has_no_room_for_another(store):
    await takes(store, *PAIR)
    third = {**GOOD, "number": "3", "name": "Derde", **DUO}
    assert writing.NO_ROOM in str((await takes(store, GOOD, OTHER, third)).wrong[0])
    assert await value(store, "select count(*) from candidates") == 2


async def test_who_is_erased_does_not_come_back_with_the_list(store):
    await takes(store, *PAIR)
    person = await value(store, "select min(person) from candidates where side = 'newcomer'")
    async with store.unit() as unit:
        await unit.run("add_claim", hash="h", person=person, expires="")
        await apply(unit, By(person, NOON, "nl"), Forget())
    assert pointing(store.path, person) == {"erased.person"}
    new = await takes(store, *PAIR)
    assert (new.people, new.duos) == ((), ())
    assert [n.mend for n in new.notes] == [f"number 1 {writing.ERASED}", writing.LEFT]
    assert await value(store, "select count(*) from imported where person is null and content = ''") == 1


async def test_links_open_for_one_at_a_time(store):
    plan = people.plan("samen", list(GOOD), [Row(2, GOOD)], local_day(NOON))
    async with store.unit() as unit:
        person = await writing.write(unit, "samen", plan, await writing.compare(unit, plan), NOON)
        (first,) = await writing.links(unit, plan, person, NOON)
    async with store.unit() as unit:
        known = (await writing.compare(unit, plan)).known
        (second,) = await writing.links(unit, plan, known, NOON)
    assert first[0] == second[0] == "1" and first[1] != second[1]
    assert look(store.path, "select hash, expires from claims") == [(reads.hash_of(second[1]), "2026-06-02T12:00:00Z")]


async def test_what_nobody_knows_the_sender_of_is_nobodys_from_a_list(store):
    """Whoever is reached in no chat is not the sender of what came without a chat."""
    await takes(store, GOOD)
    person = await value(store, "select id from persons")
    await engine(store).settle(
        [Arrival(0, Due("interest", {"candidate": 1}), person=person), Arrival(0, Unreadable("x", "y"), 5)]
    )
    assert look(store.path, "select person from quarantine") == [(0,)]


async def test_a_file_beside_those_of_the_chat(store):
    await candidate(store, 910_001, "newcomer")
    await takes(store, GOOD)
    await does(store, 910_001, Forget())
    assert await value(store, "select count(*) from candidates") == 1


async def test_what_fails_half_way_leaves_nothing(store, monkeypatch):
    """The last duo can't be written: nobody came in."""

    async def fails(*_):
        raise RuntimeError("the disk is full")

    before = sorted(map(repr, everything(store.path)))
    monkeypatch.setattr(writing.duos, "runs_since", fails)
    with pytest.raises(RuntimeError):
        await takes(store, *PAIR)
    assert sorted(map(repr, everything(store.path))) == before
    monkeypatch.undo()
    assert len((await takes(store, *PAIR)).people) == 2
