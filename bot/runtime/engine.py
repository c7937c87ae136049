"""A batch of arrivals becomes one transaction. Think first, write once; acknowledge after the commit."""

import asyncio
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any, Protocol

import msgspec

from bot import logs
from bot.channels.base import Arrival, Command, Due, Letter, Parcel, Press, Reachable, Touch, Unreadable, kept
from bot.flows import speaking
from bot.flows.core import Flow, Session, State, ask
from bot.flows.feature import Registry
from bot.flows.registry import REGISTRY
from bot.flows.welcome import PURPOSE
from bot.i18n import render
from bot.runtime import menu as menus
from bot.runtime.dialogue import Step, unfinished
from bot.runtime.links import Links
from bot.runtime.router import queries, step
from programme import schedule
from programme.effects import Effect, Forget, Join, Reach, Say, SessionEffect, Settled, Speak, TakeOver, Toast
from programme.message import Do, Phrase, callback
from programme.model import LANGUAGES, SOURCE, Candidate, Coordinator, Known, Programme, Query, Responsible
from programme.scheduled import REMINDER, REPLY, Nudge, Payload
from storage import reads
from storage.errors import DuobotError, LeaseLost
from storage.keys import HOUSE
from storage.readers import READERS, Reader
from storage.rows import text_of
from storage.store import Store, Unit
from storage.writers import WRITERS, apply, broadcast
from storage.writers.scheduled import By, Writer

log = logs.log("engine")
Met = Sequence[reads.Whoever]
Seal = Callable[[int, str, str], bytes | None]
NOBODY = Responsible()  # no organisation was named: the notice names the project
STACK = msgspec.json.Decoder(tuple[State, ...])


class Outgoing(Protocol):
    """The sender, as the engine sees it."""

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
    forgotten: list[int] = field(default_factory=list)


@dataclass(slots=True)
class World:
    """What is known of the people of a round."""

    sessions: dict[int, Session]
    persons: dict[int, Candidate]
    coordinators: dict[int, Coordinator]
    guarded: frozenset[int] = frozenset()  # whose intake waits for a guardian
    renew: frozenset[int] = frozenset()  # those who agreed to another purpose than today's


