"""A coordinator's queue, in chat. Every tap is checked against roles.py, in the transaction that writes it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from bot.flows.core import Flow, Here, Question, Screen, State
from bot.flows.feature import Audience, Command, Effects, Feature, Queries, Scheduled, Situation, standing
from bot.flows.intake import facts
from bot.flows.reading import AboutWords, PastDay
from bot.flows.together import number
from programme.effects import (
    Ask,
    AskAgain,
    Begin,
    Decide,
    Effect,
    Forget,
    Look,
    PassOn,
    Say,
    ScheduledMessage,
    Screened,
    Toast,
    ToldOfNew,
)
from programme.matching import has_room
from programme.model import Candidate, Known, Query, Side, Status
from programme.preset import takes_minors
from programme.queries import CardOf, DuosOf, NewToMe, Page, Queue, RelayOf
from programme.roles import DECIDE, DUOS, READ, Actor, allowed, authorise
from programme.say import Button, Day, Listed, Phrase, Place, Rows, Value
from programme.scheduled import (
    Accepted,
    BadMood,
    BuddyLeft,
    CheckInWords,
    Declined,
    FileChanged,
    NewCandidates,
    PassedOn,
    Replied,
    Unreachable,
)

VERBS = READ | DECIDE | DUOS | {"all"}
REASONS = ("no-room", "not-suited", "other-help", "no-answer", "other")
OPEN = (Status.WAITING, Status.ASIDE)
PAGE = 8
AT_MOST = timedelta(days=31)  # between the day of issue and the day on which it was seen
# What a coordinator needs for a match; nationality is for the figures and never on a card.
ON_CARD = (
    "age", "gender", "municipality", "tongues", "dutch", "since", "free", "interests", "hopes", "motivation",
    "buddy_age", "buddy_gender", "children", "forty", "how_many", "how_often", "experience", "reach",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Tapped:
    """A coordinator's tap: `r:<verb>:<candidate>[:<argument>]`."""

    verb: str
    candidate: int
    argument: str = ""
    message: int | None = None

    @property
    def card(self) -> CardOf:
        return CardOf(self.candidate, self.verb)

    @classmethod
    def parse(cls, data: str, message: int | None) -> "Tapped":
        """What no button says goes the same way as a number that isn't there."""
        _, verb, id, argument = (*data.split(":"), "", "", "")[:4]
        return cls(verb if verb in VERBS else "", number(id), argument, message)


def needs(tapped: Tapped) -> Queries:
    """What has to be read before this tap can be answered."""
    if tapped.verb == "queue":
        return (Queue(tapped.candidate),)
    return (tapped.card,)


def tap(tapped: Tapped, known: Known) -> tuple[Effect, ...]:
    """One tap of a coordinator. What is not theirs reads like what is not there."""
    found = known.get(tapped.card)
    if not authorise(Actor.of(known.me, known.coordinator), tapped.verb, found):
        return (Toast(Phrase("review.gone")),)
    if tapped.verb == "queue":
        return queue(known.get(Queue(tapped.candidate)), known, tapped.message)
    assert found is not None  # authorise() lets only the queue pass without one
    if tapped.verb in ("accept", "pass", "aside", "decline", "return") and found.status not in OPEN:
        if found.status is Status.WITHDRAWN:
            return (Toast(Phrase("card.status.withdrawn")), card(found, known, tapped.message))
        taken = Phrase("review.taken", {"name": found.decided_by or "–"})
        return (Toast(taken), card(found, known, tapped.message, lead=taken))
    return _looked(found, _act(tapped, found, known))


def _looked(found: Candidate, effects: tuple[Effect, ...]) -> tuple[Effect, ...]:
    """Whoever reads a card is written down for the person to see."""
    return (Look(found.id), *effects)


def _act(tapped: Tapped, found: Candidate, known: Known) -> tuple[Effect, ...]:
    match tapped.verb:
        case "accept":
            return _accept(tapped, found, known)
        case "ask":
            return (Begin("ask", {"candidate": found.id, "name": found.name}),)
        case "pass":
            return _pass_on(tapped, found, known)
        case "return":
            return _hand_over(found, found.passed_from, "", known, tapped.message, "review.returned")
        case "aside":
            return (
                Decide(found.id, Status.ASIDE),
                card(_with(found, Status.ASIDE, _me(known)), known, tapped.message, lead=Phrase("review.aside")),
            )
        case "decline":
            return _decline(tapped, found, known)
        case "screen":
            return (Begin("screening", {"candidate": found.id, "name": found.name}),)
        case "erase":
            return _erase(tapped, found)
    return (card(found, known, tapped.message),)


