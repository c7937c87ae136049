"""Whom to call beside the coordinator, as a programme says."""

from storage.migrate import run_sql

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    run_sql("0010_help_lines.sql")
