"""The page that shows who may do what: `python -m tools.roles > docs/roles.md`. A test holds the two together."""

import sys

from bot.flows.registry import REGISTRY
from programme.roles import LINE, Group, Right, Role

# every command of `duobot`, and what it is in the table; None where nobody's file and nobody's right is touched
COMMANDS: dict[str, str | None] = {
    "announce": None, "backup": None, "candidates": "numbers", "close": None, "config": None,
    "declare add": "overview", "declare import": "overview",
    "declare template": None, "demo": None, "do": "form", "doctor": None, "duo form": "form",
    "figures export": "overview",
    "figures releases": "overview", "import": None, "invite": "people.invite", "key check": None, "key new": None,
    "key rotate": None, "match": "numbers", "overview": "overview", "people invite": "people.invite",
    "people list": "people.list", "people remove": "people.remove", "people role": "people.role", "poster": None,
    "paper": None, "privacy register": None,
    "programme add": None, "programme list": None,
    "programme set": None, "restore": None, "retry": None, "run": None, "understand": None,
    "words sheet": None, "words status": None, "words take": None,
}  # fmt: skip
RIGHTS: tuple[Right, ...] = (*REGISTRY.actions.values(), *LINE)
HEAD = """# Who may do what

*Made from the actions of `bot/flows` and from `programme/roles.py` by `python -m tools.roles > docs/roles.md`; a test
holds the two together, and walks every role × action × own and other cell over the real engine and a real database.*

A right holds in one's own programmes only. What is not yours reads exactly like what is not there: the same words, and
the same statements to the database. A newcomer, a volunteer and somebody who never wrote have no role: they see their
own file and nothing else. Whoever sits at the command line is the operator, for every programme: numbers, no persons
(`people list --names` shows names of the staff, and nobody else's).

"""
TAIL = """
`command line` without `chat`: a coordinator, lead or auditor who has the right has no button for it yet, and asks
the operator. Roles are given by an invitation (`duobot people invite`: one use, an end, kept as a hash) and changed or
ended by `duobot people role | remove`, from the next message on. Whoever opens five links that are none within an hour
is not looked up for the rest of it.
"""


def page() -> str:
    roles = list(Role)
    lines = ["| | " + " | ".join(roles) + " | where |", "|---" * (len(roles) + 2) + "|"]
    for group in Group:
        lines.append(f"| **{group}** |" + " |" * (len(roles) + 1))
        for right in [r for r in RIGHTS if r.group is group]:
            cells = " | ".join("✓" if role in right.roles else "" for role in roles)
            lines.append(f"| `{right.name}` {right.means} | {cells} | {', '.join(doors(right))} |")
    return HEAD + "\n".join(lines) + "\n" + TAIL


def doors(right: Right) -> list[str]:
    """Where one meets it."""
    commands = [f"`{command}`" for command, what in COMMANDS.items() if what == right.name]
    chat = right.name in REGISTRY.actions and right.roles != {Role.OPERATOR}
    return ["chat"] * chat + ([f"command line: {', '.join(commands)}"] if commands else [])


if __name__ == "__main__":
    sys.stdout.write(page())
