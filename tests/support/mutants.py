"""Change one operator or number at a time in a room and see whether its tests notice.

    python tests/support/mutants.py events --count 8          eight mutants, and what became of each
    python tests/support/mutants.py --short                   the sample of CI: at most 90 seconds
    python tests/support/mutants.py --update-floors           pins the shares that are better now

A mutant is one change inside one function: a comparison, ``and`` or ``or``, a sign, a number, a
truth value or a condition. Each mutant is a fork of this process in which the function has other
code, so that the model is loaded once. The first failing test ends the fork. Lines that run at
import (tables, patterns) and defaults of arguments are not changed.

Tests near a module name it, or its file's name says the module or its package. They run first; the
short form runs no others, and draws mutants of modules that have some. Functions are drawn by the
hash of their name and the seed, longer ones more often, so that a change of one function leaves the
draw of the others as it was.
"""

from __future__ import annotations

import argparse
import ast
import contextlib
import hashlib
import importlib
import inspect
import math
import os
import resource
import sys
import time
import traceback
import types
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from benchmarks import pinned  # noqa: E402

#: Room under transforms/ → folders of its tests.
TESTS = {
    "events": ("tests/unit/events", "tests/golden/events"),
    "extract": ("tests/unit/extract", "tests/unit/model"),
    "normalize": ("tests/unit/normalize", "tests/golden"),
    "text": ("tests/unit/text", "tests/unit/normalize"),
}
#: Assertions stay as written: pytest warns of modules that are loaded before it.
_QUIET = ("-x", "-q", "--assert=plain", "-p", "no:cacheprovider", "-p", "no:xdist")
#: Exit codes of a fork beside pytest's own (0 to 5).
_UNCHANGED, _BROKEN = 20, 21
#: Few mutants are drawn, so that some more that live are no news. Renamed functions give another
#: draw, of which tests know nothing yet (.38 and .62 at first): the floor is below the newest.
PINS = pinned.Pins("mutants", slack=0.2)
#: The short form: mutants a room, seconds for all of them, processor seconds of one.
SHORT_COUNT, SHORT_SECONDS, SHORT_LIMIT = 7, 90.0, 15.0

_SWAPS: dict[type[ast.AST], type[ast.AST]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.In: ast.NotIn, ast.NotIn: ast.In,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.And: ast.Or, ast.Or: ast.And,
    ast.Add: ast.Sub, ast.Sub: ast.Add,
}  # fmt: skip


class Mutant(NamedTuple):
    """One change: module, function (``name`` or ``Class.name``), line, what becomes what."""

    module: str
    function: str
    line: int
    change: str
    tree: ast.Module


class Fate(NamedTuple):
    """What became of a mutant, and after how many seconds."""

    mutant: Mutant
    killed: bool
    seconds: float


def _functions(tree: ast.Module) -> Iterator[tuple[str, ast.FunctionDef]]:
    """Functions of a module and methods of its classes; what they hold goes with them."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            yield node.name, node
        elif isinstance(node, ast.ClassDef):
            for inner in node.body:
                if isinstance(inner, ast.FunctionDef):
                    yield f"{node.name}.{inner.name}", inner


def _changes(node: ast.AST) -> Iterator[tuple[str, Callable[[], None]]]:
    """(what becomes what, the change made in place) for one node."""
    if isinstance(node, ast.Compare):
        for at, operator in enumerate(node.ops):
            other = _SWAPS.get(type(operator))
            if other is not None:
                yield (
                    _said(operator, other),
                    lambda at=at, other=other: node.ops.__setitem__(  # type: ignore[misc]
                        at, other()
                    ),
                )
    elif isinstance(node, (ast.BoolOp, ast.BinOp)) and type(node.op) in _SWAPS:
        swap = _SWAPS[type(node.op)]
        yield _said(node.op, swap), lambda: setattr(node, "op", swap())
    elif isinstance(node, ast.Constant) and isinstance(node.value, bool):
        yield f"{node.value} → {not node.value}", lambda: setattr(node, "value", not node.value)
    elif isinstance(node, ast.Constant) and isinstance(node.value, (int, float)):
        yield f"{node.value} → {node.value + 1}", lambda: setattr(node, "value", node.value + 1)
    elif isinstance(node, (ast.If, ast.While, ast.IfExp)):
        yield (
            "condition → not",
            lambda: setattr(node, "test", ast.UnaryOp(op=ast.Not(), operand=node.test)),
        )


def _said(one: ast.AST, other: type[ast.AST]) -> str:
    return f"{type(one).__name__} → {other.__name__}"


def _places(function: ast.FunctionDef) -> list[tuple[int, int]]:
    """Where a function may change: (node in it, change of the node), in their order."""
    return [
        (number, change)
        for number, node in enumerate(_body(function))
        for change, _ in enumerate(_changes(node))
    ]


def _chance(*words: str) -> float:
    """A number above 0 and below 1 that belongs to the words."""
    digest = hashlib.blake2b(" ".join(words).encode(), digest_size=7).digest()
    return (int.from_bytes(digest) + 0.5) / 2**56


def _mutant(path: Path, name: str, chance: float) -> Mutant:
    """The mutant of one function, its place by *chance*."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    function = dict(_functions(tree))[name]
    places = _places(function)
    number, change = places[int(chance * len(places))]
    node = _body(function)[number]
    said, make = list(_changes(node))[change]
    make()
    line = getattr(node, "lineno", 0)
    return Mutant(_module(path), name, line, said, ast.fix_missing_locations(tree))


