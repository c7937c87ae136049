"""A Say and a language become words and buttons. The only place where a text gets its language."""

import gettext
import itertools
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from functools import cache, lru_cache
from typing import Any

from babel import Locale
from babel.dates import format_date
from babel.lists import format_list
from babel.numbers import format_decimal

from bot.channels.base import Letter
from programme.effects import Say
from programme.message import (
    DUTCH,
    Amount,
    Autonym,
    Button,
    Choice,
    Country,
    Day,
    In,
    Lines,
    Listed,
    Phrase,
    Place,
    Signs,
    Slot,
    Tongue,
    Url,
    Value,
)
from programme.model import LANGUAGES, LOCALES, SOURCE
from programme.reading import countries, languages, municipalities

FALLBACK = "en"  # a text without translation is shown in English, then in Dutch
ISOLATE, POP = "\u2068", "\u2069"  # around somebody's own words: no name can turn the line around it
RIGHTWARDS, LEFTWARDS = "\u200e", "\u200f"  # reads from the left, reads from the right: a letter that nobody sees
MARKS = dict.fromkeys(map(ord, (ISOLATE, POP, RIGHTWARDS, LEFTWARDS)))
TURNING = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)])  # what would turn the line around it
TICKED, UNTICKED = "✅ ", ""
PLACEHOLDER = re.compile(r"\{(\w+)\}")
# /status and @name. Between Arabic words the sign would stand behind its word: "status/". A mark before it keeps it in
# front. It is no isolate around it, and no space: Telegram makes a command of a / before which stands no letter, digit,
# /, < or > (TDLib's `match_bot_commands`), and a mark is none of those; what comes after the word needs nothing.
COMMAND = re.compile(r"(?<![\w/<>@])[/@](?=[a-z])")
# 13–17, 9:00–20:00, {from}–{to}; +32 470 12 34 56; 65+. Between Arabic words they would be told from the back: 17–13.
_NUMBER = r"\d+(?:[:.,/]\d+)*"
_END = rf"(?:\{{\w+\}}|{_NUMBER})"
RANGE = re.compile(
    rf"{_NUMBER}(?: ?[–—-] ?{_NUMBER})+|{_END}(?:[–—-]{_END})+|(?<![\w}}])\+\d[\d ]*\d|{_NUMBER}[+%](?!\w)"
)
ASIDE = re.compile(r"\([^)]+\)")  # a term of Dutch law beside its translation
MONDAY = date(2024, 1, 1)
MOST_TEXT, MOST_LABEL = 4096, 64
LISTED = frozenset({"summary.line", "proposal.tongues", "proposal.interests", "proposal.free"})  # each below the other


class Catalogue:
    """One language's words, by key. `msgctxt` is the key, `msgid` the Dutch source."""

    def __init__(self, language: str) -> None:
        path = LOCALES / language / "LC_MESSAGES" / "bot.mo"
        if not path.exists():
            raise FileNotFoundError(f"{path} is not there: run `make words` to compile the catalogues")
        with path.open("rb") as file:
            parsed = gettext.GNUTranslations(file)
        self.forms = _by_key(parsed)
        self.plural = parsed.plural  # type: ignore[attr-defined]  # set when parsed

    def words(self, key: str, n: int | None) -> str | None:
        return self.forms.get((key, self.plural(n) if n is not None else 0)) or self.forms.get((key, 0))


def _by_key(catalogue: gettext.GNUTranslations) -> dict[tuple[str, int], str]:
    entries: Mapping[Any, str] = catalogue._catalog  # type: ignore[attr-defined]
    forms = {}
    for id, text in entries.items():
        msgid, form = id if isinstance(id, tuple) else (id, 0)
        if "\x04" in msgid:
            forms[msgid.split("\x04", 1)[0], form] = text
    return forms


@cache
def catalogue(language: str) -> Catalogue:
    return Catalogue(language)


@cache
def locale(language: str) -> Locale:
    return Locale.parse(language)


def keys() -> frozenset[str]:
    """Every key that can be said: those of the Dutch source."""
    return frozenset(key for key, _ in catalogue(SOURCE).forms)


