"""The bot as the demo runs it: the real one, with a clock that the page can move.

It reads DUOBOT_DEMO_CLOCK: the path of a file that holds how many seconds the demo's clock is ahead.
"""

import os
from datetime import datetime, timedelta
from pathlib import Path

from bot import app, logs, settings
from bot.__main__ import run_until_stopped
from bot.clock import system_now


def shifted(path: Path) -> datetime:
    try:
        ahead = float(path.read_text() or 0)
    except (OSError, ValueError):
        ahead = 0.0
    return system_now() + timedelta(seconds=ahead)


def main() -> None:
    path = Path(os.environ["DUOBOT_DEMO_CLOCK"])
    found = settings.with_token(settings.load())
    logs.set_up("warning")
    run_until_stopped(lambda: app.run(found, now=lambda: shifted(path)))


if __name__ == "__main__":
    main()
