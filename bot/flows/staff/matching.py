"""Who suits whom, for a coordinator: three best with reasons, the puzzle, and each duo with what can be done.

A pair is checked against the musts in the transaction that writes it, whether it was tapped or typed.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from bot.flows.actions import NEW, Action, Choose, Decision, Done, Opens, Refused, Request, Shows, Subject
from bot.flows.core import turns
from bot.flows.duo.common import me_in
from bot.flows.duo.ending import in_months
from bot.flows.duo.meeting import unfit, when
from bot.flows.feature import Audience, Command, Effects, Feature, Queries, Scheduled, Situation
from bot.flows.staff import alarms
from bot.flows.staff.desk import buttons
from bot.flows.staff.queue import CANDIDATE, TO_QUEUE, back, for_staff, waits
from bot.flows.translated import also_translated
from programme.consequences import look_at
from programme.duo import ENDINGS, LOOK_AGAIN, MOVES, Answer, Choosing, Move, State, home
from programme.effects import (
    AddMember,
    AskAgain,
    Begin,
    CountChildren,
    Decide,
    Effect,
    Extend,
    FormDuo,
    Keep,
    LookLater,
    MoveDuo,
    Part,
    Propose,
    Say,
    ScheduledMessage,
    Solved,
    Unplan,
)
from programme.matching import Profile, Terms, Verdict, best, has_room, may_bend, nearest_misses, verdict, why_nobody
from programme.message import Button, Day, Do, Lines, Listed, Phrase, Place, Rows, Value, number
from programme.model import Candidate, Duo, Known, Side, Status
from programme.preset import terms_for
from programme.queries import (
    CardOf,
    DuoOf,
    DuosOf,
    OpenAlarms,
    OpenDuos,
    Puzzle,
    PuzzleOf,
    StaffDuo,
    Suitable,
    SuitableToJoin,
)
from programme.reading import phones
from programme.roles import DECIDES, OPERATES, READS, Actor, Group, authorise
from programme.schedule import DAY_OPENS, END, ZONE, local_day, months_after
from programme.scheduled import (
    Accepted,
    AskedFirst,
    EndsSoon,
    Introduce,
    LookAtDuo,
    MeetingUnfit,
    ProposedAgain,
    PuzzleReady,
    Solve,
    StaffAgreed,
    StaffCalledOff,
    StaffEnded,
    StaffLook,
    StaffMeets,
    StaffMemberLeft,
    StoriesDiffer,
    WantsToTalk,
)

BEST, PAGE, REASONS, LISTED = 3, 4, 3, 8
TWICE = timedelta(minutes=1)  # in which a second tap is the same one
DESPITE = ("talked", "helper", "wish", "other")  # why a pair is made all the same; words: despite.<reason>
SNOOZES = ("1", "3")  # months
PAIR_OF, MOST_IN_A_DUO = 3, 8  # more than a pair, and as many as fit in a talk
APART = "0"
CHILDREN = tuple(map(str, range(7)))
S = TypeVar(
    "S", StaffCalledOff, StaffEnded, StaffMemberLeft, StaffAgreed, StaffMeets, StoriesDiffer, Introduce, LookAtDuo,
    StaffLook, AskedFirst, WantsToTalk,
)  # fmt: skip
STAFF_ENDINGS = tuple(e for e in ENDINGS if e not in ("unsafe", "goal"))


# --- three best ----------------------------------------------------------------------------------


def people_of(request: Request, action: Action[Candidate]) -> Queries:
    """Everybody of this candidate's programme, as matching sees them."""
    return (Suitable(request.number, action.roles),)


def their_duos(found: Candidate, request: Request, at: Situation) -> Decision:
    duos = at.known.get(DuosOf(found.id))
    rows = tuple((Button(names_of(d), Do("duo", d.id)),) for d in duos)
    head = Phrase("duos.head" if duos else "duos.none", {"name": found.name})
    return Decision(Shows(Say((head,), rows=(*rows, *back(found)), edit=request.edit)))


def find(found: Candidate, request: Request, at: Situation) -> Decision:
    people = at.known.get(Suitable(found.id, READS))
    return Decision(Shows(_find(found, people, at.known, request.edit)))


def _terms(known: Known, programme: str) -> Terms:
    return terms_for(known.programme(programme))


def _find(found: Candidate, people: tuple[Profile, ...], known: Known, edit: int | None) -> Say:
    newcomer = next((p for p in people if p.id == found.id), None)
    volunteers = [p for p in people if p.side is Side.VOLUNTEER]
    if newcomer is None or not newcomer.ready:
        return Say((Phrase("find.gone"),), rows=back(found), edit=edit)
    terms, by_id = _terms(known, found.programme), {p.id: p for p in volunteers}
    careful = (Phrase("find.minor"),) if found.minor else ()
    told = best(newcomer, volunteers, terms, known.now)[:BEST]
    lines = tuple(_one(by_id[v.volunteer], v) for v in told)
    rows = tuple((Button(_do(found, by_id[v.volunteer], known), Do("pair", found.id, v.volunteer)),) for v in told)
    misses = _misses(newcomer, volunteers, terms, known)[: BEST - len(told)]
    bends = tuple(
        (Button(Phrase("find.despite", {"name": by_id[m.volunteer].name}), Do("despite", found.id, m.volunteer)),)
        for m in misses if may_bend(m)
    )  # fmt: skip
    head = Phrase("find.head" if told else "find.none", {"name": found.name})
    near = (Phrase("find.near" if not told else "find.near.also"), *_near(misses, by_id)) if misses else ()
    return Say((head, *careful, *lines, *near), rows=(*rows, *bends, *back(found)), edit=edit)


