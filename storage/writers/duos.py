"""A duo's life in rows: read, moved by the machine (`programme.duo`), written down, with what follows from it
(`programme.consequences`). A move that comes too late (two answers in the same second, an old button) changes nothing.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from programme import consequences, schedule
from programme import duo as machine
from programme.consequences import (
    Consequence,
    Doer,
    Lasts,
    Matched,
    MembersFree,
    PauseBegins,
    PauseEnds,
    Replan,
)
from programme.duo import IllegalMove, Move, Pairing, Role, Sharing, State
from programme.effects import (
    AddMember,
    Answered,
    Arrange,
    Asked,
    CheckedIn,
    CountChildren,
    Effect,
    Extend,
    Fits,
    FollowUp,
    FormDuo,
    GoesOn,
    Keep,
    LookLater,
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
from programme.schedule import Course
from storage import reads
from storage.rows import as_json, moment_of, text_of
from storage.store import Unit
from storage.writers.scheduled import By, Writer, send_later


async def _answered(unit: Unit, by: By, said: Answered) -> None:
    await _changed(unit, by, said.duo, lambda pair: machine.answer(pair, said.candidate, said.said, by.now))


async def _moved(unit: Unit, by: By, what: MoveDuo) -> None:
    await _changed(unit, by, what.duo, lambda pair: machine.move(pair, what.by, by.now))
    if what.by is Move.WITHDRAW:
        await unit.run("drop_unheard", duo=what.duo)


async def _goes_on(unit: Unit, by: By, what: GoesOn) -> None:
    await goes_on(unit, by, what.duo, what.candidate)


async def _asked(unit: Unit, by: By, what: Asked) -> None:
    if what.wave:
        await unit.run("add_wave", duo=what.duo, candidate=what.candidate, wave=what.wave, at=by.at)
    await set_next(unit, by, what.duo)


async def _measured(unit: Unit, by: By, what: Measured) -> None:
    await unit.run(
        "add_measure", duo=what.duo, candidate=what.candidate, moment=what.moment, measure=what.measure,
        wording=what.wording, at=by.at, value=what.value,
    )  # fmt: skip


async def _solved(unit: Unit, by: By, what: Solved) -> None:
    whose = {"person": by.person, "programme": what.programme}
    await unit.run("drop_puzzle", **whose)
    told = ({**whose, "rank": i, "newcomer": n, "volunteer": v} for i, (n, v) in enumerate(what.pairs))
    await unit.many("add_puzzle_pair", told)


async def _keep(unit: Unit, by: By, what: Keep) -> None:
    pair = {"newcomer": what.newcomer, "volunteer": what.volunteer, "kept": what.kept}
    await unit.run("set_puzzle_pair", person=by.person, programme=what.programme, **pair)


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
            Sharing(m["sharing"]) if m["sharing"] else None, m["person"] or 0, bool(m["goes_on"]),
        )
        for m in members
    )  # fmt: skip
    return Pairing(
        id, row["programme"], tuple(told), proposed=moment_of(row["formed"]), since=since, state=State(row["state"]),
        started=agreed, held=timedelta(seconds=row["held"]), reason=row["reason"],
    )  # fmt: skip


async def _changed(
    unit: Unit, by: By, id: int, step: Callable[[Pairing], Pairing], left: int = 0
) -> Pairing | None:  # fmt: skip
    """The duo after a step of the machine, written down; None when the machine doesn't allow it (any more)."""
    before = await pairing(unit, id)
    if before is None:
        return None
    try:
        after = step(before)
    except (IllegalMove, ValueError):
        return None
    await _save(unit, by, before, after, left)
    return after


async def _save(unit: Unit, by: By, before: Pairing, after: Pairing, left: int) -> None:
    for m, was in zip(after.members, before.members, strict=True):
        if m.answer is not was.answer and after.state is not State.DECLINED:  # who said no is kept nowhere
            await unit.run("set_answer", duo=after.id, candidate=m.candidate, answer=m.answer)
        if m.goes_on and not was.goes_on:
            await unit.run("set_goes_on", duo=after.id, candidate=m.candidate)
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
    lasts = (await preset_of(unit, after.id)).lasts_days
    row = await unit.one("meeting_of", duo=after.id)
    meets = moment_of(row["at"]) if row else None
    doer = Doer(by.person, by.now, left)
    await _follow(unit, by, after.id, consequences.of_move(before, after, doer, lasts, meets))


