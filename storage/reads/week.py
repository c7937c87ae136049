"""What waits for somebody of the staff: read for a message a day, and when they ask for it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from programme import schedule
from programme.desk import Followed, LastWords
from programme.duo import State
from programme.follow_up import Action, Told, Watched, again_on
from programme.model import Candidate, Duo
from storage import rows
from storage.reads.candidates import unsealed
from storage.reads.duos import duo_rows, note_place
from storage.reads.staff import coordinators
from storage.rows import as_json
from storage.store import Unit


async def unlooked(unit: Unit, programmes: Iterable[str]) -> tuple[Candidate, ...]:
    """Whom nobody looked at yet, longest first."""
    return await unsealed(unit, await unit.all("unlooked", programmes=as_json(programmes)))


async def asked_in_no_chat(unit: Unit, programmes: Iterable[str]) -> tuple[Candidate, ...]:
    """Who is asked something that no phone shows them."""
    return await unsealed(unit, await unit.all("asked_in_no_chat", programmes=as_json(programmes)))


async def talks_today(unit: Unit, programmes: Iterable[str], today: date) -> tuple[Candidate, ...]:
    """Volunteers with whom a talk is planned today."""
    return await unsealed(unit, await unit.all("talks_on", programmes=as_json(programmes), day=today.isoformat()))


async def to_sign(unit: Unit, programmes: Iterable[str]) -> tuple[Candidate, ...]:
    """Who wants their paper signed, longest first."""
    return await unsealed(unit, await unit.all("to_sign", programmes=as_json(programmes)))


async def open_duos(unit: Unit, programmes: Iterable[str]) -> tuple[Duo, ...]:
    """Every open duo, the longest in its state first."""
    return await duo_rows(unit, await unit.all("open_duos", programmes=as_json(programmes)))


async def watched(unit: Unit, duos: Sequence[Duo]) -> tuple[Watched, ...]:
    """These duos as the rule of quiet ones sees them."""
    numbers = as_json(duo.id for duo in duos)
    told: dict[int, list[Told]] = defaultdict(list)
    for row in await unit.all("signs_of_life", duos=numbers):
        told[row["duo"]].append(_told(row))
    asked = await unit.all("asked_in", duos=numbers)
    first, last = ({row["duo"]: _day(row[which]) for row in asked} for which in ("first", "last"))
    until = {row["duo"]: date.fromisoformat(row["until"]) for row in await unit.all("followed", duos=numbers)}
    for row in await unit.all("handled_lately", duos=numbers):  # whoever handled an alarm about them spoke with them
        seen = again_on(Action.CALLED, _day(row["handled"]))
        until[row["duo"]] = max(until.get(row["duo"], seen), seen)
    return tuple(
        Watched(
            duo.id, State(duo.state), schedule.local_day(duo.since or duo.formed), tuple(told[duo.id]),
            first.get(duo.id), last.get(duo.id), until.get(duo.id),
        )
        for duo in duos
    )  # fmt: skip


def _told(row: Mapping[str, Any]) -> Told:
    met_on = _day(row["met_on"]) if row["met_on"] else None
    return Told(row["candidate"], _day(row["at"]), bool(row["met"]), row["mood"], met_on, row["wave"])


def _day(text: str) -> date:
    """A local day, of a moment or of a day."""
    return schedule.local_day(rows.moment_of(text)) if "T" in text else date.fromisoformat(text)


async def followed(unit: Unit, duo: int) -> Followed | None:
    """What somebody of the staff did last about it."""
    row = await unit.one("followed", duos=as_json([duo]))
    if row is None:
        return None
    by = (await coordinators(unit, [row["person"]])).get(row["person"]) if row["person"] else None
    name = by.name if by else rows.GONE
    return Followed(row["what"], name, date.fromisoformat(row["day"]), date.fromisoformat(row["until"]))


async def last_words(unit: Unit, duo: Duo) -> LastWords | None:
    """What was told last in it."""
    row = await unit.one("last_check_in", duo=duo.id)
    who = duo.ever(row["candidate"]) if row else None
    if row is None or who is None:
        return None
    await unit.open_for(row["person"])
    note = unit.unseal(row["person"], note_place(duo.id, row["candidate"], row["wave"]), row["note"])
    return LastWords(who.name, _day(row["answered"]), row["mood"], note)


async def dates(
    unit: Unit, duos: Sequence[Duo], start: datetime, end: datetime
) -> tuple[tuple[Duo, datetime], ...]:  # fmt: skip
    """Their meetings in this time that suit everybody, in order."""
    by_id = {duo.id: duo for duo in duos}
    found = await unit.all(
        "dates_between", duos=as_json(by_id), start=rows.text_of(start), end=rows.text_of(end)
    )  # fmt: skip
    return tuple((by_id[row["duo"]], rows.moment_of(row["at"])) for row in found)
