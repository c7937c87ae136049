"""A batch of arrivals becomes one transaction. Think first, write once; acknowledge after the commit."""

import asyncio
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Protocol

import msgspec

from bot import logs, menus, texts
from bot.channels.port import Arrival, Command, Due, Letter, Parcel, Press, Reachable, Touch, Unreadable, kept
from bot.conversation import Link, Session, Step, needs, step, unfinished
from bot.flows import FLOWS, news, review
from bot.flows.core import State, ask
from programme import rhythm
from programme.effects import REMINDER, REPLY, Consent, Forget, Join, Reach, Say, Settled, Speak, Toast
from programme.model import LANGUAGES, SOURCE, Candidate, Coordinator, Known, Programme
from programme.say import Phrase
from storage import reads
from storage.apply import By, apply
from storage.errors import DuobotError, LeaseLost
from storage.rows import text_of
from storage.store import Store, Unit

log = logs.log("engine")
QUIET = (Toast, Settled, Speak, Consent)  # effects that nobody else hears of
STACK = msgspec.json.Decoder(tuple[State, ...])


class Outgoing(Protocol):
    """The courier, as the engine sees it."""

    def delivered(self) -> Mapping[int, int]: ...
    def confirm(self, done: Mapping[int, int]) -> None: ...
    def restore(self, done: Mapping[int, int]) -> None: ...
    def offer(self, parcels: Sequence[Parcel]) -> None: ...
    def touch(self, touches: Sequence[Touch]) -> None: ...
    def look_again(self) -> None: ...


@dataclass(slots=True)
class Outbound:
    """What a transaction leads to once it is committed."""

    parcels: list[Parcel] = field(default_factory=list)
    touches: list[Touch] = field(default_factory=list)
    behind: bool = False  # letters have to be read from the outbox
    woke: bool = False  # something may be due in another chat


@dataclass(slots=True)
class World:
    """What is known of the chats of a round."""

    sessions: dict[int, Session]
    persons: dict[int, Candidate]
    coordinators: dict[int, Coordinator]


