"""Is everything well? One line each, and the mend when it isn't."""

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from bot.app import pulse_file
from bot.clock import system_now
from bot.settings import Settings, with_token
from storage import migrate
from storage.alone import in_use
from storage.durable import address
from storage.errors import DuobotError
from storage.rows import moment_of, text_of
from storage.store import FIXED, journal_mode, path_of

if TYPE_CHECKING:
    from bot.channels.telegram.client import Telegram

MB = 1_000_000
LEAST_DISK = 200 * MB
OLDEST_POLL = 90.0  # seconds; a long poll lasts 25


@dataclass(frozen=True, slots=True)
class Check:
    name: str
    ok: bool
    said: str
    mend: str = ""

    @property
    def line(self) -> str:
        mend = f" → {self.mend}" if self.mend and not self.ok else ""
        return f"{'ok  ' if self.ok else 'WRONG'} {self.name}: {self.said}{mend}"

    @property
    def facts(self) -> dict[str, Any]:
        return {"name": self.name, "ok": self.ok, "said": self.said, "mend": "" if self.ok else self.mend}


async def examine(settings: Settings) -> list[Check]:
    path = path_of(settings.database)
    here: tuple[Callable[[], Check], ...] = (
        zone, lambda: disk(path), sqlite, lambda: schema(path), lambda: quarantine(path), lambda: refused(path),
        lambda: poll(path), lambda: readers(path), lambda: alarms(path), lambda: keys(path, settings),
        lambda: copies(path),
    )  # fmt: skip
    return [*(await telegram(settings)), *map(looked_at, here), privacy(settings), *(await translates(settings))]


def privacy(settings: Settings) -> Check:
    """Whom the notice names; an organisation may still be choosing, so this is never wrong."""
    named = settings.organisation or "nobody: set DUOBOT_ORGANISATION"
    return Check("privacy", True, f"/privacy names {named}, on the ground of {settings.legal_basis}")


async def translates(settings: Settings) -> list[Check]:
    """Does the translator give something for one Dutch word? Nothing where there is none."""
    from bot.runtime.translator import NoTranslation, translator

    translate = translator(settings.translate, settings.translate_key)
    if translate is None:
        return []
    try:
        told = await translate("goedemorgen", "nl", "en")
    except NoTranslation as error:
        mend = "start it, or take DUOBOT_TRANSLATE away: people read each other's words as they were written"
        return [Check("translator", False, str(error), mend)]
    return [Check("translator", True, f"goedemorgen → {told[:40]}")]


def looked_at(check: Callable[[], Check]) -> Check:
    """A check that can't even look says so; the others go on."""
    try:
        return check()
    except (DuobotError, sqlite3.Error) as error:
        said = str(error) if isinstance(error, DuobotError) else type(error).__name__
        return Check("database", False, said, "restore a backup: duobot restore FILE")


async def telegram(settings: Settings) -> list[Check]:
    """Does Telegram know the token, and does its clock agree with ours?"""
    try:
        with_token(settings)
    except DuobotError as error:
        return [Check("token", False, "missing or malformed", str(error))]
    from bot.channels.telegram.client import Telegram

    link = Telegram(settings.telegram_api, settings.token)
    await link.open()
    try:
        return [await _token(link), await _webhook(link, settings), await _clock(link)]
    finally:
        await link.close()


async def _token(link: "Telegram") -> Check:
    try:
        me = await link.bot.get_me()
    except Exception as error:
        return Check("token", False, type(error).__name__, "check DUOBOT_TOKEN, DUOBOT_TELEGRAM_API and the network")
    return Check("token", True, f"@{me.username}")


async def _webhook(link: "Telegram", settings: Settings) -> Check:
    """Does Telegram bring updates to where this bot waits for them, and what did it last say of that?"""
    try:
        info = await link.bot.get_webhook_info()
    except Exception as error:
        return Check("webhook", False, type(error).__name__, "check DUOBOT_TELEGRAM_API and the network")
    said = f"{info.url or 'none, it polls'}; {info.pending_update_count} updates wait"
    if info.url and info.url != settings.hook:
        return Check("webhook", False, said, "start duobot: it sets, or takes away, the webhook as its settings say")
    failed = info.last_error_message if info.pending_update_count else None
    return Check("webhook", not failed, f"{said}; {failed}" if failed else said, "is your TLS proxy up?")


async def _clock(link: "Telegram") -> Check:
    from email.utils import parsedate_to_datetime

    date = await link.told_time()
    if not date:
        return Check("clock", True, "not compared: Telegram told no time")
    apart = abs((system_now() - parsedate_to_datetime(date)).total_seconds())
    return Check("clock", apart < 60, f"{apart:.0f} s from Telegram's", "set the machine's clock by NTP")


