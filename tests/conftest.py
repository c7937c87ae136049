"""The catalogues are compiled once, before any test reads a word."""

import os

import pytest

from bot import words


def pytest_configure(config: pytest.Config) -> None:
    """Compile when a `.mo` is missing or older than its `.po`; the workers of xdist leave it to the first."""
    if not os.environ.get("PYTEST_XDIST_WORKER") and any(map(stale, [*words.files(), *words.figures()])):
        words.compile_all()


def stale(po) -> bool:
    mo = po.with_suffix(".mo")
    return not mo.exists() or mo.stat().st_mtime < po.stat().st_mtime
