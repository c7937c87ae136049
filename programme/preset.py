"""One file for each kind of programme: what it promises, what it asks of volunteers, how it pairs, its rhythm."""

import tomllib
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from programme.matching import Terms, terms_of


@dataclass(frozen=True, slots=True)
class Preset:
    """`promise_days` are working days; `check_in_after_days` and `quiet_days` are calendar days."""

    promise_days: int
    check_in_after_days: int
    screening: tuple[str, ...]
    rhythm: str = "after 2 weeks, after 4 weeks, then every month; at the end"
    quiet_days: int = 21
    terms: Terms = field(default_factory=Terms)


@cache
def preset(name: str) -> Preset:
    """Raises `FileNotFoundError` for a preset that is not there, `ValueError` that names the mend for a wrong one."""
    facts = tomllib.loads((files("programme") / "presets" / f"{name}.toml").read_text())
    try:
        return read(facts)
    except ValueError as error:
        raise ValueError(f"presets/{name}.toml: {error}") from None


def read(facts: dict[str, object]) -> Preset:
    """Raises `ValueError` that names what is wrong and what to write."""
    wrong = sorted(set(facts) - {*Preset.__dataclass_fields__, "matching"} | ({"terms"} & set(facts)))
    if wrong:
        raise ValueError(f"there is no setting {wrong[0]}: look for a slip of the pen in its name")
    for days in ("promise_days", "check_in_after_days", "quiet_days"):
        if days in facts and not (isinstance(facts[days], int) and 1 <= facts[days] <= 366):  # type: ignore[operator]
            raise ValueError(f"{days} is {facts[days]!r}: write a number of days, 1 to 366")
    matching = facts.pop("matching", {})
    screening = tuple(facts["screening"])  # type: ignore[arg-type]
    terms = terms_of({"screening": list(screening), **matching})  # type: ignore[dict-item]
    return Preset(**{**facts, "screening": screening}, terms=terms)  # type: ignore[arg-type]


def presets() -> tuple[str, ...]:
    folder = files("programme") / "presets"
    return tuple(sorted(f.name.removesuffix(".toml") for f in folder.iterdir() if f.name.endswith(".toml")))
