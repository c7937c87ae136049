"""What a message or an answer costs doesn't grow with how many people there are: no statement on their way reads a
whole table that does."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from storage import migrate
from storage.store import beside

FOLDER = Path(migrate.__file__).parent / "sql"
GROWS = (
    "persons", "sessions", "candidates", "consents", "wakes", "outbox", "duos", "duo_members", "waves", "check_ins",
    "meetings", "meeting_answers", "partings", "measures", "hours_told", "journal", "shown", "keys",
)  # fmt: skip
ON_THE_WAY = (
    "seen_arrivals", "whoever", "keys_of", "save_session", "persons_of", "coordinators_of", "add_wake",
    "add_wake_for", "drop_wake", "due_wakes", "nothing_due", "nothing_beside", "due_beside", "add_letter",
    "waiting_letters", "duo", "members", "pairing_members", "waves_of", "answered_waves", "pauses_of", "measured",
    "partings_of", "meeting_of", "fitting", "told_of_meeting", "end_was_asked", "drop_looks", "drop_duo_wakes",
    "add_check_in", "check_ins_of", "hours_of", "hours_of_duos", "checked_of", "duos_ever", "running_duos_of",
    "around_person", "unsafe_in", "open_alarm_duos", "course_of", "free_members", "duos_of_person", "forget_waves",
    "forget_partings", "forget_meetings", "forget_contacts", "forget_notes",
)  # fmt: skip


def statements() -> Iterator[tuple[str, str]]:
    for file in FOLDER.glob("*.sql"):
        for part in file.read_text().split("-- name: ")[1:]:
            head, _, body = part.partition("\n")
            yield head.partition("(")[0], re.sub(r"^--.*$", "", body, flags=re.M)


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("plans") / "duobot.db"
    migrate.ensure(path, beside(path))
    return path


def whole_tables(path: Path, sql: str) -> set[str]:
    with closing(sqlite3.connect(path)) as db:
        given = dict.fromkeys(re.findall(r":(\w+)", sql))
        plan = [row[3] for row in db.execute(f"explain query plan {sql}", given)]
        aliases = dict(re.findall(r"\b(?:from|join|update)\s+(\w+)\s+(?:as\s+)?(\w+)\b", sql))
    names = {alias: table for table, alias in aliases.items()}
    scanned = (step.split()[1] for step in plan if step.startswith("SCAN "))
    return {names.get(name, name) for name in scanned} & set(GROWS)


@pytest.mark.parametrize("name", ON_THE_WAY)
def test_what_is_on_the_way_of_every_message_reads_no_whole_table(database: Path, name: str) -> None:
    assert whole_tables(database, dict(statements())[name]) == set()


def test_a_whole_table_is_seen(database: Path) -> None:
    assert whole_tables(database, "select 1 from wakes w where w.key like 'look:%'") == {"wakes"}
