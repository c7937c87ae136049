"""At three in the morning: every kind of scheduled message, handed to the real clock."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.channels.base import Arrival, Due
from bot.runtime.scheduler import Scheduler
from programme import scheduled
from storage.rows import text_of
from storage.store import Store
from tests.storage.office import candidate, change, number, programme, url

NIGHT = datetime(2027, 2, 10, 2, 0, tzinfo=UTC)
MORNING = datetime(2027, 2, 10, 8, 0, tzinfo=UTC)
RANIA = 910_001
ALARMS = {"alarm", "alarm.erased", "alarm.handled"}
TALKS = {"they.said", "staff.said", "talk.ends", "distress.again"}
ASKED_FOR = {"solve", "puzzled", "translate", "retry"}  # by the reader, a moment ago
SHOWS_NOTHING = {"card.erased", "ends-soon"}


@pytest.fixture
async def store(tmp_path: Path):
    found = await Store.open(url(tmp_path / "duobot.db"))
    await programme(found)
    await candidate(found, RANIA, "newcomer")
    yield found
    await found.close()


async def handed_in(store: Store, now: datetime, kinds: set[str], paused: str = "") -> set[str]:
    """Which kinds the clock hands in at this moment, when all are due."""
    person, heard = await number(store, RANIA), set[str]()

    async def settle(arrivals: list[Arrival]) -> None:
        heard.update(a.what.kind for a in arrivals if isinstance(a.what, Due))

    async with store.unit() as unit:
        await unit.run("add_known_person", person=person, language="nl", at=text_of(now))
        for kind in kinds:
            what = scheduled.KINDS[kind]
            await unit.run(
                "add_wake", person=person, kind=kind, key=kind, payload="{}", about=None, due=text_of(now),
                daytime=what.daytime, peace=what.peace, priority=what.priority,
            )  # fmt: skip
    if paused:
        change(store.path, "update sessions set paused = ?", paused)
    clock = Scheduler(store, lambda: now, settle, lambda: None)
    await clock._wakes()
    return heard


async def test_only_alarms_talks_and_what_was_asked_for_come_at_three(store: Store):
    """`retry` is handed in as what it was; what is worked out beside the clock is seen by itself."""
    kinds = set(scheduled.KINDS) - set(scheduled.BESIDE) - {"retry"}
    at_night = await handed_in(store, NIGHT, kinds)
    assert at_night == (ALARMS | TALKS | ASKED_FOR | SHOWS_NOTHING) & kinds


async def test_in_the_morning_everything_comes(store: Store):
    kinds = set(scheduled.KINDS) - set(scheduled.BESIDE) - {"retry"}
    assert await handed_in(store, MORNING, kinds) == kinds


async def test_who_asked_for_peace_hears_what_others_did_and_no_reminder(store: Store):
    kinds = set(scheduled.KINDS) - set(scheduled.BESIDE) - {"retry"}
    news = {kind for kind in kinds if issubclass(scheduled.KINDS[kind], scheduled.News)}
    assert await handed_in(store, MORNING, kinds, paused="2027-03-01T00:00:00Z") == news
    assert {"accepted", "closed", "extended"} <= news and not {"checkin", "interest", "look"} & news
