"""What a step may ask to know, read in the transaction that will write what it decides."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

import msgspec

from programme.check_in import CheckInAnswers, together
from programme.matching import Profile, facts_of, profile
from programme.model import Candidate, Coordinator, Duo, Guardian, Invitation, Meeting, Programme, Relay, Side
from storage import rows
from storage.keys import HOUSE, new_number
from storage.store import Unit

PAGE = 8
CROWD = 8  # newcomers listed by name in one message; the others are a number


def hash_of(token: str) -> str:
    """How a link's token is kept. Tokens are 128 random bits, so a plain hash can't be searched."""
    return hashlib.sha256(token.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Whoever:
    """Somebody who wrote or is written to: their number, their address, their session as it was kept."""

    person: int
    chat: int
    session: Mapping[str, Any] | None
    has_file: bool
    coordinates: bool
    guarded: bool = False  # an intake of theirs waits for a guardian


async def whoever(unit: Unit, chats: Iterable[int], persons: Iterable[int]) -> list[Whoever]:
    """Those of these chats and numbers whom we know, with their keys ready."""
    await unit.open_for(HOUSE)
    lookups = {unit.seals.lookup(chat): chat for chat in chats}
    found = await unit.all("whoever", lookups=_json(lookups), persons=_json(persons))
    for row in found:
        if row["key"] is not None and not unit.seals.knows(row["person"]):
            unit.seals.learn(row["person"], row["key"])
    return [_whoever(unit, row, lookups.get(row["lookup"])) for row in found]


def _whoever(unit: Unit, row: Mapping[str, Any], chat: int | None) -> Whoever:
    person = row["person"]
    if chat is None:
        chat = address(unit, person, row["chat"])
    session = None
    if row["revision"] is not None:
        state = unit.unseal(person, f"sessions.state:{person}", row["state"])
        session = {**dict(row), "state": "[]" if state in ("", rows.GONE) else state}
    return Whoever(person, chat, session, bool(row["has_file"]), bool(row["coordinates"]), bool(row["guarded"]))


def address(unit: Unit, person: int, sealed: bytes) -> int:
    """Where somebody is reached; 0 when their key is gone."""
    found = unit.unseal(person, f"persons.chat:{person}", sealed)
    return 0 if found == rows.GONE else int(found)


async def person_at(unit: Unit, chat: int, now: datetime) -> int:
    """The number of whoever writes from this chat: known, or new."""
    found = await whoever(unit, [chat], [])
    return found[0].person if found else await welcome(unit, chat, now)


async def welcome(unit: Unit, chat: int, now: datetime) -> int:
    """Somebody new gets a number and a key."""
    person = new_number()
    await unit.run("add_key", person=person, key=unit.seals.new_key(person))
    sealed = unit.seal(person, f"persons.chat:{person}", str(chat))
    await unit.run("add_person", id=person, lookup=unit.seals.lookup(chat), chat=sealed, since=rows.text_of(now))
    return person


async def move(unit: Unit, chat: int, to: int) -> None:
    """The chat has another number now."""
    for one in await whoever(unit, [chat], []):
        sealed = unit.seal(one.person, f"persons.chat:{one.person}", str(to))
        await unit.run("move_person", id=one.person, lookup=unit.seals.lookup(to), chat=sealed)


async def programmes(unit: Unit) -> tuple[Programme, ...]:
    areas: dict[str, tuple[str, ...]] = {}
    for row in await unit.all("programme_areas"):
        areas[row["programme"]] = (*areas.get(row["programme"], ()), row["nis"])
    contacts = await _contacts(unit)
    return tuple(
        rows.programme(row, areas.get(row["id"], ()), *contacts.get(row["id"], ("", "")))
        for row in await unit.all("programmes")
    )


async def _contacts(unit: Unit) -> dict[str, tuple[str, str]]:
    """Whom to call, by programme: the coordinator of longest standing who gave a number."""
    found = await unit.all("contacts")
    await unit.open_for(*(row["person"] for row in found))
    contacts: dict[str, tuple[str, str]] = {}
    for row in found:
        name, phone = _coordinator(unit, row)
        if row["programme"] not in contacts or (phone and not contacts[row["programme"]][1]):
            contacts[row["programme"]] = (name, phone)
    return contacts


def _coordinator(unit: Unit, row: Mapping[str, Any]) -> tuple[str, str]:
    where, person = row["programme"], row["person"]
    name = unit.unseal(person, f"coordinators.name:{where}:{person}", row["name"])
    return name, unit.unseal(person, f"coordinators.phone:{where}:{person}", row["phone"])


async def persons(unit: Unit, persons: Iterable[int]) -> dict[int, Candidate]:
    found = await unit.all("persons_of", persons=_json(persons))
    return {one.person: one for one in await _files(unit, found)}


async def _files(unit: Unit, found: Sequence[Mapping[str, Any]]) -> tuple[Candidate, ...]:
    """Rows of candidates, unsealed, with the names of those who decided."""
    deciders = {row["decided_by"] for row in found} - {None}
    names = {k.person: k.name for k in (await coordinators(unit, deciders)).values()} if deciders else {}
    await unit.open_for(*(row["person"] for row in found))
    return tuple(
        rows.candidate(
            row,
            unit.unseal(row["person"], f"candidates.answers:{row['id']}", row["answers"]),
            names.get(row["decided_by"], ""),
        )
        for row in found
    )


async def _whole(unit: Unit, files: tuple[Candidate, ...]) -> tuple[Candidate, ...]:
    """The same with what a match has to know beside the answers: a guardian's yes, an extract that was seen."""
    minors = [one.person for one in files if one.minor]
    volunteers = [one.person for one in files if one.side is Side.VOLUNTEER]
    yes = {row["person"]: row for row in await unit.all("guardians_of", persons=_json(minors))} if minors else {}
    found = await unit.all("screenings_of", persons=_json(volunteers)) if volunteers else ()
    seen = {(row["person"], row["programme"]): rows.screening(row) for row in found}
    return tuple(
        replace(
            one,
            guardian=_guardian(unit, yes[one.person]) if one.person in yes else None,
            screening=seen.get((one.person, one.programme)),
        )
        for one in files
    )


