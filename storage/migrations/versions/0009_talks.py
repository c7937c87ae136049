"""Words between a person and the staff, in order."""

from storage.migrate import run_sql

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    run_sql("0009_talks.sql")
