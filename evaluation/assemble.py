"""The six answers as rows: what is counted here, what was declared, and what nobody told."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from math import sqrt

from evaluation import definitions as d
from evaluation.cells import ALL, Cells, Key, municipality_name
from evaluation.counted import Count, Counted, Programme
from evaluation.declared import Declared
from evaluation.layers import Layer
from evaluation.suppress import Node
from evaluation.words import word
from programme.measures import MEASURES, Moment
from programme.reading import countries, languages, municipalities

SMALL_SAMPLE = 30  # below it a range is told and no point
Row = d.Row
Group = tuple[object, ...]


@dataclass
class Figures:
    """All that the answers are made of. `counts` has no cells of persons when the figures are for the public."""

    counted: Counted
    cells: Cells
    declared: Sequence[Declared]
    layer: Layer
    this_year: int
    by_id: dict[str, Programme] = field(init=False)

    def __post_init__(self) -> None:
        self.by_id = {p.id: p for p in self.counted.programmes}

    def parts(self, *names: str) -> list[Count]:
        return [c for c in self.counted.counts if c.part in names and c.programme in self.by_id]


def answers(figures: Figures, asked: d.Asked) -> dict[str, list[Row]]:
    """Rows by question; of one question when only one was asked."""
    made: dict[str, Callable[[Figures, d.Asked], Iterable[Row]]] = {
        "projects": projects, "duos": duos, "participants": participants, "evaluation": evaluation,
    }  # fmt: skip
    found = {}
    for question in d.QUESTIONS if asked.question is None else (asked.question,):
        rows = list(made[question](figures, asked)) if question in made else []
        rows += declared(figures, asked, question)
        rows += missing(rows, asked, question, figures)
        found[question] = sorted(rows, key=lambda r: _order(r, asked))
    return found


def _order(row: Row, asked: d.Asked) -> tuple[object, ...]:
    where = tuple((row.get(k) is None, str(row.get(k))) for k in asked.by)
    measures = ("persons", "nationality", "tongue")
    measure = str(row.get("measure", ""))
    rank = measures.index(measure) if measure in measures else 9
    named = (*where, rank, measure if rank == 9 else "", str(row.get("side", "")))
    if measure in d.SCALES.values():
        return named  # they come by moment, and stay so
    return (*named, bool(row.get("suppressed")), -(row["value"] or 0), str(row.get("label", "")))


# --- dimensions ------------------------------------------------------------------------------------


def places_of(figures: Figures, programme: Programme, asked: d.Asked, *, coarse: bool = False) -> Row:
    """The dimensions of a programme that were asked for. `coarse`: nothing finer than the municipality."""
    all_ = {
        "province": programme.province,
        "region": figures.layer.of(programme.nis),
        "municipality": municipality_name(programme.nis),
        "programme": None if coarse else programme.name,
        "domain": "integration",
        "edition": None,
    }
    found = {k: all_[k] for k in asked.by if k in all_}
    return {**found, "nis": programme.nis} if "municipality" in found else found


def node_of(figures: Figures, programme: Programme, asked: d.Asked, coarse: bool) -> Node:
    """The coarsest cell that tells apart what was asked for."""
    if "programme" in asked.by and not coarse:
        return "programme", programme.id
    if figures.cells.derived or {"programme", "municipality", "region"} & set(asked.by):
        return "municipality", programme.nis
    return ("province", programme.province) if "province" in asked.by else ALL


def grouped(figures: Figures, asked: d.Asked, coarse: bool = False) -> dict[Group, tuple[Row, set[Node]]]:
    """Every combination of places that was asked for, with the cells it consists of."""
    found: dict[Group, tuple[Row, set[Node]]] = {}
    for programme in figures.counted.programmes:
        row = places_of(figures, programme, asked, coarse=coarse)
        node = node_of(figures, programme, asked, coarse)
        key = (*row.values(), node if node[0] == "programme" else None)
        found.setdefault(key, (row, set()))[1].add(node)
    return found


def years_of(asked: d.Asked, years: Iterable[int]) -> Iterator[tuple[Row, set[int]]]:
    within = {y for y in years if asked.within(y)}
    if "year" in asked.by:
        yield from (({"year": y}, {y}) for y in sorted(within))
    elif within:
        yield {}, within


def dims(asked: d.Asked, *parts: Row) -> Row:
    """The dimensions in the order they were asked for."""
    all_ = {k: v for part in parts for k, v in part.items()}
    order = [k for k in asked.by if k in all_]
    return {k: all_[k] for k in [*order, *(["nis"] if "nis" in all_ else [])]}


# --- what is counted -------------------------------------------------------------------------------


def projects(figures: Figures, asked: d.Asked) -> Iterator[Row]:
    """A project counts in each year in which it existed, and once in a period of years."""
    found: dict[Group, tuple[Row, set[str]]] = {}
    for programme in figures.counted.programmes:
        lived = range(programme.first, (programme.last or max(figures.this_year, programme.first)) + 1)
        for year, _ in years_of(asked, lived):
            row = dims(asked, year, places_of(figures, programme, asked))
            key = (*row.values(), programme.id if "programme" in asked.by else None)
            found.setdefault(key, (row, set()))[1].add(programme.id)
    for row, ids in found.values():
        yield {**row, "value": len(ids), "status": "counted"}


WORDINGS = {m.key: m.wording for m in MEASURES}
PEOPLE = ("adults", "children", "households")


def duos(figures: Figures, asked: d.Asked) -> Iterator[Row]:
    """Duos formed; beside them those that ran in the year, and how many adults, children and households they are."""
    lives: dict[str, list[tuple[int, int]]] = defaultdict(list)  # by programme: year, and duos more or less
    for count in figures.parts("formed"):
        lives[count.programme].append((count.year, count.n))
    for count in figures.parts("ended"):
        lives[count.programme].append((count.year + 1, -count.n))  # it ran in the year in which it ended
    for row, formed in _grouped_counts(figures, asked, figures.parts("formed")):
        ids, last = {c.programme for c in formed}, max(c.year for c in formed)
        running = sum(n for id in ids for year, n in lives[id] if year <= last)
        told = {"running": running} if "year" in asked.by else {}
        people = _people_in(figures, asked, ids, {c.year for c in formed})
        yield {**row, "value": sum(c.n for c in formed), "status": "counted", **told, **people}


def _people_in(figures: Figures, asked: d.Asked, ids: set[str], years: set[int]) -> Row:
    """Adults, children and households in the duos of these programmes and years, apart; few are not told, and none in
    public: beside the duos they would tell of a single group."""
    if asked.public:
        return {}
    counts = [c for c in figures.parts("people") if c.programme in ids and c.year in years]
    told = {what: int(sum(c.total for c in counts if c.code == what)) for what in PEOPLE}
    return {what: n for what, n in told.items() if n >= d.FEWEST}


def _grouped_counts(figures: Figures, asked: d.Asked, counts: Sequence[Count]) -> Iterator[tuple[Row, list[Count]]]:
    groups: dict[Group, tuple[Row, list[Count]]] = {}
    for count in counts:
        programme = figures.by_id[count.programme]
        for year, _ in years_of(asked, [count.year]):
            row = dims(asked, year, places_of(figures, programme, asked))
            key = (*row.values(), programme.id if "programme" in asked.by else None)
            groups.setdefault(key, (row, []))[1].append(count)
    yield from groups.values()


def participants(figures: Figures, asked: d.Asked) -> Iterator[Row]:
    """Persons by side; nationalities and languages, of which one person may have several."""
    for part, name in (("persons", None), ("nationality", nation), ("tongue", languages.name)):
        coarse = asked.public and name is not None
        groups = grouped(figures, asked, coarse)
        keys: dict[tuple[int, str, str], list[Key]] = defaultdict(list)
        for key in figures.cells.keys(part):
            keys[key[3], key[1], key[2]].append(key)
        for year, within in years_of(asked, {y for y, _, _ in keys}):
            mine: dict[tuple[str, str], list[Key]] = defaultdict(list)
            for (y, side, code), some in keys.items():
                if y in within:
                    mine[side, code] += some
            for place, nodes in groups.values():
                yield from _people(figures, asked, dims(asked, year, place), part, mine, nodes, name)


def _people(
    figures: Figures, asked: d.Asked, where: Row, part: str, mine: dict[tuple[str, str], list[Key]],
    nodes: set[Node], name: Callable[[str, str], str] | None,
) -> Iterator[Row]:  # fmt: skip
    """Codes that are withheld become one row without a code: that somebody has it is not told either."""
    other: set[str] = set()
    for (side, code), keys in sorted(mine.items()):
        told = figures.cells.told(keys, nodes, d.FEWEST)
        if told is None:
            continue
        row = {**where, "side": side, "measure": part}
        if told.value is None and name:
            other.add(side)
        elif told.value is None:
            yield {**row, "value": None, "status": "counted", "suppressed": True}
        else:
            label = {"code": code, "label": name(code, asked.language)} if name else {}
            least = {"qualifier": "at least"} if told.least else {}
            yield {**row, **label, "value": told.value, "status": "counted", **least}
    for side in sorted(other):
        yield {**where, "side": side, "measure": part, "label": "andere" if asked.language == "nl" else "other",
               "value": None, "status": "counted", "suppressed": True}  # fmt: skip


def nation(code: str, language: str) -> str:
    own = {"nl": {"stateless": "staatloos", "unsaid": "niet gezegd"}, "en": {"stateless": "stateless",
           "unsaid": "not said"}}  # fmt: skip
    return own.get(language, own["en"]).get(code) or countries.name(code, language)


# --- evaluation ------------------------------------------------------------------------------------


def evaluation(figures: Figures, asked: d.Asked) -> Iterator[Row]:
    """What people told in check-ins, and in measures: these for one's own programmes only."""
    hours = {tuple(row.items()): counts for row, counts in _grouped_counts(figures, asked, figures.parts("hours"))}
    answering: dict[int, list[Key]] = defaultdict(list)
    for key in figures.cells.keys("answering"):
        answering[key[3]].append(key)
    for row, moods in _grouped_counts(figures, asked, figures.parts("mood")):
        nodes = {node_of(figures, figures.by_id[c.programme], asked, False) for c in moods}
        keys = [k for year in {c.year for c in moods} for k in answering[year]]
        persons = figures.cells.told(keys, nodes, d.FEWEST_ANSWERS)
        enough = persons is not None and persons.value is not None and not persons.least
        if enough or not asked.public:
            yield {**row, "measure": "check-ins", "value": sum(c.n for c in moods), "status": "counted"}
        else:
            yield {**row, "measure": "check-ins", "value": None, "status": "counted", "suppressed": True}
        yield _averaged(row, "mood, 1 to 5", moods, enough)
        yield _summed(row, "hours told", hours.get(tuple(row.items()), []), enough)
        if enough and not asked.public:
            yield from _waves(row, moods)
    if not asked.public or not {"programme", "municipality", "region", "province"} & set(asked.by):
        yield from _endings(figures, asked)
    if not asked.public:
        yield from _measures(figures, asked)
    if not asked.public and figures.counted.programmes:
        yield from _quiet(figures, asked)
        if figures.parts("formed"):
            year = {"year": min(figures.this_year, asked.last or figures.this_year)} if "year" in asked.by else {}
            yield {
                **dict.fromkeys(asked.by),
                **year,
                "measure": "days from intake to duo",
                "value": None,
                "status": "unknown",
            }


