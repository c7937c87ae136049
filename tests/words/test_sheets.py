"""A reviewer's sheet: made, filled in by somebody with a spreadsheet, taken back; and the table of how far we are."""

import json
import re
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner
from openpyxl import load_workbook

from bot.__main__ import main
from bot.i18n import catalogues
from programme.model import LOCALES, offered

GOOD, BETTER = catalogues.COLUMNS.index("good? (x)") + 1, catalogues.COLUMNS.index("better") + 1


@pytest.fixture
def copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The catalogues in a folder of their own: a test changes none of ours."""
    shutil.copytree(LOCALES, tmp_path / "locales")
    monkeypatch.setattr(catalogues, "LOCALES", tmp_path / "locales")
    return tmp_path


def filled_in(folder: Path, **cells: tuple[int, str]) -> Path:
    """The sheet of Ukrainian, with these cells filled in by key."""
    file = folder / "uk.xlsx"
    catalogues.sheet("uk", file)
    book = load_workbook(file)
    for row in book.active.iter_rows(min_row=2):
        if row[0].value.replace(".", "_") in cells:
            column, text = cells[row[0].value.replace(".", "_")]
            row[column - 1].value = text
    book.save(file)
    return file


def message(key: str) -> catalogues.Message:
    return catalogues.texts(catalogues.read(catalogues.path_of("uk")))[key]


def test_an_x_reviews_a_text_and_says_who_did(copied):
    file = filled_in(copied, side_newcomer=(GOOD, "x"))
    taken = catalogues.take(file, "A. Reader")
    assert (taken.approved, taken.changed, taken.refused) == (1, 0, ())
    assert "fuzzy" not in message("side.newcomer").flags
    found = next(s for s in catalogues.status() if s["language"] == "uk")
    assert (found["reviewed"], found["reviewers"]) == (1, "A. Reader")


@pytest.mark.slow
def test_a_better_text_replaces_the_old_one(copied):
    catalogues.take(filled_in(copied, side_newcomer=(BETTER, "🙋 Інший текст")), "")
    assert message("side.newcomer").string == "🙋 Інший текст"


def test_a_text_that_loses_its_placeholder_is_refused_and_nothing_is_lost(copied):
    before = message("poster.find").string
    taken = catalogues.take(filled_in(copied, poster_find=(BETTER, "Без місця"), side_newcomer=(GOOD, "x")), "")
    assert taken.approved == 1
    assert taken.refused == (("poster.find", "keep these words in braces as they are: {place}"),)
    assert message("poster.find").string == before


def test_a_file_that_is_no_sheet_is_refused_plainly(tmp_path):
    wrong = tmp_path / "wrong.xlsx"
    wrong.write_text("not a sheet")
    done = CliRunner().invoke(main, ["words", "take", str(wrong)])
    assert done.exit_code == 2
    assert "no sheet" in done.stderr


def test_the_status_counts_missing_and_stale_texts(copied):
    path = catalogues.path_of("uk")
    text = path.read_text(encoding="utf-8")
    text = re.sub(r'(msgctxt "side.newcomer"\nmsgid ".*"\nmsgstr ").*"', r'\1"', text)
    text = text.replace('msgid "🤝 Ik wil buddy zijn"', 'msgid "🤝 Ik wil een buddy zijn"')
    path.write_text(text, encoding="utf-8")
    found = next(s for s in catalogues.status() if s["language"] == "uk")
    assert (found["missing"], found["stale"]) == (1, 1)


def test_the_table_is_told_as_json_too():
    told = json.loads(CliRunner().invoke(main, ["words", "status", "--json"]).stdout)
    assert told[0]["language"] == "nl"
    assert {row["language"] for row in told} == set(offered(LOCALES))


def test_another_language_is_one_file(tmp_path):
    (tmp_path / "eo" / "LC_MESSAGES").mkdir(parents=True)
    (tmp_path / "eo" / "LC_MESSAGES" / "bot.po").touch()
    (tmp_path / "nl" / "LC_MESSAGES").mkdir(parents=True)
    (tmp_path / "nl" / "LC_MESSAGES" / "bot.po").touch()
    assert offered(tmp_path) == ("nl", "eo")
