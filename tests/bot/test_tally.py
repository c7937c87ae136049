"""The bar of hours: ten squares, never more than was told, and full only when all is there."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.flows.hours import SQUARES, squares
from bot.i18n import render
from programme.message import Phrase, Signs

HOURS = st.floats(0, 200).map(lambda h: round(h * 2) / 2)


@pytest.mark.parametrize(
    ("duo", "other", "bar"),
    [
        (0, 0, "⬜" * 10),
        (0.5, 0, "🟩" + "⬜" * 9),
        (0.5, 0.5, "🟩🟨" + "⬜" * 8),
        (20, 0, "🟩" * 5 + "⬜" * 5),
        (39.5, 0, "🟩" * 9 + "⬜"),
        (40, 0, "🟩" * 10),
        (10, 30, "🟩🟩" + "🟨" * 8),
        (60, 4, "🟩" * 9 + "🟨"),
    ],
)
def test_the_bar(duo: float, other: float, bar: str) -> None:
    assert squares(duo, other, 40.0) == bar


def test_the_bar_runs_as_the_reader_reads() -> None:
    said = [render.say(Phrase("tally.bar", {"bar": Signs("🟩⬜")}), code) for code in ("nl", "ar")]
    assert said == ["🟩⬜", f"{render.LEFTWARDS}🟩⬜"]


@given(HOURS, HOURS)
def test_it_is_always_ten_squares_and_full_when_it_is_enough(duo: float, other: float) -> None:
    bar = squares(duo, other, 40.0)
    assert len(bar) == SQUARES
    assert ("⬜" not in bar) == (duo + other >= 40)
    assert ("🟩" in bar) == (duo > 0) and ("🟨" in bar) == (other > 0)
