"""Existing people and running duos, from rows of a spreadsheet to plain records. All or nothing, and no writing here.

Each cell is read with the same lists as the chat's questions, in Dutch, English or the list's own codes; what can't
be read is an error with its row, its column and the mend; what was read otherwise than it stands is a note.

Who a row is: its number says it within a programme, and the first name and the side have to say the same. So a row is
the same person each time its list is read (`key`), also after a phone number or a day in it changed; the first row of
another list is somebody else; and a number (`slot`) that was another person before is refused when the list meets the
database (`importer/writing.py`), since one of the two lists then has to get numbers of its own.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from hashlib import blake2b
from typing import Any

from bot.flows.intake import NEWCOMER, VOLUNTEER
from bot.flows.readers import LEVELS, STATELESS, UNSAID, ManyOf, Municipality, Nationalities, OneOf, Reachable, Tongues
from bot.i18n.render import chosen
from importer.sheet import Row
from programme.message import Choice, Phrase
from programme.model import CHILD, LANGUAGES, MINOR, SOURCE, Side
from programme.reading import countries, languages, municipalities, phones

OWN = ("number", "side", "language", "signed_up", "consent", "duo_with", "duo_since")
NEEDED = ("number", "side", "name", "municipality", "consent")
CONSENTS = ("yes", "unknown")  # of who said no nothing may be kept; unknown: the link to confirm asks for it first
OLDEST = date(1990, 1, 1)  # an earlier day is a slip, or a birthday
DAY = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4}|\d{2})", re.ASCII)
FAILED = frozenset((
    "#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!", "#SPILL!", "#CALC!",
    "#N/B", "#VERW!", "#WAARDE!", "#NAAM?", "#DEEL/0!", "#GETAL!", "#LEEG!",
    "#REF", "#VALEUR!", "#NOM?", "#NOMBRE!", "#NUL!",
))  # fmt: skip
SURNAMES = ("achternaam", "familienaam", "surname", "last name", "nom de famille")
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
    "nr": "number", "nr.": "number", "volgnummer": "number", "rol": "side", "woonplaats": "municipality",
    "postcode": "municipality", "taal": "tongues", "moedertaal": "tongues", "gesproken talen": "tongues",
    "taal van het gesprek": "language", "gsm": "reach", "gsm-nummer": "reach", "telefoon": "reach",
    "telefoonnummer": "reach", "tel": "reach", "tel.": "reach", "e-mail": "reach", "email": "reach",
    "e-mailadres": "reach", "datum aanmelding": "signed_up", "aangemeld op": "signed_up",
    "startdatum": "duo_since", "startdatum duo": "duo_since", "start duo": "duo_since",
    "niveau nederlands": "dutch", "beschikbaarheid": "free", "akkoord": "consent",
}  # fmt: skip
SKIPPED = ("programme", "guardian", "note", "screening", "send", "hopes", "motivation")
QUESTIONS = {Side.NEWCOMER: NEWCOMER, Side.VOLUNTEER: VOLUNTEER}
READERS = {side: {q.key: q.reader for q in asked if q.key not in SKIPPED} for side, asked in QUESTIONS.items()}
NATIVE = "moedertaal"  # a heading that says how well, so that the cell needn't
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
    """Somebody to take over; `answers` by the intake's keys, those missing are asked later by the link. `key` is this
    person of this list, `slot` their number in this programme."""

    key: str
    slot: str
    number: str
    row: int
    side: Side
    answers: Mapping[str, Any]
    consent: str
    signed_up: date | None = None
    language: str = SOURCE


@dataclass(frozen=True, slots=True)
class Running:
    """A duo that runs already, by the keys of its people; `since` is a local date, `row` the first that names it."""

    row: int
    newcomer: str
    volunteer: str
    since: date


@dataclass(frozen=True, slots=True)
class Plan:
    """What would happen. `people` and `duos` are empty as soon as anything is wrong; `notes` stop nothing."""

    people: tuple[Person, ...] = ()
    duos: tuple[Running, ...] = ()
    wrong: tuple[Wrong, ...] = field(default=())
    notes: tuple[Wrong, ...] = ()


def plan(programme: str, head: Iterable[str], rows: Iterable[Row], today: date) -> Plan:
    """Every row read, every error collected; nothing is taken over when one is wrong."""
    names = {name: DUTCH.get(name, name) for name in head if name}
    wrong = _heads(names)
    if wrong:
        return Plan(wrong=tuple(wrong))
    people: dict[str, Person] = {}
    pairs: list[tuple[int, str, str, date]] = []
    notes: list[Wrong] = []
    for row in rows:
        slips: list[Wrong] = []
        cells = _cells(row, names, slips)
        failed = bool(slips)
        person = None if failed else _person(programme, row.number, cells, slips, notes, today)
        number = cells.get("number", "")
        if person and _same(number) in people:
            slips.append(Wrong(row.number, "number", f"{number} is there twice: give everybody their own"))
        elif person:
            people[_same(number)] = person
        if not failed and (since := _since(row.number, cells, slips, today)):
            pairs.append((row.number, number, cells["duo_with"], since))
        wrong += slips
    duos = _duos(pairs, people, wrong)
    if wrong:
        return Plan(wrong=tuple(sorted(wrong, key=lambda w: w.row)))
    return Plan(tuple(people.values()), duos, notes=tuple(notes))


def _heads(names: Mapping[str, str]) -> list[Wrong]:
    """What is wrong with the first row: `names` are its headings, with the column that each of them means."""
    wrong = [Wrong(1, n, _unknown(n)) for n, column in names.items() if column not in COLUMNS]
    wrong += [Wrong(1, c, "this column is missing") for c in NEEDED if c not in names.values()]
    for column in COLUMNS:
        same = [n for n, meant in names.items() if meant == column]
        if len(same) > 1:
            keep = "voornaam" if "voornaam" in same else same[0]
            why = ", since duobot keeps first names" if column == "name" else ""
            both = f"{' and '.join(same)} mean the same: keep {keep} alone{why}"
            wrong.append(Wrong(1, column, both))
    return wrong


def _unknown(name: str) -> str:
    if name in SURNAMES:
        return "duobot keeps first names: remove this column"
    return f"no such column: use one of {', '.join(COLUMNS)}"


def _cells(row: Row, names: Mapping[str, str], wrong: list[Wrong]) -> dict[str, str]:
    """What a row says, by column; a sum that failed is no name."""
    cells = {}
    for name, text in row.cells.items():
        if not text:
            continue
        if not name:
            wrong.append(Wrong(row.number, "no heading", "there is a cell with no heading above it: empty or name it"))
            continue
        if text.upper() in FAILED:
            wrong.append(Wrong(row.number, names[name], f"{text} is a sum that failed: type what should stand there"))
            continue
        native = name == NATIVE and not any(sign in text for sign in "=:")
        cells[names[name]] = ", ".join(f"{part} = native" for part in _parts(text)) if native else text
    return cells


def _since(number: int, cells: Mapping[str, str], wrong: list[Wrong], today: date) -> date | None:
    """Since when the duo of this row runs; None where it names none, or where the day is wrong."""
    if "duo_with" not in cells:
        if "duo_since" in cells:
            wrong.append(Wrong(number, "duo_since", "a duo with whom? Fill in duo_with, or call the column signed_up"))
        return None
    if "duo_since" not in cells:
        wrong.append(Wrong(number, "duo_since", "write the first day of the duo, like 2026-09-01"))
        return None
    return _day(number, "duo_since", cells, wrong, today)


def _day(number: int, column: str, cells: Mapping[str, str], wrong: list[Wrong], today: date) -> date | None:
    if column not in cells:
        return None
    try:
        return date_of(cells[column], today)
    except ValueError as error:
        wrong.append(Wrong(number, column, str(error)))
    return None


def _person(
    programme: str, number: int, cells: Mapping[str, str], wrong: list[Wrong], notes: list[Wrong], today: date
) -> Person | None:  # fmt: skip
    before = len(wrong)
    wrong += [Wrong(number, c, "fill this in") for c in NEEDED if c not in cells]
    side = SIDES.get(cells.get("side", "").lower())
    if "side" in cells and side is None:
        wrong.append(Wrong(number, "side", f'"{cells["side"]}" is no side: write newcomer or volunteer'))
    consent = ALSO.get(cells.get("consent", "").lower(), cells.get("consent", "").lower())
    if consent == "no":
        wrong.append(Wrong(number, "consent", "they said no: leave them out"))
    elif "consent" in cells and consent not in CONSENTS:
        wrong.append(Wrong(number, "consent", f"write {' or '.join(CONSENTS)}"))
    signed = _day(number, "signed_up", cells, wrong, today)
    language = _language(cells.get("language", SOURCE))
    if not language:
        wrong.append(Wrong(number, "language", f"the bot speaks {', '.join(LANGUAGES)}: write one of those"))
    answers = _answers(number, side, cells, wrong, notes) if side else {}
    if len(wrong) > before or side is None:
        return None
    mine = _same(cells["number"])
    key, slot = key_of(programme, mine, side, _plain(cells["name"])), key_of(programme, mine)
    return Person(key, slot, cells["number"], number, side, answers, consent, signed, language)


def _language(text: str) -> str:
    """A language that the bot speaks, by its code or its name; "" for another."""
    code = text.lower()
    if code in LANGUAGES:
        return code
    return next((found for found in languages.find(text).read if found in LANGUAGES), "")


def _same(number: str) -> str:
    """A number as one compares it: 07 is 7, and b-1 is B-1."""
    return re.sub(r"^0+(?=.)", "", "".join(number.split()).casefold())


def _plain(name: str) -> str:
    """A name as one compares it: capitals, accents and spaces don't make another person of it."""
    letters = (c for c in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(c))
    return " ".join("".join(letters).split())