class Engine:
    """The single write lane between the channel and the rows."""

    def __init__(
        self, store: Store, sender: Outgoing, now: Callable[[], datetime], human: str = "", phone: str = "",
        lease: tuple[str, int] | None = None, responsible: Responsible = NOBODY, registry: Registry = REGISTRY,
        readers: Mapping[type[Query[Any]], Reader] = READERS, writers: Mapping[type[Effect], Writer] = WRITERS,
        translates: bool = False, hold: timedelta = timedelta(),
    ) -> None:  # fmt: skip
        self._store, self._sender, self._now = store, sender, now
        self._human, self._phone, self._responsible = human, phone, responsible
        self.lease, self._translates, self._hold = lease, translates, hold
        self.registry, self.links = registry, Links()
        self._readers, self._writers = {**readers, **self.links.readers}, writers
        self.woke: Callable[[], None] = lambda: None
        self._waiting: list[tuple[Sequence[Arrival], asyncio.Future[None]]] = []
        self._lane: asyncio.Future[None] | None = None
        self._programmes: tuple[Programme, ...] = ()
        self._programmes_read = 0.0
        self._closes: date | None = None
        self._old_purpose: bool | None = None  # did somebody agree to another purpose than today's? Not known yet

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
            if len({a.whose for a in arrivals}) > 1:
                for whose in dict.fromkeys(a.whose for a in arrivals):
                    await self._settle([a for a in arrivals if a.whose == whose])
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
                known, met = await self._meet(unit, await self._unseen(unit, arrivals))
                staff = {w.person for w in met if w.coordinates}
                for number, some in enumerate(rounds(known)):
                    # what a round did, the next one has to read
                    again = await self._meet_again(unit, some, out.forgotten)
                    spoken = await self._spoken(unit, again, staff)
                    await self._round(unit, spoken, None if number or spoken != again else met, out)
                done.update(self._sender.delivered())  # the later, the fewer wait for the next transaction
                await unit.many("drop_letter", ({"id": id} for id in done))
        except BaseException:
            self._sender.restore(done)
            raise
        self._sender.confirm(done)
        if out.behind:
            self._sender.look_again()
        self._sender.offer(out.parcels)
        self._sender.touch(out.touches)
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

    async def _meet(self, unit: Unit, arrivals: Sequence[Arrival]) -> tuple[list[Arrival], Met]:
        """Each arrival with both numbers: the channel's, to answer to, and ours, which every row knows.

        Somebody new gets a number and a key. What nobody can be told the sender of stays with the house, and
        what fell due for somebody who is gone is dropped with them.
        """
        chats = {a.chat for a in arrivals if a.chat and not a.person}
        persons = {a.person for a in arrivals if a.person}
        met = await reads.whoever(unit, chats, persons) if chats or persons else []
        person, chat = {w.chat: w.person for w in met if w.chat}, {w.person: w.chat for w in met}
        for stranger in chats - set(person):
            person[stranger] = await reads.welcome(unit, stranger, self._now())
        known = [
            replace(a, chat=chat[a.person]) if a.person else replace(a, person=person.get(a.chat, HOUSE))
            for a in arrivals
            if not a.person or a.person in chat
        ]
        for gone in (a.wake for a in arrivals if a.person and a.person not in chat):
            await unit.run("drop_wake", id=gone)
        return known, met

    async def _spoken(self, unit: Unit, arrivals: list[Arrival], staff: set[int]) -> list[Arrival]:
        """What somebody of the staff says for somebody whom no phone reaches is that person's. A button or a command of
        the staff's own ends it."""
        theirs = [a.person for a in arrivals if a.person in staff and a.wake is None]
        if not theirs:
            return arrivals
        since = text_of(self._now() - speaking.LASTS)
        rows = await unit.all("speaking", staff=str(theirs), since=since)
        whose = {row["staff"]: row["person"] for row in rows}
        told = []
        for arrival in arrivals:
            if arrival.person not in whose or arrival.wake is not None or isinstance(arrival.what, Reachable):
                told.append(arrival)
            elif speaking.is_theirs(arrival.what, self.registry):
                await unit.run("speak_on", staff=arrival.person, at=text_of(self._now()))
                told.append(replace(arrival, person=whose[arrival.person], reader=arrival.person))
            else:
                await unit.run("speak_for_self", staff=arrival.person)
                told.append(arrival)
        return told

    async def _meet_again(self, unit: Unit, arrivals: Sequence[Arrival], forgotten: Sequence[int]) -> list[Arrival]:
        """Who was forgotten a round ago is somebody new; what fell due for them went with them."""
        return [
            replace(a, person=await reads.person_at(unit, a.chat, self._now())) if a.person in forgotten else a
            for a in arrivals
            if a.wake is None or a.person not in forgotten
        ]

    async def _round(self, unit: Unit, arrivals: Sequence[Arrival], met: Met | None, out: Outbound) -> None:
        """At most one arrival a person: think with what is known, then write."""
        world = await self._world(unit, {a.person for a in arrivals}, met)
        steps = []
        for arrival in arrivals:
            if isinstance(arrival.what, Unreadable):
                await self._quarantine(unit, arrival, arrival.what.reason, arrival.what.raw)
                continue
            thought = await self._think(unit, arrival, world)
            await self._effects(unit, arrival, thought, world)
            steps.append(await self._as_owner(unit, arrival, thought, out))
        out.woke = out.woke or unit.woke
        await self._write(unit, steps, world, out)

    async def _world(self, unit: Unit, persons: set[int], met: Met | None) -> World:
        await self._read_programmes(unit)
        here = await reads.whoever(unit, [], persons) if met is None else [w for w in met if w.person in persons]
        files = [w.person for w in here if w.has_file]
        coordinators = [w.person for w in here if w.coordinates]
        return World(
            {w.person: session_of(w, self.registry.flows) for w in here if w.session},
            await reads.persons(unit, files) if files else {},
            await reads.coordinators(unit, coordinators) if coordinators else {},
            frozenset(w.person for w in here if w.guarded),
            await self._agreed_before(unit, persons),
        )

    async def _agreed_before(self, unit: Unit, persons: set[int]) -> frozenset[int]:
        """Nobody is looked up where nobody agreed to another purpose: that doesn't begin while we run. Looked at once:
        it reads all that anybody agreed to."""
        if self._old_purpose is None:
            self._old_purpose = bool(await unit.value("somebody_agreed_before", purpose=PURPOSE))
        if not self._old_purpose:
            return frozenset()
        found = await unit.all("agreed_before", persons=str(sorted(persons)), purpose=PURPOSE)
        return frozenset(row["person"] for row in found)

    async def _read_programmes(self, unit: Unit) -> None:
        """Programmes change seldom, also from the command line: read again after a second."""
        if time.monotonic() - self._programmes_read > 1:
            self._programmes = await reads.programmes(unit)
            self._closes = await broadcast.closes(unit)
            self._programmes_read = time.monotonic()

    async def _think(self, unit: Unit, arrival: Arrival, world: World) -> Step:
        session = world.sessions.get(arrival.person) or Session(arrival.person)
        known = self._known(arrival, world)
        try:
            wanted = queries(session, arrival, known, self.registry)
            if wanted:
                known = replace(known, found={q: await self._readers[type(q)](unit, q, known) for q in wanted})
            thought = step(session, arrival, known, self.registry)
        except Exception as error:
            log.error("a step failed", error=type(error).__name__, what=type(arrival.what).__name__)
            await self._quarantine(unit, arrival, f"{type(error).__name__} in a step", kept(arrival))
            thought = apology(session, known, self.registry.flows)
        if not session.reachable and not isinstance(arrival.what, Due | Reachable):
            thought.effects.insert(0, Reach(True))  # whoever writes can be written to
            thought.session = msgspec.structs.replace(thought.session, reachable=True)
        return thought

    def _known(self, arrival: Arrival, world: World) -> Known:
        now, person = self._now(), world.persons.get(arrival.person)
        return Known(
            now, schedule.local_day(now), self._theirs(person), person,
            world.coordinators.get(arrival.person), {}, self._human, self._phone, self._responsible,
            self._closes, arrival.person in world.renew, arrival.person in world.guarded, arrival.person,
            self._translates, self._hold,
        )  # fmt: skip

    def _theirs(self, person: Candidate | None) -> tuple[Programme, ...]:
        """The programmes, with whoever follows this person up as the one to call in theirs."""
        if person is None or not person.follower:
            return self._programmes
        name, phone = person.follower
        return tuple(
            replace(p, human=name, phone=phone or p.phone) if p.id == person.programme else p for p in self._programmes
        )

    async def _effects(self, unit: Unit, arrival: Arrival, thought: Step, world: World) -> None:
        coordinates = arrival.person in world.coordinators
        has_file = arrival.person in world.persons
        hold = self._hold if coordinates and arrival.wake is None else timedelta()
        by = By(arrival.person, self._now(), thought.session.language or SOURCE, has_file, hold)
        for told in thought.effects:
            effect = speaking.noted(told) if arrival.reader else told
            if not isinstance(effect, SessionEffect):
                await apply(unit, by, effect, self._writers)
            if isinstance(effect, TakeOver):
                by = replace(by, person=await reads.person_at(unit, arrival.chat, by.now), has_file=True)
            if isinstance(effect, Join) or (isinstance(effect, Reach) and coordinates):
                self._programmes_read = 0.0

    async def _as_owner(self, unit: Unit, arrival: Arrival, thought: Step, out: Outbound) -> tuple[Arrival, Step]:
        """Whoever took a file over is its person from here on: their conversation goes along, and whoever they were a
        moment ago is forgotten."""
        if not any(isinstance(e, TakeOver) for e in thought.effects):
            return arrival, thought
        owner = await reads.person_at(unit, arrival.chat, self._now())
        if owner != arrival.person:
            out.forgotten.append(arrival.person)
            thought.session = msgspec.structs.replace(thought.session, person=owner)
        return replace(arrival, person=owner), thought

    async def _write(self, unit: Unit, steps: Sequence[tuple[Arrival, Step]], world: World, out: Outbound) -> None:
        now = self._now()
        at = text_of(now)
        touched = ((a, s) for a, s in steps if not forgets(s) and not self._untouched(a, s, world))
        await unit.many("save_session", (saved(a, s, at, unit.seal, self.registry.flows) for a, s in touched))
        for arrival, thought in steps:
            out.touches.extend(touches(arrival, thought))
        told = [
            (a.reader or a.person, p, forgets(s) and not a.reader)
            for a, s in steps for p in self._parcels(a, s, world, now)
        ]  # fmt: skip
        parcels = [one for one in told if one[1].chat]
        unread = ((w, p) for w, p, gone in told if not p.chat and not gone)
        await unit.many("add_unread", (letter_row(w, p, at, unit.seal) for w, p in unread))
        # who was just forgotten gets the last word without a row that would remember them
        await unit.many("add_letter", (letter_row(w, p, at, unit.seal) for w, p, gone in parcels if not gone))
        await unit.many("drop_wake", ({"id": a.wake} for a, _ in steps if a.wake is not None))
        back = {a.chat for a, s in steps if Reach(True) in s.effects}
        out.behind = out.behind or bool(back)  # whoever is back reads the older letters first
        out.parcels.extend(p for _, p, _ in parcels if p.chat not in back)
        out.forgotten.extend(a.person for a, s in steps if forgets(s))

    def _parcels(self, arrival: Arrival, thought: Step, world: World, now: datetime) -> Iterable[Parcel]:
        due = self._fallen_due(arrival)
        quiet = due is not None and not due.rings and not schedule.in_window(now)
        priority = due.priority if due else REPLY
        file = world.persons.get(arrival.person)
        aloud = speaking.aloud(thought.said, file) if arrival.reader else thought.said
        for said, language in aloud:
            letter = render.letter(said, language, quiet, thought.guess)
            if arrival.reader and file:
                letter = msgspec.structs.replace(letter, about=file.id, language=language or SOURCE)
            elif arrival.person in world.coordinators and (about := self.registry.shown_in(said)):
                letter = msgspec.structs.replace(letter, about=about, language=language or SOURCE)
            yield Parcel(self._store.next_letter(), arrival.chat, letter, priority)
        if any(isinstance(e, Speak | Join) for e in thought.effects) and not arrival.reader:
            coordinates = arrival.person in world.coordinators or any(isinstance(e, Join) for e in thought.effects)
            menu = menus.commands(thought.session.language or SOURCE, coordinates)
            yield Parcel(self._store.next_letter(), arrival.chat, Letter(commands=menu), REMINDER)

    def _fallen_due(self, arrival: Arrival) -> type[Payload] | None:
        kind = arrival.what.kind if isinstance(arrival.what, Due) else ""
        return self.registry.scheduled[kind].payload if kind in self.registry.scheduled else None

    def _untouched(self, arrival: Arrival, thought: Step, world: World) -> bool:
        """What we say by ourselves is no sign of life of anybody: the session stays as it was. A nudge is counted."""
        before = world.sessions.get(arrival.person) or Session(arrival.person)
        found = self.registry.scheduled.get(arrival.what.kind) if isinstance(arrival.what, Due) else None
        return found is not None and found.payload is not Nudge and thought.session == before

    async def _quarantine(self, unit: Unit, arrival: Arrival, reason: str, raw: str) -> None:
        id, person = await unit.next_number("quarantine"), arrival.person
        person = person if unit.seals.knows(person) else HOUSE
        sealed = unit.seal(person, f"quarantine.raw:{id}", raw)
        await unit.run("add_quarantine", id=id, at=text_of(self._now()), person=person, reason=reason, raw=sealed)

    async def _give_up(self, arrivals: Sequence[Arrival], error: Exception) -> None:
        """This chat's rows can't be written: keep the arrivals aside, apologise, go on."""
        reason = f"{type(error).__name__} while writing"
        async with self._store.unit() as unit:
            known, met = await self._meet(unit, await self._unseen(unit, arrivals))
            for arrival in known:
                await self._quarantine(unit, arrival, reason, kept(arrival))
            await self._apologise(unit, {a.person: a.chat for a in known if a.chat}, met)
            for wake in [a.wake for a in arrivals if a.wake is not None]:
                await unit.run("drop_wake", id=wake)

    async def _apologise(self, unit: Unit, chats: Mapping[int, int], met: Met) -> None:
        languages = {w.person: w.session["language"] for w in met if w.session}
        sorry = Say((Phrase("sorry"), Phrase("status.next")))
        for person, chat in chats.items():
            parcel = Parcel(self._store.next_letter(), chat, render.letter(sorry, languages.get(person)))
            await unit.run("add_letter", **letter_row(person, parcel, text_of(self._now()), unit.seal))
        self._sender.look_again()


