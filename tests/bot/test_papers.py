"""The papers of a duo, from the rows: one's own, somebody's for the staff, and what is said where none can be made."""

from datetime import UTC, date, datetime
from pathlib import Path

import pypdfium2
import pytest
from icalendar import Calendar, Event

from bot.channels.base import Letter, Parcel
from bot.runtime.attachments import Printer
from documents import pages
from programme.effects import Arrange, Part, TellHours
from programme.model import Responsible, Side
from storage.store import Store
from tests.storage.office import candidate, does, duo, programme, url, value

RANIA, JORIS, ELS = 910_001, 910_002, 910_003
NOW = datetime(2026, 6, 1, 9, tzinfo=UTC)


@pytest.fixture
async def house(tmp_path: Path):
    store = await Store.open(url(tmp_path / "duobot.db"))
    await programme(store)
    newcomer = await candidate(store, RANIA, Side.NEWCOMER, "رانيا", latin="Rania")
    volunteer = await candidate(store, JORIS, Side.VOLUNTEER, "Joris")
    pair = await duo(store, newcomer, volunteer)
    await does(store, RANIA, TellHours(newcomer, pair, date(2026, 5, 4), 2.5, "coffee"))
    await does(store, JORIS, TellHours(volunteer, pair, date(2026, 5, 4), 3))
    await does(store, RANIA, TellHours(newcomer, 0, date(2026, 5, 6), 3, "group"))
    yield store, newcomer
    await store.close()


async def made(store: Store, chat: int, paper: str) -> tuple[str, str]:
    printer = Printer(store, lambda: NOW, Responsible("Stad Voorbeeld"))
    file = await printer.make(Parcel(1, chat, Letter("x", paper=paper), 0))
    assert file is not None and file.type == "application/pdf"
    with pypdfium2.PdfDocument(file.content) as document:
        return file.name, " ".join(" ".join(page.get_textpage().get_text_range() for page in document).split())


async def test_a_newcomer_gets_the_draft_of_the_proof_with_each_meeting_once(house) -> None:
    name, text = await made(house[0], RANIA, "paper")
    assert name == "bewijs-ontwerp.pdf"
    assert "ONTWERP: dit is geen officieel bewijs" in text and "Rania" in text and "Stad Voorbeeld" in text
    assert "Totaal 5,5 uur van 40 uur" in text and "opgaven verschillen: de laagste telt" in text
    assert "Een groep: 3 uur" in text and "Joris" not in text


async def test_a_volunteer_gets_an_attestation_that_names_no_newcomer(house) -> None:
    name, text = await made(house[0], JORIS, "paper")
    assert name == "attest.pdf"
    assert "één nieuwkomer" in text and "ongeveer 2,5 uur" in text and "Rania" not in text


async def test_with_a_number_it_is_that_persons(house) -> None:
    store, newcomer = house
    assert await made(store, ELS, f"paper/{newcomer}") == await made(store, RANIA, "paper")
    _, text = await made(store, RANIA, "paper/0/Lien / Peeters")
    assert "Trajectbegeleider" in text and "Lien / Peeters" in text, "the counsellor that she named"


async def test_a_meeting_is_for_the_calendar_of_each_in_their_language_and_falls_away_with_the_duo(house) -> None:
    store, newcomer = house
    pair = await value(store, "select max(id) from duos")
    await does(store, JORIS, Arrange(pair, newcomer + 1, datetime(2026, 6, 4, 12, tzinfo=UTC), "de bib"))
    id = await value(store, "select max(id) from meetings")
    printer = Printer(store, lambda: NOW)

    async def event(chat: int, language: str) -> tuple[str, Event]:
        file = await printer.make(Parcel(1, chat, Letter("x", paper=f"meeting/{id}", language=language), 0))
        assert file is not None and file.name == "duobot.ics"
        read = Calendar.from_ical(file.content)
        return str(read["method"]), read.walk("VEVENT")[0]

    method, mine = await event(RANIA, "ar")
    assert (method, mine["location"]) == ("PUBLISH", "de bib")
    assert "Joris" in mine["summary"] and "Rania" not in mine["summary"]
    assert "لقاء" in mine["summary"] and "Jullie spraken dit af" in mine["description"], "and the other's language"
    await does(store, JORIS, Part(pair, newcomer + 1, "no-time"))
    method, gone = await event(RANIA, "ar")
    assert (method, gone["uid"]) == ("CANCEL", mine["uid"]) and gone["sequence"] > mine["sequence"]
    assert await printer.make(Parcel(1, ELS, Letter("x", paper=f"meeting/{id}"), 0)) is None, "nobody else's"


async def test_nothing_is_made_of_whoever_is_gone(house) -> None:
    printer = Printer(house[0], lambda: NOW)
    assert await printer.make(Parcel(1, ELS, Letter("x", paper="paper/999"), 0)) is None
    assert await printer.make(Parcel(1, 5, Letter("x", paper="paper"), 0)) is None


async def test_without_the_fonts_the_package_is_named(house, monkeypatch, tmp_path: Path) -> None:
    monkeypatch.setattr(pages, "FONTS", (tmp_path / "nowhere",))
    pages.font.cache_clear()
    with pytest.raises(pages.FontsMissing, match="fonts-noto-core"):
        await made(house[0], RANIA, "paper")
    pages.font.cache_clear()
