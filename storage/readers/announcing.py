"""Announcements of the staff, where whoever asks may make them."""

from programme.announcing import Announcement, Audience
from programme.model import Known
from programme.queries import AnnouncementOf, AudienceOf
from storage import reads
from storage.readers.people import where
from storage.store import Unit


async def audience(unit: Unit, query: AudienceOf, known: Known) -> Audience | None:
    return await reads.audience(unit, query.programme) if query.programme in where(known, query.may) else None


async def announcement(unit: Unit, query: AnnouncementOf, known: Known) -> Announcement | None:
    if query.programme not in where(known, query.may):
        return None
    return await reads.announcement(unit, query.programme, query.number)
