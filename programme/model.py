"""The facts of a programme: frozen, and every question about them is a property."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any, ClassVar, Generic, TypeVar

SOURCE = "nl"  # Belgian language law: every text exists in Dutch first, the others are translations
LOCALES = Path(__file__).resolve().parent.parent / "locales"
FIRST = ("nl", "en", "fr", "ar", "uk")  # the order of buttons when nothing tells more; others come after


def offered(locales: Path) -> tuple[str, ...]:
    """The languages that have a catalogue: adding one is adding its .po file."""
    there = {path.parts[-3] for path in locales.glob("*/LC_MESSAGES/bot.po")}
    return (*(c for c in FIRST if c in there), *sorted(there - set(FIRST)))


LANGUAGES = offered(LOCALES)

CHILD, MINOR = "0-12", "13-17"  # age bands: no intake in chat; only with a guardian's yes

CEFR = ("A0", "A1", "A2", "B1", "B2", "C1")


T = TypeVar("T")


class Query(Generic[T]):
    """A question to the database, as data: a frozen dataclass whose answer is a `T`. See `programme.queries`."""

    __slots__ = ()
    nothing: ClassVar[Any] = None  # what somebody reads who didn't ask, or may not


class Side(StrEnum):
    NEWCOMER = "newcomer"
    VOLUNTEER = "volunteer"

    @property
    def other(self) -> "Side":
        return Side.VOLUNTEER if self is Side.NEWCOMER else Side.NEWCOMER


class Status(StrEnum):
    """Where a candidate stands. A candidate is *open* while a coordinator still has something to do."""

    WAITING = "waiting"
    ASIDE = "aside"
    ACCEPTED = "accepted"
    MATCHED = "matched"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"

    @property
    def ended(self) -> bool:
        return self in (Status.DECLINED, Status.WITHDRAWN)


@dataclass(frozen=True, slots=True)
class Programme:
    """A buddy programme; `areas` are the NIS codes that it serves; `human` is whom to call."""

    id: str
    name: str
    municipality: str
    province: str
    areas: tuple[str, ...]
    preset: str = "duo"
    human: str = ""
    phone: str = ""
    choosing: str = "both"  # who decides on a pair: programme.duo.Choosing
    minors: bool = False  # this programme takes people of 13 to 17, whatever its kind says
    heard: bool = True  # somebody of its staff can be reached
    help_lines: tuple[tuple[str, str], ...] = ()  # (name, number) to call in trouble, beside 112 and 1712
    meanwhile: Mapping[str, str] = field(default_factory=dict)  # to do while one waits, by language
    closing_days: tuple[str, ...] = ()  # of each year (07-11) or of one (2027-05-14)
    assigns: bool = False  # each new candidate goes to one coordinator

    def serves(self, nis: str) -> bool:
        return nis in self.areas

    def closed(self, day: date) -> bool:
        """Does its town close on this day, beside public holidays?"""
        return day.isoformat() in self.closing_days or f"{day:%m-%d}" in self.closing_days


def spoken(side: Side, answers: Mapping[str, Any]) -> frozenset[str]:
    """Languages to talk in: those named, and Dutch from A2 on (or always, for a volunteer)."""
    named = frozenset(answers.get("tongues") or {})
    dutch = side is Side.VOLUNTEER or answers.get("dutch") not in (None, "A0", "A1")
    return named | {"nl"} if dutch else named


@dataclass(frozen=True, slots=True)
class Guardian:
    """Who said yes for somebody under 18, and when; no name and address of one who was erased since."""

    name: str
    reach: str
    said: date


@dataclass(frozen=True, slots=True)
class Screening:
    """A volunteer's extract of the judicial record (model 596.2): seen on, issued on. There is never a copy."""

    seen: date
    issued: date


@dataclass(frozen=True, slots=True)
class Note:
    """What a colleague noted about somebody, in own words. `author` is a person's number, 0 for one who was erased."""

    id: int
    author: int
    by: str
    on: date
    words: str


TALK = "talk"
PAPERS = ("agreement", "information")  # signed, and read (law of 3 July 2005)
SUITS = ("well", "again", "not")  # what came of a talk


@dataclass(frozen=True, slots=True)
class Step:
    """Something done with a volunteer on a day: a word of `PAPERS`, or a `TALK`, with what came of it (of `SUITS`)."""

    what: str
    day: date
    result: str = ""


