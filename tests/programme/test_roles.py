"""The table of who may do what: its page, and its one function. The real engine walks it in tests/scoped."""

from pathlib import Path

import pytest

from programme.model import Coordinator
from programme.roles import COUNTS, DECIDES, OPERATES, READS, Actor, Group, Role, authorise
from tools import roles
from tools.roles import RIGHTS

PAGE = Path(__file__).resolve().parents[2] / "docs" / "roles.md"
ROLES = [role for role in Role if role is not Role.OPERATOR]


def test_the_page_is_todays_table():
    assert PAGE.read_text() == roles.page(), "python -m tools.roles > docs/roles.md"


def test_every_right_means_something_and_has_a_door():
    assert len({right.name for right in RIGHTS}) == len(RIGHTS)
    assert not [right.name for right in RIGHTS if not right.means or not right.roles or not roles.doors(right)]


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("right", RIGHTS, ids=lambda right: right.name)
def test_a_right_holds_in_ones_own_programmes_only(role, right):
    actor = Actor.of(1, Coordinator(1, "Els", (("here", role.value),)))
    assert authorise(actor, right.roles, "here") == (role in right.roles)
    assert not authorise(actor, right.roles, "there")
    assert actor.where(right.roles) == (("here",) if role in right.roles else ())


def test_a_role_in_one_programme_is_none_in_another():
    both = Actor.of(1, Coordinator(1, "Els", (("here", "auditor"), ("there", "coordinator"))))
    assert both.where(READS) == ("there",)
    assert not authorise(both, READS, "here")
    assert authorise(both, READS, None)


def test_without_a_role_nothing_is_allowed():
    nobody = Actor.of(1, None)
    assert not any(authorise(nobody, right.roles, target) for right in RIGHTS for target in ("here", None))


def may(role: Role) -> set[Group]:
    return {right.group for right in RIGHTS if role in right.roles}


def test_what_the_roles_are_for():
    """The lines of the table that an organisation counts on."""
    assert may(Role.TRAINEE) == {Group.READING}
    assert may(Role.AUDITOR) == {Group.FIGURES}
    assert may(Role.OPERATOR) == {Group.STAFF, Group.FIGURES, Group.BY_NUMBER}, "no persons at the command line"
    assert Group.STAFF not in may(Role.COORDINATOR)
    assert [role for role in Role if Group.BY_NUMBER in may(role)] == [Role.OPERATOR]
    assert all(right.roles >= DECIDES for right in RIGHTS if right.group is Group.READING)
    assert {right.roles for right in RIGHTS if right.group is Group.FIGURES} == {COUNTS}
    assert {right.roles for right in RIGHTS if right.group is Group.BY_NUMBER} == {OPERATES}
