"""Plays a dialogue from a TOML file with the real engine, the real clock and a database file.

A dialogue reads like a play (see README.md beside this file). After every turn, whoever spoke: no text,
button or row that Telegram would refuse, no placeholder left, nothing in quarantine that wasn't expected.
"""

import asyncio
import json
import re
import shutil
import tempfile
import tomllib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from functools import partial
from pathlib import Path

from bot.channels.base import Arrival, Letter, Parcel, Reachable
from bot.channels.telegram.client import arrival_of
from bot.cli import announcements as operator
from bot.cli import operations, staff
from bot.cli.operations import place, slug
from bot.flows.core import SKIP, here
from bot.flows.readers import ManyOf, Nationalities, Tongues
from bot.runtime.engine import Engine, session_of
from bot.runtime.scheduler import Scheduler
from bot.runtime.sender import LETTER
from importer import people, writing
from importer.sheet import Row
from programme import schedule
from programme.effects import Decide, FormDuo, GoesOn, SetDesk, Submit
from programme.model import Candidate, Known, Responsible, Side, Status
from programme.scheduled import Announced
from storage import reads
from storage.rows import text_of
from storage.store import Store, Unit
from storage.writers import apply, broadcast
from storage.writers.scheduled import By
from tests.answers import ANSWERS, Move, Say, Tap, moves_at, says, taps
from tests.conversations import ear
from tests.conversations.phone import Phone, faults, leads_on, plain

FOLDER = Path(__file__).parent
START = datetime(2026, 10, 5, 8, 0, tzinfo=UTC)  # a Monday, ten o'clock in Belgium
MOMENT = timedelta(seconds=3)  # between two turns; newcomers are gathered for two
HUMAN, NUMBER = "Huis van het Nederlands", "015 00 00 00"
CHECKS = {"bot", "not_bot", "buttons", "no_buttons", "toast", "edits", "silent", "rows", "keyboard"}
SENT = {
    "a sticker": {"sticker": {"file_id": "x"}}, "a voice message": {"voice": {"file_id": "x"}},
    "a photo": {"photo": [{"file_id": "x"}]}, "a document": {"document": {"file_id": "x"}},
    "a location": {"location": {"latitude": 51.0, "longitude": 4.5}},
    "a hologram": {"hologram": {"depth": 3}},  # what Telegram invents next year
}  # fmt: skip


async def backwards(text: str, source: str, target: str) -> str:
    """A translator that anybody can check by eye."""
    assert source != target
    return text[::-1]


SPANS = {"second": 1, "minute": 60, "hour": 3600, "day": 86400, "week": 7 * 86400, "month": 30 * 86400}
NUMBERS = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "ten": 10}
SKIPPED = ("latin", "since", "hopes", "gender", "motivation")  # dialogues keep to what has to be said
EASY = {  # how somebody answers a question that the dialogue is not about; {words} are of who it is
    **ANSWERS, **dict.fromkeys(SKIPPED, taps(SKIP)), "language": taps("{phone}"), "side": taps("{side}"),
    "name": says("{name}"), "municipality": says("{town}"), "your_name": says("{name}"),
    "your_phone": says("015 11 22 33"), "tongues": (*says("English"), *taps("en=native", "done")), "forty": taps("no"),
    "reach": says("0470 12 34 56"),
}  # fmt: skip
SEVERAL = (ManyOf, Nationalities, Tongues)  # more may follow, until they are done


class Wrong(AssertionError):
    """The dialogue went otherwise; the message holds all that was said."""


@dataclass
class Played:
    """What came of a dialogue."""

    failure: str = ""
    dead_ends: list[str] = field(default_factory=list)


