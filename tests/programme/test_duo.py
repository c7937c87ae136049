"""The machine of a duo: only the moves of the table, both yeses, and counts apart."""

import itertools
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from programme.duo import (
    MOVES,
    Answer,
    Choosing,
    Counts,
    Due,
    IllegalMove,
    Member,
    Move,
    Pairing,
    Role,
    Sharing,
    State,
    add,
    answer,
    carries_on,
    counts,
    move,
    next_date,
    proposal_due,
    propose,
    share,
    table,
)  # fmt: skip
from programme.model import Side

NOW = datetime(2027, 1, 11, 10, tzinfo=UTC)
DAY = timedelta(days=1)
N, V = Member(1, Side.NEWCOMER), Member(2, Side.VOLUNTEER)
PROPOSED = propose(7, "samen", [N, V], NOW)


def test_the_docs_have_the_table():
    assert table() in (Path(__file__).parents[2] / "docs" / "duo.md").read_text()


@pytest.mark.parametrize(("state", "by"), list(itertools.product(State, Move)))
def test_only_moves_of_the_table(state, by):
    pair = replace(PROPOSED, state=state)
    if (state, by) in MOVES:
        assert move(pair, by, NOW).state is MOVES[state, by][0]
    else:
        with pytest.raises(IllegalMove, match=f"a duo that is {state} can't {by}"):
            move(pair, by, NOW)


def test_every_state_is_reached_and_every_one_has_a_way_out_or_is_over():
    reached = {State.PROPOSED}
    for _ in State:
        reached |= {to for (start, _), (to, _) in MOVES.items() if start in reached}
    assert reached == set(State)
    assert {s for s in State if s.over} == {State.CLOSED, State.DECLINED, State.LAPSED, State.WITHDRAWN}


def test_two_yeses_agree_and_only_then_contacts_go():
    one = answer(PROPOSED, 1, Answer.YES, NOW)
    assert one.state is State.PROPOSED and not one.contact_may_go
    both = answer(one, 2, Answer.YES, NOW + DAY)
    assert both.state is State.AGREED and both.contact_may_go and both.started == NOW + DAY


def test_a_question_keeps_it_open_and_a_no_ends_it():
    asked = answer(PROPOSED, 1, Answer.QUESTION, NOW)
    assert asked.state is State.PROPOSED and proposal_due(asked, NOW + 3 * DAY) == Due(remind=(2,))
    assert answer(asked, 1, Answer.NO, NOW).state is State.DECLINED
    with pytest.raises(IllegalMove):
        answer(answer(asked, 1, Answer.NO, NOW), 2, Answer.YES, NOW)


def test_a_stranger_or_a_child_is_not_asked():
    family = propose(8, "samen", [N, V, Member(3, Side.NEWCOMER, Role.CHILD)], NOW)
    for who in (3, 99):
        with pytest.raises(ValueError, match="is not asked"):
            answer(family, who, Answer.YES, NOW)
    assert answer(answer(family, 1, Answer.YES, NOW), 2, Answer.YES, NOW).state is State.AGREED


@pytest.mark.parametrize(
    ("after", "reminded", "due"),
    [(2.9, False, Due()), (3, False, Due(remind=(1, 2))), (3, True, Due()), (6.9, True, Due()),
     (7, True, Due(lapse=True)), (40, False, Due(lapse=True))],
)  # fmt: skip
def test_reminder_after_three_days_lapse_after_seven(after, reminded, due):
    assert proposal_due(replace(PROPOSED, reminded=reminded), NOW + after * DAY) == due


def test_who_asked_a_question_first_is_not_reminded_and_the_proposal_lapses_in_time():
    asked = answer(answer(PROPOSED, 1, Answer.YES, NOW), 2, Answer.QUESTION, NOW)
    assert proposal_due(asked, NOW + 3 * DAY) == Due()
    assert next_date(asked, None) == NOW + 7 * DAY
    assert next_date(PROPOSED, None) == NOW + 3 * DAY


def test_who_decides_is_a_setting():
    assert propose(1, "p", [N, V], NOW, Choosing.COORDINATOR).state is State.AGREED
    chosen = propose(1, "p", [N, V], NOW, Choosing.PROFILE, chooser=1)
    assert [m.candidate for m in chosen.open] == [2]


def test_pauses_add_up_and_the_clock_only_goes_forward():
    running = replace(PROPOSED, state=State.RUNNING)
    paused = move(running, Move.PAUSE, NOW + DAY)
    again = move(paused, Move.RESUME, NOW + 11 * DAY)
    assert again.held == 10 * DAY
    with pytest.raises(ValueError, match="before the last one"):
        move(again, Move.PAUSE, NOW)


def test_each_chooses_how_to_be_reached():
    told = share(PROPOSED, 2, Sharing.PHONE)
    assert [m.sharing for m in told.members] == [None, Sharing.PHONE]


def test_no_one_twice_and_never_alone():
    for members in ([N], [N, N], [Member(1, Side.NEWCOMER, Role.CHILD), Member(2, Side.VOLUNTEER, Role.CHILD)]):
        with pytest.raises(ValueError):
            Pairing(1, "p", tuple(members), NOW, NOW)


def test_duos_adults_children_and_households_are_counted_apart():
    couple = [replace(V, household="h"), Member(3, Side.VOLUNTEER, household="h")]
    family = [Member(4, Side.NEWCOMER, household="k"), Member(5, Side.NEWCOMER, Role.CHILD, "k")]
    tandem = [Member(6, Side.NEWCOMER), Member(7, Side.NEWCOMER)]
    again = [replace(V, household="h"), Member(8, Side.NEWCOMER)]
    pairs = [propose(i, "p", m, NOW) for i, m in enumerate(([*couple, *family], tandem, again))]
    assert counts(pairs) == Counts(duos=3, adults=6, children=1, households=5)


def test_somebody_more_in_a_proposal_and_everybody_is_asked_anew():
    said = answer(PROPOSED, 1, Answer.YES, NOW)
    more = add(said, Member(3, Side.NEWCOMER), NOW + DAY, lives_with=1)
    assert [m.candidate for m in more.open] == [1, 2, 3], "the yes was to another proposal"
    assert more.proposed == NOW + DAY and proposal_due(more, NOW + 4 * DAY).remind == (1, 2, 3)
    assert counts([more]) == Counts(duos=1, adults=3, children=0, households=2)
    assert counts([add(said, Member(3, Side.NEWCOMER), NOW)]).households == 3
    with pytest.raises(ValueError, match="twice"):
        add(more, Member(2, Side.VOLUNTEER), NOW + DAY)
    with pytest.raises(IllegalMove):
        add(move(PROPOSED, Move.AGREE, NOW), Member(3, Side.NEWCOMER), NOW)


def test_it_goes_on_without_somebody_as_long_as_both_sides_are_there():
    group = propose(7, "samen", [N, V, Member(3, Side.VOLUNTEER), Member(4, Side.NEWCOMER, Role.CHILD)], NOW)
    assert not carries_on(group, 2), "a proposal without one of them is another one"
    running = replace(group, state=State.RUNNING)
    assert carries_on(running, 2) and carries_on(running, 3)
    assert not carries_on(running, 1), "a child alone meets nobody"
    assert not carries_on(replace(PROPOSED, state=State.RUNNING), 1)
    equals = propose(8, "samen", [N, Member(3, Side.NEWCOMER), Member(4, Side.NEWCOMER)], NOW)
    assert carries_on(replace(equals, state=State.MET), 3)
