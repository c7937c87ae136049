"""A poster is a PDF that a phone can scan, in letters of every script."""

import pypdfium2
import pytest
import zxingcpp

from bot.cli import poster
from documents import pages

LINK = "https://t.me/made_up_bot?start=AAAAAAAAAAAAAAAAAAAAAA"


@pytest.mark.apart
@pytest.mark.parametrize(("size", "millimetres"), [("A4", (210, 297)), ("A6", (105, 148))])
def test_it_scans_and_has_its_size(tmp_path, size, millimetres):
    file = tmp_path / "poster.pdf"
    poster.draw(file, LINK, "12025", ("ar", "uk", "nl"), size)
    (page,) = pypdfium2.PdfDocument(file)
    assert [round(points / 72 * 25.4) for points in page.get_size()] == list(millimetres)
    assert [code.text for code in zxingcpp.read_barcodes(page.render(scale=2).to_numpy())] == [LINK]
    told = page.get_textpage().get_text_bounded()
    assert "Nieuw in Mechelen?" in " ".join(told.split())
    assert "Скануйте" in told


def test_a_language_that_is_not_spoken_is_refused():
    with pytest.raises(poster.LanguageNotOffered, match="xx"):
        poster.languages_of("nl,xx")


@pytest.mark.apart
def test_letters_that_no_font_has_are_refused_with_the_package_that_mends_it(tmp_path):
    file = tmp_path / "poster.pdf"
    with pytest.raises(pages.NoFont, match="fonts-noto-core"):
        poster.draw(file, LINK, "\U0010fffd", ("nl",), "A4")
    assert not file.exists()
