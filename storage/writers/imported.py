"""Somebody whom a list names comes in: accepted, reached in no chat, in no figures, with no news of it."""

from datetime import datetime

import msgspec

from programme.effects import Consent, Submit
from programme.model import Status
from storage import reads
from storage.rows import text_of
from storage.store import Unit
from storage.writers.candidates import consent
from storage.writers.scheduled import By

# A yes on paper, to words that we don't know. Another purpose than any notice of ours, so they are asked again; and it
# sorts before them all, so that it shows nobody anything that only a later notice spoke of.
ON_PAPER = "0-paper"


async def enrol(unit: Unit, by: By, sent: Submit, since: datetime, agreed: bool) -> int:
    """A person and their file, in the language of `by`; they wait since that moment. Returns the person's number."""
    person, id = await reads.enrol(unit, by.now), await unit.next_number("candidates")
    answers = unit.seal(person, f"candidates.answers:{id}", msgspec.json.encode(dict(sent.answers)).decode())
    await unit.run(
        "add_candidate", id=id, person=person, side=sent.side, programme=sent.programme, language=by.language,
        municipality=sent.answers["municipality"], answers=answers, counted=sent.counted, at=text_of(since),
    )  # fmt: skip
    await unit.run("decide", id=id, status=Status.ACCEPTED, by=by.somebody, reason="", at=by.at, until=None)
    if agreed:
        await consent(unit, By(person, since, by.language, has_file=False), Consent("take-part", True, ON_PAPER))
    return person
