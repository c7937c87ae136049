"""Layers over municipalities: a file each, one row for each beginning of an NIS code; the longest that fits wins."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

from evaluation.errors import LayerWrong
from programme.reading.municipalities import PROVINCES

EVERYWHERE = "vlaanderen"


@dataclass(frozen=True, slots=True)
class Layer:
    """Which area a municipality is in, and what areas are called by language."""

    codes: Mapping[str, str]
    names: Mapping[str, Mapping[str, str]]

    def of(self, nis: str) -> str | None:
        """The area of a municipality; None where the layer doesn't reach."""
        return next((self.codes[nis[:n]] for n in range(len(nis), 0, -1) if nis[:n] in self.codes), None)

    def name(self, slug: str, language: str) -> str:
        return self.names.get(slug, {}).get(language) or slug


@cache
def layer(name: str) -> Layer:
    """A packaged layer by name, or a file of one's own. Raises `LayerWrong`."""
    packaged = files("evaluation") / "data" / "layers" / f"{name}.csv"
    try:
        text = packaged.read_text("utf-8") if packaged.is_file() else Path(name).read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        there = sorted(f.name[:-4] for f in (files("evaluation") / "data" / "layers").iterdir())
        raise LayerWrong(name, f"there are {', '.join(there)}", type(error).__name__) from None
    rows = list(csv.DictReader(text.splitlines()))
    if not rows or not {"code", "slug"} <= set(rows[0]):
        raise LayerWrong(name)
    names = {r["slug"]: {"nl": r.get("nl") or r["slug"], "en": r.get("en") or r.get("nl") or r["slug"]} for r in rows}
    return Layer({r["code"]: r["slug"] for r in rows}, names)


ENGLISH = {
    "antwerpen": "Antwerp", "limburg": "Limburg", "oost-vlaanderen": "East Flanders", "brussel": "Brussels",
    "vlaams-brabant": "Flemish Brabant", "west-vlaanderen": "West Flanders",
}  # fmt: skip


def province_name(slug: str, language: str) -> str:
    known = {p.slug: p.nl for p in PROVINCES}
    return (ENGLISH.get(slug) if language == "en" else None) or known.get(slug, slug)
