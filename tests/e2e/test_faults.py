"""Telegram's bad days, over real HTTP: nobody is forgotten, and at most one message is doubled."""

import asyncio
import http.client
import json
import socket
import sqlite3
import threading
import time
from collections.abc import Iterator

import pytest
from house import House

from demo.client import LocalTelegram, Phone, text_of, until
from storage.store import Store
from tests.storage.office import addresses, asides, look, url

pytestmark = pytest.mark.apart


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """One bot for all the bad days that it must survive: a start costs seconds."""
    with LocalTelegram.start() as telegram:
        one = House(telegram, tmp_path_factory.mktemp("bot"))
        yield one
        if one.process and one.process.poll() is None:
            one.kills()


@pytest.fixture
def bot(shared: House) -> House:
    """A running bot that answers; started again only if an earlier test ended it."""
    if shared.process is None or shared.process.poll() is not None:
        shared.runs()
    shared.telegram.ask("DELETE", "/sim/faults")
    first = shared.telegram.phone("Els", "nl")
    first.starts()
    first.waits_for_answer(30)
    shared.telegram.quiet()
    shared.telegram.forgive()
    return shared


def heard(phone: Phone) -> list[str]:
    return [text_of(m) for m in phone.messages() if m["from"]["is_bot"]]


def sends(telegram: LocalTelegram, phone: Phone) -> list[int]:
    """The codes of the messages to this phone, in order."""
    return [c["code"] for c in telegram.calls("sendMessage") if int(c["params"]["chat_id"]) == phone.id]


def settled(phone: Phone, seconds: float = 1.0) -> list[str]:
    """What stands there when nothing more comes for a while."""
    before = heard(phone)
    time.sleep(seconds)
    assert heard(phone)[: len(before)] == before
    return heard(phone)


def test_a_429_is_waited_for_and_then_sent_once(bot: House) -> None:
    rania = bot.telegram.phone("Rania", "nl")
    bot.telegram.fails("sendMessage", "429", retry_after=2)
    began = time.monotonic()
    rania.starts()
    rania.waits_for_answer()
    assert time.monotonic() - began >= 2
    assert len(settled(rania)) == 1


@pytest.mark.parametrize(("kind", "most"), [("500", 1), ("502", 1), ("reset", 2), ("reset-after", 2)])
def test_a_send_that_fails_is_sent_again(bot: House, kind: str, most: int) -> None:
    rania = bot.telegram.phone("Rania", "nl")
    bot.telegram.fails("sendMessage", kind)
    rania.starts()
    rania.waits_for_answer()
    assert 1 <= len(settled(rania, 2.0)) <= most
    rania.says("/help")
    rania.waits_for_answer()


def test_many_lost_answers_double_at_most_one_each(bot: House) -> None:
    crowd = [bot.telegram.phone(f"P{n}", "nl") for n in range(20)]
    bot.telegram.fails("sendMessage", "reset-after", times=10)
    bot.telegram.many([(p, "starts", {}) for p in crowd])
    for phone in crowd:
        phone.waits_until(lambda phone=phone: bool(heard(phone)), "nothing")
    time.sleep(3)
    assert all(1 <= len(heard(p)) <= 2 for p in crowd)


NONSENSE = ["{}", '{"ok":true,"result":5}', "[" * 5000 + "]" * 5000, "<html>"]


def test_a_send_that_is_answered_with_nonsense_is_sent_twice_at_most(bot: House) -> None:
    for body in NONSENSE:
        rania = bot.telegram.phone("Rania", "nl")
        bot.telegram.fails("sendMessage", "says-after", times=12, body=body)
        rania.starts()
        rania.waits_for_answer()
        assert 1 <= len(settled(rania, 4.0)) <= 2, body[:20]
        bot.telegram.ask("DELETE", "/sim/faults")
        rania.says("/help")
        rania.waits_for_answer()


@pytest.mark.parametrize("kind", ["500", "502", "reset", "reset-after", "429", "401", "404"])
def test_a_poll_that_fails_loses_nobody(bot: House, kind: str) -> None:
    bot.telegram.fails("getUpdates", kind, times=3)
    crowd = [bot.telegram.phone(f"P{n}", "nl") for n in range(5)]
    for phone in crowd:
        phone.starts()
    for phone in crowd:
        phone.waits_for_answer(30)
    assert [len(heard(p)) for p in crowd] == [1] * 5


