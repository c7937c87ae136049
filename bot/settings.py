"""One frozen settings object, from the environment and a TOML file; the environment wins."""

import difflib
import math
import os
import re
import shlex
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any

import msgspec

from programme.model import LEGAL_BASES, Responsible
from programme.reading import phones, sheets
from storage.errors import DuobotError
from storage.keys import Master
from storage.retention import Periods
from storage.store import beside, path_of

PREFIX = "DUOBOT_"
SECRETS = ("token", "webhook_secret", "key", "translate_key")
LEVELS = ("debug", "info", "warning", "error")
TOKEN = re.compile(r"\d+:[A-Za-z0-9_-]+")
SHORTEST = 4  # digits: numbers of services have no more
ELSEWHERE = ("config", "clock")  # names that are no setting of the product


Days = Annotated[int, msgspec.Meta(ge=1, le=3660)]
Hours = Annotated[int, msgspec.Meta(ge=24, le=8760)]  # Telegram repeats an update for a day
Minutes = Annotated[int, msgspec.Meta(ge=0, le=60)]
KEEPS = Periods()


class SettingsWrong(DuobotError):
    """A setting is wrong. Mend it in the environment or in the file of DUOBOT_CONFIG."""

    exit_code = 78


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Every setting with its default. Each is `DUOBOT_<NAME>`, or `<name>` in the TOML file.

    `send_rate` is messages a second over all chats (0: no limit of our own). `human` and `phone` are whom
    somebody may call when no coordinator gave a number. `organisation` is responsible for what is kept, on the
    ground of `legal_basis`; `privacy_contact` reaches its data-protection officer. With `webhook_url` the bot listens
    on `webhook_listen` instead of polling; `webhook_secret` is what Telegram sends along. `key` is the master key,
    base64; without it, it is in `key_file`, by default beside the database, and made on the first start.
    `hold_minutes` is how long what the staff decides can be taken back, before anybody reads it (0: not at all).
    `translate` is a service that speaks LibreTranslate's interface, or a command: off by default, since what people
    write goes there; `translate_key` is the service's own. `keep_…` is how long what is kept
    (`storage.retention.Periods`); whoever waits is asked before that.
    """

    token: str = ""
    telegram_api: str = "https://api.telegram.org"
    database: str = "sqlite:///var/duobot.db"
    send_rate: float = 30.0
    human: str = ""
    phone: str = ""
    organisation: str = ""
    privacy_contact: str = ""
    legal_basis: str = LEGAL_BASES[0]
    bot_name: str = ""
    webhook_url: str = ""
    webhook_listen: str = "127.0.0.1:8443"
    webhook_secret: str = ""
    log_level: str = "info"
    key: str = ""
    key_file: str = ""
    hold_minutes: Minutes = 10
    translate: str = ""
    translate_key: str = ""
    keep_unfinished_days: Days = KEEPS.unfinished
    keep_declined_days: Days = KEEPS.declined
    keep_closed_duo_days: Days = KEEPS.closed_duo
    keep_own_words_days: Days = KEEPS.own_words
    keep_quarantine_days: Days = KEEPS.quarantine
    keep_letters_days: Days = KEEPS.letters
    keep_arrivals_hours: Hours = KEEPS.arrivals
    keep_alarms_days: Days = KEEPS.alarms
    keep_journal_days: Days = KEEPS.journal

    @property
    def keeps(self) -> Periods:
        """How long what is kept."""
        return Periods(
            unfinished=self.keep_unfinished_days, declined=self.keep_declined_days,
            closed_duo=self.keep_closed_duo_days, own_words=self.keep_own_words_days,
            quarantine=self.keep_quarantine_days, letters=self.keep_letters_days, arrivals=self.keep_arrivals_hours,
            alarms=self.keep_alarms_days, journal=self.keep_journal_days,
        )  # fmt: skip

    @property
    def hold(self) -> timedelta:
        """How long what the staff decides can be taken back."""
        return timedelta(minutes=self.hold_minutes)

    @property
    def responsible(self) -> Responsible:
        """Who answers for what is kept, and on what ground: named in the notice."""
        return Responsible(self.organisation, self.privacy_contact, self.legal_basis)

    @property
    def master(self) -> Master:
        """The key that opens the sealed files of people: from the setting, its file, or beside the database."""
        file = Path(self.key_file) if self.key_file else beside(path_of(self.database)).file
        return Master(file, self.key)

    @property
    def hook(self) -> str:
        """The address that Telegram brings updates to; nothing where the bot polls."""
        return self.webhook_url.rstrip("/") + "/hook" if self.webhook_url else ""

    @property
    def bot(self) -> int:
        """The bot's own number: the part of the token before the colon."""
        return int(self.token.partition(":")[0])


