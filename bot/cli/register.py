"""What is kept of people, column by column: for a data-protection officer, so in Dutch.

A column of the database without an entry here fails a test, as does a question of an intake without a reason.
"""

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, astuple, dataclass, field, fields
from enum import StrEnum

import msgspec

from bot.flows.registry import REGISTRY
from bot.i18n import render
from programme import check_in, schedule
from programme.model import SOURCE
from programme.roles import COUNTS, READS, Role
from storage.retention import OWN_WORDS, Periods


class Kept(StrEnum):
    """How a value stands in the database."""

    READABLE = "leesbaar"
    SEALED = "verzegeld"  # under the key of one person
    HASHED = "afdruk"  # can be compared, not read back
    KEY = "sleutel, zelf verzegeld"


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that is kept: where, what, of whom, why, who sees it, how long, and how."""

    where: str
    what: str
    whose: str
    why: str
    who_sees: str
    how_long: str
    kept: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the database. Without `whose` it holds nothing of anybody."""

    columns: Mapping[str, str | tuple[Kept, str]]
    whose: str = ""
    why: str = ""
    who_sees: str = ""
    how_long: str = ""
    apart: Mapping[str, str] = field(default_factory=dict)  # column → how long, where it is not as the rest


ROLES = {
    Role.COORDINATOR: "coördinator", Role.TRAINEE: "coördinator in opleiding",
    Role.LEAD: "verantwoordelijke van een gemeente", Role.AUDITOR: "auditor", Role.OPERATOR: "beheerder",
}  # fmt: skip


def _may(roles: frozenset[Role]) -> str:
    return ", ".join(name for role, name in ROLES.items() if role in roles)


SELF = "de persoon zelf (/mydata)"
CARD = f"{SELF}; van het eigen project: {_may(READS)}"
FIGURES = f"als aantal, nooit als rij: {_may(COUNTS)}"
PROGRAM = "niemand, alleen het programma zelf"

ASKER = "nieuwkomers en vrijwilligers"
STAFF = "medewerkers van een project"
BOTH = "iedereen die met de bot praat"

FILE = (
    "tot wissen op vraag; anders {declined} dagen na afwijzing of stoppen, {closed_duo} dagen na het einde van het"
    " laatste duo. Wie wacht, krijgt elke {still} dagen de vraag of het nog mag"
)
PERSON = (
    "zonder afgewerkte aanmelding {unfinished} dagen na het laatste teken van leven; van een medewerker tot die gewist"
    f" wordt; met een aanmelding {FILE}"
)
WORDS = "{own_words} dagen na de match; anders zolang het dossier"
STAYS = "blijft, los van de persoon: de band verdwijnt met het dossier"
WITH_STAFF = "zolang iemand medewerker is"