class Engine:
    """The single write lane between the channel and the rows."""

    def __init__(
        self, store: Store, courier: Outgoing, now: Callable[[], datetime], human: str = "", phone: str = "",
        lease: tuple[str, int] | None = None,
    ) -> None:  # fmt: skip
        self._store, self._courier, self._now = store, courier, now
        self._human, self._phone = human, phone
        self.lease = lease
        self.woke: Callable[[], None] = lambda: None
        self._waiting: list[tuple[Sequence[Arrival], asyncio.Future[None]]] = []
        self._lane: asyncio.Future[None] | None = None
        self._programmes: tuple[Programme, ...] = ()
        self._programmes_read = 0.0

    async def settle(self, arrivals: Sequence[Arrival]) -> None:
        """Commit what these mean, together with whatever else waits for the lane. Returns when it is durable;
        raises only when the database can't write. A caller that is cancelled leaves no half of anything."""
        done = asyncio.get_running_loop().create_future()
        self._waiting.append((arrivals, done))
        if self._lane is None:
            self._lane = asyncio.ensure_future(self._drain())
        await asyncio.shield(done)

    async def _drain(self) -> None:
        """The single write lane: all that waits is one batch."""
        try:
            while self._waiting:
                batch, self._waiting = self._waiting, []
                error = await self._tried([a for arrivals, _ in batch for a in arrivals])
                for _, done in batch:
                    _answered(done, error)
        finally:
            self._lane = None

    async def _tried(self, arrivals: Sequence[Arrival]) -> Exception | None:
        try:
            await self._settle(arrivals)
        except Exception as error:
            return error
        return None

    async def _settle(self, arrivals: Sequence[Arrival]) -> None:
        try:
            await self._transact(arrivals)
        except DuobotError:
            raise
        except Exception as error:
            if len({a.chat for a in arrivals}) > 1:
                for chat in dict.fromkeys(a.chat for a in arrivals):
                    await self._settle([a for a in arrivals if a.chat == chat])
                return
            log.error("rows failed", error=type(error).__name__)
            await self._give_up(arrivals, error)

    async def flush(self) -> None:
        """Write down what was delivered, when nothing else is being written."""
        await self.settle(())

    async def _transact(self, arrivals: Sequence[Arrival]) -> None:
        out, done = Outbound(), dict[int, int]()
        try:
            async with self._store.unit() as unit:
                await self._check_lease(unit)
                for some in rounds(await self._unseen(unit, arrivals)):
                    await self._round(unit, some, out)
                done.update(self._courier.delivered())  # the later, the fewer wait for the next transaction
                await unit.many("drop_letter", ({"id": id} for id in done))
        except BaseException:
            self._courier.restore(done)
            raise
        self._courier.confirm(done)
        if out.behind:
            self._courier.look_again()
        self._courier.offer(out.parcels)
        self._courier.touch(out.touches)
        if out.woke:
            self.woke()

    async def _check_lease(self, unit: Unit) -> None:
        if self.lease is None:
            return
        row = await unit.one("lease", name=self.lease[0])
        if row is None or row["number"] != self.lease[1]:
            raise LeaseLost

    async def _unseen(self, unit: Unit, arrivals: Sequence[Arrival]) -> list[Arrival]:
        ids = [a.id for a in arrivals if a.id is not None]
        if not ids:
            return list(arrivals)
        seen = {row["id"] for row in await unit.all("seen_arrivals", ids=str(ids))}
        at = text_of(self._now())
        await unit.many("add_arrival", ({"id": id, "at": at} for id in ids if id not in seen))
        fresh: dict[Any, Arrival] = {}
        for arrival in arrivals:
            if arrival.id not in seen:
                fresh.setdefault(arrival.id if arrival.id is not None else id(arrival), arrival)
        return list(fresh.values())

    async def _round(self, unit: Unit, arrivals: Sequence[Arrival], out: Outbound) -> None:
        """At most one arrival a chat: think with what is known, then write."""
        world = await self._world(unit, [a.chat for a in arrivals])
        steps = []
        for arrival in arrivals:
            if isinstance(arrival.what, Unreadable):
                await self._quarantine(unit, arrival, arrival.what.reason, arrival.what.raw)
                continue
            thought = await self._think(unit, arrival, world)
            steps.append((arrival, thought))
            await self._effects(unit, arrival, thought)
            out.woke = out.woke or any(not isinstance(e, QUIET) for e in thought.effects)
        await self._write(unit, steps, world, out)

    async def _world(self, unit: Unit, chats: Sequence[int]) -> World:
        await self._read_programmes(unit)
        rows = await unit.all("sessions_of", chats=str(list(chats)))
        return World(
            {row["chat"]: session_of(row) for row in rows},
            await reads.persons(unit, chats),
            await reads.coordinators(unit, chats),
        )

    async def _read_programmes(self, unit: Unit) -> None:
        """Programmes change seldom, also from the command line: read again after a second."""
        if time.monotonic() - self._programmes_read > 1:
            self._programmes = await reads.programmes(unit)
            self._programmes_read = time.monotonic()

    async def _think(self, unit: Unit, arrival: Arrival, world: World) -> Step:
        session = world.sessions.get(arrival.chat) or Session(arrival.chat)
        known = self._known(arrival, world)
        try:
            wanted = needs(session, arrival, known)
            if wanted:
                known = await self._with_needs(unit, known, wanted)
            thought = step(session, arrival, known)
        except Exception as error:
            log.error("a step failed", error=type(error).__name__, what=type(arrival.what).__name__)
            await self._quarantine(unit, arrival, f"{type(error).__name__} in a step", kept(arrival))
            thought = apology(session, known)
        if not session.reachable and not isinstance(arrival.what, Due | Reachable):
            thought.effects.insert(0, Reach(True))  # whoever writes can be written to
            thought.session = msgspec.structs.replace(thought.session, reachable=True)
        return thought

    def _known(self, arrival: Arrival, world: World) -> Known:
        now = self._now()
        return Known(
            now, rhythm.local_day(now), self._programmes, world.persons.get(arrival.chat), None,
            world.coordinators.get(arrival.chat), {}, self._human, self._phone,
        )  # fmt: skip

    async def _with_needs(self, unit: Unit, known: Known, wanted: Iterable[Any]) -> Known:
        return replace(known, needs={need: await self._read(unit, need, known) for need in wanted})

    async def _read(self, unit: Unit, need: Any, known: Known) -> Any:
        match need:
            case review.Card(id):
                return await reads.candidate(unit, id)
            case review.Queue(chat, page):
                return review.Page(*await reads.queue(unit, chat, page), page)
            case review.Fresh(chat):
                return review.Page(*await reads.fresh(unit, chat))
            case review.Buddies(id):
                return await reads.buddies(unit, id)
            case review.Carried(id):
                return await reads.relay(unit, id)
            case news.DuoOf(id):
                return await reads.duo(unit, id)
            case news.Kept(chat):
                consents = await unit.all("consents_of", chat=chat)
                check_ins = await unit.all("check_ins_of", chat=chat)
                told = (f for c in check_ins for f in news.checked_in(c["met"], c["hours"], c["mood"], c["note"]))
                return (*(news.agreed(c["kind"], c["given"]) for c in consents), *told)
            case news.DuosOf(id):
                return await reads.duos_of(unit, id)
            case Link(token):
                return await reads.invitation(unit, token)
        raise TypeError(need)

    async def _effects(self, unit: Unit, arrival: Arrival, thought: Step) -> None:
        by = By(arrival.chat, self._now(), thought.session.language or SOURCE)
        for effect in thought.effects:
            await apply(unit, by, effect)
            if isinstance(effect, Join):
                self._programmes_read = 0.0

    async def _write(self, unit: Unit, steps: Sequence[tuple[Arrival, Step]], world: World, out: Outbound) -> None:
        now = self._now()
        at = text_of(now)
        await unit.many("save_session", (saved(a, s, at) for a, s in steps if not forgets(s)))
        for arrival, thought in steps:
            if forgets(thought):
                await unit.run("forget_session", chat=arrival.chat)
            out.touches.extend(touches(arrival, thought))
        parcels = [p for a, s in steps for p in self._parcels(a, s, world, now)]
        await unit.many("add_letter", (letter_row(p, at) for p in parcels))
        await unit.many("drop_wake", ({"id": a.wake} for a, _ in steps if a.wake is not None))
        back = {a.chat for a, s in steps if Reach(True) in s.effects}
        out.behind = out.behind or bool(back)  # whoever is back reads the older letters first
        out.parcels.extend(p for p in parcels if p.chat not in back)

    def _parcels(self, arrival: Arrival, thought: Step, world: World, now: datetime) -> Iterable[Parcel]:
        due = arrival.what.kind if isinstance(arrival.what, Due) else ""
        quiet = bool(due) and due != "alarm" and not rhythm.in_window(now)
        priority = REMINDER if due in ("nudge", "checkin") else REPLY
        for said, language in thought.said:
            yield Parcel(
                self._store.next_letter(), arrival.chat, texts.letter(said, language, quiet, thought.guess), priority
            )
        if any(isinstance(e, Speak | Join) for e in thought.effects):
            coordinates = arrival.chat in world.coordinators or any(isinstance(e, Join) for e in thought.effects)
            menu = menus.commands(thought.session.language or SOURCE, coordinates)
            yield Parcel(self._store.next_letter(), arrival.chat, Letter(commands=menu), REMINDER)

    async def _quarantine(self, unit: Unit, arrival: Arrival, reason: str, raw: str) -> None:
        await unit.run("add_quarantine", at=text_of(self._now()), chat=arrival.chat or None, reason=reason, raw=raw)

    async def _give_up(self, arrivals: Sequence[Arrival], error: Exception) -> None:
        """This chat's rows can't be written: keep the arrivals aside, apologise, go on."""
        reason = f"{type(error).__name__} while writing"
        async with self._store.unit() as unit:
            for arrival in await self._unseen(unit, arrivals):
                await self._quarantine(unit, arrival, reason, kept(arrival))
            await self._apologise(unit, {a.chat for a in arrivals if a.chat})
            for wake in [a.wake for a in arrivals if a.wake is not None]:
                await unit.run("drop_wake", id=wake)

    async def _apologise(self, unit: Unit, chats: set[int]) -> None:
        rows = {row["chat"]: row["language"] for row in await unit.all("sessions_of", chats=str(list(chats)))}
        sorry = Say((Phrase("sorry"), Phrase("status.next")))
        parcels = [Parcel(self._store.next_letter(), c, texts.letter(sorry, rows.get(c))) for c in chats]
        await unit.many("add_letter", (letter_row(p, text_of(self._now())) for p in parcels))
        self._courier.look_again()


