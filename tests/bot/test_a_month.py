"""A coordinator's month with the product itself: one message a day, every duo that fades found, nobody forgotten."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from programme.desk import works
from tools.a_month import FADING, MONTH, live

WEEK = timedelta(days=7)


@pytest.mark.slow
async def test_she_reads_one_message_a_day_and_finds_every_duo_that_fades(tmp_path: Path):
    """Alarms would come at once: nobody raises one in this month."""
    month = await live(tmp_path)
    days = [MONTH[0] + timedelta(days=n) for n in range((MONTH[1] - MONTH[0]).days + 1)]
    assert set(month.read) == set(days)
    for day in days:
        assert len(month.read[day]) == int(works(day)), f"{day}: one message on a day that is worked on, and else none"
        assert all("Dit wacht op je" in text for text in month.read[day])
    assert month.longest < 4096
    due = {duo: day for duo, day in month.unanswered.items() if day <= MONTH[1] - 2 * WEEK}
    assert len(due) > FADING // 3, "or the month shows nothing"
    found = {duo: month.named.get(duo, date.max) - day for duo, day in due.items()}
    assert max(found.values()) <= WEEK, found
    assert set(month.named) <= set(month.faded), "no duo that is well is named"
    first, last = month.read[days[0]][0], month.read[days[-1]][0]
    assert "Nog te bekijken: " in first and "langer dan beloofd" in first and "📰 Nieuws" not in last
