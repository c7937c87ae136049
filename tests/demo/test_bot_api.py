"""What Telegram refuses, the local one refuses too, in the same words; every refusal is remembered."""

import json

import httpx
import pytest
import telegram as ptb

from demo.client import LocalTelegram
from demo.telegram import Options

pytestmark = pytest.mark.apart

NOBODY, STRANGER, BLOCKER, LEAVER, RANIA = 999, 11, 12, 13, 14
BUTTON = {"text": "A", "callback_data": "a"}


def keyboard(*rows):
    return {"inline_keyboard": [list(row) for row in rows]}


def saying(text="hello", chat=RANIA, **more):
    return "sendMessage", {"chat_id": chat, "text": text, **more}


def with_markup(markup):
    return saying(reply_markup=markup)


def html(text):
    return saying(text, parse_mode="HTML")


def key(**button):
    return with_markup(keyboard([button]))


def edit(message_id, text="x", **more):
    return "editMessageText", {"chat_id": RANIA, "message_id": message_id, "text": text, **more}


def reply(number, text=""):
    return "answerCallbackQuery", {"callback_query_id": number, "text": text}


def commands(*names, description="d", **more):
    listed = [{"command": name, "description": description} for name in names]
    return "setMyCommands", {"commands": listed, **more}


PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)
NO_ARRAY, NO_ARRAYS = (f'Field "inline_keyboard" must be {what}' for what in ("of type Array", "an Array of Arrays"))
WRONG = "can't parse inline keyboard button: "
OLD = "query is too old and response timeout expired or query ID is invalid"
SAME = "message is not modified: specified new message content and reply markup are exactly the same"
# what is called, the code, how the description begins after "Bad Request: " and its like
REFUSALS = {
    "no chat": (("sendMessage", {"text": "x"}), 400, "chat_id is empty"),
    "unknown chat": (saying(chat=NOBODY), 400, "chat not found"),
    "a name for a chat": (saying(chat="@rania"), 400, "chat not found"),
    "never started": (saying(chat=STRANGER), 403, "bot can't initiate conversation with a user"),
    "blocked": (saying(chat=BLOCKER), 403, "bot was blocked by the user"),
    "account gone": (saying(chat=LEAVER), 403, "user is deactivated"),
    "no text": (saying(""), 400, "message text is empty"),
    "only white space": (saying(" \n "), 400, "text must be non-empty"),
    "text too long": (saying("x" * 4097), 400, "message is too long"),
    "unknown tag": (html("<x>y</x>"), 400, "can't parse entities: Unsupported start tag"),
    "open tag": (html("<b>y"), 400, "can't parse entities: Can't find end tag"),
    "crossed tags": (html("<b><i>y</b></i>"), 400, "can't parse entities: Unmatched end tag"),
    "end without start": (html("y</b>"), 400, "can't parse entities: Unexpected end tag"),
    "less than": (html("1 < 2"), 400, "can't parse entities: "),
    "another parse mode": (saying("*y*", parse_mode="Wiki"), 400, "unsupported parse_mode"),
    "reply to nothing": (saying(reply_parameters={"message_id": 99}), 400, "message to be replied not found"),
    "markup no JSON": (with_markup("{oops"), 400, "can't parse reply keyboard markup JSON object"),
    "markup a list": (with_markup([1]), 400, "object expected as reply markup"),
    "markup empty": (with_markup({}), 400, "reply markup is empty"),
    "null keyboard": (with_markup({"inline_keyboard": None}), 400, NO_ARRAY),
    "row no list": (with_markup({"inline_keyboard": [BUTTON]}), 400, NO_ARRAYS),
    "button no object": (with_markup(keyboard(["A"])), 400, WRONG + "InlineKeyboardButton must be"),
    "button no text": (key(callback_data="a"), 400, WRONG + "Can't find field"),
    "button empty text": (key(text=" ", callback_data="a"), 400, "Inline keyboard button text must"),
    "button no action": (key(text="A"), 400, WRONG + "Text buttons are unallowed"),
    "button two actions": (key(**BUTTON, url="https://a.be"), 400, "BUTTON_TYPE_INVALID"),
    "contact inline": (key(text="A", request_contact=True), 400, WRONG),
    "data empty": (key(text="A", callback_data=""), 400, "BUTTON_DATA_INVALID"),
    "data 65 bytes": (key(text="A", callback_data="é" * 32 + "x"), 400, "BUTTON_DATA"),
    "data no text": (key(text="A", callback_data=5), 400, WRONG + "Field"),
    "url no address": (key(text="A", url="not this"), 400, "inline keyboard button URL"),
    "nine in a row": (with_markup(keyboard([BUTTON] * 9)), 400, "REPLY_MARKUP_TOO_LONG"),
    "101 buttons": (with_markup(keyboard(*[[BUTTON]] * 101)), 400, "REPLY_MARKUP_TOO_LONG"),
    "key empty": (with_markup({"keyboard": [[""]]}), 400, "Keyboard button text must be non-empty"),
    "keyboard null": (with_markup({"keyboard": None}), 400, 'Field "keyboard" must be of type Array'),
    "edit nothing": (edit(99), 400, "message to edit not"),
    "edit hers": (edit(1), 400, "message can't be edit"),
    "edit the same": (edit(2, "first"), 400, SAME),
    "same keyboard": (("editMessageReplyMarkup", {"chat_id": RANIA, "message_id": 2}), 400, SAME),
    "edit with keys": (edit(2, reply_markup={"keyboard": [["A"]]}), 400, "inline keyboard expected"),
    "delete nothing": (("deleteMessage", {"chat_id": RANIA, "message_id": 99}), 400, "message to delete not"),
    "answer without id": (("answerCallbackQuery", {}), 400, "callback_query_id is empty"),
    "answer unknown": (reply("7"), 400, OLD),
    "answer too long": (reply("7", "x" * 201), 400, "MESSAGE_TOO_LONG"),
    "unknown action": (("sendChatAction", {"chat_id": RANIA, "action": "sing"}), 400, "wrong parameter"),
    "no document": (("sendDocument", {"chat_id": RANIA}), 400, "there is no document"),
    "unknown file": (("sendDocument", {"chat_id": RANIA, "document": "x1"}), 400, "wrong file identifier"),
    "commands missing": (("setMyCommands", {}), 400, "can't parse commands JSON object"),
    "command capital": (commands("Start"), 400, "BOT_COMMAND_INVALID"),
    "command too long": (commands("x" * 33), 400, "BOT_COMMAND_INVALID"),
    "command bare": (commands("start", description=""), 400, "BOT_COMMAND_DESCRIPTION_INVALID"),
    "command wordy": (commands("start", description="x" * 257), 400, "BOT_COMMAND_DESCRIPTION_INVALID"),
    "101 commands": (commands(*[f"c{n}" for n in range(101)]), 400, "BOT_COMMANDS_TOO_MUCH"),
    "language no code": (commands("start", language_code="dutch"), 400, "invalid language code"),
    "scope unknown": (commands("start", scope={"type": "moon"}), 400, "can't parse BotCommandScope"),
    "scope of nobody": (commands("start", scope={"type": "chat", "chat_id": NOBODY}), 400, "chat not found"),
    "description long": (("setMyDescription", {"description": "x" * 513}), 400, "BOT_DESCRIPTION_TOO_LONG"),
    "short one long": (("setMyShortDescription", {"short_description": "x" * 121}), 400, "BOT_SHORT"),
    "name long": (("setMyName", {"name": "x" * 65}), 400, "BOT_NAME_TOO_LONG"),
    "menu unknown": (("setChatMenuButton", {"menu_button": {"type": "x"}}), 400, "unsupported menu button"),
    "webhook bare": (("setWebhook", {"url": "http://example.org/x"}), 400, "bad webhook: An HTTPS URL"),
    "webhook secret": (("setWebhook", {"url": "https://a.be", "secret_token": "é"}), 400, "secret token"),
    "updates no list": (("getUpdates", {"allowed_updates": "{}"}), 400, "can't parse allowed_updates"),
    "unknown method": (("sendHologram", {"chat_id": RANIA}), 404, "Not Found"),
}  # fmt: skip


