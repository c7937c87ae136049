"""The packages as somebody gets them: built, installed in fresh environments, and an intake played with each.

    python -m tools.try_package                  # every Python from 3.11 on that this machine has
    python -m tools.try_package --python 3.12    # only that one

The wheel is built from the sdist. For each Python the wheel is installed bare and with the extra `office`, and the
sdist bare: it makes the same wheel, so that a second time with `office` would tell nothing new. A newcomer's intake is
played against the demo's local Telegram; everything that runs then is what was installed, nothing is the checkout's.
"""

import argparse
import contextlib
import glob
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
OLDEST = (3, 11)
PATIENCE = 600  # seconds for an installation, on a slow line
HUMAN, PHONE = "Els", "015 00 00 00"  # nobody's: no Belgian number begins with 015 00
WHERE = ("--name", "Samen Inburgeren", "--municipality", "Mechelen")


class Failed(Exception):
    """What was tried and didn't work; the message holds the last lines that it said."""


@dataclass(frozen=True, slots=True)
class Try:
    """One installation: which Python, which package, and whether the extra `office` comes along."""

    version: str
    python: str
    package: Path
    office: bool

    @property
    def name(self) -> str:
        kind = "wheel" if self.package.suffix == ".whl" else "sdist"
        return f"Python {self.version}, {kind}, {'with' if self.office else 'without'} office"


def ran(*command: str | Path, cwd: Path | None = None, env: Mapping[str, str] | None = None, code: int = 0) -> str:
    """What it wrote on stdout. Raises `Failed` when it ends otherwise than with `code`, or takes too long."""
    said = " ".join(map(str, command))
    try:
        done = subprocess.run(
            command, cwd=cwd, env=env, text=True, capture_output=True, timeout=PATIENCE, check=False
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired) as error:
        raise Failed(f"{said}: {error}") from None
    if done.returncode != code:
        last = "\n".join((done.stdout + done.stderr).strip().splitlines()[-15:])
        raise Failed(f"{said} ended with {done.returncode}, not {code}:\n{last}")
    return done.stdout


# --- outside: build and install --------------------------------------------------------------------


def pythons() -> dict[str, str]:
    """Version (3.12) and path of every usable Python of this machine, oldest first, each version once."""
    found: dict[tuple[int, int], str] = {}
    for path in (sys.executable, *_on_path(), *_of_pyenv()):
        version = _version(path)
        if version and version >= OLDEST:
            found.setdefault(version, path)
    return {f"{major}.{minor}": found[major, minor] for major, minor in sorted(found)}


def _on_path() -> list[str]:
    folders = dict.fromkeys(f for f in os.environ.get("PATH", "").split(os.pathsep) if f)
    found = (path for folder in folders for path in sorted(glob.glob(f"{folder}/python3.*")))
    return [path for path in found if Path(path).suffix[1:].isdigit()]  # python3.12, not python3.12-config


def _of_pyenv() -> list[str]:
    root = os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv"
    return sorted(glob.glob(f"{root}/versions/*/bin/python"))


def _version(path: str) -> tuple[int, int] | None:
    """None for what is no Python, or can't make environments (pyenv's shims, Debian's without python3-venv)."""
    asks = "import sys, ensurepip, venv; print(*sys.version_info[:2])"
    with contextlib.suppress(Failed, ValueError):
        major, minor = map(int, ran(path, "-I", "-c", asks).split())
        return major, minor
    return None


def environment(python: str, folder: Path) -> Path:
    """A fresh one; its Python."""
    ran(python, "-m", "venv", folder)
    return folder / "bin" / "python"


def built(folder: Path) -> tuple[Path, Path]:
    """The wheel and the sdist that it was made from."""
    builder = environment(sys.executable, folder / "builder")
    ran(builder, "-m", "pip", "install", "--quiet", "build")
    ran(builder, "-m", "build", "--outdir", folder / "dist", ROOT)
    (wheel,), (sdist,) = (list((folder / "dist").glob(kind)) for kind in ("*.whl", "*.tar.gz"))
    return wheel, sdist