def _answered(done: asyncio.Future[None], error: Exception | None) -> None:
    if done.done():
        return
    if error is None:
        done.set_result(None)
    else:
        done.set_exception(error)
        done.exception()  # a caller that is gone needs no warning about it


def rounds(arrivals: Sequence[Arrival]) -> list[list[Arrival]]:
    """A person's second arrival has to see what the first led to, and a coordinator's tap what the tap of a
    colleague did: those come in a later round of the same transaction."""
    rounds: list[list[Arrival]] = []
    turn: dict[tuple[int, int], int] = {}
    first_free = 0
    for arrival in arrivals:
        at = max(turn.get(arrival.whose, 0), first_free)
        if alone(arrival):
            at = max(at, len(rounds))
            first_free = at + 1
        while len(rounds) <= at:
            rounds.append([])
        rounds[at].append(arrival)
        turn[arrival.whose] = at + 1
    return rounds


def alone(arrival: Arrival) -> bool:
    """Does it act on somebody else's file, or on a link that another may open now?"""
    match arrival.what:
        case Press(data) if isinstance(callback(data), Do):
            return True
        case Command("start", argument) if argument:
            return True
    return False


def session_of(one: reads.Whoever, flows: Mapping[str, Flow]) -> Session:
    row = one.session
    assert row is not None  # asked only where there is one
    stack = tuple(s for s in STACK.decode(row["state"]) if s.flow in flows)
    language = row["language"] if row["language"] in LANGUAGES else None
    runs = max((s.run for s in stack), default=0)
    reachable, revision = bool(row["reachable"]), row["revision"]
    runs = max(runs, revision)
    return Session(one.person, language, stack, runs, revision, reachable, row["nudges"], row["paused"])


