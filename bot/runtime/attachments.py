"""Files that go with a letter, made when it is sent: none of them stands in the database, nor in a folder."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from importlib.resources import files
from typing import Any

import msgspec

from bot.channels.base import CIRCLES, PAPER, VOICE, File, Parcel
from bot.flows import mydata
from bot.flows.hours import line
from bot.flows.intake import facts
from bot.flows.registry import REGISTRY
from bot.flows.staff import export
from bot.i18n import render
from bot.runtime import lists, papers
from bot.runtime.engine import NOBODY, session_of
from documents import circles
from programme import schedule
from programme.hours import Entry
from programme.message import Day, Phrase, Value
from programme.model import SOURCE, Known, Note, Responsible, Step
from programme.roles import DECIDES, Actor
from storage import reads
from storage.office import office
from storage.rows import moment_of
from storage.store import Store, Unit

PAGE = files("bot") / "templates" / "mydata.html"
MEETING = "meeting"  # followed by its number
RIGHT_TO_LEFT = frozenset({"ar", "fa", "ps"})


@dataclass(frozen=True, slots=True)
class Kept:
    """Everything that is kept of somebody: in words, and as it stands in the rows."""

    made: datetime
    told: tuple[tuple[str, Value], ...]
    agreed: tuple[Mapping[str, Any], ...]
    looks: tuple[tuple[str, str, Any], ...]
    check_ins: tuple[reads.KeptCheckIn, ...]
    hours: tuple[Entry, ...] = ()
    notes: tuple[Note, ...] = ()
    steps: tuple[Step, ...] = ()
    answers: Mapping[str, Any] = field(default_factory=dict)
    programme: str = ""
    status: str = ""
    since: str = ""


class Printer:
    def __init__(
        self, store: Store, now: Callable[[], datetime], responsible: Responsible = NOBODY
    ) -> None:  # fmt: skip
        self._store, self._now, self._responsible = store, now, responsible

    async def make(self, parcel: Parcel) -> File | None:
        """The file that this letter names, as things are now; None when nothing is kept of that person any more. With
        a number after the name it is of that candidate, for somebody of the staff. Raises `KeyError` for a name that
        this version doesn't know."""
        name, _, number = parcel.letter.paper.partition("/")
        if name == PAPER:
            of, _, counsellor = number.partition("/")
            return await self._paper(parcel.chat, int(of or 0), counsellor)
        if name == VOICE:
            return File("voice", "audio/ogg", b"", at=number)
        if name == CIRCLES:
            with office():
                return File("duobot.png", "image/png", await asyncio.to_thread(circles.png))
        if name == MEETING:
            return await self._meeting(parcel.chat, int(number), parcel.letter.language)
        if name == export.PAPER:
            return await self._list(parcel.chat, number, parcel.letter.language)
        drawn = PAPERS[name]
        async with self._store.unit() as unit:
            found = await self._kept(unit, parcel.chat)
        return await asyncio.to_thread(drawn, found, parcel.letter.language) if found else None

    async def _meeting(self, chat: int, meeting: int, language: str) -> File | None:
        """A meeting of theirs, or that it falls away, for the calendar of a phone."""
        async with self._store.unit() as unit:
            met = await reads.whoever(unit, [chat], [])
            row = await unit.one("meeting", id=meeting)
            duo = await reads.duo(unit, row["duo"]) if row else None
            programmes = await reads.programmes(unit)
        me = next((m for m in duo.members if met and m.person == met[0].person), None) if duo else None
        if duo is None or me is None or duo.meeting is None:
            return None
        found = next((p for p in programmes if p.id == duo.programme), None)
        with office():
            content = papers.invitation(duo, me, found.name if found else duo.programme, language, self._now())
        return File("duobot.ics", "text/calendar", content)

    async def _paper(self, chat: int, candidate: int, counsellor: str) -> File | None:
        """The proof or the attestation: of that candidate, or (0) of whoever is at this chat; `counsellor` judges."""
        async with self._store.unit() as unit:
            if not candidate:
                met = await reads.whoever(unit, [chat], [])
                file = (await reads.persons(unit, [met[0].person])).get(met[0].person) if met else None
                candidate = file.id if file else 0
            programmes = await reads.programmes(unit)
            found = await papers.facts(unit, candidate, programmes, self._responsible, self._now())
        if found is None:
            return None
        with office():
            shown, content = await asyncio.to_thread(papers.paper_of, replace(found, counsellor=counsellor))
        return File(shown, "application/pdf", content)

    async def _list(self, chat: int, what: str, language: str) -> File | None:
        """The list of a programme, for whoever decides in it still."""
        programme, why, words = (*what.split("/", 2), "", "")[:3]
        async with self._store.unit() as unit:
            met = await reads.whoever(unit, [chat], [])
            me = (await reads.coordinators(unit, [met[0].person])).get(met[0].person) if met else None
            found = next((p for p in await reads.programmes(unit) if p.id == programme), None)
            if me is None or found is None or programme not in Actor.of(me.person, me).where(DECIDES):
                return None
            reason = words or Phrase(f"list.why.{why}")
            told = await lists.read(unit, found, me, reason, schedule.local_day(self._now()))
        with office():
            content = await asyncio.to_thread(lists.xlsx, told, language or SOURCE)
        return File(lists.name_of(told), lists.XLSX, content)

    async def _kept(self, unit: Unit, chat: int) -> Kept | None:
        met = await reads.whoever(unit, [chat], [])
        if not met:
            return None
        person = met[0].person
        programmes = await reads.programmes(unit)
        file = (await reads.persons(unit, [person])).get(person)
        known = Known(self._now(), schedule.local_day(self._now()), programmes, file)
        session = session_of(met[0], REGISTRY.flows) if met[0].session else None
        open = session.stack if session else ()
        names = {p.id: p.name for p in programmes}
        looks = tuple((who, names.get(where, where), day) for who, where, day in await reads.looks_at(unit, person))
        return Kept(
            made=known.now,
            told=facts(file, known) if file else mydata.open_facts(open, REGISTRY.flows, known),
            agreed=tuple(dict(row) for row in await unit.all("all_consents", person=person)),
            looks=looks,
            check_ins=tuple(await reads.check_ins(unit, person)),
            hours=(await reads.hours(unit, file.id)).entries if file else (),
            notes=await reads.notes(unit, person),
            steps=await reads.steps(unit, person),
            answers=file.answers if file else {k: v for state in open for k, v in state.answers.items()},
            programme=names.get(file.programme, file.programme) if file else "",
            status=str(file.status) if file else "",
            since=file.waiting_since.date().isoformat() if file else "",
        )


