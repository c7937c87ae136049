"""Few and sourced measures, at the start, halfway and at the end. All may be skipped; kept with their wording.

Sources: closeness is the Inclusion of Other in the Self scale (Aron, Aron & Smollan 1992), one item of seven
pictures; the others are this product's own single items. None is compared where few answered.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from programme.model import Side

BEFORE_THE_END = timedelta(weeks=7)  # the last check-in of a monthly rhythm asks the measures of the end


class Moment(StrEnum):
    START = "start"
    HALFWAY = "halfway"
    END = "end"


@dataclass(frozen=True, slots=True)
class Measure:
    """`values` in the order of the buttons; `wording` changes with every change of the words that are asked. `asked`
    of whom; of nobody where another answer tells it."""

    key: str
    values: tuple[int, ...]
    wording: str
    moments: tuple[Moment, ...] = tuple(Moment)
    asked: tuple[Side, ...] = tuple(Side)

    def read(self, value: int | None) -> "int | None":
        """The value, or None for a skip. Raises `ValueError` for what is not on the scale."""
        if value is not None and value not in self.values:
            raise ValueError(f"{value} is not on the scale of {self.key}: {self.values[0]} to {self.values[-1]}")
        return value


AGAIN = Measure("again", (0, 1), "2", (Moment.END,), ())  # another buddy? The end itself asks it
MEASURES = (
    Measure("closeness", tuple(range(1, 8)), "circles-1"),  # pictures: documents/circles.py
    Measure("confidence", tuple(range(11)), "1", asked=(Side.NEWCOMER,)),  # speaking Dutch, 0 to 10
    # Dutch-speaking people one could ask: 0, 1 or 2, 3 to 5, 6 and more
    Measure("ask_help", (0, 1, 3, 6), "1", asked=(Side.NEWCOMER,)),
    AGAIN,
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


def at(moment: Moment, side: Side, late: bool = False) -> tuple[Measure, ...]:
    """What to ask; `late`, together with the questions of the end, only the first."""
    found = tuple(m for m in MEASURES if moment in m.moments and side in m.asked)
    return found[:1] if late else found


def moment_on(start: date, planned_end: date, today: date, asked: frozenset[Moment]) -> Moment | None:
    """Which moment to ask now, once each; a missed start is never asked late, when halfway has come."""
    halfway = start + (planned_end - start) / 2
    nearly = planned_end - min(BEFORE_THE_END, (planned_end - start) / 3)
    now = Moment.END if today >= nearly else Moment.HALFWAY if today >= halfway else Moment.START
    return None if now in asked or today < start else now
