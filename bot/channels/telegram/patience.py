"""How long a Telegram that fails is waited for, and when waiting has no more sense."""

import asyncio
import contextlib
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from telegram.error import Conflict, InvalidToken, RetryAfter

from bot import logs
from bot.channels.telegram.transport import LONGEST_WAIT, MaybeSent, NotSent, wait_of
from storage.errors import DuobotError, LeaseLost

log = logs.log("telegram")
SLOWEST_RETRY = 30.0
CONFLICTS = 8  # answers "somebody else polls" in a row, about half a minute, before giving up
# Telegram's own servers refuse a good token for a moment now and then; a wrong one they refuse for ever
REFUSED_AT_START, REFUSED_LATER = 3.0, 180.0  # seconds of nothing but refusals


class TokenWrong(DuobotError):
    """Telegram doesn't know this token. Check DUOBOT_TOKEN, or get a new one from @BotFather."""

    exit_code = 78


class AnotherPolls(DuobotError):
    """Another program receives this bot's messages with the same token. Stop it, or make a new token."""

    exit_code = 75


class Patience:
    """Of one process: it waits longer with every failure in a row, and until it is told to stop."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._failures = self._conflicts = 0
        self._refused_since: float | None = None
        self._known = False  # has this token ever been accepted?
        self._stopped = asyncio.Event()

    def stop(self) -> None:
        self._stopped.set()

    def renew(self) -> None:
        """Telegram answered as it should."""
        self._failures = self._conflicts = 0
        self._refused_since, self._known = None, True

    async def after(self, error: Exception) -> None:
        """Wait as this failure asks. Raises `TokenWrong`, `AnotherPolls` or `LeaseLost` when it would be in vain."""
        if isinstance(error, LeaseLost):
            raise error
        self._conflicts = self._conflicts + 1 if isinstance(error, Conflict) else 0
        if self._conflicts >= CONFLICTS:
            raise AnotherPolls from None
        self._judge(error)
        seconds = self._seconds(error)
        log.warning("receiving waits", error=type(error).__name__, why=safe(error), seconds=round(seconds, 1))
        self._failures += 1
        await self.rest(seconds)

    def _judge(self, error: Exception) -> None:
        if not isinstance(error, InvalidToken):
            self._refused_since = None
            return
        if self._refused_since is None:
            self._refused_since = self._now()
            log.warning("Telegram refuses this token: is DUOBOT_TOKEN right?")
        if self._now() - self._refused_since >= (REFUSED_LATER if self._known else REFUSED_AT_START):
            raise TokenWrong from None

    def _seconds(self, error: Exception) -> float:
        if isinstance(error, Conflict):
            return min(1.0 * 2 ** (self._conflicts - 1), 5.0)
        if isinstance(error, RetryAfter):
            return seconds_of(error)
        return slower(1.0 if isinstance(error, InvalidToken) else 0.2, self._failures)

    async def rest(self, seconds: float) -> None:
        """So many seconds, or until stopped."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._stopped.wait(), seconds)


def slower(first: float, tries: int) -> float:
    """Seconds before the next try: twice as many each time, up to half a minute, however often it was tried."""
    return min(first * 2.0 ** min(tries, 20), SLOWEST_RETRY)


def seconds_of(error: RetryAfter) -> float:
    """PTB hands on whatever was said."""
    wait: Any = error.retry_after
    seconds = wait_of(wait.total_seconds() if isinstance(wait, timedelta) else wait)
    if seconds >= LONGEST_WAIT:
        log.warning("Telegram asks for an hour or more: it is asked again after one hour")
    return seconds


def safe(error: BaseException) -> str:
    """An error's words without the address, which holds the token."""
    cause = f" ({error.__cause__})" if isinstance(error.__cause__, NotSent | MaybeSent) else ""
    said = str(error)
    return (type(error).__name__ if "/bot" in said else said.partition(":")[0][:200]) + cause
