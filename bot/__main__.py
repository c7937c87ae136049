"""The command line. Answers as JSON on stdout and nothing else there; people's words on stderr."""

import asyncio
import gc
import sys
from collections.abc import Awaitable, Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import click

from bot import settings as settings_
from bot.cli.errors import plainly as _plainly


def run_until_stopped(work: Callable[[], Awaitable[None]]) -> None:
    """Run the event loop, on uvloop where there is one."""
    try:
        import uvloop
    except ImportError:
        runner = asyncio.run
    else:
        runner = uvloop.run
    with _plainly():
        runner(work())  # type: ignore[arg-type]


LATER = {  # command: its module, read when it is asked for
    "announce": "broadcast",
    "close": "broadcast",
    "declare": "figures",
    "figures": "figures",
    "key": "keys",
    "overview": "figures",
    "paper": "papers",
    "people": "people",
    "poster": "words",
    "privacy": "privacy",
    "understand": "words",
    "words": "words",
}


class _Later(click.Group):
    """The bot itself is ready sooner when it doesn't read what it won't do."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted((*super().list_commands(ctx), *LATER))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in LATER:
            return super().get_command(ctx, cmd_name)
        command: click.Command = getattr(import_module(f"bot.cli.{LATER[cmd_name]}"), cmd_name)
        return command


@click.group(cls=_Later, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="duobot", prog_name="duobot", message="%(prog)s %(version)s")
def main() -> None:
    """duobot: the bot that buddy programmes run on.

    Settings come from the environment (DUOBOT_TOKEN, DUOBOT_DATABASE, …) or from the TOML file that
    DUOBOT_CONFIG names; `duobot config` shows them.
    """


@main.command()
def run() -> None:
    """Answer people until stopped.

    Example: DUOBOT_TOKEN=123456:ABC duobot run
    """
    gc.disable()  # imports make no garbage: 0.1 s sooner
    from bot import app, logs

    with _plainly():
        found = settings_.with_token(settings_.load())
    logs.set_up(found.log_level)
    gc.enable()
    gc.freeze()
    run_until_stopped(lambda: app.run(found))


@main.command()
@click.option("--port", default=8765, show_default=True, help="Port of the page on 127.0.0.1.")
@click.option("--no-browser", is_flag=True, help="Don't open the page in a browser.")
def demo(port: int, no_browser: bool) -> None:
    """Try everything on a local Telegram: no token, no internet.

    Example: duobot demo --port 9000
    """
    from demo import run as demo_run  # the one place that looks up: the demo sits on top of everything

    raise SystemExit(demo_run.main(["--port", str(port), *(["--no-browser"] if no_browser else [])]))


@main.command()
def config() -> None:
    """Show the settings; secrets are hidden.

    Example: duobot config
    """
    with _plainly():
        _out(settings_.hidden(settings_.load()))


@main.command()
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def doctor(as_json: bool) -> None:
    """Check token, clock, zone, disk, SQLite, schema, quarantine and polling: one line each, with the mend.

    Example: duobot doctor --json
    """
    from bot.cli import doctor as doctor_

    with _plainly():
        checks = asyncio.run(doctor_.examine(settings_.load()))
    if as_json:
        _out([check.facts for check in checks])
    for check in [] if as_json else checks:
        click.echo(check.line)
    raise SystemExit(0 if all(check.ok for check in checks) else 1)


@main.command("retry")
def retry() -> None:
    """Hand in again what was put in quarantine.

    Example: duobot retry
    """
    from bot.cli import operations

    _answer(operations.retry, True)


@main.group()
def programme() -> None:
    """Buddy programmes."""


@programme.command("add")
@click.option("--name", required=True, help="What people call it.")
@click.option("--municipality", required=True, help="Where it is: a name, a postcode or an NIS code.")
@click.option("--province", default=None, help="Only to be sure: the province of that municipality.")
@click.option("--also", multiple=True, help="Another municipality that it serves. May be repeated.")
@click.option("--choosing", type=click.Choice(["both", "coordinator"]), default=None,
              help="Who decides on a pair: both say yes (as usual), or the coordinator alone.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def add_programme(
    name: str, municipality: str, province: str | None, also: tuple[str, ...], choosing: str | None, as_json: bool
) -> None:
    """Start a programme.

    Example: duobot programme add --name "Samen Inburgeren" --municipality Mechelen
    """
    from bot.cli import operations

    _answer(lambda store: operations.add_programme(store, name, municipality, province, also, choosing or ""), as_json)


@programme.command("list")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def list_programmes(as_json: bool) -> None:
    """The programmes and their ids.

    Example: duobot programme list --json
    """
    from bot.cli import operations

    _answer(operations.programmes, as_json)


@programme.command("set")
@click.argument("id")
@click.option("--minors/--no-minors", default=None, help="May people of 13 to 17 take part, with a guardian's yes?")
@click.option("--help-line", "lines", multiple=True, metavar="NAME=NUMBER",
              help='Whom to call in trouble, beside 112 and 1712. May be repeated; "" takes them away.')  # fmt: skip
@click.option("--meanwhile", multiple=True, metavar="LANGUAGE=TEXT",
              help='What to do while one waits; may be repeated. "" takes it away.')  # fmt: skip
@click.option("--closed", multiple=True, metavar="MM-DD",
              help='When the town closes: 07-11 of each year, 2027-05-14 of one. "" takes it away.')  # fmt: skip
@click.option("--assigns/--no-assigns", default=None,
              help="Does each new candidate go to one coordinator, by language and load?")  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def set_programme(
    id: str, minors: bool | None, lines: tuple[str, ...], meanwhile: tuple[str, ...], closed: tuple[str, ...],
    assigns: bool | None, as_json: bool,
) -> None:  # fmt: skip
    """Change a programme.

    Example: duobot programme set samen-inburgeren --minors --help-line "CAW Mechelen=015 12 34 56"
    """
    from bot.cli import operations

    if minors is None and assigns is None and not lines and not meanwhile and not closed:
        raise click.UsageError(
            "say what to change: --minors, --no-minors, --help-line NAME=NUMBER, --meanwhile nl=TEXT, --closed 07-11, "
            "--assigns or --no-assigns"
        )
    _answer(lambda store: operations.set_programme(store, id, minors, lines, meanwhile, closed, assigns), as_json)


@main.command()
@click.option("--programme", required=True, help="The programme's id.")
@click.option("--role", type=click.Choice(["coordinator", "candidate"]), required=True)
@click.option("--municipality", required=True)
@click.option("--days", default=7, show_default=True, type=click.IntRange(1, 3660), help="How long it works.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def invite(programme: str, role: str, municipality: str, days: int, as_json: bool) -> None:
    """Make a link: for a coordinator, for one use; or for a poster (role candidate).

    Example: duobot invite --programme samen-inburgeren --role coordinator --municipality Mechelen
    """
    from bot.cli import operations

    found = _settings()
    _answer(lambda store: operations.invite(store, found, programme, role, municipality, days), as_json)


@main.command()
@click.option("--programme", default=None, help="Only of this programme.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def candidates(programme: str | None, as_json: bool) -> None:
    """Who is there: ids and where they stand. No names.

    Example: duobot candidates --programme samen-inburgeren --json
    """
    from bot.cli import operations

    _answer(lambda store: operations.candidates(store, programme), as_json)


@main.group()
def duo() -> None:
    """Duos."""


@duo.command("form")
@click.option("--newcomer", required=True, type=int, help="The newcomer's id.")
@click.option("--volunteer", required=True, type=int, help="The volunteer's id.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def form(newcomer: int, volunteer: int, as_json: bool) -> None:
    """Make a duo, as a coordinator's taps would; accepts the two if they still wait.

    Example: duobot duo form --newcomer 12 --volunteer 7
    """
    from bot.cli import operations

    _answer(lambda store: operations.form(store, newcomer, volunteer), as_json)


@main.command("do")
@click.argument("action", default="")
@click.argument("number", default=0, type=int)
@click.argument("argument", default="")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def do_(action: str, number: int, argument: str, as_json: bool) -> None:
    """Do one of the actions that an operator may, to the file or duo of this number; without one, list them.

    Example: duobot do form 12 7
    """
    from bot.cli import operations

    if action:
        _answer(lambda store: operations.do(store, action, number, argument), as_json)
    elif as_json:
        _out(operations.actions())
    else:
        for row in operations.actions():
            click.echo("  ".join(f"{k}: {v}" for k, v in row.items()))


@main.command("import")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--programme", default="", help="The id of the programme that they are in.")
@click.option("--template", is_flag=True, help="Write an example to FILE instead, to fill in (.csv or .xlsx).")
@click.option("--dry-run", is_flag=True, help="Only show what would happen.")
@click.option("--links", default=None, type=click.Path(dir_okay=False, path_type=Path),
              help="A new .csv to write a link to for each of them: with it they say that it is them.")  # fmt: skip
def import_(file: Path, programme: str, template: bool, dry_run: bool, links: Path | None) -> None:
    """Take existing people and running duos over from a spreadsheet: all or nothing. The same list twice changes
    nothing; with --links whoever has not confirmed yet gets a new link, and an earlier one opens nothing any more.

    Example: duobot import people.xlsx --programme samen-inburgeren --dry-run
    """
    from bot.cli import import_ as line_import

    if dry_run and links:
        raise click.UsageError("--links writes: leave --dry-run out")
    with _plainly():
        if template:
            line_import.template(file)
            return
        line_import.trial(programme, file)  # a file that is no table needs no database
        found = settings_.load()
    told = _asked(lambda store: line_import.take_over(store, found, programme, file, dry_run, links))
    click.echo("\n".join(told.lines))
    raise SystemExit(65 if told.wrong else 0)


@main.command()
@click.option("--programme", required=True, help="The programme's id.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def match(programme: str, as_json: bool) -> None:
    """The best set of pairs for all who wait, with reasons. Nothing is sent.

    Example: duobot match --programme samen-inburgeren --json
    """
    from bot.cli import match as line_match

    told = _asked(lambda store: line_match.match(store, programme))
    if as_json:
        _out(told)
    else:
        click.echo("\n".join(line_match.lines(told)))


@main.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--force", is_flag=True, help="In the place of a file that is there.")
def backup(file: Path, force: bool) -> None:
    """Copy the database, consistent while the bot runs, and verify the copy.

    Example: duobot backup --force duobot-monday.db
    """
    from bot.cli.operations import ensure_not_ours
    from storage import leftovers, migrate
    from storage.alone import at_work
    from storage.keys_file import save_keys
    from storage.store import path_of

    with _plainly():
        settings = _settings()
        source = path_of(settings.database)
        ensure_not_ours(file, settings, force)
        leftovers.sweep(source, file.absolute().parent)
        migrate.verify(source)
        with at_work(source):
            migrate.backup(source, file)
            keys = save_keys(source)
    click.echo(f"duobot: {file} holds a verified copy, without the keys of people.", err=True)
    click.echo(f"duobot: their keys are in {keys}: keep its newest copy, and only that, in another place.", err=True)


@main.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--yes", is_flag=True, help="Don't ask.")
@click.option(
    "--keys",
    default=None,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The keys file, where it isn't beside the database.",
)
def restore(file: Path, yes: bool, keys: Path | None) -> None:
    """Put a backup in the database's place. Stop the bot first; what was there is kept beside it.

    Whoever was erased since the backup is erased from it again.

    Example: duobot restore duobot-monday.db
    """
    from bot.cli import operations

    with _plainly():
        if not yes:
            click.confirm(f"Put {file} in the place of today's database?", abort=True, err=True)
        done = operations.restore(_settings(), file, keys)
    click.echo("duobot: restored. What was there before is beside it, ending in .replaced.", err=True)
    if done.erased:
        click.echo(f"duobot: {done.erased} people were erased since this backup, and are erased from it too.", err=True)
    if done.locked:
        click.echo(
            f"duobot: the files of {done.locked} people are closed: their keys are not here. Restore again with "
            "--keys FILE.", err=True,
        )  # fmt: skip


def _settings() -> settings_.Settings:
    with _plainly():
        return settings_.load()


def _answer(work: Callable[[Any], Awaitable[Any]], as_json: bool) -> None:
    """Open the database, do it, answer: JSON on stdout, or lines for people."""
    answer = _asked(work)
    if as_json:
        _out(answer)
    else:
        for row in answer if isinstance(answer, list) else [answer]:
            click.echo("  ".join(f"{k}: {v}" for k, v in row.items()))


def _asked(work: Callable[[Any], Awaitable[Any]]) -> Any:
    """Open the database and do it."""
    from storage.store import Store

    async def do() -> Any:
        found = _settings()
        store = await Store.open(found.database, found.master)
        if store.key_made:
            click.echo(f"duobot: a key was made in {store.key_made}. Keep a copy of it, apart from backups.", err=True)
        try:
            return await work(store)
        finally:
            await store.close()

    with _plainly():
        return asyncio.run(do())


def _out(value: Any) -> None:
    import msgspec

    sys.stdout.write(msgspec.json.format(msgspec.json.encode(value)).decode() + "\n")


if __name__ == "__main__":
    main(prog_name="duobot")
