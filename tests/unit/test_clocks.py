"""Rows depend on no clock and no chance: nothing that makes them asks for either."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

#: Calls whose answer is another one tomorrow, in the next process or on another machine.
CHANGING = {
    "now", "today", "utcnow", "localtime", "gmtime", "ctime", "time", "time_ns", "monotonic",
    "random", "randrange", "randint", "choice", "shuffle", "uuid1", "uuid4",
    "getpid", "gethostname", "urandom",
}  # fmt: skip
MODULES = {"dt", "datetime", "date", "time", "random", "uuid", "os", "socket"}

#: Where no row comes from: names of temporary files, manifests, bounds in CPU time, counters.
APART = (
    "transforms/write/",
    "transforms/storage/",
    "transforms/shards/stage.py",
    "transforms/shards/links.py",
    "transforms/deadline.py",
    "transforms/metrics.py",
    "transforms/progress.py",
    "transforms/user_cache.py",
)


def changing_calls(path: Path) -> list[str]:
    """``module.name`` of calls that change, and ``hash`` of the process's own seed."""
    found = []
    for node in ast.walk(ast.parse(path.read_text())):
        if not isinstance(node, ast.Call):
            continue
        call = node.func
        if isinstance(call, ast.Name) and call.id == "hash":
            found.append("hash")
        if isinstance(call, ast.Attribute) and call.attr in CHANGING:
            owner = call.value.attr if isinstance(call.value, ast.Attribute) else call.value
            name = owner.id if isinstance(owner, ast.Name) else owner
            if name in MODULES:
                found.append(f"{name}.{call.attr}")
    return found


def test_what_makes_rows_asks_no_clock_and_no_chance(repository: Path) -> None:
    told = {}
    for package in ("schemas", "transforms"):
        for path in sorted((repository / package).rglob("*.py")):
            name = str(path.relative_to(repository))
            if not name.startswith(APART) and (calls := changing_calls(path)):
                told[name] = calls
    assert told == {}


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("dt.datetime.now(dt.UTC)", ["datetime.now"]),
        ("x = time.time()", ["time.time"]),
        ("key = hash(name)", ["hash"]),
        ("match.now(); rules.choice(x)", []),
    ],
)
def test_changing_calls_are_found(tmp_path: Path, code: str, told: list[str]) -> None:
    path = tmp_path / "a.py"
    path.write_text(code)
    assert changing_calls(path) == told
