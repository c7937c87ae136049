"""Who may do what: one table, one function. What is not yours reads like what is not there."""

from dataclasses import dataclass

from programme.model import Candidate, Coordinator

COORDINATOR_ACTIONS = frozenset({
    "card", "accept", "ask", "pass", "aside", "decline", "take", "return", "find", "pair", "queue",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Actor:
    """Whoever taps: `programmes` are those this person coordinates."""

    person: int
    programmes: frozenset[str] = frozenset()

    @classmethod
    def of(cls, person: int, coordinator: Coordinator | None) -> "Actor":
        return cls(person, frozenset(coordinator.programmes) if coordinator else frozenset())


def authorise(actor: Actor, action: str, candidate: Candidate | None) -> bool:
    """A coordinator acts on the candidates of the programmes that they coordinate, and on no others."""
    if action not in COORDINATOR_ACTIONS or not actor.programmes:
        return False
    return action == "queue" or (candidate is not None and candidate.programme in actor.programmes)