def _averaged(row: Row, measure: str, counts: Sequence[Count], enough: bool, **more: object) -> Row:
    """Mean with n, standard deviation, and the 95 % range of the mean; for small n the range only."""
    n = sum(c.n for c in counts)
    start = {**row, "measure": measure, **more}
    if not enough or n < d.FEWEST_ANSWERS:
        return {**start, "value": None, "status": "counted", "suppressed": True}
    mean = sum(c.total for c in counts) / n
    spread = sqrt(max(0.0, sum(c.squares for c in counts) / n - mean**2) * n / (n - 1))
    half = 1.96 * spread / sqrt(n)
    return {**start, "value": None if n < SMALL_SAMPLE else round(mean, 1), "n": n, "spread": round(spread, 1),
            "low": round(mean - half, 1), "high": round(mean + half, 1), "status": "counted"}  # fmt: skip


def _summed(row: Row, measure: str, counts: Sequence[Count], enough: bool) -> Row:
    n = sum(c.n for c in counts)
    if not enough or n < d.FEWEST_ANSWERS:
        return {**row, "measure": measure, "value": None, "status": "counted", "suppressed": True}
    return {**row, "measure": measure, "value": round(sum(c.total for c in counts), 1), "n": n, "unit": "hours",
            "qualifier": "at least", "status": "counted"}  # fmt: skip


