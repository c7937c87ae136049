"""A duo's life as its members read it: asked, agreed, how to reach each other, the first meeting, how it goes, the end.

Whatever was said while a duo changed meanwhile is checked against the duo as it stands now.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, TypeVar

from bot.channels.base import Text
from bot.flows.core import Answer, Flow, Here, Input, Question, Retry, Screen, Tap
from bot.flows.core import State as Open
from bot.flows.feature import Audience, Effects, Feature, Queries, Scheduled, Shortcut, Situation
from bot.flows.news import programme_values
from bot.flows.readers import NO, YES, OneOf, Reachable, Words, free_time, grouped, human, slip
from programme import measures, schedule
from programme.duo import ENDINGS, Move, Sharing, State
from programme.duo import Answer as Said
from programme.effects import (
    Answered,
    Arrange,
    Asked,
    Begin,
    Drop,
    Effect,
    Fits,
    GoesOn,
    Measured,
    MetUp,
    MoveDuo,
    Part,
    Say,
    ScheduledMessage,
    Share,
    Toast,
)
from programme.message import Button, Choice, Day, In, Listed, Phrase, Rows, Slot, Tongue, Value
from programme.model import SOURCE, Candidate, Duo, Known, Meeting, Member, Query
from programme.preset import DEFAULT, Preset, preset
from programme.queries import DuoOf
from programme.reading import phrases
from programme.scheduled import (
    AskedFirst,
    CalledOff,
    CheckInAgain,
    Contacts,
    DidYouMeet,
    DuoReminder,
    Ended,
    Held,
    Lapse,
    MeetingProposed,
    MeetingSet,
    MeetingTomorrow,
    NotSafe,
    OfDuo,
    Parted,
    Payload,
    Proposed,
    ProposedAgain,
    Resumed,
    ShareReminder,
    WantsToTalk,
)

P = TypeVar("P", bound=OfDuo | DuoReminder)
MEETS = (State.AGREED, State.MET, State.RUNNING, State.PAUSED)
QUESTION, STOP, ON = "question", "stop", "on"
REASONS = tuple(r for r in ENDINGS if r not in ("planned", "programme", "coordinator"))
WHYS = ("ill", "no-time", "no-show", "where", "other")
HOURS = ("1000", "1100", "1400", "1600", "1800", "1930")
DAYS_AHEAD, FARTHEST = 8, timedelta(days=90)
PLACES = 120  # characters
LINK = "https://t.me/"


# --- who and where -------------------------------------------------------------------------------


def about(duo: Duo, me: Member, **more: Any) -> dict[str, Any]:
    """What a conversation about a duo remembers."""
    return {"duo": duo.id, "candidate": me.candidate, "programme": duo.programme, "buddy": others(duo, me), **more}


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


def whom(here: Here) -> dict[str, Value]:
    """Whom to call about this duo: its own programme's coordinator."""
    found = here.known.programme(here.about["programme"])
    mine = {"human": found.human, "phone": found.phone} if found and found.phone else {}
    return {**human(here.known), **mine}


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


def _g(key: str, verb: str, duo: int) -> Button:
    return Button(Phrase(key), f"g:{verb}:{duo}")


def _to_staff(what: Payload, here: Here) -> ScheduledMessage:
    key = f"{what.kind}:{here.about['duo']}:{here.about['candidate']}:{here.known.now.isoformat()}"
    return ScheduledMessage(what, here.known.now, key, programme=here.about["programme"])


# --- both say yes --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Offer(About, OneOf):
    """Who the other is, in what they agreed to show: first name, languages, interests, free time."""

    def screen(self, here: Here) -> Screen:
        found = super(Offer, self).screen(here)
        lines: list[Phrase] = []
        shown: Mapping[str, Any] = here.about.get("shown", {})
        if tongues := shown.get("tongues"):
            lines.append(Phrase("proposal.tongues", {"tongues": Listed(tuple(map(Tongue, tongues)))}))
        if interests := shown.get("interests"):
            both = Listed(tuple(Phrase(f"interest.{i}") for i in interests))
            lines.append(Phrase("proposal.interests", {"interests": both}))
        if free := shown.get("free"):
            times = Listed(tuple(map(Slot, sorted(free, key=free_time().values.index))))
            lines.append(Phrase("proposal.free", {"times": times}))
        return Screen(found.rows, (*lines, Phrase("proposal.ask")), values=found.values)


