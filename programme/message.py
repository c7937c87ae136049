"""What is to be said, before it is in any language: keys of the catalogues and facts to put in them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import TypeAlias

MOST_DATA = 64  # bytes of what a button says
NOTHING: Mapping[str, "Value"] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Phrase:
    """A text of the catalogues. `values` fill its placeholders; `n` chooses the plural form."""

    key: str
    values: Mapping[str, "Value"] = field(default_factory=lambda: NOTHING)
    n: int | None = None


@dataclass(frozen=True, slots=True)
class Country:
    """ISO 3166-1 alpha-2."""

    code: str


@dataclass(frozen=True, slots=True)
class Tongue:
    """A spoken language, BCP 47."""

    code: str


@dataclass(frozen=True, slots=True)
class Autonym:
    """A language of the conversation, named in itself: found without reading anything else."""

    code: str


@dataclass(frozen=True, slots=True)
class Place:
    """A Belgian municipality, NIS code."""

    nis: str


@dataclass(frozen=True, slots=True)
class Day:
    """A date, written as the reader's language writes dates."""

    date: date


@dataclass(frozen=True, slots=True)
class Amount:
    """A number with decimals, written as the reader's language writes numbers."""

    number: float


@dataclass(frozen=True, slots=True)
class Slot:
    """A part of a day of the week, such as "3-evening" (Monday is 1)."""

    code: str


@dataclass(frozen=True, slots=True)
class Listed:
    """Several things in one line, joined as the reader's language joins them."""

    items: tuple["Value", ...]


@dataclass(frozen=True, slots=True)
class Lines:
    """Several things, each on a line of its own."""

    items: tuple["Value", ...]


@dataclass(frozen=True, slots=True)
class In:
    """The same thing in another language than the reader's."""

    language: str
    value: "Value"


@dataclass(frozen=True, slots=True)
class Url:
    """An address to open, as it is: a mark beside it would become a part of it."""

    address: str

    def __str__(self) -> str:
        return self.address


@dataclass(frozen=True, slots=True)
class Signs:
    """Signs without words, of our own making: they run as the line runs, from the right in Arabic."""

    signs: str

    def __str__(self) -> str:
        return self.signs


# A plain `str` is somebody's own words: shown as it came, isolated from the text around it.
Value: TypeAlias = (
    str | int | Phrase | Country | Tongue | Autonym | Place | Day | Amount | Slot | Listed | Lines | In | Url | Signs
)


# --- what a button says when it is tapped ---


@dataclass(frozen=True, slots=True)
class Choose:
    """An answer: of which run of a conversation, to which question, which choice."""

    run: int
    key: str
    choice: str

    def __str__(self) -> str:
        return f"a:{self.run}:{self.key}:{self.choice}"


@dataclass(frozen=True, slots=True)
class Go:
    """A button that means the same at every moment (a `Shortcut` of a feature)."""

    name: str
    argument: str | int = ""

    def __str__(self) -> str:
        return f"g:{self.name}:{self.argument}" if self.argument != "" else f"g:{self.name}"


@dataclass(frozen=True, slots=True)
class Do:
    """An action of the staff: on which number, with which argument; `origin` is the place in a list where what stands
    under it was opened."""

    action: str
    number: int = 0
    argument: str | int = ""
    origin: str = ""

    def __str__(self) -> str:
        more = f":{self.argument}" if self.argument != "" or self.origin else ""
        return f"r:{self.action}:{self.number}{more}" + (f":{self.origin}" if self.origin else "")


Callback: TypeAlias = Choose | Go | Do


def callback(data: str) -> Callback | None:
    """What a tapped button says; None for what no button of ours ever said. A number that is none is 0: nobody's."""
    kind, *parts = (*data.split(":"), "", "", "", "")[:5] if data.startswith("r:") else data.split(":", 1)
    match kind, parts:
        case "r", [action, id, argument, origin]:
            return Do(action, number(id), argument, origin)
        case "g", [rest]:
            name, _, argument = rest.partition(":")
            return Go(name, argument)
        case "a", [rest]:
            run, key, choice = (*rest.split(":", 2), "", "")[:3]
            return Choose(number(run), key, choice)
    return None


def number(text: str) -> int:
    """A row's number, or 0: nothing has that."""
    return int(text) if text.isdecimal() and len(text) < 16 else 0


@dataclass(frozen=True, slots=True)
class Button:
    """One tap. What `data` says comes back, in at most `MOST_DATA` bytes; `ticked` puts a mark before the words."""

    label: Value
    data: Callback
    ticked: bool = False


Rows: TypeAlias = tuple[tuple[Button, ...], ...]


DUTCH = "_dutch"  # the choice that shows the same in Dutch


@dataclass(frozen=True, slots=True)
class Choice:
    value: str
    label: Value
    ticked: bool = False