def _do(found: Candidate, volunteer: Profile, known: Known) -> Phrase:
    return Phrase("find.propose" if asks_both(known, found.programme) else "find.pair", {"name": volunteer.name})


def asks_both(known: Known, programme: str) -> bool:
    found = known.programme(programme)
    return found is None or found.choosing == Choosing.BOTH


def _one(volunteer: Profile, told: Verdict) -> Phrase:
    return Phrase(
        "find.one", {"name": volunteer.name, "place": Place(volunteer.municipality), "reasons": _reasons(told)}
    )


def _reasons(told: Verdict) -> Lines:
    why = (Phrase("find.why", {"reason": r}) for r in told.reasons)
    return Lines((*why, *(Phrase("find.but", {"reason": r}) for r in told.against)))


def _misses(newcomer: Profile, volunteers: list[Profile], terms: Terms, known: Known) -> tuple[Verdict, ...]:
    """Which single must, loosened, would give whom: of each the best."""
    return tuple(told[0] for told in nearest_misses(newcomer, volunteers, terms, known.now).values())


def _near(misses: tuple[Verdict, ...], by_id: dict[int, Profile]) -> tuple[Phrase, ...]:
    return tuple(
        Phrase("find.miss", {"name": by_id[m.volunteer].name, "reason": next(c.why for c in m.musts if c.why)})
        for m in misses
    )


def despite(found: Candidate, request: Request, at: Situation) -> Decision:
    """One thing stands against them, and the coordinator who knows both decides otherwise: with a reason, on record."""
    volunteer, _, reason = request.argument.partition("-")
    if reason not in DESPITE:
        why = Phrase("find.despite.why", {"name": found.name})
        return Decision(Choose(why, tuple((Phrase(f"despite.{r}"), f"{volunteer}-{r}") for r in DESPITE)))
    people = at.known.get(Suitable(found.id, DECIDES))
    return held(paired(found, volunteer, people, at.known, reason), found, volunteer, request, at)


def pair(found: Candidate, request: Request, at: Situation) -> Decision:
    decision = paired(found, request.argument, at.known.get(Suitable(found.id, DECIDES)), at.known)
    return held(decision, found, request.argument, request, at)


def held(decision: Decision, found: Candidate, volunteer: str, request: Request, at: Situation) -> Decision:
    """With a way back until the two are told."""
    if not at.known.hold or not isinstance(decision.result, Done):
        return decision
    said = Phrase("find.held", {"said": decision.result.said, "minutes": at.known.hold_minutes})
    undo = (Button(Phrase("review.do.undo"), Do("unpair", found.id, volunteer)),)
    return replace(decision, result=Shows(Say((said,), rows=(undo, *TO_QUEUE), edit=request.edit)))


def unpair(found: Candidate, request: Request, at: Situation) -> Decision:
    """Whoever was not told of it yet never hears of it; the others hear that it comes to nothing."""
    with_whom = number(request.argument)
    duo = next((d for d in at.known.get(DuosOf(found.id)) if d.member(with_whom)), None)
    if duo is None or duo.state not in (State.PROPOSED, State.AGREED):
        return Decision(Refused(Phrase("duo.over")))
    return Decision(Done(Phrase("find.unpaired", {"names": names_of(duo)})), (MoveDuo(duo.id, Move.WITHDRAW),))


def paired(
    found: Candidate, volunteer_id: str, people: tuple[Profile, ...], known: Known, reason: str = ""
) -> Decision:  # fmt: skip
    """These two, if they pass every must now: they are asked, or it is agreed where the coordinator decides. With a
    `reason`, one thing that a talk can change may stand against them."""
    by_id = {str(p.id): p for p in people}
    newcomer, volunteer = by_id.get(str(found.id)), by_id.get(volunteer_id)
    told = verdict(newcomer, volunteer, _terms(known, found.programme), known.now) if newcomer and volunteer else None
    bends = bool(told and reason and may_bend(told))
    if told is None or not (told.may or bends) or volunteer is None:
        why = next((m.why for m in told.musts if m.why), None) if told else None
        gone = Phrase("find.gone")
        return Decision(Refused(gone, (gone, *((why,) if why else ())), card=False))
    names: dict[str, Value] = {"newcomer": found.name, "volunteer": volunteer.name}
    both = asks_both(known, found.programme)
    bent = f"{told.failed[0]}:{reason}" if bends else ""
    effect = Propose(found.id, volunteer.id, bent) if both else FormDuo(found.id, volunteer.id, bent)
    return Decision(Done(Phrase("find.proposed" if both else "find.formed", names), away=True), (effect,))


def form(found: Candidate, request: Request, at: Situation) -> Decision:
    """The same of two numbers: who still waits is accepted first, as by a coordinator who pairs them."""
    other = at.known.get(CardOf(number(request.argument), OPERATES))
    both = [one for one in (found, other) if one is not None and one.status in (Status.WAITING, Status.ASIDE)]
    accepted = {one.id for one in both}
    people = tuple(
        replace(p, ready=p.room > 0 and not p.facts.paused) if p.id in accepted else p
        for p in at.known.get(Suitable(found.id, OPERATES))
    )
    effects: list[Effect] = []
    for one in both:
        told = ScheduledMessage(Accepted(), at.known.now, f"accepted:{one.id}", candidate=one.id)
        effects += [Decide(one.id, Status.ACCEPTED), told]
    decision = paired(found, request.argument, people, at.known)
    return replace(decision, effects=(*effects, *decision.effects)) if decision.effects else decision


# --- the puzzle ----------------------------------------------------------------------------------


