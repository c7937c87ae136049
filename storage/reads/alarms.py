"""What has to be looked at by a human."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

from programme.alarms import Alarm, Kind
from programme.model import SOURCE
from storage import rows
from storage.reads.candidates import candidate
from storage.reads.duos import duo
from storage.reads.staff import coordinators
from storage.rows import as_json
from storage.store import Unit

MOST = 200  # alarms that are open at once


class Told(msgspec.Struct, frozen=True, omit_defaults=True):
    """What is sealed of an alarm: own words; name and number of whoever has no file."""

    note: str = ""
    name: str = ""
    reach: str = ""


async def alarm(unit: Unit, id: int, programmes: Iterable[str]) -> Alarm | None:
    """For a reader of these programmes; one of another isn't there."""
    return next(iter(await _alarms(unit, await unit.all("alarm", id=id, programmes=as_json(programmes)))), None)


async def open_alarms(unit: Unit, programmes: Iterable[str]) -> tuple[Alarm, ...]:
    """Those that nobody handled yet: who is not safe first, then the oldest."""
    found = await unit.all("open_alarms", programmes=as_json(programmes), most=MOST)
    return await _alarms(unit, found) if found else ()


async def alarms_of(unit: Unit, person: int) -> tuple[Alarm, ...]:
    """Everything that somebody raised."""
    return await _alarms(unit, await unit.all("alarms_of", person=person))


async def _alarms(unit: Unit, found: Sequence[Mapping[str, Any]]) -> tuple[Alarm, ...]:
    if not found:
        return ()
    await unit.open_for(*(row["person"] for row in found))
    staff = await coordinators(unit, {row["handled_by"] for row in found} - {None})
    return tuple([await _alarm(unit, row, {k: c.name for k, c in staff.items()}) for row in found])


async def _alarm(unit: Unit, row: Mapping[str, Any], staff: Mapping[int, str]) -> Alarm:
    told = told_of(unit, row["person"], row["id"], row["told"])
    file = await candidate(unit, row["candidate"]) if row["candidate"] else None
    pair = await duo(unit, row["duo"]) if row["duo"] else None
    me = pair.member(row["candidate"]) if pair else None
    talk = None if file else await unit.one("talk_with", person=row["person"], programme=row["programme"])
    reach = str(file.answers.get("reach") or "") if file else told.reach
    contacts = dict.fromkeys(c for c in (reach, me.contact if me else "") if c and c != rows.GONE)
    return Alarm(
        row["id"], Kind(row["kind"]), row["programme"], row["person"], row["candidate"], row["duo"],
        rows.moment_of(row["at"]), file.name if file else told.name or rows.GONE, tuple(contacts),
        tuple(m.name for m in pair.members) if pair else (), talk["id"] if talk else 0,
        pair is not None and pair.ended is None and me is not None,
        told.note, row["mood"],
        rows.moment_of(row["handled"]) if row["handled"] else None,
        staff.get(row["handled_by"], rows.GONE if row["handled"] else ""), row["how"] or "", row["language"] or SOURCE,
        tuple(m.person for m in pair.members) if pair else (),
        pair.meeting.at if pair and pair.meeting and me else None,
    )  # fmt: skip


def told_of(unit: Unit, person: int, id: int, sealed: bytes | None) -> Told:
    text = unit.unseal(person, alarm_place(id), sealed)
    return Told() if text in ("", rows.GONE) else msgspec.json.decode(text, type=Told)


def alarm_place(id: int) -> str:
    return f"alarms.told:{id}"
