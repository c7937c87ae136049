"""Logs for an operator: no names, no words of people, and never the token."""

import logging
import re
import sys

import structlog

TOKEN = re.compile(r"\d{3,}:[A-Za-z0-9_-]{3,}")


class Redact(logging.Filter):
    """Tokens out of every record, also those of libraries."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = TOKEN.sub("(token)", record.getMessage()), ()
        return True


def redacted(_: object, __: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
    return {k: TOKEN.sub("(token)", v) if isinstance(v, str) else v for k, v in event.items()}


def set_up(level: str) -> None:
    """Log lines to stderr; JSON when stderr is no terminal."""
    handler = logging.StreamHandler(sys.stderr)
    handler.addFilter(Redact())
    logging.basicConfig(level=logging.WARNING, handlers=[handler], format="%(name)s: %(message)s")
    shape = (
        structlog.dev.ConsoleRenderer()
        if sys.stderr.isatty()
        else structlog.processors.JSONRenderer(ensure_ascii=False)
    )
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            redacted,
            shape,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(getattr(logging, level.upper(), logging.INFO)),
        logger_factory=structlog.WriteLoggerFactory(sys.stderr),
    )
