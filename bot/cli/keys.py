"""The commands about the master key. What they need is imported when they run."""

import sys
from typing import Any

import click

from bot import settings as settings_
from bot.cli.errors import plainly

AS_SETTING = """DUOBOT_KEY is a setting, so only you can change it:
  1. duobot key new --print
  2. put that key first in DUOBOT_KEY, a comma, then the old one; start the bot again
  3. duobot key rotate
  4. take the old one out of DUOBOT_KEY; start the bot again"""


@click.group()
def key() -> None:
    """The master key, which opens what people told."""


@key.command()
@click.option("--print", "printed", is_flag=True, help="Write it to stdout instead, for a setting.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def new(printed: bool, as_json: bool) -> None:
    """Make a key in its file, for a database that has none.

    Example: duobot key new
    """
    from storage import keys

    if printed:
        click.echo(keys.fresh())
        return
    with plainly():
        made = _make(settings_.load())
    _answer({"file": made}, [f"duobot: a key was made in {made}. Keep a copy of it, apart from backups."], as_json)


def _make(found: settings_.Settings) -> str:
    """Where it was put. Raises `KeyThere`; `KeyMissing` where a database waits for the key it had."""
    from storage import key_rotation
    from storage.errors import KeyMissing, KeyThere
    from storage.store import path_of

    master = found.master
    if not master.settable:
        raise KeyThere("DUOBOT_KEY")
    if master:
        raise KeyThere(master.file)
    if key_rotation.sealed(path_of(found.database)):
        raise KeyMissing(master.file)
    return str(master.make())


@key.command()
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def check(as_json: bool) -> None:
    """Does the key open this database? Tries the house's own key and some people's. Changes nothing.

    Example: duobot key check --json
    """
    from storage import key_rotation
    from storage.errors import KeyWrong
    from storage.store import path_of

    with plainly():
        found = settings_.load()
        told = key_rotation.check(path_of(found.database), found.master)
        lines = [f"duobot: the key opens the database, and the files of {told.opened} of {told.tried} people tried."]
        if told.to_rewrap:
            lines.append(f"duobot: {told.to_rewrap} keys are not under the newest key yet: duobot key rotate.")
        facts = {"people": told.people, "tried": told.tried, "opened": told.opened, "to_rewrap": told.to_rewrap}
        _answer(facts, lines, as_json)
        if told.opened < told.tried:
            raise KeyWrong(f"{told.tried - told.opened} of {told.tried} files stay closed")


@key.command()
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def rotate(as_json: bool) -> None:
    """Another key in the place of the one there is. The bot may go on working; if this is killed, type it again.

    Example: duobot key rotate
    """
    from storage import key_rotation
    from storage.store import path_of

    with plainly():
        found = settings_.load()
        master = found.master
        asked = not master.settable and len(master) == 1
        done = None if asked else key_rotation.rotate(path_of(found.database), master)
    if done is None:
        click.echo(f"duobot: {AS_SETTING}", err=True)
        raise SystemExit(78)
    lines = [f"duobot: {done.rewrapped} keys are under the new key now."]
    if master.settable:
        lines.append(f"duobot: copy {master.file} again, apart from backups; older copies of it open nothing more.")
    else:
        lines.append("duobot: now take the older keys out of DUOBOT_KEY and start the bot again.")
    lines.append(f"duobot: copy {done.keys} again as well: older copies of it need the older key.")
    _answer({"rewrapped": done.rewrapped, "keys": str(done.keys)}, lines, as_json)


def _answer(facts: dict[str, Any], lines: list[str], as_json: bool) -> None:
    """JSON on stdout, or words on stderr."""
    import msgspec

    if as_json:
        sys.stdout.write(msgspec.json.format(msgspec.json.encode(facts)).decode() + "\n")
    for line in () if as_json else lines:
        click.echo(line, err=True)
