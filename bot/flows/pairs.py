"""Who suits whom, for a coordinator: three best with reasons, the puzzle, and each duo with what can be done.

Every tap is checked against roles.py, in the transaction that writes it; a pair is checked again against the musts.
"""

from collections.abc import Callable
from typing import TypeVar

from bot.flows.feature import Audience, Command, Effects, Feature, Queries, Scheduled, Situation
from bot.flows.review import Tapped, for_staff
from bot.flows.together import me_in, unfit
from programme.duo import ENDINGS, MOVES, Choosing, Move, State
from programme.effects import (
    AskAgain,
    Begin,
    Effect,
    FormDuo,
    Keep,
    Look,
    MoveDuo,
    Part,
    Propose,
    Say,
    ScheduledMessage,
    Solved,
    Toast,
)
from programme.matching import Profile, Terms, Verdict, best, nearest_misses, verdict
from programme.model import Candidate, Duo, Known, Side
from programme.preset import terms_for
from programme.queries import DuoOf, DuosOf, OpenDuos, Puzzle, PuzzleOf, StaffDuo, Suitable
from programme.roles import Actor, authorise
from programme.say import Button, Day, Lines, Phrase, Place, Rows, Value
from programme.scheduled import (
    AskedFirst,
    Introduce,
    LookAtDuo,
    MeetingUnfit,
    NotSafe,
    PuzzleReady,
    Solve,
    StaffCalledOff,
    StaffEnded,
    WantsToTalk,
)

VERBS = frozenset({
    "find", "pair", "duos", "all", "duo", "puzzle", "drop", "keep", "swap", "swapto", "send", "unpropose", "hold",
    "resume", "end", "meet",
})  # fmt: skip
OF_DUO = frozenset({"duo", "unpropose", "hold", "resume", "end", "meet"})
OF_PUZZLE = frozenset({"drop", "keep", "swap", "swapto"})
BEST, PAGE, REASONS, LISTED = 3, 4, 3, 8
S = TypeVar("S", StaffCalledOff, StaffEnded, Introduce, LookAtDuo, AskedFirst, WantsToTalk, NotSafe)
STAFF_ENDINGS = tuple(e for e in ENDINGS if e not in ("unsafe", "goal"))


def needs(tapped: Tapped) -> Queries:
    """What has to be read before this tap can be answered."""
    if tapped.verb == "all":
        return (OpenDuos(tapped.candidate),)
    if tapped.verb in OF_DUO:
        return (StaffDuo(tapped.candidate, tapped.verb),)
    if tapped.verb in OF_PUZZLE:
        return (PuzzleOf(newcomer=tapped.candidate),)
    if tapped.verb in ("puzzle", "send"):
        return (PuzzleOf(tapped.argument),)
    if tapped.verb == "duos":
        return (tapped.card, DuosOf(tapped.candidate))
    return (tapped.card, Suitable(tapped.candidate, tapped.verb))


def tap(tapped: Tapped, known: Known) -> tuple[Effect, ...]:
    """One tap of a coordinator. What is not theirs reads like what is not there."""
    actor = Actor.of(known.me, known.coordinator)
    if tapped.verb == "all":
        if not actor.where("duos"):
            return (Toast(Phrase("review.gone")),)
        return (listed(tapped.candidate, known, tapped.message),)
    if tapped.verb in OF_DUO:
        duo = known.get(StaffDuo(tapped.candidate, tapped.verb))
        return _with_duo(tapped, duo, known) if duo else (Toast(Phrase("review.gone")),)
    if tapped.verb in OF_PUZZLE or tapped.verb in ("puzzle", "send"):
        puzzle: Puzzle = known.get(needs(tapped)[0])
        allowed = bool(puzzle.programme) and authorise(actor, tapped.verb, puzzle.programme)
        return _with_puzzle(tapped, puzzle, known) if allowed else (Toast(Phrase("review.gone")),)
    found = known.get(tapped.card)
    if found is None or not authorise(actor, tapped.verb, found):
        return (Toast(Phrase("review.gone")),)
    return (Look(found.id), *_with_candidate(tapped, found, known))


