"""Makes programme/data/numbers.csv and programme/data/months.csv. Run it when a language is added:

    pip install num2words babel
    python -m tools.numbers

Sources: num2words (LGPL; only its words for 0 to 100 are written down here), Babel 2.18 (CLDR, Unicode licence
v3) for the names of months; OWN below by hand, for languages that num2words lacks, not yet reviewed by native
readers.
"""

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import num2words
from babel import Locale

from programme.reading.names import fold

DATA = Path(__file__).parents[1] / "programme" / "data"
LANGUAGES = ("nl", "en", "fr", "ar", "uk", "ru", "tr", "fa", "ps", "ti", "so", "es", "pt", "pl", "ro", "bg", "sq")
COUNTED = ("nl", "en", "fr", "fr_BE", "ar", "uk", "ru", "tr", "fa", "es", "pt", "pl", "ro", "de")

# 0 to 20, then the tens from 30 to 100 (20 is in the first); how 21 to 99 are put together.
OWN = {
    "bg": ("нула един два три четири пет шест седем осем девет десет единадесет дванадесет тринадесет четиринадесет "
           "петнадесет шестнадесет седемнадесет осемнадесет деветнадесет двадесет",
           "тридесет четиридесет петдесет шестдесет седемдесет осемдесет деветдесет сто", "{tens} и {one}"),
    "sq": ("zero një dy tre katër pesë gjashtë shtatë tetë nëntë dhjetë njëmbëdhjetë dymbëdhjetë trembëdhjetë "
           "katërmbëdhjetë pesëmbëdhjetë gjashtëmbëdhjetë shtatëmbëdhjetë tetëmbëdhjetë nëntëmbëdhjetë njëzet",
           "tridhjetë dyzet pesëdhjetë gjashtëdhjetë shtatëdhjetë tetëdhjetë nëntëdhjetë njëqind", "{tens} e {one}"),
    "so": ("eber kow laba saddex afar shan lix toddoba siddeed sagaal toban koboyotoban labiyotoban sadexiyotoban "
           "afariyotoban shaniyotoban lixiyotoban todobiyotoban sideediyotoban sagaaliyotoban labaatan",
           "soddon afartan konton lixdan toddobaatan siddeetan sagaashan boqol", "{one} iyo {tens}|{tens} iyo {one}"),
    "ps": ("صفر یو دوه درې څلور پنځه شپږ اووه اته نهه لس یوولس دولس دیارلس څوارلس پنځلس شپاړس اوولس اتلس نولس شل",
           "دېرش څلوېښت پنځوس شپېته اویا اتیا نوي سل", "{one} {tens}|{tens} او {one}"),
    "ti": ("ዜሮ ሓደ ክልተ ሰለስተ ኣርባዕተ ሓሙሽተ ሽዱሽተ ሸውዓተ ሸሞንተ ትሽዓተ ዓሰርተ ዓሰርተሓደ ዓሰርተክልተ ዓሰርተሰለስተ ዓሰርተኣርባዕተ ዓሰርተሓሙሽተ "
           "ዓሰርተሽዱሽተ ዓሰርተሸውዓተ ዓሰርተሸሞንተ ዓሰርተትሽዓተ ዕስራ",
           "ሰላሳ ኣርብዓ ሓምሳ ስሳ ሰብዓ ሰማንያ ተስዓ ሚእቲ", "{tens}ን {one}ን|{tens} {one}"),
}  # fmt: skip
OTHERWISE = {
    1: "одна одно одну єдине один una uma o jedna jedno en a an one واحدة وحدة یک یوه ሓንቲ kow hal mid ena edna una një",
    2: "две дві двох двух două duas dwie twee اثنين اثنان تنين اثنتان دو laba dy двоє dos",
    3: "ثلاث تلاتة drie три trei سه trzy sadex", 4: "أربع اربعه four", 5: "خمس خمسه пять",
    6: "ست سته", 7: "سبع سبعه todoba",
    8: "ثمان ثماني تمانية sideed", 9: "تسع تسعه", 10: "عشر عشره",
    20: "عشرين عشرون vingt", 30: "ثلاثين تلاتين سي", 40: "أربعين",
    50: "خمسين", 60: "ستين", 70: "سبعين", 80: "ثمانين", 90: "تسعين",
    100: "مائة مية مئة honderd cent hundred ciento cem "
    "یکصد صد yüz sto сто sută",
}  # fmt: skip


# Months as they are called from Syria to Iraq; CLDR has them under those countries only.
SYRIAN = (
    "كانون الثاني", "شباط", "آذار", "نيسان", "أيار", "حزيران", "تموز", "آب", "أيلول", "تشرين الأول",
    "تشرين الثاني", "كانون الأول",
)  # fmt: skip


def own(language: str) -> Iterator[tuple[int, str]]:
    low, high, joined = OWN[language]
    yield from enumerate(low.split())
    yield from zip(range(30, 101, 10), high.split(), strict=True)
    names = dict(enumerate(low.split())) | dict(zip(range(30, 101, 10), high.split(), strict=True))
    if language == "ps":
        names[20] = "ویشت"  # twenty is another word when something comes with it
    for n in (n for n in range(21, 100) if n % 10):
        for way in joined.split("|"):
            yield n, way.format(tens=names[n - n % 10], one=names[n % 10])
    for n in range(11, 20):
        for way in joined.split("|"):
            yield n, way.format(tens=names[10], one=names[n - 10])


def numbers() -> dict[int, set[str]]:
    said: dict[int, set[str]] = defaultdict(set)
    for language in COUNTED:
        for n in range(101):
            words = num2words.num2words(n, lang=language)
            said[n] |= {fold(words), fold(words.replace(" و ", " و"))}
    for language in OWN:
        for n, words in own(language):
            said[n].add(fold(words))
    for n, line in OTHERWISE.items():
        said[n] |= {fold(word) for word in line.split()}
    first: dict[str, int] = {}
    for n in sorted(said):
        for key in said[n]:
            first.setdefault(key, n)
    return {n: {k for k in keys if k and first[k] == n} for n, keys in said.items()}


def months() -> dict[int, set[str]]:
    said: dict[int, set[str]] = defaultdict(set)
    for language in LANGUAGES:
        for context in Locale(language).months.values():
            for names in (context["wide"], context["abbreviated"]):
                for month, name in names.items():
                    said[month] |= {fold(name)} if not fold(name).isdigit() else set()
    for month, name in enumerate(SYRIAN, start=1):
        said[month].add(fold(name))
    return said


def write(name: str, column: str, what: str, said: dict[int, set[str]]) -> None:
    head = f"# {what}, made by tools/numbers.py, which says its sources: don't edit, run it again.\n{column},keys\n"
    rows = "".join(f"{n},{' '.join(sorted(said[n]))}\n" for n in sorted(said))
    (DATA / name).write_text(head + rows, encoding="utf-8")


if __name__ == "__main__":
    write("numbers.csv", "number", "Words for 0 to 100 in the languages of the programme", numbers())
    write("months.csv", "month", "Months in the languages of the programme", months())
