"""The page that shows who may do what: `python -m tools.roles > docs/roles.md`. A test holds the two together."""

import sys

from bot.flows import review
from programme.roles import ACTIONS, BY_NUMBER, DECIDE, DUOS, FIGURES, MAY, READ, STAFF, Role

MEANS = {
    "queue": "see who waits", "card": "see somebody's card; the person can read who looked, and when",
    "find": "see which volunteers may suit a newcomer", "accept": "accept",
    "ask": "have a question carried, and see the answer",
    "pass": "pass on to another programme", "return": "give back to the programme that passed on",
    "aside": "set aside", "decline": "decline", "pair": "make a duo", "screen": "note that an extract was seen",
    "erase": "erase at the person's own request",
    "duos": "see the open duos", "duo": "see one duo, with what each side said at the end",
    "puzzle": "draw the best set of pairs", "keep": "keep a pair of it", "drop": "drop a pair of it",
    "swap": "see who else suits", "swapto": "swap", "send": "propose the pairs that are kept",
    "unpropose": "take a proposal back", "hold": "let a duo rest", "resume": "let it go on", "end": "end a duo",
    "meet": "propose a first meeting",
    "people.list": "see the staff", "people.invite": "make an invitation", "people.remove": "remove from the staff",
    "people.role": "give another role", "overview": "see figures, which name nobody",
    "numbers": "see people as numbers, without names", "form": "make a duo of two numbers",
}  # fmt: skip
# every command of `duobot`, and what it is in the table; None where nobody's file and nobody's right is touched
LINE: dict[str, str | None] = {
    "announce": None, "backup": None, "candidates": "numbers", "close": None, "config": None,
    "declare add": "overview", "declare import": "overview",
    "declare template": None, "demo": None, "doctor": None, "duo form": "form", "figures export": "overview",
    "figures releases": "overview", "import": None, "invite": "people.invite", "key check": None, "key new": None,
    "key rotate": None, "match": "numbers", "overview": "overview", "people invite": "people.invite",
    "people list": "people.list", "people remove": "people.remove", "people role": "people.role", "poster": None,
    "privacy register": None,
    "programme add": None, "programme list": None,
    "programme set": None, "restore": None, "retry": None, "run": None, "understand": None,
    "words sheet": None, "words status": None, "words take": None,
}  # fmt: skip
GROUPS = (
    ("Reading", READ),
    ("Deciding", DECIDE),
    ("Duos", DUOS),
    ("Staff", STAFF),
    ("Figures", FIGURES),
    ("By number", BY_NUMBER),
)
HEAD = """# Who may do what

*Made from `programme/roles.py` by `python -m tools.roles > docs/roles.md`; a test holds the two together, and walks
every role × action × own and other cell over the real engine and a real database.*

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
    for name, group in GROUPS:
        lines.append(f"| **{name}** |" + " |" * (len(roles) + 1))
        for action in [a for a in MEANS if a in group]:
            cells = " | ".join("✓" if action in MAY[role] else "" for role in roles)
            lines.append(f"| `{action}` {MEANS[action]} | {cells} | {', '.join(doors(action))} |")
    return HEAD + "\n".join(lines) + "\n" + TAIL


def doors(action: str) -> list[str]:
    """Where one meets it."""
    commands = [f"`{command}`" for command, what in LINE.items() if what == action]
    return ["chat"] * (action in review.VERBS) + ([f"command line: {', '.join(commands)}"] if commands else [])


if __name__ == "__main__":
    assert set(MEANS) == ACTIONS
    sys.stdout.write(page())
