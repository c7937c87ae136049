"""Who suits whom, and why: musts that nobody bends, weighs that a programme sets, reasons in words.

Nationality is no input: `profile` takes the answers that it needs by name, and that one is not among them.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from programme.message import Listed, Phrase, Slot, Tongue, Value
from programme.model import CEFR, MINOR, Candidate, Side, Status
from programme.reading import municipalities

MANY = 3  # interests, tongues or times named in one reason: more are not read
FAR = 30.0  # kilometres from which nearness counts nothing; a bus ride of an hour in Flanders
BESIDE = 10.0  # kilometres between the main towns of two municipalities that people call neighbours
STEP = 5  # kilometres to which a distance is rounded before anybody reads it
LEVELS = ("little", "daily", "well", "native")  # how well a language is spoken, as the intake asks


@dataclass(frozen=True, slots=True)
class Weighs:
    """What counts how much, 0 for not at all; a programme's settings. The sum needs not be anything."""

    interests: float = 3.0
    nearness: float = 2.0
    free: float = 3.0
    languages: float = 1.0
    children: float = 1.0
    experience: float = 1.0
    waiting: float = 6.0
    waiting_days: int = 60  # days after which waiting weighs in full; it goes on growing after that

    def __post_init__(self) -> None:
        for name in ("interests", "nearness", "free", "languages", "children", "experience", "waiting"):
            if not 0 <= getattr(self, name) <= 100:
                raise ValueError(f"weighs.{name} is {getattr(self, name)}: write a number from 0 to 100")
        if self.waiting_days < 1:
            raise ValueError(f"weighs.waiting_days is {self.waiting_days}: write a number of days, 1 or more")


@dataclass(frozen=True, slots=True)
class Terms:
    """What a programme asks of a pair. `dutch_from` is CEFR: from there on Dutch is a language in common.
    `level` is the least of `LEVELS` at which both speak another one."""

    dutch_from: str = "A2"
    level: str = "daily"
    screening: tuple[str, ...] = ()
    minors: bool = False  # may people under 18 take part? Then a guardian and the extract are musts
    weighs: Weighs = field(default_factory=Weighs)

    def __post_init__(self) -> None:
        if self.dutch_from not in CEFR:
            raise ValueError(f'dutch_from is "{self.dutch_from}": write one of {", ".join(CEFR)}')
        if self.level not in LEVELS:
            raise ValueError(f'level is "{self.level}": write one of {", ".join(LEVELS)}')


@dataclass(frozen=True, slots=True)
class Facts:
    """What the intake doesn't know: noted by a coordinator or by the product itself.

    `screened` are the steps done; `household` is the same text for people who live together; `over_with`
    are candidates with whom a duo ended and was not wanted again.
    """

    screened: frozenset[str] = frozenset()
    household: str = ""
    over_with: frozenset[int] = frozenset()
    paused: bool = False
    guardian: bool = False
    extract_seen: date | None = None  # extract of the judicial record, model 596.2: seen on


NOTHING_KNOWN = Facts()


def facts_of(one: Candidate, screened: Iterable[str] = ()) -> Facts:
    """What a file says beside its answers."""
    seen = one.screening.seen if one.screening else None
    return Facts(frozenset(screened), guardian=one.guardian is not None, extract_seen=seen)


@dataclass(frozen=True, slots=True)
class Profile:
    """A candidate as matching sees one."""

    id: int
    side: Side
    name: str
    programme: str
    ready: bool
    room: int
    waiting_since: datetime
    age: str | None
    municipality: str
    tongues: Mapping[str, str]
    dutch: str | None
    free: frozenset[str]
    interests: frozenset[str]
    wants_age: str
    wants_gender: str
    gender: str | None
    children: bool
    likes_children: bool
    experience: bool
    facts: Facts

    @property
    def minor(self) -> bool:
        return self.age == MINOR


