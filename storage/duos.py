"""A duo's life in rows. `programme.duo` says what may happen; here it is written, with what follows from it.

A move that comes too late (two answers in the same second, an old button) changes nothing.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from programme import duo as machine
from programme import rhythm
from programme.duo import IllegalMove, Move, Pairing, Role, Sharing, State
from programme.effects import (
    Answered,
    Arrange,
    Asked,
    CheckedIn,
    Fits,
    FormDuo,
    GoesOn,
    Keep,
    Measured,
    MetUp,
    MoveDuo,
    Part,
    Propose,
    ScheduledMessage,
    Share,
    Solved,
)
from programme.matching import has_room
from programme.model import Side
from programme.preset import DEFAULT, Preset, preset
from programme.rhythm import Course
from programme.scheduled import (
    BuddyLeft,
    CalledOff,
    CheckIn,
    Contacts,
    DidYouMeet,
    Ended,
    Held,
    Introduce,
    Lapse,
    LookAtDuo,
    MeetingProposed,
    MeetingSet,
    MeetingTomorrow,
    MeetingUnfit,
    OfDuo,
    Paired,
    Parted,
    Proposed,
    ProposedAgain,
    Resumed,
    ShareReminder,
    StaffCalledOff,
    StaffEnded,
)
from storage import reads
from storage.rows import moment_of, text_of
from storage.store import Unit
from storage.wakes import By
from storage.wakes import schedule as later

Life = (
    FormDuo | Propose | Answered | Share | MoveDuo | GoesOn | Part | Arrange | Fits | MetUp | Asked | Measured
    | Solved | Keep
)  # fmt: skip
REMIND_SHARING = machine.REMIND_AFTER
AFTER_MEETING = timedelta(hours=3)


async def live(unit: Unit, by: By, effect: Life) -> None:  # noqa: C901, PLR0912  # one arm an effect
    match effect:
        case FormDuo() | Propose():
            await _begin(unit, by, effect)
        case Answered(duo, candidate, said):
            await _changed(unit, by, duo, lambda pair: machine.answer(pair, candidate, said, by.now))
        case MoveDuo(duo, move):
            await _changed(unit, by, duo, lambda pair: machine.move(pair, move, by.now))
        case GoesOn(duo, candidate):
            await goes_on(unit, by, duo, candidate)
        case Share():
            await _share(unit, by, effect)
        case Part():
            await _part(unit, by, effect)
        case Arrange():
            await _arrange(unit, by, effect)
        case Fits():
            await _fits(unit, by, effect)
        case MetUp():
            await _met_up(unit, by, effect)
        case Asked(duo, candidate, wave):
            if wave:
                await unit.run("add_wave", duo=duo, candidate=candidate, wave=wave, at=by.at)
            await schedule(unit, by, duo)
        case Measured(duo, candidate, moment, measure, wording, value):
            kept = {"duo": duo, "candidate": candidate, "moment": moment, "measure": measure, "wording": wording}
            await unit.run("add_measure", **kept, at=by.at, value=value)
        case Solved(programme, pairs):
            await unit.run("drop_puzzle", person=by.person, programme=programme)
            whose = {"person": by.person, "programme": programme}
            told = ({**whose, "rank": i, "newcomer": n, "volunteer": v} for i, (n, v) in enumerate(pairs))
            await unit.many("add_puzzle_pair", told)
        case Keep(programme, newcomer, volunteer, kept):
            pair = {"programme": programme, "newcomer": newcomer, "volunteer": volunteer, "kept": kept}
            await unit.run("set_puzzle_pair", person=by.person, **pair)


# --- the machine, in rows ---


async def pairing(unit: Unit, id: int) -> Pairing | None:
    """A duo as the machine sees it; None where there is none."""
    row = await unit.one("duo", id=id, programmes=None)
    members = await unit.all("pairing_members", duo=id) if row else []
    if row is None or len(members) < 2:
        return None
    since = moment_of(row["since"] or row["formed"])
    agreed = None if row["state"] == State.PROPOSED else moment_of(row["formed"])
    told = (
        machine.Member(
            m["candidate"], Side(m["side"]), Role(m["role"]), m["household"], machine.Answer(m["answer"]),
            Sharing(m["sharing"] or Sharing.COORDINATOR),
        )
        for m in members
    )  # fmt: skip
    return Pairing(
        id, row["programme"], tuple(told), proposed=moment_of(row["formed"]), since=since, state=State(row["state"]),
        started=agreed, held=timedelta(seconds=row["held"]), reason=row["reason"],
    )  # fmt: skip


async def _changed(unit: Unit, by: By, id: int, step, left: int = 0) -> Pairing | None:  # type: ignore[no-untyped-def]
    """The duo after a step of the machine, written down; None when the machine doesn't allow it (any more)."""
    before = await pairing(unit, id)
    if before is None:
        return None
    try:
        after: Pairing = step(before)
    except (IllegalMove, ValueError):
        return None
    await _save(unit, by, before, after, left)
    return after


