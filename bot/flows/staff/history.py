"""The whole file of somebody, on one screen: what they answered, their duos and hours, and what happened, in order."""

from bot.flows.actions import NEW, Action, Decision, Request, Shows
from bot.flows.feature import Feature, Situation
from bot.flows.hours import hours
from bot.flows.intake import facts
from bot.flows.staff.alarms import when
from bot.flows.staff.matching import names_of
from bot.flows.staff.queue import CANDIDATE, back, status_line
from programme.effects import Say
from programme.message import Button, Day, Do, Lines, Listed, Phrase, Rows, Value, number
from programme.model import Candidate, Duo, Known
from programme.queries import Event, HistoryOf, Whole
from programme.roles import READS, Group
from programme.schedule import local_day

LONGEST = 200  # characters of one message
LINES = 10  # of what happened, on a page
DUOS = 5  # the latest


def show(found: Candidate, request: Request, at: Situation) -> Decision:
    """The file and the latest that happened; pages go back in time."""
    whole, page = at.known.get(HistoryOf(found.id, READS)), number(request.argument)
    last = max(0, len(whole.events) - 1) // LINES
    page = min(page, last)
    end = len(whole.events) - page * LINES
    told = whole.events[max(0, end - LINES) : end]
    head = file(found, whole, at.known) if page == 0 else ()
    lines = (*head, Phrase("history.head", {"name": found.name, "lines": Lines(tuple(map(line, told)))}))
    rows = (*(_opens(whole) if page == 0 else ()), *_turns(found, page, last), *back(found))
    return Decision(Shows(Say(lines, rows=rows, edit=request.edit)))


def file(found: Candidate, whole: Whole, known: Known) -> tuple[Phrase, ...]:
    """Every answer, where they stand, their duos and their hours."""
    head = Phrase("history.file", {"name": found.name, "day": Day(local_day(found.submitted))})
    answers = (Phrase("summary.line", {"label": Phrase(f"label.{k}"), "value": v}) for k, v in facts(found, known))
    told = whole.hours.sum(known.today)
    sums: dict[str, Value] = {"duo": hours(told.duo), "other": hours(told.other)}
    counted = (Phrase("history.hours", sums),) if told.all else ()
    return (head, status_line(found, known), *answers, *map(_duo, whole.duos[-DUOS:]), *counted)


def _duo(duo: Duo) -> Phrase:
    days: tuple[Value, ...] = tuple(Day(local_day(at)) for at in (duo.formed, duo.ended) if at)
    state = Phrase(f"duo.state.{duo.state}")
    return Phrase("history.duos", {"names": names_of(duo), "state": state, "days": Listed(days)})


def _opens(whole: Whole) -> Rows:
    return tuple((Button(names_of(duo), Do("duo", duo.id, NEW)),) for duo in whole.duos[-DUOS:])


def _turns(found: Candidate, page: int, last: int) -> Rows:
    earlier = (Button(Phrase("history.earlier"), Do("history", found.id, str(page + 1))),) if page < last else ()
    later = (Button(Phrase("history.later"), Do("history", found.id, str(page - 1))),) if page else ()
    return ((*earlier, *later),) if earlier or later else ()


def line(one: Event) -> Phrase:
    words = one.words if len(one.words) <= LONGEST else f"{one.words[:LONGEST]}…"
    told: dict[str, Value] = {**when(one.at), "name": one.who, "words": words or "–"}
    if one.what.startswith("mood."):
        return Phrase("history.mood", {**told, "mood": Phrase(one.what)})
    return Phrase("talk.line" if one.what == "said" else f"history.{one.what}", told)


FEATURE = Feature(
    "history",
    actions=(
        Action("history", Group.READING, READS, "see somebody's whole file: answers, duos, hours, what happened",
               CANDIDATE, show, offered=lambda _: True, wide=False,
               also=lambda request, _: (HistoryOf(request.number, READS),)),
    ),
)  # fmt: skip
