"""One arrival in one chat: pure. What is written and sent follows from what it returns."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import msgspec

from bot import listening, texts
from bot.channels.port import Arrival, Command, Due, Press, Reachable
from bot.flows import FLOWS, checkin, intake, mydata, news, pairs, review, staying, together
from bot.flows.core import (
    BACK,
    SKIP,
    Contact,
    Flow,
    Input,
    Other,
    Question,
    State,
    Tap,
    Text,
    advance,
    ask,
    begin,
    choices,
    here,
    in_own_language,
)
from bot.flows.reading import TICK, UNTICK, human, notice, told
from bot.flows.welcome import RENEWAL_FLOW, WORDING, Claim, stopped
from programme.effects import Begin, Consent, Effect, Forget, Pause, Reach, Relink, Say, Speak, Stop, Toast, Wake
from programme.model import LANGUAGES, SOURCE, Candidate, Invitation, Known, Status
from programme.roles import Actor
from programme.say import Autonym, Button, Phrase, Rows, Value

LEADS = (
    "status.next",
    "help",
    "coordinator.help",
    "welcome.refused",
    "stop.stopped",
    "mydata.erased",
    "intake.promise",
)
OF_DUOS = frozenset({checkin.FLOW.name, *(flow.name for flow in together.FLOWS)})
ANEW = ("off", "closed", "parted", "paired")  # nothing that was being asked about the duo is asked any more
DESK_FLOWS = {"ask": "ask", "screening": "screen"}  # begun on somebody's card, and the right that it takes
MOST_STATES = 4  # conversations on top of each other; deeper ones are dropped from the bottom


class Session(msgspec.Struct, frozen=True, omit_defaults=True):
    """What is remembered of a person: language, the conversations they are in, and the number of the last run."""

    person: int
    language: str | None = None
    stack: tuple[State, ...] = ()
    runs: int = 0
    revision: int = 0
    reachable: bool = True
    nudges: int = 0
    paused: str = ""  # no reminders until then

    @property
    def top(self) -> State | None:
        return self.stack[-1] if self.stack else None


@dataclass(frozen=True, slots=True)
class Link:
    """A need: what a link stands for, by its token; nothing for somebody who tried too many that were none."""

    token: str
    person: int


@dataclass(slots=True)
class Step:
    """What one arrival leads to, in order. Each Say comes with the language it is read in."""

    session: Session
    effects: list[Effect] = field(default_factory=list)
    said: list[tuple[Say, str | None]] = field(default_factory=list)
    guess: str = SOURCE  # the language to try on somebody who has not chosen one


def needs(session: Session, arrival: Arrival, known: Known) -> tuple[Any, ...]:
    """What has to be read, beside who this is, before `step` can think."""
    return (*_open_needs(session.top), *_needs(arrival, known))


def _open_needs(top: State | None) -> tuple[Any, ...]:
    """What a conversation was opened with may have been taken away since."""
    match top:
        case State(flow=("ask" | "screening") as flow, about={"candidate": candidate}):
            return (review.Card(candidate, DESK_FLOWS[flow]),)
        case State(flow="newcomer" | "volunteer", at="send", answers={"age": "13-17"}):
            return (intake.NewLink(),)
        case State(flow="welcome", about={"hash": hash}):
            return (Claim(hash),)
        case State(flow=flow, about={"duo": duo}) if flow in OF_DUOS:
            return (news.DuoOf(duo),)
    return ()


def _needs(arrival: Arrival, known: Known) -> tuple[Any, ...]:
    match arrival.what:
        case Command("start", token) if token:
            return (Link(token, arrival.person),)
        case Command("queue") if known.coordinator:
            return (review.Queue(arrival.person),)
        case Command("duos") if known.coordinator:
            return (pairs.Open(arrival.person),)
        case Press(data, message) if data.startswith("r:"):
            tapped = review.Tapped.parse(data, message)
            return (pairs if tapped.verb in pairs.VERBS else review).needs(tapped, arrival.person)
        case Press("g:relink") if known.guarded:
            return (intake.NewLink(), mydata.Waits(arrival.person))
        case Press(data) if data.startswith("g:unvouch:"):
            return (mydata.Yeses(arrival.person),)
        case Press(data) if (duo := _led_to(data)) is not None:
            return (news.DuoOf(duo),)
        case Due(kind, payload):
            return _due_needs(kind, payload, arrival.person)
        case Command("mydata") | Press("g:file"):
            return (news.Kept(arrival.person), mydata.Around(arrival.person))
    if known.person and (known.person.status is Status.MATCHED or known.person.duos):
        return (news.DuosOf(known.person.id),)
    return ()


def _led_to(data: str) -> int | None:
    """The duo of a button under where somebody stands."""
    kind, verb, id = (*data.split(":"), "", "")[:3]
    return int(id) if kind == "g" and verb in together.LED and id.isdecimal() and len(id) < 16 else None


def _due_needs(kind: str, payload: dict[str, Any], person: int) -> tuple[Any, ...]:
    match kind:
        case "new":
            return (review.Fresh(person),)
        case "relay":
            return (review.Carried(payload["relay"]),)
        case "reply":
            return (review.Carried(payload["relay"]), review.Card(payload["candidate"]))
        case "changed":
            return (review.Card(payload["candidate"]), news.DuosOf(payload["candidate"]))
        case "alarm" | "told" | "unreachable" | "left":
            return (review.Card(payload["candidate"]),)
        case "puzzled":
            return (pairs.PuzzleOf(person, payload["programme"]),)
    if "duo" in payload:
        return (news.DuoOf(payload["duo"]),)
    return ()


def step(session: Session, arrival: Arrival, known: Known) -> Step:
    """Think: nothing is written or sent here."""
    walk = _Walk(session, known, arrival)
    lost = not isinstance(arrival.what, Reachable) and walk.lost_sight()
    match arrival.what:
        case Reachable(value):
            walk.is_reachable(value)
        case Text() | Contact() | Other() if lost:
            walk.does((Say((Phrase("review.gone"),)),))
        case Due(kind, payload):
            walk.falls_due(kind, payload)
        case Command(name, argument):
            walk.is_told_to(name, argument)
        case Press(data, message, shown):
            walk.is_tapped(data, message, shown)
        case Text() | Contact() | Other() as given:
            walk.hears(given)
    walk.renews()
    walk.leads_on()
    return walk.step


def facts(one: Candidate, known: Known) -> tuple[tuple[str, Value], ...]:
    """A candidate's answers in words, in the order of asking."""
    return _told(FLOWS[one.side], State(one.side, 0, answers=dict(one.answers)), known)


