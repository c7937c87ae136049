"""What a duo is and where it stands: one machine, one table. An illegal move raises; nothing else moves a duo.

Both say yes before anybody gets anybody's contact. A no is blameless: who said it is in no message.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from programme.model import Side

REMIND_AFTER = timedelta(days=3)
LAPSE_AFTER = timedelta(days=7)
LOOK_AGAIN = timedelta(weeks=4)


class State(StrEnum):
    PROPOSED = "proposed"
    AGREED = "agreed"
    MET = "met"
    RUNNING = "running"
    PAUSED = "paused"
    CLOSED = "closed"
    DECLINED = "declined"
    LAPSED = "lapsed"
    WITHDRAWN = "withdrawn"

    @property
    def over(self) -> bool:
        return not any(start is self for start, _ in MOVES)

    @property
    def paired(self) -> bool:
        """Does it take a place? A proposal holds one too: nobody is promised to two."""
        return not self.over


class Move(StrEnum):
    AGREE = "agree"
    DECLINE = "decline"
    LAPSE = "lapse"
    WITHDRAW = "withdraw"
    MEET = "meet"
    NOT_MET = "not-met"
    RUN = "run"
    PAUSE = "pause"
    RESUME = "resume"
    CLOSE = "close"


S, M = State, Move
# (from, move) → (to, when it happens)
MOVES: dict[tuple[State, Move], tuple[State, str]] = {
    (S.PROPOSED, M.AGREE): (S.AGREED, "the last member said yes, or the coordinator decides in this programme"),
    (S.PROPOSED, M.DECLINE): (S.DECLINED, "a member said no; nobody is told who"),
    (S.PROPOSED, M.LAPSE): (S.LAPSED, "seven days without all answers"),
    (S.PROPOSED, M.WITHDRAW): (S.WITHDRAWN, "the coordinator takes it back, or somebody leaves"),
    (S.AGREED, M.MEET): (S.MET, "somebody says that they met"),
    (S.AGREED, M.NOT_MET): (S.CLOSED, "they didn't meet and don't try again"),
    (S.AGREED, M.WITHDRAW): (S.WITHDRAWN, "somebody leaves before the first meeting"),
    (S.MET, M.RUN): (S.RUNNING, "both want to go on"),
    (S.MET, M.PAUSE): (S.PAUSED, "a member or the coordinator asks for it"),
    (S.MET, M.CLOSE): (S.CLOSED, "one of them doesn't want to go on"),
    (S.RUNNING, M.PAUSE): (S.PAUSED, "a member or the coordinator asks for it"),
    (S.RUNNING, M.CLOSE): (S.CLOSED, "the end, planned or not"),
    (S.PAUSED, M.RESUME): (S.RUNNING, "they go on; waves of the pause are never asked"),
    (S.PAUSED, M.CLOSE): (S.CLOSED, "they don't go on"),
}

# How a duo ends from wherever it stands: for somebody who leaves, and for one who doesn't want to go on
LEAVES = {S.PROPOSED: M.WITHDRAW, S.AGREED: M.WITHDRAW, S.MET: M.CLOSE, S.RUNNING: M.CLOSE, S.PAUSED: M.CLOSE}
ENDS = {**LEAVES, S.AGREED: M.NOT_MET}

# Reasons to offer in chat when a duo ends; words: ended.<reason> in the catalogues.
ENDINGS = (
    "planned", "goal", "moved", "no-time", "no-click", "no-answer", "too-heavy", "unsafe", "programme", "coordinator",
    "other",
)  # fmt: skip


class IllegalMove(ValueError):
    """This duo can't do that from where it stands; docs/duo.md has the table."""

    def __init__(self, state: State, move: Move) -> None:
        can = ", ".join(m for s, m in MOVES if s is state) or "nothing: it is over"
        super().__init__(f"a duo that is {state} can't {move}; it can: {can}")


class Answer(StrEnum):
    OPEN = "open"
    YES = "yes"
    NO = "no"
    QUESTION = "question"  # asked the coordinator something first: still open, and the reminder waits


class Sharing(StrEnum):
    """How a member lets the others reach them, chosen before the contact goes anywhere."""

    LINK = "link"  # Telegram
    PHONE = "phone"
    COORDINATOR = "coordinator"  # "let the coordinator introduce us"


class Choosing(StrEnum):
    """Who decides in this programme: a setting."""

    BOTH = "both"
    COORDINATOR = "coordinator"
    PROFILE = "profile"  # whoever chose by profile has said yes by choosing


class Role(StrEnum):
    ADULT = "adult"
    CHILD = "child"


