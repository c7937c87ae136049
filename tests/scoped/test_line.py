"""Whoever sits at the command line is the operator: every command stands in the table, and none names a candidate."""

from collections.abc import Iterator
from pathlib import Path

import click

from bot.__main__ import main
from programme.roles import Role
from storage.store import Store
from tests.line.typed import Line
from tests.scoped.town import STAFF, Town
from tests.storage import office
from tools.roles import COMMANDS, RIGHTS

APART = {  # not typed here, and why
    "run": "a server", "demo": "a server with made-up people", "restore": "puts a file back",
    "import": "reads a file of the operator's own", "declare import": "the same", "words take": "the same",
    "poster": "a document about a programme", "paper": "a document that names whose it is, to be signed",
    "words sheet": "a sheet of words",
}  # fmt: skip


def commands(group: click.Group, *before: str) -> Iterator[str]:
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if isinstance(command, click.Group):
            yield from commands(command, *before, name)
        else:
            yield " ".join((*before, name))


NAMES = ("Zahraqx", "Jorisqx", "Omarqx", "Tomqx")
EVERY = sorted(commands(main))


def test_every_command_stands_in_the_table():
    assert sorted(COMMANDS) == EVERY
    operators = {right.name for right in RIGHTS if Role.OPERATOR in right.roles}
    assert {what for what in COMMANDS.values() if what} <= operators


async def settled(folder: Path) -> dict[str, str]:
    """The town, and the numbers of its staff by role."""
    store = await Store.open(office.url(folder / "duobot.db"))
    try:
        await Town(store).build()
        return {role: str(await office.number(store, chat)) for role, chat in STAFF.items()}
    finally:
        await store.close()


def typed(folder: Path, staff: dict[str, str]) -> dict[str, tuple[str, ...]]:
    """What follows a command, where something must."""
    words = folder / "words.toml"
    words.write_text('nl = "Morgen is er geen activiteit."')
    return {
        "announce": (str(words),),
        "close": ("--on", "2099-01-01", "--dry-run"),
        "backup": (str(folder / "copy.db"),),
        "declare add": ("--programme", "Samen", "--municipality", "Mechelen", "--year", "2019", "--measure", "fte",
                        "--value", "0.5"),
        "do": ("form", "1", "2"),
        "duo form": ("--newcomer", "1", "--volunteer", "2"),
        "figures export": ("--town", "mechelen", "-o", str(folder / "figures.json")),
        "invite": ("--programme", "samen", "--role", "candidate", "--municipality", "Mechelen"),
        "match": ("--programme", "samen"),
        "people invite": ("--programme", "samen", "--role", "lead"),
        "people list": ("--names",),
        "people remove": (staff["trainee"], "--programme", "samen"),
        "people role": (staff["lead"], "coordinator", "--programme", "samen"),
        "programme set": ("samen", "--minors"),
        "programme add": ("--name", "Nieuw", "--municipality", "Gent"),
        "understand": ("country", "Syrië"),
    }  # fmt: skip


async def test_no_command_names_a_candidate(line: Line):
    """As text and, where there is such a thing, as JSON; what it writes beside the database too."""
    words = typed(line.folder, await settled(line.folder))
    for name in [name for name in EVERY if name not in APART]:
        for more in ((), ("--json",)):
            done = line.types(*name.split(), *words.get(name, ()), *more)
            assert not [one for one in NAMES if one in done.stdout + done.stderr], name
            assert "Traceback" not in done.stderr, done.stderr
            assert not (done.returncode == 2 and not more), (name, done.stderr)
    for file in line.folder.iterdir():
        assert file.is_dir() or not [one for one in NAMES if one.encode() in file.read_bytes()], file.name
