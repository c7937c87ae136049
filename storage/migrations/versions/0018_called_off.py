"""A date that fell away stays away."""

from storage.migrate import run_sql

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    run_sql("0018_called_off.sql")
