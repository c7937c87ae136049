"""The town has people in it, and the demo starts, restarts and ends cleanly."""

import os
import signal
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from demo.client import LocalTelegram, until
from demo.town import PEOPLE, move_in
from storage import reads
from storage.store import Store

pytestmark = pytest.mark.apart

HERE = Path(__file__).parent
ROOT = HERE.parents[1]


async def test_those_who_wait_already_are_in_the_queue(tmp_path):
    database = f"sqlite:///{tmp_path / 'town.db'}"
    chats = {one.name: number for number, one in enumerate(PEOPLE, start=1)}
    await move_in(database, "samen", chats, datetime(2026, 11, 23, 12, tzinfo=UTC))
    store = await Store.open(database)
    try:
        async with store.unit() as unit:
            files = [await reads.candidate(unit, id) for id in (1, 2, 3)]
    finally:
        await store.close()
    waiting = sorted((str(file.waiting_since), file.name) for file in files if file)
    assert [name for _, name in waiting] == ["Selmo", "Wiebren", "Anouri"]
    assert waiting[0][0].startswith("2026-11-07")


START = """
import sys
from demo.run import Commands, main
sys.exit(main({arguments!r}, Commands(({python!r}, {echo!r}), ({python!r}, {line!r}))))
"""


def start(*arguments: str, line: str = "line.py") -> subprocess.Popen[str]:
    code = START.format(
        arguments=list(arguments), python=sys.executable, echo=str(HERE / "echo.py"), line=str(HERE / line)
    )
    return subprocess.Popen(
        [sys.executable, "-c", code], cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip


@pytest.fixture
def demo():
    running = start("--port", "0", "--no-browser", "--empty")
    line = running.stdout.readline()
    yield running, LocalTelegram(line.split(" at ")[1].split(" ")[0])
    running.terminate()
    running.wait(10)


def plug(telegram: LocalTelegram) -> str:
    return telegram.state()["house"]["plug"]


def test_the_demo_lives_and_ends(demo):
    running, telegram = demo
    until(lambda: plug(telegram) == "on", 10, "the bot never came")
    people = {one["role"]: one for one in telegram.ask("GET", "/sim/phones")}
    assert list(people) == ["newcomer", "volunteer", "coordinator"]
    assert people["coordinator"]["link"] == "secret-invitation"
    before = telegram.state()["now"]
    telegram.ask("POST", "/sim/clock", {"days": 14})
    assert telegram.state()["now"] - before >= 14 * 86400
    telegram.ask("POST", "/sim/plug", {})
    until(lambda: plug(telegram) == "on", 10, "the bot never came back")
    assert "duos" in telegram.ask("GET", "/sim/figures")["text"]
    rania = next(phone for phone in telegram.phones() if phone.name == "Rania")
    rania.starts()
    rania.waits_for("Welcome")
    bot = telegram.state()["house"]["pid"]
    running.send_signal(signal.SIGTERM)
    assert running.wait(10) == 0
    assert running.stderr.read() == ""
    with pytest.raises(ProcessLookupError):
        os.kill(bot, 0)


def test_a_taken_port_is_said_plainly(demo):
    _, telegram = demo
    port = telegram.url.rsplit(":", 1)[1]
    second = start("--port", port, "--no-browser")
    assert second.wait(10) == 1
    assert second.stderr.read() == f"Port {port} can't be used (Address already in use): try --port 8766\n"


def test_a_command_line_that_fails_is_said_plainly():
    broken = start("--port", "0", "--no-browser", line="conftest.py-that-is-not-there")
    assert broken.wait(10) == 1
    assert "The demo can't start. `duobot programme add" in broken.stderr.read()