@dataclass
class Post:
    """A sender that delivers at once. A phone that blocked the bot makes a letter come back."""

    phones: dict[int, Phone]
    notes: list[str]
    braces: bool = False
    queue: list = field(default_factory=list)
    done: dict[int, int] = field(default_factory=dict)
    sent: set[int] = field(default_factory=set)
    numbers: int = 100
    faults: list[str] = field(default_factory=list)
    fresh: list[Phone] = field(default_factory=list)  # who received something in this turn
    shown: list[tuple[str, Letter]] = field(default_factory=list)  # all that anybody received

    def delivered(self) -> dict[int, int]:
        done, self.done = self.done, {}
        return done

    def confirm(self, done) -> None:
        pass

    def restore(self, done) -> None:
        self.done.update(done)

    def offer(self, parcels) -> None:
        self.queue.extend(parcels)

    def look_again(self) -> None:
        pass

    def touch(self, touches) -> None:
        for touch in touches:
            if touch.chat in self.phones:
                self.phones[touch.chat].touched(touch)
            if touch.words:
                self.notes.append(f"      ({touch.words})")

    def deliver(self) -> list[int]:
        """Hand out what waits; the chats that could not be reached."""
        gone: list[int] = []
        for parcel in self.queue:
            phone = self.phones.get(parcel.chat)
            if phone is None or parcel.id in self.sent:
                continue
            if phone.blocked:
                gone.append(parcel.chat)
                continue
            self.sent.add(parcel.id)
            self.done[parcel.id] = parcel.chat
            self._show(phone, parcel.letter)
        self.queue.clear()
        return list(dict.fromkeys(gone))

    def _show(self, phone: Phone, letter) -> None:
        self.numbers += 1
        phone.receive(letter, self.numbers)
        self.faults += [f"to {phone.name}: {f}" for f in faults(letter, self.braces)]
        if not letter.commands:
            self.fresh.append(phone)
            self.shown.append((phone.name, letter))
            self.notes.append(drawn(phone.name, letter))


def drawn(name: str, letter) -> str:
    """A message as it stands in the transcript."""
    text = plain(letter.text).replace("\n", "\n        ")
    rows = "\n".join("        " + " ".join(f"[{plain(w)}]" for w, _ in row) for row in letter.rows)
    keys = f"\n        keyboard: {letter.contact} {letter.typed}" if letter.contact else ""
    return f"    → {name}{' (edited)' if letter.edit else ''}: {text}" + (f"\n{rows}" if rows else "") + keys


