"""What a coordinator knows: notes on somebody, what was done with a volunteer on which day, until when aside."""

from storage.migrate import run_sql

revision = "0025"
down_revision = "0024"


def upgrade() -> None:
    run_sql("0025_card.sql")
