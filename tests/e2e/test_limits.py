"""Two thousand people at the same moment, on one small machine."""

import time
from pathlib import Path

import pytest
from house import House

from demo.client import LocalTelegram, until

pytestmark = pytest.mark.apart

PEOPLE = 2000
MOST_MEMORY = 150_000_000


def resident(pid: int) -> int:
    """The most memory that this process ever held, in bytes."""
    line = next(x for x in Path(f"/proc/{pid}/status").read_text().splitlines() if x.startswith("VmHWM"))
    return int(line.split()[1]) * 1024


def test_two_thousand_people_start_at_once(tmp_path: Path) -> None:
    with LocalTelegram.apart() as telegram:
        house = House(telegram, tmp_path)
        house.runs()
        first = telegram.phone("Els", "nl")
        first.starts()
        first.waits_for_answer(20)
        crowd = [telegram.phone(f"P{n}", "nl") for n in range(PEOPLE)]
        telegram.many([(p, "starts", {}) for p in crowd])
        telegram.many([(p, "says", {"text": "/help"}) for p in crowd])
        began = time.monotonic()
        until(lambda: answered(telegram, crowd) == PEOPLE, 60, "somebody is never answered")
        assert time.monotonic() - began < 60
        assert house.process is not None
        assert resident(house.process.pid) < MOST_MEMORY
        in_order(telegram, {p.id for p in crowd})
        assert telegram.complaints() == []
        assert house.stops()[0] == 0


def answered(telegram: LocalTelegram, crowd: list) -> int:
    """People with all their answers: one to /start, and help with the question again."""
    if telegram.state()["pending_updates"]:
        return 0
    counts = {one["id"]: one["messages"] for one in telegram.ask("GET", "/sim/phones")}
    return sum(counts[p.id] >= 2 + 3 for p in crowd)


def in_order(telegram: LocalTelegram, crowd: set[int]) -> None:
    """The welcome, the help, the welcome's question again: for everybody the same words in the same order."""
    heard: dict[int, list[str]] = {}
    for call in telegram.calls("sendMessage"):
        if (chat := int(call["params"]["chat_id"])) in crowd:
            heard.setdefault(chat, []).append(call["params"]["text"])
    assert len(heard) == PEOPLE
    assert len({tuple(words) for words in heard.values()}) == 1
