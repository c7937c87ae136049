"""Effects become rows: the only writer of the domain. Applying the same effect again changes nothing more
where that can be, so that a batch that failed may be tried chat by chat."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import assert_never

import msgspec

from programme import rhythm
from programme.effects import (
    Ask,
    Begin,
    CheckedIn,
    Consent,
    Decide,
    Effect,
    Forget,
    FormDuo,
    Join,
    PassOn,
    Reach,
    Redeem,
    Reply,
    Say,
    Settled,
    Speak,
    Stop,
    Submit,
    Toast,
    Unmet,
    Wake,
    Withdraw,
)
from storage.rows import text_of
from storage.store import Unit

GATHER = timedelta(seconds=2)  # newcomers who come together are told of together
ERASED = (
    "forget_candidates", "forget_relays", "forget_notes", "forget_told", "forget_wakes",
    "forget_file", "forget_letters", "forget_quarantine", "forget_consents", "forget_journal",
    "forget_decider", "forget_former", "forget_asker", "forget_coordinator", "forget_invitation",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class By:
    """Whose effect, when, and in which language the person reads."""

    chat: int
    now: datetime
    language: str

    @property
    def at(self) -> str:
        return text_of(self.now)


async def apply(unit: Unit, by: By, effect: Effect) -> None:  # noqa: C901, PLR0912  # one arm an effect
    match effect:
        case Consent(kind, given, wording):
            await unit.run(
                "add_consent", chat=by.chat, kind=kind, given=given, wording=wording, language=by.language, at=by.at
            )
        case Submit():
            await _submit(unit, by, effect)
        case Unmet(nis, side):
            await unit.run("add_unmet", nis=nis, side=side, month=by.at[:7])
        case Redeem(hash):
            await unit.run("redeem", hash=hash, chat=by.chat, at=by.at)
        case Join(programme, name, phone):
            await unit.run("join_programme", programme=programme, chat=by.chat, name=name, phone=phone, at=by.at)
            await wake(unit, by, Wake("new", by.now + GATHER, f"new:{programme}", chat=by.chat))
        case Decide() | PassOn() | Withdraw() | FormDuo():
            await _decided(unit, by, effect)
        case Ask() | Reply():
            await _carry(unit, by, effect)
        case CheckedIn():
            await _checked_in(unit, by, effect)
        case Wake():
            await wake(unit, by, effect)
        case Reach(reachable):
            await _reach(unit, by, reachable)
        case Forget():
            await _forget(unit, by)
        case Say() | Toast() | Settled() | Speak() | Begin() | Stop():
            pass  # letters, touches and the session are the engine's
        case _:
            assert_never(effect)
    await _note(unit, by, effect)


async def _note(unit: Unit, by: By, effect: Effect) -> None:
    """The journal of decisions: who did what to which number, never in which words."""
    if isinstance(effect, Decide | PassOn | FormDuo | Join | Withdraw | Forget):
        actor = None if isinstance(effect, Forget) else by.chat
        object = str(getattr(effect, "candidate", getattr(effect, "programme", "")))
        await unit.run("add_journal", at=by.at, actor=actor, action=type(effect).__name__, object=object)


async def _submit(unit: Unit, by: By, sent: Submit) -> None:
    answers = dict(sent.answers)
    await _part(unit, by)
    await unit.run("withdraw_earlier", chat=by.chat, at=by.at)
    row = {
        "chat": by.chat, "side": sent.side, "programme": sent.programme, "name": answers["name"],
        "language": by.language, "municipality": answers["municipality"], "counted": sent.counted, "at": by.at,
    }  # fmt: skip
    id = await unit.value("add_candidate", **row, answers=msgspec.json.encode(answers).decode())
    if sent.counted:
        await _count(unit, by, id, sent)
    await wake(unit, by, Wake("new", by.now + GATHER, f"new:{sent.programme}", programme=sent.programme))


async def _count(unit: Unit, by: By, candidate: int, sent: Submit) -> None:
    a = sent.answers
    fact = await unit.value(
        "add_fact", candidate=candidate, side=sent.side, programme=sent.programme,
        municipality=a["municipality"], year=rhythm.local_day(by.now).year, age=a.get("age"), dutch=a.get("dutch"),
    )  # fmt: skip
    nationalities = a.get("nationality") or []
    await unit.many("add_fact_nationality", ({"fact": fact, "code": c} for c in nationalities))
    spoken = (a.get("tongues") or {}).items()
    await unit.many("add_fact_tongue", ({"fact": fact, "code": t, "level": v} for t, v in spoken))


async def _decided(unit: Unit, by: By, effect: Decide | PassOn | Withdraw | FormDuo) -> None:
    match effect:
        case Decide(candidate, status, name, reason):
            await unit.run("decide", id=candidate, status=status, by=name, reason=reason, at=by.at)
        case PassOn(candidate, programme, passed_from):
            await unit.run("pass_on", id=candidate, programme=programme, passed_from=passed_from)
            await unit.run("untell", id=candidate)
        case Withdraw(candidate):
            await _part(unit, by)
            await unit.run("withdraw", id=candidate, at=by.at)
        case FormDuo():
            await _form(unit, by, effect)


async def _form(unit: Unit, by: By, duo: FormDuo) -> None:
    newcomer = await unit.one("candidate", id=duo.newcomer)
    if newcomer is None:
        return
    id = await unit.value("add_duo", programme=newcomer["programme"], by=duo.by, at=by.at)
    due = rhythm.check_in_due(by.now)
    for candidate, side in ((duo.newcomer, "newcomer"), (duo.volunteer, "volunteer")):
        await unit.run("add_member", duo=id, candidate=candidate, side=side)
        await unit.run("set_matched", id=candidate, at=by.at)
        await wake(unit, by, Wake("paired", by.now, f"paired:{id}", {"duo": id}, candidate=candidate))
        await wake(unit, by, Wake("checkin", due, f"checkin:{id}:1", {"duo": id, "wave": 1}, candidate=candidate))


async def _carry(unit: Unit, by: By, effect: Ask | Reply) -> None:
    if isinstance(effect, Ask):
        coordinator = await unit.all("coordinators_of", chats=f"[{by.chat}]")
        name = coordinator[0]["name"] if coordinator else ""
        relay = await unit.value(
            "add_relay", candidate=effect.candidate, coordinator=by.chat, by=name, question=effect.text, at=by.at
        )
        payload = {"relay": relay, "from": name}
        await wake(unit, by, Wake("relay", by.now, f"relay:{relay}", payload, candidate=effect.candidate))
        return
    row = await unit.one("answer_relay", id=effect.relay, answer=effect.text, at=by.at)
    if row:
        payload = {"relay": effect.relay, "candidate": row["candidate"]}
        await wake(unit, by, Wake("reply", by.now, f"reply:{effect.relay}", payload, chat=row["coordinator"]))


async def _checked_in(unit: Unit, by: By, told: CheckedIn) -> None:
    await unit.run(
        "add_check_in", duo=told.duo, candidate=told.candidate, wave=told.wave, at=by.at,
        met=told.met, hours=told.hours, mood=told.mood, note=told.note,
    )  # fmt: skip


async def _reach(unit: Unit, by: By, reachable: bool) -> None:
    await unit.run("set_reachable", chat=by.chat, reachable=reachable)
    if reachable:
        await unit.run("revive_letters", chat=by.chat, now=by.at)
        return
    await unit.run("park_letters", chat=by.chat, reason="unreachable")


async def _part(unit: Unit, by: By) -> None:
    """The duos of this chat end: the other side waits again, and hears of it as the coordinator does."""
    for other in await unit.all("partners", chat=by.chat):
        left = Wake("left", by.now, f"left:{other['duo']}", {"candidate": other["id"]}, programme=other["programme"])
        await wake(unit, by, left)
        await wake(unit, by, Wake("parted", by.now, f"parted:{other['duo']}", candidate=other["id"]))
    await unit.run("end_duos", chat=by.chat, at=by.at)
    await unit.run("free_partners", chat=by.chat)


async def _forget(unit: Unit, by: By) -> None:
    await _part(unit, by)
    for name in ERASED:
        await unit.run(name, chat=by.chat)


async def wake(unit: Unit, by: By, what: Wake) -> None:
    """A row for each chat that it is for."""
    row = {
        "kind": what.kind, "key": what.key, "due": text_of(what.due),
        "payload": msgspec.json.encode(dict(what.payload)).decode(),
    }  # fmt: skip
    chats = [what.chat] if what.chat is not None else []
    if what.candidate is not None:
        chats += [r["chat"] for r in await unit.all("chat_of", id=what.candidate)]
    if what.programme is not None:
        chats += [r["chat"] for r in await unit.all("coordinator_chats", programme=what.programme)]
    await unit.many("add_wake", ({**row, "chat": chat} for chat in chats))
