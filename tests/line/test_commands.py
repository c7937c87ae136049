"""Every command: what it answers, where, and what it says when it can't."""

import json
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from bot.__main__ import main
from programme.effects import Forget
from programme.model import Side
from storage import migrate
from storage.keys import fresh
from storage.store import Store
from tests.line.typed import Line
from tests.storage import office


def commands(group: click.Group, *before: str) -> Iterator[tuple[str, ...]]:
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, *before, name)
        else:
            yield (*before, name)


def test_every_command_explains_itself_with_an_example() -> None:
    for words in commands(main):
        found: click.Command = main
        for word in words:
            found = found.commands[word]  # type: ignore[attr-defined]
        said = found.get_help(click.Context(found, info_name=words[-1]))
        assert "Example: " in said, words
        assert "duobot " in said.partition("Example:")[2], words


def test_help_of_the_whole_names_every_command(line: Line) -> None:
    done = line.types("--help")
    assert done.returncode == 0
    for words in commands(main):
        assert words[0] in done.stdout


# --- programmes ---------------------------------------------------------------------------------


def test_a_programme_is_added_and_listed(line: Line) -> None:
    added = line.asks("programme", "add", "--name", "Samen", "--municipality", "2800", "--also", "Bonheiden",
                      "--also", "12025", "--province", "Antwerpen", "--json")  # fmt: skip
    assert (added["id"], added["municipality"]) == ("samen", "12025")
    assert line.asks("programme", "list", "--json") == [added]
    areas = {nis for (nis,) in office.look(line.database, "select nis from programme_areas")}
    assert len(areas) == 2
    assert "12025" in areas


@pytest.mark.apart
def test_a_process_of_its_own_answers_json_and_nothing_else(line: Line) -> None:
    done = line.types_apart("programme", "add", "--name", "Samen", "--municipality", "2800", "--json")
    assert json.loads(done.stdout)["id"] == "samen"
    assert done.stderr.splitlines() == [
        f"duobot: a key was made in {line.database}.key. Keep a copy of it, apart from backups."
    ]
    again = line.types_apart("programme", "list", "--json")
    assert (len(json.loads(again.stdout)), again.stderr) == (1, "")


def test_the_same_name_twice_gets_another_id(line: Line) -> None:
    ids = [line.programme("Samen Inburgeren", where) for where in ("Mechelen", "Gent", "Leuven")]
    assert len(set(ids)) == 3
    assert all(id.startswith("samen-inburgeren") for id in ids)


def test_a_name_in_another_script_gets_an_id(line: Line) -> None:
    assert line.programme("معًا") != line.programme("разом")


def test_a_typo_is_answered_with_what_comes_near(line: Line) -> None:
    code, said = line.fails("programme", "add", "--name", "x", "--municipality", "Mechelem")
    assert code == 65
    assert "Mechelen" in said
    assert line.asks("programme", "list", "--json") == []


def test_a_province_that_does_not_fit_is_refused(line: Line) -> None:
    code, said = line.fails("programme", "add", "--name", "x", "--municipality", "Mechelen", "--province", "Limburg")
    assert code == 65
    assert "antwerpen" in said.lower()


def test_a_wrong_other_municipality_adds_nothing(line: Line) -> None:
    code, _ = line.fails("programme", "add", "--name", "x", "--municipality", "Gent", "--also", "Nergenshuizen")
    assert code == 65
    assert line.asks("programme", "list", "--json") == []


# --- invitations --------------------------------------------------------------------------------


def test_an_invitation_is_kept_only_as_a_hash(line: Line) -> None:
    line.settings = {"DUOBOT_BOT_NAME": "samen_bot"}
    id = line.programme()
    found = line.asks("invite", "--programme", id, "--role", "coordinator", "--municipality", "Mechelen", "--json")
    assert found["link"] == f"https://t.me/samen_bot?start={found['token']}"
    assert len(found["token"]) >= 22
    for path in line.folder.iterdir():
        assert found["token"].encode() not in path.read_bytes(), path.name
    assert office.look(line.database, "select count(*), max(used_by) from invitations") == [(1, None)]


def test_an_invitation_without_token_leaves_the_name_open(line: Line) -> None:
    id = line.programme()
    found = line.asks("invite", "--programme", id, "--role", "candidate", "--municipality", "2800", "--json")
    assert "YOUR_BOT" in found["link"]


