"""Duos with everything that a conversation about them may need."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from programme.check_in import CheckInAnswers, together
from programme.model import Duo, Meeting, Member
from storage import rows
from storage.reads.candidates import PAGE
from storage.rows import as_json
from storage.store import Unit


async def duo(unit: Unit, id: int, programmes: Iterable[str] | None = None) -> Duo | None:
    """A duo with everything that a conversation about it may need. For a reader of some programmes, one of another
    isn't there."""
    row = await unit.one("duo", id=id, programmes=None if programmes is None else as_json(programmes))
    if row is None:
        return None
    found = await _with_waves(unit, row)
    pauses = await unit.all("pauses_of", duo=id)
    measured = await unit.all("measured", duo=id)
    partings = await unit.all("partings_of", duo=id)
    return replace(
        found,
        pauses=tuple(
            (date.fromisoformat(p["starts"]), date.fromisoformat(p["ends"]) if p["ends"] else None) for p in pauses
        ),
        meeting=await _meeting(unit, id),
        despite=row["despite"],
        alarm=bool(await unit.all("open_alarm_duos", duos=as_json([id]))),
        unsafe=await _unsafe(unit, id),
        measured=frozenset(f"{r['candidate']}:{r['moment']}" for r in measured),
        partings={r["candidate"]: (r["reason"], _parting(unit, found, r)) for r in partings},
    )


def _parting(unit: Unit, duo: Duo, row: Mapping[str, Any]) -> str:
    whose = duo.ever(row["candidate"])
    return unit.unseal(whose.person, parting_place(duo.id, whose.candidate), row["note"]) if whose else ""


async def _meeting(unit: Unit, duo: int) -> Meeting | None:
    row = await unit.one("meeting_of", duo=duo)
    if row is None:
        return None
    await unit.open_for(row["person"])
    place = unit.unseal(row["person"], meeting_place(row["id"]), row["place"])
    yes = frozenset(r["candidate"] for r in await unit.all("fitting", meeting=row["id"]))
    return Meeting(row["id"], duo, row["proposer"], rows.moment_of(row["at"]), place, yes, row["off"] is not None)


async def duos_of(unit: Unit, candidate: int) -> tuple[Duo, ...]:
    found = await unit.all("running_duos_of", candidate=candidate)
    return tuple([await _of_member(unit, row) for row in found])


async def _of_member(unit: Unit, row: Mapping[str, Any]) -> Duo:
    found = await _with_waves(unit, row)
    return replace(found, unsafe=await _unsafe(unit, found.id), meeting=await _meeting(unit, found.id))


async def _with_waves(unit: Unit, row: Mapping[str, Any]) -> Duo:
    """With what each member was asked in check-ins, and what they answered."""
    found = await _with_members(unit, row)
    asked = await unit.all("waves_of", duo=found.id)
    told = await unit.all("answered_waves", duo=found.id)
    members = (
        replace(
            m, asked=tuple(w["wave"] for w in asked if w["candidate"] == m.candidate),
            told=frozenset(w["wave"] for w in told if w["candidate"] == m.candidate),
        )
        for m in found.members
    )  # fmt: skip
    return replace(found, members=tuple(members))


async def _unsafe(unit: Unit, duo: int) -> frozenset[int]:
    return frozenset(r["candidate"] for r in await unit.all("unsafe_in", duo=duo))


async def duos_page(unit: Unit, programmes: Iterable[str], page: int) -> tuple[tuple[Duo, ...], int]:
    """Open duos of these programmes; the last page, for one beyond it."""
    where = as_json(programmes)
    total = await unit.value("duos_total", programmes=where)
    page = min(page, max(0, total - 1) // PAGE)
    return await duo_rows(unit, await unit.all("duos_page", programmes=where, most=PAGE, skip=PAGE * page)), total


async def members_of(unit: Unit, programmes: Iterable[str]) -> dict[int, list[int]]:
    """Who is in each duo of these programmes, open ones first."""
    found: dict[int, list[int]] = {}
    for row in await unit.all("members_everywhere", programmes=as_json(programmes)):
        found.setdefault(row["duo"], []).append(row["candidate"])
    return found


async def duos_by_number(unit: Unit, numbers: Sequence[int]) -> tuple[Duo, ...]:
    """These duos, in this order."""
    found = {row["id"]: row for row in await unit.all("duos_by_number", duos=as_json(numbers))} if numbers else {}
    return await duo_rows(unit, [found[number] for number in numbers])


async def duo_rows(unit: Unit, found: Sequence[Mapping[str, Any]]) -> tuple[Duo, ...]:
    """Rows of duos with their members, and whether an alarm about them is open: what a list shows."""
    alarmed = {r["duo"] for r in await unit.all("open_alarm_duos", duos=as_json(r["id"] for r in found))}
    return tuple([replace(await _with_members(unit, row), alarm=row["id"] in alarmed) for row in found])


async def _with_members(unit: Unit, row: Mapping[str, Any]) -> Duo:
    found = await unit.all("members", duo=row["id"])
    await unit.open_for(*(m["person"] for m in found))
    told: dict[bool, list[Member]] = {True: [], False: []}
    for m in found:
        answers = unit.unseal(m["person"], f"candidates.answers:{m['id']}", m["answers"])
        contact = unit.unseal(m["person"], sharing_place(row["id"], m["id"]), m["contact"])
        told[m["left"] is None].append(rows.member(m, answers, contact))
    return rows.duo(row, tuple(told[True]), tuple(told[False]))


def sharing_place(duo: int, candidate: int) -> str:
    return f"duo_members.contact:{duo}:{candidate}"


def parting_place(duo: int, candidate: int) -> str:
    return f"partings.note:{duo}:{candidate}"


def meeting_place(id: int) -> str:
    return f"meetings.place:{id}"


async def around(unit: Unit, person: int) -> list[tuple[str, str, str]]:
    """What is kept of somebody's duos beside their check-ins: what it is, a word for it, own words."""
    await unit.open_for(person)
    places = {"sharing": sharing_place, "ended": parting_place}
    told = []
    for row in await unit.all("around_person", person=person):
        what, duo, candidate = row["what"], row["duo"], row["candidate"]
        place = meeting_place(candidate) if what == "meeting" else places.get(what, sharing_place)(duo, candidate)
        told.append((what, row["word"], unit.unseal(person, place, row["sealed"])))
    return told


@dataclass(frozen=True, slots=True)
class KeptCheckIn:
    """A check-in that was answered, and when."""

    wave: int
    answered: datetime
    told: CheckInAnswers


async def check_ins(unit: Unit, person: int) -> list[KeptCheckIn]:
    """What somebody told in check-ins, own words unsealed."""
    found = await unit.all("check_ins_of", person=person)
    await unit.open_for(person)
    return [
        KeptCheckIn(row["wave"], rows.moment_of(row["answered"]), together(row, _note(unit, person, row)))
        for row in found
    ]


def _note(unit: Unit, person: int, row: Mapping[str, Any]) -> str:
    return unit.unseal(person, note_place(row["duo"], row["candidate"], row["wave"]), row["note"])


def note_place(duo: int, candidate: int, wave: int) -> str:
    return f"check_ins.note:{duo}:{candidate}:{wave}"
