"""Without the extra `office`: a plain line with the mend, never a trace, and nothing half done."""

import logging
import sys
from datetime import UTC, datetime
from importlib.metadata import version

import msgspec
import pytest

from bot.flows.core import Session
from bot.flows.feature import Situation
from bot.flows.registry import REGISTRY
from bot.flows.staff import matching
from bot.runtime.scheduler import Scheduler
from programme.message import Phrase
from programme.model import Known
from programme.scheduled import Solve
from storage.office import LIBRARIES
from storage.store import Store
from tests.line.typed import Line

HISTORY = "figures.xlsx"


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    """None of the libraries can be imported, read before or not."""
    read = [name for name in sys.modules if name.partition(".")[0] in LIBRARIES]
    for name in (*read, *LIBRARIES):
        monkeypatch.setitem(sys.modules, name, None)


@pytest.mark.usefixtures("bare")
@pytest.mark.parametrize(
    "words",
    [
        ("poster", "--programme", "samen-inburgeren", "--languages", "ar,nl", "--to", "new.pdf"),
        ("match", "--programme", "samen-inburgeren"),
        ("match", "--programme", "samen-inburgeren", "--json"),
        ("import", "--template", "new.xlsx"),
        ("import", HISTORY, "--programme", "samen-inburgeren", "--dry-run"),
        ("declare", "import", HISTORY, "--dry-run"),
        ("overview", "--format", "xlsx", "-o", "new.xlsx"),
        ("overview", "--format", "html", "-o", "new.html"),
        ("overview", "--format", "pdf", "-o", "new.pdf", "--audience", "public"),
        ("paper", "1", "-o", "new.pdf"),
        ("words", "sheet", "ar", "--to", "new.xlsx"),
        ("words", "take", HISTORY),
    ],
    ids=" ".join,
)
def test_one_line_says_what_to_install(line: Line, words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    line.programme()
    monkeypatch.chdir(line.folder)
    (line.folder / HISTORY).write_bytes(b"PK\x05\x06" + bytes(18))
    there = sorted(line.folder.iterdir())
    code, said = line.fails(*words)
    assert (code, said.count("\n")) == (69, 1), said
    assert 'pip install "duobot[office]"' in said
    assert sorted(line.folder.iterdir()) == there
    assert line.asks("figures", "releases") == []


@pytest.mark.usefixtures("bare")
@pytest.mark.parametrize("format", ["table", "json", "csv"])
def test_the_rest_goes_on(line: Line, format: str) -> None:
    line.programme()
    done = line.types("overview", "--format", format)
    assert (done.returncode, "Traceback" in done.stderr) == (0, False), done.stderr


def test_the_version_is_the_installed_one(line: Line) -> None:
    assert line.types("--version").stdout == f"duobot {version('duobot')}\n"


@pytest.mark.usefixtures("bare")
async def test_the_running_bot_says_that_the_puzzle_cannot_be_solved_here(
    store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    """The coordinator reads what she can do instead, the operator what to install; the clock goes on."""
    now = datetime(2026, 11, 2, 10, tzinfo=UTC)
    clock = Scheduler(store, lambda: now, settle=None, look_again=lambda: None)
    with caplog.at_level(logging.ERROR):
        row = await clock._worked_out({"kind": "solve", "payload": b'{"programme": "samen"}'})
    assert 'pip install "duobot[office]"' in caplog.text
    told = msgspec.json.decode(row["payload"], type=Solve)
    (said,) = matching.solved(told, Situation(Session(1), Known(now, now.date()), REGISTRY))
    assert Phrase("puzzle.failed") in said.lines
