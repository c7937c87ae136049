"""Effects become rows: the only writer of the domain. Applying the same effect again changes nothing more
where that can be, so that a batch that failed may be tried chat by chat."""

import typing
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import msgspec

from programme import consequences
from programme import schedule as rhythm
from programme.effects import (
    Appoint,
    Ask,
    CheckedIn,
    Consent,
    Correct,
    Decide,
    Dismiss,
    Effect,
    Forget,
    Guard,
    Join,
    Look,
    PassOn,
    Reach,
    Redeem,
    Relink,
    Reply,
    ScheduledMessage,
    Screened,
    SessionEffect,
    Submit,
    ToldOfNew,
    Unguard,
    Unmet,
    Unvouch,
    Vouch,
    Withdraw,
)
from programme.model import Side
from programme.roles import READS, Actor
from storage import duos, reads
from storage.erase import ERASED
from storage.keys import HOUSE, new_number
from storage.reads import contact_place, guarded_place, letter_place, note_place, persons, whoever
from storage.rows import GONE, answers_of, text_of
from storage.store import Unit
from storage.wakes import By, schedule

Writer = Callable[[Unit, By, Any], Awaitable[None]]


async def apply(
    unit: Unit, by: By, effect: Effect, writers: Mapping[type[Effect], Writer] | None = None
) -> None:  # fmt: skip
    """Write what an effect means; a session's effects leave no row. Raises `KeyError` for one without a writer."""
    if isinstance(effect, SessionEffect):
        return
    await (writers or WRITERS)[type(effect)](unit, by, effect)
    if effect.journaled:
        await _note(unit, by, effect)


async def _note(unit: Unit, by: By, effect: Effect) -> None:
    """The journal of decisions: who did what to which number, never in which words."""
    own = isinstance(effect, Forget) and effect.candidate is None
    actor = None if own else by.somebody
    object = str(getattr(effect, "candidate", getattr(effect, "programme", "")) or "")
    await unit.run("add_journal", at=by.at, actor=actor, action=type(effect).__name__, object=object)


async def _consent(unit: Unit, by: By, said: Consent) -> None:
    if said.kind == "counted" and by.has_file:
        await _recount(unit, by, said.given)
    consent = {"kind": said.kind, "given": said.given, "wording": said.wording, "language": by.language, "at": by.at}
    await unit.run("add_consent", person=by.person, **consent)


async def _unmet(unit: Unit, by: By, wish: Unmet) -> None:
    await unit.run("add_unmet", nis=wish.nis, side=wish.side, month=by.at[:7])


async def _redeem(unit: Unit, by: By, link: Redeem) -> None:
    await unit.run("redeem", hash=link.hash, person=by.person, at=by.at)


async def _told_of_new(unit: Unit, by: By, told: ToldOfNew) -> None:
    where = msgspec.json.encode(list(told.programmes)).decode()
    await unit.run("tell_fresh", person=by.person, programmes=where)


async def _look(unit: Unit, by: By, look: Look) -> None:
    day = rhythm.local_day(by.now).isoformat()
    await unit.run("add_look", candidate=look.candidate, reader=by.person, day=day)


async def _join(unit: Unit, by: By, joined: Join) -> None:
    where, person = joined.programme, by.person
    await unit.run(
        "join_programme", programme=where, person=person, role=joined.role, at=by.at,
        name=unit.seal(person, f"coordinators.name:{where}:{person}", joined.name),
        phone=unit.seal(person, f"coordinators.phone:{where}:{person}", joined.phone),
    )  # fmt: skip
    await schedule(unit, by, consequences.of_joining(where, person, by.now))


async def _minors(unit: Unit, by: By, what: Guard | Relink | Unguard | Vouch | Unvouch | Screened) -> None:
    """A young person's intake waits for a guardian, and goes on its way or is dropped; an extract was seen."""
    match what:
        case Guard(side, programme, answers, counted, hash, expires):
            told = unit.seal(by.person, guarded_place(by.person), msgspec.json.encode(dict(answers)).decode())
            await unit.run(
                "add_guarded", person=by.person, hash=hash, side=side, programme=programme, language=by.language,
                counted=counted, answers=told, created=by.at, expires=text_of(expires),
            )  # fmt: skip
        case Relink(hash, expires):
            await unit.run("relink", person=by.person, hash=hash, expires=text_of(expires))
        case Unguard():
            await unit.run("drop_guarded", person=by.person)
        case Vouch():
            await _vouch(unit, by, what)
        case Unvouch(person):
            if await unit.one("take_back", person=person, guardian=by.person):
                await schedule(unit, by, consequences.of_guardian(person, False, by.now))
        case Screened(candidate, seen, issued):
            dates = {"seen": seen.isoformat(), "issued": issued.isoformat()}
            await unit.run("screen", candidate=candidate, **dates, by=by.somebody, at=by.at)


