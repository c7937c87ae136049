"""`python -m demo.run`: a local Telegram, the bot beside it, and a page with three phones.

Nothing outlives it: the bot and the data go when it goes. The bot is a process of its own, so that
pulling its plug is a real SIGKILL.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import secrets
import shutil
import signal
import sys
import tempfile
import time
import webbrowser
from asyncio.subprocess import DEVNULL, PIPE, STDOUT, Process
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from demo import town
from demo.rules import Json
from demo.server import Running, listen
from demo.telegram import Options, Telegram
from programme import schedule

PHONES: tuple[Json, ...] = (
    {"role": "newcomer", "first_name": "Rania", "language_code": "ar", "phone": "32499000010"},
    {"role": "volunteer", "first_name": "Joris", "language_code": "nl", "phone": "32499000011"},
    {"role": "coordinator", "first_name": "Mieke", "language_code": "nl", "phone": "32499000012"},
)
HUMAN, NUMBER = "Mieke", "015 00 00 00"  # nobody's: no Belgian number begins with 015 00
PROGRAMMES = (("Samen Inburgeren", "Mechelen"), ("Taalbuddy's", "Leuven"))


class CannotStart(Exception):
    """A command failed; the message is what it said, for a reader who can mend it."""


@dataclass(frozen=True)
class Commands:
    """What is run beside the server; tests put a small bot in the big one's place."""

    bot: tuple[str, ...] = (sys.executable, "-m", "bot", "run")
    line: tuple[str, ...] = (sys.executable, "-m", "bot")


@dataclass
class Home:
    """Keeps the bot running, kills it on request, knows the demo's time."""

    folder: Path
    url: str
    token: str
    commands: Commands = Commands()
    ahead: float = 0.0
    plug: str = "off"
    process: Process | None = None
    telegram: Telegram = field(init=False)
    ready: asyncio.Event = field(default_factory=asyncio.Event)
    ended: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.telegram = Telegram(self.token, lambda: time.time() + self.ahead, Options())
        self.shift(0)

    @property
    def environment(self) -> dict[str, str]:
        return {
            "DUOBOT_HOLD_MINUTES": "0",  # on the page nobody wants to wait
            **os.environ,
            "DUOBOT_TOKEN": self.token,
            "DUOBOT_TELEGRAM_API": self.url,
            "DUOBOT_DATABASE": f"sqlite:///{self.folder / 'duobot.db'}",
            "DUOBOT_HUMAN": HUMAN,
            "DUOBOT_PHONE": NUMBER,
            "DUOBOT_CLOCK": str(self.folder / "clock"),
            "DUOBOT_LOG_LEVEL": "warning",
            "PYTHONUNBUFFERED": "1",
        }

    # --- what the page asks for --------------------------------------------------------------------

    def state(self) -> Json:
        return {"plug": self.plug, "ahead": self.ahead, "pid": self.process.pid if self.process else 0}

    def shift(self, seconds: float) -> None:
        """The bot reads this file whenever it asks what time it is: it is replaced, never half written."""
        self.ahead += seconds
        self.ahead += self.until_the_day()
        fresh = self.folder / "clock.new"
        fresh.write_text(str(self.ahead))
        fresh.replace(self.folder / "clock")
        self.telegram.announce({"kind": "house", "house": self.state(), "now": self.telegram.clock()})

    def until_the_day(self) -> float:
        """Seconds to the next moment at which people are written to, with an hour on top of it in the morning: somebody
        who tries this at night, or lands on a Sunday, wants to see it."""
        there = datetime.fromtimestamp(time.time() + self.ahead, UTC)
        sends = schedule.next_sending(there)
        return (sends - there + timedelta(hours=1)).total_seconds() if sends > there else 0.0

    async def pull_the_plug(self) -> None:
        if self.process and self.process.returncode is None:
            self.process.kill()
            await self.process.wait()

    async def figures(self) -> str:
        try:
            return await self.command("overview", "--format", "table")
        except CannotStart as error:
            return str(error)

    # --- the bot -----------------------------------------------------------------------------------

    async def command(self, *words: str) -> str:
        """One command of the product's command line; raises CannotStart with what it said."""
        process = await asyncio.create_subprocess_exec(
            *self.commands.line, *words, env=self.environment, stdin=DEVNULL, stdout=PIPE, stderr=PIPE
        )
        out, err = await process.communicate()
        if process.returncode:
            last = (err or out).decode(errors="replace").strip().splitlines()[-1:]
            raise CannotStart(f"`duobot {' '.join(words)}` failed: {''.join(last)}")
        return out.decode()

    def turn(self, plug: str) -> None:
        self.plug = plug
        self.telegram.announce({"kind": "house", "house": self.state(), "now": self.telegram.clock()})

    async def keep_running(self) -> None:
        """Starts the bot again whenever it ends; more slowly when it ends at once."""
        quick = 0
        while True:
            began = time.monotonic()
            await self.run_once()
            self.turn("off")
            quick = quick + 1 if time.monotonic() - began < 3 else 0
            if quick == 3:
                print(f"The bot stops at once, again and again. Its last words: {self.last_words()}", flush=True)
            await asyncio.sleep(1 if quick < 3 else 5)

    async def run_once(self) -> None:
        with (self.folder / "bot.log").open("ab") as log:
            self.process = await asyncio.create_subprocess_exec(
                *self.commands.bot, env=self.environment, stdin=DEVNULL, stdout=log, stderr=STDOUT,
                start_new_session=True,
            )  # fmt: skip
        self.turn("starting")
        noticing = asyncio.create_task(self.notice_it())
        try:
            await self.process.wait()
        finally:
            noticing.cancel()
            await self.stop_bot()

    async def notice_it(self) -> None:
        """On means: it asks Telegram for news."""
        await self.telegram.polled.wait(3600)
        self.turn("on")
        self.ready.set()

    def last_words(self) -> str:
        lines = (self.folder / "bot.log").read_text(errors="replace").strip().splitlines()
        return lines[-1] if lines else "none"

    async def stop_bot(self) -> None:
        if self.process is None or self.process.returncode is not None:
            return
        self.process.terminate()
        try:
            await asyncio.wait_for(self.process.wait(), 3)
        except TimeoutError:
            self.process.kill()
            await self.process.wait()

    # --- the people --------------------------------------------------------------------------------

    async def furnish(self, empty: bool) -> None:
        """Two programmes, an invitation for the coordinator, three phones, and whoever waits already."""
        ids = [await self.add_programme(name, place) for name, place in PROGRAMMES]
        words = ("--role", "coordinator", "--municipality", PROGRAMMES[0][1], "--json")
        invitation = read(await self.command("invite", "--programme", str(ids[0]), *words))
        for phone in PHONES:
            link = invitation["token"] if phone["role"] == "coordinator" else ""
            self.telegram.add_person({**phone, "link": link})
        if not empty:
            await self.fill_the_town(str(ids[0]))

    async def add_programme(self, name: str, place: str) -> object:
        return read(await self.command("programme", "add", "--name", name, "--municipality", place, "--json"))["id"]

    async def fill_the_town(self, programme: str) -> None:
        """Those who wait already; their phones have said hello, so the bot may write to them."""
        chats = {}
        for one in town.PEOPLE:
            wish = {"first_name": one.name, "language_code": one.language, "role": "town"}
            chats[one.name] = self.telegram.add_person(wish).id
            self.telegram.chats[chats[one.name]].started = True
        now = datetime.fromtimestamp(self.telegram.clock(), UTC)
        await town.move_in(self.environment["DUOBOT_DATABASE"], programme, chats, now)


