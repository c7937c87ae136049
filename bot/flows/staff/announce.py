"""A coordinator tells many at once: to whom, the words, a preview of what each of them will read, and then *send*.

It goes out after ten minutes, by day; until then one tap takes all of it back. Beside what waits for each reader,
sealed, the words are kept nowhere.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from bot.flows.actions import Action, Decision, Done, Opens, Refused, Request, Shows, Subject
from bot.flows.anytime import announcement
from bot.flows.core import Answer, Draft, Flow, Here, Input, Question, Retry, Screen, State, Tap
from bot.flows.feature import Command, Effects, Feature, Queries, Situation
from bot.flows.readers import NO, YES, OneOf, Words, slip
from bot.flows.staff import desk
from bot.flows.staff.queue import TO_QUEUE
from programme.announcing import GROUPS, MOST_TEXT, Announcement, Audience, words
from programme.effects import Announce, AskAgain, Begin, Effect, Say, Unannounce
from programme.message import Button, Choice, Do, In, Lines, Listed, Phrase, Tongue, Value
from programme.model import SOURCE, Known
from programme.queries import AnnouncementOf, AudienceOf
from programme.roles import DECIDES, Actor, Group

# --- which of one's programmes -------------------------------------------------------------------


def mine(action: Action[Any], at: Situation) -> tuple[str, ...]:
    """The programmes in which somebody may do this."""
    where = Actor.of(at.known.me, at.known.coordinator).where(action.roles)
    return tuple(p.id for p in at.known.programmes if p.id in where)


def asked(action: Action[Any], at: Situation) -> Queries:
    """What a command has to know that is about a programme: of one's only one, at once."""
    where = mine(action, at)
    return (action.subject.query(Request(0, where[0]), action),) if len(where) == 1 else ()


def which(action: Action[Any], question: Phrase, at: Situation) -> Effects:
    """In one's only programme at once, or in which one?"""
    if at.known.coordinator is None:
        return (AskAgain((Phrase("help.unknown"),)),)
    where = mine(action, at)
    if len(where) == 1:
        return desk.acts(action, Request(0, where[0]), at)
    rows = tuple((Button(name_of(id, at.known), Do(action.name, 0, id)),) for id in where)
    return (Say((question if rows else Phrase("review.gone"),), rows=rows or TO_QUEUE),)


def name_of(programme: str, known: Known) -> str:
    found = known.programme(programme)
    return found.name if found else programme


# --- to whom, and in which words -----------------------------------------------------------------


def audience(here: Here) -> Audience:
    return here.known.get(AudienceOf(here.about["programme"], DECIDES)) or Audience(here.about["programme"])


def languages(here: Here) -> dict[str, int]:
    """Those that the chosen group reads, Dutch apart."""
    found = audience(here).languages(here.answers.get("whom", ""))
    return {language: n for language, n in found.items() if language != SOURCE}


class Whom(OneOf):
    """A group, with how many it reaches."""

    def screen(self, here: Here) -> Screen:
        of = audience(here)
        told = ((Choice(v, Phrase(f"{self.words}.{v}", {"n": len(of.of(v))})),) for v in self.values)
        return Screen(tuple(told), values={"programme": name_of(of.programme, here.known)})

    def shown(self, value: Any, here: Here) -> Value:
        return Phrase(f"{self.words}.{value}", {"n": len(audience(here).of(value))})


@dataclass(frozen=True, slots=True)
class Others:
    """The words in each other language that they read, one after the other; each may be left out."""

    def screen(self, here: Here) -> Screen:
        language = self._next(here)
        without = Choice(f"-{language}", Phrase("announce.others.none"))
        return Screen(((without,),), values={"language": Tongue(language), "n": languages(here).get(language, 0)})

    def read(self, given: Input, here: Here) -> Answer | Draft | Retry:
        language, texts = self._next(here), dict(here.draft.get("texts", {}))
        if isinstance(given, Tap):
            if given.choice[1:] in texts:  # a double tap
                return Draft({"texts": texts})
            if given.choice != f"-{language}":
                return slip(given, "slip.tap")
            told = ""
        else:
            read = Words(MOST_TEXT).read(given, here)
            if isinstance(read, Retry):
                return read
            told = read.value
        texts[language] = told
        if all(one in texts for one in languages(here)):
            return Answer({one: text for one, text in texts.items() if text})
        return Draft({"texts": texts})

    def shown(self, value: Any, here: Here) -> Value:
        return Listed(tuple(map(Tongue, value))) if value else Phrase("none")

    def _next(self, here: Here) -> str:
        texts = here.draft.get("texts", {})
        return next((one for one in languages(here) if one not in texts), SOURCE)


