"""What somebody sends, puts right, agrees to and takes back; what is counted of it; what is decided about it."""

import msgspec

from programme import consequences, schedule
from programme.effects import (
    Consent,
    Correct,
    Decide,
    PassOn,
    Submit,
    TakeBack,
    Unmet,
    Withdraw,
)
from programme.model import Side, spoken
from storage import reads
from storage.keys import new_number
from storage.reads import persons
from storage.rows import text_of
from storage.store import Unit
from storage.writers import caseload, duos
from storage.writers.scheduled import By, send_later


async def consent(unit: Unit, by: By, said: Consent) -> None:
    if said.kind == "counted" and by.has_file:
        await _recount(unit, by, said.given)
    consent = {"kind": said.kind, "given": said.given, "wording": said.wording, "language": by.language, "at": by.at}
    await unit.run("add_consent", person=by.person, **consent)


async def unmet(unit: Unit, by: By, wish: Unmet) -> None:
    await unit.run("add_unmet", nis=wish.nis, side=wish.side, month=by.at[:7])


async def submit(unit: Unit, by: By, sent: Submit) -> None:
    answers = dict(sent.answers)
    if by.has_file:
        await duos.leave(unit, by, by.person)
        await unit.run("withdraw_earlier", person=by.person, at=by.at)
    id = await unit.next_number("candidates")
    row = {
        "id": id, "person": by.person, "side": sent.side, "programme": sent.programme, "language": by.language,
        "municipality": answers["municipality"], "counted": sent.counted, "at": by.at,
    }  # fmt: skip
    told = msgspec.json.encode(answers).decode()
    await unit.run("add_candidate", **row, answers=unit.seal(by.person, f"candidates.answers:{id}", told))
    await unit.run("tie_alarms", person=by.person, candidate=id)
    if by.has_file:
        await unit.run("move_hours", candidate=id, person=by.person, side=sent.side)
    if sent.counted:
        await _count(unit, by, id, sent)
    await caseload.assign_new(unit, sent.programme, id, spoken(Side(sent.side), answers))
    await send_later(unit, by, consequences.of_candidate(sent.programme, by.now))


async def _count(unit: Unit, by: By, candidate: int, sent: Submit) -> None:
    a, fact = sent.answers, new_number()
    await unit.run(
        "add_fact", id=fact, candidate=candidate, side=sent.side, programme=sent.programme,
        municipality=a["municipality"], year=schedule.local_day(by.now).year, age=a.get("age"), dutch=a.get("dutch"),
    )  # fmt: skip
    nationalities = a.get("nationality") or []
    await unit.many("add_fact_nationality", ({"fact": fact, "code": c} for c in nationalities))
    spoken = (a.get("tongues") or {}).items()
    await unit.many("add_fact_tongue", ({"fact": fact, "code": t, "level": v} for t, v in spoken))


async def _recount(unit: Unit, by: By, counted: bool) -> None:
    """In the figures from now on, or out of them; the number of duos stays what it is."""
    await unit.run("set_counted", person=by.person, counted=counted)
    await unit.run("uncount", person=by.person)
    one = (await persons(unit, [by.person])).get(by.person)
    if counted and one is not None:
        await _count(unit, by, one.id, Submit(one.side, one.programme, one.answers, True))


async def correct(unit: Unit, by: By, right: Correct) -> None:
    before = await reads.candidate(unit, right.candidate)
    if before is None or before.person != by.person:
        return
    answers = msgspec.json.encode(dict(right.answers)).decode()
    sealed = unit.seal(by.person, f"candidates.answers:{right.candidate}", answers)
    await unit.run("correct", id=right.candidate, answers=sealed, municipality=right.answers["municipality"])
    if await unit.value("is_counted", id=right.candidate):
        await _recount(unit, by, True)
    told = consequences.of_correction(right.candidate, right.changed, before.programme, by.now)
    await send_later(unit, by, told)


async def decide(unit: Unit, by: By, what: Decide) -> None:
    await _remember(unit, by, what.candidate)
    await unit.run(
        "decide", id=what.candidate, status=what.status, by=by.somebody, reason=what.reason, at=by.at,
        until=what.until.isoformat() if what.until else None,
    )  # fmt: skip


async def pass_on(unit: Unit, by: By, what: PassOn) -> None:
    await _remember(unit, by, what.candidate)
    await unit.run("pass_on", id=what.candidate, programme=what.programme, passed_from=what.passed_from)
    one = await reads.candidate(unit, what.candidate)
    if one is not None:
        await caseload.assign_new(unit, what.programme, one.id, one.tongues)
    await unit.run("untell", id=what.candidate)


async def _remember(unit: Unit, by: By, candidate: int) -> None:
    """What was before, as long as nobody has read of it."""
    if by.hold:
        await unit.run("remember_before", id=candidate, staff=by.person, until=text_of(by.now + by.hold))


async def take_back(unit: Unit, by: By, what: TakeBack) -> None:
    """As it was before; whom it was about reads nothing of it."""
    if await unit.all("undo_of", id=what.candidate, staff=by.person, now=by.at):
        await unit.run("restore_candidate", id=what.candidate)
        await unit.run("drop_decided", id=what.candidate)
        await unit.run("drop_undo", id=what.candidate)


async def withdraw(unit: Unit, by: By, what: Withdraw) -> None:
    await duos.leave(unit, by, by.person)
    await unit.run("withdraw", id=what.candidate, at=by.at)