def profile(one: Candidate, facts: Facts = NOTHING_KNOWN) -> Profile:
    a = one.answers
    interests = frozenset(a.get("interests") or ())
    return Profile(
        one.id, one.side, one.name, one.programme, has_room(one) and not facts.paused, one.room, one.waiting_since,
        a.get("age"), a.get("municipality") or "", dict(a.get("tongues") or {}), a.get("dutch"),
        frozenset(a.get("free") or ()), interests, a.get("buddy_age") or "any", a.get("buddy_gender") or "any",
        a.get("gender"), a.get("children") == "yes", "children" in interests, a.get("experience") == "yes", facts,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Must:
    """One must, checked. `why` says what stands against the pair when it didn't pass."""

    name: str
    passed: bool
    why: Phrase | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """May these two, how well, and why. `score` counts only among pairs that may be."""

    newcomer: int
    volunteer: int
    musts: tuple[Must, ...]
    score: float
    reasons: tuple[Phrase, ...]
    against: tuple[Phrase, ...]

    @property
    def may(self) -> bool:
        return all(m.passed for m in self.musts)

    @property
    def failed(self) -> tuple[str, ...]:
        return tuple(m.name for m in self.musts if not m.passed)


def verdict(newcomer: Profile, volunteer: Profile, terms: Terms, now: datetime) -> Verdict:
    """Every must checked, every weigh weighed. `now` is for waiting only."""
    musts = tuple(_checked(name, rule, newcomer, volunteer, terms) for name, rule in MUSTS.items())
    stands = tuple(m.why for m in musts if m.why)
    return Verdict(
        newcomer.id, volunteer.id, musts, score(newcomer, volunteer, terms.weighs, now),
        _reasons(newcomer, volunteer, terms, now), (*stands, *_doubts(newcomer, volunteer)),
    )  # fmt: skip


def best(newcomer: Profile, volunteers: Iterable[Profile], terms: Terms, now: datetime) -> tuple[Verdict, ...]:
    """All who may, the best first; equal ones in the order of waiting."""
    told = [(v, verdict(newcomer, v, terms, now)) for v in volunteers]
    may = sorted(((v, w) for v, w in told if w.may), key=lambda one: (-one[1].score, one[0].waiting_since, one[0].id))
    return tuple(w for _, w in may)


LOOSENED = ("language", "gender", "age", "screening", "room")  # in this order: what a talk can change comes first


def nearest_misses(
    newcomer: Profile, volunteers: Iterable[Profile], terms: Terms, now: datetime
) -> dict[str, tuple[Verdict, ...]]:
    """Which single must, loosened, would give whom: by must, best first. Empty if nobody is one must away.

    Rules of protection (minors, one household, a duo that ended, the programme) are never loosened.
    """
    near: dict[str, list[Verdict]] = {}
    for one in volunteers:
        told = verdict(newcomer, one, terms, now)
        if len(told.failed) == 1 and told.failed[0] in LOOSENED:
            near.setdefault(told.failed[0], []).append(told)
    return {must: tuple(sorted(near[must], key=lambda v: (-v.score, v.volunteer))) for must in LOOSENED if must in near}


BENT = ("language", "gender", "age")  # what a coordinator who spoke with both may decide otherwise, with a reason


def may_bend(told: Verdict) -> bool:
    """Is it one thing that stands against them, and one that a talk can change?"""
    return len(told.failed) == 1 and told.failed[0] in BENT


def why_nobody(newcomer: Profile, volunteers: Iterable[Profile], terms: Terms, now: datetime) -> Phrase:
    """Why nobody is left for this newcomer: the one thing that stands against most of those who are free. Words:
    nobody.<must>."""
    free = [v for v in volunteers if v.ready and v.room]
    told = [verdict(newcomer, v, terms, now) for v in free]
    if not told:
        return Phrase("nobody.free")
    if any(one.may for one in told):
        return Phrase("nobody.taken")
    alone = [one.failed[0] for one in told if len(one.failed) == 1]
    must = Counter(alone).most_common(1)[0][0] if alone else ""
    return Phrase(f"nobody.{must if must in BENT else 'other'}")


# --- the musts ---


def _programme(n: Profile, v: Profile, terms: Terms) -> Phrase | None:
    right = n.side is Side.NEWCOMER and v.side is Side.VOLUNTEER and n.programme == v.programme
    return None if right else Phrase("match.not.programme")


def _available(n: Profile, v: Profile, terms: Terms) -> Phrase | None:
    away = next((one for one in (n, v) if one.facts.paused), None)
    return Phrase("match.not.available", {"name": away.name}) if away else None


def _room(n: Profile, v: Profile, terms: Terms) -> Phrase | None:
    full = next((one for one in (n, v) if not one.ready and not one.facts.paused), None)
    return Phrase("match.not.room", {"name": full.name}) if full else None


def _screening(n: Profile, v: Profile, terms: Terms) -> Phrase | None:
    lacks = [s for s in terms.screening if s not in v.facts.screened]
    return Phrase("match.not.screening", {"name": v.name}) if lacks else None


def _language(n: Profile, v: Profile, terms: Terms) -> Phrase | None:
    return None if common_tongues(n, v, terms) else Phrase("match.not.language")


def _gender(n: Profile, v: Profile, terms: Terms) -> Phrase | None:
    for one, other in ((n, v), (v, n)):
        if one.wants_gender not in ("any", other.gender):
            return Phrase(f"match.not.gender.{one.wants_gender}", {"name": one.name})
    return None


def _age(n: Profile, v: Profile, terms: Terms) -> Phrase | None:
    for one, other in ((n, v), (v, n)):
        if one.wants_age not in ("any", other.age):
            return Phrase("match.not.age", {"name": one.name, "age": Phrase(f"buddy_age.{one.wants_age}")})
    return None


def _minors(n: Profile, v: Profile, terms: Terms) -> Phrase | None:
    if not (n.minor or v.minor):
        return None
    guarded = all(one.facts.guardian for one in (n, v) if one.minor)
    seen = v.minor or v.facts.extract_seen is not None
    return None if terms.minors and guarded and seen else Phrase("match.not.minors")


def _again(n: Profile, v: Profile, terms: Terms) -> Phrase | None:
    over = v.id in n.facts.over_with or n.id in v.facts.over_with
    return Phrase("match.not.again") if over else None


def _household(n: Profile, v: Profile, terms: Terms) -> Phrase | None:
    same = n.facts.household and n.facts.household == v.facts.household
    return Phrase("match.not.household") if same else None


Rule = Callable[[Profile, Profile, Terms], Phrase | None]
MUSTS: Mapping[str, Rule] = {
    "programme": _programme, "available": _available, "room": _room, "screening": _screening, "language": _language,
    "gender": _gender, "age": _age, "minors": _minors, "again": _again, "household": _household,
}  # fmt: skip


def _checked(name: str, rule: Rule, n: Profile, v: Profile, terms: Terms) -> Must:
    why = rule(n, v, terms)
    return Must(name, why is None, why)


def common_tongues(n: Profile, v: Profile, terms: Terms) -> tuple[str, ...]:
    """Languages to talk in: each speaks it at the programme's level. Dutch first, then as the newcomer has them."""
    dutch = ("nl",) if all(_dutch_enough(one, terms) for one in (n, v)) else ()
    least = LEVELS.index(terms.level)
    return (*dutch, *(t for t in n.tongues if t != "nl" and min(_level(n, t), _level(v, t)) >= least))


def _dutch_enough(one: Profile, terms: Terms) -> bool:
    if one.side is Side.VOLUNTEER and one.dutch is None:
        return True  # a volunteer's intake is about speaking Dutch with somebody: it doesn't ask
    return one.dutch is not None and CEFR.index(one.dutch) >= CEFR.index(terms.dutch_from)


def _level(one: Profile, tongue: str) -> int:
    level = one.tongues.get(tongue)
    return LEVELS.index(level) if level in LEVELS else -1


# --- the weighs: each between 0 and 1, waiting above it ---


def score(n: Profile, v: Profile, w: Weighs, now: datetime) -> float:
    return (
        w.interests * like(len(n.interests & v.interests))
        + w.free * like(len(n.free & v.free))
        + w.nearness * nearness(n.municipality, v.municipality)
        + w.languages * like(sum(t in v.tongues for t in n.tongues if t != "nl"))
        + w.children * (n.children and (v.children or v.likes_children))
        + w.experience * (v.experience and needs_experience(n))
        + w.waiting * (waited(n, w, now) + waited(v, w, now)) / 2
    )


def like(shared: int) -> float:
    """The first thing in common counts most: 0, 0.5, 0.75, 0.875 …"""
    return 1.0 - 0.5**shared


def nearness(a: str, b: str) -> float:
    """1 in the same municipality, down to 0 at `FAR` kilometres; 0 where a place is not known."""
    apart = distance(a, b)
    return 0.0 if apart is None else max(0.0, 1.0 - apart / FAR)


@lru_cache(maxsize=1 << 16)
def distance(a: str, b: str) -> float | None:
    """Kilometres between the main towns of two municipalities; None where one of them is not known."""
    try:
        return 0.0 if a == b and a else municipalities.kilometres(a, b)
    except KeyError:
        return None


def needs_experience(n: Profile) -> bool:
    """Dutch that just begins asks most of a volunteer."""
    return n.dutch in ("A0", "A1")


def waited(one: Profile, w: Weighs, now: datetime) -> float:
    """1 after `waiting_days`. Past it, it grows with the square: nobody's other points outweigh it for ever."""
    share = max(0.0, (now - one.waiting_since).total_seconds() / 86400 / w.waiting_days)
    return max(share, share * share)


# --- in words ---


def _reasons(n: Profile, v: Profile, terms: Terms, now: datetime) -> tuple[Phrase, ...]:
    told: list[Phrase] = []
    if tongues := common_tongues(n, v, terms):
        told.append(Phrase("match.why.language", {"tongues": _listed(map(Tongue, tongues))}))
    if both := sorted(n.interests & v.interests):
        told.append(Phrase("match.why.interests", {"interests": _listed(Phrase(f"interest.{i}") for i in both)}))
    if free := sorted(n.free & v.free):
        told.append(Phrase("match.why.free", {"times": _listed(map(Slot, free))}))
    if near := near_words(n.municipality, v.municipality):
        told.append(near)
    if n.children and (v.children or v.likes_children):
        told.append(Phrase("match.why.children"))
    if v.experience and needs_experience(n):
        told.append(Phrase("match.why.experience"))
    days = (now - n.waiting_since).days
    if days >= terms.weighs.waiting_days:
        told.append(Phrase("match.why.waiting", {"days": days}, n=days))
    return tuple(told)


def _doubts(n: Profile, v: Profile) -> tuple[Phrase, ...]:
    told: list[Phrase] = []
    if n.free and v.free and not n.free & v.free:
        told.append(Phrase("match.but.free"))
    apart = distance(n.municipality, v.municipality)
    if apart is not None and apart >= FAR:
        told.append(Phrase("match.but.far", {"km": rounded(apart)}))
    if needs_experience(n) and not v.experience:
        told.append(Phrase("match.but.experience"))
    return tuple(told)


def near_words(a: str, b: str) -> Phrase | None:
    """How near, in steps too coarse to find a house: the same municipality, a neighbour, about N km."""
    apart = distance(a, b)
    if apart is None or apart >= FAR:
        return None
    if apart == 0:
        return Phrase("match.why.same-place")
    return Phrase("match.why.neighbour") if apart < BESIDE else Phrase("match.why.near", {"km": rounded(apart)})


def rounded(kilometres: float) -> int:
    return max(STEP, STEP * round(kilometres / STEP))


def _listed(items: Iterable[Value]) -> Listed:
    return Listed(tuple(items)[:MANY])


# --- room ---


def has_room(one: Candidate) -> bool:
    """May this candidate be in one more duo? The rule that every list and command uses."""
    if one.side is Side.NEWCOMER:
        return one.status is Status.ACCEPTED and one.duos == 0
    # whoever's last duo is over has not said yet that they want another
    return (one.status is Status.ACCEPTED or (one.status is Status.MATCHED and one.duos > 0)) and one.room > 0


def terms_of(facts: Mapping[str, Any]) -> Terms:
    """A preset's `[matching]` and its `[matching.weighs]`. Raises `ValueError` that names the mend."""
    told = dict(facts)
    weighs = told.pop("weighs", {})
    _known(told, Terms(), "matching")
    _known(weighs, Weighs(), "matching.weighs")
    values: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in told.items()}
    return Terms(**values, weighs=Weighs(**weighs))


def _known(facts: Mapping[str, Any], usual: Terms | Weighs, where: str) -> None:
    known = {f.name: getattr(usual, f.name) for f in fields(usual) if f.name != "weighs"}
    for name, value in facts.items():
        if name not in known:
            raise ValueError(f"[{where}] has no {name}: write one of {', '.join(known)}")
        default = known[name]
        number = isinstance(default, float) and isinstance(value, int | float) and not isinstance(value, bool)
        listed = isinstance(default, tuple) and isinstance(value, list)
        if not (number or listed or type(value) is type(default)):
            raise ValueError(f"[{where}] {name} is {value!r}: write something like {default!r}")
