"""What falls due: the messages that reach somebody later, or in another chat. Each class is one kind.

A row in the database holds `kind`, when it is due, whether it waits for the day, and its fields. A kind says all of
that here and nowhere else: the database knows no names. What becomes of it is its `Scheduled` entry in a feature.
"""

from typing import ClassVar

import msgspec

from programme.model import SOURCE

REPLY, REMINDER = 0, 1  # replies go before reminders


class Payload(msgspec.Struct, frozen=True):
    """What a scheduled message is about: numbers of rows, or words, which are sealed.

    Unless a kind says otherwise it is something that nobody asked for: it comes by day (`schedule.in_window`), not
    while its reader has asked for peace, and after replies.
    """

    kind: ClassVar[str] = ""
    daytime: ClassVar[bool] = True  # waits for the day
    peace: ClassVar[bool] = True  # waits for the end of a pause
    priority: ClassVar[int] = REMINDER
    rings: ClassVar[bool] = False  # with a sound, also at night
    held: ClassVar[bool] = False  # of what the staff decided: it can be taken back for a while before anybody reads it
    gathers: ClassVar[bool] = False  # news of the staff: it waits for the message of the day, for whoever wants that
    early: ClassVar[bool] = False  # may come an hour before the day's window, when desks open
    shared: ClassVar[bool] = (
        False  # news of the staff: only for whoever follows up whom it is about, where somebody does
    )
    beside: ClassVar[bool] = False  # takes time to work out before it is handed in: nothing else waits for it


class News(Payload, frozen=True):
    """What follows from something that somebody else did: by day, also for whoever asked for peace."""

    peace: ClassVar[bool] = False
    priority: ClassVar[int] = REPLY


class AtOnce(News, frozen=True):
    """At any hour, without a sound at night unless it rings: an alarm, the words of a talk, what the reader asked for
    just now, and what shows nobody anything."""

    daytime: ClassVar[bool] = False


class Again(AtOnce, frozen=True):
    """An arrival that was put aside, handed in once more: `raw` as it was kept."""

    kind: ClassVar[str] = "retry"
    raw: str


# --- for everybody ---


class Announced(News, frozen=True):
    """The operator's words, or those of `name`, who works for `programme`; `dutch` when they are not there in the
    reader's language."""

    kind: ClassVar[str] = "announced"
    priority: ClassVar[int] = REMINDER
    text: str
    dutch: bool
    name: str = ""
    programme: str = ""


class Translate(AtOnce, frozen=True):
    """`words` that `name` wrote, for a reader of another language (BCP 47). `written` is the language that they may be
    in; `text`, the translation, is added before it is handed in. `candidate` is whose words they are, or 0."""

    kind: ClassVar[str] = "translate"
    beside: ClassVar[bool] = True
    name: str
    words: str
    written: str
    reads: str
    candidate: int = 0
    text: str = ""


class Closing(News, frozen=True):
    """The bot ends `on` this day (ISO 8601); on none, it goes on after all."""

    kind: ClassVar[str] = "closing"
    priority: ClassVar[int] = REMINDER
    on: str


# --- for somebody who sent an intake, or is in the middle of one ---


class Nudge(Payload, frozen=True):
    """An intake stands half-way."""

    kind: ClassVar[str] = "nudge"


class Interest(Payload, frozen=True):
    """Do you still want to?"""

    kind: ClassVar[str] = "interest"
    candidate: int


class StillLooking(Payload, frozen=True):
    """You are not forgotten: every three weeks, to whoever waits."""

    kind: ClassVar[str] = "still"
    candidate: int


class SorryLate(Payload, frozen=True):
    """Nobody looked at them as soon as was promised: we are sorry. Once."""

    kind: ClassVar[str] = "late"
    candidate: int


class GaveUp(News, frozen=True):
    """To the staff: `candidate` did not answer whether they still want to, and is off the list."""

    kind: ClassVar[str] = "gave-up"
    shared: ClassVar[bool] = True
    gathers: ClassVar[bool] = True
    candidate: int


class Silent(Payload, frozen=True):
    """Nobody answered that."""

    kind: ClassVar[str] = "silent"
    candidate: int


class Vouched(News, frozen=True):
    """The guardian said yes."""

    kind: ClassVar[str] = "vouched"


