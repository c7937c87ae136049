"""What somebody answers, tap by tap, by question key: the same for every language."""

from datetime import UTC, datetime, time, timedelta

from demo.client import Phone, buttons_of
from programme import schedule

Script = tuple[tuple[str, ...], ...]
WELCOME = (("language", "{language}"), ("side", "{side}"), ("take_part", "yes"), ("counted", "yes"))
NEWCOMER: Script = (
    *WELCOME, ("name", "Rania"), ("age", "26-40"), ("municipality", "Mechelen"), ("nationality", "+SY", "done"),
    ("tongues", "+ar", "ar=native", "done"), ("dutch", "A2"), ("since", "2024"), ("free", "+3-evening", "done"),
    ("interests", "+cooking", "done"), ("hopes", "نتحدث بالهولندية"), ("buddy_age", "any"),
    ("buddy_gender", "any"), ("children", "no"), ("forty", "yes"), ("reach", ""), ("send", "send"),
)  # fmt: skip
VOLUNTEER: Script = (
    *WELCOME, ("name", "Joris"), ("age", "41-64"), ("municipality", "2800"), ("nationality", "+MA", "done"),
    ("tongues", "+ar", "ar=daily", "done"), ("gender", "man"), ("free", "+3-evening", "done"),
    ("interests", "+cooking", "done"), ("how_many", "1"), ("how_often", "weekly"), ("experience", "no"),
    ("motivation", "Ik leer graag mensen kennen"), ("reach", ""), ("note", "yes"), ("screening", "yes"),
    ("send", "send"),
)  # fmt: skip
TYPED = ("name", "municipality", "hopes", "motivation")


def until_a_sending(days: int) -> float:
    """Days from now to the first moment after `days` at which a reminder may be sent, in the middle of a morning."""
    now = datetime.now(UTC)
    midnight = datetime.combine(schedule.local_day(now) + timedelta(days=days), time(), schedule.ZONE)
    return (schedule.next_sending(midnight) + timedelta(hours=2) - now) / timedelta(days=1)


def walks(phone: Phone, script: Script, language: str, side: str) -> None:
    """Through a whole intake; the own number is shared where the phone offers it."""
    for key, *answers in script:
        for answer in answers:
            gives(phone, key, answer.format(language=language, side=side))


def gives(phone: Phone, key: str, answer: str) -> None:
    if key == "reach":
        phone.presses(phone_key(phone))
    elif key in TYPED:
        phone.waits_for_answer()
        phone.says(answer)
    else:
        taps(phone, f":{key}:{answer}")


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
