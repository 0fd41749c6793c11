"""Imports of the packages point one way and form no circle."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

PACKAGES = ("schemas", "transforms", "pipelines", "newsbeam")
#: Functions that import late, because a module above needs theirs; no new one without a reason.
LATE = {
    # an archive's members may be of any format, archives among them
    ("transforms.read.archive", "transforms.read.reading"),
    # a language's rules are loaded when a text needs them: others must not need English
    ("transforms.lang.rules", "transforms.lang.en.lines"),
    ("transforms.lang.rules", "transforms.lang.words"),
    # the scene of an article holds what is known of its people
    ("transforms.events.scene", "transforms.events.people.known"),
    # an office file may be an export, and an export an office file
    ("transforms.read.exports", "transforms.read.office"),
}


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


def test_modules_form_no_circle_but_for_the_late_imports_that_are_listed(
    modules: dict[str, ast.Module],
) -> None:
    edges = {
        name: {one for one in imported(modules, name, late=True) if (name, one) not in LATE}
        for name in modules
    }
    try:
        TopologicalSorter(edges).prepare()
    except CycleError as error:
        pytest.fail("circle: " + " → ".join(reversed(error.args[1])))


def test_listed_late_imports_are_there(modules: dict[str, ast.Module]) -> None:
    gone = [each for each in sorted(LATE) if each[1] not in imported(modules, each[0], late=True)]
    assert gone == []


def test_packages_import_one_way(modules: dict[str, ast.Module]) -> None:
    wrong = [
        f"{name} imports {one}"
        for name in modules
        for one in imported(modules, name, late=True)
        if PACKAGES.index(one.split(".")[0]) > PACKAGES.index(name.split(".")[0])
    ]
    assert wrong == []