def read(text: str) -> Json:
    try:
        found: Json = json.loads(text)
    except ValueError:
        raise CannotStart(f"expected JSON from duobot's command line, got: {text[:80]!r}") from None
    return found


async def live(port: int, browser: bool, empty: bool, commands: Commands) -> None:
    listening = listen(port)
    url = f"http://127.0.0.1:{listening.getsockname()[1]}"
    folder = Path(tempfile.mkdtemp(prefix="duobot-demo-"))
    home = Home(folder, url, f"7000000001:AA{secrets.token_hex(17)[:33]}", commands)
    running = Running(home.telegram, home)
    for ending in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(ending, home.ended.set)
    serving = asyncio.create_task(running.serve(listening))
    try:
        await until_ended(home, asyncio.create_task(start_living(home, browser, empty)))
    finally:
        running.stop()
        await serving
        shutil.rmtree(folder, ignore_errors=True)


async def until_ended(home: Home, living: asyncio.Task[None]) -> None:
    """The bot stops before its Telegram does; a failure to move in is told."""
    ended = asyncio.create_task(home.ended.wait())
    await asyncio.wait({ended, living}, return_when=asyncio.FIRST_COMPLETED)
    ended.cancel()
    living.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await living


async def start_living(home: Home, browser: bool, empty: bool) -> None:
    await home.furnish(empty)
    print(f"duobot's demo is at {home.url} (Ctrl-C ends it)", flush=True)
    if browser:
        webbrowser.open(home.url)
    await home.keep_running()


def main(arguments: Sequence[str] | None = None, commands: Commands = Commands()) -> int:
    parser = argparse.ArgumentParser(prog="python -m demo.run", description="duobot on this machine, to try.")
    parser.add_argument("--port", type=int, default=8765, help="where the page is (0: any free port)")
    parser.add_argument("--no-browser", action="store_true", help="don't open the page")
    parser.add_argument("--empty", action="store_true", help="nobody else in town")
    given = parser.parse_args(arguments)
    try:
        asyncio.run(live(given.port, not given.no_browser, given.empty, commands))
    except CannotStart as error:
        print(f"The demo can't start. {error}", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"Port {given.port} can't be used ({error.strerror}): try --port 8766", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
