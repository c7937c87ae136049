"""Scheduled messages: by day or at once."""

from storage.migrate import run_sql

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    run_sql("0006_daytime.sql")
