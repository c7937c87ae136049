"""One file for each kind of programme: what it promises, what it asks of volunteers."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Preset:
    """`promise_days` are working days; `check_in_after_days` are calendar days."""

    promise_days: int
    check_in_after_days: int
    screening: tuple[str, ...]


@cache
def preset(name: str) -> Preset:
    """Raises `FileNotFoundError` for a preset that is not there."""
    facts = tomllib.loads((files("programme") / "presets" / f"{name}.toml").read_text())
    return Preset(facts["promise_days"], facts["check_in_after_days"], tuple(facts["screening"]))


def presets() -> tuple[str, ...]:
    folder = files("programme") / "presets"
    return tuple(sorted(f.name.removesuffix(".toml") for f in folder.iterdir() if f.name.endswith(".toml")))