def _answered(done: asyncio.Future[None], error: Exception | None) -> None:
    if done.done():
        return
    if error is None:
        done.set_result(None)
    else:
        done.set_exception(error)
        done.exception()  # a caller that is gone needs no warning about it


def rounds(arrivals: Sequence[Arrival]) -> list[list[Arrival]]:
    """A chat's second arrival has to see what its first led to, and a coordinator's tap what the tap of a
    colleague did: those come in a later round of the same transaction."""
    rounds: list[list[Arrival]] = []
    turn: dict[int, int] = {}
    first_free = 0
    for arrival in arrivals:
        at = max(turn.get(arrival.chat, 0), first_free)
        if alone(arrival):
            at = max(at, len(rounds))
            first_free = at + 1
        while len(rounds) <= at:
            rounds.append([])
        rounds[at].append(arrival)
        turn[arrival.chat] = at + 1
    return rounds


def alone(arrival: Arrival) -> bool:
    """Does it act on somebody else's file, or on a link that another chat may open now?"""
    match arrival.what:
        case Press(data) if data.startswith("r:"):
            return True
        case Command("start", argument) if argument:
            return True
    return False


def session_of(row: Mapping[str, Any]) -> Session:
    stack = tuple(s for s in STACK.decode(row["state"]) if s.flow in FLOWS)
    language = row["language"] if row["language"] in LANGUAGES else None
    runs = max((s.run for s in stack), default=0)
    return Session(
        row["chat"], language, stack, max(runs, row["revision"]), row["revision"], bool(row["reachable"]), row["nudges"]
    )


