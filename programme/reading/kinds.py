"""What the readers make of words, by kind: the same readers that the questions use."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from programme.reading import clock, countries, languages, municipalities, numbers, phones, phrases
from programme.reading.names import Found

Reader = Callable[[str, str | None, date], Found[Any]]


def _municipality(text: str) -> Found[str]:
    found = municipalities.find(text)
    return Found(tuple(m.nis for m in found.read), tuple(m.nis for m in found.offers))


def _phone(text: str) -> Found[str]:
    found = phones.phone(text)
    return Found(found.read, found.offers)


# (text, the language that the conversation is in or None, today)
KINDS: Mapping[str, Reader] = {
    "country": lambda text, language, today: countries.find(text),
    "language": lambda text, language, today: languages.find(text),
    "municipality": lambda text, language, today: _municipality(text),
    "yes_no": lambda text, language, today: phrases.yes_no(text, language),
    "year": lambda text, language, today: numbers.year(text, today),
    "age": lambda text, language, today: numbers.age(text, today),
    "hour": lambda text, language, today: clock.hour(text, language),
    "hours": lambda text, language, today: numbers.hours(text),
    "phone": lambda text, language, today: _phone(text),
    "date": lambda text, language, today: phrases.day(text, today),
}