def show_puzzle(_: str, at: Situation) -> Effects:
    """/puzzle: of one's only programme at once, or which one?"""
    known = at.known
    if known.coordinator is None:
        return (AskAgain((Phrase("help.unknown"),)),)
    actor = Actor.of(known.me, known.coordinator)
    mine = [p for p in known.programmes if authorise(actor, DECIDES, p.id)]
    if len(mine) == 1:
        return solves(mine[0].id, known)
    rows = tuple((Button(p.name, Do("puzzle", 0, p.id)),) for p in mine)
    return (Say((Phrase("puzzle.which" if rows else "review.gone"),), rows=rows or TO_QUEUE),)


def solves(programme: str, known: Known) -> tuple[Effect, Say]:
    wanted = ScheduledMessage(Solve(programme), known.now, f"solve:{programme}", person=known.me)
    return (wanted, Say((Phrase("puzzle.working"), Phrase("status.next"))))


def solved(told: Solve, at: Situation) -> Effects:
    """The best set of pairs is there: it is written down, and shown as soon as it is."""
    if told.pairs is None:
        return (Say((Phrase("puzzle.failed"),), rows=TO_QUEUE),)
    ready = PuzzleReady(told.programme)
    shown = ScheduledMessage(ready, at.known.now, f"puzzled:{told.programme}", person=at.known.me)
    return (Solved(told.programme, tuple(told.pairs)), shown)


def puzzle_ready(told: PuzzleReady, at: Situation) -> Effects:
    return (shown(at.known.get(PuzzleOf(DECIDES, told.programme)), 0, at.known),)


def show_pairs(puzzle: Puzzle, request: Request, at: Situation) -> Decision:
    """A page of the puzzle; where there is none yet, it is drawn."""
    if puzzle.pairs:
        return Decision(Shows(shown(puzzle, request.number, at.known, request.edit)))
    wanted, working = solves(puzzle.programme, at.known)
    return Decision(Shows(working), (wanted,))


def of_pair(decide: Callable[[Puzzle, int, Request, Situation], Decision]) -> Callable[..., Decision]:
    """Something with the pair of this newcomer in it."""

    def found(puzzle: Puzzle, request: Request, at: Situation) -> Decision:
        place = next((i for i, p in enumerate(puzzle.pairs) if p[0] == request.number), None)
        if place is None:
            return Decision(Refused(Phrase("review.gone"), card=False))
        return decide(puzzle, place, request, at)

    return found


def keeps(kept: bool) -> Callable[..., Decision]:
    def decide(puzzle: Puzzle, place: int, request: Request, at: Situation) -> Decision:
        newcomer, volunteer, _ = puzzle.pairs[place]
        return _changed(puzzle, place, (Keep(puzzle.programme, newcomer, volunteer, kept),), request, at)

    return of_pair(decide)


def swap(puzzle: Puzzle, place: int, request: Request, at: Situation) -> Decision:
    return Decision(Shows(_swaps(puzzle, place, at.known, request.edit)))


def swap_to(puzzle: Puzzle, place: int, request: Request, at: Situation) -> Decision:
    return _changed(puzzle, place, _swapped(puzzle, place, request.argument, at.known), request, at)


