"""A coordinator's queue, in chat: who waits, the card of each, and what is decided about them."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from bot.channels.base import VOICE
from bot.flows.actions import NEW, Action, Choose, Decision, Done, Opens, Refused, Request, Shows, Subject
from bot.flows.core import Flow, Here, Question, Screen, Session, State
from bot.flows.duo.meeting import ADay
from bot.flows.feature import Audience, Command, Effects, Feature, Queries, Scheduled, Situation, standing
from bot.flows.intake import FLOWS, facts
from bot.flows.noted import note_line, step_line
from bot.flows.readers import AboutWords
from bot.flows.staff import alarms, sifting
from bot.flows.staff.desk import buttons, placed
from bot.flows.translated import also_translated
from programme.effects import (
    Ask,
    AskAgain,
    Begin,
    Decide,
    Effect,
    Forget,
    Look,
    NoteSigned,
    PassOn,
    Say,
    ScheduledMessage,
    TakeBack,
    ToldOfNew,
)
from programme.message import Button, Day, Do, Listed, Phrase, Place, Rows, Value
from programme.model import PAPERS, TALK, Candidate, Known, Query, Status
from programme.preset import takes_minors
from programme.queries import (
    CardOf,
    DecidedByMe,
    DuosOf,
    NewToMe,
    Next,
    NextOf,
    Page,
    Queue,
    RelayOf,
    TeamIn,
    TonguesOf,
)
from programme.reading import phones
from programme.roles import DECIDES, READS, Actor, Group
from programme.scheduled import (
    Accepted,
    AsideOver,
    BuddyLeft,
    CardErased,
    CheckInWords,
    Declined,
    FileChanged,
    GaveUp,
    NewCandidates,
    PassedOn,
    Payload,
    Replied,
    Unreachable,
)
from programme.sift import Sift, Spot, parsed, spot

REASONS = ("no-room", "not-suited", "other-help", "no-answer", "other")
OPEN = (Status.WAITING, Status.ASIDE)
PAGE = 8
MOST_PROGRAMMES = 20  # that are offered to pass somebody on to
LONGEST = timedelta(days=366)  # that somebody may be set aside
EVER, TYPED = "ever", "day"  # without an end, or until a day that is typed
ON_THE_CARD = 2  # notes, the latest first: all of them stand behind their button
SECONDS = re.compile(r"[0-9a-f]{1,9}")
ON_CARD = frozenset(q.key for flow in FLOWS.values() for q in flow.questions if q.card)


# --- the card ------------------------------------------------------------------------------------


def card(one: Candidate, at: Situation, lead: Phrase | None = None, edit: int | None = None) -> Say:
    """A readable card: who, since when, and everything that a match needs, own words kept."""
    known = at.known
    head = Phrase(f"card.{one.side}", {"name": one.name, "programme": _name(known, one.programme)})
    told = tuple(
        Phrase("summary.line", {"label": Phrase(f"label.{k}"), "value": v})
        for k, v in facts(one, known)
        if k in ON_CARD
    )
    alarm = (Phrase("alarm.open"),) if one.alarm else ()
    status = status_line(one, known)
    follows = (Phrase("card.assigned", {"name": one.assigned_to}),) if one.assigned_to else ()
    passed = (Phrase("card.passed", {"programme": _name(known, one.passed_from)}),) if one.passed_from else ()
    sign = (Phrase("card.sign", {"day": Day(one.sign_asked)}),) if one.sign_asked else ()
    back_again = (undo_button(one),) if one.undo else ()
    rows = (*back_again, *buttons(CANDIDATE, one, one.id, at), *TO_QUEUE)
    return Say(
        (
            *((lead,) if lead else ()),
            *alarm,
            head,
            *told,
            *_safe(one),
            *_noted(one, known),
            status,
            *follows,
            *sign,
            *passed,
        ),
        rows=rows,
        edit=edit,
    )


def status_line(one: Candidate, known: Known) -> Phrase:
    values: dict[str, Value] = {"waited": waited(one, known), "by": one.decided_by or "–"}
    if one.status is Status.ASIDE and one.aside_until:
        return Phrase("card.status.aside-until", {**values, "day": Day(one.aside_until)})
    return Phrase(f"card.status.{one.status}", values)


def _noted(one: Candidate, known: Known) -> tuple[Phrase, ...]:
    """What colleagues know: the talk, the papers in one line, the last notes."""
    lines = {step.what: step_line(step, known.today) for step in one.steps}
    papers = tuple(lines[what] for what in PAPERS if what in lines)
    return (
        *((lines[TALK],) if TALK in lines else ()),
        *((Phrase("card.papers", {"papers": Listed(papers)}),) if papers else ()),
        *(Phrase("card.note", {"note": note_line(note)}) for note in one.notes[:ON_THE_CARD]),
    )


TO_QUEUE: Rows = ((Button(Phrase("review.do.queue"), Do("queue")),),)


def _safe(one: Candidate) -> tuple[Phrase, ...]:
    """What protects people under 18: who said yes for them, whose extract was seen."""
    lines: list[Phrase] = []
    if one.minor and one.guardian:
        guardian: dict[str, Value] = {
            "name": one.guardian.name, "reach": phones.shown(one.guardian.reach) or Phrase("none"),
            "day": Day(one.guardian.said),
        }  # fmt: skip
        lines.append(Phrase("card.guardian", guardian))
    if one.screening:
        lines.append(Phrase("card.screening", {"seen": Day(one.screening.seen), "issued": Day(one.screening.issued)}))
    return tuple(lines)


def back(found: Candidate) -> Rows:
    return ((Button(Phrase("review.do.card"), Do("card", found.id)),),)


def to_card(found: Candidate) -> Rows:
    """The card in a message of its own: what was told stays on the screen."""
    return ((Button(Phrase("review.do.card"), Do("card", found.id, NEW)),),)


def _me(known: Known) -> str:
    return known.coordinator.name if known.coordinator else ""


def _name(known: Known, id: str) -> str:
    programme = known.programme(id)
    return programme.name if programme else id


def _to(page: int, sift: Sift) -> Do:
    return Do("queue", page, str(sift))


def to_spot(where: Spot) -> Button:
    """Back to where somebody was opened."""
    return Button(Phrase("review.do.queue"), _to(where.page, where.sift))


def along(one: Candidate, origin: str) -> tuple[Button, ...]:
    """Back to the list, and on to who comes next in it: told by how long this one waits, so that it is found also when
    this one is decided on, passed on or erased."""
    since = f"{int(one.waiting_since.timestamp()):x}"
    return (to_spot(spot(origin)), Button(Phrase("queue.next"), Do("next", one.id, since, origin)))


CANDIDATE: Subject[Candidate] = Subject(
    "review.do",
    query=lambda request, action: CardOf(request.number, action.roles),
    programme=lambda one: one.programme,
    card=card,
    back=back,
    away=TO_QUEUE,
    along=along,
    whose=lambda one: (one.person,),
    of_candidate=True,
    looked=lambda one: (Look(one.id),),  # whoever reads a card is written down for the person to see
)


# --- the queue -----------------------------------------------------------------------------------


def queue(page: Page, known: Known, edit: int | None = None) -> Say:
    """Who needs a human now, then who waits, longest first; in one message that edits itself."""
    first, rows = alarms.head(page.alarms), alarms.listed(page.alarms, known)
    if not page.total and not page.sift:
        again = (Button(Phrase("queue.again"), Do("queue")),)
        return Say((*first, Phrase("queue.empty")), rows=(*rows, again), edit=edit)
    below = (_turns(page), sifting.row(page.sift))
    opened = _listed(page, known, str(Spot(page.page, page.sift)))
    return Say((*first, *_head(page)), rows=(*rows, *opened, *below), edit=edit)


def _head(page: Page) -> tuple[Phrase, ...]:
    if page.sift:
        return (sifting.head(page.sift, page.total), *((Phrase("queue.legend"),) if page.total else ()))
    return (Phrase("queue.head", {"n": page.total}, n=page.total), Phrase("queue.legend"))


def _listed(page: Page, known: Known, origin: str = "") -> Rows:
    return tuple((Button(row(c, known), Do("card", c.id, "", origin)),) for c in page.candidates)


def row(one: Candidate, known: Known) -> Phrase:
    side = Phrase(f"side.short.{one.side}")
    return Phrase(f"queue.row.{one.status}", {"name": one.name, "side": side, "waited": waited(one, known)})


def waited(one: Candidate, known: Known) -> Phrase:
    days = one.days_waiting(known.now)
    return Phrase("waited", {"days": days}, n=days) if days else Phrase("waited.today")


def _turns(page: Page) -> tuple[Button, ...]:
    before = (Button(Phrase("queue.before"), _to(page.page - 1, page.sift)),) if page.page else ()
    more = (page.page + 1) * PAGE < page.total
    after = (Button(Phrase("queue.after"), _to(page.page + 1, page.sift)),) if more else ()
    return (*before, Button(Phrase("queue.again"), _to(page.page, page.sift)), *after)


def after(request: Request, action: Action[Next]) -> NextOf:
    return NextOf(action.roles, request.number, _moment(request.argument), spot(request.origin).sift)


def _moment(text: str) -> datetime:
    """A number of seconds, in hexadecimals; the first there was, for none."""
    return datetime.fromtimestamp(int(text, 16) if SECONDS.fullmatch(text) else 0, UTC)


def shows_next(found: Next, request: Request, at: Situation) -> Decision:
    """The card of who comes next, in the same message."""
    there = Spot(found.page, spot(request.origin).sift)
    if found.one is None:
        return Decision(Shows(Say((Phrase("queue.last"),), rows=((to_spot(there),),), edit=request.edit)))
    return Decision(Shows(placed(card(found.one, at, None, request.edit), CANDIDATE, found.one, str(there), at)))


def show_queue(_: str, at: Situation) -> Effects:
    if at.known.coordinator is None:
        return (AskAgain((Phrase("help.unknown"),)),)
    return (queue(at.known.get(Queue(READS)), at.known),)


def for_staff(*queries: Query[Any]) -> Callable[[str, Situation], Queries]:
    """What a command of the staff has to know; for everybody else, where they stand."""
    return lambda argument, at: queries if at.known.coordinator else standing(argument, at)


# somewhere in one's programmes: pages of people or of duos
WAITING: Subject[Page] = Subject(
    "review.do",
    query=lambda request, action: Queue(action.roles, request.number, parsed(request.argument)),
    programme=lambda _: None,
    card=lambda page, at, _, edit: queue(page, at.known, edit),
    back=lambda _: TO_QUEUE,
)
# whoever comes after somebody in the list
NEXT: Subject[Next] = Subject(
    "queue",
    query=after,
    programme=lambda found: found.one.programme if found.one else None,
    card=lambda found, at, _, edit: queue(Page(), at.known, edit),
    back=lambda _: TO_QUEUE,
    looked=lambda found: (Look(found.one.id),) if found.one else (),
)


# --- decisions -----------------------------------------------------------------------------------


def still_open(decide: Callable[[Candidate, Request, Situation], Decision]) -> Callable[..., Decision]:
    """For somebody who still waits: a colleague may have been first, or they stopped themselves."""

    def first(found: Candidate, request: Request, at: Situation) -> Decision:
        if found.status in OPEN:
            return decide(found, request, at)
        if found.status is Status.WITHDRAWN:
            return Decision(Refused(Phrase("card.status.withdrawn")))
        taken = Phrase("review.taken", {"name": found.decided_by or "–"})
        return Decision(Refused(taken, (taken,)))

    return first


def _decided(
    found: Candidate, status: Status, at: Situation, reason: str = "", until: date | None = None
) -> tuple[Effect, Candidate]:  # fmt: skip
    after = replace(found, status=status, decided_by=_me(at.known), aside_until=until, undo=bool(at.known.hold))
    return Decide(found.id, status, reason, until), after


def held(said: Phrase, told: Payload, after: Candidate, at: Situation) -> Phrase:
    """What was done; where it can still be taken back, with what the person will read and when."""
    minutes = at.known.hold_minutes
    theirs = replace(at.known, person=after, coordinator=None)
    reads = at.registry.scheduled[told.kind].handle(told, Situation(Session(after.person), theirs, at.registry))
    text = next((line for one in reads if isinstance(one, Say) for line in one.lines), None)
    if not minutes or text is None:
        return said
    return Phrase("review.held", {"said": said, "name": after.name, "minutes": minutes, "text": text})


def accept(found: Candidate, _: Request, at: Situation) -> Decision:
    decided, after = _decided(found, Status.ACCEPTED, at)
    told = ScheduledMessage(Accepted(), at.known.now, f"accepted:{found.id}", candidate=found.id)
    said = Phrase("review.accepted", {"name": found.name})
    return Decision(Done(held(said, told.what, after, at), after), (decided, told))


def ends_on(today: date) -> tuple[date, ...]:
    """In two weeks, a month, three months."""
    return tuple(today + timedelta(days=days) for days in (14, 30, 91))


def aside(found: Candidate, request: Request, at: Situation) -> Decision:
    """Until a day, on which they wait again; or without one."""
    if request.argument == TYPED:
        return opens("aside")(found, request, at)
    days = {day.isoformat(): day for day in ends_on(at.known.today)}
    if request.argument != EVER and request.argument not in days:
        fixed: tuple[tuple[Value, str], ...] = tuple((Day(day), text) for text, day in days.items())
        free = tuple((Phrase(f"aside.{how}"), how) for how in (TYPED, EVER))
        return Decision(Choose(Phrase("review.aside.when", {"name": found.name}), (*fixed, *free)))
    until = days.get(request.argument)
    decided, after = _decided(found, Status.ASIDE, at, until=until)
    told = Phrase("review.aside-until", {"day": Day(until)}) if until else Phrase("review.aside")
    return Decision(Done(told, after), (decided,))


def decline(found: Candidate, request: Request, at: Situation) -> Decision:
    if request.argument not in REASONS:
        why = Phrase("review.decline.why", {"name": found.name})
        return Decision(Choose(why, tuple((Phrase(f"reason.{r}"), r) for r in REASONS)))
    decided, after = _decided(found, Status.DECLINED, at, request.argument)
    told = ScheduledMessage(Declined(), at.known.now, f"declined:{found.id}", candidate=found.id)
    said = Phrase("review.declined", {"name": found.name})
    return Decision(Done(held(said, told.what, after, at), after), (decided, told))


def pass_on(found: Candidate, request: Request, at: Situation) -> Decision:
    known = at.known
    others = [p for p in known.programmes if p.id != found.programme and (takes_minors(p) or not found.minor)]
    if request.argument and request.argument in {p.id for p in others}:
        return _hand_over(found, request.argument, found.programme, at, "review.passed", request)
    if not others:
        return Decision(Done(Phrase("review.pass.nowhere"), found))
    options = tuple(
        (Phrase("programme.in", {"programme": p.name, "place": Place(p.municipality)}), p.id)
        for p in others[:MOST_PROGRAMMES]
    )
    return Decision(Choose(Phrase("review.pass.to", {"name": found.name}), options))


def give_back(found: Candidate, request: Request, at: Situation) -> Decision:
    return _hand_over(found, found.passed_from, "", at, "review.returned", request)


def _hand_over(
    found: Candidate, to: str, passed_from: str, at: Situation, words: str, request: Request
) -> Decision:  # fmt: skip
    known = at.known
    if known.programme(to) is None:
        gone = Phrase("review.gone")
        return Decision(Refused(gone, (gone,)))
    done = Phrase(words, {"name": found.name, "programme": _name(known, to)})
    effects = (
        PassOn(found.id, to, passed_from),
        ScheduledMessage(NewCandidates(), known.now, f"new:{to}", programme=to),
        ScheduledMessage(PassedOn(), known.now, f"passed:{found.id}:{to}", candidate=found.id),
    )
    if not known.hold:
        return Decision(Done(done, away=True), effects)
    said = held(done, PassedOn(), replace(found, programme=to), at)
    return Decision(Shows(Say((said,), rows=(undo_button(found), *TO_QUEUE), edit=request.edit)), effects)


def undo_button(found: Candidate) -> tuple[Button, ...]:
    return (Button(Phrase("review.do.undo"), Do("undo", found.id)),)


def undo(found: Candidate, _: Request, __: Situation) -> Decision:
    """By whoever decided, until the person reads it; not once something came of it."""
    if found.duos:
        return Decision(Refused(Phrase("review.undo.late")))
    return Decision(Done(Phrase("review.undone", {"name": found.name})), (TakeBack(found.id),))


def erase(found: Candidate, request: Request, _: Situation) -> Decision:
    """Somebody asked by phone to be forgotten: on record, after one clear question."""
    if request.argument != "yes":
        sure = Phrase("review.erase.sure", {"name": found.name})
        return Decision(Choose(sure, ((Phrase("review.erase.yes"), "yes"),)))
    return Decision(Done(Phrase("review.erased"), away=True), (Forget(found.id),))


def opens(flow: str) -> Callable[[Candidate, Request, Situation], Decision]:
    """A conversation about somebody."""

    def decide(found: Candidate, request: Request, _: Situation) -> Decision:
        return Decision(Opens(Begin(flow, {"candidate": found.id, "name": found.name, "from": request.origin})))

    return decide


def back_to_card(here: Here) -> Do:
    """The card that a conversation was begun on, which knows its place in the list."""
    return Do("card", here.about["candidate"], "", here.about.get("from", ""))


def waits(one: Candidate) -> bool:
    return one.status in OPEN


def stays(one: Candidate) -> bool:
    return not one.status.ended


def paper(found: Candidate, _: Request, __: Situation) -> Decision:
    """A file: the newcomer's draft of the proof, the volunteer's attestation."""
    said = Phrase(f"paper.{found.side}", {"name": found.name})
    return Decision(Shows(Say((said,), rows=back(found), paper=f"paper/{found.id}")))


def sign(found: Candidate, _: Request, __: Situation) -> Decision:
    """It was signed on paper: nothing is signed here."""
    after = replace(found, sign_asked=None)
    return Decision(Done(Phrase("review.signed", {"name": found.name}), after), (NoteSigned(found.id),))


DECIDED: Subject[Candidate] = Subject(
    "review.do",
    query=lambda request, _: DecidedByMe(request.number),
    programme=lambda _: None,
    card=card,
    back=back,
    whose=lambda one: (one.person,),
    of_candidate=True,
)

ACTIONS = (
    Action("undo", Group.DECIDING, DECIDES, "take one's own decision back, before the person reads it", DECIDED, undo),
    Action("queue", Group.READING, READS, "see who waits", WAITING,
           lambda page, request, at: Decision(Shows(queue(page, at.known, request.place)))),
    Action("sift", Group.READING, READS, "choose whom to see of those who wait", WAITING,
           lambda page, request, at: Decision(Shows(sifting.choices(page, at.known, request.edit))),
           also=lambda _, action: (TonguesOf(action.roles), TeamIn(action.roles))),
    Action("next", Group.READING, READS, "see the card of who comes next in the list", NEXT, shows_next),
    Action("card", Group.READING, READS, "see somebody's card; the person can read who looked, and when", CANDIDATE,
           lambda found, request, at: Decision(Shows(card(found, at, None, request.place)))),
    Action("accept", Group.DECIDING, DECIDES, "accept", CANDIDATE, still_open(accept), offered=waits),
    Action("ask", Group.DECIDING, DECIDES, "have a question carried, and see the answer", CANDIDATE, opens("ask"),
           offered=stays, wide=False),
    Action("pass", Group.DECIDING, DECIDES, "pass on to another programme", CANDIDATE, still_open(pass_on),
           offered=lambda one: waits(one) and not one.passed_from, wide=False),
    Action("aside", Group.DECIDING, DECIDES, "set aside, until a day or without one", CANDIDATE,
           still_open(aside), offered=waits, wide=False),
    Action("return", Group.DECIDING, DECIDES, "give back to the programme that passed on", CANDIDATE,
           still_open(give_back), offered=lambda one: waits(one) and bool(one.passed_from), wide=False),
    Action("decline", Group.DECIDING, DECIDES, "decline", CANDIDATE, still_open(decline), offered=waits, wide=False),
    Action("sign", Group.DECIDING, DECIDES, "note that somebody's proof or attestation was signed", CANDIDATE, sign,
           offered=lambda one: one.sign_asked is not None),
    Action("paper", Group.READING, DECIDES, "make the draft of somebody's proof, or their attestation", CANDIDATE,
           paper, offered=lambda one: one.status not in (*OPEN, Status.DECLINED)),
)  # fmt: skip


# --- what the staff hears ------------------------------------------------------------------------


def told_new(_: NewCandidates, at: Situation) -> Effects:
    """Whoever is new: one as a card, several as one message. They have been told of from now on."""
    known, fresh = at.known, at.known.get(NewToMe())
    told = ToldOfNew(Actor.of(known.me, known.coordinator).where(READS))
    if fresh.total == 1:
        one = fresh.candidates[0]
        return (told, Look(one.id), card(one, at, Phrase("review.new")))
    if fresh.total > 1:
        head = Phrase("review.new.many", {"n": fresh.total}, n=fresh.total)
        return (told, Say((head,), rows=(*_listed(fresh, known), *TO_QUEUE)))
    return ()


def told_changed(told: FileChanged, at: Situation) -> Effects:
    """Somebody put their file right; a duo that has no language left in common is flagged."""
    known, about = at.known, at.known.get(CardOf(told.candidate))
    what = Listed(tuple(Phrase(f"label.{k}") for k in told.changed if k in ON_CARD or k in ("name", "latin")))
    if about is None or not what.items:
        return ()
    duos = known.get(DuosOf(about.id))
    apart = any(not about.tongues & m.tongues for d in duos for m in d.others(about.id))
    flag = (Phrase("review.changed.apart", {"name": about.name}),) if apart else ()
    shown = card(about, at, Phrase("review.changed", {"name": about.name, "what": what}))
    return (Look(about.id), replace(shown, lines=(*shown.lines, *flag)))


def told_reply(told: Replied, at: Situation) -> Effects:
    relay, about = at.known.get(RelayOf(told.relay)), at.known.get(CardOf(told.candidate))
    if relay is None or about is None:
        return ()
    values: dict[str, Value] = {"name": about.name, "question": relay.question, "answer": relay.answer or "–"}
    again = also_translated(about.name, relay.answer, about.language, f"reply:{relay.id}", at, about.id)
    return (Say((Phrase("ask.answered", values),), rows=to_card(about)), *again)


def told_words(told: CheckInWords, at: Situation) -> Effects:
    """What somebody wrote in a check-in. What is worrying in it is an alarm."""
    about = at.known.get(CardOf(told.candidate))
    if about is None:
        return ()
    head = Phrase("checkin.told", {"name": about.name, "mood": Phrase(f"mood.{told.mood}")})
    if told.voice:
        return (Say((head, Phrase("checkin.told.voice")), rows=to_card(about), paper=f"{VOICE}/{told.voice}"),)
    again = also_translated(about.name, told.note, about.language, f"note:{about.id}", at, about.id)
    return (Say((head, Phrase("alarm.note", {"note": told.note})), rows=to_card(about)), *again)


def taken_back(told: CardErased, _: Situation) -> Effects:
    """What stood in a message of theirs about somebody who was erased."""
    return (Say((Phrase("review.taken-back"),), edit=told.message),)


def told_of(told: BuddyLeft | Unreachable | GaveUp, at: Situation) -> Effects:
    """Somebody waits again since the other left, can't be reached, or is off the list."""
    about = at.known.get(CardOf(told.candidate))
    return (Say((Phrase(f"alarm.{told.kind}", {"name": about.name}),), rows=to_card(about)),) if about else ()


