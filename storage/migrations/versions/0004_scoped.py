"""Minors: a guardian's yes, the date on which a volunteer's extract was seen, and programmes that allow it."""

from storage.migrate import run_sql

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    run_sql("0004_scoped.sql")
