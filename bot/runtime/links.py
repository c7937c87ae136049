"""Links: the guardian's, which is made here, and those that people open, which may be guesses."""

import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from programme.model import Invitation, Known, Query
from programme.queries import Link, LinkOf, NewLink
from storage import reads
from storage.readers import Reader
from storage.store import Unit


class LinkRateLimit:
    """Who opened links that are none, and when: at most `MOST` in an hour. A restart forgets; a token has 128 bits."""

    MOST, SPAN, ROOM = 5, timedelta(hours=1), 1000

    def __init__(self) -> None:
        self._made: dict[int, list[datetime]] = {}

    def too_many(self, person: int, now: datetime) -> bool:
        return len(self._lately(person, now)) >= self.MOST

    def add(self, person: int, now: datetime) -> None:
        self._made[person] = [*self._lately(person, now), now]
        if len(self._made) > self.ROOM:
            del self._made[next(iter(self._made))]

    def _lately(self, person: int, now: datetime) -> list[datetime]:
        return [at for at in self._made.get(person, ()) if now - at < self.SPAN]


class Links:
    """Readers of links. `bot` is the bot's user name; until it is known a link is told as a command."""

    def __init__(self) -> None:
        self.bot = ""
        self._limit = LinkRateLimit()

    @property
    def readers(self) -> Mapping[type[Query[Any]], Reader]:
        return {LinkOf: self._opened, NewLink: self._made}

    async def _opened(self, unit: Unit, query: LinkOf, known: Known) -> Invitation | None:
        """Whoever opens one link after the other that is none is not looked up for a while."""
        if self._limit.too_many(known.me, known.now):
            return None
        found = await reads.invitation(unit, reads.hash_of(query.token))
        if found is None:
            self._limit.add(known.me, known.now)
        return found

    async def _made(self, unit: Unit, query: NewLink, known: Known) -> Link:
        token = secrets.token_urlsafe(16)
        return Link(reads.hash_of(token), address(self.bot, token))


def address(bot: str, token: str) -> str:
    """Where a link leads; without the bot's name, what to type to it."""
    return f"https://t.me/{bot}?start={token}" if bot else f"/start {token}"
