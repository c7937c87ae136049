"""The puzzle: the best set of pairs for all who wait. The optimum is SciPy's; the scores are those of `matching`.

Two thousand by two thousand are scored column by column in numpy. A place of a volunteer with room for two is
two columns; who suits nobody stays unmatched; a must is never bent to make the sum higher.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from programme.matching import (
    FAR,
    LEVELS,
    Facts,
    Profile,
    Terms,
    Verdict,
    distance,
    needs_experience,
    profile,
    verdict,
    waited,
)
from programme.model import CEFR, Candidate, Side

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Matrix = NDArray[Any]


@dataclass(frozen=True, slots=True)
class Solution:
    """`pairs` with the best first; the ids of those who stay."""

    pairs: tuple[Verdict, ...]
    newcomers_left: tuple[int, ...]
    volunteers_left: tuple[int, ...]  # with at least one place left


def solve(newcomers: Iterable[Profile], volunteers: Iterable[Profile], terms: Terms, now: datetime) -> Solution:
    """As many pairs as the musts allow, and of those sets the one with the highest sum of scores."""
    import numpy as np
    from scipy.optimize import linear_sum_assignment

    n, v = sorted(newcomers, key=lambda p: p.id), sorted(volunteers, key=lambda p: p.id)
    if not n or not v:
        return Solution((), tuple(one.id for one in n), tuple(one.id for one in v if one.room))
    may, scores = allowed(n, v, terms), scored(n, v, terms, now)
    columns = np.repeat(np.arange(len(v)), [one.room for one in v])
    first = 1 + float(scores.max()) * min(len(n), len(columns))  # one more pair is worth more than any better pairs
    worth = np.where(may, scores + first, 0.0)[:, columns]
    rows, chosen = linear_sum_assignment(worth, maximize=True)
    pairs = [(i, int(columns[j])) for i, j in zip(rows, chosen, strict=True) if worth[i, j] > 0]
    told = tuple(verdict(n[i], v[j], terms, now) for i, j in pairs)
    paired, taken = {i for i, _ in pairs}, Counter(j for _, j in pairs)
    return Solution(
        tuple(sorted(told, key=lambda one: (-one.score, one.newcomer))),
        tuple(one.id for i, one in enumerate(n) if i not in paired),
        tuple(one.id for j, one in enumerate(v) if taken[j] < one.room),
    )


def pairs_of(people: Iterable[Profile], terms: Terms, now: datetime) -> list[tuple[int, int]]:
    """(newcomer, volunteer) of the best set of pairs among all who are ready, the best first."""
    ready = [p for p in people if p.ready]
    newcomers, volunteers = ([p for p in ready if p.side is side] for side in Side)
    return [(told.newcomer, told.volunteer) for told in solve(newcomers, volunteers, terms, now).pairs]


def profiles(crowd: Iterable[Candidate], facts: dict[int, Facts] | None = None) -> tuple[list[Profile], list[Profile]]:
    """The newcomers and the volunteers among candidates."""
    known = facts or {}
    told = [profile(one, known.get(one.id, Facts())) for one in crowd]
    return [p for p in told if p.side is Side.NEWCOMER], [p for p in told if p.side is Side.VOLUNTEER]


def allowed(n: Sequence[Profile], v: Sequence[Profile], terms: Terms) -> "Matrix":
    """The musts of `matching`, as a table of yes and no; a test holds the two together."""
    import numpy as np

    table = _equal(n, v, lambda p: p.programme)
    table &= np.outer([p.ready for p in n], [p.ready and set(terms.screening) <= p.facts.screened for p in v])
    table &= _languages(n, v, terms)
    for wish, has in (("wants_gender", "gender"), ("wants_age", "age")):
        for one, other, turned in ((n, v, False), (v, n, True)):
            wanted, is_ = _texts(one, wish)[:, None], _texts(other, has)[None, :]
            fits = (wanted == "any") | (wanted == is_)
            table &= fits.T if turned else fits
    table &= ~_equal(n, v, lambda p: p.facts.household) | ~np.array([bool(p.facts.household) for p in n])[:, None]
    guarded = [terms.minors and p.facts.guardian for p in n], [terms.minors and p.facts.guardian for p in v]
    seen = [p.minor or p.facts.extract_seen is not None for p in v]
    minor_n, minor_v = np.array([p.minor for p in n]), np.array([p.minor for p in v])
    careful = (~minor_n | np.array(guarded[0]))[:, None] & (~minor_v | np.array(guarded[1]))[None, :]
    careful &= np.array(seen)[None, :] | ~minor_n[:, None]
    table &= careful
    return _without_again(table, n, v)


def scored(n: Sequence[Profile], v: Sequence[Profile], terms: Terms, now: datetime) -> "Matrix":
    """The score of `matching` for every pair, as floats of len(n) × len(v)."""
    import numpy as np

    w = terms.weighs
    cares = np.array([p.children or p.likes_children for p in v])
    knows, needs = np.array([p.experience for p in v]), np.array([needs_experience(p) for p in n])
    told = w.interests * (1 - 0.5 ** _shared(n, v, lambda p: p.interests))
    told += w.free * (1 - 0.5 ** _shared(n, v, lambda p: p.free))
    told += w.languages * (1 - 0.5 ** _shared(n, v, lambda p: set(p.tongues) - {"nl"}))
    told += w.nearness * _near(n, v)
    told += w.children * np.outer([p.children for p in n], cares) + w.experience * np.outer(needs, knows)
    waits = [[waited(p, w, now) for p in side] for side in (n, v)]
    told += w.waiting / 2 * np.add.outer(waits[0], waits[1])
    return np.asarray(told)


def _texts(side: Sequence[Profile], name: str) -> "Matrix":
    import numpy as np

    return np.array([getattr(p, name) or "" for p in side], dtype=object)


def _equal(n: Sequence[Profile], v: Sequence[Profile], of: Any) -> "Matrix":
    import numpy as np

    one, other = (np.array([of(p) for p in side], dtype=object) for side in (n, v))
    return np.asarray(one[:, None] == other[None, :], dtype=bool)


def _shared(n: Sequence[Profile], v: Sequence[Profile], of: Any) -> "Matrix":
    """How many of a set of words each pair shares: one multiplication of tables of 0 and 1."""
    import numpy as np

    words = {word: i for i, word in enumerate(sorted({w for p in (*n, *v) for w in of(p)}))}
    tables = [np.zeros((len(side), len(words) or 1), dtype=np.float32) for side in (n, v)]
    for table, side in zip(tables, (n, v), strict=True):
        for row, one in enumerate(side):
            table[row, [words[w] for w in of(one)]] = 1
    return np.asarray(tables[0] @ tables[1].T)


def _languages(n: Sequence[Profile], v: Sequence[Profile], terms: Terms) -> "Matrix":
    import numpy as np

    least, dutch = LEVELS.index(terms.level), CEFR.index(terms.dutch_from)

    def speaks(p: Profile) -> set[str]:
        return {t for t, level in p.tongues.items() if t != "nl" and level in LEVELS and LEVELS.index(level) >= least}

    def has_dutch(p: Profile) -> bool:
        return p.side is Side.VOLUNTEER if p.dutch is None else CEFR.index(p.dutch) >= dutch

    return np.asarray((_shared(n, v, speaks) > 0) | np.outer([has_dutch(p) for p in n], [has_dutch(p) for p in v]))


def _near(n: Sequence[Profile], v: Sequence[Profile]) -> "Matrix":
    """Nearness by municipality, worked out once for each two of them."""
    import numpy as np

    here, there = ({p.municipality: i for i, p in enumerate(side)} for side in (n, v))
    a, b = ({nis: i for i, nis in enumerate(found)} for found in (here, there))
    apart = np.array([[_or_far(distance(x, y)) for y in b] for x in a]).reshape(len(a), len(b))
    nearness = np.clip(1 - apart / FAR, 0, 1)
    return np.asarray(nearness[np.ix_([a[p.municipality] for p in n], [b[p.municipality] for p in v])])


def _or_far(kilometres: float | None) -> float:
    return FAR if kilometres is None else kilometres


def _without_again(table: "Matrix", n: Sequence[Profile], v: Sequence[Profile]) -> "Matrix":
    rows, columns = {p.id: i for i, p in enumerate(n)}, {p.id: j for j, p in enumerate(v)}
    for p in (*n, *v):
        for other in p.facts.over_with:
            i, j = rows.get(p.id, rows.get(other)), columns.get(other, columns.get(p.id))
            if i is not None and j is not None:
                table[i, j] = False
    return table
