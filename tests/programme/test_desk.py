"""The message of the day: at eight in Belgium on days that are worked on, winter and summer."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from programme.desk import Every, Week, first_of_week, is_open, next_digest, works
from programme.model import Programme
from programme.schedule import working_days

BELGIUM = ZoneInfo("Europe/Brussels")


def at(day: str, hour: str = "10:00") -> datetime:
    return datetime.fromisoformat(f"{day}T{hour}").replace(tzinfo=BELGIUM).astimezone(UTC)


@pytest.mark.parametrize(
    ("now", "every", "comes"),
    [
        (at("2026-10-05"), Every.DAY, at("2026-10-06", "08:00")),
        (at("2026-10-05", "07:59"), Every.DAY, at("2026-10-05", "08:00")),
        (at("2026-10-05", "08:00"), Every.DAY, at("2026-10-06", "08:00")),  # not twice on one day
        (at("2026-10-09"), Every.DAY, at("2026-10-12", "08:00")),  # a weekend
        (at("2026-10-23"), Every.DAY, at("2026-10-26", "08:00")),  # the clock goes back in between
        (at("2026-11-10"), Every.DAY, at("2026-11-12", "08:00")),  # Armistice Day
        (at("2026-10-05"), Every.MONDAY, at("2026-10-12", "08:00")),
        (at("2027-03-24"), Every.MONDAY, at("2027-03-30", "08:00")),  # Easter Monday: the day after it
        (at("2027-03-30"), Every.MONDAY, at("2027-04-05", "08:00")),
        (at("2026-10-05"), Every.NEVER, None),
    ],
)
def test_when_it_comes(now, every, comes):
    assert next_digest(now, every) == comes


def test_over_ten_years_it_comes_once_a_working_day_and_once_a_week():
    now, days, mondays = at("2026-01-01"), [], []
    while now < at("2036-01-01"):
        now = next_digest(now, Every.DAY)
        days.append(now.astimezone(BELGIUM))
    assert len({d.date() for d in days}) == len(days)
    assert {(d.hour, d.minute) for d in days} == {(8, 0)} and all(works(d.date()) and is_open(d) for d in days)
    now = at("2026-01-01")
    while now < at("2036-01-01"):
        now = next_digest(now, Every.MONDAY)
        mondays.append(now.astimezone(BELGIUM).date())
    weeks = [d.isocalendar()[:2] for d in mondays]
    assert len(set(weeks)) == len(weeks) and {d.isoweekday() for d in mondays} <= {1, 2, 3, 4}


def test_a_week_without_a_working_day_before_has_its_first_day():
    assert first_of_week(date(2027, 3, 30)) and not first_of_week(date(2027, 3, 29))
    assert not any(first_of_week(date(2026, 10, 5) + timedelta(days=n)) for n in range(1, 7))


def test_a_towns_own_closing_days_are_no_working_days():
    town = Programme("samen", "Samen", "12025", "antwerpen", ("12025",), closing_days=("11-02", "2026-11-03"))
    friday, thursday = date(2026, 10, 30), date(2026, 11, 5)
    assert working_days(friday, thursday) == 4 and working_days(friday, thursday, town.closed) == 2
    assert town.closed(date(2027, 11, 2)) and not town.closed(date(2027, 11, 3))


def test_late_on_a_free_day_it_waits():
    assert not is_open(at("2026-10-10")) and not is_open(at("2026-11-11")) and is_open(at("2026-10-12"))


def test_nothing_to_do_is_no_news():
    assert not Week() and not Week(accepted=3), "who waits for a buddy waits on other days too"
