"""Who of the staff answers for whom, just now."""

from storage.migrate import run_sql

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    run_sql("0022_speaking.sql")
