"""Answers that somebody of the staff reads: words of distress in one are an alarm, at once, whatever comes after."""

from typing import Any

from bot.flows.core import Here, also_call, contact
from bot.flows.duo.common import MEETS
from programme.alarms import Kind
from programme.effects import Effect, RaiseAlarm, Say
from programme.message import Phrase
from programme.model import Known
from programme.queries import DuosOf
from programme.reading.wishes import worries


def only_duo(known: Known) -> int:
    """The duo that they are in, if there is one and no other: what they say may be about it."""
    running = [d.id for d in known.get(DuosOf(known.person.id)) if d.state in MEETS] if known.person else []
    return running[0] if len(running) == 1 else 0


def worried(value: Any, here: Here) -> tuple[Effect, ...]:
    """Acknowledged, with whom to call now; kept with the alarm also where the rest of the answers never comes."""
    person = here.known.person
    programme = here.about.get("programme") or (person.programme if person else "")
    if not isinstance(value, str) or not worries(value) or not programme:
        return ()
    candidate = here.about.get("candidate") or (person.id if person else 0)
    alarm = RaiseAlarm(Kind.WORDS, programme, candidate, here.about.get("duo") or only_duo(here.known), value)
    return (alarm, Say((Phrase("checkin.thanks.worried", contact(here.known)), *also_call(here.known))))