def _waves(row: Row, counts: Sequence[Count]) -> Iterator[Row]:
    waves = sorted({int(c.code) for c in counts})
    for wave in waves if len(waves) > 1 else ():
        yield _averaged(row, "mood, 1 to 5", [c for c in counts if int(c.code) == wave], True, wave=wave)


def _measures(figures: Figures, asked: d.Asked) -> Iterator[Row]:
    """Measures at the start, halfway and at the end; one wording is never added to another."""
    told: dict[str, list[Count]] = defaultdict(list)
    for count in figures.parts("measure"):
        told[count.code].append(count)
    for code in sorted(told, key=_in_order):
        measure, wording, moment = code.split(":")
        scale = d.SCALES.get(measure, measure)
        former = "" if wording == WORDINGS.get(measure) else f" ({wording})"
        label = word(asked.language, f"v.{moment}") + former
        for row, mine in _grouped_counts(figures, asked, told[code]):
            yield _averaged(row, scale, mine, True, label=label)


def _in_order(code: str) -> tuple[int, str]:
    """By moment; of one moment by wording."""
    _, wording, moment = code.split(":")
    return [*Moment].index(Moment(moment)), wording


def _endings(figures: Figures, asked: d.Asked) -> Iterator[Row]:
    for row, mine in _grouped_counts(figures, asked, figures.parts("ended")):
        n = sum(c.n for c in mine)
        if n < d.FEWEST_ANSWERS:
            continue
        yield {**row, "measure": "duos ended", "value": n, "status": "counted"}
        reasons: dict[str, int] = defaultdict(int)
        for count in mine:
            reasons[count.code] += count.n
        for reason, many in sorted(reasons.items()):
            small = many < d.FEWEST
            yield {**row, "measure": "reason for ending", "label": reason or "-", "value": None if small else many,
                   "n": n, "status": "counted", **({"suppressed": True} if small else {})}  # fmt: skip


