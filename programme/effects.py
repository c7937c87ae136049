"""Everything that can happen, as data. An effect speaks only to its own chat; `Wake` reaches others."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, TypeAlias

from programme.duo import Answer, Move
from programme.model import Side, Status
from programme.say import NOTHING, Phrase, Rows, Value

REPLY, REMINDER = 0, 1  # replies go before reminders


@dataclass(frozen=True, slots=True)
class Say:
    """One message: its `lines` are paragraphs. `edit` names the message that it replaces."""

    lines: tuple[Phrase, ...]
    rows: Rows = ()
    edit: int | None = None
    contact: Phrase | None = None  # words of the button that shares one's own phone number
    typed: tuple[Phrase, ...] = ()  # words to tap beside it; they come back as text
    clear: bool = False  # take such a keyboard away again
    dutch: bool = False  # show this one in Dutch, whatever the reader's language
    paper: str = ""  # a file that goes with it, by its name in `bot/printer.py`; made when it is sent
    priority: int = REPLY


@dataclass(frozen=True, slots=True)
class Toast:
    """A short word on the button that was tapped; best effort, never kept."""

    phrase: Phrase


@dataclass(frozen=True, slots=True)
class Settled:
    """The tapped question shows what was chosen and loses its buttons; best effort, never kept."""

    message: int
    text: str
    choice: Value


@dataclass(frozen=True, slots=True)
class Speak:
    """From now on this chat reads `language`."""

    language: str


@dataclass(frozen=True, slots=True)
class Begin:
    """Start a flow on top of whatever this chat is in; `instead` drops what it is in."""

    flow: str
    about: Mapping[str, Any] = field(default_factory=lambda: NOTHING)
    answers: Mapping[str, Any] = field(default_factory=lambda: NOTHING)
    lead: tuple[Phrase, ...] = ()
    instead: bool = False


@dataclass(frozen=True, slots=True)
class Consent:
    """What was agreed to or not, in which words: `kind` is "take-part" or "counted"."""

    kind: str
    given: bool
    wording: str


@dataclass(frozen=True, slots=True)
class Submit:
    """A finished intake becomes a candidate in the coordinator's queue."""

    side: Side
    programme: str
    answers: Mapping[str, Any]
    counted: bool


@dataclass(frozen=True, slots=True)
class Guard:
    """A finished intake of somebody of 13 to 17 waits for a guardian: for whoever has the link's token."""

    side: Side
    programme: str
    answers: Mapping[str, Any]
    counted: bool
    hash: str
    expires: datetime


@dataclass(frozen=True, slots=True)
class Relink:
    """Another link for the guardian: the one before opens nothing any more."""

    hash: str
    expires: datetime


@dataclass(frozen=True, slots=True)
class Unguard:
    """What waits for a guardian is not sent after all."""


@dataclass(frozen=True, slots=True)
class Vouch:
    """A guardian's answer. Yes: the intake reaches the coordinators. No: the young person is told and erased."""

    hash: str
    given: bool
    name: str
    reach: str
    wording: str


@dataclass(frozen=True, slots=True)
class Unvouch:
    """A guardian takes their yes back: the young person is told and erased."""

    person: int


@dataclass(frozen=True, slots=True)
class Screened:
    """The coordinator saw a volunteer's extract of the judicial record."""

    candidate: int
    seen: date
    issued: date


@dataclass(frozen=True, slots=True)
class Unmet:
    """Somebody wished for a programme where there is none: counted, not named."""

    nis: str
    side: Side


@dataclass(frozen=True, slots=True)
class Redeem:
    """An invitation is bound to this person: nobody else can use it any more."""

    hash: str


@dataclass(frozen=True, slots=True)
class Join:
    """This person is of the staff of a programme from now on, in a role of `programme.roles`."""

    programme: str
    name: str
    phone: str
    role: str = "coordinator"


@dataclass(frozen=True, slots=True)
class Appoint:
    """Somebody of the staff has another role in a programme from now on."""

    programme: str
    person: int
    role: str


@dataclass(frozen=True, slots=True)
class Dismiss:
    """Somebody is no longer of the staff of a programme."""

    programme: str
    person: int


@dataclass(frozen=True, slots=True)
class Decide:
    """A coordinator's decision on a candidate."""

    candidate: int
    status: Status
    reason: str = ""


@dataclass(frozen=True, slots=True)
class PassOn:
    """Hand a candidate to another programme, or back; the clock of waiting goes on."""

    candidate: int
    programme: str
    passed_from: str


@dataclass(frozen=True, slots=True)
class Ask:
    """A coordinator's question to a candidate, carried in both directions."""

    candidate: int
    text: str


@dataclass(frozen=True, slots=True)
class Reply:
    """The candidate's answer to a relayed question."""

    relay: int
    text: str


@dataclass(frozen=True, slots=True)
class FormDuo:
    """A duo that is agreed at once, because the coordinator decides."""

    newcomer: int
    volunteer: int