def told_back(told: AsideOver, at: Situation) -> Effects:
    """The day has come; a colleague may have decided meanwhile."""
    about = at.known.get(CardOf(told.candidate))
    if about is None or about.status is not Status.WAITING or about.aside_until is None:
        return ()
    said = Phrase("review.aside-over", {"name": about.name, "day": Day(about.aside_until)})
    return (Say((said,), rows=to_card(about)),)


def its_card(told: CheckInWords | BuddyLeft | Unreachable | GaveUp | AsideOver, _: Situation) -> Queries:
    return (CardOf(told.candidate),)


# --- conversations of the staff ------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Asking(AboutWords):
    """A question to be carried, with a way back to the card."""

    def screen(self, here: Here) -> Screen:
        back = Button(Phrase("nav.back"), back_to_card(here))
        return Screen(values={"name": here.about["name"]}, links=((back,),))


def still_mine(state: State) -> Queries:
    """The card that a conversation was begun on, if this reader may still do that with it."""
    return (CardOf(state.about["candidate"], DECIDES),)


def asked(here: Here) -> tuple[Effect, ...]:
    return (
        Ask(here.about["candidate"], here.answers["question"]),
        Say((Phrase("ask.sent", {"name": here.about["name"]}),)),
    )


def set_aside(here: Here) -> tuple[Effect, ...]:
    """Until the day that was typed; a colleague may have decided meanwhile."""
    found = here.known.get(CardOf(here.about["candidate"], DECIDES))
    back = ((Button(Phrase("review.do.card"), back_to_card(here)),),)
    if found is None or found.status not in OPEN:
        return (Say((Phrase("review.taken", {"name": (found and found.decided_by) or "–"}),), rows=back),)
    until = date.fromisoformat(here.answers["until"])
    told = Phrase("review.aside-until", {"day": Day(until)})
    return (Decide(found.id, Status.ASIDE, until=until), Say((told,), rows=back))


