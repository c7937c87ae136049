"""Files that somebody else made: whatever is in them, a plain word and bounded memory."""

import resource
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from programme.reading import sheets
from programme.reading.sheets import Unreadable, table, toml

ROOT = Path(__file__).resolve().parents[2]
SHEET = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{}</worksheet>'


def rows(path: Path, most: int = 100) -> list[list[str]]:
    return list(table(path, most))


def csv(tmp_path: Path, raw: bytes) -> Path:
    path = tmp_path / "list.csv"
    path.write_bytes(raw)
    return path


def xlsx(tmp_path: Path, cells: str) -> Path:
    """A real one, with its page replaced."""
    from openpyxl import Workbook

    made, path = tmp_path / "made.xlsx", tmp_path / "list.xlsx"
    Workbook().save(made)
    with zipfile.ZipFile(made) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            page = name == "xl/worksheets/sheet1.xml"
            new.writestr(name, SHEET.format(cells) if page else old.read(name))
    return path


def test_a_cell_of_any_length_in_a_file_of_a_fair_size(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="field larger"):
        rows(csv(tmp_path, b"name;note\nAmina;" + b"x" * 200_000))


@pytest.mark.parametrize("raw", [b'name;note\nAmina;"never closed\nJoris;x\n', b'"name;note\nAmina;x\n'])
def test_a_quote_that_is_never_closed_swallows_no_rows(tmp_path: Path, raw: bytes) -> None:
    with pytest.raises(Unreadable, match="never closed"):
        rows(csv(tmp_path, raw))


def test_quotes_that_are_closed_hold_lines_and_signs(tmp_path: Path) -> None:
    assert rows(csv(tmp_path, b'name;note\r\nAmina;"a;b\r\n""c"""\r\n')) == [["name", "note"], ["Amina", 'a;b\r\n"c"']]


def test_a_file_that_is_far_too_large_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "MOST_BYTES", 100)
    with pytest.raises(Unreadable, match="split"):
        rows(csv(tmp_path, b"x" * 101))


@pytest.mark.apart
@pytest.mark.parametrize("cell", ["XFD1048576", "A1048576", "XFD1"])
def test_one_cell_far_away_fills_no_memory(tmp_path: Path, cell: str) -> None:
    number = cell.strip("ABCDEFX")
    path = xlsx(tmp_path, f'<sheetData><row r="{number}"><c r="{cell}"><v>1</v></c></row></sheetData>')
    code = (
        f"from pathlib import Path; from programme.reading.sheets import table; list(table(Path({str(path)!r}), 5000))"
    )
    limit = 400 * 1024 * 1024  # it took 707 MB once

    def bounded() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))

    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, preexec_fn=bounded, check=False, timeout=60)
    assert done.returncode == 0


def test_what_a_file_says_of_its_own_size_is_not_believed(tmp_path: Path) -> None:
    page = '<dimension ref="A1:XFD1048576"/><sheetData><row r="1"><c r="A1"><v>7</v></c></row></sheetData>'
    assert rows(xlsx(tmp_path, page)) == [["7"]]


def test_far_more_packed_than_a_table_is_refused(tmp_path: Path) -> None:
    path = xlsx(tmp_path, "<sheetData/>" + " " * (sheets.MOST_UNPACKED + 1))
    assert path.stat().st_size < 1_000_000
    with pytest.raises(Unreadable, match="packed"):
        rows(path)


@pytest.mark.parametrize("raw", [b"no zip", b"PK\x03\x04", b""])
def test_what_is_no_spreadsheet_is_told_so(tmp_path: Path, raw: bytes) -> None:
    path = tmp_path / "list.xlsx"
    path.write_bytes(raw)
    with pytest.raises(Unreadable, match="save it again"):
        rows(path)


@pytest.mark.parametrize("raw", [b"a = " + b"[" * 5000, b"\xff\xfe", b"nl = 'x", b"a = " + b"{b=" * 3000])
def test_deep_or_broken_toml_is_a_plain_word(tmp_path: Path, raw: bytes) -> None:
    path = tmp_path / "words.toml"
    path.write_bytes(raw)
    with pytest.raises(Unreadable):
        toml(path)
