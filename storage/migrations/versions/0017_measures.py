"""Measures reach the figures: counted as they are told."""

from storage.migrate import run_sql

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    run_sql("0017_measures.sql")