TABLES: Mapping[str, Table] = {
    "persons": Table(
        {
            "id": "nummer dat niets zegt over de persoon",
            "lookup": (Kept.HASHED, "afdruk met sleutel (HMAC-SHA-256) van het Telegram-adres"),
            "chat": (Kept.SEALED, "adres in Telegram"),
            "since": "wanneer het eerste bericht kwam",
        },
        BOTH, "iemand terugvinden en kunnen antwoorden", PROGRAM, PERSON,
    ),
    "keys": Table(
        {"person": "nummer van de persoon", "key": (Kept.KEY, "de sleutel van één persoon")},
        BOTH, "alles van één persoon kunnen lezen, en in één keer onleesbaar maken", PROGRAM, PERSON,
    ),
    "erased": Table(
        {"person": "nummer van wie gewist is", "at": "wanneer"},
        BOTH, "wie gewist is ook wissen uit een reservekopie die wordt teruggezet", PROGRAM,
        "blijft: het nummer verwijst naar niemand meer",
    ),
    "sessions": Table(
        {
            "person": "nummer van de persoon",
            "language": "taal van het gesprek",
            "revision": "teller van beurten",
            "state": (Kept.SEALED, "het gesprek dat bezig is, met de antwoorden tot nu toe"),
            "unfinished": "is een aanmelding half af?",
            "reachable": "is de bot niet geblokkeerd?",
            "nudges": "aantal herinneringen",
            "paused": "geen berichten tot deze dag",
            "touched": "laatste beurt",
        },
        BOTH, "het gesprek kunnen voortzetten, in de eigen taal", SELF, PERSON,
    ),
    "consents": Table(
        {
            "id": "volgnummer",
            "person": "nummer van de persoon",
            "kind": "meedoen of meetellen",
            "given": "ja of nee",
            "wording": "welke tekst: versie van de privacyverklaring",
            "language": "in welke taal",
            "at": "wanneer",
        },
        ASKER, "tonen wie waarmee akkoord ging", SELF, PERSON,
    ),
    "candidates": Table(
        {
            "id": "nummer van het dossier",
            "person": "nummer van de persoon",
            "side": "nieuwkomer of vrijwilliger",
            "status": "waar het dossier staat",
            "programme": "project",
            "language": "taal van het gesprek",
            "municipality": "gemeente (NIS-code)",
            "answers": (Kept.SEALED, "de antwoorden van de aanmelding, hieronder een voor een"),
            "counted": "telt mee in de cijfers?",
            "submitted": "wanneer verstuurd",
            "waiting_since": "wacht sinds",
            "passed_from": "doorgegeven door dit project",
            "decided_by": "nummer van wie besliste",
            "decided_at": "wanneer beslist",
            "reason": "reden van afwijzing, uit een vaste lijst",
            "aside_until": "opzij gezet tot", "assigned": "nummer van wie opvolgt",
            "sign_asked": "vraagt sinds deze dag een handtekening", "signed": "dag van de laatste handtekening",
            "apologised": "wanneer gezegd dat we te laat zijn", "escalated": "aan wie gemeld dat dit te lang wacht",
        },
        ASKER, "een duo vormen", CARD, FILE,
    ),
    "guarded": Table(
        {
            "person": "nummer van de jongere",
            "hash": (Kept.HASHED, "afdruk (SHA-256) van de link voor de voogd"),
            "side": "nieuwkomer of vrijwilliger",
            "programme": "project",
            "language": "taal van het gesprek",
            "counted": "telt mee in de cijfers, na ja van de voogd?",
            "answers": (Kept.SEALED, "de antwoorden van de aanmelding"),
            "created": "wanneer afgewerkt",
            "expires": "tot wanneer de link werkt",
        },
        "jongeren van 13 tot 17", "wachten op het ja van een ouder of voogd", SELF, PERSON,
    ),
    "imported": Table(
        {
            "key": (Kept.HASHED, "afdruk met sleutel van project, nummer in de lijst, voornaam en kant"),
            "slot": (Kept.HASHED, "afdruk met sleutel van project en nummer in de lijst"),
            "content": (Kept.HASHED, "afdruk met sleutel van de rij: is ze gewijzigd? Leeg na het wissen"),
            "person": "nummer van de persoon; leeg na het wissen",
            "at": "wanneer overgenomen",
        },
        "wie uit een lijst van het project is overgenomen",
        "dezelfde lijst geen tweede keer overnemen, en wie gewist is niet opnieuw", PROGRAM,
        "de band met een persoon: tot die gewist is",
    ),
    "claims": Table(
        {
            "hash": (Kept.HASHED, "afdruk (SHA-256) van de link om te bevestigen"),
            "person": "nummer van de persoon",
            "expires": "tot wanneer de link werkt",
        },
        "wie uit een lijst van het project is overgenomen", "zelf laten bevestigen wat het project opschreef", PROGRAM,
        "tot de link gebruikt is, of een nieuwe gemaakt; anders zolang het dossier",
    ),
    "guardians": Table(
        {
            "person": "nummer van de jongere",
            "guardian": "nummer van de voogd; leeg na het wissen",
            "wording": "welke tekst",
            "language": "in welke taal",
            "at": "wanneer",
            "contact": (Kept.SEALED, "naam en nummer van de voogd, onder de sleutel van de jongere"),
        },
        "jongeren van 13 tot 17 en hun ouder of voogd", "tonen wie ja zei; een voogd kunnen bellen", CARD, FILE,
    ),
    "screenings": Table(
        {
            "person": "nummer van de vrijwilliger",
            "programme": "project",
            "seen": "dag waarop het uittreksel gezien is",
            "issued": "dag waarop het uitgereikt is",
            "noted_by": "nummer van wie het zag",
            "at": "wanneer genoteerd",
        },
        "vrijwilligers", "weten dat een uittreksel gezien is (artikel 596.2 Sv.); nooit een kopie", CARD, FILE,
    ),
    "card_notes": Table(
        {
            "id": "volgnummer", "person": "nummer van de persoon", "candidate": "nummer van het dossier",
            "programme": "project", "noted_by": "nummer van wie het noteerde; leeg na het wissen",
            "at": "wanneer genoteerd",
            "words": (Kept.SEALED, "notitie van de coördinator, in eigen woorden, onder de sleutel van de persoon"),
        },
        ASKER, "onthouden wat een coördinator weet en een match helpt; de persoon kan het lezen", CARD, FILE,
    ),
    "volunteer_steps": Table(
        {
            "person": "nummer van de vrijwilliger", "programme": "project",
            "what": "kennismakingsgesprek, afsprakennota getekend of informatienota gelezen",
            "day": "op welke dag", "result": "besluit van het gesprek, uit een vaste lijst",
            "noted_by": "nummer van wie het noteerde",
        },
        "vrijwilligers",
        "weten dat het beloofde gesprek er was en de informatienota gelezen is (wet van 3 juli 2005); nooit een kopie",
        CARD, FILE,
    ),
    "looks": Table(
        {
            "person": "nummer van de persoon",
            "reader": "nummer van de medewerker",
            "day": "dag",
            "programme": "project",
        },
        f"{ASKER}; {STAFF}", "tonen wie een dossier bekeek", SELF, FILE,
    ),
    "shown": Table(
        {
            "candidate": "nummer van het dossier",
            "reader": "nummer van de medewerker",
            "message": "nummer van het bericht",
        },
        f"{ASKER}; {STAFF}", "na wissen ook de kaart uit het gesprek van de coördinator halen", PROGRAM, FILE,
    ),
    "told": Table(
        {"person": "nummer van de medewerker", "candidate": "nummer van het dossier", "programme": "project"},
        f"{ASKER}; {STAFF}", "een nieuw dossier maar één keer melden", PROGRAM, FILE,
    ),
    "relays": Table(
        {
            "id": "volgnummer",
            "candidate": "nummer van het dossier",
            "coordinator": "nummer van wie vroeg",
            "question": (Kept.SEALED, "vraag van de coördinator, in eigen woorden"),
            "answer": (Kept.SEALED, "antwoord, in eigen woorden"),
            "asked": "wanneer gevraagd",
            "answered": "wanneer beantwoord",
        },
        ASKER, "iets navragen zonder elkaars nummer te geven", CARD, WORDS,
    ),
    "alarms": Table(
        {
            "id": "volgnummer", "person": "nummer van de persoon", "candidate": "nummer van het dossier",
            "duo": "nummer van het duo", "programme": "project", "kind": "niet veilig, noodkreet, woorden of gezicht",
            "mood": "hoe het gaat, 1 tot 5", "at": "wanneer",
            "told": (Kept.SEALED, "wat iemand schreef; zonder dossier ook naam en nummer"),
            "handled": "wanneer opgevolgd", "handled_by": "nummer van wie opvolgde", "how": "hoe opgevolgd",
        },
        BOTH, "iemand in nood meteen laten opvolgen door een mens, en dat kunnen tonen", CARD,
        "{alarms} dagen na de opvolging; anders zolang het dossier",
    ),
    "talks": Table(
        {
            "id": "volgnummer", "person": "nummer van de persoon", "programme": "project",
            "name": (Kept.SEALED, "naam van wie nog geen dossier heeft"),
            "staff": "nummer van de medewerker die meepraat", "ends": "tot wanneer het gesprek openstaat",
        },
        BOTH, "een gesprek met een mens, via de bot", CARD, "{own_words} dagen na het laatste bericht",
    ),
    "talk_words": Table(
        {
            "id": "volgnummer", "talk": "nummer van het gesprek", "person": "nummer van de persoon", "at": "wanneer",
            "staff": "nummer van de medewerker die het schreef; leeg: de persoon zelf",
            "words": (Kept.SEALED, "het bericht, in eigen woorden"),
        },
        BOTH, "een gesprek met een mens, via de bot; nalezen wat er gezegd is", CARD, "{own_words} dagen",
    ),
    "duos": Table(
        {
            "id": "nummer van het duo",
            "programme": "project",
            "formed": "wanneer gevormd",
            "formed_by": "nummer van wie het vormde",
            "ended": "wanneer gestopt",
            "reason": "reden van het einde, uit een vaste lijst",
            "heard": "wanneer het duo het laatst iets liet horen",
            "state": "waar het duo staat, van voorstel tot einde",
            "despite": "wat er tegen sprak, en waarom het voorstel er toch kwam, uit een vaste lijst",
            "since": "sinds wanneer",
            "held": "hoeveel keer het rustte",
            "ends": "laatste dag die gepland is",
            "adults": "hoeveel volwassenen",
            "children": "hoeveel kinderen meedoen; geen namen",
            "households": "hoeveel huishoudens",
        },
        ASKER, "duo's opvolgen en tellen", CARD, STAYS,
    ),
    "duo_members": Table(
        {
            "duo": "nummer van het duo",
            "candidate": "nummer van het dossier",
            "side": "nieuwkomer of vrijwilliger",
            "role": "volwassene of kind",
            "household": "kenmerk van een huishouden",
            "answer": "antwoord op het voorstel; de ander ziet het niet",
            "sharing": "hoe de ander deze persoon mag bereiken",
            "contact": (Kept.SEALED, "naam in Telegram of telefoonnummer, zelf gekozen"),
            "goes_on": "wil na de eerste ontmoeting verder",
            "left": "wanneer iemand stopte in een groep die verder ging",
        },
        ASKER, "weten wie met wie een duo vormt, en hen aan elkaar voorstellen",
        f"{CARD}; de naam of het nummer: de ander van het duo", STAYS,
    ),
    "duo_moves": Table(
        {"id": "volgnummer", "duo": "nummer van het duo", "move": "stap", "state": "waar het duo dan staat",
         "at": "wanneer"},
        ASKER, "duo's opvolgen; nooit wie nee zei", CARD, STAYS,
    ),
    "pauses": Table(
        {"duo": "nummer van het duo", "starts": "rust vanaf", "ends": "rust tot"},
        ASKER, "geen berichten sturen terwijl een duo rust", CARD, STAYS,
    ),
    "waves": Table(
        {"duo": "nummer van het duo", "candidate": "nummer van het dossier", "wave": "dag waarop gevraagd werd",
         "number": "de hoeveelste keer", "asked": "wanneer"},
        ASKER, "elke vraag maar één keer stellen", PROGRAM, STAYS,
    ),
    "meetings": Table(
        {
            "id": "volgnummer",
            "duo": "nummer van het duo",
            "proposer": "nummer van het dossier van wie het voorstelde",
            "person": "nummer van wie het voorstelde",
            "at": "dag en uur",
            "off": "wanneer de afspraak wegviel",
            "place": (Kept.SEALED, "plaats, in eigen woorden"),
        },
        ASKER, "afspreken en de dag ervoor herinneren", f"de ander van het duo; {CARD}", STAYS,
    ),
    "meeting_answers": Table(
        {"meeting": "volgnummer van de afspraak", "candidate": "nummer van het dossier", "fits": "past het?",
         "met": "elkaar gezien?", "why": "waarom niet, uit een vaste lijst"},
        ASKER, "weten of een duo elkaar ziet", CARD, STAYS,
    ),
    "partings": Table(
        {
            "duo": "nummer van het duo",
            "candidate": "nummer van het dossier; 0 is het project",
            "at": "wanneer",
            "reason": "reden van het einde, uit een vaste lijst",
            "note": (Kept.SEALED, "meer daarover, in eigen woorden"),
            "again": "wil een andere buddy",
        },
        ASKER, "weten waarom een duo stopt; de ander leest het niet", CARD, STAYS,
    ),
    "measures": Table(
        {"duo": "nummer van het duo", "candidate": "nummer van het dossier", "moment": "begin, midden of einde",
         "measure": "welke vraag", "wording": "versie van de vraag", "at": "wanneer", "value": "antwoord als getal"},
        ASKER, "evaluatie", FIGURES, STAYS,
    ),
    "hours_told": Table(
        {"id": "volgnummer", "candidate": "nummer van het dossier", "duo": "nummer van het duo, of geen",
         "day": "welke dag", "hours": "uren", "what": "wat ze deden, uit een vaste lijst",
         "wave": "bij welke check-in verteld", "told": "wanneer verteld"},
        ASKER, "uren tellen voor het bewijs van deelname en het attest", PROGRAM, STAYS,
    ),
    "desks": Table(
        {"person": "nummer van de medewerker", "digest": "hoe vaak het bericht van de dag komt",
         "gathers": "wacht ander nieuws daarop?", "away": "is nu afwezig", "away_from": "eerste dag van afwezigheid",
         "away_until": "laatste dag van afwezigheid", "deputy": "nummer van wie overneemt",
         "tongues": "talen die de medewerker met mensen spreekt"},
        STAFF, "het bericht van de dag sturen wanneer de medewerker dat wil, weten wie overneemt", PROGRAM, WITH_STAFF,
    ),
    "undos": Table(
        {"candidate": "nummer van het dossier", "staff": "nummer van de medewerker", "until": "tot wanneer",
         "status": "waar het dossier stond", "programme": "in welk project", "passed_from": "doorgegeven door",
         "decided_by": "nummer van wie eerder besliste", "decided_at": "wanneer", "reason": "reden",
         "aside_until": "opzij tot", "assigned": "nummer van wie opvolgde"},
        ASKER, "een beslissing kunnen terugnemen voor de persoon ze leest", PROGRAM, "enkele minuten",
    ),
    "speaking": Table(
        {"staff": "nummer van de medewerker", "person": "nummer van de persoon", "since": "sinds wanneer"},
        ASKER, "antwoorden voor wie geen telefoon heeft", PROGRAM, "een uur na het laatste antwoord",
    ),
    "follow_ups": Table(
        {"id": "volgnummer", "duo": "nummer van het duo", "person": "nummer van de medewerker",
         "what": "gebeld, gevraagd hoe het gaat, of later bekijken", "day": "wanneer", "until": "opnieuw bekijken op"},
        STAFF, "een stil duo niet vergeten, en niet twee keer bellen", f"van het eigen project: {_may(READS)}",
        "{own_words} dagen na de dag waarop het duo opnieuw bekeken wordt",
    ),
    "puzzle_pairs": Table(
        {"person": "nummer van de medewerker", "programme": "project", "rank": "volgorde",
         "newcomer": "nummer van het dossier", "volunteer": "nummer van het dossier", "kept": "houden of niet"},
        ASKER, "een voorstel van duo's nakijken voor het vertrekt", PROGRAM, "tot het verstuurd of opnieuw gemaakt is",
    ),
    "check_ins": Table(
        {
            "duo": "nummer van het duo",
            "candidate": "nummer van het dossier",
            "wave": "de hoeveelste keer",
            "answered": "wanneer",
            **{key: check_in.IN_DUTCH[key] for key in check_in.COUNTED},
            check_in.SEALED: (Kept.SEALED, check_in.IN_DUTCH[check_in.SEALED]),
            "more": check_in.MORE or "wat een check-in later nog vraagt: nu niets",
        },
        ASKER, "merken dat een duo hulp nodig heeft; evaluatie", CARD, STAYS, {"note": "{own_words} dagen"},
    ),
    "facts": Table(
        {
            "id": "nummer dat niets zegt over de persoon",
            "candidate": "nummer van het dossier; leeg na het wissen",
            "side": "nieuwkomer of vrijwilliger",
            "programme": "project",
            "municipality": "gemeente (NIS-code)",
            "year": "jaar",
            "age": "leeftijdsgroep",
            "dutch": "niveau Nederlands",
        },
        ASKER, "cijfers voor de overheid; alleen na ja op \"meetellen\"", FIGURES, STAYS,
    ),
    "fact_nationalities": Table(
        {"fact": "nummer van de telling", "nationality": "nationaliteit (ISO 3166)"},
        ASKER, "cijfers voor de overheid; alleen na ja op \"meetellen\"", FIGURES, STAYS,
    ),
    "fact_tongues": Table(
        {"fact": "nummer van de telling", "tongue": "taal (BCP 47)", "level": "niveau"},
        ASKER, "cijfers voor de overheid; alleen na ja op \"meetellen\"", FIGURES, STAYS,
    ),
    "coordinators": Table(
        {
            "programme": "project",
            "person": "nummer van de medewerker",
            "role": "rol",
            "name": (Kept.SEALED, "naam"),
            "phone": (Kept.SEALED, "telefoonnummer dat kandidaten mogen bellen"),
            "since": "sinds",
        },
        STAFF, "weten wie wat mag; een mens die je kunt bellen",
        f"{SELF}; de naam en het nummer: kandidaten van het project", WITH_STAFF,
    ),
    "invitations": Table(
        {
            "hash": (Kept.HASHED, "afdruk (SHA-256) van de link"),
            "programme": "project",
            "role": "rol",
            "municipality": "gemeente (NIS-code)",
            "created": "gemaakt",
            "expires": "geldig tot",
            "used_by": "nummer van wie de link gebruikte; -1 na het wissen",
            "used_at": "wanneer gebruikt",
        },
        STAFF, "een link maar één keer laten werken", PROGRAM, "de band met een persoon: tot die gewist is",
    ),
    "wakes": Table(
        {
            "id": "volgnummer",
            "person": "nummer van wie het krijgt",
            "kind": "soort bericht",
            "key": "kenmerk tegen dubbel sturen: nummers en dagen",
            "payload": (Kept.SEALED, "waarover het gaat"),
            "about": "nummer van het dossier waarover het gaat",
            "due": "wanneer",
            "daytime": "alleen overdag?",
            "peace": "wacht op het einde van een pauze?",
            "priority": "antwoord of herinnering",
        },
        BOTH, "op tijd een bericht sturen", PROGRAM, "tot het bericht gemaakt is",
    ),
    "outbox": Table(
        {
            "id": "volgnummer",
            "person": "nummer van wie het krijgt",
            "priority": "antwoord of herinnering",
            "letter": (Kept.SEALED, "het bericht"),
            "due": "wanneer",
            "state": "wacht, geparkeerd of geweigerd",
            "tries": "aantal pogingen",
            "unsure": "misschien al aangekomen?",
            "reason": "waarom het niet lukte, in woorden van Telegram",
        },
        BOTH, "een bericht niet verliezen", PROGRAM,
        "tot het is aangekomen; {letters} dagen als het niemand bereikt",
    ),
    "quarantine": Table(
        {
            "id": "volgnummer",
            "at": "wanneer",
            "person": "nummer van de persoon; 0 als niemand het weet",
            "reason": "soort fout, zonder woorden van mensen",
            "raw": (Kept.SEALED, "het bericht dat niet verwerkt kon worden"),
            "retried": "opnieuw geprobeerd op",
        },
        BOTH, "een bericht dat niet verwerkt kon worden niet verliezen", PROGRAM, "{quarantine} dagen",
    ),
    "arrivals": Table(
        {"id": "nummer van een bericht bij Telegram", "at": "wanneer"},
        BOTH, "een bericht dat Telegram herhaalt niet dubbel verwerken", PROGRAM, "{arrivals} uur",
    ),
    "journal": Table(
        {
            "id": "volgnummer",
            "at": "wanneer",
            "actor": "nummer van wie het deed; leeg na het wissen",
            "action": "wat er gebeurde, zonder woorden van mensen",
            "object": "nummer van het dossier, of het project; bij een lijst ook waarvoor, als vast woord",
        },
        f"{ASKER}; {STAFF}", "beslissingen kunnen verantwoorden", PROGRAM, "{journal} dagen",
    ),
    "unmet": Table({
        "nis": "gemeente (NIS-code)", "side": "nieuwkomer of vrijwilliger", "month": "maand", "n": "aantal wensen",
    }),
    "figure_counts": Table({
        "programme": "project", "part": "wat geteld is", "year": "jaar", "side": "nieuwkomer of vrijwilliger",
        "code": "nationaliteit, taal, reden of ronde", "n": "aantal; intern ook kleine aantallen", "total": "som",
        "squares": "som van kwadraten",
    }),
    "declared": Table({
        "id": "volgnummer", "programme": "project", "municipality": "gemeente", "nis": "NIS-codes",
        "province": "provincie", "domain": "domein", "measure": "wat", "year": "jaar", "period": "periode",
        "side": "nieuwkomer of vrijwilliger", "status": "geteld, verklaard, gepland, geschat", "source": "bron",
        "value": "cijfer", "words": "het cijfer in woorden", "qualifier": "ongeveer, minstens", "note": "opmerking",
        "origin": "hoe het hier kwam", "at": "wanneer ingevoerd",
    }),
    "releases": Table({
        "id": "volgnummer", "made": "wanneer gemaakt", "note": "opmerking", "cells": "de openbaar gemaakte cijfers",
    }),
    "programmes": Table({
        "id": "kenmerk", "name": "naam van het project", "municipality": "gemeente (NIS-code)", "province": "provincie",
        "preset": "soort project", "created": "gemaakt", "closed": "gestopt", "minors": "ook voor 13 tot 17 jaar?",
        "choosing": "wie over een duo beslist", "help_lines": "wie je belt bij nood, naast 112 en 1712",
        "meanwhile": "wat je kunt doen terwijl je wacht", "closing_days": "sluitingsdagen van de gemeente",
        "assigns": "krijgt elke aanmelding één begeleider?",
    }),
    "programme_areas": Table({"programme": "project", "nis": "gemeente (NIS-code)"}),
    "house": Table({"id": "kenmerk van deze databank"}),
    "leases": Table({
        "name": "welke bot", "number": "teller", "holder": "computer en proces dat antwoordt", "until": "tot wanneer",
    }),
    "facts_of_life": Table({
        "name": "naam van een stand", "value": "stand: hoe ver het opruimen kwam, of het laatste bericht aan velen",
    }),
    "alembic_version": Table({"version_num": "versie van de databank"}),
    "sqlite_sequence": Table({"name": "tabel", "seq": "laatste volgnummer"}),
}  # fmt: skip

