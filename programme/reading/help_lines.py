"""Numbers to call in trouble, beside 112 and 1712: data, by municipality."""

from functools import cache

from programme.reading import phones
from programme.reading.names import packaged

SHORTEST = 6  # digits: up to here it is a short number (106, 1712), which no plan of numbers knows
MOST = 40  # characters of a name


def of(nis: str) -> tuple[tuple[str, str], ...]:
    """(name, number) of this municipality, and what holds in all of Flanders."""
    return (*_all().get(nis, ()), *_all().get("", ())) if nis else _all().get("", ())


@cache
def _all() -> dict[str, tuple[tuple[str, str], ...]]:
    found: dict[str, tuple[tuple[str, str], ...]] = {}
    for nis, name, number in packaged("help-lines.csv"):
        found[nis] = (*found.get(nis, ()), (name, number))
    return found


def read(text: str) -> tuple[str, str]:
    """`NAME=NUMBER`, as somebody at the command line writes it; kept as written, since 0800 doesn't exist from abroad.
    Raises `ValueError` that names the mend."""
    name, _, number = (part.strip() for part in text.partition("="))
    digits = sum(c.isdecimal() for c in number)
    if not name or len(name) > MOST or not digits:
        raise ValueError(f'{text!r}: write NAME=NUMBER, such as "CAW Mechelen=015 12 34 56"')
    if digits > SHORTEST and (wrong := phones.phone(number).wrong):
        raise ValueError(f"{number}: no such phone number ({wrong}); look for a slip, and write it like 015 12 34 56")
    return name, number
