"""Papers: names of every script come out shaped, the draft says that it is one, the calendar file is read back."""

import re
from datetime import UTC, date, datetime
from itertools import pairwise

import pypdfium2
import pytest
from icalendar import Calendar

from documents import calendar, circles, pages
from documents.attestation import Service, attestation
from documents.proof import Participation, proof
from programme.hours import Activity, Telling, meetings, rules_on, total

MADE = datetime(2027, 3, 1, 9, tzinfo=UTC)
NAMES = ["محمد الاختبار", "ሰላም ፈተና", "Оксана Пробна-Ґалаґан", "Ömer Şükrü Łęcki"]
TOLD = [Telling(str(i), 7, i % 2, date(2027, 1, 1 + i), 2.5) for i in range(1, 8)]
OTHERS = (Activity("k", date(2027, 2, 1), "Koor in het dorpshuis", 3),)


def participation(name):
    until = date(2027, 3, 1)
    return Participation(
        name, "Samen Inburgeren", "Stad Voorbeeld", "Els Voorbeeld", date(2027, 1, 1), until,
        total(meetings(TOLD), OTHERS, until), meetings(TOLD), OTHERS, rules_on(until),
    )  # fmt: skip


def picture(part: pages.Part) -> bytes:
    (page,) = pypdfium2.PdfDocument(pages.written("x", [part], MADE))
    return page.render(scale=2, grayscale=True).to_numpy().tobytes()


def width(part: pages.Part) -> int:
    """Pixels from the first dark column to the last."""
    (page,) = pypdfium2.PdfDocument(pages.written("x", [part], MADE))
    dark = (page.render(scale=4, grayscale=True).to_numpy() < 128).any(axis=0).nonzero()[0]
    return int(dark[-1] - dark[0])


def text_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    return "\n".join(page.get_textpage().get_text_range() for page in document)


@pytest.mark.parametrize("name", NAMES)
def test_the_proof_is_a_draft_and_says_who_registers_it(name):
    found = " ".join(text_of(proof(participation(name), MADE)).split())
    assert "ONTWERP: dit is geen officieel bewijs" in found and "Kruispuntbank Inburgering" in found
    assert "Handtekening" in found and re.search(r"Totaal .* van 40 uur", found)


@pytest.mark.parametrize("name", NAMES[1:])
def test_the_name_can_be_read_and_searched(name):
    assert name in " ".join(text_of(proof(participation(name), MADE)).split())


def test_arabic_letters_are_joined():
    """A mark between them that keeps letters apart (U+200C) gives them other shapes."""
    assert width(pages.paragraph("محمد")) != width(pages.paragraph("\u200c".join("محمد")))


def test_an_arabic_name_reads_from_the_right_in_a_dutch_line():
    """Its first letter stands at its right end: what stands before it there makes it no wider on the left."""
    assert picture(pages.paragraph("محمد")) != picture(pages.paragraph("\u202d" + "محمد"))


def test_every_letter_has_a_picture_in_the_fonts_that_were_asked_for():
    (page,) = pypdfium2.PdfDocument(pages.written("x", [pages.paragraph(name) for name in NAMES], MADE))
    fonts = {o.get_font().get_base_name().partition("+")[2] for o in page.get_objects() if hasattr(o, "get_font")}
    assert fonts == {file.removesuffix(".ttf") for file in pages.FAMILIES.values()}


def test_a_letter_without_a_picture_is_refused_and_not_repeated():
    with pytest.raises(pages.NoFont, match="fonts-noto-core") as refused:
        pages.written("x", [pages.paragraph("a\U0010fffd")], MADE)
    assert str(refused.value).isascii()


def test_same_facts_same_bytes():
    assert proof(participation("Proef"), MADE) == proof(participation("Proef"), MADE)


def test_marks_that_turn_a_line_are_left_out():
    assert pages.clean("Proef \u202e\u2067fdp\n\nx") == "Proef fdp x"


@pytest.mark.parametrize("name", NAMES)
def test_the_attestation_is_one_page_and_names_no_newcomer(name):
    service = Service(name, "Samen", "Stad Voorbeeld", "Els Voorbeeld", date(2026, 9, 1), date(2027, 3, 1), 26.5, 2)
    made = attestation(service, MADE)
    assert len(pypdfium2.PdfDocument(made)) == 1
    assert "26,5 uur" in " ".join(text_of(made).split()) and "2 nieuwkomers" in " ".join(text_of(made).split())


def test_a_missing_font_names_the_package(monkeypatch, tmp_path):
    monkeypatch.setattr(pages, "FONTS", (tmp_path,))
    pages.font.cache_clear()
    with pytest.raises(pages.FontsMissing, match="apt-get install fonts-noto-core"):
        pages.written("x", [], MADE)
    pages.font.cache_clear()


def test_circles_come_nearer_step_by_step():
    centres = [[float(x) for x in re.findall(r'cx="([\d.]+)"', circles.svg(s))] for s in range(1, 8)]
    apart = [right - left for left, right in centres]
    assert all(a > b for a, b in pairwise(apart))
    drawn = circles.png()
    assert drawn.startswith(b"\x89PNG") and int.from_bytes(drawn[16:20]) == 960
    with pytest.raises(ValueError, match="1 to 7"):
        circles.svg(8)


def of_meeting(number, off=False, start="2027-03-29T14:00:00+02:00"):
    made = calendar.meeting(
        "duo-7@duobot",
        number,
        "Koffie; met, buddy",
        "Tot dan",
        "Dorpshuis",
        "Samen",
        datetime.fromisoformat(start),
        MADE,
        off,
    )
    read = Calendar.from_ical(made)
    return read, read.walk("VEVENT")[0]


def test_the_calendar_file_is_read_back():
    read, event = of_meeting(3)
    assert read["method"] == "PUBLISH" and event["status"] == "CONFIRMED"
    assert event["summary"] == "Koffie; met, buddy" and event["description"] == "Tot dan"
    assert event.decoded("dtstart") == datetime.fromisoformat("2027-03-29T14:00:00+02:00")
    assert event["organizer"].params["cn"] == "Samen" and "mailto" not in event["organizer"].lower()
    assert len(event.subcomponents) == 1


def test_one_that_moves_or_falls_away_is_the_same_with_a_higher_number():
    (_, first), (_, moved), (off_read, off) = of_meeting(3), of_meeting(4), of_meeting(4, off=True)
    assert first["uid"] == moved["uid"] == off["uid"]
    assert (first["sequence"], moved["sequence"]) == (3, 4)
    assert off_read["method"] == "CANCEL" and off["status"] == "CANCELLED" and not off.subcomponents
