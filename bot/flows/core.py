"""A conversation is data and one function. Flows know people: no chat, no database, no clock.

Answers are kept by question key and there are no position numbers, so a question that is removed while
somebody is being asked it simply isn't asked again, and a new one is asked in its turn.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Protocol, TypeAlias

import msgspec

from bot.channels.base import Contact, Other, Text
from programme import schedule
from programme.effects import CallHuman, Effect, RaiseAlarm, Say, Settled, Toast
from programme.message import DUTCH, NOTHING, Button, Choice, Choose, Day, Do, Go, Lines, Phrase, Rows, Value
from programme.model import Known, Query
from programme.queries import WaitsForGuardian
from programme.reading import help_lines, phones

ECHO = 5  # questions from one warm line to the next
BACK, SKIP, KEEP, HUMAN, LATER = "_back", "_skip", "_keep", "_human", "_later"


@dataclass(frozen=True, slots=True)
class Tap:
    """A button: of which run and question, what it means, and the message that it stands under."""

    run: int
    key: str
    choice: str
    message: int = 0
    shown: str = ""


Input: TypeAlias = Text | Tap | Contact | Other


@dataclass(frozen=True, slots=True)
class Answer:
    value: Any


@dataclass(frozen=True, slots=True)
class Retry:
    """A slip is a value: what to say about it, and what is being filled in now (near misses, ticks)."""

    phrase: Phrase
    draft: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Nothing:
    """There is none: the same as skipping where that is allowed, and otherwise a slip."""

    phrase: Phrase


@dataclass(frozen=True, slots=True)
class Draft:
    """Not an answer yet: something was ticked, a page turned."""

    draft: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Goto:
    """Back to another question of this flow, to change its answer."""

    key: str


class State(msgspec.Struct, frozen=True, omit_defaults=True):
    """Where somebody is in a flow. `run` tells this run's buttons from an older run's."""

    flow: str
    run: int
    at: str = ""
    answers: dict[str, Any] = {}
    draft: dict[str, Any] = {}
    about: dict[str, Any] = {}
    tapped: str = ""  # the button that was the last answer: a double tap is known by it


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
class Here:
    """What a reader may look at."""

    key: str
    answers: Mapping[str, Any]
    draft: Mapping[str, Any]
    about: Mapping[str, Any]
    known: Known


@dataclass(frozen=True, slots=True)
class Screen:
    """A question as it stands now: rows of choices, lines below the question, a way to share a contact."""

    rows: tuple[tuple[Choice, ...], ...] = ()
    lines: tuple[Phrase, ...] = ()
    contact: Phrase | None = None
    links: Rows = ()  # buttons that lead out of the question
    values: Mapping[str, Value] = field(default_factory=lambda: NOTHING)
    brief: Phrase | None = None  # the question in one line, where the whole is a wall


class Reader(Protocol):
    def screen(self, here: Here) -> Screen: ...
    def read(self, given: Input, here: Here) -> Answer | Nothing | Retry | Draft | Goto: ...
    def shown(self, value: Any, here: Here) -> Value: ...


def always(_: Here) -> bool:
    return True


def nothing(_: Any, __: Here) -> tuple[Effect, ...]:
    return ()


def unsettled(_: Here) -> Any:
    return None


def not_the_end(_: Any) -> bool:
    return False


def no_queries(_: State) -> tuple[Query[Any], ...]:
    return ()


@dataclass(frozen=True, slots=True)
class Question:
    """One thing asked. `settle` may know the answer without asking; `ends` may end the flow early;
    `invalidated_by` are questions whose new answer makes this one's old answer void. An intake's question says `why`
    it is asked, in Dutch, for the register (GDPR art. 30); `card` is what a coordinator needs for a match."""

    key: str
    reader: Reader
    when: Callable[[Here], bool] = always
    optional: bool = False
    settle: Callable[[Here], Any] = unsettled
    then: Callable[[Any, Here], tuple[Effect, ...]] = nothing
    ends: Callable[[Any], bool] = not_the_end
    invalidated_by: tuple[str, ...] = ()
    counted: bool = True
    summed: bool = True  # stands in the summary
    card: bool = False
    why: str = ""
    heard: bool = False  # somebody of the staff reads the answer soon: words of distress in it are an alarm


@dataclass(frozen=True, slots=True)
class Flow:
    """Questions in the order of asking, and what happens at the end. `words` is the catalogue's prefix.

    `queries` are read again at every step: what a conversation was opened with may have been taken away since.
    One that is `on_card` was begun on somebody's card, its first query: it is dropped with the right to see that.
    """

    name: str
    words: str
    questions: tuple[Question, ...]
    finish: Callable[[Here], tuple[Effect, ...]]
    numbered: bool = False
    resumes: bool = True  # an unfinished one is nudged
    queries: Callable[[State], tuple[Query[Any], ...]] = no_queries
    on_card: bool = False
    of_duo: bool = False  # about["duo"] is its duo: one such conversation about it at a time, and it may wait
    signs_up: bool = False  # of somebody who is new
    to_human: bool = True  # a way to the coordinator stands below its questions
    may_wait: Callable[[State], bool] = lambda _: True  # of a duo: may it be put off now?
    found_again: bool = False  # what was put off stands under /status
    goes_to: bool = False  # of the staff: the answer goes to somebody else, about["candidate"] or about["talk"]

    def find(self, key: str) -> Question | None:
        return next((q for q in self.questions if q.key == key), None)


Outcome: TypeAlias = tuple[State | None, tuple[Effect, ...]]


def begin(flow: Flow, state: State, known: Known, edit: int | None = None) -> Outcome:
    """Ask the first question that has no answer yet; `state` may bring answers along."""
    return _go_on(flow, state, known, (), edit)


def advance(flow: Flow, state: State, given: Input, known: Known) -> Outcome:
    """One step. Whatever was given, there is a next question on the screen, or the flow is finished."""
    question = current(flow, state, known)
    if question is None:
        return _go_on(flow, state, known, ())
    if isinstance(given, Tap):
        if given.run != state.run or given.key != question.key:
            return _stale(flow, state, given, known)
        if given.choice in (BACK, SKIP, KEEP, HUMAN, LATER, DUTCH):
            return _navigate(flow, state, question, given, known)
    return _read(flow, state, question, given, known)


def current(flow: Flow, state: State, known: Known) -> Question | None:
    """The question on the screen; when it is gone from the flow, the first that has no answer."""
    at = flow.find(state.at)
    if at and applies(at, state, known):
        return at
    return _next(flow, state, known)[0]


def here(state: State, key: str, known: Known) -> Here:
    return Here(key, state.answers, state.draft, state.about, known)


def applies(question: Question, state: State, known: Known) -> bool:
    return question.when is always or question.when(here(state, question.key, known))


def settled(question: Question, state: State, known: Known) -> Any:
    """What needs no asking, or None."""
    return None if question.settle is unsettled else question.settle(here(state, question.key, known))


def ask(
    flow: Flow, state: State, known: Known, lead: tuple[Phrase, ...] = (), edit: int | None = None, brief: bool = False
) -> Say:  # fmt: skip
    """The current question as a message, after the lines that lead to it; `brief`: in one line."""
    question = current(flow, state, known) or flow.questions[-1]
    at = here(state, question.key, known)
    screen = question.reader.screen(at)
    told = Phrase(f"{flow.words}.{question.key}", screen.values)
    if brief:
        screen = replace(screen, lines=())
        lines: tuple[Phrase, ...] = (*lead, screen.brief or told)
    else:
        lines = (*lead, *_progress(flow, state, question, known), told)
    dutch = bool(state.draft.get(DUTCH))
    if screen.contact:
        typed = tuple(_navigation(flow, state, question, known).values())
        return Say((*lines, *screen.lines), contact=screen.contact, typed=typed, dutch=dutch)
    return Say((*lines, *screen.lines), rows=_rows(flow, state, question, screen, known), edit=edit, dutch=dutch)


def choices(flow: Flow, state: State, known: Known) -> tuple[Choice, ...]:
    """What may be tapped now, Back and Skip included: so that words typed instead can be recognised."""
    question = current(flow, state, known)
    if question is None:
        return ()
    screen = question.reader.screen(here(state, question.key, known))
    nav = (Choice(c, words) for c, words in _navigation(flow, state, question, known).items())
    return (*(c for row in screen.rows for c in row), *nav)


def asked(flow: Flow, state: State, known: Known) -> tuple[Question, ...]:
    """The questions that apply, given the answers so far."""
    return tuple(q for q in flow.questions if applies(q, state, known))


def which(tap: Tap) -> str:
    """A button, told from every other one."""
    return f"{tap.message}:{tap.key}:{tap.choice}"


def in_own_language(state: State) -> State:
    """The same state, no longer shown in Dutch."""
    return msgspec.structs.replace(state, draft={k: v for k, v in state.draft.items() if k != DUTCH})


def _stale(flow: Flow, state: State, given: Tap, known: Known) -> Outcome:
    if given.run == state.run and given.message and which(given) == state.tapped:
        return state, (Toast(Phrase("stale.twice")),)
    return state, (Toast(Phrase("stale.toast")), ask(flow, state, known, (Phrase("stale"),)))


def _navigate(flow: Flow, state: State, question: Question, given: Tap, known: Known) -> Outcome:
    if given.choice == DUTCH:
        draft = {**state.draft, DUTCH: not state.draft.get(DUTCH)}
        state = msgspec.structs.replace(state, draft=draft)
        return state, (ask(flow, state, known, edit=given.message or None),)
    if given.choice == HUMAN:
        return state, (CallHuman(),)
    if given.choice == LATER and waits(flow, state):
        told = Phrase("later.told" if flow.found_again else "later.fine")
        return None, (*_closes(given, Phrase("nav.later")), Say((told, Phrase("status.next"))))
    if given.choice == SKIP and question.optional:
        return _answered(flow, state, question, None, known, given)
    if given.choice == KEEP and question.key in state.answers:
        return _answered(flow, state, question, state.answers[question.key], known, given)
    before = _before(flow, state, question, known) if given.choice == BACK else None
    if before is None:
        return state, (ask(flow, state, known),)
    state = msgspec.structs.replace(state, at=before.key, draft={})
    return state, (ask(flow, state, known, edit=given.message or None),)


def waits(flow: Flow, state: State) -> bool:
    """May this be put off?"""
    return flow.of_duo and flow.may_wait(state)


def _closes(given: Tap, chosen: Value) -> tuple[Effect, ...]:
    """A question that is asked no more shows what was chosen instead of its buttons."""
    return (Settled(given.message, given.shown, chosen),) if given.message else ()


def _read(flow: Flow, state: State, question: Question, given: Input, known: Known) -> Outcome:
    edit = given.message or None if isinstance(given, Tap) else None
    match question.reader.read(given, here(state, question.key, known)):
        case Answer(value):
            return _answered(flow, state, question, value, known, given)
        case Nothing() if question.optional:
            return _answered(flow, state, question, None, known, given)
        case Nothing(phrase):
            return _read_again(flow, state, question, Retry(phrase), known, edit)
        case Retry() as slip:
            return _read_again(flow, state, question, slip, known, edit)
        case Draft(draft):
            if isinstance(given, Tap) and dict(draft) == {k: v for k, v in state.draft.items() if k != DUTCH}:
                return state, ()  # a double tap: it already stands so
            state = msgspec.structs.replace(state, draft={**_kept(state), **draft}, at=question.key)
            return state, (ask(flow, state, known, edit=edit),)
        case Goto(key):
            state = msgspec.structs.replace(state, draft={}, at=key)
            return state, (ask(flow, state, known, edit=edit),)


def _read_again(flow: Flow, state: State, question: Question, slip: Retry, known: Known, edit: int | None) -> Outcome:
    draft = state.draft if slip.draft is None else {**_kept(state), **slip.draft}
    state = msgspec.structs.replace(state, draft=dict(draft), at=question.key)
    wall = edit is None and question.reader.screen(here(state, question.key, known)).brief is not None
    return state, (ask(flow, state, known, (slip.phrase,), edit=edit, brief=wall),)


def _kept(state: State) -> dict[str, Any]:
    return {DUTCH: True} if state.draft.get(DUTCH) else {}


def _answered(flow: Flow, state: State, question: Question, value: Any, known: Known, given: Input) -> Outcome:
    at = here(state, question.key, known)
    changed = value != state.answers.get(question.key)
    effects = list(question.then(value, at)) if value is not None and changed else []
    if isinstance(given, Tap):
        effects += _closes(given, Phrase("nav.skip") if value is None else question.reader.shown(value, at))
    void = {q.key for q in flow.questions if question.key in q.invalidated_by} if changed else set()
    answers = {k: v for k, v in state.answers.items() if k not in void} | {question.key: value}
    tapped = which(given) if isinstance(given, Tap) else ""
    state = msgspec.structs.replace(state, answers=answers, draft={}, at="", tapped=tapped)
    if question.reader.screen(at).contact:
        effects.append(Say((_noted(flow, state, question, value, at),), clear=True))
    if value is not None and question.ends(value):
        return None, (*effects, *flow.finish(here(state, "", known)))
    warm = value is not None and not any(isinstance(e, RaiseAlarm | CallHuman) for e in effects)
    return _go_on(flow, state, known, tuple(effects), warm=warm)


def _noted(flow: Flow, state: State, question: Question, value: Any, at: Here) -> Phrase:
    """A contact, read back as it was understood; how to mend it where the conversation goes on."""
    if not value:
        return Phrase("contact.skipped")
    more = _next(flow, state, at.known)[0] is not None
    said = {"contact": question.reader.shown(value, at)}
    return Phrase("contact.noted.mend" if more else "contact.noted", said)


def _go_on(
    flow: Flow, state: State, known: Known, effects: tuple[Effect, ...], edit: int | None = None, warm: bool = False
) -> Outcome:  # fmt: skip
    question, state = _next(flow, state, known)
    if question is None:
        return None, (*effects, *flow.finish(here(state, "", known)))
    state = msgspec.structs.replace(state, at=question.key, draft={})
    lead = _echo(flow, state, question, known) if warm else ()
    return state, (*effects, ask(flow, state, known, lead, edit=edit))


def _next(flow: Flow, state: State, known: Known) -> tuple[Question | None, State]:
    """The first question that applies and has no answer, settling those that need no asking."""
    for question in flow.questions:
        if question.key in state.answers or not applies(question, state, known):
            continue
        value = settled(question, state, known)
        if value is None:
            return question, state
        state = msgspec.structs.replace(state, answers={**state.answers, question.key: value})
        if question.ends(value):
            break
    return None, state


def _before(flow: Flow, state: State, question: Question, known: Known) -> Question | None:
    """The question asked before this one; those that settled themselves are passed over."""
    path = [
        q
        for q in asked(flow, state, known)
        if q.key == question.key or (q.key in state.answers and settled(q, state, known) is None)
    ]
    where = next((i for i, q in enumerate(path) if q.key == question.key), 0)
    return path[where - 1] if where > 0 else None


def _progress(flow: Flow, state: State, question: Question, known: Known) -> tuple[Phrase, ...]:
    n, of = _counted(flow, state, question, known)
    return (Phrase("progress", {"n": n, "of": of}),) if n else ()


def _echo(flow: Flow, state: State, question: Question, known: Known) -> tuple[Phrase, ...]:
    """A thank you by name, once in a few questions: a long row of them is not an examination."""
    n, of = _counted(flow, state, question, known)
    name = state.answers.get("name")
    if not name or n < ECHO or n % ECHO:
        return ()
    return (Phrase("echo.nearly" if of - n < ECHO else "echo.on" if n > ECHO else "echo.first", {"name": name}),)


def _counted(flow: Flow, state: State, question: Question, known: Known) -> tuple[int, int]:
    """Which question it is, and of how many; 0 where they aren't numbered."""
    if not flow.numbered or not question.counted:
        return 0, 0
    counted = [q.key for q in asked(flow, state, known) if q.counted and settled(q, state, known) is None]
    return (counted.index(question.key) + 1 if question.key in counted else 0), len(counted)