async def _save(unit: Unit, by: By, before: Pairing, after: Pairing, left: int) -> None:
    if after.state is not State.DECLINED:  # who said no is kept nowhere
        for m, was in zip(after.members, before.members, strict=True):
            if m.answer is not was.answer:
                await unit.run("set_answer", duo=after.id, candidate=m.candidate, answer=m.answer)
    if after.state is before.state:
        return
    since = text_of(after.since)
    await unit.run(
        "move_duo", id=after.id, state=after.state, since=since, held=int(after.held.total_seconds()),
        formed=text_of(after.started or after.proposed), ended=since if after.state.over else None,
        reason=after.reason,
    )  # fmt: skip
    move = next(move for (start, move), (to, _) in machine.MOVES.items() if (start, to) == (before.state, after.state))
    await unit.run("add_move", duo=after.id, move=move, state=after.state, at=by.at)
    await _follow(unit, by, before, after, left)


async def _follow(unit: Unit, by: By, before: Pairing, after: Pairing, left: int) -> None:
    """What a new state means for people and dates. `left` is the person who leaves, and hears nothing of it."""
    today = rhythm.local_day(by.now).isoformat()
    if before.state is State.PAUSED:
        await unit.run("end_pause", duo=after.id, day=today)
    match after.state:
        case State.AGREED:
            await _agreed(unit, by, after)
        case State.DECLINED | State.LAPSED | State.WITHDRAWN:
            await unit.run("free_members", duo=after.id)
            if before.state is State.PROPOSED:
                # whoever's wake it was that lapsed hears of it like everybody
                await _tell(
                    unit, by, after, CalledOff(after.id), but=0 if after.state is State.LAPSED else left or by.person
                )
                await _staff(unit, by, after, StaffCalledOff(after.id))
            elif left:
                await _left(unit, by, after, left)
        case State.CLOSED if left:
            await unit.run("free_members", duo=after.id)
            await _left(unit, by, after, left)
        case State.CLOSED:
            await _tell(unit, by, after, Ended(after.id), but=by.person)
            await _staff(unit, by, after, StaffEnded(after.id))
        case State.PAUSED:
            await unit.run("add_pause", duo=after.id, day=today)
            await _tell(unit, by, after, Held(after.id), but=by.person)
        case State.RUNNING if before.state is State.PAUSED:
            await _tell(unit, by, after, Resumed(after.id), but=by.person)
    await schedule(unit, by, after.id)