def _with_candidate(tapped: Tapped, found: Candidate, known: Known) -> tuple[Effect, ...]:
    if tapped.verb == "duos":
        duos = known.get(DuosOf(found.id))
        rows = tuple((Button(_names(d), f"r:duo:{d.id}"),) for d in duos)
        head = Phrase("duos.head" if duos else "duos.none", {"name": found.name})
        return (Say((head,), rows=(*rows, _card(found)), edit=tapped.message),)
    people = known.get(Suitable(found.id, tapped.verb))
    if tapped.verb == "find":
        return (_find(found, people, known, tapped.message),)
    return _pair(tapped, found, people, known)


# --- three best ----------------------------------------------------------------------------------


def _terms(known: Known, programme: str) -> Terms:
    return terms_for(known.programme(programme))


def _find(found: Candidate, people: tuple[Profile, ...], known: Known, edit: int | None) -> Say:
    newcomer = next((p for p in people if p.id == found.id), None)
    volunteers = [p for p in people if p.side is Side.VOLUNTEER]
    if newcomer is None or not newcomer.ready:
        return Say((Phrase("find.gone"),), rows=(_card(found),), edit=edit)
    terms, by_id = _terms(known, found.programme), {p.id: p for p in volunteers}
    careful = (Phrase("find.minor"),) if found.minor else ()
    told = best(newcomer, volunteers, terms, known.now)[:BEST]
    if not told:
        return Say((Phrase("find.none", {"name": found.name}), *careful, *_near(newcomer, by_id, terms, known)),
                   rows=(_card(found),), edit=edit)  # fmt: skip
    lines = tuple(_one(by_id[v.volunteer], v) for v in told)
    rows = tuple((Button(_do(found, by_id[v.volunteer], known), f"r:pair:{found.id}:{v.volunteer}"),) for v in told)
    head = Phrase("find.head", {"name": found.name})
    return Say((head, *careful, *lines), rows=(*rows, _card(found)), edit=edit)


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


def _near(newcomer: Profile, by_id: dict[int, Profile], terms: Terms, known: Known) -> tuple[Phrase, ...]:
    """Nobody fits: which single must, loosened, would give whom."""
    misses = nearest_misses(newcomer, by_id.values(), terms, known.now)
    firsts = [told[0] for told in misses.values()][:BEST]
    lines = tuple(
        Phrase("find.miss", {"name": by_id[m.volunteer].name, "reason": next(c.why for c in m.musts if c.why)})
        for m in firsts
    )
    return (Phrase("find.near"), *lines) if lines else ()


def _pair(tapped: Tapped, found: Candidate, people: tuple[Profile, ...], known: Known) -> tuple[Effect, ...]:
    by_id = {str(p.id): p for p in people}
    newcomer, volunteer = by_id.get(str(found.id)), by_id.get(tapped.argument)
    told = verdict(newcomer, volunteer, _terms(known, found.programme), known.now) if newcomer and volunteer else None
    if told is None or not told.may or volunteer is None:
        why = next((m.why for m in told.musts if m.why), None) if told else None
        gone = Phrase("find.gone")
        return (Toast(gone), Say((gone, *((why,) if why else ())), rows=(_card(found),), edit=tapped.message))
    names: dict[str, Value] = {"newcomer": found.name, "volunteer": volunteer.name}
    queue = ((Button(Phrase("review.do.queue"), "r:queue:0"),),)
    if asks_both(known, found.programme):
        return (
            Propose(found.id, volunteer.id),
            Say((Phrase("find.proposed", names),), rows=queue, edit=tapped.message),
        )
    return (FormDuo(found.id, volunteer.id), Say((Phrase("find.formed", names),), rows=queue, edit=tapped.message))


