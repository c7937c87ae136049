"""Hours that count themselves: told in a few taps, listed, put right, and a bar towards what is asked."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from bot.channels.base import PAPER, Text
from bot.flows.core import Answer, Flow, Here, Input, Question, Retry, Screen, State, Tap, contact, turns
from bot.flows.duo.common import MEETS, others
from bot.flows.duo.meeting import ADay
from bot.flows.feature import Audience, Command, Effects, Feature, Queries, Scheduled, Shortcut, Situation
from bot.flows.readers import YES, Name, grouped, slip
from programme.effects import AskAgain, AskSignature, Begin, DropHours, Effect, Say, TellHours
from programme.hours import ACTIVITIES, DAY, DONE, LONGEST, Entry, Kept
from programme.message import Amount, Button, Choice, Day, Go, Phrase, Rows, Signs, Value, number
from programme.model import Candidate, Duo, Known, Query, Side
from programme.queries import DuoOf, DuosOf, HoursOf
from programme.reading import numbers
from programme.scheduled import PaperSigned

USUAL = (1.0, 1.5, 2.0, 3.0, 4.0, 6.0)  # hours, by a tap
LAST_DAYS, BACK = 6, timedelta(days=366)  # offered by a tap, and as far back as can be typed
LISTED = 8
SQUARES = 10  # of the bar
NEW = 0  # the number of what isn't written down yet


def hours(count: float) -> Phrase:
    return Phrase("hours.some", {"hours": Amount(count)})


# --- how much there is ---------------------------------------------------------------------------


def show(_: str, at: Situation) -> Effects:
    """/hours: the bar, and what can be told."""
    person = at.known.person
    if person is None:
        return (AskAgain((Phrase("help.unknown"),)),)
    duos = tuple(d for d in at.known.get(DuosOf(person.id)) if d.state in MEETS)
    kept = at.known.get(HoursOf(person.id))
    if not duos and not kept.entries and not kept.met:
        return (Say((Phrase("tally.none"),)),)
    return (Say(tally(kept, person, at.known), rows=_rows(duos, person, kept)),)


def my_hours(_: str, at: Situation) -> Queries:
    person = at.known.person
    return (DuosOf(person.id), HoursOf(person.id)) if person else ()


def tally(kept: Kept, person: Candidate, known: Known) -> tuple[Phrase, ...]:
    """What was told, in three parts of what is asked where that is asked of this person."""
    found = kept.sum(known.today)
    if person.side is Side.VOLUNTEER:
        return (Phrase("tally.volunteer", {"hours": hours(found.duo)}),)
    lines = [Phrase("tally.duo", {"hours": hours(found.duo)}), Phrase("tally.other", {"hours": hours(found.other)})]
    if person.answers.get("forty") != YES:
        return (Phrase("tally.head"), *lines)
    asked: dict[str, Value] = {"asked": hours(found.asked), "hours": hours(found.to_find)}
    last = Phrase("tally.reached" if found.reached else "tally.to-find", asked)
    bar = Phrase("tally.bar", {"bar": Signs(squares(found.duo, found.other, found.asked))})
    return (Phrase("tally.head"), bar, *lines, last)


def squares(duo: float, other: float, asked: float) -> str:
    """Ten squares: with the duo, something else, still to find. What was told at all shows at least one of its own."""
    least = bool(duo) + bool(other)
    filled = max(min(SQUARES, int(SQUARES * (duo + other) / asked)), least)  # not more than there is
    mine = max(min(filled - bool(other), int(SQUARES * duo / asked)), bool(duo)) if other else filled
    return "🟩" * mine + "🟨" * (filled - mine) + "⬜" * (SQUARES - filled)


def _rows(duos: tuple[Duo, ...], person: Candidate, kept: Kept) -> Rows:
    rows = []
    for duo in duos:
        me = duo.member(person.id)
        if me is not None:
            names: dict[str, Value] = {"buddy": others(duo, me)}
            rows.append((Button(Phrase("tally.today", names), Go("today", duo.id)),))
            rows.append((Button(Phrase("tally.day", names), Go("on-a-day", duo.id)),))
    if person.side is Side.NEWCOMER:
        rows.append((Button(Phrase("tally.else"), Go("something-else")),))
    if kept.entries:
        rows.append((Button(Phrase("tally.list"), Go("entries")),))
    if kept.entries or kept.met:
        rows.append((Button(Phrase(f"tally.paper.{person.side}"), Go("paper")),))
    return tuple(rows)


# --- telling -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class HowLong:
    """Hours of one day: a tap, or as people write them. More than a day has in it is asked about."""

    def screen(self, here: Here) -> Screen:
        near = here.draft.get("near") or USUAL
        return Screen(grouped((Choice(f"{h:g}", hours(h)) for h in near), 3))

    def read(self, given: Input, here: Here) -> Answer | Retry:
        if not isinstance(given, Tap | Text):
            return slip(given, "slip.hours")
        found = numbers.hours(given.choice if isinstance(given, Tap) else given.text)
        may = [h for h in (*found.read, *found.offers) if 0 < h <= LONGEST]
        if len(found.read) != 1 or not may:
            return Retry(Phrase("slip.hours"), {"near": may})
        kept, day = here.known.get(HoursOf(here.about["candidate"])), date.fromisoformat(here.answers["day"])
        if kept.on(day, here.about["entry"]) + may[0] > DAY:
            return Retry(Phrase("slip.day-full", {"day": Day(day)}))
        return Answer(may[0])

    def shown(self, value: Any, here: Here) -> Value:
        return hours(value)


@dataclass(frozen=True, slots=True)
class What:
    """What they did: another list for the two of a duo than for something else."""

    def screen(self, here: Here) -> Screen:
        return Screen(grouped((Choice(key, self.shown(key, here)) for key in self._keys(here)), 2))

    def read(self, given: Input, here: Here) -> Answer | Retry:
        if isinstance(given, Tap) and given.choice in self._keys(here):
            return Answer(given.choice)
        return slip(given, "slip.tap")

    def _keys(self, here: Here) -> tuple[str, ...]:
        return DONE if here.about["duo"] else ACTIVITIES

    def shown(self, value: Any, here: Here) -> Value:
        return what(value, here.about["duo"])


def what(key: str, duo: int) -> Phrase:
    return Phrase(f"done.{key}" if duo else f"activity.{key}")


def last_days(today: date) -> tuple[date, ...]:
    return tuple(today - timedelta(days=n) for n in range(LAST_DAYS))


def told(here: Here) -> tuple[Effect, ...]:
    """Written down, and how much there is now."""
    person, about = here.known.person, here.about
    if person is None or person.id != about["candidate"]:
        return (Say((Phrase("tally.gone"),)),)
    entry = Entry(
        about["entry"], about["duo"], date.fromisoformat(here.answers["day"]), float(here.answers["hours"]),
        here.answers["what"] or "",
    )  # fmt: skip
    kept = here.known.get(HoursOf(person.id))
    if entry.id and entry.id not in {e.id for e in kept.entries}:
        return (Say((Phrase("tally.gone"),)),)
    if kept.on(entry.on, entry.id) + entry.hours > DAY:  # more was told while this was open
        return (Begin(FLOW.name, about, lead=(Phrase("slip.day-full", {"day": Day(entry.on)}),)),)
    now = kept.with_(entry, person.id)
    noted = Phrase("tally.noted", {"hours": hours(entry.hours), "day": Day(entry.on)})
    rows = ((Button(Phrase("tally.do"), Go("hours")),),)
    write = TellHours(person.id, entry.duo, entry.on, entry.hours, entry.what, entry.id)
    return (write, Say((noted, *tally(now, person, here.known)), rows=rows))


def needed(state: State) -> tuple[Query[Any], ...]:
    return (DuoOf(state.about["duo"]), HoursOf(state.about["candidate"]))


THAT_DAY = ADay(last_days, timedelta(), "slip.hours-day", BACK)
FLOW = Flow(
    "hours", "together",
    (
        Question("day", THAT_DAY, settle=lambda here: here.about.get("day")),
        Question("hours", HowLong(), invalidated_by=("day",)),
        Question("what", What(), optional=True),
    ),
    told, resumes=False, queries=needed, of_duo=True,
)  # fmt: skip


def tells(today: bool) -> Shortcut:
    def handle(argument: str, at: Situation) -> Effects:
        person, duo = at.known.person, at.known.get(DuoOf(number(argument)))
        me = duo.member(person.id) if person and duo else None
        if duo is None or me is None or duo.state not in MEETS:
            return (Say((Phrase("duo.over"),)),)
        about: dict[str, Any] = {"duo": duo.id, "candidate": me.candidate, "programme": duo.programme, "entry": NEW}
        day = {"day": at.known.today.isoformat()} if today else {}
        return (Begin(FLOW.name, {**about, "buddy": others(duo, me), **day}),)

    return Shortcut("today" if today else "on-a-day", handle, lambda argument, _: (DuoOf(number(argument)),))


def something_else(_: str, at: Situation) -> Effects:
    person = at.known.person
    if person is None:
        return ()
    return (Begin(FLOW.name, {"duo": 0, "candidate": person.id, "programme": person.programme, "entry": NEW}),)


# --- the list ------------------------------------------------------------------------------------


def entries(argument: str, at: Situation) -> Effects:
    """What was told, the latest first; each opens."""
    person, page = at.known.person, number(argument)
    if person is None:
        return ()
    kept = at.known.get(HoursOf(person.id)).entries
    if not kept:
        return show("", at)
    some = kept[page * LISTED : (page + 1) * LISTED]
    rows: list[tuple[Button, ...]] = [(Button(line(e), Go("entry", e.id)),) for e in some]
    pages = turns(page, (page + 1) * LISTED < len(kept), lambda n: Go("entries", n))
    rows += [pages] if pages else []
    return (Say((Phrase("tally.entries"),), rows=(*rows, (Button(Phrase("tally.do"), Go("hours")),))),)


def line(entry: Entry) -> Phrase:
    """An entry of the list."""
    values: dict[str, Value] = {"day": Day(entry.on), "hours": hours(entry.hours)}
    if entry.wave:
        return Phrase("tally.entry.check-in", values)
    with_whom: Value = what(entry.what, entry.duo) if entry.what else Phrase("tally.duo.short" if entry.duo else "none")
    return Phrase("tally.entry", {**values, "what": with_whom})


def _entry(argument: str, at: Situation) -> Entry | None:
    person = at.known.person
    kept = at.known.get(HoursOf(person.id)).entries if person else ()
    return next((e for e in kept if e.id == number(argument)), None)


def opened(argument: str, at: Situation) -> Effects:
    entry = _entry(argument, at)
    if entry is None:
        return (Say((Phrase("tally.gone"),)),)
    mend = () if entry.wave else ((Button(Phrase("tally.fix"), Go("fix", entry.id)),),)
    back = ((Button(Phrase("tally.list"), Go("entries")),),)
    return (Say((line(entry),), rows=(*mend, (Button(Phrase("tally.drop"), Go("drop", entry.id)),), *back)),)


def fixes(argument: str, at: Situation) -> Effects:
    entry, person = _entry(argument, at), at.known.person
    if entry is None or person is None or entry.wave:
        return (Say((Phrase("tally.gone"),)),)
    about = {"duo": entry.duo, "candidate": person.id, "programme": person.programme, "entry": entry.id}
    return (Begin(FLOW.name, about, {"what": entry.what or None}),)


def drops(argument: str, at: Situation) -> Effects:
    entry, person = _entry(argument, at), at.known.person
    if entry is None or person is None:
        return (Say((Phrase("tally.gone"),)),)
    left = at.known.get(HoursOf(person.id)).without(entry.id)
    rows = ((Button(Phrase("tally.do"), Go("hours")),),)
    return (DropHours(person.id, entry.id), Say((Phrase("tally.dropped"), *tally(left, person, at.known)), rows=rows))


TO_SIGN: Rows = ((Button(Phrase("tally.sign"), Go("sign")),),)


def paper(_: str, at: Situation) -> Effects:
    """The draft of the proof, or the attestation, with what to do with it. On a proof stands who will judge it."""
    person = at.known.person
    kept = at.known.get(HoursOf(person.id)) if person else Kept()
    if person is None or not (kept.entries or kept.met):
        return (Say((Phrase("tally.none"),)),)
    if person.side is Side.NEWCOMER:
        return (Begin(PROOF.name, {"programme": person.programme}),)
    return (Say((Phrase("tally.paper.volunteer.told", contact(at.known)),), rows=TO_SIGN, paper=PAPER),)


def proven(here: Here) -> tuple[Effect, ...]:
    """The name is on the paper, and kept nowhere."""
    name = here.answers["counsellor"] or ""
    whole = f"{PAPER}/0/{name}" if name else PAPER
    return (Say((Phrase("tally.paper.newcomer.told", contact(here.known)),), rows=TO_SIGN, paper=whole),)


def asks_signature(_: str, at: Situation) -> Effects:
    """The coordinator finds it on her list of the day, as long as it takes."""
    person = at.known.person
    if person is None:
        return ()
    asked = Phrase("tally.sign.asked", contact(at.known))
    return (AskSignature(person.id), Say((asked,), rows=((Button(Phrase("tally.do"), Go("hours")),),)))


def signed(_: PaperSigned, at: Situation) -> Effects:
    return (Say((Phrase("tally.signed", contact(at.known)),)),)


PROOF = Flow("proof", "proof", (Question("counsellor", Name(), optional=True),), proven, resumes=False)


FEATURE = Feature(
    "hours",
    flows=(FLOW, PROOF),
    commands=(Command("hours", show, my_hours),),
    buttons=(
        Shortcut("hours", show, my_hours),
        tells(True),
        tells(False),
        Shortcut("something-else", something_else),
        Shortcut("entries", entries, my_hours),
        Shortcut("entry", opened, my_hours),
        Shortcut("fix", fixes, my_hours),
        Shortcut("drop", drops, my_hours),
        Shortcut("paper", paper, my_hours),
        Shortcut("sign", asks_signature),
    ),
    scheduled=(Scheduled(PaperSigned, Audience.PERSON, signed),),
)
