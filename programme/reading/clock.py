"""An hour of the day as people write it: "8 pm", "half 8", "kwart voor 9", "tussen 14 en 16", "٨ ونصف مساء".

A text becomes one letter a word, and the letters are matched against the ways in which clocks are told. An hour of the
twelve-hour clock that may be one of two, a stretch of time, and whatever has a word in it that isn't understood are
asked about: a meeting at the wrong hour is a meeting missed.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache

from programme.reading.names import Found, fillers, words_of
from programme.reading.numbers import HALF, HOUR, QUARTER, plain_digits, said

FIRST, LAST = 7 * 60, 22 * 60  # of a meeting, in minutes of the day
LATE = 21 * 60 + 30  # nobody means a later one who doesn't say so
EARLY, NOON = 6 * 60, 12 * 60
MOST = 4  # offers: what fits on two rows of buttons
LONGEST = 80  # characters

# The letter of each word. Origin: general knowledge; not yet reviewed by native readers.
WORDS = {
    "h": " ".join(HALF),
    "q": f"kwart {' '.join(QUARTER)}",
    "u": " ".join(HOUR),
    "b": "voor before vor без за",  # so many minutes before the hour that follows
    "t": "to",  # as "before", or as "till"
    "a": "over past after nach na",
    "m": "moins menos إلا minus",  # the hour, and so many minutes less
    "o": "на",  # on the way to it: "пів на 8" is half past seven
    "j": "en et and y und or of ou или або أو tot until à до و إلى الى حتى и і й ve ile till",
    "M": "am morgens ochtends ochtend voormiddag voormiddags morning matin matinée صباحا صباح صبح الصبح ص ранку утра "
         "вранці зранку утром mañana sabah",
    "E": "pm namiddag namiddags middag middags afternoon avond avonds evening tonight soir soirée "
         "ظهرا الظهر عصرا العصر مساء المسا م дня вечора вечера ввечері вечером tarde noite akşam",
    "L": "nacht nachts night nuit noche noc ночі ночи ليلا gece",
    "N": "noen noon midi полдень полудень",
    " ": "s om rond omstreeks vers at around about tussen between entre van from vanaf de le la les l حوالي بين من "
         "в у з с о об від між между il das um ongeveer graag liefst the in ik wil kan est que",
}  # fmt: skip
# Hours by their order, "о восьмій", "الثامنة": how the word begins, and how it may end
ORDER = {
    "ثاني": 2, "ثالث": 3, "رابع": 4, "خامس": 5, "سادس": 6, "سابع": 7, "ثامن": 8, "تاسع": 9, "عاشر": 10,
    "перш": 1, "друг": 2, "трет": 3, "четверт": 4, "пят": 5, "шост": 6, "шест": 6, "сьом": 7, "седьм": 7, "восьм": 8,
    "девят": 9, "десят": 10, "одинадцят": 11, "одиннадцат": 11, "дванадцят": 12, "двенадцат": 12,
}  # fmt: skip
ENDS = words_of("ه а у ю я ій ої ою ой ей ую ая ья ью ьей ьої")
WHOLE = {"après-midi": "soir", "apres-midi": "soir", "après midi": "soir", "apres midi": "soir", "o'clock": "h",
         "o’clock": "h", "بعد الظهر": "م", "الحادية عشرة": "11", "الثانية عشرة": "12"}  # fmt: skip

Way = Callable[..., int]
# What the letters say, `n` for a number: minutes of the day from the numbers in their order
WAYS: Mapping[str, Way] = {
    "n": lambda n: n * 60,
    "nn": lambda n, m: n * 60 + m,
    "h(o)?n": lambda n: n * 60 - 30,  # half 8 is 7:30
    "han|nj?h|nah": lambda n: n * 60 + 30,
    "q[bt]n|bqn|nmq": lambda n: n * 60 - 15,
    "qan|nj?q|naq": lambda n: n * 60 + 15,
    "qon": lambda n: n * 60 - 45,
    "nmn": lambda n, m: n * 60 - m,
    "n[bt]n|bnn": lambda m, n: n * 60 - m,
    "nan": lambda m, n: n * 60 + m,
    "nbhn": lambda m, n: n * 60 - 30 - m,
    "nahn": lambda m, n: n * 60 - 30 + m,
}
IN_ENGLISH = {"hn": lambda n: n * 60 + 30}  # half 8 is 8:30
MINUTES = range(60)


@cache
def _letters() -> Mapping[str, str]:
    told = ((word, letter) for letter, words in WORDS.items() for word in words.split())
    return {"".join(words_of(word)): letter for word, letter in reversed([*told])}


def hour(text: str, language: str | None = None) -> Found[str]:
    """An hour between seven and twenty-two, as HHMM of the twenty-four-hour clock; `language` is the conversation's,
    None where it isn't known."""
    letters, numbers, exact = _spelt(text)
    part = {letter for letter in letters if letter in "MEL"}
    if "N" in letters and not numbers:
        letters, numbers = letters.replace("N", "n", 1), [12]
    clock = re.sub("[MELuN ]", "", letters)
    times, told = _times(clock.replace("?", "").strip("jo"), numbers, language)
    may = [at for time in times for at in _of_day(time, part, exact)]
    found = tuple(dict.fromkeys(f"{at // 60:02}{at % 60:02}" for at in may if FIRST <= at <= LAST))
    at_odds = len(part) > 1 or (part == {"M"} and any(time > NOON + 59 for time in times))
    if len(found) == 1 and told and "?" not in clock and not at_odds:
        return Found(found)
    return Found((), found[:MOST])