def unseen_since(waiting_since: datetime, aside_until: date | None) -> datetime:
    back = datetime.combine(aside_until, time(), UTC) if aside_until else waiting_since
    return max(waiting_since, back)


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who sent an intake. `answers` are by question key, as the flow recorded them."""

    id: int
    person: int
    side: Side
    status: Status
    programme: str
    name: str
    language: str
    submitted: datetime
    waiting_since: datetime
    answers: Mapping[str, Any] = field(default_factory=dict)
    passed_from: str = ""  # the programme that handed this person on, until the new one decides
    decided_by: str = ""
    reason: str = ""
    duos: int = 0  # running duos
    guardian: Guardian | None = None
    screening: Screening | None = None
    alarm: bool = False  # one about them is open
    undo: bool = False  # whoever reads it can still take back what they decided
    reached: bool = True  # in a chat of their own; otherwise the staff answers for them
    aside_until: date | None = None  # set aside until this day; None: until somebody decides
    assigned: int = 0  # the number of who of the staff follows them up; 0: everybody of the programme
    assigned_to: str = ""  # and their name
    follower: tuple[str, str] | tuple[()] = ()  # who does today, with the number to call
    sign_asked: date | None = None  # since when they want their paper signed
    shared: bool = False  # several coordinators decide about them
    notes: tuple[Note, ...] = ()  # of this programme, the latest first
    steps: tuple[Step, ...] = ()

    @property
    def room(self) -> int:
        """How many more duos this candidate has room for."""
        wanted = int(self.answers.get("how_many") or 1) if self.side is Side.VOLUNTEER else 1
        return max(0, wanted - self.duos)

    @property
    def tongues(self) -> frozenset[str]:
        """Languages to talk in."""
        return spoken(self.side, self.answers)

    @property
    def minor(self) -> bool:
        return self.answers.get("age") == MINOR

    @property
    def unseen_since(self) -> datetime:
        """From when they wait for a first look: whoever was set aside until a day was looked at before it."""
        return unseen_since(self.waiting_since, self.aside_until)

    def days_waiting(self, now: datetime) -> int:
        return max(0, (now - self.waiting_since).days)


@dataclass(frozen=True, slots=True)
class Member:
    """One person of a duo. What the others may read of them before both said yes is `shown`.

    `answer` and `sharing` are words of `programme.duo`; `asked` are the waves that this member was asked.
    """

    candidate: int
    person: int
    side: Side
    name: str
    language: str
    tongues: frozenset[str] = frozenset()
    answers: Mapping[str, Any] = field(default_factory=dict)
    answer: str = "yes"
    sharing: str = ""
    contact: str = ""
    wording: str = ""  # of the notice that they agreed to
    asked: tuple[str, ...] = ()
    told: frozenset[int] = frozenset()  # numbers of those that were answered
    household: str = ""  # the same for those who live together

    @property
    def reach(self) -> str:
        return str(self.answers.get("reach") or "")

    @property
    def shown(self) -> Mapping[str, Any]:
        """Languages, interests and free time, of somebody whose notice said that the other reads them."""
        if self.wording < SHOWN_SINCE:
            return {}
        return {key: self.answers[key] for key in ("tongues", "interests", "free") if self.answers.get(key)}


SHOWN_SINCE = "2026-12"  # the notice that says what the other reads before both say yes


@dataclass(frozen=True, slots=True)
class Meeting:
    """A date and a place; `proposer` is a candidate, or 0 for the coordinator; `yes` are those whom it suits. `off`: it
    fell away, and stands in calendars only."""

    id: int
    duo: int
    proposer: int
    at: datetime
    place: str
    yes: frozenset[int] = frozenset()
    off: bool = False

    def stands(self, now: datetime) -> bool:
        """Is it still to come?"""
        return self.at > now and not self.off


@dataclass(frozen=True, slots=True)
class Duo:
    """A pair that meets. Members are a list with sides: families and groups fit in the same shape.

    `state` is one of `programme.duo.State`; `ends` the planned last day; `pauses` local dates, the second None
    while it lasts; `partings` what each side said at the end, by candidate (0 is the programme); `former` are those
    who left it while it went on; `children` how many take part.
    """

    id: int
    programme: str
    formed: datetime
    members: tuple[Member, ...]
    ended: datetime | None = None
    state: str = "running"
    since: datetime | None = None
    ends: date | None = None
    pauses: tuple[tuple[date, date | None], ...] = ()
    meeting: Meeting | None = None
    measured: frozenset[str] = frozenset()  # "candidate:moment"
    partings: Mapping[int, tuple[str, str]] = field(default_factory=dict)  # reason, own words
    alarm: bool = False  # one about it is open
    unsafe: frozenset[int] = frozenset()  # who said that they are not safe in it, which nobody handled yet
    former: tuple[Member, ...] = ()
    children: int = 0
    despite: str = ""  # what stood against it, and why it was made all the same: "must:reason"

    def others(self, candidate: int) -> tuple[Member, ...]:
        return tuple(m for m in self.members if m.candidate != candidate)

    def member(self, candidate: int) -> Member | None:
        return next((m for m in self.members if m.candidate == candidate), None)

    def ever(self, candidate: int) -> Member | None:
        """Somebody who is in it, or left it."""
        return next((m for m in (*self.members, *self.former) if m.candidate == candidate), None)


CLAIM = "claim"  # the role of a link with which somebody says that a file from a list is theirs


@dataclass(frozen=True, slots=True)
class Invitation:
    """A link. One for the staff is for one use, whoever used it; a poster's is for everybody until it ends.
    One for a guardian is about a young person: their number and their name; a `CLAIM` about somebody whom a list named,
    for themselves."""

    hash: str
    programme: str
    role: str
    expires: datetime
    used_by: int | None = None
    about: int | None = None
    name: str = ""

    def opens(self, now: datetime) -> bool:
        return now < self.expires and (self.role == "candidate" or self.used_by is None)


@dataclass(frozen=True, slots=True)
class Leave:
    """A colleague is away on these days, both included; `deputy` is the number of who takes over, or 0."""

    start: date
    until: date
    deputy: int = 0


@dataclass(frozen=True, slots=True)
class Coordinator:
    """Somebody of the staff: `roles` are (programme, role), the roles those of `programme.roles`; also those of a
    colleague who is away, for whom they take over."""

    person: int
    name: str
    roles: tuple[tuple[str, str], ...]
    phone: str = ""
    digest: str = "day"  # when the message of the day comes: programme.desk.Every
    gathers: bool = False  # news waits for it
    leave: Leave | None = None
    away: bool = False
    tongues: tuple[str, ...] = ()  # that they told to speak with people

    @property
    def programmes(self) -> tuple[str, ...]:
        return tuple(programme for programme, _ in self.roles)


@dataclass(frozen=True, slots=True)
class Relay:
    """A coordinator's question to a candidate, carried by the bot."""

    id: int
    candidate: int
    coordinator: int | None
    question: str
    answer: str = ""
    asked_by: str = ""


