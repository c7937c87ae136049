"""Ready to poll: from the start of the process to its first getUpdates, with a database that is there."""

import statistics
from collections.abc import Callable, Sequence

import msgspec

from bench.bots import Bot
from bench.stage import Failed, Stage


class Start(msgspec.Struct):
    key: str
    label: str
    seconds: float
    slowest: float
    runs: int


def measure(bots: Sequence[Bot], runs: int, tell: Callable[[str], None]) -> list[Start]:
    found = []
    for bot in bots:
        try:
            _once(bot, fresh=True)  # makes the database, and compiles what is imported
            times = [_once(bot) for _ in range(runs)]
        except Failed as error:
            tell(str(error))
            continue
        found.append(Start(bot.key, bot.label, statistics.median(times), max(times), runs))
        tell(f"ready to poll, {bot.label}: {found[-1].seconds:.2f} s")
    return found


def _once(bot: Bot, fresh: bool = False) -> float:
    with Stage(bot, fresh) as stage:
        return stage.seconds_to_ready
