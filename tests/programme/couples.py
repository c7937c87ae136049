"""Obviously made-up candidates for the tests of pairing."""

from datetime import UTC, datetime, timedelta
from typing import Any

from programme.matching import Facts, Profile, profile
from programme.model import Candidate, Side, Status

NOW = datetime(2027, 1, 11, 10, tzinfo=UTC)
MECHELEN, ANTWERPEN, LINT, OOSTENDE = "12025", "11002", "11025", "35013"


def candidate(
    id: int, side: Side, days: int = 10, duos: int = 0, programme: str = "samen", **answers: Any
) -> Candidate:
    told = {"age": "26-40", "municipality": MECHELEN, "tongues": {"en": "daily"}, "free": ["3-evening"],
            "interests": ["cooking"], "dutch": "A2" if side is Side.NEWCOMER else None, **answers}  # fmt: skip
    since = NOW - timedelta(days=days)
    name = f"Proef {id}"
    return Candidate(id, id, side, Status.ACCEPTED, programme, name, "nl", since, since, told, duos=duos)


def newcomer(id: int = 1, facts: Facts = Facts(), **told: Any) -> Profile:
    return profile(candidate(id, Side.NEWCOMER, **told), facts)


def volunteer(id: int = 100, facts: Facts = Facts(), **told: Any) -> Profile:
    return profile(candidate(id, Side.VOLUNTEER, **told), facts)
