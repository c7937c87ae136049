"""A pair that was made all the same says why."""

from storage.migrate import run_sql

revision = "0024"
down_revision = "0023"


def upgrade() -> None:
    run_sql("0024_despite.sql")