def _guardian(unit: Unit, row: Mapping[str, Any]) -> Guardian:
    return rows.guardian(row, unit.unseal(row["person"], contact_place(row["person"]), row["contact"]))


def contact_place(person: int) -> str:
    return f"guardians.contact:{person}"


def guarded_place(person: int) -> str:
    return f"guarded.answers:{person}"


async def coordinators(unit: Unit, persons: Iterable[int]) -> dict[int, Coordinator]:
    found = await unit.all("coordinators_of", persons=_json(persons))
    await unit.open_for(*(row["person"] for row in found))
    told: dict[int, Coordinator] = {}
    for row in found:
        name, phone = _coordinator(unit, row)
        before = told.get(row["person"], Coordinator(row["person"], name, (), phone))
        told[row["person"]] = replace(before, roles=(*before.roles, (row["programme"], row["role"])))
    return told


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody of the staff of one programme."""

    person: int
    programme: str
    role: str
    since: date
    name: str


async def staff(unit: Unit, programme: str | None) -> list[Colleague]:
    """Everybody of the staff, of one programme or of all, of longest standing first."""
    found = await unit.all("staff", programme=programme)
    await unit.open_for(*(row["person"] for row in found))
    return [
        Colleague(
            row["person"], row["programme"], row["role"], rows.moment_of(row["since"]).date(),
            _coordinator(unit, row)[0],
        )
        for row in found
    ]  # fmt: skip


async def candidate(unit: Unit, id: int) -> Candidate | None:
    found = await _whole(unit, await _files(unit, await unit.all("candidate", id=id)))
    return found[0] if found else None


async def crowd(unit: Unit, programme: str) -> tuple[Candidate, ...]:
    """Everybody of a programme who may still be paired."""
    return await _whole(unit, await _files(unit, await unit.all("crowd", programme=programme)))


async def card(unit: Unit, id: int, programmes: Iterable[str]) -> Candidate | None:
    """The same for a reader of these programmes: one of another programme isn't there, and takes no more time."""
    found = await _whole(unit, await _files(unit, await unit.all("card", id=id, programmes=_json(programmes))))
    return found[0] if found else None


