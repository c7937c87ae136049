"""More than two in a duo: who left, and how many adults, children and households it counts."""

from storage.migrate import run_sql

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    run_sql("0016_groups.sql")
