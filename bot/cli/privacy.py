"""The commands for a data-protection officer. What they need is imported when they run."""

import click

from bot import settings as settings_
from bot.cli.errors import plainly

FORMATS = ("md", "csv", "json", "readable")


@click.group()
def privacy() -> None:
    """What is kept of people, for a data-protection officer."""


@privacy.command()
@click.option("--format", "format_", type=click.Choice(FORMATS), default=FORMATS[0], show_default=True)
def register(format_: str) -> None:
    """Every field that is kept of people: why, who sees it, how long, sealed or not. In Dutch.

    `readable` is the list of what can be read without a key.

    Example: duobot privacy register --format csv > register.csv
    """
    from bot.cli import register as register_

    with plainly():
        keeps = settings_.load().keeps
    writers = {
        "md": register_.as_page,
        "csv": register_.as_csv,
        "json": register_.as_json,
        "readable": register_.as_readable,
    }
    click.echo(writers[format_](keeps), nl=False)
