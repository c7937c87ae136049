"""`make dates`: the fast lane on days that are hard for a calendar.

The lane starts no process, so that the date is moved inside it (time-machine, by tests/conftest.py); monotonic time is
left alone, so that waiting stays waiting. (Debian's faketime moves the clocks of the C library beneath everything: then
the lane took eight minutes a date instead of one, and waits of threads broke with `Invalid argument`.)
"""

import os
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

BELGIUM = ZoneInfo("Europe/Brussels")
LANE = ("-m", "pytest", "-n", "2", "--dist", "loadfile", "-m", "not apart and not slow", "-p", "no:cacheprovider")


def moments(now: datetime) -> dict[str, datetime]:
    """When the lane begins. The clocks change at 01:00 UTC: it begins before and is in the middle of it then."""
    return {
        "29 February, noon": datetime(2028, 2, 29, 12, tzinfo=BELGIUM),
        "the night in which summer time begins": datetime(2027, 3, 28, 1, 59, 40, tzinfo=BELGIUM),
        "half past two of the night in which it ends": datetime(2027, 10, 31, 2, 30, tzinfo=BELGIUM),
        "across New Year's midnight": datetime(2027, 12, 31, 23, 59, 40, tzinfo=BELGIUM),
        "a Sunday, at three in the morning": datetime(2027, 6, 13, 3, tzinfo=BELGIUM),
        "25 December": datetime(2026, 12, 25, 11, tzinfo=BELGIUM),
        "five years from now": now + timedelta(days=5 * 365 + 1),
    }


def lane_is_green(name: str, there: datetime) -> bool:
    ahead, began = there - datetime.now(UTC), time.monotonic()
    moved = {**os.environ, "TZ": BELGIUM.key, "TESTS_AHEAD": str(ahead.total_seconds())}
    command = [sys.executable, *LANE]
    done = subprocess.run(command, env=moved, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    print(f"{there:%Y-%m-%d %H:%M} {name}: {last_line(done.stdout)} ({time.monotonic() - began:.0f} s)", flush=True)
    if done.returncode:
        print(done.stdout[-6000:], flush=True)
    return not done.returncode


def last_line(text: str) -> str:
    return (text.strip().splitlines() or ["nothing was said"])[-1]


def main() -> int:
    green = [lane_is_green(name, there) for name, there in moments(datetime.now(UTC)).items()]
    return 0 if all(green) else 1


if __name__ == "__main__":
    sys.exit(main())
