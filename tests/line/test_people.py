"""The staff, from the command line: who is there, an invitation, another role, no role any more."""

import pytest

from bot.channels.base import Letter, Parcel
from bot.cli.operations import NotFound
from bot.cli.staff import appoint, dismiss
from programme.effects import Ask, Decide, Join, Reply
from programme.model import Side, Status
from storage.store import Store
from tests.line.typed import Line
from tests.storage import office

ELS, JAN, RANIA, OMAR = 4001, 4002, 4003, 4004


async def filled(line: Line) -> tuple[str, dict[int, int]]:
    """A programme with a coordinator and somebody who waits; the number of each chat."""
    id = line.programme()
    store = await Store.open(office.url(line.database))
    await office.does(store, ELS, Join(id, "Elsqx", "015 11 22 33"))
    await office.candidate(store, RANIA, Side.NEWCOMER, "Raniaqx", programme=id)
    numbers = {chat: await office.number(store, chat) for chat in (ELS, RANIA)}
    await store.close()
    return id, numbers


async def test_the_staff_is_listed_by_number_and_by_name_only_when_asked(line: Line) -> None:
    id, numbers = await filled(line)
    (one,) = line.asks("people", "list", "--json")
    assert one == {"id": numbers[ELS], "role": "coordinator", "programme": id, "since": "2026-03-04"}
    assert "Elsqx" not in line.types("people", "list").stdout
    named = line.types("people", "list", "--names").stdout
    assert "Elsqx" in named
    assert "Raniaqx" not in named
    assert line.asks("people", "list", "--programme", "elsewhere", "--json") == []
    assert "terminal keeps" in " ".join(line.types("people", "list", "--help").stdout.split())


@pytest.mark.parametrize("role", ["coordinator", "trainee", "lead", "auditor"])
def test_an_invitation_is_for_one_role_and_kept_as_a_hash(line: Line, role: str) -> None:
    id = line.programme()
    found = line.asks("people", "invite", "--programme", id, "--role", role, "--json")
    assert len(found["token"]) >= 22, "128 bits"
    for path in line.folder.iterdir():
        assert found["token"].encode() not in path.read_bytes(), path.name
    assert office.look(line.database, "select role, municipality from invitations") == [(role, "12025")]


def test_an_invitation_has_an_end_and_a_programme(line: Line) -> None:
    id = line.programme()
    words = ("people", "invite", "--role", "lead", "--programme")
    assert line.fails(*words, "nope")[0] == 66
    assert line.types(*words, id, "--days", "91").returncode == 2
    assert line.types("people", "invite", "--programme", id, "--role", "candidate").returncode == 2
    assert line.types("people", "invite", "--programme", id, "--role", "operator").returncode == 2


async def test_the_last_who_decides_goes_with_a_warning(line: Line) -> None:
    id, numbers = await filled(line)
    done = line.types("people", "remove", str(numbers[ELS]), "--programme", id, "--json")
    assert done.returncode == 0
    assert f"nobody of {id} decides now, and 1 people wait there" in done.stderr
    assert "duobot people invite" in done.stderr
    assert line.asks("people", "list", "--json") == []
    assert office.look(line.database, "select kind from wakes where person = ?", numbers[ELS]) == [("dismissed",)]
    assert office.look(line.database, "select action, object from journal order by id desc limit 1") == [
        ("Dismiss", id)
    ]


async def test_another_role_warns_too_and_one_that_reads_on_keeps_its_letters(line: Line) -> None:
    id, numbers = await filled(line)
    done = line.types("people", "role", str(numbers[ELS]), "trainee", "--programme", id)
    assert (done.returncode, "1 people wait" in done.stderr) == (0, True)
    kinds = {kind for (kind,) in office.look(line.database, "select kind from wakes where person = ?", numbers[ELS])}
    assert kinds == {"new", "appointed"}
    done = line.types("people", "role", str(numbers[ELS]), "lead", "--programme", id)
    assert (done.returncode, done.stderr) == (0, "")
    assert line.asks("people", "list", "--json")[0]["role"] == "lead"


