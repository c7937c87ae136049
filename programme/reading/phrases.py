"""Yes and no, and dates, as people write them in any of our languages."""

import re
from collections.abc import Mapping
from datetime import date
from functools import cache

from programme.reading.names import Found, fillers, packaged, words_of
from programme.reading.numbers import plain_digits

YES, NO = "yes", "no"

# Origin: general knowledge; not yet reviewed by native readers. A word of one language that says the contrary, or
# something else, in another is in ASKED, with the languages in which it is clear.
YESES = (
    "ja jaa jep jawel yes yep yeah yup ye oui ouais ok oke okay okee okey oki akkoord "
    "goed graag tuurlijk natuurlijk zeker sure "
    "course daccord volontiers bien_sur d'accord evidemment نعم ايوه أيوه ايوا إيه أكيد "
    "اكيد طبعا تمام موافق موافقة aywa naam "
    "iyeh так звісно звичайно добре авжеж згоден згодна tak да конечно хорошо ага "
    "согласен согласна конешно evet tabii tabi "
    "olur tamam kesinlikle بله بلی آره حتما البته باشه هو_ بلې هوکې እወ እው ሕራይ ኣዎ አዎ eeh "
    "ewe haa haah haye sí claro vale "
    "sim certo claro pois jasne oczywiście dobrze pewnie desigur sigur bineînțeles добре "
    "разбира сигурно разбирасе po_ sigurisht "
    "patjetër mirë vpolne gerne"
)
NOES = (
    "nee neen neuh nope nop nooit non نه_ لا لأ كلا مش ابدا laa la2 ні нi нет не_ неа "
    "ne_ nie hayır hayir yok olmaz olmas خیر نخیر نه نا "
    "ኣይፋል ኣይፋልን ኣይኮነን አይ maya mya may não nao nunca niet nein nu_ jo_ nuk nunca jamais pas_ никак ნო no_ never"
)
ASKED = {  # word: (languages in which it is yes, in which it is no)
    "no": ({"pl"}, {"en", "es", "so", "fr", "nl", "ar", "tr"}),
    "po": ({"sq"}, set()),
    "jo": ({"nl"}, {"sq"}),
    "nu": (set(), {"ro"}),
    "ne": (set(), {"bg", "tr", "ru", "uk"}),
    "не": (set(), {"bg", "uk", "ru"}),
    "هو": ({"ps"}, set()),
    "na": (set(), {"fa", "ps"}),
    "haa": ({"so"}, set()),
    "ei": (set(), set()),
    "si": ({"es", "fr"}, set()),
    "da": ({"ro", "bg", "ru"}, set()),
    "la": (set(), {"ar"}),
    "o": (set(), set()),
    "pas": (set(), {"fr"}),
}
POLITE = frozenset(words_of(
    "hoor dank u je bedankt danku dankjewel merci thanks thank you please bien sûr of "
    "course d accord madame monsieur alsjeblieft "
    "alstublieft شكرا من فضلك дякую спасибо пожалуйста будь ласка teşekkürler ederim "
    "lütfen متشکرم ممنون مننه የቐንየለይ mahadsanid "
    "gracias por favor obrigado obrigada dziękuję proszę mulțumesc благодаря моля "
    "faleminderit ju lutem mersi sir it is that dat is "
    "het goed ik ben wil graag zeker se разбира"
))  # fmt: skip
THUMBS = {"👍": YES, "✅": YES, "✔": YES, "👌": YES, "🆗": YES, "👎": NO, "❌": NO, "✖": NO, "🚫": NO, "⛔": NO}


@cache
def _yes_no() -> Mapping[str, str]:
    kept = {NO: NOES, YES: YESES}
    parts = ((part, said) for said, line in kept.items() for part in line.split() if not part.endswith("_"))
    return {"".join(words_of(part)): said for part, said in parts}


def yes_no(text: str, language: str | None = None) -> Found[str]:
    """ "yes" or "no"; both offered if the words say neither, or both."""
    words = words_of(text[:200])
    signs = {said for sign, said in THUMBS.items() if sign in text}
    meant, left = set(signs), 0
    for word in words:
        if said := _meaning(word, language):
            meant.add(said)
        elif word not in POLITE:
            left += 1
    if len(meant) == 1 and not left:
        return Found(tuple(meant))
    return Found((), (YES, NO))


def _meaning(word: str, language: str | None) -> str | None:
    """In the conversation's own language, else in the languages that the word is clear in."""
    if word not in ASKED:
        return _yes_no().get(word)
    yes, no = ASKED[word]
    if language in yes or language in no:
        return YES if language in yes else NO
    if word == "no":
        return NO  # in seven of ours; "yes" to Poles only
    return None if bool(yes) == bool(no) else YES if yes else NO


@cache
def _months() -> Mapping[str, int]:
    return {key: int(month) for month, keys in packaged("months.csv") for key in keys.split()}


def day(text: str, today: date) -> Found[str]:
    """A date as ISO 8601. The day comes before the month, as everywhere in Europe; without a year, or with a year
    of two digits or of another calendar, it is asked."""
    bare = plain_digits(text[:200])
    if iso := re.search(r"(?<!\d)(\d{4})\W{1,3}(\d{1,2})\W{1,3}(\d{1,2})(?!\d)", bare):
        return _dated(int(iso[3]), int(iso[2]), int(iso[1]), today, _is_all(bare, iso[0]))
    if told := re.search(r"(?<!\d)(\d{1,2})\s*[./\-–\s]\s*(\d{1,2})(?:\s*[./\-–\s]\s*(\d{4}|\d{2}))?(?!\d)", bare):
        return _dated(int(told[1]), int(told[2]), int(told[3]) if told[3] else None, today, _is_all(bare, told[0]))
    return _in_words(bare, today)


def _is_all(text: str, date_: str) -> bool:
    return all(word in fillers() for word in words_of(text.replace(date_, " ")))


def _in_words(text: str, today: date) -> Found[str]:
    words = words_of(re.sub(r"(\d)(?=[^\W\d])", r"\1 ", text))
    spans = [(i, "".join(words[i : i + n])) for n in (2, 1) for i in range(len(words) - n + 1)]
    month = next(((at, _months()[name]) for at, name in spans if name in _months()), None)
    numbers = [int(w) for w in words if w.isdecimal()]
    if not month or not numbers:
        return Found()
    years = [n for n in numbers if n >= 1000]
    days = [n for n in numbers if n <= 31]
    if len(days) != 1 or len(years) > 1 or len(numbers) > 2:
        return Found()
    return _dated(days[0], month[1], years[0] if years else None, today, True)


def _dated(day_: int, month: int, year: int | None, today: date, sure: bool) -> Found[str]:
    if month > 12 >= day_:
        day_, month, sure = month, day_, False
    years, asked = _years(year, today)
    dates = []
    for y in years:
        try:
            dates.append(date(y, month, day_).isoformat())
        except ValueError:
            return Found()
    return Found(tuple(dates)) if sure and not asked and len(dates) == 1 else Found((), tuple(dates))


def _years(year: int | None, today: date) -> tuple[list[int], bool]:
    """The years that may be meant, and whether to ask."""
    if year is None:
        return [today.year, today.year + 1, today.year - 1], True
    if year < 100:
        return [2000 + year, 1900 + year] if 2000 + year <= today.year + 5 else [1900 + year], True
    if year < 1900 or year > today.year + 100:
        return [], True
    return [year], False
