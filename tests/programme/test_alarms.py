"""An urgent alarm comes again after some hours of the day, never at night."""

from datetime import datetime, timedelta

import pytest

from programme.alarms import Kind, again
from programme.consequences import of_alarm
from programme.schedule import ZONE, in_window
from programme.scheduled import AlarmAgain, AlarmRaised


@pytest.mark.parametrize(("raised", "due"), [
    ("2026-10-23 11:00", "2026-10-23 13:00"), ("2026-10-23 23:30", "2026-10-24 11:00"),
    ("2026-10-23 19:00", "2026-10-24 11:00"), ("2026-10-23 03:00", "2026-10-23 11:00"),
])  # fmt: skip
def test_so_many_hours_later_by_day(raised: str, due: str) -> None:
    at = datetime.fromisoformat(raised).replace(tzinfo=ZONE)
    assert again(at, 2) == datetime.fromisoformat(due).replace(tzinfo=ZONE)


@pytest.mark.parametrize("hour", range(24))
def test_whenever_it_is_raised_it_comes_again_by_day(hour: int) -> None:
    at = datetime(2026, 3, 28, hour, 30, tzinfo=ZONE)
    assert in_window(again(at, 2))
    assert again(at, 2) - at >= timedelta(hours=2)


def test_at_once_to_the_staff_and_again_only_what_is_urgent() -> None:
    now = datetime(2026, 10, 23, 11, tzinfo=ZONE)
    told = {kind: [type(m.what) for m in of_alarm(1, kind, 2, "samen", now, 2)] for kind in Kind}
    assert told == {
        Kind.UNSAFE: [AlarmRaised, AlarmAgain],
        Kind.DISTRESS: [AlarmRaised, AlarmAgain],
        Kind.WORDS: [AlarmRaised, AlarmAgain],
        Kind.MOOD: [AlarmRaised],
    }
    assert all(m.programme == "samen" and m.due >= now for kind in Kind for m in of_alarm(1, kind, 2, "samen", now, 2))