def _card(found: Candidate) -> tuple[Button, ...]:
    return (Button(Phrase("review.do.card"), f"r:card:{found.id}"),)


# --- the puzzle ----------------------------------------------------------------------------------


def show_puzzle(_: str, at: Situation) -> Effects:
    """/puzzle: of one's only programme at once, or which one?"""
    known = at.known
    if known.coordinator is None:
        return (AskAgain((Phrase("help.unknown"),)),)
    actor = Actor.of(known.me, known.coordinator)
    mine = [p for p in known.programmes if authorise(actor, "puzzle", p.id)]
    if len(mine) == 1:
        return solves(mine[0].id, known)
    rows = tuple((Button(p.name, f"r:puzzle:0:{p.id}"),) for p in mine)
    return (Say((Phrase("puzzle.which" if rows else "review.gone"),), rows=rows or _queue()),)


def solves(programme: str, known: Known) -> tuple[Effect, ...]:
    wanted = ScheduledMessage(Solve(programme), known.now, f"solve:{programme}", person=known.me)
    return (wanted, Say((Phrase("puzzle.working"), Phrase("status.next"))))


def solved(told: Solve, at: Situation) -> Effects:
    """The best set of pairs is there: it is written down, and shown as soon as it is."""
    if told.pairs is None:
        return (Say((Phrase("puzzle.failed"),), rows=_queue()),)
    ready = PuzzleReady(told.programme)
    shown = ScheduledMessage(ready, at.known.now, f"puzzled:{told.programme}", person=at.known.me)
    return (Solved(told.programme, tuple(told.pairs)), shown)


def puzzle_ready(told: PuzzleReady, at: Situation) -> Effects:
    return (shown(at.known.get(PuzzleOf(told.programme)), 0, at.known),)


def _queue() -> Rows:
    return ((Button(Phrase("review.do.queue"), "r:queue:0"),),)