def _quiet(figures: Figures, asked: d.Asked) -> Iterator[Row]:
    found: dict[Group, tuple[Row, int]] = {}
    for id, n in figures.counted.quiet.items():
        for year, _ in years_of(asked, [figures.this_year]):
            if id in figures.by_id:
                row = dims(asked, year, places_of(figures, figures.by_id[id], asked))
                key = (*row.values(), id if "programme" in asked.by else None)
                found[key] = (row, found.get(key, (row, 0))[1] + n)
    for row, n in found.values():
        yield {**row, "measure": "quiet duos", "value": n, "status": "counted"}


# --- what was declared -----------------------------------------------------------------------------


def declared(figures: Figures, asked: d.Asked, question: str) -> Iterator[Row]:
    """By programme every figure stands apart; otherwise those that may be added are. Contradictions never are."""
    mine = [r for r in figures.declared if d.QUESTION_OF[r.measure] == question and asked.within(r.year)]
    values: dict[tuple, set[float | None]] = defaultdict(set)
    for row in mine:
        values[row.cell].add(row.value)
    sums: dict[tuple, list[Declared]] = defaultdict(list)
    seen: set[tuple] = set()
    for row in mine:
        # a figure of all of Flanders may hold those of its towns, so it is never added to them
        alone = len(values[row.cell]) > 1 or row.kind != "year" or row.value is None or not row.nis
        where = _declared_dims(figures, asked, row)
        if "programme" in asked.by or alone:
            yield _alone(asked, where, row, contradicted=len(values[row.cell]) > 1)
        elif row.cell not in seen:  # two sources that agree count once
            seen.add(row.cell)
            sums[(*where.items(), row.measure, row.status, row.side)].append(row)
    for rows in sums.values():
        if len(rows) == 1:
            yield _alone(asked, _declared_dims(figures, asked, rows[0]), rows[0])
        else:
            yield _together(asked, _declared_dims(figures, asked, rows[0]), rows)


