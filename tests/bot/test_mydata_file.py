"""The file of /mydata holds what the staff noted: to read, and for another program."""

import json
from datetime import UTC, date, datetime

from bot.runtime.attachments import Kept, data, page
from programme.model import Note, Step

KEPT = Kept(
    datetime(2026, 10, 5, 8, tzinfo=UTC), (), (), (), (),
    notes=(Note(3, 7, "Els", date(2026, 10, 1), "Belt <liever> laat"),),
    steps=(Step("talk", date(2026, 10, 2), "not"), Step("agreement", date(2026, 10, 3))),
)  # fmt: skip


def test_it_can_be_read() -> None:
    said = page(KEPT, "nl").content.decode()
    assert "Notitie over jou" in said and "Belt &lt;liever&gt; laat" in said
    assert "niet geschikt" in said and "afsprakennota getekend op zaterdag 3 oktober 2026" in said


def test_another_program_reads_it_without_numbers_of_the_staff() -> None:
    told = json.loads(data(KEPT, "nl").content)
    assert told["notes"] == [{"by": "Els", "day": "2026-10-01", "words": "Belt <liever> laat"}]
    assert [(s["what"], s["day"], s["result"]) for s in told["steps"]] == [
        ("talk", "2026-10-02", "not"), ("agreement", "2026-10-03", ""),
    ]  # fmt: skip
