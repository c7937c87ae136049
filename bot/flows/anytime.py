"""What can be done at any moment: come in, see where one stands, another language, help, the notice, stop."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from bot.flows import claim
from bot.flows.core import BACK, SKIP, Flow
from bot.flows.duo.feature import as_it_stands, buttons
from bot.flows.feature import (
    Audience,
    Command,
    Effects,
    Feature,
    Queries,
    Scheduled,
    Shortcut,
    Situation,
    no_queries,
    standing,
)
from bot.flows.news import status
from bot.flows.readers import human, notice
from bot.flows.welcome import WORDING, stopped, welcomes
from bot.i18n.detect import guess
from programme.effects import (
    AskAgain,
    Begin,
    Consent,
    Drop,
    Effect,
    Navigate,
    Reach,
    ReadAloud,
    Say,
    ScheduledMessage,
    Speak,
    SwitchLanguage,
)
from programme.message import Autonym, Button, Day, Do, Go, Phrase, Rows, Value
from programme.model import CLAIM, LANGUAGES, SOURCE, Invitation, Known, Status
from programme.queries import LinkOf, Newcome, Unread
from programme.roles import DECIDES, Actor
from programme.scheduled import Announced, Appointed, Closing, Dismissed, Nudge, StaffUnreachable, Unreachable

MOST_UNREAD = 4  # messages that are read aloud: what was written before is no news any more
FOR_STAFF = (Phrase("coordinator.help"), Phrase("coordinator.more"))


def stands(at: Situation, *lead: Phrase) -> Effects:
    """Where somebody stands and what they can do now: never an empty screen."""
    if at.known.coordinator:
        rows = ((Button(Phrase("review.do.queue"), Do("queue")),),)
        return (Say((*lead, *FOR_STAFF), rows=rows),)
    if at.session.language is None:
        return welcomes(at)
    told = status(at.known, buttons, as_it_stands)
    return (Say((*lead, *told.lines), rows=told.rows),)


def signs_up(flow: Flow, about: Mapping[str, Any]) -> bool:
    """Is this somebody new? Not who puts their own file right, nor who joins the staff."""
    return flow.signs_up and not (about.get("correct") or about.get("role"))


def closed(day: date, known: Known) -> Say:
    """Nobody new is taken any more."""
    return Say((Phrase("closing.closed", {**human(known), "day": Day(day)}),))


# --- coming in -----------------------------------------------------------------------------------


def start(token: str, at: Situation) -> Effects:
    """/start: by a link, in the middle of something, or for the first time."""
    known, top = at.known, at.session.top
    link = known.get(LinkOf(token)) if token else None
    if link and link.used_by == known.me and _is_staff_of(link.programme, known):
        return stands(at)
    if token and (link is None or not link.opens(known.now)):
        return _closed_link(at)
    if link and link.role == CLAIM:
        return claim.asks(link, at)
    if link and link.about:
        return _asks_guardian(link, at)
    if link and link.role != "candidate":
        return welcomes(at, role=link.role, programme=link.programme, hash=link.hash)
    if top and top.flow != "welcome":
        rows = ((Button(Phrase("start.on"), Go("on")),), (Button(Phrase("start.again"), Go("again")),))
        return (Say((Phrase("start.midway"),), rows=rows),)
    if top is None and (known.coordinator or _waits(known)):
        return stands(at)
    return welcomes(at, programme=link.programme if link else "")


def link_opened(token: str, at: Situation) -> Queries:
    return (LinkOf(token), Newcome()) if token else standing(token, at)


def _asks_guardian(link: Invitation, at: Situation) -> Effects:
    """On the guardian's own phone: what it is, and yes or no. Whatever they were in waits below it."""
    if link.about == at.known.me:
        return (Say((Phrase("guardian.not-you"),)), AskAgain())
    found = at.known.programme(link.programme)
    about = {"role": "guardian", "hash": link.hash, "name": link.name, "project": found.name if found else ""}
    answers = {"language": at.session.language} if at.session.language else {}
    return (Begin("welcome", {**about, "guess": list(guess("", at.hint, LANGUAGES))}, answers),)


