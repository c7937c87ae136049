"""What time it is: the one place that reads the clock of the machine."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

from storage.errors import DuobotError


class ClockWrong(DuobotError):
    """DUOBOT_CLOCK must name a file that holds seconds to be ahead (86400) or a moment (2027-03-28T01:30Z). Only the
    demo and tests set it: unset it to use the machine's clock."""

    exit_code = 78


def system_now() -> datetime:
    """What time it is, in UTC: the one place that reads the clock of the machine, for the bot and for every command.

    The demo and tests move it from outside the process: DUOBOT_CLOCK is the path of a file, read anew each time, that
    holds how many seconds the clock is ahead, or a moment with its zone (ISO 8601) at which time stands still. Raises
    `ClockWrong` for a file that holds neither.
    """
    there = datetime.now(UTC)
    file = os.environ.get("DUOBOT_CLOCK")
    return _moved(there, file) if file else there


def _moved(there: datetime, file: str) -> datetime:
    try:
        said = Path(file).read_text().strip()
        if "T" in said:
            return datetime.fromisoformat(said).astimezone(UTC)
        return there + timedelta(seconds=float(said))
    except (OSError, ValueError, OverflowError) as error:
        raise ClockWrong from error
