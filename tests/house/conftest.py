"""A database of its own for each test."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio

from storage.store import Store
from tests.storage.office import url


@pytest_asyncio.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    one = await Store.open(url(tmp_path / "duobot.db"))
    yield one
    await one.close()
