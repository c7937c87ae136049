"""One bot before one local Telegram: started on cores of their own, measured, stopped, looked through."""

import os
import subprocess
import sys
import time
import urllib.request
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any

import msgspec

from bench.bots import ROOT, WORK, Bot
from bench.machine import BOT_CORE, LOAD_CORE, pinned
from bench.telegram import Result, Run

CALIBRATE = "from bench.machine import calibration; print(calibration())"
START_WITHIN = 30.0
STOP_WITHIN = 8.0


class Failed(Exception):
    """A bot didn't come up, or not to an end. Its log is named."""


def environment(home: Path = ROOT) -> dict[str, str]:
    """This process's, with compiled modules kept apart: nothing is written beside the sources."""
    kept = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE" and not k.startswith("DUOBOT_")}
    return {**kept, "PYTHONPYCACHEPREFIX": str(WORK / "compiled"), "PYTHONPATH": str(home)}


def calibrated() -> float:
    """The fixed piece of work, on the bot's core."""
    command = pinned(BOT_CORE, [sys.executable, "-c", CALIBRATE])
    return float(subprocess.run(command, cwd=ROOT, env=environment(), capture_output=True, check=True).stdout)


class Stage:
    """`with Stage(bot) as stage: stage.run(…)`. The database is new unless it is kept from before."""

    def __init__(self, bot: Bot, fresh: bool = True, more: tuple[str, ...] = ()) -> None:
        self.bot, self._fresh, self._more = bot, fresh, more
        self.folder = WORK / bot.key
        self.database = self.folder / "bot.db"
        self.log = self.folder / "log"
        self._running: list[subprocess.Popen[bytes]] = []

    def __enter__(self) -> "Stage":
        self.folder.mkdir(parents=True, exist_ok=True)
        if self._fresh:
            for old in self.folder.glob("bot.db*"):
                old.unlink()
            self.bot.prepare(self.database)
        try:
            self._start_load()
            self._start_bot()
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def _start_load(self) -> None:
        command = pinned(LOAD_CORE, [sys.executable, "-m", "bench.telegram"])
        load = subprocess.Popen(command, cwd=ROOT, env=environment(), stdout=subprocess.PIPE)
        self._running.append(load)
        assert load.stdout is not None
        self.api = f"http://127.0.0.1:{int(load.stdout.readline())}"

    def _start_bot(self) -> None:
        command = [*self.bot.command(self.api, self.database), *self._more]
        settings = {**environment(self.bot.home), **self.bot.environment(self.api, self.database)}
        with self.log.open("wb") as log:
            started = time.monotonic()
            process = subprocess.Popen(
                pinned(BOT_CORE, command), cwd=self.bot.home, env=settings, stdout=log, stderr=log
            )
        self._running.append(process)
        self.process = process.pid
        while not (ready := self._asked("ready")):
            if process.poll() is not None or time.monotonic() - started > START_WITHIN:
                raise Failed(f"{self.bot.label} didn't come up: {self.log}")
            time.sleep(0.02)
        self.seconds_to_ready = float(ready) - started

    def run(self, **want: Any) -> Result:
        """Raises `Failed` when the bot has ended meanwhile."""
        result = msgspec.json.decode(self._ask("run", Run(self.bot.kind, self.process, **want)), type=Result)
        if self._running[-1].poll() is not None:
            raise Failed(f"{self.bot.label} ended: {self.log}")
        return result

    def lost(self) -> int:
        """Answers that the bot acknowledged with its next question and that its database doesn't hold."""
        kept = self.bot.kept(self.database)
        return sum(
            kept.get(int(chat), {}).get(key) != answer
            for chat, answers in self._asked("acknowledged").items()
            for key, answer in answers.items()
        )

    def _asked(self, what: str) -> Any:
        return msgspec.json.decode(self._ask(what, None))

    def _ask(self, what: str, body: Any) -> bytes:
        request = urllib.request.Request(f"{self.api}/ctl/{what}", data=msgspec.json.encode(body))
        with urllib.request.urlopen(request, timeout=1800) as answer:
            return answer.read()

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        for process in reversed(self._running):
            process.terminate()
            with suppress(subprocess.TimeoutExpired):
                process.wait(STOP_WITHIN)
            if process.poll() is None:
                process.kill()
                process.wait()
