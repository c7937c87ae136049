"""Phones for tests: start a local Telegram, be a person, look at the screen. Plain, synchronous, any thread.

with LocalTelegram.start() as telegram:
    rania = telegram.phone("Rania", language="ar")
    rania.starts()
    rania.waits_for("Welcome")
    rania.taps("Nederlands")
    assert telegram.complaints() == []
"""

from __future__ import annotations

import asyncio
import contextlib
import http.client
import json
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from demo.rules import Json
from demo.server import Running, listen, loose
from demo.telegram import TOKEN, Options, Telegram

PATIENCE = 10.0
HERE = Path(__file__).parent


class PhoneError(AssertionError):
    """The phone could not do that, or never saw it; says what is on the screen."""


class LocalTelegram:
    """A running local Telegram, this process's own (`start`) or another's (`LocalTelegram(url, token)`)."""

    def __init__(self, url: str, token: str = TOKEN) -> None:
        self.url, self.token = url, token
        self.lines = threading.local()

    @classmethod
    @contextlib.contextmanager
    def start(
        cls,
        options: Options | None = None,
        token: str = TOKEN,
        clock: Callable[[], float] = time.time,
        port: int = 0,
    ) -> Iterator[LocalTelegram]:
        """In a thread of this process, on a free port, without flood limits unless `options` has them."""
        listening = listen(port)
        running = Running(Telegram(token, clock, options or loose()))
        thread = threading.Thread(target=lambda: asyncio.run(running.serve(listening)), daemon=True)
        thread.start()
        try:
            yield cls(f"http://127.0.0.1:{listening.getsockname()[1]}", token)
        finally:
            running.stop_from_another_thread()
            thread.join(5)

    @classmethod
    @contextlib.contextmanager
    def apart(cls, limits: bool = False) -> Iterator[LocalTelegram]:
        """In a process of its own: a test that keeps this process busy doesn't slow it."""
        switches = [] if limits else ["--no-limits"]
        command = [sys.executable, "-m", "demo.server", "--port", "0", *switches]
        with subprocess.Popen(command, cwd=HERE.parent, stdout=subprocess.PIPE, text=True) as process:
            try:
                yield cls(process.stdout.readline().strip() if process.stdout else "")
            finally:
                process.kill()

    # --- people ------------------------------------------------------------------------------------

    def phone(self, first_name: str = "Rania", language: str = "nl", **facts: Any) -> Phone:
        person = self.ask("POST", "/sim/phones", {"first_name": first_name, "language_code": language, **facts})
        return Phone(self, person["id"], first_name)

    def phones(self) -> list[Phone]:
        return [Phone(self, one["id"], one["first_name"]) for one in self.ask("GET", "/sim/phones")]

    def many(self, wishes: Sequence[tuple[Phone, str, Json]]) -> list[Json]:
        """Many people at the same moment: (phone, "says", {"text": …}) and so on."""
        return self.ask("POST", "/sim/batch", [{"phone": p.id, "act": act, **wish} for p, act, wish in wishes])

    # --- what the bot did --------------------------------------------------------------------------

    def complaints(self) -> list[str]:
        """One line for each thing that Telegram would have refused."""
        found = self.ask("GET", "/sim/complaints")
        return [f"{one['method']}: {one['code']} {one['description']} ({one['what']})" for one in found]

    def forgive(self) -> None:
        self.ask("DELETE", "/sim/complaints")

    def calls(self, method: str = "", after: int = 0) -> list[Json]:
        return self.ask("GET", f"/sim/calls?method={method}&after={after}")

    def state(self) -> Json:
        return self.ask("GET", "/sim/state")

    def quiet(self, patience: float = PATIENCE) -> None:
        """Waits until the bot has confirmed every update."""
        until(lambda: self.state()["pending_updates"] == 0, patience, "updates are still waiting for the bot")

    # --- bad days ----------------------------------------------------------------------------------

    def fails(self, method: str, kind: str, times: int = 1, **more: Any) -> None:
        """The next `times` calls of `method` (or "*"); the kinds are in faults.KINDS."""
        self.ask("POST", "/sim/faults", {"method": method, "kind": kind, "times": times, **more})

    def repeats_updates(self, count: int = 1) -> list[int]:
        return self.ask("POST", "/sim/updates", {"repeat": count})["repeated"]

    def disorders_updates(self) -> None:
        self.ask("POST", "/sim/updates", {"disorder": True})

    def restarts_update_ids(self, first: int | None = None) -> int:
        return self.ask("POST", "/sim/updates", {"restart_ids": first})["next"]

    def delivers_raw(self, raw: Any) -> int:
        return self.ask("POST", "/sim/updates", {"raw": raw})["update_id"]

    def sets(self, **options: float) -> None:
        """Any field of telegram.Options, from now on."""
        self.ask("PATCH", "/sim/options", options)

    # --- the line ----------------------------------------------------------------------------------

    def ask(self, method: str, path: str, body: Any = None) -> Any:
        code, answer = self.exchange(method, path, body)
        if code >= 400:
            raise PhoneError(answer.get("error", answer) if isinstance(answer, dict) else answer)
        return answer

    def exchange(self, method: str, path: str, body: Any) -> tuple[int, Any]:
        """One kept-open connection a thread; a second try when the server has closed it meanwhile."""
        data = None if body is None else json.dumps(body)
        for last in (False, True):
            line = getattr(self.lines, "line", None) or http.client.HTTPConnection(self.url[7:], timeout=90)
            self.lines.line = line
            try:
                line.request(method, path, data)
                response = line.getresponse()
                return response.status, json.loads(response.read() or b"null")
            except (ConnectionError, http.client.HTTPException):
                line.close()
                self.lines.line = None
                if last:
                    raise
        raise AssertionError("unreachable")