def _navigation(flow: Flow, state: State, question: Question, known: Known) -> dict[str, Phrase]:
    """What may be tapped beside the answers, with its words."""
    offered = {
        BACK: _before(flow, state, question, known) is not None,
        SKIP: question.optional,
        KEEP: question.key in state.answers,
        LATER: waits(flow, state),
        DUTCH: True,
    }
    words = {choice: Phrase(f"nav.{choice[1:]}") for choice, there in offered.items() if there}
    if flow.to_human and not flow.on_card and question.key != "language" and not known.coordinator and not joins(state):
        words[HUMAN] = to_human(human_of(known, state))
    return {**words, DUTCH: Phrase("nav.own")} if state.draft.get(DUTCH) else words


def _rows(flow: Flow, state: State, question: Question, screen: Screen, known: Known) -> Rows:
    def button(choice: Choice) -> Button:
        return Button(choice.label, Choose(state.run, question.key, choice.value), choice.ticked)

    words = _navigation(flow, state, question, known)
    rows = tuple(tuple(button(c) for c in row) for row in screen.rows)
    out = (LATER, HUMAN)
    beside = tuple(button(Choice(c, w)) for c, w in words.items() if c not in out)
    below = tuple(button(Choice(c, words[c])) for c in out if c in words)
    return (*rows, *screen.links, beside, *((below,) if below else ()))


