"""What is to be said, before it is in any language: keys of the catalogues and facts to put in them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import TypeAlias

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


# A plain `str` is somebody's own words: shown as it came, isolated from the text around it.
Value: TypeAlias = str | int | Phrase | Country | Tongue | Autonym | Place | Day | Slot | Listed | Lines | In | Url


@dataclass(frozen=True, slots=True)
class Button:
    """One tap. `data` is what comes back, at most 64 bytes; `ticked` puts a mark before the words."""

    label: Value
    data: str
    ticked: bool = False


Rows: TypeAlias = tuple[tuple[Button, ...], ...]


DUTCH = "_dutch"  # the choice that shows the same in Dutch


@dataclass(frozen=True, slots=True)
class Choice:
    value: str
    label: Value
    ticked: bool = False
