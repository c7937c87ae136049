"""Who of the staff follows up whom: by language, then by load. Pure.

A *caseload* is the people that one coordinator follows up. Where a programme shares nothing out, everybody of its
staff hears of everybody.
"""

from collections.abc import Iterable
from dataclasses import dataclass

DUTCH = "nl"  # whoever works here speaks it


@dataclass(frozen=True, slots=True)
class Caseload:
    """Somebody who decides in a programme: how many people they follow up, in how many duos these are, and what they
    speak (BCP 47). `there`: at work, and can be reached."""

    person: int
    name: str
    people: int = 0
    duos: int = 0
    tongues: frozenset[str] = frozenset()
    there: bool = True


@dataclass(frozen=True, slots=True)
class Handing:
    """What goes to a colleague, and what doesn't, since they don't decide where it is."""

    people: int = 0
    duos: int = 0
    stays: int = 0


def chosen(tongues: frozenset[str], team: Iterable[Caseload]) -> Caseload | None:
    """Who of a team gets somebody who speaks these languages: who is there, then who can talk with them, then who
    follows up the fewest; of equals, the first. Nobody, of an empty team."""
    return min(
        team,
        key=lambda one: (not one.there, not tongues & (one.tongues | {DUTCH}), one.people),
        default=None,
    )
