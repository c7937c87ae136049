"""What the staff noted about somebody, in words: on their card, and for themselves in /mydata."""

from datetime import date

from programme.message import Day, Phrase, Value
from programme.model import TALK, Note, Step


def note_line(note: Note) -> Phrase:
    """When, who, and what."""
    return Phrase("mydata.said", {"day": Day(note.on), "name": note.by, "words": note.words})


def step_line(step: Step, today: date) -> Phrase:
    """A paper and its day; a talk that is planned, that was held, or what came of it."""
    values: dict[str, Value] = {"day": Day(step.day)}
    if step.what != TALK:
        return Phrase(f"step.{step.what}", values)
    if step.result:
        return Phrase("step.talk.held", {**values, "result": Phrase(f"suits.{step.result}")})
    return Phrase("step.talk.planned" if step.day >= today else "step.talk.past", values)
