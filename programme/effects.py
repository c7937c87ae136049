"""Everything that can happen, as data. An effect speaks only to its own chat; a `ScheduledMessage` reaches others.

`storage.writers` has one writer for each that leaves a row. What is `journaled` is noted down with who did it; a
`SessionEffect` changes the conversation and leaves nothing else.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, ClassVar

from programme.alarms import Kind
from programme.check_in import CheckInAnswers
from programme.duo import Answer, Move
from programme.message import NOTHING, Phrase, Rows, Value
from programme.model import Leave, Side, Status, Step
from programme.scheduled import Payload


class Effect:
    """Something that happens."""

    __slots__ = ()
    journaled: ClassVar[bool] = False  # it stands in the journal of decisions: who did what to which number

    def object(self) -> str:
        """To what it was done, as the journal has it: numbers and names of programmes, never words."""
        return str(getattr(self, "candidate", getattr(self, "programme", "")) or "")


class SessionEffect(Effect):
    """Something that happens to this chat and its conversation: letters, touches and the session are the engine's."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Say(SessionEffect):
    """One message: its `lines` are paragraphs. `edit` names the message that it replaces."""

    lines: tuple[Phrase, ...]
    rows: Rows = ()
    edit: int | None = None
    contact: Phrase | None = None  # words of the button that shares one's own phone number
    typed: tuple[Phrase, ...] = ()  # words to tap beside it; they come back as text
    clear: bool = False  # take such a keyboard away again
    dutch: bool = False  # show this one in Dutch, whatever the reader's language
    last: bool = False  # nothing is asked after it: it stays the last thing on the screen
    paper: str = ""  # a file that goes with it, by its name in `bot/runtime/attachments.py`; made when it is sent
    about: int = 0  # the candidate whose words or file it shows to the staff, where its buttons don't say so


@dataclass(frozen=True, slots=True)
class Toast(SessionEffect):
    """A short word on the button that was tapped; best effort, never kept."""

    phrase: Phrase


@dataclass(frozen=True, slots=True)
class Settled(SessionEffect):
    """The tapped question shows what was chosen and loses its buttons; best effort, never kept."""

    message: int
    text: str
    choice: Value


@dataclass(frozen=True, slots=True)
class Speak(SessionEffect):
    """From now on this chat reads `language`."""

    language: str


@dataclass(frozen=True, slots=True)
class Begin(SessionEffect):
    """Start a flow on top of whatever this chat is in; `instead` drops what it is in."""

    flow: str
    about: Mapping[str, Any] = field(default_factory=lambda: NOTHING)
    answers: Mapping[str, Any] = field(default_factory=lambda: NOTHING)
    lead: tuple[Phrase, ...] = ()
    instead: bool = False


@dataclass(frozen=True, slots=True)
class Consent(Effect):
    """What was agreed to or not, in which words: `kind` is "take-part" or "counted"."""

    kind: str
    given: bool
    wording: str


@dataclass(frozen=True, slots=True)
class Submit(Effect):
    """A finished intake becomes a candidate in the coordinator's queue."""

    side: Side
    programme: str
    answers: Mapping[str, Any]
    counted: bool


@dataclass(frozen=True, slots=True)
class Guard(Effect):
    """A finished intake of somebody of 13 to 17 waits for a guardian: for whoever has the link's token."""

    side: Side
    programme: str
    answers: Mapping[str, Any]
    counted: bool
    hash: str
    expires: datetime


@dataclass(frozen=True, slots=True)
class Relink(Effect):
    """Another link for the guardian: the one before opens nothing any more."""

    hash: str
    expires: datetime


@dataclass(frozen=True, slots=True)
class Unguard(Effect):
    """What waits for a guardian is not sent after all."""


@dataclass(frozen=True, slots=True)
class Vouch(Effect):
    """A guardian's answer. Yes: the intake reaches the coordinators. No: the young person is told and erased."""

    hash: str
    given: bool
    name: str
    reach: str
    wording: str


@dataclass(frozen=True, slots=True)
class Unvouch(Effect):
    """A guardian takes their yes back: the young person is told and erased."""

    person: int


