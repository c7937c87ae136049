"""Who hears of what and when, without a database: never who did it, never who said no, never at night unasked."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from programme import consequences, schedule
from programme.consequences import Doer, MembersFree, PauseBegins, PauseEnds, Replan
from programme.duo import MOVES, Answer, Member, Move, Sharing, State, answer, end, move, propose, runs, wants_on
from programme.effects import ScheduledMessage
from programme.model import Side
from programme.schedule import Course
from programme.scheduled import CheckIn, LookAtDuo

NOW = datetime(2027, 1, 11, 10, tzinfo=UTC)  # a Monday, eleven o'clock in Belgium
EVENING = datetime(2027, 1, 16, 21, tzinfo=UTC)  # a Saturday
DAY = timedelta(days=1)
RANIA, JORIS = 71, 72
N, V = Member(1, Side.NEWCOMER, person=RANIA), Member(2, Side.VOLUNTEER, person=JORIS)
PROPOSED = propose(7, "samen", [N, V], NOW)
AGREED = answer(answer(PROPOSED, 1, Answer.YES, NOW), 2, Answer.YES, NOW)


def heard(found, kind=None):
    """(kind, whom) of what is scheduled; a candidate, a person or a programme."""
    told = [m for m in found if isinstance(m, ScheduledMessage)]
    return [(m.what.kind, m.candidate or m.person or m.programme) for m in told if kind in (None, m.what.kind)]


def test_a_proposal_is_asked_reminded_and_lapses():
    found = consequences.of_beginning(PROPOSED, NOW, 182)
    assert {(m.what.kind, (m.due - NOW).days) for m in found} == {("proposed", 0), ("reproposed", 3), ("lapse", 7)}
    assert len(found) == 6


@pytest.mark.parametrize("at", [NOW + timedelta(hours=n) for n in range(0, 24 * 9, 5)])
def test_a_reminder_waits_for_a_day_on_which_it_may_be_sent(at):
    pair = propose(7, "samen", [N, V], at)
    (due,) = {m.due for m in consequences.of_beginning(pair, at, 182) if m.what.kind == "reproposed"}
    assert schedule.in_window(due) and not schedule.is_free(schedule.local_day(due)) and due - at >= 3 * DAY


def test_nobody_hears_of_their_own_doing_and_nobody_who_said_no():
    off = answer(PROPOSED, 1, Answer.NO, NOW)
    found = consequences.of_move(PROPOSED, off, Doer(RANIA, NOW), 182)
    assert heard(found) == [("off", JORIS), ("staff.off", "samen")]
    assert MembersFree() in found
    assert not any("1" in str(m.what) and "candidate" in str(m.what) for m in found if isinstance(m, ScheduledMessage))


def test_where_it_lapses_everybody_hears_whoever_the_clock_woke():
    lapsed = move(PROPOSED, Move.LAPSE, NOW + 7 * DAY)
    assert heard(consequences.of_move(PROPOSED, lapsed, Doer(RANIA, NOW + 7 * DAY), 182), "off") == [
        ("off", RANIA), ("off", JORIS),
    ]  # fmt: skip


def test_who_leaves_hears_nothing_and_the_other_waits_again():
    met = wants_on(AGREED, 1, NOW)
    over = end(met, NOW, "left", left=True)
    found = consequences.of_move(met, over, Doer(RANIA, NOW, left=RANIA), 182)
    assert heard(found) == [("left", "samen"), ("parted", JORIS)]
    assert {m.what.candidate for m in found if isinstance(m, ScheduledMessage) and m.what.kind == "left"} == {2}


def test_a_rest_begins_and_ends_on_a_local_day():
    met = wants_on(AGREED, 1, NOW)
    late = datetime(2027, 1, 12, 23, 30, tzinfo=UTC)  # half past midnight on the 13th in Belgium
    rest = move(met, Move.PAUSE, late)
    assert PauseBegins(date(2027, 1, 13)) in consequences.of_move(met, rest, Doer(RANIA, late), 182)
    back = move(rest, Move.RESUME, late + DAY)
    found = consequences.of_move(rest, back, Doer(JORIS, late + DAY), 182)
    assert PauseEnds(date(2027, 1, 14)) in found and heard(found) == [("resumed", RANIA)]


@pytest.mark.parametrize(("state", "by"), list(MOVES))
def test_after_every_move_what_comes_next_is_worked_out_anew(state, by):
    before = replace(AGREED, state=state)
    assert consequences.of_move(before, move(before, by, NOW), Doer(0, NOW), 182)[-1] == Replan()


def test_contacts_go_once_both_have_chosen_and_both_are_there():
    one = replace(AGREED, members=(replace(N, sharing=Sharing.PHONE), V))
    assert consequences.of_sharing(one, NOW) == ()
    both = replace(AGREED, members=(replace(N, sharing=Sharing.PHONE), replace(V, sharing=Sharing.LINK)))
    assert heard(consequences.of_sharing(both, NOW)) == [("contacts", RANIA), ("contacts", JORIS)]
    asks = replace(both, members=(both.members[0], replace(V, sharing=Sharing.COORDINATOR)))
    assert ("introduce", "samen") in heard(consequences.of_sharing(asks, NOW))
    gone = replace(both, members=(both.members[0], replace(both.members[1], person=0)))
    assert consequences.of_sharing(gone, NOW) == ()


def test_a_meeting_is_set_when_it_suits_both_and_its_reminders_come_by_day():
    at = NOW + 4 * DAY + timedelta(hours=12)  # late in the evening
    assert consequences.of_fit(AGREED, 3, {1}, at, NOW) == ()
    found = consequences.of_fit(AGREED, 3, {1, 2}, at, NOW)
    assert {m.what.kind for m in found} == {"fits", "tomorrow", "metup", "staff.meets"}
    assert all(schedule.in_window(m.due) for m in found)
    tonight = consequences.of_fit(AGREED, 3, {1, 2}, NOW + timedelta(hours=3), NOW)
    assert {m.what.kind for m in tonight} == {"fits", "metup", "staff.meets"}, "the evening before is over"


def course(candidate, start=date(2027, 1, 11), ends=None):
    return Course(7, candidate, start, schedule.parse(schedule.EXAMPLE), (), ends)


def test_what_comes_next_is_each_ones_check_in_and_where_there_is_none_a_look():
    both = {c: (course(c), ()) for c in (1, 2)}
    assert {(type(m.what), m.candidate) for m in consequences.next_messages(AGREED, both, NOW)} == {
        (CheckIn, 1), (CheckIn, 2),
    }  # fmt: skip
    assert consequences.next_messages(PROPOSED, both, NOW) == ()
    assert consequences.next_messages(end(AGREED, NOW, "other"), both, NOW) == ()
    resting = replace(AGREED, state=State.PAUSED)
    (look,) = consequences.next_messages(resting, both, NOW)
    assert isinstance(look.what, LookAtDuo) and look.due >= NOW + DAY and look.programme == "samen"


def test_it_runs_once_both_want_to_go_on():
    one = wants_on(AGREED, 1, NOW)
    assert one.state is State.MET and runs(one, NOW).state is State.MET
    assert runs(wants_on(one, 2, NOW), NOW).state is State.RUNNING
    assert wants_on(PROPOSED, 1, NOW) == PROPOSED, "nobody has met before both said yes"
