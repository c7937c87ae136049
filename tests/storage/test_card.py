"""What a coordinator noted: whose it is, who reads it, what goes with whom; the day on which somebody waits again."""

from collections.abc import AsyncIterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from programme.effects import Decide, DropNote, Forget, Join, NoteDown, NoteStep, PassOn, Withdraw
from programme.model import Candidate, Known, Side, Status, Step
from programme.queries import CardOf, MyTold, WeekOf
from programme.roles import READS
from storage import reads
from storage.readers import READERS
from storage.retention import Periods, Sweep
from storage.store import Store
from tests.storage.office import NOON, candidate, does, look, number, programme, telling, url

ELS, MO, JAN, RANIA, TOM = 501, 502, 503, 504, 505
TODAY = NOON.date()
WORDS = "Belt liever na zes uur"


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    found = await Store.open(url(tmp_path / "duobot.db"))
    await programme(found, "samen")
    await programme(found, "gent", "44021")
    for chat, name, where in ((ELS, "Els", "samen"), (MO, "Mo", "samen"), (JAN, "Jan", "gent")):
        await does(found, chat, Join(where, name, ""))
    yield found
    await found.close()


async def asks(store: Store, chat: int, query: object, now=NOON):
    """What this chat reads."""
    async with store.unit() as unit:
        (met,) = await reads.whoever(unit, [chat], [])
        people = await reads.coordinators(unit, [met.person])
        files = await reads.persons(unit, [met.person])
        known = await known_of(unit, met.person, people.get(met.person), files.get(met.person), now)
        return await READERS[type(query)](unit, query, known)


async def known_of(unit, person, coordinator, file, now):
    return Known(now, now.date(), await reads.programmes(unit), file, coordinator=coordinator, me=person)


async def card(store: Store, chat: int, id: int) -> Candidate | None:
    return await asks(store, chat, CardOf(id, READS))


async def sweeps(store: Store, days: int) -> None:
    async def between() -> None: ...

    await Sweep(store, Periods(), NOON + timedelta(days=days), between).run()


async def test_a_note_is_read_where_it_was_written_and_by_whom_it_is_about(store: Store):
    rania = await candidate(store, RANIA, Side.NEWCOMER, "Rania")
    await does(store, ELS, NoteDown(rania, WORDS))
    await does(store, MO, NoteDown(rania, "Komt donderdag"))
    found = await card(store, MO, rania)
    assert [(n.by, n.words, n.on) for n in found.notes] == [("Mo", "Komt donderdag", TODAY), ("Els", WORDS, TODAY)]
    assert await card(store, JAN, rania) is None
    assert [n.words for n in (await asks(store, RANIA, MyTold())).notes] == ["Komt donderdag", WORDS]
    assert (await asks(store, ELS, MyTold())).notes == ()
    await does(store, ELS, PassOn(rania, "gent", "samen"))
    assert (await card(store, JAN, rania)).notes == (), "what Mechelen noted stays in Mechelen"
    assert len((await asks(store, RANIA, MyTold())).notes) == 2
    assert WORDS not in str(look(store.path, "select * from card_notes")), "sealed"


async def test_nobody_takes_away_what_a_colleague_wrote(store: Store):
    rania = await candidate(store, RANIA, Side.NEWCOMER, "Rania")
    await does(store, ELS, NoteDown(rania, WORDS))
    (note,) = (await card(store, ELS, rania)).notes
    await does(store, MO, DropNote(note.id))
    await does(store, RANIA, DropNote(note.id))
    assert (await card(store, ELS, rania)).notes == (note,)
    await does(store, ELS, DropNote(note.id))
    assert (await card(store, ELS, rania)).notes == ()


async def test_who_is_erased_leaves_no_note_and_who_wrote_one_leaves_no_number(store: Store):
    rania = await candidate(store, RANIA, Side.NEWCOMER, "Rania")
    tom = await candidate(store, TOM, Side.VOLUNTEER, "Tom")
    els, person = await number(store, ELS), await number(store, RANIA)
    for one in (rania, tom):
        await does(store, ELS, NoteDown(one, WORDS), NoteStep(one, Step("talk", TODAY, "well")))
    await does(store, RANIA, Forget())
    assert look(store.path, "select count(*) from card_notes where person = ?", person) == [(0,)]
    assert look(store.path, "select count(*) from volunteer_steps where person = ?", person) == [(0,)]
    await does(store, ELS, Forget())
    assert look(store.path, "select count(*) from card_notes where noted_by = ?", els) == [(0,)]
    assert look(store.path, "select count(*) from volunteer_steps where noted_by = ?", els) == [(0,)]
    found = await card(store, MO, tom)
    assert [(n.author, n.words) for n in found.notes] == [(0, WORDS)] and "Els" not in found.notes[0].by
    assert [s.result for s in found.steps] == ["well"]