def test_an_invitation_for_nothing_is_refused(line: Line) -> None:
    line.programme()
    code, said = line.fails("invite", "--programme", "nope", "--role", "candidate", "--municipality", "Mechelen")
    assert (code, "nope" in said) == (66, True)
    assert line.types("invite", "--programme", "x", "--role", "boss", "--municipality", "Gent").returncode == 2


# --- candidates and duos ------------------------------------------------------------------------


async def people(line: Line, *sides: Side, **more) -> list[int]:
    store = await Store.open(office.url(line.database))
    try:
        base = (await office.value(store, "select count(*) from candidates")) + 5000
        return [await office.candidate(store, base + n, side, "Raniaqx", **more) for n, side in enumerate(sides)]
    finally:
        await store.close()


NEW, VOL = Side.NEWCOMER, Side.VOLUNTEER


async def test_candidates_have_no_names(line: Line) -> None:
    id = line.programme()
    await people(line, NEW, VOL, programme=id)
    done = line.types("candidates", "--json")
    assert [c["side"] for c in json.loads(done.stdout)] == ["newcomer", "volunteer"]
    assert "Raniaqx" not in done.stdout + done.stderr
    assert "Raniaqx" not in line.types("candidates").stdout
    assert line.asks("candidates", "--programme", "other", "--json") == []


async def test_a_duo_of_two_who_wait_accepts_them(line: Line) -> None:
    id = line.programme("Samen", "Mechelen", "--choosing", "coordinator")
    newcomer, volunteer = await people(line, NEW, VOL, programme=id)
    words = ("duo", "form", "--newcomer", str(newcomer), "--volunteer", str(volunteer), "--json")
    told = {"duo": 1, "newcomer": newcomer, "volunteer": volunteer, "programme": id}
    assert line.asks(*words) == {**told, "state": "agreed"}
    assert [c["status"] for c in line.asks("candidates", "--json")] == ["matched", "matched"]
    wakes = dict(office.look(line.database, "select kind, count(*) from wakes group by 1"))
    assert (wakes["accepted"], wakes["paired"], wakes["checkin"]) == (2, 2, 2)


async def test_where_both_must_say_yes_they_are_asked(line: Line) -> None:
    """The same decision as a coordinator's tap: nobody is in a duo yet."""
    id = line.programme()
    newcomer, volunteer = await people(line, NEW, VOL, programme=id)
    done = line.asks("duo", "form", "--newcomer", str(newcomer), "--volunteer", str(volunteer), "--json")
    assert done["state"] == "proposed"
    assert [c["status"] for c in line.asks("candidates", "--json")] == ["accepted", "accepted"]
    kinds = {kind for (kind,) in office.look(line.database, "select kind from wakes")}
    assert "proposed" in kinds and not kinds & {"paired", "checkin"}


async def test_what_stands_against_a_pair_is_said_with_numbers_for_names(line: Line) -> None:
    """Each of the musts holds at the command line too: here, no language in common."""
    id = line.programme()
    (newcomer,) = await people(line, NEW, programme=id, dutch="A0", tongues={"ar": "native"})
    (volunteer,) = await people(line, VOL, programme=id, tongues={"fr": "native"})
    code, said = line.fails("duo", "form", "--newcomer", str(newcomer), "--volunteer", str(volunteer))
    assert (code, "no language in common" in said, "Raniaqx" in said) == (65, True, False)
    (elder,) = await people(line, VOL, programme=id, buddy_age="65+")
    code, said = line.fails("duo", "form", "--newcomer", str(newcomer), "--volunteer", str(elder))
    assert (code, f"{elder} asks for a buddy of this age" in said, "Raniaqx" in said) == (65, True, False)
    assert [c["status"] for c in line.asks("candidates", "--json")] == ["waiting"] * 3


async def test_what_an_operator_may_is_listed_and_done_by_name(line: Line) -> None:
    id = line.programme("Samen", "Mechelen", "--choosing", "coordinator")
    newcomer, volunteer = await people(line, NEW, VOL, programme=id)
    assert [row["action"] for row in line.asks("do", "--json")] == ["form"]
    for words, code in ((("nope", "1"), 66), (("accept", str(newcomer)), 66), (("form", "99", "1"), 66)):
        assert line.fails("do", *words)[0] == code
    done = line.asks("do", "form", str(newcomer), str(volunteer), "--json")
    assert f"{newcomer} and {volunteer} form a duo" in done["done"] and "Raniaqx" not in done["done"]
    assert [c["status"] for c in line.asks("candidates", "--json")] == ["matched", "matched"]