STEPS = {
    "guardian": "gelezen dat een voogd ja moet zeggen",
    "note": "informatienota gelezen",
    "screening": "akkoord met de stappen",
}
INTAKES = {"newcomer": "nieuwkomers", "volunteer": "vrijwilligers"}
UNKEPT = "send"  # the last tap of an intake, not an answer


def entries(keeps: Periods) -> Iterator[Entry]:
    """Everything that is kept of people, with the periods that are in force."""
    for name, table in TABLES.items():
        for column in table.columns if table.whose else ():
            yield _entry(name, table, column, keeps)
        if name == "candidates":
            yield from _answers(keeps)


def nobodys() -> Mapping[str, Table]:
    """The tables that hold nothing of anybody."""
    return {name: table for name, table in TABLES.items() if not table.whose}


def as_json(keeps: Periods) -> str:
    found = {"entries": [asdict(e) for e in entries(keeps)], "nothing_of_people": sorted(nobodys())}
    return msgspec.json.format(msgspec.json.encode(found)).decode() + "\n"


def as_csv(keeps: Periods) -> str:
    """The tables without anything of people are rows too, and say so."""
    out = io.StringIO()
    lines = csv.writer(out, lineterminator="\n")
    lines.writerow([f.name for f in fields(Entry)])
    lines.writerows(astuple(entry) for entry in entries(keeps))
    lines.writerows(
        (f"{name}.{column}", _said(what)[1], "niemand", "", "", "", Kept.READABLE)
        for name, table in nobodys().items() for column, what in table.columns.items()
    )  # fmt: skip
    return out.getvalue()