async def queue(unit: Unit, programmes: Iterable[str], page: int) -> tuple[tuple[Candidate, ...], int]:
    where = _json(programmes)
    found = await unit.all("queue_page", programmes=where, most=PAGE, skip=PAGE * page)
    return await _files(unit, found), await unit.value("queue_total", programmes=where)


async def fresh(unit: Unit, person: int, programmes: Iterable[str]) -> tuple[tuple[Candidate, ...], int]:
    """Who waits in these programmes and this person was not told of yet: the first few, and how many."""
    where = _json(programmes)
    found = await unit.all("fresh_for", person=person, programmes=where, most=CROWD)
    total = await unit.value("fresh_total", person=person, programmes=where)
    return await _whole(unit, await _files(unit, found)), total


async def suitors(unit: Unit, programme: str, screening: Iterable[str], now: datetime) -> tuple[Profile, ...]:
    """Everybody of a programme as matching sees them. The other steps of `screening` are not noted one by one yet:
    until they are, a coordinator's acceptance stands for them."""
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


async def relay(unit: Unit, id: int) -> Relay | None:
    row = await unit.one("relay", id=id)
    if row is None:
        return None
    await unit.open_for(row["person"])
    asker = (await coordinators(unit, [row["coordinator"]])).get(row["coordinator"]) if row["coordinator"] else None
    return rows.relay(
        row,
        unit.unseal(row["person"], f"relays.question:{id}", row["question"]),
        unit.unseal(row["person"], f"relays.answer:{id}", row["answer"]),
        asker.name if asker else "",
    )


async def invitation(unit: Unit, hash: str) -> Invitation | None:
    row = await unit.one("invitation", hash=hash)
    if row is None:
        return None
    link = rows.invitation(row)
    return replace(link, name=(await guarded(unit, link.about))[1].get("name", "")) if link.about else link


async def guarded(unit: Unit, person: int) -> tuple[str, dict[str, Any]]:
    """The side and the answers of what waits for somebody's guardian; nothing when nothing does."""
    row = await unit.one("guarded_of", person=person)
    if row is None:
        return "", {}
    await unit.open_for(person)
    return row["side"], rows.answers_of(unit.unseal(person, guarded_place(person), row["answers"]))


async def vouched_by(unit: Unit, guardian: int) -> list[tuple[int, str, str, date]]:
    """For whom somebody said yes: number, name, programme, day."""
    found = await unit.all("vouched_by", guardian=guardian)
    await unit.open_for(*(row["person"] for row in found))
    return [
        (
            row["person"],
            rows.answers_of(unit.unseal(row["person"], f"candidates.answers:{row['id']}", row["answers"])).get("name")
            or rows.GONE,
            row["programme"],
            rows.moment_of(row["at"]).date(),
        )
        for row in found
    ]


async def guardian_of(unit: Unit, person: int) -> Guardian | None:
    """Who said yes for this young person."""
    row = await unit.one("guardians_of", persons=_json([person]))
    await unit.open_for(person)
    return _guardian(unit, row) if row else None


async def duo(unit: Unit, id: int, programmes: Iterable[str] | None = None) -> Duo | None:
    """A duo with everything that a conversation about it may need. For a reader of some programmes, one of another
    isn't there."""
    row = await unit.one("duo", id=id, programmes=None if programmes is None else _json(programmes))
    if row is None:
        return None
    found = await _with_members(unit, row)
    asked = await unit.all("waves_of", duo=id)
    pauses = await unit.all("pauses_of", duo=id)
    measured = await unit.all("measured", duo=id)
    partings = await unit.all("partings_of", duo=id)
    return replace(
        found,
        members=tuple(
            replace(m, asked=tuple(w["wave"] for w in asked if w["candidate"] == m.candidate)) for m in found.members
        ),
        pauses=tuple(
            (date.fromisoformat(p["starts"]), date.fromisoformat(p["ends"]) if p["ends"] else None) for p in pauses
        ),
        meeting=await _meeting(unit, id),
        measured=frozenset(f"{r['candidate']}:{r['moment']}" for r in measured),
        partings={r["candidate"]: (r["reason"], _parting(unit, found, r)) for r in partings},
    )


