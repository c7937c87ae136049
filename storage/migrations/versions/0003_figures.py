"""Figures: what people declare, what was released, and counts that are kept between two overviews."""

from storage.migrate import run_sql

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    run_sql("0003_figures.sql")
