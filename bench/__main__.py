"""python -m bench: measure, and write RESULTS.md.

`--only duobot --seconds 3 --rounds 1` is a quick look; `--profile` shows where duobot's time goes.
"""

import argparse
import os
import pstats
import shutil
import signal
import subprocess
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from bench import crowd, due, figures, machine, report, speed, startup, year
from bench.bots import BOTS, HERE, PEERS, WORK, Bot, before, bot, versions
from bench.stage import Failed, Stage

PARTS = ("speed", "start", "halfway", "crowd", "due", "figures", "year")
RESULTS = HERE / "RESULTS.md"


def options(given: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser("python -m bench", description="Measure duobot beside its peers.")
    parser.add_argument("--only", default="", help=f"only these bots: {', '.join(b.key for b in BOTS)}")
    parser.add_argument("--parts", default=",".join(PARTS), help="which measurements (default: %(default)s)")
    parser.add_argument("--seconds", type=float, default=6.0, help="of each run (default: %(default)s)")
    parser.add_argument("--warm", type=float, default=2.0, help="seconds before it (default: %(default)s)")
    parser.add_argument("--rounds", type=int, default=3, help="runs of each bot (default: %(default)s)")
    parser.add_argument("--starts", type=int, default=7, help="starts of each bot (default: %(default)s)")
    parser.add_argument("--people", type=int, default=10_000, help="of the crowd (default: %(default)s)")
    parser.add_argument("--out", type=Path, default=None, help=f"where to (default: {RESULTS.name} for a whole run)")
    parser.add_argument("--before", type=Path, default=None, help="another checkout of duobot, in the same run")
    parser.add_argument("--profile", action="store_true", help="run duobot under cProfile instead, and show it")
    return parser.parse_args(given)


def main() -> None:
    asked = options()
    WORK.mkdir(exist_ok=True)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that what was started is stopped
    if asked.profile:
        profile(asked.seconds)
        return
    bots = chosen(asked.only)
    if asked.before:
        bots += [before(b, asked.before.resolve()) for b in bots if not b.peer]
    parts = set(asked.parts.split(","))
    whole = not asked.only and not asked.before and parts == set(PARTS)
    found = measured(bots, parts, asked)
    text = report.page(found)
    (WORK / "results.json").write_bytes(msgspec.json.format(msgspec.json.encode(found)))
    target = asked.out or (RESULTS if whole else WORK / RESULTS.name)
    target.write_text(text)
    print(f"\n{text}\nwritten: {target.relative_to(Path.cwd()) if target.is_relative_to(Path.cwd()) else target}")


def tell(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def chosen(only: str) -> list[Bot]:
    """Those asked for; the peers are set up when they aren't there yet."""
    keys = [k for k in only.split(",") if k]
    unknown = set(keys) - {b.key for b in BOTS}
    if unknown:
        raise SystemExit(f"no such bot: {', '.join(sorted(unknown))}; there are {', '.join(b.key for b in BOTS)}")
    bots = [b for b in BOTS if not keys or b.key in keys]
    if any(not b.there for b in bots):
        tell("setting up the peers, a few minutes …")
        subprocess.run([str(PEERS / "setup.sh")], env={**os.environ, "PYTHON": sys.executable}, check=False)
    return bots


def measured(bots: Sequence[Bot], parts: set[str], asked: argparse.Namespace) -> report.Measured:
    there = [b for b in bots if b.there]
    found = report.Measured(datetime.now(UTC).strftime("%d %B %Y"), machine.described(), versions())
    found.left_out = [f"{b.label} (it could not be set up here)" for b in bots if not b.there]
    if "speed" in parts:
        found.speed = speed.measure(there, asked.rounds, asked.seconds, asked.warm, tell)
    if "start" in parts:
        polling = [b for b in there if b.key.removesuffix("-before") not in ("duobot", "duobot-webhook")]
        found.starts = startup.measure(polling, asked.starts, tell)
    own = bot("duobot-intake")
    if own in bots:
        if "halfway" in parts:
            found.halfway = crowd.halfway(own, asked.people, tell)
        if "crowd" in parts:
            found.starting = crowd.starting(own, asked.people, tell)
        if "due" in parts:
            found.due = due.measure(1_000_000, 1_000, tell)
        if "figures" in parts:
            found.figures = figures.measure(1_000_000, tell)
        if "year" in parts:
            found.year = year.measure(asked.people * 2, tell)
    return found


def profile(seconds: float) -> None:
    """duobot's ten questions under cProfile: the main thread, by its own time."""
    kept = WORK / "profile"
    with Stage(bot("duobot"), more=(str(kept),)) as stage:
        result = stage.run(seconds=seconds)
    answers = sum(n for method, n in result.calls.items() if method == "sendmessage")
    pstats.Stats(str(kept)).strip_dirs().sort_stats("tottime").print_stats(40)
    print(f"{answers:,} answers; under the profiler {result.per_second:,.0f} a second. Kept: {kept}")
    if shutil.which("py-spy") is None:
        print("py-spy (from PyPI) shows every thread: py-spy record -p PID -t -o flame.svg during --only duobot")


if __name__ == "__main__":
    try:
        main()
    except Failed as error:
        raise SystemExit(str(error)) from None
