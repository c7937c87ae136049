"""A command line of its own for each test, and a database."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from storage.store import Store
from tests.line.typed import Line
from tests.storage.office import url


@pytest.fixture
def line(tmp_path: Path) -> Line:
    return Line(tmp_path)


@pytest_asyncio.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    one = await Store.open(url(tmp_path / "duobot.db"))
    yield one
    await one.close()
