"""Who was erased stays erased whatever is restored, and everybody else is there again."""

from pathlib import Path

import pytest

from programme.effects import Forget
from programme.model import Side
from storage import migrate, reads
from storage.backup import Restored, restore
from storage.errors import KeysGone, KeyWrong
from storage.keys import fresh
from storage.keys_file import keys_file, save_keys
from storage.store import Store, beside
from tests.storage import yesterday
from tests.storage.office import (
    addresses,
    candidate,
    does,
    leftovers,
    look,
    naming,
    number,
    opened,
    pointing,
    programme,
    telling,
    url,
)

RANIA, JORIS, SELAM = 910_001, 910_002, 910_005


@pytest.fixture
async def path(tmp_path: Path) -> Path:
    """Rania and Joris have sent their intakes; nobody has the file open."""
    return await house(tmp_path / "duobot.db")


async def house(path: Path) -> Path:
    path.parent.mkdir(exist_ok=True)
    store = await Store.open(url(path))
    await programme(store)
    await candidate(store, RANIA, Side.NEWCOMER, "Rania")
    await candidate(store, JORIS, Side.VOLUNTEER, "Joris")
    await store.close()
    return path


async def erased(path: Path, chat: int) -> int:
    store = await Store.open(url(path))
    person = await number(store, chat)
    await does(store, chat, Forget())
    await store.close()
    return person


async def names(path: Path) -> set[str]:
    store = await Store.open(url(path))
    try:
        async with store.unit() as unit:
            files = [await reads.candidate(unit, id) for (id,) in look(path, "select id from candidates")]
            return {one.name for one in files}
    finally:
        await store.close()


def backed_up(path: Path, name: str = "monday.db") -> Path:
    """A backup, in a folder where nothing else is."""
    folder = path.parent / "elsewhere"
    folder.mkdir(exist_ok=True)
    migrate.backup(path, folder / name)
    return folder / name


def back(copy: Path, path: Path, keys: Path | None = None) -> Restored:
    return restore(copy, path, beside(path), keys)


def test_a_backup_holds_no_keys(path: Path) -> None:
    copy = backed_up(path)
    wrapped = [key for (key,) in look(path, "select key from keys")]
    assert len(wrapped) == 3
    assert look(copy, "select count(*) from keys") == [(0,)]
    assert not any(key in copy.read_bytes() for key in wrapped), "nor in a free page"
    assert naming(copy, RANIA, "Rania", "Joris") == set()
    assert leftovers(copy, "Rania", "Joris", str(RANIA)) == set()


async def test_who_was_erased_since_the_backup_stays_erased(path: Path) -> None:
    copy = backed_up(path)
    rania = await erased(path, RANIA)
    sealed = look(copy, "select answers from candidates where person = ?", rania)[0][0]
    assert back(copy, path) == Restored(people=2, erased=1, locked=0)
    assert pointing(path, rania) == {"erased.person"}
    assert sealed in copy.read_bytes(), "the test must be able to fail"
    assert sealed not in path.read_bytes()
    assert telling(path, RANIA, "Rania") == set()
    assert await names(path) == {"Joris"}
    assert set(addresses(path).values()) == {JORIS}


async def test_who_comes_back_after_being_erased_is_somebody_new(path: Path) -> None:
    copy = backed_up(path)
    rania = await erased(path, RANIA)
    back(copy, path)
    store = await Store.open(url(path))
    assert await number(store, RANIA) != rania
    await store.close()


async def test_the_copy_of_what_was_there_holds_no_keys(path: Path) -> None:
    copy = backed_up(path)
    back(copy, path)
    aside = path.with_name("duobot.db.replaced")
    assert look(aside, "select count(*) from keys") == [(0,)]
    assert look(aside, "select count(*) from candidates") == [(2,)]


async def test_a_lost_database_is_restored_beside_its_keys(path: Path) -> None:
    copy = backed_up(path)
    assert save_keys(path) == keys_file(path)
    path.unlink()
    assert back(copy, path) == Restored(people=2, erased=0, locked=0)
    assert await names(path) == {"Rania", "Joris"}


async def test_keys_saved_after_an_erasure_erase_them_from_a_restore_too(path: Path) -> None:
    copy = backed_up(path)
    await erased(path, RANIA)
    save_keys(path)
    path.unlink()
    assert back(copy, path) == Restored(people=2, erased=1, locked=0)
    assert await names(path) == {"Joris"}


@pytest.mark.parametrize("name", ["older", "younger"])
async def test_old_keys_bring_nobody_back_who_was_erased_here(path: Path, tmp_path: Path, name: str) -> None:
    """Whatever the order in which they were kept: nobody's key is there again."""
    copy = backed_up(path)
    if name == "younger":  # somebody whom the backup doesn't know
        store = await Store.open(url(path))
        await candidate(store, SELAM, Side.NEWCOMER, "Selam")
        await store.close()
    old = save_keys(path).replace(tmp_path / "old.keys")
    chat = RANIA if name == "older" else SELAM
    gone = await erased(path, chat)
    back(copy, path, old)
    assert pointing(path, gone) == {"erased.person"}
    assert pointing(keys_file(path), gone) == {"erased.person"}


async def test_without_keys_nobody_can_be_read_and_no_new_key_is_made(path: Path) -> None:
    copy = backed_up(path)
    keys = save_keys(path).replace(path.with_name("kept.keys"))
    path.unlink()
    assert back(copy, path) == Restored(people=2, erased=0, locked=2)
    assert list(opened(path)) == []
    before = path.read_bytes()
    with pytest.raises(KeysGone) as found:
        await Store.open(url(path))
    assert found.value.exit_code == 78
    assert path.read_bytes() == before
    assert back(copy, path, keys) == Restored(people=2, erased=0, locked=0)
    assert await names(path) == {"Rania", "Joris"}


async def test_keys_of_another_house_open_nothing(path: Path, tmp_path: Path) -> None:
    other = await house(tmp_path / "other" / "duobot.db")
    copy, keys = backed_up(path), save_keys(other)
    path.unlink()
    assert back(copy, path, keys).locked == 2
    assert look(path, "select count(*) from keys") == [(0,)]


async def test_a_restore_with_another_master_key_opens_nothing(path: Path) -> None:
    copy = backed_up(path)
    beside(path).file.write_text(fresh())
    back(copy, path)
    with pytest.raises(KeyWrong):
        await Store.open(url(path))


async def test_keys_that_are_no_keys_stop_nothing(path: Path) -> None:
    copy, bad = backed_up(path), path.with_name("bad.keys")
    bad.write_text("no keys at all")
    assert back(copy, path, bad).locked == 0
    assert await names(path) == {"Rania", "Joris"}


async def test_the_keys_file_is_its_owners_and_names_nobody(path: Path) -> None:
    file = save_keys(path)
    assert file.stat().st_mode & 0o777 == 0o600
    assert naming(file, RANIA, "Rania", "Joris") == set()
    master = beside(path).file.read_text().strip()
    assert leftovers(file, master, str(RANIA)) == set()


async def test_a_backup_of_the_first_shape_is_sealed_as_it_comes_back(tmp_path: Path) -> None:
    path, copy = tmp_path / "duobot.db", yesterday.build(tmp_path / "old.db")
    assert back(copy, path) == Restored(people=4, erased=0, locked=0)
    assert naming(path, yesterday.RANIA, *yesterday.WORDS) == set()
    assert leftovers(path, *yesterday.WORDS) == set(), "no copy from in between stays behind"
    assert "Rania" in await names(path)
