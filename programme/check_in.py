"""What one side tells in a check-in: one list, from which storage, `/mydata`, the file to take along and the
register of processing are made. A new question is a field here, its question in `bot/flows/duo/checkin.py`, and words.
"""

from collections.abc import Mapping
from typing import Annotated, Any, get_type_hints

import msgspec

COUNTED = ("met", "hours", "mood")  # columns of their own in `check_ins`: figures are made of them
SEALED = "note"  # own words: sealed under the person's key
DUTCH = "register"  # what a field is, in Dutch, for the register (GDPR art. 30)


def _is(dutch: str) -> msgspec.Meta:
    return msgspec.Meta(extra={DUTCH: dutch})


class CheckInAnswers(msgspec.Struct, frozen=True):
    """One side's answers to one check-in; `hours` together and `times` met, at the least, since the last; `mood` 1
    (bad) to 5 (good)."""

    met: Annotated[bool, _is("spraken ze af?")]
    hours: Annotated[float | None, _is("uren samen, ongeveer")]
    mood: Annotated[int, _is("hoe het gaat, 1 tot 5")]
    note: Annotated[str, _is("een bericht, in eigen woorden")] = ""
    done: Annotated[str, _is("wat ze samen deden, uit een vaste lijst")] = ""
    times: Annotated[int, _is("hoe vaak ze afspraken, minstens")] = 0


FIELDS = CheckInAnswers.__struct_fields__
IN_DUTCH: Mapping[str, str] = {
    name: hint.__metadata__[0].extra[DUTCH]
    for name, hint in get_type_hints(CheckInAnswers, include_extras=True).items()
}
MORE = ", ".join(IN_DUTCH[name] for name in FIELDS if name not in (*COUNTED, SEALED))


def apart(told: CheckInAnswers) -> tuple[dict[str, Any], str]:
    """The answers as columns, and what has none as JSON; own words are in neither."""
    answers = msgspec.to_builtins(told)
    more = {key: value for key, value in answers.items() if key not in (*COUNTED, SEALED)}
    return {key: answers[key] for key in COUNTED}, msgspec.json.encode(more).decode()


def together(columns: Mapping[str, Any], note: str) -> CheckInAnswers:
    """The opposite; what a field of later has no answer for gets its default."""
    more = msgspec.json.decode(columns["more"])
    kept = {key: columns[key] for key in COUNTED}
    return msgspec.convert({**more, **kept, SEALED: note}, CheckInAnswers, strict=False)
