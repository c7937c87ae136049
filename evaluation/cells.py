"""Counts as cells over places and years, exact for one's own desk, or with what must be withheld left out."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from evaluation import definitions as d
from evaluation.counted import Count, Counted, Programme
from evaluation.suppress import Node, Tree, withheld
from programme.reading import municipalities

Key = tuple[str, str, str, int]  # part, side, code, year
ALL: Node = ("all", "")
PARTS = ("persons", "nationality", "tongue", "answering")


@dataclass(frozen=True, slots=True)
class Told:
    """A value that may be shown; None: withheld. `least`: more may be behind it."""

    value: int | None
    least: bool = False


@dataclass(frozen=True, slots=True)
class Said:
    """What earlier releases said of a cell: its last value, and whether it was ever withheld."""

    value: int | None = None
    held: bool = False


@dataclass
class Cells:
    """`shown[key][node]` is a number, or None where it is withheld in public."""

    shown: dict[Key, dict[Node, int | None]] = field(default_factory=dict)
    public: bool = False
    derived: bool = False  # made of towns: what is wider than a municipality is a sum of municipalities

    def keys(self, part: str) -> list[Key]:
        return sorted(k for k in self.shown if k[0] == part)

    def told(self, keys: Iterable[Key], nodes: Iterable[Node], fewest: int) -> Told | None:
        """The sum over years and places; None when there is nothing. In public only of what is shown anyway, so that
        no sum gives away more than its parts."""
        nodes = tuple(nodes)
        found = [row[n] for k in keys if (row := self.shown[k]) for n in nodes if n in row]
        if not found:
            return None
        total = sum(v for v in found if v is not None)
        if not self.public:
            return Told(total if total >= fewest else None)
        least = None in found
        return Told(None if least and not total else total, least)

    def share(self) -> tuple[int, int, int]:
        """Cells shown, all cells, and how many a rule would show that hides a whole row for one small cell."""
        values = [v for row in self.shown.values() for v in row.values()]
        rows: dict[tuple[str, int, Node], list[int | None]] = defaultdict(list)
        for (part, _, _, year), row in self.shown.items():
            for node, value in row.items():
                rows[part, year, node].append(value)
        simple = sum(len(r) for r in rows.values() if None not in r)
        return sum(v is not None for v in values), len(values), simple


def path(programme: Programme) -> tuple[Node, Node, Node, Node]:
    """From the programme up: programme, municipality, province, everywhere."""
    return (("programme", programme.id), ("municipality", programme.nis), ("province", programme.province), ALL)


def trees(counted: Counted) -> dict[Key, Tree]:
    """One tree for each part, side, code and year. In public, nationality and language go down to the municipality."""
    paths = {p.id: path(p) for p in counted.programmes}
    found: dict[Key, Tree] = defaultdict(Tree)
    for count in counted.counts:
        if count.part in PARTS and count.programme in paths:
            _grow(found[count.part, count.side, count.code, count.year], paths[count.programme], count)
    return dict(found)


def _grow(tree: Tree, nodes: tuple[Node, ...], count: Count) -> None:
    for node, above in zip(nodes, (*nodes[1:], None), strict=True):
        tree.value[node] = tree.value.get(node, 0) + count.n
        if above:
            tree.parent[node] = above


def exact(counted: Counted) -> Cells:
    """For one's own desk: sums are right; what is too small is left out when it is shown."""
    return Cells({k: dict(t.value) for k, t in trees(counted).items()})


def public(counted: Counted, earlier: Mapping[Key, Mapping[Node, Said]] = MappingProxyType({})) -> Cells:
    """What anybody may see, whatever they see beside it. `earlier`: what releases said of a cell."""
    found = trees(counted)
    shown: dict[Key, dict[Node, int | None]] = {}
    for key in sorted(found, key=lambda k: (PARTS.index(k[0]), k)):  # persons first: the others lean on them
        part, side, _, year = key
        tree = found[key]
        if part in ("nationality", "tongue"):
            _coarsen(tree)
            _lean(tree, found["persons", side, "", year], shown["persons", side, "", year])
        said = {n: s for n, s in earlier.get(key, {}).items() if n in tree.value}
        tree.known = {n: s.value for n, s in said.items() if s.value is not None}
        tree.held = {n for n, s in said.items() if s.held}
        tree.need |= {n: fewest(part, n) - 1 for n, v in tree.value.items() if v < fewest(part, n)}
        _cap(tree)
        hidden = withheld(tree)
        shown[key] = {n: None if n in hidden else v for n, v in tree.value.items()}
    return Cells(shown, public=True)


def fewest(part: str, node: Node) -> int:
    if part == "answering":
        return d.FEWEST_ANSWERS
    return d.FEWEST_NATIONALS if part == "nationality" and node[0] == "municipality" else d.FEWEST


def _coarsen(tree: Tree) -> None:
    for node in [n for n in tree.value if n[0] == "programme"]:
        del tree.value[node], tree.parent[node]


def _lean(tree: Tree, persons: Tree, shown: Mapping[Node, int | None]) -> None:
    """Where the number of persons is withheld, all that is told of them is. Nowhere are there more of a nationality
    than there are persons."""
    tree.forced = {n for n in tree.value if shown[n] is None}
    tree.room = {n: persons.value[n] - v for n, v in tree.value.items() if n[0] == "municipality"}


def _cap(tree: Tree) -> None:
    for node, room in tree.room.items():
        if node in tree.need and node not in tree.forced:
            tree.need[node] = min(tree.need[node], tree.value[node] + room)


def municipality_name(nis: str) -> str:
    found = municipalities.by_nis(nis)
    return found.nl if found else nis
