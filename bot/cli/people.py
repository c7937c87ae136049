"""The commands about the staff. What they need is imported when they run."""

import asyncio
import sys
from collections.abc import Awaitable, Callable
from typing import Any

import click

from bot import settings as settings_
from bot.cli.errors import plainly
from programme.roles import Role

ROLES = tuple(role.value for role in Role if role is not Role.OPERATOR)
LAST = "duobot: nobody of {programme} decides now, and {waiting} people wait there. Invite somebody: duobot {words}"

programme_ = click.option("--programme", required=True, help="The programme's id.")
json_ = click.option("--json", "as_json", is_flag=True, help="As JSON.")


@click.group()
def people() -> None:
    """The staff: who they are, by number; invite, remove, give another role."""


@people.command("list")
@click.option("--programme", default=None, help="Only of this programme.")
@click.option("--names", is_flag=True, help="With their names. A terminal keeps what it showed: use it sparingly.")
@json_
def list_(programme: str | None, names: bool, as_json: bool) -> None:
    """The staff: number, role, programme, since when.

    Example: duobot people list --programme samen-inburgeren
    """
    from bot.cli import staff

    _answer(_with_store(lambda store: staff.listed(store, programme, names)), as_json)


@people.command()
@programme_
@click.option("--role", type=click.Choice(ROLES), required=True)
@click.option("--days", default=7, show_default=True, type=click.IntRange(1, 90), help="How long it works.")
@json_
def invite(programme: str, role: str, days: int, as_json: bool) -> None:
    """Make a link for one colleague, for one use.

    Example: duobot people invite --programme samen-inburgeren --role trainee --days 3
    """
    from bot.cli import operations

    with plainly():
        found = settings_.load()
    _answer(_with_store(lambda store: operations.invite(store, found, programme, role, None, days)), as_json)


@people.command()
@click.argument("id", type=int)
@programme_
@json_
def remove(id: int, programme: str, as_json: bool) -> None:
    """No longer of the staff: they hear it, and see nothing of this programme any more.

    Example: duobot people remove 3141592653589793 --programme samen-inburgeren
    """
    from bot.cli import staff
    from bot.clock import system_now

    _changed(_with_store(lambda store: staff.dismiss(store, programme, id, system_now())), as_json)


@people.command()
@click.argument("id", type=int)
@click.argument("role", type=click.Choice(ROLES))
@programme_
@json_
def role(id: int, role: str, programme: str, as_json: bool) -> None:
    """Another role in a programme.

    Example: duobot people role 3141592653589793 lead --programme samen-inburgeren
    """
    from bot.cli import staff
    from bot.clock import system_now

    _changed(_with_store(lambda store: staff.appoint(store, programme, id, role, system_now())), as_json)


def _with_store(work: Callable[[Any], Awaitable[Any]]) -> Any:
    from storage.store import Store

    async def do() -> Any:
        found = settings_.load()
        store = await Store.open(found.database, found.master)
        try:
            return await work(store)
        finally:
            await store.close()

    with plainly():
        return asyncio.run(do())


def _changed(done: dict[str, Any], as_json: bool) -> None:
    """A programme that nobody answers for any more is said aloud; `waiting` is there only then."""
    if done.get("waiting"):
        words = f"people invite --programme {done['programme']} --role coordinator"
        click.echo(LAST.format(programme=done["programme"], waiting=done["waiting"], words=words), err=True)
    _answer(done, as_json)


def _answer(told: Any, as_json: bool) -> None:
    """JSON on stdout, or lines for people."""
    import msgspec

    if as_json:
        sys.stdout.write(msgspec.json.format(msgspec.json.encode(told)).decode() + "\n")
        return
    for row in told if isinstance(told, list) else [told]:
        click.echo("  ".join(f"{k}: {v}" for k, v in row.items()))
