"""An announcement of the staff, as rows: sealed for each reader, taken back by its key, and kept nowhere else."""

from datetime import timedelta

from programme.announcing import Audience
from programme.effects import Announce, Decide, Forget, Join, Reach, Unannounce
from programme.model import Side, Status
from storage import reads
from storage.rows import text_of
from storage.store import Store
from tests.storage.office import (
    NOON,
    candidate,
    change,
    does,
    duo,
    look,
    naming,
    number,
    programme,
)

ELS, RANIA, JORIS, OLENA, GONE, STILL = 930_001, 930_002, 930_003, 930_004, 930_005, 930_006
TEXTS = {"nl": "Zaterdag wandelen we", "ar": "نمشي يوم السبت"}
SENT = int(NOON.timestamp())


async def speaks(store: Store, chat: int, language: str) -> None:
    person = await number(store, chat)
    async with store.unit() as unit:
        await unit.run("add_known_person", person=person, language=language, at=text_of(NOON))


async def town(store: Store) -> None:
    """Rania and Joris are a duo; Olena waits; one was declined and one blocked us; somebody is elsewhere."""
    await programme(store)
    await programme(store, "taal")
    await does(store, ELS, Join("samen", "Els", "32499000012"))
    rania = await candidate(store, RANIA, Side.NEWCOMER, "Rania")
    joris = await candidate(store, JORIS, Side.VOLUNTEER, "Joris")
    await duo(store, rania, joris)
    await candidate(store, OLENA, Side.NEWCOMER, "Olena")
    gone = await candidate(store, GONE, Side.NEWCOMER, "Weg")
    await does(store, 0, Decide(gone, Status.DECLINED))
    await candidate(store, STILL, Side.NEWCOMER, "Stil")
    await candidate(store, STILL + 1, Side.NEWCOMER, "Elders", programme="taal")
    for chat, language in ((RANIA, "ar"), (JORIS, "nl"), (OLENA, "uk"), (GONE, "nl"), (STILL, "nl"), (STILL + 1, "nl")):
        await speaks(store, chat, language)
    await does(store, STILL, Reach(False))
    change(store.path, "delete from wakes")


async def audience(store: Store) -> Audience:
    async with store.unit() as unit:
        return await reads.audience(unit, "samen")


async def waiting(store: Store) -> set[int]:
    return {row[0] for row in look(store.path, "select person from wakes where kind = 'announced'")}


async def numbers(store: Store, *chats: int) -> set[int]:
    return {await number(store, chat) for chat in chats}


def telling(group: str, number: int = SENT) -> Announce:
    return Announce("samen", group, TEXTS, "Els", number)


async def test_each_group_is_whoever_can_be_told(store: Store) -> None:
    await town(store)
    of = await audience(store)
    whom = {g: {one.person for one in of.of(g)} for g in ("newcomers", "volunteers", "duos", "everybody", "nonsense")}
    assert whom == {
        "newcomers": await numbers(store, RANIA, OLENA),
        "volunteers": await numbers(store, JORIS),
        "duos": await numbers(store, RANIA, JORIS),
        "everybody": await numbers(store, RANIA, JORIS, OLENA),
        "nonsense": set(),
    }
    assert of.languages("everybody") == {"ar": 1, "nl": 1, "uk": 1}
    assert of.without_phone("everybody") == 0 and not of.too_soon(NOON)
    await does(store, ELS, telling("newcomers"))
    assert await waiting(store) == whom["newcomers"]


async def test_who_has_no_phone_is_counted_apart(store: Store) -> None:
    await town(store)
    olena = await number(store, OLENA)
    change(store.path, "update persons set lookup = 'none:' || id where id = ?", olena)
    of = await audience(store)
    assert (len(of.of("newcomers")), of.without_phone("newcomers"), of.without_phone("volunteers")) == (1, 1, 0)
    await does(store, ELS, telling("everybody"))
    assert olena not in await waiting(store)


async def test_the_words_are_sealed_and_stand_in_no_journal(store: Store) -> None:
    await town(store)
    await does(store, ELS, telling("everybody"))
    assert not naming(store.path, ELS, "wandelen", "نمشي")
    noted = look(store.path, "select action, object from journal where actor = ?", await number(store, ELS))
    assert noted[-1] == ("Announce", "samen")
    due = {row[0] for row in look(store.path, "select due from wakes where kind = 'announced'")}
    assert due == {text_of(NOON + timedelta(minutes=10))}


async def test_taking_back_reaches_that_one_alone_and_frees_the_hour(store: Store) -> None:
    await town(store)
    await does(store, ELS, telling("newcomers"))
    assert (await audience(store)).too_soon(NOON + timedelta(minutes=59))
    assert not (await audience(store)).too_soon(NOON + timedelta(hours=1))
    await does(store, ELS, Unannounce("samen", SENT - 5000), Unannounce("taal", SENT))
    assert await waiting(store) == await numbers(store, RANIA, OLENA)
    assert (await audience(store)).too_soon(NOON)
    async with store.unit() as unit:
        assert (await reads.announcement(unit, "samen", SENT)).waiting == 2
    await does(store, ELS, Unannounce("samen", SENT))
    assert await waiting(store) == set()
    assert not (await audience(store)).too_soon(NOON)


async def test_who_is_erased_meanwhile_is_told_nothing(store: Store) -> None:
    await town(store)
    await does(store, ELS, telling("newcomers"))
    rania = await number(store, RANIA)
    await does(store, RANIA, Forget())
    assert rania not in await waiting(store) and len(await waiting(store)) == 1
