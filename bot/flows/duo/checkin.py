"""How is it going with your buddy? Four taps or fewer, and a word if one wants. Not safe is one tap at any moment.

The last one, and the one at the planned end, are shorter: with the questions of the end they are five at the most.
"""

from dataclasses import dataclass, replace
from typing import Any

from bot.channels.base import VOICE, Other, Text
from bot.flows.core import Answer, Flow, Here, Input, Question, Retry, Screen, Tap, also_call
from bot.flows.duo.common import MEETS, beside, buddy, duo_as_it_stands, for_member, not_safe, over, whom
from bot.flows.duo.rhythm import asks_again, asks_how_it_goes, check_in, ending, measuring
from bot.flows.feature import Effects, Feature, Situation
from bot.flows.readers import NO, YES, OneOf, Words, slip
from programme.alarms import Kind
from programme.check_in import CheckInAnswers
from programme.duo import State
from programme.effects import Asked, AskFirst, CallHuman, CheckedIn, Effect, RaiseAlarm, Say, ScheduledMessage
from programme.hours import DONE
from programme.message import Choice, Phrase, Value
from programme.model import Duo, Member
from programme.reading import numbers, phrases
from programme.reading.wishes import worries
from programme.scheduled import CheckIn, CheckInAgain, CheckInWords, HowIsIt, WantsToTalk

UNSAFE, TALK = "unsafe", {"talk": True}
MOODS = ("5", "4", "3", "2", "1", UNSAFE)
HOURS = ("1", "2", "4", "6", "10")  # hours together since the last time: "about" is enough
NONE = "0"
TIMES = {YES: 1, "2": 2, "4": 4}  # how often they met, at the least
BAD = 2  # a face of this or lower reaches the coordinator at once
CHEERFUL = 4  # and one of this or higher is cheered


def closing(here: Here) -> bool:
    """Do questions of the end follow, or have they come before?"""
    return bool(here.about.get("last") or here.about.get("ends"))


def have_met(here: Here) -> bool:
    """The last check-in asks for hours alone."""
    if here.about.get("last"):
        return here.answers.get("hours") not in (None, NONE)
    return here.answers.get("met") in TIMES


def for_hours(here: Here) -> bool:
    return bool(here.about.get("last")) or have_met(here)


def went_well(here: Here) -> bool:
    """Only then they are asked what they did: the face comes first."""
    mood = here.answers.get("mood")
    return not closing(here) and have_met(here) and mood in MOODS and mood != UNSAFE and int(mood) > BAD


def unsafe(value: Any) -> bool:
    return bool(value == UNSAFE)


def felt(value: Any, here: Here) -> tuple[Effect, ...]:
    """The face is written down at once, and a bad one told at once: the last question may stay open."""
    if value == UNSAFE or over(here):
        return ()  # `finish` follows
    mood = int(value)
    return (told(here, mood, ""), *(_alarm(Kind.MOOD, here, mood) if mood <= BAD else ()))


def told(here: Here, mood: int, note: str) -> CheckedIn:
    about, met = here.about, have_met(here)
    hours = float(here.answers.get("hours") or 0) if met else 0.0
    done = (here.answers.get("done") or "") if met else ""
    told = CheckInAnswers(met, hours, mood, note, done, TIMES.get(str(here.answers.get("met")), 0))
    return CheckedIn(about["duo"], about["candidate"], about["wave"], told)


