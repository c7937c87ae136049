"""duobot itself with the bench's ten questions for a welcome: the real app, only the questions are ours.

usage: python -m bench.duobot [PROFILE]     (a file for what cProfile finds)
"""

import cProfile
import gc
import json
import sys
from pathlib import Path
from typing import Any

gc.disable()

from bot import app, logs  # noqa: E402
from bot import settings as settings_  # noqa: E402
from bot.__main__ import run_until_stopped  # noqa: E402
from bot.flows.core import Flow, Here, Question  # noqa: E402
from bot.flows.readers import OneOf, Words  # noqa: E402
from bot.flows.registry import REGISTRY  # noqa: E402
from bot.i18n import render  # noqa: E402
from programme.effects import Effect, Say, Submit  # noqa: E402
from programme.message import Phrase  # noqa: E402
from programme.model import SOURCE, Side  # noqa: E402

ASKED = json.loads((Path(__file__).parent / "intake.json").read_text())
KEYS = tuple(f"q{n + 1}" for n in range(len(ASKED)))


def question(key: str, asked: dict[str, Any]) -> Question:
    return Question(key, OneOf(tuple(asked["choices"]), "bench") if asked["choices"] else Words())


def finish(here: Here) -> tuple[Effect, ...]:
    """The file is sent to a programme, as at the end of a real intake."""
    answers = dict(here.answers)
    facts = {**answers, "name": answers["q3"], "municipality": answers["q5"]}
    return (Submit(Side(answers["q1"]), "bench", facts, False), Say((Phrase("bench.done", answers),)))


def words() -> dict[str, str]:
    asked = {f"welcome.{key}": a["text"] for key, a in zip(KEYS, ASKED, strict=True)}
    choices = {f"bench.{choice}": choice for a in ASKED for choice in a["choices"]}
    return {**asked, **choices, "bench.done": "DONE " + "|".join(f"{{{key}}}" for key in KEYS)}


def prepare() -> None:
    """Put the ten questions in the place of the welcome, and their words in the catalogue."""
    questions = tuple(question(key, a) for key, a in zip(KEYS, ASKED, strict=True))
    REGISTRY.flows["welcome"] = Flow("welcome", "welcome", questions, finish)
    render.catalogue(SOURCE).forms.update({(key, 0): text for key, text in words().items()})


def main(profile: str = "") -> None:
    found = settings_.with_token(settings_.load())
    logs.set_up(found.log_level)
    prepare()
    gc.enable()
    gc.freeze()
    watch = cProfile.Profile() if profile else None
    if watch is None:
        run_until_stopped(lambda: app.run(found))
        return
    watch.runcall(run_until_stopped, lambda: app.run(found))
    watch.dump_stats(profile)


if __name__ == "__main__":
    main(*sys.argv[1:])
