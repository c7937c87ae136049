"""The hours: an example worked by hand, and what two people tell of the same meeting."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programme.hours import Activity, Checked, Entry, Kept, Sum, Telling, by_month, meetings, rules_on, total
from programme.measures import MEASURES, Moment, at, moment_on
from programme.model import Side

# Worked by hand. January: 5th, both tell 2 h → 2. 12th, he tells 2 h, she 3 h → 2, and it differs.
# 19th, only she tells, 1.5 h → 1.5. February: 2nd, he says 2 h on the 2nd, she 2 h on the 3rd → one meeting, 2.
# 9th, he tells two meetings? No: his second telling of the 10th is another one: 1 + 1 = 2. With the duo: 9.5.
# Others: choir 3 h (judged: counts), market 2 h (not yet judged), film at home 2 h (judged: doesn't count) → 5.
# Together 14.5; still to find 40 - 14.5 = 25.5; after a usual duo of 24 h: 40 - 24 - 5 = 11.
HE, SHE = 1, 2
TODAY = date(2027, 1, 5)
TOLD = [
    Telling("a", 7, HE, date(2027, 1, 5), 2), Telling("b", 7, SHE, date(2027, 1, 5), 2),
    Telling("c", 7, HE, date(2027, 1, 12), 2), Telling("d", 7, SHE, date(2027, 1, 12), 3),
    Telling("e", 7, SHE, date(2027, 1, 19), 1.5),
    Telling("f", 7, HE, date(2027, 2, 2), 2), Telling("g", 7, SHE, date(2027, 2, 3), 2),
    Telling("h", 7, HE, date(2027, 2, 9), 1), Telling("i", 7, HE, date(2027, 2, 10), 1),
]  # fmt: skip
OTHERS = [
    Activity("k", date(2027, 2, 1), "koor", 3, counts=True), Activity("m", date(2027, 2, 6), "markt", 2),
    Activity("n", date(2027, 2, 7), "film", 2, counts=False),
]  # fmt: skip


def test_the_hand_worked_example():
    told = total(meetings(TOLD), OTHERS, date(2027, 3, 1))
    assert told == Sum(duo=9.5, other=5, unsure=2, asked=40)
    assert (told.all, told.to_find, told.after_usual_duo, told.reached) == (14.5, 25.5, 11, False)
    assert by_month(meetings(TOLD)) == {"2027-01": 5.5, "2027-02": 4}


def test_disagreement_is_kept():
    assert [m.on for m in meetings(TOLD) if m.differs] == [date(2027, 1, 12)]


def test_telling_twice_changes_nothing():
    assert total(meetings(TOLD + TOLD), OTHERS + OTHERS, date(2027, 3, 1)) == total(
        meetings(TOLD), OTHERS, date(2027, 3, 1)
    )


def test_what_comes_later_is_not_in_the_sum():
    assert total(meetings(TOLD), OTHERS, date(2027, 1, 5)).all == 2


def test_forty_is_reached_and_never_exceeded_backwards():
    more = [Activity(str(i), date(2027, 2, 1), "x", 10) for i in range(4)]
    told = total(meetings(TOLD), more, date(2027, 3, 1))
    assert told.reached and told.to_find == 0


def test_rules_have_a_day():
    assert rules_on(date(2022, 12, 31)) is None and rules_on(date(2023, 1, 1)).hours == 40
    assert total(meetings(TOLD), [], date(2022, 1, 1)).asked == 0


@pytest.mark.parametrize("hours", [-1, 12.5])
def test_a_slip_of_the_finger_is_refused(hours):
    with pytest.raises(ValueError, match="hours"):
        Telling("a", 1, 1, date(2027, 1, 1), hours)


tellings = st.lists(
    st.builds(
        Telling, st.uuids().map(str), st.integers(1, 2), st.integers(1, 2),
        st.dates(date(2027, 1, 1), date(2027, 1, 20)), st.sampled_from([None, 1, 2, 4]),
    ), max_size=25,
)  # fmt: skip


@given(tellings)
def test_no_hour_twice_and_none_lost(told):
    found = meetings(told)
    assert sorted(t.id for m in found for t in m.tellings) == sorted(t.id for t in told)
    for meeting in found:
        assert len({t.candidate for t in meeting.tellings}) == len(meeting.tellings)
        assert {t.duo for t in meeting.tellings} == {meeting.duo} and 0 <= meeting.hours <= 4
    for one in (1, 2):
        own = [t.hours or 0 for t in told if t.candidate == one]
        assert sum(m.hours for m in found) <= sum(t.hours or 0 for t in told)
        assert len(found) >= len(own)


def test_measures_are_asked_once_at_three_moments():
    start, end = date(2027, 1, 1), date(2027, 7, 1)
    assert moment_on(start, end, start, frozenset()) is Moment.START
    assert moment_on(start, end, date(2027, 4, 2), frozenset()) is Moment.HALFWAY
    assert moment_on(start, end, date(2027, 5, 12), frozenset()) is Moment.HALFWAY
    assert moment_on(start, end, date(2027, 5, 13), frozenset()) is Moment.END, "the last check-in before the end"
    assert moment_on(start, end, end, frozenset({Moment.END})) is None
    assert [m.key for m in at(Moment.START, Side.NEWCOMER)] == ["closeness", "confidence", "ask_help"]
    assert [m.key for m in at(Moment.END, Side.VOLUNTEER)] == ["closeness"], "who speaks Dutch isn't asked how well"
    assert [m.key for m in at(Moment.END, Side.NEWCOMER, late=True)] == ["closeness"]
    with pytest.raises(ValueError, match="1 to 7"):
        MEASURES[0].read(8)
    assert MEASURES[0].read(None) is None


def test_a_check_in_counts_only_what_was_not_told_one_by_one():
    """She tells each meeting, he tells four hours in all at the check-in: four hours, not eight."""
    hers = [Telling("a", 7, SHE, date(2027, 1, 5), 2), Telling("b", 7, SHE, date(2027, 1, 12), 1)]
    his = Telling("c", 7, HE, date(2027, 1, 20), 4, wave=1)
    assert [m.hours for m in meetings([*hers, his])] == [2, 1, 1]
    assert sum(m.hours for m in meetings([*hers, replace(his, hours=2)])) == 3, "never less than was told"
    later = Telling("d", 7, SHE, date(2027, 1, 25), 2)
    assert sum(m.hours for m in meetings([*hers, his, later])) == 6, "what came after it is of the next"


def test_both_sides_of_a_check_in_tell_of_the_same_time_however_many_days_apart():
    told = [Telling("a", 7, SHE, date(2027, 1, 20), 6, 1), Telling("b", 7, HE, date(2027, 1, 27), 4, 1)]
    assert [(m.hours, m.differs) for m in meetings(told)] == [(4, True)]
    second = [Telling("c", 7, SHE, date(2027, 2, 20), 3, 2)]
    assert sum(m.hours for m in meetings([*told, *second])) == 7


def test_the_check_in_before_says_from_when_also_when_it_told_of_no_hours():
    between = Telling("a", 7, SHE, date(2027, 1, 12), 2)
    second = Telling("b", 7, SHE, date(2027, 2, 20), 6, 2)
    assert sum(m.hours for m in meetings([between, second])) == 6
    first = Checked(7, SHE, 1, date(2027, 1, 20))
    assert sum(m.hours for m in meetings([between, second], [first])) == 8


def test_who_missed_a_check_in_tells_of_a_longer_time_at_the_next():
    """He told ten hours at the first; she twenty at the second, since the beginning: twenty, not thirty."""
    told = [Telling("a", 7, HE, date(2027, 1, 20), 10, 1), Telling("b", 7, SHE, date(2027, 2, 20), 20, 2)]
    assert sum(m.hours for m in meetings(told)) == 20
    both = [*told, Telling("c", 7, SHE, date(2027, 1, 27), 12, 1)]
    assert sum(m.hours for m in meetings(both)) == 30, "she answered the first too, a week after him"


def test_what_came_after_a_check_in_on_the_same_day_counts_beside_it():
    told = [Telling("a", 7, SHE, date(2027, 1, 20), 8, 1, order=1), Telling("b", 7, SHE, date(2027, 1, 20), 3, order=2)]
    assert sum(m.hours for m in meetings(told)) == 11
    assert sum(m.hours for m in meetings([told[0], replace(told[1], order=0)])) == 8


def test_what_came_between_the_two_answers_counts_once():
    """She answers on the 30th, tells three hours of the 5th; he answers the same on the 8th, with them in it."""
    told = [
        Telling("a", 7, SHE, date(2027, 1, 30), 8, 1), Telling("b", 7, SHE, date(2027, 2, 5), 3),
        Telling("c", 7, HE, date(2027, 2, 8), 11, 1),
    ]  # fmt: skip
    assert sum(m.hours for m in meetings(told)) == 11


def test_a_day_has_no_more_than_what_was_told_of_it_but_for_the_entry_that_is_put_right():
    mine = Kept((Entry(1, 7, TODAY, 12), Entry(2, 0, TODAY, 6), Entry(3, 7, TODAY, 100, wave=2)))
    assert (mine.on(TODAY), mine.on(TODAY, but=1), mine.on(date(2027, 1, 2))) == (18, 6, 0)


def test_an_entry_put_right_is_told_once():
    mine = Kept((Entry(1, 7, TODAY, 2),), (Telling("1", 7, SHE, TODAY, 2), Telling("2", 7, HE, TODAY, 5)))
    assert mine.with_(Entry(1, 7, TODAY, 3), SHE).sum(TODAY).duo == 3
    assert mine.without(1).sum(TODAY).duo == 5