@dataclass(frozen=True, slots=True)
class Propose:
    """Both are asked whether they want to. Nothing happens where one of them has no room any more."""

    newcomer: int
    volunteer: int


@dataclass(frozen=True, slots=True)
class Answered:
    """A member's yes, no or question to a proposal."""

    duo: int
    candidate: int
    said: Answer


@dataclass(frozen=True, slots=True)
class Share:
    """How a member lets the others reach them (`programme.duo.Sharing`), with the number or link itself."""

    duo: int
    candidate: int
    how: str
    contact: str = ""


@dataclass(frozen=True, slots=True)
class MoveDuo:
    """A move that is nobody's answer: a pause, going on, taking back, lapsing."""

    duo: int
    by: Move


@dataclass(frozen=True, slots=True)
class GoesOn:
    """A member has met the other and wants to go on."""

    duo: int
    candidate: int


@dataclass(frozen=True, slots=True)
class Part:
    """One side's end of a duo: why (`programme.duo.ENDINGS`), in their own words, and whether they want another
    buddy. The first one to say so ends it. Candidate 0 is the programme."""

    duo: int
    candidate: int
    reason: str
    note: str = ""
    again: bool | None = None


@dataclass(frozen=True, slots=True)
class Arrange:
    """A date and a place for a meeting, for the others to agree to. Candidate 0 is the coordinator."""

    duo: int
    candidate: int
    at: datetime
    place: str


@dataclass(frozen=True, slots=True)
class Fits:
    """Does a proposed meeting suit this member?"""

    meeting: int
    candidate: int
    yes: bool


@dataclass(frozen=True, slots=True)
class MetUp:
    """What became of a meeting, by one side; `why` it did not happen, a word of `meeting.why`."""

    meeting: int
    candidate: int
    met: bool
    why: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """A check-in went out for this wave (its name in `programme.rhythm`), or for none: look for the next one."""

    duo: int
    candidate: int
    wave: str = ""


@dataclass(frozen=True, slots=True)
class Measured:
    """One answer to one measure, or None for a skip; `moment` and `measure` are those of `programme.measures`."""

    duo: int
    candidate: int
    moment: str
    measure: str
    wording: str
    value: int | None


@dataclass(frozen=True, slots=True)
class Solved:
    """A coordinator's puzzle: (newcomer, volunteer) pairs, the best first, to keep, swap or drop before sending."""

    programme: str
    pairs: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Keep:
    """One pair of the puzzle as the coordinator wants it."""

    programme: str
    newcomer: int
    volunteer: int
    kept: bool = True


@dataclass(frozen=True, slots=True)
class CheckedIn:
    """One side's answers to one wave; `hours` together since the last, `mood` 1 (bad) to 5 (good)."""

    duo: int
    candidate: int
    wave: int
    met: bool
    hours: float | None
    mood: int
    note: str
    safe: bool = True


@dataclass(frozen=True, slots=True)
class Wake:
    """At `due` something arrives in another chat, or in this one later.

    Exactly one of `person`, `candidate` and `programme` says whose: a person's, a candidate's, or each
    coordinator of a programme. A wake with the same `key` and receiver that still waits is not doubled.
    """

    kind: str
    due: datetime
    key: str
    payload: Mapping[str, Any] = field(default_factory=lambda: NOTHING)
    person: int | None = None
    candidate: int | None = None
    programme: str | None = None


@dataclass(frozen=True, slots=True)
class Correct:
    """The person put their own file right; `changed` are the keys of the answers."""

    candidate: int
    answers: Mapping[str, Any]
    changed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Look:
    """Somebody of the staff saw a file: the person can read who and when."""

    candidate: int


@dataclass(frozen=True, slots=True)
class Pause:
    """No reminders until a moment (UTC, as text that sorts), or none any more for an empty one."""

    until: str


@dataclass(frozen=True, slots=True)
class Reach:
    """The person blocked the bot, or came back."""

    reachable: bool


@dataclass(frozen=True, slots=True)
class Withdraw:
    """The person leaves the waiting list; the file stays until it is forgotten."""

    candidate: int


@dataclass(frozen=True, slots=True)
class Forget:
    """Everything that names this person goes; what was counted stays as a number. `candidate` is somebody else's
    file, whom the staff erases at their own request."""

    candidate: int | None = None


@dataclass(frozen=True, slots=True)
class Stop:
    """Drop whatever conversation this chat is in."""


Effect: TypeAlias = (
    Say | Toast | Settled | Speak | Begin | Consent | Submit | Guard | Relink | Unguard | Vouch | Unvouch | Screened
    | Unmet | Redeem | Join | Appoint | Dismiss | Decide | PassOn
    | Ask | Reply | FormDuo | Propose | Answered | Share | MoveDuo | GoesOn | Part | Arrange | Fits | MetUp | Asked
    | Measured | Solved | Keep | CheckedIn | Correct | Look | Pause | Wake | Reach | Withdraw | Forget | Stop
)  # fmt: skip
