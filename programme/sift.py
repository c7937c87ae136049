"""Whom of those who wait a coordinator wants to see: one side, one state, one language, one part of the week, or those
whom they follow up themselves. Pure.

It travels in buttons, of which the data is at most 64 bytes: a letter for each, and the code of the language.
"""

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace

from programme.message import number
from programme.model import Candidate
from programme.reading import languages

LATE = "late"  # waits for a first look longer than the programme promised
WEEKEND = "weekend"
SIDES = {"n": "newcomer", "v": "volunteer"}
STATES = {"w": "waiting", "l": LATE, "c": "accepted", "a": "aside"}
PARTS = {"m": "morning", "n": "afternoon", "e": "evening", "w": WEEKEND}
MINE = "mine"  # whom the reader follows up
WHOSE = {"i": MINE}
SATURDAY, SUNDAY = "6", "7"


@dataclass(frozen=True, slots=True)
class Sift:
    """What is empty sifts nothing out."""

    side: str = ""
    state: str = ""
    tongue: str = ""
    free: str = ""
    whose: str = ""

    def __bool__(self) -> bool:
        return any(getattr(self, f.name) for f in fields(self))

    def __str__(self) -> str:
        letters = (_letter(SIDES, self.side), _letter(STATES, self.state), self.tongue, _letter(PARTS, self.free))
        mine = (_letter(WHOSE, self.whose),) if self.whose else ()
        return ".".join((*letters, *mine)) if self else ""

    def toggled(self, what: str, value: str) -> "Sift":
        """With this one; without it, where it was in force."""
        return replace(self, **{what: "" if getattr(self, what) == value else value})

    def fits(self, one: Candidate, late: bool, mine: bool) -> bool:
        """Is this somebody to be shown? `late` says whether they wait longer than promised, `mine` whether the reader
        follows them up."""
        return (
            self.side in ("", one.side)
            and (late if self.state == LATE else self.state in ("", one.status))
            and (not self.tongue or self.tongue in one.tongues)
            and (mine or not self.whose)
            and (not self.free or _is_free(one.answers.get("free") or (), self.free))
        )


EVERYBODY = Sift()


def parsed(text: str) -> Sift:
    """Of a button; what no button of ours ever said sifts nothing out. Never raises."""
    side, state, tongue, free, whose = (*text.split("."), "", "", "", "", "")[:5]
    known = tongue if languages.exists(tongue) else ""
    return Sift(SIDES.get(side, ""), STATES.get(state, ""), known, PARTS.get(free, ""), WHOSE.get(whose, ""))


def _letter(letters: dict[str, str], value: str) -> str:
    return next((letter for letter, meant in letters.items() if meant == value), "")


def _is_free(slots: Iterable[str], part: str) -> bool:
    """Slots are "3-evening": Monday is 1."""
    days = [slot.partition("-") for slot in slots]
    return any(day in (SATURDAY, SUNDAY) if part == WEEKEND else when == part for day, _, when in days)


@dataclass(frozen=True, slots=True)
class Spot:
    """Where in the list somebody was opened: a page, counted from 0, of a sifted list."""

    page: int = 0
    sift: Sift = EVERYBODY

    def __str__(self) -> str:
        return f"{self.page}.{self.sift}" if self.sift else str(self.page)


def spot(text: str) -> Spot:
    """Of a button. Never raises."""
    page, _, sift = text.partition(".")
    return Spot(number(page), parsed(sift))