def _is_staff_of(programme: str, known: Known) -> bool:
    return known.coordinator is not None and programme in known.coordinator.programmes


def _closed_link(at: Situation) -> Effects:
    if at.session.top or at.session.language:
        return (Say((Phrase("invitation.closed"),)), AskAgain())
    return welcomes(at, closed=True)


def _waits(known: Known) -> bool:
    return known.guarded or (known.person is not None and not known.person.status.ended)


def begins_again(programme: str, at: Situation) -> Effects:
    """Whoever is in a duo has one file, and it is in use. The programme may be known already."""
    if at.known.person and at.known.person.status is Status.MATCHED:
        return stands(at)
    return welcomes(at, **({"programme": programme} if at.known.programme(programme) else {}))


# --- language, help, the notice ------------------------------------------------------------------


def languages(_: str, __: Situation) -> Effects:
    buttons = [Button(Autonym(code), Go("lang", code)) for code in LANGUAGES]
    return (
        Say((Phrase("welcome.language"),), rows=tuple(tuple(buttons[i : i + 2]) for i in range(0, len(buttons), 2))),
    )


def speaks(language: str, _: Situation) -> Effects:
    return (SwitchLanguage(language),) if language in LANGUAGES else ()


def helps(_: str, at: Situation) -> Effects:
    said = Say(FOR_STAFF if at.known.coordinator else (Phrase("help", human(at.known)),))
    return (said, AskAgain(brief=True)) if at.session.top or not at.known.coordinator else (said,)


def privacy(_: str, at: Situation) -> Effects:
    also = (Phrase("privacy.translated"),) if at.known.translates else ()
    return (Say((Phrase("privacy.short", notice(at.known)), *also), rows=((Button(Phrase("nav.more"), Go("more")),),)),)


def privacy_whole(_: str, at: Situation) -> Effects:
    values = notice(at.known)
    return (Say((Phrase("privacy.short", values), Phrase("privacy.long", values)), edit=at.message),)


def goes_on(_: str, at: Situation) -> Effects:
    """What is asked now. To somebody without a phone, after all that was written to them meanwhile."""
    unread = at.known.get(Unread())
    if not unread:
        return (AskAgain(),)
    told = Say(tuple(Phrase("speaking.said", {"text": text}) for text in unread[-MOST_UNREAD:]))
    return (ReadAloud(), told, AskAgain(brief=True))


def with_unread(_: str, at: Situation) -> Queries:
    return (Unread(), *standing("", at))


# --- stopping ------------------------------------------------------------------------------------


def offers_to_stop(_: str, at: Situation) -> Effects:
    if at.session.language is None:
        return welcomes(at)
    rows: Rows = (
        (Button(Phrase("stop.on"), Go("on")),),
        (Button(Phrase("stop.stop"), Go("stop")),),
        (Button(Phrase("mydata.erase.do"), Go("erase")),),
    )
    return (Say((Phrase("stop.sure"),), rows=rows),)


def stops(_: str, at: Situation) -> Effects:
    no_longer: Effects = (Consent("take-part", False, WORDING),) if _waits(at.known) else ()
    return (*no_longer, *stopped(at.known))


# --- what falls due, and being reached -----------------------------------------------------------


def reached(value: bool, at: Situation) -> Effects:
    """Blocked: letters are parked and the coordinator is told once. Back: they go out."""
    person, staff = at.known.person, at.known.coordinator
    effects: list[Effect] = [Reach(value)]
    if at.session.reachable and not value and staff:
        for where in Actor.of(at.known.me, staff).where(DECIDES):
            gone = StaffUnreachable(where, staff.name)
            effects.append(ScheduledMessage(gone, at.known.now, f"{gone.kind}:{at.known.me}", programme=where))
    if at.session.reachable and not value and person and not person.status.ended:
        key = f"unreachable:{person.id}"
        effects.append(ScheduledMessage(Unreachable(person.id), at.known.now, key, programme=person.programme))
    return tuple(effects)


