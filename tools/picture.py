"""The first picture of the README: three phones at work, taken from the running demo.

python -m tools.picture docs/demo.png      # needs Debian's chromium
"""

import re
import subprocess
import sys
import time
from pathlib import Path

from playwright.sync_api import sync_playwright

from demo.client import LocalTelegram, Phone, buttons_of

CHROMIUM = "/usr/bin/chromium"
QUIET = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync", "--no-first-run")
RANIA = (
    ":language:ar", ":side:newcomer", ":take_part:yes", ":counted:yes", "Rania", ":age:26-40", "Mechelen",
    ":nationality:+SY", ":nationality:done", ":tongues:+ar", "=native", ":tongues:done", ":dutch:A2", ":since:2024",
    ":free:+3-evening", ":free:+6-morning",
)  # fmt: skip
JORIS = (
    ":language:nl", ":side:volunteer", ":take_part:yes", ":counted:yes", "Joris", ":age:41-64", "2800",
    ":nationality:+MA", ":nationality:done", ":tongues:+fr", "=well", ":tongues:done", ":gender:man",
    ":free:+3-evening", ":free:done", ":interests:+cooking", ":interests:+walking",
)  # fmt: skip


def gives(phone: Phone, what: str) -> None:
    """Tap what ends so, or type it."""
    if what[0] not in ":=":
        phone.waits_for_answer()
        phone.says(what)
        return
    phone.waits_until(lambda: bool(ending(phone, what)), f"no button {what}")
    message, data = ending(phone, what)[-1]
    phone.does("taps", message_id=message, data=data)


def ending(phone: Phone, what: str) -> list[tuple[int, str]]:
    found = ((m["message_id"], b["callback_data"]) for m in phone.messages() for row in buttons_of(m) for b in row)
    return [(message, data) for message, data in found if data.endswith(what)]


def play(telegram: LocalTelegram) -> None:
    phones = {phone.name: phone for phone in telegram.phones()}
    mieke = phones["Mieke"]
    mieke.starts(next(p["link"] for p in telegram.ask("GET", "/sim/phones") if p["role"] == "coordinator"))
    for what in (":language:nl", "Mieke"):
        gives(mieke, what)
    mieke.presses(mieke_key(mieke))
    for phone, script in ((phones["Rania"], RANIA), (phones["Joris"], JORIS)):
        phone.starts()
        for what in script:
            gives(phone, what)
    queue = mieke.waits_for("3 nieuwe", 20)
    card = next(b["callback_data"] for row in buttons_of(queue) for b in row if "Selmo" in b["text"])
    mieke.does("taps", message_id=queue["message_id"], data=card)
    mieke.waits_for("Vrije tijd")


def mieke_key(phone: Phone) -> str:
    phone.waits_until(lambda: bool(phone.keys()), "no keyboard")
    return phone.keys()[0]


def main(target: Path) -> None:
    demo = subprocess.Popen(
        [sys.executable, "-m", "demo.run", "--port", "0", "--no-browser"], stdout=subprocess.PIPE, text=True
    )
    try:
        assert demo.stdout is not None
        url = re.findall(r"http\S+", demo.stdout.readline())[0]
        play(LocalTelegram(url))
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
            page = browser.new_page(viewport={"width": 1360, "height": 860}, device_scale_factor=1.5)
            page.goto(url)
            time.sleep(2)
            page.screenshot(path=target)
            browser.close()
    finally:
        demo.terminate()
        demo.wait(10)


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "docs/demo.png"))
