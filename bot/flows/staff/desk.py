"""A staff member's tap, in chat: checked against the right, decided, and shown. Every tap, in one way."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from bot.flows.actions import Action, Choose, Done, Opens, Refused, Request, Result, Shows, Subject
from bot.flows.feature import Effects, Situation
from programme.effects import Say, Toast
from programme.message import MOST_DATA, Button, Do, Phrase, Rows
from programme.roles import Actor, Role, authorise

GONE = (Toast(Phrase("review.gone")),)


def acts(action: Action[Any], request: Request, at: Situation) -> Effects:
    """What is not theirs reads like what is not there."""
    subject = action.subject
    found = at.known.get(subject.query(request, action))
    if found is None or not may(action, found, at):
        return GONE
    if own(action, found, at):
        return (Toast(Phrase("review.own")),)
    decision = action.decide(found, request, at)
    told = shown(decision.result, action, found, request, at)
    return (
        *subject.looked(found),
        *decision.effects,
        *(placed(e, subject, found, request.origin, at) if isinstance(e, Say) else e for e in told),
    )


def may(action: Action[Any], found: Any, at: Situation) -> bool:
    """Has whoever this is the right, where this stands?"""
    actor = Actor.of(at.known.me, at.known.coordinator)
    return authorise(actor, action.roles, action.subject.programme(found))


def own(action: Action[Any], found: Any, at: Situation) -> bool:
    """Is it about themselves? Then they may look, and a colleague decides."""
    return Role.TRAINEE not in action.roles and at.known.me in action.subject.whose(found)


def placed(say: Say, subject: Subject[Any], found: Any, origin: str, at: Situation) -> Say:
    """With the way back to the place in a list where this was opened, under whatever is decided on it."""
    if not origin or subject.along is None:
        return say
    rows = tuple(
        tuple(_opened_from(button, subject, origin, at) for button in row)
        for row in say.rows
        if row not in subject.away
    )
    return replace(say, rows=(*rows, subject.along(found, origin)))


def _opened_from(button: Button, subject: Subject[Any], origin: str, at: Situation) -> Button:
    """It knows the place too; but for one that would grow too long."""
    does = button.data
    if not isinstance(does, Do) or at.registry.actions[does.action].subject is not subject:
        return button
    there = replace(does, origin=origin)
    return replace(button, data=there) if len(str(there).encode()) <= MOST_DATA else button


def shown(result: Result, action: Action[Any], found: Any, request: Request, at: Situation) -> Effects:
    """A result, as a chat shows it: in the message of the button."""
    subject: Subject[Any] = action.subject
    match result:
        case Done(said, _, True):
            return (Say((said,), rows=subject.away, edit=request.edit),)
        case Done(said, None):
            return (Say((said,), rows=subject.back(found), edit=request.edit),)
        case Done(said, after):
            return (subject.card(after, at, said, request.edit),)
        case Refused(said, lines, True):
            return (Toast(said), subject.card(found, at, lines[0] if lines else None, request.edit))
        case Refused(said, ()):
            return (Toast(said),)
        case Refused(said, lines):
            return (Toast(said), Say(lines, rows=subject.back(found), edit=request.edit))
        case Choose(said, options):
            each = tuple((Button(words, Do(action.name, request.number, choice)),) for words, choice in options)
            return (Say((said,), rows=(*each, *subject.back(found)), edit=request.edit),)
        case Opens(begin):
            return (begin,)
        case Shows(say):
            return (say,)


def buttons(subject: Subject[Any], found: Any, number: int, at: Situation) -> Rows:
    """What this reader may do with it as it stands, in the order of the lists; narrow buttons two in a row."""
    offered = [
        a
        for a in at.registry.actions.values()
        if a.subject is subject and a.offered(found) and may(a, found, at) and not own(a, found, at)
    ]
    return tuple(tuple(a.button(number) for a in row) for row in rows(offered))


def rows(offered: Iterable[Action[Any]]) -> Iterable[tuple[Action[Any], ...]]:
    """Wide ones alone, the others two by two."""
    pair: tuple[Action[Any], ...] = ()
    for action in offered:
        if action.wide or len(pair) == 2:
            if pair:
                yield pair
            pair = ()
        if action.wide:
            yield (action,)
        else:
            pair = (*pair, action)
    if pair:
        yield pair
