"""What a step may ask to know before it thinks. Each class is one question, answered in the transaction that will
write what the step decides; `storage.readers` has one reader for each. What somebody may not see isn't there."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, ClassVar

from programme.alarms import Alarm
from programme.announcing import Announcement, Audience
from programme.caseload import Caseload, Handing
from programme.check_in import CheckInAnswers
from programme.desk import Quiet, Week
from programme.hours import Entry, Kept
from programme.matching import Profile
from programme.message import NOTHING
from programme.model import Candidate, Duo, Guardian, Invitation, Note, Query, Relay, Step
from programme.roles import READS, Role
from programme.scheduled import Payload
from programme.sift import EVERYBODY, Sift


@dataclass(frozen=True, slots=True)
class Page:
    """Some of those who wait; `total` is how many there are that `sift` lets through, `page` counts from 0."""

    candidates: tuple[Candidate, ...] = ()
    total: int = 0
    page: int = 0
    alarms: tuple[Alarm, ...] = ()  # that nobody handled yet
    sift: Sift = EVERYBODY


@dataclass(frozen=True, slots=True)
class Next:
    """Who comes after somebody in the list, and on which page; nobody after the last."""

    one: Candidate | None = None
    page: int = 0


@dataclass(frozen=True, slots=True)
class Puzzle:
    """`pairs` are (newcomer, volunteer, kept), the best first; `people` everybody of the programme."""

    programme: str = ""
    pairs: tuple[tuple[int, int, bool], ...] = ()
    people: tuple[Profile, ...] = ()


@dataclass(frozen=True, slots=True)
class Link:
    """A guardian's link that nobody had before: the hash that is kept, and where it leads."""

    hash: str
    address: str


@dataclass(frozen=True, slots=True)
class VouchedFor:
    """A young person for whom a guardian said yes; `programme` is its name."""

    person: int
    name: str
    programme: str
    day: date


@dataclass(frozen=True, slots=True)
class Around:
    """What is kept of somebody beside their answers.

    `looks` are (who, which programme, day); `counted` is None for somebody without a file; `waits` the side and the
    answers that wait for a guardian.
    """

    looks: tuple[tuple[str, str, date], ...] = ()
    counted: bool | None = None
    open: bool = False  # a file that can still be put right
    waits: tuple[str, Mapping[str, Any]] = ("", NOTHING)
    guardian: Guardian | None = None  # who said yes for them
    vouched: tuple[VouchedFor, ...] = ()  # for whom they said yes themselves


@dataclass(frozen=True, slots=True)
class Agreed:
    """The last word on a consent."""

    kind: str
    given: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class HoursOf(Query[Kept]):
    """The hours of whoever has this file, and what the others of their duos told of the same."""

    candidate: int
    nothing: ClassVar[Kept] = Kept()


@dataclass(frozen=True, slots=True)
class OfMyDuos:
    """Something else that is kept of somebody's duos: `what` it is, a word for it, and own words."""

    what: str
    word: str
    own: str


@dataclass(frozen=True, slots=True)
class Utterance:
    """Something that was said in a talk, and by whom."""

    at: datetime
    who: str
    words: str


@dataclass(frozen=True, slots=True)
class Talk:
    """A talk of a person with the staff of a programme; `candidate` is 0 for somebody without a file there; `words`
    the latest, in order. It closes at `ends`, if nothing is said before."""

    id: int
    programme: str
    person: int
    candidate: int
    name: str
    ends: datetime
    words: tuple[Utterance, ...] = ()


@dataclass(frozen=True, slots=True)
class Told:
    """What somebody told beside the intake, and agreed to."""

    agreed: tuple[Agreed, ...] = ()
    check_ins: tuple[CheckInAnswers, ...] = ()
    around: tuple[OfMyDuos, ...] = ()
    alarms: tuple[Alarm, ...] = ()
    said: tuple[Utterance, ...] = ()  # in talks with the staff, by both
    hours: tuple[Entry, ...] = ()
    notes: tuple[Note, ...] = ()  # by the staff, about them
    steps: tuple[Step, ...] = ()


# --- of one's own ---


@dataclass(frozen=True, slots=True)
class MyTold(Query[Told]):
    nothing: ClassVar[Told] = Told()


@dataclass(frozen=True, slots=True)
class AroundMe(Query[Around]):
    nothing: ClassVar[Around] = Around()


@dataclass(frozen=True, slots=True)
class WaitsForGuardian(Query[tuple[str, Mapping[str, Any]]]):
    """The side and the answers of one's own intake that waits for a guardian."""

    nothing: ClassVar[tuple[str, Mapping[str, Any]]] = ("", NOTHING)