def saved(arrival: Arrival, thought: Step, at: str) -> dict[str, Any]:
    """The session's row, a revision further; `runs` never goes back, since it is at most the revision."""
    session = thought.session
    nudged = isinstance(arrival.what, Due)
    return {
        "chat": session.chat,
        "language": session.language,
        "revision": max(session.revision, session.runs) + 1,
        "state": msgspec.json.encode(session.stack).decode(),
        "unfinished": unfinished(session),
        "reachable": session.reachable,
        "nudges": session.nudges + (arrival.what.kind == "nudge") if nudged else 0,  # type: ignore[union-attr]
        "touched": at,
    }


def letter_row(parcel: Parcel, at: str) -> dict[str, Any]:
    letter = msgspec.json.encode(parcel.letter).decode()
    return {"id": parcel.id, "chat": parcel.chat, "priority": parcel.priority, "letter": letter, "due": at}


def touches(arrival: Arrival, thought: Step) -> Iterable[Touch]:
    language = thought.session.language or SOURCE
    toast = next((e for e in thought.effects if isinstance(e, Toast)), None)
    if arrival.press:
        yield Touch(arrival.chat, arrival.press, texts.say(toast.phrase, language)[:200] if toast else "")
    for effect in thought.effects:
        if isinstance(effect, Settled) and effect.text:
            chosen = texts.TICKED + texts.say(effect.choice, language).removeprefix(texts.TICKED)
            yield Touch(arrival.chat, message=effect.message, text=f"{effect.text}\n\n{chosen}"[: texts.MOST_TEXT])


def forgets(thought: Step) -> bool:
    return any(isinstance(e, Forget) for e in thought.effects)


def apology(session: Session, known: Known) -> Step:
    """A step that raised costs only its own arrival: sorry, and the question again."""
    sorry, top = Phrase("sorry"), session.top
    try:
        said = ask(FLOWS[top.flow], top, known, (sorry,)) if top else Say((sorry,))
    except Exception:
        said = Say((sorry,))
    return Step(session, said=[(said, session.language)])
