"""Young people, their guardians and the links between them; relayed questions."""

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from programme.model import CLAIM, Guardian, Invitation, Relay
from storage import rows
from storage.reads.staff import coordinators
from storage.rows import as_json
from storage.store import Unit


def hash_of(token: str) -> str:
    """How a link's token is kept. Tokens are 128 random bits, so a plain hash can't be searched."""
    return hashlib.sha256(token.encode()).hexdigest()


def guardian(unit: Unit, row: Mapping[str, Any]) -> Guardian:
    return rows.guardian(row, unit.unseal(row["person"], contact_place(row["person"]), row["contact"]))


def contact_place(person: int) -> str:
    return f"guardians.contact:{person}"


def guarded_place(person: int) -> str:
    return f"guarded.answers:{person}"


async def relay(unit: Unit, id: int) -> Relay | None:
    row = await unit.one("relay", id=id)
    if row is None:
        return None
    await unit.open_for(row["person"])
    asker = (await coordinators(unit, [row["coordinator"]])).get(row["coordinator"]) if row["coordinator"] else None
    return rows.relay(
        row,
        unit.unseal(row["person"], f"relays.question:{id}", row["question"]),
        unit.unseal(row["person"], f"relays.answer:{id}", row["answer"]),
        asker.name if asker else "",
    )


async def invitation(unit: Unit, hash: str) -> Invitation | None:
    row = await unit.one("invitation", hash=hash)
    if row is None:
        return None
    link = rows.invitation(row)
    if link.about is None:
        return link
    if link.role == CLAIM:
        return replace(link, name=await _written_down(unit, link.about))
    return replace(link, name=(await guarded(unit, link.about))[1].get("name", ""))


async def _written_down(unit: Unit, person: int) -> str:
    """The name in somebody's latest file."""
    row = await unit.one("persons_of", persons=as_json([person]))
    await unit.open_for(person)
    place = f"candidates.answers:{row['id']}" if row else ""
    return rows.name_of(rows.answers_of(unit.unseal(person, place, row["answers"]))) if row else rows.GONE


async def guarded(unit: Unit, person: int) -> tuple[str, dict[str, Any]]:
    """The side and the answers of what waits for somebody's guardian; nothing when nothing does."""
    row = await unit.one("guarded_of", person=person)
    if row is None:
        return "", {}
    await unit.open_for(person)
    return row["side"], rows.answers_of(unit.unseal(person, guarded_place(person), row["answers"]))


async def vouched_by(unit: Unit, guardian: int) -> list[tuple[int, str, str, date]]:
    """For whom somebody said yes: number, name, programme, day."""
    found = await unit.all("vouched_by", guardian=guardian)
    await unit.open_for(*(row["person"] for row in found))
    return [
        (
            row["person"],
            rows.answers_of(unit.unseal(row["person"], f"candidates.answers:{row['id']}", row["answers"])).get("name")
            or rows.GONE,
            row["programme"],
            rows.moment_of(row["at"]).date(),
        )
        for row in found
    ]


async def guardian_of(unit: Unit, person: int) -> Guardian | None:
    """Who said yes for this young person."""
    row = await unit.one("guardians_of", persons=as_json([person]))
    await unit.open_for(person)
    return guardian(unit, row) if row else None
