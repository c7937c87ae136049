"""Whom to see of those who wait: chosen on the list's own message, and said above it."""

from collections.abc import Iterable

from programme.effects import Say
from programme.message import Button, Do, Listed, Phrase, Rows, Tongue, Value
from programme.model import Known
from programme.queries import Page, TeamIn, TonguesOf
from programme.roles import READS
from programme.sift import MINE, PARTS, SIDES, STATES, Sift

MOST_TONGUES = 9  # the others are few


def row(sift: Sift) -> tuple[Button, ...]:
    """Below the list: to the choices, and away with those that are in force."""
    clear = (Button(Phrase("sift.clear"), Do("queue")),) if sift else ()
    return (Button(Phrase("sift.do"), Do("sift", 0, str(sift))), *clear)


def head(sift: Sift, total: int) -> Phrase:
    """What is in force, and how many it lets through."""
    what = Listed(tuple(_words(sift)))
    return Phrase("sift.head", {"what": what, "n": total}) if total else Phrase("sift.nobody", {"what": what})


def _words(sift: Sift) -> Iterable[Value]:
    if sift.whose:
        yield Phrase(f"sift.whose.{sift.whose}")
    if sift.side:
        yield Phrase(f"sift.side.{sift.side}")
    if sift.state:
        yield Phrase(f"sift.state.{sift.state}")
    if sift.tongue:
        yield Tongue(sift.tongue)
    if sift.free:
        yield Phrase(f"sift.free.{sift.free}")


def choices(page: Page, known: Known, edit: int | None) -> Say:
    """One tap chooses and shows the list; the same tap again takes it away."""
    sift = page.sift
    spoken = known.get(TonguesOf(READS))[:MOST_TONGUES]
    tongues = spoken if sift.tongue in ("", *spoken) else (*spoken, sift.tongue)
    alone = len(known.get(TeamIn(READS))) < 2
    rows = (
        *(() if alone else ((_choice(sift, "whose", MINE, Phrase(f"sift.whose.{MINE}")),),)),
        *in_rows(2, [_choice(sift, "side", value, Phrase(f"sift.side.{value}")) for value in SIDES.values()]),
        *in_rows(2, [_choice(sift, "state", value, Phrase(f"sift.state.{value}")) for value in STATES.values()]),
        *in_rows(2, [_choice(sift, "free", value, Phrase(f"sift.free.{value}")) for value in PARTS.values()]),
        *in_rows(3, [_choice(sift, "tongue", code, Tongue(code)) for code in tongues]),
        (Button(Phrase("nav.back"), Do("queue", 0, str(sift))),),
    )
    return Say((Phrase("sift.which"),), rows=rows, edit=edit)


def _choice(sift: Sift, what: str, value: str, words: Value) -> Button:
    ticked = getattr(sift, what) == value
    return Button(words, Do("queue", 0, str(sift.toggled(what, value))), ticked=ticked)


def in_rows(width: int, buttons: list[Button]) -> Rows:
    return tuple(tuple(buttons[i : i + width]) for i in range(0, len(buttons), width))
