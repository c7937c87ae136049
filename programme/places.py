"""Places: whatever people type for where they live becomes one of today's Belgian municipalities.

A name in Dutch, French or German, a village, a name from before a merger, a postcode, or a big town in Arabic
or Cyrillic letters is found exactly. A slip of the finger gives near misses, best first. Nothing raises.
What names have in common when people type them (`fold`, `Names`) serves `nations` and `tongues` too.
"""

import re
import unicodedata
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import asin, cos, radians, sin, sqrt
from typing import Generic, TypeVar

T = TypeVar("T", bound=Hashable)

NEAR = 5  # more buttons than this no longer fit on a phone beside the question
LONGEST = 200  # characters read of a message: no name is longer, and the search stays fast
EARTH = 6371.0  # kilometres, mean radius (IUGG)


@dataclass(frozen=True, slots=True)
class Province:
    """A province, or the Brussels region, which belongs to none. Names as in REFNIS."""

    slug: str
    nl: str
    fr: str
    de: str
    region: str


PROVINCES = tuple(
    Province(*row)
    for row in (
        ("antwerpen", "Antwerpen", "Anvers", "Antwerpen", "vlaanderen"),
        ("limburg", "Limburg", "Limbourg", "Limburg", "vlaanderen"),
        ("oost-vlaanderen", "Oost-Vlaanderen", "Flandre orientale", "Ostflandern", "vlaanderen"),
        ("vlaams-brabant", "Vlaams-Brabant", "Brabant flamand", "Flämisch-Brabant", "vlaanderen"),
        ("west-vlaanderen", "West-Vlaanderen", "Flandre occidentale", "Westflandern", "vlaanderen"),
        ("brussel", "Brussel", "Bruxelles", "Brüssel", "brussel"),
        ("henegouwen", "Henegouwen", "Hainaut", "Hennegau", "wallonie"),
        ("luik", "Luik", "Liège", "Lüttich", "wallonie"),
        ("luxemburg", "Luxemburg", "Luxembourg", "Luxemburg", "wallonie"),
        ("namen", "Namen", "Namur", "Namür", "wallonie"),
        ("waals-brabant", "Waals-Brabant", "Brabant wallon", "Wallonisch-Brabant", "wallonie"),
    )
)

# The nine municipalities of the German-speaking Community: Eupen to Burg-Reuland, by REFNIS code.
GERMAN_SPEAKING = frozenset({"63001", "63012", "63013", "63023", "63040", "63048", "63061", "63067", "63087"})


@dataclass(frozen=True, slots=True)
class Municipality:
    """A municipality since the mergers of 1 January 2025. `nis` is its REFNIS code, `lat` and `lon` are
    degrees (WGS 84) of its main town, or of the middle of its villages when no town bears its name."""

    nis: str
    nl: str
    fr: str
    de: str
    province: str
    region: str
    postcodes: tuple[str, ...]
    lat: float
    lon: float

    def name(self, language: str) -> str:
        """As a reader of `language` knows it: in Dutch, French or German; for others as on the signs, which
        in Brussels means "Elsene / Ixelles"."""
        own = {"nl": self.nl, "fr": self.fr, "de": self.de}
        return own.get(language) or " / ".join(dict.fromkeys(own[o] for o in self.official))

    @property
    def official(self) -> tuple[str, ...]:
        """Its official language or languages, facilities not counted."""
        if self.nis in GERMAN_SPEAKING:
            return ("de",)
        return {"vlaanderen": ("nl",), "wallonie": ("fr",)}.get(self.region, ("nl", "fr"))


@dataclass(frozen=True, slots=True)
class Found:
    """One place if `exact` and the name is of one place only; several if the name is ambiguous.
    If not `exact`: near misses, best first, at most five, perhaps none."""

    exact: bool
    places: tuple[Municipality, ...]


def find(text: str) -> Found:
    """What a person may mean by "2800", "Stad Gent", "heverlee", "Mechlen" or "Брюссель". Never raises."""
    text = text[:LONGEST]
    code = POSTCODE.search(text)
    if not code:
        return _named(text)
    here = _municipalities(_atlas().by_postcode.get(str(int(code[0])), ()))
    rest = AROUND.sub(" ", POSTCODE.sub(" ", text))
    if not fold(rest):
        return Found(bool(here), here)
    named = _named(rest).places
    both = tuple(m for m in named if m in here)
    return Found(bool(both), both or tuple(dict.fromkeys((*here, *named)))[:NEAR])


