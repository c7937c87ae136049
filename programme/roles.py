"""Who may do what. What is not yours reads like what is not there.

A right holds in one's own programmes only. What the staff does in chat are the actions of `bot/flows`, each with its
right; here are the roles, and the rights that are used at the command line alone.
"""

from collections.abc import Collection
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


READS = frozenset({Role.COORDINATOR, Role.TRAINEE, Role.LEAD})
DECIDES = frozenset({Role.COORDINATOR, Role.LEAD})
MANAGES = frozenset({Role.LEAD, Role.OPERATOR})
COUNTS = frozenset({Role.COORDINATOR, Role.LEAD, Role.AUDITOR, Role.OPERATOR})
OPERATES = frozenset({Role.OPERATOR})


class Group(StrEnum):
    """Headings of the table."""

    READING = "Reading"
    DECIDING = "Deciding"
    DUOS = "Duos"
    STAFF = "Staff"
    FIGURES = "Figures"
    BY_NUMBER = "By number"


@dataclass(frozen=True, slots=True)
class Right:
    """Something that these roles may do; `means` says what, for the table in docs/roles.md."""

    name: str
    group: Group
    roles: frozenset[Role]
    means: str


# at the command line alone
LINE = (
    Right("people.list", Group.STAFF, MANAGES, "see the staff"),
    Right("people.invite", Group.STAFF, MANAGES, "make an invitation"),
    Right("people.remove", Group.STAFF, MANAGES, "remove from the staff"),
    Right("people.role", Group.STAFF, MANAGES, "give another role"),
    Right("overview", Group.FIGURES, COUNTS, "see figures, which name nobody"),
    Right("numbers", Group.BY_NUMBER, OPERATES, "see people as numbers, without names"),
)


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

    def where(self, roles: Collection[Role]) -> tuple[str, ...]:
        """The programmes in which this actor has one of these roles."""
        return tuple(id for id, role in self.roles if role in roles)


def authorise(actor: Actor, roles: Collection[Role], target: Candidate | str | None) -> bool:
    """May `actor` do what these roles may? `target` is a candidate or a programme's id; without one, in any of
    their programmes."""
    if target is None:
        return bool(actor.where(roles))
    role = actor.role_in(target.programme if isinstance(target, Candidate) else target)
    return role in roles