def _answers(
    number: int, side: Side, cells: Mapping[str, str], wrong: list[Wrong], notes: list[Wrong]
) -> dict[str, Any]:  # fmt: skip
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
        if isinstance(reader, Reachable) and LOST_ZERO.fullmatch(text) and key in answers:
            notes.append(Wrong(number, key, "read with the 0 in front that the spreadsheet took away"))
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


LOST_ZERO = re.compile(r"[1-9](?:[ ./-]?\d){7,8}", re.ASCII)


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
    pairs: Iterable[tuple[int, str, str, date]], people: Mapping[str, Person], wrong: list[Wrong]
) -> tuple[Running, ...]:
    """The duos, each once; nobody in more of them than they have room for."""
    found: dict[tuple[str, str], Running] = {}
    duos = Counter[str]()
    for row, one, other, since in pairs:
        a, b = people.get(_same(one)), people.get(_same(other))
        if b is None:
            wrong.append(Wrong(row, "duo_with", f"there is no number {other} (or its row has an error)"))
        elif a and a.side is b.side:
            wrong.append(Wrong(row, "duo_with", f"{one} and {other} are both {a.side}s"))
        elif a:
            newcomer, volunteer = (a, b) if a.side is Side.NEWCOMER else (b, a)
            before = found.get((newcomer.key, volunteer.key))
            if before is None:
                found[newcomer.key, volunteer.key] = Running(row, newcomer.key, volunteer.key, since)
                wrong += [full for one in (newcomer, volunteer) if (full := _full(row, one, duos))]
            elif before.since != since:
                wrong.append(Wrong(row, "duo_since", f"the row of {other} names another day"))
    return tuple(found.values())


