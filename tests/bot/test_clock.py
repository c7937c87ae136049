"""One clock for the bot and for every command, that can be set from outside."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.clock import ClockWrong, system_now
from tests.clock import Clock
from tests.line.typed import Line


@pytest.fixture
def clock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Clock:
    one = Clock(tmp_path, by_day=False)
    for name, value in one.settings.items():
        monkeypatch.setenv(name, value)
    return one


def test_it_runs_with_the_machines_until_it_is_moved(clock: Clock) -> None:
    assert abs(system_now() - datetime.now(UTC)) < timedelta(seconds=60)
    clock.ahead(days=14)
    clock.ahead(days=1)
    assert timedelta(days=14.9) < system_now() - datetime.now(UTC) < timedelta(days=15.1)


def test_it_stands_still_at_a_moment_and_answers_in_utc(clock: Clock) -> None:
    clock.stands(datetime.fromisoformat("2027-03-28T03:30:00+02:00"))
    assert system_now() == system_now() == datetime(2027, 3, 28, 1, 30, tzinfo=UTC)
    assert system_now().tzinfo is UTC


@pytest.mark.parametrize("said", ["", "tomorrow", "2027-13-01T00:00Z", "1e300"])
def test_what_is_no_time_is_refused_by_name(clock: Clock, said: str) -> None:
    clock.file.write_text(said)
    with pytest.raises(ClockWrong):
        system_now()


def test_a_command_says_what_is_wrong_with_it(tmp_path: Path) -> None:
    line = Line(tmp_path, {"DUOBOT_CLOCK": str(tmp_path / "nowhere")})
    code, said = line.fails("programme", "add", "--name", "Samen", "--municipality", "Mechelen")
    assert (code, "DUOBOT_CLOCK" in said) == (78, True), said


def test_a_command_writes_the_time_that_it_is_told(tmp_path: Path) -> None:
    clock = Clock(tmp_path)
    clock.stands(datetime(2031, 2, 3, 4, tzinfo=UTC))
    line = Line(tmp_path, clock.settings)
    id = line.programme()
    made = line.asks("invite", "--programme", id, "--role", "candidate", "--municipality", "Mechelen", "--json")
    assert made["expires"].startswith("2031-02-10")
