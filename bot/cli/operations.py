"""What the command line does to the rows: the same effects as in chat."""

import os
import re
import secrets
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, assert_never

import msgspec

from bot.channels.base import Arrival, Unreadable, kept, taken_up
from bot.channels.telegram.client import arrival_of
from bot.clock import system_now
from bot.flows.actions import Choose, Done, Opens, Refused, Request, Result, Shows, queries
from bot.flows.core import Session
from bot.flows.feature import Registry, Situation
from bot.flows.registry import REGISTRY
from bot.flows.staff.desk import may
from bot.i18n import render
from bot.settings import Settings
from programme import schedule
from programme.effects import Effect, ScheduledMessage
from programme.matching import Profile
from programme.message import Phrase
from programme.model import LANGUAGES, SOURCE, Candidate, Coordinator, Duo, Known, Side
from programme.preset import DEFAULT
from programme.reading import help_lines, municipalities
from programme.roles import Role
from programme.scheduled import Again
from storage import backup, leftovers, reads
from storage.alone import alone
from storage.errors import DuobotError, FileThere, OurFile
from storage.readers import READERS
from storage.rows import as_json, text_of
from storage.store import Store, Unit, path_of
from storage.writers import WRITERS, apply
from storage.writers.scheduled import By, Writer, send_later

OFFICE = 0  # the actor of what is done at the command line: no chat
LINE_LANGUAGE = "en"  # what the command line itself speaks


MOST_MEANWHILE = 400  # characters


class TextWrong(DuobotError):
    """Write it as LANGUAGE=TEXT, as nl="Kom naar het taalcafé"; Dutch is always there, and at most 400 characters."""

    exit_code = 65


class DayWrong(DuobotError):
    """Write it as 07-11 for each year, or 2027-05-14 for one."""

    exit_code = 65


class NotFound(DuobotError):
    """There is no such thing here. `duobot programme list`, `people list` and `candidates` show what there is."""

    exit_code = 66


class NotPossible(DuobotError):
    """This can't be done now."""

    exit_code = 65


class PlaceUnknown(DuobotError):
    """This is no Belgian municipality that we know: give its name, a postcode or its NIS code."""

    exit_code = 65


class NumberWrong(DuobotError):
    """A number to call can't be dialled."""

    exit_code = 65


class NameWrong(DuobotError):
    """A programme's name is one line of letters, without signs that nobody sees. Type it again, by hand."""

    exit_code = 65


def place(text: str, province: str | None = None) -> municipalities.Municipality:
    """Raises `PlaceUnknown`, with what comes near."""
    found = municipalities.find(text)
    known = municipalities.by_nis(text) or (found.read[0] if found.read else None)
    if known is None:
        raise PlaceUnknown(f"{text}; near: {', '.join(m.nl for m in found.offers) or '–'}")
    if province and slug(province) not in known.province:
        raise PlaceUnknown(f"{known.nl} is in the province {known.province}, not {province}")
    return known


def slug(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.lower()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:24] or "programme"


def named(text: str) -> str:
    """A name of one line that can be seen, and that turns no line around. Raises `NameWrong`."""
    name = " ".join(text.split())
    if any(unicodedata.category(c) in ("Cc", "Cf", "Co", "Cn") for c in name) or not any(c.isalnum() for c in name):
        raise NameWrong(repr(text))
    return name


async def add_programme(
    store: Store, name: str, municipality: str, province: str | None, also: tuple[str, ...], choosing: str = ""
) -> dict[str, Any]:
    name = named(name)
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