def _full(row: int, one: Person, duos: Counter[str]) -> Wrong | None:
    """One duo more, if they have room for it: a newcomer for one, a volunteer for as many as they said."""
    duos[one.key] += 1
    room = int(one.answers.get("how_many") or 1) if one.side is Side.VOLUNTEER else 1
    if duos[one.key] <= room:
        return None
    more = ", or write in how_many for how many they have room" if one.side is Side.VOLUNTEER else ""
    return Wrong(
        row, "duo_with", f"number {one.number} is in {duos[one.key]} duos, with room for {room}: take one out{more}"
    )


def key_of(*what: str) -> str:
    """The same each time it is made of the same; it is kept only as a keyed hash (`importer/writing.py`)."""
    return blake2b("\0".join(what).encode(), digest_size=16).hexdigest()


def date_of(text: str, today: date) -> date:
    """A day as Belgium writes it, or 2026-09-01. Raises `ValueError` with the mend; two digits of a year are this
    century's."""
    try:
        found = date.fromisoformat(text) if re.match(r"\d{4}-", text, re.ASCII) else _belgian(text)
    except ValueError:
        raise ValueError(f'"{text}" is no day: write day, month and year, like 25-9-2026 or 2026-09-25') from None
    if found > today:
        raise ValueError(f'"{text}" is read as {found}, and that is in the future: write it like 2026-09-25')
    if found < OLDEST:
        raise ValueError(f'"{text}" is read as {found}, before {OLDEST.year}: write it like 2026-09-25')
    return found


def _belgian(text: str) -> date:
    parts = DAY.fullmatch(text)
    if not parts:
        raise ValueError(text)
    day, month, year = map(int, parts.groups())
    return date(year + 2000 if len(parts[3]) == 2 else year, month, day)


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