def _parting(unit: Unit, duo: Duo, row: Mapping[str, Any]) -> str:
    whose = duo.member(row["candidate"])
    return unit.unseal(whose.person, parting_place(duo.id, whose.candidate), row["note"]) if whose else ""


async def _meeting(unit: Unit, duo: int) -> Meeting | None:
    row = await unit.one("meeting_of", duo=duo)
    if row is None:
        return None
    await unit.open_for(row["person"])
    place = unit.unseal(row["person"], meeting_place(row["id"]), row["place"])
    yes = frozenset(r["candidate"] for r in await unit.all("fitting", meeting=row["id"]))
    return Meeting(row["id"], duo, row["proposer"], rows.moment_of(row["at"]), place, yes)


async def duos_of(unit: Unit, candidate: int) -> tuple[Duo, ...]:
    found = await unit.all("running_duos_of", candidate=candidate)
    return tuple([await _with_members(unit, row) for row in found])


async def duos_page(unit: Unit, programmes: Iterable[str], page: int) -> tuple[tuple[Duo, ...], int]:
    """Open duos of these programmes."""
    where = _json(programmes)
    found = await unit.all("duos_page", programmes=where, most=PAGE, skip=PAGE * page)
    return tuple([await _with_members(unit, row) for row in found]), await unit.value("duos_total", programmes=where)


async def _with_members(unit: Unit, row: Mapping[str, Any]) -> Duo:
    found = await unit.all("members", duo=row["id"])
    await unit.open_for(*(m["person"] for m in found))
    members = (
        rows.member(
            m,
            unit.unseal(m["person"], f"candidates.answers:{m['id']}", m["answers"]),
            unit.unseal(m["person"], sharing_place(row["id"], m["id"]), m["contact"]),
        )
        for m in found
    )
    return rows.duo(row, tuple(members))


def sharing_place(duo: int, candidate: int) -> str:
    return f"duo_members.contact:{duo}:{candidate}"


def parting_place(duo: int, candidate: int) -> str:
    return f"partings.note:{duo}:{candidate}"


def meeting_place(id: int) -> str:
    return f"meetings.place:{id}"


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


def _json(values: Iterable[int | str]) -> str:
    return msgspec.json.encode(list(values)).decode()


async def due_wakes(unit: Unit, now: datetime, day: bool, most: int) -> list[dict[str, Any]]:
    """What fell due; `day` says whether the day's window is open now."""
    found = await unit.all("due_wakes", now=rows.text_of(now), day=day, most=most)
    await unit.open_for(*(row["person"] for row in found if isinstance(row["payload"], bytes)))
    return [dict(row) | {"payload": _payload(unit, row)} for row in found]


def _payload(unit: Unit, row: Mapping[str, Any]) -> str:
    """Sealed where it holds more than numbers of rows."""
    if isinstance(row["payload"], str):
        return row["payload"]
    found = unit.unseal(row["person"], wake_place(row["person"], row["key"]), row["payload"])
    return "{}" if found in ("", rows.GONE) else found


def wake_place(person: int, key: str) -> str:
    return f"wakes.payload:{person}:{key}"


async def waiting_letters(unit: Unit, now: datetime, most: int) -> list[dict[str, Any]]:
    """Letters to send now, in words, with the address of each."""
    found = [_waiting(unit, row) for row in await unit.all("waiting_letters", now=rows.text_of(now), most=most)]
    closed = ({"id": row["id"], "reason": "it can't be opened"} for row in found if row["letter"] == rows.GONE)
    await unit.many("refuse_letter", closed)
    return [row for row in found if row["letter"] != rows.GONE]


def _waiting(unit: Unit, row: Mapping[str, Any]) -> dict[str, Any]:
    person = row["person"]
    if not unit.seals.knows(person):
        unit.seals.learn(person, row["key"])
    letter = unit.unseal(person, letter_place(row["id"]), row["letter"])
    return {**dict(row), "chat": address(unit, person, row["chat"]), "letter": letter}


def letter_place(id: int) -> str:
    return f"outbox.letter:{id}"
