"""A coordinator's own notes about somebody: a line or two to remember, which the person may read."""

from bot.flows.actions import Action, Decision, Request, Shows
from bot.flows.core import Flow, Here, Question
from bot.flows.feature import Feature, Situation
from bot.flows.noted import note_line
from bot.flows.readers import AboutWords
from bot.flows.staff.queue import CANDIDATE, back, back_to_card, opens, still_mine
from programme.effects import DropNote, Effect, NoteDown, Say
from programme.message import Button, Day, Do, Phrase, Rows
from programme.model import Candidate, Note
from programme.roles import DECIDES, READS, Group

MOST = 10  # shown at once: more stand in the history
LONGEST = 300  # characters of one of them: ten fit in a message


def noted(here: Here) -> tuple[Effect, ...]:
    to_card: Rows = ((Button(Phrase("review.do.card"), back_to_card(here)),),)
    done = Say((Phrase("note.noted", {"name": here.about["name"]}),), rows=to_card)
    return (NoteDown(here.about["candidate"], here.answers["words"]), done)


def listed(found: Candidate, request: Request, at: Situation) -> Decision:
    return Decision(Shows(_list(found, found.notes, request, at)))


def dropped(found: Candidate, request: Request, at: Situation) -> Decision:
    """One's own only; what is gone, or a colleague's, stays as it was."""
    mine = [n for n in found.notes if str(n.id) == request.argument and n.author == at.known.me]
    left = tuple(n for n in found.notes if n not in mine)
    return Decision(Shows(_list(found, left, request, at)), tuple(DropNote(n.id) for n in mine))


def _list(found: Candidate, notes: tuple[Note, ...], request: Request, at: Situation) -> Say:
    """The latest first, and a button to take away each of one's own."""
    shown = notes[:MOST]
    head = Phrase("note.head" if shown else "note.none", {"name": found.name})
    own = tuple(
        (
            Button(
                Phrase("note.drop", {"day": Day(n.on), "start": _cut(n.words, 20)}), Do("unnote", found.id, str(n.id))
            ),
        )
        for n in shown
        if n.author == at.known.me
    )
    lines = (note_line(Note(n.id, n.author, n.by, n.on, _cut(n.words, LONGEST))) for n in shown)
    return Say((head, *lines), rows=(*own, *back(found)), edit=request.edit)


def _cut(words: str, most: int) -> str:
    return words if len(words) <= most else f"{words[:most]}…"


FLOW = Flow(
    "note", "note", (Question("words", AboutWords(500)),), noted, resumes=False, queries=still_mine, on_card=True,
    to_human=False,
)  # fmt: skip

FEATURE = Feature(
    "notes",
    flows=(FLOW,),
    actions=(
        Action("note", Group.DECIDING, DECIDES, "note something about somebody, which they can read", CANDIDATE,
               opens("note"), offered=lambda _: True, wide=False),
        Action("notes", Group.READING, READS, "see what colleagues noted about somebody", CANDIDATE, listed,
               offered=lambda one: bool(one.notes), wide=False),
        Action("unnote", Group.DECIDING, DECIDES, "take away one's own note about somebody", CANDIDATE, dropped),
    ),
)  # fmt: skip
