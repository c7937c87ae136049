"""What counts as what. docs/figures.md says the same in Dutch and English; tests follow its examples."""

import re
from dataclasses import dataclass, field
from typing import Any

VERSION = "1"  # of the definitions: figures of another version are not added up
DOCUMENT = "docs/figures.md"
QUESTIONS = ("projects", "duos", "participants", "budget", "fte", "evaluation")
MEASURES = ("projects", "duos", "participants", "budget", "fte", "hours", "evaluation")
STATUSES = ("counted", "declared", "planned", "estimated", "unknown")
QUALIFIERS = ("exact", "about", "at least")
DOMAINS = ("integration", "welfare", "education", "work")
DIMENSIONS = ("year", "province", "region", "municipality", "programme", "domain", "edition")
QUESTION_OF = {"hours": "evaluation"} | {m: m for m in MEASURES if m != "hours"}
UNITS = {"projects": "projects", "duos": "duos", "budget": "euro", "fte": "FTE", "hours": "hours", "evaluation": ""}

SCALES = {  # what a measure of `programme.measures` is called
    "closeness": "closeness, 1 to 7", "confidence": "confidence in Dutch, 0 to 10",
    "ask_help": "people to ask for help, at least", "again": "wants another buddy, 0 or 1",
}  # fmt: skip

FEWEST = 5  # persons in a cell that may be shown
FEWEST_NATIONALS = 10  # of one nationality in one municipality, in public
FEWEST_ANSWERS = 10  # persons behind an average
FIRST, LAST = 1990, 2100  # years that a figure may be about

Row = dict[str, Any]
CUMULATIVE = re.compile(r"cumulat|average|each year|gemiddeld|three years|six years", re.IGNORECASE)
SPAN = re.compile(r"((?:19|20)\d\d)\s*(?:-|–|to|tot)\s*(?:[A-Za-z]+\s+)?((?:19|20)\d\d)")
SCHOOL = re.compile(r"school ?(?:year|jaar)\s*((?:19|20)\d\d)", re.IGNORECASE)
EDITION = re.compile(r"edition|editie", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Asked:
    """What an overview was asked for. `layer` is the layer that `region` stands for."""

    first: int | None = None
    last: int | None = None
    by: tuple[str, ...] = ("year", "province", "municipality", "programme")
    question: str | None = None
    audience: str = "internal"
    language: str = "nl"
    layer: str = "network"
    public: bool = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "public", self.audience == "public")

    def within(self, year: int | None) -> bool:
        """Is this year asked for? A figure without a year only when no years are asked for."""
        if year is None:
            return self.first is None and self.last is None
        return (self.first is None or year >= self.first) and (self.last is None or year <= self.last)


def period_kind(period: str) -> str:
    """ "year", "school year", "edition", "span" or "cumulative": only figures of one kind are added up."""
    if CUMULATIVE.search(period):
        return "cumulative"
    if SCHOOL.search(period):
        return "school year"
    if EDITION.search(period):
        return "edition"
    return "span" if SPAN.search(period) else "year"


def year_of(period: str) -> int | None:
    """The one rule that gives an edition its year: the year in which it begins.

    A school year 2018-2019 and an edition October 2018 to March 2019 both belong to 2018.
    """
    found = re.search(r"(?:19|20)\d\d", period)
    return int(found[0]) if found else None


def unit_of(measure: str, side: str) -> str:
    """What is counted. Persons are told apart by their side when it is known."""
    return UNITS.get(measure) or (side if measure == "participants" and side else "persons")