def _declared_dims(figures: Figures, asked: d.Asked, row: Declared) -> Row:
    found = [m for nis in row.nis if (m := municipalities.by_nis(nis))]
    regions = {figures.layer.of(m.nis) for m in found}
    all_ = {
        "year": row.year,
        "province": row.province or None,
        "region": regions.pop() if len(regions) == 1 else None,
        "municipality": found[0].nl if len(found) == 1 else row.municipality or None,
        "programme": row.programme,
        "domain": row.domain or None,
        "edition": row.period or None,
    }
    told = {k: all_[k] for k in asked.by}
    return {**told, "nis": " ".join(row.nis)} if "municipality" in asked.by and row.nis else told


def _small(asked: d.Asked, row: Declared, value: float | None) -> bool:
    return row.measure == "participants" and value is not None and 0 < value < d.FEWEST


def _alone(asked: d.Asked, where: Row, row: Declared, contradicted: bool = False) -> Row:
    small = _small(asked, row, row.value)
    told: Row = {**where, "value": None if small else _whole(row.value), "status": row.status,
                 "unit": d.unit_of(row.measure, row.side)}  # fmt: skip
    if small:
        told["suppressed"] = True
    for name, value in (("qualifier", row.qualifier), ("period", row.period), ("side", row.side),
                        ("source", row.source), ("note", row.note), ("finding", row.words)):  # fmt: skip
        if value:
            told[name] = value
    if "programme" not in where and (row.kind != "year" or contradicted or not row.nis):
        told["of"] = row.programme
    if contradicted:
        told["contradicted"] = True
    if row.kind == "cumulative":
        told["cumulative"] = True
    return told


def _together(asked: d.Asked, where: Row, rows: Sequence[Declared]) -> Row:
    qualifiers = {r.qualifier for r in rows}
    qualifier = "at least" if "at least" in qualifiers else "about" if "about" in qualifiers else "exact"
    sources = list(dict.fromkeys(r.source for r in rows if r.source))
    told: Row = {**where, "value": _whole(sum(r.value or 0 for r in rows)), "status": rows[0].status,
                 "unit": d.unit_of(rows[0].measure, rows[0].side), "qualifier": qualifier, "n": len(rows)}  # fmt: skip
    if rows[0].side:
        told["side"] = rows[0].side
    return {**told, "source": "; ".join(sources[:5]) + (f"; + {len(sources) - 5}" if len(sources) > 5 else "")}


def _whole(value: float | None) -> float | int | None:
    return int(value) if value is not None and value.is_integer() else value


# --- what nobody told ------------------------------------------------------------------------------


def missing(rows: Sequence[Row], asked: d.Asked, question: str, figures: Figures) -> Iterator[Row]:
    """Never a silent zero: a year without a figure, or a question without any, is a row that says unknown."""
    if "year" in asked.by and asked.first is not None:
        there = {r.get("year") for r in rows}
        for year in range(asked.first, (asked.last or figures.this_year) + 1):
            if year not in there:
                yield {**dict.fromkeys(asked.by), "year": year, "value": None, "status": "unknown"}
    elif not rows:
        yield {"value": None, "status": "unknown"}
