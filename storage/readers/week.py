"""A colleague's day: what waits in their programmes."""

from collections.abc import Iterable, Sequence
from datetime import timedelta

import msgspec

from programme import desk, follow_up
from programme.alarms import Kind
from programme.desk import Quiet, Week
from programme.duo import State
from programme.model import Candidate, Duo, Known
from programme.preset import preset_for
from programme.queries import Colleagues, Gathered, HalfIntake, News, QuietOf, WeekOf
from programme.roles import READS
from programme.scheduled import KINDS
from storage import reads
from storage.readers.people import overdue, where
from storage.rows import GATHERED, as_json
from storage.store import Unit

AHEAD = timedelta(days=7)


async def colleagues(unit: Unit, query: Colleagues, known: Known) -> tuple[tuple[int, str], ...]:
    mine = as_json(known.coordinator.programmes if known.coordinator else ())
    rows = await unit.all("colleagues", programmes=mine, person=known.me)
    found = await reads.coordinators(unit, [row["person"] for row in rows])
    return tuple((one.person, one.name) for one in found.values())


async def half_intake(unit: Unit, query: HalfIntake, known: Known) -> bool:
    return bool(await unit.all("half_intake", staff=known.me))


async def gathered(unit: Unit, query: Gathered, known: Known) -> tuple[News, ...]:
    """Of people and duos that they may still see."""
    mine = where(known, READS)
    told = []
    for row in await reads.gathered(unit, known.me, GATHERED):
        what = msgspec.json.decode(row["payload"] or "{}", type=KINDS[row["kind"]])
        duo, about = getattr(what, "duo", 0), getattr(what, "candidate", 0)
        told.append(
            News(
                what,
                await reads.duo(unit, duo, mine) if duo else None,
                await reads.card(unit, about, mine) if about else None,
            )
        )
    return tuple(told)


async def week(unit: Unit, query: WeekOf, known: Known) -> Week:
    mine = where(known, query.may)
    follow = {} if query.whole else await reads.who_follows(unit, mine)

    def hears(*candidates: int) -> bool:
        """Is it for whoever asks: followed up by them, or by nobody?"""
        who = [follow[one] for one in candidates if one in follow]
        return not who or any(known.me in persons for persons in who)

    everybody, all_duos = await reads.unlooked(unit, mine), await reads.open_duos(unit, mine)
    people = tuple(one for one in everybody if hears(one.id))
    duos = [duo for duo in all_duos if hears(*(m.candidate for m in duo.members))]
    unsafe = {alarm.duo for alarm in await reads.open_alarms(unit, mine) if alarm.kind is Kind.UNSAFE}
    return Week(
        people,
        tuple(_late(people, known)),
        await unit.value("waiting_for_buddy", programmes=as_json(mine)),
        tuple(duo for duo in duos if duo.state == State.PROPOSED),
        await _quiet(unit, [duo for duo in duos if duo.id not in unsafe], known),
        await reads.dates(unit, [duo for duo in duos if duo.id not in unsafe], known.now, known.now + AHEAD),
        tuple(_ending(duos, known)),
        tuple(one for one in await reads.asked_in_no_chat(unit, mine) if hears(one.id)),
        tuple(one for one in await reads.talks_today(unit, mine, known.today) if hears(one.id)),
        tuple(one for one in await reads.to_sign(unit, mine) if hears(one.id)),
        len(everybody) - len(people) + len(all_duos) - len(duos),
    )


async def quiet(unit: Unit, query: QuietOf, known: Known) -> Quiet | None:
    """Also of one that was looked after a moment ago: whoever opened it goes on with it."""
    duo = await reads.duo(unit, query.duo, where(known, query.may))
    if duo is None or duo.unsafe:
        return None
    (watched,) = await reads.watched(unit, [duo])
    found = follow_up.need(follow_up.anew(watched), known.today, _measure(duo, known))
    return await _told(unit, duo, found) if found else None


async def _quiet(unit: Unit, duos: Sequence[Duo], known: Known) -> tuple[Quiet, ...]:
    by_id = {duo.id: duo for duo in duos}
    watched = await reads.watched(unit, duos)
    needs = follow_up.ordered(
        found for w in watched if (found := follow_up.need(w, known.today, _measure(by_id[w.duo], known)))
    )
    return tuple([await _told(unit, by_id[found.duo], found) for found in needs])


async def _told(unit: Unit, duo: Duo, found: follow_up.Need) -> Quiet:
    return Quiet(duo, found, await reads.last_words(unit, duo), await reads.followed(unit, duo.id))


def _measure(duo: Duo, known: Known) -> int:
    return preset_for(known.programme(duo.programme)).quiet_days


def _late(people: Iterable[Candidate], known: Known) -> Iterable[tuple[Candidate, int, int]]:
    """Who waits for a first look longer than their programme promised."""
    for one in people:
        if (days := overdue(one, known)) is not None:
            yield one, *days


def _ending(duos: Iterable[Duo], known: Known) -> Iterable[Duo]:
    """Whose planned end is near; the first to end first."""
    running = (d for d in duos if d.state in (State.MET, State.RUNNING) and d.ends)
    soon = (d for d in running if d.ends and known.today <= d.ends <= known.today + desk.ENDS_SOON)
    return sorted(soon, key=lambda d: (d.ends, d.id))
