"""How the bot introduces itself before the first word: descriptions and menus, in every language."""

from bot import logs
from bot.channels.telegram.client import Telegram
from bot.i18n import render
from bot.runtime import menu as menus
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
        return (await telegram.bot.get_me()).username or ""
    except Exception as error:
        log.warning("the bot's name was not told", error=type(error).__name__)
        return ""


async def _in(telegram: Telegram, language: str | None) -> None:
    bot, code, words = telegram.bot, language or "", language or SOURCE
    description, short = render.word("bot.description", words), render.word("bot.short", words)
    if (await bot.get_my_description(code)).description != description:
        await bot.set_my_description(description, code)
    if (await bot.get_my_short_description(code)).short_description != short:
        await bot.set_my_short_description(short, code)
    menu = list(menus.commands(words, False))
    if [(c.command, c.description) for c in await bot.get_my_commands(language_code=code)] != menu:
        await bot.set_my_commands(menu, language_code=code)
