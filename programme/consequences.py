"""What follows from what happens: who hears of it and when, and what changes beside it. Pure: storage carries it out,
whichever it is.

Nobody hears of their own doing, and nobody hears who said no. What nobody asked for waits for a day on which it may
be sent (`programme.schedule`).
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import TypeAlias

from programme import schedule
from programme.alarms import URGENT, Kind, again
from programme.desk import Every, next_digest
from programme.duo import LAPSE_AFTER, LOOK_AGAIN, REMIND_AFTER, Member, Pairing, Sharing, State
from programme.effects import Appoint, Dismiss, ScheduledMessage, SpeakUp
from programme.follow_up import Level
from programme.model import Leave
from programme.schedule import Course
from programme.scheduled import (
    AlarmAgain,
    AlarmErased,
    AlarmHandled,
    AlarmRaised,
    Appointed,
    AsideOver,
    Assigned,
    BuddyLeft,
    CalledOff,
    CardErased,
    CheckIn,
    Contacts,
    DidYouMeet,
    Digest,
    Dismissed,
    Ended,
    Extended,
    FileChanged,
    HandedOn,
    HandedOver,
    Held,
    Interest,
    Introduce,
    Lapse,
    LookAtDuo,
    MeetingProposed,
    MeetingSet,
    MeetingTomorrow,
    MeetingUnfit,
    MemberLeft,
    NewCandidates,
    OfDuo,
    Overdue,
    OverdueNearby,
    Paired,
    PaperSigned,
    Parted,
    Payload,
    Proposed,
    ProposedAgain,
    Relayed,
    Replied,
    Resumed,
    ShareReminder,
    SorryLate,
    StaffAgreed,
    StaffCalledOff,
    StaffEnded,
    StaffMeets,
    StaffMemberLeft,
    StaffSaid,
    StandsIn,
    StillLooking,
    StoriesDiffer,
    TalkEnds,
    TheySaid,
    Unvouched,
    Vouched,
)

REMIND_SHARING = REMIND_AFTER
AFTER_MEETING = timedelta(hours=3)  # from the hour of a meeting until they are asked whether it took place
HEARD_BEFORE = timedelta(hours=2)  # that somebody has to hear of a meeting, or that it falls away
DAY_BEFORE = timedelta(hours=3)  # before the day's window closes, the evening before a meeting


@dataclass(frozen=True, slots=True)
class Doer:
    """Who moves a duo, and when: number 0 is the command line or the clock. `left` is who is gone, if that is why."""

    person: int
    now: datetime
    left: int = 0


@dataclass(frozen=True, slots=True)
class PauseBegins:
    """The duo rests from this local day on."""

    day: date


@dataclass(frozen=True, slots=True)
class PauseEnds:
    """And goes on from this one."""

    day: date


@dataclass(frozen=True, slots=True)
class MembersFree:
    """Whoever is in no other duo waits again, with the time that they had waited."""


@dataclass(frozen=True, slots=True)
class Lasts:
    """The planned last day."""

    until: date


@dataclass(frozen=True, slots=True)
class Matched:
    """This candidate is in a duo now."""

    candidate: int


@dataclass(frozen=True, slots=True)
class Replan:
    """What was still to come in this duo is worked out anew: `next_messages`."""


Consequence: TypeAlias = ScheduledMessage | PauseBegins | PauseEnds | MembersFree | Lasts | Matched | Replan


def of_beginning(pair: Pairing, now: datetime, lasts_days: int) -> tuple[Consequence, ...]:
    """A new duo: proposed to both, or agreed at once where the coordinator decides."""
    if pair.state is State.PROPOSED:
        return tuple(_proposed(pair))
    return (*_agreed(pair, now, lasts_days), Replan())


def of_move(
    before: Pairing, after: Pairing, by: Doer, lasts_days: int, meets: datetime | None = None
) -> tuple[Consequence, ...]:  # fmt: skip
    """A new state: what it means for people and dates. `meets` is a meeting that they have agreed on, or talk of."""
    told = _of_state(before, after, by, lasts_days)
    if before_morning(meets, by.now):
        told = (_at_once(one) for one in told)
    today = schedule.local_day(by.now)
    goes_on = (PauseEnds(today),) if before.state is State.PAUSED else ()
    return (*goes_on, *told, Replan())


def of_leaving(pair: Pairing, candidate: int, off: bool, by: Doer) -> tuple[Consequence, ...]:
    """One of several leaves, and with them a date that they proposed (`off`); `pair` as it was. The others go on, and
    hear who it was: they know each other."""
    key = f"left:{pair.id}:{candidate}"
    staff = ScheduledMessage(StaffMemberLeft(pair.id, candidate), by.now, key, programme=pair.programme)
    what = MemberLeft(pair.id, candidate, off)
    rest = (m.person for m in pair.others(candidate) if m.person and m.person != by.left)
    told = (ScheduledMessage(what, by.now, f"{what.kind}:{pair.id}:{candidate}", person=person) for person in rest)
    return (*told, staff, Replan())


def _at_once(one: Consequence) -> Consequence:
    """That the meeting falls away: for the members."""
    if isinstance(one, ScheduledMessage) and isinstance(one.what, Ended | Parted | Held):
        return replace(one, at_once=True)
    return one


def _of_state(before: Pairing, after: Pairing, by: Doer, lasts_days: int) -> Iterable[Consequence]:
    match after.state:
        case State.AGREED:
            yield from _agreed(after, by.now, lasts_days)
            yield _staff(after, StaffAgreed(after.id), by.now)
        case State.DECLINED | State.LAPSED | State.WITHDRAWN:
            yield MembersFree()
            if before.state is State.PROPOSED:
                # where it lapsed, it is nobody's doing: everybody hears of it
                but = 0 if after.state is State.LAPSED else by.left or by.person
                yield from _members(after, CalledOff(after.id), by.now, but)
                yield _staff(after, StaffCalledOff(after.id), by.now)
            elif by.left:
                yield from _left(after, by)
        case State.CLOSED if by.left:
            yield MembersFree()
            yield from _left(after, by)
        case State.CLOSED:
            yield from _members(after, Ended(after.id), by.now, by.person)
            yield _staff(after, StaffEnded(after.id), by.now)
        case State.PAUSED:
            yield PauseBegins(schedule.local_day(by.now))
            yield from _members(after, Held(after.id), by.now, by.person)
        case State.RUNNING if before.state is State.PAUSED:
            yield from _members(after, Resumed(after.id), by.now, by.person)


def _proposed(pair: Pairing) -> Iterable[ScheduledMessage]:
    """Asked at once, reminded after three days, and after seven it lapses."""
    remind = schedule.next_sending(pair.proposed + REMIND_AFTER)
    for what, due in (
        (Proposed(pair.id), pair.proposed), (ProposedAgain(pair.id), remind),
        (Lapse(pair.id), pair.proposed + LAPSE_AFTER),
    ):  # fmt: skip
        yield from (_to(m, what, due, pair.id) for m in pair.members)


def _agreed(pair: Pairing, now: datetime, lasts_days: int) -> Iterable[Consequence]:
    yield Lasts(schedule.local_day(now) + timedelta(days=lasts_days))
    for m in pair.members:
        yield Matched(m.candidate)
        yield _to(m, Paired(pair.id), now, pair.id)
        yield _to(m, ShareReminder(pair.id), schedule.next_sending(now + REMIND_SHARING), pair.id)


def _left(pair: Pairing, by: Doer) -> Iterable[ScheduledMessage]:
    """Somebody is gone: the others wait again, and are asked what they want; the coordinator hears who they are."""
    for m in pair.members:
        if m.person and m.person != by.left:
            yield ScheduledMessage(BuddyLeft(m.candidate), by.now, f"left:{pair.id}", programme=pair.programme)
            yield ScheduledMessage(Parted(pair.id), by.now, f"parted:{pair.id}", person=m.person)


def _members(pair: Pairing, what: OfDuo, now: datetime, but: int) -> Iterable[ScheduledMessage]:
    """The members hear of it, but for whoever did it."""
    for m in pair.members:
        if m.person and m.person != but:
            yield ScheduledMessage(what, now, f"{what.kind}:{pair.id}", person=m.person)


def _staff(pair: Pairing, what: OfDuo, now: datetime) -> ScheduledMessage:
    """The coordinators hear of it."""
    return ScheduledMessage(what, now, f"{what.kind}:{pair.id}", programme=pair.programme)


def _to(member: Member, what: Payload, due: datetime, about: int) -> ScheduledMessage:
    return ScheduledMessage(what, due, f"{what.kind}:{about}", candidate=member.candidate)


# --- alarms ---


def of_alarm(
    alarm: int, kind: Kind, candidate: int, programme: str, now: datetime, hours: int
) -> Iterable[ScheduledMessage]:  # fmt: skip
    """Its coordinators hear of it at once, at any hour. What is urgent comes again after so many hours of the day."""
    # somebody who adds to what is open has said something new: that is heard too
    key = f"alarm:{alarm}:{_stamp(now)}"
    yield ScheduledMessage(AlarmRaised(alarm, candidate), now, key, programme=programme)
    if kind in URGENT:
        due = again(now, hours)
        yield ScheduledMessage(AlarmAgain(alarm, candidate), due, f"alarm:{alarm}:again", programme=programme)


def of_erased(alarm: int, programme: str, now: datetime) -> ScheduledMessage:
    """Whoever raised it is gone: its coordinators should not go on looking for them."""
    return ScheduledMessage(AlarmErased(alarm), now, f"alarm:{alarm}:erased", programme=programme)


def of_shown(reader: int, message: int, now: datetime) -> ScheduledMessage:
    """A file that was erased stands in a message of this reader."""
    return ScheduledMessage(CardErased(message), now, f"erased:{message}", person=reader)


def of_handled(alarm: int, person: int, now: datetime) -> ScheduledMessage:
    """A colleague hears that somebody has looked at it."""
    return ScheduledMessage(AlarmHandled(alarm), now, f"alarm:{alarm}:handled", person=person)


# --- talks ---

TALK_LASTS = timedelta(hours=1)  # after the last word


def of_words(
    what: SpeakUp, talk: int, candidate: int, person: int, staff: Collection[int], now: datetime, number: int,
    language: str,
) -> Iterable[ScheduledMessage]:  # fmt: skip
    """The other side hears it at once: `person`, or whoever of the `staff` takes part, or all of the programme.
    Both are told when an hour passed without a word. `number` keeps two words of the same second apart; `language` is
    that of whoever wrote."""
    ends = now + TALK_LASTS
    if what.staff:
        said = StaffSaid(what.programme, what.name, what.words, number, language)
        yield ScheduledMessage(said, now, f"words:{number}", person=person)
    else:
        told, key = TheySaid(talk, candidate, what.words, number, language), f"words:{number}"
        yield from (ScheduledMessage(told, now, key, person=one) for one in staff)
        if not staff:
            yield ScheduledMessage(told, now, key, programme=what.programme)
    for one in (person, *staff):
        yield ScheduledMessage(TalkEnds(talk), ends, f"talk:{talk}", person=one)


# --- candidates and staff ---

GATHER = timedelta(seconds=2)  # newcomers who come together are told of together


def of_candidate(programme: str, now: datetime) -> ScheduledMessage:
    """Somebody came in: its coordinators hear of everybody who is new."""
    return ScheduledMessage(NewCandidates(), now + GATHER, f"new:{programme}", programme=programme)


def of_joining(programme: str, person: int, now: datetime) -> ScheduledMessage:
    """A new colleague hears who waits already."""
    return ScheduledMessage(NewCandidates(), now + GATHER, f"new:{programme}", person=person)


def of_desk(person: int, every: Every, now: datetime) -> tuple[ScheduledMessage, ...]:
    """The next message of the day of a colleague; none for whoever wants none."""
    due = next_digest(now, every)
    return (ScheduledMessage(Digest(), due, f"{Digest.kind}:{_stamp(due)}", person=person),) if due else ()


def of_leave(name: str, leave: Leave, now: datetime) -> ScheduledMessage:
    """A colleague hears that they take over, and until when."""
    told = StandsIn(name, leave.start.isoformat(), leave.until.isoformat())
    return ScheduledMessage(told, now, f"{told.kind}:{leave.start}:{leave.until}", person=leave.deputy)


def of_signature(candidate: int, now: datetime) -> ScheduledMessage:
    """Their paper was signed."""
    return ScheduledMessage(PaperSigned(), now, f"{PaperSigned.kind}:{candidate}:{_stamp(now)}", candidate=candidate)


def of_assigned(candidate: int, person: int, now: datetime) -> ScheduledMessage:
    """A colleague hears that somebody is theirs to follow up."""
    return ScheduledMessage(Assigned(candidate), now, f"{Assigned.kind}:{candidate}", person=person)


def of_handing(person: int, name: str, people: int, duos: int, now: datetime) -> ScheduledMessage:
    """A colleague hears that so many people of `name` are theirs."""
    return ScheduledMessage(HandedOver(name, people, duos), now, f"{HandedOver.kind}:{_stamp(now)}", person=person)


def of_handing_on(person: int, name: str, people: int, now: datetime) -> ScheduledMessage:
    """A colleague hears that `name` handed so many people of theirs on."""
    return ScheduledMessage(HandedOn(name, people), now, f"{HandedOn.kind}:{_stamp(now)}", person=person)


def of_lateness(candidate: int, person: int, now: datetime) -> ScheduledMessage:
    """Somebody whom nobody looked at in time: we are sorry."""
    return ScheduledMessage(SorryLate(candidate), schedule.next_sending(now), f"late:{candidate}", person=person)


def of_overdue(
    programme: str, level: Level, staff: Collection[int], nearby: Collection[int], count: int, days: int, now: datetime
) -> Iterable[ScheduledMessage]:  # fmt: skip
    """`count` people of a programme wait too long, the longest so many working `days`: its `staff` of that level is
    told who, and whoever leads `nearby` how many."""
    due = schedule.next_sending(now)
    key = f"overdue:{programme}:{level}:{schedule.local_day(due)}"
    yield from (ScheduledMessage(Overdue(programme, level), due, key, person=one) for one in staff)
    yield from (ScheduledMessage(OverdueNearby(programme, count, days), due, key, person=one) for one in nearby)


def of_aside(candidate: int, programme: str, now: datetime) -> ScheduledMessage:
    """The day has come until which they were set aside: the staff hears of it, and they don't."""
    return ScheduledMessage(AsideOver(candidate), now, f"{AsideOver.kind}:{candidate}", programme=programme)


