"""Made-up towns, and an attacker who adds and subtracts with a linear programme."""

import random
from collections import defaultdict
from collections.abc import Iterable

import highspy

from evaluation.cells import Cells, trees
from evaluation.counted import Count, Counted, Programme

Place = tuple[str, str]
MUNICIPALITIES = (("12025", "antwerpen"), ("11002", "antwerpen"), ("13040", "antwerpen"), ("44021", "oost-vlaanderen"),
                  ("41002", "oost-vlaanderen"), ("71072", "limburg"))  # fmt: skip


def town(seed: int) -> Counted:
    """Up to eight programmes in up to four municipalities; few people, several codes each."""
    dice = random.Random(seed)
    where = dice.sample(MUNICIPALITIES, dice.randint(1, 4))
    programmes = tuple(Programme(f"p{n}", f"P{n}", *dice.choice(where), 2024, None) for n in range(dice.randint(1, 8)))
    return Counted(programmes, tuple(_people(dice, programmes)), {})


def _people(dice: random.Random, programmes: Iterable[Programme]) -> Iterable[Count]:
    for p in programmes:
        n = dice.choice((0, 1, 2, 3, 4, 4, 5, 7, 11, 18, 30))
        if n:
            yield Count(p.id, "persons", 2024, "newcomer", "", n, 0, 0)
        codes = dice.sample(("SY", "UA", "AF", "ER"), dice.randint(0, 3)) if n else []
        for code in codes:
            yield Count(p.id, "nationality", 2024, "newcomer", code, dice.randint(1, n), 0, 0)
        if n and dice.random() < 0.6:
            yield Count(p.id, "tongue", 2024, "newcomer", "ar", dice.randint(1, n), 0, 0)
        if n and dice.random() < 0.5:
            yield Count(p.id, "answering", 2024, "", "", n, 0, 0)


def later(before: Counted, seed: int) -> Counted:
    """The same town after some more people told something."""
    dice = random.Random(seed)
    grown = []
    more: dict[str, int] = {}
    for c in before.counts:
        if c.part == "persons":
            more[c.programme] = dice.choice((0, 0, 0, 1, 2, 6))
        extra = more.get(c.programme, 0)
        n = c.n + (extra if c.part == "persons" else dice.randint(0, extra))
        grown.append(Count(c.programme, c.part, c.year, c.side, c.code, n, 0, 0))
    return Counted(before.programmes, tuple(grown), {})


class Attacker:
    """Knows every published cell of one or two releases, that cells add up over places, that nobody is counted less
    than zero times, that nowhere are more people of a nationality or language than people, and that between two
    releases people are only added."""

    def __init__(self, *releases: tuple[Counted, Cells]) -> None:
        self.model = highspy.Highs()
        self.model.setOptionValue("output_flag", False)
        self.of: dict[tuple, object] = {}
        for number, (counted, cells) in enumerate(releases):
            self._learn(number, counted, cells)
        for (number, key, node), variable in self.of.items():
            if (number + 1, key, node) in self.of:
                self.model.addConstr(self.of[number + 1, key, node] >= variable)

    def _learn(self, number: int, counted: Counted, cells: Cells) -> None:
        for key, tree in trees(counted).items():
            if key[0] in ("nationality", "tongue"):  # not counted by programme in public
                tree.value = {n: v for n, v in tree.value.items() if n[0] != "programme"}
                tree.parent = {n: above for n, above in tree.parent.items() if n in tree.value}
            for node in tree.value:
                shown = cells.shown[key].get(node)
                fixed = shown is not None
                self.of[number, key, node] = self.model.addVariable(
                    lb=shown if fixed else 0, ub=shown if fixed else highspy.kHighsInf
                )
            below = defaultdict(list)
            for node, above in tree.parent.items():
                below[above].append(node)
            for above, parts in below.items():
                self.model.addConstr(self.of[number, key, above] == sum(self.of[number, key, p] for p in parts))
        for (n, key, node), variable in list(self.of.items()):
            persons = (n, ("persons", key[1], "", key[3]), node)
            if key[0] in ("nationality", "tongue") and persons in self.of and n == number:
                self.model.addConstr(variable <= self.of[persons])

    def range(self, key: tuple, node: Place, number: int = 0) -> tuple[float, float]:
        variable = self.of[number, key, node]
        self.model.minimize(variable)
        low = self._answer()
        self.model.maximize(variable)
        return low, self._answer()

    def _answer(self) -> float:
        status = self.model.getModelStatus()
        if status in (highspy.HighsModelStatus.kUnbounded, highspy.HighsModelStatus.kUnboundedOrInfeasible):
            return float("inf")
        assert status == highspy.HighsModelStatus.kOptimal, status
        return self.model.getInfo().objective_function_value