async def _begin(unit: Unit, by: By, effect: FormDuo | Propose) -> None:
    files = [await reads.candidate(unit, id) for id in (effect.newcomer, effect.volunteer)]
    newcomer, volunteer = files
    if newcomer is None or volunteer is None:
        return
    proposes = isinstance(effect, Propose)
    if proposes and not (has_room(newcomer) and has_room(volunteer)):
        return
    told = [machine.Member(one.id, one.side) for one in (newcomer, volunteer)]
    choosing = machine.Choosing.BOTH if proposes else machine.Choosing.COORDINATOR
    one = machine.propose(0, newcomer.programme, told, by.now, choosing)
    id = await unit.value("add_duo", programme=one.programme, state=one.state, by=by.somebody, at=by.at)
    for m in one.members:
        said = machine.Answer.OPEN if proposes else machine.Answer.YES
        await unit.run("add_member", duo=id, candidate=m.candidate, side=m.side, answer=said)
    await unit.run("add_move", duo=id, move="propose", state=one.state, at=by.at)
    one = replace(one, id=id)
    if proposes:
        await _proposed(unit, by, one)
    else:
        await _agreed(unit, by, one)
        await schedule(unit, by, id)


async def _proposed(unit: Unit, by: By, one: Pairing) -> None:
    remind, lapse = rhythm.next_sending(one.proposed + machine.REMIND_AFTER), one.proposed + machine.LAPSE_AFTER
    for m in one.members:
        for what, due in ((Proposed, by.now), (ProposedAgain, remind), (Lapse, lapse)):
            said = ScheduledMessage(what(one.id), due, f"{what.kind}:{one.id}", candidate=m.candidate)
            await later(unit, by, said)


async def _agreed(unit: Unit, by: By, one: Pairing) -> None:
    set_up = await preset_of(unit, one.id)
    ends = rhythm.local_day(by.now) + timedelta(days=set_up.lasts_days)
    await unit.run("set_end", id=one.id, ends=ends.isoformat())
    reminded = rhythm.next_sending(by.now + REMIND_SHARING)
    for m in one.members:
        await unit.run("set_matched", id=m.candidate, at=by.at)
        for what, due in ((Paired, by.now), (ShareReminder, reminded)):
            said = ScheduledMessage(what(one.id), due, f"{what.kind}:{one.id}", candidate=m.candidate)
            await later(unit, by, said)


async def _tell(unit: Unit, by: By, one: Pairing, what: OfDuo, but: int) -> None:
    """The members hear of it, but for whoever did it."""
    for m in one.members:
        person = await unit.value("person_of", id=m.candidate)
        if person and person != but:
            await later(unit, by, ScheduledMessage(what, by.now, f"{what.kind}:{one.id}", person=person))


async def _staff(unit: Unit, by: By, one: Pairing, what: OfDuo) -> None:
    """The coordinators hear of it."""
    await later(unit, by, ScheduledMessage(what, by.now, f"{what.kind}:{one.id}", programme=one.programme))


async def _left(unit: Unit, by: By, one: Pairing, left: int) -> None:
    """Somebody is gone: the others wait again, and are asked what they want; the coordinator hears who they are."""
    for m in one.members:
        person = await unit.value("person_of", id=m.candidate)
        if person and person != left:
            told = ScheduledMessage(BuddyLeft(m.candidate), by.now, f"left:{one.id}", programme=one.programme)
            await later(unit, by, told)
            await later(unit, by, ScheduledMessage(Parted(one.id), by.now, f"parted:{one.id}", person=person))


async def leave(unit: Unit, by: By, person: int) -> None:
    """Every duo of somebody who stops, moves away or is erased ends."""
    for row in await unit.all("duos_of_person", person=person):
        step = lambda pair: machine.end(pair, by.now, "left", left=True)  # noqa: E731
        await _changed(unit, by, row["id"], step, left=person)


# --- contacts, meetings, ends ---


