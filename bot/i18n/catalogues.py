"""The catalogues as files: what is translated and reviewed, and sheets with which volunteers review them.

In a .po file msgctxt is the key, msgid the Dutch source, and *fuzzy* means "no native reader has reviewed
this", and nothing else. Unreviewed texts are shown all the same.
"""

import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from programme.model import LOCALES, SOURCE
from programme.reading import sheets
from storage.errors import DuobotError

UNREVIEWED = "fuzzy"
REVIEWERS = re.compile(r"^# ?Reviewed by: *(.+)$", re.MULTILINE)
PLACEHOLDER = re.compile(r"\{(\w+)\}")
# Plural rules that Babel lacks (Tigrinya), has had otherwise from one version to the next, or has in an order that no
# translator expects: Arabic's forms stand here as in CLDR and gettext, 11–99 before 100–102. Babel's own turns them.
PLURALS = {
    "ar": "nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3"
          " : n%100>=11 && n%100<=99 ? 4 : 5);",
    "ti": "nplurals=2; plural=(n > 1);", "fa": "nplurals=2; plural=(n > 1);", "tr": "nplurals=2; plural=(n != 1);",
}  # fmt: skip


class NoSuchLanguage(DuobotError):
    """There is no catalogue of this language."""

    exit_code = 2


class NotASheet(DuobotError):
    """This file is no sheet of `duobot words sheet`: make one, fill it in, keep its first row."""

    exit_code = 2


def files() -> list[Path]:
    return sorted(LOCALES.glob("*/LC_MESSAGES/bot.po"))


def figures() -> list[Path]:
    """The words of the overview: a domain of their own, in Dutch and English only, both written by hand."""
    return sorted(LOCALES.glob("*/LC_MESSAGES/figures.po"))


def path_of(language: str) -> Path:
    """Raises `NoSuchLanguage`."""
    path = LOCALES / language / "LC_MESSAGES" / "bot.po"
    if path not in files():
        raise NoSuchLanguage(f"{language}; there are: {', '.join(p.parts[-3] for p in files())}")
    return path


def read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=path.parts[-3])


def write(catalog: Catalog, path: Path) -> None:
    catalog.fuzzy = False  # a fuzzy header would drop the whole catalogue
    with path.open("wb") as file:
        write_po(file, catalog, width=0, ignore_obsolete=True)


def compile_all() -> None:
    for path in (*files(), *figures()):
        with path.with_suffix(".mo").open("wb") as file:
            write_mo(file, read(path), use_fuzzy=True)


def texts(catalog: Catalog) -> dict[str, Message]:
    return {str(message.context): message for message in catalog if message.id}


def forms(message: Message) -> tuple[str, ...]:
    told = message.string
    return tuple(map(str, told)) if isinstance(told, tuple | list) else (str(told or ""),)


def sources(message: Message) -> tuple[str, ...]:
    told = message.id
    return tuple(map(str, told)) if isinstance(told, tuple | list) else (str(told),)


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a catalogue is. `stale`: the Dutch has changed since. Missing and stale texts are shown in English."""

    language: str
    texts: int
    translated: int
    reviewed: int
    missing: int
    stale: int
    dead: int
    reviewers: str


def status() -> list[dict[str, Any]]:
    """Every catalogue, the source first."""
    source = texts(read(path_of(SOURCE)))
    found = [_standing(path, source) for path in files()]
    return [asdict(s) for s in sorted(found, key=lambda s: (s.language != SOURCE, s.language))]


def _standing(path: Path, source: dict[str, Message]) -> Standing:
    catalog = read(path)
    own = texts(catalog)
    there = {k: own[k] for k in source if k in own and all(forms(own[k]))}
    stale = {k for k, m in there.items() if m.id != source[k].id}
    reviewed = {k for k, m in there.items() if k not in stale and UNREVIEWED not in m.flags}
    return Standing(
        language=path.parts[-3], texts=len(source), translated=len(there) - len(stale), reviewed=len(reviewed),
        missing=len(source) - len(there), stale=len(stale), dead=len(set(own) - set(source)),
        reviewers="; ".join(REVIEWERS.findall(catalog.header_comment)) or "nobody yet",
    )  # fmt: skip


MOST_ROWS = 5000  # texts; there are some 800
COLUMNS = ("key", "form", "where", "Nederlands", "English", "translation", "good? (x)", "better", "remark")
WIDTHS = (22, 6, 34, 48, 48, 48, 10, 48, 30)


def sheet(language: str, file: Path) -> int:
    """Write a sheet to review a language with; the number of its rows."""
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    rows = list(_rows(language))
    book = Workbook()
    page = book.active
    page.title = f"duobot {language}"
    page.append(COLUMNS)
    for row in rows:
        page.append(row)
    for cell in page[1]:
        cell.font = Font(bold=True)
    for number, width in enumerate(WIDTHS, start=1):
        page.column_dimensions[get_column_letter(number)].width = width
    right = _right_to_left(language)
    for cells in page.iter_rows(min_row=2):
        for cell in cells:
            cell.data_type = "s"  # a text that begins with = is a text
            own = cell.column in (6, 8) and right
            cell.alignment = Alignment(wrap_text=True, vertical="top", readingOrder=2 if own else 0)
    page.freeze_panes = "A2"
    book.save(file)
    return len(rows)


def _right_to_left(language: str) -> bool:
    from babel import Locale

    return bool(Locale.parse(language).text_direction == "rtl")


def _rows(language: str) -> Iterator[tuple[str, ...]]:
    """Unreviewed texts first: a reviewer's time is short."""
    own, english = texts(read(path_of(language))), texts(read(path_of("en")))
    source = texts(read(path_of(SOURCE)))
    for key in sorted(source, key=lambda k: k in own and UNREVIEWED not in own[k].flags):
        told = forms(own[key]) if key in own else ("",)
        for form, text in enumerate(told):
            dutch = sources(source[key])
            shown = forms(english[key]) if key in english else ("",)
            yield (
                key, str(form), " ".join(source[key].auto_comments), dutch[min(form, len(dutch) - 1)],
                shown[min(form, len(shown) - 1)], text or "", "", "", "",
            )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Taken:
    """What a filled-in sheet did. `refused`: key and reason, to mend in the sheet and take again."""

    language: str
    approved: int
    changed: int
    refused: tuple[tuple[str, str], ...]
    remarks: tuple[tuple[str, str], ...]


