"""Who might suit whom. Now: room, then the longest waiting among those who share a language."""

from collections.abc import Iterable
from dataclasses import replace

from programme.model import Candidate, Side, Status


def has_room(one: Candidate) -> bool:
    """May this candidate be in one more duo? The rule that every list and command uses."""
    if one.side is Side.NEWCOMER:
        return one.status is Status.ACCEPTED and one.duos == 0
    return one.status in (Status.ACCEPTED, Status.MATCHED) and one.room > 0


def suited(newcomer: Candidate, volunteer: Candidate) -> bool:
    """May these two be made a duo now? Checked when a list is shown, and again when the tap comes."""
    sides = newcomer.side is Side.NEWCOMER and volunteer.side is Side.VOLUNTEER
    return sides and newcomer.programme == volunteer.programme and has_room(newcomer) and has_room(volunteer)


def candidates_for(newcomer: Candidate, volunteers: Iterable[Candidate]) -> tuple[Candidate, ...]:
    """Volunteers with room, those who share a language first, the longest waiting first among them."""
    fitting = (replace(v, shared=len(v.tongues & newcomer.tongues)) for v in volunteers if suited(newcomer, v))
    return tuple(sorted(fitting, key=lambda v: (v.shared == 0, v.waiting_since, v.id)))
