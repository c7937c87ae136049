"""The commands that reach everybody. What they need is imported when they run."""

import asyncio
import sys
from collections.abc import Awaitable, Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from bot import settings as settings_
from bot.cli.errors import plainly


@click.command()
@click.argument("texts", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Only say how many people would read what.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def announce(texts: Path, dry_run: bool, as_json: bool) -> None:
    """Tell everybody something, in their language. TEXTS is a TOML file: nl = "…", and en, fr, ar, uk if you have
    them; whoever reads another language gets the Dutch text, and a line that says so. The running bot sends it,
    replies to people first. Typed twice, or after a kill, it reaches everybody once.

    Example: duobot announce brief.toml --dry-run
    """
    from bot.cli import announcements

    with plainly():
        found = announcements.texts_of(texts)
        readers = _with_store(lambda store: announcements.audience(store, found))
        done = None if dry_run else _with_store(lambda store: announcements.announce(store, found))
    _tell({"people": readers, **(done or {})}, [*map(_line, readers), *([_told(done)] if done else [])], as_json)


@click.command()
@click.option("--on", "day", type=click.DateTime(["%Y-%m-%d"]), help="The last day plus one: then all is erased.")
@click.option("--cancel", is_flag=True, help="It goes on after all.")
@click.option("--dry-run", is_flag=True, help="Only say how many people would be told.")
@click.option("--yes", is_flag=True, help="Don't ask.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def close(day: datetime | None, cancel: bool, dry_run: bool, yes: bool, as_json: bool) -> None:
    """End this bot on a day: everybody is told in their language and can see their data until then, nobody new is
    taken, and on that day all that names anybody is erased. What was counted stays.

    Example: duobot close --on 2027-06-30 --dry-run
    """
    from bot.cli import announcements

    if (day is None) is not cancel:
        raise click.UsageError("either --on DATE or --cancel")
    with plainly():
        readers = _with_store(announcements.audience)
        if not (yes or dry_run or cancel):
            people = sum(r["people"] for r in readers)
            click.confirm(f"Tell {people} people that this ends, and erase them all on that day?", abort=True, err=True)
        done = None if dry_run else _with_store(announcements.call_off if day is None else _closing(day))
    _tell({"people": readers, **(done or {})}, [*map(_line, readers), *([_told(done)] if done else [])], as_json)


def _closing(day: datetime) -> Callable[[Any], Awaitable[dict[str, Any]]]:
    from bot.cli import announcements

    return lambda store: announcements.close(store, day.date())


def _with_store(work: Callable[[Any], Awaitable[Any]]) -> Any:
    from storage.store import Store

    async def do() -> Any:
        found = settings_.load()
        store = await Store.open(found.database, found.master)
        try:
            return await work(store)
        finally:
            await store.close()

    return asyncio.run(do())


def _line(reader: dict[str, Any]) -> str:
    instead = "" if reader["text"] == reader["language"] else ", told in Dutch"
    return f"{reader['language']}: {reader['people']} people{instead}"


def _told(done: dict[str, Any]) -> str:
    return f"duobot: {done['told']} people are told by this command, as soon as the bot runs."


def _tell(facts: dict[str, Any], lines: list[str], as_json: bool) -> None:
    """JSON on stdout, or words on stderr."""
    import msgspec

    if as_json:
        sys.stdout.write(msgspec.json.format(msgspec.json.encode(facts)).decode() + "\n")
    for line in () if as_json else lines:
        click.echo(line, err=True)