def offered(duo: Duo, me: Member) -> dict[str, Any]:
    other = next(iter(duo.others(me.candidate)), None)
    shown = {k: list(v) for k, v in other.shown.items()} if other else {}
    return about(duo, me, shown=shown)


def proposed(duo: Duo, me: Member, lead: str) -> tuple[Effect, ...]:
    if duo.state != State.PROPOSED or me.answer not in (Said.OPEN, Said.QUESTION):
        return ()
    return (Begin("proposal", offered(duo, me), lead=(Phrase(lead, {"name": me.name, "buddy": others(duo, me)}),)),)


def decided(here: Here) -> tuple[Effect, ...]:
    found = standing(here, State.PROPOSED)
    if found is None or found[1].answer == Said.YES:
        return (Say((Phrase("proposal.gone"),)),)
    duo, candidate, said = here.about["duo"], here.about["candidate"], here.answers["answer"]
    if said == QUESTION:
        told = _to_staff(AskedFirst(duo, candidate, here.answers["question"]), here)
        return (
            Answered(duo, candidate, Said.QUESTION), told,
            Begin("proposal", here.about, lead=(Phrase("proposal.asked"),)),
        )  # fmt: skip
    return (Answered(duo, candidate, Said(said)), Say((Phrase(f"proposal.thanks.{said}", buddy(here)),)))


PROPOSAL = Flow(
    "proposal", "proposal",
    (
        Question("answer", Offer((YES, QUESTION, NO), "proposal.say")),
        Question("question", AboutWords(300), when=lambda here: here.answers.get("answer") == QUESTION,
                 needs=("answer",)),
    ),
    decided, resumes=False, queries=duo_as_it_stands, of_duo=True,
)  # fmt: skip


# --- how to reach each other ---------------------------------------------------------------------


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
    reach = str(person.answers.get("reach") or "") if person else ""
    return reach if sum(c.isdecimal() for c in reach) >= 8 and "@" not in reach else None


def chosen(how: str) -> Callable[[Here], bool]:
    return lambda here: here.answers.get("how") == how


def shared(here: Here) -> tuple[Effect, ...]:
    found = standing(here, *MEETS)
    if found is None:
        return (Say((Phrase("duo.over"),)),)
    how = here.answers["how"]
    contact = str(here.answers.get(how) or "")
    thanks = Phrase(f"sharing.thanks.{how}", {"contact": contact, **buddy(here)})
    return (Share(here.about["duo"], here.about["candidate"], how, contact), Say((thanks,)))


SHARING = Flow(
    "sharing", "sharing",
    (
        Question("how", AboutOne((Sharing.LINK, Sharing.PHONE, Sharing.COORDINATOR), "sharing.by")),
        Question("link", TelegramName(), when=chosen(Sharing.LINK), needs=("how",)),
        Question("phone", Reachable(), when=chosen(Sharing.PHONE), settle=own_number, needs=("how",)),
    ),
    shared, resumes=False, queries=duo_as_it_stands, of_duo=True,
)  # fmt: skip


def unshared(duo: Duo, me: Member) -> tuple[Effect, ...]:
    if duo.state not in MEETS or me.sharing:
        return ()
    return (Begin("sharing", about(duo, me), lead=(Phrase("sharing.again", {"buddy": others(duo, me)}),)),)


def contacts(duo: Duo, me: Member, known: Known) -> tuple[Effect, ...]:
    """How to reach the others, each as they chose."""
    if duo.state not in MEETS:
        return ()
    lines = tuple(
        Phrase(f"contacts.{m.sharing}", {"buddy": m.name, "contact": m.contact, **programme_values(known, duo)})
        for m in duo.others(me.candidate) if m.sharing
    )  # fmt: skip
    rows = ((_g("meeting.do", "meet", duo.id),), (_g("ideas.do", "ideas", duo.id),))
    return (Say((*lines, Phrase("contacts.next")), rows=rows),)


def ideas(duo: Duo, me: Member, language: str) -> tuple[Effect, ...]:
    """What to do together, in both languages."""
    there = next((m.language for m in duo.others(me.candidate) if m.language != language), "")
    second = (Phrase("ideas.theirs", {"ideas": In(there, Phrase("ideas.list"))}),) if there else ()
    rows = ((_g("meeting.do", "meet", duo.id),),)
    return (Say((Phrase("ideas.head"), Phrase("ideas.list"), *second), rows=rows),)


