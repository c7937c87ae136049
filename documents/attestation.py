"""The volunteer's attestation: thanks on paper, with what was done and for how long. Dutch."""

from dataclasses import dataclass
from datetime import date, datetime

from documents import pages
from documents.proof import dutch, hours


@dataclass(frozen=True, slots=True)
class Service:
    """What the attestation says; `partners` is how many newcomers, never who they are."""

    name: str
    programme: str
    organisation: str
    contact: str
    start: date
    until: date
    hours: float
    partners: int


def attestation(of: Service, made: datetime) -> bytes:
    """A PDF of one A4 page. `made` is a moment in UTC. Raises `FontsMissing`."""
    with_whom = "één nieuwkomer" if of.partners == 1 else f"{of.partners} nieuwkomers"
    return pages.written("Attest vrijwilliger", [
        pages.heading("Attest"),
        pages.paragraph(f"{pages.clean(of.organisation)} bevestigt dat"),
        pages.name(of.name),
        pages.paragraph(
            f"van {dutch(of.start)} tot en met {dutch(of.until)} als vrijwilliger een duo vormde met {with_whom} "
            f"in {pages.clean(of.programme)}, en daar ongeveer {hours(of.hours)} voor vrijmaakte."
        ),
        pages.paragraph("We danken deze vrijwilliger van harte: voor de tijd, de gesprekken en het vertrouwen."),
        pages.rows([("Contactpersoon", of.contact), ("Gemaakt op", dutch(made.date()))]),
        pages.signature("Plaats en datum", "Handtekening"),
    ], made)  # fmt: skip