HEAD = """# Register van gegevens

Gemaakt door `duobot privacy register` uit het programma zelf, met de termijnen die ingesteld zijn. Een kolom van de
databank die hier ontbreekt, doet een test falen. Niet met de hand aanpassen.

- **verzegeld**: versleuteld (AES-GCM) met een eigen sleutel per persoon. Die sleutels zijn zelf versleuteld met een
  hoofdsleutel die niet in de databank staat. Wie de databank én de hoofdsleutel heeft, kan alles lezen.
- **afdruk**: kan vergeleken worden, niet teruggelezen.
- **leesbaar**: staat zo in de databank, onder een nummer dat niets zegt over de persoon.
"""


def as_page(keeps: Periods) -> str:
    """The register as a page, a section for each table."""
    parts = [HEAD]
    found = list(entries(keeps))
    for name, table in TABLES.items():
        if table.whose:
            parts.append(_section(name, table, [e for e in found if e.where.startswith(f"{name}.")], keeps))
    without = ", ".join(
        f"`{name}` ({', '.join(_said(c)[1] for c in t.columns.values())})" for name, t in nobodys().items()
    )
    parts.append(f"## Zonder gegevens over mensen\n\nIn deze tabellen staat niets over een persoon: {without}.\n")
    return "\n".join(parts)


