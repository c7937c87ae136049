"""The papers of a duo, made when they are sent or asked for: the draft of the proof, the attestation, a calendar file.

What they say is read from the rows as they are now; they are in Dutch, since a Flemish office reads them.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from bot.flows.duo.meeting import spot
from bot.i18n import render
from documents import calendar
from documents.attestation import Service, attestation
from documents.proof import Participation, proof
from programme import schedule
from programme.duo import State
from programme.hours import Activity, Kept, rules_on
from programme.message import Phrase
from programme.model import SOURCE, Candidate, Duo, Member, Programme, Responsible, Side
from programme.reading import phones
from storage import reads
from storage.rows import moment_of
from storage.store import Unit


@dataclass(frozen=True, slots=True)
class Facts:
    """All that a paper may say of somebody. `duos` are (first day, last day or None)."""

    file: Candidate
    hours: Kept
    duos: tuple[tuple[date, date | None], ...]
    programme: Programme | None
    responsible: Responsible
    made: datetime
    counsellor: str = ""  # of the newcomer, as they told it for this paper

    @property
    def name(self) -> str:
        """As it stands on their card: the office must be able to read it."""
        return self.file.name

    @property
    def start(self) -> date:
        days = [*(begun for begun, _ in self.duos), *(entry.on for entry in self.hours.entries)]
        return min(days, default=self._today)

    @property
    def until(self) -> date:
        ends = [ended or self._today for _, ended in self.duos]
        return max((*ends, *(entry.on for entry in self.hours.entries)), default=self._today)

    @property
    def _today(self) -> date:
        return schedule.local_day(self.made)

    @property
    def where(self) -> str:
        return self.programme.name if self.programme else self.file.programme

    @property
    def organisation(self) -> str:
        return self.responsible.organisation or self.where

    @property
    def contact(self) -> str:
        found = self.programme
        return ", ".join(part for part in (found.human, phones.shown(found.phone)) if part) if found else ""


async def facts(
    unit: Unit, candidate: int, programmes: Sequence[Programme], responsible: Responsible, now: datetime
) -> Facts | None:  # fmt: skip
    """None where there is no such file."""
    file = await reads.candidate(unit, candidate)
    if file is None:
        return None
    rows = await unit.all("duos_ever", candidate=candidate)
    duos = tuple((_day(r["formed"]), _day(r["ended"]) if r["ended"] else None) for r in rows)
    found = next((p for p in programmes if p.id == file.programme), None)
    return Facts(file, await reads.hours(unit, candidate), duos, found, responsible, now)


def _day(moment: str) -> date:
    return schedule.local_day(moment_of(moment))


def paper_of(found: Facts) -> tuple[str, bytes]:
    """A newcomer's draft of the proof, or a volunteer's attestation: a name and a PDF. Raises `FontsMissing`."""
    return ("bewijs-ontwerp.pdf", draft(found)) if found.file.side is Side.NEWCOMER else ("attest.pdf", thanks(found))


def invitation(duo: Duo, me: Member, programme: str, language: str, now: datetime) -> bytes:
    """The duo's meeting as a calendar file for this member: in their language, and in the other's below it. It falls
    away with the duo."""
    assert duo.meeting is not None
    names = ", ".join(m.name for m in duo.others(me.candidate))
    place = render.bare(render.say(spot(duo.meeting.place), language or SOURCE))
    title = Phrase("calendar.title", {"buddy": names, "programme": programme})
    languages = dict.fromkeys((language or SOURCE, *(m.language for m in duo.others(me.candidate))))
    told = "\n".join(
        render.bare(render.say(Phrase("calendar.told", {"programme": programme}), one)) for one in languages
    )
    off = State(duo.state).over or duo.state == State.PAUSED
    return calendar.meeting(
        f"duo-{duo.id}@duobot", 2 * duo.meeting.id + off, render.bare(render.say(title, language or SOURCE)), told,
        place, programme, duo.meeting.at, now, off,
    )  # fmt: skip


def draft(found: Facts) -> bytes:
    today = schedule.local_day(found.made)
    rules = rules_on(today)
    assert rules is not None  # there have been rules since before this program
    return proof(
        Participation(
            found.name, found.where, found.organisation, found.contact, found.start, found.until,
            found.hours.sum(today), found.hours.met, tuple(map(_in_dutch, found.hours.activities)), rules,
            found.counsellor,
        ),
        found.made,
    )  # fmt: skip


def _in_dutch(activity: Activity) -> Activity:
    words = render.say(Phrase(f"activity.{activity.what or 'other'}"), SOURCE)
    return replace(activity, what=words.partition(" ")[2] or words)  # no font of a paper draws emoji


def thanks(found: Facts) -> bytes:
    hours = found.hours.sum(schedule.local_day(found.made)).duo
    service = Service(
        found.name, found.where, found.organisation, found.contact, found.start, found.until, hours, len(found.duos)
    )
    return attestation(service, found.made)
