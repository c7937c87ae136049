"""The first shape of the database."""

from storage.migrate import run_sql

revision = "0001"
down_revision = None


def upgrade() -> None:
    run_sql("0001_start.sql")
