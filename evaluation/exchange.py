"""Towns add up: an export that is safe for the public and signed, and an overview over many of them."""

import base64
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec

from evaluation import cells, counted, declared, overview, releases
from evaluation import definitions as d
from evaluation.cells import Cells
from evaluation.counted import Count, Counted, Programme
from evaluation.errors import FileUnreadable, OtherDefinitions, SeenTwice, Tampered
from storage.errors import CannotWrite
from storage.rows import text_of

FORMAT, VERSION = "duobot-figures", 1
SUMS = ("formed", "ended", "mood", "hours")  # parts that are no counts of persons


class Project(msgspec.Struct, forbid_unknown_fields=True):
    id: str
    name: str
    nis: str
    province: str
    first: int
    last: int | None = None


class Cell(msgspec.Struct, forbid_unknown_fields=True):
    """A count of persons; no value: withheld."""

    part: str
    year: int
    level: str
    place: str
    value: int | None
    side: str = ""
    code: str = ""


class Sum(msgspec.Struct, forbid_unknown_fields=True):
    """A number of duos or answers of a project, with what an average needs."""

    project: str
    part: str
    year: int
    n: int
    code: str = ""
    total: float = 0
    squares: float = 0


class Signature(msgspec.Struct, forbid_unknown_fields=True):
    """Ed25519 over the file without this field, as JSON with sorted keys."""

    key: str
    value: str


class Town(msgspec.Struct, forbid_unknown_fields=True):
    """The open format: docs/figures.schema.json."""

    format: str
    version: int
    definitions: str
    town: str
    made: str
    projects: list[Project] = []
    cells: list[Cell] = []
    sums: list[Sum] = []
    declared: list[dict[str, Any]] = []
    release: int | None = None
    signature: Signature | None = None


# --- giving ----------------------------------------------------------------------------------------


def exported(path: Path, town: str, key: Path, now: datetime) -> str:
    """The figures of this town. Making them is a release like any other."""
    with counted.opened(path) as db:
        found = counted.read(db, text_of(now))
        rows = declared.kept(db)
        db.execute("begin immediate")
        before = releases.known(db)
        shown = cells.public(found, before)
        made = releases.record(db, shown, before, text_of(now), "")
        db.execute("commit")
    name = town or (cells.municipality_name(found.programmes[0].nis) if found.programmes else "")
    told = Town(
        FORMAT, VERSION, d.VERSION, name, text_of(now),
        [Project(p.id, p.name, p.nis, p.province, p.first, p.last) for p in found.programmes],
        [Cell(k[0], k[3], n[0], n[1], v, k[1], k[2]) for k, row in shown.shown.items() for n, v in row.items()],
        list(_sums(found, shown)), [_row(r) for r in rows], made.id,
    )  # fmt: skip
    return msgspec.json.format(msgspec.json.encode(_signed(told, key))).decode() + "\n"


def _sums(found: Counted, shown: Cells) -> Iterable[Sum]:
    """Answers only of projects whose number of answering persons may be told."""
    for c in found.counts:
        answering = shown.shown.get(("answering", "", "", c.year), {}).get(("programme", c.programme))
        small = c.part == "ended" and c.n < d.FEWEST
        if c.part in SUMS and not small and (c.part not in ("mood", "hours") or answering is not None):
            if c.part in ("mood", "hours") and c.n < d.FEWEST_ANSWERS:
                continue
            yield Sum(c.programme, c.part, c.year, c.n, c.code, c.total, c.squares)


def _row(row: declared.Declared) -> dict[str, Any]:
    """As in the file that is imported; few persons are not told."""
    small = row.measure == "participants" and row.value is not None and 0 < row.value < d.FEWEST
    told = {c: getattr(row, c) for c in declared.COLUMNS}
    return {**told, "value": "" if small else row.words if row.value is None else row.value}


def _body(town: Town) -> bytes:
    plain = msgspec.to_builtins(town)
    plain.pop("signature", None)
    return msgspec.json.encode(plain, order="sorted")


def _signed(town: Town, key: Path) -> Town:
    from cryptography.hazmat.primitives import serialization as form
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    try:
        if not key.exists():
            made = Ed25519PrivateKey.generate()
            key.touch(0o600)
            key.write_bytes(made.private_bytes(form.Encoding.PEM, form.PrivateFormat.PKCS8, form.NoEncryption()))
        private = form.load_pem_private_key(key.read_bytes(), None)
    except OSError as error:
        raise CannotWrite(key, error.strerror) from None
    except ValueError:
        raise Tampered(key, "this is no signing key") from None
    assert isinstance(private, Ed25519PrivateKey)
    public = private.public_key().public_bytes(form.Encoding.Raw, form.PublicFormat.Raw)
    town.signature = Signature(_text(public), _text(private.sign(_body(town))))
    return town


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


# --- taking ----------------------------------------------------------------------------------------


