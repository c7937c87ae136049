"""Who is meant by a few words, in any script."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from programme.model import Candidate, Side, Status
from programme.reading.finding import pairs, people, sought

NOW = datetime(2026, 10, 5, tzinfo=UTC)


def one(id: int, name: str, reach: str = "", status: Status = Status.WAITING) -> Candidate:
    answers = {"reach": reach} if reach else {}
    return Candidate(id, id, Side.NEWCOMER, status, "samen", name, "nl", NOW, NOW, answers)


def names(text: str, *all: Candidate) -> list[int]:
    return [found.id for found in people(sought(text), all)]


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("zoe", "Zoë"), ("ZOË", "Zoe"), ("lukas", "Łukasz"), ("ozgur", "Özgür"), ("isik", "Işık"),
        ("محمد", "مُحَمَّد"), ("محـمد", "محمد"), ("احمد", "أحمد"), ("أحمد", "احمد"), ("ايمان", "إيمان"),
        ("فاطمه", "فاطمة"), ("علي", "على"), ("رؤى", "روي"), ("کریم", "كريم"), ("حسن", "الحسن"),
        ("юлія", "ЮЛІЯ"), ("гонгадзе", "Ґонгадзе"), ("андріи", "Андрій"), ("van den", "Jan Van den Berg"),
        ("jean-luc", "Jean Luc"), ("berg jan", "Jan Van den Berg"), ("mina", "أمينة (Amina)"),
        ("امينه", "أمينة (Amina)"),
    ],
)  # fmt: skip
def test_the_same_name_typed_otherwise(typed: str, name: str) -> None:
    assert names(typed, one(1, name), one(2, "Qqqq")) == [1]


@pytest.mark.parametrize("typed", ["aminax", "amina tom", "a b", "bel amina", "امل"])
def test_another_name_is_not_found(typed: str) -> None:
    assert names(typed, one(1, "أمينة (Amina)"), one(2, "Tom")) == []


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("3456", [1]), ("0470 12 34 56", [1]), ("+32470123456", [1]), ("0032 470/12.34.56", [1]), ("٣٤٥٦", [1]),
        ("56", []), ("4703", []), ("0471 12 34 56", []), ("1234", []),
    ],
)  # fmt: skip
def test_the_last_digits_of_a_number(typed: str, found: list[int]) -> None:
    """Three at the least; those of an address are no number."""
    assert names(typed, one(1, "Amina", "+32470123456"), one(2, "Tom", "tom1234@3456.be"), one(3, "Ann")) == found


@pytest.mark.parametrize("typed", ["", " ", "🙂", "?!", "x" * 61, "hallo " * 20])
def test_what_is_no_name_is_not_sought(typed: str) -> None:
    assert not sought(typed)


def test_open_files_first_then_names_that_begin_so() -> None:
    gone, inside, begins = one(1, "Ami", status=Status.WITHDRAWN), one(2, "Rami"), one(3, "Amir")
    assert names("ami", gone, inside, begins) == [3, 2, 1]


def test_who_came_back_is_found_once() -> None:
    """By the open file, or by the latest."""
    before, now = one(1, "Amina", status=Status.WITHDRAWN), replace(one(2, "Amina"), person=1)
    assert names("amina", before, now, one(3, "Amina")) == [3, 2]
    assert names("amina", before, replace(now, status=Status.WITHDRAWN)) == [2]


@pytest.mark.parametrize(
    ("typed", "found"),
    [("amina tom", [7]), ("Tom en Amina", [7]), ("tom & ami", [7]), ("amina", []), ("en tom", []), ("amina ann", []),
     ("amina haddad", []), ("haddad tom", [7])],
)  # fmt: skip
def test_two_names_are_a_duo(typed: str, found: list[int]) -> None:
    """One name, or two of one person, are a person's."""
    everybody = (one(1, "Amina Haddad"), one(2, "Tom"), one(3, "Ann"))
    assert pairs(sought(typed), everybody, {7: [1, 2], 8: [3]}) == found
