"""Existing people and running duos, from rows of a spreadsheet to plain records. All or nothing, and no writing here.

Each cell is read with the same lists as the chat's questions, in Dutch, English or the list's own codes; what can't
be read is an error with its row, its column and the mend. A person's `key` is the same each time the file is read.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from hashlib import blake2b
from typing import Any, Protocol

from bot.flows.intake import NEWCOMER, VOLUNTEER
from bot.flows.readers import LEVELS, STATELESS, UNSAID, ManyOf, Municipality, Nationalities, OneOf, Reachable, Tongues
from bot.i18n.render import chosen
from importer.sheet import Row
from programme.message import Choice, Phrase
from programme.model import CHILD, MINOR, Side
from programme.reading import countries, languages, municipalities, phones

OWN = ("number", "side", "signed_up", "consent", "duo_with", "duo_since")
NEEDED = ("number", "side", "name", "municipality", "consent")
CONSENTS = ("yes", "no", "unknown")  # unknown: the link to confirm asks for it first
SIDES = {"newcomer": Side.NEWCOMER, "nieuwkomer": Side.NEWCOMER, "volunteer": Side.VOLUNTEER,
         "vrijwilliger": Side.VOLUNTEER, "buddy": Side.VOLUNTEER}  # fmt: skip
ALSO = {"ja": "yes", "nee": "no", "neen": "no", "niet gekend": "unknown", "onbekend": "unknown"}
DUTCH = {  # names of columns as Dutch spreadsheets have them
    "nummer": "number", "kant": "side", "voornaam": "name", "naam": "name", "leeftijd": "age",
    "gemeente": "municipality",
    "nationaliteit": "nationality", "talen": "tongues", "nederlands": "dutch", "sinds": "since", "vrij": "free",
    "interesses": "interests", "geslacht": "gender", "kinderen": "children", "ervaring": "experience",
    "hoeveel": "how_many", "hoe vaak": "how_often", "contact": "reach", "toestemming": "consent",
    "aangemeld": "signed_up", "duo met": "duo_with", "duo sinds": "duo_since",
}  # fmt: skip
SKIPPED = ("programme", "guardian", "note", "screening", "send", "hopes", "motivation")
QUESTIONS = {Side.NEWCOMER: NEWCOMER, Side.VOLUNTEER: VOLUNTEER}
READERS = {side: {q.key: q.reader for q in asked if q.key not in SKIPPED} for side, asked in QUESTIONS.items()}
COLUMNS = tuple(dict.fromkeys((*OWN[:2], *READERS[Side.NEWCOMER], *READERS[Side.VOLUNTEER], *OWN[2:])))


@dataclass(frozen=True, slots=True)
class Wrong:
    """A cell that can't be taken over; `row` is 1 for the head."""

    row: int
    column: str
    mend: str

    def __str__(self) -> str:
        return f"row {self.row}, {self.column}: {self.mend}"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody to take over; `answers` by the intake's keys, those missing are asked later by the link."""

    key: str
    row: int
    side: Side
    answers: Mapping[str, Any]
    consent: str
    signed_up: date | None = None


@dataclass(frozen=True, slots=True)
class Running:
    """A duo that runs already; `since` is a local date."""

    key: str
    newcomer: str
    volunteer: str
    since: date


@dataclass(frozen=True, slots=True)
class Plan:
    """What would happen. `people` and `duos` are empty as soon as anything is wrong."""

    people: tuple[Person, ...] = ()
    duos: tuple[Running, ...] = ()
    wrong: tuple[Wrong, ...] = field(default=())


class Write(Protocol):
    """To be implemented beside the store: one transaction; people and duos whose key is there are left alone.

    Returns (people added, duos added). A person comes in as accepted, not reached yet, with a link to confirm.
    """

    async def __call__(self, programme: str, plan: Plan) -> tuple[int, int]: ...