@dataclass(frozen=True, slots=True)
class Member:
    """One person of a duo. `household` is the same for those who live together; "" is a household of one.

    `side` may be the same for all: a tandem or a group of equals. A `CHILD` answers through a guardian. `person` is
    the number of whose file it is, 0 when it is gone; `sharing` is None until they chose; `goes_on` once they met and
    want to go on.
    """

    candidate: int
    side: Side
    role: Role = Role.ADULT
    household: str = ""
    answer: Answer = Answer.OPEN
    sharing: Sharing | None = None
    person: int = 0
    goes_on: bool = False

    @property
    def answers(self) -> bool:
        return self.role is Role.ADULT


@dataclass(frozen=True, slots=True)
class Pairing:
    """A duo with its state. `since` is when it came into this state; `started` when it was agreed.

    `held` is how long it was paused before now.
    """

    id: int
    programme: str
    members: tuple[Member, ...]
    proposed: datetime
    since: datetime
    state: State = State.PROPOSED
    started: datetime | None = None
    reminded: bool = False
    held: timedelta = timedelta()
    reason: str = ""

    def __post_init__(self) -> None:
        if len(self.members) < 2:
            raise ValueError("a duo has two members or more")
        if len({m.candidate for m in self.members}) < len(self.members):
            raise ValueError("somebody is in this duo twice")
        if not any(m.answers for m in self.members):
            raise ValueError("a duo has an adult who can answer")

    def others(self, candidate: int) -> tuple[Member, ...]:
        return tuple(m for m in self.members if m.candidate != candidate)

    def of(self, side: Side) -> tuple[Member, ...]:
        return tuple(m for m in self.members if m.side is side)

    @property
    def open(self) -> tuple[Member, ...]:
        """Who still has to say yes or no."""
        return tuple(m for m in self.members if m.answers and m.answer in (Answer.OPEN, Answer.QUESTION))

    @property
    def contact_may_go(self) -> bool:
        return self.state not in (State.PROPOSED, State.DECLINED, State.LAPSED, State.WITHDRAWN)


def propose(
    id: int, programme: str, members: Iterable[Member], now: datetime, choosing: Choosing = Choosing.BOTH,
    chooser: int | None = None,
) -> Pairing:  # fmt: skip
    """A new duo. Where the coordinator decides it is agreed at once; who chose by profile has said yes."""
    told = tuple(members)
    if choosing is Choosing.PROFILE:
        told = tuple(replace(m, answer=Answer.YES) if m.candidate == chooser else m for m in told)
    pair = Pairing(id, programme, told, proposed=now, since=now)
    return move(pair, Move.AGREE, now) if choosing is Choosing.COORDINATOR else pair


def move(pair: Pairing, by: Move, now: datetime, reason: str = "") -> Pairing:
    """The duo after this move. Raises `IllegalMove`, and `ValueError` for a clock that runs backwards."""
    if (pair.state, by) not in MOVES:
        raise IllegalMove(pair.state, by)
    if now < pair.since:
        raise ValueError("this move is before the last one")
    to, _ = MOVES[pair.state, by]
    held = pair.held + (now - pair.since if pair.state is State.PAUSED else timedelta())
    started = now if by is Move.AGREE else pair.started
    return replace(pair, state=to, since=now, started=started, held=held, reason=reason or pair.reason)


def end(pair: Pairing, now: datetime, reason: str, left: bool = False) -> Pairing:
    """The end from wherever it stands; `left` when somebody is gone. Raises `IllegalMove` when it is over."""
    by = (LEAVES if left else ENDS).get(pair.state, Move.CLOSE)
    return move(pair, by, now, reason)


def answer(pair: Pairing, candidate: int, said: Answer, now: datetime) -> Pairing:
    """A member's yes, no or question. The last yes agrees, one no declines. Raises `IllegalMove` when it is not
    the time, `ValueError` for somebody who isn't asked."""
    if pair.state is not State.PROPOSED:
        raise IllegalMove(pair.state, Move.DECLINE if said is Answer.NO else Move.AGREE)
    if not any(m.candidate == candidate and m.answers for m in pair.members):
        raise ValueError(f"{candidate} is not asked in this duo")
    told = tuple(replace(m, answer=said) if m.candidate == candidate else m for m in pair.members)
    after = replace(pair, members=told)
    if said is Answer.NO:
        return move(after, Move.DECLINE, now)
    return after if after.open else move(after, Move.AGREE, now)


