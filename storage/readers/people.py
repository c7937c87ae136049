"""Candidates, as the staff of a programme may see them."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from programme.alarms import Alarm
from programme.caseload import Caseload, Handing
from programme.matching import Profile
from programme.model import Candidate, Known, Relay, Status
from programme.preset import preset_for, terms_for, waited
from programme.queries import (
    AlarmOf,
    CardOf,
    DecidedByMe,
    Find,
    Found,
    HandingsOf,
    HistoryOf,
    NewToMe,
    Next,
    NextOf,
    OpenAlarms,
    Page,
    Queue,
    RelayOf,
    Suitable,
    SuitableToJoin,
    Talk,
    TalkOf,
    TeamIn,
    TeamOf,
    TonguesOf,
    Whole,
)
from programme.reading import finding
from programme.roles import READS, Actor, Role
from programme.sift import Sift
from storage import reads
from storage.rows import as_json, text_of
from storage.store import Unit


def where(known: Known, may: frozenset[Role]) -> tuple[str, ...]:
    """The programmes in which whoever asks has one of these roles."""
    return Actor.of(known.me, known.coordinator).where(may)


async def card(unit: Unit, query: CardOf, known: Known) -> Candidate | None:
    found = await reads.card(unit, query.candidate, where(known, query.may))
    if found is None or not known.hold:
        return found
    mine = await unit.all("undo_of", id=found.id, staff=known.me, now=text_of(known.now))
    return replace(found, undo=bool(mine))


async def decided_by_me(unit: Unit, query: DecidedByMe, known: Known) -> Candidate | None:
    row = await unit.all("decided_by_me", id=query.candidate, staff=known.me, now=text_of(known.now))
    return next(iter(await reads.unsealed(unit, row)), None)


async def queue(unit: Unit, query: Queue, known: Known) -> Page:
    mine = where(known, query.may)
    rows = await reads.waiting(unit, mine, await _fits(unit, query.sift, known))
    page = min(query.page, max(0, len(rows) - 1) // reads.PAGE)
    shown = await reads.unsealed(unit, rows[page * reads.PAGE : (page + 1) * reads.PAGE])
    return Page(shown, len(rows), page, await reads.open_alarms(unit, mine), query.sift)


async def next_of(unit: Unit, query: NextOf, known: Known) -> Next:
    mine, after = where(known, query.may), (text_of(query.since), query.candidate)
    rows = await reads.waiting(unit, mine, await _fits(unit, query.sift, known))
    place = next((i for i, row in enumerate(rows) if (row["waiting_since"], row["id"]) > after), None)
    if place is None:
        return Next(None, max(0, len(rows) - 1) // reads.PAGE)
    return Next(await reads.card(unit, rows[place]["id"], mine), place // reads.PAGE)


async def tongues(unit: Unit, query: TonguesOf, known: Known) -> tuple[str, ...]:
    rows = await reads.waiting(unit, where(known, query.may))
    spoken = Counter(tongue for one in await reads.unsealed(unit, rows) for tongue in sorted(one.tongues))
    return tuple(tongue for tongue, _ in spoken.most_common())


async def _fits(unit: Unit, sift: Sift, known: Known) -> Callable[[Candidate], bool] | None:
    if not sift:
        return None
    follow = await reads.who_follows(unit, where(known, READS)) if sift.whose else {}
    return lambda one: sift.fits(one, overdue(one, known) is not None, known.me in follow.get(one.id, ()))


def overdue(one: Candidate, known: Known) -> tuple[int, int] | None:
    """The working days that somebody waits for a first look, and those promised, where they wait longer."""
    programme = known.programme(one.programme)
    promised, days = preset_for(programme).promise_days, waited(programme, one.unseen_since, known.today)
    return (days, promised) if one.status is Status.WAITING and days > promised else None


async def find(unit: Unit, query: Find, known: Known) -> Found:
    mine, wanted = where(known, query.may), finding.sought(query.words)
    everybody = await reads.everybody(unit, mine)
    people = finding.people(wanted, everybody)
    pairs = finding.pairs(wanted, everybody, await reads.members_of(unit, mine)) if wanted.words else []
    shown = people[: finding.MOST]
    duos = await reads.duos_by_number(unit, pairs[: finding.MOST - len(shown)])
    return Found(tuple(shown), duos, len(people) + len(pairs))


async def team_of(unit: Unit, query: TeamOf, known: Known) -> tuple[Caseload, ...]:
    found = await reads.card(unit, query.candidate, where(known, query.may))
    return await reads.team(unit, [found.programme]) if found else ()


async def team_in(unit: Unit, query: TeamIn, known: Known) -> tuple[Caseload, ...]:
    return await reads.team(unit, where(known, query.may))


async def handings(unit: Unit, query: HandingsOf, known: Known) -> Mapping[int, Handing]:
    """One gives where both decide; what is elsewhere stays."""
    mine = where(known, query.may)
    rows = await unit.all("caseload", person=query.source, programmes=as_json(mine))
    found = {0: await _handing(unit, rows, set(mine))}
    for one in await reads.team(unit, mine):
        there = {row["programme"] for row in await unit.all("decides_in", person=one.person)}
        found[one.person] = await _handing(unit, rows, there)
    return found


async def _handing(unit: Unit, rows: Sequence[Mapping[str, Any]], there: set[str]) -> Handing:
    goes = [row["id"] for row in rows if row["programme"] in there]
    return Handing(len(goes), await unit.value("duos_among", candidates=as_json(goes)), len(rows) - len(goes))


async def alarm(unit: Unit, query: AlarmOf, known: Known) -> Alarm | None:
    return await reads.alarm(unit, query.alarm, where(known, query.may))


async def talk(unit: Unit, query: TalkOf, known: Known) -> Talk | None:
    found = await reads.talk(unit, query.talk)
    if found is None or query.may is None:
        return found
    return found if found.programme in where(known, query.may) else None


async def history(unit: Unit, query: HistoryOf, known: Known) -> Whole:
    return await reads.history(unit, query.candidate, where(known, query.may))


async def alarms(unit: Unit, query: OpenAlarms, known: Known) -> tuple[Alarm, ...]:
    return await reads.open_alarms(unit, where(known, query.may))


async def new_to_me(unit: Unit, query: NewToMe, known: Known) -> Page:
    return Page(*await reads.fresh(unit, known.me, where(known, READS)))


async def suitable(unit: Unit, query: Suitable, known: Known) -> tuple[Profile, ...]:
    found = await reads.card(unit, query.candidate, where(known, query.may))
    return await suitors(unit, found.programme, known) if found else ()


async def suitable_to_join(unit: Unit, query: SuitableToJoin, known: Known) -> tuple[Profile, ...]:
    found = await reads.duo(unit, query.duo, where(known, query.may))
    return await suitors(unit, found.programme, known) if found else ()


async def suitors(unit: Unit, programme: str, known: Known) -> tuple[Profile, ...]:
    """Everybody of a programme as matching sees them."""
    screening = terms_for(known.programme(programme)).screening
    return await reads.suitors(unit, programme, screening, known.now)


async def relay(unit: Unit, query: RelayOf, known: Known) -> Relay | None:
    return await reads.relay(unit, query.relay)
