"""The README is true: each command and option that it names exists, and so does each file and each aim of make."""

import re
from collections.abc import Iterator

import click
import pytest

from bot.__main__ import main
from tests.line.typed import ROOT

README = (ROOT / "README.md").read_text()
SPANS = [*re.findall(r"`([^`]+)`", re.sub(r"\s*\n\s*", " ", README)), *re.findall(r"^ {4,}(\S.*)$", README, re.M)]
PLAIN = [re.sub(r"\s+#.*", "", span).removeprefix(".venv/bin/") for span in SPANS]
TYPED = sorted({span for span in PLAIN if re.match(r"duobot \w", span)})
LINKS = sorted({link for link in re.findall(r"\]\(([^)#]+)\)", README) if "://" not in link})
MAKES = sorted({word for span in SPANS for word in re.findall(r"^make (\w+)", span)})


def ways(words: list[str]) -> Iterator[list[str]]:
    """`people invite|remove` is two commands."""
    first, *rest = words
    for way in first.split("|") if "--" not in first else [first]:
        yield from ([way, *more] for more in ways(rest)) if rest else ([[way]])


@pytest.mark.parametrize("typed", TYPED)
def test_a_command_is_there_with_its_options(typed: str) -> None:
    for words in ways(typed.split()[1:]):
        command: click.Command = main
        while isinstance(command, click.Group) and words:
            found = command.get_command(click.Context(command), words[0])
            assert found is not None, f"no such command: {words[0]}"
            command, words = found, words[1:]
        known = {option for p in command.params for option in (*p.opts, *p.secondary_opts)}
        asked = {w.partition("=")[0] for w in words if w.startswith("--")}
        assert asked <= known, asked - known


def test_enough_was_found() -> None:
    assert len(TYPED) > 15 and "duobot overview" in TYPED and "test" in MAKES


@pytest.mark.parametrize("link", LINKS)
def test_a_link_leads_somewhere(link: str) -> None:
    assert (ROOT / link).exists()


@pytest.mark.parametrize("aim", MAKES)
def test_make_knows_it(aim: str) -> None:
    assert re.search(rf"^{aim}:", (ROOT / "Makefile").read_text(), re.M)


def test_every_command_is_named() -> None:
    """In the list of commands."""
    listed = README.partition("## Commands")[2].partition("Exit codes")[0]
    for name in main.list_commands(click.Context(main)):
        assert re.search(rf"`{name}[` ]", listed), name
