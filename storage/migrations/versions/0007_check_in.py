"""What a check-in asks beside what figures count."""

from storage.migrate import run_sql

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    run_sql("0007_check_in.sql")
