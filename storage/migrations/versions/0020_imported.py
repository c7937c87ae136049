"""People and duos that came in from a spreadsheet, and the links with which they say that it is them."""

from storage.migrate import run_sql

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    run_sql("0020_imported.sql")
