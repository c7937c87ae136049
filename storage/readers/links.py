"""Invitations."""

from programme.model import Invitation, Known
from programme.queries import LinkByHash, Newcome
from storage import reads
from storage.store import Unit


async def by_hash(unit: Unit, query: LinkByHash, known: Known) -> Invitation | None:
    return await reads.invitation(unit, query.hash)


async def newcome(unit: Unit, query: Newcome, known: Known) -> bool:
    return bool(await unit.value("is_nobody", person=known.me))
