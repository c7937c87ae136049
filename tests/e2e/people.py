"""What somebody does on a real phone, tap by tap, by question key: the same for every language."""

from typing import TYPE_CHECKING

from demo.client import Phone, buttons_of
from tests.answers import Move, Say, Script, Share, Tap, intake, one_by_one, says

if TYPE_CHECKING:
    from house import House

NEWCOMER = intake("newcomer", "ar", hopes=says("نتحدث بالهولندية"))
VOLUNTEER = intake("volunteer", "nl")


def walks(phone: Phone, script: Script) -> None:
    """Through a whole intake; the own number is shared where the phone offers it."""
    for key, move in one_by_one(script):
        gives(phone, key, move)


def gives(phone: Phone, key: str, move: Move) -> None:
    match move:
        case Tap(choice):
            taps(phone, f":{key}:{choice}")
        case Say(words):
            phone.waits_for_answer()
            phone.says(words)
        case Share():
            phone.presses(phone_key(phone))


def phone_key(phone: Phone) -> str:
    phone.waits_until(lambda: bool(phone.keys()), "no keyboard")
    return phone.keys()[0]


def taps(phone: Phone, ending: str) -> None:
    """The newest button whose data ends so."""
    phone.waits_until(lambda: bool(found(phone, ending)), f"no button {ending}")
    message, data = found(phone, ending)[-1]
    phone.does("taps", data=data, message_id=message)


def found(phone: Phone, ending: str) -> list[tuple[int, str]]:
    return [
        (message["message_id"], button["callback_data"])
        for message in phone.messages()
        for row in buttons_of(message)
        for button in row
        if button.get("callback_data", "").endswith(ending)
    ]


def starting(phone: Phone, beginning: str) -> None:
    """The newest button whose data begins so."""

    def there() -> list[tuple[int, str]]:
        return [
            (m["message_id"], b["callback_data"])
            for m in phone.messages() for row in buttons_of(m) for b in row
            if b.get("callback_data", "").startswith(beginning)
        ]  # fmt: skip

    phone.waits_until(lambda: bool(there()), f"no button {beginning}…")
    message, data = there()[-1]
    phone.does("taps", data=data, message_id=message)


def joins(town: "House") -> Phone:
    """Els, who coordinates, by an invitation."""
    link = town.asks("invite", "--programme", "samen-inburgeren", "--role", "coordinator", "--municipality", "Mechelen")
    els = town.telegram.phone("Els", "nl", phone="32499000012")
    els.starts(link["token"])
    taps(els, ":language:nl")
    els.waits_for("Hoe heet je")
    els.says("Els")
    els.presses("Deel mijn nummer")
    els.waits_for("Jij bent nu coördinator")
    return els
