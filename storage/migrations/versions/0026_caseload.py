"""Who of the staff follows up whom: where a programme's coordinators share the work, each hears of their own people."""

from storage.migrate import run_sql

revision = "0026"
down_revision = "0025"


def upgrade() -> None:
    run_sql("0026_caseload.sql")
