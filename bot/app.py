"""The one place where things are built and joined."""

import asyncio
import os
import signal
import socket
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import msgspec

from bot import logs
from bot.channels.telegram.client import Telegram
from bot.clock import system_now
from bot.runtime.attachments import Printer
from bot.runtime.clockwatch import ClockWatch
from bot.runtime.engine import Engine
from bot.runtime.scheduler import Scheduler
from bot.runtime.sender import Sender
from bot.runtime.translator import translator
from bot.settings import Settings
from storage import leftovers, migrate, rows
from storage.alone import alone, at_work
from storage.errors import AnotherIsRunning, CannotWrite, DuobotError, LeaseLost
from storage.keys_file import keys_file, save_keys
from storage.store import Store, path_of

log = logs.log("app")
LEASE = timedelta(seconds=30)
KEEP_EVERY = 5.0  # seconds
KEY_MADE = "a key was made: without it nobody can read the database; keep a copy of it, apart from backups"
PATIENCE = 3.0  # seconds for what is under way, of the five that a supervisor gives


@dataclass(slots=True)
class App:
    store: Store
    telegram: Telegram
    sender: Sender
    engine: Engine
    scheduler: Scheduler
    lease: tuple[str, int]


async def build(settings: Settings, now: Callable[[], datetime]) -> App:
    """Raises the errors of `storage.errors` when this can't be the one process of this bot."""
    migrate.ensure_apart(path_of(settings.database), settings.master)
    store = await Store.open(settings.database, settings.master)
    if store.key_made:
        log.warning(KEY_MADE, file=str(store.key_made))
    try:
        lease = await take_lease(store, f"bot:{settings.bot}", system_now())
    except BaseException:
        await store.close()
        raise
    telegram = Telegram(settings.telegram_api, settings.token)
    sender = Sender(store, telegram, now, settings.send_rate)
    translate = translator(settings.translate, settings.translate_key)
    engine = Engine(
        store,
        sender,
        now,
        settings.human,
        settings.phone,
        lease,
        settings.responsible,
        translates=bool(translate),
        hold=settings.hold,
    )
    engine.links.bot = settings.bot_name
    async with store.unit() as unit:
        last = await unit.value("last_sign")
    watch = ClockWatch(now, telegram.told, rows.moment_of(last) if last else None)
    trusts = (lambda: True) if os.environ.get("DUOBOT_CLOCK") else watch.trusted  # whoever moves it knows
    scheduler = Scheduler(store, now, engine.settle, sender.look_again, settings.keeps, translate, trusts)
    sender.settle, sender.flush, engine.woke = engine.settle, engine.flush, scheduler.poke
    sender.make = Printer(store, now, settings.responsible).make
    return App(store, telegram, sender, engine, scheduler, lease)


async def take_lease(store: Store, name: str, now: datetime) -> tuple[str, int]:
    """One process answers for a bot. Somebody killed on this machine need not be waited for."""
    async with store.unit() as unit:
        held = await unit.one("lease", name=name)
        if held and held["until"] > rows.text_of(now) and not _dead(held["holder"]):
            raise AnotherIsRunning(held["holder"])
        until = rows.text_of(now + LEASE)
        await unit.run("take_lease", name=name, holder=f"{socket.gethostname()}:{os.getpid()}", until=until)
        number = await unit.value("lease", name=name)
    return name, number


def _dead(holder: str) -> bool:
    host, _, pid = holder.rpartition(":")
    if host != socket.gethostname() or not pid.isdecimal():
        return False
    if int(pid) == os.getpid():
        return True
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False


async def run(settings: Settings) -> None:
    """Answer until SIGTERM or SIGINT. Raises a `DuobotError` when it can't go on."""
    if moved := os.environ.get("DUOBOT_CLOCK"):
        log.warning("the clock is set from outside", file=moved)
    path = path_of(settings.database)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CannotWrite(path, error.strerror) from None
    tidied(path)
    with at_work(path):
        await _run(settings)


