"""Whoever erases their file is taken out of the coordinator's chat too, message by message."""

import pytest
from house import House
from people import NEWCOMER, joins, starting, taps, walks

from demo.client import Phone, text_of
from tests.storage.office import look

pytestmark = pytest.mark.apart


def test_what_the_staff_was_shown_is_taken_back(town: House) -> None:
    telegram = town.telegram
    els = joins(town)
    rania = telegram.phone("Rania", "ar", phone="32499000010")
    rania.says("مرحبا")
    walks(rania, NEWCOMER)
    rania.waits_for("Els")
    (mine,) = (c["id"] for c in town.asks("candidates"))
    els.waits_for("Nieuwe aanmelding")
    els.says("/queue")
    els.waits_for("wacht 1 persoon")
    starting(els, f"r:card:{mine}")
    els.waits_until(lambda: len(shown(els)) == 2, "the announcement and the card")
    els.waits_until(lambda: look(town.folder / "duobot.db", "select count(*) from shown") == [(2,)], "both noted")
    before = len(els.messages())
    rania.says("/mydata")
    taps(rania, "g:erase")
    taps(rania, ":erase:yes")
    els.waits_until(lambda: shown(els) == [], "taken back")
    texts = [text_of(m) for m in els.messages()]
    assert sum("intussen gewist" in text for text in texts) == 2
    assert len(texts) == before, "where it stood: no new message"
    els.waits_until(lambda: look(town.folder / "duobot.db", "select count(*) from shown") == [(0,)], "and forgotten")
    assert telegram.complaints() == []


def shown(phone: Phone) -> list[str]:
    """What stands there of her file."""
    return [text for m in phone.messages() if "Arabisch (Moedertaal)" in (text := text_of(m))]
