"""Logs for an operator: no names, no words of people, and never the token."""

import logging
import re
import sys
from collections.abc import MutableMapping
from datetime import UTC, datetime
from typing import Any

import msgspec

TOKEN = re.compile(r"\d{3,}:[A-Za-z0-9_-]{3,}")


class Log(logging.LoggerAdapter[logging.Logger]):
    """`log.info("what happened", fact=value)`: the facts stay apart from the words."""

    def process(self, msg: Any, kwargs: MutableMapping[str, Any]) -> tuple[Any, MutableMapping[str, Any]]:
        return msg, {"extra": {"facts": kwargs}}


def log(name: str) -> Log:
    return Log(logging.getLogger(f"duobot.{name}"), None)


class Line(logging.Formatter):
    """One line an event: JSON for a machine, words for a terminal. The token is cut out of both."""

    def __init__(self, json: bool) -> None:
        super().__init__()
        self._json = json

    def format(self, record: logging.LogRecord) -> str:
        facts = {"event": record.getMessage(), **getattr(record, "facts", {})}
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        facts |= {"level": record.levelname.lower(), "logger": record.name, "timestamp": at}
        safe = {k: TOKEN.sub("(token)", v) if isinstance(v, str) else v for k, v in facts.items()}
        if self._json:
            return msgspec.json.encode(safe).decode()
        told = (f"{name}={value}" for name, value in safe.items() if name not in ("event", "timestamp", "level"))
        return f"{safe['timestamp']} {safe['level']:7} {safe['event']} {' '.join(told)}"


def set_up(level: str) -> None:
    """Log lines to stderr: ours from `level`, those of libraries from warnings on."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Line(json=not sys.stderr.isatty()))
    logging.basicConfig(level=logging.WARNING, handlers=[handler])
    logging.getLogger("duobot").setLevel(level.upper())
