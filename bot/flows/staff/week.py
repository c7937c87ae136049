"""A coordinator's week: one message a day with what waits, and what she does about a duo that went quiet.

She looks at it once, on her way to something else: each line names who, and a tap opens it as a message of its own, so
that the list stays. Where nothing waits, nothing is sent.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import reduce

from bot.flows.actions import NEW, Action, Decision, Request, Shows, Subject
from bot.flows.duo.meeting import when
from bot.flows.feature import Audience, Command, Effects, Feature, Queries, Scheduled, Shortcut, Situation
from bot.flows.staff import alarms
from bot.flows.staff.desk import may, own
from bot.flows.staff.matching import names_of, state_line, to_look_at
from bot.flows.staff.queue import for_staff, waited
from programme import desk, follow_up
from programme.consequences import of_desk
from programme.desk import Every, Followed, LastWords, Quiet, Week
from programme.duo import Answer
from programme.effects import AskAgain, FollowUp, Say, ScheduledMessage, SetDesk, ToldNews, ToldOfNew
from programme.follow_up import Action as Next
from programme.follow_up import Level
from programme.message import Button, Day, Do, Go, Lines, Listed, Phrase, Rows, Value
from programme.model import Candidate, Coordinator, Duo, Known
from programme.queries import Gathered, News, OpenAlarms, QuietOf, WeekOf
from programme.reading import phones
from programme.roles import DECIDES, READS, Actor, Group
from programme.schedule import local_day
from programme.scheduled import (
    Assigned,
    BuddyLeft,
    CheckInWords,
    Digest,
    FileChanged,
    GaveUp,
    HowIsIt,
    Overdue,
    OverdueNearby,
    StaffAgreed,
    StaffCalledOff,
    StaffEnded,
    StaffLook,
    StaffMemberLeft,
    StoriesDiffer,
    Unreachable,
)

MOST = 6  # lines of one part, and as many buttons: what is done makes room for the next
PAST = {Next.REMIND: "reminded", Next.CALLED: "called", Next.LATER: "later"}
NEWS = 12  # lines of what happened since
GATHER, AT_ONCE = "gather", "at-once"
WHOLE = "whole"
SPEAKS = (Button(Phrase("week.speaks"), Go("tongues", "")),)
SHORT = 120  # characters of somebody's words in a list

# --- the message of the day ----------------------------------------------------------------------


def asked(_: object, __: object = None) -> Queries:
    return (WeekOf(READS), OpenAlarms(READS), Gathered())


def asked_whole(argument: object, __: object = None) -> Queries:
    return (WeekOf(READS, whole=True), OpenAlarms(READS)) if argument == WHOLE else ()


def message(at: Situation, whole: bool = False) -> Say:
    """Everything that waits, what can't wait first; of colleagues too, for who wants to see the `whole`."""
    known, week = at.known, at.known.get(WeekOf(READS, whole))
    first = known.get(OpenAlarms(READS))
    parts = (*alarms.head(first), *_parts(week, known), *news(known))
    head = Phrase("week.head" if parts else "week.nothing", {"day": Day(known.today)})
    wait = (Phrase("week.accepted", {"n": week.accepted}),) if week.accepted else ()
    theirs = (Phrase("week.others", {"n": week.others}),) if week.others else ()
    see = ((Button(Phrase("week.whole"), Go("week", WHOLE)),),) if week.others else ()
    rows = (*alarms.listed(first, known), *_buttons(week, at), *see, (Button(Phrase("week.when"), Go("week", "when")),))
    return Say((head, *parts, *wait, *theirs), rows=rows)


def _parts(week: Week, known: Known) -> Iterable[Phrase]:
    """A paragraph for each thing that waits."""
    if week.unlooked:
        first = week.unlooked[0]
        told: dict[str, Value] = {"n": len(week.unlooked), "name": first.name, "waited": waited(first, known)}
        yield Phrase("week.new", told)
    yield from _part("week.late", list(map(_late_line, week.late)))
    yield from _part("week.proposals", [
        Phrase("week.proposals.one", {"names": names_of(d), "day": Day(local_day(d.formed)), "who": _unanswered(d)})
        for d in week.proposals
    ])  # fmt: skip
    yield from _part("week.quiet", [line for one in week.quiet[:MOST] for line in _in_short(one)], len(week.quiet))
    yield from _part("week.asked", [Phrase("week.asked.one", {"name": one.name}) for one in week.asked])
    if week.talks:
        yield Phrase("week.talks", {"names": Listed(tuple(one.name for one in week.talks))})
    if week.to_sign:
        yield Phrase("week.sign", {"names": Listed(tuple(one.name for one in week.to_sign))})
    yield from _part("week.dates", [
        Phrase("week.dates.one", {"names": names_of(duo), **when(moment)}) for duo, moment in week.dates
    ])  # fmt: skip
    yield from _part("week.ends", [_on_day("week.ends.one", d, d.ends) for d in week.ends if d.ends])


