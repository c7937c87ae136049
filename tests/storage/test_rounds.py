"""Rounds of a transaction: a chat's own order, nobody twice, and a coordinator's press alone."""

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.base import Arrival, Command, Due, Press, Text, What
from bot.runtime.engine import alone, rounds

WHAT = st.sampled_from(
    [Text("hello"), Press("a:1:name:x"), Press("r:accept:3"), Command("start"), Command("start", "token"), Due("nudge")]
)


def arrival(n: int, who: int, what: What) -> Arrival:
    """Somebody writes, and is known by their chat; or something falls due, and they are known by our number."""
    return Arrival(0, what, id=n, person=who) if isinstance(what, Due) else Arrival(who, what, id=n)


ARRIVALS = st.lists(st.tuples(st.integers(1, 6), WHAT), max_size=40).map(
    lambda found: [arrival(n, who, what) for n, (who, what) in enumerate(found)]
)


@given(ARRIVALS)
@settings(max_examples=300, deadline=None)
def test_everybody_once_in_order_and_a_coordinator_alone(arrivals: list[Arrival]) -> None:
    found = rounds(arrivals)
    flat = [a for some in found for a in some]
    assert sorted(a.id for a in flat) == [a.id for a in arrivals], "everybody, once"
    assert all(found), "no empty round"
    for some in found:
        assert len({a.whose for a in some}) == len(some), "nobody twice in a round"
        assert len(some) == 1 or not any(map(alone, some)), "a press on somebody's file stands alone"
    for whose in {a.whose for a in arrivals}:
        assert [a.id for a in flat if a.whose == whose] == [a.id for a in arrivals if a.whose == whose]


@given(ARRIVALS)
@settings(max_examples=200, deadline=None)
def test_what_comes_before_a_press_on_a_file_is_done_before_it(arrivals: list[Arrival]) -> None:
    at = {a.id: n for n, some in enumerate(rounds(arrivals)) for a in some}
    for press in filter(alone, arrivals):
        for other in arrivals:
            if other.id != press.id:
                assert (at[other.id] < at[press.id]) == (other.id < press.id)


def test_many_people_fit_in_one_round() -> None:
    assert len(rounds([Arrival(n, Text("hello"), id=n) for n in range(500)])) == 1