class Stage:
    """The cast, their phones, the bot, and a clock that the dialogue moves."""

    def __init__(self, play: dict, store: Store) -> None:
        self.play, self.store, self.now = play, store, START
        self.notes: list[str] = []
        cast = play.get("cast", {})
        self.by_name = {n: Phone(n, i, c.get("phone", "nl")) for i, (n, c) in enumerate(cast.items(), 1)}
        self.post = Post({p.chat: p for p in self.by_name.values()}, self.notes, play.get("braces", False))
        self._start()
        self.updates = 0
        self.quarantine = 0
        self.dead_ends: list[str] = []
        self.numbers: dict[str, int] = {}  # of everybody who was ever known, also when they are erased
        self.preparing = True

    def _start(self) -> None:
        responsible = Responsible(**self.play.get("responsible", {}))
        translate = backwards if self.play.get("translates") else None
        self.engine = Engine(
            self.store,
            self.post,
            lambda: self.now,
            HUMAN,
            NUMBER,
            None,
            responsible,
            translates=bool(translate),
            hold=timedelta(minutes=self.play.get("hold", 0)),
        )
        self.engine.links.bot = "duobot_bot"
        self.clock = Scheduler(self.store, lambda: self.now, self.engine.settle, lambda: None, translate=translate)

    # --- before the curtain --------------------------------------------------------------------

    async def prepare(self) -> None:
        programmes = self.play.get("programmes", {"Samen Mechelen": ["Mechelen"]})
        for name, towns in programmes.items():
            await self._programme(name, towns)
        for name in self.play.get("minors", []):
            await operations.set_programme(self.store, slug(name), True)
        for token, link in self.play.get("links", {}).items():
            await self._link(token, link["programme"], link.get("role", "coordinator"), link.get("days", 7))
        for name, cast in self.play.get("cast", {}).items():
            await self._arrive(name, cast)
        for pair in self.play.get("duos", []):
            await self._pair(*pair)
        await self._take_over(self.play.get("list", []))
        if any("agreed" in cast for cast in self.play.get("cast", {}).values()):
            self._start()  # another purpose comes with another version of the program
        self._clear()
        self.notes.clear()
        self.preparing = False

    async def _programme(self, name: str, towns: list[str]) -> None:
        home, at = place(towns[0]), text_of(self.now)
        async with self.store.unit() as unit:
            row = {"id": slug(name), "name": name, "municipality": home.nis, "province": home.province}
            await unit.run("add_programme", **row, preset="duo", created=at)
            await unit.many("add_area", ({"programme": slug(name), "nis": place(t).nis} for t in towns))
            await unit.run("set_choosing", id=slug(name), choosing=self.play.get("choosing", ""))
            meanwhile = json.dumps(self.play.get("meanwhile", {}))
            await unit.run("set_meanwhile", id=slug(name), meanwhile=meanwhile)
            await unit.run("set_assigns", id=slug(name), assigns=self.play.get("assigns", False))

    async def _link(self, token: str, programme: str, role: str, days: int) -> None:
        async with self.store.unit() as unit:
            await unit.run(
                "add_invitation", hash=reads.hash_of(token), programme=slug(programme), role=role,
                municipality="", created=text_of(self.now), expires=text_of(self.now + timedelta(days=days)),
            )  # fmt: skip

    async def _take_over(self, rows: list[dict[str, str]]) -> None:
        """A list comes in; the link of number 1 has the token `claim-1`."""
        programme = slug(next(iter(self.play.get("programmes", {"Samen Mechelen": []}))))
        head = list(dict.fromkeys(column for row in rows for column in row))
        numbered = [Row(n, row) for n, row in enumerate(rows, 2)]
        plan = people.plan(programme, head, numbered, schedule.local_day(self.now)) if rows else people.Plan()
        assert not plan.wrong, plan.wrong
        async with self.store.unit() as unit:
            person = await writing.write(unit, programme, plan, await writing.compare(unit, plan), self.now)
            expires = text_of(self.now + timedelta(days=writing.LINK_DAYS))
            links = ((reads.hash_of(f"claim-{one.number}"), person[one.key]) for one in plan.people)
            await unit.many("add_claim", ({"hash": h, "person": p, "expires": expires} for h, p in links))

    async def _arrive(self, name: str, cast: dict) -> None:
        side = next((s for s in ("newcomer", "volunteer") if s in cast), None)
        for programme in aslist(cast.get("coordinates", [])):
            token = f"for-{name}-{slug(programme)}"
            await self._link(token, programme, "coordinator", 7)
            await self.act(name, f"says /start {token}")
            await self._answer_all(name, cast)
            await self._desk(name, cast.get("digest", "never"), cast.get("gathers", False))  # most are not about it
        if side:
            await self.act(name, "says /start")
            words = {"side": side, "town": cast[side]}
            await self._answer_all(name, {**cast, **words}, until=cast.get("until"))
        if cast.get("status"):
            await self._decide(name, Status(cast["status"]), cast.get("by", "Els"))
        if "waits" in cast:
            await self._waiting(name, cast["waits"])
        if "agreed" in cast:
            await self._agreed(name, cast["agreed"])

    async def _desk(self, name: str, digest: str, gathers: bool) -> None:
        async with self.store.unit() as unit:
            who = await reads.person_at(unit, self.by_name[name].chat, self.now)
            await apply(unit, By(who, self.now, "nl"), SetDesk(digest, gathers))

    async def _answer_all(self, name: str, cast: dict, until: str | None = None) -> None:
        """Answer the questions that come, until one that the dialogue wants to be at."""
        for _ in range(60):
            top = (await self._session(name)).top
            if top is None or top.at == until or top.flow not in ("welcome", "newcomer", "volunteer"):
                return
            await self._answer(name, top.at, {"phone": "nl", **cast})
        raise Wrong(f"{name} never gets to the end: {top}")

    async def _answer(self, name: str, key: str, cast: dict) -> None:
        top = (await self._session(name)).top
        question = self.engine.registry.flows[top.flow].find(key)
        chosen = aslist(cast.get(key, []))
        for one in chosen:
            await self.act(name, f"says {one}" if key in ("municipality", "tongues", "reach") else f"taps #{one}")
            await self._level(name, key)
        for move in () if chosen else moves_at(question, here(top, key, self._known()), EASY):
            await self.act(name, in_a_play(move).format(name=name, **cast))
        if chosen and isinstance(question.reader, SEVERAL) and (await self._session(name)).top.at == key:
            await self.act(name, "taps #done")

    def _known(self) -> Known:
        """What decides which choices a question offers."""
        return Known(self.now, schedule.local_day(self.now), self.engine._programmes)

    async def _level(self, name: str, key: str) -> None:
        asking = (await self._session(name)).top
        if key == "tongues" and asking and asking.draft.get("asking"):
            await self.act(name, f"taps #{asking.draft['asking']}=native")

    async def _session(self, name: str):
        async with self.store.unit() as unit:
            here = (await reads.whoever(unit, [self.by_name[name].chat], []))[0]
            return session_of(here, self.engine.registry.flows)

    async def _remember(self, phone: Phone) -> None:
        async with self.store.unit() as unit:
            for one in await reads.whoever(unit, [phone.chat], []):
                self.numbers[phone.name] = one.person

    async def _file(self, unit: Unit, name: str) -> Candidate:
        who = await reads.person_at(unit, self.by_name[name].chat, self.now)
        return (await reads.persons(unit, [who]))[who]

    async def _decide(self, name: str, status: Status, by: str) -> None:
        async with self.store.unit() as unit:
            decider = await reads.person_at(unit, self.by_name[by].chat, self.now) if by in self.by_name else 0
            one = await self._file(unit, name)
            await apply(unit, By(decider, self.now, "nl"), Decide(one.id, status))

    async def _waiting(self, name: str, days: int) -> None:
        async with self.store.unit() as unit:
            since = text_of(self.now - timedelta(days=days))
            one = await self._file(unit, name)
            where = f"update candidates set waiting_since = '{since}' where id = {one.id}"
            await unit._connection.execute(where)

    async def _agreed(self, name: str, wording: str) -> None:
        async with self.store.unit() as unit:
            who = await reads.person_at(unit, self.by_name[name].chat, self.now)
            await unit._connection.execute(f"update consents set wording = '{wording}' where person = {who}")

    async def _pair(self, newcomer: str, volunteer: str) -> None:
        async with self.store.unit() as unit:
            pair = [(await self._file(unit, name)).id for name in (newcomer, volunteer)]
            await apply(unit, By(0, self.now, "nl"), FormDuo(*pair))
            (duo,) = await reads.duos_of(unit, pair[0])
        await self._moment()
        for name in (newcomer, volunteer):
            await self.act(name, "taps #coordinator")
        async with self.store.unit() as unit:
            for one in pair:
                await apply(unit, By(0, self.now, "nl"), GoesOn(duo.id, one))

    # --- turns ---------------------------------------------------------------------------------

    async def turn(self, turn: dict) -> None:
        self.post.fresh.clear()
        self.quarantine += turn.get("quarantine", 0)
        match turn:
            case {"time": when}:
                self.notes.append(f"— {when}")
                await self.pass_time(when)
            case {"together": acts}:
                await self._together(acts)
            case {"crowd": many}:
                await self._crowd(many)
            case {"announces": words}:
                told = partial(operator.words, words)
                await broadcast.tell(self.store, Announced, words["nl"], told, self.now)
                await self._moment()
            case {"closes": day}:
                await broadcast.close(self.store, day, self.now)
                self.engine._programmes_read = 0.0  # as after a second
                await self._moment()
            case {"line": what}:
                await self._types(what)
            case _:
                await self._speak(turn)
        await self._check_all()

    async def _speak(self, turn: dict) -> None:
        name = next(k for k in turn if k in self.by_name)
        if turn[name] != "hears":
            self._clear(self.by_name[name])
            self.notes.append(f"{name} {turn[name]}")
            await self.act(name, turn[name])
        unknown = set(turn) - CHECKS - {name, "quarantine"}
        assert not unknown, f"unknown words in a turn: {unknown}"
        await self._check(self.by_name[name], turn)
        self._clear(self.by_name[name])

    async def act(self, name: str, what: str) -> None:
        """One thing that somebody does, and what follows from it within a moment."""
        phone = self.by_name[name]
        await self._remember(phone)
        if what == "answers everything":
            return await self._answer_all(name, {"side": "newcomer", "town": "Mechelen"})
        if what == "blocks the bot":
            phone.blocked = True
        if what == "comes back":
            phone.blocked = False
        await self.settle(self._arrivals(phone, what))
        if what == "comes back":
            await self._reload()
        await self._moment()

    async def _together(self, acts: list[str]) -> None:
        arrivals: list[Arrival] = []
        for act in acts:
            name, _, what = act.partition(" ")
            self.notes.append(f"{act} (together)")
            arrivals += self._arrivals(self.by_name[name], what)
        await self.settle(arrivals)
        await self._moment()

    async def _crowd(self, many: int) -> None:
        """So many newcomers send their answers in the same second."""
        async with self.store.unit() as unit:
            for n in range(1, many + 1):
                answers = {"name": f"Gast {n:02}", "municipality": place("Mechelen").nis, "age": "26-40"}
                who = await reads.person_at(unit, 1000 + n, self.now)
                by = By(who, self.now + timedelta(seconds=n / 100), "nl")
                programme = slug(next(iter(self.play.get("programmes", {"Samen Mechelen": []}))))
                await apply(unit, by, Submit(Side.NEWCOMER, programme, answers, False))
        self.notes.append(f"{many} newcomers at once")
        await self._moment()

    async def _types(self, what: str) -> None:
        """At the command line: "removes Els", or "makes Els auditor", in the first programme."""
        self.notes.append(f"the command line {what}")
        verb, name, *role = what.split(" ")
        programme = slug(next(iter(self.play.get("programmes", {"Samen Mechelen": []}))))
        await self._remember(self.by_name[name])
        who = self.numbers[name]
        await (staff.dismiss(self.store, programme, who, self.now) if verb == "removes" else
               staff.appoint(self.store, programme, who, *role, self.now))  # fmt: skip
        await self._moment()

    async def settle(self, arrivals: list[Arrival]) -> None:
        await self.engine.settle(arrivals)
        await self._deliver()

    async def _deliver(self) -> None:
        for chat in self.post.deliver():
            await self.engine.settle([Arrival(chat, Reachable(False))])
        self.post.deliver()

    async def _reload(self) -> None:
        """Letters that were parked go out again."""
        async with self.store.unit() as unit:
            rows = await reads.waiting_letters(unit, self.now, 1000)
        self.post.offer([Parcel(r["id"], r["chat"], LETTER.decode(r["letter"])) for r in rows])
        await self._deliver()

    async def _moment(self, length: timedelta = MOMENT) -> None:
        self.now += length
        for _ in range(2):
            await self.clock.tick()
            await self.clock.idle()
            await self._deliver()
        if self.preparing and await self._count("quarantine"):
            raise Wrong(f"in quarantine: {await self._reasons()}")

    async def pass_time(self, when: str) -> None:
        """ "five days later" or "at 21:30": in steps that grow smaller towards the end."""
        end = later(self.now, when)
        while (rest := end - self.now) > timedelta():
            hop = 24 if rest > timedelta(days=16) else 6 if rest > timedelta(days=2) else 1
            await self._moment(min(timedelta(hours=hop), rest))

    # --- what somebody does, as Telegram tells it -----------------------------------------------

    def _arrivals(self, phone: Phone, what: str) -> list[Arrival]:
        verb, _, rest = what.partition(" ")
        twice = rest.endswith(" twice")
        rest = rest.removesuffix(" twice")
        updates = [self._update(phone, verb, rest) for _ in range(1 + twice)]
        return [a for a in map(arrival_of, updates) if a is not None]

    def _update(self, phone: Phone, verb: str, rest: str) -> dict:
        match verb:
            case "says":
                return self._message(phone, text=rest)
            case "taps":
                return self._tap(phone, rest)
            case "sends":
                if rest == "something broken":
                    return self._message(phone, text={"not": "a text"})
                return self._message(phone, **SENT[rest])
            case "forwards":
                return self._message(phone, text=rest, forward_origin={"type": "user"})
            case "edits":
                return {"update_id": self._number(), "edited_message": self._message(phone, text=rest)["message"]}
            case "shares":
                whose = phone.chat if rest == "own number" else 777
                return self._message(phone, contact={"phone_number": "+32470999999", "user_id": whose})
            case "opens" if rest.startswith("the link of "):
                return self._message(phone, text=f"/start {self.by_name[rest.split(' ')[3]].link()}")
            case "opens":
                return self._message(phone, text=f"/start {rest}")
            case "blocks" | "comes":
                status = "kicked" if verb == "blocks" else "member"
                chat = {"chat": self._chat(phone), "new_chat_member": {"status": status}}
                return {"update_id": self._number(), "my_chat_member": chat}
        raise Wrong(f"nobody can “{verb} {rest}”")

    def _tap(self, phone: Phone, words: str) -> dict:
        old = words.startswith("old ")
        if (typed := phone.on_keyboard(words)) and not old:
            return self._message(phone, text=typed)
        button = phone.find(words.removeprefix("old "), old)
        if button is None:
            raise Wrong(f"{phone.name} sees no button “{words}”, but: {phone.screen}")
        message = {"message_id": button.message, "chat": self._chat(phone), "text": button.shown}
        query = {"id": "q", "from": self._from(phone), "data": button.data, "message": message}
        return {"update_id": self._number(), "callback_query": query}

    def _message(self, phone: Phone, **parts) -> dict:
        self.post.numbers += 1
        head = {"message_id": self.post.numbers, "chat": self._chat(phone), "from": self._from(phone)}
        return {"update_id": self._number(), "message": {**head, **parts}}

    def _chat(self, phone: Phone) -> dict:
        return {"id": phone.chat, "type": "private"}

    def _from(self, phone: Phone) -> dict:
        return {"id": phone.chat, "language_code": phone.language}

    def _number(self) -> int:
        self.updates += 1
        return self.updates

    # --- checks ----------------------------------------------------------------------------------

    async def _check_all(self) -> None:
        if self.post.faults:
            raise Wrong(self.post.faults[0])
        for phone in self.post.fresh:
            if phone.last and not leads_on(phone.last):
                self.dead_ends.append(plain(phone.last.text).partition("\n")[0])
        found = await self._count("quarantine")
        if found != self.quarantine:
            raise Wrong(f"{found} in quarantine, expected {self.quarantine}: {await self._reasons()}")

    async def _reasons(self) -> list[str]:
        async with self.store.unit() as unit:
            return [r[0] for r in await unit._connection.execute_fetchall("select reason from quarantine")]

    async def _check(self, phone: Phone, turn: dict) -> None:
        said = "\n".join(phone.unread)
        for words in aslist(turn.get("bot", [])):
            expect(words in said, f"{phone.name} should hear “{words}”")
        for words in aslist(turn.get("not_bot", [])):
            expect(words not in said, f"{phone.name} should not hear “{words}”")
        for words in aslist(turn.get("buttons", [])):
            expect(any(words in b for b in phone.screen), f"no button “{words}” on {phone.screen}")
        for words in aslist(turn.get("no_buttons", [])):
            expect(not any(words in b for b in phone.screen), f"a button “{words}” on {phone.screen}")
        if "toast" in turn:
            expect(any(turn["toast"] in t for t in phone.toasts), f"no short word “{turn['toast']}”: {phone.toasts}")
        if turn.get("silent"):
            expect(not phone.unread, f"{phone.name} should hear nothing")
        if "edits" in turn:
            edited = bool(phone.unread) and not phone.arrived
            expect(edited == turn["edits"], f"edited in place: {edited}")
        for table, count in turn.get("rows", {}).items():
            found = await self._count(table)
            expect(found == count, f"{found} rows of {table}, not {count}")

    async def _count(self, what: str) -> int:
        """`unmet` is a sum; `candidates.status=waiting` counts those rows only, `sessions.person=Amina` hers."""
        table, _, where = what.partition(".")
        column, _, told = where.partition("=")
        value = self.numbers[told] if column == "person" else told
        count = "coalesce(sum(n), 0)" if table == "unmet" else "count(*)"
        sql = f"select {count} from {table}" + (f" where {column} = ?" if column else "")
        async with self.store.unit() as unit:
            rows = await unit._connection.execute_fetchall(sql, (value,) if column else ())
        return next(iter(rows))[0]

    def _clear(self, phone: Phone | None = None) -> None:
        for one in [phone] if phone else self.by_name.values():
            one.unread.clear()
            one.toasts.clear()
            one.arrived = 0


