"""Makes nations.csv, tongues.csv and own-names.csv of programme/data. Run it when Babel or a source has news:

    npm pack i18n-nationality && tar xzf i18n-nationality-*.tgz
    python -m tools.nations package

Sources:
- Babel 2.18 (BSD), which carries CLDR (Unicode licence v3): names of countries and languages in ours.
- i18n-nationality 1.4.0 (MIT): words for people in Dutch, English, French, Spanish and German.
- programme/data/nation-words.csv, peoples.csv, demonyms.csv and tongue-words.csv: by hand, see their headers.
"""

import csv
import io
import json
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from babel import Locale
from babel.core import get_global
from babel.localedata import locale_identifiers

from programme.reading.names import fold

DATA = Path(__file__).parents[1] / "programme" / "data"
LANGUAGES = (
    "nl", "en", "fr", "ar", "uk", "ru", "tr", "fa", "ps", "ti", "so", "es", "pt", "pl", "ro", "bg",
    "sq", "de",
)  # fmt: skip
# Groups, transitional codes and land without inhabitants in the territory list of CLDR.
NOT_A_NATION = frozenset({
    "AC", "AQ", "BV", "CP", "CQ", "DG", "EA", "EU", "EZ", "HM", "IC", "QO", "TA", "TF", "UM", "UN",
    "XA", "XB", "ZZ",
})  # fmt: skip
# Wrong in the source, or one word for two countries that it gives to one of them.
WRONG = {("nl", "WF"), ("nl", "NE"), ("nl", "SS"), ("nl", "PS"), ("nl", "IO"), ("nl", "GF"), ("nl", "PF")}

SHARED = frozenset({"CD", "CG"})  # one word for the people of two countries; a remark in brackets tells which

# Languages of newcomers and of their helpers that Babel names, but has no locale of.
SPOKEN = (
    "ary", "arz", "apc", "prs", "ckb", "rif", "shi", "kab", "rom", "syr", "ht", "wo", "ff", "man", "srr",
    "luo", "ak", "bm", "din", "aa", "tig", "ny",
)  # fmt: skip
NO_TONGUE = frozenset({
    "und", "root", "en_US", "prg", "vo", "ia", "ie", "io", "eo", "la", "cu", "sa", "jbo", "got",
})  # fmt: skip


# Between the brackets: China or the United States, in our languages.
OWNERS = re.compile(
    "chin|kin|çin|الصين|چین|Кит|ቻይና|US|США|САЩ|ABD|EUA|SHBA|ኣሜሪካ|Stany|SUA|EE. ?UU|Mareykan", re.IGNORECASE
)


def countries() -> list[str]:
    """ISO 3166-1 alpha-2 codes as CLDR lists them, and XK."""
    codes = (c for c in Locale("en").territories if re.fullmatch("[A-Z]{2}", c))
    return sorted(c for c in codes if c not in NOT_A_NATION)


def variants(name: str) -> Iterator[str]:
    """ "Myanmar (Birma)" is called by either name. "Hongkong (SAR van China)" isn't: see OWNERS."""
    yield name
    if found := re.fullmatch(r"(.+?)\s*\((.+)\)", name):
        yield found[1]
        if not OWNERS.search(found[2]):
            yield found[2]


# ISO 3166-1 alpha-3, as CLDR gives them.
ALPHA3 = {
    code: alias for alias, (code, *_) in get_global("territory_aliases").items() if re.fullmatch("[A-Z]{3}", alias)
}


def by_hand() -> dict[str, set[str]]:
    """Words of nation-words.csv by code."""
    words: dict[str, set[str]] = defaultdict(set)
    for row in table("nation-words.csv"):
        for code in row["codes"].split():
            words[code] |= set(row["words"].split("|"))
    return words


def shared() -> frozenset[str]:
    """Names that mean several nations: the bot asks, whatever CLDR gives them to."""
    rows = (row for row in table("nation-words.csv") if " " in row["codes"])
    return frozenset(fold(word) for row in rows for word in row["words"].split("|"))


def autonyms(code: str) -> Iterator[str]:
    """The country in its own official languages, whichever they are."""
    for language, told in get_global("territory_languages").get(code, {}).items():
        if told["official_status"] and language.split("_")[0] in locale_identifiers():
            yield from variants(Locale.parse(language.split("_")[0]).territories.get(code, ""))


def country_names() -> dict[str, set[str]]:
    names = by_hand()
    for language in LANGUAGES:
        territories = Locale(language).territories
        for code in countries():
            names[code] |= set(variants(territories.get(code, ""))) | set(autonyms(code))
    return names


def people(folder: Path) -> dict[str, set[str]]:
    """Words for people, by code, from the package and by hand."""
    words: dict[str, set[str]] = defaultdict(set)
    for language, inflect in {"nl": dutch, "en": english, "fr": french, "es": spanish, "de": plain}.items():
        file = json.loads((folder / "langs" / f"{language}.json").read_text(encoding="utf-8"))
        for code, word in file["nationalities"].items():
            plain_word = bare(word) if code in SHARED else word
            if (language, code) not in WRONG and not re.search(r"[(,]", plain_word):
                words[code] |= set(inflect(plain_word))
    for row in table("demonyms.csv"):
        words[row["code"]] |= {w for cell in (row["nl"], row["uk"]) for w in split(cell)}
        words[row["code"]] |= {w + end for w in split(row["ar"]) for end in ("", "ة", "ين", "ون")}
    for row in table("peoples.csv"):
        words[row["code"]] |= set(row["words"].split())
    return words


def plain(word: str) -> tuple[str, ...]:
    return (word,)