def card(one: Candidate, known: Known, edit: int | None = None, lead: Phrase | None = None) -> Say:
    """A readable card: who, since when, and everything that a match needs, own words kept."""
    head = Phrase(f"card.{one.side}", {"name": one.name, "programme": _name(known, one.programme)})
    days = one.days_waiting(known.now)
    told = tuple(
        Phrase("summary.line", {"label": Phrase(f"label.{k}"), "value": v})
        for k, v in facts(one, known)
        if k in ON_CARD
    )
    status = Phrase(f"card.status.{one.status}", {"days": days, "by": one.decided_by or "–"}, n=days)
    passed = (Phrase("card.passed", {"programme": _name(known, one.passed_from)}),) if one.passed_from else ()
    may = frozenset(allowed(Actor.of(known.coordinator.person, known.coordinator), one)) if known.coordinator else None
    return Say(
        (*((lead,) if lead else ()), head, *told, *_safe(one), status, *passed), rows=_buttons(one, may), edit=edit
    )


def _safe(one: Candidate) -> tuple[Phrase, ...]:
    """What protects people under 18: who said yes for them, whose extract was seen."""
    lines: list[Phrase] = []
    if one.minor and one.guardian:
        guardian: dict[str, Value] = {
            "name": one.guardian.name, "reach": one.guardian.reach or Phrase("none"), "day": Day(one.guardian.said),
        }  # fmt: skip
        lines.append(Phrase("card.guardian", guardian))
    if one.screening:
        lines.append(Phrase("card.screening", {"seen": Day(one.screening.seen), "issued": Day(one.screening.issued)}))
    return tuple(lines)


def _buttons(one: Candidate, may: frozenset[str] | None) -> Rows:
    """What this reader may do with the file as it stands."""
    rows = (tuple(b for b in row if may is None or b.data.split(":")[1] in may) for row in _every_button(one))
    return tuple(row for row in rows if row)


def _every_button(one: Candidate) -> Rows:
    def button(verb: str) -> Button:
        return Button(Phrase(f"review.do.{verb}"), f"r:{verb}:{one.id}")

    back = (Button(Phrase("review.do.queue"), "r:queue:0"),)
    screen = ((button("screen"),),) if one.side is Side.VOLUNTEER and not one.status.ended else ()
    last = (*screen, (button("erase"),), back)
    if one.status in OPEN:
        close = ("return", "decline") if one.passed_from else ("aside", "decline")
        middle = ("ask", "aside") if one.passed_from else ("ask", "pass")
        return ((button("accept"),), tuple(map(button, middle)), tuple(map(button, close)), *last)
    if one.side is Side.NEWCOMER and has_room(one):
        return ((button("find"),), (button("ask"),), *last)
    duos = ((button("duos"),),) if one.duos else ()
    return (*duos, (button("ask"),), *last) if not one.status.ended else last


def queue(page: Page, known: Known, edit: int | None = None) -> tuple[Effect, ...]:
    """Who waits, longest first, in one message that edits itself."""
    if not page.total:
        return (Say((Phrase("queue.empty"),), rows=((Button(Phrase("queue.again"), "r:queue:0"),),), edit=edit),)
    head = Phrase("queue.head", {"n": page.total}, n=page.total)
    return (Say((head, Phrase("queue.legend")), rows=(*_listed(page, known), _turns(page)), edit=edit),)


def _listed(page: Page, known: Known) -> Rows:
    return tuple((Button(row(c, known), f"r:card:{c.id}"),) for c in page.candidates)


def row(one: Candidate, known: Known) -> Phrase:
    days = one.days_waiting(known.now)
    values: dict[str, Value] = {"name": one.name, "side": Phrase(f"side.short.{one.side}"), "days": days}
    return Phrase(f"queue.row.{one.status}", values, n=days)


def _turns(page: Page) -> tuple[Button, ...]:
    before = (Button(Phrase("queue.before"), f"r:queue:{page.page - 1}"),) if page.page else ()
    more = (page.page + 1) * PAGE < page.total
    after = (Button(Phrase("queue.after"), f"r:queue:{page.page + 1}"),) if more else ()
    return (*before, Button(Phrase("queue.again"), f"r:queue:{page.page}"), *after)


def _accept(tapped: Tapped, found: Candidate, known: Known) -> tuple[Effect, ...]:
    accepted = _with(found, Status.ACCEPTED, _me(known))
    return (
        Decide(found.id, Status.ACCEPTED),
        ScheduledMessage(Accepted(), known.now, f"accepted:{found.id}", candidate=found.id),
        card(accepted, known, tapped.message, lead=Phrase("review.accepted", {"name": found.name})),
    )