async def _share(unit: Unit, by: By, how: Share) -> None:
    pair, person = await pairing(unit, how.duo), await unit.value("person_of", id=how.candidate)
    if pair is None or person is None or pair.state.over or not pair.contact_may_go:
        return
    await unit.open_for(person)
    contact = unit.seal(person, reads.sharing_place(how.duo, how.candidate), how.contact)
    await unit.run("set_sharing", duo=how.duo, candidate=how.candidate, sharing=how.how, contact=contact)
    found = await unit.all("members", duo=how.duo)
    if len(found) == len(pair.members) and all(m["sharing"] for m in found):
        for m in found:
            key = f"contacts:{how.duo}:{by.at}"
            await later(unit, by, ScheduledMessage(Contacts(how.duo), by.now, key, person=m["person"]))
        if any(m["sharing"] == Sharing.COORDINATOR for m in found):
            key = f"introduce:{how.duo}"
            await later(unit, by, ScheduledMessage(Introduce(how.duo), by.now, key, programme=pair.programme))


async def goes_on(unit: Unit, by: By, id: int, candidate: int) -> None:
    """Somebody tells of a meeting: they have met, and when all of them say so the duo runs."""
    pair = await pairing(unit, id)
    if pair is None or pair.state not in (State.AGREED, State.MET):
        return
    await unit.run("set_goes_on", duo=id, candidate=candidate)
    if pair.state is State.AGREED:
        await _changed(unit, by, id, lambda pair: machine.move(pair, Move.MEET, by.now))
    members = await unit.all("pairing_members", duo=id)
    if all(m["goes_on"] for m in members if m["role"] == Role.ADULT):
        await _changed(unit, by, id, lambda pair: machine.move(pair, Move.RUN, by.now))


async def checked_in(unit: Unit, by: By, told: CheckedIn) -> None:
    """A meeting that a check-in tells of counts as having met."""
    if told.met and told.safe:
        await goes_on(unit, by, told.duo, told.candidate)


async def _part(unit: Unit, by: By, end: Part) -> None:
    person = await unit.value("person_of", id=end.candidate) if end.candidate else None
    if await pairing(unit, end.duo) is None or (end.candidate and person is None):
        return
    note = None
    if person is not None and end.note:
        await unit.open_for(person)
        note = unit.seal(person, reads.parting_place(end.duo, end.candidate), end.note)
    await unit.run(
        "add_parting", duo=end.duo, candidate=end.candidate, at=by.at, reason=end.reason, note=note, again=end.again
    )
    await _changed(unit, by, end.duo, lambda pair: machine.end(pair, by.now, end.reason))
    if end.again is not None:
        await unit.run("wants_again" if end.again else "wants_no_more", id=end.candidate, at=by.at)


async def _arrange(unit: Unit, by: By, plan: Arrange) -> None:
    pair = await pairing(unit, plan.duo)
    if pair is None or pair.state.over or not pair.contact_may_go:
        return
    id = await unit.next_number("meetings")
    await unit.open_for(by.person)
    place = unit.seal(by.person, reads.meeting_place(id), plan.place)
    row = {"duo": plan.duo, "proposer": plan.candidate, "person": by.person, "at": text_of(plan.at), "place": place}
    await unit.run("add_meeting", id=id, **row)
    asked = MeetingProposed(plan.duo, id)
    for m in pair.members:
        if m.candidate == plan.candidate:
            await unit.run("answer_meeting", meeting=id, candidate=m.candidate, fits=True)
        else:
            await later(unit, by, ScheduledMessage(asked, by.now, f"meeting:{id}", candidate=m.candidate))


async def _fits(unit: Unit, by: By, said: Fits) -> None:
    row = await unit.one("meeting", id=said.meeting)
    pair = await pairing(unit, row["duo"]) if row else None
    if row is None or pair is None or pair.state.over:
        return
    await unit.run("answer_meeting", meeting=said.meeting, candidate=said.candidate, fits=said.yes)
    if not said.yes:
        told = MeetingUnfit(pair.id, said.meeting, said.candidate)
        await later(unit, by, ScheduledMessage(told, by.now, f"unfit:{said.meeting}", person=row["person"]))
        return
    yes = {r["candidate"] for r in await unit.all("fitting", meeting=said.meeting)}
    if yes >= {m.candidate for m in pair.members if m.answers}:
        await _set(unit, by, pair, said.meeting, moment_of(row["at"]))


