"""What is done with a volunteer before they start: a talk, papers signed and read, an extract that was seen."""

from datetime import date, timedelta

from bot.flows.actions import Action
from bot.flows.core import Flow, Here, Question
from bot.flows.duo.meeting import ADay
from bot.flows.feature import Feature
from bot.flows.readers import OneOf, PastDay
from bot.flows.staff.queue import CANDIDATE, back_to_card, opens, stays, still_mine
from programme.effects import Effect, NoteStep, Say, Screened
from programme.message import Button, Phrase, Rows
from programme.model import PAPERS, SUITS, TALK, Candidate, Side, Step
from programme.roles import DECIDES, Group

EXTRACT = "extract"
AT_MOST = timedelta(days=31)  # between the day of issue and the day on which it was seen
AHEAD = timedelta(days=180)  # that a talk may be planned
AGO = timedelta(days=365)  # that it may have been held


def around(today: date) -> tuple[date, ...]:
    """Yesterday, today, tomorrow."""
    return tuple(today + timedelta(days=n) for n in (-1, 0, 1))


def _back(here: Here) -> Rows:
    return ((Button(Phrase("review.do.card"), back_to_card(here)),),)


def _extract(here: Here) -> bool:
    return here.answers.get("what") == EXTRACT


def seen(here: Here) -> tuple[Effect, ...]:
    """A paper and its day; of an extract two dates: one that was older than a month when it was seen is none."""
    candidate, name, what = here.about["candidate"], here.about["name"], here.answers["what"]
    if what != EXTRACT:
        noted = NoteStep(candidate, Step(what, date.fromisoformat(here.answers["day"])))
        return (noted, Say((Phrase("step.noted", {"name": name}),), rows=_back(here)))
    seen, issued = (date.fromisoformat(here.answers[k]) for k in ("seen", "issued"))
    if not timedelta() <= seen - issued <= AT_MOST:
        return (Say((Phrase("screening.too-old", {"name": name}),), rows=_back(here)),)
    return (Screened(candidate, seen, issued), Say((Phrase("screening.noted", {"name": name}),), rows=_back(here)))


def _been(here: Here) -> bool:
    """A talk of today may still be to come: then that is skipped."""
    day = here.answers.get("day")
    return day is not None and date.fromisoformat(day) <= here.known.today


def talked(here: Here) -> tuple[Effect, ...]:
    day, result = date.fromisoformat(here.answers["day"]), here.answers.get("result") or ""
    noted = NoteStep(here.about["candidate"], Step(TALK, day, result))
    return (noted, Say((Phrase("step.noted", {"name": here.about["name"]}),), rows=_back(here)))


SCREENING_FLOW = Flow(
    "screening",
    "screening",
    (
        Question("what", OneOf((*PAPERS, EXTRACT), "paper"), summed=False),
        Question("day", PastDay(), when=lambda here: not _extract(here), summed=False, invalidated_by=("what",)),
        *(Question(key, PastDay(), when=_extract, summed=False) for key in ("seen", "issued")),
    ),
    seen,
    resumes=False,
    queries=still_mine,
    on_card=True,
)
TALK_FLOW = Flow(
    "interview",
    "interview",
    (
        Question("day", ADay(around, AHEAD, "slip.interview", AGO), summed=False),
        Question("result", OneOf(SUITS, "suits"), when=_been, optional=True, summed=False, invalidated_by=("day",)),
    ),
    talked,
    resumes=False,
    queries=still_mine,
    on_card=True,
    to_human=False,
)


def _volunteers(one: Candidate) -> bool:
    return one.side is Side.VOLUNTEER and stays(one)


FEATURE = Feature(
    "volunteers",
    flows=(SCREENING_FLOW, TALK_FLOW),
    actions=(
        Action("interview", Group.DECIDING, DECIDES, "note a talk with a volunteer, and what came of it", CANDIDATE,
               opens("interview"), offered=_volunteers, wide=False),
        Action("screen", Group.DECIDING, DECIDES, "note a volunteer's papers: signed, read, or an extract seen",
               CANDIDATE, opens("screening"), offered=_volunteers, wide=False),
    ),
)  # fmt: skip
