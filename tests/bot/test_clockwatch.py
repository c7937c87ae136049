"""A clock that is wrong erases nobody and reminds nobody; whoever writes is answered all the same."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from bot.runtime.clockwatch import ClockWatch

NOON = datetime(2026, 11, 28, 12, tzinfo=UTC)
HOUR, WEEKS = timedelta(hours=1), timedelta(days=45)


class Machine:
    """A wall clock, a steady one, and what Telegram said last."""

    def __init__(self, ahead: timedelta = timedelta(), last: timedelta | None = HOUR / 2) -> None:
        self.really, self.ahead, self.said = NOON, ahead, None
        self.watch = ClockWatch(
            lambda: self.really + self.ahead, lambda: self.said, NOON - last if last is not None else None,
            lambda: (self.really - NOON).total_seconds(),
        )  # fmt: skip

    def hears(self) -> bool:
        """Telegram answers something."""
        self.said = format_datetime(self.really, usegmt=True), (self.really - NOON).total_seconds()
        return self.watch.trusted()

    def passes(self, span: timedelta) -> bool:
        self.really += span
        return self.watch.trusted()


@pytest.mark.parametrize(("ahead", "trusted"), [
    (timedelta(), True), (timedelta(minutes=59), True), (-timedelta(minutes=59), True),
    (timedelta(minutes=61), False), (WEEKS, False), (-WEEKS, False),
])  # fmt: skip
def test_telegram_says_what_time_it_is(ahead: timedelta, trusted: bool) -> None:
    machine = Machine(ahead)
    assert machine.hears() is trusted
    assert machine.passes(10 * HOUR) is trusted, "also long after it said so"


def test_before_telegram_said_anything_the_last_sign_of_life_does() -> None:
    assert Machine().watch.trusted()
    assert not Machine(WEEKS).watch.trusted()
    assert Machine(WEEKS, last=None).watch.trusted(), "a new database knows nothing"


def test_a_bot_that_was_down_for_a_week_goes_on_as_soon_as_telegram_answers() -> None:
    machine = Machine(last=timedelta(days=7))
    assert not machine.watch.trusted()
    assert machine.hears()


def test_where_nobody_tells_the_time_a_day_of_steady_work_does() -> None:
    machine = Machine(last=timedelta(days=7))
    assert not machine.passes(23 * HOUR)
    assert machine.passes(2 * HOUR)


def test_a_jump_while_it_works_is_seen_and_so_is_its_end(caplog: pytest.LogCaptureFixture) -> None:
    machine = Machine()
    assert machine.passes(HOUR)
    machine.ahead = WEEKS
    assert not machine.passes(HOUR)
    assert not machine.watch.trusted()
    assert caplog.text.count("the clock seems wrong") == 1, "said once"
    machine.ahead = timedelta()
    assert machine.passes(HOUR)


@pytest.mark.parametrize("said", ["", "yesterday", "Sat, 99 Nov 2026 12:00:00 GMT"])
def test_a_date_that_is_none_says_nothing(said: str) -> None:
    machine = Machine()
    machine.said = said, 0.0
    assert machine.watch.trusted()


@pytest.mark.parametrize("said", ["Sat, 28 Nov 2026 12:00:00", "Sat, 28 Nov 2026 12:00:00 -0000"])
def test_a_date_without_a_zone_is_greenwich(said: str) -> None:
    machine = Machine(WEEKS)
    machine.said = said, 0.0
    assert not machine.watch.trusted()
    machine.ahead = timedelta()
    assert machine.watch.trusted()