async def set_programme(
    store: Store, programme: str, minors: bool | None = None, lines: tuple[str, ...] = (),
    meanwhile: tuple[str, ...] = (), closed: tuple[str, ...] = (), assigns: bool | None = None,
) -> dict[str, Any]:  # fmt: skip
    """May people of 13 to 17 take part, with a guardian's yes? Whom to call in trouble (`NAME=NUMBER`, in the place of
    what was there)? What can somebody do while they wait (`LANGUAGE=TEXT`)? On which days is the town `closed`
    (`07-11`, `2027-05-14`)? Does each new candidate go to one coordinator (`assigns`)? What is not said stays as it
    is. Raises `NotFound`, `NumberWrong`, `TextWrong` and `DayWrong`."""
    days = [_closing_day(day) for day in closed if day]
    try:
        told = [help_lines.read(line) for line in lines if line]
    except ValueError as error:
        raise NumberWrong(str(error)) from None
    async with store.unit() as unit:
        if programme not in {p.id for p in await reads.programmes(unit)}:
            raise NotFound(f"programme {programme}")
        if minors is not None:
            await unit.run("set_minors", id=programme, minors=minors)
        if lines:
            await unit.run("set_help_lines", id=programme, help_lines=msgspec.json.encode(told).decode())
        if meanwhile:
            await unit.run(
                "set_meanwhile", id=programme, meanwhile=msgspec.json.encode(_by_language(meanwhile)).decode()
            )
        if assigns is not None:
            await unit.run("set_assigns", id=programme, assigns=assigns)
        if closed:
            await unit.run("set_closing_days", id=programme, closing_days=as_json(days))
        found = next(p for p in await reads.programmes(unit) if p.id == programme)
    lines_ = [list(line) for line in found.help_lines]
    shown = {"id": programme, "minors": found.minors, "help_lines": lines_, "meanwhile": dict(found.meanwhile)}
    return {**shown, "closed": list(found.closing_days), "assigns": found.assigns}


def _closing_day(text: str) -> str:
    """Raises `DayWrong` for what is no day of a year, or of one."""
    try:
        date.fromisoformat(text if len(text) > len("MM-DD") else f"2028-{text}")  # a leap year
    except ValueError:
        raise DayWrong(text) from None
    return text


def _by_language(texts: Iterable[str]) -> dict[str, str]:
    """`nl=Kom naar het taalcafé`; nothing at all takes them away. Raises `TextWrong`."""
    told = {}
    for text in filter(None, texts):
        language, _, words = text.partition("=")
        if language.strip() not in LANGUAGES or not words.strip() or len(words) > MOST_MEANWHILE:
            raise TextWrong(text)
        told[language.strip()] = words.strip()
    if told and SOURCE not in told:
        raise TextWrong(f"{', '.join(told)}: the Dutch one is missing")
    return told


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
    name = await bot_name(settings) or "YOUR_BOT"
    return {"token": token, "link": f"https://t.me/{name}?start={token}", "expires": expires}


async def bot_name(settings: Settings) -> str:
    """The bot's user name, as it is set, or asked of Telegram; "" where it can't be asked."""
    from bot.channels.telegram import profile
    from bot.channels.telegram.client import Telegram

    if settings.bot_name or not settings.token:
        return settings.bot_name
    telegram = Telegram(settings.telegram_api, settings.token)
    await telegram.open()
    try:
        return await profile.name(telegram) or ""
    finally:
        await telegram.close()


async def candidates(store: Store, programme: str | None) -> list[dict[str, Any]]:
    async with store.unit() as unit:
        return [dict(row) for row in await unit.all("candidates_listed", programme=programme)]


async def form(store: Store, newcomer: int, volunteer: int) -> dict[str, Any]:
    """The action `form`. Raises `NotFound` for a number that isn't there, `NotPossible` with what stands against it."""
    async with store.unit() as unit:
        for id, side in ((newcomer, Side.NEWCOMER), (volunteer, Side.VOLUNTEER)):
            one = await reads.candidate(unit, id)
            if one is None or one.side is not side:
                raise NotFound(f"{side} {id}")
        await operate(unit, "form", newcomer, str(volunteer), system_now())
        duo = (await reads.duos_of(unit, newcomer))[-1]
    told = {"duo": duo.id, "newcomer": newcomer, "volunteer": volunteer, "programme": duo.programme}
    return {**told, "state": duo.state}


def actions() -> list[dict[str, str]]:
    """What an operator may do, by name."""
    return [{"action": a.name, "means": a.means} for a in REGISTRY.actions.values() if Role.OPERATOR in a.roles]


