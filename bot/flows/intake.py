"""What a newcomer and a volunteer are asked. Never: religion, politics, health, the asylum story, papers,
a national number, an exact birth date, a photo, income."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from bot.flows.core import Flow, Here, Question, State, also_call, here
from bot.flows.feature import Audience, Effects, Feature, Queries, Scheduled, Shortcut, Situation, standing
from bot.flows.readers import (
    NO,
    NOWHERE,
    YES,
    ManyOf,
    Municipality,
    Name,
    Nationalities,
    Notice,
    OneOf,
    ProgrammeNear,
    Reachable,
    Summary,
    Tongues,
    Words,
    Year,
    for_age,
    free_time,
    human,
    is_latin,
    told,
)
from programme.alarms import Kind
from programme.effects import Correct, Effect, Forget, Guard, RaiseAlarm, Relink, Say, Submit, Unmet
from programme.message import Button, Day, Go, Phrase, Url, Value
from programme.model import CEFR, CHILD, MINOR, Candidate, Known, Side
from programme.preset import preset
from programme.queries import Link, NewLink, WaitsForGuardian
from programme.reading.wishes import worries
from programme.schedule import local_day
from programme.scheduled import Unvouched, Vouched

AGES = (CHILD, MINOR, "18-25", "26-40", "41-64", "65+")
ADULTS = AGES[2:]
LINK_DAYS = 14  # that a guardian's link works
INTERESTS = (
    "cooking", "walking", "sport", "football", "cycling", "music", "reading", "films",
    "gardening", "crafts", "children", "computers", "games", "nature", "culture", "coffee",
)  # fmt: skip
YES_NO = (YES, NO)


def is_minor(here: Here) -> bool:
    return here.answers.get("age") == MINOR


def asks_guardian(here: Here) -> bool:
    """Once: who puts their own file right has the guardian's yes."""
    return is_minor(here) and not here.about.get("correct")


def preset_programme(here: Here) -> Any:
    """A poster's or a colleague's link may have chosen; otherwise the only one that serves the place. Somebody of 13
    to 17 whom no programme takes is asked no further."""
    known = here.known.programmes
    there = {p.id for p in (known if here.about.get("correct") else for_age(here, known))}
    if not there and is_minor(here):
        return NOWHERE
    chosen = here.about.get("programme")
    if chosen in there:
        return chosen
    serving = for_age(here, here.known.serving(here.answers.get("municipality", "")))
    return serving[0].id if len(serving) == 1 else None


def unmet(side: Side, value: Any, here: Here) -> tuple[Effect, ...]:
    return () if here.known.serving(value) else (Unmet(value, side),)


def screened(here: Here) -> bool:
    programme = here.known.programme(here.answers.get("programme", ""))
    return bool(programme and preset(programme.preset).screening)


def common_first(side: Side) -> tuple[Question, ...]:
    return (
        Question("name", Name(), why="weten hoe iemand genoemd wil worden"),
        Question(
            "latin",
            Name(latin=True),
            when=lambda here: not is_latin(here.answers.get("name", "")),
            invalidated_by=("name",),
            optional=True,
            counted=False,  # few see it
            why="een naam die de coördinator en de buddy kunnen lezen; mag overgeslagen worden",
        ),
        Question(
            "age",
            OneOf(AGES, "age", columns=2),
            ends=lambda v: v == CHILD,
            card=True,
            why="een duo dat bij elkaar past; onder 13 helpt een mens, van 13 tot 17 zegt een voogd eerst ja",
        ),
        Question(
            "municipality",
            Municipality(),
            then=lambda v, here: unmet(side, v, here),
            card=True,
            why="een project en een duo in de buurt",
        ),
        Question(
            "programme",
            ProgrammeNear(),
            settle=preset_programme,
            invalidated_by=("municipality", "age"),
            ends=lambda v: v == NOWHERE,
            counted=False,  # most never see it: the number of questions should not jump
            why="het juiste project",
        ),
        Question(
            "guardian",
            Notice("guardian", Phrase("guardian.short"), Phrase("guardian.long")),
            when=asks_guardian,
            ends=lambda v: v == NO,
            summed=False,
            why="weten dat een ouder of voogd ja moet zeggen",
        ),
        Question(  # for the figures, never on a card
            "nationality",
            Nationalities(),
            why='cijfers, na ja op "meetellen"; een duo dat bij elkaar past',
        ),
        Question("tongues", Tongues(), card=True, why="een taal samen, of juist Nederlands oefenen"),
    )


FREE = Question("free", free_time(), card=True, why="op hetzelfde moment vrij zijn")
LIKES = Question("interests", ManyOf(INTERESTS, "interest"), card=True, why="samen iets leuks doen")
REACH = Question(
    "reach", Reachable(), optional=True, card=True, why="bereikbaar zijn zonder Telegram; mag overgeslagen worden"
)