@dataclass(frozen=True, slots=True)
class VouchedByMe(Query[tuple[VouchedFor, ...]]):
    nothing: ClassVar[tuple[VouchedFor, ...]] = ()


@dataclass(frozen=True, slots=True)
class LinkOf(Query[Invitation | None]):
    """What a link stands for, by its token; nothing for somebody who tried too many that were none."""

    token: str


@dataclass(frozen=True, slots=True)
class LinkByHash(Query[Invitation | None]):
    """The link that somebody came by, as it stands now."""

    hash: str


@dataclass(frozen=True, slots=True)
class Newcome(Query[bool]):
    """Is there nothing of somebody yet: no file, no place in the staff, no yes for a child, no alarm, no talk?"""

    nothing: ClassVar[bool] = False


@dataclass(frozen=True, slots=True)
class NewLink(Query[Link | None]):
    """A new link for a guardian."""


@dataclass(frozen=True, slots=True)
class RelayOf(Query[Relay | None]):
    """A question that is carried."""

    relay: int


@dataclass(frozen=True, slots=True)
class DuoOf(Query[Duo | None]):
    """A duo with its members, for one of them or because of what fell due in it."""

    duo: int


@dataclass(frozen=True, slots=True)
class DuosOf(Query[tuple[Duo, ...]]):
    """The open duos of a candidate."""

    candidate: int
    nothing: ClassVar[tuple[Duo, ...]] = ()


# --- of the staff: in the programmes where whoever asks has one of the roles that `may` ---


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened with somebody: `what` is a key of `history.`, or "said"."""

    at: datetime
    what: str
    who: str
    words: str


@dataclass(frozen=True, slots=True)
class Whole:
    """All that is kept of somebody beside their answers: what happened, the latest last; every duo that they were
    proposed for, the latest last; their hours."""

    events: tuple[Event, ...] = ()
    duos: tuple[Duo, ...] = ()
    hours: Kept = field(default_factory=Kept)


@dataclass(frozen=True, slots=True)
class HistoryOf(Query[Whole]):
    """The whole file of somebody."""

    candidate: int
    may: frozenset[Role]
    nothing: ClassVar[Whole] = Whole()


@dataclass(frozen=True, slots=True)
class TalkOf(Query[Talk | None]):
    """One talk, for the staff that `may`; for None, of whoever asks themselves or takes part."""

    talk: int
    may: frozenset[Role] | None = READS


@dataclass(frozen=True, slots=True)
class AlarmOf(Query[Alarm | None]):
    """One alarm."""

    alarm: int
    may: frozenset[Role] = READS


@dataclass(frozen=True, slots=True)
class OpenAlarms(Query[tuple[Alarm, ...]]):
    """What nobody handled yet: who is not safe first, then the oldest."""

    may: frozenset[Role] = READS
    nothing: ClassVar[tuple[Alarm, ...]] = ()


@dataclass(frozen=True, slots=True)
class CardOf(Query[Candidate | None]):
    """One candidate, with what a match has to know."""

    candidate: int
    may: frozenset[Role] = READS


@dataclass(frozen=True, slots=True)
class Queue(Query[Page]):
    """A page of those who wait; the last one, for a page beyond it."""

    may: frozenset[Role]
    page: int = 0
    sift: Sift = EVERYBODY
    nothing: ClassVar[Page] = Page()


@dataclass(frozen=True, slots=True)
class Unread(Query[tuple[str, ...]]):
    """What was written to whoever asks, whom no phone reaches, since it was last read aloud."""

    nothing: ClassVar[tuple[str, ...]] = ()


@dataclass(frozen=True, slots=True)
class NextOf(Query[Next]):
    """Who comes after this candidate, who waits `since`: also after one who left the list meanwhile."""

    may: frozenset[Role]
    candidate: int
    since: datetime
    sift: Sift
    nothing: ClassVar[Next] = Next()


@dataclass(frozen=True, slots=True)
class TonguesOf(Query[tuple[str, ...]]):
    """The languages of those who wait, the most spoken first."""

    may: frozenset[Role]
    nothing: ClassVar[tuple[str, ...]] = ()


@dataclass(frozen=True, slots=True)
class HalfIntake(Query[bool]):
    """Did whoever asks begin an intake for somebody without a phone, and stop half-way?"""

    nothing: ClassVar[bool] = False


@dataclass(frozen=True, slots=True)
class Found:
    """Whom some words mean: the first of them, people before duos, and how many there are."""

    people: tuple[Candidate, ...] = ()
    duos: tuple[Duo, ...] = ()
    total: int = 0


@dataclass(frozen=True, slots=True)
class Find(Query[Found]):
    """Everybody of one's programmes, whatever became of them, whom these words mean."""

    words: str
    may: frozenset[Role]
    nothing: ClassVar[Found] = Found()


