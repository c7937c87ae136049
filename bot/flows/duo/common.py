"""What every conversation about a duo knows: who, with whom, and the duo as it stands now.

Whatever was said while a duo changed meanwhile is checked against the duo as it stands now.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from bot.flows.core import Here, Screen, also_call, later, to_call
from bot.flows.core import State as Open
from bot.flows.feature import Audience, Effects, Queries, Scheduled, Situation
from bot.flows.readers import OneOf, Words, human
from programme.alarms import Kind
from programme.duo import State
from programme.effects import Drop, RaiseAlarm, Say, ScheduledMessage
from programme.message import Button, Go, Phrase, Value
from programme.model import Candidate, Duo, Known, Member, Query
from programme.queries import DuoOf
from programme.scheduled import (
    DidYouMeet,
    DuoReminder,
    MeetingProposed,
    MeetingSet,
    MeetingTomorrow,
    OfDuo,
    Payload,
)

P = TypeVar("P", bound=OfDuo | DuoReminder)
MEETINGS = frozenset(p.kind for p in (MeetingProposed, MeetingSet, MeetingTomorrow, DidYouMeet))
MEETS = (State.AGREED, State.MET, State.RUNNING, State.PAUSED)
QUESTION, STOP, ON = "question", "stop", "on"


def about(duo: Duo, me: Member, **more: Any) -> dict[str, Any]:
    """What a conversation about a duo remembers."""
    return {"duo": duo.id, "candidate": me.candidate, "programme": duo.programme, "buddy": others(duo, me), **more}


def beside(duo: Duo, me: Member, known: Known) -> Here:
    """As in a conversation about this duo, where there is none."""
    return Here("", {}, {}, about(duo, me), known)


def others(duo: Duo, me: Member) -> str:
    return ", ".join(m.name for m in duo.others(me.candidate)) or "–"


def me_in(duo: Duo | None, person: Candidate | None) -> Member | None:
    return duo.member(person.id) if duo and person else None


def duo_as_it_stands(state: Open) -> tuple[Query[Any], ...]:
    """A conversation about a duo reads it again at every step: it may have changed since."""
    return (DuoOf(state.about["duo"]),)


def standing(here: Here, *states: State) -> tuple[Duo, Member] | None:
    """The duo of this conversation as it stands now, if it is still in one of these states."""
    duo = here.known.get(DuoOf(here.about["duo"]))
    me = duo.member(here.about["candidate"]) if duo else None
    return (duo, me) if duo and me and duo.state in states else None


def over(here: Here) -> bool:
    """Has the duo ended, and is this not the look back at it?"""
    return not here.about.get("last") and standing(here, *MEETS) is None


def whom(here: Here) -> dict[str, Value]:
    """Whom to call about this duo: its own programme's coordinator."""
    found = here.known.programme(here.about["programme"])
    return to_call(found.human, found.phone) if found and found.phone else human(here.known)


def buddy(here: Here) -> dict[str, Value]:
    return {"buddy": here.about["buddy"]}


class About:
    """A question that names the other."""

    def screen(self, here: Here) -> Screen:
        found: Screen = super().screen(here)  # type: ignore[misc]
        values = {k: v for k, v in here.about.items() if isinstance(v, str | int)}
        return Screen(found.rows, found.lines, found.contact, found.links, values)


@dataclass(frozen=True, slots=True)
class AboutOne(About, OneOf):
    pass


@dataclass(frozen=True, slots=True)
class AboutWords(About, Words):
    pass


def duo_button(key: str, verb: str, duo: int) -> Button:
    return Button(Phrase(key), Go(verb, duo))


def to_staff(what: Payload, here: Here) -> ScheduledMessage:
    key = f"{what.kind}:{here.about['duo']}:{here.about['candidate']}:{here.known.now.isoformat()}"
    return ScheduledMessage(what, here.known.now, key, programme=here.about["programme"])


def not_safe(
    duo: int, candidate: int, programme: str, here: Here, parted: bool = False, note: str = ""
) -> Effects:  # fmt: skip
    """The coordinators hear of it at once; nothing about this duo is asked of this person any more, and whom to call
    stays the last thing on their screen. `parted`: the duo has ended with it."""
    found = here.known.programme(programme)
    heard = found is not None and found.heard
    key = "checkin.unsafe" if heard else "unsafe.unheard"  # nobody is promised what can't be kept
    ended = (Phrase("unsafe.ended"),) if parted else ()
    leave = () if parted else ((duo_button("unsafe.part", "leave", duo),),)
    talk = Button(Phrase("talk.do"), Go("human")) if parted else duo_button("talk.do", "talk", duo)
    rows = ((talk,), *leave)
    return (
        RaiseAlarm(Kind.UNSAFE, programme, candidate, duo, note),
        Drop(None, {"duo": duo}),
        Say(
            (*ended, Phrase(key, whom(here)), *(later(here.known) if heard else ()), *also_call(here.known)),
            rows=rows,
            last=True,
        ),
    )


def of_duo(told: OfDuo | DuoReminder, _: Situation) -> Queries:
    return (DuoOf(told.duo),)


def for_member(
    payload: type[P], handle: Callable[[P, Duo, Member, Situation], Effects], anew: bool = False
) -> Scheduled[P]:
    """For a member of a duo, if they still are one. `anew`: nothing that was being asked about the duo is any more.
    Whoever said that they are not safe in it hears of its end and of nothing else, until that was handled."""

    def heard(told: P, at: Situation) -> Effects:
        duo = at.known.get(DuoOf(told.duo))
        me = me_in(duo, at.known.person)
        if duo is None or me is None or (me.candidate in duo.unsafe and not anew):
            return ()
        if duo.unsafe and payload.kind in MEETINGS:  # nobody is sent to where the other may be
            return ()
        over = (Drop(at.registry.of_duo, {"duo": duo.id}),) if anew else ()
        return (*over, *handle(told, duo, me, at))

    return Scheduled(payload, Audience.PERSON, heard, of_duo)
