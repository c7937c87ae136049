"""Hears what is said, by key: which texts were spoken, with which values, and what each message was made of."""

from collections import defaultdict
from collections.abc import Iterator

from bot.channels.base import Letter
from bot.flows.readers import AboutWords, Municipality, Nationalities, PastDay, Reachable, Tongues, Words, Year
from bot.flows.registry import REGISTRY
from bot.i18n import render
from programme.effects import Say
from programme.message import In, Lines, Listed, Phrase, Value

TYPED_READERS = (PastDay, Words, AboutWords, Year, Municipality, Nationalities, Tongues, Reachable)
TYPED = {
    f"{f.words}.{q.key}" for f in REGISTRY.flows.values() for q in f.questions if isinstance(q.reader, TYPED_READERS)
}

SPOKEN: dict[str, set[frozenset[str]]] = defaultdict(set)  # key → the sets of placeholders it was given
MADE_OF: dict[str, tuple[str, ...]] = {}  # a message's words → the keys of its lines
NAMED: dict[str, frozenset[str]] = {}  # a message's words → the keys of its lines and of all that is told in them

# Said by what is not a conversation, or by nothing that can be reached in one; each with its reason.
ELSEWHERE = {
    "bot.description": "shown by Telegram in the empty chat",
    "bot.short": "shown by Telegram in the profile",
    "calendar.title": "in a calendar file: told in tests/bot/test_papers.py",
    "calendar.told": "in a calendar file: told in tests/bot/test_papers.py",
    "paper.failed": "where no paper can be made: told in tests/storage/test_sender.py",
    "poster.find": "printed on posters",
    "puzzle.failed": "when the libraries of the puzzle are not installed: told in tests/bot",
    **dict.fromkeys(
        ("list.people", "list.duos", "list.about"), "the names of a workbook's sheets: read in tests/bot/test_lists.py"
    ),
    "match.not.programme": "told by `duobot match`; a card of another programme has no such button",
    "match.not.household": "no chat notes households yet: told in tests/programme",
    "match.not.minors": "told in tests/programme",
    "match.not.screening": "a coordinator's acceptance stands for it: told in tests/programme",
    "mydata.file.agreed": "a head in the file of /mydata",
    "mydata.file.looked": "a head in the file of /mydata",
    "human.somebody": "where nobody is named: told in tests/words/test_edges.py",
    "human.no-number": "where there is no number: told in tests/words/test_edges.py",
    "nav.somebody": "where no human is named: told in tests/flows/test_history.py",
    "review.own": "a tap on a button that isn't shown to them: told in tests/flows/test_own.py",
    "review.taken-back": "by the number that Telegram gave a message: told in tests/e2e/test_taken_back.py",
    "sorry": "after a fault of ours: told in tests of the engine",
}
# of quiet duos: told in tests/programme; each kind of event in a history: told in tests/flows/test_history.py
# what stands in the workbook of a list: tests/bot/test_lists.py
PAIRING = ("quiet.", "history.", "list.head.", "list.status.")

_say, _word, _letter = render.say, render.word, render.letter


def say(value, language):
    if isinstance(value, Phrase):
        given = {*value.values, *(("n",) if value.n is not None else ())}
        SPOKEN[value.key].add(frozenset(given))
    return _say(value, language)


def word(key, language, n=None):
    SPOKEN.setdefault(key, set())
    return _word(key, language, n)


def letter(said: Say, language: str | None, quiet: bool = False, guess: str = "nl") -> Letter:
    made = _letter(said, language, quiet, guess)
    MADE_OF[made.text] = tuple(line.key for line in said.lines)
    NAMED[made.text] = frozenset(key for line in said.lines for key in named(line))
    return made


def named(value: Value) -> Iterator[str]:
    """The keys that a value says, also inside others: a face in an alarm, a reason on a card."""
    match value:
        case Phrase(key, values):
            yield key
            for one in values.values():
                yield from named(one)
        case Listed(items) | Lines(items):
            for one in items:
                yield from named(one)
        case In(_, told):
            yield from named(told)


def listen() -> None:
    """From now on every text of this process is heard."""
    render.say, render.word, render.letter = say, word, letter
    render._bare.cache_clear()
    render._slot.cache_clear()


def asks_to_type(text: str) -> bool:
    return not TYPED.isdisjoint(MADE_OF.get(text, ()))
