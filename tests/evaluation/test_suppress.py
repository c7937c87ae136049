"""Nobody is exposed: an attacker with a linear programme narrows no withheld value below its protection range."""

import pytest

from evaluation import cells as cells_
from evaluation.cells import Cells, fewest, public, trees
from evaluation.counted import Count, Counted
from evaluation.releases import Known, fresh, learn
from tests.evaluation.world import Attacker, later, town


def narrowed(attacker: Attacker, counted: Counted, cells: Cells, number: int = 0, people=()) -> list[tuple]:
    """Primary cells that the attacker pins down more than the sign "too few to show" does."""
    found, people = [], dict(people)
    all_ = trees(counted)
    for key, tree in all_.items():
        for node, value in cells.shown[key].items():
            if key[0] in ("nationality", "tongue") and node[0] == "programme":
                continue  # in public not told by programme at all
            if value is None and tree.value[node] < fewest(key[0], node):
                low, high = attacker.range(key, node, number)
                most = fewest(key[0], node) - 1
                if (
                    key[0] in ("nationality", "tongue") and node[0] == "municipality"
                ):  # never more than there are people
                    most = min(most, all_["persons", key[1], "", key[3]].value[node], people.get((key, node), most))
                if low > 1 + 1e-6 or high < most - 1e-6:
                    found.append((key, node, tree.value[node], low, high))
    return found


def said(*releases: Cells) -> Known:
    found: Known = {}
    for cells in releases:
        learn(found, fresh(cells, found))
    return found


@pytest.mark.slow
def test_an_attacker_learns_nothing_from_random_towns(request: pytest.FixtureRequest) -> None:
    for seed in range(10_000 if request.config.getoption("--thorough") else 150):
        counted = town(seed)
        cells = public(counted)
        assert narrowed(Attacker((counted, cells)), counted, cells) == [], seed


@pytest.mark.slow
def test_an_attacker_learns_nothing_from_pairs_of_releases(request: pytest.FixtureRequest) -> None:
    for seed in range(10_000 if request.config.getoption("--thorough") else 80):
        one = town(seed)
        first = public(one)
        two = later(one, seed)
        second = public(two, said(first))
        attacker = Attacker((one, first), (two, second))
        people = {
            (key, node): trees(one)["persons", key[1], "", key[3]].value[node]  # never more than there were
            for key, tree in trees(one).items()
            for node in tree.value
            if key[0] in ("nationality", "tongue")
        }
        assert narrowed(attacker, two, second, 1, people) == [], seed
        assert narrowed(attacker, one, first, 0) == [], seed


def test_a_planted_weakness_is_found() -> None:
    """Only the small cells themselves withheld: the margins give them away."""
    weak = 0
    for seed in range(60):
        counted = town(seed)
        naive = Cells(
            {
                k: {n: v if v >= fewest(k[0], n) else None for n, v in t.value.items()}
                for k, t in trees(counted).items()
            },
            public=True,
        )
        weak += bool(narrowed(Attacker((counted, naive)), counted, naive))
    assert weak > 20


def test_more_is_shown_than_by_hiding_rows() -> None:
    shown = all_ = simple = 0
    for seed in range(100):
        one, two, three = public(town(seed)).share()
        shown, all_, simple = shown + one, all_ + two, simple + three
    assert simple < shown < all_


def test_the_bound_never_shows_more_than_the_solver(monkeypatch: pytest.MonkeyPatch) -> None:
    from evaluation import suppress

    exact = [public(town(s)).share()[0] for s in range(60)]
    monkeypatch.setattr(suppress, "SMALL", 0)
    bound = [public(town(s)).share()[0] for s in range(60)]
    assert sum(bound) <= sum(exact)
    assert sum(bound) > 0.8 * sum(exact)


def test_a_sum_over_years_gives_no_more_than_its_parts() -> None:
    counted = town(1)
    counts = [Count("p0", "persons", year, "newcomer", "", n, 0, 0) for year, n in ((2018, 20), (2019, 3))]
    cells = public(Counted(counted.programmes, tuple(counts), {}))
    told = cells.told(cells.keys("persons"), [cells_.ALL], 5)
    assert told is not None
    assert (told.value, told.least) == (20, True)
