"""The whole file of somebody: what happened, in order, their duos and their hours."""

from datetime import UTC, datetime, time
from typing import Any

from programme.queries import Event, Whole
from storage import rows
from storage.reads.alarms import alarms_of
from storage.reads.candidates import card
from storage.reads.card import card_note_place
from storage.reads.duos import duos_by_number, note_place
from storage.reads.hours import hours
from storage.reads.staff import coordinators
from storage.reads.talks import words_with
from storage.store import Unit

MOST = 200  # what happened before these is long ago


async def history(unit: Unit, id: int, programmes: tuple[str, ...]) -> Whole:
    """For a reader of these programmes; of another one's there is nothing."""
    file = await card(unit, id, programmes)
    if file is None:
        return Whole()
    await unit.open_for(file.person)
    found = await unit.all("history_of", candidate=id, person=file.person, programme=file.programme, most=MOST)
    staff = await coordinators(unit, {row["staff"] for row in found} - {None})
    names = {person: one.name for person, one in staff.items()}
    events = [
        Event(_at(row["at"]), row["what"].lower(), names.get(row["staff"], _nobody(row["what"], file.name)),
              unit.unseal(file.person, _place(row, id), row["words"]) if row["words"] else "")
        for row in found
    ]  # fmt: skip
    alarms = [a for a in await alarms_of(unit, file.person) if a.programme == file.programme]
    events += [Event(a.since, f"alarm.{a.kind}", file.name, a.note) for a in alarms]
    events += [Event(a.handled, f"how.{a.how}", a.handled_by, "") for a in alarms if a.handled]
    words = await words_with(unit, file.person, file.name, file.programme)
    events += [Event(u.at, "said", u.who, u.words) for u in words]
    over = {row["id"]: row["over"] for row in await unit.all("duos_with", candidate=id)}
    duos = await duos_by_number(unit, tuple(over))
    for duo in duos:
        others = ", ".join(m.name for m in (*duo.members, *duo.former) if m.candidate != id)
        events.append(Event(duo.formed, "duo", file.name, others))
        if over[duo.id]:
            events.append(Event(_at(over[duo.id]), "duo.over", file.name, others))
    told = tuple(sorted(events, key=lambda e: e.at)[-MOST:])
    return Whole(told, duos, await hours(unit, id))


def _at(text: str) -> datetime:
    """A moment, or the noon of a day."""
    return rows.moment_of(text) if "T" in text else datetime.combine(datetime.fromisoformat(text), time(12), UTC)


def _nobody(what: str, name: str) -> str:
    """Who did it, when it was nobody of the staff that is known still."""
    theirs = what in ("answered", "noted", "met", "submitted", "Correct", "Withdraw") or what.startswith("mood.")
    return name if theirs else rows.GONE


def _place(row: Any, candidate: int) -> str:
    if row["what"] == "noted":
        return note_place(row["duo"], candidate, row["wave"])
    if row["what"] == "note":
        return card_note_place(row["id"])
    return f"relays.{'question' if row['what'] == 'asked' else 'answer'}:{row['id']}"
