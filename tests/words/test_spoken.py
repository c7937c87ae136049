"""Every key that the code can say exists, and every key that exists is said by the code. (That each is said in a
dialogue, with a value for each placeholder: tests/conversations.)"""

import re

from bot.i18n import render
from tests.conversations.ear import ELSEWHERE
from tests.words import collected


def test_every_key_in_the_code_is_in_the_catalogue():
    assert not collected.constants() - render.keys()


def test_every_pattern_in_the_code_is_in_the_catalogue():
    known = render.keys()
    unmet = [p for p in collected.patterns() if not any(re.fullmatch(p, k) for k in known)]
    assert not unmet


def test_every_key_of_the_catalogue_is_in_the_code():
    """By its name, or by a pattern such as `label.{…}`: a text that nothing says is nobody's to review."""
    patterns = [re.compile(p) for p in collected.patterns()]
    known = render.keys() - collected.strings() - set(ELSEWHERE)
    dead = [key for key in known if not any(pattern.fullmatch(key) for pattern in patterns)]
    assert not dead
