"""A line reads in the direction of our words, whatever name, command or number stands in it."""

import re
import unicodedata
from collections import defaultdict

import pytest

from bot.channels.base import Command
from bot.channels.telegram.client import arrival_of
from bot.i18n import render
from bot.i18n.render import ISOLATE, LEFTWARDS, POP, RIGHTWARDS
from programme.effects import Say
from programme.message import Autonym, Button, Choice, Do, In, Lines, Phrase, Place, Url
from tests.words.test_catalogues import FILES, forms, messages

AHMED, JORIS = "أحمد", "Joris"
CLOCK = {"human": JORIS, "phone": "+32 15 00 00 00"}
LTR = sorted(set(FILES) - {"ar"})
# TDLib's `match_bot_commands`: which / Telegram makes a command of that can be tapped
TAPPED = re.compile(r"(?<![\w/<>])/[a-zA-Z0-9_]{1,64}(?![\w/<>])")


def begins(line: str, isolates: bool) -> str:
    """L or R: by the first letter, or by the first that is not isolated."""
    depth = 0
    for c in line:
        depth += (c == ISOLATE) - (c == POP)
        kind = unicodedata.bidirectional(c)
        if kind in ("L", "R", "AL") and not (isolates and depth):
            return kind[-1] if kind == "L" else "R"
    return ""


def runs_back(line: str) -> list[str]:
    """The signs before or between Latin letters and digits that nothing keeps there in a line from right to left."""
    bare = re.sub(rf"{ISOLATE}[^{ISOLATE}{POP}]*{POP}", "", line)
    return re.findall(rf"(?<!{RIGHTWARDS})(?<!\w)[/@+]\w+|\d ?[–—-] ?\d|\d[+%]", bare)


def all_said(language: str) -> list[tuple[str, str]]:
    """Every text and every form of it, its placeholders filled with names of the other direction."""
    name = JORIS if language == "ar" else AHMED
    return [
        (key, render._filled(text, dict.fromkeys(re.findall(r"\{(\w+)\}", text), f"{ISOLATE}{name}{POP}"), language))
        for key, message in messages(language).items()
        for text in forms(message)
    ]


def test_every_command_in_arabic_reads_from_its_slash_and_can_be_tapped():
    found, told = 0, defaultdict[str, list[str]](list)
    for key, said in all_said("ar"):
        told[key].append(said)
    for key, message in messages("ar").items():
        for text, said in zip(forms(message), told[key], strict=True):
            assert not runs_back(said), (key, said)
            assert TAPPED.findall(said) == TAPPED.findall(text), key
            found += len(TAPPED.findall(said))
    assert found > 20


def test_a_range_a_phone_number_and_a_name_with_its_sign_are_kept_together():
    assert render.say(Phrase("age.13-17"), "ar") == f"{ISOLATE}13–17{POP}"
    for text in (
        "من 9:00–20:00 كل يوم",
        "اتصل +32 470 12 34 56 الآن",
        "عمر 65+ فقط",
        "من {from}–{to} فقط",
        "/help الآن",
    ):
        assert runs_back(text) or "{" in text or text.startswith("/"), "the test sees what is wrong"
        assert not runs_back(render._filled(text, {"from": "9:00", "to": "20:00"}, "ar"))
    assert f"{ISOLATE}9:00–20:00{POP} كل" in render._filled("من 9:00–20:00 كل يوم", {}, "ar")
    assert f"{ISOLATE}9:00–20:00{POP} فقط" in render._filled(
        "من {from}–{to} فقط", {"from": "9:00", "to": "20:00"}, "ar"
    )
    assert render._filled("عمر 13–17.", {}, "ar").endswith(f"17{POP}."), "the full stop is the sentence's"


@pytest.mark.parametrize("language", LTR)
def test_a_language_from_the_left_keeps_its_commands_and_ranges_bare(language):
    assert not [c for c in render.say(Phrase("help", CLOCK), language).partition(ISOLATE)[0] if c in "\u200e\u200f"]
    assert ISOLATE not in render.say(Phrase("age.13-17"), language)


@pytest.mark.parametrize("language", sorted(FILES))
def test_no_name_turns_a_line_around(language):
    """By the first letter (Telegram on a computer) and by the first that is not isolated (a browser, a phone)."""
    wanted = "R" if language == "ar" else "L"
    turned = 0
    for key, said in all_said(language):
        for line in said.split("\n"):
            letters = re.sub(rf"{ISOLATE}[^{POP}]*{POP}|[/@][a-z]+", "", line)
            own = [unicodedata.bidirectional(c) for c in letters]
            if wanted == "R" and own.count("L") > own.count("AL"):
                continue  # words in Latin letters, such as those of the first screen
            if letters.strip() and {begins(line, True), begins(line, False)} - {""}:
                assert {begins(line, True), begins(line, False)} - {""} == {wanted}, (key, line)
                turned += line[0] in (LEFTWARDS, RIGHTWARDS)
    assert turned > 20, "there are lines that begin with a name"