@dataclass(frozen=True, slots=True)
class Screened(Effect):
    """The coordinator saw a volunteer's extract of the judicial record."""

    journaled: ClassVar[bool] = True
    candidate: int
    seen: date
    issued: date


@dataclass(frozen=True, slots=True)
class Unmet(Effect):
    """Somebody wished for a programme where there is none: counted, not named."""

    nis: str
    side: Side


@dataclass(frozen=True, slots=True)
class Redeem(Effect):
    """An invitation is bound to this person: nobody else can use it any more."""

    hash: str


@dataclass(frozen=True, slots=True)
class TakeOver(Effect):
    """A file that came from a list is theirs: it is theirs in this chat from now on, under its own number."""

    hash: str


@dataclass(frozen=True, slots=True)
class Disown(Effect):
    """The link to a file from a list opens nothing any more: it is somebody else's; or theirs, and they want no part in
    it, and then the file is `erased`."""

    hash: str
    erased: bool


@dataclass(frozen=True, slots=True)
class Join(Effect):
    """This person is of the staff of a programme from now on, in a role of `programme.roles`."""

    journaled: ClassVar[bool] = True
    programme: str
    name: str
    phone: str
    role: str = "coordinator"


@dataclass(frozen=True, slots=True)
class Appoint(Effect):
    """Somebody of the staff has another role in a programme from now on."""

    journaled: ClassVar[bool] = True
    programme: str
    person: int
    role: str


@dataclass(frozen=True, slots=True)
class Dismiss(Effect):
    """Somebody is no longer of the staff of a programme."""

    journaled: ClassVar[bool] = True
    programme: str
    person: int


@dataclass(frozen=True, slots=True)
class SetDesk(Effect):
    """Whoever this is of the staff reads the message of the day so often (`programme.desk.Every`); with `gathers`, all
    news waits for it."""

    every: str
    gathers: bool


@dataclass(frozen=True, slots=True)
class GoAway(Effect):
    """Whoever this is of the staff is away; with None, back. While they are, `leave.deputy` has their rights, and what
    is sent to the staff is sent to those who are there."""

    journaled: ClassVar[bool] = True
    leave: Leave | None


@dataclass(frozen=True, slots=True)
class AskSignature(Effect):
    """Whoever has this file wants their paper signed."""

    candidate: int


@dataclass(frozen=True, slots=True)
class NoteSigned(Effect):
    """The paper of this candidate was signed: they read so."""

    journaled: ClassVar[bool] = True
    candidate: int


@dataclass(frozen=True, slots=True)
class SetTongues(Effect):
    """What whoever this is of the staff speaks with people (BCP 47), beside Dutch."""

    tongues: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Assign(Effect):
    """This candidate is followed up by `to`, somebody who decides in their programme; by 0, by everybody."""

    journaled: ClassVar[bool] = True
    candidate: int
    to: int


@dataclass(frozen=True, slots=True)
class HandOver(Effect):
    """Everybody whom `source` follows up in these programmes goes to `to`, where they decide; to 0, to each of the
    others by language and load."""

    journaled: ClassVar[bool] = True
    source: int
    to: int
    programmes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ToldNews(Effect):
    """Whoever this is has read what waited for the message of the day."""


@dataclass(frozen=True, slots=True)
class TakeBack(Effect):
    """Whoever decided on this candidate takes it back, before anybody read of it."""

    journaled: ClassVar[bool] = True
    candidate: int


@dataclass(frozen=True, slots=True)
class Unplan(Effect):
    """What was to fall due for whoever this is under this key does not."""

    key: str


@dataclass(frozen=True, slots=True)
class SpeakFor(Effect):
    """From now on whoever this is of the staff answers for whoever has this file, whom no phone reaches; with none, for
    somebody new, or `again` for the one whose intake stopped half-way. What they say is that person's, until
    `SpeakForSelf`, or an hour without a word."""

    journaled: ClassVar[bool] = True
    candidate: int = 0
    again: bool = False


