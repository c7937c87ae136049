"""People and running duos from a list come in: all or nothing, and the same list twice changes nothing."""

import secrets
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import msgspec

from importer.people import Person, Plan, Running, Wrong
from programme import schedule
from programme.effects import Submit
from programme.model import Candidate, Side
from storage import reads
from storage.rows import as_json, text_of
from storage.store import Unit
from storage.writers import claims, duos, imported
from storage.writers.scheduled import By

LINK_DAYS = 90  # that a link to confirm works
Said = Callable[[str], str]  # a keyed hash: nobody without the house's key can try names on it


@dataclass(frozen=True, slots=True)
class Compared:
    """A list beside what is there: who and which duos are new, and who is known by key. `notes` are rows that are left
    as they are, and why; with anything `wrong` nothing may be taken over."""

    people: tuple[Person, ...] = ()
    duos: tuple[Running, ...] = ()
    known: Mapping[str, int] = field(default_factory=dict)  # key → person
    wrong: tuple[Wrong, ...] = ()
    notes: tuple[Wrong, ...] = ()


async def compare(unit: Unit, plan: Plan) -> Compared:
    """What of a list would be new."""
    said = _hashed(unit)
    keys, slots = {said(p.key): p for p in plan.people}, {said(p.slot): p for p in plan.people}
    found = await unit.all("imported_under", keys=as_json(keys), slots=as_json(slots))
    wrong = tuple(_other(slots[row["slot"]]) for row in found if row["key"] not in keys)
    if wrong:
        return Compared(wrong=wrong)
    there = {keys[row["key"]].key: row for row in found}
    rows = {p.key: p for p in plan.people}
    notes = [note for key, row in there.items() if (note := _left(rows[key], row, said))]
    known = {key: row["person"] for key, row in there.items() if row["person"] is not None}
    left = {note.row for note in notes}
    new, full = await _new_duos(unit, [d for d in plan.duos if _rows(d, rows).isdisjoint(left)], known)
    lost = [Wrong(d.row, "duo_with", LEFT) for d in plan.duos if not _rows(d, rows).isdisjoint(left)]
    people = tuple(p for p in plan.people if p.key not in there)
    told = tuple(sorted((*notes, *lost), key=lambda n: n.row))
    return Compared(people, new, known, full, told)


LEFT = "this duo is not made, since one of the two rows is left as it is"
CHANGED = (
    "was taken over before, and this row has changed: left as it was. Correct it in the chat; if this is another"
    " person, give them another number"
)
ERASED = "was taken over before and is erased since: left out"
NO_ROOM = "one of the two is in another duo, or takes part no longer: end that in the chat first, or take this out"


def _rows(duo: Running, rows: Mapping[str, Person]) -> set[int]:
    return {rows[duo.newcomer].row, rows[duo.volunteer].row}


def _other(one: Person) -> Wrong:
    mend = f"number {one.number} was another person in an earlier file"
    return Wrong(one.row, "number", f"{mend}: give this list its own numbers, e.g. B-{one.number}")


def _left(one: Person, row: Mapping[str, object], said: Said) -> Wrong | None:
    if row["person"] is None:
        return Wrong(one.row, "number", f"number {one.number} {ERASED}")
    return Wrong(one.row, "number", f"number {one.number} {CHANGED}") if row["content"] != said(_content(one)) else None


def _content(one: Person) -> str:
    told = (dict(sorted(one.answers.items())), one.consent, one.signed_up, one.language)
    return msgspec.json.encode(told).decode()


async def _new_duos(
    unit: Unit, running: Iterable[Running], known: Mapping[str, int]
) -> tuple[tuple[Running, ...], tuple[Wrong, ...]]:
    """Those that were never there; and those in which somebody has no room any more."""
    files = await reads.persons(unit, known.values()) if known else {}
    new, full, taken = [], [], dict[int, int]()
    for duo in running:
        pair = [files.get(known.get(key, 0)) for key in (duo.newcomer, duo.volunteer)]
        both = [one for one in pair if one]
        if len(both) == 2 and await unit.value("duo_between", newcomer=both[0].id, volunteer=both[1].id):
            continue
        if any(_room(one) <= taken.get(one.id, 0) for one in both):
            full.append(Wrong(duo.row, "duo_with", NO_ROOM))
            continue
        taken.update({one.id: taken.get(one.id, 0) + 1 for one in both})
        new.append(duo)
    return tuple(new), tuple(full)


def _room(one: Candidate) -> int:
    return 0 if one.status.ended else one.room


async def write(unit: Unit, programme: str, plan: Plan, new: Compared, now: datetime) -> Mapping[str, int]:
    """What is new comes in. Returns whose number everybody of the list has, by key."""
    said, at = _hashed(unit), text_of(now)
    person = dict(new.known)
    for one in new.people:
        sent = Submit(one.side, programme, one.answers, False)
        since = schedule.opens(one.signed_up) if one.signed_up else now
        by = By(0, now, one.language, has_file=False)
        person[one.key] = await imported.enrol(unit, by, sent, min(since, now), one.consent == "yes")
        hashes = {"key": said(one.key), "slot": said(one.slot), "content": said(_content(one))}
        await unit.run("add_imported", person=person[one.key], at=at, **hashes)
    files = await reads.persons(unit, person.values()) if new.duos else {}
    for duo in new.duos:
        a, b = files[person[duo.newcomer]], files[person[duo.volunteer]]
        newcomer, volunteer = (a, b) if a.side is Side.NEWCOMER else (b, a)
        await duos.runs_since(unit, By(0, now, newcomer.language), programme, newcomer.id, volunteer.id, duo.since)
    if new.people or new.duos:
        await unit.run("add_journal", at=at, actor=None, action="Import", object=programme)
    return person


async def unconfirmed(unit: Unit, person: Mapping[str, int]) -> set[int]:
    """Who of a list has not said yet that it is them."""
    return {row["person"] for row in await unit.all("reached_in_no_chat", persons=as_json(person.values()))}


async def links(unit: Unit, plan: Plan, person: Mapping[str, int], now: datetime) -> list[tuple[str, str]]:
    """(number in the list, token) for everybody who hasn't said yet that it is them; an earlier link opens nothing."""
    waiting, made = await unconfirmed(unit, person), []
    for one in plan.people:
        if (whose := person.get(one.key)) not in waiting:
            continue
        token = secrets.token_urlsafe(16)
        await claims.new_link(unit, whose, reads.hash_of(token), now + timedelta(days=LINK_DAYS))
        made.append((one.number, token))
    return made


def _hashed(unit: Unit) -> Said:
    return lambda text: unit.seals.lookup(f"import:{text}")