def _spelt(text: str) -> tuple[str, list[int], bool]:
    """A letter for each word, the numbers, and whether the first was written with a nought: 08 is no evening."""
    bare = re.sub(r"\b([ap])\.?\s?m\b\.?", r"\1m", plain_digits(text[:LONGEST]).casefold())
    for words, one in WHOLE.items():
        bare = bare.replace(words, one)
    letters, numbers = "", []
    first = re.search(r"\d+", bare)
    for piece in re.findall(r"\d+|[^\d\-–—]+|[-–—]", bare):
        if piece[0].isdecimal():
            told = [int(piece[:-2]), int(piece[-2:])] if len(piece) in (3, 4) else [int(piece)]
            numbers += told
            letters += "n" * len(told)
        elif piece in "-–—":
            letters += "j" if numbers else ""
        else:
            for word in said(words_of(piece), apart=_letters().keys() | ORDER.keys()):
                letter, number = _letter(word)
                letters += letter
                numbers += [number] if number is not None else []
    return letters, numbers, first is not None and first[0].startswith("0")


def _letter(word: float | str) -> tuple[str, int | None]:
    """Its letter, and its number where it is one."""
    if isinstance(word, float):
        return "n", int(word)
    if found := _letters().get(word):
        return found, None
    order = next((n for begins, n in ORDER.items() if word.startswith(begins) and word[len(begins) :] in ENDS), None)
    if order:
        return "n", order
    if word[0] == "و" and (joined := _letters().get(word[1:])):  # "and" is written onto the word
        return f"j{joined}", None
    return " " if word in fillers() else "?", None


def _times(clock: str, numbers: list[int], language: str | None) -> tuple[list[int], bool]:
    """Minutes of the day, and whether they are what the words say: else they are its numbers."""
    if found := _read(clock, numbers, language):
        stretch = [n * 60 for n in numbers] if "t" in clock and "q" not in clock else []  # 2 to 4
        return [*found, *stretch], True
    for cut in (at for at, letter in enumerate(clock) if letter in "jt"):
        before = clock[:cut].count("n")
        sides = (clock[:cut], numbers[:before]), (clock[cut + 1 :], numbers[before:])
        both = [_read(*side, language) for side in sides]
        if all(both):
            return [time for side in both for time in side], False
    return [n * 60 for n in numbers], False


def _read(clock: str, numbers: list[int], language: str | None) -> list[int]:
    ways = [read for way, read in WAYS.items() if re.fullmatch(way, clock)]
    ways += [read for way, read in IN_ENGLISH.items() if re.fullmatch(way, clock) and language in (None, "en")]
    if (clock == "nn" and numbers[1] not in MINUTES) or (clock == "ntn" and numbers[0] % 5):
        return []  # nobody says "2 to 4" of a moment
    return [read(*numbers) for read in ways]


def _of_day(time: int, part: set[str], exact: bool) -> Iterator[int]:
    """Which minutes of the day a time of the clock may be."""
    if part == {"L"} and NOON <= time < NOON + 60:
        return  # midnight
    if (part == {"E"} and time < NOON) or (part == {"L"} and EARLY <= time < NOON):
        yield time + NOON
    elif part or exact or time >= NOON + 60:
        yield time
    else:
        yield time
        if time + NOON <= LATE:
            yield time + NOON
