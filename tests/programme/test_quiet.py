"""The pair is judged, not the person; what was snoozed returns; a forgotten candidate reaches somebody."""

from datetime import date, timedelta

import pytest

from programme.duo import State
from programme.follow_up import Action, Helper, Sign, Told, Watched, again_on, digest, forgotten, need, reachable

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


ELS, IMRAN, AWAY = Helper(1), Helper(2), Helper(3, date(2027, 3, 8), deputy=2)


def test_within_the_promise_nobody_is_told_then_all_then_the_lead():
    def told(days):
        return forgotten(9, ago(days), 5, (ELS, IMRAN), TODAY)

    assert told(7) is None  # five working days
    assert told(10).to == (1, 2) and not told(10).lead
    assert told(21).lead


def test_deputies_stand_in_and_a_circle_of_them_ends():
    assert reachable((ELS, AWAY), TODAY) == (1, 2)
    assert reachable((AWAY,), date(2027, 3, 8)) == (3,)
    circle = (Helper(1, date(2027, 4, 1), 2), Helper(2, date(2027, 4, 1), 1))
    assert reachable(circle, TODAY) == ()
    assert forgotten(9, ago(10), 5, circle, TODAY).lead
