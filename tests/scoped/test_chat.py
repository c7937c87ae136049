"""Every role × action × own and other cell, in chat: what is not yours reads like what is not there, byte for byte,
and takes the same statements."""

from collections.abc import Iterable
from pathlib import Path

import pytest

from bot.channels.base import Command, Contact, Other, Text
from bot.flows.registry import REGISTRY
from bot.flows.staff import matching, queue
from programme.effects import Ask, Decide, FormDuo, Propose, Solved
from programme.model import Side, Status
from programme.roles import LINE, Role
from storage.reads import hash_of
from storage.rows import text_of
from tests.scoped import collected
from tests.scoped.town import EVERYBODY, FAR, HERE, NEWCOMER, NOBODY, NOOR, STAFF, STRANGER, THERE, Town, town
from tests.storage import office

VERBS = sorted(REGISTRY.actions.keys() | {right.name for right in LINE} | {"untold", ""})
ARGUMENTS = ("", ":yes", ":no-room", ":gent", ":samen")
OUT_OF_RANGE = (
    "0",
    "-1",
    "9" * 15,
    "9" * 16,
    "9" * 30,
    "9223372036854775808",
    "1e3",
    "0x1",
    "٣",
    "²",
    "",
    " 1",
    "1 or 1=1",
)
ODD = (
    "",
    ":",
    "x",
    "r",
    "r:",
    "r::",
    "r:card",
    "a:",
    "a::::",
    "g:",
    "g::",
    "r:card:900001:2:3:4",
    "q:1",
    "r" * 3000,
    "a:1" * 999,
)
CHOICES = ("yes", "no", "+SY", "done", "=12025", "=gent", "send", "_back", "~name", "18-25")
RUNS = ("1", "2", "77", "-1", "9" * 40, "x", "")
GONE = "Dat is er niet (meer)."


def of(name: str, subject: object) -> bool:
    return REGISTRY.actions[name].subject is subject


LISTS = ("queue", "all", "sift", "next")  # the number behind them is a place in a list
OF_CANDIDATE = sorted(name for name in collected.desk_verbs() if of(name, queue.CANDIDATE))
OF_DUO = sorted(name for name in collected.desk_verbs() if of(name, matching.DUO))
OF_PAIR = sorted(name for name in collected.desk_verbs() if of(name, matching.PAIR))


def may(role: str, verb: str) -> bool:
    return role in STAFF and verb in REGISTRY.actions and Role(role) in REGISTRY.actions[verb].roles


def test_every_verb_that_the_code_knows_is_in_the_table():
    assert collected.desk_verbs() >= {"queue", "card", "accept", "pair", "duo", "puzzle", "end"}
    assert collected.led_verbs() >= {"lang", "on", "begin", "again", "erase", "pause", "correct", "stop", "more"}
    assert {"new", "reply", "changed", "alarm", "paired", "dismissed"} <= collected.kinds()
    assert {"start", "queue", "mydata", "help"} <= collected.commands()


OWN = {"newcomer": "Zahraqx", "volunteer": "Jorisqx"}  # their own name, which they may read


async def not_there(one: Town, who: str, verb: str, ids: Iterable[int | str], arguments: Iterable[str]) -> None:
    """They answer exactly as a number that nobody has, and nothing is written."""
    chat = EVERYBODY[who]
    person = await office.number(one.store, chat)
    before = one.rows(person)
    for argument in arguments:
        for _ in range(2):  # the first time keys are read that stay in memory
            empty = await one.presses(chat, f"r:{verb}:{NOBODY}{argument}")
        assert "qx" not in empty.words
        for id in ids:
            got = await one.presses(chat, f"r:{verb}:{id}{argument}")
            assert got == empty, f"r:{verb}:{id}{argument}"
    assert one.rows(person) == before, verb


@pytest.mark.slow
@pytest.mark.parametrize("who", EVERYBODY)
async def test_what_is_not_yours_reads_like_what_is_not_there(tmp_path: Path, who: str) -> None:
    """Another programme's; for whoever may not do it, one's own too: even one's very own file."""
    async with town(tmp_path) as one:
        await one.does(EVERYBODY[who], Text("hallo"))
        for verb in VERBS:
            targets = [one.away, one.away_buddy, *([] if may(who, verb) else [one.home, one.pair])]
            if verb not in LISTS:
                await not_there(one, who, verb, targets, (*ARGUMENTS, f":{one.pair}", f":{one.away_buddy}"))


