"""What people type for their nationality, and which country it is."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programme.reading import countries
from programme.reading.names import Found

LANGUAGES = (
    "nl", "en", "fr", "ar", "uk", "ru", "tr", "fa", "ps", "ti", "so", "es", "pt", "pl", "ro", "bg", "sq",
)  # fmt: skip

TYPED = {
    "SY": "Syrië|syrie|Syria|Syrie|Syriër|Syrische|syrisch|syrienne|Syrian|سوريا|سوري|سورية|"
    "السورية|сирієць|сирійка|Сирія|Suriye|ሶርያ",
    "AF": "Afghanistan|Afganistan|Afghaan|Afghaanse|afghane|أفغاني|افغانية|افغانستان|афганка|"
    "Afgano",
    "UA": "Oekraïne|oekraine|Oekraïense|Oekraïner|Ukraine|Ukrainian|ukrainienne|українець|"
    "українка|Україна|أوكرانية",
    "MA": "Marokko|Marokkaan|Marokkaanse|marocain|marocaine|Moroccan|مغربي|مغربية|المغرب|Fas",
    "TR": "Turkije|Türkiye|Turkey|Turk|Turkse|تركي|турчанка|turque|Turco",
    "IQ": "Irak|Iraq|Iraaks|Irakees|Iraqi|عراقي|العراق|عراق|irakien|іракець",
    "IR": "Iran|Iraniër|Iraanse|Iranian|إيران|ایران|ايراني|iranienne",
    "ER": "Eritrea|Eritrese|Eritreeër|Eritrean|ኤርትራ|érythréen|إريتري",
    "SO": "Somalië|Somali|Somalische|Soomaaliya|صومالية|somalien",
    "PS": "Palestina|Palestijn|Palestijnse|Palestine|فلسطين|فلسطيني|فلسطينية|Gaza|палестинка",
    "XK": "Kosovo|Kosovaar|Kosovaarse|Kosova",
    "RO": "Roemenië|Roemeense|România|румунка|Romanian",
    "BE": "België|Belg|Belgische|belge|Belgian|бельгійка",
    "NL": "Nederland|Nederlandse|Holland|هولندا",
    "GB": "UK|Engeland|England|Brit|Verenigd Koninkrijk|British",
    "US": "USA|Amerika|America|Amerikaanse|США",
    "CI": "Ivoorkust|Ivory Coast|ivoirien|Ivoriaan",
    "GN": "Guinese|Guinee-Conakry",
    "NG": "Nigeria|Nigeriaan",
    "VN": "Vietnam|Viet Nam|В'єтнам|В’єтнам",
    "CN": "China|Chinees|Chinese|صيني",
    "MM": "Birma|Myanmar|Burma",
}  # fmt: skip

SLIPS = {
    "Afghanistaan": "AF", "Marroko": "MA", "Okraine": "UA", "Oekrainne": "UA", "Eritrese nationaliteit": "ER",
    "ik ben Syrisch": "SY", "from Syria": "SY",
    "Somallië": "SO", "Palestjin": "PS", "Roemenie en Italië": "RO",
    "українкаа": "UA", "سوريةة": "SY", "افغانستن": "AF", "Kosovva": "XK", "Etiopie": "ET",
}  # fmt: skip


@pytest.mark.parametrize(("typed", "code"), [(t, c) for c, line in TYPED.items() for t in line.split("|")])
def test_one_country_is_found(typed, code):
    assert countries.find(typed) == Found((code,))


@pytest.mark.parametrize(("typed", "code"), SLIPS.items())
def test_a_slip_or_a_sentence_is_understood(typed, code):
    found = countries.find(typed)
    assert code in found.likely[:2]


@pytest.mark.parametrize(
    ("typed", "codes"),
    [("Congolees", {"CD", "CG"}), ("Congo", {"CD", "CG"}), ("congolaise", {"CD", "CG"}),
     ("Korea", {"KP", "KR"}), ("Guinea", {"GN", "GW", "GQ"})],
)  # fmt: skip
def test_an_ambiguous_word_gives_all(typed, codes):
    found = countries.find(typed)
    assert not found.read
    assert set(found.offers) >= codes


@pytest.mark.parametrize("typed", ["", "👋", "?", "qqqqqqq", "x" * 5000, "/start"])
def test_nothing_near_is_nothing(typed):
    assert countries.find(typed) == Found()


@pytest.mark.parametrize("typed", ["Arabisch", "arabe", "عربي", "арабська", "Koerd", "Kurdish"])
def test_a_language_or_a_people_without_a_state_is_no_nationality(typed):
    assert not countries.find(typed).read


def test_every_country_is_found_by_its_name_in_each_language():
    missed = [
        (code, language)
        for code in countries._codes()
        for language in LANGUAGES
        if code not in countries.find(countries.name(code, language)).likely
    ]
    assert missed == []


def test_names_are_hardly_ever_shared():
    """Two countries of one name would make the bot ask again and again."""
    shared = {
        (countries.name(code, language))
        for code in countries._codes()
        for language in ("nl", "en", "fr", "ar", "uk")
        if not countries.find(countries.name(code, language)).read
    }
    assert len(shared) <= 20 and not shared & {countries.name(c, "en") for c in countries.COMMON}


@pytest.mark.slow
def test_one_slip_in_a_long_name_is_near_19_times_out_of_20():
    dice = random.Random(2025)
    near = []
    for code in sorted(countries._codes()):
        for language in ("nl", "en", "fr", "uk", "ar"):
            if len(name := countries.name(code, language)) >= 6:
                at = dice.randrange(1, len(name) - 1)
                slip = dice.choice([name[:at] + name[at + 1 :], name[:at] + name[at] + name[at:]])
                near.append(code in countries.find(slip).likely)
    assert sum(near) / len(near) >= 0.95


@given(st.text())
def test_any_text_gets_an_answer(text):
    found = countries.find(text)
    assert len(found.read) + len(found.offers) <= 20
    assert all(countries.exists(c) or c in "XX?" for c in found.likely)


@given(st.text(), st.text())
def test_any_name_may_be_asked_for(code, language):
    assert isinstance(countries.name(code, language), str)


def test_names_of_countries_in_the_readers_language():
    names = [countries.name("SY", language) for language in ("nl", "fr", "uk", "nl-BE")]
    assert names == ["Syrië", "Syrie", "Сирія", "Syrië"]
    assert countries.name("SY", "xx") == "Syria"
    assert countries.name("??", "nl") == "??"


def test_buttons_are_twelve_different_nationalities():
    assert len(set(countries.COMMON)) == 12
    assert all(map(countries.exists, countries.COMMON))


@pytest.mark.parametrize("code", ["", "EU", "UN", "ZZ", "XX", "sy", "AQ", "150"])
def test_not_every_code_is_a_nation(code):
    assert not countries.exists(code)


def test_the_member_states_of_the_united_nations_are_there_and_the_two_that_are_missed_most():
    assert countries.exists("XK") and countries.exists("PS")
    assert 240 <= len(countries._codes()) <= 250
