"""The table of who may do what: its page, and its one function. The real engine walks it in tests/scoped."""

from pathlib import Path

import pytest

from bot.flows import review
from programme.model import Coordinator
from programme.roles import ACTIONS, BY_NUMBER, DECIDE, FIGURES, MAY, READ, STAFF, Actor, Role, authorise
from tools import roles

PAGE = Path(__file__).resolve().parents[2] / "docs" / "roles.md"
ROLES = [role for role in Role if role is not Role.OPERATOR]


def test_the_page_is_todays_table():
    assert PAGE.read_text() == roles.page(), "python -m tools.roles > docs/roles.md"


def test_every_action_means_something_and_has_a_door():
    assert set(roles.MEANS) == ACTIONS
    assert not [action for action in ACTIONS if not roles.doors(action)]
    assert set(review.VERBS) - {"all"} <= ACTIONS, "all: a page of duos"


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("action", sorted(ACTIONS))
def test_a_right_holds_in_ones_own_programmes_only(role, action):
    actor = Actor.of(1, Coordinator(1, "Els", (("here", role.value),)))
    assert authorise(actor, action, "here") == (action in MAY[role])
    assert not authorise(actor, action, "there")
    assert actor.where(action) == (("here",) if action in MAY[role] else ())


def test_a_role_in_one_programme_is_none_in_another():
    both = Actor.of(1, Coordinator(1, "Els", (("here", "auditor"), ("there", "coordinator"))))
    assert both.where("card") == ("there",)
    assert not authorise(both, "card", "here")
    assert authorise(both, "queue", None)


def test_without_a_role_nothing_is_allowed():
    assert not any(authorise(Actor.of(1, None), action, target) for action in ACTIONS for target in ("here", None))


def test_what_the_roles_are_for():
    """The lines of the table that an organisation counts on."""
    assert MAY[Role.TRAINEE] == READ
    assert MAY[Role.AUDITOR] == FIGURES
    assert not MAY[Role.OPERATOR] & (READ | DECIDE), "no persons at the command line"
    assert not MAY[Role.COORDINATOR] & STAFF
    assert [role for role in Role if BY_NUMBER & MAY[role]] == [Role.OPERATOR]
