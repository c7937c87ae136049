"""A command that did its work ends well, however many others end beside it: nothing of a library outlives Python."""

import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from house import ROOT, House

pytestmark = pytest.mark.apart

AT_ONCE = 5


@pytest.fixture
def runs(request: pytest.FixtureRequest) -> int:
    """Of one command: 2,000 with --thorough (of 400 with an earlier HTTP client, 3 ended with SIGABRT)."""
    return 2_000 if request.config.getoption("--thorough") else 20


def test_no_command_crashes_at_its_end(house: House, runs: int) -> None:
    """`invite` asks Telegram for the bot's name, so that the HTTP client is at work until just before the end."""
    id = house.asks("programme", "add", "--name", "Samen", "--municipality", "Mechelen")["id"]
    words = ("invite", "--programme", id, "--role", "candidate", "--municipality", "Mechelen")

    def one(_: int) -> "subprocess.CompletedProcess[str]":
        command = [sys.executable, "-m", "bot", *words]
        return subprocess.run(
            command, cwd=ROOT, env=house.environment, capture_output=True, text=True, timeout=120, check=False
        )

    with ThreadPoolExecutor(AT_ONCE) as at_once:
        done = list(at_once.map(one, range(runs)))
    assert Counter(d.returncode for d in done) == {0: runs}, next(d.stderr for d in done if d.returncode)
    assert all("t.me/duobot_bot?start=" in d.stdout for d in done), "the name was asked of Telegram"
    assert not [d.stderr for d in done if d.stderr]
