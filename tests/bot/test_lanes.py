"""The fast lane stays fast: a test that starts something, or takes long, and is not marked so, fails."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.line.typed import ROOT

TESTS = """
import socket, subprocess, sys
import pytest
import tests.conftest

def test_starts_a_process():
    subprocess.run([sys.executable, "-c", ""])

def test_is_a_server():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))

@pytest.fixture
def server():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        yield one

def test_has_a_server(server):
    pass

def test_takes_long(monkeypatch):
    monkeypatch.setattr(tests.conftest, "MOST", 0.02)
    sum(n * n for n in range(3_000_000))

def test_is_quick():
    pass

@pytest.mark.apart
def test_is_marked_apart():
    subprocess.run([sys.executable, "-c", ""])

@pytest.mark.slow
def test_is_marked_slow(monkeypatch):
    monkeypatch.setattr(tests.conftest, "MOST", 0.02)
    sum(n * n for n in range(3_000_000))

@pytest.mark.browser
@pytest.mark.skip
def test_in_a_browser():
    pass
"""


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> str:
    file = tmp_path_factory.mktemp("lane") / "test_it.py"
    file.write_text(TESTS)
    command = [sys.executable, "-m", "pytest", "-p", "conftest", "-p", "tests.conftest", "-p", "no:cacheprovider",
               "-c", str(ROOT / "pyproject.toml"), "--rootdir", str(Path(file).parent), str(file)]  # fmt: skip
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False).stdout


@pytest.mark.apart
@pytest.mark.parametrize(("name", "why"), [
    ("test_starts_a_process", "starts a process: mark it `apart`"), ("test_takes_long", "too slow for the fast lane"),
    ("test_is_a_server", "is a server: mark it `apart`"), ("test_has_a_server", "is a server: mark it `apart`"),
])  # fmt: skip
def test_what_slips_in_fails_and_says_why(said: str, name: str, why: str) -> None:
    assert why in said.partition(f"{name} ")[2], said


@pytest.mark.apart
def test_what_is_marked_may(said: str) -> None:
    assert not [name for name in ("is_quick", "is_marked_apart", "is_marked_slow") if f"test_{name}" in said], said


@pytest.mark.apart
def test_what_was_left_out_for_want_of_a_browser_is_said(said: str) -> None:
    assert "1 tests in a browser were left out" in said
