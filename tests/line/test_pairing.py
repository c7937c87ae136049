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


def test_the_template_goes_through_the_trial_run(line: Line, tmp_path: Path) -> None:
    file = str(tmp_path / "mensen.xlsx")
    assert line.types("import", file, "--template").returncode == 0
    done = line.types("import", file, "--programme", "samen", "--dry-run")
    assert done.returncode == 0 and "2 people and 1 running duos would be taken over" in done.stdout
    assert "Voorbeeld" not in done.stdout  # no names in a terminal


def test_a_wrong_file_names_row_column_and_mend(line: Line, tmp_path: Path) -> None:
    file = tmp_path / "mensen.csv"
    file.write_text("number;side;name;municipality;consent\n1;newcomer;Proef;Mechlen;yes\n")
    done = line.types("import", str(file), "--programme", "samen", "--dry-run")
    assert done.returncode == 65 and 'row 2, municipality: "Mechlen" is not known' in done.stdout
    assert line.fails("import", str(file), "--programme", "samen")[1].startswith("duobot: Nothing was taken over")
    assert line.fails("import", str(tmp_path / "weg.csv"), "--dry-run")[0] == 65
