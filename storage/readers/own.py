"""What somebody has to know of their own affairs."""

from collections.abc import Mapping
from typing import Any

from programme.hours import Kept
from programme.model import Known
from programme.queries import (
    Agreed,
    Around,
    AroundMe,
    MyTold,
    OfMyDuos,
    Told,
    Unread,
    VouchedByMe,
    VouchedFor,
    WaitsForGuardian,
)
from storage import reads
from storage.rows import GONE, moment_of
from storage.store import Unit


async def told(unit: Unit, query: MyTold, known: Known) -> Told:
    consents = await unit.all("consents_of", person=known.me)
    check_ins = await reads.check_ins(unit, known.me)
    around = await reads.around(unit, known.me)
    hours = await reads.hours(unit, known.person.id) if known.person else Kept()
    return Told(
        tuple(Agreed(c["kind"], bool(c["given"]), moment_of(c["at"])) for c in consents),
        tuple(c.told for c in check_ins),
        tuple(OfMyDuos(*one) for one in around),
        await reads.alarms_of(unit, known.me),
        await reads.words_with(unit, known.me, known.person.name if known.person else GONE),
        hours.entries,
        await reads.notes(unit, known.me),
        await reads.steps(unit, known.me),
    )


async def around(unit: Unit, query: AroundMe, known: Known) -> Around:
    one = known.person
    counted = bool(await unit.value("is_counted", id=one.id)) if one else None
    looks = tuple((name, _name(known, where), day) for name, where, day in await reads.looks_at(unit, known.me))
    return Around(
        looks,
        counted,
        one is not None and not one.status.ended,
        await reads.guarded(unit, known.me) if known.guarded else ("", {}),
        await reads.guardian_of(unit, known.me) if one and one.minor else None,
        await _vouched(unit, known),
    )


async def unread(unit: Unit, query: Unread, known: Known) -> tuple[str, ...]:
    return await reads.unread(unit, known.me)


async def waits(unit: Unit, query: WaitsForGuardian, known: Known) -> tuple[str, Mapping[str, Any]]:
    return await reads.guarded(unit, known.me)


async def vouched(unit: Unit, query: VouchedByMe, known: Known) -> tuple[VouchedFor, ...]:
    return await _vouched(unit, known)


async def _vouched(unit: Unit, known: Known) -> tuple[VouchedFor, ...]:
    found = await reads.vouched_by(unit, known.me)
    return tuple(VouchedFor(who, name, _name(known, where), day) for who, name, where, day in found)


def _name(known: Known, programme: str) -> str:
    found = known.programme(programme)
    return found.name if found else programme
