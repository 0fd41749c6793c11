"""All regular expressions of the package, how they are used, and input that is hard on them."""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from re import _constants as sre  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("newsbeam", "pipelines", "schemas", "transforms")

#: Methods that look at one place; all others go through the text.
ANCHORED = ("match", "fullmatch")

#: What texts are made of that were written to hurt, or were spoilt on the way.
UNITS = (
    "[", "]", "(", ")", "()", '"', "'", "“", "”", "’", " ", "\t", "\n", " \n", "\r\n", "1", "1 ",
    "1,", "1.", "A", "A ", "A.", "A. ", "Ab ", "a", "a ", "a, ", ".", "-", "- ", "--", "—", "<",
    ">", "<a ", "</", "<!--", "&", "&#", "/", ":", ";", "@", "_", "é", "the ", "of the ", "and ",
    "\N{NO-BREAK SPACE}",
)  # fmt: skip

#: Units tried with one pattern at most.
MOST_UNITS = 70


class Use(NamedTuple):
    """A pattern and the methods by which it is used."""

    where: str
    pattern: re.Pattern[Any]
    methods: frozenset[str]


def _modules() -> Iterator[Any]:
    for package in PACKAGES:
        root = importlib.import_module(package)
        yield root
        for found in pkgutil.walk_packages(root.__path__, f"{package}."):
            if not found.name.endswith("__main__"):
                yield importlib.import_module(found.name)


def _in(value: Any, depth: int = 0) -> Iterator[re.Pattern[Any]]:
    """Patterns in a value and in what it is made of."""
    if isinstance(value, re.Pattern):
        yield value
    elif depth < 4 and isinstance(value, Mapping):
        for part in list(value.items())[:5000]:
            yield from _in(part, depth + 1)
    elif depth < 4 and isinstance(value, tuple | list | set | frozenset):
        for part in list(value)[:5000]:
            yield from _in(part, depth + 1)
    elif depth < 3 and hasattr(value, "__dataclass_fields__") and not isinstance(value, type):
        for name in value.__dataclass_fields__:
            yield from _in(getattr(value, name, None), depth + 1)


def _made(value: Any) -> Iterator[re.Pattern[Any]]:
    """Patterns that a function without arguments gives."""
    inner = inspect.unwrap(value)
    if inspect.isfunction(inner) and "Pattern" in str(inner.__annotations__.get("return")):
        needed = [p for p in inspect.signature(inner).parameters.values() if p.default is p.empty]
        if not needed:
            yield from _in(value())


class _Calls(ast.NodeVisitor):
    """Methods called on names, and patterns that stand in calls of ``re``."""

    def __init__(self) -> None:
        self.methods: dict[str, set[str]] = {}
        #: How often a name occurs, and how often a method of it is called.
        self.names: dict[str, int] = {}
        self.called: dict[str, int] = {}
        self.inline: list[tuple[str, str, int]] = []
        self._inside = 0

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        self._inside += 1
        self.generic_visit(node)
        self._inside -= 1

    def visit_Name(self, node: ast.Name) -> None:
        self.names[node.id] = self.names.get(node.id, 0) + 1

    def visit_Call(self, node: ast.Call) -> None:
        if isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Name):
            owner, method = node.func.value.id, node.func.attr
            self.methods.setdefault(owner, set()).add(method)
            self.called[owner] = self.called.get(owner, 0) + 1
            first = node.args[0] if node.args else None
            known = isinstance(first, ast.Constant) and isinstance(first.value, str)
            if owner == "re" and known and self._inside:
                self.inline.append((first.value, method, node.lineno))
        self.generic_visit(node)


def _calls(module: Any) -> _Calls:
    calls = _Calls()
    file = getattr(module, "__file__", None)
    if file:
        calls.visit(ast.parse(Path(file).read_text(encoding="utf-8")))
    return calls


