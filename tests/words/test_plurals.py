"""How many: each number with the form that its language has for it, as a reader sees it."""

import pytest

from bot.i18n import render
from programme.message import Phrase
from tests.words.test_catalogues import FILES, forms, messages, named, sources
from tools import words

COUNTS = (0, 1, 2, 3, 10, 11, 25, 99, 100, 101, 102, 103, 111)
PLURALS = sorted(k for k, m in messages("nl").items() if isinstance(m.id, tuple))
COUNTED = {"n", "days"}
plurals = pytest.mark.parametrize("key", PLURALS)

# The noun that is counted: none (as words), one, two, 3–10 (plural), 11–99 (accusative), 100–102 (singular).
DAYS = ("اليوم", "يوم واحد", "يومين", "أيام", "يومًا", "يوم")
ROW = ("اليوم", "يوم واحد", "يومان", "أيام", "يومًا", "يوم")
ARABIC = {
    **dict.fromkeys(PLURALS, DAYS),
    **dict.fromkeys((k for k in PLURALS if k == "waited"), ROW),
    "intake.promise": (
        "اليوم",
        "يوم عمل واحد",
        "يومي عمل",
        "أيام عمل",
        "يوم عمل",
        "يوم عمل",
    ),  # "day of work" has no -an
    "review.new.many": ("لا طلبات", "طلب جديد واحد", "طلبان جديدان", "طلبات جديدة", "طلبًا جديدًا", "طلب جديد"),
    "queue.head": ("لا أحد", "شخص واحد", "شخصان", "أشخاص", "شخصًا", "شخص"),
}
UKRAINIAN = {  # one, two to four, five and more
    **dict.fromkeys(PLURALS, ("день", "дні", "днів")),
    "intake.promise": ("робочого дня", "робочих днів", "робочих днів"),  # the genitive, after протягом
    "review.new.many": ("нова заявка", "нові заявки", "нових заявок"),
    "queue.head": ("людина", "людини", "людей"),
}
# Two forms that are one word: робочих днів, and يوم عمل, whose accusative before another noun has no -an.
SAME = {("uk", "intake.promise"), ("ar", "intake.promise")}


def said(key: str, language: str, n: int) -> str:
    values = {name: f"<{name}>" for name in named(sources(messages("nl")[key])) - COUNTED}
    values |= {name: n for name in named(sources(messages("nl")[key])) & COUNTED}
    return render.bare(render.say(Phrase(key, values, n), language))


def arabic(n: int) -> int:
    """CLDR's order: zero, one, two, few, many, other."""
    return n if n < 3 else 3 if 3 <= n % 100 <= 10 else 4 if n % 100 > 10 else 5


def ukrainian(n: int) -> int:
    if n % 10 == 1 and n % 100 != 11:
        return 0
    return 1 if n % 10 in (2, 3, 4) and n % 100 not in (12, 13, 14) else 2


def test_every_plural_has_its_nouns():
    assert len(PLURALS) == 7
    assert all(set(messages("nl")[k].id[1].split()) & {"dagen", "dagen."} for k in PLURALS if ARABIC[k] in (DAYS, ROW))


@plurals
@pytest.mark.parametrize("language", sorted(FILES))
def test_the_number_stands_in_it(language, key):
    """Arabic says one and two by the noun alone, and none in words."""
    for n in COUNTS:
        told = said(key, language, n)
        assert (str(n) in told) != (language == "ar" and n < 3), (n, told)
        assert "{" not in told


@plurals
def test_arabic_counts_as_arabic_does(key):
    for n in COUNTS:
        noun, told = ARABIC[key][arabic(n)], said(key, "ar", n)
        wanted = noun if n < 3 else f"{n} {noun}"
        assert wanted in told, (n, told)
        after = told.partition(wanted)[2][:1]
        assert not after.isalpha() and after != "\u064b", (n, told)  # يوم is no يومًا


@plurals
def test_ukrainian_counts_as_ukrainian_does(key):
    for n in COUNTS:
        assert f"{n} {UKRAINIAN[key][ukrainian(n)]}" in said(key, "uk", n), n


@plurals
@pytest.mark.parametrize("language", sorted(FILES))
def test_no_two_forms_are_the_same(language, key):
    told = forms(messages(language)[key])
    assert len(set(told)) == len(told) - ((language, key) in SAME), told


def test_the_order_of_the_arabic_forms_is_that_of_every_translators_tool():
    """CLDR's and gettext's: 11–99 is the fifth, 100–102 the last. Babel's own has them the other way around."""
    rule = render.catalogue("ar").plural
    assert [rule(n) for n in COUNTS] == [arabic(n) for n in COUNTS]


def test_another_catalogue_of_arabic_begins_with_that_order(tmp_path, monkeypatch):
    monkeypatch.setattr("tools.words.LOCALES", tmp_path)
    source = tmp_path / "nl" / "LC_MESSAGES" / "bot.po"
    source.parent.mkdir(parents=True)
    source.write_bytes(FILES["nl"].read_bytes())
    words.add("ar")
    made = words.read(tmp_path / "ar" / "LC_MESSAGES" / "bot.po")
    assert made.plural_expr == words.read(FILES["ar"]).plural_expr