LEGAL_BASES = ("consent", "public_interest", "legitimate_interest")  # GDPR art. 6.1 a, e and f


@dataclass(frozen=True, slots=True)
class Responsible:
    """The organisation that answers for what is kept (GDPR art. 4.7), how its data-protection officer is reached,
    and on what ground it keeps it: one of `LEGAL_BASES`."""

    organisation: str = ""
    contact: str = ""
    basis: str = LEGAL_BASES[0]


@dataclass(frozen=True, slots=True)
class Known:
    """What a step may know: read in the transaction that will write what the step decides. `found` are the answers
    to its queries."""

    now: datetime
    today: date
    programmes: tuple[Programme, ...] = ()
    person: Candidate | None = None
    coordinator: Coordinator | None = None
    found: Mapping[Query[Any], Any] = field(default_factory=dict)
    human: str = ""
    phone: str = ""
    responsible: Responsible = Responsible()
    closes: date | None = None  # the day on which the bot ends
    renews: bool = False  # agreed to an earlier purpose than that of today's notice
    guarded: bool = False  # an intake of this person waits for a guardian
    me: int = 0  # the number of whoever it is
    translates: bool = False  # this house has a translator
    hold: timedelta = timedelta()  # before anybody reads what the staff decided: so long it can be taken back

    def get(self, query: Query[T]) -> T:
        """The answer to a query that this step asked for; `query.nothing` for one that it didn't."""
        answer: T = self.found.get(query, query.nothing)
        return answer

    @property
    def hold_minutes(self) -> int:
        return int(self.hold.total_seconds() // 60)

    def programme(self, id: str) -> Programme | None:
        return next((p for p in self.programmes if p.id == id), None)

    def serving(self, nis: str) -> tuple[Programme, ...]:
        return tuple(p for p in self.programmes if p.serves(nis))