@pytest.mark.slow
@pytest.mark.parametrize("status", list(Status))
@pytest.mark.parametrize("who", ["coordinator", "auditor", "newcomer"])
async def test_whatever_became_of_it(tmp_path: Path, who: str, status: Status) -> None:
    """Decided, in a duo, withdrawn, or passed on by us: once it is another programme's it is not there."""
    async with town(tmp_path) as one:
        await office.does(one.store, NOOR, Decide(one.away, status))
        office.change(one.store.path, "update candidates set passed_from = ? where id = ?", HERE, one.away)
        await one.does(EVERYBODY[who], Text("hallo"))
        for verb in OF_CANDIDATE:
            await not_there(one, who, verb, [one.away], [""])


@pytest.mark.parametrize("role", STAFF)
async def test_what_is_allowed_is_there(tmp_path: Path, role: str) -> None:
    """The other side of the walk: what the table gives, the buttons do."""
    async with town(tmp_path) as one:
        for verb in OF_CANDIDATE:
            fresh = await one.extra()
            buddy = await one.extra(side=Side.VOLUNTEER)
            if verb in ("find", "pair"):
                await office.does(one.store, 0, Decide(fresh, Status.ACCEPTED), Decide(buddy, Status.ACCEPTED))
            if verb == "return":
                office.change(one.store.path, "update candidates set passed_from = 'gent' where id = ?", fresh)
            arguments = {"pass": ":gent", "decline": ":no-room", "pair": f":{buddy}", "erase": ":yes"}
            await answers(one, role, verb, f"{fresh}{arguments.get(verb, '')}")
        await answers(one, role, "queue", "0")
        await answers(one, role, "puzzle", f"0:{HERE}")


async def answers(one: Town, role: str, verb: str, rest: str) -> None:
    came = await one.presses(STAFF[role], f"r:{verb}:{rest}")
    gone = any(GONE in words for words, _ in came.touches)
    assert gone != may(role, verb), (verb, came.words)
    assert bool(came.letters) == may(role, verb), (verb, came.words)


async def paired(one: Town, programme: str, how: type = FormDuo) -> tuple[int, int, int]:
    """(duo, newcomer, volunteer) of this programme."""
    fresh, buddy = await one.extra(programme), await one.extra(programme, Side.VOLUNTEER)
    await office.does(one.store, 0, Decide(fresh, Status.ACCEPTED), Decide(buddy, Status.ACCEPTED), how(fresh, buddy))
    return await office.value(one.store, "select max(id) from duos"), fresh, buddy


@pytest.mark.parametrize("who", EVERYBODY)
async def test_a_duo_that_is_not_yours_is_not_there(tmp_path: Path, who: str) -> None:
    async with town(tmp_path) as one:
        away, home = (await paired(one, THERE))[0], (await paired(one, HERE))[0]
        await one.does(EVERYBODY[who], Text("hallo"))
        for verb in OF_DUO:
            await not_there(one, who, verb, [away, *([] if may(who, verb) else [home])], ("", ":moved", ":yes"))


@pytest.mark.parametrize("role", STAFF)
async def test_what_is_allowed_with_a_duo_is_there(tmp_path: Path, role: str) -> None:
    async with town(tmp_path) as one:
        for verb in OF_DUO:
            duo, _, _ = await paired(one, HERE, Propose if verb == "unpropose" else FormDuo)
            if verb in ("hold", "resume"):
                office.change(one.store.path, "update duos set state = ? where id = ?",
                              "running" if verb == "hold" else "paused", duo)  # fmt: skip
            await answers(one, role, verb, str(duo))