class Unvouched(News, frozen=True):
    """The guardian said no, or took the yes back."""

    kind: ClassVar[str] = "unvouched"


class Accepted(News, frozen=True):
    kind: ClassVar[str] = "accepted"
    held: ClassVar[bool] = True


class Declined(News, frozen=True):
    kind: ClassVar[str] = "declined"
    held: ClassVar[bool] = True


class PassedOn(News, frozen=True):
    kind: ClassVar[str] = "passed"
    held: ClassVar[bool] = True


class PaperSigned(News, frozen=True):
    """The coordinator signed their paper."""

    kind: ClassVar[str] = "signed"


class Relayed(News, frozen=True):
    """A coordinator's question, carried."""

    kind: ClassVar[str] = "relay"
    relay: int


# --- for the members of a duo ---


class OfDuo(News, frozen=True):
    """Something in a duo."""

    duo: int


class DuoReminder(Payload, frozen=True):
    """Something in a duo that nobody asked for."""

    duo: int


class Proposed(OfDuo, frozen=True):
    kind: ClassVar[str] = "proposed"
    held: ClassVar[bool] = True


class ProposedAgain(DuoReminder, frozen=True):
    """Three days later, to whoever has not answered."""

    kind: ClassVar[str] = "reproposed"


class Lapse(OfDuo, frozen=True):
    """Seven days without all answers."""

    kind: ClassVar[str] = "lapse"


class CalledOff(OfDuo, frozen=True):
    """A proposal comes to nothing."""

    kind: ClassVar[str] = "off"


class Paired(OfDuo, frozen=True):
    kind: ClassVar[str] = "paired"
    held: ClassVar[bool] = True


class ShareReminder(DuoReminder, frozen=True):
    """How can the other reach you?"""

    kind: ClassVar[str] = "unshared"


class Contacts(OfDuo, frozen=True):
    """How to reach the others."""

    kind: ClassVar[str] = "contacts"


class MeetingProposed(OfDuo, frozen=True):
    kind: ClassVar[str] = "meeting"
    meeting: int


class MeetingSet(OfDuo, frozen=True):
    """It suits everybody."""

    kind: ClassVar[str] = "fits"
    meeting: int


class MeetingTomorrow(DuoReminder, frozen=True):
    kind: ClassVar[str] = "tomorrow"
    meeting: int


class MeetingUnfit(OfDuo, frozen=True):
    """It doesn't suit `candidate`: for whoever proposed it, a member or a coordinator."""

    kind: ClassVar[str] = "unfit"
    meeting: int
    candidate: int


class DidYouMeet(DuoReminder, frozen=True):
    kind: ClassVar[str] = "metup"
    meeting: int


class CheckIn(DuoReminder, frozen=True):
    """How is it going?"""

    kind: ClassVar[str] = "checkin"


class CheckInAgain(DuoReminder, frozen=True):
    """Nobody answered that: once more, and then peace."""

    kind: ClassVar[str] = "recheck"
    wave: int


class HowIsIt(OfDuo, frozen=True):
    """The coordinator has heard nothing of them for a while, and asks."""

    kind: ClassVar[str] = "how-is-it"


class Extended(OfDuo, frozen=True):
    """`candidate` (0 is the programme) goes on beyond the planned end."""

    kind: ClassVar[str] = "extended"
    candidate: int


class MemberLeft(OfDuo, frozen=True):
    """`who` left, and the duo goes on without them: said also where their file is gone by then."""

    kind: ClassVar[str] = "member-left"
    who: int
    off: bool = False  # their date falls away with them


class Ended(OfDuo, frozen=True):
    kind: ClassVar[str] = "closed"


class Parted(OfDuo, frozen=True):
    """The duo ended because the other is gone."""

    kind: ClassVar[str] = "parted"


class Held(OfDuo, frozen=True):
    kind: ClassVar[str] = "held"


class Resumed(OfDuo, frozen=True):
    kind: ClassVar[str] = "resumed"


# --- for the staff of a programme ---


class NewCandidates(News, frozen=True):
    """Somebody came in, or was passed on."""

    kind: ClassVar[str] = "new"
    gathers: ClassVar[bool] = True
    held: ClassVar[bool] = True


class Replied(News, frozen=True):
    """The answer to a question that was carried."""

    kind: ClassVar[str] = "reply"
    relay: int
    candidate: int


