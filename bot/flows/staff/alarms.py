"""Who needs a human now, for the staff: an alarm stays on the screen until somebody says how it was handled."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.flows.actions import NEW, Action, Decision, Refused, Request, Shows, Subject
from bot.flows.core import State
from bot.flows.feature import Audience, Effects, Feature, Queries, Scheduled, Situation
from bot.flows.staff.desk import buttons
from bot.flows.translated import also_translated
from programme import schedule
from programme.alarms import HOW, Alarm, Kind, again
from programme.effects import Drop, HandleAlarm, Look, Part, Say, ScheduledMessage
from programme.message import Button, Day, Do, Lines, Phrase, Rows, Value
from programme.model import Known
from programme.preset import preset_for
from programme.queries import AlarmOf
from programme.reading import phones
from programme.roles import DECIDES, READS, Group
from programme.scheduled import AlarmAgain, AlarmErased, AlarmHandled, AlarmRaised

DAY = 24 * 60  # minutes
LISTED = 30  # below a queue; Telegram shows a hundred buttons


# --- what it says --------------------------------------------------------------------------------


def lines(alarm: Alarm) -> tuple[Phrase, ...]:
    """Who, since when, how to reach them in every way that is known, what they wrote, and who handled it."""
    values: dict[str, Value] = {"number": alarm.id, "name": alarm.name, **when(alarm.since)}
    if alarm.mood:
        values["mood"] = Phrase(f"mood.{alarm.mood}")
    head = Phrase(f"alarm.{alarm.kind}", values)
    duo = (Phrase("alarm.duo", {"names": " + ".join(alarm.names)}),) if alarm.names else ()
    contacts: Value = Lines(tuple(map(phones.shown, alarm.contacts))) if alarm.contacts else Phrase("alarm.no-number")
    note = (Phrase("alarm.note", {"note": alarm.note}),) if alarm.note else ()
    return (head, Phrase("alarm.since", values), *duo, Phrase("alarm.reach", {"contacts": contacts}), *note,
            *handled(alarm))  # fmt: skip


def handled(alarm: Alarm) -> tuple[Phrase, ...]:
    if alarm.handled is None:
        return ()
    return (_handled(alarm.handled_by, alarm.handled, alarm.how),)


def _handled(by: Value, at: datetime, how: str) -> Phrase:
    return Phrase("alarm.handled", {"by": by, **when(at), "how": Phrase(f"alarm.how.{how}")})


def when(moment: datetime) -> dict[str, Value]:
    """A day and an hour in Belgium."""
    return {"day": Day(schedule.local_day(moment)), "time": moment.astimezone(schedule.ZONE).strftime("%H:%M")}


def shown(alarm: Alarm, at: Situation, lead: Phrase | None = None, edit: int | None = None) -> Say:
    told = (*((lead,) if lead else ()), *lines(alarm), *_meeting(alarm, at.known.now))
    return Say(told, rows=rows(alarm, at), edit=edit)


def _meeting(alarm: Alarm, now: datetime) -> tuple[Phrase, ...]:
    """A date of the two that is still to come: of it nobody is reminded, so that nobody is sent there."""
    ahead = alarm.meeting and alarm.meeting > now and alarm.meets and alarm.kind is Kind.UNSAFE
    return (Phrase("alarm.meeting", when(alarm.meeting)),) if alarm.meeting and ahead else ()


def rows(alarm: Alarm, at: Situation) -> Rows:
    """What can be done; then whom and what it is about, each as a message of its own."""
    write = Button(Phrase("talk.do.answer", {"name": alarm.name}), answers(alarm))
    card = (Button(alarm.name, Do("card", alarm.candidate, NEW)),) if alarm.candidate else ()
    duo = (Button(Phrase("duo.do.duo"), Do("duo", alarm.duo, NEW)),) if alarm.duo else ()
    mine = ((write,),) if alarm.candidate or alarm.talk else ()
    return (*buttons(ALARM, alarm, alarm.id, at), *mine, *(((*card, *duo),) if card or duo else ()))


def answers(alarm: Alarm) -> Do:
    """Write to them: by their file, or by what they wrote."""
    return Do("write", alarm.candidate) if alarm.candidate else Do("answer", alarm.talk)


def parts(alarm: Alarm) -> bool:
    """May these two be parted in one tap?"""
    return alarm.meets and alarm.kind is not Kind.MOOD


ALARM: Subject[Alarm] = Subject(
    "alarm.do",
    query=lambda request, action: AlarmOf(request.number, action.roles),
    programme=lambda alarm: alarm.programme,
    card=shown,
    back=lambda alarm: ((Button(Phrase("alarm.do.alarm"), Do("alarm", alarm.id)),),),
    looked=lambda alarm: (Look(alarm.candidate),) if alarm.candidate else (),
    whose=lambda alarm: (alarm.person, *alarm.people),
)


def row(alarm: Alarm, known: Known) -> Phrase:
    """One line of a list: who, and for how long already."""
    hours, minutes = divmod(alarm.minutes(known.now), 60)
    age: Value = f"{hours}:{minutes:02}" if hours < 2 * 24 else Day(schedule.local_day(alarm.since))
    return Phrase("alarm.row", {"number": alarm.id, "name": alarm.name, "age": age})


def head(alarms: tuple[Alarm, ...]) -> tuple[Phrase, ...]:
    return (Phrase("alarm.list", {"n": len(alarms)}),) if alarms else ()


def listed(alarms: tuple[Alarm, ...], known: Known) -> Rows:
    """A button for each that nobody handled yet: it opens as a message of its own. The first ones: as they are handled,
    the next come."""
    return tuple((Button(row(one, known), Do("alarm", one.id, NEW)),) for one in alarms[:LISTED])


# --- what is done --------------------------------------------------------------------------------


def show(found: Alarm, request: Request, at: Situation) -> Decision:
    return Decision(Shows(shown(found, at, None, request.place)))


def handle(found: Alarm, request: Request, at: Situation) -> Decision:
    """By the first one to say how; it stays readable, with who it was."""
    if found.handled is not None:
        return Decision(Refused(Phrase("alarm.taken", {"by": found.handled_by})))
    told = lines(found)
    if request.argument not in HOW:
        each = tuple((Button(Phrase(f"alarm.how.{how}"), Do("handled", found.id, how)),) for how in HOW)
        back = ALARM.back(found)
        return Decision(Shows(Say((*told, Phrase("alarm.how")), rows=(*each, *back), edit=request.edit)))
    me = at.known.coordinator.name if at.known.coordinator else Phrase("duo.programme")
    done = replace(found, handled=at.known.now, how=request.argument)
    closed = Say((*told, _handled(me, at.known.now, request.argument)), rows=rows(done, at), edit=request.edit)
    return Decision(Shows(closed), (HandleAlarm(found.id, request.argument),))


def part(found: Alarm, request: Request, at: Situation) -> Decision:
    """These two meet no more. The other hears that it has ended, never why; the alarm stays open."""
    if not parts(found):
        return Decision(Refused(Phrase("duo.over")))
    apart = shown(replace(found, meets=False), at, None, request.edit)
    names: dict[str, Value] = {"names": " + ".join(found.names)}
    told = replace(apart, lines=(*apart.lines, Phrase("alarm.parted", names)))
    return Decision(Shows(told), (Part(found.duo, 0, "coordinator"),))


ACTIONS = (
    Action("handled", Group.READING, DECIDES, "say how an alarm was handled", ALARM, handle,
           offered=lambda alarm: alarm.handled is None),
    Action("alarm", Group.READING, READS, "see who needs a human now", ALARM, show),
    Action("part", Group.DUOS, DECIDES, "end the duo of an alarm, in one tap", ALARM, part, offered=parts),
)  # fmt: skip


# --- what the staff hears ------------------------------------------------------------------------


def rings(told: AlarmRaised, at: Situation) -> Effects:
    alarm = at.known.get(AlarmOf(told.alarm))
    if alarm is None:
        return ()
    again = also_translated(alarm.name, alarm.note, alarm.language, f"alarm:{alarm.id}", at, alarm.candidate)
    return (*stops(alarm, at), said(alarm, at), *again)


def rings_again(told: AlarmAgain, at: Situation) -> Effects:
    """Nobody has handled it: again, until somebody does."""
    alarm = at.known.get(AlarmOf(told.alarm))
    if alarm is None or alarm.handled is not None:
        return ()
    return (*next_time(alarm, at.known), *stops(alarm, at), said(alarm, at, Phrase("alarm.again")))


def writing(alarm: Alarm, at: Situation) -> tuple[State, ...]:
    """What this reader is writing to somebody else than whom the alarm is of."""
    open = (s for s in at.session.stack if at.registry.flows[s.flow].goes_to)
    theirs = {("candidate", alarm.candidate), ("talk", alarm.talk)}
    return tuple(s for s in open if not {(k, v) for k, v in s.about.items() if v} & theirs)


def stops(alarm: Alarm, at: Situation) -> Effects:
    """An answer that is typed now is meant for whoever is in trouble: it never goes to the one they may fear."""
    return tuple(Drop((s.flow,), s.about) for s in writing(alarm, at))


def said(alarm: Alarm, at: Situation, lead: Phrase | None = None) -> Say:
    """With what stopped because of it."""
    told = shown(alarm, at, lead)
    names = (str(s.about.get("name", "")) for s in writing(alarm, at))
    return replace(told, lines=(*told.lines, *(Phrase("alarm.stops", {"name": name}) for name in names)))


def next_time(alarm: Alarm, known: Known) -> tuple[ScheduledMessage, ...]:
    due = again(known.now, preset_for(known.programme(alarm.programme)).alarm_hours)
    if alarm.minutes(known.now) >= DAY:  # once a day from then on: every two hours is no longer read
        due = schedule.within_window(known.now + timedelta(days=1))
    key = f"alarm:{alarm.id}:{due.isoformat()}"
    return (ScheduledMessage(AlarmAgain(alarm.id, alarm.candidate), due, key, person=known.me),)


def is_handled(told: AlarmHandled, at: Situation) -> Effects:
    alarm = at.known.get(AlarmOf(told.alarm))
    if alarm is None or alarm.handled is None:
        return ()
    closed = Phrase("alarm.closed", {"number": alarm.id, "name": alarm.name})
    return (Say((closed, *handled(alarm))),)


def is_erased(told: AlarmErased, _: Situation) -> Effects:
    return (Say((Phrase("alarm.erased", {"number": told.alarm}),)),)


def its_alarm(told: AlarmRaised | AlarmAgain | AlarmHandled, _: Situation) -> Queries:
    return (AlarmOf(told.alarm),)


FEATURE = Feature(
    "alarms",
    scheduled=(
        Scheduled(AlarmRaised, Audience.STAFF, rings, its_alarm),
        Scheduled(AlarmAgain, Audience.STAFF, rings_again, its_alarm),
        Scheduled(AlarmHandled, Audience.STAFF, is_handled, its_alarm),
        Scheduled(AlarmErased, Audience.STAFF, is_erased),
    ),
    actions=ACTIONS,
)