def _late_line(late: tuple[Candidate, int, int]) -> Phrase:
    one, days, promised = late
    return Phrase("week.late.one", {"name": one.name, "days": days, "promised": promised})


def _late_buttons(late: Sequence[tuple[Candidate, int, int]]) -> Rows:
    return tuple(
        (Button(Phrase("week.late.name", {"name": one.name}), Do("card", one.id, NEW)),) for one, *_ in late[:MOST]
    )


def _part(key: str, lines: list[Phrase], total: int = 0) -> Iterable[Phrase]:
    """The first lines of it, and how many more there are."""
    if lines:
        shown = lines if total else lines[:MOST]
        more = (total or len(lines)) - MOST
        rest = (Phrase("week.more", {"n": more}),) if more > 0 else ()
        yield Phrase(key, {"lines": Lines((*shown, *rest))})


def _unanswered(duo: Duo) -> Listed:
    """Whose yes is waited for. Nobody is told who said no: then the proposal is over."""
    return Listed(tuple(m.name for m in duo.members if m.answer in (Answer.OPEN, Answer.QUESTION)))


def _on_day(key: str, duo: Duo, day: date) -> Phrase:
    return Phrase(key, {"names": names_of(duo), "day": Day(day)})


def _in_short(one: Quiet) -> tuple[Phrase, ...]:
    """Who, why, and what was said last: a line or two."""
    told = Phrase("week.quiet.one", {"names": names_of(one.duo), "why": _why(one)})
    return (told, *((_said(one.words, SHORT),) if one.words else ()))


def _why(one: Quiet) -> Phrase:
    """Each reason is a sentence: one after the other."""
    first, *more = one.need.reasons
    return reduce(lambda said, reason: Phrase("week.quiet.also", {"why": said, "also": reason}), more, first)


def _said(words: LastWords, most: int) -> Phrase:
    note = words.note if len(words.note) <= most else f"{words.note[:most]}…"
    told: dict[str, Value] = {"name": words.name, "day": Day(words.day), "mood": Phrase(f"mood.{words.mood}")}
    return Phrase("week.said.words", {**told, "note": note}) if note else Phrase("week.said", told)


def _buttons(week: Week, at: Situation) -> Rows:
    queue = ((Button(Phrase("week.queue"), Do("queue", 0, NEW)),),) if week.unlooked or week.late else ()
    quiet = tuple(
        (Button(Phrase("week.quiet.names", {"names": names_of(one.duo)}), Do("quiet", one.duo.id, NEW)),
         *_first(one, at))
        for one in week.quiet[:MOST]
    )  # fmt: skip
    speak = tuple(
        (Button(Phrase("week.asked.name", {"name": one.name}), Do("speak", one.id, NEW)),) for one in week.asked[:MOST]
    )
    talks = tuple(
        (Button(Phrase("week.talks.name", {"name": one.name}), Do("card", one.id, NEW)),) for one in week.talks
    )
    sign = tuple(
        (Button(Phrase("week.sign.name", {"name": one.name}), Do("card", one.id, NEW)),) for one in week.to_sign[:MOST]
    )
    duos = {d.id: d for d in (*week.proposals[:MOST], *week.ends[:MOST])}
    opens = tuple((Button(names_of(d), Do("duo", d.id, NEW)),) for d in duos.values())
    return (*_late_buttons(week.late), *queue, *talks, *quiet, *speak, *sign, *opens)


def _first(one: Quiet, at: Situation) -> tuple[Button, ...]:
    """What is best done first, in one tap from the list."""
    action = at.registry.actions[one.need.actions[0]]
    return (Button(_words(action), Do(action.name, one.duo.id, NEW)),) if _may(action, one, at) else ()


def show(_: str, at: Situation) -> Effects:
    """/today, whenever she looks."""
    if at.known.coordinator is None:
        return (AskAgain((Phrase("help.unknown"),)),)
    return (*read_news(at.known), message(at))


def read_news(known: Known) -> Effects:
    """It was told, and so was who is new: they stand above."""
    if not known.get(Gathered()):
        return ()
    return (ToldNews(), ToldOfNew(Actor.of(known.me, known.coordinator).where(READS)))


def morning(_: Digest, at: Situation) -> Effects:
    """At eight, if something waits; then the next one. Whoever decides nothing any more gets no next one."""
    known = at.known
    if known.coordinator is None or not Actor.of(known.me, known.coordinator).where(DECIDES):
        return ()
    again = of_desk(known.me, Every(known.coordinator.digest), known.now)
    waits = known.get(WeekOf(READS)) or known.get(OpenAlarms(READS)) or news(known)
    if not waits or not _at_work(known.coordinator, known):
        return again
    return (*again, *read_news(known), message(at))


