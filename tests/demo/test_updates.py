"""No update is lost and no poll disturbs another, on good days and on the bad days a test can order."""

import http.server
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import ClassVar

import httpx
import pytest

from demo.client import LocalTelegram, until

pytestmark = pytest.mark.apart


def poll(telegram, **params):
    return httpx.post(f"{telegram.url}/bot{telegram.token}/getUpdates", json=params, timeout=30).json()


def call(telegram, method, timeout=10, **params):
    return httpx.post(f"{telegram.url}/bot{telegram.token}/{method}", json=params, timeout=timeout).json()


def texts(answer):
    return [update["message"]["text"] for update in answer["result"]]


def test_only_an_offset_confirms(telegram):
    rania = telegram.phone()
    for word in ("a", "b", "c"):
        rania.says(word)
    first = poll(telegram, limit=2)
    assert texts(first) == ["a", "b"]
    assert texts(poll(telegram)) == ["a", "b", "c"]
    assert rania.chat()["read_to"] == 0
    assert texts(poll(telegram, offset=first["result"][1]["update_id"] + 1)) == ["c"]
    assert rania.chat()["read_to"] == 2
    assert texts(poll(telegram, offset=-1)) == ["c"]


def test_a_long_poll_wakes_up_and_a_second_one_ends_it(telegram):
    rania = telegram.phone()
    with ThreadPoolExecutor() as pool:
        first = pool.submit(poll, telegram, timeout=20)
        until(lambda: telegram.state()["last_poll"] > 0, 5, "no poll")
        second = pool.submit(poll, telegram, timeout=20)
        assert first.result()["error_code"] == 409
        assert "terminated by other getUpdates request" in first.result()["description"]
        rania.says("hello")
        assert texts(second.result()) == ["hello"]
    assert len(telegram.complaints()) == 1


def test_a_poll_whose_bot_has_died_is_no_conflict(telegram):
    with pytest.raises(httpx.ReadTimeout):
        httpx.post(f"{telegram.url}/bot{telegram.token}/getUpdates", json={"timeout": 20}, timeout=0.2)
    telegram.phone().says("hello")
    assert texts(poll(telegram)) == ["hello"]
    assert telegram.complaints() == []


def test_updates_of_a_kind_nobody_asked_for_are_not_kept(telegram):
    poll(telegram, allowed_updates=["callback_query"])
    telegram.phone().says("hello")
    assert poll(telegram)["result"] == []
    poll(telegram, allowed_updates=[])
    telegram.phone().says("hello")
    assert texts(poll(telegram)) == ["hello"]


@pytest.mark.parametrize("kind", ["sticker", "voice", "photo", "location", "document", "forwarded", "next-year"])
def test_people_send_all_sorts_of_things(telegram, kind):
    telegram.phone().sends(kind)
    (update,) = poll(telegram)["result"]
    wanted = {"forwarded": "forward_origin", "next-year": "hologram"}.get(kind, kind)
    assert wanted in update["message"]


def test_people_edit_block_share_and_press(telegram):
    rania = telegram.phone(phone="32499000000")
    first = rania.says("helo")["message_id"]
    rania.edits(first, "hello")
    rania.blocks()
    rania.unblocks()
    rania.shares_contact(phone_number="32400000000", first_name="Somebody", user_id=5)
    key = {"text": "My number", "request_contact": True}
    call(telegram, "sendMessage", chat_id=rania.id, text="?", reply_markup={"keyboard": [["No", key]]})
    rania.presses("My number")
    rania.presses("No")
    updates = poll(telegram)["result"]
    kinds = [next(key for key in update if key != "update_id") for update in updates]
    assert kinds == ["message", "edited_message", "my_chat_member", "my_chat_member", *["message"] * 3]
    contacts = [u["message"].get("contact", {}).get("user_id") for u in updates[4:]]
    assert contacts == [5, rania.id, None]


def test_repeats_disorder_and_new_ids(telegram):
    rania = telegram.phone()
    rania.says("a")
    rania.says("b")
    offset = poll(telegram)["result"][-1]["update_id"] + 1
    assert poll(telegram, offset=offset)["result"] == []
    telegram.repeats_updates(2)
    assert texts(poll(telegram, offset=offset)) == ["a", "b"]
    assert texts(poll(telegram, offset=offset)) == []
    telegram.restarts_update_ids(7_000_000)
    rania.says("c")
    rania.says("d")
    telegram.disorders_updates()
    assert texts(poll(telegram, offset=offset)) == ["d", "c"]
    assert poll(telegram, offset=7_000_002)["result"] == []
    telegram.restarts_update_ids(5)
    rania.says("after a quiet week")
    assert [u["update_id"] for u in poll(telegram, offset=7_000_002)["result"]] == [5]
    assert poll(telegram, offset=6)["result"] == []


