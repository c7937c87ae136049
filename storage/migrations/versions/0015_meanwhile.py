"""What somebody can do while they wait, in the programme's own words."""

from storage.migrate import run_sql

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    run_sql("0015_meanwhile.sql")
