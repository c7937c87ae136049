"""The commands about figures. What they need is imported when they run: `duobot run` imports none of it."""

import sys
from pathlib import Path
from typing import Any

import click

from bot import settings as settings_
from bot.cli.errors import plainly
from storage.office import needs

BY, SHORT = "year,province,municipality,programme", "year,province"
FORMATS = ("table", "json", "csv", "xlsx", "html", "pdf")
BINARY = ("xlsx", "pdf")
NEEDS = {"xlsx": ("openpyxl",), "html": ("pygal",), "pdf": ("pygal", "typst")}  # of the extra `office`


@click.command()
@click.option("--from", "first", type=click.IntRange(1990, 2100), default=None, help="First year.")
@click.option("--to", "last", type=click.IntRange(1990, 2100), default=None, help="Last year.")
@click.option(
    "--by",
    default=None,
    help="Dimensions: year, province, region, municipality, programme, domain, edition; or none.  "
    f"[default: {BY}; in HTML and PDF: {SHORT}]",
)
@click.option(
    "--question",
    type=click.Choice(["projects", "duos", "participants", "budget", "fte", "evaluation"]),
    default=None,
    help="Only this one.",
)
@click.option(
    "--audience",
    type=click.Choice(["internal", "public"]),
    default="internal",
    show_default=True,
    help="Public: for anybody. It is recorded, and gives no person away.",
)
@click.option("--language", type=click.Choice(["nl", "en"]), default="nl", show_default=True)
@click.option("--format", "format_", type=click.Choice(FORMATS), default="table", show_default=True)
@click.option(
    "--layer",
    default="network",
    show_default=True,
    help="What a region is: network, territory, or a CSV file of your own.",
)
@click.option(
    "--with",
    "towns",
    multiple=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="Add another town's export. May be repeated; implies --audience public.",
)
@click.option("--keep", multiple=True, help="PROJECT=TOWN: from which file a project that is in two counts.")
@click.option("--note", default="", help="With --audience public: why earlier figures were corrected.")
@click.option("-o", "--out", type=click.Path(dir_okay=False, path_type=Path), default=None, help="Write to this file.")
def overview(
    first: int | None, last: int | None, by: str | None, question: str | None, audience: str, language: str,
    format_: str, layer: str, towns: tuple[Path, ...], keep: tuple[str, ...], note: str, out: Path | None,
) -> None:  # fmt: skip
    """The six questions of parliament, with what is counted, what was declared, and what nobody knows.

    Example: duobot overview --from 2000 --to 2019 --by year,province --format html -o overview.html
    """
    from bot.clock import system_now
    from evaluation import definitions, exchange, render
    from evaluation import overview as overview_

    dimensions = _dimensions(by or (SHORT if format_ in ("html", "pdf") else BY))
    asked = definitions.Asked(first, last, dimensions, question, "public" if towns else audience, language, layer)
    if first and last and first > last:
        raise click.BadParameter(f"--from {first} lies after --to {last}")
    if format_ in BINARY and out is None and sys.stdout.isatty():
        raise click.UsageError(f"{format_} is no text: name a file with -o")
    with plainly():
        needs(*NEEDS.get(format_, ()))  # before it is remembered as told
        path = _database()
        if towns:
            found = exchange.together(path, towns, keep, asked, system_now(), note)
        else:
            found = overview_.read(path, asked, system_now(), note, _progress())
        _deliver(render.rendered(found, asked, format_), out)


def _dimensions(by: str) -> tuple[str, ...]:
    from evaluation.definitions import DIMENSIONS

    found = tuple(dict.fromkeys(p.strip() for p in by.split(",") if p.strip() not in ("", "none")))
    wrong = [p for p in found if p not in DIMENSIONS]
    if wrong:
        raise click.BadParameter(f"{', '.join(wrong)}: choose from {', '.join(DIMENSIONS)}, or none", param_hint="--by")
    return found


def _progress() -> Any:
    """A line on stderr that moves on, once it takes longer than a second."""
    import time

    began = time.monotonic()

    def tell(what: str) -> None:
        if time.monotonic() - began > 1 and sys.stderr.isatty():
            click.echo(f"\rcounting: {what:<20}", err=True, nl=False)

    return tell


def _deliver(content: str | bytes, out: Path | None) -> None:
    from storage.errors import CannotWrite

    raw = content.encode() if isinstance(content, str) else content
    if out is None:
        sys.stdout.write(content) if isinstance(content, str) else sys.stdout.buffer.write(content)
        return
    try:
        out.write_bytes(raw)
    except OSError as error:
        raise CannotWrite(out, error.strerror) from None
    click.echo(f"duobot: {out} is written.", err=True)


def _database() -> Path:
    """Where the figures are, in today's shape; nothing is made where there is none."""
    from storage import migrate
    from storage.store import path_of

    found = settings_.load()
    path = path_of(found.database)
    if migrate.version(path) is not None:
        migrate.ensure_apart(path, found.master)
    return path


def _ready() -> Path:
    """The database, made when there is none yet: history may be the first thing that somebody tells."""
    from storage import migrate

    path = _database()
    migrate.ensure_apart(path, settings_.load().master)
    return path


@click.group()
def declare() -> None:
    """Figures that no database knows: history, budget, FTE, evaluations done."""


@declare.command("template")
@click.option("-o", "--out", type=click.Path(dir_okay=False, path_type=Path), default=None, help="Write to this file.")
def declare_template(out: Path | None) -> None:
    """A file to fill in, with examples, for a spreadsheet.

    Example: duobot declare template -o figures.csv
    """
    from evaluation import declared

    with plainly():
        _deliver("\ufeff" + declared.template() if out else declared.template(), out)


