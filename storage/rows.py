"""Rows become facts of the programme, and moments become text that sorts."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any

import msgspec

from programme.model import (
    Candidate,
    Duo,
    Guardian,
    Invitation,
    Member,
    Programme,
    Relay,
    Screening,
    Side,
    Status,
    spoken,
)
from programme.preset import preset
from programme.reading import help_lines

GATHERED = "9999-12-31T00:00:00Z"  # when news is due that waits for the message of the day
GONE = "–"  # stands for words whose key was thrown away


def text_of(moment: datetime) -> str:
    """A moment as it is stored: UTC, to the second."""
    return f"{moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec='seconds')}Z"


def moment_of(text: str) -> datetime:
    return datetime.fromisoformat(text)


def name_of(answers: Mapping[str, Any]) -> str:
    """As others read it: in Latin letters too, of whoever writes it in others. No program can do that: of Arabic
    names, transliteration (CLDR's too) keeps the consonants alone, and the owner knows how it stands on their card."""
    name, latin = answers.get("name"), answers.get("latin")
    return f"{name} ({latin})" if name and latin else name or GONE


def candidate(
    row: Mapping[str, Any], answers: str, decided_by: str = "", assigned_to: str = ""
) -> Candidate:  # fmt: skip
    """A file; `answers` are unsealed, and empty when their key is gone."""
    told = answers_of(answers)
    return Candidate(
        id=row["id"],
        person=row["person"],
        side=Side(row["side"]),
        status=Status(row["status"]),
        programme=row["programme"],
        name=name_of(told),
        language=row["language"],
        submitted=moment_of(row["submitted"]),
        waiting_since=moment_of(row["waiting_since"]),
        answers={"municipality": row["municipality"], **told},
        passed_from=row["passed_from"],
        decided_by=decided_by,
        reason=row["reason"],
        duos=row["duos"],
        aside_until=date.fromisoformat(row["aside_until"]) if row["aside_until"] else None,
        assigned=row["assigned"] or 0,
        sign_asked=date.fromisoformat(row["sign_asked"]) if row["sign_asked"] else None,
        assigned_to=assigned_to,
    )


def answers_of(text: str) -> dict[str, Any]:
    found: dict[str, Any] = {} if text in ("", GONE) else msgspec.json.decode(text)
    return found


def programme(row: Mapping[str, Any], areas: tuple[str, ...], human: str, phone: str) -> Programme:
    choosing = row["choosing"] or preset(row["preset"]).choosing
    return Programme(
        row["id"], row["name"], row["municipality"], row["province"], areas, row["preset"], human, phone, choosing,
        bool(row["minors"]), help_lines=(*own_lines(row["help_lines"]), *help_lines.of(row["municipality"])),
        meanwhile=answers_of(row["meanwhile"]),
        closing_days=msgspec.json.decode(row["closing_days"], type=tuple[str, ...]), assigns=bool(row["assigns"]),
    )  # fmt: skip


def own_lines(text: str) -> tuple[tuple[str, str], ...]:
    """A programme's own numbers to call."""
    return msgspec.json.decode(text, type=tuple[tuple[str, str], ...])


def invitation(row: Mapping[str, Any]) -> Invitation:
    expires = moment_of(row["expires"])
    return Invitation(row["hash"], row["programme"], row["role"], expires, row["used_by"], row["about"])


def guardian(row: Mapping[str, Any], contact: str) -> Guardian:
    """`contact` is unsealed: a name and a number or address, or nothing of a guardian who was erased."""
    told = answers_of(contact)
    return Guardian(told.get("name") or GONE, told.get("reach") or "", moment_of(row["at"]).date())


def screening(row: Mapping[str, Any]) -> Screening:
    return Screening(date.fromisoformat(row["seen"]), date.fromisoformat(row["issued"]))


def relay(row: Mapping[str, Any], question: str, answer: str, asked_by: str) -> Relay:
    return Relay(row["id"], row["candidate"], row["coordinator"], question, answer, asked_by)


def duo(row: Mapping[str, Any], members: tuple[Member, ...], former: tuple[Member, ...] = ()) -> Duo:
    ended = moment_of(row["ended"]) if row["ended"] else None
    ends = date.fromisoformat(row["ends"]) if row["ends"] else None
    since = moment_of(row["since"] or row["formed"])
    return Duo(
        row["id"], row["programme"], moment_of(row["formed"]), members, ended, row["state"], since, ends,
        former=former, children=row["children"],
    )  # fmt: skip


def member(row: Mapping[str, Any], answers: str, contact: str) -> Member:
    side, told = Side(row["side"]), answers_of(answers)
    return Member(
        row["id"], row["person"], side, name_of(told), row["language"], spoken(side, told), told,
        row["answer"], row["sharing"], contact, row["wording"] or "", household=row["household"],
    )  # fmt: skip


def as_json(values: Iterable[int | str]) -> str:
    return msgspec.json.encode(list(values)).decode()
