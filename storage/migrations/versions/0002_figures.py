"""Figures: what people declare, what was released, and counts that are kept between two overviews."""

from storage.migrate import run_sql

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    run_sql("0002_figures.sql")
