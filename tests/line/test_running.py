"""The bot as a process: who may run, what ends it, and what its log never says."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from demo.client import LocalTelegram, until
from tests.line.typed import ROOT, Line

pytestmark = pytest.mark.apart

STRICT = "import bot.channels.telegram.patience as t; t.CONFLICTS = 3\n"
CANARY = """
import logging, sys
import bot.channels.telegram.client as telegram, bot.runtime.engine as engine
real_step, real_markup = engine.step, telegram.markup

def step(session, arrival, known, registry):
    said = getattr(arrival.what, "text", "")
    if "boom" in said:
        raise ValueError(f"could not read {said} of {arrival.chat}")
    return real_step(session, arrival, known, registry)

def markup(letter):
    too_long = {"inline_keyboard": [[{"text": letter.text, "callback_data": "x" * 99}]]}
    return too_long if REFUSE[0] else real_markup(letter)

REFUSE = [False]
def refusing(letter):
    REFUSE[0] = "Rania" in str(letter) or "sorry" in str(letter).lower()
    return markup(letter)
engine.step, telegram.markup = step, refusing
"""
RUN = "from bot.__main__ import main; main(['run'], prog_name='duobot')\n"


@pytest.fixture
def telegram() -> Iterator[LocalTelegram]:
    with LocalTelegram.start() as one:
        yield one


@pytest.fixture
def processes() -> Iterator[list[subprocess.Popen[str]]]:
    started: list[subprocess.Popen[str]] = []
    yield started
    for process in started:
        if process.poll() is None:
            process.kill()
            process.wait()


def starts(line: Line, processes: list, before: str = "", name: str = "bot.log") -> "subprocess.Popen[str]":
    log = (line.folder / name).open("ab")
    process = subprocess.Popen(
        [sys.executable, "-c", before + RUN], cwd=ROOT, env=line.environment, stdout=log, stderr=log, text=True
    )
    processes.append(process)
    return process


def at(line: Line, telegram: LocalTelegram, **more: str) -> Line:
    line.settings = {"DUOBOT_TOKEN": telegram.token, "DUOBOT_TELEGRAM_API": telegram.url, **more}
    return line


def ready(line: Line, name: str = "bot.log") -> bool:
    log = line.folder / name
    return log.exists() and '"ready"' in log.read_text()


HOOKED = {"DUOBOT_WEBHOOK_URL": "http://127.0.0.1:9/x", "DUOBOT_WEBHOOK_SECRET": "hook"}


@pytest.mark.parametrize("more", [{}, HOOKED], ids=["polling", "webhook"])
def test_a_wrong_token_ends_in_plain_words(
    line: Line, telegram: LocalTelegram, processes: list, more: dict, unused_tcp_port: int
) -> None:
    listens = {"DUOBOT_WEBHOOK_LISTEN": f"127.0.0.1:{unused_tcp_port}"} if more else {}
    at(line, telegram, DUOBOT_TOKEN="7000000001:AAwrong-wrong-wrong", **more, **listens)
    began = time.monotonic()
    assert starts(line, processes).wait(20) == 78
    said = (line.folder / "bot.log").read_text()
    assert "BotFather" in said
    assert "DUOBOT_TOKEN" in said[: said.index("BotFather")], "at the first refusal, not only at the end"
    assert "AAwrong" not in said
    assert "Traceback" not in said
    assert time.monotonic() - began < 10


def test_a_second_process_with_the_same_database_is_refused_at_once(
    line: Line, telegram: LocalTelegram, processes: list
) -> None:
    first = starts(at(line, telegram), processes)
    until(lambda: ready(line), 40, "never ready")
    began = time.monotonic()
    second = starts(line, processes, name="second.log")
    assert second.wait(20) == 75
    assert time.monotonic() - began < 5
    assert "Another duobot" in (line.folder / "second.log").read_text()
    assert first.poll() is None
    assert [c for c in telegram.complaints() if "409" in c] == []


def test_after_a_kill_the_next_starts_at_once(line: Line, telegram: LocalTelegram, processes: list) -> None:
    first = starts(at(line, telegram), processes)
    until(lambda: ready(line), 40, "never ready")
    first.kill()
    first.wait()
    starts(line, processes, name="second.log")
    until(lambda: ready(line, "second.log"), 20, "the killed one's lease was waited for")


def test_of_two_databases_with_one_token_one_ends(line: Line, telegram: LocalTelegram, processes: list) -> None:
    """Patience is made short here; it is about half a minute."""
    other_folder = line.folder / "other"
    other_folder.mkdir()
    other = at(Line(other_folder), telegram)
    both = [starts(at(line, telegram), processes, STRICT), starts(other, processes, STRICT)]
    until(lambda: any(p.poll() is not None for p in both), 40, "both poll for ever")
    ended = [p for p in both if p.poll() is not None]
    assert [p.returncode for p in ended] == [75]
    rania = telegram.phone("Rania", "nl")
    rania.starts()
    rania.waits_for_answer()


def test_a_restore_under_a_running_bot_is_refused(line: Line, telegram: LocalTelegram, processes: list) -> None:
    starts(at(line, telegram), processes)
    until(lambda: ready(line) and (line.folder / "duobot.db.pulse").exists(), 40, "never ready")
    copy = line.folder / "copy.db"
    assert line.types("backup", str(copy)).returncode == 0
    code, said = line.fails("restore", "--yes", str(copy))
    assert (code, "Stop it first" in said) == (75, True)


def test_the_doctor_finds_a_running_bot_well(line: Line, telegram: LocalTelegram, processes: list) -> None:
    starts(at(line, telegram), processes)
    until(lambda: ready(line) and (line.folder / "duobot.db.pulse").exists(), 40, "never ready")
    done = line.types("doctor", "--json")
    checks = {c["name"]: c for c in json.loads(done.stdout)}
    assert done.returncode == 0, checks
    assert checks["token"]["said"] == "@duobot_bot"
    assert "s ago" in checks["poll"]["said"]
    line.settings["DUOBOT_TOKEN"] = "7000000001:AAwrong-wrong-wrong"
    wrong = line.types("doctor", "--json")
    assert wrong.returncode == 1
    assert "AAwrong" not in wrong.stdout + wrong.stderr


def test_an_address_that_can_not_be_listened_on_is_said_plainly(
    line: Line, telegram: LocalTelegram, processes: list
) -> None:
    taken = telegram.url.removeprefix("http://")
    at(line, telegram, DUOBOT_WEBHOOK_URL="http://127.0.0.1:9/x", DUOBOT_WEBHOOK_SECRET="hook",
       DUOBOT_WEBHOOK_LISTEN=taken)  # fmt: skip
    code = starts(line, processes).wait(20)
    said = (line.folder / "bot.log").read_text()
    assert (code, "DUOBOT_WEBHOOK_LISTEN" in said) == (78, True), said
    assert telegram.state()["webhook"] == "", "Telegram was not told of an address where nobody listens"


def test_the_log_names_nobody(line: Line, telegram: LocalTelegram, processes: list) -> None:
    """Steps raise with people's words in the error, letters are refused, the network fails: nothing leaks."""
    at(line, telegram, DUOBOT_LOG_LEVEL="debug", DUOBOT_SEND_RATE="0", PYTHONASYNCIODEBUG="0")
    process = starts(line, processes, CANARY)
    until(lambda: ready(line), 40, "never ready")
    rania = telegram.phone("Canaryname", "nl", phone="32499777888")
    telegram.fails("sendMessage", "reset", 1)
    telegram.fails("getUpdates", "502", 1)
    rania.says("hallo")
    rania.waits_for_answer()
    for text in ("boom secretwordsqx", "nog een boom secretwordsqx"):
        rania.says(text)
    rania.shares_contact()
    telegram.delivers_raw({"message": {"chat": {"id": rania.id}, "text": "secretwordsqx", "from": "Canaryname"}})
    until(lambda: "a step failed" in text_of(line), 10, "no step failed")
    telegram.quiet()
    time.sleep(0.5)
    process.terminate()
    assert process.wait(10) == 0
    log = text_of(line)
    assert "a letter was refused" in log, "the test must be able to fail"
    for secret in ("secretwordsqx", "Canaryname", "32499777888", telegram.token, telegram.token.partition(":")[2]):
        assert secret not in log


def text_of(line: Line) -> str:
    return (line.folder / "bot.log").read_text()


def test_nobody_else_reads_the_database(line: Line) -> None:
    line.programme()
    assert os.stat(Path(line.database)).st_mode & 0o077 == 0
