"""See what is kept, put it right, pause, and erase it: one clear question first."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from bot.flows import intake
from bot.flows.core import Flow, Here, Question, State, here
from bot.flows.duo.meeting import spot
from bot.flows.feature import Command, Effects, Feature, Queries, Shortcut, Situation
from bot.flows.hours import line
from bot.flows.noted import note_line, step_line
from bot.flows.readers import NO, YES, OneOf, human, told
from bot.flows.welcome import WORDING
from programme.alarms import Alarm
from programme.check_in import FIELDS, CheckInAnswers
from programme.effects import Begin, Consent, Effect, Forget, Pause, Say, Unvouch
from programme.message import Button, Day, Go, Listed, Phrase, Rows, Value
from programme.model import Known, Note, Side, Step
from programme.queries import Around, AroundMe, MyTold, OfMyDuos, Told, VouchedByMe
from programme.reading import phones
from programme.schedule import local_day

LENGTHS = {"2w": timedelta(days=14), "1m": timedelta(days=30), "return": None}
Facts = tuple[tuple[str, Value], ...]
FOR_EVER = "9999"  # until they say that they are back


def seen(kept: Facts, mine: Around, paused: str) -> Say:
    """Everything that is kept of somebody, by question, in their language; who looked; and what they can do."""
    lines = tuple(Phrase("summary.line", {"label": Phrase(f"label.{k}"), "value": v}) for k, v in kept)
    yes = tuple(
        Phrase("mydata.vouched", {"name": v.name, "programme": v.programme, "day": Day(v.day)}) for v in mine.vouched
    )
    if not lines and yes:
        return Say((Phrase("mydata.head"), *yes, Phrase("mydata.until")), rows=_rows(mine, paused))
    if not lines:
        return Say((Phrase("mydata.none"),))
    if mine.guardian:
        said: dict[str, Value] = {"name": mine.guardian.name, "day": Day(mine.guardian.said)}
        yes = (*yes, Phrase("mydata.guardian", said))
    looked = tuple(look(*one) for one in mine.looks)
    looks = (Phrase("mydata.looked", {"looks": Listed(looked)}),) if looked else (Phrase("mydata.nobody"),)
    return Say((Phrase("mydata.head"), *lines, *yes, *looks, Phrase("mydata.until")), rows=_rows(mine, paused))


# --- what is kept, in words ----------------------------------------------------------------------


def agreed(kind: str, given: bool, day: date) -> tuple[str, Value]:
    """A consent."""
    key = kind.replace("-", "_")
    answer = Phrase(f"{key}.{'yes' if given else 'no'}")
    return key, Phrase("mydata.agreed", {"answer": answer, "day": Day(day)})


EMPTY: Mapping[str, tuple[Any, ...]] = {**dict.fromkeys(FIELDS, (None, "")), "times": (0,)}


def checked_in(told: CheckInAnswers) -> Facts:
    """One check-in: what was said in it."""
    return tuple((key, _in_words(key, value)) for key in FIELDS if (value := getattr(told, key)) not in EMPTY[key])


def _in_words(key: str, value: Any) -> Value:
    match value:
        case bool():
            return Phrase(f"{key}.{YES if value else NO}")
        case int() if key == "mood":
            return Phrase(f"mood.{value}")
        case int() | float():
            return f"{value:g}"
    return Phrase(f"done.{value}") if key == "done" else str(value)


def of_duos(one: OfMyDuos) -> Facts:
    """Something of a duo beside the check-ins."""
    match one.what:
        case "sharing":
            return (("contact", phones.shown(one.own) or Phrase(f"sharing.by.{one.word}")),)
        case "ended":
            return (("reason", Phrase(f"ended.{one.word}")), *((("note", one.own),) if one.own else ()))
        case "measure":
            return (("measure", one.word.replace(":", " ")),)
    return (("meeting", spot(one.own)),)


def beside(found: Told, today: date) -> Facts:
    """What was agreed to and told beside the intake."""
    return (
        *(agreed(c.kind, c.given, local_day(c.at)) for c in found.agreed),
        *(f for c in found.check_ins for f in checked_in(c)),
        *(("told_hours", line(entry)) for entry in found.hours),
        *(f for one in found.around for f in of_duos(one)),
        *(f for one in found.alarms for f in (raised(one), *((("note", one.note),) if one.note else ()))),
        *(("said", Phrase("mydata.said", {"day": day_of(u.at), "name": u.who, "words": u.words})) for u in found.said),
        *noted(found.notes, found.steps, today),
    )


def noted(notes: Iterable[Note], steps: Iterable[Step], today: date) -> Facts:
    """What the staff noted about somebody."""
    told = (("note_about", note_line(note)) for note in notes)
    return (*told, *(("step", step_line(step, today)) for step in steps))


def raised(alarm: Alarm) -> tuple[str, Value]:
    """What a human was asked to look at, and whether they did."""
    told: dict[str, Value] = {"what": Phrase(f"mydata.alarm.{alarm.kind}"), "day": day_of(alarm.since)}
    if alarm.handled is None:
        return "alarm", Phrase("mydata.alarm.open", told)
    return "alarm", Phrase("mydata.alarm.handled", {**told, "by": alarm.handled_by})


def open_facts(stack: Iterable[State], flows: Mapping[str, Flow], known: Known) -> Facts:
    """What somebody told in conversations that are not finished."""
    return tuple(f for s in stack for f in _told(flows[s.flow], s, known) if f[0] != "erase")


def _told(flow: Flow, state: State, known: Known) -> Facts:
    return told(flow.questions, state.answers, here(state, "", known))


def kept(at: Situation) -> Facts:
    """The candidate's file, or the answers of an unfinished intake; of whoever is of the staff, that too."""
    known = at.known
    staff = known.coordinator
    own = (("name", staff.name), ("reach", phones.shown(staff.phone) or Phrase("none"))) if staff else ()
    return own if staff and not known.person else (*own, *_file(at))