def plan(programme: str, head: Iterable[str], rows: Iterable[Row], today: date) -> Plan:
    """Every row read, every error collected; nothing is taken over when one is wrong."""
    names = {name: DUTCH.get(name, name) for name in head if name}
    wrong = [
        Wrong(1, n, f"no such column: use one of {', '.join(COLUMNS)}") for n, c in names.items() if c not in COLUMNS
    ]
    wrong += [Wrong(1, c, "this column is missing") for c in NEEDED if c not in names.values()]
    if wrong:
        return Plan(wrong=tuple(wrong))
    people: dict[str, Person] = {}
    pairs: list[tuple[int, str, str, date]] = []
    for row in rows:
        cells = {names[n]: v for n, v in row.cells.items() if n and v}
        slips: list[Wrong] = []
        person = _person(programme, row.number, cells, slips, today)
        if person and cells["number"] in people:
            slips.append(Wrong(row.number, "number", f"{cells['number']} is there twice: give everybody their own"))
        elif person:
            people[cells["number"]] = person
        if "duo_with" in cells:
            since = _date(cells.get("duo_since", ""), today)
            if since is None:
                slips.append(Wrong(row.number, "duo_since", "write the first day of the duo, like 2026-09-01"))
            else:
                pairs.append((row.number, cells.get("number", ""), cells["duo_with"], since))
        wrong += slips
    duos = _duos(programme, pairs, people, wrong)
    return Plan(wrong=tuple(sorted(wrong, key=lambda w: w.row))) if wrong else Plan(tuple(people.values()), duos)


def _person(programme: str, number: int, cells: Mapping[str, str], wrong: list[Wrong], today: date) -> Person | None:
    before = len(wrong)
    wrong += [Wrong(number, c, "fill this in") for c in NEEDED if c not in cells]
    side = SIDES.get(cells.get("side", "").lower())
    if "side" in cells and side is None:
        wrong.append(Wrong(number, "side", f'"{cells["side"]}" is no side: write newcomer or volunteer'))
    consent = ALSO.get(cells.get("consent", "").lower(), cells.get("consent", "").lower())
    if "consent" in cells and consent not in CONSENTS:
        wrong.append(Wrong(number, "consent", f"write {', '.join(CONSENTS)}"))
    signed = _date(cells["signed_up"], today) if "signed_up" in cells else None
    if "signed_up" in cells and signed is None:
        wrong.append(Wrong(number, "signed_up", "write a day that is not in the future, like 2026-09-01"))
    answers = _answers(number, side, cells, wrong) if side else {}
    if len(wrong) > before or side is None:
        return None
    return Person(key_of(programme, cells["number"]), number, side, answers, consent, signed)


def _answers(number: int, side: Side, cells: Mapping[str, str], wrong: list[Wrong]) -> dict[str, Any]:
    answers: dict[str, Any] = {}
    for key, text in cells.items():
        if key in OWN:
            continue
        reader = READERS[side].get(key)
        if reader is None:
            wrong.append(Wrong(number, key, f"a {side} is not asked this: leave it empty"))
            continue
        try:
            answers[key] = _read(reader, text)
        except ValueError as error:
            wrong.append(Wrong(number, key, str(error)))
    if answers.get("age") in (CHILD, MINOR):
        wrong.append(Wrong(number, "age", "under 18 is not taken over: a guardian's step comes first"))
    return answers


def _read(reader: Any, text: str) -> Any:
    """The answer as the chat would keep it. Raises `ValueError` with the mend."""
    match reader:
        case OneOf(values):
            return _one(text, values, reader.label)
        case ManyOf(values):
            return sorted({_one(part, values, reader.label) for part in _parts(text)}, key=values.index)
        case Municipality():
            found = municipalities.find(text)
            return _only(text, [p.nis for p in found.read], [p.nl for p in found.likely])
        case Nationalities():
            return list(dict.fromkeys(_nation(part) for part in _parts(text)))
        case Tongues():
            return dict(_tongue(part) for part in _parts(text))
        case Reachable():
            return _reached(text)
    return text[:500]


def _reached(text: str) -> str:
    """A spreadsheet takes the 0 away from a number, and keeps two in one cell: the mend says so."""
    found = phones.phone(text)
    if answer := next(iter(found.read), phones.address(text)):
        return answer
    several = found.wrong == phones.SEVERAL
    mend = "keep one" if several else "write it like 0470 12 34 56 or +32 470 12 34 56, or leave it empty"
    raise ValueError(f'"{text}" is {"more than one" if several else "no"} phone number: {mend}')