async def _follow(unit: Unit, by: By, id: int, what: Iterable[Consequence]) -> None:  # one arm a consequence
    for one in what:
        match one:
            case ScheduledMessage():
                await send_later(unit, by, one)
            case PauseBegins(day):
                await unit.run("add_pause", duo=id, day=day.isoformat())
                await calls_off(unit, by, id)
            case PauseEnds(day):
                await unit.run("end_pause", duo=id, day=day.isoformat())
            case MembersFree():
                await unit.run("free_members", duo=id)
            case Lasts(until):
                await unit.run("set_end", id=id, ends=until.isoformat())
            case Matched(candidate):
                await unit.run("set_matched", id=candidate, at=by.at)
            case Replan():
                await set_next(unit, by, id)


async def calls_off(unit: Unit, by: By, id: int) -> None:
    """A date that was still to come falls away: nobody is reminded of it, or asked about it."""
    await unit.run("drop_meeting_wakes", duo=id, now=by.at)
    await unit.run("call_off", duo=id, now=by.at)


async def _begin(unit: Unit, by: By, effect: FormDuo | Propose) -> None:
    newcomer, volunteer = [await reads.candidate(unit, id) for id in (effect.newcomer, effect.volunteer)]
    if newcomer is None or volunteer is None:
        return
    proposes = isinstance(effect, Propose)
    if proposes and not (has_room(newcomer) and has_room(volunteer)):
        return
    told = [machine.Member(one.id, one.side, person=one.person) for one in (newcomer, volunteer)]
    choosing = machine.Choosing.BOTH if proposes else machine.Choosing.COORDINATOR
    one = machine.propose(0, newcomer.programme, told, by.now, choosing)
    row = {"programme": one.programme, "state": one.state, "by": by.somebody, "at": by.at, "despite": effect.despite}
    id = await unit.value("add_duo", **row)
    for m in one.members:
        said = machine.Answer.OPEN if proposes else machine.Answer.YES
        await unit.run("add_member", duo=id, candidate=m.candidate, side=m.side, answer=said, household="")
    await unit.run("add_move", duo=id, move="propose", state=one.state, at=by.at)
    lasts = (await preset_of(unit, id)).lasts_days
    await _follow(unit, by, id, consequences.of_beginning(replace(one, id=id), by.now, lasts))


async def runs_since(unit: Unit, by: By, programme: str, newcomer: int, volunteer: int, since: date) -> int:
    """A duo that runs already, since a local day: nobody is told of it. What its rhythm would have asked before today
    is never asked; without a planned end where that would be over already. Returns its number."""
    today = schedule.local_day(by.now)
    start = min(by.now, schedule.opens(since))
    formed = {"state": State.RUNNING, "at": text_of(start)}
    id: int = await unit.value("add_duo", programme=programme, by=by.somebody, despite="", **formed)
    for candidate, side in ((newcomer, Side.NEWCOMER), (volunteer, Side.VOLUNTEER)):
        await unit.run("add_member", duo=id, candidate=candidate, side=side, answer=machine.Answer.YES, household="")
        await unit.run("set_goes_on", duo=id, candidate=candidate)
        await unit.run("set_matched", id=candidate, at=by.at)
    await unit.run("add_move", duo=id, move=Move.RUN, **formed)
    ends = since + timedelta(days=(await preset_of(unit, id)).lasts_days)
    if ends > today:
        await unit.run("set_end", id=id, ends=ends.isoformat())
    if since < today:
        await unit.run("add_pause", duo=id, day=since.isoformat())
        await unit.run("end_pause", duo=id, day=today.isoformat())
    await set_next(unit, by, id)
    return id


async def _add(unit: Unit, by: By, who: AddMember) -> None:
    one, pair = await reads.candidate(unit, who.candidate), await pairing(unit, who.duo)
    if one is None or pair is None or one.programme != pair.programme or not has_room(one):
        return
    try:
        after = machine.add(pair, machine.Member(one.id, one.side, person=one.person), by.now, who.lives_with)
    except (IllegalMove, ValueError):
        return
    for m, was in zip(after.members, pair.members, strict=False):
        await unit.run("set_answer", duo=pair.id, candidate=m.candidate, answer=m.answer)
        if m.household != was.household:
            await unit.run("set_household", duo=pair.id, candidate=m.candidate, household=m.household)
    new = {"candidate": one.id, "side": one.side, "answer": machine.Answer.OPEN}
    await unit.run("add_member", duo=pair.id, household=after.members[-1].household, **new)
    found = machine.counts([after])
    count = {"adults": found.adults, "households": found.households}
    await unit.run("propose_anew", id=pair.id, at=by.at, **count)
    told = consequences.of_beginning(after, by.now, 0)
    keys = {one.key for one in told if isinstance(one, ScheduledMessage)}
    await unit.run("drop_proposal_wakes", duo=pair.id, keys=as_json(keys))
    await _follow(unit, by, pair.id, told)


async def _count_children(unit: Unit, by: By, what: CountChildren) -> None:
    await unit.run("set_children", id=what.duo, children=what.children)