def tried(one: Try) -> str:
    """Install it, play with it; a line with the seconds of each. Raises `Failed`."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="duobot-package-") as made:
        folder = Path(made)
        python = environment(one.python, folder / "env")
        what = f"{one.package}[office]" if one.office else str(one.package)
        try:
            ran(python, "-m", "pip", "install", "--quiet", what)
            installed = time.monotonic()
            ran(python, "-I", __file__, "--play", folder, *(["--office"] if one.office else []), cwd=folder)
        except Failed as error:
            raise Failed(f"{one.name}: {error}") from None
    ended = time.monotonic()
    return f"{one.name}: installed in {installed - began:.0f} s, an intake in {ended - installed:.0f} s"


# --- inside: in a fresh environment, by its own Python ---------------------------------------------


def play(folder: Path, office: bool) -> None:
    """One newcomer's intake with the installed `duobot run`, and what the extra `office` is for. Raises `Failed`."""
    import bot
    from demo.client import LocalTelegram

    if ROOT in Path(bot.__file__).parents:
        raise Failed(f"{bot.__file__} is the checkout's: nothing was tried")
    duobot = str(Path(sys.executable).with_name("duobot"))
    with LocalTelegram.start() as telegram:
        settings = {
            **{k: v for k, v in os.environ.items() if not k.startswith("DUOBOT_")},
            "DUOBOT_TOKEN": telegram.token, "DUOBOT_TELEGRAM_API": telegram.url,
            "DUOBOT_DATABASE": f"sqlite:///{folder / 'duobot.db'}", "DUOBOT_HUMAN": HUMAN, "DUOBOT_PHONE": PHONE,
            "DUOBOT_SEND_RATE": "0",
        }  # fmt: skip
        ran(duobot, "programme", "add", *WHERE, cwd=folder, env=settings)
        with _running(duobot, folder, settings):
            _intake(telegram)
            if telegram.complaints():
                raise Failed(f"Telegram would have refused: {telegram.complaints()}")
    waiting = json.loads(ran(duobot, "candidates", "--json", cwd=folder, env=settings))
    if [(one["side"], one["status"]) for one in waiting] != [("newcomer", "waiting")]:
        raise Failed(f"one newcomer should wait, but there is: {waiting}")
    ran(duobot, "words", "sheet", "ar", "--to", "ar.xlsx", cwd=folder, env=settings, code=0 if office else 69)
    ran(duobot, "overview", "--format", "json", cwd=folder, env=settings)


@contextlib.contextmanager
def _running(duobot: str, folder: Path, settings: Mapping[str, str]) -> Iterator[None]:
    """The bot as long as this lasts; it has to stop well. Raises `Failed` with its last words."""
    log = folder / "bot.log"
    out = log.open("wb")
    with out, subprocess.Popen([duobot, "run"], cwd=folder, env=settings, stdout=out, stderr=out) as it:
        try:
            yield
        except AssertionError as error:  # a phone that waited for nothing
            raise Failed(f"{error}\nThe bot's last words:\n{log.read_text()[-1500:]}") from None
        finally:
            it.terminate()
    if it.returncode:
        raise Failed(f"duobot run ended with {it.returncode}: {log.read_text()[-1500:]}")


def _intake(telegram: Any) -> None:
    sys.path.append(str(ROOT))  # last: what is installed is found first, and only `tests` comes from the checkout
    from tests.e2e.people import NEWCOMER, walks

    rania = telegram.phone("Rania", "ar", phone="32499000010")
    rania.says("مرحبا")
    walks(rania, NEWCOMER)
    rania.waits_for(HUMAN)


# --- the two together ------------------------------------------------------------------------------


def all_of_them(only: str, at_once: int) -> None:
    """A line on stdout for each. Raises `Failed` at the first that doesn't work."""
    found = {v: p for v, p in pythons().items() if only in ("", v)}
    if not found:
        raise Failed(f"no Python {only or 'from 3.11 on'} with venv was found on this machine")
    folder = Path(tempfile.mkdtemp(prefix="duobot-built-"))
    try:
        began = time.monotonic()
        wheel, sdist = built(folder)
        print(f"built {sdist.name}, and {wheel.name} from it, in {time.monotonic() - began:.0f} s", flush=True)
        kinds = ((wheel, False), (wheel, True), (sdist, False))
        tries = [Try(v, p, package, office) for v, p in found.items() for package, office in kinds]
        with ThreadPoolExecutor(at_once) as lanes:
            for line in lanes.map(tried, tries):
                print(line, flush=True)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tools.try_package", description="Try the packages out.")
    parser.add_argument("--python", default="", metavar="3.12", help="only this version")
    parser.add_argument("--at-once", type=int, default=os.cpu_count() or 1, help="how many installations at once")
    parser.add_argument("--play", type=Path, metavar="FOLDER", help=argparse.SUPPRESS)
    parser.add_argument("--office", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args(arguments)
    try:
        if given.play:
            play(given.play, given.office)
        else:
            all_of_them(given.python, given.at_once)
    except Failed as error:
        print(f"duobot's package doesn't work. {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
