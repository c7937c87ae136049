"""The six questions: the contract, the forms, the towns together, and a small town worked out by hand."""

import csv
import io
import json
import sqlite3
from contextlib import closing
from pathlib import Path

import jsonschema
import openpyxl
import pytest

from tests.evaluation import flanders
from tests.line.typed import Line

DOCS = Path(__file__).resolve().parents[2] / "docs"
SCHEMA = json.loads((DOCS / "overview.schema.json").read_text())


@pytest.fixture
def line(tmp_path: Path) -> Line:
    return Line(tmp_path)


def asked(line: Line, *words: str) -> dict:
    found = line.asks("overview", "--format", "json", *words)
    jsonschema.validate(found, SCHEMA)
    return found["questions"]


@pytest.mark.apart
def test_the_record_does_not_start_empty(line: Line) -> None:
    told = line.asks("declare", "import", "--published", "--yes", "--json")
    assert told["imported"] == 60
    assert line.asks("declare", "import", "--published", "--yes", "--json")["same"] == 60
    found = asked(line, "--from", "2000", "--to", "2019")
    assert list(found) == ["projects", "duos", "participants", "budget", "fte", "evaluation"]
    assert [r["value"] for r in found["fte"] if r["status"] == "declared"] == [0.5, 0.5]
    curant = [r for r in found["participants"] if r.get("programme") == "CURANT"]
    assert sorted(r["value"] for r in curant) == [81, 135]  # both kept, never added
    assert {r["status"] for r in found["budget"] if r["year"] == 2005} == {"unknown"}


@pytest.mark.apart
def test_planned_cumulative_and_all_of_flanders_are_never_added(line: Line) -> None:
    line.asks("declare", "import", "--published", "--yes", "--json")
    duos = asked(line, "--by", "year", "--question", "duos")["duos"]
    planned = [r for r in duos if r["year"] == 2011 and r["status"] == "planned"]
    assert sorted(r["value"] for r in planned) == [36, 2200]
    ghent = [r["value"] for r in duos if r["year"] == 2012]
    assert sorted(ghent) == [27, 59]  # 27 declared in Mechelen beside 34 + 15 + 10 planned in Ghent
    assert any(r.get("cumulative") for r in duos)


def test_a_wrong_file_is_refused_by_row_and_column_and_changes_nothing(line: Line, tmp_path: Path) -> None:
    file = tmp_path / "x.csv"
    file.write_text("year,programme,measure,value\n2019,A,duos,3\n19,B,duo,many\n")
    code, said = line.fails("declare", "import", str(file), "--yes", "--json")
    assert code == 65
    for where in ("row 3, column year", "row 3, column measure", "row 3, column value"):
        assert where in said
    assert not line.database.exists()


@pytest.mark.apart
def test_the_template_can_be_imported_and_a_dry_run_keeps_nothing(line: Line, tmp_path: Path) -> None:
    file = tmp_path / "t.csv"
    assert line.types("declare", "template", "-o", str(file)).returncode == 0
    assert line.asks("declare", "import", str(file), "--dry-run", "--json")["imported"] == 0
    assert line.asks("declare", "import", str(file), "--yes", "--json")["imported"] == 4
    assert [(r["year"], r["value"]) for r in asked(line)["fte"]] == [(2019, 0.5)]
    assert line.types("declare", "import", str(file)).returncode == 2  # nobody to ask


@pytest.fixture
def small(line: Line) -> Line:
    flanders.build(line.database, towns=12)
    return line


def test_provinces_add_up_to_flanders(small: Line) -> None:
    for words in ((), ("--audience", "public")):
        whole = asked(small, "--by", "year", *words)["participants"]
        parts = asked(small, "--by", "year,province", *words)["participants"]
        for row in (r for r in whole if r["measure"] == "persons" and r["value"] is not None):
            mine = [r for r in parts if (r["year"], r["side"], r["measure"]) == (row["year"], row["side"], "persons")]
            if not any(r.get("suppressed") for r in mine):
                assert sum(r["value"] for r in mine) == row["value"]


def test_measures_are_told_by_moment_and_wording_and_not_in_public(small: Line) -> None:
    with closing(sqlite3.connect(small.database)) as db, db:
        ids = [id for (id,) in db.execute("select id from duos order by id limit 40")]
        rows = [(id, moment, wording, 3 + (id % 2) + 2 * (moment == "end"))
                for id in ids for moment in ("start", "end") for wording in ("circles-1",)]  # fmt: skip
        rows += [(id, "halfway", "words-1", 7) for id in ids[:9]]
        db.executemany(
            "insert into measures (duo, candidate, moment, measure, wording, at, value)"
            " values (?, 1, ?, 'closeness', ?, '2024-05-05T09:00:00Z', ?)", rows)  # fmt: skip
    told = [r for r in asked(small, "--by", "year", "--language", "en")["evaluation"]
            if r["measure"] == "closeness, 1 to 7"]  # fmt: skip
    assert [(r["label"], r["value"], r.get("n")) for r in told if "(" not in r["label"]] == [
        ("at the start", 3.5, 40), ("at the end", 5.5, 40)]  # fmt: skip
    assert [r.get("suppressed") for r in told if r["label"] == "halfway (words-1)"] == [True], "nine are too few"
    public = asked(small, "--by", "year", "--audience", "public")["evaluation"]
    assert not [r for r in public if r["measure"] == "closeness, 1 to 7"]


