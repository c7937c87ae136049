"""The quiet duo: the pair is judged, not the person. One rule, which every list and message uses."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import IntEnum, StrEnum

from programme.duo import State
from programme.message import Phrase

SAD = 2  # a face of this or lower, of five
ANSWERED_IN = timedelta(days=4)  # most check-ins: one reminder comes after three
MEASURE = 21  # days without a meeting; a programme's setting (quiet_days)


class Action(StrEnum):
    """What the coordinator can do next, by the name of what the staff does; the first is the one to offer first."""

    CALLED = "called"
    REMIND = "remind"
    LATER = "later"
    END = "end"


# how long a duo is not shown again after that
AGAIN = {
    Action.REMIND: timedelta(weeks=1),
    Action.CALLED: timedelta(weeks=2),
    Action.LATER: timedelta(weeks=2),
}


class Sign(StrEnum):
    """What makes a duo need somebody, the most urgent first: the digest is in this order."""

    UNSAFE = "unsafe"
    SAD = "sad"
    STORIES = "stories"
    NOBODY = "nobody"
    NO_MEETING = "no-meeting"


@dataclass(frozen=True, slots=True)
class Told:
    """One side's answer to a check-in. `met_on` is the last meeting that it tells of, if any."""

    candidate: int
    on: date
    met: bool
    mood: int | None = None
    met_on: date | None = None
    wave: str = ""
    safe: bool = True


@dataclass(frozen=True, slots=True)
class Watched:
    """A duo as this rule sees it: `asked` is when a check-in first went out, `asked_last` when the latest did."""

    duo: int
    state: State
    since: date
    told: tuple[Told, ...] = ()
    asked: date | None = None
    asked_last: date | None = None
    snoozed_until: date | None = None


@dataclass(frozen=True, slots=True)
class Need:
    """Why a duo needs somebody, and what to do: `actions` in the order of the buttons."""

    duo: int
    signs: tuple[Sign, ...]
    reasons: tuple[Phrase, ...]
    actions: tuple[Action, ...]
    days: int  # since anybody told of a meeting

    @property
    def urgent(self) -> bool:
        """Not safe, or sad: not something for Monday."""
        return self.signs[0] in (Sign.UNSAFE, Sign.SAD)


def need(duo: Watched, today: date, measure: int = MEASURE) -> Need | None:
    """None while all is well, while the duo is not meeting, and while it is snoozed (but never for *not safe*)."""
    if duo.state not in (State.AGREED, State.MET, State.RUNNING):
        return None
    found = _signs(duo, today, measure)
    if duo.snoozed_until and today < duo.snoozed_until and Sign.UNSAFE not in found:
        return None
    if not found:
        return None
    signs = tuple(s for s in Sign if s in found)
    first = Action.CALLED if signs[0] in (Sign.UNSAFE, Sign.SAD, Sign.NOBODY) else Action.REMIND
    actions = (first, *(a for a in Action if a is not first and (a is not Action.LATER or signs[0] is not Sign.UNSAFE)))
    return Need(duo.duo, signs, tuple(found[s] for s in signs), actions, (today - last_meeting(duo)).days)


def _signs(duo: Watched, today: date, measure: int) -> dict[Sign, Phrase]:
    found: dict[Sign, Phrase] = {}
    latest = _latest(duo.told)
    if any(not t.safe for t in latest):
        found[Sign.UNSAFE] = Phrase("quiet.unsafe")
    if any(t.mood is not None and t.mood <= SAD for t in latest):
        found[Sign.SAD] = Phrase("quiet.sad")
    if differ(duo.told):
        found[Sign.STORIES] = Phrase("quiet.stories")
    silent = (today - max((duo.since, *(t.on for t in duo.told)))).days
    if duo.asked and duo.asked >= duo.since and silent > measure and not any(t.on >= duo.asked for t in duo.told):
        found[Sign.NOBODY] = Phrase("quiet.nobody", {"days": silent}, n=silent)
    apart = (today - last_meeting(duo)).days
    if apart > measure and _in_doubt(duo, today, apart, measure):
        found[Sign.NO_MEETING] = Phrase("quiet.no-meeting", {"days": apart}, n=apart)
    return found


def _in_doubt(duo: Watched, today: date, apart: int, measure: int) -> bool:
    """Is there a reason to think that they don't meet? They said so, a check-in since then has no answer, or it is long
    ago by any measure. In a monthly rhythm nobody tells of a meeting for weeks, and all is well."""
    met = last_meeting(duo)
    if duo.asked_last is None or apart > 2 * measure or any(t.on > met and not t.met for t in duo.told):
        return True
    answered = any(t.on >= duo.asked_last for t in duo.told)
    return duo.asked_last > met and not answered and today - duo.asked_last >= ANSWERED_IN


def last_meeting(duo: Watched) -> date:
    """The last meeting that either side told of; before the first, the day the duo came into its state."""
    return max((duo.since, *(t.met_on or t.on for t in duo.told if t.met)))


def differ(told: Iterable[Told]) -> bool:
    """Of the last wave that two answered: one says that they met, another that they didn't."""
    waves: dict[str, dict[int, bool]] = {}
    for t in sorted(told, key=lambda t: t.on):
        waves.setdefault(t.wave, {})[t.candidate] = t.met
    both = [answers for answers in waves.values() if len(answers) > 1]
    return bool(both) and len(set(both[-1].values())) > 1


def _latest(told: Sequence[Told]) -> tuple[Told, ...]:
    return tuple({t.candidate: t for t in sorted(told, key=lambda t: t.on)}.values())


def digest(duos: Iterable[Watched], today: date, measure: int = MEASURE) -> tuple[Need, ...]:
    """Which of these duos need somebody today."""
    return ordered(found for one in duos if (found := need(one, today, measure)))


def ordered(needs: Iterable[Need]) -> tuple[Need, ...]:
    """The most urgent sign first, of equal ones the longest without a meeting."""
    order = list(Sign)
    return tuple(sorted(needs, key=lambda n: (order.index(n.signs[0]), -n.days, n.duo)))


def anew(duo: Watched) -> Watched:
    """The same as if nobody had looked after it."""
    return replace(duo, snoozed_until=None)


def again_on(done: Action, today: date) -> date:
    """The day from which a duo is shown again after that, if it is still quiet."""
    return today + AGAIN[done]


# --- candidates that nobody looked at ---


class Level(IntEnum):
    """How far up it is told that somebody waits longer than was promised."""

    NOBODY = 0
    COORDINATORS = 1
    LEADS = 2  # of the programme
    MUNICIPALITY = 3  # who leads other programmes there: a number, no name


def escalation(days: int, promised: int, there: bool = True) -> Level:
    """By working days waited and promised: after the promise its coordinators are told, after twice that its leads,
    after three times the leads of the municipality; one further at once where nobody is `there`. Whoever is passed on
    keeps the clock: it begins on the day of signing up."""
    if days <= promised:
        return Level.NOBODY
    level = min(Level.MUNICIPALITY, (days - 1) // promised + (not there))
    return Level(level)
