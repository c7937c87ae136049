"""Rows that fall due become arrivals. The scheduler is only the tick: it remembers nothing."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from bot import logs
from bot.channels.base import Arrival, Due, taken_up
from bot.i18n.detect import guess
from bot.runtime.translator import Translate as Translator
from programme import assignment, schedule
from programme.preset import terms_for
from programme.scheduled import Again, Nudge, Translate
from storage import leftovers, reads
from storage.errors import DuobotError, OfficeMissing
from storage.keys_file import keys_file, save_keys
from storage.office import office
from storage.retention import Periods, Sweep
from storage.rows import text_of
from storage.store import Store

log = logs.log("scheduler")
TICK = 1.0  # seconds
MOST = 200  # rows in one transaction
AT_ONCE = 4  # puzzles and translations that are worked out together
KEEPS = Periods()
NOW_AND_THEN = 5  # ticks between looks at letters that were put off
SWEEP_EVERY = timedelta(hours=1)  # between two times that what was kept long enough goes


class Scheduler:
    def __init__(
        self,
        store: Store,
        now: Callable[[], datetime],
        settle: Callable[[Sequence[Arrival]], Awaitable[None]],
        look_again: Callable[[], None],
        keeps: Periods = KEEPS,
        translate: Translator | None = None,
        trusts: Callable[[], bool] = lambda: True,
    ) -> None:
        self._store, self._now, self._settle, self._look_again = store, now, settle, look_again
        self._translate, self.trusts = translate, trusts
        self._beside: asyncio.Future[None] | None = None
        self._keeps, self._swept = keeps, datetime.min.replace(tzinfo=UTC)
        self._ticks = 0
        self._poked = asyncio.Event()
        self._busy = asyncio.Lock()

    def poke(self) -> None:
        """Something may be due now: don't wait for the tick."""
        self._poked.set()

    async def run(self) -> None:
        """Tick until cancelled."""
        from apscheduler.schedulers.asyncio import AsyncIOScheduler

        scheduler = AsyncIOScheduler(timezone=UTC)
        scheduler.add_job(self._poked.set, "interval", seconds=TICK, coalesce=True, misfire_grace_time=None)
        scheduler.start()
        try:
            while True:
                await self._poked.wait()
                self._poked.clear()
                await self.tick()
        finally:
            scheduler.shutdown(wait=False)
            if self._beside is not None:
                self._beside.cancel()

    async def tick(self) -> None:
        """Hand in everything that is due now. A fault of the database is the operator's, and passes; one of ours
        costs its own part of the round, and nobody an answer."""
        for part in (self._wakes, self._begins_work, self._nudges, self._housekeeping):
            try:
                await part()
            except DuobotError as error:
                log.error(str(error))
                await asyncio.sleep(TICK)
            except Exception as error:
                log.error("a part of the clock failed", part=part.__name__, error=type(error).__name__)
                await asyncio.sleep(TICK)

    def _early(self) -> bool:
        """Is it time for what comes when desks open?"""
        return schedule.in_window(self._now() + schedule.DESKS_OPEN_BEFORE) and self.trusts()

    def _by_day(self) -> bool:
        """Is it time for what nobody asked for? Never by a clock that is wrong."""
        return schedule.in_window(self._now()) and self.trusts()

    async def _wakes(self) -> None:
        day, early = self._by_day(), self._early()
        kinds = {"beside": reads.ASIDE, "early": reads.early_kinds(early)}
        while not await self._store.glance("nothing_due", now=text_of(self._now()), day=day, **kinds):
            async with self._store.unit() as unit:
                rows = await reads.due_wakes(unit, self._now(), day, early, MOST)
            arrivals = [fallen_due(row) for row in rows]
            if arrivals:
                await self._settle(arrivals)
            if len(arrivals) < MOST:
                return

    async def _begins_work(self) -> None:
        """Unless it goes on already, or there is none."""
        if self._beside is not None and not self._beside.done():
            return
        if not await self._store.glance("nothing_beside", now=text_of(self._now()), beside=reads.ASIDE):
            self._beside = asyncio.ensure_future(self._works())

    async def idle(self) -> None:
        """Wait until nothing is being worked out."""
        if self._beside is not None:
            await self._beside

    async def _works(self) -> None:
        """What takes time is worked out beside the clock, in no transaction: no alarm waits for it."""
        try:
            while True:
                async with self._store.unit() as unit:
                    rows = await reads.due_beside(unit, self._now(), AT_ONCE)
                if not rows:
                    return
                await self._settle([fallen_due(r) for r in await asyncio.gather(*map(self._worked_out, rows))])
        except Exception as error:
            log.error("what is worked out can't be handed in", error=type(error).__name__)

    async def _worked_out(self, row: dict[str, Any]) -> dict[str, Any]:
        """What can't be worked out is handed in as it is: it holds up nothing else, and doesn't come again."""
        try:
            return await (self._translated(row) if row["kind"] == Translate.kind else self._solved(row))
        except Exception as error:
            log.error("a row can't be worked out", kind=row["kind"], error=type(error).__name__)
            return row

    async def _translated(self, row: dict[str, Any]) -> dict[str, Any]:
        """Without a translation the reader has the words themselves, and the operator a line in the log."""
        told = msgspec.json.decode(row["payload"], type=Translate)
        source = guess(told.words, told.written, (*dict.fromkeys((told.written, told.reads)),))[0]
        if self._translate is None or source == told.reads:
            return row
        try:
            text = await self._translate(told.words, source, told.reads)
        except DuobotError as error:
            log.error(str(error))
            return row
        return {**row, "payload": msgspec.json.encode(msgspec.structs.replace(told, text=text))}

    async def _solved(self, row: dict[str, Any]) -> dict[str, Any]:
        payload = msgspec.json.decode(row["payload"])
        async with self._store.unit() as unit:
            where = next((p for p in await reads.programmes(unit) if p.id == payload["programme"]), None)
            terms = terms_for(where)
            people = await reads.suitors(unit, payload["programme"], terms.screening, self._now())
        try:
            with office():
                payload["pairs"] = await asyncio.to_thread(assignment.pairs_of, people, terms, self._now())
        except OfficeMissing as error:  # the coordinator reads that it can't be done here, the operator what to install
            log.error(str(error))
        except Exception as error:  # the coordinator reads so, and the clock goes on
            log.error("a puzzle failed", error=type(error).__name__)
        return {**row, "payload": msgspec.json.encode(payload)}

    async def _nudges(self) -> None:
        """An unfinished intake is nudged after a day and after five, then left in peace."""
        if not self._by_day():
            return
        now = text_of(self._now())
        for sent, after in enumerate(schedule.NUDGES):
            before = text_of(self._now() - self._rest(sent, after))
            if await self._store.glance("unfinished_since", nudges=sent, before=before, now=now, most=1) is None:
                continue
            async with self._store.unit() as unit:
                rows = await unit.all("unfinished_since", nudges=sent, before=before, now=now, most=MOST)
            if rows:
                await self._settle([Arrival(0, Due(Nudge.kind), person=row["person"]) for row in rows])

    def _rest(self, sent: int, after: timedelta) -> timedelta:
        """The second nudge counts from the first one, which touched the session too."""
        return after - (schedule.NUDGES[sent - 1] if sent else timedelta())

    async def _housekeeping(self) -> None:
        self._ticks += 1
        if self._ticks % NOW_AND_THEN == 0:
            self._look_again()
        if self._now() >= self._swept + SWEEP_EVERY and self.trusts():
            await self._sweep()

    async def _sweep(self) -> None:
        """What was kept long enough goes; how much is logged, never whose."""
        self._swept = self._now()
        gone: dict[str, Any] = await Sweep(self._store, self._keeps, self._swept, self._wakes).run()
        if gone:
            log.info("swept", **gone)
        async with self._store.unit() as unit:
            for unheard in (p.id for p in await reads.programmes(unit) if not p.heard):
                log.warning("nobody of the staff can be reached", programme=unheard)
        await asyncio.to_thread(leftovers.sweep, self._store.path)
        if keys_file(self._store.path).exists():  # the copies of keys are today's: nobody's who was erased
            await asyncio.to_thread(save_keys, self._store.path)


def fallen_due(row: Mapping[str, Any]) -> Arrival:
    """A due row as an arrival; one that was put aside and is handed in again, as what it was."""
    payload = msgspec.json.decode(row["payload"])
    again = taken_up(payload["raw"]) if row["kind"] == Again.kind else None
    if again is not None:
        return replace(again, wake=row["id"])
    return Arrival(0, Due(row["kind"], payload), wake=row["id"], person=row["person"])