def uses() -> list[Use]:
    """Every pattern of the package once, with all methods that it is used by."""
    found: dict[tuple[Any, int], tuple[str, re.Pattern[Any], set[str]]] = {}

    def add(where: str, pattern: re.Pattern[Any], methods: Iterable[str]) -> None:
        key = (pattern.pattern, pattern.flags)
        found.setdefault(key, (where, pattern, set()))[2].update(methods)

    for module in _modules():
        calls = _calls(module)
        for name, value in list(vars(module).items()):
            used = calls.methods.get(name, set()) & {*ANCHORED, "search", "sub", "finditer"}
            # a pattern that is handed on may be used by any method
            handed_on = calls.names.get(name, 0) > 1 + calls.called.get(name, 0)
            known = used if used and not handed_on else {"search"}
            for pattern in _in(value):
                add(f"{module.__name__}.{name}", pattern, known)
            for pattern in _made(value):
                add(f"{module.__name__}.{name}()", pattern, {"search"})
            if isinstance(value, type) and value.__module__ == module.__name__:
                for inner, kept in vars(value).items():
                    for pattern in _in(kept):
                        add(f"{module.__name__}.{name}.{inner}", pattern, {"search"})
        for text, method, line in calls.inline:
            try:
                pattern = re.compile(text)
            except re.error:
                continue
            methods = {"search"} if method == "compile" else {method}
            add(f"{module.__name__}:{line}", pattern, methods)
    return [
        Use(where, pattern, frozenset(methods or {"search"}))
        for where, pattern, methods in found.values()
    ]


def hard_units(pattern: re.Pattern[Any]) -> list[str]:
    """Strings that are hard when repeated: `UNITS`, and what the parts of ``pattern`` match."""
    text = pattern.pattern if isinstance(pattern.pattern, str) else pattern.pattern.decode("latin1")
    parsed = _parser.parse(text, pattern.flags & ~re.UNICODE)
    found = list(UNITS)
    pieces: list[str] = []
    _repeated(parsed, pieces)
    whole = _example(parsed)
    found += [whole, f"{whole} ", *pieces, *(f"{piece} " for piece in pieces)]
    return list(dict.fromkeys(unit for unit in found if 0 < len(unit) <= 200))[:MOST_UNITS]


def _repeated(parsed: Any, into: list[str]) -> None:
    """Examples of all that a pattern repeats."""
    for operation, argument in parsed:
        if operation in (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT):
            if argument[1] > 1:
                into.append(_example(argument[2]))
            _repeated(argument[2], into)
        elif operation is sre.SUBPATTERN:
            _repeated(argument[3], into)
        elif operation is sre.ATOMIC_GROUP:
            _repeated(argument, into)
        elif operation is sre.BRANCH:
            for branch in argument[1][:20]:
                into.append(_example(branch))
                _repeated(branch, into)


_CATEGORIES = {
    sre.CATEGORY_DIGIT: "1",
    sre.CATEGORY_SPACE: " ",
    sre.CATEGORY_WORD: "a",
    sre.CATEGORY_NOT_DIGIT: "a",
    sre.CATEGORY_NOT_SPACE: "a",
    sre.CATEGORY_NOT_WORD: "-",
}


def _one_of(members: Any) -> str:
    if members[0][0] is sre.NEGATE:
        barred = {chr(value) for kind, value in members if kind is sre.LITERAL}
        return next(c for c in "aA1 -.<,'" if c not in barred)
    kind, value = members[0]
    if kind is sre.LITERAL:
        return chr(value)
    if kind is sre.RANGE:
        return chr(value[0])
    return _CATEGORIES.get(value, "a")


def _example(parsed: Any) -> str:
    """A string that (look-arounds aside) a parsed pattern matches."""
    made = []
    for operation, argument in parsed:
        if operation is sre.LITERAL:
            made.append(chr(argument))
        elif operation is sre.NOT_LITERAL:
            made.append("a" if argument != ord("a") else "b")
        elif operation is sre.ANY:
            made.append("a")
        elif operation is sre.IN:
            made.append(_one_of(argument))
        elif operation in (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT):
            made.append(_example(argument[2]) * max(argument[0], min(argument[1], 1)))
        elif operation is sre.SUBPATTERN:
            made.append(_example(argument[3]))
        elif operation is sre.ATOMIC_GROUP:
            made.append(_example(argument))
        elif operation is sre.BRANCH:
            made.append(_example(argument[1][0]))
    return "".join(made)
