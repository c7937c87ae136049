"""Numbers, years, ages, hours, dates, phones, yes and no."""
# ruff: noqa: E501

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programme.reading.kinds import KINDS
from programme.reading.names import Found

TODAY = date(2026, 11, 23)

READ = {
    "age": {
        25: "25|25 jaar|٢٥|۲۵|twenty five|خمسة وعشرون|двадцять п'ять|двадцать пять|yirmi beş|بیست و پنج|پنځه ویشت|ዕስራን ሓሙሽተን"
            "|labaatan iyo shan|njëzet e pesë|двадесет и пет|veinticinco|vinte e cinco|dwadzieścia pięć|douăzeci și cinci",
        75: "soixante-quinze|septante-cinq|vijfenzeventig", 90: "nonante|quatre-vingt-dix|negentig",
    },
    "hours": {
        1.5: "anderhalf uur|1,5|1.5|1u30|1:30|90 minuten|полтора часа|півтори години|bir buçuk saat|una hora y media|ساعة ونصف"
             "|een uur en een half|1 uur 30 minuten|o oră și jumătate",
        0.5: "een half uur|half hour|une demi-heure|yarım saat|نصف ساعة|نیم ساعت|30 min", 0.75: "drie kwartier|45 min",
        2.5: "2u30|2½|two hours and a half|twee en een half uur|deux heures et demie|ساعتين ونصف|٢٫٥", 2.0: "2|ساعتين|laba saacadood",
    },
    "hour": {
        "2000": "8 pm|8pm|8 p.m.|20u|20:00|20 h|2000|8 uur 's avonds|acht uur 's avonds|8 heures du soir|الساعة ٨ مساء|٨ م|о 8 вечора"
                "|о восьмій вечора|8 in the evening|at 8 o'clock pm|20.00|20 uur|rond 20u",
        "1400": "2 uur|14|14u|14 uur|2 pm|twee uur|٢ ظهرا|о 14|о другій|à 14h|2 o'clock|deux heures|2 uur 's middags|الساعة الثانية|الثانية بعد الظهر",
        "1430": "14u30|14:30|14h30|14.30|1430|deux heures et demie|14 uur 30|٢ ونصف|٢:٣٠|пів на третю|2:30 pm|14 h 30",
        "1015": "kwart over 10|quarter past 10|10h15|dix heures et quart|١٠ وربع صباحا",
        "0845": "kwart voor 9 's morgens|quarter to 9 am|9 heures moins le quart du matin|٩ إلا ربع صباحا|за чверть 9 ранку|08:45|om 08:45",
        "1150": "10 voor 12|12 heures moins 10|tien voor twaalf",
        "1120": "10 voor half 12|tien voor half twaalf", "1135": "5 over half 12", "0900": "09|09:00|9 am|9u 's ochtends|9 heures du matin|9 ранку",
        "1100": "الحادية عشرة صباحا|11 heures", "1230": "midi et demi|half past noon", "1145": "midi moins le quart",
        "1200": "noen|midi|noon|12 uur|12u", "1600": "16 h l'après-midi|4 heures de l'après-midi|4 uur namiddag|٤ بعد الظهر",
    },
    "year": {2022: "2022|٢٠٢٢|۲۰۲۲|in 2022", 1999: "1999"},
    "yes_no": {
        "yes": "ja|ja hoor|oui bien sûr|نعم|так|да|evet|بله|هو|እወ|haa|sí|sim|tak|po|👍|yes please",
        "no": "nee|nee dank u|non|لا|ні|нет|hayır|نه|ኣይፋል|maya|no|não|nie|nu|не|👎",
    },
    "phone": {"+32470123456": "0470 12 34 56|+32 470 12 34 56|0032470123456|٠٤٧٠١٢٣٤٥٦|bel 0470/12.34.56",
              "+380671234567": "+380 67 123 4567"},
    "date": {"1990-05-12": "12/05/1990|1990-05-12|12 mei 1990|12 мая 1990|12 травня 1990|12 مايو 1990|١٢/٥/١٩٩٠|12 Mayıs 1990"},
}  # fmt: skip

