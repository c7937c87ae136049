"""What can be pressed, typed or fall due, read from the code: what is new is walked without being written here."""

import ast
from functools import cache
from pathlib import Path

from bot.flows import FLOWS
from programme.roles import ACTIONS

BOT = Path(__file__).resolve().parents[2] / "bot"


@cache
def trees() -> tuple[ast.Module, ...]:
    return tuple(ast.parse(path.read_text()) for path in sorted(BOT.glob("**/*.py")))


def function(name: str, module: str) -> ast.FunctionDef:
    """A function or method of this name in a module of bot/."""
    tree = ast.parse((BOT / module).read_text())
    return next(n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef) and n.name == name)


def cases(name: str, module: str) -> set[str]:
    """The strings that the `match` of a function tells apart."""
    found = (n for n in ast.walk(function(name, module)) if isinstance(n, ast.MatchValue))
    return {n.value.value for n in found if isinstance(n.value, ast.Constant) and isinstance(n.value.value, str)}


def shown(kind: str) -> set[str]:
    """The verbs on buttons that the code makes: of "r:card:0" and f"r:{verb}:…" what is written out."""
    found = set()
    for node in (n for tree in trees() for n in ast.walk(tree)):
        text = node.value if isinstance(node, ast.Constant) else None
        if isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
            text = node.values[0].value
        if isinstance(text, str) and text.startswith(f"{kind}:") and (verb := text.split(":")[1]):
            found.add(verb)
    return found


def strings(name: str, module: str) -> set[str]:
    found = ast.walk(function(name, module))
    return {n.value for n in found if isinstance(n, ast.Constant) and isinstance(n.value, str)}


def desk_verbs() -> set[str]:
    """Of the buttons of a desk: told apart, shown, or given to the small function that makes such a button."""
    plain = {s for s in strings("_every_button", "flows/review.py") if s.isidentifier()}
    duos = strings("_duo_buttons", "flows/pairs.py") | strings("shown", "flows/pairs.py")
    return cases("_act", "flows/review.py") | shown("r") | plain | (duos & ACTIONS)


def led_verbs() -> set[str]:
    """Of the buttons that mean the same at every moment."""
    by_key = {
        n.args[1].value
        for tree in trees()
        for n in ast.walk(tree)
        if isinstance(n, ast.Call) and getattr(n.func, "id", "") == "_g" and isinstance(n.args[1], ast.Constant)
    }
    ours = cases("is_led", "conversation.py") | cases("does_with_own_data", "conversation.py")
    return ours | shown("g") | by_key


def kinds() -> set[str]:
    """Of what falls due."""
    return (
        cases("falls_due", "conversation.py")
        | cases("reaches_desk", "conversation.py")
        | cases("_due_needs", "conversation.py")
        | cases("heard", "flows/news.py")
        | cases("heard", "flows/together.py")
        | cases("heard", "flows/pairs.py")
    )


def commands() -> set[str]:
    told = function("is_told_to", "conversation.py")
    keys = (k for n in ast.walk(told) if isinstance(n, ast.Dict) for k in n.keys)
    return {"start", *(k.value for k in keys if isinstance(k, ast.Constant))}


def questions() -> set[tuple[str, str]]:
    return {(flow.name, question.key) for flow in FLOWS.values() for question in flow.questions}
