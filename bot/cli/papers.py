"""The papers of a duo, for whoever prints them."""

import asyncio
from pathlib import Path

import click

from bot import settings as settings_
from bot.cli.errors import plainly
from bot.cli.operations import NotFound
from bot.clock import system_now
from storage.errors import CannotWrite
from storage.office import needs


@click.command()
@click.argument("number", type=int)
@click.option("-o", "--out", type=click.Path(dir_okay=False, path_type=Path), required=True, help="The PDF to write.")
def paper(number: int, out: Path) -> None:
    """The draft of a newcomer's proof of participation, or a volunteer's attestation, as PDF.

    Example: duobot paper 12 -o bewijs.pdf
    """
    with plainly():
        needs("typst")
        content = asyncio.run(_made(number))
        try:
            out.write_bytes(content)
        except OSError as error:
            raise CannotWrite(out, error.strerror) from None
    click.echo(f"{out}", err=True)


async def _made(number: int) -> bytes:
    from bot.runtime import papers
    from storage import reads
    from storage.store import Store

    settings = settings_.load()
    store = await Store.open(settings.database, settings.master)
    try:
        async with store.unit() as unit:
            programmes = await reads.programmes(unit)
            found = await papers.facts(unit, number, programmes, settings.responsible, system_now())
    finally:
        await store.close()
    if found is None:
        raise NotFound(f"number {number}")
    return papers.paper_of(found)[1]
