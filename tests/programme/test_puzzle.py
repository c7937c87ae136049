"""The best set of pairs: the optimum of small crowds by trying all, and the tables against `matching` itself."""

import itertools
import random
from datetime import date

import pytest

from programme.assignment import allowed, scored, solve
from programme.matching import Facts, Terms, verdict
from tests.programme.couples import ANTWERPEN, LINT, NOW, newcomer, volunteer

FIRST = 10**6
TERMS = Terms(minors=True)


def crowd(seed: int, size: int):
    dice = random.Random(seed)

    def some(start):
        homes, programmes = ["12025", LINT, ANTWERPEN, ""], ["samen"] * 9 + ["x"]
        facts = Facts(
            household=dice.choice(["", "", "a"]), guardian=dice.random() < 0.5, paused=dice.random() < 0.1,
            extract_seen=dice.choice([None, date(2027, 1, 1)]),
            over_with=frozenset(dice.sample(range(start, start + size), 1)),
        )  # fmt: skip
        return {
            "age": dice.choice(["13-17", "18-25", "26-40"]), "dutch": dice.choice(["A0", "A2", "B1"]),
            "tongues": {dice.choice(["en", "fr", "ar"]): dice.choice(["little", "daily", "well"])},
            "free": dice.sample(["1-morning", "2-evening", "3-evening", "6-afternoon"], 2),
            "interests": dice.sample(["cooking", "music", "sport", "children"], 2), "days": dice.randrange(200),
            "municipality": dice.choice(homes), "programme": dice.choice(programmes),
            "gender": dice.choice(["woman", "man", None]), "duos": dice.choice([0, 0, 0, 1]),
            "facts": facts,
        }  # fmt: skip

    wishes = {"buddy_gender": ["any", "any", "woman"], "buddy_age": ["any", "any", "26-40"], "children": ["yes", "no"]}
    n = [newcomer(i, **some(100), **{k: dice.choice(v) for k, v in wishes.items()}) for i in range(size)]
    v = []
    for i in range(size):
        told = some(0) | {"dutch": None}
        v.append(volunteer(100 + i, **told, how_many=dice.choice("123"), experience=dice.choice(["yes", "no"])))
    return n, v


def test_the_tables_say_what_matching_says_of_each_pair():
    n, v = crowd(3, 60)
    may, scores = allowed(n, v, TERMS), scored(n, v, TERMS, NOW)
    told = {(i, j): verdict(one, other, TERMS, NOW) for i, one in enumerate(n) for j, other in enumerate(v)}
    assert {(i, j) for (i, j), one in told.items() if one.may} == set(map(tuple, zip(*may.nonzero(), strict=True)))
    assert sum(one.may for one in told.values()) > 50
    for at, one in told.items():
        assert scores[at] == pytest.approx(one.score, abs=1e-4)


@pytest.mark.parametrize("seed", range(20))
def test_small_crowds_get_the_optimum(seed):
    n, v = crowd(seed, 4)
    places = [one for one in v for _ in range(one.room)] + [None] * len(n)

    def worth(one, other):
        told = other and verdict(one, other, TERMS, NOW)
        return FIRST + told.score if told and told.may else 0

    table = [[worth(one, other) for other in places] for one in n]
    every = (sum(table[i][j] for i, j in enumerate(at)) for at in itertools.permutations(range(len(places)), len(n)))
    solved = solve(n, v, TERMS, NOW)
    assert sum(FIRST + p.score for p in solved.pairs) == pytest.approx(max(every), abs=1e-2)


def test_nobody_is_in_more_duos_than_room_and_musts_hold():
    n, v = crowd(8, 80)
    solved = solve(n, v, TERMS, NOW)
    used = [p.volunteer for p in solved.pairs]
    assert all(p.may for p in solved.pairs) and len(solved.pairs) > 10
    assert all(used.count(one.id) <= one.room for one in v)
    assert len({p.newcomer for p in solved.pairs}) == len(solved.pairs)
    assert set(solved.newcomers_left) == {one.id for one in n} - {p.newcomer for p in solved.pairs}


def test_nobody_waits_is_no_error():
    assert solve([], [], TERMS, NOW).pairs == ()
    assert solve([newcomer()], [], TERMS, NOW).newcomers_left == (1,)


def test_one_who_waited_for_years_never_costs_two_pairs():
    n = [newcomer(1, days=3000), newcomer(2, buddy_gender="man")]
    v = [volunteer(100, gender="man", days=3000), volunteer(101, gender="woman")]
    assert len(solve(n, v, TERMS, NOW).pairs) == 2