async def _vouch(unit: Unit, by: By, said: Vouch) -> None:
    row = await unit.one("guarded_under", hash=said.hash)
    if row is None:
        return
    young = row["person"]
    await unit.open_for(young)
    await unit.run("drop_guarded", person=young)
    await schedule(unit, by, consequences.of_guardian(young, said.given, by.now))
    if not said.given:
        return
    answers = answers_of(unit.unseal(young, guarded_place(young), row["answers"]))
    contact = msgspec.json.encode({"name": said.name, "reach": said.reach}).decode()
    await unit.run(
        "add_guardian", person=young, guardian=by.person, wording=said.wording, language=by.language, at=by.at,
        contact=unit.seal(young, contact_place(young), contact),
    )  # fmt: skip
    sent = Submit(Side(row["side"]), row["programme"], answers, bool(row["counted"]))
    await _submit(unit, By(young, by.now, row["language"]), sent)


async def _restaff(unit: Unit, by: By, change: Appoint | Dismiss) -> None:
    """Another role, or none: they hear of it, and whoever may not read files any more gets no letter of them."""
    where, person = change.programme, change.person
    if person not in {one.person for one in await reads.staff(unit, where)}:
        return
    row = {"programme": where, "person": person}
    if isinstance(change, Appoint):
        await unit.run("set_role", **row, role=change.role)
    else:
        await unit.run("remove_staff", **row)
    if isinstance(change, Dismiss) or change.role not in READS:
        await _unsay(unit, where, person)
    await schedule(unit, by, consequences.of_staff(change, by.now))


async def _unsay(unit: Unit, programme: str, person: int) -> None:
    """What is on its way to somebody about the people of a programme goes. A letter with a desk's buttons may be
    about nobody of theirs: it goes all the same from whoever has no other desk."""
    await unit.run("drop_wakes_about", programme=programme, person=person)
    reader = (await reads.coordinators(unit, [person])).get(person)
    elsewhere = bool(Actor.of(person, reader).where(READS))
    signs = await _signs(unit, programme) if elsewhere else []
    await unit.open_for(person)
    for row in await unit.all("letters_to", persons=str([person])):
        letter = unit.unseal(person, letter_place(row["id"]), row["letter"])
        if '"r:' in letter and (not elsewhere or any(sign in letter for sign in signs)):
            await unit.run("drop_letter", id=row["id"])


async def _signs(unit: Unit, programme: str) -> list[str]:
    """What a letter says when it is about somebody of this programme: their name, or their number on a button."""
    found = await unit.all("files_of", programme=programme)
    await unit.open_for(*(row["person"] for row in found))
    told = ((r["id"], unit.unseal(r["person"], f"candidates.answers:{r['id']}", r["answers"])) for r in found)
    names = ((id, answers_of(answers).get("name") or GONE) for id, answers in told)
    return [sign for id, name in names for sign in (f':{id}"', f":{id}:", msgspec.json.encode(name).decode()[1:-1])]


async def _submit(unit: Unit, by: By, sent: Submit) -> None:
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
    if sent.counted:
        await _count(unit, by, id, sent)
    await schedule(unit, by, consequences.of_candidate(sent.programme, by.now))


