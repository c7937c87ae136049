"""Phone numbers: what people type, what is wrong with it, and how it is shown. No number here was ever given out."""

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programme.reading import phones
from programme.reading.phones import LONG, SEVERAL, SHORT, WRONG, phone

READ = {
    "+32470000001": "0470/00.00.01|0470 00 00 01|0470-00-00-01|0470–00–00–01|(0470) 00 00 01|0470000001"
    "|0 4 7 0 0 0 0 0 0 1|+32 (0)470 00 00 01|+32 470 00 00 01|(+32) 470 00 00 01|+32(470)000001|+320470000001"
    "|0032470000001"
    "|00 32 (0) 470 00 00 01|32470000001|32 470 00 00 01|470000001|470 00 00 01|＋32 470 00 00 01"
    "|٠٤٧٠٠٠٠٠٠١|۰۴۷۰ ۰۰ ۰۰ ۰۱|०४७००००००१|\u202a+32\u00a0470\u00a000\u00a000\u00a001\u202c"
    "|bel me op 0470 00 00 01|0470 00 00 01 (na 18u)|mijn gsm: 0470.00.00.01!|ik ben 25, 0470 00 00 01|tel:+32470000001"
    "|رقمي ٠٤٧٠٠٠٠٠٠١|мій номер +32470000001|0470 00 00 01, a1234567@example.org|0470 00 00 01 = +32 470 00 00 01",
    "+3215000000": "015 00 00 00|015/00.00.00|+32 15 00 00 00|0032 15 000 000",
    "+31612345678": "+31 6 12345678|0031612345678|31612345678|+31 (0)6 12 34 56 78",
    "+33612345678": "+33 6 12 34 56 78|0033612345678|33612345678",
    "+380671234567": "+380 67 123 4567|00380671234567|380671234567",
    "+963933000000": "+963 933 000 000|00963933000000|963933000000|٠٠٩٦٣٩٣٣٠٠٠٠٠٠",
    "+3280012345": "0800 12 345",
}  # fmt: skip
REFUSED = {
    SHORT: "0470 00 00 0|0470 00 00|+32 470 00 00 0|0032 470 00 00 0|32 470 00 00 0|470 00 00 0|015 00 00 0|٠٤٧٠٠٠٠٠٠"
           "|bel 0470 00 00 0|112|+32112|101|1712|12345|ik ben 25 en mijn nummer is 0470 00 00 0|+31 6 1234567",
    LONG: "0470 00 00 001|0470 00 00 01 2|0470 00 00 01 23|+32 470 00 00 012|015 00 00 00 0|" + "1" * 60,
    WRONG: "+999 470 00 00 01|00000000|12/05/1990|0900 12 345|85073003328|85.07.30-033.28|15000000",
    SEVERAL: "0470000001 of 0470000002|0470000001 / 0470000002|0470 00 00 01 0470 00 00 02|+32470000001 +32470000002"
             "|0470 00 00 01 of 0470 00 00 0",
    "": "hallo||+|()|bij de buren|jan0470000001@example.org|om 18:30|/",
}  # fmt: skip


@pytest.mark.parametrize(("kept", "text"), [(kept, text) for kept, texts in READ.items() for text in texts.split("|")])
def test_it_is_kept_as_it_is_dialled_from_anywhere(kept, text):
    assert phone(text) == phones.Dialled((kept,))


@pytest.mark.parametrize(("why", "text"), [(why, text) for why, all in REFUSED.items() for text in all.split("|")])
def test_in_doubt_nothing_is_read_and_what_is_wrong_is_named(why, text):
    found = phone(text)
    assert (found.read, found.wrong) == ((), why)
    assert bool(found.offers) == (why == SEVERAL)


@pytest.mark.parametrize(
    ("kept", "read"),
    [
        ("+32470000001", "+32 470 00 00 01"), ("32470000001", "+32 470 00 00 01"),
        ("0470/00.00.01", "+32 470 00 00 01"),
        ("015 00 00 00", "+32 15 00 00 00"), ("+963933000000", "+963 933 000 000"), ("٠٤٧٠٠٠٠٠٠١", "+32 470 00 00 01"),
        *((text, text) for text in ("a@example.org", "0470 00 00 01 (na 18u)", "0470 00 00 0", "1700", "", "+32", "–",
                                    "https://t.me/somebody12345678", "0470000001 of 0470000002", "{phone}")),
    ],
)  # fmt: skip
def test_what_is_kept_is_shown_so_that_a_tap_dials_it_and_nothing_typed_is_lost(kept, read):
    assert phones.shown(kept) == read
    assert phones.shown(read) == read


@pytest.mark.parametrize(
    ("handed", "kept"),
    [("32470000001", "+32470000001"), ("+32470000001", "+32470000001"), ("380671234567", "+380671234567"), ("+32", ""),
     ("", ""), ("888 0123 4567", ""), ("999470000001", "")],
)  # fmt: skip
def test_telegram_hands_it_over_without_its_plus(handed, kept):
    assert phones.shared(handed) == kept


NONE = (
    "geen|Ik heb geen telefoon|geen gsm|nee|no|no number|I don't have a phone"
    "|none|pas de téléphone|je n'ai pas de numéro"
    "|non|aucun|ليس لدي رقم|ما عندي هاتف|لا|لا يوجد|немає|у мене немає телефону|нет телефона|ні|yok|telefonum yok"
)


@pytest.mark.parametrize("text", NONE.split("|"))
def test_no_number_is_an_answer(text):
    assert phones.none(text)


@pytest.mark.parametrize("text", ["telefoon", "ik heb er een", "معي رقم", "хто ти", "geen idee", "no way", "0470", ""])
def test_other_words_are_no_answer(text):
    assert not phones.none(text)


@pytest.mark.parametrize(
    ("text", "kept"),
    [("a@example.org", "a@example.org"), ("mail: a.b@example.org.", "a.b@example.org"), ("a@b", ""), ("@somebody", "")],
)
def test_an_address_is_found_in_a_sentence(text, kept):
    assert phones.address(text) == kept


SEPARATORS = st.sampled_from(["", " ", ".", "/", "-", "\u00a0", " - "])


@given(
    st.integers(0, 9_999_999), st.sampled_from(["0", "+32", "0032", "+32 (0)", "32"]), st.lists(SEPARATORS, min_size=9)
)
def test_every_mobile_number_comes_back_however_it_is_written(number, before, gaps):
    digits = f"47{number:07}"
    written = before + "".join(d + gap for d, gap in zip(digits, [*gaps[:8], ""], strict=False))
    assert phone(written).read == (f"+32{digits}",)
    assert phone(phones.shown(f"+32{digits}")).read == (f"+32{digits}",)
    assert phone(written[:-1]).read == () and phone(written[:-1]).wrong == SHORT
    assert phone(f"{written}5").wrong == LONG


@given(st.text())
def test_no_text_breaks_it(text):
    assert phones.shown(text) == text or phone(text).read
    found = phone(text)
    assert not found.read or not found.wrong
    assert all(n.startswith("+") and n[1:].isascii() and n[1:].isdecimal() for n in found.read)


@pytest.mark.apart
def test_its_library_is_read_when_a_number_is():
    """It takes 40 ms, and the bot must be ready before the first number comes."""
    script = "import sys, bot.app, bot.settings; bot.settings.load({}); sys.exit('phonenumbers' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], check=False, timeout=60).returncode == 0