# --- meetings ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class MeetingDay:
    """A day soon: one of the next ones by a tap, or any within three months as people write dates."""

    def screen(self, here: Here) -> Screen:
        near = here.draft.get("near") or self._soon(here)
        return Screen(tuple((Choice(d, Day(date.fromisoformat(d))),) for d in near))

    def _soon(self, here: Here) -> list[str]:
        return [(here.known.today + timedelta(days=n)).isoformat() for n in range(1, DAYS_AHEAD)]

    def read(self, given: Input, here: Here) -> Answer | Retry:
        match given:
            case Tap(choice=choice) if self._may(choice, here):
                return Answer(choice)
            case Text(text):
                found = phrases.day(text, here.known.today)
                may = [d for d in (*found.read, *found.offers) if self._may(d, here)]
                if len(may) == 1:
                    return Answer(may[0])
                return Retry(Phrase("slip.soon"), {"near": may})
        return slip(given, "slip.soon")

    def _may(self, day: str, here: Here) -> bool:
        try:
            ahead = date.fromisoformat(day) - here.known.today
        except ValueError:
            return False
        return timedelta() <= ahead <= FARTHEST

    def shown(self, value: Any, here: Here) -> Value:
        return Day(date.fromisoformat(value))


@dataclass(frozen=True, slots=True)
class Hour:
    """A time of the day: 14:00, 14u30, 9; between seven and twenty-two."""

    def screen(self, here: Here) -> Screen:
        return Screen(grouped((Choice(h, clock(h)) for h in HOURS), 3))

    def read(self, given: Input, here: Here) -> Answer | Retry:
        text = given.choice if isinstance(given, Tap) else given.text if isinstance(given, Text) else None
        if text is None:
            return slip(given, "slip.hour")
        digits = "".join(str(int(c)) if c.isdecimal() else " " for c in text).split()
        told = digits[0] if len(digits) == 1 and len(digits[0]) == 4 else "".join(d.zfill(2) for d in digits[:2])
        told = told.ljust(4, "0")
        if len(told) != 4 or not ("0700" <= told <= "2200" and told[2:] < "60"):
            return Retry(Phrase("slip.hour"))
        return Answer(told) if moment(here.answers["day"], told) > here.known.now else Retry(Phrase("slip.past"))

    def shown(self, value: Any, here: Here) -> Value:
        return clock(value)


def clock(hour: str) -> str:
    return f"{hour[:2]}:{hour[2:]}"


def moment(day: str, hour: str) -> datetime:
    at = time(int(hour[:2]), int(hour[2:]))
    return datetime.combine(date.fromisoformat(day), at, schedule.ZONE)


def arranged(here: Here) -> tuple[Effect, ...]:
    if here.about["candidate"] and standing(here, *MEETS) is None:
        return (Say((Phrase("duo.over"),)),)
    at, told = moment(here.answers["day"], here.answers["hour"]), here.answers
    sent = Phrase("meeting.sent", {**when(at), "place": told["place"], **buddy(here)})
    return (Arrange(here.about["duo"], here.about["candidate"], at, told["place"]), Say((sent,)))


def when(at: datetime) -> dict[str, Value]:
    local = at.astimezone(schedule.ZONE)
    return {"day": Day(local.date()), "hour": local.strftime("%H:%M")}


