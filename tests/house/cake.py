"""A feature that the product doesn't have, as somebody would add it: every kind of thing, in one file.

On the day of the cake a volunteer reads so, with a button; it begins a conversation of two questions, and what they
say is written down.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from bot.flows.actions import Action, Decision, Done, Refused, Request
from bot.flows.core import Flow, Here, Question
from bot.flows.feature import Audience, Effects, Feature, Scheduled, Shortcut, Situation
from bot.flows.readers import OneOf, Words
from bot.flows.staff.queue import CANDIDATE
from programme.effects import Begin, Effect, Say
from programme.message import Button, Go, Phrase
from programme.model import Candidate, Known, Query, Side, Status
from programme.roles import DECIDES, OPERATES, Group
from programme.scheduled import Payload
from storage.store import Unit
from storage.writers.scheduled import By

WORDS = {
    "cake.day": "Vandaag is er taart. {baked} mensen bakten al.", "cake.bake": "Ik bak", "cake.which": "Welke taart?",
    "cake.which.apple": "Appel", "cake.which.plum": "Pruim", "cake.how": "Hoe maak je die?", "cake.thanks": "Lekker!",
    "review.do.cake": "Taart geven", "cake.given": "{name} krijgt taart.", "cake.no": "{name} krijgt geen taart.",
}  # fmt: skip


# --- a scheduled message -------------------------------------------------------------------------


class CakeDay(Payload, frozen=True):
    """It is the day of the cake."""

    kind: ClassVar[str] = "cake"
    year: int


def told(_: CakeDay, at: Situation) -> Effects:
    rows = ((Button(Phrase("cake.bake"), Go("bake")),),)
    return (Say((Phrase("cake.day", {"baked": at.known.get(Bakers())}),), rows=rows),)


# --- a query and its reader ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Bakers(Query[int]):
    """How many have baked."""

    nothing: ClassVar[int] = 0


async def bakers(unit: Unit, query: Bakers, known: Known) -> int:
    found: int = await unit.value("last_letter")
    return found


# --- an effect and its writer --------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Baked(Effect):
    """Somebody baked this cake."""

    journaled: ClassVar[bool] = True
    candidate: int
    cake: str


async def baked(unit: Unit, by: By, effect: Baked) -> None:
    await unit.run("add_unmet", nis=effect.cake, side="volunteer", month=by.at[:7])


# --- an action of the staff, in chat and at the command line --------------------------------------


def gives_cake(found: Candidate, _: Request, at: Situation) -> Decision:
    if found.status is Status.DECLINED:
        return Decision(Refused(Phrase("cake.no", {"name": found.name})))
    return Decision(Done(Phrase("cake.given", {"name": found.name}), found), (Baked(found.id, "gift"),))


GIVE = Action(
    "cake", Group.DECIDING, DECIDES | OPERATES, "give a cake", CANDIDATE, gives_cake,
    offered=lambda one: one.side is Side.VOLUNTEER,
)  # fmt: skip


# --- a conversation of two questions -------------------------------------------------------------


def finish(here: Here) -> tuple[Effect, ...]:
    me = here.known.person.id if here.known.person else 0
    return (Baked(me, here.answers["which"]), Say((Phrase("cake.thanks"),)))


FLOW = Flow(
    "cake", "cake", (Question("which", OneOf(("apple", "plum"), "cake.which")), Question("how", Words(80))), finish,
    resumes=False,
)  # fmt: skip

# --- the one list --------------------------------------------------------------------------------

FEATURE = Feature(
    "cake",
    flows=(FLOW,),
    scheduled=(Scheduled(CakeDay, Audience.PERSON, told, lambda _, __: (Bakers(),)),),
    buttons=(Shortcut("bake", lambda _, __: (Begin("cake"),)),),
    actions=(GIVE,),
)
READERS: Mapping = {Bakers: bakers}
WRITERS: Mapping = {Baked: baked}