def turns(page: int, more: bool, to: Callable[[int], Go | Do]) -> tuple[Button, ...]:
    """To the page before and the one after, where there are."""
    before = (Button(Phrase("queue.before"), to(page - 1)),) if page else ()
    return (*before, *((Button(Phrase("queue.after"), to(page + 1)),) if more else ()))


# --- a human within reach ---


def joins(state: State) -> bool:
    """Is this somebody of the staff who comes in?"""
    return state.about.get("role") not in (None, "", "candidate", "guardian")


def place_of(known: Known, *stack: State) -> str:
    """The programme whose people are this person's: that of their file, or the one that they chose so far, or the
    only one that there is. Also of somebody who stopped: who needs help may come back."""
    if known.person and not known.person.status.ended:
        return known.person.programme
    told = [kept.get("programme") for s in reversed(stack) for kept in (s.about, s.answers)]
    told += [known.get(WaitsForGuardian())[1].get("programme")] if known.guarded else []
    last = [known.person.programme] if known.person else []
    only = [p.id for p in known.programmes] if len(known.programmes) == 1 else []
    return next((id for id in (*told, *last, *only) if id and known.programme(id)), "")


def name_of(known: Known, *stack: State) -> str:
    """Who it is, for the staff: by their file, or as they said so far."""
    if known.person:
        return known.person.name
    waits = known.get(WaitsForGuardian())[1] if known.guarded else {}
    told = (kept.get("name") for kept in (*(s.answers for s in reversed(stack)), waits))
    return next((str(name) for name in told if name), "")


