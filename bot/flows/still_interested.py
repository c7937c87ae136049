"""Do you still want to? Asked of whoever waits, now and then, before anything of theirs is removed."""

from bot.flows.core import Flow, Here, Question
from bot.flows.duo.feature import as_it_stands, buttons
from bot.flows.feature import Audience, Effects, Feature, Scheduled, Situation, standing
from bot.flows.news import status
from bot.flows.readers import NO, YES, OneOf, human
from programme import consequences, schedule
from programme.effects import Begin, Drop, Effect, Say, ScheduledMessage, Withdraw
from programme.message import Button, Go, Phrase, Rows
from programme.model import SOURCE, Status
from programme.scheduled import GaveUp, Interest, Silent, StillLooking

WAITS = (Status.WAITING, Status.ASIDE, Status.ACCEPTED)


def asked(_: Interest, at: Situation) -> Effects:
    """It is time to ask. Whoever is in a duo meanwhile, or stopped, is left in peace."""
    known, person = at.known, at.known.person
    if person is None or person.status not in WAITS:
        return ()
    found = known.programme(person.programme)
    hello = Phrase("staying.hello", {"programme": found.name if found else person.programme})
    due = schedule.within_window(known.now + schedule.SILENCE)
    key = f"silent:{person.id}:{due.date()}"
    again = ScheduledMessage(Silent(person.id), due, key, person=person.person)
    return (again, Begin("staying", {"candidate": person.id}, lead=(hello,)))


def unheard(_: Silent, at: Situation) -> Effects:
    """No answer came: kindly off the waiting list. Whoever did anything else meanwhile is there."""
    known, person = at.known, at.known.person
    if all(s.flow != FLOW.name for s in at.session.stack):
        return ()
    over = Drop((FLOW.name,))
    if person is None or person.status not in WAITS:
        return (over,)
    told = ScheduledMessage(GaveUp(person.id), known.now, f"gave-up:{person.id}", programme=person.programme)
    return (over, Withdraw(person.id), told, Say((Phrase("staying.unheard", human(known)),), rows=_again()))


def still_looking(told: StillLooking, at: Situation) -> Effects:
    """Where they stand, and what to do meanwhile, in the programme's own words. Whoever is in a duo, or is being asked
    whether they still want to, hears nothing: the next time is planned all the same."""
    known, person = at.known, at.known.person
    if person is None or person.id != told.candidate or person.status.ended:
        return ()
    again = consequences.still_looking(person.id, person.person, known.now)
    if person.status not in WAITS or person.duos or any(s.flow == FLOW.name for s in at.session.stack):
        return (again,)
    found = known.programme(person.programme)
    own = found.meanwhile if found else {}
    words = own.get(at.session.language or SOURCE) or own.get(SOURCE, "")
    meanwhile = (Phrase("still.meanwhile", {"text": words}),) if words else ()
    stands = status(known, buttons, as_it_stands)
    return (again, Say((Phrase("still.hello", {"name": person.name}), *stands.lines, *meanwhile), rows=stands.rows))


def finish(here: Here) -> tuple[Effect, ...]:
    person = here.known.person
    if person is None or person.status not in WAITS:
        return (Say((Phrase("status.next"),)),)
    if here.answers["still"] == NO:
        return (Withdraw(person.id), Say((Phrase("staying.leaves", human(here.known)),), rows=_again()))
    due = schedule.still_asked(here.known.now)
    key = f"interest:{person.id}:{due.date()}"
    return (
        ScheduledMessage(Interest(person.id), due, key, person=person.person),
        Say((Phrase("staying.stays"),)),
    )


def _again() -> Rows:
    return ((Button(Phrase("status.begin"), Go("begin")),), (Button(Phrase("mydata.erase.do"), Go("erase")),))


FLOW = Flow("staying", "staying", (Question("still", OneOf((YES, NO), "still")),), finish, resumes=False)

FEATURE = Feature(
    "staying",
    flows=(FLOW,),
    scheduled=(
        Scheduled(Interest, Audience.PERSON, asked),
        Scheduled(Silent, Audience.PERSON, unheard),
        Scheduled(StillLooking, Audience.PERSON, still_looking, standing),
    ),
)
