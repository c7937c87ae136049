"""Every language says everything that Dutch says, within what Telegram shows."""

import re
import shutil
import subprocess
import unicodedata
from functools import cache

import pytest
from babel.messages.catalog import Message

from bot.i18n.render import MOST_LABEL
from programme.model import LANGUAGES, SOURCE
from tests.words import labels
from tools import words

PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
BIDI = "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u061c"
MOST = {"bot.description": 512, "bot.short": 120}
MOST_COMMAND = 256
FILES = {path.parts[-3]: path for path in words.files()}
languages = pytest.mark.parametrize("language", sorted(FILES))


@cache
def messages(language: str) -> dict[str, Message]:
    return {m.context: m for m in words.read(FILES[language]) if m.id}


def forms(message: Message) -> tuple[str, ...]:
    return message.string if isinstance(message.string, tuple) else (message.string,)


def sources(message: Message) -> tuple[str, ...]:
    return message.id if isinstance(message.id, tuple) else (message.id,)


def named(texts) -> set[str]:
    return {name for text in texts for name in PLACEHOLDER.findall(text)}


def test_there_is_a_file_for_every_language():
    assert set(FILES) == set(LANGUAGES)


@languages
def test_every_key_is_there_and_no_other(language):
    assert set(messages(language)) == set(messages(SOURCE))


@languages
def test_every_text_is_translated_from_todays_dutch(language):
    wrong = [k for k, m in messages(language).items() if m.id != messages(SOURCE)[k].id or not all(forms(m))]
    assert not wrong


@languages
def test_placeholders_are_those_of_the_dutch(language):
    """A plural form may leave the number out ("one day"); it may never name something else."""
    for key, message in messages(language).items():
        allowed = named(sources(messages(SOURCE)[key]))
        assert named(forms(message)) <= allowed, key
        missing = allowed - named(forms(message)[-1:])
        assert not missing, f"{key} never says {missing}"


@languages
def test_braces_are_only_placeholders(language):
    for key, message in messages(language).items():
        for text in forms(message):
            assert not set("{}") & set(PLACEHOLDER.sub("", text)), key
            assert all(re.fullmatch(r"[a-z_]+", name) for name in named([text])), key


@languages
def test_plural_forms_are_as_many_as_the_language_has(language):
    count = words.read(FILES[language]).num_plurals
    expected = {"nl": 2, "en": 2, "fr": 2, "ar": 6, "uk": 3}
    assert count == expected.get(language, count)
    wrong = [k for k, m in messages(language).items() if isinstance(m.id, tuple) and len(forms(m)) != count]
    assert not wrong


@pytest.mark.apart
@pytest.mark.skipif(not shutil.which("msgfmt"), reason="msgfmt is not installed")
@languages
def test_msgfmt_accepts_it(language, tmp_path):
    command = ["msgfmt", "--check", "--use-fuzzy", "-o", str(tmp_path / "bot.mo"), str(FILES[language])]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


@languages
def test_no_invisible_marks(language):
    """The direction of a line is the program's business; a control character is nobody's."""
    for key, message in messages(language).items():
        for text in forms(message):
            hidden = [c for c in text if c in BIDI or (unicodedata.category(c) == "Cc" and c != "\n")]
            assert not hidden, f"{key}: {hidden}"


@languages
def test_as_many_paragraphs_as_the_dutch(language):
    for key, message in messages(language).items():
        asked = messages(SOURCE)[key].id
        count = (asked if isinstance(asked, str) else asked[0]).count("\n\n")
        assert all(text.count("\n\n") == count for text in forms(message)), key


@languages
def test_short_enough(language):
    for key, message in messages(language).items():
        most = MOST.get(key) or (MOST_COMMAND if key.startswith("command.") else None)
        if most is None and key in labels.BUTTONS:
            most = MOST_LABEL
        assert most is None or max(map(len, forms(message))) <= most, key


@languages
def test_commands_are_kept_as_they_are(language):
    """A translated /command would not work."""
    for key, message in messages(language).items():
        wanted = set(re.findall(r"/[a-z]+\b", " ".join(sources(messages(SOURCE)[key]))))
        for text in forms(message):
            assert set(re.findall(r"(?<!\w)/[a-z]+\b", text)) == wanted, key


def test_dutch_says_itself():
    assert not [k for k, m in messages(SOURCE).items() if forms(m) != sources(m)]


@languages
def test_a_tick_is_never_part_of_the_words(language):
    """✅ before a button means that it is ticked; words of their own with it would look ticked."""
    ticked = [k for k, m in messages(language).items() if k in labels.CHOICES and any("✅" in t for t in forms(m))]
    assert not ticked


SCRIPTS = {
    "ar": "ARABIC",
    "fa": "ARABIC",
    "ps": "ARABIC",
    "uk": "CYRILLIC",
    "ru": "CYRILLIC",
    "bg": "CYRILLIC",
    "ti": "ETHIOPIC",
}
TURNED = {"ar", "fa", "ps"}


@languages
def test_no_word_mixes_scripts(language):
    """A Latin "a" in a Cyrillic word can't be seen, and can't be searched."""
    for key, message in messages(language).items():
        for word in re.findall(r"[^\W\d_]+", " ".join(forms(message))):
            scripts = {unicodedata.name(c, "").partition(" ")[0] for c in word if unicodedata.category(c)[0] == "L"}
            assert len(scripts & {"LATIN", "CYRILLIC", "ARABIC", "ETHIOPIC", "GREEK"}) <= 1, f"{key}: {word}"


@languages
def test_commas_and_question_marks_are_the_languages_own(language):
    wrong = re.compile(r"[\u0600-\u06ff]\s?[,;?]")
    assert language not in TURNED or not [k for k, m in messages(language).items() if any(map(wrong.search, forms(m)))]


@languages
def test_digits_are_latin(language):
    """The rule: Latin digits in every language, as on the papers and the doors that people see here."""
    other = [
        k for k, m in messages(language).items() if any(c.isdecimal() and not c.isascii() for t in forms(m) for c in t)
    ]
    assert not other