@pytest.mark.parametrize("role", STAFF)
async def test_a_puzzle_is_its_drawers_own(tmp_path: Path, role: str) -> None:
    """What one coordinator drew, another finds nothing of; who may draw, may change and send it."""
    async with town(tmp_path) as one:
        fresh, buddy = await one.extra(), await one.extra(side=Side.VOLUNTEER)
        await office.does(one.store, 0, Decide(fresh, Status.ACCEPTED), Decide(buddy, Status.ACCEPTED))
        await office.does(one.store, NOOR, Solved(HERE, ((fresh, buddy),)))
        for verb in OF_PAIR:
            came = await one.presses(STAFF[role], f"r:{verb}:{fresh}:{buddy}")
            assert any(GONE in words for words, _ in came.touches), verb
        await office.does(one.store, STAFF[role], Solved(HERE, ((fresh, buddy),)))
        for verb in OF_PAIR:
            await answers(one, role, verb, f"{fresh}:{buddy}")
        await answers(one, role, "send", f"0:{HERE}")


@pytest.mark.slow
@pytest.mark.parametrize("who", EVERYBODY)
async def test_numbers_out_of_range_are_nobodys(tmp_path: Path, who: str) -> None:
    async with town(tmp_path) as one:
        await one.does(EVERYBODY[who], Text("hallo"))
        for verb in collected.desk_verbs() - set(LISTS):
            await not_there(one, who, verb, OUT_OF_RANGE, ("",))
        for odd in OUT_OF_RANGE:
            assert "Omarqx" not in (await one.presses(EVERYBODY[who], f"r:queue:{odd}")).words
            mine = one.home if may(who, "pair") else one.away
            came = await one.presses(EVERYBODY[who], f"r:pair:{mine}:{odd}")
            assert "Tomqx" not in came.words


@pytest.mark.parametrize("who", EVERYBODY)
async def test_a_queue_shows_ones_own_programmes_only(tmp_path: Path, who: str) -> None:
    async with town(tmp_path) as one:
        for came in (await one.presses(EVERYBODY[who], "r:queue:0"), await one.does(EVERYBODY[who], Command("queue"))):
            shown = came.words.replace(OWN.get(who, "-"), "")
            assert ("Zahraqx" in shown) == (who in STAFF and may(who, "queue")), came.words
            assert "Omarqx" not in came.words


@pytest.mark.parametrize("who", EVERYBODY)
async def test_what_is_sifted_and_who_comes_next_are_of_ones_own_programmes(tmp_path: Path, who: str) -> None:
    """Also with places in the list, and moments, that nobody made."""
    async with town(tmp_path) as one:
        first = [
            await one.presses(EVERYBODY[who], data) for data in ("r:queue:0:n...", "r:next:0::0", "r:next:0:0:9.n")
        ]
        for came in first:
            shown = came.words.replace(OWN.get(who, "-"), "")
            assert ("Zahraqx" in shown) == (who in STAFF and may(who, "next")), came.words
        others = ("r:sift:0", "r:next:0:fffffffff:0", f"r:next:{one.away}:-1:x", f"r:next:{one.away}:{'f' * 40}:")
        for came in (*first, *[await one.presses(EVERYBODY[who], data) for data in others]):
            assert came.touches or came.letters
            assert "Omarqx" not in came.words, came.words


@pytest.mark.parametrize("who", EVERYBODY)
async def test_a_name_finds_people_of_ones_own_programmes_only(tmp_path: Path, who: str) -> None:
    """Another programme's name reads like one that nobody has, and takes the same statements."""
    async with town(tmp_path) as one:
        for way in (Text, lambda words: Command("find", words)):
            came = await one.does(EVERYBODY[who], way("qx"))
            shown = came.words.replace(OWN.get(who, "-"), "")
            assert ("Zahraqx" in shown) == (who in STAFF and may(who, "card")), came.words
            assert "Omarqx" not in came.words
            theirs, nobodys = [await one.does(EVERYBODY[who], way(words)) for words in ("Omarqx", "Nobodyx")]
            assert theirs.words.replace("Omarqx", "Nobodyx") == nobodys.words
            assert theirs.statements == nobodys.statements