@dataclass(frozen=True, slots=True)
class SpeakForSelf(Effect):
    """And no longer."""


@dataclass(frozen=True, slots=True)
class ReadAloud(Effect):
    """What was written to whoever this is, whom no phone reaches, was read aloud to them."""


@dataclass(frozen=True, slots=True)
class GiveLink(Effect):
    """Whoever opens this link takes the file over on their own phone: once. An earlier link opens nothing any more."""

    journaled: ClassVar[bool] = True
    candidate: int
    hash: str
    expires: datetime


@dataclass(frozen=True, slots=True)
class FollowUp(Effect):
    """What whoever this is `did` about a duo that went quiet: "reminded", "called" or "later"; it is looked at again
    on the day `until`."""

    duo: int
    did: str
    until: date


@dataclass(frozen=True, slots=True)
class Decide(Effect):
    """A coordinator's decision on a candidate; set aside, perhaps `until` a day."""

    journaled: ClassVar[bool] = True
    candidate: int
    status: Status
    reason: str = ""
    until: date | None = None


@dataclass(frozen=True, slots=True)
class NoteDown(Effect):
    """What a colleague wants to remember about somebody, who may read it."""

    candidate: int
    words: str


@dataclass(frozen=True, slots=True)
class DropNote(Effect):
    """Whoever wrote this note takes it away."""

    note: int


@dataclass(frozen=True, slots=True)
class NoteStep(Effect):
    """A talk with a volunteer, or a paper of theirs; one of the same is written over."""

    journaled: ClassVar[bool] = True
    candidate: int
    step: Step


@dataclass(frozen=True, slots=True)
class PassOn(Effect):
    """Hand a candidate to another programme, or back; the clock of waiting goes on."""

    journaled: ClassVar[bool] = True
    candidate: int
    programme: str
    passed_from: str


@dataclass(frozen=True, slots=True)
class Ask(Effect):
    """A coordinator's question to a candidate, carried in both directions."""

    candidate: int
    text: str


@dataclass(frozen=True, slots=True)
class Reply(Effect):
    """The candidate's answer to a relayed question."""

    relay: int
    text: str


@dataclass(frozen=True, slots=True)
class FormDuo(Effect):
    """A duo that is agreed at once, because the coordinator decides. `despite`: what stood against it, and why it is
    made all the same (`must:reason`)."""

    journaled: ClassVar[bool] = True
    newcomer: int
    volunteer: int
    despite: str = ""


@dataclass(frozen=True, slots=True)
class Propose(Effect):
    """Both are asked whether they want to. Nothing happens where one of them has no room any more."""

    journaled: ClassVar[bool] = True
    newcomer: int
    volunteer: int
    despite: str = ""


@dataclass(frozen=True, slots=True)
class AddMember(Effect):
    """Somebody more in a proposal; `lives_with` is the member of whose household they are, or 0. Everybody in it is
    asked anew."""

    journaled: ClassVar[bool] = True
    duo: int
    candidate: int
    lives_with: int = 0


@dataclass(frozen=True, slots=True)
class CountChildren(Effect):
    """How many children take part in a duo: a number for the figures, and nobody's name."""

    journaled: ClassVar[bool] = True
    duo: int
    children: int


@dataclass(frozen=True, slots=True)
class Answered(Effect):
    """A member's yes, no or question to a proposal."""

    duo: int
    candidate: int
    said: Answer


@dataclass(frozen=True, slots=True)
class Share(Effect):
    """How a member lets the others reach them (`programme.duo.Sharing`), with the number or link itself."""

    duo: int
    candidate: int
    how: str
    contact: str = ""


@dataclass(frozen=True, slots=True)
class MoveDuo(Effect):
    """A move that is nobody's answer: a pause, going on, taking back, lapsing."""

    duo: int
    by: Move


@dataclass(frozen=True, slots=True)
class GoesOn(Effect):
    """A member has met the other and wants to go on."""

    duo: int
    candidate: int


