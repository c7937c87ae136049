"""A bot of its own for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from house import House

from demo.client import LocalTelegram


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with LocalTelegram.start() as telegram:
        one = House(telegram, tmp_path)
        yield one
        if one.process and one.process.poll() is None:
            one.kills()


@pytest.fixture
def town(house: House) -> House:
    """A programme in Mechelen and a running bot."""
    house.asks("programme", "add", "--name", "Samen Inburgeren", "--municipality", "Mechelen")
    house.runs()
    return house