@pytest.mark.parametrize("who", EVERYBODY)
async def test_buttons_that_lead_act_on_oneself_only(tmp_path: Path, who: str) -> None:
    """Whatever number is put behind them."""
    async with town(tmp_path) as one:
        person = await office.number(one.store, EVERYBODY[who])
        before = one.rows(person)
        for verb in sorted(collected.led_verbs() | {"untold", ""}):
            for rest in ("", ":nl", f":{one.away}", f":{await office.number(one.store, FAR)}", ":xx:yy"):
                came = await one.presses(EVERYBODY[who], f"g:{verb}{rest}")
                assert "Omarqx" not in came.words
        assert one.rows(person) == before


@pytest.mark.slow
@pytest.mark.parametrize("who", EVERYBODY)
async def test_answers_of_somebody_elses_run_change_nothing_of_theirs(tmp_path: Path, who: str) -> None:
    """Every question that there is, with each answer it may have, out of its run."""
    async with town(tmp_path) as one:
        await one.does(EVERYBODY[who], Command("start"))
        person = await office.number(one.store, EVERYBODY[who])
        before = one.rows(person)
        for flow, key in sorted(collected.questions()):
            came = await one.presses_all(EVERYBODY[who], [f"a:{r}:{key}:{c}" for r in RUNS for c in CHOICES])
            assert "Omarqx" not in came.words, (flow, key)
        assert one.rows(person) == before


@pytest.mark.parametrize("who", EVERYBODY)
async def test_data_that_nobody_made_is_answered(tmp_path: Path, who: str) -> None:
    async with town(tmp_path) as one:
        for data in ODD:
            came = await one.presses(EVERYBODY[who], data)
            assert came.touches or came.letters, data
            assert "qx" not in came.words.replace(OWN.get(who, "-"), ""), data


# --- other people's buttons ---------------------------------------------------------------------


def buttons(came) -> list[str]:
    return [data for letter in came.letters for row in letter.rows for _, data in row]


async def every_button(one: Town) -> set[str]:
    """All that the two coordinators and a newcomer have on their screens, a step deep."""
    found: set[str] = set()
    for chat, start in (
        (NOOR, Command("queue")),
        (FAR, Command("mydata")),
        (FAR, Command("stop")),
        (FAR, Command("start")),
    ):
        came = await one.does(chat, start)
        found |= set(buttons(came))
        for data in buttons(came):
            if data.split(":")[:2] not in (["g", "erase"], ["g", "stop"]):
                found |= set(buttons(await one.presses(chat, data)))
    return found


@pytest.mark.parametrize("who", EVERYBODY)
async def test_a_forwarded_button_is_worth_nothing(tmp_path: Path, who: str) -> None:
    """Pressed by somebody else, every button of a desk reads like one that is gone; others are about the presser."""
    async with town(tmp_path) as one:
        await one.does(EVERYBODY[who], Command("start"))
        theirs = await every_button(one)
        assert {d.split(":")[0] for d in theirs} == {"r", "g", "a"}
        person = await office.number(one.store, EVERYBODY[who])
        before = one.rows(person)
        for data in sorted(theirs):
            came = await one.presses(EVERYBODY[who], data)
            assert not {"Omarqx", "Tomqx"} & set(came.words.split()), data
            assert "Omarqx" not in came.words, data
            if data.startswith("r:") and data.split(":")[1] not in LISTS:
                assert came == await one.presses(EVERYBODY[who], f"r:{data.split(':')[1]}:{NOBODY}"), data
        assert one.rows(person) == before


async def test_a_replayed_button_does_it_once(tmp_path: Path) -> None:
    async with town(tmp_path) as one:
        for _ in range(3):
            await one.presses(STAFF["coordinator"], f"r:accept:{one.home}")
        assert await office.value(one.store, "select count(*) from wakes where kind = 'accepted'") == 1
        assert await office.value(one.store, "select count(*) from journal where action = 'Decide'") == 1


# --- links of others ----------------------------------------------------------------------------


async def links(one: Town) -> dict[str, str]:
    """Tokens that Els used, that ended, and that nobody ever made."""
    els = await office.number(one.store, STAFF["lead"])
    async with one.store.unit() as unit:
        for token, expires in (("used", "2027-01-01T00:00:00Z"), ("ended", text_of(office.NOON))):
            await unit.run("add_invitation", hash=hash_of(token), programme=HERE, role="lead", municipality="",
                           created=text_of(office.NOON), expires=expires)  # fmt: skip
        await unit.run("redeem", hash=hash_of("used"), person=els, at=text_of(office.NOON))
    return {"used": "used", "ended": "ended", "never": "never"}


