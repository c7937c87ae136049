"""A tiny bot for the tests of the demo: standard library only, one loop, no state."""

import html
import json
import os
import urllib.request

API = f"{os.environ['DUOBOT_TELEGRAM_API']}/bot{os.environ['DUOBOT_TOKEN']}/"
DUTCH_OR = [[{"text": "Nederlands", "callback_data": "nl"}, {"text": "العربية", "callback_data": "ar"}]]


def call(method, **params):
    request = urllib.request.Request(API + method, json.dumps(params).encode(), {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=60) as answer:
        return json.load(answer)["result"]


def count(number):
    label = f"Count ({number})"
    return {"inline_keyboard": [[{"text": label, "callback_data": f"count:{number + 1}"}], *DUTCH_OR]}


def document(chat):
    body = (
        f'--X\r\nContent-Disposition: form-data; name="chat_id"\r\n\r\n{chat}\r\n--X\r\n'
        'Content-Disposition: form-data; name="document"; filename="your-data.json"\r\n'
        'Content-Type: application/json\r\n\r\n{"name": "you"}\r\n--X--\r\n'
    ).encode()
    headers = {"Content-Type": "multipart/form-data; boundary=X"}
    urllib.request.urlopen(urllib.request.Request(API + "sendDocument", body, headers), timeout=10).close()


def say(message):
    chat, text = message["chat"]["id"], message.get("text", "")
    if text.startswith("/start"):
        welcome = f"<b>Welcome</b>, {html.escape(message['from']['first_name'])}. {text[7:]}"
        call("sendMessage", chat_id=chat, text=welcome, parse_mode="HTML", reply_markup=count(0))
    elif text == "number":
        key = {"text": "Share my number", "request_contact": True}
        call("sendMessage", chat_id=chat, text="Which number?", reply_markup={"keyboard": [[key]]})
    elif "contact" in message:
        thanks = f"Thank you, {message['contact']['phone_number']}"
        call("sendMessage", chat_id=chat, text=thanks, reply_markup={"remove_keyboard": True})
    elif text == "file":
        document(chat)
    elif text == "arabic":
        call("sendMessage", chat_id=chat, text="أهلا بك! ما هي لغتك؟", reply_markup=count(0))
    elif text == "type":
        call("sendChatAction", chat_id=chat, action="typing")
    elif text == "many":
        call("sendMessage", chat_id=chat, text="\n".join(f"line {number}" for number in range(60)))
    else:
        call("sendMessage", chat_id=chat, text=f"You said: {text or 'something'}")


def tapped(query):
    message, data = query["message"], query["data"]
    where = {"chat_id": message["chat"]["id"], "message_id": message["message_id"]}
    call("answerCallbackQuery", callback_query_id=query["id"], text=f"Got {data}", show_alert=data == "ar")
    if data.startswith("count:"):
        number = int(data[6:])
        call("editMessageText", **where, text=f"Counted {number}", reply_markup=count(number))


def main():
    call("setMyCommands", commands=[{"command": "help", "description": "What is this?"}])
    call("setMyDescription", description="A tiny bot that says what you say.")
    offset = 0
    while True:
        for update in call("getUpdates", offset=offset, timeout=20):
            offset = update["update_id"] + 1
            if "message" in update:
                say(update["message"])
            elif "callback_query" in update:
                tapped(update["callback_query"])


if __name__ == "__main__":
    main()