def _module(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts)


def _body(function: ast.FunctionDef) -> list[ast.AST]:
    nodes = [node for statement in function.body for node in ast.walk(statement)]
    # The argument ``strict`` of ``zip`` says what holds in any case: a change of it is none.
    stated = {id(n.value) for n in nodes if isinstance(n, ast.keyword) and n.arg == "strict"}
    return [node for node in nodes if id(node) not in stated]


def draw(room: str, count: int, seed: int, *, near: bool = False) -> list[Mutant]:
    """Draw *count* functions of a room by their number of places, and one mutant of each.

    Args:
        near: only of modules that have tests near them.
    """
    ranked = []
    for path in sorted((ROOT / "transforms" / room).rglob("*.py")):
        if near and not files_of_tests(_module(path), TESTS[room], near=True):
            continue
        for name, function in _functions(ast.parse(path.read_text(encoding="utf-8"))):
            places = len(_places(function))
            if places:  # a weighted sample: Efraimidis and Spirakis 2006
                chance = _chance(str(seed), _module(path), name)
                ranked.append((math.log(chance) / places, name, path))
    ranked.sort(key=lambda each: (-each[0], each[1], str(each[2])))
    return [
        _mutant(path, name, _chance(str(seed), _module(path), name, "place"))
        for _, name, path in ranked[:count]
    ]


def _plain(attribute: Any) -> types.FunctionType | None:
    """The function under decorators, or None."""
    inner = getattr(attribute, "fget", None) or getattr(attribute, "__func__", attribute)
    inner = inspect.unwrap(inner) if callable(inner) else inner
    return inner if isinstance(inner, types.FunctionType) else None


def _code(code: types.CodeType, names: list[str]) -> types.CodeType:
    inner = next(
        c for c in code.co_consts if isinstance(c, types.CodeType) and c.co_name == names[0]
    )
    return _code(inner, names[1:]) if names[1:] else inner


def apply(mutant: Mutant) -> bool:
    """Give the loaded function the mutant's code; False where that cannot be done."""
    module = importlib.import_module(mutant.module)
    names = mutant.function.split(".")
    holder: Any = module
    for name in names:
        holder = inspect.getattr_static(holder, name)
    function = _plain(holder)
    if function is None:
        return False
    compiled = compile(mutant.tree, module.__file__ or mutant.module, "exec")
    code = _code(compiled, names)
    if code.co_freevars != function.__code__.co_freevars:
        return False
    function.__code__ = code
    return True


def files_of_tests(module: str, folders: tuple[str, ...], *, near: bool = False) -> list[str]:
    """Test files of the room, those near the module first; *near*: no others."""
    files = sorted({path for folder in folders for path in (ROOT / folder).rglob("test_*.py")})
    *_, package, short = module.split(".")

    def rank(path: Path) -> int:
        if module in path.read_text(encoding="utf-8"):
            return 0
        if short in path.stem:
            return 1
        return 2 if package in path.stem and package not in TESTS else 3

    ranks = {path: rank(path) for path in files}
    chosen = [path for path in files if not near or ranks[path] < 3]
    return [str(path) for path in sorted(chosen, key=lambda path: ranks[path])]


def _run(tests: list[str]) -> int:
    """Run tests silently in this process, to the first failure."""
    with Path(os.devnull).open("w") as nothing, contextlib.redirect_stdout(nothing):
        return int(pytest.main([*_QUIET, *tests]))


