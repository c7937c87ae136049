"""One file for each kind of programme: what it promises, what it asks of volunteers, how it pairs, its rhythm."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from typing import Any

from programme.duo import Choosing
from programme.matching import Terms, terms_of
from programme.model import Programme
from programme.schedule import EXAMPLE, local_day, parse, working_days

DEFAULT = "duo"  # of a programme that was set up without saying what kind it is
CHOICES = (Choosing.BOTH, Choosing.COORDINATOR)


@dataclass(frozen=True, slots=True)
class Preset:
    """`promise_days` are working days; `lasts_days` and `quiet_days` are calendar days. `choosing` is who decides."""

    promise_days: int
    screening: tuple[str, ...]
    rhythm: str = EXAMPLE
    quiet_days: int = 21
    lasts_days: int = 182
    alarm_hours: int = 2  # by day, until an urgent alarm that nobody handled comes again
    choosing: str = Choosing.BOTH
    terms: Terms = field(default_factory=Terms)


@cache
def preset(name: str) -> Preset:
    """Raises `FileNotFoundError` for a preset that is not there, `ValueError` that names the mend for a wrong one."""
    facts = tomllib.loads((files("programme") / "presets" / f"{name}.toml").read_text())
    try:
        return read(facts)
    except ValueError as error:
        raise ValueError(f"presets/{name}.toml: {error}") from None


def read(facts: Mapping[str, Any]) -> Preset:
    """Raises `ValueError` that names what is wrong and what to write."""
    told = dict(facts)
    matching = told.pop("matching", {})
    names = {f.name for f in fields(Preset)} - {"terms"}
    for name in told:
        if name not in names:
            raise ValueError(f"there is no setting {name}: write one of {', '.join(sorted(names))}, or [matching]")
    for name in ("promise_days", "lasts_days", "quiet_days", "alarm_hours"):
        days = told.get(name, 1)
        if type(days) is not int or not 1 <= days <= 366:
            raise ValueError(f"{name} is {days!r}: write a number of days, 1 to 366")
    parse(told.get("rhythm", EXAMPLE))
    chosen_by(told.get("choosing", Choosing.BOTH))
    told["screening"] = tuple(told["screening"])
    return Preset(**told, terms=terms_of({"screening": list(told["screening"]), **matching}))


def chosen_by(choosing: str) -> str:
    """Who decides on a pair. Raises `ValueError` for what there is not; by profile is not there yet."""
    if choosing not in CHOICES:
        raise ValueError(f'choosing is "{choosing}": write one of {", ".join(CHOICES)}')
    return choosing


def preset_for(programme: Programme | None) -> Preset:
    """Its kind; of one that is gone, the usual one."""
    return preset(programme.preset if programme else DEFAULT)


def terms_for(programme: Programme | None) -> Terms:
    """What a programme asks of a pair: its kind's terms, and minors where it takes them itself."""
    terms = preset_for(programme).terms
    if programme is None:
        return terms
    return replace(terms, minors=terms.minors or programme.minors)


def waited(where: Programme | None, since: datetime, today: date) -> int:
    """Working days of a programme's town since that moment."""
    start = local_day(since)
    return working_days(start, today, where.closed) if where else working_days(start, today)


def takes_minors(programme: Programme) -> bool:
    """May people of 13 to 17 take part, with a guardian's yes?"""
    return terms_for(programme).minors


def presets() -> tuple[str, ...]:
    folder = files("programme") / "presets"
    return tuple(sorted(f.name.removesuffix(".toml") for f in folder.iterdir() if f.name.endswith(".toml")))
