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


QUESTIONS = (
    Question("met", OneOf((YES, NO), "met", columns=2)),
    Question("hours", OneOf(HOURS, "hours", columns=3), when=have_met, needs=("met",)),
    Question("mood", OneOf(MOODS, "mood")),
    Question("note", Words(500), optional=True),
)


def finish(here: Here) -> tuple[Effect, ...]:
    a, about = here.answers, here.about
    mood, met = int(a["mood"]), a["met"] == YES
    told = CheckedIn(
        about["duo"],
        about["candidate"],
        about["wave"],
        met,
        float(a["hours"]) if met else 0.0,
        mood,
        a.get("note") or "",
    )
    thanks = Phrase("checkin.thanks.bad" if mood <= BAD else "checkin.thanks", human(here.known))
    return (told, Say((thanks,)), *_alert(here, mood, about))


def _alert(here: Here, mood: int, about: Any) -> tuple[Effect, ...]:
    if mood > BAD and not here.answers.get("note"):
        return ()
    kind = "alarm" if mood <= BAD else "told"
    payload = {
        "duo": about["duo"],
        "candidate": about["candidate"],
        "mood": mood,
        "note": here.answers.get("note") or "",
    }
    key = f"{kind}:{about['duo']}:{about['candidate']}:{about['wave']}"
    return (Wake(kind, here.known.now, key, payload, programme=about["programme"]),)


FLOW = Flow("checkin", "checkin", QUESTIONS, finish, resumes=False)
