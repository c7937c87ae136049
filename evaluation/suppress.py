"""Which cells are withheld, so that nobody is exposed: primary and secondary cell suppression.

A tree is one count of persons in one year over places: programme, municipality, province, everywhere. A cell below
its threshold is withheld (primary). More cells are withheld (secondary) until every primary cell could, for all that
is published, be anything from 1 to its threshold less one: its protection range. Small trees are solved exactly as a
mixed integer programme after Fischetti and Salazar, large ones by a bound that is sound and may withhold more.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from importlib.util import find_spec

SMALL = 40  # cells of a tree that is solved exactly
FEW = 6  # primary cells of such a tree
FAR = 1e4

Node = tuple[str, str]  # level and name, such as ("municipality", "12025")


@dataclass(slots=True)
class Tree:
    """Persons by place. `need`: a primary cell must be able to be as high as this. `room`: how many persons there
    are beside those counted, where that is known to all. `known`: what earlier releases
    said; `held`: what they withheld, which stays so, since news about it would tell of what it was."""

    value: dict[Node, int] = field(default_factory=dict)
    parent: dict[Node, Node] = field(default_factory=dict)
    need: dict[Node, int] = field(default_factory=dict)
    forced: set[Node] = field(default_factory=set)
    room: dict[Node, int] = field(default_factory=dict)
    known: dict[Node, int] = field(default_factory=dict)
    held: set[Node] = field(default_factory=set)

    def children(self) -> dict[Node, list[Node]]:
        found: dict[Node, list[Node]] = {node: [] for node in self.value}
        for node, above in self.parent.items():
            found[above].append(node)
        return found

    def fixed(self, node: Node) -> bool:
        """An earlier release said it and it hasn't changed: withholding it now hides nothing."""
        return self.known.get(node) == self.value[node]

    def mass(self, node: Node) -> int:
        """How far it could be lower, for all that an earlier release said."""
        return self.value[node] - min(self.known.get(node, 0), self.value[node])


def withheld(tree: Tree) -> set[Node]:
    """The cells that may not be shown."""
    first = {n for n in tree.need.keys() | tree.forced | tree.held if not tree.fixed(n)}
    if not first:
        return set()
    small = len(tree.value) <= SMALL and len(first) <= FEW and not tree.forced and not tree.room
    exact = _exact(tree, first) if small else None
    return exact if exact is not None else _bound(tree, first)


# --- a sound bound: every published place hides nobody, or enough people in two places or more -----


def _bound(tree: Tree, first: set[Node]) -> set[Node]:
    hidden = set(first)
    below = tree.children()
    for node in sorted(below, key=lambda n: -_depth(tree, n)):
        while node not in hidden and not _safe(tree, below, hidden, node):
            open_ = [c for c in below[node] if c not in hidden and not tree.fixed(c)]
            if open_:
                _hide(tree, below, hidden, min(open_, key=lambda c: (tree.value[c], c)))
            elif tree.fixed(node):
                break
            else:
                hidden.add(node)
    return hidden


def _depth(tree: Tree, node: Node) -> int:
    depth = 0
    while node in tree.parent:
        node, depth = tree.parent[node], depth + 1
    return depth


def _hide(tree: Tree, below: Mapping[Node, list[Node]], hidden: set[Node], node: Node) -> None:
    """This cell and, so that it doesn't follow from its parts, its smallest part."""
    hidden.add(node)
    parts = below[node]
    if parts and not any(p in hidden for p in parts):
        _hide(tree, below, hidden, min(parts, key=lambda c: (tree.fixed(c), tree.value[c], c)))


def _pool(below: Mapping[Node, list[Node]], hidden: set[Node], node: Node) -> Iterable[Node]:
    for child in below[node]:
        if child in hidden:
            if below[child]:
                yield from _pool(below, hidden, child)
            else:
                yield child


def _safe(tree: Tree, below: Mapping[Node, list[Node]], hidden: set[Node], node: Node) -> bool:
    """People could have been moved between the withheld places under this one, so that each reaches its range."""
    for guarded in _inside(below, hidden, node):
        if guarded not in tree.need and guarded not in tree.forced:
            continue
        own = set(_leaves(below, hidden, guarded))
        others = [n for n in _pool(below, hidden, node) if n not in own]
        up = tree.need.get(guarded, 0) - tree.value[guarded]
        down = tree.value[guarded] - 1 if guarded in tree.need else 0
        space = sum(tree.room.get(n, int(FAR)) for n in others)
        if not others or sum(map(tree.mass, others)) < up or space < down:
            return False
    return True


