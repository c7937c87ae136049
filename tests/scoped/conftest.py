"""A command line of its own for each test."""

from pathlib import Path

import pytest

from tests.line.typed import Line


@pytest.fixture
def line(tmp_path: Path) -> Line:
    return Line(tmp_path)
