"""Duos, for their members and for the staff."""

from programme.hours import Kept
from programme.model import Duo, Known
from programme.queries import DuoOf, DuosOf, HoursOf, OpenDuos, Puzzle, PuzzleOf, StaffDuo
from storage import reads
from storage.readers.people import suitors, where
from storage.store import Unit


async def duo(unit: Unit, query: DuoOf, known: Known) -> Duo | None:
    return await reads.duo(unit, query.duo)


async def of_candidate(unit: Unit, query: DuosOf, known: Known) -> tuple[Duo, ...]:
    return await reads.duos_of(unit, query.candidate)


async def for_staff(unit: Unit, query: StaffDuo, known: Known) -> Duo | None:
    return await reads.duo(unit, query.duo, where(known, query.may))


async def page(unit: Unit, query: OpenDuos, known: Known) -> tuple[tuple[Duo, ...], int]:
    return await reads.duos_page(unit, where(known, query.may), query.page)


async def hours(unit: Unit, query: HoursOf, known: Known) -> Kept:
    """One's own only."""
    mine = known.person is not None and known.person.id == query.candidate
    return await reads.hours(unit, query.candidate) if mine else Kept()


async def puzzle(unit: Unit, query: PuzzleOf, known: Known) -> Puzzle:
    programme = query.programme
    if not programme:
        found = await reads.card(unit, query.newcomer, where(known, query.may))
        programme = found.programme if found else ""
    if programme not in where(known, query.may):
        return Puzzle()
    pairs = await reads.puzzle(unit, known.me, programme)
    return Puzzle(programme, pairs, await suitors(unit, programme, known))