async def test_notes_go_with_the_file_and_those_of_a_newer_one_stay(store: Store):
    old = await candidate(store, RANIA, Side.NEWCOMER, "Rania")
    await does(store, ELS, NoteDown(old, "van vroeger"))
    await does(store, RANIA, Withdraw(old))
    new = await candidate(store, RANIA, Side.NEWCOMER, "Rania")
    await does(store, ELS, NoteDown(new, WORDS))
    await sweeps(store, 91)
    assert [n.words for n in (await card(store, ELS, new)).notes] == [WORDS]
    assert telling(store.path, 0, "van vroeger") == set()


async def test_a_talk_stands_on_the_list_of_its_day_until_its_result_is_noted(store: Store):
    tom = await candidate(store, TOM, Side.VOLUNTEER, "Tom")
    await does(store, ELS, NoteStep(tom, Step("talk", TODAY)))
    assert [one.name for one in (await asks(store, MO, WeekOf(READS))).talks] == ["Tom"]
    assert (await asks(store, JAN, WeekOf(READS))).talks == ()
    assert (await asks(store, MO, WeekOf(READS), NOON + timedelta(days=1))).talks == ()
    await does(store, ELS, NoteStep(tom, Step("talk", TODAY, "again")))
    assert (await asks(store, MO, WeekOf(READS))).talks == ()
    await does(store, ELS, NoteStep(tom, Step("talk", TODAY)))
    await does(store, TOM, Withdraw(tom))
    assert (await asks(store, MO, WeekOf(READS))).talks == (), "who stopped is not talked with"


async def test_who_was_set_aside_waits_again_on_the_day_since_when_they_waited(store: Store):
    rania = await candidate(store, RANIA, Side.NEWCOMER, "Rania")
    tom = await candidate(store, TOM, Side.VOLUNTEER, "Tom")
    since = look(store.path, "select waiting_since from candidates where id = ?", rania)
    await does(store, ELS, Decide(rania, Status.ASIDE, until=TODAY + timedelta(days=30)), Decide(tom, Status.ASIDE))
    await sweeps(store, 29)
    assert look(store.path, "select status from candidates order by id") == [("aside",), ("aside",)]
    assert look(store.path, "select count(*) from wakes where kind = 'aside.over'") == [(0,)]
    await sweeps(store, 30)
    await sweeps(store, 30)
    assert look(store.path, "select status from candidates order by id") == [("waiting",), ("aside",)]
    assert look(store.path, "select waiting_since from candidates where id = ?", rania) == since
    told = {person for (person,) in look(store.path, "select person from wakes where kind = 'aside.over'")}
    assert told == {await number(store, ELS), await number(store, MO)}, "the programme's own, once each"


@pytest.mark.parametrize(("days", "late"), [(31, 0), (44, 1)])
async def test_lateness_counts_from_the_day_that_aside_ended(store: Store, days: int, late: int):
    rania = await candidate(store, RANIA, Side.NEWCOMER, "Rania")
    await does(store, ELS, Decide(rania, Status.ASIDE, until=TODAY + timedelta(days=30)))
    await sweeps(store, 30)
    await sweeps(store, days)
    week = await asks(store, ELS, WeekOf(READS), NOON + timedelta(days=days))
    assert len(week.unlooked) == 1 and len(week.late) == late
    assert look(store.path, "select count(*) from candidates where apologised is not null") == [(late,)]


async def test_another_decision_or_programme_ends_the_day(store: Store):
    rania = await candidate(store, RANIA, Side.NEWCOMER, "Rania")
    await does(store, ELS, Decide(rania, Status.ASIDE, until=date(2030, 1, 1)))
    assert (await card(store, ELS, rania)).aside_until == date(2030, 1, 1)
    await does(store, ELS, PassOn(rania, "gent", "samen"))
    assert (await card(store, JAN, rania)).aside_until is None
    await does(store, JAN, Decide(rania, Status.ASIDE, until=date(2030, 1, 1)), Decide(rania, Status.ACCEPTED))
    assert (await card(store, JAN, rania)).aside_until is None