def taken(path: Path) -> Town:
    """A town's file. Raises `FileUnreadable`, `OtherDefinitions` or `Tampered`. A file without a signature is taken:
    a spreadsheet has no key; the overview says so."""
    try:
        raw = msgspec.json.decode(path.read_bytes())
        if raw.get("format") != FORMAT or raw.get("version") != VERSION or raw.get("definitions") != d.VERSION:
            found = f"format {raw.get('format')} {raw.get('version')}, definitions {raw.get('definitions')}"
            raise OtherDefinitions(path, found, f"needed: {FORMAT} {VERSION}, definitions {d.VERSION}")
        town = msgspec.convert(raw, Town)
    except OSError as error:
        raise FileUnreadable(path, error.strerror or "") from None
    except (msgspec.MsgspecError, AttributeError) as error:
        raise FileUnreadable(path, error) from None
    if town.signature:
        _verified(town, path)
    return town


def _verified(town: Town, path: Path) -> None:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    assert town.signature
    try:
        key = Ed25519PublicKey.from_public_bytes(base64.b64decode(town.signature.key))
        key.verify(base64.b64decode(town.signature.value), _body(town))
    except (InvalidSignature, ValueError):
        raise Tampered(path) from None


def together(
    path: Path, files: Sequence[Path], keep: Sequence[str], asked: d.Asked, now: datetime, note: str
) -> dict[str, Any]:
    """The overview over these towns, and this database's own when it has programmes. Sums over towns are sums of what
    may be told: "at least" where a town withheld something."""
    towns = [taken(file) for file in files]
    if path.exists():
        own = _own(path, now, note)
        towns += [own] if own.projects or own.declared else []
    _no_doubles(towns, keep)
    found, shown = _added(towns)
    rows = list(dict.fromkeys(r for town in towns for r in _declared(town)))
    told = overview.contract(found, shown, rows, asked, now)
    told["towns"] = [{"town": t.town, "made": t.made, "signed_by": t.signature.key if t.signature else None}
                     for t in towns]  # fmt: skip
    return told


def _own(path: Path, now: datetime, note: str) -> Town:
    with counted.opened(path) as db:
        found = counted.read(db, text_of(now))
        before = releases.known(db)
        shown = cells.public(found, before)
        if found.programmes:
            releases.record(db, shown, before, text_of(now), note)
        rows = [_row(r) for r in declared.kept(db)]
    return Town(FORMAT, VERSION, d.VERSION, "", text_of(now),
                [Project(p.id, p.name, p.nis, p.province, p.first, p.last) for p in found.programmes],
                [Cell(k[0], k[3], n[0], n[1], v, k[1], k[2]) for k, row in shown.shown.items() for n, v in row.items()],
                list(_sums(found, shown)), rows)  # fmt: skip


def _declared(town: Town) -> list[declared.Declared]:
    rows = ({k: "" if v is None else str(v) for k, v in row.items()} for row in town.declared)
    return declared.checked(row for row in rows if row.get("value") or row.get("status") == "unknown")


def _no_doubles(towns: Sequence[Town], keep: Sequence[str]) -> None:
    """The same name in the same municipality is the same project: it is asked about, never counted twice."""
    chosen = dict(k.rsplit("=", 1) for k in keep if "=" in k)
    seen: dict[tuple[str, str], Town] = {}
    doubts = []
    for town in towns:
        for project in list(town.projects):
            key = (project.name.casefold().strip(), project.nis)
            other = seen.get(key)
            if other is None:
                seen[key] = town
            elif project.name in chosen:
                _leave_out(other if chosen[project.name] == town.town else town, project)
            else:
                doubts.append(f"--keep '{project.name}={other.town}' or --keep '{project.name}={town.town}'")
    if doubts:
        raise SeenTwice(*doubts)


def _leave_out(town: Town, project: Project) -> None:
    mine = {p.id for p in town.projects if p.name.casefold() == project.name.casefold() and p.nis == project.nis}
    town.projects = [p for p in town.projects if p.id not in mine]
    town.sums = [s for s in town.sums if s.project not in mine]
    alone = all(p.nis != project.nis for p in town.projects)
    town.cells = [c for c in town.cells if not (c.level == "programme" and c.place in mine)
                  and not (alone and c.level == "municipality" and c.place == project.nis)]  # fmt: skip


def _added(towns: Sequence[Town]) -> tuple[Counted, Cells]:
    programmes: list[Programme] = []
    counts: list[Count] = []
    shown: dict[cells.Key, dict[tuple[str, str], int | None]] = {}
    for number, town in enumerate(towns):
        ids = {p.id: f"{number}/{p.id}" for p in town.projects}
        programmes += [Programme(ids[p.id], p.name, p.nis, p.province, p.first, p.last) for p in town.projects]
        counts += [Count(ids[s.project], s.part, s.year, "", s.code, s.n, s.total, s.squares)
                   for s in town.sums if s.project in ids]  # fmt: skip
        for c in town.cells:
            if c.level in ("programme", "municipality"):
                node = (c.level, ids.get(c.place, c.place) if c.level == "programme" else c.place)
                _add(shown.setdefault((c.part, c.side, c.code, c.year), {}), node, c.value)
    return Counted(tuple(programmes), tuple(counts), {}), Cells(shown, public=True, derived=True)


def _add(row: dict[tuple[str, str], int | None], node: tuple[str, str], value: int | None) -> None:
    if node in row:
        before = row[node]
        value = None if before is None or value is None else before + value
    row[node] = value
