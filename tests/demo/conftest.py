"""A local Telegram for each test that asks for one, and the tiny bot beside it."""

import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from demo.client import LocalTelegram, until

ECHO = Path(__file__).parent / "echo.py"


@contextlib.contextmanager
def echo_bot(telegram: LocalTelegram) -> Iterator[subprocess.Popen[bytes]]:
    environment = {**os.environ, "DUOBOT_TOKEN": telegram.token, "DUOBOT_TELEGRAM_API": telegram.url}
    bot = subprocess.Popen([sys.executable, str(ECHO)], env=environment)
    try:
        until(lambda: telegram.state()["last_poll"] > 0, 10, "the tiny bot never asked for news")
        yield bot
    finally:
        bot.kill()
        bot.wait()


@pytest.fixture
def telegram() -> Iterator[LocalTelegram]:
    with LocalTelegram.start() as running:
        yield running


@pytest.fixture
def echo(telegram: LocalTelegram) -> Iterator[subprocess.Popen[bytes]]:
    with echo_bot(telegram) as bot:
        yield bot


@pytest.fixture
def start_echo():
    return echo_bot
