"""Two simulated years: what was sent was in the window, once, to duos that ran; and quiet duos were found."""

from collections import Counter

import pytest

from programme.duo import State
from programme.hours import meetings
from programme.schedule import ZONE, is_free
from tools.two_years import RUNS, simulate


@pytest.fixture(scope="module")
def years():
    return simulate(seed=5, days=400, most=100)


def test_every_check_in_once_in_the_window_and_not_on_free_days(years):
    assert len(years.sent) > 500
    assert max(Counter(sent[:3] for sent in years.sent).values()) == 1
    for *_, at in years.sent:
        local = at.astimezone(ZONE)
        assert 9 <= local.hour < 20 and not is_free(local.date())


def test_a_town_is_spread_over_the_day(years):
    hours = Counter(at.astimezone(ZONE).hour for *_, at in years.sent)
    assert max(hours.values()) < 2 * len(years.sent) / 11 and set(hours) == set(range(9, 20))


def test_quiet_duos_are_found_within_the_measure_and_two_mondays(years):
    assert len(years.found_after) > 10
    assert max(years.found_after) <= 21 + 14


def test_no_duo_outlives_its_plan_by_much_and_hours_are_sane(years):
    for life in years.lives:
        if life.pair.state is State.CLOSED and life.pair.started:
            assert (life.pair.since - life.pair.started).days <= RUNS + 60
        told = meetings(life.tellings)
        assert 0 <= sum(m.hours for m in told) <= sum(t.hours for t in life.tellings)


def test_the_same_seed_gives_the_same_years():
    assert simulate(2, 120, 20) == simulate(2, 120, 20)