def finish(here: Here) -> tuple[Effect, ...]:
    """What wasn't said is not kept: of somebody who is not safe, nothing but that."""
    about = here.about
    if UNSAFE in (here.answers.get("met"), here.answers.get("hours"), here.answers.get("mood")):
        return not_safe(about["duo"], about["candidate"], about["programme"], here)
    if over(here):
        return (Say((Phrase("checkin.over", buddy(here)),)),)
    mood, words = int(here.answers["mood"]), here.answers.get("note")
    if words == TALK:
        return (told(here, mood, ""), _tell(WantsToTalk(*_who(here), mood), here), CallHuman())
    if isinstance(words, dict):
        return _spoken(here, mood, str(words.get(VOICE, "")))
    note = str(words or "")
    if note and (mood <= BAD or worries(note)):
        kind = Kind.WORDS if worries(note) else Kind.MOOD
        key = "checkin.thanks.worried" if worries(note) else "checkin.thanks.bad"
        said = Say((Phrase(key, whom(here)), *also_call(here.known)))
        return (told(here, mood, note), *_alarm(kind, here, mood, note), said)  # no figures are asked for now
    if note:
        said = Say((Phrase("checkin.thanks.read", whom(here)),))
        return (told(here, mood, note), said, _tell(CheckInWords(*_who(here), mood, note), here), *_next(here))
    return (told(here, mood, ""), Say((Phrase(_thanks(here, mood), whom(here)),)), *_next(here))


def _spoken(here: Here, mood: int, voice: str) -> tuple[Effect, ...]:
    """Nothing here listens: it goes on to the coordinator as it is, and whom to call is said at once."""
    bad = mood <= BAD
    said = Say((Phrase("checkin.thanks.heard", whom(here)), *(also_call(here.known) if bad else ())))
    passed = _tell(CheckInWords(*_who(here), mood, voice=voice), here)
    return (told(here, mood, ""), said, passed, *(() if bad else _next(here)))


def _thanks(here: Here, mood: int) -> str:
    """Cheer only after a cheerful answer."""
    if mood <= BAD:
        return "checkin.thanks.bad"
    if here.about.get("last"):
        return "checkin.thanks.last"
    return "checkin.thanks" if mood >= CHEERFUL else "checkin.thanks.so-so"


def _alarm(kind: Kind, here: Here, mood: int, note: str = "") -> tuple[Effect, ...]:
    about = here.about
    return (RaiseAlarm(kind, about["programme"], about["candidate"], about["duo"], note, mood),)


def _next(here: Here) -> tuple[Effect, ...]:
    """A few numbers now and then, and at the planned end the question of what comes after it."""
    if here.about.get("moment"):
        return measuring(here.about)
    return ending(here)


def _who(here: Here) -> tuple[int, int]:
    return here.about["duo"], here.about["candidate"]


def _tell(what: WantsToTalk | CheckInWords, here: Here) -> ScheduledMessage:
    """For the staff, once a wave."""
    key = f"{what.kind}:{what.duo}:{what.candidate}:{here.about['wave']}"
    return ScheduledMessage(what, here.known.now, key, programme=here.about["programme"])


@dataclass(frozen=True, slots=True)
class First(OneOf):
    """The first of what is asked: below its choices the way out for somebody who is not safe."""

    def screen(self, here: Here) -> Screen:
        found = OneOf.screen(self, here)
        return Screen((*found.rows, (Choice(UNSAFE, Phrase("mood.unsafe")),)))

    def read(self, given: Input, here: Here) -> Answer | Retry:
        if isinstance(given, Tap) and given.choice == UNSAFE:
            return Answer(UNSAFE)
        return OneOf.read(self, given, here)

    def shown(self, value: Any, here: Here) -> Value:
        return Phrase("mood.unsafe") if value == UNSAFE else self.label(value)


@dataclass(frozen=True, slots=True)
class Met(First):
    """How often. Yes and no may be typed, and a number."""

    def read(self, given: Input, here: Here) -> Answer | Retry:
        return self._typed(given) if isinstance(given, Text) else First.read(self, given, here)

    def _typed(self, given: Text) -> Answer | Retry:
        if said := phrases.yes_no(given.text).read:
            return Answer(said[0])
        told = [part for part in numbers.tokens(given.text) if isinstance(part, float)]
        if len(told) != 1:
            return slip(given, "slip.tap")
        return Answer(next((value for value, least in reversed(TIMES.items()) if told[0] >= least), NO))


