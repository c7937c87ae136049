"""Who takes part: how each is started, which intake it plays, and where it keeps the answers."""

import json
import os
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from storage.keys import Seals
from storage.store import beside

HERE = Path(__file__).parent
ROOT = HERE.parent
WORK = HERE / ".work"
PEERS = HERE / "peers"
PEERS_PYTHON = PEERS / ".venv" / "bin" / "python"
TOKEN = "42:TEST"
Stored = dict[int, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Bot:
    """`command` and `environment` are made of the API's address and the database; `kept` reads what it stored."""

    key: str
    label: str
    kind: str  # the intake that people play with it
    command: Callable[[str, Path], list[str]]
    kept: Callable[[Path], Stored]
    environment: Callable[[str, Path], dict[str, str]] = lambda api, database: {}
    prepare: Callable[[Path], None] = lambda database: None
    peer: bool = False
    home: Path = ROOT

    @property
    def there(self) -> bool:
        return not self.peer or (PEERS_PYTHON.exists() and (PEERS / "node_modules").exists())


# --- duobot --------------------------------------------------------------------------------------


def duobot_environment(api: str, database: Path) -> dict[str, str]:
    return {
        "DUOBOT_TOKEN": TOKEN,
        "DUOBOT_TELEGRAM_API": api,
        "DUOBOT_DATABASE": f"sqlite:///{database}",
        "DUOBOT_SEND_RATE": "0",
        "DUOBOT_LOG_LEVEL": "warning",
    }


def duobot_webhook(api: str, database: Path) -> dict[str, str]:
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        listen = f"127.0.0.1:{free.getsockname()[1]}"
    hook = {"WEBHOOK_URL": f"http://{listen}", "WEBHOOK_LISTEN": listen, "WEBHOOK_SECRET": "s3cret"}
    return duobot_environment(api, database) | {f"DUOBOT_{key}": value for key, value in hook.items()}


def with_programme(database: Path) -> None:
    """A programme to apply to, by the command line that an operator uses."""
    add = [sys.executable, "-m", "bot", "programme", "add", "--name", "Samen", "--municipality", "Mechelen"]
    environment = os.environ | duobot_environment("http://127.0.0.1:1", database)
    subprocess.run(add, cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)


def kept_by_duobot(database: Path) -> Stored:
    """Intakes that were sent, and those that people are still in."""
    kept: Stored = {}
    seals = Seals(beside(database))
    with closing(sqlite3.connect(database)) as db:
        for person, key in db.execute("select person, key from keys order by person"):
            seals.learn(person, key)
        chats = {
            person: int(seals.unseal(person, f"persons.chat:{person}", chat) or 0)
            for person, chat in db.execute("select id, chat from persons")
        }
        for person, state in db.execute("select person, state from sessions where state is not null"):
            for conversation in json.loads(seals.unseal(person, f"sessions.state:{person}", state) or "[]"):
                kept.setdefault(chats[person], {}).update(conversation.get("answers", {}))
        for id, person, answers in db.execute("select id, person, answers from candidates order by id"):
            told = seals.unseal(person, f"candidates.answers:{id}", answers)
            kept.setdefault(chats[person], {}).update(json.loads(told or "{}"))
    return kept


# --- peers ---------------------------------------------------------------------------------------


def python_peer(script: str) -> Callable[[str, Path], list[str]]:
    return lambda api, database: [str(PEERS_PYTHON), str(PEERS / script), api, str(database)]


def node_peer(script: str) -> Callable[[str, Path], list[str]]:
    return lambda api, database: ["node", str(PEERS / script), api, str(database)]


def kept_in_rows(database: Path) -> Stored:
    kept: Stored = {}
    with closing(sqlite3.connect(database)) as db:
        for chat, question, answer in db.execute("select chat, question, answer from answers"):
            kept.setdefault(chat, {})[f"q{question}"] = answer
    return kept


def kept_by_aiogram(database: Path) -> Stored:
    with closing(sqlite3.connect(database)) as db:
        rows = db.execute("select chat, data from form where data is not null")
        return {chat: json.loads(data) for chat, data in rows}


BOTS = (
    Bot("ptb", "PTB, ConversationHandler + SQLite", "ten", python_peer("ptb.py"), kept_in_rows, peer=True),
    Bot("aiogram", "aiogram, FSM + SQLite", "ten", python_peer("aiogram_form.py"), kept_by_aiogram, peer=True),
    Bot("grammy", "grammY, conversations + runner + SQLite", "ten", node_peer("grammy.mjs"), kept_in_rows, peer=True),
    Bot(
        "duobot", "duobot, the same ten questions", "ten",
        lambda api, database: [sys.executable, "-m", "bench.duobot"], kept_by_duobot, duobot_environment,
    ),
    Bot(
        "duobot-webhook", "duobot, the same by webhook", "ten",
        lambda api, database: [sys.executable, "-m", "bench.duobot"], kept_by_duobot, duobot_webhook,
    ),
    Bot(
        "duobot-intake", "duobot, its own intake in English", "newcomer",
        lambda api, database: [sys.executable, "-m", "bot", "run"], kept_by_duobot, duobot_environment, with_programme,
    ),
)  # fmt: skip


def before(one: Bot, checkout: Path) -> Bot:
    """The same bot as another checkout has it, with the Python of its own `.venv` where it has one."""
    python = checkout / ".venv" / "bin" / "python"

    def command(api: str, database: Path) -> list[str]:
        first, *rest = one.command(api, database)
        return [str(python) if python.exists() else first, *rest]

    return replace(one, key=f"{one.key}-before", label=f"{one.label}: before", command=command, home=checkout)


def bot(key: str) -> Bot:
    return next(b for b in BOTS if b.key == key)


def versions() -> str:
    """Of everybody who takes part, as they are installed."""
    names: tuple[str, ...] = ("python-telegram-bot", "aiohttp", "aiosqlite", "uvloop", "msgspec")
    told = [f"duobot on {_python_versions(Path(sys.executable), names)}, SQLite {sqlite3.sqlite_version}"]
    if PEERS_PYTHON.exists():
        names = ("python-telegram-bot", "aiogram", "aiosqlite", "uvloop")
        told.append(f"peers: {_python_versions(PEERS_PYTHON, names)}")
    if (PEERS / "node_modules").exists():
        names = ("grammy", "@grammyjs/conversations", "@grammyjs/runner", "better-sqlite3")
        found = {n: json.loads((PEERS / "node_modules" / n / "package.json").read_text())["version"] for n in names}
        node = subprocess.run(["node", "--version"], capture_output=True, text=True, check=True).stdout.strip()
        told.append(", ".join(f"{name} {number}" for name, number in found.items()) + f", Node {node}")
    return "; ".join(told)


def _python_versions(python: Path, names: tuple[str, ...]) -> str:
    program = "import sys, importlib.metadata as m; print(*(f'{n} {m.version(n)}' for n in sys.argv[1:]), sep=', ')"
    return subprocess.run([python, "-c", program, *names], capture_output=True, text=True, check=True).stdout.strip()