def page(kept: Kept, language: str) -> File:
    """To read: the person's words and ours, in their language."""
    import jinja2

    def say(value: Value) -> str:
        return render.say(value, language)

    template = jinja2.Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True).from_string(
        PAGE.read_text(encoding="utf-8")
    )
    content = template.render(
        language=language,
        direction="rtl" if language in RIGHT_TO_LEFT else "ltr",
        title=say(Phrase("mydata.head")),
        made=say(Day(schedule.local_day(kept.made))),
        told=_worded((*kept.told, *(("told_hours", line(entry)) for entry in kept.hours), *_noted(kept)), say),
        heads={key: say(Phrase(f"mydata.file.{key}")) for key in ("agreed", "looked")},
        agreed=_worded([mydata.agreed(c["kind"], c["given"], _day(c["at"])) for c in kept.agreed], say),
        check_ins=[
            (say(Day(schedule.local_day(c.answered))), _worded(mydata.checked_in(c.told), say)) for c in kept.check_ins
        ],
        looks=[say(mydata.look(*look)) for look in kept.looks] or [say(Phrase("mydata.nobody"))],
        until=say(Phrase("mydata.until")),
    )  # fmt: skip
    return File("duobot.html", "text/html", content.encode())


def _noted(kept: Kept) -> mydata.Facts:
    return mydata.noted(kept.notes, kept.steps, schedule.local_day(kept.made))


def _day(at: str) -> date:
    return schedule.local_day(moment_of(at))


def _worded(told: Sequence[tuple[str, Value]], say: Callable[[Value], str]) -> list[tuple[str, str]]:
    return [(say(Phrase(f"label.{key}")), say(value)) for key, value in told]


def data(kept: Kept, _: str) -> File:
    """To take along: the same as a program reads it, under the keys of the questions."""
    told = {
        "made": kept.made.isoformat(),
        "programme": kept.programme,
        "status": kept.status,
        "waiting_since": kept.since,
        "answers": dict(kept.answers),
        "consents": [dict(row) for row in kept.agreed],
        "check_ins": [{"wave": c.wave, "answered": c.answered, **msgspec.to_builtins(c.told)} for c in kept.check_ins],
        "hours": msgspec.to_builtins(kept.hours),
        "notes": [{"by": n.by, "day": n.on.isoformat(), "words": n.words} for n in kept.notes],
        "steps": msgspec.to_builtins(kept.steps),
        "looked": [{"who": who, "programme": where, "day": day.isoformat()} for who, where, day in kept.looks],
    }
    return File("duobot.json", "application/json", msgspec.json.format(msgspec.json.encode(told)))


PAPERS: dict[str, Callable[[Kept, str], File]] = {"mydata.html": page, "mydata.json": data}
