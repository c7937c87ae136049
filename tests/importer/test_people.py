"""A spreadsheet taken over: all or nothing, each error with its row, column and mend, twice the same."""

from datetime import date

import pytest

from bot.cli import import_
from importer import people, sheet
from importer.sheet import Row
from programme.model import Side
from programme.reading import sheets

TODAY = date(2027, 1, 11)
GOOD = {"number": "1", "side": "newcomer", "name": "Proef", "municipality": "Mechelen", "consent": "yes"}
OTHER = {"number": "2", "side": "volunteer", "name": "Test", "municipality": "Gent", "consent": "unknown"}


def plan(*rows):
    head = list(dict.fromkeys(c for r in rows for c in r))
    return people.plan("samen", head, [Row(i, r) for i, r in enumerate(rows, start=2)], TODAY)


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_the_template_is_taken_over_as_it_is(tmp_path, suffix):
    path = tmp_path / f"voorbeeld.{suffix}"
    import_.template(path)
    found = import_.trial("samen", path)
    assert not found.wrong and [p.side for p in found.people] == [Side.NEWCOMER, Side.VOLUNTEER]
    answers = found.people[0].answers
    assert answers["municipality"] == "12025" and answers["nationality"] == ["UA"]
    assert answers["tongues"] == {"uk": "native", "en": "daily"} and answers["free"] == ["3-evening", "6-morning"]
    (duo,) = found.duos
    assert (duo.newcomer, duo.volunteer, duo.since) == (found.people[0].key, found.people[1].key, date(2026, 10, 1))
    assert import_.trial("samen", path) == found
    assert import_.trial("ander", path).people[0].key != found.people[0].key


@pytest.mark.parametrize(
    ("cell", "mend"),
    [
        ({"municipality": "Mechlen"}, "row 2, municipality: \"Mechlen\" is not known: do you mean Mechelen"),
        ({"side": "vriend"}, 'row 2, side: "vriend" is no side: write newcomer or volunteer'),
        ({"dutch": "prima"}, "is not in the list: write one of A0"),
        ({"tongues": "Engels"}, 'say how well: "Engels = daily"'),
        ({"tongues": "Koerdisch = daily"}, "do you mean"),
        ({"nationality": "Atlantis"}, "is not known"),
        ({"consent": "misschien"}, "write yes or unknown"),
        ({"consent": "nee"}, "row 2, consent: they said no: leave them out"),
        ({"signed_up": "2028-01-01"}, "signed_up: \"2028-01-01\" is read as 2028-01-01, and that is in the future"),
        ({"signed_up": "1-9-28"}, "is read as 2028-09-01, and that is in the future"),
        ({"signed_up": "9/25/2026"}, '"9/25/2026" is no day: write day, month and year, like 25-9-2026'),
        ({"signed_up": "46266"}, "is no day"),
        ({"signed_up": "1-9-1926"}, "is read as 1926-09-01, before 1990"),
        ({"signed_up": "0026-09-01"}, "before 1990"),
        ({"duo_since": "1-9-2026"}, "row 2, duo_since: a duo with whom? Fill in duo_with"),
        ({"duo_with": "2", "duo_since": "9/25/2026"}, "row 2, duo_since: \"9/25/2026\" is no day"),
        ({"duo_with": "1", "duo_since": "1-9-2026"}, "1 and 1 are both newcomers"),
        ({"name": "#N/B"}, "row 2, name: #N/B is a sum that failed: type what should stand there"),
        ({"reach": "#VERW!"}, "row 2, reach: #VERW! is a sum that failed"),
        ({"language": "Pools"}, "row 2, language: the bot speaks nl, en, fr, ar, uk"),
        ({"achternaam": "Proefmans"}, "row 1, achternaam: duobot keeps first names: remove this column"),
        ({"naam": "Proefmans"}, "row 1, name: name and naam mean the same: keep name alone, since duobot keeps first"),
        ({"gsm": "0470 00 00 01", "e-mail": "a@example.org"}, "row 1, reach: gsm and e-mail mean the same: keep gsm"),
        ({"age": "13-17"}, "guardian"),
        ({"age": "0-12"}, "guardian"),
        ({"how_many": "2"}, "a newcomer is not asked this"),
        ({"name": ""}, "row 2, name: fill this in"),
        ({"reach": "0470 12 34 5"}, "row 2, reach: \"0470 12 34 5\" is no phone number: write it like 0470 12 34 56"),
        ({"reach": "0470 00 00 01 of 0470 00 00 02"}, "is more than one phone number: keep one"),
        ({"duo_with": "9", "duo_since": "2026-10-01"}, "there is no number 9"),
        ({"duo_with": "2"}, "first day of the duo"),
        ({"schoenmaat": "42"}, "row 1, schoenmaat: no such column"),
    ],
)  # fmt: skip
def test_an_error_has_row_column_and_mend_and_stops_everything(cell, mend):
    found = plan({**GOOD, **cell}, OTHER)
    assert mend in "\n".join(map(str, found.wrong))
    assert found.people == () and found.duos == ()