def _pass_on(tapped: Tapped, found: Candidate, known: Known) -> tuple[Effect, ...]:
    others = [p for p in known.programmes if p.id != found.programme and (takes_minors(p) or not found.minor)]
    if tapped.argument and tapped.argument in {p.id for p in others}:
        return _hand_over(found, tapped.argument, found.programme, known, tapped.message, "review.passed")
    if not others:
        return (card(found, known, tapped.message, lead=Phrase("review.pass.nowhere")),)
    rows = tuple(
        (
            Button(
                Phrase("programme.in", {"programme": p.name, "place": Place(p.municipality)}),
                f"r:pass:{found.id}:{p.id}",
            ),
        )
        for p in others[:20]
    )
    return (Say((Phrase("review.pass.to", {"name": found.name}),), rows=(*rows, _back(found)), edit=tapped.message),)


def _hand_over(
    found: Candidate, to: str, passed_from: str, known: Known, edit: int | None, words: str
) -> tuple[Effect, ...]:
    if known.programme(to) is None:
        return (Toast(Phrase("review.gone")),)
    done = Phrase(words, {"name": found.name, "programme": _name(known, to)})
    return (
        PassOn(found.id, to, passed_from),
        ScheduledMessage(NewCandidates(), known.now, f"new:{to}", programme=to),
        ScheduledMessage(PassedOn(), known.now, f"passed:{found.id}:{to}", candidate=found.id),
        Say((done,), rows=((Button(Phrase("review.do.queue"), "r:queue:0"),),), edit=edit),
    )


def _decline(tapped: Tapped, found: Candidate, known: Known) -> tuple[Effect, ...]:
    if tapped.argument not in REASONS:
        rows = tuple((Button(Phrase(f"reason.{r}"), f"r:decline:{found.id}:{r}"),) for r in REASONS)
        why = Phrase("review.decline.why", {"name": found.name})
        return (Say((why,), rows=(*rows, _back(found)), edit=tapped.message),)
    declined = _with(found, Status.DECLINED, _me(known))
    return (
        Decide(found.id, Status.DECLINED, tapped.argument),
        ScheduledMessage(Declined(), known.now, f"declined:{found.id}", candidate=found.id),
        card(declined, known, tapped.message, lead=Phrase("review.declined", {"name": found.name})),
    )


def _erase(tapped: Tapped, found: Candidate) -> tuple[Effect, ...]:
    """Somebody asked by phone to be forgotten: on record, after one clear question."""
    if tapped.argument != "yes":
        sure = Button(Phrase("review.erase.yes"), f"r:erase:{found.id}:yes")
        return (
            Say(
                (Phrase("review.erase.sure", {"name": found.name}),), rows=((sure,), _back(found)), edit=tapped.message
            ),
        )
    queue = ((Button(Phrase("review.do.queue"), "r:queue:0"),),)
    return (Forget(found.id), Say((Phrase("review.erased"),), rows=queue, edit=tapped.message))


# --- what the staff hears ------------------------------------------------------------------------


def told_new(_: NewCandidates, at: Situation) -> Effects:
    """Whoever is new: one as a card, several as one message. They have been told of from now on."""
    known, fresh = at.known, at.known.get(NewToMe())
    told = ToldOfNew(Actor.of(known.me, known.coordinator).where("queue"))
    if fresh.total == 1:
        shown = card(fresh.candidates[0], known, lead=Phrase("review.new"))
        return (told, *_looked(fresh.candidates[0], (shown,)))
    if fresh.total > 1:
        head = Phrase("review.new.many", {"n": fresh.total}, n=fresh.total)
        open = (Button(Phrase("review.do.queue"), "r:queue:0"),)
        return (told, Say((head,), rows=(*_listed(fresh, known), open)))
    return ()


def told_changed(told: FileChanged, at: Situation) -> Effects:
    """Somebody put their file right; a duo that has no language left in common is flagged."""
    known, about = at.known, at.known.get(CardOf(told.candidate))
    what = Listed(tuple(Phrase(f"label.{k}") for k in told.changed if k in ON_CARD or k == "name"))
    if about is None or not what.items:
        return ()
    duos = known.get(DuosOf(about.id))
    apart = any(not about.tongues & m.tongues for d in duos for m in d.others(about.id))
    flag = (Phrase("review.changed.apart", {"name": about.name}),) if apart else ()
    shown = card(about, known, lead=Phrase("review.changed", {"name": about.name, "what": what}))
    return _looked(about, (replace(shown, lines=(*shown.lines, *flag)),))


def told_reply(told: Replied, at: Situation) -> Effects:
    relay, about = at.known.get(RelayOf(told.relay)), at.known.get(CardOf(told.candidate))
    if relay is None or about is None:
        return ()
    values: dict[str, Value] = {"name": about.name, "question": relay.question, "answer": relay.answer or "–"}
    return (Say((Phrase("ask.answered", values),), rows=(_back(about),)),)


