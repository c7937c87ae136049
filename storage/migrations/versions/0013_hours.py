"""Hours that people tell, one by one."""

from storage.migrate import run_sql

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    run_sql("0013_hours.sql")
