"""Nobody of the staff decides on what is about themselves: a volunteer who became coordinator accepted herself."""

from datetime import UTC, datetime

import pytest

from bot.channels.base import Arrival, Press
from bot.flows.actions import Request
from bot.flows.core import Session
from bot.flows.registry import REGISTRY
from bot.flows.staff import alarms, matching, queue
from bot.runtime.router import step
from programme.alarms import Alarm, Kind
from programme.effects import Look, Say, ScheduledMessage, SessionEffect, Toast
from programme.message import Do, Phrase
from programme.model import Candidate, Coordinator, Duo, Known, Member, Side, Status
from programme.roles import Role

NOW = datetime(2026, 11, 2, 10, tzinfo=UTC)
ME, OTHER = 7, 8
MINE = Candidate(1, ME, Side.VOLUNTEER, Status.WAITING, "samen", "Tom", "nl", NOW, NOW, {"municipality": "12025"})
PAIR = Duo(5, "samen", NOW, (Member(1, ME, Side.VOLUNTEER, "Tom", "nl"), Member(2, OTHER, Side.NEWCOMER, "A", "en")))
# raised by the other of the duo: about me all the same
ALARM = Alarm(3, Kind.UNSAFE, "samen", OTHER, 2, 5, NOW, "A", meets=True, people=(ME, OTHER))
FOUND = {queue.CANDIDATE.words: MINE, matching.DUO.words: PAIR, alarms.ALARM.words: ALARM}
DECIDING = sorted(
    name for name, a in REGISTRY.actions.items()
    if a.subject in (queue.CANDIDATE, matching.DUO, alarms.ALARM)
    and Role.TRAINEE not in a.roles and Role.COORDINATOR in a.roles
)  # fmt: skip


@pytest.mark.parametrize("name", DECIDING)
def test_a_tap_on_what_is_about_themselves_decides_nothing(name: str) -> None:
    action = REGISTRY.actions[name]
    found = FOUND[action.subject.words]
    coordinator = Coordinator(ME, "Tom", (("samen", "coordinator"),))

    def told(me: int):
        asked = {action.subject.query(Request(1), action): found}
        known = Known(NOW, NOW.date(), coordinator=coordinator, me=me, found=asked)
        return step(Session(me, "nl"), Arrival(1, Press(str(Do(name, 1)), 9, ""), person=me), known, REGISTRY)

    done = told(ME)
    assert [e.phrase for e in done.effects if isinstance(e, Toast)] == [Phrase("review.own")]
    assert not [e for e in done.effects if not isinstance(e, Toast | Look | SessionEffect | ScheduledMessage | Say)]
    assert Toast(Phrase("review.own")) not in told(9).effects


def test_there_is_something_to_decide() -> None:
    assert {"accept", "decline", "pair", "end", "handled"} <= set(DECIDING)