def told_alarm(told: BadMood | CheckInWords, at: Situation) -> Effects:
    """What a check-in has to say to the coordinator; a bad face comes at once."""
    about = at.known.get(CardOf(told.candidate))
    if about is None:
        return ()
    said = (Phrase("alarm.note", {"note": told.note}),) if told.note else ()
    head = Phrase(f"alarm.{told.kind}", {"name": about.name, "mood": Phrase(f"mood.{told.mood}")})
    return (Say((head, *said), rows=(_back(about),)),)


def told_of(told: BuddyLeft | Unreachable, at: Situation) -> Effects:
    """Somebody waits again since the other left, or can't be reached."""
    about = at.known.get(CardOf(told.candidate))
    return (Say((Phrase(f"alarm.{told.kind}", {"name": about.name}),), rows=(_back(about),)),) if about else ()


def its_card(told: BadMood | CheckInWords | BuddyLeft | Unreachable, _: Situation) -> Queries:
    return (CardOf(told.candidate),)


def _back(found: Candidate) -> tuple[Button, ...]:
    return (Button(Phrase("review.do.card"), f"r:card:{found.id}"),)


def _me(known: Known) -> str:
    return known.coordinator.name if known.coordinator else ""


def _name(known: Known, id: str) -> str:
    programme = known.programme(id)
    return programme.name if programme else id


def _with(one: Candidate, status: Status, by: str) -> Candidate:
    return replace(one, status=status, decided_by=by)


@dataclass(frozen=True, slots=True)
class Asking(AboutWords):
    """A question to be carried, with a way back to the card."""

    def screen(self, here: Here) -> Screen:
        back = Button(Phrase("nav.back"), f"r:card:{here.about['candidate']}")
        return Screen(values={"name": here.about["name"]}, links=((back,),))


def still_mine(action: str) -> Callable[[State], Queries]:
    """The card that a conversation was begun on, if this reader may still do that with it."""
    return lambda state: (CardOf(state.about["candidate"], action),)


def asked(here: Here) -> tuple[Effect, ...]:
    return (
        Ask(here.about["candidate"], here.answers["question"]),
        Say((Phrase("ask.sent", {"name": here.about["name"]}),)),
    )


def screened(here: Here) -> tuple[Effect, ...]:
    """Two dates; an extract that was older than a month when it was seen is none."""
    candidate, name = here.about["candidate"], here.about["name"]
    seen, issued = (date.fromisoformat(here.answers[k]) for k in ("seen", "issued"))
    back = ((Button(Phrase("review.do.card"), f"r:card:{candidate}"),),)
    if not timedelta() <= seen - issued <= AT_MOST:
        return (Say((Phrase("screening.too-old", {"name": name}),), rows=back),)
    return (Screened(candidate, seen, issued), Say((Phrase("screening.noted", {"name": name}),), rows=back))


SCREENING_FLOW = Flow(
    "screening",
    "screening",
    tuple(Question(key, PastDay(), summed=False) for key in ("seen", "issued")),
    screened,
    resumes=False,
    queries=still_mine("screen"),
    on_card="screen",
)
ASK_FLOW = Flow(
    "ask", "ask", (Question("question", Asking(500)),), asked, resumes=False, queries=still_mine("ask"), on_card="ask"
)


def show_queue(_: str, at: Situation) -> Effects:
    if at.known.coordinator is None:
        return (AskAgain((Phrase("help.unknown"),)),)
    return queue(at.known.get(Queue()), at.known)


def for_staff(query: Query[Any]) -> Callable[[str, Situation], Queries]:
    """What a command of the staff has to know; for everybody else, where they stand."""
    return lambda argument, at: (query,) if at.known.coordinator else standing(argument, at)


FEATURE = Feature(
    "review",
    flows=(ASK_FLOW, SCREENING_FLOW),
    scheduled=(
        Scheduled(NewCandidates, Audience.STAFF, told_new, lambda _, __: (NewToMe(),)),
        Scheduled(FileChanged, Audience.STAFF, told_changed,
                  lambda told, _: (CardOf(told.candidate), DuosOf(told.candidate))),
        Scheduled(Replied, Audience.STAFF, told_reply, lambda told, _: (RelayOf(told.relay), CardOf(told.candidate))),
        Scheduled(BadMood, Audience.STAFF, told_alarm, its_card),
        Scheduled(CheckInWords, Audience.STAFF, told_alarm, its_card),
        Scheduled(BuddyLeft, Audience.STAFF, told_of, its_card),
        Scheduled(Unreachable, Audience.STAFF, told_of, its_card),
    ),
    commands=(Command("queue", show_queue, for_staff(Queue())),),
)  # fmt: skip
