"""`duobot import`: people and running duos from a spreadsheet; now its template and its trial run."""

from pathlib import Path

from bot.clock import system_now
from importer import people, sheet
from programme.reading.sheets import Unreadable
from programme.schedule import local_day
from storage.errors import DuobotError


class BadSheet(DuobotError):
    """Nothing was taken over. Mend the file and try again."""

    exit_code = 65


class NoWriter(DuobotError):
    """Nothing was taken over: this version only tries a file out. Add --dry-run."""


def template(path: Path) -> None:
    """Write an example to fill in, as CSV or XLSX by its name."""
    sheet.write(path, people.COLUMNS, people.template())


def trial(programme: str, path: Path) -> people.Plan:
    """What would happen. Raises `BadSheet` for a file that is no table."""
    try:
        head, rows = sheet.read(path)
    except Unreadable as error:
        raise BadSheet(str(error)) from None
    return people.plan(programme, head, rows, local_day(system_now()))


def lines(plan: people.Plan) -> list[str]:
    """For people. No names: rows and keys are enough, and a terminal keeps what it shows."""
    if plan.wrong:
        return [*map(str, plan.wrong), f"{len(plan.wrong)} to mend; nothing would be taken over"]
    shown = [f"row {p.row}: {p.side}, consent {p.consent}, {len(p.answers)} answers" for p in plan.people]
    return [*shown, f"{len(plan.people)} people and {len(plan.duos)} running duos would be taken over"]