def _with_puzzle(tapped: Tapped, puzzle: Puzzle, known: Known) -> tuple[Effect, ...]:
    if tapped.verb == "puzzle" and not puzzle.pairs:
        return solves(puzzle.programme, known)
    if tapped.verb == "puzzle":
        return (shown(puzzle, tapped.candidate, known, tapped.message),)
    if tapped.verb == "send":
        return _send(puzzle, known, tapped.message)
    at = next((i for i, pair in enumerate(puzzle.pairs) if pair[0] == tapped.candidate), None)
    if at is None:
        return (Toast(Phrase("review.gone")),)
    newcomer, volunteer, _ = puzzle.pairs[at]
    if tapped.verb == "swap":
        return (_swaps(puzzle, at, known, tapped.message),)
    if tapped.verb == "swapto":
        changes = _swapped(puzzle, at, tapped.argument, known)
    else:
        changes = (Keep(puzzle.programme, newcomer, volunteer, tapped.verb == "keep"),)
    after = _after(puzzle, changes)
    return (*changes, shown(after, at // PAGE, known, tapped.message))


def _after(puzzle: Puzzle, changes: tuple[Keep, ...]) -> Puzzle:
    new = {c.newcomer: (c.newcomer, c.volunteer, c.kept) for c in changes}
    return Puzzle(puzzle.programme, tuple(new.get(p[0], p) for p in puzzle.pairs), puzzle.people)


def shown(puzzle: Puzzle, page: int, known: Known, edit: int | None = None) -> Say:
    """A page of pairs, each to keep or drop, or to swap; nothing is sent yet."""
    people, terms = {p.id: p for p in puzzle.people}, _terms(known, puzzle.programme)
    if not puzzle.pairs:
        return Say((Phrase("puzzle.nobody"),), rows=_queue(), edit=edit)
    some = puzzle.pairs[page * PAGE : (page + 1) * PAGE]
    lines, rows = [], []
    for number, (n, v, kept) in enumerate(some, page * PAGE + 1):
        if n in people and v in people:
            told = verdict(people[n], people[v], terms, known.now)
            names: dict[str, Value] = {"newcomer": people[n].name, "volunteer": people[v].name}
            why = Lines(_reasons(told).items[:REASONS])
            lines.append(Phrase("puzzle.pair", {**names, "number": number, "reasons": why}))
            verb = "drop" if kept else "keep"
            swap = Button(Phrase("puzzle.swap"), f"r:swap:{n}")
            rows.append((Button(Phrase("puzzle.one", names), f"r:{verb}:{n}", ticked=kept), swap))
    count, total = sum(kept for *_, kept in puzzle.pairs), len(puzzle.pairs)
    head = Phrase("puzzle.head", {"n": total})
    return Say(
        (head, *lines, Phrase("puzzle.how")), rows=(*rows, *_below(puzzle.programme, page, total, count)), edit=edit
    )


def _below(programme: str, page: int, total: int, count: int) -> Rows:
    before = (Button(Phrase("queue.before"), f"r:puzzle:{page - 1}:{programme}"),) if page else ()
    after = (Button(Phrase("queue.after"), f"r:puzzle:{page + 1}:{programme}"),) if (page + 1) * PAGE < total else ()
    send = ((Button(Phrase("puzzle.send", {"n": count}), f"r:send:0:{programme}"),),) if count else ()
    turns = ((*before, *after),) if before or after else ()
    return (*turns, *send)


def _swaps(puzzle: Puzzle, at: int, known: Known, edit: int | None) -> Say:
    """Who else would suit this newcomer: also who is in another pair now."""
    newcomer, volunteer, _ = puzzle.pairs[at]
    people = {p.id: p for p in puzzle.people}
    back = (Button(Phrase("nav.back"), f"r:puzzle:{at // PAGE}:{puzzle.programme}"),)
    if newcomer not in people:
        return Say((Phrase("find.gone"),), rows=(back,), edit=edit)
    one, terms = people[newcomer], _terms(known, puzzle.programme)
    volunteers = [p for p in puzzle.people if p.side is Side.VOLUNTEER and p.id != volunteer]
    told = best(one, volunteers, terms, known.now)[:BEST]
    lines = tuple(_one(people[v.volunteer], v) for v in told) or (Phrase("puzzle.nobody-else"),)
    rows = tuple(
        (Button(Phrase("puzzle.with", {"name": people[v.volunteer].name}), f"r:swapto:{newcomer}:{v.volunteer}"),)
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


def _send(puzzle: Puzzle, known: Known, edit: int | None) -> tuple[Effect, ...]:
    """Every kept pair is proposed that still may be one; the puzzle is done."""
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
    told = Say((Phrase("puzzle.sent", {"n": len(sent)}), *gone), rows=_queue(), edit=edit)
    return (*sent, Solved(puzzle.programme, ()), told)


# --- a duo, for the coordinator ------------------------------------------------------------------


def show_duos(_: str, at: Situation) -> Effects:
    if at.known.coordinator is None:
        return (AskAgain((Phrase("help.unknown"),)),)
    return (listed(0, at.known),)


def listed(page: int, known: Known, edit: int | None = None) -> Say:
    """Every open duo, the latest change first; each opens its card."""
    duos, total = known.get(OpenDuos(page))
    rows = tuple((Button(_card_line(d), f"r:duo:{d.id}"),) for d in duos)
    before = (Button(Phrase("queue.before"), f"r:all:{page - 1}"),) if page else ()
    after = (Button(Phrase("queue.after"), f"r:all:{page + 1}"),) if (page + 1) * LISTED < total else ()
    turns = ((*before, *after),) if before or after else ()
    head = Phrase("duos.all" if total else "duos.nobody", {"n": total})
    return Say((head,), rows=(*rows, *turns) or _queue(), edit=edit)


def _card_line(duo: Duo) -> Phrase:
    return Phrase("duo.card", {"names": _names(duo), "state": Phrase(f"duo.state.{duo.state}")})


def _names(duo: Duo) -> Phrase:
    names = [m.name for m in duo.members]
    return Phrase("duo.names", {"one": names[0] if names else "–", "other": ", ".join(names[1:]) or "–"})


def card(duo: Duo, lead: Phrase | None = None, edit: int | None = None) -> Say:
    """Where a duo stands, what each side said at the end, and what can be done."""
    since = (Phrase("duo.since", {"day": Day(duo.since.date())}),) if duo.since else ()
    names = {m.candidate: m.name for m in duo.members}
    ends = tuple(
        Phrase("duo.ended", {"name": names.get(c) or Phrase("duo.programme"), "reason": Phrase(f"ended.{reason}")})
        for c, (reason, _) in duo.partings.items()
    )
    notes = tuple(Phrase("alarm.note", {"note": note}) for _, note in duo.partings.values() if note)
    lines = (*((lead,) if lead else ()), _card_line(duo), *since, *ends, *notes)
    return Say(lines, rows=_duo_buttons(duo), edit=edit)


def _duo_buttons(duo: Duo) -> Rows:
    def button(verb: str) -> tuple[Button, ...]:
        return (Button(Phrase(f"duo.do.{verb}"), f"r:{verb}:{duo.id}"),)

    can = {
        State.PROPOSED: ("unpropose",), State.AGREED: ("meet", "end"), State.MET: ("meet", "hold", "end"),
        State.RUNNING: ("meet", "hold", "end"), State.PAUSED: ("resume", "end"),
    }  # fmt: skip
    cards = tuple(Button(m.name, f"r:card:{m.candidate}") for m in duo.members)
    return (*(button(verb) for verb in can.get(State(duo.state), ())), cards)


def _with_duo(tapped: Tapped, duo: Duo, known: Known) -> tuple[Effect, ...]:
    edit = tapped.message
    moves = {"unpropose": Move.WITHDRAW, "hold": Move.PAUSE, "resume": Move.RESUME}
    if tapped.verb in moves:
        move = moves[tapped.verb]
        withdraws = move is Move.WITHDRAW and duo.state != State.PROPOSED  # an agreed one is ended with a reason
        if (State(duo.state), move) not in MOVES or withdraws:
            return (Toast(Phrase("duo.over")), card(duo, edit=edit))
        done = Say((Phrase(f"duo.done.{tapped.verb}", {"names": _names(duo)}),), rows=_back(duo), edit=edit)
        return (MoveDuo(duo.id, move), done)
    if tapped.verb == "end":
        return _end(tapped, duo)
    if tapped.verb == "meet" and duo.state in (State.AGREED, State.MET, State.RUNNING):
        names = ", ".join(m.name for m in duo.members)
        told = {"duo": duo.id, "candidate": 0, "programme": duo.programme, "buddy": names}
        return (Begin("meeting", told),)
    return (card(duo, edit=edit),)


def _end(tapped: Tapped, duo: Duo) -> tuple[Effect, ...]:
    if State(duo.state).over:
        return (Toast(Phrase("duo.over")), card(duo, edit=tapped.message))
    if tapped.argument not in STAFF_ENDINGS:
        rows = tuple((Button(Phrase(f"ended.{r}"), f"r:end:{duo.id}:{r}"),) for r in STAFF_ENDINGS)
        why = Phrase("duo.end.why", {"names": _names(duo)})
        return (Say((why,), rows=(*rows, *_back(duo)), edit=tapped.message),)
    done = Say((Phrase("duo.done.end", {"names": _names(duo)}),), rows=_back(duo), edit=tapped.message)
    return (Part(duo.id, 0, tapped.argument), done)


def _back(duo: Duo) -> Rows:
    return ((Button(Phrase("duo.do.duo"), f"r:duo:{duo.id}"),),)


# --- what a coordinator hears of duos ------------------------------------------------------------


OfStaff = StaffCalledOff | StaffEnded | Introduce | LookAtDuo | MeetingUnfit
FromMember = AskedFirst | WantsToTalk | NotSafe


def staff_duo(told: OfStaff | FromMember, _: Situation) -> Queries:
    return (StaffDuo(told.duo, "duo"),)


def called_off(_: StaffCalledOff, duo: Duo) -> Effects:
    return (Say((Phrase(f"staff.off.{duo.state}", {"names": _names(duo)}),), rows=_cards(duo)),)


def ended(_: StaffEnded, duo: Duo) -> Effects:
    return (card(duo, Phrase("staff.closed", {"names": _names(duo)})),)


def introduces(_: Introduce, duo: Duo) -> Effects:
    return (card(duo, Phrase("staff.introduce", {"names": _names(duo)})),)


def looks(_: LookAtDuo, duo: Duo) -> Effects:
    key = "staff.look.paused" if duo.state == State.PAUSED else "staff.look"
    return (card(duo, Phrase(key, {"names": _names(duo)})),)


def from_member(told: FromMember, duo: Duo) -> Effects:
    """A question, a wish to talk, or that somebody is not safe: who it is, how to reach them, what they said."""
    who = duo.member(told.candidate)
    if who is None:
        return ()
    values: dict[str, Value] = {"names": _names(duo), "name": who.name, "phone": who.reach or Phrase("none")}
    said = told.text if isinstance(told, AskedFirst) else told.note
    note = (Phrase("alarm.note", {"note": said}),) if said else ()
    rows = ((Button(Phrase("review.do.ask"), f"r:ask:{who.candidate}"),), *_cards(duo), *_back(duo))
    return (Say((Phrase(f"staff.{told.kind}", values), *note), rows=rows),)


def _cards(duo: Duo) -> Rows:
    return (tuple(Button(m.name, f"r:card:{m.candidate}") for m in duo.members),)


def of_staff(payload: type[S], handle: Callable[[S, Duo], Effects]) -> Scheduled[S]:
    """What the coordinator should know of a duo that they may see. Never who said no."""

    def heard(told: S, at: Situation) -> Effects:
        duo = at.known.get(StaffDuo(told.duo, "duo"))
        return handle(told, duo) if duo else ()

    return Scheduled(payload, Audience.STAFF, heard, staff_duo)


def meeting_unfit(told: MeetingUnfit, at: Situation) -> Effects:
    """For whoever proposed the meeting: a member, or a coordinator."""
    mine = at.known.get(DuoOf(told.duo))
    if mine and (me := me_in(mine, at.known.person)):
        return unfit(mine, me)
    duo = at.known.get(StaffDuo(told.duo, "duo"))
    if duo is None:
        return ()
    who = duo.member(told.candidate)
    said = Phrase("staff.unfit", {"names": _names(duo), "name": who.name if who else "–"})
    return (Say((said,), rows=_back(duo)),)


FEATURE = Feature(
    "pairs",
    scheduled=(
        of_staff(StaffCalledOff, called_off),
        of_staff(StaffEnded, ended),
        of_staff(Introduce, introduces),
        of_staff(LookAtDuo, looks),
        of_staff(AskedFirst, from_member),
        of_staff(WantsToTalk, from_member),
        of_staff(NotSafe, from_member),
        Scheduled(MeetingUnfit, Audience.PERSON, meeting_unfit,
                  lambda told, _: (DuoOf(told.duo), StaffDuo(told.duo, "duo"))),
        Scheduled(Solve, Audience.STAFF, solved),
        Scheduled(PuzzleReady, Audience.STAFF, puzzle_ready, lambda told, _: (PuzzleOf(told.programme),)),
    ),
    commands=(
        Command("duos", show_duos, for_staff(OpenDuos())),
        Command("puzzle", show_puzzle),
    ),
)  # fmt: skip