def _one(text: str, values: tuple[str, ...], label: Callable[[str], Any]) -> str:
    if text in values:
        return text
    choices = [Choice(v, label(v)) for v in values]
    found = chosen(text, choices, "nl") or chosen(text, choices, "en") or ALSO.get(text.lower())
    if found not in values:
        raise ValueError(f'"{text}" is not in the list: write one of {", ".join(values)}')
    return found


def _nation(text: str) -> str:
    if text in (STATELESS, UNSAID):
        return text
    if countries.exists(text.upper()):
        return text.upper()
    found = countries.find(text)
    return _only(text, found.read, [countries.name(code, "nl") for code in found.likely])


def _tongue(text: str) -> tuple[str, str]:
    """ "Arabisch = native": a language and how well."""
    name, _, level = (part.strip() for part in text.replace(":", "=").partition("="))
    found = languages.find(name)
    code = _only(name, found.read, [languages.name(code, "nl") for code in found.likely])
    if not level:
        raise ValueError(f'say how well: "{name} = daily" (one of {", ".join(LEVELS)})')
    return code, _one(level, LEVELS, lambda v: Phrase(f"level.{v}"))


def _only(text: str, read: Sequence[str], names: Sequence[str]) -> str:
    if len(read) == 1:
        return read[0]
    near = f": do you mean {' or '.join(names)}?" if names else ": look for a slip of the pen"
    raise ValueError(f'"{text}" is not known{near}')


def _parts(text: str) -> list[str]:
    return [part.strip() for part in text.replace(";", ",").replace("/", ",").split(",") if part.strip()]


def _duos(
    programme: str, pairs: Iterable[tuple[int, str, str, date]], people: Mapping[str, Person], wrong: list[Wrong]
) -> tuple[Running, ...]:
    found: dict[str, Running] = {}
    for row, one, other, since in pairs:
        a, b = people.get(one), people.get(other)
        if other not in people:
            wrong.append(Wrong(row, "duo_with", f"there is no number {other} (or its row has an error)"))
        elif a and b and a.side is b.side:
            wrong.append(Wrong(row, "duo_with", f"{one} and {other} are both {a.side}s"))
        elif a and b:
            newcomer, volunteer = (a, b) if a.side is Side.NEWCOMER else (b, a)
            key = key_of(programme, f"{newcomer.key}+{volunteer.key}")
            if key in found and found[key].since != since:
                wrong.append(Wrong(row, "duo_since", f"the row of {other} names another day"))
            found.setdefault(key, Running(key, newcomer.key, volunteer.key, since))
    return tuple(found.values())


def key_of(programme: str, number: str) -> str:
    """The same person of the same file has the same key, each time; it tells nothing about them."""
    return blake2b(f"{programme}\0{number}".encode(), digest_size=12).hexdigest()


def _date(text: str, today: date) -> date | None:
    day, *rest = text.replace("/", "-").split("-") if text else ("",)
    try:
        found = date.fromisoformat(text) if len(day) == 4 else date(int(rest[1]), int(rest[0]), int(day))
    except (ValueError, IndexError):
        return None
    return found if found <= today else None


TEMPLATE: tuple[Mapping[str, str], ...] = (
    {"number": "1", "side": "newcomer", "name": "Voorbeeld", "age": "26-40", "municipality": "Mechelen",
     "nationality": "Oekraïne", "tongues": "Oekraïens = native, Engels = daily", "dutch": "A2",
     "free": "3-evening, 6-morning", "interests": "cooking, music", "children": "yes", "consent": "unknown",
     "signed_up": "2026-09-01", "duo_with": "2", "duo_since": "2026-10-01"},
    {"number": "2", "side": "volunteer", "name": "Proef", "age": "41-64", "municipality": "2800",
     "tongues": "Engels = well", "free": "3-evening", "interests": "cooking", "how_many": "2", "how_often": "weekly",
     "experience": "no", "consent": "yes", "signed_up": "2026-08-15"},
)  # fmt: skip


def template() -> list[list[str]]:
    return [[row.get(column, "") for column in COLUMNS] for row in TEMPLATE]
