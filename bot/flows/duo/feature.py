"""A duo's life as its members read it: asked, agreed, how to reach each other, the first meeting, the end."""

from dataclasses import replace
from datetime import datetime

from bot.flows.core import also_call
from bot.flows.duo.common import MEETS, about, beside, duo_button, for_member, me_in, not_safe, others, to_staff, whom
from bot.flows.duo.contact import SHARING, contacts, ideas, reach, unshared
from bot.flows.duo.ending import PARTING, closed, extended, left_behind
from bot.flows.duo.meeting import APPOINTMENT, MEETING, METUP, agreed, falls_away, invited, met_up, set_for, spot, when
from bot.flows.duo.proposal import PROPOSAL, proposed
from bot.flows.duo.rhythm import MEASURES, asks_again, asks_of_the_end, at_its_end
from bot.flows.feature import Effects, Feature, Shortcut, Situation
from programme.duo import Answer as Said
from programme.duo import Move, Sharing, State
from programme.effects import (
    Begin,
    CallHuman,
    Drop,
    MoveDuo,
    Part,
    Say,
    Toast,
)
from programme.message import Button, Day, Go, Phrase, Rows, Value, number
from programme.model import SOURCE, Duo, Known, Member
from programme.queries import DuoOf, DuosOf
from programme.schedule import local_day
from programme.scheduled import (
    CalledOff,
    Contacts,
    DidYouMeet,
    Ended,
    Extended,
    Held,
    Lapse,
    MeetingProposed,
    MeetingSet,
    MeetingTomorrow,
    MemberLeft,
    Parted,
    Proposed,
    ProposedAgain,
    Resumed,
    ShareReminder,
    WantsToTalk,
)

# how to be reached, does that meeting suit, how is it going, what after the planned end
PUT_OFF = ("share", "invited", "tell", "end")


def led(verb: str) -> Shortcut:
    """A button under where somebody stands. What is not theirs, or not possible now, is over."""

    def handle(argument: str, at: Situation) -> Effects:
        duo = at.known.get(DuoOf(number(argument)))
        me = me_in(duo, at.known.person)
        if duo is None or me is None:
            return (Toast(Phrase("duo.over")),)
        return _led(verb, duo, me, at)

    return Shortcut(verb, handle, lambda argument, _: (DuoOf(number(argument)),))


def _led(verb: str, duo: Duo, me: Member, at: Situation) -> Effects:
    if verb == "offer" and duo.state == State.PROPOSED:
        return proposed(duo, me, "proposal.hello") or (Say((Phrase("proposal.waits"),)),)
    if verb == "leave" and not State(duo.state).over:
        ended = Phrase("unsafe.parted", whom(beside(duo, me, at.known)))
        said = Say((ended, *also_call(at.known), Phrase("status.next")), last=True)
        return (Drop(None, {"duo": duo.id}), Part(duo.id, me.candidate, "unsafe"), said)
    if duo.state not in MEETS:
        return (Toast(Phrase("duo.over")), Say((Phrase("duo.over"),)))
    values: dict[str, Value] = {"buddy": others(duo, me)}
    if verb in PUT_OFF:
        return _asked_again(verb, duo, me, at)
    match verb:
        case "meet":
            return (Begin("meeting", about(duo, me)),)
        case "ideas":
            return ideas(duo, me, at.session.language or SOURCE)
        case "part":
            return (Begin("parting", about(duo, me)),)
        case "hold" if duo.state in (State.MET, State.RUNNING):
            rows = ((duo_button("hold.off", "go", duo.id),),)
            held = Say((Phrase("hold.told", values),), rows=rows)
            return (MoveDuo(duo.id, Move.PAUSE), *falls_away(duo, at.known), held)
        case "go" if duo.state == State.PAUSED:
            return (MoveDuo(duo.id, Move.RESUME), Say((Phrase("hold.over", values),)))
        case "unsafe":
            return not_safe(duo.id, me.candidate, duo.programme, beside(duo, me, at.known))
        case "talk":
            here = beside(duo, me, at.known)
            told = to_staff(WantsToTalk(duo.id, me.candidate), here)
            return (told, CallHuman())
    return (Toast(Phrase("duo.over")),)


def _asked_again(verb: str, duo: Duo, me: Member, at: Situation) -> Effects:
    """What was put off, once more."""
    if verb == "share":
        return (Begin("sharing", about(duo, me)),)
    if verb == "invited":
        found = duo.meeting and me.candidate not in duo.meeting.yes and invited(duo, me, duo.meeting.id, at.known)
        return found or (Say((Phrase("meeting.gone"),)),)
    if verb == "end":
        return asks_of_the_end(duo, me) if at_its_end(duo, me, at.known.today) else (Say((Phrase("meeting.gone"),)),)
    hello = Phrase("checkin.hello", {"buddy": others(duo, me), "name": me.name})
    return asks_again(duo, me, at.known, hello) or (Say((Phrase("checkin.none"),)),)


def not_safe_now(at: Situation) -> Effects:
    """*Not safe*, from a button of a check-in that is no longer open: in the duo that they are in."""
    person = at.known.person
    if person is None:
        return ()
    for duo in at.known.get(DuosOf(person.id)):
        if (me := duo.member(person.id)) and duo.state in MEETS:
            return not_safe(duo.id, me.candidate, duo.programme, beside(duo, me, at.known))
    return ()