NEWCOMER = (
    *common_first(Side.NEWCOMER),
    Question("dutch", OneOf(CEFR, "dutch"), card=True, why="weten hoe vlot Nederlands spreken gaat"),
    Question(
        "since", Year(), optional=True, card=True, why="weten of iemand pas in België is; mag overgeslagen worden"
    ),
    FREE,
    LIKES,
    Question(
        "hopes", Words(500), optional=True, card=True, why="wat iemand hoopt, in eigen woorden; mag overgeslagen worden"
    ),
    Question("buddy_age", OneOf(("any", *ADULTS), "buddy_age", columns=2), card=True, why="wens over de buddy"),
    Question(
        "buddy_gender",
        OneOf(("any", "woman", "man"), "buddy_gender"),
        card=True,
        why="wens over de buddy; waarom vragen we niet",
    ),
    Question("children", OneOf(YES_NO, "children", columns=2), card=True, why="weten of er kinderen meekomen"),
    Question("forty", OneOf((YES, NO, "unknown"), "forty"), card=True, why="de 40 uren van het inburgeringstraject"),
    REACH,
)

VOLUNTEER = (
    *common_first(Side.VOLUNTEER),
    Question(
        "gender",
        OneOf(("woman", "man", "other"), "gender"),
        optional=True,
        card=True,
        why="de wens van de ander volgen; mag overgeslagen worden",
    ),
    FREE,
    LIKES,
    Question("how_many", OneOf(("1", "2", "3"), "how_many", columns=3), card=True, why="hoeveel duo's iemand aankan"),
    Question(
        "how_often",
        OneOf(("weekly", "fortnightly", "monthly"), "how_often"),
        card=True,
        why="hoe vaak iemand kan",
    ),
    Question(
        "experience",
        OneOf(YES_NO, "experience", columns=2),
        card=True,
        why="wie het al kent en wie uitleg nodig heeft",
    ),
    Question(
        "motivation",
        Words(500),
        optional=True,
        card=True,
        why="waarom iemand meedoet, in eigen woorden; mag overgeslagen worden",
    ),
    REACH,
    Question(
        "note",
        Notice("note", Phrase("note.short"), Phrase("note.long")),
        ends=lambda v: v == NO,
        summed=False,
        why="de wet van 3 juli 2005 over vrijwilligers",
    ),
    Question(
        "screening",
        Notice("screening", Phrase("screening.short"), Phrase("screening.long")),
        when=screened,
        summed=False,
        ends=lambda v: v == NO,
        why="vooraf weten wat het project vraagt",
    ),
)


def in_words(questions: tuple[Question, ...]) -> Summary:
    return Summary("intake", lambda here: told(questions, here.answers, here))


def finish(side: Side, here: Here) -> tuple[Effect, ...]:
    answers = {k: v for k, v in here.answers.items() if k != "send"}
    for question, value, text in _ways_out(here):
        if here.answers.get(question) == value:
            return (*_forgets(here), Say((Phrase(text, human(here.known)),)))
    if here.about.get("correct"):
        return _corrected(here, answers)
    if is_minor(here):
        return _guarded(side, here, answers)
    alarm = tuple(_worried(answers))
    told = sent(side, answers["programme"], here.known)
    call = (Phrase("distress.call"), *also_call(here.known)) if alarm else ()
    kept = Submit(side, answers["programme"], answers, bool(here.about.get("counted")))
    return (*alarm, kept, replace(told, lines=(*told.lines, *call)))


def _worried(answers: dict[str, Any]) -> Iterator[Effect]:
    """Words of distress in what the coordinator reads: in whatever language, an alarm beside the card."""
    for key in ("hopes", "motivation"):
        if worries(words := str(answers.get(key) or "")):
            yield RaiseAlarm(
                Kind.WORDS, answers["programme"], 0, note=words, name=answers["name"], reach=answers.get("reach") or ""
            )


def sent(side: Side, where: str, known: Known) -> Say:
    """The coordinators have it now, and within how many working days they look at it."""
    programme = known.programme(where)
    promise = preset(programme.preset).promise_days if programme else 5
    words = {"human": (programme and programme.human) or known.human, "programme": programme.name if programme else ""}
    if programme and not programme.heard:  # nobody is promised what can't be kept
        return Say((Phrase("status.unheard", {**human(known), "programme": programme.name}),))
    return Say((Phrase(f"intake.sent.{side}", words), Phrase("intake.promise", {"n": promise}, n=promise)))


def vouched(_: Vouched, at: Situation) -> Effects:
    """The guardian said yes."""
    known = at.known
    if known.person is None:
        return ()
    told = sent(known.person.side, known.person.programme, known)
    return (Say((Phrase("guardian.said-yes"), *told.lines)),)


