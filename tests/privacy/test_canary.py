"""Distinctive names, numbers, phrases and the token go through every path of the real thing, and are nowhere to be
read afterwards: in no file, log, byte of the database, temporary file, output or line of `ps`. A leak is found."""

import base64
import contextlib
import itertools
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from people import starting, taps, walks

from demo.client import LocalTelegram, Phone, until
from tests.answers import cut, intake, says
from tests.clock import Clock
from tests.privacy import canary
from tests.privacy.canary import ARABIC, CHATS, PHONE, TOKEN, WORD, Watch, places, said

pytestmark = pytest.mark.apart

BOOM, REFUSED = "boomzz", "refusezz"  # what makes a step raise, and a letter be refused
FAULTS = f"""
import bot.channels.telegram.client as telegram, bot.runtime.engine as engine
real_step, real_markup = engine.step, telegram.markup
def step(session, arrival, known, registry):
    words = getattr(arrival.what, "text", "")
    if {BOOM!r} in words:
        raise ValueError(f"could not read {{words}} of {{arrival.chat}}: {{session}} {{known}}")
    return real_step(session, arrival, known, registry)
def markup(letter):
    wrong = {{"inline_keyboard": [[{{"text": letter.text, "callback_data": "x" * 99}}]]}}
    return wrong if {REFUSED!r} in letter.text else real_markup(letter)
engine.step, telegram.markup = step, markup
"""
LEAKS = """
import base64, subprocess, tempfile
from pathlib import Path
import bot.runtime.engine as engine
from bot import logs
real_step, real_saved = engine.step, engine.saved
def step(session, arrival, known, registry):
    words = getattr(arrival.what, "text", "")
    if words:
        logs.log("leak").warning("heard", words=words)
        subprocess.Popen(["sh", "-c", "sleep 1; true", words])
        Path(tempfile.mkdtemp(), "leak.tmp").write_bytes(words.encode("utf-16"))
        Path("leak.txt").write_bytes(base64.b64encode(b"x" + words.encode()))
    return real_step(session, arrival, known, registry)
def saved(arrival, *more):
    return {**real_saved(arrival, *more), "paused": f"{arrival.what} {arrival.chat}"}
engine.step, engine.saved = step, saved
"""
RUN = "from bot.__main__ import main; main(['run'])\n"
NEWCOMER = intake(
    "newcomer", "ar", name=says(ARABIC), municipality=says(said("stad"), "Mechelen"),
    hopes=says(f"{ARABIC} {said('hoop')}"),
)  # fmt: skip
VOLUNTEER = intake("volunteer", "nl", name=says(said("vrijwilliger")), motivation=says(said("motief")))


class House:
    """A bot with a home, a temporary folder and a working folder of its own; what it prints is kept in files."""

    def __init__(self, telegram: LocalTelegram, folder: Path, plant: str) -> None:
        self.telegram, self.folder, self.plant = telegram, folder, plant
        self.process: subprocess.Popen[bytes] | None = None
        self.printed, self.clock = itertools.count(1), Clock(folder)
        for name in ("home", "tmp", "here"):
            (folder / name).mkdir()

    @property
    def environment(self) -> dict[str, str]:
        known = {k: v for k, v in os.environ.items() if not k.startswith("DUOBOT_")}
        return {
            **known, "HOME": str(self.folder / "home"), "TMPDIR": str(self.folder / "tmp"),
            "DUOBOT_TOKEN": TOKEN, "DUOBOT_TELEGRAM_API": self.telegram.url, "DUOBOT_SEND_RATE": "0",
            "DUOBOT_HOLD_MINUTES": "0",
            "DUOBOT_DATABASE": f"sqlite:///{self.folder / 'duobot.db'}", "DUOBOT_LOG_LEVEL": "debug",
            **self.clock.settings, "DUOBOT_HUMAN": "Els", "DUOBOT_PHONE": "015 00 00 00",
        }  # fmt: skip

    def runs(self) -> None:
        log = (self.folder / "bot.log").open("ab")
        self.process = subprocess.Popen(
            [sys.executable, "-c", self.plant + RUN], cwd=self.folder / "here", env=self.environment, stdout=log,
            stderr=log,
        )  # fmt: skip

    def ends(self, sign: signal.Signals) -> None:
        if self.process and self.process.poll() is None:
            self.process.send_signal(sign)
            self.process.wait(10)

    def types(self, *words: str) -> str:
        """A command; what it prints is kept in a file, to be searched."""
        out = self.folder / f"printed-{next(self.printed)}-{words[0]}"
        with out.open("wb") as file:
            subprocess.run(
                [sys.executable, "-m", "bot", *words], cwd=self.folder / "here", env=self.environment,
                stdout=file, stderr=file, timeout=60, check=False,
            )  # fmt: skip
        return out.read_text()

    def invites(self) -> str:
        """The link for a coordinator: printed for whoever typed it, and kept nowhere."""
        where = ("--programme", "samen-inburgeren", "--role", "coordinator", "--municipality", "Mechelen")
        done = subprocess.run(
            [sys.executable, "-m", "bot", "invite", *where, "--json"], env=self.environment, capture_output=True,
            cwd=self.folder / "here", timeout=60, check=True,
        )  # fmt: skip
        return json.loads(done.stdout)["token"]

    def logs(self, words: str) -> None:
        """Waits until the log says so."""
        until(lambda: words in (self.folder / "bot.log").read_text(), 10, f"never logged: {words}")

    def phone(self, name: str, language: str) -> Phone:
        facts = {"id": CHATS[name], "phone": f"{PHONE}{CHATS[name] % 10}", "last_name": said("achternaam")}
        return self.telegram.phone(said(name), language, username=said(f"_{name}"), **facts)


