"""A guardian's yes, once; what becomes of it; and whom somebody under 18 may be paired with."""

from datetime import date, timedelta

import pytest

from programme.effects import Decide, Forget, Guard, Relink, Screened, Submit, Unguard, Unvouch, Vouch
from programme.matching import Terms, facts_of, verdict
from programme.model import MINOR, Side, Status
from storage import reads
from storage.retention import Periods, Sweep
from storage.store import Store
from tests.storage import office
from tests.storage.office import ANSWERS, NOON, candidate, does, look, number, programme, value

SAMI, MAMA, PAPA, TOM, ELS = 920_001, 920_002, 920_003, 920_004, 920_005
YOUNG = {**ANSWERS, "name": "Sami", "age": MINOR}


async def waits(store: Store, hash: str = "h") -> None:
    await does(store, SAMI, Guard(Side.NEWCOMER, "samen", YOUNG, True, hash, NOON + timedelta(days=14)), language="en")


def yes(hash: str = "h", name: str = "Hala") -> Vouch:
    return Vouch(hash, True, name, "0470 55 66 77", "v1")


async def file(store: Store):
    async with store.unit() as unit:
        return await reads.candidate(unit, await value(store, "select max(id) from candidates"))


async def test_nobody_reads_it_before_a_guardian_said_yes(store: Store) -> None:
    await programme(store)
    await waits(store)
    assert await value(store, "select count(*) from candidates") == 0
    assert await value(store, "select count(*) from facts") == 0
    await does(store, MAMA, yes(), language="ar")
    one = await file(store)
    assert (one.name, one.language, one.status, one.guardian.name) == ("Sami", "en", Status.WAITING, "Hala")
    assert one.guardian.said == NOON.date()
    assert await value(store, "select person from candidates") == await number(store, SAMI)
    assert look(store.path, "select language, wording from guardians") == [("ar", "v1")]


async def test_a_yes_is_said_once(store: Store) -> None:
    """By two, to one link; and to a link that was replaced."""
    await programme(store)
    await waits(store)
    await does(store, MAMA, yes(name="Hala"))
    await does(store, PAPA, yes(name="Nizar"))
    assert await value(store, "select count(*) from candidates") == 1
    assert (await file(store)).guardian.name == "Hala"
    await waits(store, "old")
    await does(store, SAMI, Relink("new", NOON))
    await does(store, PAPA, yes("old"))
    assert await value(store, "select hash from guarded") == "new"


async def test_a_no_leaves_nothing_and_tells_the_young_person(store: Store) -> None:
    await programme(store)
    await waits(store)
    await does(store, MAMA, Vouch("h", False, "", "", "v1"))
    assert [await value(store, f"select count(*) from {t}") for t in ("guarded", "guardians", "candidates")] == [
        0,
        0,
        0,
    ]
    assert look(store.path, "select person, kind from wakes") == [(await number(store, SAMI), "unvouched")]


async def test_only_the_guardian_takes_a_yes_back(store: Store) -> None:
    await programme(store)
    await waits(store)
    await does(store, MAMA, yes())
    sami = await number(store, SAMI)
    await does(store, PAPA, Unvouch(sami))
    assert await value(store, "select count(*) from guardians") == 1
    await does(store, MAMA, Unvouch(sami))
    assert await value(store, "select count(*) from guardians") == 0
    assert look(store.path, "select kind from wakes where person = ? and kind = 'unvouched'", sami) == [("unvouched",)]


async def test_a_guardian_who_is_erased_leaves_the_day_of_the_yes(store: Store) -> None:
    await programme(store)
    await waits(store)
    await does(store, MAMA, yes())
    await does(store, MAMA, Forget())
    one = await file(store)
    assert (one.guardian.name, one.guardian.reach, one.guardian.said) == ("–", "", NOON.date())
    assert office.telling(store.path, MAMA, "Hala", "0470 55 66 77") == set()


async def test_a_guardian_stays_as_long_as_their_yes(store: Store) -> None:
    """The clock forgets whoever sent no intake; not who may still take a yes back."""
    await programme(store)
    await waits(store)
    await does(store, MAMA, yes())
    await number(store, PAPA)
    await Sweep(store, Periods(), NOON + timedelta(days=60)).run()
    left = set(office.addresses(store.path).values())
    assert MAMA in left
    assert PAPA not in left


async def test_what_waits_for_nobodys_yes_goes_with_the_young_person(store: Store) -> None:
    await programme(store)
    await waits(store)
    await Sweep(store, Periods(), NOON + timedelta(days=31)).run()
    assert await value(store, "select count(*) from guarded") == 0
    assert SAMI not in office.addresses(store.path).values()


async def test_what_is_not_sent_after_all_is_gone(store: Store) -> None:
    await programme(store)
    await waits(store)
    await does(store, SAMI, Unguard())
    await does(store, MAMA, yes())
    assert await value(store, "select count(*) from candidates") == 0


# --- whom they may meet -------------------------------------------------------------------------


@pytest.mark.parametrize("guardian", [True, False])
@pytest.mark.parametrize("extract", [True, False])
@pytest.mark.parametrize("minors", [True, False])
async def test_a_pair_with_somebody_under_18(store: Store, guardian: bool, extract: bool, minors: bool) -> None:
    await programme(store)
    if guardian:
        await waits(store)
        await does(store, MAMA, yes())
    else:
        await does(store, SAMI, Submit(Side.NEWCOMER, "samen", YOUNG, True))
    young = (await file(store)).id
    tom = await candidate(store, TOM, Side.VOLUNTEER, "Tom")
    await does(store, ELS, Decide(young, Status.ACCEPTED), Decide(tom, Status.ACCEPTED))
    if extract:
        await does(store, ELS, Screened(tom, date(2026, 3, 4), date(2026, 2, 20)))
    async with store.unit() as unit:
        pair = [await reads.candidate(unit, id) for id in (young, tom)]
        people = {one.id: one for one in await reads.suitors(unit, "samen", (), NOON)}
    may = guardian and extract and minors
    assert verdict(people[young], people[tom], Terms(minors=minors), NOON).may == may
    assert (facts_of(pair[0]).guardian, facts_of(pair[1]).extract_seen) == (
        guardian, date(2026, 3, 4) if extract else None,
    )  # fmt: skip


async def test_an_extract_that_another_programme_saw_is_none(store: Store) -> None:
    await programme(store)
    await programme(store, "gent", "44021")
    tom = await candidate(store, TOM, Side.VOLUNTEER, "Tom")
    await does(store, ELS, Screened(tom, date(2026, 3, 4), date(2026, 2, 20)))
    assert (await file(store)).screening.issued == date(2026, 2, 20)
    office.change(store.path, "update candidates set programme = 'gent'")
    assert (await file(store)).screening is None
