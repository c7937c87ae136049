"""A date and a place, whether it suits, and what became of it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from bot.channels.base import Text
from bot.flows.core import Answer, Flow, Here, Input, Question, Retry, Screen, Tap
from bot.flows.duo.common import (
    MEETS,
    About,
    AboutOne,
    about,
    buddy,
    duo_as_it_stands,
    duo_button,
    others,
    standing,
    whom,
)
from bot.flows.feature import Effects
from bot.flows.readers import NO, YES, OneOf, Words, grouped, slip
from programme import schedule
from programme.effects import (
    Arrange,
    Begin,
    Effect,
    Fits,
    GoesOn,
    MetUp,
    Say,
)
from programme.message import Choice, Day, Phrase, Rows, Value
from programme.model import Duo, Known, Meeting, Member
from programme.queries import DuoOf
from programme.reading import clock, phrases

WHYS = ("ill", "no-time", "no-show", "where", "other")
HOURS = ("1000", "1100", "1400", "1600", "1800", "1930")
DAYS_AHEAD, FARTHEST = 8, timedelta(days=90)
PLACES = 120  # characters
SPOTS = ("=library", "=centre", "=cafe", "=park", "=station", "=square")
AGAIN = "again"


def soon(today: date) -> tuple[date, ...]:
    return tuple(today + timedelta(days=n) for n in range(1, DAYS_AHEAD))


@dataclass(frozen=True, slots=True)
class ADay:
    """A day: one of the `offered` by a tap, or any from so far `back` up to the `farthest`, as people write dates.
    `slip` is said of what isn't one."""

    offered: Callable[[date], tuple[date, ...]] = soon
    farthest: timedelta = FARTHEST
    slip: str = "slip.soon"
    back: timedelta = timedelta()

    def screen(self, here: Here) -> Screen:
        near = here.draft.get("near") or [day.isoformat() for day in self.offered(here.known.today)]
        return Screen(tuple((Choice(d, Day(date.fromisoformat(d))),) for d in near))

    def read(self, given: Input, here: Here) -> Answer | Retry:
        match given:
            case Tap(choice=choice) if self._may(choice, here):
                return Answer(choice)
            case Text(text):
                found = phrases.day(text, here.known.today)
                may = [d for d in (*found.read, *found.offers) if self._may(d, here)]
                if len(may) == 1:
                    return Answer(may[0])
                return Retry(Phrase(self.slip), {"near": may})
        return slip(given, self.slip)

    def _may(self, day: str, here: Here) -> bool:
        try:
            ahead = date.fromisoformat(day) - here.known.today
        except ValueError:
            return False
        return -self.back <= ahead <= self.farthest

    def shown(self, value: Any, here: Here) -> Value:
        return Day(date.fromisoformat(value))


@dataclass(frozen=True, slots=True)
class Hour:
    """A time of the day, as people write it; what it may mean else is offered."""

    def screen(self, here: Here) -> Screen:
        return Screen(grouped((Choice(h, shown(h)) for h in here.draft.get("near") or HOURS), 3))

    def read(self, given: Input, here: Here) -> Answer | Retry:
        if not isinstance(given, Tap | Text):
            return slip(given, "slip.hour")
        person = here.known.person
        found = clock.hour(given.choice if isinstance(given, Tap) else given.text, person.language if person else None)
        ahead = [h for h in found.likely if moment(here.answers["day"], h) > here.known.now]
        if ahead:
            return Answer(ahead[0]) if found.read else Retry(Phrase("slip.hour.which"), {"near": ahead})
        return Retry(Phrase("slip.past" if found.likely else "slip.hour"))

    def shown(self, value: Any, here: Here) -> Value:
        return shown(value)


def shown(hour: str) -> str:
    return f"{hour[:2]}:{hour[2:]}"


@dataclass(frozen=True, slots=True)
class Spot(Words):
    """Where: a kind of place that every town has, the duo's last place, or own words."""

    most: int = PLACES

    def screen(self, here: Here) -> Screen:
        last = self._last(here)
        again = ((Choice(AGAIN, spot(last)),),) if last and last not in SPOTS else ()
        return Screen((*again, *grouped((Choice(s, spot(s)) for s in SPOTS), 2)))

    def read(self, given: Input, here: Here) -> Answer | Retry:
        if isinstance(given, Tap) and given.choice in SPOTS:
            return Answer(given.choice)
        if isinstance(given, Tap) and given.choice == AGAIN and (last := self._last(here)):
            return Answer(last)
        return Words.read(self, given, here)

    def _last(self, here: Here) -> str:
        found = here.known.get(DuoOf(here.about["duo"]))
        return found.meeting.place if found and found.meeting else ""

    def shown(self, value: Any, here: Here) -> Value:
        return spot(value)


def spot(place: str) -> Value:
    """A place in words that any language can say, or the words that somebody chose."""
    return Phrase(f"spot.{place[1:]}") if place in SPOTS else place


def moment(day: str, hour: str) -> datetime:
    at = time(int(hour[:2]), int(hour[2:]))
    return datetime.combine(date.fromisoformat(day), at, schedule.ZONE)


def arranged(here: Here) -> tuple[Effect, ...]:
    if here.about["candidate"] and standing(here, *MEETS) is None:
        return (Say((Phrase("duo.over"),)),)
    at, told = moment(here.answers["day"], here.answers["hour"]), here.answers
    sent = Phrase("meeting.sent", {**when(at), "place": spot(told["place"]), **buddy(here)})
    return (Arrange(here.about["duo"], here.about["candidate"], at, told["place"]), Say((sent,)))


