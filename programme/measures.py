"""Few and sourced measures, at the start, halfway and at the end. All may be skipped; kept with their wording.

Sources: closeness is the Inclusion of Other in the Self scale (Aron, Aron & Smollan 1992), one item of seven
pictures; the others are this product's own single items. None is compared where few answered.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Moment(StrEnum):
    START = "start"
    HALFWAY = "halfway"
    END = "end"


@dataclass(frozen=True, slots=True)
class Measure:
    """`values` in the order of the buttons; `wording` changes with every change of the words that are asked."""

    key: str
    values: tuple[int, ...]
    wording: str
    moments: tuple[Moment, ...] = tuple(Moment)

    def read(self, value: int | None) -> "int | None":
        """The value, or None for a skip. Raises `ValueError` for what is not on the scale."""
        if value is not None and value not in self.values:
            raise ValueError(f"{value} is not on the scale of {self.key}: {self.values[0]} to {self.values[-1]}")
        return value


MEASURES = (
    Measure("closeness", tuple(range(1, 8)), "1"),  # circles, drawn by papers/circles.py
    Measure("confidence", tuple(range(11)), "1"),  # speaking Dutch, 0 to 10
    Measure("ask_help", (0, 1, 3, 6), "1"),  # Dutch-speaking people one could ask: 0, 1–2, 3–5, 6 and more
    Measure("again", (0, 1), "1", (Moment.END,)),  # would you do it again?
)


@dataclass(frozen=True, slots=True)
class Kept:
    """One answer as it is kept: numbers, the wording's version, and no words of the person."""

    duo: int
    candidate: int
    measure: str
    wording: str
    moment: Moment
    on: date
    value: int | None


def at(moment: Moment) -> tuple[Measure, ...]:
    return tuple(m for m in MEASURES if moment in m.moments)


def moment_on(start: date, planned_end: date, today: date, asked: frozenset[Moment]) -> Moment | None:
    """Which moment to ask now, once each; a missed start is never asked late, when halfway has come."""
    halfway = start + (planned_end - start) / 2
    now = Moment.END if today >= planned_end else Moment.HALFWAY if today >= halfway else Moment.START
    return None if now in asked or today < start else now
