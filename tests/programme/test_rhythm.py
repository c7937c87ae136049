"""Waves: on local dates, in the window, once; through clock changes, downtime, pauses and changed lines."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programme.schedule import (
    EXAMPLE,
    Course,
    RhythmError,
    Step,
    due_waves,
    holidays,
    is_free,
    next_wave,
    parse,
    waves,
    working_days,
)  # fmt: skip

START = date(2026, 9, 1)
USUAL = parse(EXAMPLE)
BRUSSELS = ZoneInfo("Europe/Brussels")


def at(year, month, day, hour=12):
    return datetime(year, month, day, hour, tzinfo=BRUSSELS).astimezone(UTC)


@pytest.mark.parametrize(
    "line",
    ["after 2 weeks, after 4 weeks, then every month; at the end",
     "na 2 weken, na 4 weken, daarna elke maand; op het einde",
     "Na twee weken,  na vier weken, daarna elke maand, aan het einde"],
)  # fmt: skip
def test_a_rhythm_in_dutch_and_english(line):
    assert parse(line) == USUAL
    assert USUAL.firsts == (Step(14), Step(28)) and USUAL.every == Step(1, months=True) and USUAL.end


@pytest.mark.parametrize(
    ("line", "mend"),
    [("sometimes", '"sometimes" is not a rhythm: write like'), ("after 2 moons", "moons is not a unit of time"),
     ("after 0 weeks", "0 is not a number from 1 to 365"), ("after 4 weeks, after 2 weeks", "go back in time"),
     ("after 2 weeks, after 2 weeks", "each once"), ("every month, after 2 weeks", "put it before"),
     ("at the end", "never asks before the end"), ("", "is not a rhythm")],
)  # fmt: skip
def test_a_line_that_cannot_be_read_names_its_mend(line, mend):
    with pytest.raises(RhythmError) as error:
        parse(line)
    assert mend in str(error.value)


def test_the_first_waves_of_the_usual_rhythm():
    days = [w.day.isoformat() for w in islice(waves(Course(1, 1, START, USUAL)), 5)]
    assert days == ["2026-09-15", "2026-09-29", "2026-10-29", "2026-11-29", "2026-12-29"]


def test_a_month_after_the_31st_is_the_last_day_and_goes_back_to_the_31st():
    course = Course(1, 1, date(2027, 1, 31), parse("every month"))
    assert [w.name for w in islice(waves(course), 3)] == ["2027-02-28", "2027-03-31", "2027-04-30"]


def test_the_end_stops_the_rhythm_and_is_asked_last():
    course = Course(1, 1, START, USUAL, ends=date(2026, 10, 29))
    assert [w.name for w in waves(course)] == ["2026-09-15", "2026-09-29", "end"]


@given(st.integers(1, 10**6), st.integers(1, 10**6), st.dates(date(2020, 1, 1), date(2035, 1, 1)))
def test_every_wave_is_in_the_window_on_a_day_that_is_not_free(duo, member, start):
    for wave in islice(waves(Course(duo, member, start, USUAL)), 14):
        local = wave.at.astimezone(BRUSSELS)
        assert 9 <= local.hour < 20 and not is_free(local.date())
        assert timedelta() <= local.date() - wave.day <= timedelta(days=6)


def test_both_members_are_asked_on_one_day_and_a_town_is_spread():
    one, other = (next(waves(Course(5, m, START, USUAL))) for m in (1, 2))
    assert one.at.date() == other.at.date() and one.at != other.at
    sent = [next(waves(Course(d, 1, START, USUAL))).at for d in range(300)]
    assert max(Counter(t.replace(minute=0) for t in sent).values()) <= 24  # of 300, in 33 hours of three days
    assert len({t.date() for t in sent}) == 3


@pytest.mark.parametrize("year", [2026, 2027])
def test_clock_changes_neither_skip_nor_double(year):
    """Hour by hour through both changes: what is due is asked once, at its own time on the wall."""
    daily = parse("every day")
    for start, end in ((date(year, 3, 20), at(year, 4, 5)), (date(year, 10, 20), at(year, 11, 5))):
        course, asked, now = Course(1, 1, start, daily), [], at(start.year, start.month, start.day, 0)
        weekly = Course(1, 1, start, parse("every week"))
        while now < end:
            asked += [w.name for w in due_waves(weekly, asked, now)]
            now += timedelta(minutes=30)
        assert asked == [(start + timedelta(days=n)).isoformat() for n in (7, 14)][: len(asked)]
        assert len(asked) >= 1
        hours = {w.at.astimezone(BRUSSELS).hour for w in islice(waves(course), 20)}
        assert hours <= set(range(9, 20))


def test_after_a_month_of_downtime_only_the_newest_is_asked():
    course = Course(1, 1, START, USUAL)
    (found,) = due_waves(course, ["2026-09-15"], at(2026, 12, 4, 19))
    assert found.name == "2026-11-29"
    assert due_waves(course, ["2026-09-15", found.name], at(2026, 12, 4, 19)) == ()


def test_a_changed_rhythm_asks_nothing_twice_nor_again_within_days():
    course = Course(1, 1, START, parse("every 3 weeks"))  # 22 September, 13 October
    now = at(2026, 9, 26, 19)
    assert due_waves(Course(1, 1, START, USUAL), [], now)[0].name == "2026-09-15"
    assert [w.name for w in due_waves(course, ["2026-09-15"], now)] == ["2026-09-22"]
    assert due_waves(course, ["2026-09-18"], now) == ()
    assert next_wave(course, ["2026-09-18"], now).name == "2026-10-13"


def test_nothing_in_a_pause_and_only_what_is_new_after_it():
    pause = ((date(2026, 9, 10), date(2026, 10, 5)),)
    course = Course(1, 1, START, USUAL, pause)
    assert due_waves(course, [], at(2026, 9, 17, 19)) == ()
    assert due_waves(course, [], at(2026, 10, 6, 19)) == ()
    assert next_wave(course, [], at(2026, 10, 6)).name == "2026-10-29"
    open_ended = Course(1, 1, START, USUAL, ((date(2026, 9, 10), None),))
    assert next_wave(open_ended, [], at(2026, 10, 6)) is None


@pytest.mark.parametrize("moment", [at(2026, 9, 18, 8), at(2026, 9, 18, 20), at(2026, 9, 20, 12), at(2026, 11, 11, 12)])
def test_nothing_at_night_on_sundays_and_holidays(moment):
    assert due_waves(Course(1, 1, START, USUAL), [], moment) == ()


def test_a_person_elsewhere_has_their_own_window():
    course = Course(1, 1, START, USUAL, zone=ZoneInfo("America/New_York"))
    assert 9 <= next(waves(course)).at.astimezone(course.zone).hour < 20


def test_belgian_holidays():
    assert {date(2026, 7, 21), date(2026, 11, 11), date(2026, 4, 6), date(2026, 12, 25)} <= holidays(2026)


def test_working_days_leave_out_weekends_and_holidays():
    assert working_days(date(2026, 4, 3), date(2026, 4, 10)) == 4  # Good Friday is worked; Easter Monday is not
    assert working_days(date(2026, 4, 3), date(2026, 4, 3)) == 0