def _named(text: str) -> Found:
    exact, found = _atlas().names.find(text)
    if not exact and AROUND.search(text):  # only then: Villers-la-Ville keeps its Ville
        exact, found = _atlas().names.find(AROUND.sub(" ", text))
    return Found(exact, _municipalities(found))


# What people write around a name. "de" and "of" only after the word that asks for them: De Haan keeps its De.
AROUND = re.compile(
    r"\b(?:(?:ville|commune|city|town|municipality)\s+(?:de|of)|stad|gemeente|deelgemeente|district|ville|commune"
    r"|city|belgië|belgie|belgique|belgium|belgien)\b|^\s*b\s*-",
    re.IGNORECASE,
)
POSTCODE = re.compile(r"(?<!\d)\d{4}(?!\d)")


def by_nis(nis: str) -> Municipality | None:
    """By REFNIS code; the codes from before the changes of 2019 and 2025 give today's municipality."""
    return _atlas().by_nis.get(nis)


def municipalities() -> tuple[Municipality, ...]:
    """All of them, in order of REFNIS code."""
    return tuple(dict.fromkeys(_atlas().by_nis.values()))


def kilometres(a: str, b: str) -> float:
    """As the crow flies, between the points of two municipalities. Raises `KeyError` for an unknown code."""
    one, other = _atlas().by_nis[a], _atlas().by_nis[b]
    south, north = radians(one.lat), radians(other.lat)
    east = radians(other.lon - one.lon)
    half = sin((north - south) / 2) ** 2 + cos(south) * cos(north) * sin(east / 2) ** 2
    return 2 * EARTH * asin(sqrt(half))


def nearest(nis: str, among: Iterable[str]) -> tuple[str, ...]:
    """The codes of `among`, nearest first. Codes that nobody knows come last; all stay in the order they
    came in if `nis` itself is unknown."""
    known = _atlas().by_nis
    if nis not in known:
        return tuple(among)
    return tuple(sorted(among, key=lambda other: kilometres(nis, other) if other in known else float("inf")))


@dataclass(frozen=True, slots=True)
class _Atlas:
    by_nis: Mapping[str, Municipality]
    by_postcode: Mapping[str, tuple[str, ...]]
    names: "Names[str]"


@cache
def _atlas() -> _Atlas:
    by_nis: dict[str, Municipality] = {}
    former: dict[str, Municipality] = {}
    codes: dict[str, tuple[str, ...]] = {}
    people: dict[str, int] = {}
    keys: list[tuple[Sequence[str], str]] = []
    for row in packaged("municipalities.csv"):
        nis, nl, fr, de, province, region, postcodes, lat, lon, inhabitants, old_nis, *ranks = row
        own = tuple(postcodes.split())
        by_nis[nis] = Municipality(nis, nl, fr, de, province, region, own, float(lat), float(lon))
        former |= dict.fromkeys(old_nis.split(), by_nis[nis])
        people[nis] = int(inhabitants)
        for code in own:
            codes[code] = (*codes.get(code, ()), nis)
        keys.append((ranks, nis))
    return _Atlas(by_nis | former, codes, Names(keys, people))


def _municipalities(found: Iterable[str]) -> tuple[Municipality, ...]:
    return tuple(_atlas().by_nis[nis] for nis in found)


def packaged(name: str) -> Iterator[list[str]]:
    """The rows of a packaged data file, without the remarks on where it comes from and the names of its
    columns. No cell has a comma or a quote."""
    text = (files("programme") / "data" / name).read_text(encoding="utf-8")
    rows = (line.split(",") for line in text.splitlines() if not line.startswith("#"))
    next(rows)
    return rows


# --- names as people type them ---

