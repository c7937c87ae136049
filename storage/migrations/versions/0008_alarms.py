"""Alarms that stay until they are handled."""

from storage.migrate import run_sql

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    run_sql("0008_alarms.sql")
