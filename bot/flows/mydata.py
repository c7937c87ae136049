"""See what is kept, and erase it: one clear question first."""

from bot.flows.core import Flow, Here, Question
from bot.flows.reading import NO, YES, OneOf, human
from programme.effects import Effect, Forget, Say
from programme.say import Button, Phrase, Value


def seen(told: tuple[tuple[str, Value], ...], waiting: bool) -> Say:
    """Everything that is kept of somebody, by question, in their language."""
    lines = tuple(Phrase("summary.line", {"label": Phrase(f"label.{k}"), "value": v}) for k, v in told)
    if not lines:
        return Say((Phrase("mydata.none"),))
    return Say((Phrase("mydata.head"), *lines), rows=((Button(Phrase("mydata.erase.do"), "g:erase"),),))


def finish(here: Here) -> tuple[Effect, ...]:
    if here.answers["erase"] == NO:
        return (Say((Phrase("mydata.kept"),)),)
    return (Forget(), Say((Phrase("mydata.erased", human(here.known)),)))


ERASE_FLOW = Flow("mydata", "mydata", (Question("erase", OneOf((NO, YES), "mydata.sure")),), finish, resumes=False)
