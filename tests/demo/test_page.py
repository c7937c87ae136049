"""The three phones in a real browser: by mouse, by keyboard alone, right to left, small and dark."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from demo.client import LocalTelegram

playwright = pytest.importorskip("playwright.sync_api")
expect = playwright.expect
CHROMIUM = Path("/usr/bin/chromium")
pytestmark = [
    pytest.mark.apart,
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="Debian's chromium is not installed"),
]
SWITCHES = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
PEOPLE = [("newcomer", "Rania", "ar"), ("volunteer", "Joris", "nl"), ("coordinator", "Mieke", "nl")]


@pytest.fixture(scope="module")
def browser() -> Iterator[object]:
    with playwright.sync_playwright() as started:
        chromium = started.chromium.launch(executable_path=str(CHROMIUM), args=SWITCHES)
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser, telegram: LocalTelegram, echo, request):
    for role, name, language in PEOPLE:
        telegram.phone(name, language, role=role, phone="32499000000", link="invitation" if role[0] == "c" else "")
    options = {"viewport": {"width": 1440, "height": 900}, "locale": "en-GB", **getattr(request, "param", {})}
    context = browser.new_context(**options)
    context.set_default_timeout(8000)
    page = context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
    page.goto(telegram.url)
    page.wait_for_selector("html[data-ready=yes]")
    yield page
    context.close()
    assert wrong == []
    assert telegram.complaints() == []


def phone(page, role: str):
    return page.locator(f".phone[data-role={role}]")


def begin(page, role: str):
    one = phone(page, role)
    one.locator(".start").click()
    expect(one.locator(".theirs .text").first).to_contain_text("Welcome")
    return one


def say(one, text: str) -> None:
    one.locator("textarea").fill(text)
    one.locator(".send").click()


def test_three_phones_say_who_they_are(page):
    expect(page.locator(".phone:visible")).to_have_count(3)
    expect(page.locator(".role")).to_have_text(["Newcomer", "Volunteer", "Coordinator"])
    expect(phone(page, "newcomer").locator(".welcome p")).to_have_text("A tiny bot that says what you say.")
    page.get_by_role("button", name="Nederlands").click()
    expect(page.locator(".role")).to_have_text(["Nieuwkomer", "Vrijwilliger", "Coördinator"])


def test_a_start_sends_the_invitation(page):
    one = begin(page, "coordinator")
    expect(one.locator(".mine .text").first).to_have_text("/start invitation")
    expect(one.locator(".theirs b").first).to_have_text("Welcome")


def test_a_tap_edits_in_place(page):
    one = begin(page, "volunteer")
    bubble = one.locator(".theirs").first
    bubble.evaluate("node => { node.marked = true; }")
    bubble.get_by_role("button", name="Count (0)").click()
    expect(bubble.locator(".text")).to_have_text("Counted 1")
    expect(one.locator(".toast")).to_have_text("Got count:1")
    assert bubble.evaluate("node => node.marked") is True
    expect(one.locator(".message")).to_have_count(2)
    expect(one.locator("[aria-busy=true]")).to_have_count(0)
    bubble.get_by_role("button", name="العربية").click()
    expect(page.get_by_role("dialog")).to_contain_text("Got ar")
    page.get_by_role("button", name="Close").click()


def test_ticks_typing_files_and_keys(page):
    one = begin(page, "volunteer")
    expect(one.locator(".mine .ticks").first).to_have_attribute("data-state", "read")
    say(one, "type")
    expect(one.locator(".typing")).to_be_visible()
    say(one, "file")
    with page.expect_download() as download:
        one.locator(".file").click()
    assert Path(download.value.path()).read_text() == '{"name": "you"}'
    say(one, "number")
    one.locator(".keys").get_by_role("button", name="Share my number").click()
    expect(one.locator(".theirs .text").last).to_have_text("Thank you, 32499000000")
    expect(one.locator(".keys")).to_be_hidden()
    one.locator(".slash").click()
    one.get_by_role("button", name="/help").click()
    expect(one.locator(".theirs .text").last).to_have_text("You said: /help")


def test_the_menu_of_a_phone(page):
    one = begin(page, "newcomer")
    menu = one.get_by_role("button", name="More with this phone")
    menu.click()
    page.keyboard.press("Enter")
    expect(one.locator(".sticker")).to_be_visible()
    menu.click()
    one.get_by_role("button", name="Block the bot", exact=True).click()
    expect(one.locator(".gone")).to_contain_text("You have blocked the bot.")
    one.locator(".gone button").click()
    expect(one.locator("textarea")).to_be_visible()
    menu.click()
    one.get_by_role("button", name="Be somebody else").click()
    expect(phone(page, "newcomer").locator(".name")).to_have_text("Samira")
    expect(phone(page, "newcomer").locator(".start")).to_be_visible()


def test_arabic_runs_from_right_to_left(page):
    one = begin(page, "newcomer")
    say(one, "arabic")
    text = one.locator(".theirs .text").last
    expect(text).to_contain_text("أهلا")
    assert text.evaluate("node => getComputedStyle(node).direction") == "rtl"
    assert one.locator(".screen").get_attribute("dir") == "rtl"
    mine, theirs = one.locator(".mine").first.bounding_box(), one.locator(".theirs").first.bounding_box()
    assert mine["x"] < theirs["x"]
    one.locator("select").select_option("en")
    expect(one.locator(".screen")).to_have_attribute("dir", "ltr")


def test_by_keyboard_alone(page):
    def focused(selector: str) -> bool:
        return page.evaluate("selector => document.activeElement.matches(selector)", selector)

    for _ in range(30):
        page.keyboard.press("Tab")
        if focused(".phone[data-role=newcomer] .start"):
            break
    assert focused(".start")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    one = phone(page, "newcomer")
    expect(one.locator(".theirs")).to_have_count(1)
    expect(one.locator("textarea")).to_be_focused()
    page.keyboard.type("hello there")
    page.keyboard.press("Enter")
    expect(one.locator(".theirs .text").last).to_have_text("You said: hello there")
    expect(one.locator(".spoken")).to_have_text("You said: hello there")
    for _ in range(6):
        page.keyboard.press("Shift+Tab")
        if focused(".key"):
            break
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    assert focused(".key")
    expect(one.locator(".key:focus")).to_contain_text("Count")
    page.keyboard.press("Enter")
    expect(one.locator(".theirs .text").first).to_have_text("Counted 1")
    expect(one.locator(".key:focus")).to_have_text("Count (1)")


def test_a_reader_who_scrolled_up_stays(page, telegram):
    one = begin(page, "volunteer")
    say(one, "many")
    expect(one.locator(".theirs")).to_have_count(2)
    log = one.locator(".log")
    log.evaluate("node => { node.scrollTop = 0; }")
    joris = next(one for one in telegram.phones() if one.name == "Joris")
    last = joris.last()["message_id"]
    telegram.ask("POST", f"/sim/phones/{joris.id}/taps", {"label": "Count"})
    expect(one.locator(".theirs .text").first).to_have_text("Counted 1")
    assert log.evaluate("node => node.scrollTop") == 0
    one.locator("textarea").fill("end")
    page.keyboard.press("Enter")
    expect(one.locator(".theirs")).to_have_count(3)
    page.wait_for_function("log => log.scrollHeight - log.scrollTop - log.clientHeight < 5", arg=log.element_handle())
    assert joris.last()["message_id"] > last


@pytest.mark.parametrize("page", [{"viewport": {"width": 390, "height": 844}}], indirect=True)
def test_one_phone_at_a_time_when_narrow(page):
    expect(page.locator(".phone:visible")).to_have_count(1)
    page.locator(".switcher").get_by_role("button", name="Volunteer").click()
    expect(phone(page, "volunteer")).to_be_visible()
    begin(page, "volunteer")
    expect(page.locator(".phone:visible")).to_have_count(1)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


CONTRAST = r"""() => {
  const read = (colour) => colour.match(/[\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b].map((c) => c / 255)
    .map((c) => (c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
  const behind = (node) => {
    for (let one = node; one; one = one.parentElement) {
      const colour = read(getComputedStyle(one).backgroundColor);
      if (colour.length === 3 || colour[3] === 1) return colour;
    }
    return [255, 255, 255];
  };
  const found = [];
  for (const node of document.querySelectorAll("body *")) {
    const own = [...node.childNodes].some((child) => child.nodeType === 3 && child.textContent.trim());
    if (!own || !node.checkVisibility() || node.disabled || node.matches(".hidden, .skip, option")) continue;
    const [a, b] = [light(read(getComputedStyle(node).color)), light(behind(node))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    const what = node.textContent.slice(0, 20);
    if (ratio < 4.5) found.push(`${node.className || node.tagName} ${ratio.toFixed(2)} ${what}`);
  }
  return found;
}"""


@pytest.mark.parametrize("page", [{"color_scheme": "dark"}, {"color_scheme": "light"}], indirect=True)
def test_enough_contrast(page):
    one = begin(page, "newcomer")
    say(one, "number")
    expect(one.locator(".keys")).to_be_visible()
    begin(page, "volunteer").get_by_role("button", name="Count (0)").click()
    expect(phone(page, "volunteer").locator(".toast")).to_be_visible()
    assert page.evaluate(CONTRAST) == []
    assert re.search(r"\d\d:\d\d", page.locator("#clock").inner_text())