ASIDE_FLOW = Flow(
    "aside", "aside", (Question("until", ADay(ends_on, LONGEST, "slip.aside", -timedelta(days=1))),), set_aside,
    resumes=False, queries=still_mine, on_card=True, to_human=False,
)  # fmt: skip
ASK_FLOW = Flow(
    "ask", "ask", (Question("question", Asking(500)),), asked, resumes=False, queries=still_mine, on_card=True,
    goes_to=True,
)  # fmt: skip


FEATURE = Feature(
    "review",
    flows=(ASK_FLOW, ASIDE_FLOW),
    scheduled=(
        Scheduled(NewCandidates, Audience.STAFF, told_new, lambda _, __: (NewToMe(),)),
        Scheduled(FileChanged, Audience.STAFF, told_changed,
                  lambda told, _: (CardOf(told.candidate), DuosOf(told.candidate))),
        Scheduled(Replied, Audience.STAFF, told_reply, lambda told, _: (RelayOf(told.relay), CardOf(told.candidate))),
        Scheduled(CheckInWords, Audience.STAFF, told_words, its_card),
        Scheduled(CardErased, Audience.EVERYBODY, taken_back),
        Scheduled(BuddyLeft, Audience.STAFF, told_of, its_card),
        Scheduled(Unreachable, Audience.STAFF, told_of, its_card),
        Scheduled(GaveUp, Audience.STAFF, told_of, its_card),
        Scheduled(AsideOver, Audience.STAFF, told_back, its_card),
    ),
    commands=(Command("queue", show_queue, for_staff(Queue(READS))),),
    actions=ACTIONS,
)  # fmt: skip

# listed after every other feature: it stands below all that is done more often
ERASING = Feature(
    "erasing",
    actions=(
        Action("erase", Group.DECIDING, DECIDES, "erase at the person's own request", CANDIDATE, erase,
               offered=lambda _: True),
    ),
)  # fmt: skip