@dataclass(frozen=True, slots=True)
class Preview:
    """What they will read, in each language that somebody of them reads, and how many they are."""

    def screen(self, here: Here) -> Screen:
        of, group = audience(here), here.answers.get("whom", "")
        counts = Listed(tuple(
            Phrase("announce.count", {"n": n, "language": Tongue(one)}) for one, n in of.languages(group).items()
        ))  # fmt: skip
        total = Phrase("announce.total", {"n": len(of.of(group)), "languages": counts})
        unreached = of.without_phone(group)
        without = (Phrase("announce.without-phone", {"n": unreached}),) if unreached else ()
        send = tuple((Choice(v, Phrase(f"announce.send.{v}")),) for v in (YES, NO))
        return Screen(send, (*self._shown(of.languages(group), here), total, *without))

    def _shown(self, languages: dict[str, int], here: Here) -> Iterator[Phrase]:
        me = here.known.coordinator
        texts = texts_of(here)
        for one in languages:
            told = words(texts, one, me.name if me else "", here.about["programme"])
            read = In(one, Lines(announcement(told, here.known)))
            yield Phrase("announce.reads", {"language": Tongue(one), "text": read})

    def read(self, given: Input, here: Here) -> Answer | Retry:
        if isinstance(given, Tap) and given.choice in (YES, NO):
            return Answer(given.choice)
        return slip(given, "slip.tap")

    def shown(self, value: Any, here: Here) -> Value:
        return Phrase(f"announce.send.{value}")


def texts_of(here: Here) -> dict[str, str]:
    return {SOURCE: here.answers.get("text", ""), **(here.answers.get("others") or {})}


def finish(here: Here) -> tuple[Effect, ...]:
    """As things are now: a colleague may have been first, and the last of them may have gone."""
    of, group, known = audience(here), here.answers["whom"], here.known
    if here.answers["send"] == NO:
        return (Say((Phrase("announce.dropped"),), rows=TO_QUEUE),)
    if said := _not_now(of, known):
        return (said,)
    if not of.of(group):
        return (Say((Phrase("announce.nobody"),), rows=TO_QUEUE),)
    number = int(known.now.timestamp())
    name = known.coordinator.name if known.coordinator else ""
    back = ((Button(Phrase("announce.back"), Do("recall", number, of.programme)),),)
    return (
        Announce(of.programme, group, texts_of(here), name, number),
        Say((Phrase("announce.sent", {"n": len(of.of(group))}),), rows=back),
    )


def _not_now(of: Audience, known: Known) -> Say | None:
    said = Phrase("announce.too-soon", {"programme": name_of(of.programme, known)})
    return Say((said,), rows=TO_QUEUE) if of.too_soon(known.now) else None


def queries(state: State) -> Queries:
    return (AudienceOf(state.about["programme"], DECIDES),)


FLOW = Flow(
    "announce", "announce",
    (
        Question("whom", Whom(GROUPS, "announce.whom")),
        Question("text", Words(MOST_TEXT)),
        Question("others", Others(), when=lambda here: bool(languages(here)), invalidated_by=("whom",)),
        Question("send", Preview()),
    ),
    finish, resumes=False, queries=queries, on_card=True, to_human=False,
)  # fmt: skip


# --- what can be done ----------------------------------------------------------------------------


def begins(of: Audience, _: Request, at: Situation) -> Decision:
    if said := _not_now(of, at.known):
        return Decision(Shows(said))
    return Decision(Opens(Begin(FLOW.name, {"programme": of.programme})))


def takes_back(found: Announcement, _: Request, __: Situation) -> Decision:
    """As long as somebody has not been told."""
    if not found.waiting:
        return Decision(Refused(Phrase("announce.too-late"), (Phrase("announce.too-late"),), card=False))
    said = Phrase("announce.taken-back", {"n": found.waiting})
    return Decision(Done(said, away=True), (Unannounce(found.programme, found.number),))


# a whole programme, by its name: a number is nothing of it
AUDIENCE: Subject[Audience] = Subject(
    "announce.do",
    query=lambda request, action: AudienceOf("" if request.number else request.argument, action.roles),
    programme=lambda of: of.programme,
    card=lambda _, __, lead, edit: Say((lead or Phrase("announce.nobody"),), rows=TO_QUEUE, edit=edit),
    back=lambda _: TO_QUEUE,
)
SENT: Subject[Announcement] = Subject(
    "announce.do",
    query=lambda request, action: AnnouncementOf(request.argument, request.number, action.roles),
    programme=lambda found: found.programme,
    card=lambda _, __, lead, edit: Say((lead or Phrase("announce.too-late"),), rows=TO_QUEUE, edit=edit),
    back=lambda _: TO_QUEUE,
    away=TO_QUEUE,
)
TELL = Action(
    "announce", Group.DECIDING, DECIDES, "tell many people of a programme something at once", AUDIENCE, begins
)
ACTIONS = (
    TELL,
    Action("recall", Group.DECIDING, DECIDES, "take that back, until it goes out", SENT, takes_back),
)


FEATURE = Feature(
    "announce",
    flows=(FLOW,),
    commands=(
        Command(
            "announce",
            lambda _, at: which(TELL, Phrase("announce.which"), at),
            lambda _, at: asked(TELL, at),
        ),
    ),
    actions=ACTIONS,
)
