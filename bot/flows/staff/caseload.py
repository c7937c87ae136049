"""Who of the staff follows up whom: chosen on a card, or handed over with all that a colleague has.

Where nobody was chosen, everybody of a programme hears of everybody. Alarms, and whoever writes to the staff, always
reach all of them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from bot.flows.actions import Action, Choose, Decision, Done, Request
from bot.flows.core import Answer, Flow, Here, Input, Question, Retry, Screen, State, Tap
from bot.flows.feature import Audience, Command, Effects, Feature, Queries, Scheduled, Shortcut, Situation
from bot.flows.readers import slip
from bot.flows.staff.queue import CANDIDATE, TO_QUEUE, for_staff, to_card
from bot.flows.staff.sifting import in_rows
from programme.caseload import Caseload, Handing
from programme.effects import AskAgain, Assign, Begin, Effect, HandOver, Say, SetTongues
from programme.message import Button, Choice, Do, Go, Phrase, Rows, Tongue, Value
from programme.model import Candidate, Known
from programme.queries import CardOf, HandingsOf, TeamIn, TeamOf, TonguesOf
from programme.roles import DECIDES, READS, Actor, Group
from programme.scheduled import Assigned, HandedOn, HandedOver
from programme.sift import MINE, Sift

ALL = "0"  # of a card: everybody; of a hand-over: each to one of the others
YES = "yes"
MOST_TONGUES = 12

# --- one person ----------------------------------------------------------------------------------


def assign(found: Candidate, request: Request, at: Situation) -> Decision:
    """To a colleague, to oneself, or to everybody."""
    team = at.known.get(TeamOf(found.id, DECIDES))
    if request.argument == ALL:
        after = replace(found, assigned=0, assigned_to="")
        return Decision(Done(Phrase("assign.all", {"name": found.name}), after), (Assign(found.id, 0),))
    one = next((c for c in team if str(c.person) == request.argument), None)
    if one is None:
        everybody: tuple[tuple[Value, str], ...] = ((Phrase("assign.everybody"), ALL),)
        each = tuple((_in_short(c, at.known), str(c.person)) for c in team if c.person != found.assigned)
        return Decision(Choose(Phrase("assign.who", {"name": found.name}), (*each, *everybody)))
    after = replace(found, assigned=one.person, assigned_to=one.name)
    return Decision(
        Done(Phrase("assign.done", {"name": found.name, "who": one.name}), after), (Assign(found.id, one.person),)
    )


def _in_short(one: Caseload, known: Known) -> Phrase:
    """Their name, and how many people they follow up."""
    me = one.person == known.me
    return Phrase("assign.me" if me else "assign.one", {"name": one.name, "n": one.people})


def team_of(request: Request, action: Action[Candidate]) -> Queries:
    return (TeamOf(request.number, action.roles),)


# --- all that a colleague has --------------------------------------------------------------------


def _has(known: Known) -> tuple[Caseload, ...]:
    return tuple(one for one in known.get(TeamIn(DECIDES)) if one.people)


@dataclass(frozen=True, slots=True)
class Whose:
    """Somebody who follows up people."""

    def screen(self, here: Here) -> Screen:
        return Screen(tuple((Choice(str(one.person), _in_short(one, here.known)),) for one in _has(here.known)))

    def read(self, given: Input, here: Here) -> Answer | Retry:
        if isinstance(given, Tap) and given.choice in {str(one.person) for one in _has(here.known)}:
            return Answer(given.choice)
        return slip(given, "slip.tap")

    def shown(self, value: Any, here: Here) -> Value:
        return _named(value, here.known)


@dataclass(frozen=True, slots=True)
class ToWhom:
    """One of the others, or all of them."""

    def screen(self, here: Here) -> Screen:
        others = _others(here)
        each = tuple((Choice(str(one.person), _in_short(one, here.known)),) for one in others)
        shared = ((Choice(ALL, Phrase("handover.share")),),) if len(others) > 1 else ()
        return Screen((*each, *shared), values={"name": _named(here.answers["source"], here.known)})

    def read(self, given: Input, here: Here) -> Answer | Retry:
        there = {ALL, *(str(one.person) for one in _others(here))}
        if isinstance(given, Tap) and given.choice in there:
            return Answer(given.choice)
        return slip(given, "slip.tap")

    def shown(self, value: Any, here: Here) -> Value:
        return Phrase("handover.share") if value == ALL else _named(value, here.known)


@dataclass(frozen=True, slots=True)
class Sure:
    """How many, before it is done."""

    def screen(self, here: Here) -> Screen:
        handing = _handing(here)
        rows = ((Choice(YES, Phrase("handover.yes")),),) if handing.people else ()
        told: dict[str, Value] = {"n": handing.people, "duos": handing.duos, **_whose(here)}
        stays = (Phrase("handover.stays", {"n": handing.stays}),) if handing.stays else ()
        return Screen(rows, values=told, lines=stays)

    def read(self, given: Input, here: Here) -> Answer | Retry:
        if isinstance(given, Tap) and given.choice == YES:
            return Answer(YES)
        return slip(given, "slip.tap")

    def shown(self, value: Any, here: Here) -> Value:
        return Phrase("handover.yes")


def _others(here: Here) -> tuple[Caseload, ...]:
    return tuple(one for one in here.known.get(TeamIn(DECIDES)) if str(one.person) != here.answers.get("source"))


def _named(person: str, known: Known) -> Value:
    return next((one.name for one in known.get(TeamIn(DECIDES)) if str(one.person) == person), Phrase("duo.somebody"))


def _whose(here: Here) -> dict[str, Value]:
    to = here.answers["to"]
    return {
        "name": _named(here.answers["source"], here.known),
        "to": Phrase("handover.each") if to == ALL else _named(to, here.known),
    }


def _handing(here: Here) -> Handing:
    return here.known.get(_handings(here.answers)).get(int(here.answers["to"]), Handing())


def _handings(answers: Mapping[str, Any]) -> HandingsOf:
    return HandingsOf(int(answers.get("source") or 0), DECIDES)


def queries(state: State) -> Queries:
    return (TeamIn(DECIDES), _handings(state.answers))


def handed(here: Here) -> tuple[Effect, ...]:
    """In the programmes where whoever does it decides."""
    handing, known = _handing(here), here.known
    mine = Actor.of(known.me, known.coordinator).where(DECIDES)
    given = HandOver(int(here.answers["source"]), int(here.answers["to"]), mine)
    return (given, Say((Phrase("handover.done", {"n": handing.people, **_whose(here)}),), rows=TO_QUEUE))


QUESTIONS = (Question("source", Whose()), Question("to", ToWhom()), Question("sure", Sure(), summed=False))
FLOW = Flow("handover", "handover", QUESTIONS, handed, resumes=False, queries=queries, to_human=False)


def hand_over(_: str, at: Situation) -> Effects:
    """/handover: whose people, to whom. Where nobody follows up anybody there is nothing to hand over."""
    if at.known.coordinator is None:
        return (AskAgain((Phrase("help.unknown"),)),)
    return (Begin(FLOW.name),) if _has(at.known) else (Say((Phrase("handover.nobody"),), rows=TO_QUEUE),)


# --- what a colleague hears ----------------------------------------------------------------------

MY_PEOPLE: Rows = ((Button(Phrase("caseload.mine"), Do("queue", 0, str(Sift(whose=MINE)))),),)


def told_assigned(told: Assigned, at: Situation) -> Effects:
    about = at.known.get(CardOf(told.candidate))
    return (Say((Phrase("caseload.assigned", {"name": about.name}),), rows=to_card(about)),) if about else ()


def told_handed(told: HandedOver, _: Situation) -> Effects:
    values: dict[str, Value] = {"name": told.name, "n": told.people, "duos": told.duos}
    return (Say((Phrase("caseload.handed", values),), rows=MY_PEOPLE),)


def told_handed_on(told: HandedOn, _: Situation) -> Effects:
    return (Say((Phrase("caseload.handed-on", {"name": told.name, "n": told.people}),)),)


# --- what they speak -----------------------------------------------------------------------------


def tongues(argument: str, at: Situation) -> Effects:
    """A tap on a language adds it, another takes it away: of those that people who wait speak, and their own."""
    me = at.known.coordinator
    if me is None:
        return ()
    there = at.known.get(TonguesOf(READS))
    mine = set(me.tongues)
    if argument in {*there, *mine}:
        mine ^= {argument}
        after = tuple(sorted(mine))
        return (SetTongues(after), _choices(after, there, at.message))
    return (_choices(me.tongues, there, None),)


def _choices(mine: tuple[str, ...], there: tuple[str, ...], edit: int | None) -> Say:
    offered = [code for code in dict.fromkeys((*mine, *there)) if code != "nl"][:MOST_TONGUES]
    buttons = [Button(Tongue(code), Go("tongues", code), ticked=code in mine) for code in offered]
    return Say((Phrase("caseload.tongues"),), rows=in_rows(2, buttons), edit=edit)


FEATURE = Feature(
    "caseload",
    flows=(FLOW,),
    scheduled=(
        Scheduled(Assigned, Audience.STAFF, told_assigned, lambda told, _: (CardOf(told.candidate),)),
        Scheduled(HandedOver, Audience.STAFF, told_handed),
        Scheduled(HandedOn, Audience.STAFF, told_handed_on),
    ),
    commands=(Command("handover", hand_over, for_staff(TeamIn(DECIDES))),),
    buttons=(Shortcut("tongues", tongues, lambda _, __: (TonguesOf(READS),), staff=True),),
    actions=(
        Action("assign", Group.DECIDING, DECIDES, "choose who of the staff follows somebody up", CANDIDATE, assign,
               offered=lambda one: one.shared and not one.status.ended, also=team_of, wide=False),
    ),
)  # fmt: skip
