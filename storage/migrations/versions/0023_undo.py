"""Decisions that can be taken back for a while."""

from storage.migrate import run_sql

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    run_sql("0023_undo.sql")