@dataclass(frozen=True, slots=True)
class Part(Effect):
    """One side's end of a duo: why (`programme.duo.ENDINGS`), in their own words, and whether they want another
    buddy. The first one to say so ends it. Candidate 0 is the programme."""

    duo: int
    candidate: int
    reason: str
    note: str = ""
    again: bool | None = None


@dataclass(frozen=True, slots=True)
class Extend(Effect):
    """A member (0 is the programme) goes on beyond the planned end: `until` is the new one."""

    duo: int
    candidate: int
    until: date


@dataclass(frozen=True, slots=True)
class LookLater(Effect):
    """A coordinator has seen how a duo stands: no sooner than this moment is it shown again."""

    duo: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Arrange(Effect):
    """A date and a place for a meeting, for the others to agree to. Candidate 0 is the coordinator."""

    duo: int
    candidate: int
    at: datetime
    place: str


@dataclass(frozen=True, slots=True)
class Fits(Effect):
    """Does a proposed meeting suit this member?"""

    meeting: int
    candidate: int
    yes: bool


@dataclass(frozen=True, slots=True)
class MetUp(Effect):
    """What became of a meeting, by one side; `why` it did not happen, a word of `meeting.why`."""

    meeting: int
    candidate: int
    met: bool
    why: str = ""


@dataclass(frozen=True, slots=True)
class Asked(Effect):
    """A check-in went out for this wave (its name in `programme.schedule`), or for none: look for the next one."""

    duo: int
    candidate: int
    wave: str = ""


@dataclass(frozen=True, slots=True)
class Measured(Effect):
    """One answer to one measure, or None for a skip; `moment` and `measure` are those of `programme.measures`."""

    duo: int
    candidate: int
    moment: str
    measure: str
    wording: str
    value: int | None


@dataclass(frozen=True, slots=True)
class Solved(Effect):
    """A coordinator's puzzle: (newcomer, volunteer) pairs, the best first, to keep, swap or drop before sending."""

    programme: str
    pairs: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Keep(Effect):
    """One pair of the puzzle as the coordinator wants it."""

    programme: str
    newcomer: int
    volunteer: int
    kept: bool = True


@dataclass(frozen=True, slots=True)
class TellHours(Effect):
    """Hours of one day, with the duo or (0) of something else; with an `id`, an entry of theirs put right. `done` is of
    `programme.hours.DONE`, or of `ACTIVITIES`."""

    candidate: int
    duo: int
    on: date
    hours: float
    done: str = ""
    id: int = 0


@dataclass(frozen=True, slots=True)
class DropHours(Effect):
    """An entry of theirs that was wrong."""

    candidate: int
    id: int


@dataclass(frozen=True, slots=True)
class CheckedIn(Effect):
    """One side's answers to one wave."""

    duo: int
    candidate: int
    wave: int
    told: CheckInAnswers


@dataclass(frozen=True, slots=True)
class RaiseAlarm(Effect):
    """A human has to look at whoever this is. About a duo, or 0; `candidate` is 0 for somebody without a file, whose
    `name` and `reach` are then all that is known. One of the same kind that is still open is added to."""

    kind: Kind
    programme: str
    candidate: int = 0
    duo: int = 0
    note: str = ""
    mood: int = 0
    name: str = ""
    reach: str = ""


@dataclass(frozen=True, slots=True)
class HandleAlarm(Effect):
    """Somebody of the staff looked at it; `how` is a word of `programme.alarms.HOW`."""

    journaled: ClassVar[bool] = True
    alarm: int
    how: str


@dataclass(frozen=True, slots=True)
class SpeakUp(Effect):
    """Words between a person and the staff of a programme, passed on in order. By the person; or by the `staff`, then
    to the person of this `talk` or `candidate`. `name` is who says it. Not `passed`: kept, and told in another way."""

    programme: str
    words: str
    name: str = ""
    talk: int = 0
    candidate: int = 0
    staff: bool = False
    passed: bool = True


