"""Somebody of the staff answers for somebody whom no phone reaches: at the desk, or on the line.

The questions are the same, and so are the answers: whoever asks and decides never knows who held the phone. Here is
what is said for somebody else, how it is shown to whoever reads it aloud, and that a consent was read aloud.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from bot.channels.base import Command as Typed
from bot.channels.base import Contact, Other, Press, Text, What
from bot.flows.actions import Action, Decision, Refused, Request, Shows
from bot.flows.core import HUMAN
from bot.flows.feature import Command, Effects, Feature, Registry, Shortcut, Situation
from bot.flows.staff.queue import CANDIDATE, back
from programme.effects import AskAgain, Consent, Effect, GiveLink, Say, SpeakFor, SpeakForSelf
from programme.message import Button, Choose, Go, Phrase, Rows, Url, Value, callback
from programme.model import Candidate, Known
from programme.queries import HalfIntake, NewLink
from programme.roles import DECIDES, Actor, Group, authorise

LASTS = timedelta(hours=1)  # without a word: then whoever typed is themselves again
OWN = frozenset({"status", "hours", "language", "privacy", "mydata", "stop", "back", "skip"})  # commands of a person
ALOUD = ".aloud"  # after the version of the words that a consent was given to
AGAIN = "_again"  # in the place of a programme: the intake that stopped half-way
LINK_LASTS = timedelta(days=90)


# --- what is theirs ------------------------------------------------------------------------------


def is_theirs(what: What, registry: Registry) -> bool:
    """Is it an answer, or a wish of the person? The staff's own buttons and commands are not."""
    match what:
        case Text() | Contact() | Other():
            return True
        case Typed(name):
            return name in OWN
        case Press(data):
            tapped = callback(data)
            if isinstance(tapped, Go):
                found = registry.buttons.get(tapped.name)
                return found is None or not found.staff
            return isinstance(tapped, Choose)
    return False


def noted(effect: Effect) -> Effect:
    """A consent was read aloud, and a yes heard: the version of its words says so."""
    return replace(effect, wording=f"{effect.wording}{ALOUD}") if isinstance(effect, Consent) else effect


def aloud(said: Sequence[tuple[Say, str | None]], whose: Candidate | None) -> list[tuple[Say, str | None]]:
    """Each message under the name of whom it is for; whoever reads it shares no number of their own. The way out stands
    below the last one."""
    head = Phrase("speaking.head", {"name": whose.name if whose else Phrase("speaking.somebody")})
    shown = [
        (replace(one, lines=(head, *one.lines), rows=without_human(one.rows), contact=None), language)
        for one, language in said
    ]
    if shown and not shown[-1][0].typed:
        last, language = shown[-1]
        shown[-1] = (replace(last, rows=(*last.rows, *OUT)), language)
    return shown


def without_human(rows: Rows) -> Rows:
    """The human of whom they could ask something holds the phone."""
    kept = (tuple(b for b in row if not (isinstance(b.data, Choose) and b.data.choice == HUMAN)) for row in rows)
    return tuple(row for row in kept if row)


OUT: Rows = ((Button(Phrase("speaking.done"), Go("self")),),)


# --- beginning and ending ------------------------------------------------------------------------


def intake(_: str, at: Situation) -> Effects:
    """/intake: for somebody at the desk or on the phone; of one's only programme at once, or for which one?"""
    if at.known.coordinator is None:
        return (AskAgain((Phrase("help.unknown"),)),)
    mine = [p for p in at.known.programmes if p.id in _programmes(at.known)]
    half = at.known.get(HalfIntake())
    if len(mine) == 1 and not half:
        return begins(mine[0].id, at)
    on = ((Button(Phrase("speaking.half.on"), Go("intake", AGAIN)),),) if half else ()
    new = Phrase("speaking.half.new") if len(mine) == 1 else None
    rows = (*on, *((Button(new or p.name, Go("intake", p.id)),) for p in mine))
    return (Say((Phrase("speaking.half" if half else "puzzle.which" if rows else "review.gone"),), rows=rows),)


def _programmes(known: Known) -> tuple[str, ...]:
    return Actor.of(known.me, known.coordinator).where(DECIDES)


def begins(programme: str, at: Situation) -> Effects:
    """Somebody new: the same questions, from the first one on; or where they stopped."""
    if programme == AGAIN and at.known.coordinator:
        on = ((Button(Phrase("speaking.on"), Go("on")),), *OUT)
        return (SpeakFor(again=True), Say((Phrase("speaking.new"),), rows=on))
    if not authorise(Actor.of(at.known.me, at.known.coordinator), DECIDES, programme):
        return ()
    start = ((Button(Phrase("speaking.start"), Go("begin", programme)),), *OUT)
    return (SpeakFor(), Say((Phrase("speaking.new"),), rows=start))


def ends(_: str, at: Situation) -> Effects:
    """Whoever taps it twice reads the same again."""
    if at.known.coordinator is None:
        return ()
    return (SpeakForSelf(), Say((Phrase("speaking.ended"),)))


def speak(found: Candidate, request: Request, _: Situation) -> Decision:
    """What they are being asked comes with the first tap; without a question, where they stand."""
    if found.reached:
        return Decision(Refused(Phrase("speaking.reached")))
    rows = ((Button(Phrase("speaking.on"), Go("on")),), *OUT)
    told = Say((Phrase("speaking.begins", {"name": found.name}),), rows=rows, edit=request.place)
    return Decision(Shows(told), (SpeakFor(found.id),))


def link(found: Candidate, request: Request, at: Situation) -> Decision:
    """On their own phone from now on: the link can be sent or shown."""
    made = at.known.get(NewLink())
    if found.reached or made is None:
        return Decision(Refused(Phrase("speaking.reached")))
    values: dict[str, Value] = {"name": found.name, "link": Url(made.address)}
    told = Say((Phrase("speaking.link", values),), rows=back(found), edit=request.place)
    return Decision(Shows(told), (GiveLink(found.id, made.hash, at.known.now + LINK_LASTS),))


def unreached(one: Candidate) -> bool:
    return not one.reached and not one.status.ended


ACTIONS = (
    Action("speak", Group.DECIDING, DECIDES, "answer for somebody without a phone, what they say", CANDIDATE, speak,
           offered=unreached),
    Action("link", Group.DECIDING, DECIDES, "make a link with which they take their file over", CANDIDATE, link,
           offered=unreached, also=lambda _, __: (NewLink(),)),
)  # fmt: skip


FEATURE = Feature(
    "speaking",
    commands=(Command("intake", intake, lambda _, __: (HalfIntake(),)),),
    buttons=(
        Shortcut("intake", begins, staff=True),
        Shortcut("self", ends, staff=True),
    ),
    actions=ACTIONS,
)