def test_nonsense_instead_of_updates_loses_nobody(bot: House) -> None:
    for body in NONSENSE:
        rania = bot.telegram.phone("Rania", "nl")
        bot.telegram.fails("getUpdates", "says", times=2, body=body)
        rania.starts()
        rania.waits_for_answer(30)
    assert bot.process is not None
    assert bot.process.poll() is None
    assert "Traceback" not in bot.log


def test_an_update_that_can_not_be_read_costs_nobody_else_anything(bot: House) -> None:
    before, after = bot.telegram.phone("Voor", "nl"), bot.telegram.phone("Na", "nl")
    lost = bot.telegram.phone("Verloren", "nl")
    lost.starts()
    lost.waits_for_answer()
    bot.telegram.fails("getUpdates", "502")
    before.starts()
    bot.telegram.delivers_raw({"message": {"message_id": "x", "chat": {"id": lost.id, "type": "private"}}})
    bot.telegram.delivers_raw({"callback_query": 7})
    after.starts()
    for phone in (before, after):
        phone.waits_for_answer(30)
    bot.telegram.quiet()
    checks = {c["name"]: c for c in json.loads(bot.told("doctor", "--json", check=False).stdout)}
    assert not checks["quarantine"]["ok"]
    assert "2 kept aside" in checks["quarantine"]["said"]
    assert json.loads(bot.told("retry").stdout) == {"handed_in": 0, "still_unreadable": 2}


def test_retry_hands_in_what_a_step_stumbled_over(bot: House) -> None:
    """As if the fault were mended: the person gets the answer that was owed."""
    rania = bot.telegram.phone("Rania", "nl")
    rania.starts()
    rania.waits_for_answer()
    raw = json.dumps({"kind": "Command", "what": {"name": "help", "argument": ""}, "chat": rania.id, "hint": "nl"})
    asyncio.run(put_aside(bot, rania.id, raw))
    before = len(heard(rania))
    assert json.loads(bot.told("retry").stdout)["handed_in"] == 1
    rania.waits_until(lambda: len(heard(rania)) > before, "no answer to what was handed in again")


async def put_aside(bot: House, chat: int, raw: str) -> None:
    store = await Store.open(url(bot.folder / "duobot.db"))
    await asides(store, chat, raw, "KeyError in a step")
    await store.close()


def test_what_nobody_said_is_not_answered_and_an_album_once(bot: House) -> None:
    rania = bot.telegram.phone("Rania", "nl")
    rania.starts()
    rania.waits_for_answer()
    before = len(settled(rania))
    head = {"date": 1, "chat": {"id": rania.id, "type": "private"}, "from": {"id": rania.id, "language_code": "nl"}}
    place = {"location": {"latitude": 51.0, "longitude": 4.4, "live_period": 900}}
    for number in range(6):
        photo = {"photo": [{"file_id": "p"}], "media_group_id": "7"}
        bot.telegram.delivers_raw({"message": {**head, "message_id": 900 + number, **photo}})
        bot.telegram.delivers_raw({"edited_message": {**head, "message_id": 800, **place}})
    for service in ("pinned_message", "message_auto_delete_timer_changed", "write_access_allowed"):
        bot.telegram.delivers_raw({"message": {**head, "message_id": 950, service: {}}})
    bot.telegram.quiet()
    assert len(settled(rania, 2.0)) == before + 1
    assert "Foto" in heard(rania)[-1]


def test_updates_that_come_again_are_answered_once(bot: House) -> None:
    crowd = [bot.telegram.phone(f"P{n}", "nl") for n in range(5)]
    for phone in crowd:
        phone.starts()
        phone.waits_for_answer()
    bot.telegram.quiet()
    for _ in range(3):
        bot.telegram.repeats_updates(5)
    bot.telegram.quiet()
    time.sleep(0.5)
    assert [len(heard(p)) for p in crowd] == [1] * 5


def test_updates_out_of_order_are_all_answered(bot: House) -> None:
    crowd = [bot.telegram.phone(f"P{n}", "nl") for n in range(10)]
    bot.telegram.fails("getUpdates", "502", times=2)
    for phone in crowd:
        phone.starts()
    bot.telegram.disorders_updates()
    for phone in crowd:
        phone.waits_for_answer(30)
    bot.telegram.quiet()
    time.sleep(0.5)
    assert [len(heard(p)) for p in crowd] == [1] * 10


def test_update_numbers_that_start_again_lower_are_heard(house: House) -> None:
    house.telegram.restarts_update_ids(900_000)
    house.runs()
    rania, joris = house.telegram.phone("Rania", "nl"), house.telegram.phone("Joris", "nl")
    rania.starts()
    rania.waits_for_answer(30)
    house.telegram.quiet()
    time.sleep(0.3)
    house.telegram.restarts_update_ids(500)
    for phone, text in ((joris, "/start"), (rania, "/help"), (joris, "/help")):
        phone.says(text)
        phone.waits_for_answer(30)
    house.telegram.quiet()