def forked(work: Callable[[], int], limit_s: float) -> int | None:
    """What *work* returns in a fork of this process, None where it crashes or takes longer.

    *limit_s* is processor time: the clock says nothing beside other work.
    """
    child = os.fork()
    if child == 0:
        status = _BROKEN
        try:
            os.chdir(ROOT)
            resource.setrlimit(resource.RLIMIT_CPU, (int(limit_s), int(limit_s)))
            status = work()
        except BaseException:  # noqa: BLE001 - a fork must not run on as its parent does
            traceback.print_exc()
        finally:
            os._exit(status)
    _, status = os.waitpid(child, 0)
    return os.WEXITSTATUS(status) if os.WIFEXITED(status) else None


def fate_of(mutant: Mutant, tests: list[str], limit_s: float) -> Fate | None:
    """Change the function in a fork and run the tests; None where the change cannot be made."""
    began = time.monotonic()
    status = forked(lambda: _run(tests) if apply(mutant) else _UNCHANGED, limit_s)
    if status == _UNCHANGED:
        return None
    # A test fails, a test file cannot be loaded any more, or the tests do not end.
    killed = status in (pytest.ExitCode.TESTS_FAILED, pytest.ExitCode.INTERRUPTED, None)
    if not killed and status != pytest.ExitCode.OK:
        sys.exit(f"pytest ended with {status} for {mutant[:4]}")
    return Fate(mutant, killed, time.monotonic() - began)


def shown(fate: Fate) -> Fate:
    """Print a line of a mutant's fate."""
    mutant = fate.mutant
    word = "killed" if fate.killed else "LIVES "
    place = f"{mutant.module}:{mutant.line} {mutant.function}"
    print(f"{word} {fate.seconds:5.1f} s  {place}: {mutant.change}", flush=True)
    return fate


def measure(room: str, count: int, seed: int, limit_s: float) -> float:
    """Print the fate of each mutant; return the share that was killed."""
    if forked(lambda: _run(files_of_tests("transforms.none", TESTS[room])), 10 * limit_s) != 0:
        sys.exit(f"the tests of {room} fail without any change")
    fates = [
        shown(fate)
        for mutant in draw(room, count, seed)
        if (fate := fate_of(mutant, files_of_tests(mutant.module, TESTS[room]), limit_s))
        is not None
    ]
    return sum(fate.killed for fate in fates) / max(len(fates), 1)


def sample(seed: int) -> float:
    """Judge a few mutants of each room by the tests near them, within `SHORT_SECONDS`."""
    drawn = [draw(room, SHORT_COUNT, seed, near=True) for room in TESTS]
    rooms = [room for _ in range(SHORT_COUNT) for room in TESTS]
    began, fates = time.monotonic(), []
    for room, mutant in zip(
        rooms, (m for some in zip(*drawn, strict=True) for m in some), strict=True
    ):
        if time.monotonic() - began > SHORT_SECONDS - SHORT_LIMIT:
            print(f"{SHORT_SECONDS:.0f} s are over after {len(fates)} mutants of {len(rooms)}")
            break
        fate = fate_of(mutant, files_of_tests(mutant.module, TESTS[room], near=True), SHORT_LIMIT)
        if fate is not None:
            fates.append(shown(fate))
    return sum(fate.killed for fate in fates) / max(len(fates), 1)


def main() -> int:
    """Print fates and shares; 1 when a share is below its floor."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("rooms", nargs="*", metavar="ROOM", help=", ".join(TESTS))
    parser.add_argument("--short", action="store_true", help="the sample of CI")
    parser.add_argument("--count", type=int, default=8, help="mutants drawn for each room")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--limit_s",
        type=float,
        default=600,
        help="processor time of a fork; one that takes more counts as killed",
    )
    pinned.add_flags(parser)
    arguments = parser.parse_args()
    from transforms.extract.model import shared_pipeline

    shared_pipeline()
    for name in ("transforms.events.code", "transforms.extract.annotate", "transforms.normalize"):
        importlib.import_module(name)
    if arguments.short:
        figures = {"short": sample(arguments.seed)}
    else:
        figures = {
            room: measure(room, arguments.count, arguments.seed, arguments.limit_s)
            for room in arguments.rooms or TESTS
        }
    for room, share in figures.items():
        print(f"{room}: {share:.2f} killed")
    return pinned.finish(PINS, figures, arguments, partial=True)


if __name__ == "__main__":
    sys.exit(main())