async def test_a_duo_that_can_not_be_is_refused_and_changes_nothing(line: Line) -> None:
    id, other = line.programme(), line.programme("Elders", "Gent")
    newcomer, volunteer = await people(line, NEW, VOL, programme=id)
    (far,) = await people(line, VOL, programme=other)
    before = line.asks("candidates", "--json")
    for pair, code in (((newcomer, 99), 66), ((99, volunteer), 66), ((volunteer, newcomer), 66), ((newcomer, far), 65)):
        found, said = line.fails("duo", "form", "--newcomer", str(pair[0]), "--volunteer", str(pair[1]))
        assert found == code, said
    assert line.asks("candidates", "--json") == before
    assert office.look(line.database, "select count(*) from duos") == [(0,)]


async def test_a_volunteer_without_room_is_refused(line: Line) -> None:
    id = line.programme()
    first, second, volunteer = await people(line, NEW, NEW, VOL, programme=id)
    line.asks("duo", "form", "--newcomer", str(first), "--volunteer", str(volunteer), "--json")
    code, said = line.fails("duo", "form", "--newcomer", str(second), "--volunteer", str(volunteer))
    assert (code, f"{volunteer} has no room" in said) == (65, True)
    code, said = line.fails("duo", "form", "--newcomer", str(first), "--volunteer", str(volunteer))
    assert code == 65


# --- backup, restore ----------------------------------------------------------------------------


def test_backup_and_restore(line: Line) -> None:
    line.programme("Eerst")
    copy = line.folder / "monday.db"
    done = line.types("backup", str(copy))
    assert (done.returncode, done.stdout) == (0, "")
    line.programme("Later", "Gent")
    assert line.types("restore", str(copy), answer="n\n").returncode == 1
    assert len(line.asks("programme", "list", "--json")) == 2
    done = line.types("restore", "--yes", str(copy))
    assert (done.returncode, done.stdout) == (0, "")
    assert [p["name"] for p in line.asks("programme", "list", "--json")] == ["Eerst"]
    assert (line.folder / "duobot.db.replaced").exists()


async def test_a_restore_somewhere_else_wants_the_keys(line: Line) -> None:
    """The backup alone opens nobody's file, and says so; with the keys file everybody is there."""
    id = line.programme()
    await people(line, NEW, VOL, programme=id)
    copy, keys = line.folder / "monday.db", line.folder / "apart.keys"
    done = line.types("backup", str(copy))
    assert "duobot.db.keys" in done.stderr
    (line.folder / "duobot.db.keys").replace(keys)
    line.database.unlink()
    done = line.types("restore", "--yes", str(copy))
    assert (done.returncode, "2 people are closed" in done.stderr, "--keys" in done.stderr) == (0, True, True)
    code, said = line.fails("candidates")
    assert (code, "--keys" in said) == (78, True)
    assert line.types("restore", "--yes", str(copy), "--keys", str(keys)).returncode == 0
    assert len(line.asks("candidates", "--json")) == 2


async def test_a_restore_says_who_was_erased_since(line: Line) -> None:
    id = line.programme()
    await people(line, NEW, VOL, programme=id)
    copy = line.folder / "monday.db"
    line.types("backup", str(copy))
    store = await Store.open(office.url(line.database))
    await office.does(store, 5000, Forget())
    await store.close()
    done = line.types("restore", "--yes", str(copy))
    assert "1 people were erased since" in done.stderr
    assert [c["side"] for c in line.asks("candidates", "--json")] == ["volunteer"]


async def test_without_the_right_key_every_command_stops_with_the_mend(line: Line) -> None:
    id = line.programme()
    await people(line, NEW, programme=id)
    key = line.folder / "duobot.db.key"
    kept = key.read_text()
    key.unlink()
    for words in (("candidates",), ("programme", "list"), ("retry",)):
        code, said = line.fails(*words)
        assert (code, "DUOBOT_KEY" in said) == (78, True)
    assert not key.exists()
    line.settings = {"DUOBOT_KEY": fresh()}
    code, said = line.fails("candidates")
    assert (code, "right key" in said) == (78, True)
    assert line.settings["DUOBOT_KEY"] not in said
    line.settings = {"DUOBOT_KEY": kept}
    assert len(line.asks("candidates", "--json")) == 1
    line.settings = {"DUOBOT_KEY_FILE": str(line.folder / "elsewhere")}
    (line.folder / "elsewhere").write_text(kept)
    assert len(line.asks("candidates", "--json")) == 1


