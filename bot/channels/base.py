"""What a channel is: it hands in arrivals, it takes letters, and it says what became of each."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeAlias

import msgspec


@dataclass(frozen=True, slots=True)
class Text:
    text: str


@dataclass(frozen=True, slots=True)
class Contact:
    """A shared phone number; `own` is False when it is somebody else's."""

    phone: str
    own: bool


@dataclass(frozen=True, slots=True)
class Other:
    """What can't be an answer: a sticker, a voice message, something that Telegram invents next year."""

    kind: str
    text: str = ""  # words that came with it: no answer, and read for distress all the same
    file: str = ""  # of a voice message: what the channel calls it, to pass it on. Nothing of it is kept here


@dataclass(frozen=True, slots=True)
class Command:
    """`/name argument`, without the slash."""

    name: str
    argument: str = ""


@dataclass(frozen=True, slots=True)
class Press:
    """A button: its data, the message it stands under, and that message's words."""

    data: str
    message: int = 0
    shown: str = ""


@dataclass(frozen=True, slots=True)
class Due:
    """A row that fell due: what, and what for."""

    kind: str
    payload: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reachable:
    """The person blocked the bot (False) or came back."""

    value: bool


@dataclass(frozen=True, slots=True)
class Unreadable:
    """An update that can't be parsed: kept aside with its reason, never in the way of its neighbours."""

    reason: str
    raw: str


What: TypeAlias = Text | Press | Contact | Other | Command | Due | Reachable | Unreadable


@dataclass(frozen=True, slots=True)
class Arrival:
    """Something that happened in one chat, or fell due for one person. `chat` is the channel's address, `person`
    our number: whoever hands it in knows one of them, and the engine finds the other. `id` is the channel's number
    of it, for at-most-once; `wake` the due row that it comes from; `hint` the language of the phone; `press`
    answers a button."""

    chat: int
    what: What
    id: int | None = None
    wake: int | None = None
    hint: str | None = None
    press: str | None = None
    person: int = 0
    reader: int = 0  # who of the staff says it for them, and reads what follows, in the staff's own chat

    @property
    def whose(self) -> tuple[int, int]:
        """Tells people apart, whichever of the two numbers is known."""
        return (0, self.person) if self.person else (1, self.chat)


KINDS: dict[str, Any] = {k.__name__: k for k in (Text, Press, Contact, Other, Command, Due, Reachable)}


def kept(arrival: Arrival) -> str:
    """An arrival as it is put aside."""
    what = {"kind": type(arrival.what).__name__, "what": arrival.what}
    whose = {"chat": arrival.chat, "person": arrival.person, "hint": arrival.hint}
    return msgspec.json.encode({**what, **whose}).decode()


def taken_up(raw: str) -> Arrival | None:
    """What was put aside, to be handed in again; None for something that this version can't read."""
    try:
        found = msgspec.json.decode(raw)
        what = msgspec.convert(found["what"], KINDS[found["kind"]])
        return Arrival(int(found["chat"]), what, hint=found.get("hint"), person=int(found.get("person", 0)))
    except (ValueError, RecursionError, KeyError, TypeError):
        return None


class Letter(msgspec.Struct, frozen=True, omit_defaults=True):
    """A message in words: `rows` of (label, data); `edit` replaces that message; `typed` are words to tap
    on a reply keyboard beside `contact`; `commands` is the chat's command menu instead of a message; `paper` names
    a file that goes with it, in `language`; `about` is the candidate whose file it shows to somebody of the staff."""

    text: str = ""
    rows: tuple[tuple[tuple[str, str], ...], ...] = ()
    edit: int | None = None
    contact: str = ""
    typed: tuple[str, ...] = ()
    clear: bool = False
    quiet: bool = False
    commands: tuple[tuple[str, str], ...] = ()
    paper: str = ""
    language: str = ""
    about: int = 0


PAPER = "paper"  # followed by the number of a candidate, 0 for whoever reads it, and the counsellor's name on it
VOICE = "voice"  # followed by what the channel calls the recording
CIRCLES = "circles"  # a `paper` that is a picture: where it can't be made, the words beside it are enough


@dataclass(frozen=True, slots=True)
class File:
    """What is sent with a letter. `name` is shown; `type` is a media type."""

    name: str
    type: str
    content: bytes
    at: str = ""  # of a file that the channel has itself: what it calls it


@dataclass(frozen=True, slots=True)
class Parcel:
    """A letter on its way: a row of the outbox."""

    id: int
    chat: int
    letter: Letter
    priority: int = 0
    tries: int = 0
    unsure: bool = False  # it was sent once and nobody knows whether it arrived


@dataclass(frozen=True, slots=True)
class Delivered:
    """Telegram took it, as this `message` where that matters."""

    message: int = 0


@dataclass(frozen=True, slots=True)
class Later:
    """Not sent. Try again after so many seconds; `all` chats wait when the channel as a whole said so."""

    seconds: float
    reason: str
    all: bool = False


@dataclass(frozen=True, slots=True)
class Moved:
    """The chat has another number now: keep it and send again."""

    chat: int


@dataclass(frozen=True, slots=True)
class Gone:
    """The person can't be reached: they blocked the bot or deleted the account."""

    reason: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """It may have arrived: send once more at the most."""

    reason: str


@dataclass(frozen=True, slots=True)
class Refused:
    """The channel will never take this letter: a fault of ours, kept aside for the operator."""

    reason: str


Outcome: TypeAlias = Delivered | Later | Moved | Gone | Unknown | Refused


@dataclass(frozen=True, slots=True)
class Touch:
    """Best effort, after the commit: stop a button's spinner, or take a question's buttons away."""

    chat: int
    press: str = ""
    words: str = ""
    message: int = 0
    text: str = ""


class Channel(Protocol):
    async def listen(self, settle: Callable[[Sequence[Arrival]], Awaitable[None]]) -> None:
        """Hand in arrivals, oldest first within a chat, and acknowledge them once `settle` returned."""

    async def send(self, parcel: Parcel, file: File | None = None) -> Outcome: ...

    async def acknowledge(self, press: str, words: str) -> None:
        """Stop the spinner on a button, with a short word or none. Best effort."""

    async def retouch(self, chat: int, message: int, text: str) -> None:
        """Replace a message by its plain text, without buttons. Best effort."""