def colleague_gone(told: StaffUnreachable, at: Situation) -> Effects:
    """A colleague, or the lead of the municipality, hears that somebody of the staff reads nothing any more."""
    found, staff = at.known.programme(told.programme), at.known.coordinator
    if staff is None or staff.name == told.name:
        return ()
    said = Phrase("staff.unreachable", {"name": told.name, "programme": found.name if found else told.programme})
    return (Say((said,)),)


def nudged(_: Nudge, at: Situation) -> Effects:
    top = at.session.top
    return (AskAgain((Phrase("news.nudge"),)),) if top and at.registry.flows[top.flow].resumes else ()


def announced(told: Announced, at: Situation) -> Effects:
    """The operator's to everybody; a programme's only to whoever has not stopped since."""
    person = at.known.person
    if told.programme and (person is None or person.status.ended):
        return ()
    return (Say(announcement(told, at.known)),)


def announcement(told: Announced, known: Known) -> tuple[Phrase, ...]:
    """What somebody reads, in its own paragraphs."""
    found = known.programme(told.programme)
    values: dict[str, Value] = {"text": told.text}
    if told.programme:
        by: dict[str, Value] = {"name": told.name, "programme": found.name if found else told.programme}
        said = Phrase("announce.from", {**by, **values})
    else:
        said = Phrase("announce.said", values)
    return (said, Phrase("announce.in-dutch", human(known))) if told.dutch else (said,)


def closing(told: Closing, at: Situation) -> Effects:
    """The bot ends on this day, and a half intake leads nowhere any more; without one, it goes on after all."""
    if not told.on:
        return (Say((Phrase("closing.stays"),)),)
    over = tuple(Drop((s.flow,), s.about) for s in at.session.stack if signs_up(at.registry.flows[s.flow], s.about))
    said = Phrase("closing.told", {**human(at.known), "day": Day(date.fromisoformat(told.on))})
    return (*over, Say((said,)))


def appointed(told: Appointed | Dismissed, at: Situation) -> Effects:
    """As it stands now, which may be otherwise again; the menu of the chat follows."""
    role = Actor.of(at.known.me, at.known.coordinator).role_in(told.programme)
    if (role is None) == isinstance(told, Appointed):
        return ()
    found = at.known.programme(told.programme)
    values: dict[str, Value] = {"programme": found.name if found else told.programme}
    said = Phrase(f"staff.{told.kind}", values if role is None else {**values, "role": Phrase(f"role.{role}")})
    return (Speak(at.session.language or SOURCE), Say((said,)))


FEATURE = Feature(
    "anytime",
    scheduled=(
        Scheduled(Nudge, Audience.PERSON, nudged),
        Scheduled(Announced, Audience.EVERYBODY, announced),
        Scheduled(Closing, Audience.EVERYBODY, closing),
        Scheduled(StaffUnreachable, Audience.STAFF, colleague_gone),
        Scheduled(Appointed, Audience.PERSON, appointed),
        Scheduled(Dismissed, Audience.PERSON, appointed),
    ),
    commands=(
        Command("start", start, link_opened),
        Command("help", helps),
        Command("language", languages),
        Command("privacy", privacy),
        Command("status", lambda _, at: stands(at)),
        Command("stop", offers_to_stop),
        Command("back", lambda _, __: (Navigate(BACK),)),
        Command("skip", lambda _, __: (Navigate(SKIP),)),
    ),
    buttons=(
        Shortcut("lang", speaks),
        Shortcut("on", goes_on, with_unread),
        Shortcut("begin", begins_again),
        Shortcut("again", begins_again),
        Shortcut("stop", stops),
        Shortcut("more", privacy_whole, no_queries),
    ),
)