async def _leaves(unit: Unit, by: By, pair: Pairing, candidate: int, left: int = 0) -> None:
    """Out of a duo that goes on."""
    row = await unit.one("meeting_of", duo=pair.id)
    ahead = row is not None and moment_of(row["at"]) > by.now
    # theirs: the place is too, and goes with them when they are erased. Or it fell away with their alarm
    falls = row is not None and ahead and (row["proposer"] == candidate or row["off"] is not None)
    if falls:
        await calls_off(unit, by, pair.id)
    await unit.run("leave_duo", duo=pair.id, candidate=candidate, at=by.at)
    await _follow(unit, by, pair.id, consequences.of_leaving(pair, candidate, falls, Doer(by.person, by.now, left)))
    await _changed(unit, by, pair.id, lambda rest: machine.runs(rest, by.now))
    rest = await pairing(unit, pair.id)
    if rest is None:
        return
    if not all(m.sharing for m in pair.members):  # only they had still to choose: the others reach each other now
        await _follow(unit, by, rest.id, consequences.of_sharing(rest, by.now))
    if row and ahead and not falls:  # or to say whether a date suits them
        yes = {r["candidate"] for r in await unit.all("fitting", meeting=row["id"])}
        if not {m.candidate for m in pair.members if m.answers} <= yes:
            await _follow(unit, by, rest.id, consequences.of_fit(rest, row["id"], yes, moment_of(row["at"]), by.now))


async def leave(unit: Unit, by: By, person: int) -> None:
    """Every duo of somebody who stops, moves away or is erased ends, or goes on without them."""
    for row in await unit.all("duos_of_person", person=person):
        pair = await pairing(unit, row["id"])
        mine = next((m.candidate for m in pair.members if m.person == person), 0) if pair else 0
        if pair and mine and machine.carries_on(pair, mine):
            await _leaves(unit, by, pair, mine, left=person)
            continue
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
    after = machine.share(pair, how.candidate, Sharing(how.how))
    await _follow(unit, by, pair.id, consequences.of_sharing(after, by.now))


async def goes_on(unit: Unit, by: By, id: int, candidate: int) -> None:
    """Somebody tells of a meeting: they have met, and when all of them say so the duo runs."""
    await _changed(unit, by, id, lambda pair: machine.wants_on(pair, candidate, by.now))
    await _changed(unit, by, id, lambda pair: machine.runs(pair, by.now))


async def checked_in(unit: Unit, by: By, told: CheckedIn) -> None:
    """A meeting that a check-in tells of counts as having met."""
    if told.told.met:
        await goes_on(unit, by, told.duo, told.candidate)


async def _part(unit: Unit, by: By, end: Part) -> None:
    person = await unit.value("person_of", id=end.candidate) if end.candidate else None
    pair = await pairing(unit, end.duo)
    if pair is None or (end.candidate and person is None):
        return
    note = None
    if person is not None and end.note:
        await unit.open_for(person)
        note = unit.seal(person, reads.parting_place(end.duo, end.candidate), end.note)
    await unit.run(
        "add_parting", duo=end.duo, candidate=end.candidate, at=by.at, reason=end.reason, note=note, again=end.again
    )
    if end.candidate and machine.carries_on(pair, end.candidate):
        await _leaves(unit, by, pair, end.candidate)
    else:
        await _changed(unit, by, end.duo, lambda pair: machine.end(pair, by.now, end.reason))
    if end.again is not None:
        await unit.run("wants_again" if end.again else "wants_no_more", id=end.candidate, at=by.at)


async def _extend(unit: Unit, by: By, on: Extend) -> None:
    pair, row = await pairing(unit, on.duo), await unit.one("course_of", id=on.duo)
    if pair is None or row is None or pair.state not in (State.MET, State.RUNNING, State.PAUSED):
        return
    if row["ends"] and on.until <= date.fromisoformat(row["ends"]):
        return
    if row["ends"]:
        await unit.run("end_was_asked", duo=on.duo, day=row["ends"])
    doer = Doer(by.person, by.now)
    await _follow(unit, by, pair.id, consequences.of_extension(pair, on.candidate, on.until, doer))


async def _look_later(unit: Unit, by: By, what: LookLater) -> None:
    pair = await pairing(unit, what.duo)
    if pair is None or pair.state.over:
        return
    await unit.run("drop_looks", duo=what.duo)
    await _follow(unit, by, pair.id, (consequences.look_at(pair.id, pair.programme, what.at),))


async def _follow_up(unit: Unit, by: By, done: FollowUp) -> None:
    today = schedule.local_day(by.now).isoformat()
    row = {"duo": done.duo, "person": by.somebody, "what": done.did}
    await unit.run("add_follow_up", **row, day=today, until=done.until.isoformat())