@pytest.fixture(scope="module")
def house():
    with LocalTelegram.start() as running:
        running.phone("Stranger", id=STRANGER)
        for number in (BLOCKER, LEAVER, RANIA):
            running.phone("Somebody", id=number).says("hello")
        running.ask("POST", f"/sim/phones/{BLOCKER}/blocks", {})
        running.ask("POST", f"/sim/phones/{LEAVER}/leaves", {})
        api(running, "sendMessage", chat_id=RANIA, text="first")
        yield running


def api(running, method, **params):
    return httpx.post(f"{running.url}/bot{running.token}/{method}", json=params, timeout=30).json()


@pytest.mark.parametrize("case", REFUSALS)
def test_refused_as_telegram_does(house, case):
    (method, params), code, description = REFUSALS[case]
    house.forgive()
    answer = api(house, method, **params)
    assert answer["ok"] is False
    assert answer["error_code"] == code
    assert answer["description"].split(": ", 1)[-1].startswith(description) or description in answer["description"]
    assert len(house.complaints()) == 1
    assert method in house.complaints()[0]


def test_wrong_token(house):
    assert httpx.get(f"{house.url}/bot1:wrong/getMe").status_code == 401
    assert httpx.get(f"{house.url}/botwrong/getMe").status_code == 404


@pytest.mark.parametrize("how", ["json", "form", "query", "multipart", "json as text"])
def test_parameters_come_in_many_ways(house, how):
    markup = keyboard([BUTTON])
    flat = {
        "chat_id": str(RANIA),
        "text": "hé <b>x</b>",
        "parse_mode": "HTML",
        "reply_markup": json.dumps(markup),
    }
    ways = {
        "json": {"json": {**flat, "chat_id": RANIA, "reply_markup": markup}},
        "json as text": {"json": flat},
        "form": {"data": flat},
        "query": {"params": flat},
        "multipart": {"files": {name: (None, value) for name, value in flat.items()}},
    }
    answer = httpx.post(f"{house.url}/bot{house.token}/SendMessage", **ways[how]).json()
    assert answer["result"]["text"] == "hé x"
    assert answer["result"]["entities"] == [{"type": "bold", "offset": 3, "length": 1}]
    assert answer["result"]["reply_markup"] == markup


