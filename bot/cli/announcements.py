"""What an operator says to everybody: an announcement in each language, or that the bot ends."""

import hashlib
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from bot.clock import system_now
from programme import schedule
from programme.announcing import words
from programme.model import LANGUAGES, SOURCE
from programme.reading import sheets
from programme.scheduled import Announced
from storage.errors import DuobotError
from storage.store import Store
from storage.writers import broadcast

MOST_TEXT = 3500  # characters: a message of Telegram has 4096, and ours says whose words it brings


class TextsWrong(DuobotError):
    """These texts can't be sent. The file is TOML and needs nl = "…"; en, fr, ar and uk may stand beside it."""

    exit_code = 65


class NotClosing(DuobotError):
    """There is nothing to call off: this bot was not going to end."""

    exit_code = 65


class HasClosed(DuobotError):
    """This bot has ended on that day: everybody's files are erased, and nothing brings them back."""

    exit_code = 65


class TooSoon(DuobotError):
    """People need a day at the least to see their data. Name a day from tomorrow on."""

    exit_code = 65


def texts_of(file: Path) -> dict[str, str]:
    """The words by language. Raises `TextsWrong`, which says what is wrong."""
    try:
        found = sheets.toml(file)
    except sheets.Unreadable as error:
        raise TextsWrong(f"{file}: {error}") from None
    for language, text in found.items():
        if language not in LANGUAGES:
            raise TextsWrong(f"{file}: {language} is none of {', '.join(LANGUAGES)}")
        if not isinstance(text, str) or not text.strip() or len(text) > MOST_TEXT:
            raise TextsWrong(f"{file}: {language} needs a text of 1 to {MOST_TEXT} characters")
    if SOURCE not in found:
        raise TextsWrong(f"{file}: nl is not there")
    return {language: text.strip() for language, text in found.items()}


async def audience(store: Store, texts: Mapping[str, str] | None = None) -> list[dict[str, Any]]:
    """How many people read each language, and in which one they are told."""
    counts = sorted((await broadcast.languages(store)).items())
    told = LANGUAGES if texts is None else texts
    return [{"language": c, "people": n, "text": c if c in told else SOURCE} for c, n in counts]


async def announce(store: Store, texts: Mapping[str, str]) -> dict[str, Any]:
    """The same Dutch text is the same announcement: it reaches everybody once, also after a kill."""
    what = hashlib.sha256(texts[SOURCE].encode()).hexdigest()[:16]
    told = await broadcast.tell(store, Announced, what, lambda c: words(texts, c), system_now())
    return {"announcement": what, "told": told}


async def close(store: Store, day: date) -> dict[str, Any]:
    """Raises `TooSoon` for today or earlier, `HasClosed` after the end."""
    await _not_over(store)
    if day <= schedule.local_day(system_now()):
        raise TooSoon(day)
    return {"closes": day.isoformat(), "told": await broadcast.close(store, day.isoformat(), system_now())}


async def call_off(store: Store) -> dict[str, Any]:
    """Raises `NotClosing` when there is nothing to call off, `HasClosed` after the end."""
    if await _not_over(store) is None:
        raise NotClosing
    return {"closes": "", "told": await broadcast.close(store, "", system_now())}


async def _not_over(store: Store) -> str | None:
    before = await broadcast.was_going_to_close(store)
    if before and date.fromisoformat(before) <= schedule.local_day(system_now()):
        raise HasClosed(before)
    return before
