"""Places: whatever people type for where they live becomes one of today's Belgian municipalities.

A name in Dutch, French or German, a village, a name from before a merger, a postcode, or a big town in Arabic
or Cyrillic letters is found exactly. A slip of the finger gives near misses, best first. Nothing raises.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from math import asin, cos, radians, sin, sqrt

from programme.reading.names import LONGEST, NEAR, Found, Heard, Names, fold, packaged

BRUSSELS = "21004"  # the city; people mean the region by the same name
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


def find(text: str) -> Found[Municipality]:
    """What a person may mean by "2800", "Stad Gent", "heverlee", "Mechlen" or "Брюссель". Never raises."""
    text = text[:LONGEST]
    codes = POSTCODE.findall(text)
    if not codes:
        return _named(text)
    here = _municipalities(nis for code in codes for nis in _atlas().by_postcode.get(str(int(code)), ()))
    rest = AROUND.sub(" ", POSTCODE.sub(" ", text))
    named = _named(rest) if fold(rest) else Found()
    if not named.read and not named.offers:
        return Found(here) if len(here) == 1 and not _atlas().names.hear(rest).left else Found((), here)
    told = (*named.read, *named.offers)
    both = tuple(m for m in told if m in here)
    return Found(both) if len(both) == 1 else Found((), both or tuple(dict.fromkeys((*here, *told)))[:NEAR])


def _named(text: str) -> Found[Municipality]:
    names = _atlas().names
    exact = names.meanings(text) or names.meanings(AROUND.sub(" ", text))
    if exact:
        return _one_of(exact)
    heard = names.hear(text)
    common = _common(heard) if heard.means and not heard.left else ()
    if common and not names.may_be_another(AROUND.sub(" ", text), common):
        return _one_of(common)
    found = names.settle(heard, text).likely if heard.means else names.near(AROUND.sub(" ", text))
    return Found((), _municipalities(found))


def _one_of(found: Sequence[str]) -> Found[Municipality]:
    these = _municipalities(found)
    return Found(these) if len(these) == 1 else Found((), these)


def _common(heard: Heard[str]) -> tuple[str, ...]:
    """What all the names agree on: "Berchem (Antwerpen)", "Leuven/Louvain"; Brussels may be the region."""
    capital = tuple(m.nis for m in municipalities() if m.region == "brussel")
    sets = [means if len(heard.means) == 1 or BRUSSELS not in means else (*means, *capital) for means in heard.means]
    agreed = tuple(nis for nis in dict.fromkeys(sets[0]) if all(nis in other for other in sets))
    if len(sets) > 1 and len(agreed) > 1:
        agreed = tuple(nis for nis in agreed if nis != BRUSSELS) if BRUSSELS in agreed else agreed
    return agreed or tuple(dict.fromkeys(nis for means in heard.means for nis in means))


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
    names: Names[str]


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
