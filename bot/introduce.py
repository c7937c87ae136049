"""How the bot introduces itself before the first word: descriptions and menus, in every language."""

from typing import Any

from bot import logs, menus, texts
from bot.channels.telegram import Telegram
from programme.model import LANGUAGES, SOURCE

log = logs.log("introduce")


async def introduce(telegram: Telegram) -> None:
    """Set only what is not so already. A fault here stops nobody."""
    try:
        for language in (None, *LANGUAGES):
            await _in(telegram, language)
    except Exception as error:
        log.warning("the bot's description was not set", error=type(error).__name__)


async def name(telegram: Telegram) -> str:
    """The bot's user name, for links; nothing where Telegram doesn't say it now."""
    try:
        return str((await telegram.call("getMe"))["username"])
    except Exception as error:
        log.warning("the bot's name was not told", error=type(error).__name__)
        return ""


async def _in(telegram: Telegram, language: str | None) -> None:
    code, words = language or "", language or SOURCE
    for what, key in (("Description", "bot.description"), ("ShortDescription", "bot.short")):
        field = "description" if what == "Description" else "short_description"
        now = await telegram.call(f"getMy{what}", language_code=code)
        text = texts.word(key, words)
        if now.get(field) != text:
            parameters: dict[str, Any] = {field: text, "language_code": code}
            await telegram.call(f"setMy{what}", **parameters)
    menu = [{"command": n, "description": d} for n, d in menus.commands(words, False)]
    if await telegram.call("getMyCommands", language_code=code) != menu:
        await telegram.call("setMyCommands", commands=menu, language_code=code)