def of_staff(change: Appoint | Dismiss, now: datetime) -> ScheduledMessage:
    """Another role, or none: they hear of it."""
    where = change.programme
    told = Appointed(where) if isinstance(change, Appoint) else Dismissed(where)
    return ScheduledMessage(told, now, f"{told.kind}:{where}", person=change.person)


def of_guardian(person: int, yes: bool, now: datetime) -> ScheduledMessage:
    """The young person hears what their guardian said; after a no, nothing of theirs is kept."""
    told = Vouched() if yes else Unvouched()
    return ScheduledMessage(told, now, told.kind, person=person)


def of_correction(candidate: int, changed: Iterable[str], programme: str, now: datetime) -> ScheduledMessage:
    """The coordinators read what changed in a file."""
    return ScheduledMessage(FileChanged(candidate, list(changed)), now, f"changed:{candidate}", programme=programme)


def of_question(relay: int, candidate: int, now: datetime) -> ScheduledMessage:
    """A coordinator's question is carried to the candidate."""
    return ScheduledMessage(Relayed(relay), now, f"relay:{relay}", candidate=candidate)


def of_reply(relay: int, candidate: int, coordinator: int, now: datetime) -> ScheduledMessage:
    """And the answer to whoever asked."""
    return ScheduledMessage(Replied(relay, candidate), now, f"reply:{relay}", person=coordinator)