class FileChanged(News, frozen=True):
    """Somebody put their own file right; `changed` are the keys of the answers."""

    kind: ClassVar[str] = "changed"
    shared: ClassVar[bool] = True
    gathers: ClassVar[bool] = True
    candidate: int
    changed: list[str]


class BuddyLeft(News, frozen=True):
    """`candidate` waits again, since the other left."""

    kind: ClassVar[str] = "left"
    shared: ClassVar[bool] = True
    gathers: ClassVar[bool] = True
    candidate: int


class AsideOver(News, frozen=True):
    """The day has come until which `candidate` was set aside: they wait again."""

    kind: ClassVar[str] = "aside.over"
    shared: ClassVar[bool] = True
    candidate: int


class Unreachable(News, frozen=True):
    """Somebody blocked the bot."""

    kind: ClassVar[str] = "unreachable"
    shared: ClassVar[bool] = True
    gathers: ClassVar[bool] = True
    candidate: int


class CheckInWords(News, frozen=True):
    """Own words of a check-in, or what the channel calls a `voice` message of them."""

    kind: ClassVar[str] = "told"
    shared: ClassVar[bool] = True
    gathers: ClassVar[bool] = True
    duo: int
    candidate: int
    mood: int
    note: str = ""
    voice: str = ""


class AlarmRaised(AtOnce, frozen=True):
    """A human has to look at somebody: now, with a sound. Of `candidate`, or 0 for somebody without a file."""

    kind: ClassVar[str] = "alarm"
    rings: ClassVar[bool] = True
    alarm: int
    candidate: int = 0


class AlarmAgain(Payload, frozen=True):
    """Nobody has said how it was handled."""

    kind: ClassVar[str] = "alarm.again"
    rings: ClassVar[bool] = True
    alarm: int
    candidate: int = 0


class CardErased(AtOnce, frozen=True):
    """Somebody whose file stood in this message of the reader was erased."""

    kind: ClassVar[str] = "card.erased"
    message: int


class AlarmErased(AtOnce, frozen=True):
    """Whoever raised this alarm, which nobody had handled, erased their file: a number, and no name."""

    kind: ClassVar[str] = "alarm.erased"
    alarm: int


class StaffSaid(AtOnce, frozen=True):
    """The staff's words, to a person."""

    kind: ClassVar[str] = "staff.said"
    programme: str
    name: str
    words: str
    number: int = 0  # of these words
    language: str = SOURCE  # of whoever wrote them


class TheySaid(AtOnce, frozen=True):
    """A person's words, to the staff. `candidate` is 0 for somebody without a file."""

    kind: ClassVar[str] = "they.said"
    talk: int
    candidate: int
    words: str
    number: int = 0
    language: str = SOURCE


class DistressAgain(AtOnce, frozen=True):
    """Shall it be passed on that they need help? Nobody said."""

    kind: ClassVar[str] = "distress.again"


class TalkEnds(AtOnce, frozen=True):
    """An hour after the last word of a talk, if there was none since."""

    kind: ClassVar[str] = "talk.ends"
    talk: int


class StaffUnreachable(News, frozen=True):
    """`name` of the staff blocked the bot; `nobody`: with that, nobody of the programme can be reached."""

    kind: ClassVar[str] = "staff.unreachable"
    programme: str
    name: str


class AlarmHandled(AtOnce, frozen=True):
    """A colleague has looked at it."""

    kind: ClassVar[str] = "alarm.handled"
    alarm: int
    candidate: int = 0


class WantsToTalk(News, frozen=True):
    kind: ClassVar[str] = "talk"
    shared: ClassVar[bool] = True
    duo: int
    candidate: int
    mood: int = 0
    note: str = ""


class AskedFirst(News, frozen=True):
    """A question before saying yes or no to a proposal."""

    kind: ClassVar[str] = "question"
    shared: ClassVar[bool] = True
    duo: int
    candidate: int
    text: str


class Introduce(OfDuo, frozen=True):
    """They want the coordinator to bring them together."""

    kind: ClassVar[str] = "introduce"
    shared: ClassVar[bool] = True


class StaffAgreed(OfDuo, frozen=True):
    """Both said yes."""

    kind: ClassVar[str] = "staff.agreed"
    shared: ClassVar[bool] = True
    gathers: ClassVar[bool] = True


