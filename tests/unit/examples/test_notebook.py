"""Every cell of examples/notebook.ipynb runs; the last value of a cell is what its reader sees."""

from __future__ import annotations

import ast
import json
from pathlib import Path
from typing import Any


def run_cell(source: str, names: dict[str, Any]) -> Any:
    """Execute a cell as a notebook does; the value of its last expression, or None."""
    tree = ast.parse(source)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, "cell", "exec"), names)
    if last is None:
        return None
    assert isinstance(last, ast.Expr)
    return eval(compile(ast.Expression(last.value), "cell", "eval"), names)


def test_every_cell_runs(repository: Path) -> None:
    notebook = json.loads((repository / "examples" / "notebook.ipynb").read_text("utf-8"))
    names: dict[str, Any] = {}
    shown = [
        run_cell("".join(cell["source"]), names)
        for cell in notebook["cells"]
        if cell["cell_type"] == "code"
    ]
    assert "MEET" in shown[0]._repr_html_()
    assert shown[1][0] == ("MEET", "Emmanuel Macron", "Olaf Scholz")
    assert shown[2][0]["country"] == "FRA"
    assert shown[3] == ["ATTACK", "DISASTER", "DEATH"]
    assert names["ran"].summary["counts"]["articles"] == 1
    assert shown[4] == len(names["article"].events) >= 1
    assert ("MEET", "Emmanuel Macron", "Olaf Scholz") in shown[5]
