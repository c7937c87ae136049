"""A phone that shows what the bot sends: messages with buttons, edits in place, a keyboard below."""

import re
from dataclasses import dataclass, field

from bot.channels.base import Letter, Touch
from tests.conversations import ear

MARKS = dict.fromkeys(map(ord, "\u200e\u200f\u2066\u2067\u2068\u2069"))
SHOWN = MARKS | dict.fromkeys(map(ord, "\u00a0\u202f"), " ")
MOST_TEXT, MOST_BUTTONS, MOST_IN_ROW, MOST_DATA = 4096, 100, 8, 64


@dataclass
class Button:
    label: str
    data: str
    message: int
    shown: str


@dataclass
class Message:
    text: str
    buttons: list[Button] = field(default_factory=list)


@dataclass
class Phone:
    """One person's chat with the bot."""

    name: str
    chat: int
    language: str
    blocked: bool = False
    messages: dict[int, Message] = field(default_factory=dict)
    last: Letter | None = None
    keyboard: tuple[str, ...] = ()
    contact: str = ""
    unread: list[str] = field(default_factory=list)
    toasts: list[str] = field(default_factory=list)
    archive: list[Button] = field(default_factory=list)  # every button that was ever shown
    menu: tuple[tuple[str, str], ...] = ()
    arrived: int = 0  # new messages since the last turn, edits not counted

    def receive(self, letter: Letter, number: int) -> None:
        if letter.commands:
            self.menu = letter.commands
            return
        at = letter.edit if letter.edit in self.messages else number
        self.arrived += at == number
        buttons = [Button(plain(w), d, at, letter.text) for row in letter.rows for w, d in row]
        self.messages[at] = Message(letter.text, buttons)
        self.archive.extend(buttons)
        self.unread.append(plain(letter.text))
        self.last = letter
        if letter.contact:
            self.contact, self.keyboard = letter.contact, letter.typed
        elif letter.clear:
            self.contact, self.keyboard = "", ()

    def touched(self, touch: Touch) -> None:
        """A spinner stops with a short word, or an answered question loses its buttons."""
        if touch.words:
            self.toasts.append(plain(touch.words))
        if touch.message in self.messages:
            self.messages[touch.message] = Message(touch.text)

    def link(self) -> str:
        """The token of the last link that was told here."""
        found = (re.search(r"\?start=([\w-]+)", m.text) for m in reversed(self.messages.values()))
        return next(one[1] for one in found if one)

    @property
    def screen(self) -> list[str]:
        """The words of all buttons that can be tapped below the last message that has any."""
        last = next((m for m in reversed(self.messages.values()) if m.buttons), Message(""))
        typed = [plain(self.contact), *map(plain, self.keyboard)] if self.contact else []
        return [*(b.label for b in last.buttons), *typed]

    def find(self, words: str, old: bool = False) -> Button | None:
        """The latest button with these words, or with `#choice`; an old one may be gone from the screen."""
        if old:
            return best(words, reversed(self.archive))
        lists = (best(words, m.buttons) for m in reversed(self.messages.values()) if m.buttons)
        return next((b for b in lists if b), None)

    def on_keyboard(self, words: str) -> str | None:
        """The word on the keyboard below, while it belongs to the question on the screen."""
        asked = self.last is not None and bool(self.last.contact)
        return next((t for t in self.keyboard if asked and words.casefold() in t.casefold()), None)


def best(words: str, buttons) -> Button | None:
    """`#choice` by meaning; otherwise the same words, or the shortest that contain them."""
    buttons = list(buttons)
    if words.startswith("#"):
        return next((b for b in buttons if words[1:] in (choice(b.data), b.data)), None)
    same = [b for b in buttons if b.label == words]
    return next(iter(same or sorted((b for b in buttons if words in b.label), key=lambda b: len(b.label))), None)


def choice(data: str) -> str:
    """What a button means: "a:3:free:+3-evening" is 3-evening, and "r:card:2::5" card:2, wherever it was opened."""
    kind, *rest = data.split(":", 3 if data.startswith("a:") else 9)
    if kind == "r":
        return ":".join(rest[:3]).rstrip(":")
    return rest[-1].lstrip("+-=~") if kind == "a" else ":".join(rest)


def plain(text: str) -> str:
    """Without the marks around somebody's own words and before a line, and with plain spaces."""
    return text.translate(SHOWN)


def faults(letter: Letter, braces: bool = False) -> list[str]:
    """What Telegram would refuse, or a reader should never see."""
    if letter.commands:
        return []
    labels = [w for row in letter.rows for w, _ in row] + list(letter.typed)
    data = [d for row in letter.rows for _, d in row]
    found = []
    if not 0 < len(letter.text) <= MOST_TEXT:
        found.append(f"a text of {len(letter.text)} characters")
    if len(data) > MOST_BUTTONS or any(len(row) > MOST_IN_ROW for row in letter.rows):
        found.append(f"{len(data)} buttons, rows of {[len(r) for r in letter.rows]}")
    found += [f"callback data of {len(d.encode())} bytes: {d}" for d in data if not 0 < len(d.encode()) <= MOST_DATA]
    found += ["a button without words" for w in labels if not w.strip()]
    if not braces:
        found += [f"a placeholder is left: {t!r}" for t in (letter.text, *labels) if "{" in t]
    return found


def leads_on(letter: Letter) -> bool:
    """A button, a question to type an answer to, or a command by name."""
    if letter.commands or letter.rows or letter.contact or ear.asks_to_type(letter.text):
        return True
    return bool(re.search(r"(?<!\w)/[a-z]{3,}", letter.text))
