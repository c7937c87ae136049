"""What a feature is: conversations, and what is answered at any moment. `registry.py` lists every one.

A handler is pure: it gets what fell due, was typed or tapped, and the situation, and returns effects. What it has to
know beside who it speaks to, it names as `queries`; the answers are in `situation.known.get(query)`.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import Enum
from typing import Any, Generic, TypeAlias, TypeVar

from bot.flows.actions import Action
from bot.flows.core import Flow, Session
from programme.effects import Effect, Say
from programme.message import Do
from programme.model import Known, Query
from programme.queries import DuosOf, WaitsForGuardian
from programme.scheduled import KINDS, Payload

P = TypeVar("P", bound=Payload)
Effects: TypeAlias = tuple[Effect, ...]
Queries: TypeAlias = tuple[Query[Any], ...]


@dataclass(frozen=True, slots=True)
class Situation:
    """Whoever is spoken with, as things stand: what a handler may look at.

    `message` is the one that a tapped button stands under, `hint` the language of the phone.
    """

    session: Session
    known: Known
    registry: "Registry"
    message: int | None = None
    hint: str | None = None


class Audience(Enum):
    """Whom a scheduled message is for."""

    PERSON = "person"
    STAFF = "staff"
    EVERYBODY = "everybody"


def no_queries(_: Any, __: Situation) -> Queries:
    return ()


def standing(_: Any, at: Situation) -> Queries:
    """What is needed to say where somebody stands."""
    person = at.known.person
    if at.known.guarded:
        return (WaitsForGuardian(),)
    return (DuosOf(person.id),) if person and (person.status == "matched" or person.duos) else ()


@dataclass(frozen=True, slots=True)
class Scheduled(Generic[P]):
    """What becomes of a kind of scheduled message. When it may come stands on the payload's class."""

    payload: type[P]
    audience: Audience
    handle: Callable[[P, Situation], Effects]
    queries: Callable[[P, Situation], Queries] = no_queries

    @property
    def name(self) -> str:
        return self.payload.kind


@dataclass(frozen=True, slots=True)
class Command:
    """`/name argument`, whatever is being asked. `listed` in the menu of candidates, or of the staff."""

    name: str
    handle: Callable[[str, Situation], Effects]
    queries: Callable[[str, Situation], Queries] = standing


@dataclass(frozen=True, slots=True)
class Shortcut:
    """A button that means the same at every moment: about oneself, or one's own duo. One that is the `staff`'s own is
    never tapped for somebody else."""

    name: str
    handle: Callable[[str, Situation], Effects]
    queries: Callable[[str, Situation], Queries] = standing
    staff: bool = False


@dataclass(frozen=True, slots=True)
class Feature:
    """Everything that belongs together: one line of `registry.FEATURES`."""

    name: str
    flows: tuple[Flow, ...] = ()
    scheduled: tuple[Scheduled[Any], ...] = ()
    commands: tuple[Command, ...] = ()
    buttons: tuple[Shortcut, ...] = ()
    actions: tuple[Action[Any], ...] = ()


class NameTaken(ValueError):
    """Two features give the same name to something: rename one of them."""


class NameMissing(ValueError):
    """A name leads nowhere: give it, or add what it names to a feature in bot/flows/registry.py."""


class Registry:
    """The features, found by name. Raises `NameTaken` and `NameMissing`: nothing starts with half a list."""

    def __init__(self, features: Iterable[Feature]) -> None:
        self.features = tuple(features)
        by_name(self.features, "feature")
        self.flows = by_name([f for one in self.features for f in one.flows], "flow")
        self.of_duo = frozenset(name for name, flow in self.flows.items() if flow.of_duo)
        self.scheduled = by_name([s for one in self.features for s in one.scheduled], "scheduled message")
        self.commands = by_name([c for one in self.features for c in one.commands], "command")
        self.buttons = by_name([b for one in self.features for b in one.buttons], "button")
        self.actions = by_name([a for one in self.features for a in one.actions], "action")
        for action in self.actions.values():
            if not action.roles or not action.means:
                raise NameMissing(f"action {action.name} has no roles, or doesn't say what it means")
        for kind in KINDS.keys() - self.scheduled.keys() - {"retry"}:  # the scheduler itself hands that in again
            raise NameMissing(f"scheduled message {kind} has no Scheduled entry")

    def shown_in(self, said: Say) -> int:
        """Of which candidate is this message of the staff's? 0 for none, and for a list of several."""
        if said.about:
            return said.about
        taps = (button.data for row in said.rows for button in row)
        of_one = (tap for tap in taps if isinstance(tap, Do) and tap.action in self.actions)
        found = {tap.number for tap in of_one if self.actions[tap.action].subject.of_candidate}
        return found.pop() if len(found) == 1 else 0


N = TypeVar("N", Feature, Flow, Scheduled[Any], Command, Shortcut, Action[Any])


def by_name(some: Iterable[N], what: str) -> dict[str, N]:
    found: dict[str, N] = {}
    for one in some:
        if not one.name:
            raise NameMissing(f"a {what} has no name: {one}")
        if one.name in found:
            raise NameTaken(f"{what} {one.name}")
        found[one.name] = one
    return found