def dutch(word: str) -> tuple[str, ...]:
    """Adjectives take an e: Syrisch, Syrische; Libanees, Libanese."""
    if word.endswith("ees"):
        return (word, word[:-3] + "ese")
    return (word, word + "e") if word.endswith("s") else (word,)


def english(word: str) -> tuple[str, ...]:
    return (word,) if word.endswith(("s", "ese", "sh", "ch")) else (word, word + "s")


FEMININE = {
    "turc": "turque", "grec": "grecque", "ien": "ienne", "éen": "éenne", "ais": "aise", "ois": "oise",
    "ain": "aine", "in": "ine", "an": "ane", "ol": "ole",
}  # fmt: skip


def french(word: str) -> tuple[str, ...]:
    """The feminine of the regular endings: syrien, syrienne; marocain, marocaine; sénégalais, sénégalaise."""
    for end, feminine in FEMININE.items():
        if word.casefold().endswith(end):
            return (word, word[: -len(end)] + feminine)
    return (word,)


def spanish(word: str) -> tuple[str, ...]:
    return (word, word[:-1] + "a") if word.endswith("o") else (word,)


def table(name: str) -> list[dict[str, str]]:
    lines = (DATA / name).read_text(encoding="utf-8").splitlines()
    return list(csv.DictReader(line for line in lines if not line.startswith("#")))


def split(cell: str) -> list[str]:
    return cell.split("|") if "|" in cell else cell.split()


def keys(words: Iterable[str]) -> set[str]:
    return {fold(w) for w in words} - {""}


def line(code: str, best: set[str], lesser: set[str]) -> dict[str, str]:
    return {"code": code, "keys": " ".join(sorted(best)), "lesser_keys": " ".join(sorted(lesser - best))}


def nations(folder: Path) -> Iterator[dict[str, str]]:
    """A country's name outranks a word for people: Guinea is a country first."""
    words, hand, asked = people(folder), {code: keys(names) for code, names in by_hand().items()}, shared()
    for code, names in country_names().items():
        best = keys(names) - (asked - hand.get(code, set()))
        yield line(code, best, keys(words[code]) - (asked - hand.get(code, set()))) | {"alpha3": ALPHA3.get(code, "")}


# Code: what CLDR names as one language, and people mean any of these by.
GROUPS = {"ku": ("ku",), "ckb": ("ku",)}


def spoken() -> dict[str, str]:
    """Our code → CLDR's. Dari is prs for us, as for Statbel and Ethnologue; CLDR calls it fa_AF."""
    own = {i.split("_")[0] for i in locale_identifiers()} | set(SPOKEN)
    known = {c for c in own if any(c in Locale(n).languages for n in ("en", "nl")) and c not in NO_TONGUE}
    return {c: c for c in sorted(known)} | {"prs": "fa_AF", "vgt": "vgt"}


def tongues() -> Iterator[dict[str, str]]:
    """Words by hand, which several may share, outrank CLDR's names: "Syrisch" is Syriac to CLDR only."""
    words: dict[str, set[str]] = defaultdict(set)
    for row in table("tongue-words.csv"):
        for code in row["codes"].split():
            words[code] |= set(row["words"].split("|"))
    for code, cldr in spoken().items():
        names = called(cldr)
        hand = keys(words.pop(code, ())) | keys(bare(n) for group in GROUPS.get(code, ()) for n in called(group))
        rest = keys(bare(n) for n in names | {autonym(cldr)}) | keys(names)
        yield line(code, hand, rest)
    if words:
        sys.exit(f"Not among the spoken languages: {', '.join(words)}")


def called(cldr: str) -> set[str]:
    return {Locale(language).languages.get(cldr, "") for language in LANGUAGES}


def bare(name: str) -> str:
    return re.sub(r"\s*\(.*", "", name)


def autonym(cldr: str) -> str:
    return Locale.parse(cldr).get_language_name() or "" if cldr in locale_identifiers() else ""


# One catalogue for two names of one language, which its readers would not give up.
OWN = {"fa": "فارسی · دری"}


def own_names() -> Iterator[dict[str, str]]:
    """What a language is called by those who speak it, as it stands on a button."""
    for code in sorted(c for c in locale_identifiers() if re.fullmatch("[a-z]{2,3}", c)):
        name = OWN.get(code) or autonym(code)
        if name:
            yield {"code": code, "name": name[0].upper() + name[1:]}


HEADER = """\
# {what}, made by tools/nations.py: don't edit, run it again. Names: CLDR by
# Babel 2.18 (Unicode licence v3){more}; the rest by hand, see {hand}.
# Columns that end in keys hold names as programme.reading.municipalities.fold leaves them; lesser_keys yield to keys.
"""


def write(name: str, what: str, more: str, hand: str, rows: Iterable[dict[str, str]]) -> None:
    text = io.StringIO()
    first, *rest = rows
    writer = csv.DictWriter(text, first.keys(), lineterminator="\n")
    writer.writeheader()
    writer.writerows((first, *rest))
    header = HEADER.format(what=what, more=more, hand=hand)
    (DATA / name).write_text(header + text.getvalue(), encoding="utf-8")


def main(folder: Path) -> None:
    package = ". Words for people: i18n-nationality 1.4.0 (MIT)"
    write("nations.csv", "What nationalities are called", package, "nation-words.csv", nations(folder))
    write("tongues.csv", "What languages are called", "", "tongue-words.csv", tongues())
    write("own-names.csv", "What languages call themselves", "", "OWN in that tool", own_names())


if __name__ == "__main__":
    main(Path(sys.argv[1]))
