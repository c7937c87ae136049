"""A real service and real commands translate; whatever they do wrong costs a translation and nothing else."""

import shlex
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import msgspec
import pytest
from aiohttp import web

from bot.runtime import translator as module
from bot.runtime.scheduler import Scheduler
from bot.runtime.translator import MOST, NoTranslation, translator
from programme.scheduled import BESIDE, Translate
from storage.store import Store

pytestmark = pytest.mark.apart
Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]


@asynccontextmanager
async def service(answer: Answer) -> AsyncIterator[str]:
    app = web.Application()
    app.router.add_post("/translate", answer)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        yield f"http://127.0.0.1:{site._server.sockets[0].getsockname()[1]}"
    finally:
        await runner.cleanup()


async def test_a_service_is_asked_as_libretranslate_is() -> None:
    heard = []

    async def answer(request: web.Request) -> web.Response:
        heard.append(await request.json())
        return web.json_response({"translatedText": " Goedemorgen "})

    async with service(answer) as root:
        translate = translator(root + "/", "secret")
        assert translate is not None
        assert await translate("صباح الخير", "ar", "nl") == "Goedemorgen"
    assert heard == [{"q": "صباح الخير", "source": "ar", "target": "nl", "format": "text", "api_key": "secret"}]


def says(text: str, status: int = 200) -> Answer:
    async def answer(_: web.Request) -> web.Response:
        return web.Response(text=text, status=status)

    return answer


async def moves_on(_: web.Request) -> web.Response:
    raise web.HTTPTemporaryRedirect("http://127.0.0.1:9/elsewhere")


@pytest.mark.parametrize(
    "answer",
    [says("{}"), says("[1]"), says('{"translatedText": 5}'), says('{"translatedText": " "}'), says("<html>"),
     says("[" * 100_000), says('{"error": "no such language"}', 400), says("", 500), moves_on],
)  # fmt: skip
async def test_whatever_a_service_does_wrong_is_no_translation(answer: Answer) -> None:
    async with service(answer) as root:
        translate = translator(root)
        assert translate is not None
        with pytest.raises(NoTranslation):
            await translate("hello", "en", "nl")


async def test_nobody_there_is_no_translation() -> None:
    translate = translator("http://127.0.0.1:9")
    assert translate is not None
    with pytest.raises(NoTranslation):
        await translate("hello", "en", "nl")


def python(code: str) -> str:
    return shlex.join([sys.executable, "-c", code])


async def test_a_command_is_given_both_languages_and_reads_the_text() -> None:
    translate = translator(python("import sys; print(*sys.argv[1:], sys.stdin.read())"))
    assert translate is not None
    assert await translate("it's $HOME; rm *", "en", "nl") == "en nl it's $HOME; rm *"


@pytest.mark.parametrize("command", [python("raise SystemExit(3)"), python("pass"), "/no/such/program"])
async def test_a_command_that_fails_is_no_translation(command: str) -> None:
    translate = translator(command)
    assert translate is not None
    with pytest.raises(NoTranslation):
        await translate("hello", "en", "nl")


async def test_a_command_that_hangs_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PATIENCE", 0.3)
    translate = translator(python("import time; time.sleep(60)"))
    assert translate is not None
    with pytest.raises(NoTranslation, match="more than"):
        await translate("hello", "en", "nl")


async def test_a_translator_that_rambles_fills_no_screen() -> None:
    translate = translator(python("print('word ' * 10_000)"))
    assert translate is not None
    assert len(await translate("hello", "en", "nl")) == MOST


def test_no_setting_no_translator() -> None:
    assert translator("") is None


async def asked(store: Store, words: str, written: str, reads: str) -> list[tuple[str, str, str]]:
    heard = []

    async def translate(text: str, source: str, target: str) -> str:
        heard.append((text, source, target))
        return "…"

    now = datetime(2026, 11, 2, 10, tzinfo=UTC)
    clock = Scheduler(store, lambda: now, settle=None, look_again=lambda: None, translate=translate)
    payload = msgspec.json.encode(Translate("Amina", words, written, reads))
    await clock._worked_out({"kind": Translate.kind, "payload": payload})
    return heard


async def test_who_writes_in_the_readers_language_is_not_translated(store: Store) -> None:
    """The phone is in Arabic, the answer is not."""
    assert await asked(store, "Ik kom donderdag om tien uur naar de bibliotheek.", "ar", "nl") == []
    assert len(await asked(store, "سآتي يوم الخميس", "ar", "nl")) == 1


def test_what_takes_time_waits_beside_the_clock() -> None:
    assert set(BESIDE) == {"solve", "translate"}


async def test_a_row_that_can_not_be_worked_out_is_handed_in_and_stops_nothing(store: Store) -> None:
    """The reader's key is gone, so that its words are: the clock died of it, again at every start."""
    handed: list[object] = []

    async def settle(arrivals: object) -> None:
        handed.append(arrivals)
        async with store.unit() as unit:
            await unit.run("drop_wake", id=1)

    async with store.unit() as unit:
        row = {"person": 7, "kind": "translate", "key": "k", "payload": "{}", "about": None}
        await unit.run("add_wake", **row, due="2026-01-01T00:00:00Z", daytime=False, peace=False, priority=0)
    now = datetime(2026, 11, 2, 10, tzinfo=UTC)
    clock = Scheduler(store, lambda: now, settle=settle, look_again=lambda: None, translate=translator("cat"))
    await clock.tick()
    await clock.idle()
    await clock.tick()
    assert len(handed) == 1


async def test_a_part_of_the_clock_that_fails_stops_no_other(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    now = datetime(2026, 11, 2, 10, tzinfo=UTC)
    clock = Scheduler(store, lambda: now, settle=None, look_again=lambda: None)
    done: list[str] = []

    async def breaks() -> None:
        raise ZeroDivisionError

    async def keeps_house() -> None:
        done.append("house")

    monkeypatch.setattr("bot.runtime.scheduler.TICK", 0.01)
    monkeypatch.setattr(clock, "_nudges", breaks)
    monkeypatch.setattr(clock, "_housekeeping", keeps_house)
    await clock.tick()
    assert done == ["house"]
