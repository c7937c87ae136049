"""What people type for where they live, and which municipality it is today."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programme.reading import municipalities as places
from programme.reading.municipalities import PROVINCES, municipalities
from programme.reading.names import Found

TYPED = {
    # spelling, case, accents, what stands around the name
    "Gent": "44021", "gent": "44021", "GENT": "44021", "Stad Gent": "44021", "Gent, België": "44021",
    "gemeente Lint": "11025", "Ville de Namur": "92094", "city of Antwerp": "11002", "De Haan": "35029",
    "heist op den berg": "12014", "Sint Niklaas": "46021", "St.-Niklaas": "46021", "St Truiden": "71053",
    "Liege": "62063", "luik": "62063", "’s Gravenvoeren": "73109",
    # postcodes
    "2800": "12025", "B-2800": "12025", "2800 Mechelen": "12025", "Mechelen 2800": "12025", "٢٨٠٠": "12025",
    "3010": "24062", "9000 Gent": "44021", "1040 Etterbeek": "21005",
    # other languages
    "Antwerp": "11002", "Anvers": "11002", "Ghent": "44021", "Gand": "44021", "Brussels": "21004",
    "Brüssel": "21004", "Louvain": "24062", "Löwen": "24062", "Mechlin": "12025", "Malines": "12025",
    "Bruges": "31005", "Ypres": "33011", "Ixelles": "21009", "Elsene": "21009", "Lüttich": "62063",
    # villages
    "Borgerhout": "11002", "Heverlee": "24062", "kessel lo": "24062", "Sint-Amandsberg": "44021",
    "Wilrijk": "11002", "Molenbeek": "21012", "Linkeroever": "11002", "Louvain-la-Neuve": "25121",
    # before a merger
    "Puurs": "12041", "Beveren": "46030", "Borgloon": "73111", "Zwijndrecht": "46030", "Tongeren": "73111",
    "Bilzen": "73110", "Merelbeke": "44088", "Nevele": "44083", "Galmaarden": "23106",
    # the town, not the village of that name
    "Aalst": "41002", "Halle": "23027", "Hove": "11021",
    # Arabic letters
    "ميخلين": "12025", "أنتويرب": "11002", "انتويرب": "11002", "بروكسل": "21004", "غنت": "44021",
    "لوفان": "24062", "هاسلت": "71072", "جنت": "44021", "بروج": "31005", "لييج": "62063",
    # Cyrillic letters
    "Мехелен": "12025", "Антверпен": "11002", "Гент": "44021", "Левен": "24062", "Брюссель": "21004",
    "Хасселт": "71072", "Гасселт": "71072", "Льєж": "62063", "Шарлеруа": "52011", "Брюгге": "31005",
}  # fmt: skip

SLIPS = {
    "Mechlen": "12025", "Mechelem": "12025", "Antwerpem": "11002", "Antwarpen": "11002", "Leuvne": "24062",
    "Hasslet": "71072", "Turnhaut": "13040", "Vilvoord": "23088", "Oostend": "35013", "genttt": "44021",
    "Борхерхаут": "11002", "Антверпн": "11002", "أنتويبر": "11002", "Heverle": "24062", "Sint-Kat": "12035",
    "ik woon in Sint-Niklaas": "46021", "I live in Antwerp": "11002", "9000 Antwerpen": "11002",
}  # fmt: skip

AMBIGUOUS = {
    "Berchem": ["11002", "45060"], "Deurne": ["11002", "24020"], "1040": ["21004", "21005"],
    "Heist": ["12014", "31043"], "Saint-Nicolas": ["46021", "62093"],
}  # fmt: skip


@pytest.mark.parametrize(("typed", "nis"), TYPED.items())
def test_one_place_is_found(typed, nis):
    found = places.find(typed)
    assert [p.nis for p in found.read] == [nis]


@pytest.mark.parametrize(("typed", "nis"), SLIPS.items())
def test_a_slip_is_near(typed, nis):
    found = places.find(typed)
    assert nis in [p.nis for p in found.likely]
    assert len(found.likely) <= 5


def test_a_slip_is_asked_about_and_not_taken_for_granted():
    assert not places.find("Mechlen").read
    assert places.find("Mechlen").likely[0].nl == "Mechelen"


@pytest.mark.parametrize(("typed", "codes"), AMBIGUOUS.items())
def test_an_ambiguous_name_gives_all_the_biggest_first(typed, codes):
    found = places.find(typed)
    assert (found.read, [p.nis for p in found.offers]) == ((), codes)


@pytest.mark.parametrize("typed", ["", " ", "👋", "-", "zzzzzzz", "0000", "9999", "x" * 5000, "?!"])
def test_nothing_near_is_nothing(typed):
    assert places.find(typed) == Found()


def test_there_are_565_since_2025_285_of_them_in_flanders():
    everywhere = municipalities()
    assert len(everywhere) == 565
    assert len([m for m in everywhere if m.region == "vlaanderen"]) == 285
    assert len([m for m in everywhere if m.region == "brussel"]) == 19
    assert {(m.province, m.region) for m in everywhere} == {(p.slug, p.region) for p in PROVINCES}


def test_every_municipality_is_found_by_each_of_its_names():
    missed = [
        (m.nis, name)
        for m in municipalities()
        for name in {m.nl, m.fr, m.de, m.nl.upper(), m.fr.replace("-", " "), f"{m.postcodes[0]} {m.nl}"}
        if m not in places.find(name).likely
    ]
    assert missed == []


def test_every_municipality_is_found_by_each_of_its_postcodes():
    missed = [(m.nis, c) for m in municipalities() for c in m.postcodes if m not in places.find(c).likely]
    assert missed == []


def test_names_of_municipalities_are_hardly_ever_shared():
    shared = {m.nl for m in municipalities() if len(places.find(m.nl).likely) > 1}
    assert shared <= {"Saint-Nicolas"}


def one_slip(name: str, dice: random.Random) -> str:
    """One letter doubled, lost, replaced, or swapped with its neighbour."""
    at = dice.randrange(1, len(name) - 1)
    letter = dice.choice("abcdefghijklmnopqrstuvwxyz")
    return dice.choice([
        name[:at] + name[at] + name[at:], name[:at] + name[at + 1:],
        name[:at] + letter + name[at + 1:], name[:at] + name[at + 1] + name[at] + name[at + 2:],
    ])  # fmt: skip


def test_one_slip_in_a_long_name_is_near_19_times_out_of_20():
    dice = random.Random(2025)
    names = [(m, name) for m in municipalities() for name in {m.nl, m.fr} if len(name) >= 6]
    near = [m in places.find(one_slip(name, dice)).likely for m, name in names]
    assert sum(near) / len(near) >= 0.95


@given(st.text())
def test_any_text_gets_an_answer(text):
    found = places.find(text)
    assert all(places.by_nis(p.nis) is p for p in found.likely)
    assert len(found.read) <= 1 and len(found.likely) <= 30


@pytest.mark.parametrize(
    ("old", "today"),
    [("11056", "46030"), ("12030", "12041"), ("46003", "46030"), ("54007", "57096"), ("82005", "82039"),
     ("73083", "73111"), ("44029", "44084"), ("11007", "11002"), ("44021", "44021")],
)  # fmt: skip
def test_old_codes_are_todays_municipality(old, today):
    assert places.by_nis(old).nis == today


@pytest.mark.parametrize("code", ["", "0", "99999", "11056x", "nl"])
def test_an_unknown_code_is_no_place(code):
    assert places.by_nis(code) is None


@pytest.mark.parametrize(
    ("nis", "language", "name"),
    [("24062", "nl", "Leuven"), ("24062", "fr", "Louvain"), ("24062", "de", "Löwen"),
     ("24062", "uk", "Leuven"),
     ("62063", "ar", "Liège"), ("62063", "nl", "Luik"), ("21009", "ar", "Elsene / Ixelles"),
     ("21009", "fr", "Ixelles"),
     ("21001", "en", "Anderlecht"), ("63067", "en", "Sankt Vith"), ("63067", "fr", "Saint-Vith")],
)  # fmt: skip
def test_a_name_is_what_the_reader_or_the_sign_says(nis, language, name):
    assert places.by_nis(nis).name(language) == name


@pytest.mark.parametrize(
    ("a", "b", "kilometres"),
    [("12025", "11002", 22), ("44021", "21004", 51), ("31005", "35013", 21),
     ("24062", "24062", 0), ("73111", "71072", 19)],
)  # fmt: skip
def test_kilometres_as_the_crow_flies(a, b, kilometres):
    assert places.kilometres(a, b) == pytest.approx(kilometres, abs=3)
    assert places.kilometres(a, b) == pytest.approx(places.kilometres(b, a))


def test_kilometres_to_nowhere_is_an_error():
    with pytest.raises(KeyError):
        places.kilometres("12025", "nowhere")


def test_nearest_first():
    assert places.nearest("12025", ["31005", "11002", "24062"]) == ("11002", "24062", "31005")
    assert places.nearest("12025", iter(["x", "11002"])) == ("11002", "x")
    assert places.nearest("", ["31005", "11002"]) == ("31005", "11002")


def test_every_municipality_lies_where_its_neighbours_by_postcode_lie():
    """A wrong namesake would lie far from the rest of its province."""
    for m in municipalities():
        assert 49.49 < m.lat < 51.51 and 2.54 < m.lon < 6.41
        others = [o.nis for o in municipalities() if o.province == m.province and o.nis != m.nis]
        assert places.kilometres(m.nis, places.nearest(m.nis, others)[0]) < 20, m