async def _arrange(unit: Unit, by: By, plan: Arrange) -> None:
    pair = await pairing(unit, plan.duo)
    if pair is None or pair.state.over or not pair.contact_may_go:
        return
    id = await unit.next_number("meetings")
    await unit.open_for(by.person)
    place = unit.seal(by.person, reads.meeting_place(id), plan.place)
    row = {"duo": plan.duo, "proposer": plan.candidate, "person": by.person, "at": text_of(plan.at), "place": place}
    await unit.run("add_meeting", id=id, **row)
    if any(m.candidate == plan.candidate for m in pair.members):
        await unit.run("answer_meeting", meeting=id, candidate=plan.candidate, fits=True)
    await _follow(unit, by, pair.id, consequences.of_meeting_proposed(pair, id, plan.candidate, plan.at, by.now))


async def _fits(unit: Unit, by: By, said: Fits) -> None:
    row = await unit.one("meeting", id=said.meeting)
    pair = await pairing(unit, row["duo"]) if row else None
    if row is None or pair is None or pair.state.over:
        return
    await unit.run("answer_meeting", meeting=said.meeting, candidate=said.candidate, fits=said.yes)
    at = moment_of(row["at"])
    if not said.yes:
        told = consequences.of_unfit(pair, said.meeting, said.candidate, row["person"], at, by.now)
        await _follow(unit, by, pair.id, (told,))
        return
    yes = {r["candidate"] for r in await unit.all("fitting", meeting=said.meeting)}
    await _follow(unit, by, pair.id, consequences.of_fit(pair, said.meeting, yes, at, by.now))


async def _met_up(unit: Unit, by: By, told: MetUp) -> None:
    await unit.run("tell_meeting", meeting=told.meeting, candidate=told.candidate, met=told.met, why=told.why)
    row = await unit.one("meeting", id=told.meeting)
    pair = await pairing(unit, row["duo"]) if row else None
    if pair is None or pair.state.over:
        return
    met = {r["candidate"]: bool(r["met"]) for r in await unit.all("told_of_meeting", meeting=told.meeting)}
    await _follow(unit, by, pair.id, consequences.of_stories(pair, told.meeting, met, by.now))
    if told.met and pair.state is State.AGREED:
        await _changed(unit, by, pair.id, lambda pair: machine.move(pair, Move.MEET, by.now))


# --- dates ---


async def set_next(unit: Unit, by: By, id: int) -> None:
    """What comes next in a duo, in the place of what was still to come."""
    await unit.run("drop_duo_wakes", duo=id, now=by.at)
    pair = await pairing(unit, id)
    courses = await _courses(unit, pair) if pair else {}
    if pair:
        await _follow(unit, by, id, consequences.next_messages(pair, courses, by.now))


async def _courses(unit: Unit, pair: Pairing) -> dict[int, tuple[Course, tuple[str, ...]]]:
    """What the check-ins of each member who answers follow from, and the waves that they were asked."""
    row = await unit.one("course_of", id=pair.id)
    unsafe = {r["candidate"] for r in await unit.all("unsafe_in", duo=pair.id)}  # nothing is asked of them about it
    pauses = pauses_of(await unit.all("pauses_of", duo=pair.id))
    asked = await unit.all("waves_of", duo=pair.id)
    if row is None:
        return {}
    rule, start = preset(row["preset"] or DEFAULT).rhythm, schedule.local_day(pair.started or pair.since)
    last = date.fromisoformat(row["ends"]) if row["ends"] else None
    return {
        m.candidate: (
            Course(pair.id, m.candidate, start, schedule.parse(rule), pauses, last),
            tuple(w["wave"] for w in asked if w["candidate"] == m.candidate),
        )
        for m in pair.members if m.answers and m.candidate not in unsafe
    }  # fmt: skip


def pauses_of(rows: Sequence) -> tuple[tuple[date, date | None], ...]:
    return tuple((date.fromisoformat(r["starts"]), date.fromisoformat(r["ends"]) if r["ends"] else None) for r in rows)


async def preset_of(unit: Unit, duo: int) -> Preset:
    row = await unit.one("course_of", id=duo)
    return preset((row["preset"] if row else None) or DEFAULT)


WRITERS: Mapping[type[Effect], Writer] = {
    FormDuo: _begin, Propose: _begin, Answered: _answered, Share: _share, MoveDuo: _moved, GoesOn: _goes_on,
    FollowUp: _follow_up, Part: _part, Arrange: _arrange, Fits: _fits, MetUp: _met_up, Asked: _asked,
    Measured: _measured,
    Solved: _solved, Keep: _keep, Extend: _extend, LookLater: _look_later,
    AddMember: _add, CountChildren: _count_children,
}  # fmt: skip