class StaffMeets(OfDuo, frozen=True):
    """They agreed on their first date."""

    kind: ClassVar[str] = "staff.meets"
    shared: ClassVar[bool] = True
    gathers: ClassVar[bool] = True
    meeting: int


class StoriesDiffer(OfDuo, frozen=True):
    """One says that they met, another that they didn't."""

    kind: ClassVar[str] = "staff.differ"
    shared: ClassVar[bool] = True
    gathers: ClassVar[bool] = True
    meeting: int


class Overdue(Payload, frozen=True):
    """To the staff of a programme: people wait longer than was promised, and nobody has looked at them."""

    kind: ClassVar[str] = "overdue"
    programme: str
    level: int  # of programme.follow_up.Level


class OverdueNearby(Payload, frozen=True):
    """The same to who leads other programmes of the municipality: how many, and the most working days."""

    kind: ClassVar[str] = "overdue.nearby"
    programme: str
    count: int
    days: int


class Assigned(News, frozen=True):
    """To a colleague: `candidate` is theirs to follow up from now on."""

    kind: ClassVar[str] = "assigned"
    gathers: ClassVar[bool] = True
    candidate: int


class HandedOver(News, frozen=True):
    """To a colleague: what `name` followed up is theirs from now on, so many people, in so many duos."""

    kind: ClassVar[str] = "handed"
    name: str
    people: int
    duos: int


class HandedOn(News, frozen=True):
    """To a colleague: `name` handed so many people of theirs on."""

    kind: ClassVar[str] = "handed.on"
    name: str
    people: int


class StandsIn(News, frozen=True):
    """To a colleague: they take over from `name`, who is away on these days (ISO 8601)."""

    kind: ClassVar[str] = "stands-in"
    name: str
    start: str
    until: str


class Digest(Payload, frozen=True):
    """What waits today, for one colleague, at eight on a working day."""

    kind: ClassVar[str] = "digest"
    early: ClassVar[bool] = True


class LookAtDuo(DuoReminder, frozen=True):
    """Nothing would happen in this duo any more."""

    kind: ClassVar[str] = "look"


class EndsSoon(AtOnce, frozen=True):
    """The staff ends this duo, for this reason, unless they take it back before."""

    kind: ClassVar[str] = "ends-soon"
    duo: int
    reason: str


class StaffLook(OfDuo, frozen=True):
    """The same, for whoever gathers news."""

    kind: ClassVar[str] = "staff.look"
    shared: ClassVar[bool] = True
    gathers: ClassVar[bool] = True


class StaffCalledOff(OfDuo, frozen=True):
    kind: ClassVar[str] = "staff.off"
    shared: ClassVar[bool] = True
    gathers: ClassVar[bool] = True


class StaffEnded(OfDuo, frozen=True):
    kind: ClassVar[str] = "staff.closed"
    shared: ClassVar[bool] = True
    gathers: ClassVar[bool] = True


class StaffMemberLeft(OfDuo, frozen=True):
    """`who` left a duo that goes on."""

    kind: ClassVar[str] = "staff.left"
    shared: ClassVar[bool] = True
    gathers: ClassVar[bool] = True
    who: int


class Appointed(News, frozen=True):
    """Of the staff of a programme, in a role that may have changed again since."""

    kind: ClassVar[str] = "appointed"
    programme: str


class Dismissed(News, frozen=True):
    kind: ClassVar[str] = "dismissed"
    programme: str


class Solve(AtOnce, frozen=True):
    """Work out a programme's puzzle. `pairs` (newcomer, volunteer) are added before it is handed in; None: it can't
    be done."""

    kind: ClassVar[str] = "solve"
    beside: ClassVar[bool] = True
    programme: str
    pairs: list[tuple[int, int]] | None = None


class PuzzleReady(AtOnce, frozen=True):
    kind: ClassVar[str] = "puzzled"
    programme: str


KINDS: dict[str, type[Payload]] = {
    found.kind: found
    for found in list(vars().values())
    if isinstance(found, type) and issubclass(found, Payload) and found.kind
}
BESIDE = tuple(sorted(kind for kind, what in KINDS.items() if what.beside))
EARLY = tuple(sorted(kind for kind, what in KINDS.items() if what.early))
