"""The register of what is kept names every column, says of each how it stands, and is the page of today."""

import csv
import io
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import click
import pytest

from bot.__main__ import main
from bot.cli import register
from bot.cli.register import TABLES, Kept
from bot.flows.readers import Words
from bot.flows.registry import REGISTRY
from bot.settings import NAMES
from storage.keys import Master
from storage.migrate import ensure
from storage.retention import OWN_WORDS, Periods
from tests.line.typed import ROOT, Line
from tests.storage.office import SEALED

PAGE = ROOT / "docs" / "privacy" / "register.md"


@pytest.fixture(scope="module")
def columns(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Every column of a new database, with its type."""
    path = tmp_path_factory.mktemp("new") / "duobot.db"
    ensure(path, Master(path.with_name("key")))
    with closing(sqlite3.connect(path)) as db:
        return dict(_columns(db))


def _columns(db: sqlite3.Connection) -> Iterator[tuple[str, str]]:
    for (table,) in db.execute("select name from sqlite_master where type = 'table'").fetchall():
        for row in db.execute(f"pragma table_info({table})"):
            yield f"{table}.{row[1]}", row[2].lower()


def described() -> dict[str, Kept]:
    return {
        f"{name}.{column}": Kept.READABLE if isinstance(what, str) else what[0]
        for name, table in TABLES.items()
        for column, what in table.columns.items()
    }


def test_every_column_of_the_database_has_an_entry_and_no_other(columns: dict[str, str]) -> None:
    assert set(described()) == set(columns), "say in bot/cli/register.py what this column holds, or that it is gone"


def test_what_is_called_sealed_is_sealed(columns: dict[str, str]) -> None:
    """Sealed values are the blobs; the tests of the storage unseal each of them by this same list."""
    sealed = {column for column, kept in described().items() if kept is Kept.SEALED}
    assert sealed == set(SEALED)
    assert sealed | {"keys.key"} == {column for column, type in columns.items() if type == "blob"}


def test_a_table_with_people_says_why_who_and_how_long() -> None:
    for entry in register.entries(Periods()):
        assert all((entry.what, entry.whose, entry.why, entry.who_sees, entry.how_long)), entry.where


def test_a_table_that_points_to_people_is_among_those_with_people(columns: dict[str, str]) -> None:
    pointing = {c.partition(".")[0] for c in columns if c.partition(".")[2] in ("person", "candidate", "actor")}
    assert pointing
    assert not pointing & set(register.nobodys())


@pytest.mark.parametrize("flow", ["newcomer", "volunteer"])
def test_every_question_of_an_intake_is_in_it_with_its_reason(flow: str) -> None:
    asked = {f"candidates.answers.{q.key}" for q in REGISTRY.flows[flow].questions} - {"candidates.answers.send"}
    assert asked <= {entry.where for entry in register.entries(Periods())}


def test_the_page_in_the_documents_is_what_the_command_writes(line: Line) -> None:
    assert line.types("privacy", "register").stdout == PAGE.read_text(), (
        "duobot privacy register > docs/privacy/register.md"
    )


def test_the_periods_are_those_of_the_settings(line: Line) -> None:
    line.settings["DUOBOT_KEEP_QUARANTINE_DAYS"] = "77"
    found = {e["where"]: e for e in line.asks("privacy", "register", "--format", "json")["entries"]}
    assert found["quarantine.raw"]["how_long"] == "77 dagen"


def test_as_a_table_it_has_a_row_for_every_column(line: Line, columns: dict[str, str]) -> None:
    done = line.types("privacy", "register", "--format", "csv")
    found = list(csv.DictReader(io.StringIO(done.stdout)))
    assert set(columns) <= {row["where"] for row in found}
    assert {row["whose"] for row in found if row["where"].startswith("house.")} == {"niemand"}
    assert not line.database.exists(), "nothing is made, nothing is opened"


@pytest.mark.parametrize("page", ["dreigingen", "datalek"])
def test_what_can_be_read_without_a_key_is_named_where_it_matters(line: Line, page: str) -> None:
    """It said that status and municipality can be read, and not that nationality, mood and the safety flag can."""
    told = line.types("privacy", "register", "--format", "readable").stdout
    for word in ("nationaliteit", "leeftijdsgroep", "taal", "gezicht", "uren"):
        assert word in told, word
    assert told in (PAGE.parent / f"{page}.md").read_text(), "duobot privacy register --format readable"


@pytest.fixture
def line(tmp_path: Path) -> Line:
    return Line(tmp_path)


# --- the other pages ------------------------------------------------------------------------------


@pytest.mark.parametrize("page", sorted(PAGE.parent.glob("*.md")), ids=lambda page: page.stem)
def test_what_the_pages_point_to_is_there(page: Path) -> None:
    """Links, and the tests that are said to hold something."""
    text = page.read_text()
    for link in re.findall(r"\]\(([^)#]+)\)", text):
        assert (page.parent / link).exists(), link
    for path in re.findall(r"`((?:tests|programme)/[\w/.]+)`", text):
        assert (ROOT / path).exists(), path


@pytest.mark.parametrize("page", sorted(PAGE.parent.glob("*.md")), ids=lambda page: page.stem)
def test_the_settings_and_commands_of_the_pages_are_there(page: Path) -> None:
    text = page.read_text()
    for name in re.findall(r"`DUOBOT_([A-Z_]+[A-Z])`", text):
        assert name.lower() in NAMES, name
    for words in re.findall(r"`duobot ([a-z]+)", text):
        assert main.get_command(click.Context(main), words), words


def test_every_answer_in_own_words_goes_a_month_after_the_match():
    """Free words say more than was asked: a new question of that kind has to be named where they are swept."""
    free = {
        q.key for name in ("newcomer", "volunteer") for q in REGISTRY.flows[name].questions
        if type(q.reader) is Words and q.key != "name"
    }  # fmt: skip
    assert free == set(OWN_WORDS)