def of_waiting(candidate: int, person: int, since: datetime) -> ScheduledMessage:
    """Whoever has waited long since they last said so is asked whether they still want to."""
    due = schedule.still_asked(since)
    return ScheduledMessage(Interest(candidate), due, f"interest:{candidate}:{_stamp(due)}", person=person)


def still_looking(candidate: int, person: int, since: datetime) -> ScheduledMessage:
    """The next line to somebody who waits: every three weeks they read that they are not forgotten."""
    due = schedule.still_told(since)
    return ScheduledMessage(StillLooking(candidate), due, f"still:{candidate}:{_stamp(due)}", person=person)


# --- contacts and meetings ---


def of_sharing(pair: Pairing, now: datetime) -> tuple[ScheduledMessage, ...]:
    """Once each of them has chosen: how to reach the others. Where one wants the coordinator to introduce them, that
    is asked of the coordinator."""
    if not all(m.sharing and m.person for m in pair.members):
        return ()
    key = f"contacts:{pair.id}:{_stamp(now)}"
    told = tuple(ScheduledMessage(Contacts(pair.id), now, key, person=m.person) for m in pair.members)
    introduced = any(m.sharing is Sharing.COORDINATOR for m in pair.members)
    return (*told, _staff(pair, Introduce(pair.id), now)) if introduced else told