# Letters that Unicode doesn't decompose, and Arabic letters that keyboards and habits interchange.
ALIKE = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ı": "i", "œ": "oe", "æ": "ae", "ґ": "г", "ʼ": "", "ʻ": "",
     "ة": "ه", "ى": "ي", "ی": "ي", "ک": "ك", "ہ": "ه", "ۀ": "ه", "ـ": ""}
)  # fmt: skip
SAINT = frozenset({"sint", "saint", "st", "sankt"})
FEMALE_SAINT = frozenset({"sainte", "ste"})
ARTICLE = "ال"  # "the" in Arabic, written onto the word


def fold(text: str) -> str:
    """What is left of a name when case, accents, spaces, hyphens and the spelling of Saint are ignored."""
    if not text.isascii():
        parts = unicodedata.normalize("NFKD", text)
        text = "".join(c for c in parts if not unicodedata.combining(c)).casefold().translate(ALIKE)
    return "".join(map(_word, re.findall(r"[^\W_]+", text.casefold())))


def _word(word: str) -> str:
    if word in SAINT:
        return "st"
    if word in FEMALE_SAINT:
        return "ste"
    return word[2:] if word.startswith(ARTICLE) and len(word) > 4 else word


class Names(Generic[T]):
    """Folded names, searched exactly and by likeness. Each thing brings its names in ranks, as strings of
    keys with spaces between: a name of a better rank hides the same name of a worse one (Aalst is the town,
    not the village near Sint-Truiden). Where names tell nothing more, the heavier thing comes first."""

    def __init__(self, things: Iterable[tuple[Sequence[str], T]], weight: Mapping[T, int] | None = None) -> None:
        self._weight = weight or {}
        named: dict[str, tuple[int, tuple[T, ...]]] = {}
        for ranks, thing in things:
            for rank, keys in enumerate(ranks):
                mine = (rank, (thing,))
                for key in keys.split():
                    best = named.setdefault(key, mine)
                    if rank < best[0]:
                        named[key] = mine
                    elif best is not mine and rank == best[0] and thing not in best[1]:
                        named[key] = (rank, (*best[1], thing))
        self._named = named
        self._keys = list(named)

    def find(self, text: str) -> tuple[bool, tuple[T, ...]]:
        """(True, what bears this name), or (False, at most five that nearly do, best first)."""
        text = text[:LONGEST]
        key = fold(text)
        if key in self._named:
            return True, self._heaviest(self._named[key][1])
        return False, self._near(text, key)

    def _heaviest(self, things: Iterable[T]) -> tuple[T, ...]:
        return tuple(sorted(things, key=lambda thing: -self._weight.get(thing, 0)))

    def _near(self, text: str, key: str) -> tuple[T, ...]:
        if not key:
            return ()
        mistakes: dict[T, float] = {}
        for found, distance in (*self._within(text), *self._begun(key), *self._alike(key)):
            for thing in self._named[found][1]:
                mistakes[thing] = min(distance, mistakes.get(thing, distance))
        order = sorted(mistakes, key=lambda thing: (mistakes[thing], -self._weight.get(thing, 0)))
        return tuple(order[:NEAR])

    def _within(self, text: str) -> list[tuple[str, float]]:
        """Names inside a sentence ("ik woon in Sint-Niklaas"), the longest first."""
        words = re.findall(r"\w+", text)[:20]
        spans = ((i, j) for i in range(len(words)) for j in range(i + 1, min(i + 5, len(words)) + 1))
        keys = {fold(" ".join(words[i:j])): j - i for i, j in spans}
        return [(k, 0.9 - n / 10) for k, n in keys.items() if len(k) > 3 and k in self._named]

    def _begun(self, key: str) -> list[tuple[str, float]]:
        """Names that begin so: better than two mistakes, worse than one."""
        if len(key) < 4:
            return []
        return [(name, 1.5) for name in self._keys if name.startswith(key)]

    def _alike(self, key: str) -> list[tuple[str, float]]:
        from rapidfuzz import process
        from rapidfuzz.distance import OSA

        most = 1 if len(key) < 5 else 2 if len(key) < 9 else 3
        if len(key) > 60:
            return []
        found = process.extract(key, self._keys, scorer=OSA.distance, score_cutoff=most, limit=40)
        return [(name, float(distance)) for name, distance, _ in found]