def expect(right: bool, wrong: str) -> None:
    if not right:
        raise Wrong(wrong)


def aslist(value) -> list:
    return value if isinstance(value, list) else [value]


def in_a_play(move: Move) -> str:
    """As a dialogue says it."""
    match move:
        case Tap(choice):
            return f"taps #{choice.lstrip('+-=~')}"
        case Say(words):
            return f"says {words}"
    return "shares own number"


def later(now: datetime, when: str) -> datetime:
    if found := re.fullmatch(r"at (\d+):(\d+)", when):
        local = now.astimezone(schedule.ZONE)
        wanted = datetime.combine(local.date(), time(int(found[1]), int(found[2])), schedule.ZONE)
        wanted += timedelta(days=1) if wanted <= local else timedelta()
        return wanted.astimezone(UTC)
    number, span, _ = when.split(" ", 2)
    seconds = SPANS[span.rstrip("s")] * (int(number) if number.isdecimal() else NUMBERS[number])
    return now + timedelta(seconds=seconds)


# --- playing -------------------------------------------------------------------------------------

TEMPLATE: list[Path] = []
PLAYED: dict[Path, Played] = {}


def dialogues() -> list[Path]:
    return sorted(FOLDER.glob("**/*.toml"))


def read(path: Path) -> dict:
    return tomllib.loads(path.read_text())