async def _set(unit: Unit, by: By, pair: Pairing, meeting: int, at: datetime) -> None:
    """A meeting suits everybody: they read so, are reminded the day before, and are asked after it."""
    evening = datetime.combine(rhythm.local_day(at) - timedelta(days=1), rhythm.DAY_CLOSES, rhythm.ZONE)
    before, after = evening - timedelta(hours=3), rhythm.within_window(at + AFTER_MEETING)
    for what, due in ((MeetingSet, by.now), (MeetingTomorrow, before), (DidYouMeet, after)):
        if due >= by.now:
            for m in pair.members:
                key = f"{what.kind}:{meeting}"
                await later(unit, by, ScheduledMessage(what(pair.id, meeting), due, key, candidate=m.candidate))


async def _met_up(unit: Unit, by: By, told: MetUp) -> None:
    await unit.run("tell_meeting", meeting=told.meeting, candidate=told.candidate, met=told.met, why=told.why)
    row = await unit.one("meeting", id=told.meeting)
    pair = await pairing(unit, row["duo"]) if row and told.met else None
    if pair and pair.state is State.AGREED:
        await _changed(unit, by, pair.id, lambda pair: machine.move(pair, Move.MEET, by.now))


# --- dates ---


async def schedule(unit: Unit, by: By, id: int) -> None:
    """What comes next in a duo: each member's next check-in; where there is none, a coordinator looks at it."""
    await unit.run("drop_duo_wakes", duo=id, now=by.at)
    pair = await pairing(unit, id)
    if pair is None or pair.state is State.PROPOSED or pair.state.over:
        return
    waves = await _waves(unit, by, pair) if pair.state is not State.PAUSED else []
    for candidate, at in waves:
        said = ScheduledMessage(CheckIn(id), at, f"checkin:{id}:{text_of(at)}", candidate=candidate)
        await later(unit, by, said)
    if not waves:
        due = rhythm.next_sending(max(pair.since + machine.LOOK_AGAIN, by.now + timedelta(days=1)))
        key = f"look:{id}:{text_of(due)}"
        await later(unit, by, ScheduledMessage(LookAtDuo(id), due, key, programme=pair.programme))


async def _waves(unit: Unit, by: By, pair: Pairing) -> list[tuple[int, datetime]]:
    """(candidate, moment): what fell due and could not be asked yet, or the next wave."""
    row = await unit.one("course_of", id=pair.id)
    pauses = pauses_of(await unit.all("pauses_of", duo=pair.id))
    asked = await unit.all("waves_of", duo=pair.id)
    found = []
    for m in pair.members:
        if m.answers and row is not None:
            mine = [w["wave"] for w in asked if w["candidate"] == m.candidate]
            course = course_of(pair.id, m.candidate, pair.started or pair.since, row["ends"], row["preset"], pauses)
            moment = rhythm.next_sending(by.now)
            wave = rhythm.next_wave(course, mine, by.now)
            if rhythm.due_waves(course, mine, moment):
                found.append((m.candidate, moment))
            elif wave:
                found.append((m.candidate, wave.at))
    return found


def course_of(
    duo: int, member: int, start: datetime, ends: str | None, preset_name: str | None,
    pauses: tuple[tuple[date, date | None], ...],
) -> Course:  # fmt: skip
    rule = preset(preset_name or DEFAULT).rhythm
    last = date.fromisoformat(ends) if ends else None
    return Course(duo, member, rhythm.local_day(start), rhythm.parse(rule), pauses, last)


def pauses_of(rows: Sequence) -> tuple[tuple[date, date | None], ...]:
    return tuple((date.fromisoformat(r["starts"]), date.fromisoformat(r["ends"]) if r["ends"] else None) for r in rows)


async def preset_of(unit: Unit, duo: int) -> Preset:
    row = await unit.one("course_of", id=duo)
    return preset((row["preset"] if row else None) or DEFAULT)
