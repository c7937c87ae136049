"""Own words in their reader's language, by a service or a command of the house: off unless a setting names one.

What is written goes nowhere else than there; the README says why that should be a machine of one's own. A translation
comes after the words themselves, which never wait for it.
"""

import asyncio
import os
import shlex
from collections.abc import Awaitable, Callable

import aiohttp

from storage.errors import DuobotError

Translate = Callable[[str, str, str], Awaitable[str]]  # text, its language, the reader's language: both BCP 47

PATIENCE = 20.0  # seconds; a model on a small machine takes a few for a paragraph
MOST = 2000  # characters that are taken over: a machine that rambles fills nobody's screen


class NoTranslation(DuobotError):
    """The translator gave nothing. Try it yourself: duobot doctor. People read the words as they were written."""


def translator(setting: str, key: str = "") -> Translate | None:
    """`setting` is the root of a service that speaks LibreTranslate's interface (https://docs.libretranslate.com,
    `key` its API key if it wants one), or a command that is given both languages and reads the text; nothing: none.
    Raises `ValueError` for a command with a quote that isn't closed."""
    if not setting:
        return None
    return _service(setting, key) if setting.startswith(("http://", "https://")) else _command(setting)


def _service(root: str, key: str) -> Translate:
    async def translate(text: str, source: str, target: str) -> str:
        asked = {"q": text, "source": source, "target": target, "format": "text", **({"api_key": key} if key else {})}
        limit = aiohttp.ClientTimeout(total=PATIENCE)
        try:
            async with (
                aiohttp.ClientSession(timeout=limit) as session,
                session.post(f"{root.rstrip('/')}/translate", json=asked, allow_redirects=False) as reply,
            ):
                if reply.status != 200:
                    raise NoTranslation(f"it answered {reply.status}")
                told = await reply.json(content_type=None)
        except (aiohttp.ClientError, TimeoutError, ValueError, RecursionError) as error:
            raise NoTranslation(type(error).__name__) from None
        return _sound(told.get("translatedText") if isinstance(told, dict) else None)

    return translate


def _command(line: str) -> Translate:
    words = shlex.split(line, posix=os.name == "posix")

    async def translate(text: str, source: str, target: str) -> str:
        pipe = asyncio.subprocess.PIPE
        try:
            at_work = await asyncio.create_subprocess_exec(
                *words, source, target, stdin=pipe, stdout=pipe, stderr=asyncio.subprocess.DEVNULL
            )
        except OSError as error:
            raise NoTranslation(error.strerror or type(error).__name__) from None
        try:
            told, _ = await asyncio.wait_for(at_work.communicate(text.encode()), PATIENCE)
        except TimeoutError:
            raise NoTranslation(f"it took more than {PATIENCE:.0f} s") from None
        finally:
            if at_work.returncode is None:
                at_work.kill()
                await at_work.wait()
        if at_work.returncode:
            raise NoTranslation(f"it ended with {at_work.returncode}")
        return _sound(told.decode(errors="replace"))

    return translate


def _sound(told: object) -> str:
    if not isinstance(told, str) or not told.strip():
        raise NoTranslation("it gave no text")
    return told.strip()[:MOST]