def later(known: Known) -> tuple[Phrase, ...]:
    """Outside hours: on which day it is read. Nothing by day on a working day."""
    due = schedule.next_sending(known.now)
    return (Phrase("talk.later", {"day": Day(schedule.local_day(due))}),) if due > known.now else ()


def contact(known: Known, *stack: State) -> dict[str, Value]:
    """Whom to call: the coordinator of their programme, or the human of this house."""
    found = known.programme(place_of(known, *stack))
    phone = (found.phone if found and found.human else "") or known.phone
    return to_call(human_of(known, *stack), phone)


def to_call(name: str, number: str) -> dict[str, Value]:
    """Whom to call, in any text: where a house named nobody, or no number, where to find them."""
    shown = phones.shown(number)
    return {"human": name or Phrase("human.somebody"), "phone": shown or Phrase("human.no-number")}


def human_of(known: Known, *stack: State) -> str:
    """Their name alone: it stands below every question."""
    found = known.programme(place_of(known, *stack))
    return found.human if found and found.human else known.human


def also_call(known: Known, *stack: State) -> tuple[Phrase, ...]:
    """Numbers to call in trouble beside 112, 1712 and the coordinator: of the programme, its municipality and all."""
    found = known.programme(place_of(known, *stack))
    lines = found.help_lines if found else help_lines.of("")
    told = tuple(f"{name}: {number}" for name, number in lines)
    return (Phrase("help.lines", {"lines": Lines(told)}),) if told else ()


def to_human(name: str) -> Phrase:
    """The words of the button."""
    return Phrase("nav.human", {"human": name}) if name else Phrase("nav.somebody")