@declare.command("import")
@click.argument("file", required=False, type=click.Path(dir_okay=False, path_type=Path))
@click.option("--published", is_flag=True, help="The figures that come with duobot, read in public sources.")
@click.option("--dry-run", is_flag=True, help="Only show what is new, changed or in doubt.")
@click.option("--yes", is_flag=True, help="Don't ask.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def declare_import(file: Path | None, published: bool, dry_run: bool, yes: bool, as_json: bool) -> None:
    """Take in a CSV, TSV or XLSX file of figures: all of it, or nothing. Twice changes nothing.

    Example: duobot declare import history.xlsx --dry-run
    """
    from evaluation import declared

    if (file is None) == (not published):
        raise click.UsageError("name a FILE, or say --published")
    with plainly():
        rows = declared.published() if file is None else declared.from_file(file)
        _take_in(rows, str(file.name if file else "published"), dry_run, yes, as_json)


@declare.command("add")
@click.option("--programme", required=True, help="What people call the project.")
@click.option("--measure", required=True, help="projects, duos, participants, budget, fte, hours or evaluation.")
@click.option("--value", required=True, help="A number; of an evaluation: what was found.")
@click.option("--year", default="", help="The year that it is about.")
@click.option("--period", default="", help="A school year, an edition, or 'cumulative to 2019'.")
@click.option("--municipality", default="", help="A name, a postcode or an NIS code; several with ; between.")
@click.option("--province", default="")
@click.option("--domain", default="", help="integration, welfare, education or work.")
@click.option("--qualifier", default="exact", show_default=True, help="exact, about or at least.")
@click.option("--status", default="declared", show_default=True, help="declared, planned, estimated or unknown.")
@click.option("--side", default="", help="Whom it counts: newcomers, volunteers, both …")
@click.option("--note", default="")
@click.option("--source", default="", help="Who says so: an address, a document, a person's function.")
@click.option("--dry-run", is_flag=True, help="Only show what would change.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def declare_add(dry_run: bool, as_json: bool, **row: str) -> None:
    """Declare one figure.

    Example: duobot declare add --programme "Samen" --municipality Mechelen --year 2019 --measure fte --value 0.5
    """
    from evaluation import declared

    with plainly():
        _take_in(declared.checked([row]), "command line", dry_run, True, as_json)


def _take_in(rows: Any, origin: str, dry_run: bool, yes: bool, as_json: bool) -> None:
    from bot.clock import system_now
    from evaluation import counted, declared
    from evaluation.errors import NeedsYes
    from storage.rows import text_of

    with counted.opened(_ready()) as db:
        changes = declared.compared(rows, declared.kept(db))
        told = {what: sum(c.what == what for c in changes) for what in ("new", "changed", "in doubt", "same")}
        if not as_json:
            _show(changes)
        if not dry_run and not yes:
            if not sys.stdin.isatty():
                raise NeedsYes
            click.confirm("Import this?", abort=True, err=True)
        kept = 0 if dry_run else declared.keep(db, changes, origin, text_of(system_now()))
    if as_json:
        lines = [{"what": c.what, "why": c.why, "programme": c.row.programme, "measure": c.row.measure,
                  "value": c.row.value, "year": c.row.year} for c in changes]  # fmt: skip
        _json({**told, "imported": kept, "rows": lines})
    else:
        click.echo("duobot: " + ", ".join(f"{n} {what}" for what, n in told.items()) + f"; {kept} imported.", err=True)


def _show(changes: Any) -> None:
    for c in changes:
        value = c.row.words[:12] if c.row.value is None else f"{c.row.value:,.15g}"
        click.echo(f"{c.what:<9} {c.row.year or '?':<5} {c.row.programme[:38]:<38} {c.row.measure:<12} "
                   f"{value:>12}  {c.row.status:<9} {c.why}".rstrip())  # fmt: skip


def _json(value: Any) -> None:
    import msgspec

    sys.stdout.write(msgspec.json.format(msgspec.json.encode(value)).decode() + "\n")


@click.group()
def figures() -> None:
    """Figures for others: an export of this town, and what was released."""


@figures.command("export")
@click.option("--town", default="", help="What this town is called in the file.")
@click.option(
    "--key",
    type=click.Path(dir_okay=False, path_type=Path),
    default=None,
    help="The town's signing key; made when it isn't there. Default: beside the database.",
)
@click.option("-o", "--out", type=click.Path(dir_okay=False, path_type=Path), default=None, help="Write to this file.")
def figures_export(town: str, key: Path | None, out: Path | None) -> None:
    """This town's figures, safe for the public and signed, to be added up with others.

    Example: duobot figures export --town Mechelen -o mechelen.json
    """
    from bot.clock import system_now
    from evaluation import exchange

    with plainly():
        path = _database()
        _deliver(exchange.exported(path, town, key or path.with_suffix(".figures-key"), system_now()), out)


@figures.command("releases")
@click.option("--show", type=int, default=None, help="The figures of this release, as they were.")
def figures_releases(show: int | None) -> None:
    """What was made public, when, and why it was corrected.

    Example: duobot figures releases --show 1
    """
    from dataclasses import asdict

    from evaluation import counted, releases

    with plainly(), counted.opened(_database()) as db:
        if show is None:
            _json([{k: v for k, v in asdict(r).items() if k != "changed"} for r in releases.listed(db)])
            return
        found = releases.shown(db, show)
    if found is None:
        raise click.BadParameter(f"there is no release {show}", param_hint="--show")
    _json(found)
