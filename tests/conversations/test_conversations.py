"""Every dialogue in this folder, found by itself; whoever reads it knows what the bot promises."""

import pytest
import pytest_asyncio

from bot.i18n import render
from programme.model import LANGUAGES
from tests.conversations import ear, runner
from tests.words.test_catalogues import forms, messages, named


@pytest.mark.parametrize("path", runner.dialogues(), ids=lambda p: p.stem)
async def test_dialogue(path):
    result = await runner.played(path)
    assert not result.failure, "\n" + result.failure


@pytest_asyncio.fixture
async def plays() -> list[runner.Played]:
    """What became of every dialogue: played before in this file, or now."""
    return [await runner.played(path) for path in runner.dialogues()]


async def test_every_message_leads_on(plays):
    """The last message of a chat has a button, asks something, or names a command."""
    ends = [end for play in plays for end in play.dead_ends]
    assert not ends, "\n" + "\n".join(sorted(set(ends)))


@pytest.mark.slow
async def test_past_the_planned_end_the_coordinator_looks_once_in_four_weeks():
    """The dialogue's own days, while nobody does anything: from the last question to the coordinator's."""
    play = runner.read(runner.FOLDER / "duo" / "the_planned_end.toml")
    last = next(i for i, turn in enumerate(play["turns"]) if turn.get("Els") == "hears")
    ear.listen()
    async with runner.database() as store:
        stage = runner.Stage(play, store)
        await stage.prepare()
        for turn in play["turns"][: last - 2]:
            await stage.turn(turn)
        stage.notes.clear()
        for _ in range(28):
            await stage.turn({"time": "a day later"})
    assert sum("het geplande einde is voorbij" in note for note in stage.notes) == 1


async def test_every_key_is_spoken_in_a_dialogue(plays):
    spoken = {*ear.SPOKEN, *ear.ELSEWHERE}
    never = sorted(key for key in render.keys() - spoken if not key.startswith(ear.PAIRING))
    assert not never, "\n".join(never)


async def test_every_placeholder_is_given(plays):
    """Whatever a language's text asks for, whoever says it gives."""
    for key, givens in ear.SPOKEN.items():
        for language in LANGUAGES:
            wanted = named(forms(messages(language)[key])) if key in messages(language) else set()
            for given in givens:
                assert wanted <= given, f"{key} in {language} wants {wanted - given}"