def word(key: str, language: str, n: int | None = None) -> str:
    """The text of a key, in the first of these that has it: the language, English, Dutch.

    Raises `KeyError` for a key that no catalogue has: a fault of the program, found by a test.
    """
    for tried in (language, FALLBACK, SOURCE):
        found = catalogue(tried).words(key, n)
        if found:
            return found
    raise KeyError(key)


@lru_cache(maxsize=1024)
def _bare(key: str, language: str) -> str:
    return _filled(word(key, language), {}, language)


def say(value: Value, language: str) -> str:  # noqa: C901, PLR0912  # one arm a kind
    """Anything that can be said, in words."""
    match value:
        case Phrase(key, values, n):
            if not values and n is None:
                return _bare(key, language)
            told = {k: say(v, language) for k, v in values.items()} or {"n": str(n)}
            return _filled(word(key, language, n), told, language)
        case str():
            return f"{ISOLATE}{value.translate(TURNING)}{POP}" if value else "–"
        case int() | Url():
            return str(value)
        case Signs(signs):  # a line without a letter has no direction of its own
            return f"{LEFTWARDS}{signs}" if from_right(language) else signs
        case Country(code):
            return countries.name(code, language)
        case Tongue(code):
            return languages.name(code, language)
        case Autonym(code):
            return _apart(languages.own_name(code), language)
        case Place(nis):
            found = municipalities.by_nis(nis)
            return _apart(found.name(language), language) if found else nis
        case Day(day):
            return str(format_date(day, "full", locale=locale(language)))
        case Amount(count):
            return str(format_decimal(round(count, 2), locale=locale(language)))
        case Slot(code):
            return _slot(code, language)
        case Listed(items):
            return str(format_list([say(i, language) for i in items], style="standard", locale=locale(language)))
        case Lines(items):
            return "\n".join(say(i, language) for i in items)
        case In(other, told):
            return _apart(say(told, other if other in LANGUAGES else language), language)


def bare(text: str) -> str:
    """Without the marks around somebody's own words and before a line: for a terminal, which shows them."""
    return text.translate(MARKS)


def _filled(text: str, told: Mapping[str, str], language: str) -> str:
    """Placeholders by name, and nothing else of str.format: a person's words can't reach an attribute.

    Each line reads in the direction of our words in it, whatever stands first."""
    return "\n".join(_line(*part, told, language) for part in _lines(text, from_right(language)))


def _line(template: str, direction: str, told: Mapping[str, str], language: str) -> str:
    line = PLACEHOLDER.sub(lambda found: told.get(found[1], found[0]), template)
    return _directed(line, direction) if direction else line


@lru_cache(maxsize=2048)
def _lines(text: str, turned: bool) -> tuple[tuple[str, str], ...]:
    """A text of the catalogues as lines, each with the mark of its direction; "" for one that is only a value."""
    return tuple((_guarded(line) if turned else line, _direction(line, turned)) for line in text.split("\n"))


def _guarded(line: str) -> str:
    """What would be told from the back in a text from right to left."""
    return RANGE.sub(rf"{ISOLATE}\g<0>{POP}", COMMAND.sub(rf"{RIGHTWARDS}\g<0>", line))


def _direction(line: str, turned: bool) -> str:
    """The mark of most of a line's own letters; of the language, when it has none ("{name} · {side}")."""
    ours = re.sub(r"[/@][a-z]+", "", PLACEHOLDER.sub("", line))
    if not ours.strip():
        return ""
    ours = "".join(sign for sign in ours if unicodedata.category(sign) != "So")  # 🆕 is no word of ours
    marks = [*filter(None, map(_mark, ASIDE.sub("", ours)))] or [*filter(None, map(_mark, ours))]
    right = marks.count(LEFTWARDS) * 2
    return LEFTWARDS if right > len(marks) or (turned and right == len(marks)) else RIGHTWARDS


def _mark(letter: str) -> str:
    """The direction that a letter gives a line; "" for a digit, a sign, a space."""
    kind = unicodedata.bidirectional(letter)
    return RIGHTWARDS if kind == "L" else LEFTWARDS if kind in ("R", "AL") else ""


def _directed(line: str, direction: str) -> str:
    """A line that begins with a name keeps the direction of our words: on phones that pass over what is isolated, and
    on those that go by the very first letter (Telegram on a computer; `dir=auto`)."""
    return line if all(mark == direction for mark in _firsts(line)) else direction + line


