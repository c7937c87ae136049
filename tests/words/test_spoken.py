"""Every key that the code can say exists, is said by some dialogue, and gets a value for each placeholder."""

import re

from bot import texts
from programme.model import LANGUAGES
from tests.conversations import ear, runner
from tests.words import collected
from tests.words.test_catalogues import forms, messages, named

# Said by what is not a conversation, or by nothing that can be reached in one; each with its reason.
ELSEWHERE = {
    "bot.description": "shown by Telegram in the empty chat",
    "bot.short": "shown by Telegram in the profile",
    "poster.find": "printed on posters",
    "puzzle.failed": "when the libraries of the puzzle are not installed: told in tests/bot",
    "match.not.programme": "told by `duobot match`; a card of another programme has no such button",
    "match.not.household": "no chat notes households yet: told in tests/programme",
    "match.not.minors": "told in tests/programme",
    "match.not.screening": "a coordinator's acceptance stands for it: told in tests/programme",
    "mydata.file.agreed": "a head in the file of /mydata",
    "mydata.file.looked": "a head in the file of /mydata",
    "sorry": "after a fault of ours: told in tests of the engine",
}
PAIRING = ("quiet.",)  # of quiet duos: told in tests/programme


async def played_all() -> None:
    for path in runner.dialogues():
        await runner.played(path)


def test_every_key_in_the_code_is_in_the_catalogue():
    assert not collected.constants() - texts.keys()


def test_every_pattern_in_the_code_is_in_the_catalogue():
    known = texts.keys()
    unmet = [p for p in collected.patterns() if not any(re.fullmatch(p, k) for k in known)]
    assert not unmet


def test_every_key_of_the_catalogue_is_in_the_code():
    """By its name, or by a pattern such as `label.{…}`: a text that nothing says is nobody's to review."""
    patterns = [re.compile(p) for p in collected.patterns()]
    known = texts.keys() - collected.strings() - set(ELSEWHERE)
    dead = [key for key in known if not any(pattern.fullmatch(key) for pattern in patterns)]
    assert not dead


async def test_every_key_is_spoken_in_a_dialogue():
    await played_all()
    never = sorted(key for key in texts.keys() - set(ear.SPOKEN) - set(ELSEWHERE) if not key.startswith(PAIRING))
    assert not never, "\n".join(never)


async def test_every_placeholder_is_given():
    """Whatever a language's text asks for, whoever says it gives."""
    await played_all()
    for key, givens in ear.SPOKEN.items():
        for language in LANGUAGES:
            wanted = named(forms(messages(language)[key])) if key in messages(language) else set()
            for given in givens:
                assert wanted <= given, f"{key} in {language} wants {wanted - given}"
