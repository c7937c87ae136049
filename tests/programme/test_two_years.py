"""Two simulated years: what was sent was in the window, once, to duos that ran; and quiet duos were found."""

from collections import Counter
from datetime import date, timedelta

import pytest

from programme.duo import State
from programme.schedule import ZONE, is_free
from tools.two_years import RUNS, simulate

AT_THE_LATEST = 30 + 3 + 4 + 14  # days: the next check-in, its spread, time to answer it, and two Mondays
MEETS = (State.AGREED, State.MET, State.RUNNING)
LAST = date(2029, 1, 1)


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


def test_quiet_duos_are_found_after_the_next_check_in_and_two_mondays(years):
    """Counted from the day it faded; of one that rested or was snoozed then, from the end of that."""
    assert len(years.found_after) > 10
    assert max(years.found_after) <= AT_THE_LATEST


def test_no_quiet_duo_is_left_out_for_longer(years):
    """Also those that no digest ever named: they ended, or fade since a few weeks."""
    for life in years.lives:
        if life.fades and life.found is None and life.pair.started and life.pair.state in MEETS:
            began = max(life.fades, life.held, life.pair.since.date())
            assert (years.digests[-1][0] - began).days <= AT_THE_LATEST, life.pair.id


def test_no_digest_names_a_duo_that_is_snoozed_rests_or_is_over(years):
    seen = Counter()
    for today, watched, named in years.digests:
        assert len(set(named)) == len(named)
        for one in watched:
            snoozed = one.snoozed_until is not None and today < one.snoozed_until
            seen["snoozed" if snoozed and one.state in MEETS else one.state] += 1
            assert one.duo not in named or (one.state in MEETS and not snoozed), (today, one.duo)
    assert min(seen["snoozed"], seen[State.PAUSED], seen[State.CLOSED]) > 10, seen


def test_what_both_tell_of_one_meeting_counts_once(years):
    """By hand and in check-ins: never more than the one who told the most, and the same for both of them."""
    both = 0
    for life in years.lives:
        newcomer, volunteer = (life.kept(m.candidate) for m in life.pair.members)
        assert newcomer.sum(LAST) == volunteer.sum(LAST)
        for met in newcomer.met:
            told = [t.hours for t in met.tellings]
            both += len(told) > 1
            assert len({t.candidate for t in met.tellings}) == len(told)
            assert met.hours == max(0.0, min(told) - met.covered)
        assert newcomer.sum(LAST).duo <= sum(t.hours for t in life.tellings)
        covered = sum(m.covered for m in newcomer.met)
        if covered or any(len(m.tellings) > 1 for m in newcomer.met):
            assert newcomer.sum(LAST).duo < sum(t.hours for t in life.tellings)
    assert both > 50
    assert any(m.covered for life in years.lives for m in life.kept(life.pair.members[0].candidate).met)


def test_after_an_extension_check_ins_go_on_until_the_new_end(years):
    longer = [life for life in years.lives if life.extended and life.pair.state is State.CLOSED]
    assert len(longer) > 3
    for life in longer:
        for member in (m.candidate for m in life.pair.members):
            later = [at for duo, who, _, at in years.sent
                     if (duo, who) == (life.pair.id, member) and at.date() > life.extended[0]]  # fmt: skip
            assert later and len(set(life.asked[member])) == len(life.asked[member]), life.pair.id


def test_no_duo_outlives_its_plan_by_much(years):
    for life in years.lives:
        if life.pair.state is State.CLOSED and life.pair.started:
            last = max(life.ends, life.pair.started.date() + timedelta(days=RUNS))
            assert (life.pair.since.date() - last).days <= 60


def test_the_same_seed_gives_the_same_years():
    assert simulate(2, 120, 20) == simulate(2, 120, 20)
