"""A person's conversations, on top of each other: pure. Nobody is left without a next step."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import msgspec

from bot.channels.base import Text
from bot.flows.anytime import closed, signs_up, stands
from bot.flows.core import (
    Flow,
    Input,
    Outcome,
    Session,
    State,
    Tap,
    advance,
    ask,
    begin,
    in_own_language,
)
from bot.flows.feature import Registry, Situation
from bot.flows.welcome import RENEWAL_FLOW
from programme.effects import (
    AskAgain,
    AskFirst,
    Begin,
    CallHuman,
    Consent,
    Drop,
    Effect,
    Forget,
    GiveAnswer,
    Navigate,
    Pause,
    Reach,
    Say,
    SessionEffect,
    Settled,
    Speak,
    Stop,
    SwitchLanguage,
    Toast,
)
from programme.message import Choose, Phrase
from programme.model import LANGUAGES, SOURCE, Known

LEADS = (
    "status.next",
    "help",
    "coordinator.help",
    "welcome.refused",
    "stop.stopped",
    "mydata.erased",
    "intake.promise",
)
MOST_STATES = 4  # conversations on top of each other; deeper ones are dropped from the bottom


@dataclass(slots=True)
class Step:
    """What one arrival leads to, in order. Each Say comes with the language it is read in."""

    session: Session
    effects: list[Effect] = field(default_factory=list)
    said: list[tuple[Say, str | None]] = field(default_factory=list)
    guess: str = SOURCE  # the language to try on somebody who has not chosen one


class Dialogue:
    """One arrival's way: collects effects in order, with the session as it changes on the way."""

    def __init__(self, session: Session, known: Known, registry: Registry, hint: str | None = None) -> None:
        self.known, self.registry, self.hint = known, registry, hint
        tried = session.top.about.get("guess", []) if session.top else []
        phone = (hint or "")[:2]
        self.step = Step(session, guess=next((c for c in (*tried[:1], phone) if c in LANGUAGES), SOURCE))

    @property
    def session(self) -> Session:
        return self.step.session

    @property
    def top(self) -> State | None:
        return self.step.session.top

    def situation(self, message: int | None = None) -> Situation:
        return Situation(self.session, self.known, self.registry, message, self.hint)

    def change(self, **changes: Any) -> None:
        self.step.session = msgspec.structs.replace(self.session, **changes)

    # --- effects -------------------------------------------------------------------------------

    def does(self, effects: tuple[Effect, ...]) -> None:
        for effect in effects:
            if isinstance(effect, Say):
                self.step.said.append((effect, self.session.language))
            elif isinstance(effect, SessionEffect):
                self._leads(effect)
            else:
                self._notes(effect)

    def _notes(self, effect: Effect) -> None:
        """What leaves a row, and what it means for the conversation."""
        match effect:
            case Consent("counted", given):
                self._counts(given)
            case Forget(None):
                self.change(stack=())
            case Reach(reachable):
                self.change(reachable=reachable)
        self.step.effects.append(effect)

    def _leads(self, effect: SessionEffect) -> None:  # one arm an effect
        match effect:
            case Begin():
                self._begins(effect)
            case AskAgain(lead, brief):
                self.asks(*lead, brief=brief)
            case AskFirst(flow, about, lead):
                self._asks_first(flow, about, lead)
            case GiveAnswer(text):
                self.answers(text)
            case CallHuman():
                self.does(self.registry.buttons["human"].handle("", self.situation()))
            case Navigate(choice):
                self._navigates(choice)
            case SwitchLanguage(language):
                self.switches(language)
            case Drop(flows, about):
                self._drops(flows, about)
            case _:
                self._keeps(effect)

    def _keeps(self, effect: SessionEffect) -> None:
        """What is remembered of the person beside their conversations, and what only shows."""
        match effect:
            case Speak(language):
                self.change(language=language)
                self.step.effects.append(effect)
            case Pause(until):
                self.change(paused=until)
            case Stop():
                self.change(stack=())
                self.step.effects.append(effect)
            case Toast() | Settled():
                self.step.effects.append(effect)
            case _:
                raise TypeError(effect)

    def _counts(self, given: bool) -> None:
        """An intake that is not sent yet goes by the last word on being counted."""
        told = (
            msgspec.structs.replace(s, about={**s.about, "counted": given}) if "counted" in s.about else s
            for s in self.session.stack
        )
        self.change(stack=tuple(told))

    # --- conversations -------------------------------------------------------------------------

    def _begins(self, what: Begin) -> None:
        flow = self.registry.flows[what.flow]
        if self.known.closes and signs_up(flow, what.about):
            self.does((closed(self.known.closes, self.known),))
            return
        if guess := what.about.get("guess"):
            self.step.guess = guess[0]
        if flow.of_duo:
            self._drops((flow.name,), {"duo": what.about["duo"]})  # an older one of the same is asked no more
        runs = self.session.runs + 1
        state = State(flow.name, runs, answers=dict(what.answers), about=dict(what.about))
        stack = () if what.instead else self.session.stack[-MOST_STATES + 1 :]
        self.change(runs=runs, stack=(*stack, state), nudges=0)
        self.outcome(begin(flow, state, self.known), lead=what.lead)

    def outcome(self, result: Outcome, lead: tuple[Phrase, ...] = ()) -> None:
        """The top conversation moved: keep it, or go back to the one below it."""
        state, effects = result
        if lead:
            effects = tuple(_led(e, lead) for e in effects)
        if state is not None:
            self.change(stack=(*self.session.stack[:-1], state))
            self.does(effects)
            return
        over = self.top
        self.change(stack=self.session.stack[:-1])
        self.does(effects)
        if self.top and not any(
            isinstance(e, Begin | CallHuman | GiveAnswer) or (isinstance(e, Say) and e.last) for e in effects
        ):
            # in one line after something that was said beside it
            self.asks(brief=over is not None and not self.registry.flows[over.flow].to_human)

    def advances(self, top: State, given: Input) -> None:
        self.outcome(advance(self.registry.flows[top.flow], top, given, self.known))

    def asks(self, *lead: Phrase, brief: bool = False) -> None:
        """The current question again; without one, where they stand."""
        if self.top is None:
            self.does(() if brief and self.session.language else stands(self.situation(), *lead))
        else:
            self.does((ask(self.registry.flows[self.top.flow], self.top, self.known, lead, brief=brief),))

    def answers(self, text: str) -> None:
        """What they wrote before was an answer after all."""
        if self.top is None:
            self.asks()
        else:
            self.advances(self.top, Text(text))

    def _asks_first(self, flow: str, about: Mapping[str, Any], lead: tuple[Phrase, ...]) -> None:
        for state in self.session.stack:
            if state.flow == flow and all(state.about.get(k) == v for k, v in about.items()):
                self.raises(state)
                self.asks(*lead)

    def _navigates(self, choice: str) -> None:
        top = self.top
        if top is None:
            self.asks()
        else:
            self.advances(top, Tap(top.run, top.at, choice))

    def switches(self, language: str) -> None:
        top = self.top
        if top and top.at == "language":
            self.advances(top, Tap(top.run, top.at, language))
            return
        if top:
            self.change(stack=(*self.session.stack[:-1], in_own_language(top)))
        self.does((Speak(language),))
        self.asks()

    def _drops(self, flows: Any, about: Mapping[str, Any]) -> None:
        left = tuple(
            s for s in self.session.stack
            if (flows is not None and s.flow not in flows) or any(s.about.get(k) != v for k, v in about.items())
        )  # fmt: skip
        if left != self.session.stack:
            self.change(stack=left)

    def raises(self, state: State) -> None:
        """A conversation that lies below comes on top."""
        self.change(stack=(*(s for s in self.session.stack if s is not state), state))

    def says_to_whom(self) -> None:
        """Something came in between while words are typed for somebody else: to whom they go is said again."""
        top = self.top
        if top is None or not self.step.said or not self.registry.flows[top.flow].goes_to:
            return
        told, _ = self.step.said[-1]
        buttons = [button.data for row in told.rows for button in row]
        if not any(isinstance(do, Choose) and do.run == top.run for do in buttons):
            self.asks(brief=True)

    def pops(self) -> None:
        """Never mind the conversation on top."""
        self.change(stack=self.session.stack[:-1])

    # --- before and after ----------------------------------------------------------------------

    def lost_sight(self) -> bool:
        """What was begun on a card that this reader may no longer see is dropped."""
        top = self.top
        flow = self.registry.flows[top.flow] if top else None
        if top is None or flow is None or not flow.on_card or self.known.get(flow.queries(top)[0]):
            return False
        self.pops()
        return True

    def renews(self) -> None:
        """Whoever agreed to another purpose than today's is asked again when they do something, on top of that."""
        busy = {state.flow for state in self.session.stack} & {"welcome", RENEWAL_FLOW.name}
        agreed = any(isinstance(e, Consent | Stop | Forget) for e in self.step.effects)
        if self.known.renews and not busy and not agreed:
            self.does((Begin(RENEWAL_FLOW.name, lead=(Phrase("privacy.changed"),)),))

    def leads_on(self) -> None:
        """Nobody is left without a next step: the open question again, or where help is."""
        if not self.step.said:
            return
        last, language = self.step.said[-1]
        if last.last or last.rows or last.contact or last.edit or any(line.key in LEADS for line in last.lines):
            return
        top = self.top
        if top is None:
            self.step.said[-1] = (replace(last, lines=(*last.lines, Phrase("status.next"))), language)
        elif last.lines[-1].key != f"{self.registry.flows[top.flow].words}.{top.at}":
            self.asks()


def _led(effect: Effect, lead: tuple[Phrase, ...]) -> Effect:
    return replace(effect, lines=(*lead, *effect.lines)) if isinstance(effect, Say) else effect


def unfinished(session: Session, flows: Mapping[str, Flow]) -> bool:
    """Is there an intake that the person may be reminded of?"""
    return any(flows[s.flow].resumes for s in session.stack if s.flow in flows)
