"""What people open in a browser can be read by everybody: WCAG 2.2 AA, as far as axe can tell, also in the dark."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bot.runtime.attachments import Kept, page
from programme.message import Phrase
from tests.evaluation import flanders
from tests.line.typed import Line

playwright = pytest.importorskip("playwright.sync_api")
axe = pytest.importorskip("axe_playwright_python.sync_playwright")
CHROMIUM = Path("/usr/bin/chromium")
pytestmark = [
    pytest.mark.apart,
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="Debian's chromium is not installed"),
]
TILES = (".tiles .dark", ".tiles li:not(.dark)", ".tiles li:has-text('–')")  # many, few, no figure of this province
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}


@pytest.fixture(scope="module")
def browser() -> Iterator[object]:
    with playwright.sync_playwright() as started:
        chromium = started.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox", "--disable-gpu"])
        yield chromium
        chromium.close()


def faults(browser, file: Path, drawn: tuple[str, ...] = ("h1",)) -> str:
    """What axe finds in this file, light or dark, where something is `drawn` of each that was to be looked at."""
    for scheme in ("light", "dark"):
        context = browser.new_context(color_scheme=scheme, viewport={"width": 400, "height": 800})
        sheet = context.new_page()
        asked: list[str] = []
        sheet.on("request", lambda request: asked.append(request.url))
        sheet.goto(file.as_uri())
        for kind in drawn:
            assert sheet.locator(kind).first.is_visible(), f"no {kind} to look at"
        found = axe.Axe().run(sheet, options=RULES)
        context.close()
        assert asked == [file.as_uri()], "nothing is loaded from elsewhere"
        if found.violations_count:
            return found.generate_report()
    return ""


def test_the_overview(browser, tmp_path: Path) -> None:
    line = Line(tmp_path)
    flanders.build(line.database, towns=10)
    assert line.types("declare", "import", "--published", "--yes").returncode == 0
    for language in ("nl", "en"):
        file = tmp_path / f"{language}.html"
        words = ("--language", language, "--audience", "public", "--from", "2025", "-o", str(file))
        done = line.types("overview", "--format", "html", *words)
        assert done.returncode == 0, done.stderr
        assert not faults(browser, file, TILES)


def test_somebodys_own_file(browser, tmp_path: Path) -> None:
    now = datetime(2026, 11, 24, 12, tzinfo=UTC)
    told = (("name", "Rania"), ("age", Phrase("age.26-40")), ("hopes", "praten over 3 <b>dingen</b>"))
    kept = Kept(now, told, ({"kind": "take-part", "given": 1, "at": "2026-11-01T10:00:00Z"},),
                (("Els", "Samen", date(2026, 11, 3)),), ())  # fmt: skip
    for language in ("nl", "ar"):
        file = tmp_path / f"{language}.html"
        file.write_bytes(page(kept, language).content)
        assert "&lt;b&gt;dingen" in file.read_text(encoding="utf-8")
        assert not faults(browser, file)
