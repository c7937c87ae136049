"""Each kind of event in somebody's history has its words; and where no human is named, the button says so."""

from datetime import UTC, datetime

import pytest

from bot.flows.core import to_human
from bot.flows.staff import history
from bot.i18n import render
from programme.alarms import HOW, Kind
from programme.model import LANGUAGES
from programme.queries import Event

AT = datetime(2026, 10, 5, 12, tzinfo=UTC)
WHAT = (
    "said", "asked", "answered", "noted", "note", "looked", "decide", "passon", "screened", "notestep", "correct",
    "withdraw", "submitted", "met", "duo", "duo.over", "mood.4",
    *(f"alarm.{kind}" for kind in Kind), *(f"how.{how}" for how in HOW),
)  # fmt: skip
WITHOUT_WORDS = {
    "looked", "decide", "passon", "screened", "notestep", "correct", "withdraw", "alarm.unsafe",
    "submitted", "met", "mood.4",
}  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_says_when_and_who(language: str) -> None:
    said = {what: render.bare(render.say(history.line(Event(AT, what, "Els", "woorden")), language)) for what in WHAT}
    assert len(set(said.values())) == len(WHAT)
    for what, told in said.items():
        assert "Els" in told, what
        assert ("14:00" in told) == (what != "looked"), what
        assert ("woorden" in told) == (what not in WITHOUT_WORDS and not what.startswith("how.")), what


def test_no_kind_is_without_words_nor_words_without_a_kind() -> None:
    keys = {key.removeprefix("history.") for key in sorted(render.keys()) if key.startswith("history.")}
    screen = {"head", "file", "duos", "hours", "earlier", "later"}
    assert keys - screen - {"mood"} == set(WHAT) - {"said", "mood.4"}


def test_long_words_are_cut_so_that_the_screen_fits() -> None:
    line = history.line(Event(AT, "said", "Els", "x" * 5000))
    assert len(render.say(line, "nl")) < 300


def test_where_no_human_is_named_the_button_says_what_it_is() -> None:
    assert render.say(to_human(""), "nl") == "💬 Met een mens praten"
    assert "Els" in render.say(to_human("Els"), "nl")