def as_readable(_: Periods) -> str:
    """What somebody reads who has the database or a copy of it, and no key: table by table, in words. Numbers and days
    stand in almost every one, and are left out."""
    lines = []
    for name, table in TABLES.items():
        said = [w for kept, w in map(_said, table.columns.values()) if kept is Kept.READABLE and not NOTHING.match(w)]
        if table.whose and said:
            lines.append(f"- `{name}`: {'; '.join(said)}.")
    return "\n".join((*lines, ""))


NOTHING = re.compile(r"(nummer|volgnummer|dag|wanneer)\b")
COLUMNS = ("| Veld | Wat | Anders dan hierboven | Hoe bewaard |", "|---|---|---|---|")


def _section(name: str, table: Table, found: list[Entry], keeps: Periods) -> str:
    long = _long(table.how_long, keeps)
    rows = [f"| `{e.where.partition('.')[2]}` | {e.what} | {_more(e, table, long)} | {e.kept} |" for e in found]
    facts = ("Van", table.whose), ("Waarom", table.why), ("Wie ziet het", table.who_sees), ("Hoe lang", long)
    head = (f"- {label}: {said}." for label, said in facts)
    return "\n".join((f"## `{name}`", "", *head, "", *COLUMNS, *rows, ""))


def _more(entry: Entry, table: Table, long: str) -> str:
    """What is not as the head of the section says."""
    usual = {"whose": table.whose, "why": table.why, "who_sees": table.who_sees, "how_long": long}
    return "; ".join(getattr(entry, name) for name, said in usual.items() if getattr(entry, name) != said)