@dataclass(frozen=True, slots=True)
class ScheduledMessage(Effect):
    """At `due` something arrives in another chat, or in this one later.

    Exactly one of `person`, `candidate` and `programme` says whose: a person's, a candidate's, or each
    coordinator of a programme. One with the same `key` and receiver that still waits is not doubled.
    """

    what: Payload
    due: datetime
    key: str
    person: int | None = None
    candidate: int | None = None
    programme: str | None = None
    at_once: bool = False  # also at night, whatever its kind: the morning is too late


@dataclass(frozen=True, slots=True)
class Correct(Effect):
    """The person put their own file right; `changed` are the keys of the answers."""

    journaled: ClassVar[bool] = True
    candidate: int
    answers: Mapping[str, Any]
    changed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Announce(Effect):
    """Words of `name` of the staff to everybody of a `group` (`programme.announcing.GROUPS`) of a programme, each in
    their language as far as it is there; in ten minutes. `number` is the second in which it was sent."""

    journaled: ClassVar[bool] = True
    programme: str
    group: str
    texts: Mapping[str, str]
    name: str
    number: int


@dataclass(frozen=True, slots=True)
class Unannounce(Effect):
    """Whoever has not been told yet is not told."""

    journaled: ClassVar[bool] = True
    programme: str
    number: int


@dataclass(frozen=True, slots=True)
class TakeList(Effect):
    """Whoever this is of the staff takes the list of a programme along, with a reason (a word of `list.why`): each
    person in it can read that their file was looked at."""

    journaled: ClassVar[bool] = True
    programme: str
    why: str

    def object(self) -> str:
        return f"{self.programme} {self.why}"


@dataclass(frozen=True, slots=True)
class Look(Effect):
    """Somebody of the staff saw a file: the person can read who and when."""

    candidate: int


@dataclass(frozen=True, slots=True)
class Pause(SessionEffect):
    """No reminders until a moment (UTC, as text that sorts), or none any more for an empty one."""

    until: str


@dataclass(frozen=True, slots=True)
class Reach(Effect):
    """The person blocked the bot, or came back."""

    reachable: bool


@dataclass(frozen=True, slots=True)
class Withdraw(Effect):
    """The person leaves the waiting list; the file stays until it is forgotten."""

    journaled: ClassVar[bool] = True
    candidate: int


@dataclass(frozen=True, slots=True)
class Forget(Effect):
    """Everything that names this person goes; what was counted stays as a number. `candidate` is somebody else's
    file, whom the staff erases at their own request."""

    journaled: ClassVar[bool] = True
    candidate: int | None = None


@dataclass(frozen=True, slots=True)
class Stop(SessionEffect):
    """Drop whatever conversation this chat is in."""


@dataclass(frozen=True, slots=True)
class AskAgain(SessionEffect):
    """The open question once more, after these lines; without one, where they stand. `brief`: in one line, after
    something else that was said."""

    lead: tuple[Phrase, ...] = ()
    brief: bool = False


@dataclass(frozen=True, slots=True)
class GiveAnswer(SessionEffect):
    """What they wrote before was the answer to the question that is open now."""

    text: str


@dataclass(frozen=True, slots=True)
class CallHuman(SessionEffect):
    """They want a human: whoever coordinates, above whatever is open."""


@dataclass(frozen=True, slots=True)
class Navigate(SessionEffect):
    """Back, or skip, in the conversation that is open."""

    choice: str


@dataclass(frozen=True, slots=True)
class SwitchLanguage(SessionEffect):
    """The same question in another language; where the language is the question, it is answered."""

    language: str


@dataclass(frozen=True, slots=True)
class Drop(SessionEffect):
    """Conversations of these flows, about this, are over, unfinished: nothing is asked in them any more. None: of
    any flow."""

    flows: Collection[str] | None
    about: Mapping[str, Any] = field(default_factory=lambda: NOTHING)


@dataclass(frozen=True, slots=True)
class AskFirst(SessionEffect):
    """A conversation that is still open comes to the top, and its question is asked again."""

    flow: str
    about: Mapping[str, Any]
    lead: tuple[Phrase, ...] = ()


@dataclass(frozen=True, slots=True)
class ToldOfNew(Effect):
    """This person has now been told of everybody who waits in these programmes."""

    programmes: tuple[str, ...]
