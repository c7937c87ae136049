"""Errors that we know, for whoever types a command."""

import contextlib
from collections.abc import Iterator

import click

from storage.errors import DuobotError
from storage.office import office


@contextlib.contextmanager
def plainly() -> Iterator[None]:
    """An error that we know is one plain line and its exit code; no trace."""
    try:
        with office():
            yield
    except DuobotError as error:
        click.echo(f"duobot: {error}", err=True)
        raise SystemExit(error.exit_code) from None
