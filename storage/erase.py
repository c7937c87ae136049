"""What goes when somebody is erased: one list, for the bot, the command line and a restored backup."""

import sqlite3
from pathlib import Path

import aiosql

STATEMENTS = aiosql.from_path(Path(__file__).parent / "sql" / "forget.sql", "sqlite3")
ERASED = (
    "forget_facts", "forget_relays", "forget_alarms", "forget_handler", "forget_words",
    "forget_talks", "forget_speaker", "forget_talker",
    "forget_notes", "forget_partings", "forget_contacts", "forget_meetings",
    "forget_waves", "forget_puzzles", "forget_told", "forget_wakes", "forget_shown",
    "forget_file", "forget_letters", "forget_quarantine", "forget_consents", "forget_journal",
    "forget_decider", "forget_assigned", "forget_former", "forget_asker", "forget_coordinator", "forget_invitation",
    "forget_looks", "forget_desk", "forget_deputy", "forget_speaking", "forget_undoer", "forget_follower",
    "forget_guarded", "forget_guardian", "forget_vouching", "forget_screening", "forget_screener",
    "forget_card_notes", "forget_noter", "forget_steps", "forget_stepper",
    "forget_imported", "forget_claim", "forget_session", "forget_address", "forget_key",
)  # fmt: skip


def erase(db: sqlite3.Connection, person: int) -> None:
    """Everything of one person, in one transaction of its own."""
    with db:
        db.execute("begin immediate")
        for name in ERASED:
            db.execute(str(getattr(STATEMENTS, name).sql), {"person": person})
