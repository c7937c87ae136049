"""Who of the staff follows up whom."""

from collections.abc import Iterable, Mapping

import msgspec

from programme.caseload import Caseload
from storage.reads.staff import coordinators
from storage.rows import as_json
from storage.store import Unit


async def team(unit: Unit, programmes: Iterable[str]) -> tuple[Caseload, ...]:
    """Who decides in these programmes, of longest standing first, with what they follow up anywhere."""
    found = await unit.all("team", programmes=as_json(programmes))
    names = {one.person: one.name for one in (await coordinators(unit, [row["person"] for row in found])).values()}
    return tuple(
        Caseload(
            row["person"], names.get(row["person"], ""), row["people"], row["duos"],
            frozenset((*msgspec.json.decode(row["tongues"], type=tuple[str, ...]), *filter(None, [row["language"]]))),
            bool(row["there"]),
        )
        for row in found
    )  # fmt: skip


async def followers(unit: Unit, candidate: int = 0, duo: int = 0) -> set[int]:
    """Who follows up this candidate, or somebody of this duo, today; nobody where all of the programme do."""
    rows = await unit.all("followers_in", duo=duo) if duo else await unit.all("followers_of", candidate=candidate)
    return {row["person"] for row in rows}


async def who_follows(unit: Unit, programmes: Iterable[str]) -> Mapping[int, frozenset[int]]:
    """By candidate, who follows them up today; nobody else is in it."""
    found: dict[int, frozenset[int]] = {}
    for row in await unit.all("who_follows", programmes=as_json(programmes)):
        found[row["candidate"]] = found.get(row["candidate"], frozenset()) | {row["person"]}
    return found