@pytest.mark.parametrize("who", [*EVERYBODY, "Noor"])
async def test_a_link_of_another_reads_like_one_that_never_was(tmp_path: Path, who: str) -> None:
    if who == "lead":
        return  # it is hers
    async with town(tmp_path) as one:
        chat = {**EVERYBODY, "Noor": NOOR}[who]
        await one.does(chat, Text("hallo"))
        tokens = await links(one)
        staff = office.look(one.store.path, "select * from coordinators order by person")
        await one.does(chat, Command("start", "first"))
        came = {name: await one.does(chat, Command("start", token)) for name, token in tokens.items()}
        assert came["used"].words == came["ended"].words == came["never"].words
        assert came["used"].statements == came["ended"].statements == came["never"].statements
        assert office.look(one.store.path, "select * from coordinators order by person") == staff


async def test_after_five_wrong_links_nothing_is_looked_up(tmp_path: Path) -> None:
    async with town(tmp_path) as one:
        await one.does(STRANGER, Text("hallo"))
        await one.presses(STRANGER, "a:1:language:nl")
        came = [await one.does(STRANGER, Command("start", f"guess{n}")) for n in range(8)]
        assert len({c.words for c in came}) == 1
        looked = [any("from invitations" in s for s in c.statements) for c in came]
        assert looked == [True] * 5 + [False] * 3
        assert any("from invitations" in s for s in (await one.does(NEWCOMER, Command("start", "x"))).statements)


# --- removed a second ago -----------------------------------------------------------------------


async def test_a_colleague_removed_a_second_ago(tmp_path: Path) -> None:
    """Even before they are told of it: every button, every command, every thing that falls due, every word."""
    async with town(tmp_path) as one:
        els = STAFF["lead"]
        before = one.rows(await office.number(one.store, els))
        await one.presses(els, f"r:ask:{one.home}")
        office.change(one.store.path, "delete from coordinators where person = ?", await office.number(one.store, els))
        came = await one.does(els, Text("Past dinsdag?"))
        assert GONE in came.words
        assert await office.value(one.store, "select count(*) from relays") == 0
        for verb in collected.desk_verbs():
            came = await one.presses(els, f"r:{verb}:{one.home}")
            assert came.words == (await one.presses(els, f"r:{verb}:{NOBODY}")).words
        for name in sorted(collected.commands()):
            assert "qx" not in (await one.does(els, Command(name))).words, name
        for what in (Text("Zahraqx?"), Contact("+32", True), Other("sticker")):
            await one.does(els, what)
        looks = [row for row in one.rows(await office.number(one.store, els)) if row[0] != "looks"]
        assert looks == [row for row in before if row[0] != "looks"]


@pytest.mark.parametrize("who", ["removed", "auditor", "newcomer"])
async def test_what_falls_due_tells_nobody_of_anothers_file(tmp_path: Path, who: str) -> None:
    """Rows that were written when they still might: handed in now."""
    async with town(tmp_path) as one:
        chat = STAFF["coordinator"] if who == "removed" else EVERYBODY[who]
        person = await office.number(one.store, chat)
        target, own = (one.pair, "Zahraqx") if who == "newcomer" else (one.home, "")
        await office.does(one.store, STAFF["lead"], Ask(target, "Vraagqx?"))
        relay = await office.value(one.store, "select max(id) from relays")
        if who == "removed":
            office.change(one.store.path, "delete from coordinators where person = ?", person)
        payload = {"candidate": target, "relay": relay, "changed": ["name"], "mood": 1, "note": "Nootqx", "duo": 1,
                   "wave": 1, "programme": THERE}  # fmt: skip
        for kind in sorted(collected.kinds() - {"relay"}):  # a relay is written for the one whom it is asked
            came = await one.falls_due(chat, kind, payload)
            assert "qx" not in came.words.replace(own or "-", ""), kind


def test_every_flow_is_known():
    assert {flow for flow, _ in collected.questions()} == set(REGISTRY.flows)