NAMES = tuple(Settings.__struct_fields__)


def load(environment: Mapping[str, str] = os.environ) -> Settings:
    """Raises `SettingsWrong`, which names the setting, what is wrong, and the nearest right name."""
    found = {**_from_file(environment.get(f"{PREFIX}CONFIG")), **_from_environment(environment)}
    try:
        settings = msgspec.convert(found, Settings, strict=False)
    except msgspec.ValidationError as error:
        raise SettingsWrong(_in_words(str(error))) from None
    return _checked(settings)


def hidden(settings: Settings) -> dict[str, Any]:
    """The settings as they may be shown."""
    return {n: "(set)" if n in SECRETS and getattr(settings, n) else getattr(settings, n) for n in NAMES}


def _from_file(path: str | None) -> dict[str, Any]:
    if not path:
        return {}
    try:
        found = sheets.toml(Path(path))
    except OSError as error:
        raise SettingsWrong(f"{PREFIX}CONFIG={path}: {error.strerror}") from None
    except sheets.Unreadable as error:
        raise SettingsWrong(f"{path}: {error}") from None
    for name in found:
        _known(name, f"{name} in {path}", lambda near: near)
    return found


def _from_environment(environment: Mapping[str, str]) -> dict[str, str]:
    found = {}
    for variable, value in environment.items():
        if not variable.startswith(PREFIX):
            continue
        name = variable.removeprefix(PREFIX).lower()
        if name in ELSEWHERE:
            continue
        plain = name if name in NAMES else name.removesuffix("_file")
        _known(plain, variable, lambda near: PREFIX + near.upper())
        found[plain] = value if plain == name else _secret(variable, value)
    return found


def _secret(variable: str, path: str) -> str:
    try:
        return Path(path).read_text().strip()
    except OSError as error:
        raise SettingsWrong(f"{variable}={path}: {error.strerror}") from None


def _known(name: str, where: str, spelled: Any) -> None:
    if name in NAMES:
        return
    near = difflib.get_close_matches(name, NAMES, 1, 0.5)
    raise SettingsWrong(f"{where} is no setting" + (f"; did you mean {spelled(near[0])}?" if near else ""))


def _in_words(error: str) -> str:
    message, _, path = error.partition(" - at `$.")
    return f"{PREFIX}{path.rstrip('`').upper()}: {message}" if path else message


def _checked(settings: Settings) -> Settings:
    if not 0 <= settings.send_rate < math.inf:
        raise SettingsWrong("DUOBOT_SEND_RATE: messages a second, 0 for no limit")
    if settings.log_level not in LEVELS:
        raise SettingsWrong(f"DUOBOT_LOG_LEVEL: one of {', '.join(LEVELS)}")
    if settings.legal_basis not in LEGAL_BASES:
        raise SettingsWrong(f"DUOBOT_LEGAL_BASIS: one of {', '.join(LEGAL_BASES)}")
    if not settings.telegram_api.startswith(("http://", "https://")):
        raise SettingsWrong("DUOBOT_TELEGRAM_API: expected http://… or https://…")
    if settings.webhook_url and not settings.webhook_secret:
        raise SettingsWrong("DUOBOT_WEBHOOK_SECRET is needed with DUOBOT_WEBHOOK_URL")
    if _unclosed(settings.translate):
        raise SettingsWrong("DUOBOT_TRANSLATE: http://…, https://…, or a command whose quotes are closed")
    if _slip_of_the_pen(settings.phone):
        raise SettingsWrong(
            "DUOBOT_PHONE: no such phone number; look for a slip, and write it like 015 12 34 56 or +32 …"
        )
    return settings


def _unclosed(command: str) -> bool:
    try:
        shlex.split(command, posix=os.name == "posix")
    except ValueError:
        return not command.startswith(("http://", "https://"))
    return False


def _slip_of_the_pen(phone: str) -> bool:
    """Is it meant as a number that people dial, with a digit too few or too many? A short number is the house's own
    matter (1700), and so are words."""
    return sum(c.isdecimal() for c in phone) > SHORTEST and bool(phones.phone(phone).wrong)


class TokenMissing(DuobotError):
    """There is no bot token. Get one from @BotFather in Telegram and set DUOBOT_TOKEN, or DUOBOT_TOKEN_FILE."""

    exit_code = 78


def with_token(settings: Settings) -> Settings:
    """Raises `TokenMissing`; or `SettingsWrong` for something that can't be a token."""
    if not settings.token:
        raise TokenMissing
    if not TOKEN.fullmatch(settings.token):
        raise SettingsWrong("DUOBOT_TOKEN: a token looks like 123456:ABC…, as @BotFather gave it")
    return settings
