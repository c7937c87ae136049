"""The draft of the proof of participation (bewijs van deelname). Dutch by law; never the registration itself."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from documents import pages
from programme.hours import Activity, Meeting, Rules, Sum

if TYPE_CHECKING:
    from fpdf import FPDF

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
    """What the proof says. `contact` is the activity's contact person, who signs."""

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


def proof(of: Participation, made: datetime) -> bytes:
    """A PDF of A4 pages. `made` is a moment in UTC. Raises `FontsMissing`, and `KeyError` for rules without words."""
    title, draft, text = WORDS[of.rules.words]
    pdf = pages.page(title)
    pages.heading(pdf, title)
    pages.banner(pdf, draft)
    pages.rows(pdf, [
        ("Deelnemer", of.name), ("Activiteit", of.programme), ("Organisatie", of.organisation),
        ("Periode", f"{dutch(of.start)} tot en met {dutch(of.until)}"),
        ("Contactpersoon", of.contact),
    ])  # fmt: skip
    pages.paragraph(pdf, text)
    pages.rows(pdf, [
        ("Samen met het duo", hours(of.hours.duo)), ("Andere activiteiten", _others(of.hours)),
        ("Totaal", f"{hours(of.hours.all)} van {hours(of.hours.asked)}"), ("Nog te vinden", hours(of.hours.to_find)),
    ])  # fmt: skip
    pages.signature(pdf, ("Datum", "Naam contactpersoon", "Handtekening"))
    pdf.add_page()
    pages.heading(pdf, "Overzicht van de uren")
    _list(of, pdf)
    return pages.written(pdf, made)


def _others(told: Sum) -> str:
    judged = f", waarvan {hours(told.unsure)} nog te beoordelen" if told.unsure else ""
    return hours(told.other) + judged


def _list(of: Participation, pdf: "FPDF") -> None:
    pages.rows(pdf, [
        (f"{m.on:%d/%m/%Y}", hours(m.hours) + (" (opgaven verschillen: de laagste telt)" if m.differs else ""))
        for m in of.meetings
    ])  # fmt: skip
    other = [a for a in of.activities if a.counts is not False]
    if other:
        pages.paragraph(pdf, "Andere activiteiten; of ze meetellen, beslist de trajectbegeleider:")
    pages.rows(pdf, [(f"{a.on:%d/%m/%Y}", f"{a.what}: {hours(a.hours)}") for a in other])


def hours(count: float) -> str:
    """As Dutch writes it: 9,5 uur."""
    return f"{count:g} uur".replace(".", ",")


def dutch(day: date) -> str:
    from babel.dates import format_date

    return str(format_date(day, "long", locale="nl_BE"))
