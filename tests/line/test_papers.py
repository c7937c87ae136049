"""The papers of a duo, by command."""

import asyncio
from pathlib import Path

from programme.model import Side
from storage.store import Store
from tests.line.typed import Line
from tests.storage.office import candidate


async def _somebody(line: Line, where: str) -> None:
    store = await Store.open(line.environment["DUOBOT_DATABASE"])
    await candidate(store, 910_001, Side.NEWCOMER, "Rania", programme=where)
    await store.close()


def test_a_paper_is_written_and_a_number_that_is_not_there_is_named(line: Line, tmp_path: Path) -> None:
    file, where = tmp_path / "bewijs.pdf", line.programme()
    code, said = line.fails("paper", "99", "-o", str(file))
    assert (code, file.exists()) == (66, False) and "number 99" in said
    asyncio.run(_somebody(line, where))
    done = line.types("paper", "1", "-o", str(file))
    assert done.returncode == 0, done.stderr
    assert file.read_bytes().startswith(b"%PDF")
    assert "Rania" not in done.stdout + done.stderr
    code, said = line.fails("paper", "1", "-o", str(tmp_path / "nowhere" / "x.pdf"))
    assert code == 74 and "can't be written" in said
