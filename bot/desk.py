"""What the command line does to the rows: the same effects as in chat."""

import re
import secrets
import unicodedata
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec

from bot.channels.port import Arrival, Unreadable, kept, taken_up
from bot.channels.telegram import arrival_of
from bot.clock import system_now
from bot.settings import Settings
from programme import places
from programme.effects import Decide, FormDuo, ScheduledMessage
from programme.matching import has_room, protected
from programme.model import Candidate, Side, Status
from programme.preset import DEFAULT, takes_minors
from programme.scheduled import Accepted, Again
from storage import backup, reads
from storage.apply import By, apply, schedule
from storage.errors import AnotherIsRunning, DuobotError
from storage.rows import text_of
from storage.store import Store, Unit, path_of

OFFICE = 0  # the actor of what is done at the command line: no chat


class NotFound(DuobotError):
    """There is no such thing here. `duobot programme list`, `people list` and `candidates` show what there is."""

    exit_code = 66


class NotPossible(DuobotError):
    """These two can't be made a duo now."""

    exit_code = 65


class PlaceUnknown(DuobotError):
    """This is no Belgian municipality that we know: give its name, a postcode or its NIS code."""

    exit_code = 65


def place(text: str, province: str | None = None) -> places.Municipality:
    """Raises `PlaceUnknown`, with what comes near."""
    found = places.find(text)
    known = places.by_nis(text) or (found.read[0] if found.read else None)
    if known is None:
        raise PlaceUnknown(f"{text}; near: {', '.join(m.nl for m in found.offers) or '–'}")
    if province and slug(province) not in known.province:
        raise PlaceUnknown(f"{known.nl} is in the province {known.province}, not {province}")
    return known


def slug(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.lower()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:24] or "programme"


async def add_programme(
    store: Store, name: str, municipality: str, province: str | None, also: tuple[str, ...], choosing: str = ""
) -> dict[str, Any]:
    home = place(municipality, province)
    areas = [home.nis, *(place(a).nis for a in also)]
    async with store.unit() as unit:
        id = _free({p.id for p in await reads.programmes(unit)}, slug(name))
        created = text_of(system_now())
        await unit.run(
            "add_programme",
            id=id,
            name=name,
            municipality=home.nis,
            province=home.province,
            preset=DEFAULT,
            created=created,
        )
        await unit.run("set_choosing", id=id, choosing=choosing)
        await unit.many("add_area", ({"programme": id, "nis": nis} for nis in areas))
    return {"id": id, "name": name, "municipality": home.nis, "province": home.province}


def _free(taken: set[str], wanted: str) -> str:
    numbered = (f"{wanted}-{n}" for n in range(2, len(taken) + 3))
    return next(id for id in (wanted, *numbered) if id not in taken)


async def programmes(store: Store) -> list[dict[str, Any]]:
    async with store.unit() as unit:
        found = await reads.programmes(unit)
    return [{"id": p.id, "name": p.name, "municipality": p.municipality, "province": p.province} for p in found]


async def set_minors(store: Store, programme: str, minors: bool) -> dict[str, Any]:
    """May people of 13 to 17 take part, with a guardian's yes? Raises `NotFound`."""
    async with store.unit() as unit:
        if programme not in {p.id for p in await reads.programmes(unit)}:
            raise NotFound(f"programme {programme}")
        await unit.run("set_minors", id=programme, minors=minors)
    return {"id": programme, "minors": minors}


async def invite(
    store: Store, settings: Settings, programme: str, role: str, municipality: str | None, days: int
) -> dict[str, Any]:
    """A link; without a municipality, for the programme's own. Only the hash of its token is kept."""
    token, now = secrets.token_urlsafe(16), system_now()
    expires = text_of(now + timedelta(days=days))
    async with store.unit() as unit:
        found = next((p for p in await reads.programmes(unit) if p.id == programme), None)
        if found is None:
            raise NotFound(f"programme {programme}")
        where = place(municipality).nis if municipality else found.municipality
        await unit.run(
            "add_invitation", hash=reads.hash_of(token), programme=programme, role=role,
            municipality=where, created=text_of(now), expires=expires,
        )  # fmt: skip
    name = settings.bot_name or await _bot_name(settings)
    return {"token": token, "link": f"https://t.me/{name}?start={token}", "expires": expires}


