"""How to reach each other, as each chose, and what to do together."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bot.channels.base import Text
from bot.flows.core import Answer, Flow, Here, Input, Question, Retry, Screen
from bot.flows.duo.common import MEETS, AboutOne, about, buddy, duo_as_it_stands, duo_button, others, standing
from bot.flows.news import programme_values
from bot.flows.readers import Reachable, slip
from programme.duo import Sharing
from programme.effects import (
    Begin,
    Effect,
    Say,
    Share,
)
from programme.message import In, Phrase, Value
from programme.model import Duo, Known, Member
from programme.reading import phones

LINK = "https://t.me/"


@dataclass(frozen=True, slots=True)
class TelegramName:
    """A name in Telegram, as people type it: @name, name, t.me/name."""

    def screen(self, here: Here) -> Screen:
        return Screen()

    def read(self, given: Input, here: Here) -> Answer | Retry:
        if not isinstance(given, Text):
            return slip(given, "slip.telegram")
        name = given.text.strip().removeprefix("https://").removeprefix("t.me/").removeprefix("@")
        plain = name.isascii() and name.replace("_", "").isalnum() and 5 <= len(name) <= 32
        return Answer(LINK + name) if plain else Retry(Phrase("slip.telegram"))

    def shown(self, value: Any, here: Here) -> Value:
        return str(value)


def own_number(here: Here) -> Any:
    """The number that they gave in the intake, if it is one."""
    person = here.known.person
    return next(iter(phones.phone(str(person.answers.get("reach") or "")).read), None) if person else None


def chosen(how: str) -> Callable[[Here], bool]:
    return lambda here: here.answers.get("how") == how


def shared(here: Here) -> tuple[Effect, ...]:
    found = standing(here, *MEETS)
    if found is None:
        return (Say((Phrase("duo.over"),)),)
    how = here.answers["how"]
    contact = str(here.answers.get(how) or "")
    thanks = Phrase(f"sharing.thanks.{how}", {"contact": phones.shown(contact), **buddy(here)})
    return (Share(here.about["duo"], here.about["candidate"], how, contact), Say((thanks,)))


SHARING = Flow(
    "sharing", "sharing",
    (
        Question("how", AboutOne((Sharing.LINK, Sharing.PHONE, Sharing.COORDINATOR), "sharing.by")),
        Question("link", TelegramName(), when=chosen(Sharing.LINK), invalidated_by=("how",)),
        Question("phone", Reachable(), when=chosen(Sharing.PHONE), settle=own_number, invalidated_by=("how",)),
    ),
    shared, resumes=False, queries=duo_as_it_stands, of_duo=True, found_again=True,
)  # fmt: skip


def unshared(duo: Duo, me: Member) -> tuple[Effect, ...]:
    if duo.state not in MEETS or me.sharing:
        return ()
    return (Begin("sharing", about(duo, me), lead=(Phrase("sharing.again", {"buddy": others(duo, me)}),)),)


def contacts(duo: Duo, me: Member, known: Known) -> tuple[Effect, ...]:
    """How to reach the others, each as they chose."""
    if duo.state not in MEETS:
        return ()
    lines = reach(duo, me, known)
    rows = ((duo_button("meeting.do", "meet", duo.id),), (duo_button("ideas.do", "ideas", duo.id),))
    return (Say((*lines, Phrase("contacts.next")), rows=rows),)


def reach(duo: Duo, me: Member, known: Known) -> tuple[Phrase, ...]:
    """How to reach the others, each as they chose."""
    values = programme_values(known, duo)
    return tuple(
        Phrase(f"contacts.{m.sharing}", {"buddy": m.name, "contact": phones.shown(m.contact), **values})
        for m in duo.others(me.candidate)
        if m.sharing
    )


def ideas(duo: Duo, me: Member, language: str) -> tuple[Effect, ...]:
    """What to do together, in both languages."""
    there = next((m.language for m in duo.others(me.candidate) if m.language != language), "")
    second = (Phrase("ideas.theirs", {"ideas": In(there, Phrase("ideas.list"))}),) if there else ()
    rows = ((duo_button("meeting.do", "meet", duo.id),),)
    return (Say((Phrase("ideas.head"), Phrase("ideas.list"), *second), rows=rows),)
