"""Who may do what: one table, one function. What is not yours reads like what is not there."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from programme.model import Candidate, Coordinator


class Role(StrEnum):
    """What somebody is for a programme. Whoever has none is a newcomer or a volunteer: their own file only."""

    COORDINATOR = "coordinator"
    TRAINEE = "trainee"  # a coordinator in training: reads, and can't decide
    LEAD = "lead"  # of a municipality: its programmes, and their staff
    AUDITOR = "auditor"  # figures only
    OPERATOR = "operator"  # the command line: no persons


READ = frozenset({"queue", "card", "find", "duos", "duo"})
DECIDE = frozenset({
    "accept", "ask", "pass", "aside", "decline", "return", "pair", "screen", "erase",
})  # fmt: skip
DUOS = frozenset({
    "puzzle", "drop", "keep", "swap", "swapto", "send", "unpropose", "hold", "resume", "end", "meet",
})  # fmt: skip
STAFF = frozenset({"people.list", "people.invite", "people.remove", "people.role"})
FIGURES = frozenset({"overview"})
BY_NUMBER = frozenset({"numbers", "form"})  # of people whose names are not shown

# The table. An action on a candidate or a programme is allowed in one's own programmes only.
MAY: dict[Role, frozenset[str]] = {
    Role.COORDINATOR: READ | DECIDE | DUOS | FIGURES,
    Role.TRAINEE: READ,
    Role.LEAD: READ | DECIDE | DUOS | STAFF | FIGURES,
    Role.AUDITOR: FIGURES,
    Role.OPERATOR: STAFF | FIGURES | BY_NUMBER,
}
ACTIONS = READ | DECIDE | DUOS | STAFF | FIGURES | BY_NUMBER


@dataclass(frozen=True, slots=True)
class Actor:
    """Whoever acts, with their role in each of their programmes."""

    person: int
    roles: tuple[tuple[str, Role], ...] = ()

    @classmethod
    def of(cls, person: int, coordinator: Coordinator | None) -> "Actor":
        if coordinator is None:
            return cls(person)
        return cls(person, tuple((p, Role(r)) for p, r in coordinator.roles))

    def role_in(self, programme: str) -> Role | None:
        return next((role for id, role in self.roles if id == programme), None)

    def where(self, action: str) -> tuple[str, ...]:
        """The programmes in which this actor may do this."""
        return tuple(id for id, role in self.roles if action in MAY[role])


def authorise(actor: Actor, action: str, target: Candidate | str | None) -> bool:
    """May `actor` do this? `target` is a candidate or a programme's id; without one, in any of their programmes."""
    if target is None:
        return action in ("queue", "overview") and bool(actor.where(action))
    role = actor.role_in(target.programme if isinstance(target, Candidate) else target)
    return role is not None and action in MAY[role]


def allowed(actor: Actor, target: Candidate) -> Iterable[str]:
    """Everything that this actor may do with a candidate: the buttons of a card."""
    return (action for action in sorted(ACTIONS) if authorise(actor, action, target))