def test_who_blocks_the_bot_and_comes_back_is_answered(bot: House) -> None:
    rania = bot.telegram.phone("Rania", "nl")
    rania.starts()
    rania.waits_for_answer()
    bot.telegram.fails("sendMessage", "429", retry_after=2, contains=str(rania.id))
    rania.says("/help")
    rania.blocks()
    time.sleep(3)
    bot.telegram.forgive()
    before = len(heard(rania))
    rania.unblocks()
    rania.waits_until(lambda: len(heard(rania)) > before, "what waited never came")
    rania.says("/language")
    rania.waits_for_answer()
    assert bot.telegram.complaints() == []


def test_an_account_that_is_gone_is_left_in_peace(bot: House) -> None:
    rania, joris = bot.telegram.phone("Rania", "nl"), bot.telegram.phone("Joris", "nl")
    bot.telegram.fails("getUpdates", "502")
    rania.starts()
    rania.leaves()
    joris.starts()
    joris.waits_for_answer(30)
    time.sleep(1.5)
    assert len(sends(bot.telegram, rania)) == 1
    assert bot.process is not None
    assert bot.process.poll() is None


def test_sigterm_under_load_is_quick_and_loses_nothing(bot: House) -> None:
    crowd = [bot.telegram.phone(f"P{n}", "nl") for n in range(300)]
    bot.telegram.fails("sendMessage", "delay", times=300, seconds=0.1)
    bot.telegram.many([(p, "starts", {}) for p in crowd])
    time.sleep(0.4)
    code, seconds = bot.stops()
    assert code == 0
    assert seconds < 5
    bot.runs()
    for phone in crowd:
        phone.waits_until(lambda phone=phone: bool(heard(phone)), "nothing", 30)
    bot.telegram.quiet()
    assert sum(len(heard(p)) > 1 for p in crowd) <= 2, "a stop that has time doubles nothing"
    polls = ("getUpdates: 409",)  # the last poll of the old process, which the new one ends
    assert [c for c in bot.telegram.complaints() if not c.startswith(polls)] == []


# --- webhook ------------------------------------------------------------------------------------


SECRET = "hook-secret-3"