def _firsts(line: str) -> Iterator[str]:
    """The direction of the first letter, and of the first that is not isolated."""
    depth, told = 0, False
    for letter in line:
        depth += (letter == ISOLATE) - (letter == POP)
        mark = _mark(letter)
        if mark and not (told and depth):
            yield mark
            told = True
        if mark and not depth:
            return


def _apart(text: str, language: str) -> str:
    """A name that reads in the other direction than the language, apart from the words around it."""
    here = LEFTWARDS if from_right(language) else RIGHTWARDS
    other = any(mark not in ("", here) for mark in map(_mark, text))
    return f"{ISOLATE}{text}{POP}" if other and "\n" not in text else text


@cache
def from_right(language: str) -> bool:
    return locale(language).text_direction == "rtl"


@lru_cache(maxsize=512)
def _slot(code: str, language: str) -> str:
    day, _, part = code.partition("-")
    name = format_date(MONDAY + timedelta(days=int(day) - 1), "EEE", locale=locale(language))
    return word(f"slot.{part}", language).replace("{day}", str(name))


def letter(said: Say, language: str | None, quiet: bool = False, guess: str = SOURCE) -> Letter:
    """The message that a reader of `language` gets; before they chose one, in the language that we guess."""
    own = language or guess
    shown = SOURCE if said.dutch else own
    text = "\n\n".join(_paragraphs(said, shown))
    rows = tuple(
        tuple(
            (_label(b, own if _is_own(b.label) else shown), str(b.data)) for b in row if not _hidden(b.label, language)
        )
        for row in said.rows
    )
    return Letter(
        text=text[:MOST_TEXT],
        rows=tuple(r for r in rows if r),
        edit=said.edit,
        contact=say(said.contact, shown) if said.contact else "",
        typed=tuple(say(t, own if _is_own(t) else shown) for t in said.typed if not _hidden(t, language)),
        clear=said.clear,
        quiet=quiet,
        paper=said.paper,
        language=shown if said.paper else "",
    )


def _paragraphs(said: Say, language: str) -> Iterator[str]:
    """Every line is a paragraph of its own, but the lines of a list stay together."""
    for listed, lines in itertools.groupby(said.lines, lambda line: line.key in LISTED):
        words = [say(line, language) for line in lines]
        if listed:
            yield "\n".join(words)
        else:
            yield from words


def _is_own(label: Value) -> bool:
    return isinstance(label, Phrase) and label.key == "nav.own"


def _hidden(label: Value, language: str | None) -> bool:
    """Dutch in one tap is for readers of another language who have chosen one."""
    return isinstance(label, Phrase) and label.key == "nav.dutch" and language in (None, SOURCE)


def _label(button: Button, language: str) -> str:
    """A button's words. One that is a name and nothing else needs nothing around it, and reads as names do."""
    words = say(button.label, language)
    words = _cut(bare(words) if isinstance(button.label, str | Autonym | Place) else words)
    return ticked(words, language) if button.ticked else UNTICKED + words


def ticked(words: str, language: str) -> str:
    """With the tick where the language begins its lines."""
    return _directed(TICKED + words, LEFTWARDS if from_right(language) else RIGHTWARDS)


def _cut(words: str) -> str:
    """As much as a button shows; what was isolated when it was cut ends there."""
    if len(words) <= MOST_LABEL or ISOLATE not in words:
        return words[:MOST_LABEL]
    kept = words[: MOST_LABEL - 2]
    return kept + POP * (kept.count(ISOLATE) - kept.count(POP))


@lru_cache(maxsize=1024)
def _plain(text: str) -> str:
    """Letters and digits only, without case and accents: how a typed word is compared with a button."""
    folded = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in folded if c.isalnum())


def chosen(text: str, choices: Iterable[Choice], language: str | None) -> str | None:
    """The choice whose words somebody typed instead of tapping, in their language or in Dutch."""
    wanted = _plain(text)
    if not wanted or len(bare(text)) > MOST_LABEL:
        return None
    for choice in choices:
        for tried in dict.fromkeys((language or SOURCE, SOURCE)):
            words = say(choice.label, tried)
            if bare(words) == bare(text).strip() or (choice.value != DUTCH and _plain(words) == wanted):
                return choice.value  # "Nederlands" alone is an answer, not the button that shows Dutch
    return None