@pytest.fixture
def house(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[House]:
    with LocalTelegram.start(token=TOKEN) as telegram:
        one = House(telegram, tmp_path, getattr(request, "param", FAULTS))
        yield one
        one.ends(signal.SIGKILL)


# --- the paths ------------------------------------------------------------------------------------


def joins(house: House, token: str) -> Phone:
    els = house.phone("els", "nl")
    els.starts(token)
    taps(els, ":language:nl")
    els.waits_for("Hoe heet je")
    els.says(said("coordinator"))
    els.presses("Deel mijn nummer")
    els.waits_for("Jij bent nu coördinator")
    return els


def signs_up(house: House) -> tuple[Phone, Phone]:
    """Both intakes; the process is killed twice in the middle of the second."""
    rania, joris = house.phone("rania", "ar"), house.phone("joris", "nl")
    rania.says(f"{ARABIC} {said('hallo')}")
    walks(rania, NEWCOMER)
    joris.starts()
    for part in cut(VOLUNTEER, "age", "reach"):
        walks(joris, part)
        if part[-1][0] != "send":
            house.ends(signal.SIGKILL)
            house.runs()
    joris.waits_for("Verstuurd", 20)
    return rania, joris


def stumbles(house: House, rania: Phone) -> None:
    """A step that raises with her words, an update that can't be read, a letter that is refused."""
    rania.says(f"{BOOM} {said('fout')} {ARABIC}")
    broken = {"chat": {"id": rania.id, "type": "private"}, "text": said("stuk"), "from": said("wie")}
    house.telegram.delivers_raw({"message": broken})
    house.telegram.delivers_raw({"callback_query": said("geen knop")})
    house.telegram.fails("sendMessage", "500", 1)
    house.telegram.fails("getUpdates", "reset", 1)
    rania.says("/help")
    rania.waits_for_answer(20)
    house.logs("a step failed")


def opens(els: Phone, *buttons: str) -> None:
    """From the queue on, one screen after the other."""
    for button in ("r:queue", *buttons):
        starting(els, button)
        els.waits_for_answer()


def asks(els: Phone, candidate: int, question: str) -> None:
    opens(els, f"r:card:{candidate}", f"r:ask:{candidate}")
    els.waits_for("Typ je vraag")
    els.says(question)
    els.waits_for("Doorgestuurd")


def reviewed(house: House, els: Phone, rania: Phone, joris: Phone) -> None:
    newcomer, volunteer = (c["id"] for c in json.loads(house.types("candidates", "--json")))
    asks(els, newcomer, said("vraag"))
    rania.waits_for(said("vraag"))
    rania.says(f"{said('antwoord')} {ARABIC}")
    els.waits_for(said("antwoord"))
    asks(els, newcomer, f"{said('vraag')} {REFUSED}")
    house.logs("a letter was refused")
    rania.says(said("antwoord"))
    for id in (newcomer, volunteer):
        opens(els, f"r:card:{id}", f"r:accept:{id}")
        els.waits_for("aanvaard en krijgt bericht")
    house.types("duo", "form", "--newcomer", str(newcomer), "--volunteer", str(volunteer))
    joris.waits_for(ARABIC)


def corrects(rania: Phone) -> None:
    rania.says("/mydata")
    rania.waits_for(said("hoop"))
    taps(rania, "g:file")
    rania.waits_for("[document")
    taps(rania, "g:correct")
    taps(rania, ":send:~name")
    rania.waits_for_answer()
    rania.says(said("beternaam"))
    rania.waits_for(said("beternaam"))
    taps(rania, ":send:send")


def checks_in(house: House, els: Phone, joris: Phone) -> None:
    house.clock.ahead_to_a_sending(18)
    joris.waits_for("Hoe gaat het met jou", 30)
    for ending in (":met:yes", ":hours:4", ":mood:1"):
        taps(joris, ending)
    joris.waits_for_answer()
    joris.says(said("bericht"))
    els.waits_for(said("bericht"))


def announces(house: House, given: Path, joris: Phone) -> None:
    """From a file elsewhere, which is the operator's own."""
    (given / "brief.toml").write_text(f'nl = "{said("aankondiging")} {ARABIC}"')
    house.types("announce", str(given / "brief.toml"))
    joris.waits_for(said("aankondiging"), 20)


def operated(house: House) -> None:
    """The commands that an operator types, with the bot and without; an old copy comes back."""
    copy = str(house.folder / "copy.db")
    for words in (("backup", copy), ("key", "rotate")):
        house.types(*words)
    house.ends(signal.SIGTERM)
    house.types("restore", "--yes", copy)
    looks = (("doctor", "--json"), ("config",), ("overview", "--format", "json"), ("key", "check"))
    with ThreadPoolExecutor(2) as several:
        list(several.map(lambda words: house.types(*words), looks))


@contextlib.contextmanager
def demo(house: House) -> Iterator[Path]:
    """The product's demo, started beside everything else; its log."""
    log = house.folder / "demo.log"
    command = [sys.executable, "-m", "demo.run", "--port", "0", "--no-browser", "--empty"]
    with log.open("wb") as out:
        process = subprocess.Popen(command, cwd=house.folder / "here", env=house.environment, stdout=out, stderr=out)
    try:
        yield log
    finally:
        process.terminate()
        process.wait(10)


def tries(log: Path) -> None:
    """Somebody says such things in the demo."""
    until(lambda: b"is at http" in log.read_bytes(), 20, "the demo never starts")
    phone = LocalTelegram(log.read_text().partition("is at ")[2].split()[0]).phone(said("omar"), "nl", id=CHATS["omar"])
    phone.starts()
    walks(phone, cut(VOLUNTEER, "age")[0])
    phone.waits_for_answer(20)


# --- the searches ---------------------------------------------------------------------------------


def test_nobodys_words_are_anywhere_to_be_read(
    house: House, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    town = ("--municipality", "Mechelen", "--choosing", "coordinator")
    house.types("programme", "add", "--name", "Samen Inburgeren", *town)
    token = house.invites()
    with Watch(tmp_path, canary.needles(token)) as watch, demo(house) as log:
        house.runs()
        els = joins(house, token)
        rania, joris = signs_up(house)
        stumbles(house, rania)
        reviewed(house, els, rania, joris)
        corrects(rania)
        house.types("retry")
        checks_in(house, els, joris)
        announces(house, tmp_path_factory.mktemp("given"), joris)
        rania.blocks()
        els.says(said("iets anders"))
        els.waits_for_answer()
        operated(house)
        tries(log)
    assert watch.found == set()
    printed = "".join(p.read_text() for p in tmp_path.glob("printed-*"))
    assert '"still_unreadable": 2' in printed and '"handed_in": 1' in printed, "the quarantine held something"
    assert "restored" in printed and "under the new key" in printed and '"duos"' in printed
    assert watch.looked > 100


@pytest.mark.parametrize("house", [LEAKS], indirect=True)
def test_a_leak_is_found_wherever_it_is(house: House, tmp_path: Path) -> None:
    """In the log, in clear in the database, in a temporary file, in a file beside, in the list of processes."""
    with Watch(tmp_path) as watch:
        house.runs()
        rania = house.phone("rania", "nl")
        rania.says(said("hallo"))
        taps(rania, ":language:nl")
        rania.says(said("nog iets"))
        until(lambda: len(places(watch.found)) >= 5, 15, f"only in {places(watch.found)}")
    assert {"bot.log", "duobot.db", "leak.tmp", "leak.txt", "ps"} <= places(watch.found)
    assert "duobot.db: rania's chat as number" in watch.found
    assert f"leak.txt: {WORD} as base64 of utf-8" in watch.found


@pytest.mark.parametrize("stem", [WORD, ARABIC, PHONE, TOKEN])
@pytest.mark.parametrize("before", ["", "x", "xx", "een zin met "])
def test_every_form_is_found_in_the_middle_of_something_else(stem: str, before: str) -> None:
    text = f"{before}{stem} en meer"
    written = {
        "utf-8": text.encode(), "utf-16": text.encode("utf-16"), "escaped": json.dumps(text).encode(),
        "base64": base64.b64encode(text.encode()), "wide base64": base64.b64encode(text.encode("utf-16-le")),
        "in json": json.dumps({"a": json.dumps(text)}).encode() if stem.isascii() else b"" + text.encode(),
    }  # fmt: skip
    sought = canary.needles()
    assert {name for name, data in written.items() if not canary.hits(data, sought)} == set()


def test_nothing_is_found_where_nothing_is() -> None:
    dull = json.dumps([time.time(), "Mechelen", "7000000001", *range(1000)]).encode() + os.urandom(1_000_000)
    assert canary.hits(dull, canary.needles()) == set()