async def do(store: Store, name: str, number: int, argument: str) -> dict[str, str]:
    """Raises what `operate` raises."""
    async with store.unit() as unit:
        return {"done": await operate(unit, name, number, argument, system_now())}


async def operate(
    unit: Unit, name: str, number: int, argument: str, now: datetime, registry: Registry = REGISTRY,
    writers: Mapping[type[Effect], Writer] = WRITERS,
) -> str:  # fmt: skip
    """Do what an action decides, as the operator: the same decision as in chat, the same effects and journal.

    In words what was done, with numbers for names: a terminal keeps what it showed. Raises `NotFound` for what isn't
    there or is no operator's to do, `NotPossible` for what is refused, with the reason.
    """
    action, request = registry.actions.get(name), Request(number, argument)
    if action is None:
        raise NotFound(f"action {name}")
    programmes = await reads.programmes(unit)
    operator = Coordinator(OFFICE, "", tuple((p.id, Role.OPERATOR) for p in programmes))
    known = Known(now, schedule.local_day(now), programmes, coordinator=operator)
    found = {q: numbered(await READERS[type(q)](unit, q, known)) for q in queries(action, request)}
    at = Situation(Session(OFFICE), replace(known, found=found), registry)
    subject = at.known.get(action.subject.query(request, action))
    if subject is None or not may(action, subject, at):
        raise NotFound(f"{name} {number}")
    decision = action.decide(subject, request, at)
    for effect in decision.effects:
        await apply(unit, By(OFFICE, now, SOURCE), effect, writers)
    return _in_words(decision.result)


def numbered(found: Any) -> Any:
    """What was read, with numbers in the place of names."""
    match found:
        case Candidate() | Profile():
            return replace(found, name=str(found.id))
        case Duo():
            return replace(found, members=tuple(replace(m, name=str(m.candidate)) for m in found.members))
        case tuple():
            return tuple(map(numbered, found))
    return found


def _in_words(result: Result) -> str:
    def say(*lines: Phrase) -> str:
        return " ".join(render.bare(render.say(line, LINE_LANGUAGE)) for line in lines)

    match result:
        case Done(said):
            return say(said)
        case Refused(said, lines):
            raise NotPossible(say(*(lines or (said,))))
        case Choose(said, options):
            raise NotPossible(f"{say(said)} {' | '.join(choice for _, choice in options)}")
        case Opens() | Shows():
            raise NotPossible("this is done in chat")
    assert_never(result)


def ensure_not_ours(target: Path, settings: Settings, force: bool) -> None:
    """Raises `OurFile` for a name of the database's own files, of its keys or of the settings; `FileThere` for another
    file that is there, unless with `force`."""
    database, key = path_of(settings.database).absolute(), settings.master.file
    there = target.resolve()
    if there.parent == database.resolve().parent and there.name.startswith(database.name):
        raise OurFile(target)
    own = (database, key, Path(os.environ["DUOBOT_CONFIG"]) if os.environ.get("DUOBOT_CONFIG") else None)
    if any(file is not None and file.resolve() == there for file in own):
        raise OurFile(target)
    if target.exists() and not force:
        raise FileThere(target)


def restore(settings: Settings, file: Path, keys: Path | None) -> backup.Restored:
    """Raises `AnotherIsRunning` while a bot answers from this database."""
    target = path_of(settings.database)
    target.parent.mkdir(parents=True, exist_ok=True)
    with alone(target):
        leftovers.sweep(target, alone=True)
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
            await send_later(unit, by, ScheduledMessage(Again(kept(arrival)), by.now, key, person=person))
            await unit.run("mark_retried", id=row["id"], at=at)
            done += 1
    return {"handed_in": done, "still_unreadable": still}


def _again(raw: str) -> Arrival | None:
    """What was kept aside: an arrival of ours, or an update that this version may be able to read."""
    found = taken_up(raw)
    if found is None:
        try:
            found = arrival_of(msgspec.json.decode(raw))
        except (ValueError, RecursionError, AttributeError):
            return None
    return None if found is None or isinstance(found.what, Unreadable) else found
