"""Whom to see of those who wait, and how that travels in a button."""

from dataclasses import replace
from datetime import UTC, datetime
from itertools import product

import pytest

from programme.message import MOST_DATA, Do
from programme.model import Candidate, Side, Status
from programme.sift import EVERYBODY, MINE, PARTS, SIDES, STATES, Sift, Spot, parsed, spot

NOW = datetime(2026, 10, 5, tzinfo=UTC)
ONE = Candidate(
    1, 1, Side.NEWCOMER, Status.WAITING, "samen", "Amina", "ar", NOW, NOW,
    {"tongues": {"ar": "native"}, "free": ["3-evening", "6-morning"]},
)  # fmt: skip
ALL = tuple(
    Sift(side, state, tongue, free)
    for side, state, tongue, free in product(
        ("", *SIDES.values()), ("", *STATES.values()), ("", "uk", "prs"), ("", *PARTS.values())
    )
)


def test_every_sift_comes_back_from_its_button() -> None:
    assert [parsed(str(sift)) for sift in ALL] == list(ALL)
    assert [spot(str(Spot(12, sift))) for sift in ALL] == [Spot(12, sift) for sift in ALL]
    assert len(set(map(str, ALL))) == len(ALL)


def test_the_longest_fits_in_a_button() -> None:
    longest = max((str(Spot(9999, sift)) for sift in ALL), key=len)
    for data in (Do("decline", 9_999_999, "other-help", longest), Do("next", 9_999_999, "9" * 9, longest)):
        assert len(str(data).encode()) <= MOST_DATA


@pytest.mark.parametrize(
    "odd", ["", "new", "x.y.z.q", "....", "n" * 99, "..zzz.", "n:w", "1e9.n...", "-1", "²", "🙂.🙂"]
)
def test_what_no_button_said_sifts_nothing_out(odd: str) -> None:
    assert parsed(odd) == EVERYBODY and not parsed(odd)
    assert spot(odd).page == 0


@pytest.mark.parametrize(
    ("sift", "late", "fits"),
    [
        (EVERYBODY, False, True), (Sift(side="newcomer"), False, True), (Sift(side="volunteer"), False, False),
        (Sift(state="waiting"), True, True), (Sift(state="accepted"), True, False), (Sift(state="late"), True, True),
        (Sift(state="late"), False, False), (Sift(tongue="ar"), False, True), (Sift(tongue="nl"), False, False),
        (Sift(free="evening"), False, True), (Sift(free="weekend"), False, True),
        (Sift(free="afternoon"), False, False),
        (Sift(side="newcomer", tongue="tr"), False, False),
    ],
)  # fmt: skip
def test_who_fits(sift: Sift, late: bool, fits: bool) -> None:
    assert sift.fits(ONE, late, mine=False) == fits


def test_whose_they_are() -> None:
    mine = Sift(whose=MINE)
    assert mine.fits(ONE, False, mine=True) and not mine.fits(ONE, False, mine=False)
    assert parsed(str(mine)) == mine and parsed(str(replace(mine, side="newcomer"))) == replace(mine, side="newcomer")


def test_no_answers_fit_no_choice_of_answers() -> None:
    bare = replace(ONE, answers={})
    assert EVERYBODY.fits(bare, False, False)
    assert not Sift(free="evening").fits(bare, False, False) and not Sift(tongue="ar").fits(bare, False, False)


def test_the_same_tap_again_takes_it_away() -> None:
    evenings = EVERYBODY.toggled("free", "evening")
    assert evenings == Sift(free="evening")
    assert evenings.toggled("free", "weekend") == Sift(free="weekend")
    assert evenings.toggled("free", "evening") == EVERYBODY