def take(file: Path, reviewer: str) -> Taken:
    """Bring a reviewer's sheet into the catalogue: an x approves, a better text replaces. A text is reviewed when
    all its forms are. Raises `NotASheet`."""
    language, rows = _filled_in(file)
    path = path_of(language)
    catalog = read(path)
    own = texts(catalog)
    by_key: dict[str, dict[int, tuple[str, ...]]] = {}
    for row in rows:
        by_key.setdefault(row[0], {})[int(row[1] or 0)] = row
    approved, changed, refused = 0, 0, []
    for key, cells in by_key.items():
        done = {form: row for form, row in cells.items() if row[6] or row[7]}
        if not done:
            continue
        reason = _wrong(own.get(key), done)
        if reason:
            refused.append((key, reason))
            continue
        message = own[key]
        said = tuple(done[i][7] or text if i in done else text for i, text in enumerate(forms(message)))
        changed += said != forms(message)
        approved += len(done) == len(said)
        message.string = said if isinstance(message.string, tuple) else said[0]
        if len(done) == len(said):
            message.flags.discard(UNREVIEWED)
    if reviewer and (approved or changed):
        _signed(catalog, reviewer)
    write(catalog, path)
    compile_all()
    remarks = tuple((row[0], row[8]) for row in rows if row[8])
    return Taken(language, approved, changed, tuple(refused), remarks)


def _signed(catalog: Catalog, reviewer: str) -> None:
    name = " ".join(reviewer.split())[:80]
    if name not in REVIEWERS.findall(catalog.header_comment):
        catalog.header_comment += f"\n# Reviewed by: {name}"


def _filled_in(file: Path) -> tuple[str, list[tuple[str, ...]]]:
    try:
        title, rows = sheets.titled(file, MOST_ROWS)
        first, *rest = [tuple(cell.strip() for cell in row[: len(COLUMNS)]) for row in rows] or [()]
    except (sheets.Unreadable, OSError) as error:
        raise NotASheet(f"{file}: {error}") from error
    if first != COLUMNS or not title.startswith("duobot "):
        raise NotASheet(str(file))
    filled = [(*row, *[""] * (len(COLUMNS) - len(row))) for row in rest]
    return title.removeprefix("duobot "), [row for row in filled if row[0]]


def _wrong(message: Message | None, done: dict[int, tuple[str, ...]]) -> str:
    """Why these rows can't be taken, in words for the reviewer; empty if they can."""
    if message is None or not all(form < len(forms(message)) for form in done):
        return "this text is not there any more"
    allowed = {name for text in sources(message) for name in PLACEHOLDER.findall(text)}
    paragraphs = sources(message)[0].count("\n\n")
    for form, row in done.items():
        was, better = forms(message)[form], row[7]
        if not better and was != row[5]:
            return "the translation has changed since this sheet was made: make a new one"
        if not (better or was):
            return "there is no translation to approve: write one under 'better'"
        if not better:
            continue
        named = set(PLACEHOLDER.findall(better))
        if named - allowed or (set(PLACEHOLDER.findall(was)) - named):
            return f"keep these words in braces as they are: {' '.join('{' + n + '}' for n in sorted(allowed))}"
        if better.count("\n\n") != paragraphs:
            return f"keep the empty lines: {paragraphs}"
    return ""
