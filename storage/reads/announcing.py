"""Who may be told something by the staff of a programme, and when it was done last."""

from programme.announcing import Announcement, Audience, Reader, key_of
from programme.model import SOURCE, Side
from storage.rows import moment_of
from storage.store import Unit


def last_of(programme: str) -> str:
    """The fact that holds when somebody announced something here."""
    return f"announced:{programme}"


async def audience(unit: Unit, programme: str) -> Audience:
    found = await unit.all("audience", programme=programme, source=SOURCE)
    last = await unit.value("reached", name=last_of(programme))
    readers = (Reader(r["person"], Side(r["side"]), bool(r["in_duo"]), r["language"], bool(r["phone"])) for r in found)
    return Audience(programme, tuple(readers), moment_of(last) if last else None)


async def announcement(unit: Unit, programme: str, number: int) -> Announcement:
    return Announcement(programme, number, await unit.value("untold", key=key_of(programme, number)))