def test_a_restore_of_a_newer_or_broken_file_is_refused(line: Line) -> None:
    line.programme()
    copy, before = line.folder / "monday.db", line.database.read_bytes()
    line.types("backup", str(copy))
    office.change(copy, "update alembic_version set version_num = '9999'")
    assert line.fails("restore", "--yes", str(copy))[0] == 65
    copy.write_text("no database")
    assert line.fails("restore", "--yes", str(copy))[0] == 65
    assert line.database.read_bytes() == before


@pytest.mark.parametrize("name", ["Samen\u202eneb", "\u200b", "…", "\u2066Samen", ""])
def test_a_programmes_name_can_be_seen_and_turns_nothing_around(line: Line, name: str) -> None:
    code, said = line.fails("programme", "add", "--name", name, "--municipality", "Mechelen")
    assert (code, "one line of letters" in said) == (65, True)


def test_a_programmes_name_is_one_line(line: Line) -> None:
    made = line.asks("programme", "add", "--name", "Samen\nInburgeren", "--municipality", "Mechelen", "--json")
    assert made["name"] == "Samen Inburgeren"


OURS = ("", ".key", ".keys", "-journal", "-wal", ".lock", ".pulse", ".before-0005", ".replaced")


@pytest.mark.parametrize("end", OURS)
def test_no_file_of_ours_is_the_target_of_a_backup(line: Line, end: str) -> None:
    """The master key was overwritten by one, with exit code 0."""
    line.programme()
    target = line.folder / f"duobot.db{end}"
    before = target.read_bytes() if target.exists() else None
    for force in ((), ("--force",)):
        code, said = line.fails("backup", *force, str(target))
        assert (code, "one of duobot's own" in said) == (65, True)
    assert (target.read_bytes() if target.exists() else None) == before


def test_a_file_that_is_there_is_kept_unless_told_otherwise(line: Line) -> None:
    line.programme()
    target = line.folder / "monday.db"
    target.write_text("the accounts")
    code, said = line.fails("backup", str(target))
    assert (code, "--force" in said, target.read_text()) == (73, True, "the accounts")
    assert line.types("backup", "--force", str(target)).returncode == 0
    assert target.read_bytes().startswith(b"SQLite")


@pytest.mark.apart
def test_a_restore_is_not_refused_because_of_what_a_killed_bot_left(line: Line) -> None:
    """In a container the number of its process always exists again."""
    line.programme()
    copy = line.folder / "monday.db"
    line.types("backup", str(copy))
    pulse = {"pid": os.getpid(), "at": "2026-01-01T00:00:00Z", "polled_seconds_ago": 1.0}
    (line.folder / "duobot.db.pulse").write_text(json.dumps(pulse))
    assert line.types_apart("restore", "--yes", str(copy)).returncode == 0


def test_a_backup_that_can_not_be_says_so_plainly(line: Line) -> None:
    code, said = line.fails("backup", str(line.folder / "copy.db"))
    assert (code, "can't be opened" in said) == (65, True)
    line.programme()
    code, said = line.fails("backup", str(line.folder / "no" / "such" / "folder" / "copy.db"))
    assert code != 0
    assert "folder" in said


# --- overview -----------------------------------------------------------------------------------


async def counts(line: Line, id: str, **nationalities: int) -> None:
    store = await Store.open(office.url(line.database))
    chat = 7000
    for code, n in nationalities.items():
        for _ in range(n):
            chat += 1
            await office.candidate(store, chat, NEW, programme=id, nationality=[code])
    await store.close()


async def test_the_overview_hides_small_cells_and_says_what_is_unknown(line: Line) -> None:
    await counts(line, line.programme(), SY=6, ER=2)
    found = line.asks("overview", "--format", "json")["questions"]
    assert list(found) == ["projects", "duos", "participants", "budget", "fte", "evaluation"]
    assert found["budget"] == found["fte"] == [{"value": None, "status": "unknown"}]
    nationalities = [r for r in found["participants"] if r["measure"] == "nationality"]
    assert [r.get("code") for r in nationalities] == ["SY", None]
    assert nationalities[1]["suppressed"] is True
    assert "ER" not in json.dumps(found)
    persons = [r for r in found["participants"] if r["measure"] == "persons"]
    assert [r["value"] for r in persons] == [8]


