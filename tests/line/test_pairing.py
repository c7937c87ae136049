"""`duobot match` and `duobot import`: what they answer, and that they change nothing."""

from pathlib import Path

from tests.line.typed import Line


def test_match_of_nobody_is_an_answer(line: Line) -> None:
    id = line.programme()
    told = line.asks("match", "--programme", id, "--json")
    assert told == {"programme": id, "pairs": [], "newcomers_left": [], "volunteers_left": []}
    assert "0 newcomers" in line.types("match", "--programme", id).stdout


def test_match_of_a_programme_that_is_not_there(line: Line) -> None:
    line.programme()
    code, said = line.fails("match", "--programme", "nergens")
    assert code and "programme nergens" in said


def test_the_template_goes_through_the_trial_run_and_comes_in_once(line: Line, tmp_path: Path) -> None:
    line.programme(name="samen")
    file = str(tmp_path / "mensen.xlsx")
    assert line.types("import", file, "--template").returncode == 0
    done = line.types("import", file, "--programme", "samen", "--dry-run")
    assert done.returncode == 0 and "2 people and 1 running duos would be taken over" in done.stdout
    assert "Voorbeeld" not in done.stdout  # no names in a terminal
    assert line.asks("candidates", "--json") == []
    done = line.types("import", file, "--programme", "samen")
    assert done.returncode == 0 and "2 people and 1 running duos were taken over\n" in done.stdout
    assert "2 of this list have not said yet that it is them" in done.stdout
    again = line.types("import", file, "--programme", "samen")
    assert again.returncode == 0 and "0 people and 0 running duos were taken over" in again.stdout
    assert "2 people of this list are known already" in again.stdout
    assert [one["status"] for one in line.asks("candidates", "--json")] == ["matched", "matched"]


def test_a_wrong_file_names_row_column_and_mend(line: Line, tmp_path: Path) -> None:
    line.programme(name="samen")
    file = tmp_path / "mensen.csv"
    file.write_text("number;side;name;municipality;consent\n1;newcomer;Proef;Mechlen;yes\n")
    done = line.types("import", str(file), "--programme", "samen", "--dry-run")
    assert done.returncode == 65 and 'row 2, municipality: "Mechlen" is not known' in done.stdout
    done = line.types("import", str(file), "--programme", "samen")
    assert done.returncode == 65 and "1 to mend; nothing was taken over" in done.stdout
    assert line.fails("import", str(tmp_path / "weg.csv"), "--dry-run")[0] == 65


def test_a_programme_that_is_not_there_fails_the_trial_run_too(line: Line, tmp_path: Path) -> None:
    line.programme(name="samen")
    file = str(tmp_path / "mensen.csv")
    line.types("import", file, "--template")
    for more in (("--dry-run",), ()):
        code, said = line.fails("import", file, "--programme", "smaen", *more)
        assert code == 66 and "programme smaen; there are: samen" in said


def test_links_are_in_a_file_of_their_own_and_new_each_time(line: Line, tmp_path: Path) -> None:
    line.programme(name="samen")
    file, links, more = (str(tmp_path / name) for name in ("mensen.csv", "links.csv", "meer.csv"))
    line.types("import", file, "--template")
    words = ("import", file, "--programme", "samen", "--links")
    done = line.types(*words, links)
    assert done.returncode == 0 and "2 links to confirm are in" in done.stdout
    told = Path(links).read_text(encoding="utf-8-sig").splitlines()
    assert told[0] == "number;link" and told[1].startswith("1;/start ") and len(told) == 3
    assert Path(links).stat().st_mode & 0o077 == 0
    assert line.fails(*words, links)[0], "it falls on no other file"
    assert line.types(*words, more).returncode == 0
    assert not set(told[1:]) & set(Path(more).read_text(encoding="utf-8-sig").splitlines())
