"""Commands about words: what the readers make of them, the catalogues, posters."""

from collections.abc import Iterator

import click
import msgspec

from programme.understand import KINDS

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
        if kind == FIRST_MESSAGE:
            from bot import listening

            found = listening.hear(text, language)
        else:
            found = KINDS[kind](text, language, today)
        if as_json:
            line = msgspec.json.encode({"text": text, "read": found.read, "offers": found.offers}).decode()
        else:
            line = f"{text}: {_listed(found.read)} · offered: {_listed(found.offers)}"
        click.echo(line)


def _listed(codes: tuple[object, ...]) -> str:
    return ", ".join(map(str, codes)) or "–"


def _lines(texts: tuple[str, ...]) -> Iterator[str]:
    for text in texts:
        if text == "-":
            yield from (line.rstrip("\r\n") for line in click.get_text_stream("stdin", encoding="utf-8", errors="replace"))
        else:
            yield text.encode(errors="surrogateescape").decode(errors="replace")