def _at_work(me: Coordinator, known: Known) -> bool:
    """Not on leave, and on a day on which one of their towns is open."""
    mine = (known.programme(id) for id in me.programmes)
    return not me.away and desk.is_open(known.now) and any(p and not p.closed(known.today) for p in mine)


def overdue(told: Overdue, at: Situation) -> Effects:
    """People of one programme wait too long: who, with their cards. A coordinator who has the message of the day reads
    it there."""
    known = at.known
    if told.level == Level.COORDINATORS and known.coordinator and known.coordinator.digest == Every.DAY:
        return ()
    late = [one for one in known.get(_overdue(told)).late if one[0].programme == told.programme]
    if not late:
        return ()
    lines = Lines(tuple(map(_late_line, late[:MOST])))
    head = Phrase("week.overdue", {"programme": _name(told.programme, known), "n": len(late), "lines": lines})
    return (Say((head,), rows=_late_buttons(late)),)


def _overdue(told: Overdue) -> WeekOf:
    """Of whoever leads, also what colleagues should have looked at."""
    return WeekOf(READS, whole=told.level != Level.COORDINATORS)


def nearby(told: OverdueNearby, at: Situation) -> Effects:
    """For who leads other programmes of the town: numbers, and nobody's name."""
    values: dict[str, Value] = {"programme": _name(told.programme, at.known), "n": told.count, "days": told.days}
    return (Say((Phrase("week.overdue.nearby", values),)),)


def _name(id: str, known: Known) -> str:
    found = known.programme(id)
    return found.name if found else id


# --- news that waited for it ---


def news(known: Known) -> tuple[Phrase, ...]:
    """What happened since, for whoever wants one message: a line each. Dates and who is new stand above already."""
    lines = [line for one in known.get(Gathered()) if (line := _news(one))]
    rest = (Phrase("week.more", {"n": len(lines) - NEWS}),) if len(lines) > NEWS else ()
    return (Phrase("week.news", {"lines": Lines((*lines[:NEWS], *rest))}),) if lines else ()


def _news(one: News) -> Phrase | None:
    """In the words that it would have come with. Whose file or duo is gone meanwhile is told of no more."""
    match one.what:
        case StaffMemberLeft(who=who) if one.duo:
            left = one.duo.ever(who)
            name = left.name if left else Phrase("duo.somebody")
            return Phrase("staff.left", {"name": name, "names": names_of(one.duo)})
        case StaffCalledOff() if one.duo:
            return Phrase(f"staff.off.{one.duo.state}", {"names": names_of(one.duo)})
        case StaffLook() if one.duo:
            return to_look_at(one.duo)
        case StaffAgreed() | StoriesDiffer() | StaffEnded() if one.duo:
            return Phrase(one.what.kind, {"names": names_of(one.duo)})
        case CheckInWords(mood=mood, note=note) if one.about:
            told: dict[str, Value] = {"name": one.about.name, "mood": Phrase(f"mood.{mood}"), "note": note}
            return Phrase("week.told", told)
        case FileChanged(changed=changed) if one.about:
            what = Listed(tuple(Phrase(f"label.{key}") for key in changed))
            return Phrase("review.changed", {"name": one.about.name, "what": what})
        case Assigned() if one.about:
            return Phrase("caseload.assigned", {"name": one.about.name})
        case BuddyLeft() | Unreachable() | GaveUp() if one.about:
            return Phrase(f"alarm.{one.what.kind}", {"name": one.about.name})
    return None


# --- when it comes -------------------------------------------------------------------------------


def chosen(argument: str, at: Situation) -> Effects:
    """How often the message comes; a tap on another changes it."""
    me = at.known.coordinator
    if me is None:
        return ()
    if argument == WHOLE:
        return (message(at, whole=True),)
    if argument in (GATHER, AT_ONCE) and me.digest != Every.NEVER:
        after = replace(me, gathers=argument == GATHER)
        return (SetDesk(after.digest, after.gathers), _choices(after, at.message))
    if argument not in tuple(Every):
        return (_choices(me, at.message if argument != "when" else None),)
    after = replace(me, digest=argument, gathers=me.gathers and argument != Every.NEVER)
    return (SetDesk(after.digest, after.gathers), _choices(after, at.message))


