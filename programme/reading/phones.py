"""Phone numbers as people type them, kept as E.164 (+32470123456) and shown so that a tap dials them.

In doubt nothing is read, and what is wrong is said: a number with a digit too few is one that nobody answers.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from programme.reading.names import LONGEST, Found, words_of
from programme.reading.numbers import plain_digits

HOME = "BE"
SHORT, LONG, WRONG, SEVERAL = "short", "long", "wrong", "several"
LEAST, ALSO = 3, 8  # digits of what may be meant as a number: alone, and beside one that is right
ANONYMOUS = "+888"  # Telegram sells these; no phone can call them

ADDRESS = re.compile(r"[^\s@<>,;]+@[^\s@<>,;]+\.[^\s@<>,;.]+")
BETWEEN = r"[\s().,;/|\\_*·•\-\u2010-\u2015\u2212]{0,4}"
RUN = re.compile(rf"\(?\s?\+?{BETWEEN}\d(?:{BETWEEN}\d)*\)?")
ZERO = re.compile(r"\(\s*0\s*\)")  # +32 (0)470: not dialled from abroad
NATIONAL = re.compile(r"\d\d(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])\d{5}")  # a Belgian national number: born on, …

# Words of "I have no number", folded by `words_of`. Origin: general knowledge; not yet reviewed by native readers.
NONE = frozenset(words_of(
    "geen nee neen niet niks zonder no none not don dont nope without non pas aucun aucune sans rien "
    "ليس لا ما بدون معنديش ماعندي немає нема ні не без нет нету yok hayır yoktur ندارم نیست نه نلرم "
    "የለን የለኝን nuk ska brak nie nu няма sem sin ningún nenhum keine kein maya"
))  # fmt: skip
AROUND = frozenset(words_of(
    "ik heb er een telefoon telefoonnummer nummer gsm gsmnummer mobiel mail e email emailadres adres hebben i have a "
    "any phone telephone number mobile address do got t je n ai j de d y en a téléphone telephone numéro portable tel "
    "adresse لدي عندي معي يوجد رقم هاتف تلفون موبايل جوال بريد إيميل في у мене я маю є номера номер телефону телефон "
    "телефона пошти меня есть numaram numara telefonum telefon benim شماره تلفن من موبایل ندارد nr kam am număr numer "
    "mam numeru telefonu tengo teléfono número tenho telefone имам ich habe"
))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Dialled(Found[str]):
    """`wrong` says why nothing was read, where there is something that may be meant as a number."""

    wrong: str = ""


def phone(text: str) -> Dialled:
    """The one number that a text says: Belgian, or of any country with + or 00 before it. Never raises."""
    runs = [run[0] for run in RUN.finditer(ADDRESS.sub(" ; ", _plain(text)))]
    each = [(run, _numbers(run)) for run in runs]
    good = tuple(dict.fromkeys(number for _, numbers in each for number in numbers))
    others = [run for run, numbers in each if not numbers and len(_digits(run)) >= (ALSO if good else LEAST)]
    if len(good) == 1 and not others:
        return Dialled(good)
    if good:
        return Dialled((), good, SEVERAL)
    return Dialled(wrong=_what_is_wrong(max(others, key=lambda run: len(_digits(run))))) if others else Dialled()


def shared(text: str) -> str:
    """The own number as Telegram hands it over, which it has called: with or without its plus. Nothing for one
    that can't be called."""
    import phonenumbers

    number = "+" + _digits(text)
    try:
        possible = phonenumbers.is_possible_number(phonenumbers.parse(number))
    except phonenumbers.NumberParseException:
        return ""
    return number if possible and not number.startswith(ANONYMOUS) else ""


def address(text: str) -> str:
    """The e-mail address in a text, if there is one."""
    found = ADDRESS.search(text[:LONGEST])
    return found[0].strip("()[]\"'!?:") if found else ""


def none(text: str) -> bool:
    """Does it say that there is no number? "geen", "pas de téléphone", "ليس لدي رقم"."""
    words = words_of(text[:LONGEST])
    return any(w in NONE for w in words) and all(w in NONE or w in AROUND for w in words)