async def test_a_few_persons_are_no_number(line: Line) -> None:
    await counts(line, line.programme(), SY=4)
    found = line.asks("overview", "--format", "json")["questions"]["participants"]
    assert found
    assert all(r["suppressed"] and r["value"] is None for r in found)
    table = line.types("overview").stdout
    assert "< 5" in table
    assert "unknown" in table


def test_the_overview_of_nothing_says_so(line: Line) -> None:
    assert line.fails("overview")[0] == 65


# --- doctor and retry ---------------------------------------------------------------------------


REFUSED = """insert into outbox (id, person, priority, letter, due, state, reason)
    values (1, 1, 0, x'', '', 'refused', 'message is too long')"""


def doctor(line: Line) -> tuple[int, dict[str, dict]]:
    done = line.types("doctor", "--json")
    return done.returncode, {check["name"]: check for check in json.loads(done.stdout)}


def test_the_doctor_names_every_check_and_the_mend(line: Line) -> None:
    code, checks = doctor(line)
    assert {"token", "zone", "disk", "sqlite", "schema", "quarantine", "letters", "poll"} <= set(checks)
    assert code == 1
    assert not checks["token"]["ok"]
    assert "BotFather" in checks["token"]["mend"]
    assert "WRONG token" in line.types("doctor").stdout


def test_the_doctor_shows_what_was_kept_aside_and_refused(line: Line) -> None:
    line.programme()
    with sqlite3.connect(line.database) as db:
        db.execute("insert into quarantine (at, person, reason) values ('', 0, 'unreadable update')")
        db.execute(REFUSED)
    code, checks = doctor(line)
    assert code == 1
    assert "unreadable update" in checks["quarantine"]["said"]
    assert checks["quarantine"]["mend"] == "duobot retry"
    assert "message is too long" in checks["letters"]["said"]


@pytest.mark.parametrize("content", [b"no database " * 500, b""])
def test_the_doctor_looks_at_a_broken_database_too(line: Line, content: bytes) -> None:
    line.database.write_bytes(content)
    _, checks = doctor(line)
    assert checks["schema"]["ok"] is (content == b"")


def test_the_doctor_names_a_newer_shape(line: Line) -> None:
    line.programme()
    office.change(line.database, "update alembic_version set version_num = '9999'")
    _, checks = doctor(line)
    assert not checks["schema"]["ok"]
    assert "9999" in checks["schema"]["said"]


def test_a_database_from_the_future_is_refused_by_every_command(line: Line) -> None:
    line.programme()
    office.change(line.database, "update alembic_version set version_num = '9999'")
    code, said = line.fails("programme", "list")
    assert (code, "newer duobot" in said) == (65, True)


async def test_retry_hands_in_what_can_be_read_and_keeps_the_rest(line: Line) -> None:
    line.programme()
    good = '{"kind":"Text","what":{"text":"hello"},"chat":910005,"hint":null}'
    store = await Store.open(office.url(line.database))
    await office.asides(store, 910_005, good)
    await office.asides(store, 0, "never", "y")
    await store.close()
    answer = line.types("retry")
    assert json.loads(answer.stdout) == {"handed_in": 1, "still_unreadable": 1}
    chats = office.addresses(line.database)
    assert [(chats[p], kind) for p, kind in office.look(line.database, "select person, kind from wakes")] == [
        (910_005, "retry")
    ]
    assert json.loads(line.types("retry").stdout) == {"handed_in": 0, "still_unreadable": 1}


def test_a_failure_leaves_nothing_on_stdout_and_one_line_on_stderr(line: Line, tmp_path: Path) -> None:
    line.database.write_bytes(b"no database " * 500)
    for words in (("programme", "list"), ("candidates",), ("overview",), ("retry",)):
        code, said = line.fails(*words)
        assert code == 65
        assert len(said.strip().splitlines()) == 1
    assert migrate.HEAD


async def test_a_programme_takes_minors_when_it_is_told_to(line: Line) -> None:
    """And the command line makes no duo of theirs without a guardian's yes and an extract that was seen."""
    id = line.programme()
    assert line.fails("programme", "set", "nope", "--minors")[0] == 66
    assert {"id": id, "minors": True}.items() <= line.asks("programme", "set", id, "--minors", "--json").items()
    (young,) = await people(line, NEW, programme=id, age="13-17")
    (volunteer,) = await people(line, VOL, programme=id)
    code, said = line.fails("duo", "form", "--newcomer", str(young), "--volunteer", str(volunteer))
    assert (code, "under 18" in said) == (65, True)
    assert line.asks("match", "--programme", id, "--json")["pairs"] == []


