"""The catalogues: bring new texts of the Dutch source to the other languages, and compile them all.

    python -m tools.words update     # every .po gets the keys of the source; changed texts are empty again
    python -m tools.words add so     # an empty catalogue of another language
    python -m tools.words compile    # .po → .mo, unreviewed (fuzzy) texts included

In a .po file msgctxt is the key, msgid the Dutch source, and *fuzzy* means "no native reader has reviewed
this", and nothing else. So nothing is ever guessed from similar texts.
"""

import re
import sys

from babel.messages.catalog import Catalog, Message

from bot.i18n.catalogues import LOCALES, PLURALS, UNREVIEWED, compile_all, files, read, write
from programme.model import SOURCE


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


def add(language: str) -> None:
    """An empty catalogue: its texts are shown in English until they are there."""
    path = LOCALES / language / "LC_MESSAGES" / "bot.po"
    path.parent.mkdir(parents=True)
    empty = Catalog(locale=language, header_comment=f"# {language}. Not yet reviewed by a native reader.", fuzzy=False)
    made = merged(read(LOCALES / SOURCE / "LC_MESSAGES" / "bot.po"), empty)
    write(made, path)
    if language in PLURALS:
        text = path.read_text(encoding="utf-8")
        path.write_text(re.sub(r"nplurals=.*;", PLURALS[language], text, count=1), encoding="utf-8")


if __name__ == "__main__":
    what, *given = sys.argv[1:] or ["compile"]
    {"update": update, "compile": compile_all, "add": add}[what](*given)