def shown(text: str) -> str:
    """To read and to tap: "+32 470 12 34 56". What is more than a number, or none, stays as it was typed."""
    import phonenumbers

    number = text if re.fullmatch(r"\+\d{7,15}", text) else ""
    if not number and RUN.fullmatch(_plain(text).strip()):
        number = next(iter(phone(text).read), "")
    try:
        found = phonenumbers.parse(number) if number else None
    except phonenumbers.NumberParseException:
        return text
    return phonenumbers.format_number(found, phonenumbers.PhoneNumberFormat.INTERNATIONAL) if found else text


def _plain(text: str) -> str:
    """Digits of any script as 0 to 9; without the marks that phones put around a number that is copied."""
    kept = (c for c in text[:LONGEST].replace("＋", "+") if unicodedata.category(c) != "Cf")
    return plain_digits("".join(kept))


def _digits(run: str) -> str:
    return "".join(c for c in run if c.isdecimal())


def _numbers(run: str) -> tuple[str, ...]:
    """What these digits say: one number, or two that stand beside each other; nothing when they are no number."""
    if whole := _whole(run):
        return whole
    for gap in re.finditer(r"[^\d+(]+(?=\(?0)", run):
        before, after = run[: gap.start()], run[gap.end() :]
        aside = len(_digits(before)) < LEAST and not {",", ";", "\n"}.isdisjoint(gap[0])  # "ik ben 25, 0470…"
        both = (_whole(before), _whole(after))
        if both[1] and (both[0] or aside):
            return tuple(dict.fromkeys(n for part in both for n in part))
    return ()


def _whole(run: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(n for n in map(_valid, _ways(run)) if n))


def _ways(run: str) -> Iterator[str]:
    """How it may be dialled here. Without + or 0 before it: a whole international number, or a mobile one of ours."""
    abroad = "+" in run or _digits(run).startswith("00")
    digits = _digits(ZERO.sub("", run) if abroad else run)
    if abroad:
        yield "+" + digits.removeprefix("00")
    elif digits.startswith("0"):
        yield digits
    else:
        if len(digits) >= 10 and not _is_national_number(digits):
            yield "+" + digits
        if len(digits) <= 9 and digits.startswith("4"):
            yield "0" + digits


def _is_national_number(digits: str) -> bool:
    """Somebody's national register number is never asked, and no number to call."""
    if not NATIONAL.fullmatch(digits) or digits.startswith("32"):
        return False
    return any(97 - int(century + digits[:9]) % 97 == int(digits[9:]) for century in ("", "2"))


def _valid(dialled: str) -> str:
    """As E.164, when such a number exists and calling it costs what a call costs."""
    import phonenumbers

    try:
        found = phonenumbers.parse(dialled, HOME)
    except phonenumbers.NumberParseException:
        return ""
    dear = phonenumbers.number_type(found) == phonenumbers.PhoneNumberType.PREMIUM_RATE
    fine = phonenumbers.is_valid_number(found) and not dear
    return phonenumbers.format_number(found, phonenumbers.PhoneNumberFormat.E164) if fine else ""


def _what_is_wrong(run: str) -> str:
    """One or two digits more, or less, and it is a number: then that is what is wrong."""
    import phonenumbers

    dialled = next(_ways(run), "")
    if len(_digits(run)) < 7:
        return SHORT
    if not dialled:
        return WRONG
    if any(_valid(dialled + digit * more) for more in (1, 2) for digit in "0123456789"):
        return SHORT
    if any(_valid(dialled[:-less]) for less in (1, 2)):
        return LONG
    try:
        reason = phonenumbers.is_possible_number_with_reason(phonenumbers.parse(dialled, HOME))
    except phonenumbers.NumberParseException as error:
        return LONG if error.error_type == phonenumbers.NumberParseException.TOO_LONG else WRONG
    reasons = phonenumbers.ValidationResult
    return {reasons.TOO_SHORT: SHORT, reasons.TOO_LONG: LONG}.get(reason, WRONG)
