"""One arrival in one chat, to the feature that answers it: pure. What is written and sent follows from the step."""

import msgspec

from bot.channels.base import Arrival, Command, Contact, Due, Other, Press, Reachable, Text, Unreadable
from bot.flows.actions import Request
from bot.flows.actions import queries as queries_of
from bot.flows.anytime import reached, stands
from bot.flows.core import Input, Session, State, Tap, choices, current
from bot.flows.duo.checkin import UNSAFE
from bot.flows.duo.feature import not_safe_now
from bot.flows.feature import Queries, Registry, Situation, standing
from bot.flows.readers import TICK, UNTICK, Words
from bot.flows.staff import desk, finding
from bot.flows.talk import DONE, STAFF_FLOW
from bot.flows.talk import FLOW as TALK_FLOW
from bot.flows.welcome import welcomes
from bot.flows.wishes import ABOUT, PASS, distressed, understood
from bot.flows.wishes import FLOW as DISTRESS_FLOW
from bot.i18n import detect, render
from bot.runtime.dialogue import Dialogue, Step
from programme.effects import AskAgain, Effect, Say, Toast
from programme.message import Callback, Choose, Do, Go, Phrase, callback
from programme.model import LANGUAGES, Known
from programme.reading.wishes import Wish, wish, worries

TALK, STAFF_TALK, DISTRESS = TALK_FLOW.name, STAFF_FLOW.name, DISTRESS_FLOW.name
STALE = (Toast(Phrase("stale.toast")), AskAgain())


def queries(session: Session, arrival: Arrival, known: Known, registry: Registry) -> Queries:
    """What has to be read, beside who this is, before `step` can think."""
    at = Situation(session, known, registry, hint=arrival.hint)
    again = tuple(query for state in session.stack for query in registry.flows[state.flow].queries(state))
    return (*again, *_queries(arrival, at, registry))


def _queries(arrival: Arrival, at: Situation, registry: Registry) -> Queries:
    match arrival.what:
        case Command(name, argument) if name in registry.commands:
            return registry.commands[name].queries(argument, at)
        case Press(data):
            return _button_queries(callback(data), at)
        case Due(kind, payload):
            found = registry.scheduled.get(kind)
            return found.queries(msgspec.convert(payload, found.payload), at) if found else ()
        case Text(words) if at.known.coordinator and at.session.top is None:
            return finding.asked(words, at)
    return standing("", at)


def _button_queries(tapped: Callback | None, at: Situation) -> Queries:
    match tapped:
        case Do(name, number, argument, origin) if name in at.registry.actions:
            return queries_of(at.registry.actions[name], Request(number, str(argument), origin=origin))
        case Do():
            return ()
        case Go(name, argument) if name in at.registry.buttons:
            return at.registry.buttons[name].queries(str(argument), at)
    return standing("", at)


def step(session: Session, arrival: Arrival, known: Known, registry: Registry) -> Step:
    """Think: nothing is written or sent here."""
    dialogue = Dialogue(session, known, registry, arrival.hint)
    what = arrival.what
    lost = not isinstance(what, Reachable) and dialogue.lost_sight()
    match what:
        case Reachable(value):
            dialogue.does(reached(value, dialogue.situation()))
        case Text() | Contact() | Other() if lost:
            dialogue.does((Say((Phrase("review.gone"),)),))
        case Due(kind, payload):
            if found := registry.scheduled.get(kind):
                dialogue.does(found.handle(msgspec.convert(payload, found.payload), dialogue.situation()))
                dialogue.says_to_whom()
        case Command(name, argument):
            dialogue.does(_told(name, argument, dialogue))
        case Press(data, message, shown):
            _pressed(data, message, shown, dialogue)
        case Text() | Contact() | Other():
            _hears(what, dialogue)
        case Unreadable():
            raise TypeError(what)
    if not isinstance(what, Due | Reachable):
        dialogue.renews()
    dialogue.leads_on()
    return dialogue.step


def _told(name: str, argument: str, dialogue: Dialogue) -> tuple[Effect, ...]:
    found = dialogue.registry.commands.get(name)
    return found.handle(argument, dialogue.situation()) if found else (AskAgain((Phrase("help.unknown"),)),)


# --- buttons -------------------------------------------------------------------------------------


def _pressed(data: str, message: int, shown: str, dialogue: Dialogue) -> None:
    match callback(data):
        case Choose(run, key, choice):
            _answers(Tap(run, key, choice, message, shown), dialogue)
        case Do(name, number, argument, origin):
            _acts(name, Request(number, str(argument), message or None, origin), dialogue)
        case Go(name, argument) if found := dialogue.registry.buttons.get(name):
            dialogue.does(found.handle(str(argument), dialogue.situation(message or None)) or STALE)
        case _:
            dialogue.does(STALE)


