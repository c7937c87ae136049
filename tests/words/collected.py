"""Every key that the code can say: Phrase("…") and texts.word("…") in the source, with f-strings as patterns."""

import ast
import re
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SAYERS = {"Phrase": 0, "word": 0, "slip": 1, "duo_button": 0}  # name → where the key stands


@cache
def _keys() -> tuple[frozenset[str], frozenset[str]]:
    exact: set[str] = set()
    patterns: set[str] = set()
    for path in sorted((*ROOT.glob("bot/**/*.py"), *ROOT.glob("programme/**/*.py"))):
        for node in ast.walk(ast.parse(path.read_text())):
            for key in _said(node):
                _sort(key, exact, patterns)
    return frozenset(exact), frozenset(patterns)


def _said(node: ast.AST) -> list[ast.expr]:
    if not isinstance(node, ast.Call):
        return []
    name = getattr(node.func, "id", None) or getattr(node.func, "attr", "")
    at = SAYERS.get(name)
    return list(node.args[at : at + 1]) if at is not None else []


def _sort(key: ast.expr, exact: set[str], patterns: set[str]) -> None:
    match key:
        case ast.Constant(value=str(text)):
            exact.add(text)
        case ast.JoinedStr(values=parts):
            texts = (re.escape(p.value) if isinstance(p, ast.Constant) else r"[\w.+-]+" for p in parts)
            patterns.add("".join(texts))
        case ast.IfExp(body=one, orelse=other):
            _sort(one, exact, patterns)
            _sort(other, exact, patterns)


@cache
def strings() -> frozenset[str]:
    """Every string of the source: a key may reach a Phrase by way of a name."""
    paths = (*ROOT.glob("bot/**/*.py"), *ROOT.glob("programme/**/*.py"))
    nodes = (node for path in paths for node in ast.walk(ast.parse(path.read_text())))
    return frozenset(n.value for n in nodes if isinstance(n, ast.Constant) and isinstance(n.value, str))


def constants() -> frozenset[str]:
    return _keys()[0]


def patterns() -> frozenset[str]:
    return _keys()[1]
