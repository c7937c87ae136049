"""The pair is judged, not the person; what was snoozed returns; who waits too long is told further up."""

from datetime import date, timedelta

import pytest

from programme.duo import State
from programme.follow_up import Action, Level, Sign, Told, Watched, again_on, digest, escalation, need

TODAY = date(2027, 3, 1)  # a Monday


def ago(days):
    return TODAY - timedelta(days=days)


def duo(*told, since=90, state=State.RUNNING, asked=None, id=1, **more):
    return Watched(id, state, ago(since), told, ago(asked) if asked else None, **more)


def told(days, who=1, met=True, mood=4, wave="", **more):
    return Told(who, ago(days), met, mood, wave=wave, **more)


def signs(watched):
    found = need(watched, TODAY)
    return found.signs if found else ()


@pytest.mark.parametrize(
    ("watched", "expected"),
    [
        (duo(told(2)), ()),
        (duo(told(21)), ()),
        (duo(told(22)), (Sign.NO_MEETING,)),
        (duo(since=5), ()),
        (duo(since=40, asked=30), (Sign.NOBODY, Sign.NO_MEETING)),
        (duo(told(2, who=2), since=40, asked=30), ()),  # one of the two is enough: the pair is judged
        (duo(told(1, mood=2)), (Sign.SAD,)),
        (duo(told(9, mood=1), told(1, mood=4)), ()),  # the last face counts
        (duo(told(9, mood=1, who=2), told(1, mood=5)), (Sign.SAD,)),  # each side's last face
        (duo(told(2, wave="w"), told(1, who=2, met=False, wave="w")), (Sign.STORIES,)),
        (duo(told(9, wave="v"), told(8, 2, False, wave="v"), told(2, wave="w"), told(1, 2, wave="w")), ()),
        (duo(told(40, met=True), told(1, met=False)), (Sign.NO_MEETING,)),
        (duo(told(1, safe=False)), (Sign.UNSAFE,)),
        (duo(told(60), state=State.PAUSED), ()),
        (duo(told(60), state=State.CLOSED), ()),
    ],
)
def test_the_one_rule(watched, expected):
    assert signs(watched) == expected


@pytest.mark.parametrize(
    ("told_", "asked", "quiet"),
    [
        ((told(25),), 25, False),  # met, and not asked since: a monthly rhythm
        ((told(25),), 3, False),  # asked since, and there is still time to answer
        ((told(25),), 4, True),
        ((told(25), told(2, met=False)), 3, True),
        ((told(25), told(2)), 4, False),
        ((told(43),), 43, True),  # long ago by any measure
    ],
)
def test_a_rhythm_of_months_is_no_silence(told_, asked, quiet):
    found = need(duo(*told_, asked=90, asked_last=ago(asked)), TODAY)
    assert (found is not None) is quiet
    assert need(duo(told(25)), TODAY), "where nobody was ever asked, the days count alone"


def test_what_is_looked_at_later_is_hidden_for_two_weeks_but_never_what_is_not_safe():
    until = again_on(Action.LATER, TODAY)
    assert until == TODAY + timedelta(days=14)
    quiet = duo(told(30), snoozed_until=until)
    assert need(quiet, TODAY) is None and need(quiet, until - timedelta(days=1)) is None
    assert need(quiet, until) is not None
    assert need(duo(told(1, safe=False), snoozed_until=until), TODAY).urgent


def test_each_need_has_a_next_action():
    assert need(duo(since=40, asked=30), TODAY).actions[0] is Action.CALLED
    assert need(duo(told(30)), TODAY).actions == (
        Action.REMIND, Action.CALLED, Action.LATER, Action.END,
    )  # fmt: skip
    assert Action.LATER not in need(duo(told(1, safe=False)), TODAY).actions


def test_the_digest_is_in_order_of_urgency_then_of_silence():
    duos = [duo(told(30), id=1), duo(told(50), id=2), duo(told(1, mood=1), id=3), duo(told(1), id=4)]
    assert [n.duo for n in digest(duos, TODAY)] == [3, 2, 1]


@pytest.mark.parametrize(
    ("days", "there", "level"),
    [
        (5, True, Level.NOBODY), (5, False, Level.NOBODY), (6, True, Level.COORDINATORS),
        (10, True, Level.COORDINATORS), (11, True, Level.LEADS), (15, True, Level.LEADS),
        (16, True, Level.MUNICIPALITY), (90, True, Level.MUNICIPALITY),
        (6, False, Level.LEADS), (11, False, Level.MUNICIPALITY), (90, False, Level.MUNICIPALITY),
    ],
)  # fmt: skip
def test_who_waits_too_long_is_told_further_up(days, there, level):
    assert escalation(days, 5, there) is level


def test_a_promise_of_a_day_is_told_up_day_by_day():
    assert [escalation(days, 1) for days in range(5)] == [0, 0, 1, 2, 3]