ASKED = {
    "age": {"25-30": [25, 30], "1990": [36, 35], "bijna 30": [30]},
    "year": {"1399": [2020, 2021], "'99": [1999], "2015 of 2016": [2015, 2016]},
    "hours": {"2-3 uur": [2.0, 3.0]},
    "hour": {
        "9": ["0900", "2100"],
        "half 8": ["0730", "1930", "0830", "2030"],
        "kwart voor 9": ["0845", "2045"],
        "8:30": ["0830", "2030"],
        "tussen 14 en 16": ["1400", "1600"],
        "14-16": ["1400", "1600"],
        "van 2 tot 4": ["1400", "1600"],
        "2 to 4": ["1400", "1600"],
        "من ٢ إلى ٤": ["1400", "1600"],
        "з 14 до 16": ["1400", "1600"],
        "14 of 15": ["1400", "1500"],
        "14 uur bij de kerk": ["1400"],
        "na 14 uur": ["1400"],
        "14 am": ["1400"],
        "half 3": ["1430", "1530"],
        "woensdag 14u": ["1400"],
    },
    "yes_no": {"misschien": ["yes", "no"], "ja en nee": ["yes", "no"], "no problem": ["yes", "no"], "": ["yes", "no"]},
    "phone": {"0470123456 of 0471234567": ["+32470123456", "+32471234567"]},
    "date": {"05/12/26": ["2026-12-05"], "May 13": ["2026-05-13"]},
}


@pytest.mark.parametrize(
    ("kind", "code", "text"),
    [(kind, code, text) for kind, told in READ.items() for code, texts in told.items() for text in texts.split("|")],
)
def test_it_is_read(kind, code, text):
    assert KINDS[kind](text, None, TODAY) == Found((code,))


@pytest.mark.parametrize(
    ("kind", "text", "offers"), [(kind, text, offers) for kind, told in ASKED.items() for text, offers in told.items()]
)
def test_it_is_asked(kind, text, offers):
    found = KINDS[kind](text, None, TODAY)
    assert not found.read
    assert set(offers) <= set(found.offers)


@pytest.mark.parametrize(("kind", "text"), [("age", "-5"), ("age", "200"), ("year", "2050"), ("year", "1850"), ("hours", "-2"),
                                            ("phone", "12345"), ("date", "31/02/2020"), ("date", "morgen"), ("hour", "na het werk"), ("hour", "3 uur 's nachts"), ("hour", "25:00"), ("hour", "23u"), ("hour", "12 uur 's nachts")])  # fmt: skip
def test_nonsense_is_neither_read_nor_offered(kind, text):
    assert KINDS[kind](text, None, TODAY) == Found()


def test_half_eight_is_half_past_seven_but_to_who_speaks_english():
    said = [KINDS["hour"]("half 3", code, TODAY) for code in ("nl", "en")]
    assert said == [Found(("1430",)), Found((), ("1430", "1530"))]
    assert KINDS["hour"]("half 8", "nl", TODAY) == Found((), ("0730", "1930"))


def test_the_conversations_language_decides_where_a_word_says_the_contrary():
    said = {
        (w, c): KINDS["yes_no"](w, c, TODAY).read for w, c in (("no", "pl"), ("no", "en"), ("jo", "sq"), ("jo", None))
    }
    assert said == {("no", "pl"): ("yes",), ("no", "en"): ("no",), ("jo", "sq"): ("no",), ("jo", None): ()}


@given(st.text(), st.sampled_from(sorted(KINDS)))
def test_no_text_breaks_a_reader(text, kind):
    found = KINDS[kind](text, None, TODAY)
    assert not set(found.read) & set(found.offers)
