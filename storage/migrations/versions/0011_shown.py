"""Which messages show whom to the staff, so that they can be taken back."""

from storage.migrate import run_sql

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    run_sql("0011_shown.sql")