def unvouched(_: Unvouched, at: Situation) -> Effects:
    """The guardian said no: nothing is kept."""
    return (Forget(), Say((Phrase("guardian.said-no", human(at.known)),)))


def links_again(_: str, at: Situation) -> Effects:
    """Another link for the guardian of an intake that waits."""
    made = at.known.get(NewLink())
    if not at.known.guarded or made is None:
        return ()
    _, answers = at.known.get(WaitsForGuardian())
    expires = at.known.now + timedelta(days=LINK_DAYS)
    said = link_said(made, expires, answers.get("name", ""), at.known, answers.get("programme", ""))
    return (Relink(made.hash, expires), *said)


def another_link(_: str, at: Situation) -> Queries:
    return (NewLink(), WaitsForGuardian()) if at.known.guarded else standing(_, at)


def _forgets(here: Here) -> tuple[Effect, ...]:
    """Nothing is kept of somebody under 18 who can't take part; of whoever is here otherwise, that stays."""
    known = here.known
    elsewhere = known.coordinator or known.guarded or (known.person and not known.person.status.ended)
    return () if elsewhere or here.answers.get("age") not in (CHILD, MINOR) else (Forget(),)


def _guarded(side: Side, here: Here, answers: dict[str, Any]) -> tuple[Effect, ...]:
    """Finished, and first a guardian has to say yes."""
    made = here.known.get(NewLink())
    assert made is not None  # `sends_link` asks for it at this question
    expires = here.known.now + timedelta(days=LINK_DAYS)
    counted = bool(here.about.get("counted"))
    kept = Guard(side, answers["programme"], answers, counted, made.hash, expires)
    return (kept, *link_said(made, expires, answers["name"], here.known, answers["programme"]))


def link_said(made: Link, expires: datetime, name: str, known: Known, programme: str) -> tuple[Effect, ...]:
    """The message to send on, by itself, and what it is for."""
    found = known.programme(programme)
    values: dict[str, Value] = {
        "name": name, "programme": found.name if found else programme, "link": Url(made.address),
        "day": Day(local_day(expires)),
    }  # fmt: skip
    again = ((Button(Phrase("guardian.relink"), Go("relink")),),)
    return (Say((Phrase("guardian.link", values),)), Say((Phrase("guardian.waits", human(known)),), rows=again))


def _corrected(here: Here, answers: dict[str, Any]) -> tuple[Effect, ...]:
    """Somebody put their own file right: place in the queue and decisions stay as they were."""
    before = here.known.person
    if before is None or before.id != here.about["correct"]:
        return (Say((Phrase("mydata.none"),)),)
    changed = tuple(k for k in answers if answers[k] != before.answers.get(k))
    if "age" in changed and MINOR in (answers["age"], before.answers.get("age")):
        return (Say((Phrase("mydata.age", human(here.known)),)),)
    if not changed:
        return (Say((Phrase("mydata.kept"),)),)
    return (Correct(before.id, answers, changed), Say((Phrase("mydata.corrected"),)))


def _ways_out(here: Here) -> tuple[tuple[str, str, str], ...]:
    return (
        ("age", CHILD, "intake.child"),
        ("programme", NOWHERE, "intake.under-age" if is_minor(here) else "intake.nowhere"),
        ("guardian", NO, "intake.under-age"),
        ("note", NO, "intake.no-note"),
        ("screening", NO, "intake.no-screening"),
    )


def flow(side: Side, questions: tuple[Question, ...]) -> Flow:
    send = Question("send", in_words(questions), counted=False, summed=False)
    return Flow(
        side, "intake", (*questions, send), lambda here: finish(side, here), numbered=True, queries=sends_link,
        signs_up=True,
    )  # fmt: skip


def sends_link(state: State) -> Queries:
    """Who sends the intake of somebody under 18 gets a link for the guardian."""
    return (NewLink(),) if state.at == "send" and state.answers.get("age") == MINOR else ()


NEWCOMER_FLOW = flow(Side.NEWCOMER, NEWCOMER)
VOLUNTEER_FLOW = flow(Side.VOLUNTEER, VOLUNTEER)
FLOWS = {Side.NEWCOMER: NEWCOMER_FLOW, Side.VOLUNTEER: VOLUNTEER_FLOW}


def facts(one: Candidate, known: Known) -> tuple[tuple[str, Value], ...]:
    """A candidate's answers in words, in the order of asking."""
    state = State(one.side, 0, answers=dict(one.answers))
    return told(FLOWS[one.side].questions, state.answers, here(state, "", known))


FEATURE = Feature(
    "intake",
    flows=(NEWCOMER_FLOW, VOLUNTEER_FLOW),
    scheduled=(
        Scheduled(Vouched, Audience.PERSON, vouched),
        Scheduled(Unvouched, Audience.PERSON, unvouched),
    ),
    buttons=(Shortcut("relink", links_again, another_link),),
)