MEETING = Flow(
    "meeting", "meeting",
    (Question("day", MeetingDay()), Question("hour", Hour(), needs=("day",)), Question("place", Words(PLACES))),
    arranged, resumes=False, queries=duo_as_it_stands, of_duo=True,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Suits(About, OneOf):
    """A date and a place that somebody proposes."""

    def screen(self, here: Here) -> Screen:
        found = super(Suits, self).screen(here)
        return Screen(found.rows, values={**found.values, **when(datetime.fromisoformat(here.about["at"]))})


def invited(duo: Duo, me: Member, id: int, known: Known) -> tuple[Effect, ...]:
    found = _meeting(duo, id, known)
    if found is None:
        return ()
    who = duo.member(found.proposer)
    by = who.name if who else programme_values(known, duo)["human"]
    told = about(duo, me, meeting=id, at=found.at.isoformat(), place=found.place, by=by)
    return (Begin("appointment", told),)


def _meeting(duo: Duo, id: int, known: Known) -> Meeting | None:
    """The meeting, if it is the latest one, still to come, and the duo is there."""
    found = duo.meeting
    return found if found and found.id == id and found.at > known.now and duo.state in MEETS else None


def fitted(here: Here) -> tuple[Effect, ...]:
    found = standing(here, *MEETS)
    if found is None or _meeting(found[0], here.about["meeting"], here.known) is None:
        return (Say((Phrase("meeting.gone"),)),)
    yes = here.answers["fits"] == YES
    rows: Rows = () if yes else ((_g("meeting.other", "meet", here.about["duo"]),),)
    thanks = Phrase("appointment.thanks" if yes else "appointment.no", buddy(here))
    return (Fits(here.about["meeting"], here.about["candidate"], yes), Say((thanks,), rows=rows))


APPOINTMENT = Flow(
    "appointment", "appointment", (Question("fits", Suits((YES, NO), "fits")),), fitted, resumes=False,
    queries=duo_as_it_stands, of_duo=True,
)  # fmt: skip


def set_for(key: str, duo: Duo, me: Member, id: int, known: Known) -> tuple[Effect, ...]:
    """It suits both, or it is tomorrow."""
    found = _meeting(duo, id, known)
    if found is None:
        return ()
    values = {**when(found.at), "place": found.place, "buddy": others(duo, me)}
    rows = ((_g("meeting.other", "meet", duo.id),), (_g("ideas.do", "ideas", duo.id),))
    return (Say((Phrase(key, values),), rows=rows),)


def met_up(duo: Duo, me: Member, id: int) -> tuple[Effect, ...]:
    if duo.meeting is None or duo.meeting.id != id or duo.state not in MEETS:
        return ()
    told = about(duo, me, meeting=id, at=duo.meeting.at.isoformat())
    return (Begin("metup", told),)


def not_met(here: Here) -> bool:
    return here.answers.get("met") == NO


def told_of_meeting(here: Here) -> tuple[Effect, ...]:
    found = standing(here, *MEETS)
    if found is None:
        return (Say((Phrase("duo.over"),)),)
    duo, me = found
    met, again = not not_met(here), here.answers["again"] == YES
    told = MetUp(here.about["meeting"], me.candidate, met, here.answers.get("why") or "")
    if not again:
        return (told, Begin("parting", about(duo, me, sure=YES)))
    if met:
        rows = ((_g("meeting.do", "meet", duo.id),), (_g("ideas.do", "ideas", duo.id),))
        return (told, GoesOn(duo.id, me.candidate), Say((Phrase("metup.good", buddy(here)),), rows=rows))
    return (told, Begin("meeting", about(duo, me), lead=(Phrase("metup.try"),)))


METUP = Flow(
    "metup", "metup",
    (
        Question("met", Suits((YES, NO), "met", columns=2)),
        Question("why", OneOf(WHYS, "meeting.why"), when=not_met, optional=True, needs=("met",)),
        Question("again", AboutOne((YES, NO), "again", columns=2), needs=("met",)),
    ),
    told_of_meeting, resumes=False, queries=duo_as_it_stands, of_duo=True,
)  # fmt: skip


# --- the rhythm ----------------------------------------------------------------------------------


def course(duo: Duo, me: Member, known: Known) -> schedule.Course:
    start = schedule.local_day(duo.formed)
    return schedule.Course(
        duo.id, me.candidate, start, schedule.parse(_preset(duo, known).rhythm), duo.pauses, duo.ends
    )


def _preset(duo: Duo, known: Known) -> Preset:
    found = known.programme(duo.programme)
    return preset(found.preset if found else DEFAULT)


def check_in(duo: Duo, me: Member, known: Known) -> tuple[Effect, ...]:
    """The wave that is due now, or the next one to come; one reminder for who doesn't answer."""
    meets = duo.state in (State.AGREED, State.MET, State.RUNNING)
    due = schedule.due_waves(course(duo, me, known), me.asked, known.now) if meets else ()
    if not due:
        return (Asked(duo.id, me.candidate),)
    wave, number = due[0].name, len(me.asked) + 1
    again = schedule.next_sending(known.now + timedelta(days=3))
    reminder = ScheduledMessage(CheckInAgain(duo.id, number), again, f"recheck:{duo.id}:{wave}", person=me.person)
    return (Asked(duo.id, me.candidate, wave), reminder, asks_how_it_goes(duo, me, known, number, wave))


def asks_how_it_goes(duo: Duo, me: Member, known: Known, number: int, wave: str, last: bool = False) -> Begin:
    started = schedule.local_day(duo.formed)
    asked = frozenset(m for m in measures.Moment if f"{me.candidate}:{m}" in duo.measured)
    ends = duo.ends or started + timedelta(days=_preset(duo, known).lasts_days)
    at_end = last or wave == schedule.END
    now = measures.Moment.END if at_end else measures.moment_on(started, ends, known.today, asked)
    told = about(duo, me, wave=number, ends=wave == schedule.END and not last, last=last, moment=now or "")
    if at_end and measures.Moment.END in asked:
        told["moment"] = ""
    hello = Phrase("checkin.last" if last else "checkin.hello", {"buddy": others(duo, me), "name": me.name})
    return Begin("checkin", told, lead=(hello,))


@dataclass(frozen=True, slots=True)
class Scale:
    """A number of a scale by a tap. Words of each: `{words}.{number}`, or the number itself."""

    measure: measures.Measure
    words: str = ""

    def screen(self, here: Here) -> Screen:
        columns = 1 if self.words else 6
        return Screen(
            grouped((Choice(str(v), self.label(v)) for v in self.measure.values), columns), values=buddy(here)
        )

    def label(self, value: int) -> Value:
        return Phrase(f"{self.words}.{value}") if self.words else value

    def read(self, given: Input, here: Here) -> Answer | Retry:
        told = given.choice if isinstance(given, Tap) else given.text.strip() if isinstance(given, Text) else ""
        if told.isdecimal() and len(told) < 4 and int(told) in self.measure.values:
            return Answer(int(told))
        return slip(given, "slip.tap")

    def shown(self, value: Any, here: Here) -> Value:
        return self.label(value)


def asked_at(measure: measures.Measure) -> Callable[[Here], bool]:
    return lambda here: here.about["moment"] in measure.moments


def measured(here: Here) -> tuple[Effect, ...]:
    duo, candidate, moment_ = here.about["duo"], here.about["candidate"], here.about["moment"]
    kept = tuple(
        Measured(duo, candidate, moment_, m.key, m.wording, here.answers.get(m.key)) for m in measures.at(moment_)
    )
    return (*kept, Say((Phrase("measure.thanks"),)), *ending(here))


def ending(here: Here) -> tuple[Effect, ...]:
    """After the check-in at the planned end: stop now, or go on."""
    found = standing(here, State.MET, State.RUNNING)
    if not here.about.get("ends") or found is None:
        return ()
    duo, me = found
    return (Begin("parting", about(duo, me, planned=True, lasted=True, sure=YES)),)


MEASURES = Flow(
    "measure", "measure",
    tuple(
        Question(m.key, Scale(m, {"closeness": "", "confidence": ""}.get(m.key, f"measure.{m.key}")),
                 when=asked_at(m), optional=True)
        for m in measures.MEASURES
    ),
    measured, resumes=False, queries=duo_as_it_stands, of_duo=True,
)  # fmt: skip


# --- the end -------------------------------------------------------------------------------------


def planned(here: Here) -> bool:
    return bool(here.about.get("planned"))


def own_end(here: Here) -> bool:
    return not here.about.get("told")


def parted(here: Here) -> tuple[Effect, ...]:
    """One side's end: reasons for the coordinator only, and what comes after it."""
    if planned(here) and here.answers.get("planned") == ON:
        return (Say((Phrase("parting.goes_on", buddy(here)),)),)
    if here.answers.get("sure") == NO:
        return (Say((Phrase("parting.stays", buddy(here)),)),)
    duo = here.known.get(DuoOf(here.about["duo"]))
    me = duo.member(here.about["candidate"]) if duo else None
    if duo is None or me is None:
        return (Say((Phrase("duo.over"),)),)
    reason = here.answers.get("reason") or "other"
    note, again = here.answers.get("note") or "", here.answers["again"] == YES
    warm = () if here.about.get("left") else (Phrase("parting.thanks", buddy(here)),)
    thanks = Say((*warm, Phrase("parting.waits" if again else "parting.enough")))
    alarm = (_to_staff(NotSafe(duo.id, me.candidate, note=note), here),) if reason == "unsafe" else ()
    safety = (Say((Phrase("checkin.unsafe", whom(here)),)),) if reason == "unsafe" else ()
    return (Part(duo.id, me.candidate, reason, note, again), *alarm, *safety, thanks, *_last(duo, me, here))


def _last(duo: Duo, me: Member, here: Here) -> tuple[Effect, ...]:
    """A last check-in, for those who met and were not asked just now."""
    if duo.state == State.AGREED or here.about.get("lasted") or schedule.END in me.asked:
        return ()
    last = asks_how_it_goes(duo, me, here.known, len(me.asked) + 1, schedule.END, last=True)
    return (Asked(duo.id, me.candidate, schedule.END), last)


PARTING = Flow(
    "parting", "parting",
    (
        Question("planned", AboutOne((STOP, ON), "parting"), when=planned, ends=lambda v: v == ON),
        Question("sure", AboutOne((YES, NO), "parting.sure"), when=own_end,
                 settle=lambda here: here.about.get("sure"), ends=lambda v: v == NO),
        Question("reason", OneOf(REASONS, "ended"), when=lambda here: not here.about.get("left"), optional=True,
                 settle=lambda here: "planned" if planned(here) else None),
        Question("note", Words(500), when=lambda here: not here.about.get("left"), optional=True),
        Question("again", OneOf((YES, NO), "again.other", columns=2)),
    ),
    parted, resumes=False, queries=duo_as_it_stands, of_duo=True,
)  # fmt: skip


def closed(duo: Duo, me: Member, left: bool, known: Known) -> tuple[Effect, ...]:
    """The duo has ended without them: gently, and what do they want?"""
    if me.candidate in duo.partings:
        return ()
    told = about(duo, me, told=True, left=left, lasted=left)
    values = {**programme_values(known, duo), "buddy": others(duo, me)}
    return (Begin("parting", told, lead=(Phrase("news.left" if left else "parting.closed", values),)),)


# --- buttons that mean the same at every moment --------------------------------------------------


def led(verb: str) -> Shortcut:
    """A button under where somebody stands. What is not theirs, or not possible now, is over."""

    def handle(argument: str, at: Situation) -> Effects:
        duo = at.known.get(DuoOf(number(argument)))
        me = me_in(duo, at.known.person)
        if duo is None or me is None:
            return (Toast(Phrase("duo.over")),)
        return _led(verb, duo, me, at)

    return Shortcut(verb, handle, lambda argument, _: (DuoOf(number(argument)),))


def number(text: str) -> int:
    """A row's number, or 0: nothing has that."""
    return int(text) if text.isdecimal() and len(text) < 16 else 0


def _led(verb: str, duo: Duo, me: Member, at: Situation) -> Effects:
    if verb == "offer" and duo.state == State.PROPOSED:
        return proposed(duo, me, "proposal.hello") or (Say((Phrase("proposal.waits"),)),)
    if duo.state not in MEETS:
        return (Toast(Phrase("duo.over")), Say((Phrase("duo.over"),)))
    values: dict[str, Value] = {"buddy": others(duo, me)}
    match verb:
        case "meet":
            return (Begin("meeting", about(duo, me)),)
        case "ideas":
            return ideas(duo, me, at.session.language or SOURCE)
        case "part":
            return (Begin("parting", about(duo, me)),)
        case "hold" if duo.state in (State.MET, State.RUNNING):
            rows = ((_g("hold.off", "go", duo.id),),)
            return (MoveDuo(duo.id, Move.PAUSE), Say((Phrase("hold.told", values),), rows=rows))
        case "go" if duo.state == State.PAUSED:
            return (MoveDuo(duo.id, Move.RESUME), Say((Phrase("hold.over", values),)))
        case "talk":
            here = Here("", {}, {}, about(duo, me), at.known)
            told = _to_staff(WantsToTalk(duo.id, me.candidate), here)
            return (told, Say((Phrase("talk.sent", whom(here)),)))
    return (Toast(Phrase("duo.over")),)


def buttons(duo: Duo) -> Rows:
    """What a member can do with a duo as it stands."""
    if duo.state == State.PROPOSED:
        return ((_g("proposal.do", "offer", duo.id),),)
    hold = {State.MET: (_g("hold.on", "hold", duo.id),), State.RUNNING: (_g("hold.on", "hold", duo.id),),
            State.PAUSED: (_g("hold.off", "go", duo.id),)}  # fmt: skip
    return (
        (_g("meeting.do", "meet", duo.id), _g("ideas.do", "ideas", duo.id)),
        (_g("talk.do", "talk", duo.id), *hold.get(State(duo.state), ())),
        (_g("parting.do", "part", duo.id),),
    )


FLOWS = (PROPOSAL, SHARING, MEETING, APPOINTMENT, METUP, MEASURES, PARTING)


# --- what falls due ------------------------------------------------------------------------------


def of_duos(at: Situation) -> frozenset[str]:
    """The conversations about a duo."""
    return frozenset(f.name for f in at.registry.flows.values() if f.of_duo)


def of_duo(told: OfDuo | DuoReminder, _: Situation) -> Queries:
    return (DuoOf(told.duo),)


def for_member(
    payload: type[P], handle: Callable[[P, Duo, Member, Situation], Effects], anew: bool = False
) -> Scheduled[P]:
    """For a member of a duo, if they still are one. `anew`: nothing that was being asked about the duo is any more."""

    def heard(told: P, at: Situation) -> Effects:
        duo = at.known.get(DuoOf(told.duo))
        me = me_in(duo, at.known.person)
        if duo is None or me is None:
            return ()
        over = (Drop(of_duos(at), {"duo": duo.id}),) if anew else ()
        return (*over, *handle(told, duo, me, at))

    return Scheduled(payload, Audience.PERSON, heard, of_duo)


def _off(_: CalledOff, duo: Duo, me: Member, __: Situation) -> Effects:
    return (Say((Phrase("proposal.off", {"buddy": others(duo, me)}),)),)


def _held(_: Held, duo: Duo, me: Member, __: Situation) -> Effects:
    if duo.state != State.PAUSED:
        return ()
    said = Phrase("hold.on.told", {"buddy": others(duo, me)})
    return (Say((said,), rows=((_g("hold.off", "go", duo.id),),)),)


def _resumed(_: Resumed, duo: Duo, me: Member, __: Situation) -> Effects:
    return (Say((Phrase("hold.over", {"buddy": others(duo, me)}),)),) if duo.state == State.RUNNING else ()


def unfit(duo: Duo, me: Member) -> Effects:
    """The date and place that they proposed don't suit the other."""
    rows = ((_g("meeting.other", "meet", duo.id),),)
    return (Say((Phrase("meeting.unfit", {"buddy": others(duo, me)}),), rows=rows),)


FEATURE = Feature(
    "together",
    flows=FLOWS,
    scheduled=(
        for_member(Proposed, lambda _, duo, me, __: proposed(duo, me, "proposal.hello")),
        for_member(
            ProposedAgain,
            lambda _, duo, me, __: proposed(duo, me, "proposal.again") if me.answer == Said.OPEN else (),
        ),
        for_member(
            Lapse, lambda _, duo, __, ___: (MoveDuo(duo.id, Move.LAPSE),) if duo.state == State.PROPOSED else ()
        ),
        for_member(CalledOff, _off, anew=True),
        for_member(ShareReminder, lambda _, duo, me, __: unshared(duo, me)),
        for_member(Contacts, lambda _, duo, me, at: contacts(duo, me, at.known)),
        for_member(MeetingProposed, lambda told, duo, me, at: invited(duo, me, told.meeting, at.known)),
        for_member(MeetingSet, lambda told, duo, me, at: set_for("meeting.fits", duo, me, told.meeting, at.known)),
        for_member(
            MeetingTomorrow, lambda told, duo, me, at: set_for("meeting.tomorrow", duo, me, told.meeting, at.known)
        ),
        for_member(DidYouMeet, lambda told, duo, me, _: met_up(duo, me, told.meeting)),
        for_member(Ended, lambda _, duo, me, at: closed(duo, me, False, at.known), anew=True),
        for_member(Parted, lambda _, duo, me, at: closed(duo, me, True, at.known), anew=True),
        for_member(Held, _held),
        for_member(Resumed, _resumed),
    ),
    buttons=tuple(map(led, ("offer", "meet", "ideas", "part", "hold", "go", "talk"))),
)
