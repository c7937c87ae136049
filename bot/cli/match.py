"""`duobot match`: the best set of pairs for all who wait, as JSON or lines with reasons. Nothing is sent."""

from typing import Any

from bot.cli.operations import NotFound
from bot.clock import system_now
from bot.i18n import render
from programme.assignment import solve
from programme.matching import Verdict
from programme.message import Phrase
from programme.model import Side
from programme.preset import terms_for
from storage import reads
from storage.store import Store


async def match(store: Store, programme: str, language: str = "nl") -> dict[str, Any]:
    """Raises `NotFound` for a programme that isn't there. Ids, no names: a name would stay in a terminal."""
    async with store.unit() as unit:
        found = next((p for p in await reads.programmes(unit) if p.id == programme), None)
        if found is None:
            raise NotFound(f"programme {programme}")
        terms = terms_for(found)
        people = await reads.suitors(unit, programme, terms.screening, system_now())
    newcomers, volunteers = ([p for p in people if p.ready and p.side is side] for side in Side)
    solved = solve(newcomers, volunteers, terms, system_now())
    return {
        "programme": programme,
        "pairs": [_told(pair, language) for pair in solved.pairs],
        "newcomers_left": list(solved.newcomers_left),
        "volunteers_left": list(solved.volunteers_left),
    }


def _told(pair: Verdict, language: str) -> dict[str, Any]:
    def words(phrases: tuple[Phrase, ...]) -> list[str]:
        return [render.say(p, language) for p in phrases]

    return {
        "newcomer": pair.newcomer,
        "volunteer": pair.volunteer,
        "score": round(pair.score, 2),
        "reasons": words(pair.reasons),
        "against": words(pair.against),
    }


def lines(told: dict[str, Any]) -> list[str]:
    """The same for people: one line a pair."""
    pairs = [
        f"newcomer {p['newcomer']} + volunteer {p['volunteer']}  ({p['score']})  {' · '.join(p['reasons'])}"
        for p in told["pairs"]
    ]
    newcomers, volunteers = len(told["newcomers_left"]), len(told["volunteers_left"])
    return [*pairs, f"without a pair: {newcomers} newcomers; with a place left: {volunteers} volunteers"]