def buttons(duo: Duo, candidate: int, now: datetime) -> Rows:
    """What a member can do with a duo as it stands."""
    if duo.state == State.PROPOSED:
        return ((duo_button("proposal.do", "offer", duo.id),),)
    if candidate in duo.unsafe:  # nothing asks them to meet
        return ((duo_button("talk.do", "talk", duo.id),), (duo_button("unsafe.part", "leave", duo.id),))
    rest, go = duo_button("hold.on", "hold", duo.id), duo_button("hold.off", "go", duo.id)
    hold = {State.MET: (rest,), State.RUNNING: (rest,), State.PAUSED: (go,)}
    return (
        *_waiting(duo, candidate, now),
        (duo_button("meeting.do", "meet", duo.id), duo_button("ideas.do", "ideas", duo.id)),
        (Button(Phrase("tally.do"), Go("hours")), *hold.get(State(duo.state), ())),
        (duo_button("talk.do", "talk", duo.id),),
        (duo_button("parting.do", "part", duo.id), duo_button("mood.unsafe", "unsafe", duo.id)),
    )


def _waiting(duo: Duo, candidate: int, now: datetime) -> Rows:
    """What was asked, and put off."""
    me = duo.member(candidate)
    if me is None:
        return ()
    asked = [duo_button("sharing.do", "share", duo.id)] if not me.sharing else []
    if me.asked and len(me.asked) not in me.told:
        asked.append(duo_button("checkin.do", "tell", duo.id))
    if duo.meeting and duo.meeting.stands(now) and candidate not in duo.meeting.yes:
        asked.append(duo_button("meeting.answer", "invited", duo.id))
    if at_its_end(duo, me, local_day(now)):
        asked.append(duo_button("parting.planned.do", "end", duo.id))
    return tuple((button,) for button in asked)


def as_it_stands(duo: Duo, candidate: int, known: Known) -> tuple[Phrase, ...]:
    """With whom and since when, the next date, how to reach each other. Whoever is not safe reads no more than whom."""
    me = duo.member(candidate)
    if me is None or duo.state not in MEETS:
        return ()
    since = Phrase("status.since", {"buddy": others(duo, me), "day": Day(local_day(duo.formed))})
    if candidate in duo.unsafe:
        return (since,)
    rests = (Phrase("status.rests"),) if duo.state == State.PAUSED else ()
    return (since, *rests, *_next_date(duo, known), *_reach(duo, me, known))


def _reach(duo: Duo, me: Member, known: Known) -> tuple[Phrase, ...]:
    """Once everybody chose: nobody gives their number for nothing. Who met needs no introduction any more."""
    if not all(m.sharing for m in duo.members):
        return ()
    direct = tuple(m for m in duo.members if duo.state == State.AGREED or m.sharing != Sharing.COORDINATOR)
    return reach(replace(duo, members=direct), me, known)


def _next_date(duo: Duo, known: Known) -> tuple[Phrase, ...]:
    found = duo.meeting
    if found is None or not found.stands(known.now) or duo.unsafe or duo.state == State.PAUSED:
        return ()
    key = "status.meeting" if {m.candidate for m in duo.members} <= found.yes else "status.meeting.open"
    return (Phrase(key, {**when(found.at), "place": spot(found.place)}),)


FLOWS = (PROPOSAL, SHARING, MEETING, APPOINTMENT, METUP, MEASURES, PARTING)


def _off(_: CalledOff, duo: Duo, me: Member, __: Situation) -> Effects:
    return (Say((Phrase("proposal.off", {"buddy": others(duo, me)}),)),)


def _held(_: Held, duo: Duo, me: Member, at: Situation) -> Effects:
    if duo.state != State.PAUSED:
        return ()
    said = Phrase("hold.on.told", {"buddy": others(duo, me)})
    return (*falls_away(duo, at.known), Say((said,), rows=((duo_button("hold.off", "go", duo.id),),)))


def _resumed(_: Resumed, duo: Duo, me: Member, __: Situation) -> Effects:
    return (Say((Phrase("hold.over", {"buddy": others(duo, me)}),)),) if duo.state == State.RUNNING else ()


FEATURE = Feature(
    "duo",
    flows=FLOWS,
    scheduled=(
        for_member(Proposed, lambda _, duo, me, __: proposed(duo, me, "proposal.hello")),
        for_member(
            ProposedAgain,
            lambda _, duo, me, __: proposed(duo, me, "proposal.again") if me.answer == Said.OPEN else (),
        ),
        for_member(
            Lapse, lambda _, duo, __, ___: (MoveDuo(duo.id, Move.LAPSE),) if duo.state == State.PROPOSED else ()
        ),
        for_member(CalledOff, _off, anew=True),
        for_member(ShareReminder, lambda _, duo, me, __: unshared(duo, me)),
        for_member(Contacts, lambda _, duo, me, at: contacts(duo, me, at.known)),
        for_member(MeetingProposed, lambda told, duo, me, at: invited(duo, me, told.meeting, at.known)),
        for_member(MeetingSet, lambda told, duo, me, at: agreed(duo, me, told.meeting, at.known)),
        for_member(
            MeetingTomorrow, lambda told, duo, me, at: set_for("meeting.tomorrow", duo, me, told.meeting, at.known)
        ),
        for_member(DidYouMeet, lambda told, duo, me, _: met_up(duo, me, told.meeting)),
        for_member(Ended, lambda _, duo, me, at: closed(duo, me, False, at.known), anew=True),
        for_member(Parted, lambda _, duo, me, at: closed(duo, me, True, at.known), anew=True),
        for_member(Extended, extended),
        for_member(MemberLeft, left_behind),
        for_member(Held, _held),
        for_member(Resumed, _resumed),
    ),
    buttons=tuple(map(led, ("offer", "meet", "ideas", "part", "hold", "go", "talk", "unsafe", "leave", *PUT_OFF))),
)