def _answers(tap: Tap, dialogue: Dialogue) -> None:
    """A button of a question: of the one that is open, or of an older one."""
    top = dialogue.top
    # of somebody in trouble: from whatever message, also an older one
    older = top is None or tap.run not in (0, top.run)
    if older and tap.choice == UNSAFE and (found := not_safe_now(dialogue.situation())):
        dialogue.does(found)
        return
    if tap.key == DISTRESS_FLOW.questions[0].key and (top is None or (tap.run and top.flow != DISTRESS)):
        _passes_on(tap, dialogue)
        return
    if top is None or not tap.run:
        dialogue.does((Toast(Phrase("stale.toast")), *stands(dialogue.situation())))
        return
    dialogue.advances(top, tap)


def _passes_on(tap: Tap, dialogue: Dialogue) -> None:
    """To pass on that they need help works from whatever message, also an older one: of what is open below, or anew."""
    if under := next((s for s in dialogue.session.stack if s.run == tap.run), None):
        dialogue.raises(under)
        dialogue.advances(under, tap)
    elif tap.choice in (PASS, ABOUT):
        dialogue.does(distressed("", dialogue.situation(), False))
    else:
        dialogue.does(STALE)


def _acts(name: str, request: Request, dialogue: Dialogue) -> None:
    if dialogue.top and dialogue.registry.flows[dialogue.top.flow].on_card and dialogue.top.flow != STAFF_TALK:
        dialogue.pops()  # never mind it; a talk goes on
    action = dialogue.registry.actions.get(name)
    dialogue.does(desk.acts(action, request, dialogue.situation()) if action else desk.GONE)


# --- words, stickers, contacts -------------------------------------------------------------------


def _hears(given: Input, dialogue: Dialogue) -> None:
    top = dialogue.top
    if top is None and isinstance(given, Text) and _outside(given.text, None, dialogue):
        return
    if isinstance(given, Other) and worries(given.text) and _outside(given.text, top, dialogue):
        return
    if top is None:
        dialogue.does(_first_words(given, dialogue.situation()))
    elif isinstance(given, Text):
        _reads(given, top, dialogue)
    else:
        dialogue.advances(top, given)


def _reads(given: Text, top: State, dialogue: Dialogue) -> None:
    """Words: those of a button, or the name of a language, or an answer."""
    flow = dialogue.registry.flows[top.flow]
    choice = render.chosen(given.text, choices(flow, top, dialogue.known), dialogue.session.language)
    if choice is not None:
        choice = TICK + choice[1:] if choice[0] == UNTICK else choice  # naming a thing twice is no "no"
        dialogue.advances(top, Tap(top.run, top.at, choice))
        return
    if _outside(given.text, top, dialogue):
        return
    if top.at != "tongues" and (language := detect.wanted(given.text, LANGUAGES, named=top.at == "language")):
        dialogue.switches(language)
        return
    dialogue.advances(top, given)


def _outside(text: str, top: State | None, dialogue: Dialogue) -> bool:
    """Said outside the question: they need help, or want a human, or to stop. Never taken as an answer."""
    if dialogue.known.coordinator is not None:
        return False
    question = current(dialogue.registry.flows[top.flow], top, dialogue.known) if top else None
    reads = question.reader if question else None
    fits = question is not None and question.heard and isinstance(reads, Words) and len(text) <= reads.most
    if worries(text) and not fits and not (top and top.flow == DISTRESS):
        dialogue.does(distressed(text, dialogue.situation(), isinstance(reads, Words)))
    elif top and top.flow == TALK:  # a human reads it: only *stop* is ours
        if wish(text) is not Wish.STOP:
            return False
        dialogue.advances(top, Tap(top.run, top.at, DONE))
    elif top and top.flow == DISTRESS:
        return False
    elif found := wish(text):
        dialogue.does(understood(found, dialogue.situation()))
    else:
        return False
    return True


def _first_words(given: Input, at: Situation) -> tuple[Effect, ...]:
    if at.session.language is None and not at.known.coordinator:
        return welcomes(at, given.text if isinstance(given, Text) else "")
    if at.known.coordinator and isinstance(given, Text):
        return finding.found(given.text, at)
    return stands(at, Phrase(f"slip.{given.kind}")) if isinstance(given, Other) else stands(at)
