"""Who does something and when, and the rows that make something reach somebody later."""

from dataclasses import dataclass
from datetime import datetime

import msgspec

from programme.effects import Wake
from storage.reads import wake_place
from storage.rows import text_of
from storage.store import Unit


@dataclass(frozen=True, slots=True)
class By:
    """Whose effect, when, and in which language the person reads. Number 0 is the command line; whoever is known
    to have sent no intake before costs fewer looks."""

    person: int
    now: datetime
    language: str
    has_file: bool = True

    @property
    def at(self) -> str:
        return text_of(self.now)

    @property
    def somebody(self) -> int | None:
        return self.person or None


async def wake(unit: Unit, by: By, what: Wake) -> None:
    """A row for each person that it is for."""
    row = {"kind": what.kind, "key": what.key, "due": text_of(what.due), "about": what.payload.get("candidate")}
    if not what.payload and what.person is None:
        await unit.run("add_wake_for", **row, candidate=what.candidate, programme=what.programme)
        return
    persons = [what.person] if what.person is not None else []
    if what.candidate is not None:
        persons += [r["person"] for r in await unit.all("person_of", id=what.candidate)]
    if what.programme is not None:
        persons += [r["person"] for r in await unit.all("coordinators_for", programme=what.programme)]
    payload = msgspec.json.encode(dict(what.payload)).decode() if what.payload else ""
    if all(isinstance(value, int) for value in what.payload.values()):  # numbers of rows say nothing of anybody
        await unit.many("add_wake", ({**row, "person": p, "payload": payload or None} for p in persons))
        return
    await unit.open_for(*persons)
    sealed = ((p, unit.seal(p, wake_place(p, what.key), payload)) for p in persons)
    await unit.many("add_wake", ({**row, "person": person, "payload": blob} for person, blob in sealed))