def until(true: Callable[[], bool], patience: float, why: str) -> None:
    deadline = time.monotonic() + patience
    while not true():
        if time.monotonic() > deadline:
            raise PhoneError(why)
        time.sleep(0.02)


@dataclass
class Phone:
    """One person. What `waits_for` finds is newer than the last thing this person did."""

    telegram: LocalTelegram
    id: int
    name: str
    mark: int = field(default=0)

    # --- doing -------------------------------------------------------------------------------------

    def does(self, act: str, **wish: Any) -> Json:
        done = self.telegram.ask("POST", f"/sim/phones/{self.id}/{act}", wish)
        self.mark = done.get("seq", self.mark)
        return done

    def says(self, text: str) -> Json:
        return self.does("says", text=text)

    def starts(self, token: str = "") -> Json:
        """Presses Start, after opening a deep link if there is one."""
        return self.does("starts", token=token)

    def taps(self, label: str, message_id: int | None = None, patience: float = PATIENCE) -> Json:
        """An inline button, by its data or its label (or a part of it); waits until it is on the screen."""
        self.waits_until(lambda: self.has_button(label, message_id), f"no button {label!r}", patience)
        datas = [b.get("callback_data") for m in self.messages() for row in buttons_of(m) for b in row]
        how = {"data": label} if label in datas else {"label": label}
        return self.does("taps", message_id=message_id, **how)

    def forges(self, data: str, message_id: int) -> Json:
        """A tap that no button offers: data comes from the client, and clients lie."""
        return self.does("taps", data=data, message_id=message_id, forged=True)

    def presses(self, label: str, patience: float = PATIENCE) -> Json:
        """A key of the reply keyboard above the input; shares the own contact where the key asks for it."""
        self.waits_until(lambda: any(label in key for key in self.keys()), f"no key {label!r}", patience)
        return self.does("presses", label=label)

    def shares_contact(self, **contact: Any) -> Json:
        """The own card; or somebody else's: shares_contact(phone_number=…, first_name=…, user_id=…)."""
        return self.does("shares", contact=contact or None)

    def sends(self, kind: str) -> Json:
        """sticker, voice, photo, location, document, forwarded, or next-year: a kind nobody knows yet."""
        return self.does("sends", kind=kind)

    def edits(self, message_id: int, text: str) -> Json:
        return self.does("edits", message_id=message_id, text=text)

    def blocks(self) -> Json:
        return self.does("blocks")

    def unblocks(self) -> Json:
        return self.does("unblocks")

    def leaves(self) -> Json:
        """Deletes the account."""
        return self.does("leaves")

    def switches_to(self, language: str) -> None:
        self.telegram.ask("PATCH", f"/sim/phones/{self.id}", {"language_code": language})

    # --- looking -----------------------------------------------------------------------------------

    def chat(self, after: int = 0, wait: float = 0) -> Json:
        return self.telegram.ask("GET", f"/sim/phones/{self.id}?after={after}&wait={wait}")

    def messages(self) -> list[Json]:
        return self.chat()["messages"]

    def answers(self) -> list[Json]:
        """The toasts and alerts that taps were answered with."""
        return self.chat()["answers"]

    def last(self) -> Json:
        """The bot's newest message."""
        own = [one for one in self.messages() if one["from"]["is_bot"]]
        if not own:
            raise PhoneError(f"the bot has said nothing to {self.name}")
        return own[-1]

    def buttons(self) -> list[str]:
        """The labels under the bot's newest message with buttons."""
        for message in reversed(self.messages()):
            if rows := buttons_of(message):
                return [button["text"] for row in rows for button in row]
        return []

    def keys(self) -> list[str]:
        return [key["text"] for row in (self.chat()["keyboard"] or {}).get("keyboard", ()) for key in row]

    def has_button(self, wanted: str, message_id: int | None = None) -> bool:
        for message in self.messages():
            for row in buttons_of(message) if message_id in (None, message["message_id"]) else ():
                if any(wanted.casefold() in b["text"].casefold() or wanted == b.get("callback_data") for b in row):
                    return True
        return False

    def waits_for(self, part: str, patience: float = PATIENCE) -> Json:
        """The bot's first message (new or edited) since this person's last act that has this in its text."""
        found: list[Json] = []

        def seen() -> bool:
            found[:] = [one for one in self.news() if part.casefold() in text_of(one).casefold()]
            return bool(found)

        self.waits_until(seen, f"never saw {part!r}", patience)
        return found[0]

    def waits_for_answer(self, patience: float = PATIENCE) -> Json:
        """Whatever the bot says first since this person's last act."""
        return self.waits_for("", patience)

    def waits_until(self, true: Callable[[], bool], why: str, patience: float = PATIENCE) -> None:
        """Looks again whenever this phone changes."""
        deadline = time.monotonic() + patience
        while True:
            before = self.chat_seq()
            if true():
                return
            left = deadline - time.monotonic()
            if left <= 0:
                raise PhoneError(f"{self.name}: {why} in {patience:g} s. On the screen:\n{self.screen()}")
            self.chat(after=before, wait=min(left, 5))

    def chat_seq(self) -> int:
        return self.telegram.ask("GET", f"/sim/phones/{self.id}?since={2**52}")["seq"]

    def news(self) -> list[Json]:
        since = self.telegram.ask("GET", f"/sim/phones/{self.id}?since={self.mark}")["messages"]
        return [one for one in since if one["from"]["is_bot"] and one["seq"] > self.mark]

    def screen(self) -> str:
        """The whole chat as text: [1] Rania: hello, buttons in brackets under their message."""
        chat = self.chat()
        lines = [line for message in chat["messages"] for line in drawn(message)]
        lines += [f"  <{key}>" for key in self.keys()]
        return "\n".join([*lines, "  typing…"] if chat["typing"] else lines)


def buttons_of(message: Json) -> list[list[Json]]:
    return message.get("reply_markup", {}).get("inline_keyboard", [])


def text_of(message: Json) -> str:
    if "document" in message:
        return f"[document {message['document']['file_name']}] {message.get('caption', '')}"
    kinds = ("sticker", "voice", "photo", "location", "contact")
    kind = next((f"[{kind}] " for kind in kinds if kind in message), "")
    return kind + str(message.get("text", message.get("caption", "")))


def drawn(message: Json) -> Iterator[str]:
    who = "bot" if message["from"]["is_bot"] else message["from"]["first_name"]
    yield f"[{message['message_id']}] {who}: " + text_of(message).replace("\n", "\n    ")
    for row in buttons_of(message):
        yield "    " + " ".join(f"[{button['text']}]" for button in row)
