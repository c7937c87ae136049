"""A database in its first shape, with people in it whose words stand there to read."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from storage import migrate
from tests.storage.office import ANSWERS

RANIA, JORIS, ELS, STRANGER = 910_001, 910_002, 910_003, 910_004
NOTE, QUESTION, ANSWER, ALARM, LETTER = "het loopt stroef", "Kan je donderdag?", "Ja, graag", "bel mij eens", "Dag daar"
WORDS = ("Rania", "Joris", "Els Peeters", "32499000012", NOTE, QUESTION, ANSWER, ALARM, LETTER, "native")
WHEN = "2026-03-04T12:00:00Z"
STATE = [{"flow": "newcomer", "run": 3, "at": "hopes", "answers": {"name": "Rania"}}]


def answers(name: str) -> str:
    return json.dumps({**ANSWERS, "name": name})


def rows() -> dict[str, list[dict[str, Any]]]:
    programme = {"programme": "samen"}
    file = {**programme, "language": "nl", "municipality": "12025", "counted": 1, "submitted": WHEN,
            "waiting_since": WHEN, "decided_by": "Els Peeters", "decided_at": WHEN}  # fmt: skip
    link = {**programme, "role": "coordinator", "municipality": "12025", "created": WHEN, "expires": WHEN}
    return {
        "sessions": [{"chat": RANIA, "language": "ar", "revision": 3, "state": json.dumps(STATE), "unfinished": 1,
                      "touched": WHEN}],
        "consents": [{"chat": RANIA, "kind": "take-part", "given": 1, "wording": "v1", "language": "ar", "at": WHEN}],
        "programmes": [{"id": "samen", "name": "Samen", "municipality": "12025", "province": "antwerpen",
                        "created": WHEN}],
        "programme_areas": [{**programme, "nis": "12025"}],
        "coordinators": [{**programme, "chat": ELS, "name": "Els Peeters", "phone": "32499000012", "since": WHEN}],
        "invitations": [{"hash": "used", "used_by": ELS, "used_at": WHEN, **link}, {"hash": "new", **link},
                        {"hash": "gone", "used_by": -1, **link}],
        "candidates": [
            {"id": 1, "chat": RANIA, "side": "newcomer", "status": "withdrawn", "name": "Rania",
             "answers": answers("Rania"), **file},
            {"id": 2, "chat": RANIA, "side": "newcomer", "status": "matched", "name": "Rania",
             "answers": answers("Rania"), **file},
            {"id": 3, "chat": JORIS, "side": "volunteer", "status": "matched", "name": "Joris",
             "answers": answers("Joris"), **file},
        ],
        "facts": [{"id": 71, "candidate": 2, "side": "newcomer", **programme, "municipality": "12025", "year": 2026}],
        "told": [{"chat": ELS, "candidate": 2, **programme}],
        "relays": [{"id": 4, "candidate": 2, "coordinator": ELS, "asked_by": "Els Peeters", "question": QUESTION,
                    "answer": ANSWER, "asked": WHEN, "answered": WHEN},
                   {"id": 5, "candidate": 3, "coordinator": ELS, "asked_by": "Els Peeters", "question": QUESTION,
                    "asked": WHEN}],
        "duos": [{"id": 6, **programme, "formed": WHEN, "formed_by": "Els Peeters"}],
        "duo_members": [{"duo": 6, "candidate": 2, "side": "newcomer"}, {"duo": 6, "candidate": 3,
                                                                         "side": "volunteer"}],
        "check_ins": [{"duo": 6, "candidate": 2, "wave": 1, "answered": WHEN, "met": 1, "hours": 2.5, "mood": 2,
                       "note": NOTE},
                      {"duo": 6, "candidate": 3, "wave": 1, "answered": WHEN, "met": 1, "hours": None, "mood": 4},
                      {"duo": 7, "candidate": 99, "wave": 1, "answered": WHEN, "met": 0, "hours": None, "mood": 3}],
        "wakes": [{"id": 8, "chat": ELS, "kind": "alarm", "key": "alarm:1", "due": WHEN,
                   "payload": json.dumps({"candidate": 2, "note": ALARM})},
                  {"id": 9, "chat": JORIS, "kind": "checkin", "key": "checkin:6:2", "due": WHEN,
                   "payload": json.dumps({"duo": 6, "wave": 2})}],
        "outbox": [{"id": 10, "chat": STRANGER, "priority": 1, "letter": json.dumps({"text": LETTER}), "due": WHEN,
                    "tries": 2, "unsure": 1},
                   {"id": 12, "chat": RANIA, "priority": 0, "letter": json.dumps({"text": LETTER}), "due": WHEN,
                    "state": "parked", "reason": "unreachable"}],
        "quarantine": [{"id": 13, "at": WHEN, "chat": RANIA, "reason": "x", "raw": json.dumps({"text": ANSWER})},
                       {"id": 14, "at": WHEN, "chat": None, "reason": "y", "raw": json.dumps({"text": "Joris"})}],
        "journal": [{"id": 15, "at": WHEN, "actor": ELS, "action": "Decide", "object": "2"},
                    {"id": 16, "at": WHEN, "actor": None, "action": "Forget"}],
    }  # fmt: skip


def build(path: Path) -> Path:
    """As the first version left it."""
    with closing(sqlite3.connect(path)) as db, db:
        db.executescript((migrate.FOLDER / "versions" / "0001_start.sql").read_text())
        db.executescript("create table alembic_version (version_num varchar(32) not null primary key);"
                         "insert into alembic_version values ('0001')")  # fmt: skip
        for table, found in rows().items():
            for row in found:
                marks = ", ".join("?" * len(row))
                db.execute(f"insert into {table} ({', '.join(row)}) values ({marks})", tuple(row.values()))
    return path
