"""What a newcomer and a volunteer are asked. Never: religion, politics, health, the asylum story, papers,
a national number, an exact birth date, a photo, income."""

from typing import Any

from bot.flows.core import Flow, Here, Question
from bot.flows.reading import (
    NO,
    NOWHERE,
    YES,
    ManyOf,
    Municipality,
    Nationalities,
    Notice,
    OneOf,
    ProgrammeNear,
    Reachable,
    Summary,
    Tongues,
    Words,
    Year,
    free_time,
    human,
    told,
)
from programme.effects import Correct, Effect, Say, Submit, Unmet
from programme.model import CEFR, Side
from programme.preset import preset
from programme.say import Phrase

UNDER_AGE = "0-17"
AGES = (UNDER_AGE, "18-25", "26-40", "41-64", "65+")
INTERESTS = (
    "cooking", "walking", "sport", "football", "cycling", "music", "reading", "films",
    "gardening", "crafts", "children", "computers", "games", "nature", "culture", "coffee",
)  # fmt: skip
YES_NO = (YES, NO)


def preset_programme(here: Here) -> Any:
    """A poster's or a colleague's link may have chosen; otherwise the only one that serves the place."""
    chosen = here.about.get("programme")
    if chosen and here.known.programme(chosen):
        return chosen
    serving = here.known.serving(here.answers.get("municipality", ""))
    return serving[0].id if len(serving) == 1 else None


def unmet(side: Side, value: Any, here: Here) -> tuple[Effect, ...]:
    return () if here.known.serving(value) else (Unmet(value, side),)


def screened(here: Here) -> bool:
    programme = here.known.programme(here.answers.get("programme", ""))
    return bool(programme and preset(programme.preset).screening)


def common_first(side: Side) -> tuple[Question, ...]:
    return (
        Question("name", Words(60)),
        Question("age", OneOf(AGES, "age", columns=2), ends=lambda v: v == UNDER_AGE),
        Question("municipality", Municipality(), then=lambda v, here: unmet(side, v, here)),
        Question(
            "programme",
            ProgrammeNear(),
            settle=preset_programme,
            needs=("municipality",),
            ends=lambda v: v == NOWHERE,
            counted=False,  # most never see it: the number of questions should not jump
        ),
        Question("nationality", Nationalities()),
        Question("tongues", Tongues()),
    )


NEWCOMER = (
    *common_first(Side.NEWCOMER),
    Question("dutch", OneOf(CEFR, "dutch")),
    Question("since", Year(), optional=True),
    Question("free", free_time()),
    Question("interests", ManyOf(INTERESTS, "interest")),
    Question("hopes", Words(500), optional=True),
    Question("buddy_age", OneOf(("any", *AGES[1:]), "buddy_age", columns=2)),
    Question("buddy_gender", OneOf(("any", "woman", "man"), "buddy_gender")),
    Question("children", OneOf(YES_NO, "children", columns=2)),
    Question("forty", OneOf((YES, NO, "unknown"), "forty")),
    Question("reach", Reachable(), optional=True),
)

VOLUNTEER = (
    *common_first(Side.VOLUNTEER),
    Question("gender", OneOf(("woman", "man", "other"), "gender"), optional=True),
    Question("free", free_time()),
    Question("interests", ManyOf(INTERESTS, "interest")),
    Question("how_many", OneOf(("1", "2", "3"), "how_many", columns=3)),
    Question("how_often", OneOf(("weekly", "fortnightly", "monthly"), "how_often")),
    Question("experience", OneOf(YES_NO, "experience", columns=2)),
    Question("motivation", Words(500), optional=True),
    Question("reach", Reachable(), optional=True),
    Question("note", Notice("note", Phrase("note.short"), Phrase("note.long")), ends=lambda v: v == NO, summed=False),
    Question(
        "screening",
        Notice("screening", Phrase("screening.short"), Phrase("screening.long")),
        when=screened,
        summed=False,
        ends=lambda v: v == NO,
    ),
)


def in_words(questions: tuple[Question, ...]) -> Summary:
    return Summary("intake", lambda here: told(questions, here.answers, here))


def finish(side: Side, here: Here) -> tuple[Effect, ...]:
    answers = {k: v for k, v in here.answers.items() if k != "send"}
    for question, value, text in _ways_out(here):
        if here.answers.get(question) == value:
            return (Say((Phrase(text, human(here.known)),)),)
    if here.about.get("correct"):
        return _corrected(here, answers)
    programme = here.known.programme(answers["programme"])
    promise = preset(programme.preset).promise_days if programme else 5
    words = {
        "human": (programme and programme.human) or here.known.human,
        "programme": programme.name if programme else "",
    }
    return (
        Submit(side, answers["programme"], answers, bool(here.about.get("counted"))),
        Say((Phrase(f"intake.sent.{side}", words), Phrase("intake.promise", {"n": promise}, n=promise))),
    )


def _corrected(here: Here, answers: dict[str, Any]) -> tuple[Effect, ...]:
    """Somebody put their own file right: place in the queue and decisions stay as they were."""
    before = here.known.person
    if before is None or before.id != here.about["correct"]:
        return (Say((Phrase("mydata.none"),)),)
    changed = tuple(k for k in answers if answers[k] != before.answers.get(k))
    if not changed:
        return (Say((Phrase("mydata.kept"),)),)
    return (Correct(before.id, answers, changed), Say((Phrase("mydata.corrected"),)))


def _ways_out(here: Here) -> tuple[tuple[str, str, str], ...]:
    return (
        ("age", UNDER_AGE, "intake.under-age"),
        ("programme", NOWHERE, "intake.nowhere"),
        ("note", NO, "intake.no-note"),
        ("screening", NO, "intake.no-screening"),
    )


def flow(side: Side, questions: tuple[Question, ...]) -> Flow:
    send = Question("send", in_words(questions), counted=False, summed=False)
    return Flow(side, "intake", (*questions, send), lambda here: finish(side, here), numbered=True)


NEWCOMER_FLOW = flow(Side.NEWCOMER, NEWCOMER)
VOLUNTEER_FLOW = flow(Side.VOLUNTEER, VOLUNTEER)
