"""Every finding code that the source can emit, and how severe each may be, read from the syntax tree."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import sheetreview

AS_LAYOUT_SAYS = "layout"
"""Stands for a severity that comes from the layout's rule."""


@dataclass(frozen=True, slots=True)
class _Scope:
    """A function, and the functions of its module by name."""

    function: ast.FunctionDef
    others: dict[str, ast.FunctionDef]


def emitted_codes() -> dict[str, set[str]]:
    """Codes with their severities: ``error``, ``warning``, ``notice`` or :data:`AS_LAYOUT_SAYS`."""
    found: dict[str, set[str]] = {}
    for path in sorted(Path(sheetreview.__file__).parent.rglob("*.py")):
        module = ast.parse(path.read_text(encoding="utf-8"))
        others = {node.name: node for node in ast.walk(module) if isinstance(node, ast.FunctionDef)}
        for function in others.values():
            for call in ast.walk(function):
                if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "Finding":
                    given = {keyword.arg: keyword.value for keyword in call.keywords}
                    scope = _Scope(function, others)
                    for code in _texts(given["code"], scope):
                        found.setdefault(code, set()).update(_severities(given["severity"], scope))
    found.pop("", None)
    return found


def _texts(node: ast.expr, scope: _Scope) -> Iterator[str]:
    """The texts an expression can have; an expression that is not understood fails the test that asks."""
    match node:
        case ast.Constant(value=str() as text):
            yield text
        case ast.IfExp():
            yield from _texts(node.body, scope)
            yield from _texts(node.orelse, scope)
        case ast.Call(func=ast.Attribute(value=ast.Dict() as choices, attr="get"), args=[_, otherwise]):
            for value in [*choices.values, otherwise]:
                yield from _texts(value, scope)
        case ast.Name():
            values = list(_assigned(node.id, scope))
            assert values, f"{node.id} of {scope.function.name} is assigned nowhere"
            for value in values:
                yield from _texts(value, scope)
        case _:
            raise AssertionError(f"cannot tell which code this is: {ast.unparse(node)}")


def _severities(node: ast.expr, scope: _Scope) -> set[str]:
    match node:
        case ast.Attribute(value=ast.Name(id="Severity"), attr=name):
            return {name.lower()}
        case ast.Attribute():
            return {AS_LAYOUT_SAYS}
        case ast.IfExp():
            return _severities(node.body, scope) | _severities(node.orelse, scope)
        case ast.Name():
            return set().union(*(_severities(value, scope) for value in _assigned(node.id, scope)))
        case _:
            raise AssertionError(f"cannot tell which severity this is: {ast.unparse(node)}")


def _assigned(name: str, scope: _Scope) -> Iterator[ast.expr]:
    """Every expression assigned to a local name, also through a tuple and through another function's results."""
    for node in ast.walk(scope.function):
        if not isinstance(node, ast.Assign):
            continue
        for target in node.targets:
            if isinstance(target, ast.Name) and target.id == name:
                yield node.value
            if isinstance(target, ast.Tuple):
                for place, part in enumerate(target.elts):
                    if isinstance(part, ast.Name) and part.id == name:
                        yield from _parts(node.value, place, scope)


def _parts(node: ast.expr, place: int, scope: _Scope) -> Iterator[ast.expr]:
    """The part of a tuple at a place; of a call, that part of everything the called function returns."""
    if isinstance(node, ast.Tuple):
        yield node.elts[place]
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        for inner in ast.walk(scope.others[node.func.id]):
            if isinstance(inner, ast.Return) and inner.value is not None:
                yield from _parts(inner.value, place, scope)
