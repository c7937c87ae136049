"""At every question, each kind of message that is no answer: the same question again, and nothing changed."""

import pytest

from tests.conversations import ear, runner
from tests.conversations.phone import leads_on

NO_ANSWERS = (
    *(f"sends {kind}" for kind in runner.SENT), "forwards hello", "edits hello", "shares another number",
    "says /nonsense", "says /help", "says /privacy", "says /language", "says /status", "says /",
)  # fmt: skip
CASTS = {
    "newcomer": {"phone": "en", "newcomer": "Mechelen", "until": "language"},
    "newcomer-far-away": {"phone": "fr", "newcomer": "Lier", "until": "language"},
    "volunteer": {"phone": "uk", "volunteer": "Mechelen", "until": "language"},
    "volunteer-ar": {"phone": "ar", "volunteer": "Mechelen", "until": "language"},
}


@pytest.mark.parametrize("who", CASTS)
async def test_no_slip_changes_anything(who):
    ear.listen()
    async with runner.database() as store:
        stage = runner.Stage({"cast": {"Amina": CASTS[who]}}, store)
        await stage.prepare()
        side = who.partition("-")[0]
        cast = {"phone": CASTS[who]["phone"], "side": side, "town": CASTS[who][side]}
        walked = await walk(stage, cast)
    assert len(walked) > 17


async def walk(stage: runner.Stage, cast: dict) -> list[str]:
    """Slip in every way at each question, then answer it."""
    walked: list[str] = []
    while (top := (await stage._session("Amina")).top) is not None:
        walked.append(top.at)
        for slip in NO_ANSWERS:
            await slips(stage, slip)
            now = (await stage._session("Amina")).top
            assert (now.at, now.answers) == (top.at, top.answers), f"{slip} at {top.at}: {stage.notes[-3:]}"
        await stage._answer("Amina", top.at, cast)
        await stage._check_all()
    return walked


async def slips(stage: runner.Stage, slip: str) -> None:
    """It is answered, by something to go on with."""
    stage._clear()
    stage.post.fresh.clear()
    phone = stage.by_name["Amina"]
    await stage.act("Amina", slip)
    assert phone.unread, f"no answer to {slip}"
    assert leads_on(phone.last), f"after {slip}: {phone.last.text}"
    assert not stage.post.faults, stage.post.faults
