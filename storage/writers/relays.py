"""A coordinator's question and its answer, carried."""

from programme import consequences
from programme.effects import (
    Ask,
    Reply,
)
from storage.store import Unit
from storage.writers.scheduled import By, send_later


async def reply(unit: Unit, by: By, effect: Reply) -> None:
    asked = await unit.one("relay", id=effect.relay)
    if asked is None:
        return
    await unit.open_for(asked["person"])
    answer = unit.seal(asked["person"], f"relays.answer:{effect.relay}", effect.text)
    row = await unit.one("answer_relay", id=effect.relay, answer=answer, at=by.at)
    if row and row["coordinator"]:
        told = consequences.of_reply(effect.relay, row["candidate"], row["coordinator"], by.now)
        await send_later(unit, by, told)


async def ask(unit: Unit, by: By, ask: Ask) -> None:
    person = await unit.value("person_of", id=ask.candidate)
    if person is None:
        return
    await unit.open_for(person)
    relay = await unit.next_number("relays")
    question = unit.seal(person, f"relays.question:{relay}", ask.text)
    row = {"id": relay, "candidate": ask.candidate, "coordinator": by.somebody, "question": question, "at": by.at}
    await unit.run("add_relay", **row)
    await send_later(unit, by, consequences.of_question(relay, ask.candidate, by.now))
