"""What is kept of somebody in their duos is found by their number."""

from storage.migrate import run_sql

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    run_sql("0014_by_candidate.sql")
