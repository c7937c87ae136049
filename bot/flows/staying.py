"""Do you still want to? Asked of whoever waits, now and then, before anything of theirs is removed."""

from bot.flows.core import Flow, Here, Question
from bot.flows.reading import NO, YES, OneOf, human
from programme import rhythm
from programme.effects import Begin, Effect, Say, Wake, Withdraw
from programme.model import Known, Status
from programme.say import Button, Phrase, Rows

WAITS = (Status.WAITING, Status.ASIDE, Status.ACCEPTED)


def asked(known: Known) -> tuple[Effect, ...]:
    """It is time to ask. Whoever is in a duo meanwhile, or stopped, is left in peace."""
    person = known.person
    if person is None or person.status not in WAITS:
        return ()
    found = known.programme(person.programme)
    hello = Phrase("staying.hello", {"programme": found.name if found else person.programme})
    due = rhythm.within_window(known.now + rhythm.SILENCE)
    key = f"silent:{person.id}:{due.date()}"
    again = Wake("silent", due, key, {"candidate": person.id}, person=person.person)
    return (again, Begin("staying", {"candidate": person.id}, lead=(hello,)))


def unheard(known: Known) -> tuple[Effect, ...]:
    """No answer came: kindly off the waiting list."""
    person = known.person
    if person is None or person.status not in WAITS:
        return ()
    return (Withdraw(person.id), Say((Phrase("staying.unheard", human(known)),), rows=_again()))


def finish(here: Here) -> tuple[Effect, ...]:
    person = here.known.person
    if person is None or person.status not in WAITS:
        return (Say((Phrase("status.next"),)),)
    if here.answers["still"] == NO:
        return (Withdraw(person.id), Say((Phrase("staying.leaves", human(here.known)),), rows=_again()))
    due = rhythm.still_asked(here.known.now)
    key = f"interest:{person.id}:{due.date()}"
    return (
        Wake("interest", due, key, {"candidate": person.id}, person=person.person),
        Say((Phrase("staying.stays"),)),
    )


def _again() -> Rows:
    return ((Button(Phrase("status.begin"), "g:begin"),), (Button(Phrase("mydata.erase.do"), "g:erase"),))


FLOW = Flow("staying", "staying", (Question("still", OneOf((YES, NO), "still")),), finish, resumes=False)
