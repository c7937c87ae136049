"""Duos: their states, both answers, meetings, waves, pauses, ends and measures."""

from storage.migrate import run_sql

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    run_sql("0005_duos.sql")