def test_every_error_is_told_at_once():
    assert [w.row for w in plan({**GOOD, "side": "x"}, {**OTHER, "consent": "x", "municipality": "Xx"}).wrong] == [
        2,
        3,
        3,
    ]


def test_dutch_columns_and_words():
    found = plan({"Nummer".lower(): "1", "kant": "Nieuwkomer", "voornaam": "Proef", "gemeente": "2800",
                  "toestemming": "ja", "interesses": "Koken, Muziek", "kinderen": "nee"})  # fmt: skip
    assert not found.wrong
    assert found.people[0].answers["interests"] == ["cooking", "music"] and found.people[0].answers["children"] == "no"


def test_numbers_are_used_once_and_both_rows_may_name_the_duo():
    assert "there twice" in str(plan({**GOOD, "number": "b-7"}, {**OTHER, "number": "B-7"}).wrong[0])
    assert len(plan({**GOOD, "duo_with": "02", "duo_since": "1/10/2026"}, OTHER).duos) == 1
    assert "there twice" in str(plan(GOOD, {**OTHER, "number": "1"}).wrong[0])
    day = {"duo_since": "1/10/2026"}
    assert len(plan({**GOOD, "duo_with": "2", **day}, {**OTHER, "duo_with": "1", **day}).duos) == 1
    assert plan({**GOOD, "duo_with": "2", **day}, {**OTHER, "duo_with": "1", "duo_since": "2026-10-02"}).wrong


@pytest.mark.parametrize("raw", [b"", b"\n", b"a;a\n1;2\n", b"PK\0\0"])
def test_what_is_no_table_names_the_mend(tmp_path, raw):
    path = tmp_path / "x.csv"
    path.write_bytes(raw)
    with pytest.raises(import_.BadSheet):
        import_.trial("samen", path)
    path.rename(tmp_path / "x.xlsx")
    with pytest.raises(import_.BadSheet):
        import_.trial("samen", tmp_path / "x.xlsx")


def test_windows_letters_and_commas(tmp_path):
    path = tmp_path / "x.csv"
    path.write_bytes("number,name\n1,Zoë\n,\n".encode("cp1252"))
    assert sheet.read(path)[1] == (Row(2, {"number": "1", "name": "Zoë"}),)


@pytest.mark.parametrize(
    ("cell", "kept"),
    [("0470/00.00.01", "+32470000001"), ("470000001", "+32470000001"), ("mail: a@example.org", "a@example.org")],
)
def test_a_number_is_taken_over_as_it_is_dialled(cell, kept):
    """Also one that lost its 0 to the spreadsheet."""
    (person,) = plan({**GOOD, "reach": cell}).people
    assert person.answers["reach"] == kept


def test_two_headings_for_the_name_keep_the_first_name():
    """The surname must not win."""
    (wrong,) = plan({**{k: v for k, v in GOOD.items() if k != "name"}, "voornaam": "Proef", "naam": "Proefmans"}).wrong
    assert str(wrong).startswith("row 1, name: voornaam and naam mean the same: keep voornaam alone")


@pytest.mark.parametrize("failed", sorted(people.FAILED))
def test_a_sum_that_failed_is_no_name_in_any_column(failed):
    for column in (*GOOD, "reach", "duo_with"):
        told = f"row 2, {column}: {failed.lower()} is a sum that failed"
        assert told in "\n".join(map(str, plan({**GOOD, column: failed.lower()}, OTHER).wrong))


@pytest.mark.parametrize(
    ("cell", "day"),
    [("1-9-26", date(2026, 9, 1)), ("01/09/2026", date(2026, 9, 1)), ("1.9.2026", date(2026, 9, 1)),
     ("2026-09-01", date(2026, 9, 1)), ("11/1/27", TODAY)],
)  # fmt: skip
def test_a_day_is_read_as_belgium_writes_it(cell, day):
    assert plan({**GOOD, "signed_up": cell}).people[0].signed_up == day


