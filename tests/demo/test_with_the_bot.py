"""The page as somebody tries it: the real bot beside it, begun, talked to, its plug pulled, and gone on with."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from test_page import CHROMIUM, SWITCHES, phone, say

from demo.client import LocalTelegram

playwright = pytest.importorskip("playwright.sync_api")
expect = playwright.expect
ROOT = Path(__file__).parents[2]
PATIENCE = 20_000  # milliseconds for a bot that starts
pytestmark = [
    pytest.mark.apart,
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="Debian's chromium is not installed"),
]


@pytest.fixture
def demo() -> Iterator[LocalTelegram]:
    known = {k: v for k, v in os.environ.items() if not k.startswith("DUOBOT_")}
    command = [sys.executable, "-m", "demo.run", "--no-browser", "--port", "0", "--empty"]
    with subprocess.Popen(command, cwd=ROOT, env=known, stdout=subprocess.PIPE, text=True) as running:
        try:
            yield LocalTelegram(re.search(r"http://\S+", running.stdout.readline()).group())
        finally:
            running.terminate()


@pytest.fixture
def page(demo: LocalTelegram) -> Iterator[object]:
    with playwright.sync_playwright() as started:
        chromium = started.chromium.launch(executable_path=str(CHROMIUM), args=SWITCHES)
        page = chromium.new_page(viewport={"width": 1440, "height": 900}, locale="en-GB")
        wrong: list[str] = []
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.goto(demo.url)
        page.wait_for_selector("html[data-ready=yes]")
        yield page
        chromium.close()
    assert wrong == []


def says(one, words: str) -> None:
    """The last thing that the bot says on this screen."""
    expect(one.locator(".theirs .text").last).to_contain_text(words, timeout=8000)


def taps(one, label: str) -> None:
    one.locator(".theirs .key", has_text=label).last.click()


def test_a_newcomer_goes_on_where_the_plug_was_pulled(page, demo: LocalTelegram) -> None:
    on, rania = page.locator("#plug-state"), phone(page, "newcomer")
    expect(on).to_have_attribute("data-state", "on", timeout=PATIENCE)
    rania.locator(".start").click()
    says(rania, "Choose your language")
    for label, answer in (
        ("English", "Who are you?"), ("I look for a buddy", "what do we do with your answers?"),
        ("Yes, that is fine", "May we count you?"), ("Yes, count me", "What shall we call you?"),
    ):  # fmt: skip
        taps(rania, label)
        says(rania, answer)
    expect(rania.locator(".theirs .text").first).to_contain_text("✅ English")

    before = demo.state()["house"]["pid"]
    page.get_by_role("button", name="Pull the plug").click()
    expect(on).not_to_have_attribute("data-state", "on")
    say(rania, "Rania")  # into the silence
    expect(on).to_have_attribute("data-state", "on", timeout=PATIENCE)
    assert demo.state()["house"]["pid"] != before
    says(rania, "How old are you?")
    taps(rania, "26–40")
    says(rania, "In which municipality")
    say(rania, "2800")
    says(rania, "nationality")
    expect(rania.locator(".theirs .text", has_text="How old are you?")).to_have_count(1)
    expect(rania.locator(".mine .ticks").last).to_have_attribute("data-state", "read")
    expect(phone(page, "volunteer").locator(".message")).to_have_count(0)
    assert demo.complaints() == []
