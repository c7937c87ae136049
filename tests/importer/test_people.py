"""A spreadsheet taken over: all or nothing, each error with its row, column and mend, twice the same."""

from datetime import date

import pytest

from bot.cli import import_
from importer import people, sheet
from importer.sheet import Row
from programme.model import Side

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
        ({"consent": "misschien"}, "write yes, no, unknown"),
        ({"signed_up": "2028-01-01"}, "not in the future"),
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
