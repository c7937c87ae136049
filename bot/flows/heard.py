"""Answers that somebody of the staff reads: words of distress in one are an alarm, at once, whatever comes after."""

from typing import Any

from bot.flows.core import Here, also_call, contact
from programme.alarms import Kind
from programme.effects import Effect, RaiseAlarm, Say
from programme.message import Phrase
from programme.reading.wishes import worries


def worried(value: Any, here: Here) -> tuple[Effect, ...]:
    """Acknowledged, with whom to call now; kept with the alarm also where the rest of the answers never comes."""
    person = here.known.person
    programme = here.about.get("programme") or (person.programme if person else "")
    if not isinstance(value, str) or not worries(value) or not programme:
        return ()
    candidate = here.about.get("candidate") or (person.id if person else 0)
    alarm = RaiseAlarm(Kind.WORDS, programme, candidate, here.about.get("duo", 0), value)
    return (alarm, Say((Phrase("checkin.thanks.worried", contact(here.known)), *also_call(here.known))))
