"""Imports of the packages point one way and form no circle."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

PACKAGES = ("schemas", "transforms", "pipelines", "newsbeam")


@pytest.fixture(scope="module")
def modules(repository: Path) -> dict[str, ast.Module]:
    """Module → its tree."""
    found = {}
    for path in (path for package in PACKAGES for path in (repository / package).rglob("*.py")):
        name = ".".join(path.relative_to(repository).with_suffix("").parts)
        found[name.removesuffix(".__init__")] = ast.parse(path.read_text(encoding="utf-8"))
    return found


def imported(modules: Mapping[str, ast.Module], name: str, *, late: bool) -> Iterator[str]:
    """Our modules that a module imports: at its own import, or *late* too, types apart."""
    tree = modules[name]
    skipped: set[int] = set()
    for node in ast.walk(tree):
        is_function = isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
        for_types = isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test)
        if for_types or (is_function and not late):
            skipped |= {id(inner) for inner in ast.walk(node)}
    for node in ast.walk(tree):
        if id(node) in skipped:
            continue
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            inner = [f"{node.module}.{alias.name}" for alias in node.names]
            names = [one if one in modules else node.module for one in inner]
        yield from (one for one in names if one in modules and one != name)


def edges(modules: Mapping[str, ast.Module]) -> dict[str, set[str]]:
    """Module → what must be loaded before it: imports, late ones too, and the packages they are in.

    A module's own packages are being loaded when it is, so that they are none of its edges.
    """
    needed: dict[str, set[str]] = {}
    for name in modules:
        needed[name] = set(imported(modules, name, late=True))
        for one in list(needed[name]):
            parts = one.split(".")
            packages = {".".join(parts[:count]) for count in range(1, len(parts))}
            own = {p for p in packages if f"{name}.".startswith(f"{p}.")}
            needed[name] |= (packages & modules.keys()) - own
    return needed


def test_modules_form_no_circle(modules: dict[str, ast.Module]) -> None:
    try:
        TopologicalSorter(edges(modules)).prepare()
    except CycleError as error:
        pytest.fail("circle: " + " → ".join(reversed(error.args[1])))


def test_packages_import_one_way(modules: dict[str, ast.Module]) -> None:
    wrong = [
        f"{name} imports {one}"
        for name in modules
        for one in imported(modules, name, late=True)
        if PACKAGES.index(one.split(".")[0]) > PACKAGES.index(name.split(".")[0])
    ]
    assert wrong == []


WITHOUT_BEAM = """
import sys
from transforms.normalize import normalize
from transforms.read import Shard
from schemas.records import Article
assert "apache_beam" not in sys.modules and "pandas" not in sys.modules
from transforms import metrics
from apache_beam import coders
registry = coders.typecoders.registry
assert all(isinstance(registry.get_coder(r), coders.RowCoder) for r in (Article, Shard))
"""


def test_reading_imports_no_beam_and_records_wait_for_it(repository: Path) -> None:
    subprocess.run([sys.executable, "-c", WITHOUT_BEAM], check=True, cwd=repository)


def test_parts_of_pipelines_hand_records_over(modules: dict[str, ast.Module]) -> None:
    for name, tree in modules.items():
        aliases = [a.asname for n in tree.body if isinstance(n, ast.Import) for a in n.names]
        if name.startswith("transforms.") and "beam" in aliases:
            loaded, waiting = {name}, [name]
            while waiting:
                new = set(imported(modules, waiting.pop(), late=False)) - loaded
                loaded |= new
                waiting += new
            assert "transforms.metrics" in loaded or "register" in ast.unparse(tree), name
