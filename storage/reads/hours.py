"""Hours, as people told them."""

from datetime import date

from programme.hours import Checked, Entry, Kept, Telling
from programme.schedule import local_day
from storage.rows import moment_of
from storage.store import Unit


async def hours(unit: Unit, candidate: int) -> Kept:
    """What somebody told, and what the others of their duos told of the same."""
    mine = await unit.all("hours_of", candidate=candidate)
    of_duos = await unit.all("hours_of_duos", candidate=candidate)
    checked = await unit.all("checked_of", candidate=candidate)
    return Kept(
        tuple(
            Entry(r["id"], r["duo"] or 0, date.fromisoformat(r["day"]), r["hours"], r["what"], r["wave"]) for r in mine
        ),
        tuple(
            Telling(
                str(r["id"]), r["duo"], r["candidate"], date.fromisoformat(r["day"]), r["hours"], r["wave"], r["id"]
            )
            for r in of_duos
        ),
        tuple(Checked(r["duo"], r["candidate"], r["wave"], local_day(moment_of(r["answered"]))) for r in checked),
    )