@dataclass(frozen=True, slots=True)
class News:
    """Something that waited for the message of the day, with the duo or the person that it is about."""

    what: Payload
    duo: Duo | None = None
    about: Candidate | None = None


@dataclass(frozen=True, slots=True)
class Gathered(Query[tuple[News, ...]]):
    """What waited for whoever asks, oldest first."""

    nothing: ClassVar[tuple[News, ...]] = ()


@dataclass(frozen=True, slots=True)
class DecidedByMe(Query[Candidate | None]):
    """Somebody of whom whoever asks can still take back what they decided, wherever the file is now."""

    candidate: int


@dataclass(frozen=True, slots=True)
class WeekOf(Query[Week]):
    """What waits for whoever asks, in all their programmes; without whom colleagues follow up, unless `whole`."""

    may: frozenset[Role]
    whole: bool = False
    nothing: ClassVar[Week] = Week()


@dataclass(frozen=True, slots=True)
class TeamOf(Query[tuple[Caseload, ...]]):
    """Who decides about this candidate, with how many each follows up."""

    candidate: int
    may: frozenset[Role]
    nothing: ClassVar[tuple[Caseload, ...]] = ()


@dataclass(frozen=True, slots=True)
class TeamIn(Query[tuple[Caseload, ...]]):
    """Who decides in the programmes of whoever asks, themselves among them."""

    may: frozenset[Role]
    nothing: ClassVar[tuple[Caseload, ...]] = ()


@dataclass(frozen=True, slots=True)
class HandingsOf(Query[Mapping[int, Handing]]):
    """What would go from one colleague to each other one, by their number; at 0, to all of them together."""

    source: int
    may: frozenset[Role]
    nothing: ClassVar[Mapping[int, Handing]] = {}


@dataclass(frozen=True, slots=True)
class Colleagues(Query[tuple[tuple[int, str], ...]]):
    """Who could take over from whoever asks: (number, name) of everybody who decides in their municipalities."""

    nothing: ClassVar[tuple[tuple[int, str], ...]] = ()


@dataclass(frozen=True, slots=True)
class QuietOf(Query[Quiet | None]):
    """One duo that needs somebody; None while all is well."""

    duo: int
    may: frozenset[Role]


@dataclass(frozen=True, slots=True)
class NewToMe(Query[Page]):
    """Who came in since whoever asks was last told; the first few, and how many."""

    nothing: ClassVar[Page] = Page()


@dataclass(frozen=True, slots=True)
class Suitable(Query[tuple[Profile, ...]]):
    """Everybody of this candidate's programme as matching sees them."""

    candidate: int
    may: frozenset[Role]
    nothing: ClassVar[tuple[Profile, ...]] = ()


@dataclass(frozen=True, slots=True)
class SuitableToJoin(Query[tuple[Profile, ...]]):
    """Everybody of this duo's programme as matching sees them."""

    duo: int
    may: frozenset[Role]
    nothing: ClassVar[tuple[Profile, ...]] = ()


@dataclass(frozen=True, slots=True)
class StaffDuo(Query[Duo | None]):
    """One duo."""

    duo: int
    may: frozenset[Role]


@dataclass(frozen=True, slots=True)
class OpenDuos(Query[tuple[tuple[Duo, ...], int]]):
    """A page of the open duos, and how many there are."""

    may: frozenset[Role]
    page: int = 0
    nothing: ClassVar[tuple[tuple[Duo, ...], int]] = ((), 0)


@dataclass(frozen=True, slots=True)
class PuzzleOf(Query[Puzzle]):
    """One's own puzzle, of a programme or of the one that a newcomer in it is of."""

    may: frozenset[Role]
    programme: str = ""
    newcomer: int = 0
    nothing: ClassVar[Puzzle] = Puzzle()


@dataclass(frozen=True, slots=True)
class AudienceOf(Query[Audience | None]):
    """Who may be told something in this programme."""

    programme: str
    may: frozenset[Role]


@dataclass(frozen=True, slots=True)
class AnnouncementOf(Query[Announcement | None]):
    """An announcement, as far as it has not gone out."""

    programme: str
    number: int
    may: frozenset[Role]