async def _run(settings: Settings) -> None:
    app = await build(settings, system_now)
    await asyncio.to_thread(keys_of_today, app.store.path)
    await app.telegram.open()
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for sign in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(sign, stopped.set)
    receiving = asyncio.ensure_future(_receive(app, settings))
    work = [receiving, asyncio.ensure_future(app.sender.run()), asyncio.ensure_future(_later(app, settings))]
    stop = asyncio.ensure_future(stopped.wait())
    try:
        await asyncio.wait([stop, *work], return_when=asyncio.FIRST_COMPLETED)
    finally:
        stop.cancel()
        error = await _shut_down(app, receiving, work)
    if error is not None and not stopped.is_set():
        raise error


def tidied(path: Path) -> None:
    """What a process that died left is taken away; while another is at work, what is old."""
    try:
        with alone(path):
            gone = leftovers.sweep(path, alone=True)
    except AnotherIsRunning:
        gone = leftovers.sweep(path)
    if gone:
        log.info("unfinished copies of a process that was killed are gone", copies=gone)


def keys_of_today(path: Path) -> None:
    """An erasure that was not in the keys file yet when the power went is in it now. One that can't be written, or is
    another database's, is the operator's: people are answered meanwhile."""
    try:
        if keys_file(path).exists():
            save_keys(path)
    except DuobotError as error:
        log.error(str(error))


async def _receive(app: App, settings: Settings) -> None:
    if settings.webhook_url:
        from bot.channels.telegram import webhook

        await webhook.listen(app.telegram, app.engine.settle, settings)
    else:
        await app.telegram.listen(app.engine.settle)


async def _later(app: App, settings: Settings) -> None:
    """What need not be ready for the first answer: the clock, the lease, the bot's description."""
    await app.telegram.ready.wait()
    log.info("ready", bot=settings.bot)
    beat = asyncio.ensure_future(_keep_lease(app, settings))
    introduce = asyncio.ensure_future(_introduce(app))
    try:
        done, _ = await asyncio.wait(
            [beat, asyncio.ensure_future(app.scheduler.run())], return_when=asyncio.FIRST_COMPLETED
        )
        for task in done:
            task.result()
    finally:
        beat.cancel()
        introduce.cancel()


async def _introduce(app: App) -> None:
    from bot.channels.telegram import profile

    if not app.engine.links.bot:
        app.engine.links.bot = await profile.name(app.telegram)
    await profile.introduce(app.telegram)


async def _keep_lease(app: App, settings: Settings) -> None:
    name, number = app.lease
    while True:
        try:
            async with app.store.unit() as unit:
                held = await unit.one("lease", name=name)
                if held is None or held["number"] != number:
                    raise LeaseLost
                await unit.run("keep_lease", name=name, number=number, until=rows.text_of(system_now() + LEASE))
            _pulse(app)
        except LeaseLost:
            raise
        except DuobotError as error:
            log.error(str(error))
        await asyncio.sleep(KEEP_EVERY)


def _pulse(app: App) -> None:
    """For `duobot doctor`: how long ago Telegram last answered."""
    age = time.monotonic() - app.telegram.polled if app.telegram.polled else None
    pulse = {"pid": os.getpid(), "at": rows.text_of(system_now()), "polled_seconds_ago": age}
    pulse_file(app.store.path).write_bytes(msgspec.json.encode(pulse))


def pulse_file(database: Path) -> Path:
    return database.with_name(database.name + ".pulse")


async def _shut_down(
    app: App, receiving: asyncio.Future[None], work: Sequence[asyncio.Future[None]]
) -> BaseException | None:
    """Take nothing new, finish what is under way, let go. The first error of the work, if any."""
    app.telegram.hang_up()
    await asyncio.wait([receiving], timeout=PATIENCE / 2)
    await _quietly(app.sender.stop(PATIENCE / 2))
    for task in work:
        task.cancel()
    results = await asyncio.gather(*work, return_exceptions=True)
    await _quietly(_let_go(app))
    pulse_file(app.store.path).unlink(missing_ok=True)
    await app.telegram.close()
    await app.store.close()
    errors = [r for r in results if isinstance(r, BaseException) and not isinstance(r, asyncio.CancelledError)]
    return errors[0] if errors else None


async def _let_go(app: App) -> None:
    async with app.store.unit() as unit:
        await unit.run("free_lease", name=app.lease[0], number=app.lease[1])


async def _quietly(work: object) -> None:
    try:
        await work  # type: ignore[misc]
    except DuobotError as error:
        log.error(str(error))