def test_files_come_and_go(house):
    url = f"{house.url}/bot{house.token}/"
    content = b"\r\n--X\x00\x0b\xff" * 50
    sent = httpx.post(url + "sendDocument", data={"chat_id": RANIA}, files={"document": ("é.bin", content)}).json()
    file_id = sent["result"]["document"]["file_id"]
    assert httpx.get(f"{house.url}/sim/files/{file_id}").content == content
    assert api(house, "sendDocument", chat_id=RANIA, document=file_id)["ok"]
    photo = httpx.post(url + "sendPhoto", data={"chat_id": RANIA}, files={"photo": ("a.png", PNG)}).json()
    assert photo["result"]["photo"][0]["file_id"] != file_id
    bad = httpx.post(url + "sendPhoto", data={"chat_id": RANIA}, files={"photo": ("a.png", b"text")}).json()
    assert bad["description"] == "Bad Request: IMAGE_PROCESS_FAILED"


def test_a_voice_message_is_passed_on_by_what_it_is_called(house):
    """The bot has no recordings of its own: it passes on what somebody sent it."""
    url = f"{house.url}/bot{house.token}/"
    unknown = httpx.post(url + "sendVoice", data={"chat_id": RANIA, "voice": "voice_1"}).json()
    assert "wrong file identifier" in unknown["description"], "nobody has sent it yet"
    house.phone("Rania", "ar").sends("voice")
    passed = api(house, "sendVoice", chat_id=RANIA, voice="voice_1", caption="hé")
    assert passed["result"]["voice"]["duration"] == 4 and passed["result"]["caption"] == "hé"