def _file(at: Situation) -> Facts:
    known = at.known
    more = beside(known.get(MyTold()), known.today)
    side, answers = known.get(AroundMe()).waits
    if side:
        return (*more, *_told(intake.FLOWS[Side(side)], State(side, 0, answers=dict(answers)), known))
    if known.person:
        return (*more, *intake.facts(known.person, known))
    open = open_facts(at.session.stack, at.registry.flows, known)
    return (*(f for f in more if f[0] not in dict(open)), *open)


def look(who: str, where: str, day: date) -> Phrase:
    """Somebody of the staff read the file."""
    return Phrase("mydata.look", {"name": who, "programme": where, "day": Day(day)})


def day_of(moment: datetime) -> Day:
    return Day(local_day(moment))


def files() -> tuple[Effect, ...]:
    """Everything to keep or to take along: to read, and for another program."""
    return tuple(Say((Phrase(f"mydata.file.{kind}"),), paper=f"mydata.{kind}") for kind in ("html", "json"))


def _rows(mine: Around, paused: str) -> Rows:
    correct = ("mydata.correct",) if mine.open else ()
    counted = {True: ("mydata.uncount",), False: ("mydata.count",), None: ()}[mine.counted]
    keys = (*correct, "mydata.file", "mydata.resume" if paused else "mydata.pause", *counted)
    rows = tuple((Button(Phrase(key), Go(key.partition(".")[2])),) for key in keys)
    back = tuple((Button(Phrase("mydata.unvouch", {"name": v.name}), Go("unvouch", v.person)),) for v in mine.vouched)
    return (*rows, *back[:10], (Button(Phrase("mydata.erase.do"), Go("erase")),))


def finish(here: Here) -> tuple[Effect, ...]:
    if here.answers["erase"] == NO:
        return (Say((Phrase("mydata.kept"),)),)
    return (Forget(), Say((Phrase("mydata.erased", human(here.known)),)))


def taken_back(here: Here) -> tuple[Effect, ...]:
    """A guardian's second thoughts."""
    if here.answers["sure"] == NO:
        return (Say((Phrase("mydata.kept"),)),)
    return (Unvouch(here.about["person"]), Say((Phrase("unvouch.done", {"name": here.about["name"]}),)))


def paused(here: Here) -> tuple[Effect, ...]:
    length = LENGTHS[here.answers["pause"]]
    if length is None:
        return (Pause(FOR_EVER), Say((Phrase("pause.for-ever"),), rows=_back()))
    until = here.known.now + length
    return (
        Pause(until.isoformat(timespec="seconds").replace("+00:00", "Z")),
        Say((Phrase("pause.until", {"day": day_of(until)}),), rows=_back()),
    )


def _back() -> Rows:
    return ((Button(Phrase("mydata.resume"), Go("resume")),),)


ERASE_FLOW = Flow("mydata", "mydata", (Question("erase", OneOf((NO, YES), "mydata.sure")),), finish, resumes=False)
UNVOUCH_FLOW = Flow(
    "unvouch", "unvouch", (Question("sure", OneOf((NO, YES), "unvouch.sure")),), taken_back, resumes=False
)
PAUSE_FLOW = Flow("pause", "pause", (Question("pause", OneOf(tuple(LENGTHS), "pause.for")),), paused, resumes=False)


# --- at any moment -------------------------------------------------------------------------------


def mine(_: str, __: Situation) -> Queries:
    return (MyTold(), AroundMe())


def show(_: str, at: Situation) -> Effects:
    return (seen(kept(at), at.known.get(AroundMe()), at.session.paused),)


def send_files(_: str, at: Situation) -> Effects:
    return files() if kept(at) else (seen((), at.known.get(AroundMe()), ""),)


def correct(_: str, at: Situation) -> Effects:
    """The intake again, with the answers as they stand: only what changes is asked."""
    person = at.known.person
    if person is None or person.status.ended:
        return ()
    about = {"correct": person.id, "counted": True, "programme": person.programme}
    return (Begin(person.side, about, dict(person.answers)),)


def counts(given: bool) -> Shortcut:
    verb = "count" if given else "uncount"

    def handle(_: str, at: Situation) -> Effects:
        if at.known.person is None:
            return ()
        return (Consent("counted", given, WORDING), Say((Phrase(f"mydata.{verb}ed"),)))

    return Shortcut(verb, handle)


def takes_back(argument: str, at: Situation) -> Effects:
    """A guardian's second thoughts about one of theirs."""
    for v in at.known.get(VouchedByMe()):
        if str(v.person) == argument:
            return (Begin("unvouch", {"person": v.person, "name": v.name}),)
    return ()


FEATURE = Feature(
    "mydata",
    flows=(ERASE_FLOW, PAUSE_FLOW, UNVOUCH_FLOW),
    commands=(Command("mydata", show, mine),),
    buttons=(
        Shortcut("erase", lambda _, __: (Begin(ERASE_FLOW.name),)),
        Shortcut("pause", lambda _, __: (Begin(PAUSE_FLOW.name),)),
        Shortcut("resume", lambda _, __: (Pause(""), Say((Phrase("pause.over"),)))),
        Shortcut("file", send_files, mine),
        Shortcut("correct", correct),
        counts(True),
        counts(False),
        Shortcut("unvouch", takes_back, lambda _, __: (VouchedByMe(),)),
    ),
)
