"""The catalogues: bring new texts of the Dutch source to the other languages, and compile them all.

    python -m tools.words update     # every .po gets the keys of the source; changed texts are empty again
    python -m tools.words compile    # .po → .mo, unreviewed (fuzzy) texts included

In a .po file msgctxt is the key, msgid the Dutch source, and *fuzzy* means "no native reader has reviewed
this", and nothing else. So nothing is ever guessed from similar texts.
"""

import sys
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

LOCALES = Path(__file__).resolve().parent.parent / "locales"
SOURCE = "nl"
UNREVIEWED = "fuzzy"


def files() -> list[Path]:
    return sorted(LOCALES.glob("*/LC_MESSAGES/bot.po"))


def figures() -> list[Path]:
    """The words of the overview: a domain of their own, in Dutch and English only, both written by hand."""
    return sorted(LOCALES.glob("*/LC_MESSAGES/figures.po"))


def read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=path.parts[-3])


def write(catalog: Catalog, path: Path) -> None:
    catalog.fuzzy = False  # a fuzzy header would drop the whole catalogue
    with path.open("wb") as file:
        write_po(file, catalog, width=0, ignore_obsolete=True)


def update() -> None:
    """Every language gets exactly the source's keys, in the source's order."""
    source = read(LOCALES / SOURCE / "LC_MESSAGES" / "bot.po")
    for path in files():
        if path.parts[-3] != SOURCE:
            write(merged(source, read(path)), path)


def merged(source: Catalog, old: Catalog) -> Catalog:
    """The source's entries with the old translations of those whose Dutch has not changed."""
    new = Catalog(locale=old.locale, header_comment=old.header_comment, fuzzy=False)
    new.mime_headers = old.mime_headers
    for message in source:
        if message.id:
            kept = old.get(_singular(message), message.context)
            same = kept is not None and kept.id == message.id
            new.add(
                message.id, kept.string if kept and same else None, context=message.context,
                auto_comments=message.auto_comments, flags=kept.flags if kept and same else (UNREVIEWED,),
            )  # fmt: skip
    return new


def _singular(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def compile_all() -> None:
    for path in [*files(), *figures()]:
        with path.with_suffix(".mo").open("wb") as file:
            write_mo(file, read(path), use_fuzzy=True)


if __name__ == "__main__":
    {"update": update, "compile": compile_all}[sys.argv[1] if len(sys.argv) > 1 else "compile"]()
