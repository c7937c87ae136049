"""Sealed: people get a random number and a key; names, words and addresses are no longer there to read."""

import json
import sqlite3
from typing import Any

from alembic import op

from storage.keys import HOUSE, Seals, new_number
from storage.migrate import master, run_sql

revision = "0002"
down_revision = "0001"

REBUILT = (
    "sessions", "consents", "coordinators", "candidates", "relays", "duos", "check_ins", "told", "wakes", "outbox",
    "quarantine", "invitations",
)  # fmt: skip
NAMED = {
    **dict.fromkeys(("sessions", "consents", "coordinators", "candidates", "told", "wakes"), "chat"),
    "outbox": "chat", "quarantine": "chat", "journal": "actor", "invitations": "used_by",
}  # fmt: skip
INDEXES = """
create index sessions_unfinished on sessions (nudges, touched) where unfinished = 1 and reachable = 1;
create index consents_person on consents (person);
create index coordinators_person on coordinators (person);
create unique index candidates_open on candidates (person) where status not in ('declined', 'withdrawn');
create index candidates_person on candidates (person);
create index candidates_queue on candidates (programme, status, waiting_since);
create index duos_programme on duos (programme, formed);
create index wakes_due on wakes (due);
create index wakes_about on wakes (about) where about is not null;
create index outbox_state on outbox (state, due);
create index outbox_person on outbox (person, id);
create index quarantine_person on quarantine (person);
"""


def upgrade() -> None:
    run_sql("0002_sealed.sql")
    db: sqlite3.Connection = op.get_bind().connection.driver_connection  # type: ignore[assignment]
    db.execute("insert into new_invitations select * from invitations")
    people = _people(db)
    if people:
        _move(db, people)
    for table in REBUILT:
        db.execute(f"drop table {table}")
        db.execute(f"alter table new_{table} rename to {table}")
    for statement in INDEXES.strip().split(";\n"):
        db.execute(statement)


def _people(db: sqlite3.Connection) -> set[int]:
    found = (db.execute(f"select distinct {column} from {table}") for table, column in NAMED.items())
    return {row[0] for rows in found for row in rows if row[0] and row[0] > 0}


def _move(db: sqlite3.Connection, people: set[int]) -> None:
    """Every row that names somebody, sealed and under the new numbers."""
    seals = Seals(master())
    if not seals.master and seals.master.settable:
        seals.master.make()
    db.execute("insert into keys values (?, ?)", (HOUSE, seals.new_key(HOUSE)))
    number = {chat: new_number() for chat in people}
    for chat, person in number.items():
        db.execute("insert into keys values (?, ?)", (person, seals.new_key(person)))
        sealed = seals.seal(person, f"persons.chat:{person}", str(chat))
        db.execute("insert into persons values (?, ?, ?, '')", (person, seals.lookup(chat), sealed))
    _Mover(db, seals, number).move()


class _Mover:
    def __init__(self, db: sqlite3.Connection, seals: Seals, number: dict[int, int]) -> None:
        self.db, self.seals, self.number = db, seals, number
        self.owner: dict[int, int] = {}  # candidate → person
        self.named: dict[tuple[str, str], int] = {}  # a coordinator's programme and name → person

    def rows(self, table: str) -> list[dict[str, Any]]:
        cursor = self.db.execute(f"select * from {table}")
        return [dict(zip((c[0] for c in cursor.description), row, strict=True)) for row in cursor]

    def put(self, table: str, row: dict[str, Any]) -> None:
        columns, marks = ", ".join(row), ", ".join("?" * len(row))
        self.db.execute(f"insert into new_{table} ({columns}) values ({marks})", tuple(row.values()))

    def sealed(self, person: int, place: str, text: str | None) -> bytes | None:
        return self.seals.seal(person, place, text) if text else None

    def move(self) -> None:
        self.people()
        self.files()
        self.traffic()

    def people(self) -> None:
        for row in self.rows("sessions"):
            person = self.number[row.pop("chat")]
            state = self.sealed(person, f"sessions.state:{person}", row.pop("state"))
            self.put("sessions", {"person": person, "state": state, **row})
        for row in self.rows("consents"):
            self.put("consents", {"person": self.number[row.pop("chat")], **row})
        for row in self.rows("coordinators"):
            person, where = self.number[row.pop("chat")], row["programme"]
            self.named[where, row["name"]] = person
            name = self.sealed(person, f"coordinators.name:{where}:{person}", row.pop("name"))
            phone = self.sealed(person, f"coordinators.phone:{where}:{person}", row.pop("phone"))
            self.put("coordinators", {"person": person, "name": name, "phone": phone, **row})
        for row in self.rows("told"):
            self.put("told", {"person": self.number[row.pop("chat")], **row})

    def files(self) -> None:
        for row in self.rows("candidates"):
            person = self.owner[row["id"]] = self.number[row.pop("chat")]
            del row["name"]  # it is among the answers
            answers = self.sealed(person, f"candidates.answers:{row['id']}", row.pop("answers"))
            by = self.named.get((row["programme"], row.pop("decided_by")))
            self.put("candidates", {"person": person, "answers": answers, "decided_by": by, **row})
        for row in self.rows("relays"):
            person, asker = self.owner[row["candidate"]], self.number.get(row.pop("coordinator"))
            del row["asked_by"]
            question = self.sealed(person, f"relays.question:{row['id']}", row.pop("question"))
            answer = self.sealed(person, f"relays.answer:{row['id']}", row.pop("answer"))
            self.put("relays", {"coordinator": asker, "question": question, "answer": answer, **row})
        for row in self.rows("duos"):
            by = self.named.get((row["programme"], row.pop("formed_by")))
            self.put("duos", {"formed_by": by, **row})
        for row in self.rows("check_ins"):
            place = f"check_ins.note:{row['duo']}:{row['candidate']}:{row['wave']}"
            person = self.owner.get(row["candidate"], HOUSE)
            self.put("check_ins", {**row, "note": self.sealed(person, place, row["note"])})

    def traffic(self) -> None:
        for row in self.rows("wakes"):
            person = self.number[row.pop("chat")]
            about = json.loads(row["payload"]).get("candidate")
            payload = self.sealed(person, f"wakes.payload:{person}:{row['key']}", row.pop("payload"))
            self.put("wakes", {"person": person, "payload": payload, "about": about, **row})
        for row in self.rows("outbox"):
            person = self.number[row.pop("chat")]
            letter = self.sealed(person, f"outbox.letter:{row['id']}", row.pop("letter"))
            self.put("outbox", {"person": person, "letter": letter, **row})
        for row in self.rows("quarantine"):
            person = self.number.get(row.pop("chat"), HOUSE)
            raw = self.sealed(person, f"quarantine.raw:{row['id']}", row.pop("raw"))
            self.put("quarantine", {"person": person, "raw": raw, **row})
        for table, column in (("journal", "actor"), ("new_invitations", "used_by")):
            for chat, person in self.number.items():
                self.db.execute(f"update {table} set {column} = ? where {column} = ?", (person, chat))