def wants_hook(house: House) -> int:
    """Settings for a webhook; its port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    house.settings = {
        "DUOBOT_WEBHOOK_URL": f"http://127.0.0.1:{port}/", "DUOBOT_WEBHOOK_LISTEN": f"127.0.0.1:{port}",
        "DUOBOT_WEBHOOK_SECRET": SECRET,
    }  # fmt: skip
    return port


@pytest.fixture
def hooked(house: House) -> tuple[House, int]:
    port = wants_hook(house)
    house.runs()
    until(lambda: bool(house.telegram.state()["webhook"]), 30, "no webhook")
    until(lambda: listens(port), 10, "nobody listens")
    return house, port


def listens(port: int) -> bool:
    with socket.socket() as one:
        return one.connect_ex(("127.0.0.1", port)) == 0


def hand_in(port: int, body: bytes, secret: str | None) -> int:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    headers = {"X-Telegram-Bot-Api-Secret-Token": secret} if secret is not None else {}
    line.request("POST", "/hook", body, headers)
    code = line.getresponse().status
    line.close()
    return code


def update(id: int, chat: int, text: str = "/start") -> bytes:
    who = {"id": chat, "is_bot": False, "first_name": "R", "language_code": "nl"}
    message = {"message_id": 1, "date": 1, "from": who, "chat": {"id": chat, "type": "private"}, "text": text}
    return json.dumps({"update_id": id, "message": message}).encode()


def test_by_webhook_from_start_to_answer(hooked: tuple[House, int]) -> None:
    house, _ = hooked
    crowd = [house.telegram.phone(f"P{n}", "nl") for n in range(10)]
    for phone in crowd:
        phone.starts()
    for phone in crowd:
        phone.waits_for_answer()
    house.telegram.quiet()
    assert [len(heard(p)) for p in crowd] == [1] * 10
    assert house.telegram.complaints() == []
    code, seconds = house.stops()
    assert (code, seconds < 5) == (0, True)


@pytest.mark.parametrize(("kind", "more"), [("502", {}), ("429", {"retry_after": 1}), ("reset", {}), ("401", {})])
def test_a_webhook_that_can_not_be_asked_for_yet_is_asked_for_again(house: House, kind: str, more: dict) -> None:
    house.telegram.fails("setWebhook", kind, times=2, **more)
    port = wants_hook(house)
    house.runs()
    until(lambda: bool(house.telegram.state()["webhook"]), 30, house.log[-1000:])
    assert listens(port)
    rania = house.telegram.phone("Rania", "nl")
    rania.starts()
    rania.waits_for_answer()
    assert house.stops()[0] == 0
    assert "Traceback" not in house.log


def test_a_stop_while_a_webhook_is_asked_for_is_quick(house: House) -> None:
    house.telegram.fails("setWebhook", "429", times=99, retry_after=3000)
    wants_hook(house)
    house.runs()
    until(lambda: "receiving waits" in house.log, 30, "it never waited")
    code, seconds = house.stops()
    assert (code, seconds < 5) == (0, True), house.log[-1000:]


def test_a_webhook_keeps_aside_what_it_can_not_read(hooked: tuple[House, int]) -> None:
    """Another answer than 200, and Telegram would bring it for ever."""
    house, port = hooked
    broken = [b"no json", b"[1]", b"[" * 5000 + b"]" * 5000, b'{"update_id":1,"message":7}', b"\xff\xfe"]
    assert [hand_in(port, body, SECRET) for body in broken] == [200] * len(broken)
    checks = {c["name"]: c for c in json.loads(house.told("doctor", "--json", check=False).stdout)}
    assert f"{len(broken)} kept aside" in checks["quarantine"]["said"]
    assert json.loads(house.told("retry").stdout) == {"handed_in": 0, "still_unreadable": len(broken)}


def test_half_a_letter_costs_nobody_the_webhook(hooked: tuple[House, int]) -> None:
    house, port = hooked
    for number, half in enumerate((b"\\ud83d", b"\xff"), 500):
        rania = house.telegram.phone("Rania", "nl")
        rania.starts()
        rania.waits_for_answer()
        before = len(heard(rania))
        assert hand_in(port, update(number, rania.id, "hallo HALF").replace(b"HALF", half), SECRET) == 200
        rania.waits_until(lambda rania=rania, before=before: len(heard(rania)) > before, "no answer")


def test_a_webhook_turns_strangers_away(hooked: tuple[House, int]) -> None:
    _, port = hooked
    for secret in (None, "", "wrong", SECRET + "x", SECRET[:-1], "é"):
        assert hand_in(port, update(1, 5), secret) == 401, secret
    assert hand_in(port, b"x" * 1_100_000, SECRET) == 413
    assert hand_in(port, b"x" * 1_100_000, "wrong") == 401
    assert hand_in(port, b"no json", SECRET) == 200, "Telegram would bring it for ever"
    assert hand_in(port, update(2, 5), SECRET) == 200


def test_a_webhook_answers_200_only_after_the_commit(hooked: tuple[House, int]) -> None:
    """While another process holds the file nothing is acknowledged; and what is acknowledged is in the file."""
    house, port = hooked
    path, codes = house.folder / "duobot.db", []
    holder = sqlite3.connect(path, isolation_level=None, timeout=10)
    holder.execute("begin immediate")
    waiting = threading.Thread(target=lambda: codes.append(hand_in(port, update(77, 5), SECRET)))
    waiting.start()
    time.sleep(1.0)
    assert codes == []
    holder.execute("rollback")
    waiting.join(15)
    assert codes == [200]
    assert holder.execute("select count(*) from arrivals where id = 77").fetchone() == (1,)
    assert hand_in(port, update(77, 5), SECRET) == 200
    holder.close()
    (person,) = (p for p, chat in addresses(path).items() if chat == 5)
    assert look(path, "select count(*) from sessions where person = ?", person) == [(1,)]


def test_back_from_webhook_to_polling(hooked: tuple[House, int]) -> None:
    house, _ = hooked
    house.stops()
    house.settings = {}
    house.runs()
    rania = house.telegram.phone("Rania", "nl")
    rania.starts()
    rania.waits_for_answer(30)


def test_the_bot_goes_on_after_the_file_was_locked_for_long(bot: House) -> None:
    """Longer than its patience: afterwards it answers, without anybody starting it again."""
    rania = bot.telegram.phone("Rania", "nl")
    with sqlite3.connect(bot.folder / "duobot.db", timeout=10, isolation_level=None) as holder:
        holder.execute("begin immediate")
        rania.starts()
        time.sleep(12)
        holder.execute("rollback")
    assert bot.process is not None
    assert bot.process.poll() is None, bot.log[-500:]
    rania.waits_for_answer(30)
