"""Whom a coordinator means by what she types outside a question: nothing of it is sent to anybody."""

from bot.flows.actions import NEW
from bot.flows.anytime import stands
from bot.flows.feature import Command, Effects, Feature, Queries, Situation, standing
from bot.flows.staff.matching import state_line
from bot.flows.staff.queue import TO_QUEUE, row
from programme.effects import AskAgain, Say
from programme.message import Button, Do, Phrase, Rows
from programme.model import Candidate, Known, Status
from programme.queries import Find, Found
from programme.reading.finding import MOST, sought
from programme.roles import READS, Actor

LISTED = frozenset({Status.WAITING, Status.ASIDE, Status.ACCEPTED})  # as the queue lists them


def asked(words: str, at: Situation) -> Queries:
    """Whoever of the staff reads files, and typed what may be a name or a number."""
    return (Find(words, READS),) if _reads(at) and sought(words) else standing(words, at)


def _reads(at: Situation) -> bool:
    return bool(Actor.of(at.known.me, at.known.coordinator).where(READS))


def found(words: str, at: Situation) -> Effects:
    """Who is meant, each to be opened in a message of its own."""
    if not _reads(at) or not sought(words):
        return stands(at, Phrase("talk.to-nobody"))
    told = at.known.get(Find(words, READS))
    if not told.total:
        return stands(at, Phrase("search.nobody", {"words": words}), Phrase("talk.to-nobody"))
    more = (Phrase("search.more", {"most": MOST}),) if told.total > MOST else ()
    head = Phrase("search.found", {"words": words, "n": told.total})
    return (Say((head, *more), rows=(*_buttons(told, at.known), *TO_QUEUE)),)


def _buttons(told: Found, known: Known) -> Rows:
    people = ((Button(_row(one, known), Do("card", one.id, NEW)),) for one in told.people)
    duos = ((Button(state_line(duo), Do("duo", duo.id, NEW)),) for duo in told.duos)
    return (*people, *duos)


def _row(one: Candidate, known: Known) -> Phrase:
    if one.status in LISTED:
        return row(one, known)
    return Phrase(f"search.row.{one.status}", {"name": one.name, "side": Phrase(f"side.short.{one.side}")})


def find(words: str, at: Situation) -> Effects:
    """/find and a name, also in the middle of a question."""
    if at.known.coordinator is None:
        return (AskAgain((Phrase("help.unknown"),)),)
    return found(words, at) if words.strip() else (Say((Phrase("search.how"),), rows=TO_QUEUE),)


FEATURE = Feature("finding", commands=(Command("find", find, asked),))
