"""What waits for a guardian, their answer, and the extract that protects people under 18."""

import msgspec

from programme import consequences
from programme.effects import (
    Guard,
    Relink,
    Screened,
    Submit,
    Unguard,
    Unvouch,
    Vouch,
)
from programme.model import Side
from storage.reads import contact_place, guarded_place
from storage.rows import answers_of, text_of
from storage.store import Unit
from storage.writers.candidates import submit
from storage.writers.scheduled import By, send_later


async def guard(unit: Unit, by: By, what: Guard) -> None:
    """A young person's intake waits for a guardian."""
    told = unit.seal(by.person, guarded_place(by.person), msgspec.json.encode(dict(what.answers)).decode())
    await unit.run(
        "add_guarded", person=by.person, hash=what.hash, side=what.side, programme=what.programme,
        language=by.language, counted=what.counted, answers=told, created=by.at, expires=text_of(what.expires),
    )  # fmt: skip


async def relink(unit: Unit, by: By, what: Relink) -> None:
    await unit.run("relink", person=by.person, hash=what.hash, expires=text_of(what.expires))


async def unguard(unit: Unit, by: By, _: Unguard) -> None:
    await unit.run("drop_guarded", person=by.person)


async def unvouch(unit: Unit, by: By, what: Unvouch) -> None:
    if await unit.one("take_back", person=what.person, guardian=by.person):
        await send_later(unit, by, consequences.of_guardian(what.person, False, by.now))


async def screened(unit: Unit, by: By, what: Screened) -> None:
    dates = {"seen": what.seen.isoformat(), "issued": what.issued.isoformat()}
    await unit.run("screen", candidate=what.candidate, **dates, by=by.somebody, at=by.at)


async def vouch(unit: Unit, by: By, said: Vouch) -> None:
    """The guardian's answer: the intake goes on its way, or is dropped."""
    row = await unit.one("guarded_under", hash=said.hash)
    if row is None:
        return
    young = row["person"]
    await unit.open_for(young)
    await unit.run("drop_guarded", person=young)
    await send_later(unit, by, consequences.of_guardian(young, said.given, by.now))
    if not said.given:
        return
    answers = answers_of(unit.unseal(young, guarded_place(young), row["answers"]))
    contact = msgspec.json.encode({"name": said.name, "reach": said.reach}).decode()
    await unit.run(
        "add_guardian", person=young, guardian=by.person, wording=said.wording, language=by.language, at=by.at,
        contact=unit.seal(young, contact_place(young), contact),
    )  # fmt: skip
    sent = Submit(Side(row["side"]), row["programme"], answers, bool(row["counted"]))
    await submit(unit, By(young, by.now, row["language"]), sent)
