"""Is it really that late? A clock that is wrong by weeks must not erase people, nor send what isn't due.

Telegram says what time it is with every answer (RFC 9110, `Date`). Until it did, the last sign of life of anybody says
how long ago we worked.
"""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from bot import logs

log = logs.log("clock")
APART = timedelta(hours=1)  # more is no drift: the clock is wrong
STEADY = timedelta(days=1)  # that we work, without a jump, before we believe a clock that nobody confirms


class ClockWatch:
    """`told` is the last `Date` and when it was heard, by the monotonic clock in seconds; `last` the last sign of life
    before this start, None in a new database."""

    def __init__(
        self, now: Callable[[], datetime], told: Callable[[], tuple[str, float] | None], last: datetime | None,
        steady: Callable[[], float] = time.monotonic,
    ) -> None:  # fmt: skip
        self._now, self._told, self._last, self._steady = now, told, last, steady
        self._began = now(), steady()
        self._sure = True

    def trusted(self) -> bool:
        """May what the clock says is late be done now? Says so in the log when that changes."""
        sure = self._looks_right()
        if sure != self._sure:
            self._sure = sure
            if sure:
                log.info("the clock is right again: what is due goes on")
            else:
                log.error("the clock seems wrong: nothing is erased and nobody is reminded; set it (NTP)")
        return sure

    def _looks_right(self) -> bool:
        heard = self._heard()
        if heard is not None:
            return abs(self._now() - heard) <= APART
        wall, steady = self._began
        worked = timedelta(seconds=self._steady() - steady)
        jumped = abs((self._now() - wall) - worked) > APART
        long_ago = self._last is not None and abs(self._now() - self._last) > APART + worked
        return not jumped and (not long_ago or worked >= STEADY)

    def _heard(self) -> datetime | None:
        """What time it is for Telegram now."""
        told = self._told()
        if told is None:
            return None
        text, at = told
        try:
            heard = parsedate_to_datetime(text)  # without a zone where it says -0000: RFC 9110 knows GMT alone
            return heard.replace(tzinfo=heard.tzinfo or UTC) + timedelta(seconds=self._steady() - at)
        except (ValueError, TypeError, OverflowError):
            return None
