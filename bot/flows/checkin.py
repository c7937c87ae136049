"""How is it going with your buddy? Four taps or fewer, and a word if one wants."""

from typing import Any

from bot.flows.core import Flow, Here, Question
from bot.flows.reading import NO, YES, OneOf, Words, human
from programme.effects import CheckedIn, Effect, Say, Wake
from programme.say import Phrase

MOODS = ("1", "2", "3", "4", "5")
HOURS = ("1", "2", "4", "6", "10")  # hours together since the last time: "about" is enough
BAD = 2  # a face of this or lower reaches the coordinator at once


def have_met(here: Here) -> bool:
    return here.answers.get("met") == YES


def felt(value: Any, here: Here) -> tuple[Effect, ...]:
    """The face is written down at once, and a bad one told at once: the last question may stay open."""
    mood = int(value)
    return (told(here, mood, ""), *(_tell("alarm", here, mood, "") if mood <= BAD else ()))


def told(here: Here, mood: int, note: str) -> CheckedIn:
    about, met = here.about, have_met(here)
    hours = float(here.answers.get("hours") or 0) if met else 0.0
    return CheckedIn(about["duo"], about["candidate"], about["wave"], met, hours, mood, note)


def finish(here: Here) -> tuple[Effect, ...]:
    mood, note = int(here.answers["mood"]), here.answers.get("note") or ""
    thanks = Phrase("checkin.thanks.bad" if mood <= BAD else "checkin.thanks", human(here.known))
    return (told(here, mood, note), Say((thanks,)), *(_tell("told", here, mood, note) if note else ()))


def _tell(kind: str, here: Here, mood: int, note: str) -> tuple[Effect, ...]:
    about = here.about
    payload = {"duo": about["duo"], "candidate": about["candidate"], "mood": mood, "note": note}
    key = f"{kind}:{about['duo']}:{about['candidate']}:{about['wave']}"
    return (Wake(kind, here.known.now, key, payload, programme=about["programme"]),)


QUESTIONS = (
    Question("met", OneOf((YES, NO), "met", columns=2)),
    Question("hours", OneOf(HOURS, "hours", columns=3), when=have_met, needs=("met",)),
    Question("mood", OneOf(MOODS, "mood"), then=felt),
    Question("note", Words(500), optional=True),
)

FLOW = Flow("checkin", "checkin", QUESTIONS, finish, resumes=False)