def _choices(me: Coordinator, edit: int | None) -> Say:
    rows = tuple((Button(Phrase(f"week.every.{e}"), Go("week", e), ticked=e == me.digest),) for e in Every)
    if me.digest == Every.NEVER:
        return Say((Phrase("week.every"),), rows=(*rows, SPEAKS), edit=edit)
    other = tuple(
        (Button(Phrase(f"week.{how}"), Go("week", how), ticked=me.gathers == (how == GATHER)),)
        for how in (AT_ONCE, GATHER)
    )
    return Say((Phrase("week.every"), Phrase("week.other")), rows=(*rows, *other, SPEAKS), edit=edit)


# --- a quiet duo ---------------------------------------------------------------------------------


def card(one: Quiet, at: Situation, lead: Phrase | None = None, edit: int | None = None) -> Say:
    """Why it needs somebody, what was said and done last, how to reach them, and what can be done."""
    said = (_said(one.words, len(one.words.note)),) if one.words else ()
    done = (_done(one.followed),) if one.followed else ()
    reach = tuple(Phrase("week.reach", {"name": m.name, "phone": phones.shown(m.reach) or Phrase("alarm.no-number")})
                  for m in one.duo.members)  # fmt: skip
    lines = (*((lead,) if lead else ()), state_line(one.duo), *one.need.reasons, *said, *done, *reach)
    actions = (at.registry.actions[name] for name in one.need.actions)
    rows = tuple((Button(_words(a), Do(a.name, one.duo.id)),) for a in actions if _may(a, one, at))
    duo = Button(Phrase("duo.do.duo"), Do("duo", one.duo.id, NEW))
    return Say(lines, rows=(*rows, (duo,)), edit=edit)


def _may(action: Action[Quiet], one: Quiet, at: Situation) -> bool:
    """Of quiet ones, or of duos: each is asked about its own subject."""
    found = one if action.subject is QUIET else one.duo
    return may(action, found, at) and not own(action, found, at)


def _words(action: Action[Quiet]) -> Phrase:
    return Phrase(f"{action.subject.words}.{action.name}")


def _done(what: Followed) -> Phrase:
    return Phrase(f"week.followed.{what.what}", {"by": what.by, "day": Day(what.day), "until": Day(what.until)})


QUIET: Subject[Quiet] = Subject(
    "quiet.do",
    query=lambda request, action: QuietOf(request.number, action.roles),
    programme=lambda one: one.duo.programme,
    card=card,
    back=lambda one: ((Button(Phrase("quiet.do.quiet"), Do("quiet", one.duo.id)),),),
    whose=lambda one: tuple(m.person for m in one.duo.members),
)


def follows(what: Next) -> Callable[[Quiet, Request, Situation], Decision]:
    """Noted with who did it; the duo is shown again in a while, if it is still quiet."""

    def decide(one: Quiet, request: Request, at: Situation) -> Decision:
        known = at.known
        until = follow_up.again_on(what, known.today)
        me = known.coordinator.name if known.coordinator else ""
        noted = FollowUp(one.duo.id, PAST[what], until)
        after = replace(one, followed=Followed(PAST[what], me, known.today, until))
        said = Phrase(f"quiet.done.{what}", {"names": names_of(one.duo), "day": Day(until)})
        return Decision(Shows(card(after, at, said, request.place)), (noted, *_asks(what, one.duo, known.now)))

    return decide


def _asks(what: Next, duo: Duo, now: datetime) -> tuple[ScheduledMessage, ...]:
    """Both are asked how it goes, each in their language; once a day, whoever taps it."""
    if what is not Next.REMIND:
        return ()
    key = f"{HowIsIt.kind}:{duo.id}:{local_day(now).isoformat()}"
    return tuple(ScheduledMessage(HowIsIt(duo.id), now, key, candidate=m.candidate) for m in duo.members)


ACTIONS = (
    Action("quiet", Group.READING, READS, "see why a duo needs somebody, and how to reach them", QUIET,
           lambda one, request, at: Decision(Shows(card(one, at, None, request.place)))),
    Action("called", Group.DUOS, DECIDES, "note that a quiet duo was called", QUIET, follows(Next.CALLED)),
    Action("remind", Group.DUOS, DECIDES, "ask a quiet duo how it goes, each in their language", QUIET,
           follows(Next.REMIND)),
    Action("later", Group.DUOS, DECIDES, "look at a quiet duo again in two weeks", QUIET, follows(Next.LATER)),
)  # fmt: skip


FEATURE = Feature(
    "week",
    scheduled=(
        Scheduled(Digest, Audience.STAFF, morning, asked),
        Scheduled(Overdue, Audience.STAFF, overdue, lambda told, _: (_overdue(told),)),
        Scheduled(OverdueNearby, Audience.STAFF, nearby),
    ),
    commands=(Command("today", show, for_staff(*asked(None))),),
    buttons=(Shortcut("week", chosen, asked_whole, staff=True),),
    actions=ACTIONS,
)
