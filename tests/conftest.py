"""Lanes, held by marks; and catalogues, compiled once before any test reads a word.

`make quick` leaves out what is marked `apart` (it starts a process, a server or a browser) and `slow`. A test without
these marks that does so all the same fails, in every lane: an audit hook sees each process and each address bound.
"""

import os
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import settings

from bot.i18n import catalogues

MOST = 6.0  # seconds of processor for one test of the fast lane, on a slow machine; most take a hundredth of it
MOST_WAITED = 10.0  # seconds by the clock, on a machine that others use too
APART = {
    "subprocess.Popen": "starts a process", "os.fork": "starts a process", "os.forkpty": "starts a process",
    "os.posix_spawn": "starts a process", "os.spawn": "starts a process", "os.system": "starts a process",
    "socket.bind": "is a server",
}  # fmt: skip


class Watch:
    """What a test of the fast lane did that it may not."""

    def __init__(self) -> None:
        self.on = False
        self.seen: set[str] = set()

    def hears(self, event: str, _: object) -> None:
        if self.on and event in APART:
            self.seen.add(APART[event])


WATCH = Watch()
# The same examples on every machine: what fails here fails everywhere. `make thorough` draws others each time.
settings.register_profile("same-everywhere", derandomize=True)


def pytest_configure(config: pytest.Config) -> None:
    """Compile when a `.mo` is missing or older than its `.po`; the workers of xdist leave it to the first."""
    sys.addaudithook(WATCH.hears)
    settings.load_profile("default" if config.getoption("--thorough") else "same-everywhere")
    if ahead := os.environ.get("TESTS_AHEAD"):
        moved(float(ahead))
    if not os.environ.get("PYTEST_XDIST_WORKER") and any(map(stale, [*catalogues.files(), *catalogues.figures()])):
        catalogues.compile_all()


def moved(ahead: float) -> None:
    """This process is so many seconds ahead of the machine, until it ends (`make dates`)."""
    import time_machine

    time_machine.travel(datetime.now(UTC) + timedelta(seconds=ahead), tick=True).start()


def stale(po) -> bool:
    mo = po.with_suffix(".mo")
    return not mo.exists() or mo.stat().st_mtime < po.stat().st_mtime


def quick(item: pytest.Item) -> bool:
    return not any(item.iter_markers("apart")) and not any(item.iter_markers("slow"))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """From its fixtures to their end."""
    WATCH.on, WATCH.seen = not any(item.iter_markers("apart")), set()
    try:
        return (yield)
    finally:
        WATCH.on = False


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    worked, began = time.process_time(), time.perf_counter()
    result = yield
    if quick(item) and not item.config.getoption("--thorough"):
        worked, waited = time.process_time() - worked, time.perf_counter() - began
        if worked > MOST or waited > MOST_WAITED:
            pytest.fail(f"{worked:.1f} s of work in {waited:.1f} s: too slow for the fast lane; mark it `slow`", False)
    return result


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    report = yield
    if call.when == "teardown" and WATCH.seen and report.passed:
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} {' and '.join(sorted(WATCH.seen))}: mark it `apart`"
    return report


def pytest_terminal_summary(terminalreporter) -> None:
    """What was left out for want of a program is said, with the mend; never in silence."""
    skipped = terminalreporter.stats.get("skipped", ())
    for mark, what, program in (
        ("browser", "tests in a browser", "chromium"),
        ("strace", "tests of a power cut", "strace"),
    ):
        if left := [r for r in skipped if mark in getattr(r, "keywords", ())]:
            terminalreporter.write_line(
                f"{len(left)} {what} were left out: Debian's {program} is not here (apt-get install {program})",
                yellow=True,
            )
