"""Only alarms, talks and what was asked for just now come by night."""

from storage.migrate import run_sql

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    run_sql("0012_by_day.sql")