def test_malformed_updates_come_as_the_test_wrote_them(telegram):
    number = telegram.delivers_raw({"message": {"chat": "nonsense"}})
    (update,) = poll(telegram)["result"]
    assert update == {"update_id": number, "message": {"chat": "nonsense"}}
    telegram.delivers_raw('{"update_id": "text", "message": 5}')
    assert poll(telegram, offset=number + 1)["result"] == [{"update_id": "text", "message": 5}]


@pytest.mark.parametrize(("kind", "code"), [("429", 429), ("500", 500), ("502", 502)])
def test_ordered_errors(telegram, kind, code):
    telegram.fails("getMe", kind, times=2, retry_after=3)
    answers = [call(telegram, "getMe") for _ in range(3)]
    assert [answer.get("error_code") for answer in answers] == [code, code, None]
    assert (answers[0].get("parameters") == {"retry_after": 3}) is (code == 429)
    assert telegram.complaints() == []


@pytest.mark.parametrize(("kind", "arrives"), [("reset", 0), ("reset-after", 1), ("timeout-after", 1)])
def test_lost_lines(telegram, kind, arrives):
    rania = telegram.phone()
    rania.says("hello")
    telegram.fails("sendMessage", kind, seconds=5)
    with pytest.raises(httpx.TransportError):
        call(telegram, "sendMessage", chat_id=rania.id, text="x", timeout=0.5)
    assert len(rania.messages()) == 1 + arrives
    assert call(telegram, "sendMessage", chat_id=rania.id, text="x")["ok"]


def test_delayed_answers(telegram):
    telegram.fails("getMe", "delay", seconds=0.3)
    began = time.monotonic()
    assert call(telegram, "getMe")["ok"]
    assert time.monotonic() - began >= 0.3


class Hook(http.server.BaseHTTPRequestHandler):
    """Says 500 to the first two deliveries."""

    seen: ClassVar[list[tuple[str, bytes]]] = []

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.seen.append((self.headers["X-Telegram-Bot-Api-Secret-Token"], body))
        self.send_response(500 if len(self.seen) <= 2 else 200)
        self.end_headers()

    def log_message(self, *_):
        pass


def test_a_webhook_gets_everything_in_the_end(telegram):
    Hook.seen.clear()
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Hook)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{server.server_port}/hook"
    telegram.sets(webhook_pause=0.05)
    assert call(telegram, "setWebhook", url=url, secret_token="s3cret", max_connections=5)["ok"]
    assert poll(telegram)["error_code"] == 409
    rania = telegram.phone()
    rania.says("a")
    rania.says("b")
    telegram.quiet()
    info = call(telegram, "getWebhookInfo")["result"]
    server.shutdown()
    assert [secret for secret, _ in Hook.seen] == ["s3cret"] * 4
    assert [b'"a"' in body for _, body in Hook.seen] == [True, True, True, False]
    assert info["last_error_message"] == "Wrong response from the webhook: 500 Internal Server Error"
    assert call(telegram, "deleteWebhook")["ok"]
    assert poll(telegram)["ok"]


def test_a_killed_bot_finds_its_updates(telegram, start_echo):
    rania = telegram.phone()
    with start_echo(telegram) as bot:
        rania.says("one")
        rania.waits_for("You said: one")
        bot.kill()
        bot.wait()
    rania.says("two")
    with start_echo(telegram):
        rania.waits_for("You said: two")
    assert [call["code"] for call in telegram.calls() if call["code"] != 200] == []


def test_no_update_slips_between_two_polls(telegram, echo):
    """Each answer makes the bot ask again: an update that comes just then must wake that poll."""
    rania = telegram.phone()
    began = time.monotonic()
    for number in range(150):
        rania.says(f"{number}")
        rania.waits_for(f"You said: {number}")
    assert time.monotonic() - began < 10


def test_many_people_at_once(telegram, echo):
    phones = [telegram.phone(f"P{number}") for number in range(100)]
    telegram.many([(phone, "says", {"text": "hello"}) for phone in phones])
    for phone in phones:
        phone.waits_for("You said: hello")
    assert telegram.complaints() == []


def test_foreign_pages_are_turned_away(telegram):
    for headers in (
        {"Host": "evil.example"},
        {"Origin": "https://evil.example"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Origin": "null"},
    ):
        assert httpx.get(telegram.url + "/sim/state", headers=headers).status_code == 403
    page = httpx.get(telegram.url + "/")
    assert "default-src 'none'" in page.headers["content-security-policy"]


def test_a_telegram_of_its_own():
    with LocalTelegram.apart() as telegram:
        telegram.phone().says("hello")
        assert texts(poll(telegram)) == ["hello"]