def saved(arrival: Arrival, thought: Step, at: str, seal: Seal, flows: Mapping[str, Flow]) -> dict[str, Any]:
    """The session's row, a revision further; `runs` never goes back, since it is at most the revision."""
    session = thought.session
    nudged = isinstance(arrival.what, Due)
    person = session.person
    state = msgspec.json.encode(session.stack).decode() if session.stack else ""
    return {
        "person": person,
        "language": session.language,
        "revision": max(session.revision, session.runs) + 1,
        "state": seal(person, f"sessions.state:{person}", state),
        "unfinished": unfinished(session, flows),
        "reachable": session.reachable,
        "nudges": session.nudges + (arrival.what.kind == "nudge") if nudged else 0,  # type: ignore[union-attr]
        "paused": session.paused,
        "touched": at,
    }


def letter_row(person: int, parcel: Parcel, at: str, seal: Seal) -> dict[str, Any]:
    letter = seal(person, reads.letter_place(parcel.id), msgspec.json.encode(parcel.letter).decode())
    return {"id": parcel.id, "person": person, "priority": parcel.priority, "letter": letter, "due": at}


def touches(arrival: Arrival, thought: Step) -> Iterable[Touch]:
    language = thought.session.language or SOURCE
    toast = next((e for e in thought.effects if isinstance(e, Toast)), None)
    if arrival.press:
        yield Touch(arrival.chat, arrival.press, render.say(toast.phrase, language) if toast else "")
    for effect in thought.effects:
        if isinstance(effect, Settled) and effect.text:
            chosen = render.ticked(render.say(effect.choice, language).removeprefix(render.TICKED), language)
            yield Touch(arrival.chat, message=effect.message, text=f"{effect.text}\n\n{chosen}"[: render.MOST_TEXT])


def forgets(thought: Step) -> bool:
    return any(isinstance(e, Forget) and e.candidate is None for e in thought.effects)


def apology(session: Session, known: Known, flows: Mapping[str, Flow]) -> Step:
    """A step that raised costs only its own arrival: sorry, and the question again."""
    sorry, top = Phrase("sorry"), session.top
    try:
        said = ask(flows[top.flow], top, known, (sorry,)) if top else Say((sorry,))
    except Exception:
        said = Say((sorry,))
    return Step(session, said=[(said, session.language)])
