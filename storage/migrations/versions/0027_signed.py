"""A proof or an attestation that somebody wants signed, and the day on which it was."""

from storage.migrate import run_sql

revision = "0027"
down_revision = "0026"


def upgrade() -> None:
    run_sql("0027_signed.sql")
