"""Answers per second: 200 people in a closed loop, each in an intake, every answer durable before the reply.

The bots take turns (A B C, A B C, …), so that a machine that drifts drifts for all of them.
"""

import statistics
from collections.abc import Callable, Sequence

import msgspec

from bench.bots import Bot
from bench.people import ANSWERS
from bench.stage import Failed, Stage, calibrated
from bench.telegram import Result


class Row(msgspec.Struct):
    """One bot, the medians of its runs."""

    key: str
    label: str
    answers: float  # a second
    intakes: float  # a second
    p50: float  # milliseconds
    p99: float
    microseconds: float  # of processor an answer
    peak: float  # megabytes
    core: float  # share of its core that the bot used: a low one waited for the disk, or for somebody else
    others: float  # share of that core that somebody else took, at the most
    load: float  # of a core, at the most, of the load generator
    calibration: float  # milliseconds
    calls: float  # of the Bot API an answer
    runs: int
    lost: int
    faults: dict[str, int]


def measure(bots: Sequence[Bot], rounds: int, seconds: float, warm: float, tell: Callable[[str], None]) -> list[Row]:
    runs: dict[str, list[tuple[Result, float, int]]] = {bot.key: [] for bot in bots}
    for number in range(rounds):
        for bot in bots:
            try:
                runs[bot.key].append(_once(bot, seconds, warm))
            except Failed as error:
                tell(str(error))
                continue
            result, speed, lost = runs[bot.key][-1]
            tell(
                f"{number + 1}/{rounds} {bot.label}: {result.per_second:,.0f} answers/s, p99 {result.p99:,.0f} ms, "
                f"{result.microseconds:,.0f} µs, others {result.others:.0%}, calibration {speed:.1f} ms, "
                f"lost {lost} {result.faults or ''}"
            )
    return [_row(bot, runs[bot.key]) for bot in bots if runs[bot.key]]


def _once(bot: Bot, seconds: float, warm: float) -> tuple[Result, float, int]:
    before = calibrated()
    with Stage(bot) as stage:
        result = stage.run(seconds=seconds, warm=warm)
        lost = stage.lost()
    return result, (before + calibrated()) / 2, lost


def _row(bot: Bot, runs: Sequence[tuple[Result, float, int]]) -> Row:
    results = [result for result, _, _ in runs]

    def middle(of: Callable[[Result], float]) -> float:
        return statistics.median(map(of, results))

    faults = {what: sum(r.faults.get(what, 0) for r in results) for r in results for what in r.faults}
    return Row(
        key=bot.key, label=bot.label, answers=middle(lambda r: r.per_second),
        intakes=middle(lambda r: r.per_second) / ANSWERS[bot.kind], p50=middle(lambda r: r.p50),
        p99=middle(lambda r: r.p99), microseconds=middle(lambda r: r.microseconds),
        core=middle(lambda r: r.processor / r.elapsed),
        others=max(r.others for r in results),
        peak=max(r.peak for r in results), load=max(r.load for r in results),
        calibration=statistics.median(c for _, c, _ in runs), calls=middle(_calls_an_answer),
        runs=len(runs), lost=sum(lost for _, _, lost in runs), faults=faults,
    )  # fmt: skip


def _calls_an_answer(result: Result) -> float:
    """Of those that belong to answers; one sendMessage or edit with buttons is one answer."""
    count = {m: result.calls.get(m, 0) for m in ("sendmessage", "editmessagetext", "answercallbackquery")}
    answered = count["sendmessage"] + count["editmessagetext"] - result.calls.get("of which only for the looks", 0)
    return sum(count.values()) / max(answered, 1)
