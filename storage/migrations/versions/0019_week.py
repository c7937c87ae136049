"""A coordinator's week: when the message of the day comes, and what was done about a quiet duo."""

from storage.migrate import run_sql

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    run_sql("0019_week.sql")
