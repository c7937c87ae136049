"""Numbers, years, ages and hours as people write them: in any script's digits or in words of our languages."""

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from datetime import date
from functools import cache

from programme.reading.names import Found, fillers, packaged, words_of

OLDEST_YEAR, OLDEST = 1930, 110
MOST_HOURS = 744.0  # a month of 31 days
SPAN = 5  # words of one number: "quatre vingt dix neuf"
FRACTIONS = {"½": ".5", "¼": ".25", "¾": ".75", "٫": ".", "٬": "", "’": "'"}

# Words beside a number, folded. Origin: general knowledge; not yet reviewed by native readers.
THOUSAND = set(words_of("duizend thousand mille mil ألف الف тисяч тисяча тысяч тысяча bin هزار زره ሽሕ kun "
                        "tysiąc tysiące "
                        "mie mii хиляди mijë tausend الفين_"))  # fmt: skip
HUNDRED = set(words_of("honderd hundred cent cents"))
HOUR = set(words_of(
    "uur u uren uurtje uurtjes h hour hours hr hrs heure heures ساعة ساعات ساعه година "
    "години годин год час часа часов часове "
    "saat ساعت ساعته ساعتونه ሰዓት ሰዓታት saac saacadood saacadaha saacado hora horas "
    "godzina godziny godzin godz oră ore orë "
    "годину часът std stunde stunden"
))  # fmt: skip
MINUTE = set(words_of(
    "minuut minuten min minute minutes minuto minutos دقيقة دقائق دقایق دقیقه دقيقه "
    "хвилин хвилина хвилини минут минута минуты "
    "минути dakika dk ደቒቕ ደቓይቕ daqiiqo daqiiqadood minuta minuty minut minutë minuta"
))  # fmt: skip
HALF = set(words_of(
    "half halve halfuur halfuurtje demi demie نصف نص ونصف ونص пів пол половина половину "
    "половиною пол половин yarım buçuk نیم "
    "ونیم ፍርቂ ፈረቓ nus badh media medio meia meio pół półgodziny półgodzinna jumătate "
    "jumate gjysmë gjysem полчаса півгодини"
))  # fmt: skip
AND_A_HALF = set(words_of("anderhalf anderhalve полтора полторы півтора півтори półtora półtorej"))
QUARTER = set(words_of("kwartier quarter quart четверть чверть çeyrek ربع cuarto quarto kwadrans sfert четвърт çerek"))
TWO_HOURS = set(words_of("ساعتين ساعتان ساعتیں"))
MEASURES = frozenset(HOUR | MINUTE | HALF | AND_A_HALF | QUARTER | TWO_HOURS)
BELOW_ZERO = re.compile(r"^\s*[-−]\s*\d")


@cache
def _numbers() -> Mapping[str, int]:
    return {key: int(n) for n, keys in packaged("numbers.csv") for key in keys.split()}


def plain_digits(text: str) -> str:
    """Digits of any script as 0 to 9; fractions as decimals."""
    text = re.sub(r"(\d)\s*([½¼¾])", lambda m: m[1] + FRACTIONS[m[2]], text)
    return "".join(str(unicodedata.decimal(c)) if c.isdecimal() else FRACTIONS.get(c, c) for c in text)


def tokens(text: str) -> list[float | str]:
    """Numbers, written or said, and the other words, in order."""
    parts: list[float | str] = []
    for piece in re.findall(r"\d+(?:[.,]\d{1,2})?|[^\d]+", plain_digits(text[:200])):
        if piece[0].isdecimal():
            parts.append(float(piece.replace(",", ".")))
        else:
            parts += list(said(words_of(piece)))
    return parts


def said(words: list[str], apart: Collection[str] = ()) -> Iterator[float | str]:
    """Numbers that are said in words, and the other words, in order; a word that stands `apart` is never a number."""
    at = 0
    while at < len(words):
        spans = range(min(SPAN, len(words) - at), 0, -1) if words[at] not in apart else ()
        length = next((n for n in spans if "".join(words[at : at + n]) in _numbers()), 0)
        yield float(_numbers()["".join(words[at : at + length])]) if length else words[at]
        at += length or 1


def _telling(parts: list[float | str]) -> list[float | str]:
    """Without the words that change nothing."""
    return [p for p in parts if not isinstance(p, str) or p not in fillers()]


def age(text: str, today: date) -> Found[int]:
    """Years of age, 0 to 110. A year of birth gives two ages to choose from."""
    parts = [] if BELOW_ZERO.search(plain_digits(text[:200])) else _telling(tokens(text))
    told = [int(p) for p in parts if isinstance(p, float) and p.is_integer()]
    born = [n for n in told if OLDEST_YEAR - 20 <= n <= today.year]
    ages = [n for n in told if n <= OLDEST] + [a for n in born for a in (today.year - n, today.year - n - 1) if a >= 0]
    sure = len(ages) == 1 and len(parts) == 1
    return Found(tuple(ages)) if sure else Found((), tuple(dict.fromkeys(ages))[:5])