def before_morning(at: datetime | None, now: datetime) -> bool:
    """Is a meeting at `at` so near that whoever hears of it in the morning hears too late? Then they hear at once, also
    at night: nobody waits alone."""
    return at is not None and now < at < schedule.within_window(now) + HEARD_BEFORE


def of_meeting_proposed(
    pair: Pairing, meeting: int, proposer: int, at: datetime, now: datetime
) -> tuple[ScheduledMessage, ...]:  # fmt: skip
    """The others are asked whether it suits them; `proposer` is a candidate, 0 for the coordinator."""
    asked = (m for m in pair.members if m.candidate != proposer)
    told = (_to(m, MeetingProposed(pair.id, meeting), now, meeting) for m in asked)
    return tuple(replace(message, at_once=before_morning(at, now)) for message in told)


def of_unfit(
    pair: Pairing, meeting: int, candidate: int, proposer: int, at: datetime, now: datetime
) -> ScheduledMessage:  # fmt: skip
    """Whoever proposed it (the person `proposer`) hears whom it doesn't suit."""
    what = MeetingUnfit(pair.id, meeting, candidate)
    return ScheduledMessage(
        what, now, f"unfit:{meeting}", person=proposer, at_once=before_morning(at, now)
    )  # fmt: skip


def of_fit(
    pair: Pairing, meeting: int, yes: Collection[int], at: datetime, now: datetime
) -> tuple[ScheduledMessage, ...]:  # fmt: skip
    """Once it suits everybody who answers: they read so, are reminded the evening before, and are asked after it."""
    if not {m.candidate for m in pair.members if m.answers} <= set(yes):
        return ()
    evening = datetime.combine(schedule.local_day(at) - timedelta(days=1), schedule.DAY_CLOSES, schedule.ZONE)
    moments: tuple[tuple[Payload, datetime], ...] = (
        (MeetingSet(pair.id, meeting), now),
        (MeetingTomorrow(pair.id, meeting), evening - DAY_BEFORE),
        (DidYouMeet(pair.id, meeting), schedule.within_window(at + AFTER_MEETING)),
    )
    soon = before_morning(at, now)
    told = tuple(
        replace(_to(m, what, due, meeting), at_once=soon and isinstance(what, MeetingSet))
        for what, due in moments if due >= now for m in pair.members
    )  # fmt: skip
    first = pair.state is State.AGREED
    return (*told, _staff(pair, StaffMeets(pair.id, meeting), now)) if first else told