async def test_who_is_not_of_the_staff_is_not_there(line: Line) -> None:
    """A candidate, nobody, and a colleague of another programme: the same words."""
    id, numbers = await filled(line)
    other = line.programme("Elders", "Gent")
    said = set()
    for who, where in ((numbers[RANIA], id), (12345, id), (numbers[ELS], other), (numbers[ELS], "nope")):
        for words in (("remove", str(who)), ("role", str(who), "lead")):
            code, told = line.fails("people", *words, "--programme", where)
            assert code == 66
            said.add(told.replace(str(who), "N").replace(where, "P"))
    assert len(said) == 1
    assert len(line.asks("people", "list", "--json")) == 1


# --- what was on its way ------------------------------------------------------------------------


async def desk_of_two(store: Store) -> tuple[int, int, int]:
    """Els coordinates here and in Gent; letters and wakes about somebody of each are on their way to her."""
    await office.programme(store)
    await office.programme(store, "gent", "44021")
    here = await office.candidate(store, RANIA, Side.NEWCOMER, "Rania")
    there = await office.candidate(store, OMAR, Side.NEWCOMER, "Omar", programme="gent")
    await office.does(store, ELS, Join("samen", "Els", ""), Join("gent", "Els", ""))
    for candidate in (here, there):
        await office.does(store, ELS, Ask(candidate, "Past dinsdag?"))
        relay = await office.value(store, "select max(id) from relays")
        await office.does(store, RANIA if candidate == here else OMAR, Reply(relay, "Ja"))
    return await office.number(store, ELS), here, there


def abouts(store: Store, person: int) -> list[tuple]:
    return office.look(store.path, "select about from wakes where person = ? and about is not null order by 1", person)


def letters(store: Store) -> list[str]:
    return sorted(words for column, _, words in office.opened(store.path) if column == "outbox.letter")


async def desk_letters(store: Store, here: int, there: int) -> None:
    cards = [
        (f"\u2068{name}\u2069", (((("Kaart", f"r:card:{id}"),)),)) for name, id in (("Rania", here), ("Omar", there))
    ]
    named = Letter("Rania en Joris zijn een duo", rows=((("Wie wacht er?", "r:queue:0"),),))
    own = Letter("Hoe gaat het met je buddy?", rows=((("Goed", "a:1:mood:5"),),))
    told = [*(Letter(text, rows=rows) for text, rows in cards), named, own]
    await office.post(store, *(Parcel(store.next_letter(), ELS, one) for one in told))


async def test_what_was_on_its_way_about_a_programmes_people_goes(store: Store) -> None:
    els, here, there = await desk_of_two(store)
    await desk_letters(store, here, there)
    assert abouts(store, els) == [(here,), (there,)]
    await dismiss(store, "samen", els, office.NOON)
    assert abouts(store, els) == [(there,)]
    left = letters(store)
    assert len(left) == 2, left
    assert not any("Rania" in one for one in left)
    await appoint(store, "gent", els, "auditor", office.NOON)
    assert abouts(store, els) == []
    assert [one for one in letters(store) if "r:" in one] == []
    assert len(letters(store)) == 1, "their own letters stay"
    kinds = office.look(store.path, "select kind, key from wakes where person = ? order by 1", els)
    assert kinds == [("appointed", "appointed:gent"), ("dismissed", "dismissed:samen")]


async def test_what_they_decided_stays_and_their_name_goes(store: Store) -> None:
    els, here, _ = await desk_of_two(store)
    await office.does(store, ELS, Decide(here, Status.ACCEPTED))
    await dismiss(store, "samen", els, office.NOON)
    assert await office.value(store, "select status from candidates where id = ?", here) == "accepted"
    assert await office.value(store, "select count(*) from coordinators where programme = 'samen'") == 0
    with pytest.raises(NotFound):
        await dismiss(store, "samen", els, office.NOON)