def open_facts(stack: Iterable[State], known: Known) -> tuple[tuple[str, Value], ...]:
    """What somebody told in conversations that are not finished."""
    return tuple(f for s in stack for f in _told(FLOWS[s.flow], s, known) if f[0] != "erase")


def _told(flow: Flow, state: State, known: Known) -> tuple[tuple[str, Value], ...]:
    return told(flow.questions, state.answers, here(state, "", known))


class _Walk:
    """One arrival's way: collects effects in order, with the session as it changes on the way."""

    def __init__(self, session: Session, known: Known, arrival: Arrival) -> None:
        hint = (arrival.hint or "")[:2]
        tried = session.top.about.get("guess", []) if session.top else []
        self.step = Step(session, guess=next((c for c in (*tried[:1], hint) if c in LANGUAGES), SOURCE))
        self.known = known
        self.arrival = arrival

    @property
    def session(self) -> Session:
        return self.step.session

    def change(self, **changes: Any) -> None:
        self.step.session = msgspec.structs.replace(self.session, **changes)

    def does(self, effects: tuple[Effect, ...]) -> None:
        for effect in effects:
            match effect:
                case Say():
                    self.step.said.append((effect, self.session.language))
                case Speak(language):
                    self.change(language=language)
                    self.step.effects.append(effect)
                case Pause(until):
                    self.change(paused=until)
                    self.step.effects.append(effect)
                case Begin():
                    self.begins(effect)
                case Consent("counted", given):
                    self.counts(given)
                    self.step.effects.append(effect)
                case Forget(candidate) if candidate is not None:
                    self.step.effects.append(effect)
                case Stop() | Forget():
                    self.change(stack=())
                    self.step.effects.append(effect)
                case _:
                    self.step.effects.append(effect)

    def counts(self, given: bool) -> None:
        """An intake that is not sent yet goes by the last word on being counted."""
        told = (
            msgspec.structs.replace(s, about={**s.about, "counted": given}) if "counted" in s.about else s
            for s in self.session.stack
        )
        self.change(stack=tuple(told))

    def begins(self, what: Begin) -> None:
        if self.known.closes and news.signs_up(what.flow, what.about):
            self.does((news.closed(self.known.closes, self.known),))
            return
        runs = self.session.runs + 1
        state = State(what.flow, runs, answers=dict(what.answers), about=dict(what.about))
        if what.flow in OF_DUOS:
            self.drops((what.flow,), what.about["duo"])  # an older one of the same is asked no more
        stack = () if what.instead else self.session.stack[-MOST_STATES + 1 :]
        self.change(runs=runs, stack=(*stack, state), nudges=0)
        self.outcome(begin(FLOWS[what.flow], state, self.known), lead=what.lead)

    def outcome(self, result: tuple[State | None, tuple[Effect, ...]], lead: tuple[Phrase, ...] = ()) -> None:
        """The top conversation moved: keep it, or go back to the one below it."""
        state, effects = result
        if lead:
            effects = tuple(_led(e, lead) for e in effects)
        if state is not None:
            self.change(stack=(*self.session.stack[:-1], state))
            self.does(effects)
            return
        self.change(stack=self.session.stack[:-1])
        self.does(effects)
        if self.session.top and not any(isinstance(e, Begin) for e in effects):
            self.asks()

    def asks(self, *lead: Phrase, edit: int | None = None) -> None:
        """The current question again; without one, where they stand."""
        top = self.session.top
        if top is None:
            self.stands(*lead)
        else:
            self.does((ask(FLOWS[top.flow], top, self.known, lead, edit=edit),))

    def stands(self, *lead: Phrase) -> None:
        if self.known.coordinator:
            self.does((Say((*lead, Phrase("coordinator.help")), rows=_desk()),))
        elif self.session.language is None:
            self.welcomes("")
        else:
            status = news.status(self.known, together.buttons)
            self.does((Say((*lead, *status.lines), rows=status.rows),))

    def welcomes(self, text: str, **about: Any) -> None:
        guess = listening.guess(text, self.arrival.hint, LANGUAGES)
        self.step.guess = guess[0]
        answers = {"language": self.session.language} if self.session.language else {}
        self.does((Begin("welcome", {"guess": list(guess), **about}, answers, instead=True),))

    def is_reachable(self, value: bool) -> None:
        """Blocked: letters are parked and the coordinator is told once. Back: they go out."""
        person, was = self.known.person, self.session.reachable
        self.change(reachable=value)
        self.does((Reach(value),))
        if was and not value and person and not person.status.ended:
            payload = {"candidate": person.id}
            self.does(
                (Wake("unreachable", self.known.now, f"unreachable:{person.id}", payload, programme=person.programme),)
            )

    def renews(self) -> None:
        """Whoever agreed to another purpose than today's is asked again when they do something, on top of that."""
        busy = {state.flow for state in self.session.stack} & {"welcome", RENEWAL_FLOW.name}
        agreed = any(isinstance(e, Consent | Stop | Forget) for e in self.step.effects)
        if self.known.renews and not busy and not agreed and not isinstance(self.arrival.what, Due | Reachable):
            self.does((Begin(RENEWAL_FLOW.name, lead=(Phrase("privacy.changed"),)),))

    def leads_on(self) -> None:
        """Nobody is left without a next step: the open question again, or where help is."""
        if not self.step.said:
            return
        last, language = self.step.said[-1]
        if last.rows or last.contact or last.edit or any(line.key in LEADS for line in last.lines):
            return
        if self.session.top is None:
            self.step.said[-1] = (replace(last, lines=(*last.lines, Phrase("status.next"))), language)
        elif last.lines[-1].key != question_key(self.session.top):
            self.asks()

    def lost_sight(self) -> bool:
        """What was begun on a card that this reader may no longer see is dropped."""
        top = self.session.top
        if top is None or top.flow not in DESK_FLOWS:
            return False
        if self.known.needs.get(review.Card(top.about["candidate"], DESK_FLOWS[top.flow])):
            return False
        self.change(stack=self.session.stack[:-1])
        return True

    # --- words, stickers, contacts -------------------------------------------------------------

    def hears(self, given: Input) -> None:
        top = self.session.top
        if top is None:
            self.first_words(given)
            return
        flow = FLOWS[top.flow]
        if isinstance(given, Text):
            choice = texts.chosen(given.text, choices(flow, top, self.known), self.session.language)
            if choice is not None:
                choice = TICK + choice[1:] if choice[0] == UNTICK else choice  # naming a thing twice is no "no"
                given = Tap(top.run, top.at, choice)
            elif top.at != "tongues" and (
                language := listening.wanted(given.text, LANGUAGES, named=top.at == "language")
            ):
                self.speaks(language)
                return
        self.outcome(advance(flow, top, given, self.known))

    def first_words(self, given: Input) -> None:
        if self.session.language is None and not self.known.coordinator:
            self.welcomes(given.text if isinstance(given, Text) else "")
        elif isinstance(given, Other):
            self.stands(Phrase(f"slip.{given.kind}"))
        else:
            self.stands()

    # --- buttons -------------------------------------------------------------------------------

    def is_tapped(self, data: str, message: int, shown: str) -> None:
        kind, _, rest = data.partition(":")
        if kind == "a":
            self.answers(rest, message, shown)
        elif kind == "g":
            self.is_led(rest, message)
        elif kind == "r":
            tapped = review.Tapped.parse(data, message or None)
            if self.session.top and self.session.top.flow in DESK_FLOWS:
                self.change(stack=self.session.stack[:-1])  # never mind it
            if tapped.verb in pairs.VERBS:
                self.does(pairs.tap(tapped, self.arrival.person, self.known))
                return
            found = self.known.needs.get(tapped.card)
            self.does(review.tap(tapped, self.arrival.person, self.known, facts(found, self.known) if found else ()))
        else:
            self.does((Toast(Phrase("stale.toast")),))
            self.asks()

    def answers(self, data: str, message: int, shown: str) -> None:
        run, key, choice = (*data.split(":", 2), "", "")[:3]
        top = self.session.top
        if top is None or not review.number(run):
            self.does((Toast(Phrase("stale.toast")),))
            self.stands()
            return
        tap = Tap(int(run), key, choice, message, shown)
        self.outcome(advance(FLOWS[top.flow], top, tap, self.known))

    def is_led(self, verb: str, message: int) -> None:
        """Buttons that mean the same at every moment."""
        name, _, argument = verb.partition(":")
        match name:
            case "lang" if argument in LANGUAGES:
                self.speaks(argument)
            case "on":
                self.asks()
            case "begin" | "again":
                self.begins_again()
            case "stop":
                self.stops()
            case "more":
                self.does((self.privacy(edit=message or None, more=True),))
            case _:
                self.does_with_own_data(name, argument)

    def does_with_own_data(self, name: str, argument: str) -> None:
        """The buttons under /mydata."""
        person = self.known.person
        match name:
            case "erase" | "pause":
                self.does((Begin("mydata" if name == "erase" else name),))
            case "file":
                self.does(mydata.files() if self.kept() else (mydata.seen((), self.mine(), ""),))
            case "resume":
                self.does((Pause(""), Say((Phrase("pause.over"),))))
            case "correct" if person and not person.status.ended:
                about = {"correct": person.id, "counted": True, "programme": person.programme}
                self.does((Begin(person.side, about, dict(person.answers)),))
            case "count" | "uncount" if person:
                self.does((Consent("counted", name == "count", WORDING), Say((Phrase(f"mydata.{name}ed"),))))
            case "relink" if self.known.guarded:
                self.links_again()
            case "unvouch" if about := self.vouched(argument):
                self.does((Begin("unvouch", about),))
            case _ if name in together.LED:
                duo = self.known.needs.get(news.DuoOf(review.number(argument)))
                language = self.session.language or SOURCE
                self.does(together.led(name, duo, person, language, self.known))
            case _:
                self.does((Toast(Phrase("stale.toast")),))
                self.asks()

    def links_again(self) -> None:
        made: intake.Made = self.known.needs[intake.NewLink()]
        _, answers = self.known.needs[mydata.Waits(self.arrival.person)]
        expires = self.known.now + timedelta(days=intake.LINK_DAYS)
        said = intake.link_said(made, expires, answers.get("name", ""), self.known, answers.get("programme", ""))
        self.does((Relink(made.hash, expires), *said))

    def vouched(self, number: str) -> dict[str, Any]:
        """For whom this guardian said yes, if it is one of theirs."""
        yeses: tuple[mydata.Vouched, ...] = self.known.needs.get(mydata.Yeses(self.arrival.person), ())
        return next(({"person": v.person, "name": v.name} for v in yeses if str(v.person) == number), {})

    # --- commands ------------------------------------------------------------------------------

    def is_told_to(self, name: str, argument: str) -> None:
        commands: dict[str, Callable[[], None]] = {
            "help": self.helps,
            "language": lambda: self.does((Say((Phrase("welcome.language"),), rows=_tongues()),)),
            "privacy": lambda: self.does((self.privacy(),)),
            "status": self.stands,
            "stop": self.offers_to_stop,
            "mydata": lambda: self.does((mydata.seen(self.kept(), self.mine(), self.session.paused),)),
            "queue": self.queues,
            "puzzle": self.puzzles,
            "duos": self.duos,
            "back": lambda: self.navigates(BACK),
            "skip": lambda: self.navigates(SKIP),
        }
        if name == "start":
            self.starts(argument)
        elif name in commands:
            commands[name]()
        else:
            self.asks(Phrase("help.unknown"))

    def starts(self, token: str) -> None:
        link: Invitation | None = self.known.needs.get(Link(token, self.arrival.person)) if token else None
        if link and link.used_by == self.arrival.person and self.is_staff_of(link.programme):
            self.stands()
        elif token and (link is None or not link.opens(self.known.now)):
            self.closed_link()
        elif link and link.about:
            self.asks_guardian(link)
        elif link and link.role != "candidate":
            self.welcomes("", role=link.role, programme=link.programme, hash=link.hash)
        elif self.session.top and self.session.top.flow != "welcome":
            rows = ((_g("start.on", "on"),), (_g("start.again", "again"),))
            self.does((Say((Phrase("start.midway"),), rows=rows),))
        elif self.session.top is None and (self.known.coordinator or self.waits()):
            self.stands()
        else:
            self.welcomes("", programme=link.programme if link else "")

    def asks_guardian(self, link: Invitation) -> None:
        """On the guardian's own phone: what it is, and yes or no. Whatever they were in waits below it."""
        if link.about == self.arrival.person:
            self.does((Say((Phrase("guardian.not-you"),)),))
            self.asks()
            return
        found = self.known.programme(link.programme)
        about = {"role": "guardian", "hash": link.hash, "name": link.name, "project": found.name if found else ""}
        answers = {"language": self.session.language} if self.session.language else {}
        guess = list(listening.guess("", self.arrival.hint, LANGUAGES))
        self.does((Begin("welcome", {**about, "guess": guess}, answers),))

    def is_staff_of(self, programme: str) -> bool:
        return self.known.coordinator is not None and programme in self.known.coordinator.programmes

    def speaks(self, language: str) -> None:
        """The same question in the other language; where the language is the question, it is answered."""
        top = self.session.top
        if top and top.at == "language":
            self.outcome(advance(FLOWS[top.flow], top, Tap(top.run, top.at, language), self.known))
            return
        if top:
            self.change(stack=(*self.session.stack[:-1], in_own_language(top)))
        self.does((Speak(language),))
        self.asks()

    def begins_again(self) -> None:
        """Whoever is in a duo has one file, and it is in use."""
        if self.known.person and self.known.person.status is Status.MATCHED:
            self.stands()
        else:
            self.welcomes("")

    def closed_link(self) -> None:
        if self.session.top or self.session.language:
            self.does((Say((Phrase("invitation.closed"),)),))
            self.asks()
        else:
            self.welcomes("", closed=True)

    def waits(self) -> bool:
        return self.known.guarded or (self.known.person is not None and not self.known.person.status.ended)

    def navigates(self, choice: str) -> None:
        top = self.session.top
        if top is None:
            self.stands()
        else:
            self.outcome(advance(FLOWS[top.flow], top, Tap(top.run, top.at, choice), self.known))

    def helps(self) -> None:
        key = "coordinator.help" if self.known.coordinator else "help"
        self.does((Say((Phrase(key, human(self.known)),)),))
        if self.session.top or not self.known.coordinator:
            self.asks()

    def privacy(self, edit: int | None = None, more: bool = False) -> Say:
        values = notice(self.known)
        lines = (Phrase("privacy.short", values), *((Phrase("privacy.long", values),) if more else ()))
        rows: Rows = () if more else ((_g("nav.more", "more"),),)
        return Say(lines, rows=rows, edit=edit)

    def offers_to_stop(self) -> None:
        if self.session.language is None:
            self.welcomes("")
            return
        rows = ((_g("stop.on", "on"),), (_g("stop.stop", "stop"),), (_g("mydata.erase.do", "erase"),))
        self.does((Say((Phrase("stop.sure"),), rows=rows),))

    def stops(self) -> None:
        no_longer = (Consent("take-part", False, WORDING),) if self.waits() or self.known.guarded else ()
        self.does((*no_longer, *stopped(self.known)))

    def queues(self) -> None:
        if self.known.coordinator is None:
            self.asks(Phrase("help.unknown"))
            return
        self.does(review.queue(self.known.needs[review.Queue(self.arrival.person)], self.known))

    def duos(self) -> None:
        if self.known.coordinator is None:
            self.asks(Phrase("help.unknown"))
            return
        self.does((pairs.listed(self.arrival.person, 0, self.known),))

    def puzzles(self) -> None:
        if self.known.coordinator is None:
            self.asks(Phrase("help.unknown"))
            return
        self.does(pairs.asked_for(self.arrival.person, self.known))

    def kept(self) -> tuple[tuple[str, Value], ...]:
        """What /mydata shows: the candidate's file, or the answers of an unfinished intake."""
        if self.known.coordinator:
            return (("name", self.known.coordinator.name), ("reach", self.known.coordinator.phone or Phrase("none")))
        agreed = self.known.needs.get(news.Kept(self.arrival.person), ())
        side, answers = self.mine().waits
        if side:
            return (*agreed, *_told(FLOWS[side], State(side, 0, answers=dict(answers)), self.known))
        if self.known.person:
            return (*agreed, *facts(self.known.person, self.known))
        open = open_facts(self.session.stack, self.known)
        return (*(f for f in agreed if f[0] not in dict(open)), *open)

    def mine(self) -> mydata.Mine:
        """What is kept beside the answers: who looked, and whether they are counted."""
        return self.known.needs.get(mydata.Around(self.arrival.person), mydata.NOTHING_AROUND)

    # --- what falls due ------------------------------------------------------------------------

    def falls_due(self, kind: str, payload: dict[str, Any]) -> None:  # noqa: C901, PLR0912  # one arm a kind
        known = self.known
        match kind:
            case "relay":
                self.does(news.relayed(known.needs.get(review.Carried(payload["relay"]))))
            case "nudge":
                self.nudges()
            case "closing":
                self.hears_of_the_end(payload["on"])
            case "interest":
                self.does(staying.asked(known))
            case "silent":
                self.is_silent()
            case "vouched":
                self.does(intake.vouched(known))
            case "unvouched":
                self.does((Forget(), Say((Phrase("guardian.said-no", human(known)),))))
            case "appointed" | "dismissed":
                self.hears_of_role(kind, payload["programme"])
            case "solve":
                self.does(pairs.solved(payload, self.arrival.person, known))
            case "puzzled":
                puzzle: pairs.Puzzle = known.needs[pairs.PuzzleOf(self.arrival.person, payload["programme"])]
                self.does((pairs.shown(puzzle, 0, known),))
            case "new" | "reply" | "alarm" | "told" | "changed" | "left" | "unreachable":
                self.reaches_desk(kind, payload)
            case _ if "duo" in payload:
                self.hears_of_duo(kind, payload)
            case _:
                self.does(news.heard(kind, payload, known))

    def reaches_desk(self, kind: str, payload: dict[str, Any]) -> None:
        """What a coordinator hears: of a file that they may still see."""
        known, find = self.known, self.known.needs.get
        about: Candidate | None = find(review.Card(payload["candidate"])) if "candidate" in payload else None
        match kind:
            case "new":
                fresh = find(review.Fresh(self.arrival.person), review.Page((), 0))
                told = facts(fresh.candidates[0], known) if fresh.candidates else ()
                self.does(review.told_new(fresh, known, told))
            case "reply":
                self.does(review.told_reply(find(review.Carried(payload["relay"])), about))
            case "changed":
                self.hears_of_change(about, payload["changed"])
            case "left":
                self.does(review.told_left(about))
            case "unreachable":
                self.does(review.told_unreachable(about))
            case _:
                self.does(review.told_alarm(kind, about, payload["mood"], payload["note"]))

    def hears_of_duo(self, kind: str, payload: dict[str, Any]) -> None:
        """Something fell due in a duo: for one of its members, or for a coordinator."""
        duo, known = self.known.needs.get(news.DuoOf(payload["duo"])), self.known
        if kind == "recheck":
            self.asks_again(payload)
            return
        if together.me_in(duo, known.person) is None or kind in pairs.HEARD:
            self.does(pairs.heard(kind, payload, duo, known))
            return
        paired = kind == "paired"
        effects = news.heard(kind, payload, known) if paired else together.heard(kind, payload, duo, known)
        if kind in ANEW:
            self.drops(OF_DUOS, payload["duo"])
        self.does(effects)

    def drops(self, flows: Collection[str], duo: int) -> None:
        """These conversations about a duo are over, unfinished."""
        left = tuple(s for s in self.session.stack if s.flow not in flows or s.about.get("duo") != duo)
        self.change(stack=left)

    def asks_again(self, payload: dict[str, Any]) -> None:
        """A check-in that nobody answered: once more, and then peace."""
        mine = ("checkin", payload["duo"], payload["wave"])
        for state in self.session.stack:
            if (state.flow, state.about.get("duo"), state.about.get("wave")) == mine and "mood" not in state.answers:
                self.change(stack=(*(s for s in self.session.stack if s is not state), state))
                self.asks(Phrase("checkin.again"))

    def hears_of_change(self, about: Candidate | None, changed: list[str]) -> None:
        if about is not None:
            duos = self.known.needs.get(news.DuosOf(about.id), ())
            apart = any(not about.tongues & m.tongues for d in duos for m in d.others(about.id))
            self.does(review.told_changed(about, changed, apart, self.known, facts(about, self.known)))

    def hears_of_the_end(self, day: str) -> None:
        """A half intake leads nowhere any more."""
        if day:
            rest = tuple(s for s in self.session.stack if not news.signs_up(s.flow, s.about))
            if rest != self.session.stack:
                self.change(stack=rest)
        self.does((news.closing(day, self.known),))

    def hears_of_role(self, kind: str, where: str) -> None:
        """As it stands now, which may be otherwise again; the menu of the chat follows."""
        role = Actor.of(self.arrival.person, self.known.coordinator).role_in(where)
        if (role is None) == (kind == "dismissed"):
            found = self.known.programme(where)
            values: dict[str, Value] = {"programme": found.name if found else where}
            said = Phrase(f"staff.{kind}", values if role is None else {**values, "role": Phrase(f"role.{role}")})
            self.does((Speak(self.session.language or SOURCE), Say((said,))))

    def nudges(self) -> None:
        top = self.session.top
        if top is not None and FLOWS[top.flow].resumes:
            self.asks(*news.nudged())

    def is_silent(self) -> None:
        """Only when the question still stands unanswered: whoever did anything else is there."""
        rest = tuple(s for s in self.session.stack if s.flow != staying.FLOW.name)
        if rest != self.session.stack:
            self.change(stack=rest)
            self.does(staying.unheard(self.known))


def question_key(state: State) -> str:
    return f"{FLOWS[state.flow].words}.{state.at}"


def unfinished(session: Session) -> bool:
    """Is there an intake that the person may be reminded of?"""
    return any(FLOWS[s.flow].resumes for s in session.stack if s.flow in FLOWS)


def _led(effect: Effect, lead: tuple[Phrase, ...]) -> Effect:
    if not isinstance(effect, Say):
        return effect
    return Say((*lead, *effect.lines), effect.rows, effect.edit, effect.contact, effect.typed, dutch=effect.dutch)


def _g(key: str, verb: str) -> Button:
    return Button(Phrase(key), f"g:{verb}")


def _desk() -> Rows:
    return ((Button(Phrase("review.do.queue"), "r:queue:0"),),)


def _tongues() -> Rows:
    buttons = [Button(Autonym(code), f"g:lang:{code}") for code in LANGUAGES]
    return tuple(tuple(buttons[i : i + 2]) for i in range(0, len(buttons), 2))


__all__ = ["Link", "Question", "Session", "Step", "facts", "needs", "step", "unfinished"]