def test_a_card_with_an_arabic_name_reads_from_the_left_in_dutch_and_from_the_right_in_arabic():
    row = Phrase(
        "queue.row.waiting",
        {"name": AHMED, "side": Phrase("side.newcomer"), "waited": Phrase("waited", {"days": 3}, 3)},
    )
    assert begins(render.say(Phrase("duo.names", {"one": AHMED, "other": JORIS}), "nl"), False) == "L"
    assert begins(render.say(Phrase("duo.names", {"one": JORIS, "other": AHMED}), "ar"), False) == "R"
    assert begins(render.say(row, "ar"), True) == "R"  # 🆕 itself is a Latin letter to Unicode
    assert "\u2068أحمد\u2069" in render.say(row, "nl")
    told = render._filled("{name} (buddy) مرافق متطوع", {"name": f"{ISOLATE}{AHMED}{POP}"}, "ar")
    assert begins(told, isolates=True) == begins(told, isolates=False) == "R"


def button(label, language: str, ticked: bool = False) -> str:
    said = Say((Phrase("queue.empty"),), rows=((Button(label, Do("card", 1), ticked),),))
    return render.letter(said, language).rows[0][0][0]


def test_names_in_buttons():
    back = Phrase("mydata.unvouch", {"name": AHMED})
    assert f"{ISOLATE}{AHMED}{POP}" in button(back, "nl")
    pair = Phrase("puzzle.one", {"newcomer": AHMED, "volunteer": JORIS})
    assert begins(button(pair, "nl", ticked=True), False) == "L"
    assert begins(button(pair, "ar", ticked=True), False) == "R"
    assert begins(button(Phrase("puzzle.one", {"newcomer": JORIS, "volunteer": AHMED}), "ar"), False) == "R"
    assert button(AHMED, "nl") == AHMED, "a name alone needs nothing"
    assert button(AHMED, "nl", ticked=True) == f"{RIGHTWARDS}✅ {AHMED}"
    assert button(f"\u202e{JORIS}", "nl") == JORIS
    assert button(Autonym("ar"), "nl") == "العربية"


def test_a_long_name_is_cut_inside_its_isolate():
    words = button(Phrase("mydata.unvouch", {"name": AHMED * 30}), "nl")
    assert len(words) <= render.MOST_LABEL
    assert words.count(ISOLATE) == words.count(POP) == 1


def test_a_town_and_a_sentence_of_another_language_stand_apart():
    told = Phrase("programme.in", {"programme": "Samen", "place": Place("12025")})
    assert f"({ISOLATE}Mechelen{POP})" in render.say(told, "ar")
    assert "(Mechelen)" in render.say(told, "nl")
    assert render.say(In("ar", Phrase("guardian.yes")), "nl") == f"{ISOLATE}👍 نعم{POP}"


def test_a_link_has_no_mark_beside_it():
    link = "https://t.me/made_up_bot?start=AAAA-"
    told = render.say(Phrase("guardian.link", {"name": JORIS, "programme": "Samen", "link": Url(link), "day": 3}), "ar")
    assert link in told.split("\n")


def test_what_somebody_types_still_is_the_button():
    row = (
        Choice("13-17", Phrase("age.13-17")),
        Choice("1", Phrase("puzzle.one", {"newcomer": JORIS, "volunteer": AHMED})),
    )
    for language in FILES:
        for choice in row:
            words = render.say(choice.label, language)
            for typed in (words, render.bare(words), f"{LEFTWARDS} {words}"):
                assert render.chosen(typed, row, language) == choice.value, (language, typed)
    dutch = (Choice("_dutch", Phrase("nav.dutch")),)
    assert render.chosen(f"{RIGHTWARDS}🔤 Nederlands", dutch, "ar") == "_dutch"
    assert render.chosen("Nederlands", dutch, "ar") is None


def test_a_command_that_was_copied_with_its_mark_is_a_command():
    chat = {"id": 7, "type": "private"}
    message = {"message_id": 1, "chat": chat, "from": {"id": 7}, "text": f"{LEFTWARDS}{RIGHTWARDS}/status"}
    assert arrival_of({"update_id": 1, "message": message}).what == Command("status")


def test_a_terminal_gets_no_marks():
    told = render.bare(render.say(Lines((Phrase("checkin.told", {"name": AHMED, "mood": JORIS}),)), "nl"))
    assert not set(told) & set("\u200e\u200f\u2066\u2067\u2068\u2069")


def test_french_never_says_must_not_for_need_not():
    """ "Vous ne devez pas/plus/rien" forbids or commands; Dutch "je hoeft niet" does neither."""
    forbids = re.compile(r"\bne (?:devez|dois|doit|devrez|doivent) (?:pas|plus|rien)\b|\bn['’]avez plus à\b")
    need = {k for k, m in messages("nl").items() for t in forms(m) if re.search(r"\bhoef(?:t|ven)?\b", t)}
    assert "checkin.unsafe" in need
    assert not [k for k, m in messages("fr").items() if any(map(forbids.search, forms(m)))]
    assert "pas obligé" in render.word("checkin.unsafe", "fr")


@pytest.mark.parametrize("language", sorted(FILES))
def test_turning_eighteen_is_about_becoming_and_not_about_being_younger(language):
    younger = {"nl": "jonger", "en": "younger", "fr": "moins", "ar": "أصغر", "uk": "молодш"}
    told = render.word("mydata.age", language)
    assert "18" in told and younger[language] not in told