def zone() -> Check:
    from programme.schedule import ZONE

    return Check("zone", True, f"{ZONE.key}, now {system_now().astimezone(ZONE):%H:%M}")


def disk(path: Path) -> Check:
    folder = next(p for p in (path.parent, *path.absolute().parents) if p.exists())
    free = shutil.disk_usage(folder).free
    return Check("disk", free > LEAST_DISK, f"{free // MB} MB free", "free some space; nothing is lost meanwhile")


def sqlite() -> Check:
    sound = sqlite3.sqlite_version_info >= FIXED
    how = "write-ahead log" if sound else "rollback journal, since this version's write-ahead log has a known fault"
    return Check("sqlite", True, f"{sqlite3.sqlite_version}, {how} ({journal_mode()})")


def schema(path: Path) -> Check:
    try:
        found = migrate.version(path)
    except DuobotError as error:
        return Check("schema", False, "unreadable", str(error))
    if found is None:
        return Check("schema", True, "no database yet: it is made at the first start")
    return Check(
        "schema", found <= migrate.HEAD, f"{found}, this duobot's is {migrate.HEAD}", "install the newer duobot"
    )


def quarantine(path: Path) -> Check:
    n, reasons = _count(path, "select count(*), group_concat(distinct reason) from quarantine where retried is null")
    return Check("quarantine", n == 0, f"{n} kept aside" + (f" ({reasons})" if n else ""), "duobot retry")


def keys(path: Path, settings: Settings) -> Check:
    """Does everybody's own key open?"""
    from storage import key_rotation

    if not key_rotation.sealed(path):
        return Check("keys", True, "nothing is sealed yet")
    n = key_rotation.closed(path, settings.master)
    said = f"of {n} people the key is gone or can't be opened" if n else "everybody's key opens"
    return Check("keys", n == 0, said, "duobot restore BACKUP --keys FILE, with a copy of the keys file that has them")


def copies(path: Path) -> Check:
    """Lies there something in which people can be read who were erased since?"""
    from storage import leftovers

    found = ", ".join(p.name for p in leftovers.legible(path))
    said = f"people can be read in {found}" if found else "nobody can be read in what lies beside the database"
    return Check("copies", not found, said, "delete these; backups of duobot backup are sealed")


def refused(path: Path) -> Check:
    n, reasons = _count(path, "select count(*), group_concat(distinct reason) from outbox where state = 'refused'")
    return Check(
        "letters", n == 0, f"{n} refused by Telegram" + (f" ({reasons})" if n else ""), "report this as a fault"
    )


def _rows(path: Path, sql: str, **values: str) -> list[str]:
    if migrate.version(path) is None:
        return []
    with closing(sqlite3.connect(address(path), uri=True)) as db:
        return [str(row[0]) for row in db.execute(sql, values)]


def _count(path: Path, sql: str) -> tuple[int, str]:
    if migrate.version(path) is None:
        return 0, ""
    with closing(sqlite3.connect(address(path), uri=True)) as db:
        n, reasons = db.execute(sql).fetchone()
    return n, reasons or ""


def readers(path: Path) -> Check:
    """Has every programme somebody of its staff who can be reached?"""
    unheard = _rows(
        path,
        """
        select p.id from programmes p where p.closed is null and not exists (
          select 1 from coordinators k left join sessions s on s.person = k.person
          where k.programme = p.id and k.role in ('coordinator', 'lead') and coalesce(s.reachable, 1)) order by 1""",
    )
    said = f"nobody can be reached of {', '.join(unheard)}" if unheard else "every programme has somebody who reads"
    return Check("staff", not unheard, said, "invite somebody: duobot people invite PROGRAMME")


def alarms(path: Path) -> Check:
    """Alarms that nobody handled for a day."""
    before = text_of(system_now() - timedelta(days=1))
    late = _rows(path, "select id from alarms where handled is null and kind <> 'mood' and at < :before", before=before)
    said = f"{len(late)} alarms are open for more than a day" if late else "none is open for more than a day"
    return Check("alarms", not late, said, "call the coordinators: /queue shows the alarms first")


def poll(path: Path) -> Check:
    """How long ago the running bot last heard Telegram."""
    if not in_use(path):
        return Check("poll", True, "the bot isn't running")
    try:
        pulse = msgspec.json.decode(pulse_file(path).read_bytes())
    except (OSError, msgspec.DecodeError):
        return Check("poll", True, "the bot isn't running")
    age = (system_now() - moment_of(pulse["at"])) + timedelta(seconds=pulse["polled_seconds_ago"] or 0)
    seconds = age.total_seconds()
    return Check("poll", seconds < OLDEST_POLL, f"{seconds:.0f} s ago", "is the network up? restart the bot")
