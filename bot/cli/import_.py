"""`duobot import`: people and running duos from a spreadsheet; its template, its trial run, its links to confirm."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from bot.cli.operations import NotFound, bot_name, ensure_not_ours
from bot.clock import system_now
from bot.runtime.links import address
from bot.settings import Settings
from importer import people, sheet, writing
from programme.reading import sheets
from programme.schedule import local_day
from storage import reads
from storage.errors import DuobotError
from storage.store import Store, Unit


class BadSheet(DuobotError):
    """Nothing was taken over. Mend the file and try again."""

    exit_code = 65


@dataclass(frozen=True, slots=True)
class Told:
    """What came of it, or would come: lines for people."""

    lines: tuple[str, ...]
    wrong: bool = False


def template(path: Path) -> None:
    """Write an example to fill in, as CSV or XLSX by its name."""
    sheet.write(path, people.COLUMNS, people.template())


def trial(programme: str, path: Path) -> people.Plan:
    """What a file says. Raises `BadSheet` for one that is no table, or isn't there."""
    if not path.exists():
        raise BadSheet(f"{path} is not there")
    try:
        head, rows = sheet.read(path)
    except sheets.Unreadable as error:
        raise BadSheet(str(error)) from None
    return people.plan(programme, head, rows, local_day(system_now()))


async def take_over(
    store: Store, settings: Settings, programme: str, path: Path, dry: bool = False, links: Path | None = None
) -> Told:  # fmt: skip
    """Read a file and write it down, all or nothing; `dry` only says what would happen. Raises `BadSheet`, `NotFound`
    for a programme that isn't there, `FileThere` for links that would fall on another file."""
    plan = trial(programme, path)
    if links:
        ensure_not_ours(links, settings, force=False)
    made: list[tuple[str, str]] = []
    waiting = 0
    async with store.unit() as unit:
        await _ensure_there(unit, programme)
        new = await writing.compare(unit, plan)
        if not (dry or plan.wrong or new.wrong):
            now = system_now()
            person = await writing.write(unit, programme, plan, new, now)
            made = await writing.links(unit, plan, person, now) if links else []
            waiting = len(await writing.unconfirmed(unit, person))
    if links and not (plan.wrong or new.wrong):
        name = await bot_name(settings)
        _write(links, ((number, address(name, token)) for number, token in made))
    told = [*_page(path), *_lines(plan, new, dry)]
    wrong = bool(plan.wrong or new.wrong)
    if waiting and not links:
        told.append(f"{waiting} of this list have not said yet that it is them: --links makes a link for each")
    if links and not wrong:
        told.append(f"{len(made)} links to confirm are in {links}: each for one use, {writing.LINK_DAYS} days")
    return Told(tuple(told), wrong)


async def _ensure_there(unit: Unit, programme: str) -> None:
    there = [one.id for one in await reads.programmes(unit)]
    if programme not in there:
        raise NotFound(f"programme {programme or '–'}; there are: {', '.join(there) or 'none yet'}")


def _write(path: Path, rows: Iterable[tuple[str, str]]) -> None:
    """Only for whoever runs this: a link opens somebody's file."""
    path.touch(mode=0o600)
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file, delimiter=";").writerows((("number", "link"), *rows))


def _page(path: Path) -> list[str]:
    """Which code page was guessed: a name that looks wrong here is wrong everywhere."""
    found = sheets.coding(path)
    if found is None:
        return []
    return [
        f'the file is not UTF-8 and is read as {found.name}: a word in it is "{found.sample}". '
        "If that looks wrong, save it as CSV UTF-8 and try again"
    ]


def _lines(plan: people.Plan, new: writing.Compared, dry: bool) -> list[str]:
    """No names: rows and numbers are enough, and a terminal keeps what it shows."""
    if wrong := (*plan.wrong, *new.wrong):
        return [*map(str, wrong), f"{len(wrong)} to mend; nothing {'would be' if dry else 'was'} taken over"]
    shown = [f"row {p.row}: {p.side}, consent {p.consent}, {len(p.answers)} answers" for p in new.people if dry]
    notes = sorted((*plan.notes, *new.notes), key=lambda note: note.row)
    verb = "would be" if dry else "were"
    same = len(plan.people) - len(new.people)
    there = [f"{same} people of this list are known already: nothing about them changes"] if same else []
    done = f"{len(new.people)} people and {len(new.duos)} running duos {verb} taken over"
    return [*shown, *map(str, notes), *there, done]
