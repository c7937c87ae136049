"""The draft of the proof of participation (bewijs van deelname). Dutch by law; never the registration itself."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from documents import pages
from programme.hours import Activity, Meeting, Rules, Sum

# The words by version of the rules (programme.hours.RULES): a change of the rules brings its own entry.
WORDS = {
    "2023-01": (
        "Ontwerp van een bewijs van deelname",
        "ONTWERP: dit is geen officieel bewijs. De trajectbegeleider (AgII, Atlas, Amal of het Huis van het Nederlands "
        "Brussel) beoordeelt de activiteiten en registreert het bewijs in de Kruispuntbank Inburgering.",
        "In het kader van het participatie- en netwerktraject (vierde pijler van het inburgeringstraject) nam deze "
        "persoon deel aan de activiteiten hieronder. De uren zijn opgegeven door de deelnemer en de vrijwilliger.",
    )
}


@dataclass(frozen=True, slots=True)
class Participation:
    """What the proof says. `contact` is the activity's contact person, who signs; activities are in Dutch words."""

    name: str
    programme: str
    organisation: str
    contact: str
    start: date
    until: date
    hours: Sum
    meetings: tuple[Meeting, ...]
    activities: tuple[Activity, ...]
    rules: Rules
    counsellor: str = ""  # a line to write on, where it isn't told


def proof(of: Participation, made: datetime) -> bytes:
    """A PDF of A4 pages. `made` is a moment in UTC. Raises `FontsMissing`, and `KeyError` for rules without words."""
    title, draft, text = WORDS[of.rules.words]
    told = of.hours
    return pages.written(title, [
        pages.heading(title), pages.banner(draft),
        pages.rows([
            ("Deelnemer", of.name), ("Activiteit", of.programme), ("Organisatie", of.organisation),
            ("Periode", f"{dutch(of.start)} tot en met {dutch(of.until)}"), ("Contactpersoon", of.contact),
            ("Trajectbegeleider", of.counsellor),
        ]),
        pages.paragraph(text),
        pages.rows([
            ("Samen met het duo", hours(told.duo)), ("Andere activiteiten", _others(told)),
            ("Totaal", f"{hours(told.all)} van {hours(told.asked)}"), ("Nog te vinden", hours(told.to_find)),
        ]),
        pages.signature(*_to_write(of), "Plaats en datum", "Naam contactpersoon", "Handtekening"),
        pages.next_page(), pages.heading("Overzicht van de uren"), *_list(of),
    ], made)  # fmt: skip


def _to_write(of: Participation) -> tuple[str, ...]:
    return () if of.counsellor else ("Trajectbegeleider",)


def _others(told: Sum) -> str:
    judged = f", waarvan {hours(told.unsure)} nog te beoordelen" if told.unsure else ""
    return hours(told.other) + judged


def _list(of: Participation) -> Iterator[pages.Part]:
    met = [m for m in of.meetings if m.hours]
    if met:
        differ = " (opgaven verschillen: de laagste telt)"
        yield pages.rows((f"{m.on:%d/%m/%Y}", hours(m.hours) + (differ if m.differs else "")) for m in met)
    other = [a for a in of.activities if a.counts is not False]
    if other:
        yield pages.paragraph("Andere activiteiten; of ze meetellen, beslist de trajectbegeleider:")
        yield pages.rows((f"{a.on:%d/%m/%Y}", f"{a.what}: {hours(a.hours)}") for a in other)


def hours(count: float) -> str:
    """As Dutch writes it: 9,5 uur."""
    return f"{count:g} uur".replace(".", ",")


def dutch(day: date) -> str:
    from babel.dates import format_date

    return str(format_date(day, "long", locale="nl_BE"))