def test_commands_are_chosen_in_telegrams_order(telegram):
    rania = telegram.phone("Rania", "ar")

    def menu():
        return [one["command"] for one in rania.chat()["commands"]]

    for scope, language, name in [
        ({"type": "default"}, "", "e"), ({"type": "default"}, "ar", "d"),
        ({"type": "all_private_chats"}, "", "c"), ({"type": "all_private_chats"}, "ar", "b"),
        ({"type": "chat", "chat_id": rania.id}, "", "a"),
    ]:  # fmt: skip
        method, params = commands(name, scope=scope, language_code=language)
        assert api(telegram, method, **params)["ok"]
        assert menu() == [name]
    assert api(telegram, "getMyCommands", language_code="ar")["result"][0]["command"] == "d"
    api(telegram, "deleteMyCommands", scope={"type": "chat", "chat_id": rania.id})
    assert menu() == ["b"]


def test_a_callback_is_answered_once_and_in_time(telegram):
    rania = telegram.phone("Rania")
    rania.says("hello")
    api(telegram, "sendMessage", chat_id=rania.id, text="?", reply_markup=keyboard([BUTTON]))
    number = rania.taps("a")["id"]
    assert api(telegram, "answerCallbackQuery", callback_query_id=number, text="ok", show_alert=True)["ok"]
    assert rania.answers()[0] == {"id": number, "message_id": 2, "text": "ok", "show_alert": True}
    assert OLD in api(telegram, "answerCallbackQuery", callback_query_id=number)["description"]
    late = rania.taps("A")["id"]
    telegram.sets(callback_life=0)
    assert OLD in api(telegram, "answerCallbackQuery", callback_query_id=late)["description"]
    telegram.forgive()
    telegram.sets(unanswered_after=0)
    assert telegram.complaints() == [f"answerCallbackQuery: 0 callback left unanswered (chat {rania.id}, data a)"]


def test_flood_limits_say_how_long_to_wait():
    with LocalTelegram.start(Options(chat_rate=1, chat_burst=3)) as telegram:
        rania = telegram.phone("Rania")
        rania.says("hello")
        answers = [api(telegram, "sendMessage", chat_id=rania.id, text="x") for _ in range(4)]
    assert [answer["ok"] for answer in answers] == [True, True, True, False]
    assert answers[3]["error_code"] == 429
    assert answers[3]["parameters"] == {"retry_after": 1}
    assert answers[3]["description"] == "Too Many Requests: retry after 1"


def test_messages_older_than_two_days_stay():
    now = [1_000_000.0]
    with LocalTelegram.start(clock=lambda: now[0]) as telegram:
        rania = telegram.phone("Rania")
        rania.says("hello")
        api(telegram, "sendMessage", chat_id=rania.id, text="x")
        now[0] += 49 * 3600
        answer = api(telegram, "deleteMessage", chat_id=rania.id, message_id=2)
    assert answer["description"] == "Bad Request: message can't be deleted for everyone"


async def test_an_independent_client_agrees(telegram):
    rania = telegram.phone("Rania", phone="32499000000")
    rania.starts("https://t.me/duobot_bot?start=abc")
    rania.shares_contact()
    async with ptb.Bot(telegram.token, base_url=telegram.url + "/bot") as bot:
        updates = await bot.get_updates()
        assert [update.message.text for update in updates] == ["/start abc", None]
        assert updates[0].message.entities[0].type == "bot_command"
        assert updates[1].message.contact.user_id == rania.id
        sent = await bot.send_message(rania.id, "<i>hi</i>", parse_mode="HTML")
        assert (await sent.edit_text("ho")).text == "ho"
        assert await bot.send_document(rania.id, b"data", filename="x.txt")
        assert await sent.delete()
        with pytest.raises(ptb.error.BadRequest, match="Message to edit not found"):
            await sent.edit_text("again")
        rania.blocks()
        with pytest.raises(ptb.error.Forbidden, match="blocked"):
            await bot.send_message(rania.id, "hi")
        (change,) = await bot.get_updates(offset=updates[-1].update_id + 1)
        assert change.my_chat_member.new_chat_member.status == "kicked"
