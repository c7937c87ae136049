"""The command line as somebody types it."""

import json
import os
import subprocess
import sys
import traceback
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from bot.__main__ import main

ROOT = Path(__file__).resolve().parents[2]


@dataclass
class Line:
    """A folder with a database in it, and the settings of the environment."""

    folder: Path
    settings: dict[str, str] = field(default_factory=dict)

    @property
    def database(self) -> Path:
        return self.folder / "duobot.db"

    @property
    def environment(self) -> dict[str, str]:
        known = {k: v for k, v in os.environ.items() if not k.startswith("DUOBOT_")}
        return {**known, "DUOBOT_DATABASE": f"sqlite:///{self.database}", **self.settings}

    def types(self, *words: str, answer: str = "") -> "subprocess.CompletedProcess[str]":
        """In this process, since one of its own costs a second; `types_apart` is the real thing."""
        with ThreadPoolExecutor(1) as apart:  # a test may have an event loop already
            done = apart.submit(self._invoke, words, answer).result(60)
        crash = done.exception if not isinstance(done.exception, SystemExit) else None
        trace = "".join(traceback.format_exception(crash)) if crash else ""
        return subprocess.CompletedProcess(words, done.exit_code, done.stdout, done.stderr + trace)

    def _invoke(self, words: tuple[str, ...], answer: str) -> Result:
        unset: dict[str, str | None] = {k: None for k in os.environ if k.startswith("DUOBOT_")}
        ours = {k: v for k, v in self.environment.items() if k.startswith("DUOBOT_")}
        return CliRunner().invoke(main, words, input=answer, env={**unset, **ours})

    def types_apart(self, *words: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [sys.executable, "-m", "bot", *words], cwd=ROOT, env=self.environment, text=True,
            capture_output=True, timeout=60, check=False,
        )  # fmt: skip

    def asks(self, *words: str) -> Any:
        """Exit code 0, and JSON on stdout and nothing else."""
        done = self.types(*words)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    def fails(self, *words: str) -> tuple[int, str]:
        """The exit code and the words on stderr; nothing on stdout, and no trace."""
        done = self.types(*words)
        assert done.stdout == ""
        assert "Traceback" not in done.stderr, done.stderr
        return done.returncode, done.stderr

    def programme(self, name: str = "Samen Inburgeren", where: str = "Mechelen", *more: str) -> str:
        return self.asks("programme", "add", "--name", name, "--municipality", where, *more, "--json")["id"]