@asynccontextmanager
async def database() -> AsyncIterator[Store]:
    """A new database file, closed whatever happens: an open connection would keep the process alive."""
    with tempfile.TemporaryDirectory() as folder:
        store = await _empty(Path(folder))
        try:
            yield store
        finally:
            await store.close()


async def _empty(folder: Path) -> Store:
    """The migrations run once for all dialogues."""
    if not TEMPLATE:
        made = Path(tempfile.mkdtemp()) / "empty.db"
        await (await Store.open(f"sqlite:///{made}")).close()
        TEMPLATE.append(made)
    path = folder / "duobot.db"
    shutil.copy(TEMPLATE[0], path)
    shutil.copy(f"{TEMPLATE[0]}.key", f"{path}.key")
    store = await Store.open(f"sqlite:///{path}")
    async with store._lane:
        for pragma in ("synchronous = off", "journal_mode = memory"):  # a test that crashes may lose its file
            await store._connection.execute_fetchall(f"pragma {pragma}")
    return store


async def played(path: Path) -> Played:
    """Play a dialogue, once a process: other tests ask what was said in it."""
    if path not in PLAYED:
        ear.listen()
        async with database() as store:
            PLAYED[path] = await _played(read(path), store)
    return PLAYED[path]


async def _played(play: dict, store: Store) -> Played:
    stage = Stage(play, store)
    at = "before the first turn"
    try:
        await stage.prepare()
        for number, turn in enumerate(play["turns"], 1):
            at = f"turn {number}: {turn}"
            await stage.turn(turn)
    except (Wrong, AssertionError, KeyError) as error:
        reason = str(error) if isinstance(error, Wrong) else repr(error)
        said = "\n".join(stage.notes[-60:])
        return Played(f"{play['title']}\n{said}\n\n{at}\n  ✗ {reason}", stage.dead_ends)
    return Played(dead_ends=stage.dead_ends)


def play_all() -> None:
    """For a look from the command line: `python -m tests.conversations.runner [part of a name]`."""
    import sys

    for path in dialogues():
        if not sys.argv[1:] or sys.argv[1] in str(path):
            result = asyncio.run(played(path))
            print("✗" if result.failure else "✓", path.stem, result.failure)


if __name__ == "__main__":
    play_all()
