"""Every dialogue in this folder, found by itself; whoever reads it knows what the bot promises."""

import pytest

from tests.conversations import runner


@pytest.mark.parametrize("path", runner.dialogues(), ids=lambda p: p.stem)
async def test_dialogue(path):
    result = await runner.played(path)
    assert not result.failure, "\n" + result.failure


async def test_every_message_leads_on():
    """The last message of a chat has a button, asks something, or names a command."""
    ends = [end for path in runner.dialogues() for end in (await runner.played(path)).dead_ends]
    assert not ends, "\n" + "\n".join(sorted(set(ends)))
