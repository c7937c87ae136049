"""The real bot as a process of its own, on a real SQLite file, over real HTTP to a local Telegram."""

import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from demo.client import LocalTelegram
from tests.clock import Clock

ROOT = Path(__file__).resolve().parents[2]


@dataclass
class House:
    """A bot and its Telegram, and the clock of both the bot and the command line."""

    telegram: LocalTelegram
    folder: Path
    settings: dict[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None
    clock: Clock = field(init=False)

    def __post_init__(self) -> None:
        self.clock = Clock(self.folder)

    @property
    def environment(self) -> dict[str, str]:
        known = {k: v for k, v in os.environ.items() if not k.startswith("DUOBOT_")}
        return {
            **known,
            "DUOBOT_TOKEN": self.telegram.token,
            "DUOBOT_TELEGRAM_API": self.telegram.url,
            "DUOBOT_DATABASE": f"sqlite:///{self.folder / 'duobot.db'}",
            "DUOBOT_SEND_RATE": "0",
            "DUOBOT_HOLD_MINUTES": "0",
            "DUOBOT_HUMAN": "Els",
            "DUOBOT_PHONE": "015 00 00 00",
            **self.clock.settings,
            **self.settings,
        }

    def runs(self) -> None:
        log = (self.folder / "bot.log").open("ab")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "bot", "run"], cwd=ROOT, env=self.environment, stdout=log, stderr=log
        )

    def kills(self) -> None:
        assert self.process is not None
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stops(self) -> tuple[int, float]:
        """SIGTERM: the exit code, and how many seconds it took."""
        assert self.process is not None
        began = time.monotonic()
        self.process.terminate()
        return self.process.wait(10), time.monotonic() - began

    def told(self, *words: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """One command of the command line."""
        return subprocess.run(
            [sys.executable, "-m", "bot", *words], cwd=ROOT, env=self.environment, text=True,
            capture_output=True, check=check, timeout=60,
        )  # fmt: skip

    def asks(self, *words: str) -> object:
        return json.loads(self.told(*words, "--json").stdout)

    def asks_overview(self) -> dict:
        return json.loads(self.told("overview", "--format", "json").stdout)

    @property
    def log(self) -> str:
        return (self.folder / "bot.log").read_text()