def _entry(name: str, table: Table, column: str, keeps: Periods) -> Entry:
    kept, what = _said(table.columns[column])
    long = _long(table.apart.get(column, table.how_long), keeps)
    return Entry(f"{name}.{column}", what, table.whose, table.why, table.who_sees, long, kept)


def _answers(keeps: Periods) -> Iterator[Entry]:
    """The questions of both intakes: they are kept together, sealed, in one column."""
    asked: dict[str, list[str]] = {}
    why: dict[str, str] = {}
    for flow, side in INTAKES.items():
        for question in REGISTRY.flows[flow].questions:
            if question.key != UNKEPT:
                asked.setdefault(question.key, []).append(side)
                why[question.key] = question.why
    for key, sides in asked.items():
        seen = f"{CARD}; de ander van het duo" if key in ("name", "latin") else CARD
        long = _long(WORDS if key in OWN_WORDS else FILE, keeps)
        where = f"candidates.answers.{key}"
        yield Entry(where, _label(key), " en ".join(sides), why[key], seen, long, Kept.SEALED)


def _label(key: str) -> str:
    """The question as the summary calls it; the steps of a volunteer are none of its lines."""
    return STEPS.get(key) or render.word(f"label.{key}", SOURCE)


def _said(what: str | tuple[Kept, str]) -> tuple[Kept, str]:
    return (Kept.READABLE, what) if isinstance(what, str) else what


def _long(text: str, keeps: Periods) -> str:
    return text.format(**asdict(keeps), still=schedule.STILL.days)
