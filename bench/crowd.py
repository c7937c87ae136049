"""Ten thousand people: half-way an intake all at once, and pressing /start in the same moment."""

from collections.abc import Callable

import msgspec

from bench.bots import Bot
from bench.people import ANSWERS
from bench.stage import Stage


class Crowd(msgspec.Struct):
    """`seconds` until the last of `people` had the last message that they were to hear."""

    label: str
    people: int
    answers: int
    seconds: float
    memory: float  # megabytes, when all is quiet
    peak: float
    overtaken: int
    faults: dict[str, int]


def halfway(bot: Bot, people: int, tell: Callable[[str], None]) -> Crowd:
    """Fed as fast as it answers; everybody falls silent in the middle."""
    return _crowd(bot, people, at_once=200, hears=ANSWERS[bot.kind] // 2, tell=tell)


def starting(bot: Bot, people: int, tell: Callable[[str], None]) -> Crowd:
    return _crowd(bot, people, at_once=people, hears=1, tell=tell)


def _crowd(bot: Bot, people: int, at_once: int, hears: int, tell: Callable[[str], None]) -> Crowd:
    with Stage(bot) as stage:
        result = stage.run(people=at_once, total=people, hears=hears, patience=600)
    found = Crowd(
        bot.label, people, result.answers, result.elapsed, result.memory, result.peak, result.overtaken, result.faults
    )
    tell(
        f"{people:,} people, {hears} messages each, {bot.label}: {found.seconds:.1f} s, {found.memory:.0f} MB, "
        f"peak {found.peak:.0f} MB {found.faults or ''}"
    )
    return found