# --- numbers to call in trouble -----------------------------------------------------------------


def test_a_programme_says_whom_to_call_in_trouble(line: Line) -> None:
    id = line.programme()
    told = line.asks(
        "programme", "set", "--json", id, "--help-line", "CAW Mechelen=015 00 00 01", "--help-line", "Nachtlijn=1813"
    )
    assert told["help_lines"][:2] == [["CAW Mechelen", "015 00 00 01"], ["Nachtlijn", "1813"]]
    assert ["Tele-Onthaal", "106"] in told["help_lines"], "what holds in all of Flanders stays"
    assert (
        len(line.asks("programme", "set", "--json", id, "--help-line", "")["help_lines"]) == len(told["help_lines"]) - 2
    )


def test_a_programme_says_what_to_do_while_one_waits(line: Line) -> None:
    id = line.programme()
    told = line.asks("programme", "set", "--json", id, "--meanwhile", "nl=Taalcafé = dinsdag", "--meanwhile", "en=Café")
    assert told["meanwhile"] == {"nl": "Taalcafé = dinsdag", "en": "Café"}
    for wrong in ("Taalcafé", "en=Café", "xx=?", "nl=", "nl=" + "x" * 401):
        code, said = line.fails("programme", "set", id, "--meanwhile", wrong)
        assert code == 65 and 'nl="Kom naar het taalcafé"' in said
    assert line.asks("programme", "set", "--json", id, "--meanwhile", "")["meanwhile"] == {}


def test_a_programme_says_when_its_town_closes(line: Line) -> None:
    id = line.programme()
    told = line.asks(
        "programme", "set", "--json", id, "--closed", "07-11", "--closed", "2027-05-14", "--closed", "02-29"
    )
    assert told["closed"] == ["07-11", "2027-05-14", "02-29"]
    for wrong in ("11 juli", "13-01", "2027-02-29", "7-11"):
        code, said = line.fails("programme", "set", id, "--closed", wrong)
        assert code == 65 and "07-11 for each year" in said
    assert line.asks("programme", "set", "--json", id, "--minors")["closed"] == told["closed"]
    assert line.asks("programme", "set", "--json", id, "--closed", "")["closed"] == []


@pytest.mark.parametrize("wrong", ["CAW", "=015 00 00 01", "CAW=", "CAW=015 00 00"])
def test_a_number_that_cannot_be_dialled_is_refused_and_what_was_there_stays(line: Line, wrong: str) -> None:
    id = line.programme()
    line.asks("programme", "set", "--json", id, "--help-line", "Nachtlijn=1813")
    code, said = line.fails("programme", "set", id, "--help-line", wrong)
    assert code == 65
    assert "015 12 34 56" in said
    assert ["Nachtlijn", "1813"] in line.asks("programme", "set", "--json", id, "--no-minors")["help_lines"]


def test_nothing_to_change_is_said(line: Line) -> None:
    assert line.fails("programme", "set", line.programme())[0] == 2


# --- who reads ----------------------------------------------------------------------------------


def test_the_doctor_names_a_programme_that_nobody_reads_and_an_alarm_that_nobody_handles(line: Line) -> None:
    id = line.programme()
    _, checks = doctor(line)
    assert not checks["staff"]["ok"]
    assert id in checks["staff"]["said"]
    assert "people invite" in checks["staff"]["mend"]
    with sqlite3.connect(line.database) as db:
        db.execute("insert into coordinators (programme, person, role, since) values (?, 5, 'coordinator', '')", (id,))
        db.execute(
            "insert into alarms (person, programme, kind, at) values (6, ?, 'unsafe', '2026-01-01T00:00:00Z')", (id,)
        )
    _, checks = doctor(line)
    assert checks["staff"]["ok"]
    assert not checks["alarms"]["ok"]
    with sqlite3.connect(line.database) as db:
        db.execute("insert into sessions (person, revision, reachable, touched) values (5, 1, 0, '')")
        db.execute("update alarms set handled = '2026-01-02T00:00:00Z'")
    _, checks = doctor(line)
    assert not checks["staff"]["ok"]
    assert checks["alarms"]["ok"]