def of_stories(pair: Pairing, meeting: int, met: Mapping[int, bool], now: datetime) -> tuple[ScheduledMessage, ...]:
    """What each told of a meeting, by candidate: where they contradict each other, a coordinator asks. Neither reads
    what the other told."""
    if len(set(met.values())) < 2:
        return ()
    what = StoriesDiffer(pair.id, meeting)
    return (ScheduledMessage(what, now, f"{what.kind}:{meeting}", programme=pair.programme),)


def of_extension(pair: Pairing, candidate: int, until: date, by: Doer) -> tuple[Consequence, ...]:
    """The duo goes on: the others read until when, and the rhythm with it."""
    told = (m for m in pair.members if m.person and m.person != by.person)
    key = f"extended:{pair.id}:{until.isoformat()}"
    heard = (ScheduledMessage(Extended(pair.id, candidate), by.now, key, person=m.person) for m in told)
    return (Lasts(until), *heard, *(() if pair.state is State.PAUSED else (Replan(),)))  # a look later stays as it is


# --- dates ---


def next_messages(
    pair: Pairing, courses: Mapping[int, tuple[Course, Collection[str]]], now: datetime
) -> tuple[ScheduledMessage, ...]:  # fmt: skip
    """What comes next in a duo: each member's next check-in; where there is none, a coordinator looks at it.

    `courses` are by candidate: what a member's waves follow from, and the names of those that were asked.
    """
    if pair.state is State.PROPOSED or pair.state.over:
        return ()
    told = [] if pair.state is State.PAUSED else [(c, _wave(*courses[c], now)) for c in courses]
    waves = tuple(_check_in(pair.id, candidate, at) for candidate, at in told if at)
    if waves:
        return waves
    return (look_at(pair.id, pair.programme, now + LOOK_AGAIN),)


def look_at(duo: int, programme: str, at: datetime) -> ScheduledMessage:
    """A coordinator looks at a duo in which nothing would happen any more: `LOOK_AGAIN` after whatever happened in it
    last, or after the last look."""
    due = schedule.next_sending(at)
    return ScheduledMessage(LookAtDuo(duo), due, f"look:{duo}:{_stamp(due)}", programme=programme)


def _check_in(duo: int, candidate: int, at: datetime) -> ScheduledMessage:
    return ScheduledMessage(CheckIn(duo), at, f"checkin:{duo}:{_stamp(at)}", candidate=candidate)


def _wave(course: Course, asked: Collection[str], now: datetime) -> datetime | None:
    """What fell due and could not be asked yet, at the next moment at which it may; or the next wave."""
    moment = schedule.next_sending(now)
    if schedule.due_waves(course, asked, moment):
        return moment
    wave = schedule.next_wave(course, asked, now)
    return wave.at if wave else None


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
