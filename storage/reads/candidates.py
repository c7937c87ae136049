"""Files of candidates, with what a match has to know."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from programme.matching import Profile, facts_of, profile
from programme.model import Candidate, Side
from storage import rows
from storage.reads.card import notes, steps
from storage.reads.caseload import followers
from storage.reads.guardians import guardian
from storage.reads.staff import coordinators
from storage.rows import as_json
from storage.store import Unit

PAGE = 8


CROWD = 8  # newcomers listed by name in one message; the others are a number


async def persons(unit: Unit, persons: Iterable[int]) -> dict[int, Candidate]:
    found = await unit.all("persons_of", persons=as_json(persons))
    alarmed = {row["person"] for row in found if row["alarm"]}
    files = [await _followed(unit, one) for one in await unsealed(unit, found)]
    return {one.person: replace(one, alarm=True) if one.person in alarmed else one for one in files}


async def _followed(unit: Unit, one: Candidate) -> Candidate:
    """With the name and the number of who follows them up today."""
    found = await followers(unit, one.id) if one.assigned else set()
    for staff in (await coordinators(unit, sorted(found))).values():
        return replace(one, follower=(staff.name, staff.phone))
    return one


async def unsealed(unit: Unit, found: Sequence[Mapping[str, Any]]) -> tuple[Candidate, ...]:
    """Rows of candidates, unsealed, with the names of who decided, and of who follows them up."""
    staff = {row[what] for row in found for what in ("decided_by", "assigned")} - {None}
    names = {k.person: k.name for k in (await coordinators(unit, staff)).values()} if staff else {}
    await unit.open_for(*(row["person"] for row in found))
    return tuple(
        rows.candidate(
            row,
            unit.unseal(row["person"], f"candidates.answers:{row['id']}", row["answers"]),
            names.get(row["decided_by"], ""),
            names.get(row["assigned"], ""),
        )
        for row in found
    )


async def _whole(unit: Unit, files: tuple[Candidate, ...]) -> tuple[Candidate, ...]:
    """The same with what a match has to know beside the answers: a guardian's yes, an extract that was seen; if a
    phone reaches them, and if several coordinators decide."""
    minors = [one.person for one in files if one.minor]
    volunteers = [one.person for one in files if one.side is Side.VOLUNTEER]
    yes = {row["person"]: row for row in await unit.all("guardians_of", persons=as_json(minors))} if minors else {}
    found = await unit.all("screenings_of", persons=as_json(volunteers)) if volunteers else ()
    seen = {(row["person"], row["programme"]): rows.screening(row) for row in found}
    shared = {row["programme"] for row in await unit.all("shared_programmes")}
    everybody = as_json(one.person for one in files)
    unreached = {row["person"] for row in await unit.all("reached_in_no_chat", persons=everybody)}
    return tuple(
        replace(
            one,
            guardian=guardian(unit, yes[one.person]) if one.person in yes else None,
            screening=seen.get((one.person, one.programme)),
            reached=one.person not in unreached,
            shared=one.programme in shared,
        )
        for one in files
    )


async def candidate(unit: Unit, id: int) -> Candidate | None:
    found = await _whole(unit, await unsealed(unit, await unit.all("candidate", id=id)))
    return found[0] if found else None


async def crowd(unit: Unit, programme: str) -> tuple[Candidate, ...]:
    """Everybody of a programme who may still be paired."""
    return await _whole(unit, await unsealed(unit, await unit.all("crowd", programme=programme)))


async def card(unit: Unit, id: int, programmes: Iterable[str]) -> Candidate | None:
    """The same for a reader of these programmes: one of another programme isn't there, and takes no more time."""
    found = await _whole(unit, await unsealed(unit, await unit.all("card", id=id, programmes=as_json(programmes))))
    if not found:
        return None
    open = bool(await unit.all("open_alarm_candidates", candidates=as_json([id])))
    one = found[0]
    kept = (await notes(unit, one.person, one.programme), await steps(unit, one.person, one.programme))
    return replace(one, alarm=open, notes=kept[0], steps=kept[1])


async def waiting(
    unit: Unit, programmes: Iterable[str], fits: Callable[[Candidate], bool] | None = None
) -> Sequence[Mapping[str, Any]]:
    """Rows of those who wait in these programmes, longest first, as far as they fit. Answers are sealed: what is asked
    of them can't be asked of the database."""
    found = await unit.all("queue", programmes=as_json(programmes))
    if fits is None:
        return found
    return [row for row, one in zip(found, await unsealed(unit, found), strict=True) if fits(one)]


async def everybody(unit: Unit, programmes: Iterable[str]) -> tuple[Candidate, ...]:
    """All files of these programmes, whatever became of them: one statement, and their keys in another. To find a name
    in 5,000 files takes 0.15 to 0.45 s."""
    return await unsealed(unit, await unit.all("files_everywhere", programmes=as_json(programmes)))


async def fresh(unit: Unit, person: int, programmes: Iterable[str]) -> tuple[tuple[Candidate, ...], int]:
    """Who waits in these programmes and this person was not told of yet: the first few, and how many."""
    where = as_json(programmes)
    found = await unit.all("fresh_for", person=person, programmes=where, most=CROWD)
    total = await unit.value("fresh_total", person=person, programmes=where)
    return await _whole(unit, await unsealed(unit, found)), total


async def suitors(unit: Unit, programme: str, screening: Iterable[str], now: datetime) -> tuple[Profile, ...]:
    """Everybody of a programme as matching sees them. The other steps of `screening` are noted for whoever decides:
    their acceptance stands for them."""
    resting = {row["id"] for row in await unit.all("resting", programme=programme, now=rows.text_of(now))}
    apart: dict[int, set[int]] = {}
    for row in await unit.all("apart", programme=programme):
        apart.setdefault(row["one"], set()).add(row["other"])
    return tuple(
        profile(c, replace(facts_of(c, screening), over_with=frozenset(apart.get(c.id, ())), paused=c.id in resting))
        for c in await crowd(unit, programme)
    )


async def puzzle(unit: Unit, person: int, programme: str) -> tuple[tuple[int, int, bool], ...]:
    """A coordinator's puzzle: (newcomer, volunteer, kept), the best first."""
    found = await unit.all("puzzle", person=person, programme=programme)
    return tuple((r["newcomer"], r["volunteer"], bool(r["kept"])) for r in found)


async def looks_at(unit: Unit, person: int) -> list[tuple[str, str, date]]:
    """Who looked at this person's file: name, programme, day; a dash for whoever left."""
    found = await unit.all("looks_at", person=person)
    names = await coordinators(unit, {row["reader"] for row in found})
    return [
        (
            names[row["reader"]].name if row["reader"] in names else rows.GONE,
            row["programme"],
            date.fromisoformat(row["day"]),
        )
        for row in found
    ]
