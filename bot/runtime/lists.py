"""The list of a programme as a workbook: everybody who takes part, and the duos that are open."""

import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from bot.flows.staff.matching import names_of
from bot.i18n import render
from programme.hours import Kept
from programme.message import Listed, Phrase, Place, Tongue, Value
from programme.model import Candidate, Coordinator, Duo, Programme
from programme.schedule import local_day
from storage import reads
from storage.store import Unit

if TYPE_CHECKING:
    from openpyxl import Workbook

PEOPLE = ("name", "side", "status", "municipality", "since", "duo-since", "hours", "tongues")
DUOS = ("names", "state", "since", "ends", "hours")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WIDTH = 22  # characters of a column
Cell = str | float | date | None


@dataclass(frozen=True, slots=True)
class Told:
    """All that stands in the file. `why` is the reason that was given, in the reader's language or their own words."""

    programme: Programme
    by: Coordinator
    why: Value
    made: date
    people: tuple[tuple[Candidate, date | None, float], ...]
    duos: tuple[tuple[Duo, float], ...]


async def read(unit: Unit, programme: Programme, by: Coordinator, why: Value, today: date) -> Told:
    """Everybody who has not stopped; in a duo since when, and the hours that they have told, as they read them
    themselves."""
    files = await reads.crowd(unit, programme.id)
    duos = await reads.open_duos(unit, [programme.id])
    since: dict[int, date] = {}
    for duo in duos:
        for member in duo.members:
            first = local_day(duo.formed)
            if duo.state != "proposed":
                since[member.candidate] = min(first, since.get(member.candidate, first))
    hours = {one.id: await reads.hours(unit, one.id) for one in files}
    told = ((one, since.get(one.id), hours[one.id].sum(today).all) for one in files)
    together = [(duo, await _of_duo(unit, duo, hours, today)) for duo in duos]
    return Told(programme, by, why, today, tuple(told), tuple(together))


async def _of_duo(unit: Unit, duo: Duo, hours: dict[int, Kept], today: date) -> float:
    """Each meeting of this duo once, as any member reads it."""
    first = duo.members[0].candidate if duo.members else 0
    kept = hours.get(first) or await reads.hours(unit, first)
    return sum(met.hours for met in kept.met if met.duo == duo.id and met.on <= today)


def name_of(told: Told) -> str:
    return f"{told.programme.id}-{told.made.isoformat()}.xlsx"


def xlsx(told: Told, language: str) -> bytes:
    """Raises `ImportError` where openpyxl is not installed."""
    from openpyxl import Workbook

    def say(value: Value) -> str:
        return render.bare(render.say(value, language))

    book = Workbook(write_only=True)
    people = [_person(*one, say) for one in told.people]
    duos = [_duo(*one, say) for one in told.duos]
    _sheet(book, say(Phrase("list.people")), [say(Phrase(f"list.head.{key}")) for key in PEOPLE], people)
    _sheet(book, say(Phrase("list.duos")), [say(Phrase(f"list.head.{key}")) for key in DUOS], duos)
    about = [(told.programme.name, told.by.name, told.made, say(told.why))]
    heads = ("programme", "by", "made", "why")
    _sheet(book, say(Phrase("list.about")), [say(Phrase(f"list.head.{key}")) for key in heads], about)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _person(one: Candidate, since: date | None, hours: float, say: Callable[[Value], str]) -> tuple[Cell, ...]:
    spoken = Listed(tuple(map(Tongue, sorted(one.tongues))))
    return (
        one.name, say(Phrase(f"side.short.{one.side}")), say(Phrase(f"list.status.{one.status}")),
        say(Place(str(one.answers["municipality"]))) if one.answers.get("municipality") else None,
        local_day(one.submitted), since, hours, say(spoken),
    )  # fmt: skip


def _duo(duo: Duo, hours: float, say: Callable[[Value], str]) -> tuple[Cell, ...]:
    return say(names_of(duo)), say(Phrase(f"duo.state.{duo.state}")), local_day(duo.formed), duo.ends, hours


def _sheet(book: "Workbook", title: str, head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
    from openpyxl.utils import get_column_letter

    sheet = book.create_sheet(title)
    sheet.freeze_panes = "A2"
    for number in range(1, len(head) + 1):
        sheet.column_dimensions[get_column_letter(number)].width = WIDTH

    def cell(value: Cell) -> Any:
        if not isinstance(value, str):
            return value
        text = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("", value))
        text.data_type = "s"  # a name that begins with = is a name, and nothing to work out
        return text

    for row in (head, *rows):
        sheet.append([cell(value) for value in row])