def add(pair: Pairing, member: Member, now: datetime, lives_with: int = 0) -> Pairing:
    """Somebody more in a proposal: it is another one now, so everybody is asked anew, and its days begin again.
    Whoever `lives_with` a member is of their household. Raises `IllegalMove` once it is more than a proposal,
    `ValueError` for who is in it already."""
    if pair.state is not State.PROPOSED:
        raise IllegalMove(pair.state, Move.AGREE)
    beside = next((m for m in pair.members if m.candidate == lives_with), None)
    shared = home(beside.candidate, beside.household) if beside else ""
    members = (replace(m, household=shared) if m is beside else m for m in pair.members)
    asked = (replace(m, answer=Answer.OPEN) for m in (*members, replace(member, household=shared)))
    return replace(pair, members=tuple(asked), proposed=now, since=now, reminded=False)


def carries_on(pair: Pairing, without: int) -> bool:
    """Does it go on when this member leaves? Of each side there has to be an adult, and somebody to meet."""
    rest = pair.others(without)
    sides = {m.side for m in pair.members}
    there = {m.side for m in rest if m.answers}
    meets = pair.state in (State.AGREED, State.MET, State.RUNNING, State.PAUSED)
    return meets and len(rest) > 1 and sides == there


def wants_on(pair: Pairing, candidate: int, now: datetime) -> Pairing:
    """A member tells of a meeting: they have met, and want to go on. Nothing new where they met long ago."""
    if pair.state not in (State.AGREED, State.MET):
        return pair
    told = tuple(replace(m, goes_on=True) if m.candidate == candidate else m for m in pair.members)
    after = replace(pair, members=told)
    return move(after, Move.MEET, now) if pair.state is State.AGREED else after


def runs(pair: Pairing, now: datetime) -> Pairing:
    """It runs once every adult wants to go on."""
    ready = pair.state is State.MET and all(m.goes_on for m in pair.members if m.answers)
    return move(pair, Move.RUN, now) if ready else pair


def share(pair: Pairing, candidate: int, how: Sharing) -> Pairing:
    """A member's choice of how to be reached; it may change as long as the duo is not over."""
    if pair.state.over:
        raise IllegalMove(pair.state, Move.AGREE)
    told = tuple(replace(m, sharing=how) if m.candidate == candidate else m for m in pair.members)
    return replace(pair, members=told)


@dataclass(frozen=True, slots=True)
class Due:
    """What the clock asks of a proposal now."""

    remind: tuple[int, ...] = ()  # candidates
    lapse: bool = False


def proposal_due(pair: Pairing, now: datetime) -> Due:
    """Reminder after three days to those who haven't answered, once; after seven days it lapses."""
    if pair.state is not State.PROPOSED:
        return Due()
    if now >= pair.proposed + LAPSE_AFTER:
        return Due(lapse=True)
    if pair.reminded or now < pair.proposed + REMIND_AFTER:
        return Due()
    return Due(remind=tuple(m.candidate for m in pair.open if m.answer is Answer.OPEN))


def next_date(pair: Pairing, wave: datetime | None) -> datetime | None:
    """When something happens next, whatever people do; `wave` is its next check-in, if there is one. A paused
    duo, or one whose end has been asked, is looked at again. None only for a duo that is over."""
    if pair.state is State.PROPOSED:
        waits = any(m.answer is Answer.OPEN for m in pair.open)  # who asked a question first is not reminded
        return pair.proposed + (REMIND_AFTER if waits and not pair.reminded else LAPSE_AFTER)
    if pair.state.over:
        return None
    return wave if wave and pair.state is not State.PAUSED else pair.since + LOOK_AGAIN


def home(candidate: int, household: str) -> str:
    """The household that somebody counts for: theirs alone, where none is noted."""
    return household or f"#{candidate}"


@dataclass(frozen=True, slots=True)
class Counts:
    """Counted apart: a couple with one volunteer is one duo, three adults, two households."""

    duos: int = 0
    adults: int = 0
    children: int = 0
    households: int = 0


def counts(pairs: Iterable[Pairing]) -> Counts:
    """People and households once each, however many duos they are in."""
    told = tuple(pairs)
    members = {m.candidate: m for p in told for m in p.members}.values()
    children = sum(m.role is Role.CHILD for m in members)
    households = {home(m.candidate, m.household) for m in members}
    return Counts(len(told), len(members) - children, children, len(households))


def table() -> str:
    """The machine as a table in Markdown: docs/duo.md holds it, and a test keeps the two the same."""
    rows = [f"| {start} | {by} | {to} | {when} |" for (start, by), (to, when) in MOVES.items()]
    return "\n".join(["| from | move | to | when |", "|---|---|---|---|", *rows])