async def _bot_name(settings: Settings) -> str:
    """The bot's user name, asked of Telegram; a place to fill in where it can't be asked."""
    from bot import introduce
    from bot.channels.telegram import Telegram

    if not settings.token:
        return "YOUR_BOT"
    telegram = Telegram(settings.telegram_api, settings.token)
    await telegram.open()
    try:
        return await introduce.name(telegram) or "YOUR_BOT"
    finally:
        await telegram.close()


async def candidates(store: Store, programme: str | None) -> list[dict[str, Any]]:
    async with store.unit() as unit:
        return [dict(row) for row in await unit.all("candidates_listed", programme=programme)]


async def form(store: Store, newcomer: int, volunteer: int) -> dict[str, Any]:
    """Raises `NotFound` for a number that isn't there, `NotPossible` with the reason."""
    by = By(OFFICE, system_now(), "nl")
    async with store.unit() as unit:
        pair = [
            await _accepted(unit, by, id, side) for id, side in ((newcomer, Side.NEWCOMER), (volunteer, Side.VOLUNTEER))
        ]
        if pair[0].programme != pair[1].programme:
            raise NotPossible("they are in different programmes")
        for one in pair:
            if not has_room(one):
                raise NotPossible(f"{one.id} has no room for another duo")
        where = next((p for p in await reads.programmes(unit) if p.id == pair[0].programme), None)
        if not protected(pair[0], pair[1], where is not None and takes_minors(where)):
            raise NotPossible(
                "one of them is under 18: the programme has to take minors, a guardian to say yes, and the "
                "volunteer's extract to be noted as seen"
            )
        await apply(unit, by, FormDuo(newcomer, volunteer))
        duo = (await reads.duos_of(unit, newcomer))[-1]
    return {"duo": duo.id, "newcomer": newcomer, "volunteer": volunteer, "programme": duo.programme}


async def _accepted(unit: Unit, by: By, id: int, side: Side) -> Candidate:
    found = await reads.candidate(unit, id)
    if found is None or found.side is not side:
        raise NotFound(f"{side} {id}")
    if found.status in (Status.WAITING, Status.ASIDE):
        await apply(unit, by, Decide(id, Status.ACCEPTED))
        await apply(unit, by, ScheduledMessage(Accepted(), by.now, f"accepted:{id}", candidate=id))
        found = await reads.candidate(unit, id)
    assert found is not None  # it was there a line ago, in the same transaction
    return found


def restore(settings: Settings, file: Path, keys: Path | None) -> backup.Restored:
    """Raises `AnotherIsRunning` while a bot answers from this database."""
    from bot.app import running

    target = path_of(settings.database)
    if target.exists() and running(target):
        raise AnotherIsRunning(target)
    return backup.restore(file, target, settings.master, keys)


async def retry(store: Store) -> dict[str, Any]:
    """Hand in again what was put aside: as wakes, so that the running bot does it in its own lane."""
    done = still = 0
    async with store.unit() as unit:
        for row in await unit.all("quarantined", most=1000):
            person = row["person"]
            await unit.open_for(person)
            arrival = _again(unit.unseal(person, f"quarantine.raw:{row['id']}", row["raw"]))
            if arrival is None:
                still += 1
                continue
            at = text_of(system_now())
            key, by = f"retry:{row['id']}", By(OFFICE, system_now(), "nl")
            await schedule(unit, by, ScheduledMessage(Again(kept(arrival)), by.now, key, person=person))
            await unit.run("mark_retried", id=row["id"], at=at)
            done += 1
    return {"handed_in": done, "still_unreadable": still}


def _again(raw: str) -> Arrival | None:
    """What was kept aside: an arrival of ours, or an update that this version may be able to read."""
    found = taken_up(raw)
    if found is None:
        try:
            found = arrival_of(msgspec.json.decode(raw))
        except (msgspec.DecodeError, AttributeError):
            return None
    return None if found is None or isinstance(found.what, Unreadable) else found