def test_nobody_is_in_more_duos_than_they_have_room_for():
    day = {"duo_since": "1-9-2026"}
    one, two = {**GOOD, "duo_with": "2", **day}, {**GOOD, "number": "3", "duo_with": "2", **day}
    (wrong,) = plan(one, OTHER, two).wrong
    assert str(wrong).startswith(
        "row 4, duo_with: number 2 is in 2 duos, with room for 1: take one out, or write in how_m"
    )
    assert len(plan(one, {**OTHER, "how_many": "2"}, two).duos) == 2
    other = {**OTHER, "number": "4", "duo_with": "1", **day}
    (wrong,) = plan(one, OTHER, other).wrong
    assert str(wrong) == "row 4, duo_with: number 1 is in 2 duos, with room for 1: take one out"


def test_a_key_is_the_row_the_first_name_and_the_side():
    (one,), (again,) = plan(GOOD).people, plan({**GOOD, "name": " PROÉF ".strip(), "municipality": "Gent"}).people
    assert one.key == again.key and one.slot == again.slot
    assert plan({**GOOD, "number": "01"}).people[0].key == one.key
    (other,) = plan({**GOOD, "name": "Ander"}).people
    assert other.key != one.key and other.slot == one.slot


@pytest.mark.parametrize(("cell", "language"), [("", "nl"), ("uk", "uk"), ("Arabisch", "ar"), ("Frans", "fr")])
def test_the_language_to_write_in(cell, language):
    assert plan({**GOOD, "taal van het gesprek": cell}).people[0].language == language


def test_a_mother_tongue_says_how_well():
    assert plan({**GOOD, "moedertaal": "Oekraïens, Engels"}).people[0].answers["tongues"] == {
        "uk": "native",
        "en": "native",
    }


@pytest.mark.parametrize(("cell", "noted"), [("470123456", 1), ("470 12 34 56", 1), ("0470 12 34 56", 0)])
def test_a_lost_zero_is_told(cell, noted):
    assert len(plan({**GOOD, "reach": cell}).notes) == noted


def written(tmp_path, raw):
    path = tmp_path / "lijst.csv"
    path.write_bytes(raw)
    return path


def test_the_line_that_names_the_sign_is_no_heading(tmp_path):
    for text in (
        "sep=;\r\nnumber;name\r\n1;a,b\r\n",
        '"sep=;"\nnumber;name\n1;a,b\n',
        "\ufeffSEP=|\nnumber|name\n1|a,b\n",
    ):
        head, rows = sheet.read(written(tmp_path, text.encode()))
        assert head == ("number", "name") and rows == (Row(2, {"number": "1", "name": "a,b"}),)


@pytest.mark.parametrize(
    ("name", "page"),
    [("Zoë", "cp1252"), ("Hélène", "cp1252"), ("Łukasz", "cp1250"), ("Małgorzata", "cp1250"), 
     ("Ayşe", "cp1254"), ("Çağrı", "cp1254"), ("Işıl", "cp1254"), ("Søren", "cp1252"), ("Begoña", "cp1252")],
)  # fmt: skip
def test_the_code_page_is_guessed_and_told(tmp_path, name, page):
    path = written(tmp_path, f"number;name\n1;José\n2;{name}\n".encode(page, "ignore"))
    assert sheet.read(path)[1][1].cells["name"] == name
    assert sheets.coding(path).name == page
    if page != "cp1252":
        assert sheets.coding(path).sample == name


def test_utf_8_is_not_guessed(tmp_path):
    assert sheets.coding(written(tmp_path, "number;name\n1;Łukasz\n".encode())) is None


def test_what_no_guess_can_tell_apart_is_shown(tmp_path):
    """A ř of Czech is an ø of Danish: only somebody who knows the name can see which."""
    assert sheets.coding(written(tmp_path, "number;name\n1;Jiří\n".encode("cp1250"))).sample == "Jiøí"


@pytest.mark.parametrize("line", ["1;newcomer;Proef;Mechelen;yes;;verloren", "1;newcomer;Proef;Mechelen;yes;verloren"])
def test_a_cell_under_no_heading_is_not_lost_in_silence(tmp_path, line):
    head, rows = sheet.read(written(tmp_path, f"number;side;name;municipality;consent;\n{line}\n".encode()))
    (wrong,) = people.plan("samen", head, rows, TODAY).wrong
    assert str(wrong).startswith("row 2, no heading: there is a cell with no heading above it")