def _inside(below: Mapping[Node, list[Node]], hidden: set[Node], node: Node) -> Iterable[Node]:
    """The withheld cells that hang together under this one."""
    for child in below[node]:
        if child in hidden:
            yield child
            yield from _inside(below, hidden, child)


def _leaves(below: Mapping[Node, list[Node]], hidden: set[Node], node: Node) -> Iterable[Node]:
    return _pool(below, hidden, node) if below[node] else (node,)


# --- exactly, where it is small --------------------------------------------------------------------


class _Program:
    """A mixed-integer program, put together row by row for SciPy's solver (HiGHS)."""

    def __init__(self) -> None:
        self._costs: list[float] = []
        self._bounds: list[tuple[float, float]] = []
        self._whole: list[bool] = []
        self._rows: list[tuple[dict[int, float], float, float]] = []

    def variable(self, low: float, high: float, cost: float = 0.0, whole: bool = False) -> int:
        self._costs.append(cost)
        self._bounds.append((low, high))
        self._whole.append(whole)
        return len(self._costs) - 1

    def rule(self, factors: dict[int, float], low: float = -math.inf, high: float = math.inf) -> None:
        self._rows.append((factors, low, high))

    def solved(self, seconds: float) -> list[float] | None:
        """The cheapest values, or None when there are none or none is proved in time."""
        from scipy.optimize import Bounds, LinearConstraint, milp
        from scipy.sparse import csr_array

        at = [
            (row, column, factor)
            for row, (factors, _, _) in enumerate(self._rows)
            for column, factor in factors.items()
        ]
        rows, columns, factors = zip(*at, strict=True)
        matrix = csr_array((factors, (rows, columns)), shape=(len(self._rows), len(self._costs)))
        limits = LinearConstraint(matrix, [low for _, low, _ in self._rows], [high for _, _, high in self._rows])
        bounds = Bounds([low for low, _ in self._bounds], [high for _, high in self._bounds])
        found = milp(
            self._costs, integrality=self._whole, bounds=bounds, constraints=limits, options={"time_limit": seconds}
        )
        return list(found.x) if found.status == 0 else None


def _exact(tree: Tree, first: set[Node]) -> set[Node] | None:
    """The fewest cells. For each primary cell two other worlds (one higher, one lower) that differ from the real one
    in withheld cells only must exist. None when there is no solution in time, or no solver."""
    if find_spec("scipy") is None:
        return None
    program, below = _Program(), tree.children()
    hide = {
        node: program.variable(
            low=float(node in first),
            high=float(node in first or not tree.fixed(node)),
            cost=1 + min(tree.value[node], FAR) / (FAR * 100),
            whole=True,
        )
        for node in tree.value
    }
    # a withheld inner cell may not follow from its parts
    for node, parts in below.items():
        if parts:
            program.rule({**{hide[part]: 1.0 for part in parts}, hide[node]: -1.0}, low=0)
    for cell in sorted(tree.need.keys() & first):
        for goal in (tree.need[cell] - tree.value[cell], 1 - tree.value[cell]):
            _other_world(program, tree, below, hide, cell, goal)
    told = program.solved(seconds=5.0)
    return None if told is None else {node for node, at in hide.items() if told[at] > 0.5}


def _other_world(
    program: _Program, tree: Tree, below: Mapping[Node, list[Node]], hide: Mapping[Node, int], cell: Node, goal: int
) -> None:
    reach = max(tree.need.values()) + max(tree.value[n] for n in tree.need)
    moved = {
        node: program.variable(-min(tree.mass(node), reach), min(tree.room.get(node, reach), reach))
        for node in tree.value
    }
    for node, parts in below.items():
        if parts:
            program.rule({**{moved[part]: -1.0 for part in parts}, moved[node]: 1.0}, low=0, high=0)
        program.rule({moved[node]: 1.0, hide[node]: -reach}, high=0)
        program.rule({moved[node]: 1.0, hide[node]: reach}, low=0)
    program.rule({moved[cell]: 1.0}, **({"low": goal} if goal > 0 else {"high": goal}))


def share(shown: int, all_: int) -> float:
    """Cells published, as a share of all; 1 when there are none."""
    return shown / all_ if all_ else 1.0