async def _count(unit: Unit, by: By, candidate: int, sent: Submit) -> None:
    a, fact = sent.answers, new_number()
    await unit.run(
        "add_fact", id=fact, candidate=candidate, side=sent.side, programme=sent.programme,
        municipality=a["municipality"], year=rhythm.local_day(by.now).year, age=a.get("age"), dutch=a.get("dutch"),
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


async def _correct(unit: Unit, by: By, right: Correct) -> None:
    before = await reads.candidate(unit, right.candidate)
    if before is None or before.person != by.person:
        return
    answers = msgspec.json.encode(dict(right.answers)).decode()
    sealed = unit.seal(by.person, f"candidates.answers:{right.candidate}", answers)
    await unit.run("correct", id=right.candidate, answers=sealed, municipality=right.answers["municipality"])
    if await unit.value("is_counted", id=right.candidate):
        await _recount(unit, by, True)
    told = consequences.of_correction(right.candidate, right.changed, before.programme, by.now)
    await schedule(unit, by, told)


async def _at_request(unit: Unit, by: By, candidate: int) -> By:
    person = await unit.value("person_of", id=candidate)
    return By(person or -1, by.now, by.language)


async def _decided(unit: Unit, by: By, effect: Decide | PassOn | Withdraw) -> None:
    match effect:
        case Decide(candidate, status, reason):
            await unit.run("decide", id=candidate, status=status, by=by.somebody, reason=reason, at=by.at)
        case PassOn(candidate, programme, passed_from):
            await unit.run("pass_on", id=candidate, programme=programme, passed_from=passed_from)
            await unit.run("untell", id=candidate)
        case Withdraw(candidate):
            await duos.leave(unit, by, by.person)
            await unit.run("withdraw", id=candidate, at=by.at)


async def _carry(unit: Unit, by: By, effect: Ask | Reply) -> None:
    if isinstance(effect, Ask):
        await _ask(unit, by, effect)
        return
    asked = await unit.one("relay", id=effect.relay)
    if asked is None:
        return
    await unit.open_for(asked["person"])
    answer = unit.seal(asked["person"], f"relays.answer:{effect.relay}", effect.text)
    row = await unit.one("answer_relay", id=effect.relay, answer=answer, at=by.at)
    if row and row["coordinator"]:
        told = consequences.of_reply(effect.relay, row["candidate"], row["coordinator"], by.now)
        await schedule(unit, by, told)


async def _ask(unit: Unit, by: By, ask: Ask) -> None:
    person = await unit.value("person_of", id=ask.candidate)
    if person is None:
        return
    await unit.open_for(person)
    relay = await unit.next_number("relays")
    question = unit.seal(person, f"relays.question:{relay}", ask.text)
    row = {"id": relay, "candidate": ask.candidate, "coordinator": by.somebody, "question": question, "at": by.at}
    await unit.run("add_relay", **row)
    await schedule(unit, by, consequences.of_question(relay, ask.candidate, by.now))


async def _told_in_check_in(unit: Unit, by: By, told: CheckedIn) -> None:
    await _checked_in(unit, by, told)
    await duos.checked_in(unit, by, told)


async def _checked_in(unit: Unit, by: By, told: CheckedIn) -> None:
    person = await unit.value("person_of", id=told.candidate)
    if person is None:
        return
    await unit.open_for(person)
    note = unit.seal(person, note_place(told.duo, told.candidate, told.wave), told.note)
    await unit.run(
        "add_check_in", duo=told.duo, candidate=told.candidate, wave=told.wave, at=by.at,
        met=told.met, hours=told.hours, mood=told.mood, note=note, safe=told.safe,
    )  # fmt: skip


async def _reach(unit: Unit, by: By, reach: Reach) -> None:
    reachable = reach.reachable
    await unit.run("set_reachable", person=by.person, reachable=reachable)
    if reachable:
        await unit.run("revive_letters", person=by.person, now=by.at)
        return
    await unit.run("park_letters", person=by.person, reason="unreachable")


async def _forget_whom(unit: Unit, by: By, whom: Forget) -> None:
    await _forget(unit, by if whom.candidate is None else await _at_request(unit, by, whom.candidate))


async def _forget(unit: Unit, by: By) -> None:
    """Rows, letters, what is on its way about them, and their key: the copies that are left are illegible."""
    await duos.leave(unit, by, by.person)
    await _forget_elsewhere(unit, by.person)
    for name in ERASED:
        await unit.run(name, person=by.person)
    await unit.run("add_erased", person=by.person, at=by.at)


async def _forget_elsewhere(unit: Unit, person: int) -> None:
    """Letters to others that name them, and updates of theirs that nobody knew the sender of."""
    names = [one.name for one in (await persons(unit, [person])).values() if one.name != GONE]
    others = [row["person"] for row in await unit.all("readers_about", person=person)]
    await unit.open_for(HOUSE, *others)
    for row in await unit.all("letters_to", persons=str(others)):
        if any(name in unit.unseal(row["person"], letter_place(row["id"]), row["letter"]) for name in names):
            await unit.run("drop_letter", id=row["id"])
    mine = await whoever(unit, [], [person])
    chats = [str(one.chat) for one in mine if one.chat]
    for row in await unit.all("nobodys_quarantine"):
        raw = unit.unseal(HOUSE, f"quarantine.raw:{row['id']}", row["raw"])
        if any(part in raw for part in (*names, *chats)):
            await unit.run("drop_quarantine", id=row["id"])


WRITERS: Mapping[type[Effect], Writer] = {
    Consent: _consent, Submit: _submit, Unmet: _unmet, Redeem: _redeem, Join: _join, Guard: _minors, Relink: _minors,
    Unguard: _minors, Vouch: _minors, Unvouch: _minors, Screened: _minors, Appoint: _restaff, Dismiss: _restaff,
    Decide: _decided, PassOn: _decided, Withdraw: _decided, Ask: _carry, Reply: _carry, CheckedIn: _told_in_check_in,
    Correct: _correct, Look: _look, ToldOfNew: _told_of_new, ScheduledMessage: schedule, Reach: _reach,
    Forget: _forget_whom, **dict.fromkeys(typing.get_args(duos.Life), duos.live),
}  # fmt: skip

__all__ = ["WRITERS", "By", "apply", "schedule"]
