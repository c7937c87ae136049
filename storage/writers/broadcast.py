"""A word to everybody who is known, once each: in small transactions, so that a kill in the middle loses nobody and
doubles nothing. It goes out as scheduled messages do, in the running bot's own lane."""

from collections.abc import Callable
from datetime import date, datetime

from programme.announcing import DELAY, key_of
from programme.announcing import words as words_of
from programme.effects import Announce, ScheduledMessage, Unannounce
from programme.model import SOURCE
from programme.scheduled import Closing, Payload
from storage import reads
from storage.rows import moment_of
from storage.store import Store, Unit
from storage.writers.scheduled import By, send_later

MOST = 100  # people in one transaction
ALL = 2**53  # beyond every person's number: everybody was told
CLOSES = "closes"  # the fact that holds the day on which the bot ends; empty when that was called off
Words = Callable[[str], Payload]  # by the reader's language


async def languages(store: Store) -> dict[str, int]:
    """How many people read which language; Dutch for those who chose none yet."""
    async with store.unit() as unit:
        return {row["language"]: row["n"] for row in await unit.all("languages", source=SOURCE)}


async def tell(store: Store, kind: type[Payload], what: str, words: Words, now: datetime) -> int:
    """How many were told by this run. The same `kind` and `what` reach nobody twice."""
    key = f"{kind.kind}:{what}"
    name, told = f"told:{key}", 0
    while True:
        async with store.unit() as unit:
            after = int(await unit.value("reached", name=name) or 0)
            people = await unit.all("everybody", after=after, most=MOST)
            await unit.open_for(*(row["person"] for row in people))
            for row in people:
                said = ScheduledMessage(words(row["language"] or SOURCE), now, key, person=row["person"])
                await send_later(unit, By(0, now, SOURCE), said)
            await unit.run("reach", name=name, value=str(people[-1]["person"] if people else ALL))
        told += len(people)
        if not people:
            return told


async def closes(unit: Unit) -> date | None:
    """The day on which the bot ends, if it does."""
    found = await unit.value("reached", name=CLOSES)
    return date.fromisoformat(found) if found else None


async def was_going_to_close(store: Store) -> str | None:
    """The day as it was set; empty when it was called off, None when it never was."""
    async with store.unit() as unit:
        found: str | None = await unit.value("reached", name=CLOSES)
        return found


async def close(store: Store, day: str, now: datetime) -> int:
    """From now on nobody new, and everybody is told; an empty `day` calls it off. How many were told by this run."""
    async with store.unit() as unit:
        if await unit.value("reached", name=CLOSES) != day:
            await unit.run("reach", name=CLOSES, value=day)
            await unit.run("untold_of", pattern=f"told:{Closing.kind}:%")
            await unit.run("drop_wakes_of", kind=Closing.kind)  # whoever has not heard the last hears only this
    return await tell(store, Closing, day, lambda _: Closing(day), now)


async def announce(unit: Unit, by: By, what: Announce) -> None:
    """Sealed for each reader until it goes out; nothing else of the words is kept."""
    readers = (await reads.audience(unit, what.programme)).of(what.group)
    await unit.open_for(*(one.person for one in readers))
    key = key_of(what.programme, what.number)
    for one in readers:
        told = words_of(what.texts, one.language, what.name, what.programme)
        await send_later(unit, by, ScheduledMessage(told, by.now + DELAY, key, person=one.person))
    await unit.run("reach", name=reads.last_of(what.programme), value=by.at)


async def unannounce(unit: Unit, by: By, what: Unannounce) -> None:
    """What was taken back counts for nothing: a better one may follow at once."""
    await unit.run("drop_wakes", key=key_of(what.programme, what.number))
    last = await unit.value("reached", name=reads.last_of(what.programme))
    if last and int(moment_of(last).timestamp()) == what.number:
        await unit.run("forget_fact", name=reads.last_of(what.programme))