def when(at: datetime) -> dict[str, Value]:
    local = at.astimezone(schedule.ZONE)
    return {"day": Day(local.date()), "hour": local.strftime("%H:%M")}


MEETING = Flow(
    "meeting", "meeting",
    (
        Question("day", ADay()),
        Question("hour", Hour(), invalidated_by=("day",)),
        Question("place", Spot()),
    ),
    arranged, resumes=False, queries=duo_as_it_stands, of_duo=True,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Suits(About, OneOf):
    """A date and a place that somebody proposes."""

    def screen(self, here: Here) -> Screen:
        found = super(Suits, self).screen(here)
        values = {**found.values, **when(datetime.fromisoformat(here.about["at"]))}
        values["place"] = spot(here.about.get("place", ""))
        if not here.about.get("by"):
            values["by"] = Phrase("appointment.by", {**whom(here), **buddy(here)})
        return Screen(found.rows, values=values)


def invited(duo: Duo, me: Member, id: int, known: Known) -> tuple[Effect, ...]:
    found = _meeting(duo, id, known)
    if found is None:
        return ()
    who = duo.member(found.proposer)
    told = about(duo, me, meeting=id, at=found.at.isoformat(), place=found.place, by=who.name if who else "")
    return (Begin("appointment", told),)


def _meeting(duo: Duo, id: int, known: Known) -> Meeting | None:
    """The meeting, if it is the latest one, still to come, and the duo is there."""
    found = duo.meeting
    return found if found and found.id == id and found.stands(known.now) and duo.state in MEETS else None


def fitted(here: Here) -> tuple[Effect, ...]:
    found = standing(here, *MEETS)
    if found is None or _meeting(found[0], here.about["meeting"], here.known) is None:
        return (Say((Phrase("meeting.gone"),)),)
    yes = here.answers["fits"] == YES
    rows: Rows = () if yes else ((duo_button("meeting.other", "meet", here.about["duo"]),),)
    thanks = Phrase("appointment.thanks" if yes else "appointment.no", buddy(here))
    return (Fits(here.about["meeting"], here.about["candidate"], yes), Say((thanks,), rows=rows))


APPOINTMENT = Flow(
    "appointment", "appointment", (Question("fits", Suits((YES, NO), "fits")),), fitted, resumes=False,
    queries=duo_as_it_stands, of_duo=True, found_again=True,
)  # fmt: skip


def set_for(key: str, duo: Duo, me: Member, id: int, known: Known) -> tuple[Effect, ...]:
    """It suits both, or it is tomorrow."""
    found = _meeting(duo, id, known)
    if found is None:
        return ()
    values = {**when(found.at), "place": spot(found.place), "buddy": others(duo, me)}
    rows = ((duo_button("meeting.other", "meet", duo.id),), (duo_button("ideas.do", "ideas", duo.id),))
    return (Say((Phrase(key, values),), rows=rows),)


def agreed(duo: Duo, me: Member, id: int, known: Known) -> tuple[Effect, ...]:
    """It suits both, and here it is for the calendar of a phone."""
    told = set_for("meeting.fits", duo, me, id, known)
    return (*for_calendar(id, "meeting.calendar"), *told) if told else ()


def for_calendar(meeting: int, key: str) -> tuple[Effect, ...]:
    return (Say((Phrase(key),), paper=f"meeting/{meeting}", last=True),)


def falls_away(duo: Duo, known: Known) -> tuple[Effect, ...]:
    """A meeting that was still to come, when the duo ends or rests."""
    found = duo.meeting
    return for_calendar(found.id, "meeting.off") if found and found.yes and found.at > known.now else ()


def met_up(duo: Duo, me: Member, id: int) -> tuple[Effect, ...]:
    if duo.meeting is None or duo.meeting.id != id or duo.state not in MEETS:
        return ()
    told = about(duo, me, meeting=id, at=duo.meeting.at.isoformat())
    return (Begin("metup", told),)


def not_met(here: Here) -> bool:
    return here.answers.get("met") == NO


def told_of_meeting(here: Here) -> tuple[Effect, ...]:
    found = standing(here, *MEETS)
    if found is None:
        return (Say((Phrase("duo.over"),)),)
    duo, me = found
    met, again = not not_met(here), here.answers["again"] == YES
    told = MetUp(here.about["meeting"], me.candidate, met, here.answers.get("why") or "")
    if not again:
        return (told, Begin("parting", about(duo, me, sure=YES)))
    if met:
        rows = ((duo_button("meeting.do", "meet", duo.id),), (duo_button("ideas.do", "ideas", duo.id),))
        return (told, GoesOn(duo.id, me.candidate), Say((Phrase("metup.good", buddy(here)),), rows=rows))
    return (told, Begin("meeting", about(duo, me), lead=(Phrase("metup.try"),)))


METUP = Flow(
    "metup", "metup",
    (
        Question("met", Suits((YES, NO), "met", columns=2)),
        Question("why", OneOf(WHYS, "meeting.why"), when=not_met, optional=True, invalidated_by=("met",)),
        Question("again", AboutOne((YES, NO), "again", columns=2), invalidated_by=("met",)),
    ),
    told_of_meeting, resumes=False, queries=duo_as_it_stands, of_duo=True,
)  # fmt: skip


def unfit(duo: Duo, me: Member) -> Effects:
    """The date and place that they proposed don't suit the other."""
    rows = ((duo_button("meeting.other", "meet", duo.id),),)
    return (Say((Phrase("meeting.unfit", {"buddy": others(duo, me)}),), rows=rows),)
