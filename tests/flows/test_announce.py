"""What a coordinator reads before she tells many: as they read it, in one message, however long her words are."""

from dataclasses import replace
from datetime import datetime

import pytest

from bot.channels.base import Text
from bot.flows.core import State, Tap, advance, ask, begin, current
from bot.flows.staff.announce import FLOW
from bot.i18n import render
from programme.announcing import MOST_TEXT, Audience, Reader
from programme.effects import Announce, Say
from programme.model import LANGUAGES, Coordinator, Side
from programme.queries import AudienceOf
from programme.roles import DECIDES
from tests.flows.test_properties import KNOWN

EVERY = tuple(Reader(n, Side.NEWCOMER, False, language, True) for n, language in enumerate(LANGUAGES, 1))
ABOUT = {"programme": "samen"}


def known(*readers: Reader, last: datetime | None = None):
    me = Coordinator(9, "Els", (("samen", "coordinator"),))
    found = {AudienceOf("samen", DECIDES): Audience("samen", readers, last)}
    return replace(KNOWN, coordinator=me, person=None, me=9, found=found)


def at_preview(here, *words: str) -> State:
    """Dutch first, then the words in each other language as it is asked."""
    state = begin(FLOW, State(FLOW.name, 1, about=ABOUT), here)[0]
    state = advance(FLOW, state, Tap(1, "whom", "everybody", 7), here)[0]
    for text in words:
        state = advance(FLOW, state, Text(text), here)[0]
    assert current(FLOW, state, here).key == "send"
    return state


@pytest.mark.parametrize("languages", range(1, len(LANGUAGES) + 1))
def test_the_longest_words_in_every_language_are_shown_whole(languages: int) -> None:
    """Also where some read the Dutch ones, with the line that says so."""
    here = known(*EVERY)
    state = begin(FLOW, State(FLOW.name, 1, about=ABOUT), here)[0]
    state = advance(FLOW, state, Tap(1, "whom", "everybody", 7), here)[0]
    words = [f"{n}" + "w" * (MOST_TEXT - 2) + "." for n in range(len(LANGUAGES))]
    state = advance(FLOW, state, Text(words[0]), here)[0]
    for n in range(1, len(LANGUAGES)):
        code = [one for one in LANGUAGES if one != "nl"][n - 1]
        given = Text(words[n]) if n < languages else Tap(1, "others", f"-{code}", 7)
        state = advance(FLOW, state, given, here)[0]
    shown = render.letter(ask(FLOW, state, here), "nl").text
    assert len(shown) < 4096
    for text in words[:languages]:
        assert text in shown
    assert shown.count(words[0]) == len(LANGUAGES) - languages + 1
    assert words[-1] in shown or languages < len(LANGUAGES)


def test_nobody_is_asked_for_a_language_that_nobody_reads() -> None:
    dutch = Reader(1, Side.NEWCOMER, False, "nl", True)
    assert at_preview(known(dutch), "Hallo").answers == {"whom": "everybody", "text": "Hallo"}
    without = replace(EVERY[3], phone=False)
    assert "others" not in at_preview(known(dutch, without), "Hallo").answers


def test_a_double_tap_leaves_out_one_language() -> None:
    here = known(*EVERY[:3])
    state = begin(FLOW, State(FLOW.name, 1, about=ABOUT), here)[0]
    state = advance(FLOW, state, Tap(1, "whom", "everybody", 7), here)[0]
    state = advance(FLOW, state, Text("Hallo"), here)[0]
    skip = Tap(1, "others", "-en", 7)
    once = advance(FLOW, state, skip, here)[0]
    twice, effects = advance(FLOW, once, skip, here)
    assert once.draft == {"texts": {"en": ""}} and twice == once and effects == ()
    state = advance(FLOW, twice, Text("Bonjour"), here)[0]
    assert state.answers["others"] == {"fr": "Bonjour"}


def test_words_that_are_too_long_are_not_taken() -> None:
    here = known(EVERY[0])
    state = begin(FLOW, State(FLOW.name, 1, about=ABOUT), here)[0]
    state = advance(FLOW, state, Tap(1, "whom", "everybody", 7), here)[0]
    state = advance(FLOW, state, Text("w" * (MOST_TEXT + 1)), here)[0]
    assert current(FLOW, state, here).key == "text"


def test_what_changed_before_the_last_tap_counts() -> None:
    """Nobody is left, or a colleague was first: nothing goes out, and she reads why."""
    state = at_preview(known(EVERY[0]), "Hallo")
    yes = Tap(1, "send", "yes", 7)
    sent = advance(FLOW, state, yes, known(EVERY[0]))[1]
    assert any(isinstance(one, Announce) for one in sent)
    for here, key in (
        (known(), "announce.nobody"),
        (known(EVERY[0], last=KNOWN.now), "announce.too-soon"),
    ):
        effects = advance(FLOW, state, yes, here)[1]
        assert not any(isinstance(one, Announce) for one in effects)
        assert key in [line.key for one in effects if isinstance(one, Say) for line in one.lines]