@dataclass(frozen=True, slots=True)
class Together(OneOf):
    """Hours. The last check-in begins with them: then there may be none."""

    def screen(self, here: Here) -> Screen:
        return self._as_asked(here).screen(here)

    def read(self, given: Input, here: Here) -> Answer | Retry:
        return self._as_asked(here).read(given, here)

    def shown(self, value: Any, here: Here) -> Value:
        return self._as_asked(here).shown(value, here)

    def _as_asked(self, here: Here) -> OneOf:
        if here.about.get("last"):
            return First((NONE, *self.values), self.words, self.columns)
        return OneOf(self.values, self.words, self.columns)


@dataclass(frozen=True, slots=True)
class WordsOrTalk(Words):
    """Own words, written or spoken, or: I want to talk."""

    def screen(self, here: Here) -> Screen:
        return Screen(((Choice("talk", Phrase("talk.do")),),))

    def read(self, given: Input, here: Here) -> Answer | Retry:
        if isinstance(given, Other) and given.file:
            return Answer({VOICE: given.file})
        return Answer(TALK) if isinstance(given, Tap) and given.choice == "talk" else Words.read(self, given, here)

    def shown(self, value: Any, here: Here) -> Value:
        return Phrase("talk.do") if value == TALK else str(value)


QUESTIONS = (
    Question("met", Met((*TIMES, NO), "often"), when=lambda here: not here.about.get("last"), ends=unsafe),
    Question("hours", Together(HOURS, "hours", columns=3), when=for_hours, ends=unsafe, invalidated_by=("met",)),
    Question("mood", OneOf(MOODS, "mood"), then=felt, ends=unsafe),
    Question("done", OneOf(DONE, "done", columns=2), when=went_well, optional=True, invalidated_by=("met",)),
    Question("note", WordsOrTalk(500), when=lambda here: not closing(here), optional=True, heard=True),
)


FLOW = Flow(
    "checkin", "checkin", QUESTIONS, finish, resumes=False, queries=duo_as_it_stands, of_duo=True, found_again=True,
    may_wait=lambda state: "mood" not in state.answers,  # it is told already: what is left can be skipped
)  # fmt: skip


def asked_again(told: CheckInAgain, duo: Duo, me: Member, at: Situation) -> Effects:
    """A check-in that nobody answered, or put off: once more, and then peace."""
    if told.wave in me.told or duo.state not in MEETS:
        return ()
    mine, again = {"duo": told.duo, "wave": told.wave}, Phrase("checkin.again")
    open_ = [s for s in at.session.stack if s.flow == FLOW.name and mine.items() <= s.about.items()]
    if open_:
        return (AskFirst(FLOW.name, mine, (again,)),) if "mood" not in open_[-1].answers else ()
    return asks_again(duo, me, at.known, again)


def asks_how(_: HowIsIt, duo: Duo, me: Member, at: Situation) -> Effects:
    """The coordinator heard nothing of them for a while: the check-in that is still open, or one more, in her name."""
    if duo.state not in (State.AGREED, State.MET, State.RUNNING):
        return ()
    known = at.known
    lead = Phrase("how-is-it", {"name": me.name, **whom(beside(duo, me, known))})
    if open_ := asks_again(duo, me, known, lead):
        return open_
    wave = known.today.isoformat()
    if wave in me.asked:  # they told today how it goes
        return ()
    asked = asks_how_it_goes(duo, me, known, len(me.asked) + 1, wave)
    return (Asked(duo.id, me.candidate, wave), replace(asked, lead=(lead,)))


FEATURE = Feature(
    "checkin",
    flows=(FLOW,),
    scheduled=(
        for_member(CheckIn, lambda _, duo, me, at: check_in(duo, me, at.known)),
        for_member(CheckInAgain, asked_again),
        for_member(HowIsIt, asks_how),
    ),
)
