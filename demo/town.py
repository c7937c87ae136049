"""The town is not empty: a few people who signed up some days ago wait already.

They are written with the product's own effects, so they are in the queue as if they had sent an intake.
Names are invented. Their phones are real phones of the local Telegram, though nobody holds them.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from programme.effects import Consent, Submit
from programme.model import Side
from storage import reads
from storage.store import Store
from storage.writers import apply
from storage.writers.scheduled import By

MECHELEN = "12025"


@dataclass(frozen=True)
class Townsperson:
    name: str
    language: str
    side: Side
    days: int  # since they signed up
    answers: dict[str, Any]


PEOPLE = (
    Townsperson("Selmo", "en", Side.NEWCOMER, 16, {
        "age": "26-40", "nationality": ["ER"], "tongues": {"ti": "native", "en": "well"}, "dutch": "A2", "since": 2023,
        "free": ["3-evening", "6-afternoon"], "interests": ["football", "cooking"],
        "hopes": "Someone to talk with after work", "buddy_age": "any", "buddy_gender": "any", "children": "no",
        "forty": "yes", "reach": None,
    }),
    Townsperson("Anouri", "fr", Side.NEWCOMER, 4, {
        "age": "41-64", "nationality": ["CD"], "tongues": {"fr": "native", "ln": "native"},
        "dutch": "A1", "since": 2024,
        "free": ["1-morning", "2-morning", "4-morning"], "interests": ["walking", "music", "children"],
        "hopes": "Parler néerlandais avec une autre maman", "buddy_age": "any", "buddy_gender": "woman",
        "children": "yes", "forty": "unknown", "reach": None,
    }),
    Townsperson("Wiebren", "nl", Side.VOLUNTEER, 9, {
        "age": "65+", "nationality": ["BE"], "tongues": {"nl": "native", "en": "daily"}, "gender": "man",
        "free": ["1-morning", "3-evening"], "interests": ["walking", "cooking", "nature"], "how_many": "2",
        "how_often": "weekly", "experience": "yes", "motivation": "Ik heb tijd en ik leer graag mensen kennen",
        "reach": None, "note": "yes", "screening": "yes",
    }),
)  # fmt: skip


async def move_in(database: str, programme: str, chats: dict[str, int], now: datetime) -> None:
    """Everybody's file, with the days that they have waited; `chats` are their phones by name."""
    store = await Store.open(database)
    try:
        async with store.unit() as unit:
            for one in PEOPLE:
                since = now - timedelta(days=one.days)
                by = By(await reads.person_at(unit, chats[one.name], since), since, one.language)
                await apply(unit, by, Consent("take-part", True, "demo"))
                answers = {"name": one.name, "municipality": MECHELEN, "programme": programme, **one.answers}
                await apply(unit, by, Submit(one.side, programme, answers, counted=True))
                await unit.run("add_known_person", person=by.person, language=one.language, at=by.at)
    finally:
        await store.close()
