"""Commands about words: what the readers make of them, the catalogues, posters."""

import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click
import msgspec

from bot.cli.errors import plainly
from programme.reading.kinds import KINDS
from programme.reading.names import Found
from storage.office import needs

FIRST_MESSAGE = "first_message"


@click.command(context_settings={"ignore_unknown_options": True})
@click.argument("kind", type=click.Choice([*KINDS, FIRST_MESSAGE]))
@click.argument("texts", nargs=-1, metavar="TEXT… | -")
@click.option("--language", default=None, help="The conversation's language; for a first message, the phone's.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def understand(kind: str, texts: tuple[str, ...], language: str | None, as_json: bool) -> None:
    """What the readers make of words: what they take without asking, and what they offer as buttons.

    Example: duobot understand country Syrië "ik kom uit Kongo"
    """
    if not texts:
        raise click.UsageError("Nothing to read. Give words, or - to read lines.")
    from bot.clock import system_now

    today = system_now().date()
    for text in _lines(texts):
        found = _first(text, language) if kind == FIRST_MESSAGE else KINDS[kind](text, language, today)
        if as_json:
            line = msgspec.json.encode({"text": text, "read": found.read, "offers": found.offers}).decode()
        else:
            line = f"{text}: {_listed(found.read)} · offered: {_listed(found.offers)}"
        click.echo(line)


def _first(text: str, hint: str | None) -> Found[str]:
    from bot.i18n import detect

    return detect.hear(text, hint)


def _listed(codes: tuple[object, ...]) -> str:
    return ", ".join(map(str, codes)) or "–"


def _lines(texts: tuple[str, ...]) -> Iterator[str]:
    for text in texts:
        if text == "-":
            yield from (line.decode("utf-8", "replace").rstrip("\r\n") for line in sys.stdin.buffer)
        else:
            yield text.encode(errors="surrogateescape").decode(errors="replace")


@click.group()
def words() -> None:
    """The catalogues: how far they are, and sheets with which volunteers review them."""


@words.command("status")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def status(as_json: bool) -> None:
    """Every language: translated, reviewed, missing, stale; and who reviewed it.

    Example: duobot words status
    """
    from bot.i18n import catalogues as words_

    rows = words_.status()
    if as_json:
        click.echo(msgspec.json.encode(rows).decode())
        return
    click.echo(f"{'language':<10}{'texts':>6}{'there':>7}{'reviewed':>10}{'missing':>9}{'stale':>7}  reviewed by")
    for row in rows:
        numbers = f"{row['texts']:>6}{row['translated']:>7}{row['reviewed']:>10}{row['missing']:>9}{row['stale']:>7}"
        click.echo(f"{row['language']:<10}{numbers}  {row['reviewers']}")
    click.echo("Missing and stale texts are shown in English, then in Dutch. Unreviewed ones are shown as they are.")


@words.command("sheet")
@click.argument("language")
@click.option("--to", "file", type=click.Path(dir_okay=False, path_type=Path), default=None, help="The file to write.")
def sheet(language: str, file: Path | None) -> None:
    """A sheet (XLSX) to review a language with: an x for a good text, a better one beside a wrong one.

    Example: duobot words sheet ar --to arabic.xlsx
    """
    from bot.i18n import catalogues as words_

    with plainly():
        to = file or Path(f"duobot-{language}.xlsx")
        rows = words_.sheet(language, to)
    click.echo(f"duobot: {to} holds {rows} texts to review. Take it back with: duobot words take {to}", err=True)


@words.command("take")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--reviewer", default="", help="Who reviewed it: written into the catalogue.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def take(file: Path, reviewer: str, as_json: bool) -> None:
    """Bring a filled-in sheet into the catalogue. What can't be taken is named with the reason, and nothing is lost.

    Example: duobot words take arabic.xlsx --reviewer "A. Reader"
    """
    from bot.i18n import catalogues as words_

    with plainly():
        taken = words_.take(file, reviewer)
    if as_json:
        click.echo(msgspec.json.encode(asdict(taken)).decode())
    else:
        click.echo(f"{taken.language}: {taken.approved} texts reviewed, {taken.changed} of them changed")
        for key, reason in taken.refused:
            click.echo(f"not taken: {key}: {reason}")
        for key, remark in taken.remarks:
            click.echo(f"remark: {key}: {remark}")


@click.command()
@click.option("--programme", required=True, help="The programme's id.")
@click.option("--languages", required=True, help="Languages with a comma between: ar,uk,nl")
@click.option("--size", type=click.Choice(["A4", "A6"]), default="A4", show_default=True)
@click.option("--days", default=730, show_default=True, type=click.IntRange(1, 3650), help="How long the link works.")
@click.option("--to", "file", type=click.Path(dir_okay=False, path_type=Path), default=None, help="The PDF to write.")
def poster(programme: str, languages: str, size: str, days: int, file: Path | None) -> None:
    """A poster (PDF): a sentence in each language and a QR code that opens the chat.

    Example: duobot poster --programme samen-inburgeren --languages ar,uk,nl --size A6
    """
    import asyncio

    from bot import settings
    from bot.cli import poster as poster_

    to = file or Path(f"duobot-{programme}-{size}.pdf")
    with plainly():
        chosen = poster_.languages_of(languages)
        needs(*poster_.NEEDS)  # before the link is made
        found: dict[str, Any] = asyncio.run(poster_.link(settings.load(), programme, days))
        poster_.draw(to, found["link"], found["municipality"], chosen, size)
    click.echo(f"duobot: {to} opens {found['link']}", err=True)
    if "YOUR_BOT" in found["link"]:
        click.echo("duobot: don't print it yet: the bot's name isn't known. Set DUOBOT_BOT_NAME, or a token.", err=True)
