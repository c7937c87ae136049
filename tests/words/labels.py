"""Which texts are buttons, read from the flows and from the code: no list to keep."""

from pathlib import Path

from bot.flows.readers import ManyOf, Notice, OneOf
from bot.flows.registry import REGISTRY
from programme.message import Phrase
from tests.words import collected


def choices() -> set[str]:
    found: set[str] = set()
    for question in (q for f in REGISTRY.flows.values() for q in f.questions):
        match question.reader:
            case OneOf(values, words) | ManyOf(values, words) if words != "slot":
                found |= {f"{words}.{value}" for value in values}
            case Notice(words):
                found |= {f"{words}.yes", f"{words}.no"}
    return found


CHOICES = choices()
BUTTONS = CHOICES | {k for k in collected.constants() if k.startswith(("nav.", "start.o", "start.a", "queue.a"))}
BUTTONS |= {"stop.on", "stop.stop", "status.begin", "mydata.erase.do", "contact.share", "find.pair"}

__all__ = ["BUTTONS", "CHOICES", "Path", "Phrase"]