def _changed(puzzle: Puzzle, place: int, changes: tuple[Keep, ...], request: Request, at: Situation) -> Decision:
    after = _after(puzzle, changes)
    return Decision(Shows(shown(after, place // PAGE, at.known, request.edit)), changes)


def _after(puzzle: Puzzle, changes: tuple[Keep, ...]) -> Puzzle:
    new = {c.newcomer: (c.newcomer, c.volunteer, c.kept) for c in changes}
    return Puzzle(puzzle.programme, tuple(new.get(p[0], p) for p in puzzle.pairs), puzzle.people)


def shown(puzzle: Puzzle, page: int, known: Known, edit: int | None = None) -> Say:
    """A page of pairs, each to keep or drop, or to swap; nothing is sent yet."""
    people, terms = {p.id: p for p in puzzle.people}, _terms(known, puzzle.programme)
    if not puzzle.pairs:
        return Say((Phrase("puzzle.nobody"), *_left(puzzle, terms, known)), rows=TO_QUEUE, edit=edit)
    some = puzzle.pairs[page * PAGE : (page + 1) * PAGE]
    lines, rows = [], []
    for place, (n, v, kept) in enumerate(some, page * PAGE + 1):
        if n in people and v in people:
            told = verdict(people[n], people[v], terms, known.now)
            names: dict[str, Value] = {"newcomer": people[n].name, "volunteer": people[v].name}
            why = Lines(_reasons(told).items[:REASONS])
            lines.append(Phrase("puzzle.pair", {**names, "number": place, "reasons": why}))
            verb = "drop" if kept else "keep"
            swap = Button(Phrase("puzzle.swap"), Do("swap", n))
            rows.append((Button(Phrase("puzzle.one", names), Do(verb, n), ticked=kept), swap))
    count, total = sum(kept for *_, kept in puzzle.pairs), len(puzzle.pairs)
    head = Phrase("puzzle.head", {"n": total})
    left = _left(puzzle, terms, known) if (page + 1) * PAGE >= total else ()
    return Say(
        (head, *lines, *left, Phrase("puzzle.how")),
        rows=(*rows, *_below(puzzle.programme, page, total, count)),
        edit=edit,
    )


def _left(puzzle: Puzzle, terms: Terms, known: Known) -> tuple[Phrase, ...]:
    """For whom there is nobody, and why: below the last pairs."""
    paired = {newcomer for newcomer, *_ in puzzle.pairs}
    volunteers = [p for p in puzzle.people if p.side is Side.VOLUNTEER]
    alone = [p for p in puzzle.people if p.side is Side.NEWCOMER and p.ready and p.id not in paired]
    alone.sort(key=lambda p: (p.waiting_since, p.id))
    lines = [
        Phrase("puzzle.left.one", {"name": p.name, "reason": why_nobody(p, volunteers, terms, known.now)})
        for p in alone[:LISTED]
    ]
    more = [Phrase("week.more", {"n": len(alone) - LISTED})] if len(alone) > LISTED else []
    return (Phrase("puzzle.left", {"lines": Lines((*lines, *more))}),) if lines else ()


def _below(programme: str, page: int, total: int, count: int) -> Rows:
    pages = turns(page, (page + 1) * PAGE < total, lambda n: Do("puzzle", n, programme))
    send = ((Button(Phrase("puzzle.send", {"n": count}), Do("send", 0, programme)),),) if count else ()
    return (*((pages,) if pages else ()), *send)


def _swaps(puzzle: Puzzle, at: int, known: Known, edit: int | None) -> Say:
    """Who else would suit this newcomer: also who is in another pair now."""
    newcomer, volunteer, _ = puzzle.pairs[at]
    people = {p.id: p for p in puzzle.people}
    back = (Button(Phrase("nav.back"), Do("puzzle", at // PAGE, puzzle.programme)),)
    if newcomer not in people:
        return Say((Phrase("find.gone"),), rows=(back,), edit=edit)
    one, terms = people[newcomer], _terms(known, puzzle.programme)
    volunteers = [p for p in puzzle.people if p.side is Side.VOLUNTEER and p.id != volunteer]
    told = best(one, volunteers, terms, known.now)[:BEST]
    lines = tuple(_one(people[v.volunteer], v) for v in told) or (Phrase("puzzle.nobody-else"),)
    rows = tuple(
        (Button(Phrase("puzzle.with", {"name": people[v.volunteer].name}), Do("swapto", newcomer, v.volunteer)),)
        for v in told
    )
    return Say((Phrase("find.head", {"name": one.name}), *lines), rows=(*rows, back), edit=edit)


def _swapped(puzzle: Puzzle, at: int, argument: str, known: Known) -> tuple[Keep, ...]:
    """This newcomer gets that volunteer; whoever had them gets the other one, if these two may be a pair."""
    newcomer, before, _ = puzzle.pairs[at]
    people, terms = {p.id: p for p in puzzle.people}, _terms(known, puzzle.programme)
    wanted = people.get(int(argument)) if argument.isdecimal() else None
    if wanted is None or not verdict(people[newcomer], wanted, terms, known.now).may:
        return ()
    taken = [p for p in puzzle.pairs if p[1] == wanted.id and p[2] and p[0] != newcomer]
    changes = (Keep(puzzle.programme, newcomer, wanted.id),)
    if len(taken) < wanted.room:
        return changes
    other = taken[-1][0]
    may = before in people and verdict(people[other], people[before], terms, known.now).may
    return (*changes, Keep(puzzle.programme, other, before if may else wanted.id, may))


def send(puzzle: Puzzle, request: Request, at: Situation) -> Decision:
    """Every kept pair is proposed that still may be one; the puzzle is done."""
    known = at.known
    people, terms = {p.id: p for p in puzzle.people}, _terms(known, puzzle.programme)
    room = {p.id: p.room for p in puzzle.people}
    sent: list[Effect] = []
    kept = [(n, v) for n, v, keep in puzzle.pairs if keep]
    for n, v in kept:
        may = n in people and v in people and verdict(people[n], people[v], terms, known.now).may
        if may and room[n] and room[v]:
            room[n], room[v] = room[n] - 1, room[v] - 1
            sent.append(Propose(n, v) if asks_both(known, puzzle.programme) else FormDuo(n, v))
    gone = (Phrase("puzzle.gone", {"n": len(kept) - len(sent)}),) if len(sent) < len(kept) else ()
    told = Say((Phrase("puzzle.sent", {"n": len(sent)}), *gone), rows=TO_QUEUE, edit=request.edit)
    return Decision(Shows(told), (*sent, Solved(puzzle.programme, ())))


# --- a duo, for the coordinator ------------------------------------------------------------------


def show_duos(_: str, at: Situation) -> Effects:
    if at.known.coordinator is None:
        return (AskAgain((Phrase("help.unknown"),)),)
    told, first = listed(at.known.get(OpenDuos(READS)), 0), at.known.get(OpenAlarms(READS))
    return (
        replace(told, lines=(*alarms.head(first), *told.lines), rows=(*alarms.listed(first, at.known), *told.rows)),
    )


def listed(found: tuple[tuple[Duo, ...], int], page: int, edit: int | None = None) -> Say:
    """Every open duo, the latest change first; each opens its card."""
    duos, total = found
    page = min(page, max(0, total - 1) // LISTED)
    rows = tuple((Button(state_line(d), Do("duo", d.id, "", str(page))),) for d in duos)
    pages = turns(page, (page + 1) * LISTED < total, lambda n: Do("all", n))
    head = Phrase("duos.all" if total else "duos.nobody", {"n": total})
    return Say((head,), rows=(*rows, *((pages,) if pages else ())) or TO_QUEUE, edit=edit)


def state_line(duo: Duo) -> Phrase:
    told: dict[str, Value] = {"names": names_of(duo), "state": Phrase(f"duo.state.{duo.state}")}
    return Phrase("duo.card.alarm" if duo.alarm else "duo.card", told)


def names_of(duo: Duo) -> Phrase:
    """One side and the other; in a group of equals the first and the rest."""
    first = [m.name for m in duo.members if m.side is duo.members[0].side]
    rest = [m.name for m in duo.members if m.side is not duo.members[0].side]
    one, other = (first, rest) if rest else (first[:1], first[1:])
    return Phrase("duo.names", {"one": ", ".join(one) or "–", "other": ", ".join(other) or "–"})


def card(duo: Duo, at: Situation, lead: Phrase | None = None, edit: int | None = None) -> Say:
    """Where a duo stands, what each side said at the end, and what can be done."""
    since = (Phrase("duo.since", {"day": Day(local_day(duo.since))}),) if duo.since else ()
    until = (Phrase("duo.until", {"day": Day(duo.ends)}),) if duo.ends and goes_on(duo) else ()
    names = {m.candidate: m.name for m in (*duo.members, *duo.former)}
    ends = tuple(
        Phrase("duo.ended", {"name": names.get(c) or Phrase("duo.programme"), "reason": Phrase(f"ended.{reason}")})
        for c, (reason, _) in duo.partings.items()
    )
    notes = tuple(Phrase("alarm.note", {"note": note}) for _, note in duo.partings.values() if note)
    head = (*((lead,) if lead else ()), state_line(duo), *_all_the_same(duo))
    lines = (*head, *_people(duo), *since, *until, *ends, *notes)
    members = tuple(Button(m.name, Do("card", m.candidate)) for m in duo.members)
    return Say(lines, rows=(*buttons(DUO, duo, duo.id, at), members), edit=edit)


def _all_the_same(duo: Duo) -> tuple[Phrase, ...]:
    """What stood against it, and why it was made."""
    must, _, reason = duo.despite.partition(":")
    told: dict[str, Value] = {"must": Phrase(f"must.{must}"), "reason": Phrase(f"despite.{reason}")}
    return (Phrase("duo.despite", told),) if reason else ()


def _people(duo: Duo) -> tuple[Phrase, ...]:
    """How many, where they are more than two."""
    if len(duo.members) < PAIR_OF and not duo.children:
        return ()
    homes = {home(m.candidate, m.household) for m in duo.members}
    told: dict[str, Value] = {"adults": len(duo.members), "children": duo.children, "households": len(homes)}
    return (Phrase("duo.people", told),)


def _back(duo: Duo) -> Rows:
    return ((Button(Phrase("duo.do.duo"), Do("duo", duo.id)),),)


def _to_duo(duo: Duo) -> Rows:
    """In a message of its own."""
    return ((Button(Phrase("duo.do.duo"), Do("duo", duo.id, NEW)),),)


DUO: Subject[Duo] = Subject(
    "duo.do",
    query=lambda request, action: StaffDuo(request.number, action.roles),
    programme=lambda duo: duo.programme,
    card=card,
    back=_back,
    along=lambda _, origin: (Button(Phrase("duo.do.all"), Do("all", number(origin))),),
    whose=lambda duo: tuple(m.person for m in duo.members),
)
OPEN_DUOS: Subject[tuple[tuple[Duo, ...], int]] = Subject(
    "duo.do",
    query=lambda request, action: OpenDuos(action.roles, request.number),
    programme=lambda _: None,
    card=lambda found, _, __, edit: listed(found, 0, edit),
    back=lambda _: TO_QUEUE,
)
# one's own puzzle: by its programme, or by a newcomer in it
PUZZLE: Subject[Puzzle] = Subject(
    "puzzle",
    query=lambda request, action: PuzzleOf(action.roles, request.argument),
    programme=lambda puzzle: puzzle.programme,
    card=lambda puzzle, at, _, edit: shown(puzzle, 0, at.known, edit),
    back=lambda _: TO_QUEUE,
)
PAIR: Subject[Puzzle] = replace(PUZZLE, query=lambda request, action: PuzzleOf(action.roles, newcomer=request.number))


def moves(verb: str, move: Move) -> Callable[[Duo, Request, Situation], Decision]:
    """A move of the machine, where it stands in the table; an agreed one is ended with a reason, not taken back."""

    def decide(duo: Duo, _: Request, __: Situation) -> Decision:
        if not movable(duo, move):
            return Decision(Refused(Phrase("duo.over")))
        return Decision(Done(Phrase(f"duo.done.{verb}", {"names": names_of(duo)})), (MoveDuo(duo.id, move),))

    return decide


def movable(duo: Duo, move: Move) -> bool:
    withdraws = move is Move.WITHDRAW and duo.state != State.PROPOSED
    return (State(duo.state), move) in MOVES and not withdraws


def end(duo: Duo, request: Request, at: Situation) -> Decision:
    if State(duo.state).over:
        return Decision(Refused(Phrase("duo.over")))
    if request.argument not in STAFF_ENDINGS:
        why = Phrase("duo.end.why", {"names": names_of(duo)})
        return Decision(Choose(why, tuple((Phrase(f"ended.{r}"), r) for r in STAFF_ENDINGS)))
    names: dict[str, Value] = {"names": names_of(duo)}
    known = at.known
    if not known.hold:
        return Decision(Done(Phrase("duo.done.end", names)), (Part(duo.id, 0, request.argument),))
    planned = ScheduledMessage(
        EndsSoon(duo.id, request.argument), known.now + known.hold, f"ends:{duo.id}", person=known.me
    )
    told = {**names, "minutes": known.hold_minutes, "reason": Phrase(f"ended.{request.argument}")}
    undo = (Button(Phrase("review.do.undo"), Do("unend", duo.id)),)
    return Decision(
        Shows(Say((Phrase("duo.ends-soon", told),), rows=(undo, *_back(duo)), edit=request.edit)), (planned,)
    )


def unend(duo: Duo, _: Request, __: Situation) -> Decision:
    if State(duo.state).over:
        return Decision(Refused(Phrase("duo.over")))
    return Decision(Done(Phrase("duo.unended", {"names": names_of(duo)})), (Unplan(f"ends:{duo.id}"),))


def ends_now(told: EndsSoon, at: Situation) -> Effects:
    """Nobody took it back. Whoever may not end it any more, doesn't."""
    duo = at.known.get(StaffDuo(told.duo, DECIDES))
    return (Part(duo.id, 0, told.reason),) if duo and not State(duo.state).over else ()


def extend(duo: Duo, request: Request, at: Situation) -> Decision:
    """A later planned end: the rhythm goes on until then."""
    if not goes_on(duo):
        return Decision(Refused(Phrase("duo.over")))
    offered = {day.isoformat(): day for day in in_months(max(at.known.today, duo.ends or at.known.today))}
    if request.argument not in offered:
        why = Phrase("duo.extend.until", {"names": names_of(duo)})
        return Decision(Choose(why, tuple((Day(day), text) for text, day in offered.items())))
    until = offered[request.argument]
    said = Phrase("duo.done.extend", {"names": names_of(duo), "day": Day(until)})
    return Decision(Done(said, replace(duo, ends=until)), (Extend(duo.id, 0, until),))


def goes_on(duo: Duo) -> bool:
    return duo.state in (State.MET, State.RUNNING, State.PAUSED)


def snooze(duo: Duo, request: Request, at: Situation) -> Decision:
    """Seen: it is shown again in a month, or in three."""
    if not nothing_to_come(duo):
        return Decision(Refused(Phrase("duo.over")))
    days = {months: months_after(at.known.today, int(months)) for months in SNOOZES}
    if request.argument not in days:
        options = tuple((Day(day), months) for months, day in days.items())
        return Decision(Choose(Phrase("duo.snooze.until", {"names": names_of(duo)}), options))
    day = days[request.argument]
    again = LookLater(duo.id, datetime.combine(day, DAY_OPENS, ZONE).astimezone(UTC))
    return Decision(Done(Phrase("duo.done.snooze", {"names": names_of(duo), "day": Day(day)}), duo), (again,))


def nothing_to_come(duo: Duo) -> bool:
    """It rests, or its planned end was asked about: it is looked at every few weeks."""
    asked = any(END in m.asked for m in duo.members)
    return duo.state == State.PAUSED or (asked and duo.state in (State.MET, State.RUNNING))


def add(duo: Duo, request: Request, at: Situation) -> Decision:
    """Somebody more in a proposal: who, and whether they live with somebody in it. Everybody is asked anew."""
    if not grows(duo):
        return Decision(Refused(Phrase("duo.over")))
    who, _, home = request.argument.partition("-")
    joining = may_join(duo, at.known.get(SuitableToJoin(duo.id, DECIDES)), at.known)
    one = next((p for p in joining if str(p.id) == who), None)
    if one is None and not joining:
        return Decision(Refused(Phrase("duo.add.nobody"), (Phrase("duo.add.nobody"),)))
    if one is None:
        people = tuple((Phrase(f"duo.add.{p.side}", {"name": p.name}), str(p.id)) for p in joining[:LISTED])
        return Decision(Choose(Phrase("duo.add.who", {"names": names_of(duo)}), people))
    beside = {str(m.candidate): m for m in duo.members if m.side is one.side}
    if home not in beside and home != APART:
        homes = tuple((Phrase("duo.add.with", {"name": m.name}), f"{who}-{id}") for id, m in beside.items())
        options = (*homes, (Phrase("duo.add.apart"), f"{who}-{APART}"))
        return Decision(Choose(Phrase("duo.add.lives", {"name": one.name}), options))
    said = Phrase("duo.done.add", {"names": names_of(duo), "name": one.name})
    return Decision(Done(said), (AddMember(duo.id, one.id, int(home)),))


def reask(duo: Duo, _: Request, at: Situation) -> Decision:
    """Whoever has not answered a proposal is asked once more; tapped twice, it is asked once."""
    waits = [m for m in duo.members if m.answer == Answer.OPEN] if duo.state == State.PROPOSED else []
    if not waits:
        return Decision(Refused(Phrase("duo.over")))
    key = f"{ProposedAgain.kind}:{duo.id}:{at.known.today.isoformat()}"
    due = at.known.now + TWICE
    asked = tuple(ScheduledMessage(ProposedAgain(duo.id), due, key, candidate=m.candidate) for m in waits)
    said = Phrase("duo.done.reask", {"names": Listed(tuple(m.name for m in waits))})
    return Decision(Done(said, duo), asked)


def unanswered(duo: Duo) -> bool:
    return duo.state == State.PROPOSED and any(m.answer == Answer.OPEN for m in duo.members)


def grows(duo: Duo) -> bool:
    """Only a proposal: nobody who runs already gets somebody more without being asked."""
    return duo.state == State.PROPOSED and len(duo.members) < MOST_IN_A_DUO


def may_join(duo: Duo, people: tuple[Profile, ...], known: Known) -> list[Profile]:
    """Who passes every must with everybody of the other side in it, the best first. Those who are in it have their
    place already."""
    terms, inside = _terms(known, duo.programme), {m.candidate for m in duo.members}
    there = [replace(p, room=max(p.room, 1), ready=True) for p in people if p.id in inside]
    found = []
    for one in (p for p in people if p.ready and p.room and p.id not in inside):
        pairs = [(one, p) if one.side is Side.NEWCOMER else (p, one) for p in there if p.side is not one.side]
        told = [verdict(newcomer, volunteer, terms, known.now) for newcomer, volunteer in pairs]
        beside = all(_beside(one, p) for p in there if p.side is one.side)
        if told and beside and all(v.may for v in told):
            found.append((-min(v.score for v in told), one.waiting_since, one.id, one))
    return [one for *_, one in sorted(found, key=lambda told: told[:3])]


def _beside(one: Profile, other: Profile) -> bool:
    """May these two of one side be in one group? A young person is with no adult whom nobody checked, and nobody is
    with whom it did not go on before."""
    apart = other.id in one.facts.over_with or one.id in other.facts.over_with
    return one.minor == other.minor and not apart


def children(duo: Duo, request: Request, _: Situation) -> Decision:
    """How many children take part: a number for the figures."""
    if State(duo.state).over:
        return Decision(Refused(Phrase("duo.over")))
    if request.argument not in CHILDREN:
        why = Phrase("duo.children.how-many", {"names": names_of(duo)})
        return Decision(Choose(why, tuple((n, n) for n in CHILDREN)))
    count = int(request.argument)
    said = Phrase("duo.done.children", {"names": names_of(duo), "count": count})
    return Decision(Done(said, replace(duo, children=count)), (CountChildren(duo.id, count),))


def meet(duo: Duo, request: Request, at: Situation) -> Decision:
    """A date and a place for the two, proposed by the coordinator."""
    if not meets(duo) or duo.unsafe:
        return Decision(Shows(card(duo, at, None, request.edit)))
    names = ", ".join(m.name for m in duo.members)
    told = {"duo": duo.id, "candidate": 0, "programme": duo.programme, "buddy": names}
    return Decision(Opens(Begin("meeting", told)))


def meets(duo: Duo) -> bool:
    return duo.state in (State.AGREED, State.MET, State.RUNNING)


ACTIONS = (
    Action("find", Group.READING, READS, "see which volunteers may suit a newcomer", CANDIDATE, find,
           offered=lambda one: one.side is Side.NEWCOMER and has_room(one), also=people_of),
    Action("duos", Group.READING, READS, "see the duos of somebody", CANDIDATE, their_duos,
           offered=lambda one: bool(one.duos) and not one.status.ended and not waits(one),
           also=lambda request, _: (DuosOf(request.number),)),
    Action("all", Group.READING, READS, "see the open duos", OPEN_DUOS,
           lambda found, request, _: Decision(Shows(listed(found, request.number, request.edit)))),
    Action("duo", Group.READING, READS, "see one duo, with what each side said at the end", DUO,
           lambda duo, request, at: Decision(Shows(card(duo, at, None, request.place)))),
    Action("pair", Group.DECIDING, DECIDES, "make a duo", CANDIDATE, pair, also=people_of),
    Action("despite", Group.DECIDING, DECIDES, "make a duo although one wish or the language stands against it",
           CANDIDATE, despite, also=people_of),
    Action("unpair", Group.DECIDING, DECIDES, "take a pair back, before the two read of it", CANDIDATE, unpair,
           also=lambda request, _: (DuosOf(request.number),)),
    Action("puzzle", Group.DUOS, DECIDES, "draw the best set of pairs", PUZZLE, show_pairs),
    Action("keep", Group.DUOS, DECIDES, "keep a pair of it", PAIR, keeps(True)),
    Action("drop", Group.DUOS, DECIDES, "drop a pair of it", PAIR, keeps(False)),
    Action("swap", Group.DUOS, DECIDES, "see who else suits", PAIR, of_pair(swap)),
    Action("swapto", Group.DUOS, DECIDES, "swap", PAIR, of_pair(swap_to)),
    Action("send", Group.DUOS, DECIDES, "propose the pairs that are kept", PUZZLE, send),
    Action("unpropose", Group.DUOS, DECIDES, "take a proposal back", DUO, moves("unpropose", Move.WITHDRAW),
           offered=lambda duo: movable(duo, Move.WITHDRAW)),
    Action("reask", Group.DUOS, DECIDES, "remind whoever has not answered a proposal", DUO, reask, offered=unanswered),
    Action("add", Group.DUOS, DECIDES, "add somebody to a proposal: a couple, a family, a group", DUO, add,
           offered=grows, also=lambda request, action: (SuitableToJoin(request.number, action.roles),)),
    Action("children", Group.DUOS, DECIDES, "note how many children take part", DUO, children,
           offered=lambda duo: not State(duo.state).over and duo.state != State.PROPOSED),
    Action("meet", Group.DUOS, DECIDES, "propose a first meeting", DUO, meet,
           offered=lambda duo: meets(duo) and not duo.unsafe),
    Action("hold", Group.DUOS, DECIDES, "let a duo rest", DUO, moves("hold", Move.PAUSE),
           offered=lambda duo: movable(duo, Move.PAUSE)),
    Action("resume", Group.DUOS, DECIDES, "let it go on", DUO, moves("resume", Move.RESUME),
           offered=lambda duo: movable(duo, Move.RESUME)),
    Action("extend", Group.DUOS, DECIDES, "move the planned end of a duo", DUO, extend, offered=goes_on),
    Action("snooze", Group.DUOS, DECIDES, "look at it again later", DUO, snooze, offered=nothing_to_come),
    Action("end", Group.DUOS, DECIDES, "end a duo", DUO, end,
           offered=lambda duo: duo.state != State.PROPOSED and not State(duo.state).over),
    Action("unend", Group.DUOS, DECIDES, "take the end of a duo back, before the two read of it", DUO, unend),
    Action("form", Group.BY_NUMBER, OPERATES, "make a duo of two numbers", CANDIDATE, form,
           also=lambda request, action: (*people_of(request, action), CardOf(number(request.argument), OPERATES))),
)  # fmt: skip


# --- what a coordinator hears of duos ------------------------------------------------------------


OfStaff = (
    StaffCalledOff | StaffEnded | StaffMemberLeft | StaffAgreed | StaffMeets | StoriesDiffer | Introduce | LookAtDuo
    | StaffLook | MeetingUnfit
)  # fmt: skip
FromMember = AskedFirst | WantsToTalk


def staff_duo(told: OfStaff | FromMember, _: Situation) -> Queries:
    return (StaffDuo(told.duo, READS),)


def called_off(_: StaffCalledOff, duo: Duo, __: Situation) -> Effects:
    return (Say((Phrase(f"staff.off.{duo.state}", {"names": names_of(duo)}),), rows=_cards(duo)),)


def ended(_: StaffEnded, duo: Duo, at: Situation) -> Effects:
    return (card(duo, at, Phrase("staff.closed", {"names": names_of(duo)})),)


def member_left(told: StaffMemberLeft, duo: Duo, at: Situation) -> Effects:
    who = duo.ever(told.who)
    name = who.name if who else Phrase("duo.somebody")
    return (card(duo, at, Phrase("staff.left", {"name": name, "names": names_of(duo)})),)


def introduces(_: Introduce, duo: Duo, at: Situation) -> Effects:
    return (card(duo, at, Phrase("staff.introduce", {"names": names_of(duo)})),)


def agreed(_: StaffAgreed, duo: Duo, __: Situation) -> Effects:
    return (Say((Phrase("staff.agreed", {"names": names_of(duo)}),), rows=_to_duo(duo)),)


def meets_first(told: StaffMeets, duo: Duo, _: Situation) -> Effects:
    """The first date, and not where: that is theirs."""
    found = duo.meeting
    if found is None or found.id != told.meeting:
        return ()
    return (Say((Phrase("staff.meets", {"names": names_of(duo), **when(found.at)}),), rows=_to_duo(duo)),)


def differ(_: StoriesDiffer, duo: Duo, at: Situation) -> Effects:
    return (card(duo, at, Phrase("staff.differ", {"names": names_of(duo)})),)


def looks(_: LookAtDuo, duo: Duo, at: Situation) -> Effects:
    again = look_at(duo.id, duo.programme, at.known.now + LOOK_AGAIN)
    if at.known.coordinator and at.known.coordinator.gathers:
        news = StaffLook(duo.id)
        return (again, ScheduledMessage(news, at.known.now, f"{news.kind}:{duo.id}", person=at.known.me))
    return (again, card(duo, at, to_look_at(duo)))


def to_look_at(duo: Duo) -> Phrase:
    return Phrase("staff.look.paused" if duo.state == State.PAUSED else "staff.look", {"names": names_of(duo)})


def from_member(told: FromMember, duo: Duo, at: Situation) -> Effects:
    """A question, or a wish to talk: who it is, how to reach them, what they said."""
    who = duo.ever(told.candidate)
    if who is None:
        return ()
    phone = phones.shown(who.reach) or Phrase("alarm.no-number")
    values: dict[str, Value] = {"names": names_of(duo), "name": who.name, "phone": phone}
    said = told.text if isinstance(told, AskedFirst) else told.note
    note = (Phrase("alarm.note", {"note": said}),) if said else ()
    rows = ((Button(Phrase("talk.do.answer", {"name": who.name}), Do("write", who.candidate)),), *_cards(duo))
    rows = (*rows, *_to_duo(duo))
    again = also_translated(who.name, said, who.language, f"{told.kind}:{who.candidate}", at, who.candidate)
    return (Say((Phrase(f"staff.{told.kind}", values), *note), rows=rows), *again)


def _cards(duo: Duo) -> Rows:
    return (tuple(Button(m.name, Do("card", m.candidate, NEW)) for m in duo.members),)


def of_staff(payload: type[S], handle: Callable[[S, Duo, Situation], Effects]) -> Scheduled[S]:
    """What the coordinator should know of a duo that they may see. Never who said no."""

    def heard(told: S, at: Situation) -> Effects:
        duo = at.known.get(StaffDuo(told.duo, READS))
        return handle(told, duo, at) if duo else ()

    return Scheduled(payload, Audience.STAFF, heard, staff_duo)


def meeting_unfit(told: MeetingUnfit, at: Situation) -> Effects:
    """For whoever proposed the meeting: a member, or a coordinator."""
    mine = at.known.get(DuoOf(told.duo))
    if mine and (me := me_in(mine, at.known.person)):
        return unfit(mine, me)
    duo = at.known.get(StaffDuo(told.duo, READS))
    if duo is None:
        return ()
    who = duo.member(told.candidate)
    said = Phrase("staff.unfit", {"names": names_of(duo), "name": who.name if who else "–"})
    return (Say((said,), rows=_to_duo(duo)),)


FEATURE = Feature(
    "pairs",
    actions=ACTIONS,
    scheduled=(
        of_staff(StaffCalledOff, called_off),
        of_staff(StaffEnded, ended),
        of_staff(StaffMemberLeft, member_left),
        of_staff(Introduce, introduces),
        of_staff(StaffAgreed, agreed),
        of_staff(StaffMeets, meets_first),
        of_staff(StoriesDiffer, differ),
        of_staff(LookAtDuo, looks),
        of_staff(StaffLook, lambda _, duo, at: (card(duo, at, to_look_at(duo)),)),
        of_staff(AskedFirst, from_member),
        of_staff(WantsToTalk, from_member),
        Scheduled(MeetingUnfit, Audience.PERSON, meeting_unfit,
                  lambda told, _: (DuoOf(told.duo), StaffDuo(told.duo, READS))),
        Scheduled(EndsSoon, Audience.STAFF, ends_now, lambda told, _: (StaffDuo(told.duo, DECIDES),)),
        Scheduled(Solve, Audience.STAFF, solved),
        Scheduled(PuzzleReady, Audience.STAFF, puzzle_ready, lambda told, _: (PuzzleOf(DECIDES, told.programme),)),
    ),
    commands=(
        Command("duos", show_duos, for_staff(OpenDuos(READS), OpenAlarms(READS))),
        Command("puzzle", show_puzzle),
    ),
)  # fmt: skip
