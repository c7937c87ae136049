"""Forgotten by the clock: what is kept no longer than its period, swept in small steps.

The periods are settings; a period begins at the last sign of life, at the decision, at the match or at the
moment that something came, as `Periods` says. Whoever is on a waiting list is asked before anything is removed:
that is the conversation `staying`, which the sweep only sets going.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import msgspec

from programme import consequences, schedule
from programme.desk import Every
from programme.effects import Forget
from programme.model import SOURCE
from storage import lateness, rows
from storage.store import Store, Unit
from storage.writers import apply, broadcast, duos, persons
from storage.writers.scheduled import By, send_later

MOST = 50  # people or files in one transaction
FEW = 1000  # empty pages (of 4 kB) are room for tomorrow
LOOKED = 500  # people looked at in one transaction in which most need nothing
OWN_WORDS = ("hopes", "motivation")  # answers in somebody's own words
SWEPT_WORDS = "own words until duo"

Step = Callable[[Unit, datetime], Awaitable[int]]


@dataclass(frozen=True, slots=True)
class Periods:
    """How long what is kept; days, but for `arrivals`: hours.

    `unfinished` from the last sign of life of somebody who sent no intake; `declined` from the decision, or from
    when they stopped; `closed_duo` from the end of the last one; `own_words` from the match, for a note of a
    check-in or of an end, a place to meet or a way to be reached from its day; `quarantine`, `letters` (those that
    reached nobody) and `arrivals` from when they came; `alarms` from when they were handled; `journal` from when
    it was written.
    """

    unfinished: int = 30
    declined: int = 90
    closed_duo: int = 365
    own_words: int = 30
    quarantine: int = 14
    letters: int = 7
    arrivals: int = 48
    alarms: int = 365
    journal: int = 730


async def nothing() -> None:
    """Nothing waits."""


class Sweep:
    """One round of sweeping. Nothing in it depends on an earlier round having been finished."""

    def __init__(
        self, store: Store, keeps: Periods, now: datetime, between: Callable[[], Awaitable[None]] = nothing
    ) -> None:
        """`between` two steps is done whatever can't wait for the last one."""
        self._store, self._keeps, self._now, self._between = store, keeps, now, between
        self._after = 0  # the last of those who wait who was looked at

    async def run(self) -> dict[str, int]:
        """Everything, step by step; how many of each were swept, without those that were none."""
        keeps = self._keeps
        steps: dict[str, tuple[Step, int]] = {
            "unfinished": (self._unfinished, keeps.unfinished),
            "declined": (self._declined, keeps.declined),
            "closed duo": (self._closed, keeps.closed_duo),
            "own words": (self._own_words, keeps.own_words),
            "quarantine": (self._plain("drop_old_quarantine"), keeps.quarantine),
            "letters": (self._plain("drop_old_letters"), keeps.letters),
            "alarms": (self._plain("drop_old_alarms"), keeps.alarms),
            "journal": (self._plain("drop_old_journal"), keeps.journal),
            "undos": (self._plain("drop_old_undos"), 0),
        }
        ended = await self._ended()
        done = {name: await self._all(step, self._now - timedelta(days=days)) for name, (step, days) in steps.items()}
        done["arrivals"] = await self._all(self._plain("forget_arrivals"), self._now - timedelta(hours=keeps.arrivals))
        done["pages given back"] = await self._shrinks()
        await self._all(self._ask, self._now)
        await self._all(self._dates, self._now)
        await self._all(self._digests, self._now)
        await lateness.look(self._store, self._now, self._between)
        done["closed"] = ended
        return {name: count for name, count in done.items() if count}

    async def _all(self, step: Step, before: datetime) -> int:
        """In transactions of at most `MOST`, with everybody else's in between, until one finds less."""
        total = 0
        while True:
            async with self._store.unit() as unit:
                done = await step(unit, before)
            await self._between()
            total += done
            if done < MOST:
                return total

    async def _shrinks(self) -> int:
        """The file gives its empty pages back, in small steps, once there are many."""
        given = 0
        free = int(await self._store.glance("empty_pages"))
        while free > FEW:
            async with self._store.unit() as unit:
                await unit.all("give_back")
            left = int(await self._store.glance("empty_pages"))
            if left >= free:
                break  # a file of an older shape can't
            given, free = given + free - left, left
            await self._between()
        return given

    async def _ended(self) -> int:
        """The bot has ended: all who are known go, as if they had asked for it, and what nobody knows the sender of."""
        async with self._store.unit() as unit:
            day = await broadcast.closes(unit)
        if day is None or schedule.local_day(self._now) < day:
            return 0
        gone = await self._all(self._everybody, self._now)
        await self._all(self._plain("drop_old_quarantine"), self._now)
        return gone

    async def _everybody(self, unit: Unit, _: datetime) -> int:
        people = await unit.all("everybody", after=0, most=MOST)
        await self._erase(unit, people)
        return len(people)

    def _plain(self, name: str) -> Step:
        """What one statement does, in its own transaction."""

        async def step(unit: Unit, before: datetime) -> int:
            await unit.run(name, before=rows.text_of(before))
            return min(await unit.value("changed"), MOST - 1)

        return step

    async def _unfinished(self, unit: Unit, before: datetime) -> int:
        """Our own reminders are no sign of life: they moved the day of the session."""
        done = 0
        for nudges, ours in enumerate((timedelta(), *schedule.NUDGES)):
            values = {"before": rows.text_of(before + ours), "nudges": nudges, "most": MOST}
            strangers = await unit.all("silent_strangers", **values)
            await self._erase(unit, strangers)
            half = await unit.all("silent_sessions", **values)
            await unit.many("drop_state", ({"person": row["person"]} for row in half))
            done = max(done, len(strangers), len(half))
        return done

    async def _declined(self, unit: Unit, before: datetime) -> int:
        at = rows.text_of(before)
        people = await unit.all("ended_people", before=at, most=MOST)
        await self._erase(unit, people)
        if len(people) == MOST:
            return MOST  # first all who go altogether
        files = await unit.all("ended_files", before=at, most=MOST)
        await persons.cards_gone(unit, By(0, self._now, SOURCE), [row["id"] for row in files])
        for row in files:
            for name in ("drop_file_shown", "drop_file_facts", "drop_file_relays", "drop_file_notes",
                         "drop_file_card_notes", "drop_file_wakes", "untell", "drop_file"):  # fmt: skip
                await unit.run(name, id=row["id"])
        return max(len(people), len(files))

    async def _closed(self, unit: Unit, before: datetime) -> int:
        people = await unit.all("closed_people", before=rows.text_of(before), most=MOST)
        await self._erase(unit, people)
        return len(people)

    async def _erase(self, unit: Unit, people: Sequence[Any]) -> None:
        """As if they had asked for it."""
        for row in people:
            await apply(unit, By(row["person"], self._now, SOURCE), Forget())

    async def _own_words(self, unit: Unit, before: datetime) -> int:
        """Answers in own words go once for each duo: how far that went is kept."""
        at = rows.text_of(before)
        for name in ("drop_old_relays", "drop_old_notes", "drop_old_partings", "drop_old_meetings", "drop_old_contacts",
                     "drop_old_puzzles", "drop_old_words", "drop_old_talks", "drop_old_follow_ups"):  # fmt: skip
            await unit.run(name, before=at)
        after = int(await unit.value("reached", name=SWEPT_WORDS) or 0)
        duos = [row["id"] for row in await unit.all("old_matches", after=after, before=at, most=MOST)]
        if duos:
            await self._without_own_words(unit, duos)
            await unit.run("reach", name=SWEPT_WORDS, value=str(duos[-1]))
        return len(duos)

    async def _without_own_words(self, unit: Unit, duos: Sequence[int]) -> None:
        found = await unit.all("answers_in", duos=str(duos))
        await unit.open_for(*(row["person"] for row in found))
        for row in found:
            place = f"candidates.answers:{row['id']}"
            told = rows.answers_of(unit.unseal(row["person"], place, row["answers"]))
            if any(told.get(key) for key in OWN_WORDS):
                kept = msgspec.json.encode({k: v for k, v in told.items() if k not in OWN_WORDS}).decode()
                await unit.run("keep_answers", id=row["id"], answers=unit.seal(row["person"], place, kept))

    async def _ask(self, unit: Unit, _: datetime) -> int:
        """Whoever waits reads now and then that they are not forgotten, and is asked whether they still want to."""
        by = By(0, self._now, SOURCE)
        found = await unit.all("who_waits", after=self._after, most=LOOKED)
        for row in (row for row in found if not row["in_duo"]):
            since = rows.moment_of(row["since"])
            if not row["asked"]:
                await send_later(unit, by, consequences.of_waiting(row["id"], row["person"], since))
            if not row["told"]:
                lately = max(since, self._now - schedule.PATIENCE)
                await send_later(unit, by, consequences.still_looking(row["id"], row["person"], lately))
        self._after = found[-1]["id"] if found else 0
        return MOST if len(found) == LOOKED else 0

    async def _digests(self, unit: Unit, _: datetime) -> int:
        """Every coordinator has a next message of the day, but for those who want none."""
        found = await unit.all("desks_without_a_day", most=MOST)
        for row in found:
            every = Every(row["digest"] or Every.DAY)
            for told in consequences.of_desk(row["person"], every, self._now):
                await send_later(unit, By(0, self._now, SOURCE), told)
        return len(found)

    async def _dates(self, unit: Unit, _: datetime) -> int:
        """Every open duo has a next date, whatever happened to it."""
        found = await unit.all("duos_without_a_date", most=MOST)
        by = By(0, self._now, SOURCE)
        for row in found:
            await duos.set_next(unit, by, row["id"])
        return len(found)
