"""Nobody is forgotten: colleagues away and who takes over, closing days, and how far up it was told who waits."""

from storage.migrate import run_sql

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    run_sql("0021_away.sql")