def test_a_group_is_one_duo_and_its_people_are_counted_apart(small: Line) -> None:
    before = asked(small, "--by", "programme")["duos"]
    assert all(r["adults"] == 2 * r["value"] == r["households"] for r in before if r.get("adults"))
    with closing(sqlite3.connect(small.database)) as db, db:
        found = db.execute("select d.id, p.name from duos d join programmes p on p.id = d.programme order by d.id")
        id, where = found.fetchall()[0]
        db.execute("update duos set adults = 4, children = 6, households = 1 where id = ?", (id,))
    (was,) = (r for r in before if r["programme"] == where and r.get("adults"))
    (now,) = (r for r in asked(small, "--by", "programme")["duos"] if r["programme"] == where and r.get("adults"))
    assert (now["value"], now["adults"], now["children"]) == (was["value"], was["adults"] + 2, 6)
    assert now["households"] == was["households"] - 1
    assert not any("children" in r or "adults" in r for r in asked(small, "--audience", "public")["duos"])


def test_in_public_nothing_small_is_told_and_a_release_is_kept(small: Line) -> None:
    found = asked(small, "--audience", "public")
    people = [r for r in found["participants"] if r["value"] is not None]
    assert people
    assert all(r["value"] >= (10 if r["measure"] == "nationality" else 5) for r in people)
    asked(small, "--audience", "public", "--by", "year,province")
    assert len(small.asks("figures", "releases")) == 1  # another breakdown says nothing new
    assert small.asks("figures", "releases", "--show", "1")["cells"]


def test_every_form_is_written(small: Line, tmp_path: Path) -> None:
    small.types("declare", "add", "--programme", "=1+1", "--measure", "fte", "--value", "0,5", "--year", "2020",
                "--source", "@x")  # fmt: skip
    for form in ("csv", "xlsx", "html", "pdf"):
        done = small.types("overview", "--format", form, "-o", str(tmp_path / f"o.{form}"))
        assert done.returncode == 0, done.stderr
    text = (tmp_path / "o.csv").read_bytes()
    assert text.startswith(b"\xef\xbb\xbf")
    row = next(r for r in csv.reader(io.StringIO(text.decode("utf-8-sig")), delimiter=";") if r[0] == "fte")
    assert "'=1+1" in row
    assert "0,5" in row
    cells = [c for r in openpyxl.load_workbook(tmp_path / "o.xlsx")["fte"].iter_rows() for c in r if c.value == "=1+1"]
    assert cells
    import zipfile

    with zipfile.ZipFile(tmp_path / "o.xlsx") as book:
        assert not any(b"<f>" in book.read(n) for n in book.namelist() if "sheet" in n)
    page = (tmp_path / "o.html").read_text()
    assert page.count("<h2") == 9 and "<script" not in page and 'lang="nl"' in page
    assert (tmp_path / "o.pdf").read_bytes().startswith(b"%PDF")


def test_towns_add_up_and_tampering_is_noticed(small: Line, tmp_path: Path) -> None:
    file = tmp_path / "town.json"
    assert small.types("figures", "export", "--town", "Een", "-o", str(file)).returncode == 0
    jsonschema.validate(json.loads(file.read_text()), json.loads((DOCS / "figures.schema.json").read_text()))
    other = Line(tmp_path / "other")
    (tmp_path / "other").mkdir()
    example = str(DOCS / "figures-example.json")
    both = asked(other, "--with", str(file), "--with", example, "--by", "year", "--question", "duos")["duos"]
    alone = asked(other, "--with", str(file), "--by", "year", "--question", "duos")["duos"]
    assert sum(r["value"] or 0 for r in both) == sum(r["value"] or 0 for r in alone) + 20
    code, said = other.fails("overview", "--with", str(file), "--with", str(file))
    assert (code, "--keep" in said) == (65, True)
    file.write_text(file.read_text().replace('"n": 3', '"n": 4', 1))
    code, said = other.fails("overview", "--with", str(file))
    assert (code, "changed after" in said) == (65, True)


@pytest.mark.slow
def test_parliament_asks_about_2000_to_2019(line: Line, tmp_path: Path) -> None:
    """A made-up Flanders of 300 towns: each of the six answers, each row with its status."""
    flanders.build(line.database)
    file = tmp_path / "history.csv"
    file.write_text("\n".join(flanders.history()))
    assert line.types("declare", "import", str(file), "--yes").returncode == 0
    found = asked(line, "--from", "2000", "--to", "2019", "--by", "year,province")
    for question, rows in found.items():
        assert {r["year"] for r in rows} == set(range(2000, 2020)), question
        assert any(r["value"] is not None for r in rows), question
    whole = {r["year"]: r["value"] for r in asked(line, "--to", "2017", "--by", "year")["budget"]}
    for year, value in whole.items():
        assert sum(r["value"] for r in found["budget"] if r["year"] == year and r["value"]) == value
