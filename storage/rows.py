"""Rows become facts of the programme, and moments become text that sorts."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import msgspec

from programme.model import Candidate, Duo, Invitation, Member, Programme, Relay, Side, Status, spoken


def text_of(moment: datetime) -> str:
    """A moment as it is stored: UTC, to the second."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def moment_of(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)


def candidate(row: Mapping[str, Any]) -> Candidate:
    return Candidate(
        id=row["id"],
        chat=row["chat"],
        side=Side(row["side"]),
        status=Status(row["status"]),
        programme=row["programme"],
        name=row["name"],
        language=row["language"],
        submitted=moment_of(row["submitted"]),
        waiting_since=moment_of(row["waiting_since"]),
        answers=msgspec.json.decode(row["answers"]),
        passed_from=row["passed_from"],
        decided_by=row["decided_by"],
        reason=row["reason"],
        duos=row["duos"],
    )


def programme(row: Mapping[str, Any], areas: Mapping[str, tuple[str, ...]]) -> Programme:
    return Programme(
        row["id"], row["name"], row["municipality"], row["province"],
        areas.get(row["id"], ()), row["preset"], row["human"], row["phone"],
    )  # fmt: skip


def invitation(row: Mapping[str, Any]) -> Invitation:
    return Invitation(row["hash"], row["programme"], row["role"], moment_of(row["expires"]), row["used_by"])


def relay(row: Mapping[str, Any]) -> Relay:
    return Relay(row["id"], row["candidate"], row["coordinator"], row["question"], row["answer"])


def duo(row: Mapping[str, Any], members: tuple[Member, ...]) -> Duo:
    ended = moment_of(row["ended"]) if row["ended"] else None
    return Duo(row["id"], row["programme"], moment_of(row["formed"]), members, ended)


def member(row: Mapping[str, Any]) -> Member:
    side = Side(row["side"])
    tongues = spoken(side, msgspec.json.decode(row["answers"]))
    return Member(row["id"], row["chat"], side, row["name"], row["language"], tongues)