def year(text: str, today: date) -> Found[int]:
    """A year from 1930 to this one. Years of other calendars and "two years ago" are asked about."""
    bare = plain_digits(text[:200])
    parts = _telling(tokens(bare))
    told = _years(parts)
    good = [n for n in told if OLDEST_YEAR <= n <= today.year]
    if len(good) == 1 and len(told) == len(parts) == 1 and not re.search(r"\d[.,/-]\d", bare):
        return Found((good[0],))
    near = [*good, *(guess for n in told for guess in _elsewhere(n, bare, today))]
    return Found((), tuple(dict.fromkeys(n for n in near if OLDEST_YEAR <= n <= today.year))[:5])


def _years(parts: list[float | str]) -> list[int]:
    """Numbers in a row that are one year are one: "two thousand twenty two", "nineteen ninety-nine"."""
    found: list[int] = []
    fresh = False
    for part in parts:
        if isinstance(part, str):
            if part in THOUSAND:
                found[-1:] = [1000 * (found[-1] if fresh and found else 1)]
                fresh = True
            elif part in HUNDRED and fresh and found:
                found[-1] *= 100
            continue
        n, fresh_before = int(part), fresh
        fresh = True
        if fresh_before and found and (found[-1] % 100 == 0 and found[-1] >= 1000 and n < 1000):
            found[-1] += n
        elif fresh_before and found and found[-1] in (19, 20) and n < 100:
            found[-1] = found[-1] * 100 + n
        else:
            found.append(n)
    return found


def _elsewhere(n: int, text: str, today: date) -> Iterator[int]:
    """What a number may mean that is no year of ours."""
    if 1300 <= n <= 1420:  # the Persian and Afghan calendar; a year of theirs begins in March
        yield from (n + 621, n + 622)
    if 1380 <= n <= 1460:  # the Islamic calendar, about
        yield n + 622 - round((n - 1) / 33.7)
    if today.year - 40 <= n <= today.year:  # the Ethiopian calendar is 7 or 8 years behind
        yield from (n + 8, n + 7) if "ዓ" in text or re.search("[\u1200-\u137f]", text) else ()
    if n < 100:
        yield from (2000 + n, 1900 + n)
    if n < 60:
        yield today.year - n


def hours(text: str) -> Found[float]:
    """Hours as a decimal: "1,5", "2u30", "anderhalf uur", "two hours and a half", "٩٠ دقيقة"."""
    bare = plain_digits(text[:200]).casefold()
    if BELOW_ZERO.search(bare):
        return Found()
    if clock := re.fullmatch(r"\D*?(\d{1,3})\s*(?:u|h|:|uur|г|ч)\s*([0-5]\d)\s*(?:min\w*|m|u|uur|h)?\W*", bare):
        return Found((int(clock[1]) + round(int(clock[2]) / 60, 2),))
    parts = [p for p in tokens(bare) if p in MEASURES or p not in fillers()]
    total, sure, several = _hours(parts)
    if several or total is None or not 0 <= total <= MOST_HOURS:
        return Found((), tuple(dict.fromkeys(n for n in several if n <= MOST_HOURS))[:5])
    return Found((round(total, 2),)) if sure else Found((), (round(total, 2),))


def _hours(parts: list[float | str]) -> tuple[float | None, bool, list[float]]:
    """The sum, whether every word was understood, and the numbers if they are several without units."""
    total: float | None = None
    pending: float | None = None
    sure, bare, before = True, False, ""
    for part in parts:
        if isinstance(part, float):
            if pending is not None and part != 1:
                return None, False, [pending, part]
            pending = part if pending is None else pending
            before = ""
        elif part in AND_A_HALF:
            total, before = (total or 0) + 1.5, "half"
        elif part in HALF or part in QUARTER:
            size = 0.5 if part in HALF else 0.25
            whole = 0.0 if pending in (None, 1) and part not in ("bucuk",) else pending or 0.0
            total = (total or 0) + (whole + size if size == 0.5 else (pending or 1) * size)
            pending, before, bare = None, "half", False
        elif part in TWO_HOURS:
            total = (total or 0) + 2
        elif part in HOUR:
            if pending is not None:
                total, pending = (total or 0) + pending, None
            elif before != "half":
                total, bare = (total or 0) + 1, True
        elif part in MINUTE and pending is not None:
            total, pending = (total or 0) + pending / 60, None
        else:
            sure = False
    if pending is not None:
        total = (total or 0) + pending / (60 if total and pending >= 5 else 1)
    return total, sure and not bare, []
