"""The command menu of a chat: in its own language, and another one for a coordinator."""

from bot.i18n import render

CANDIDATE = ("status", "hours", "language", "privacy", "mydata", "help", "stop")
COORDINATOR = (
    "today",
    "queue",
    "find",
    "duos",
    "puzzle",
    "intake",
    "announce",
    "export",
    "away",
    "language",
    "privacy",
    "help",
)


def commands(language: str, coordinator: bool) -> tuple[tuple[str, str], ...]:
    names = COORDINATOR if coordinator else CANDIDATE
    return tuple((name, render.word(f"command.{name}", language)) for name in names)
