"""Figures ↔ pinned floors: read, compare, raise. Used by all evaluations and by their tests.

A floor is what a figure may not fall below; a *ceiling* is a floor for a figure of errors, which
may not rise above it. Floors go up and ceilings down when better figures are pinned
(``--update-floors``), never the other way unless ``--allow-regression`` asks for it.

Files lie in benchmarks/floors/, names → numbers. A file may hold folders of names
(``{"wikigold": {"F": .83}}``): these read as "wikigold F" and are written as they were found.
"""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().with_name("floors")

#: Digits that are pinned.
_DIGITS = 4


def no_ceilings(name: str) -> bool:
    """The rule of evaluations in which more is always better."""
    return False


@dataclass(frozen=True)
class Pins:
    """The pinned figures of one evaluation and how strictly they hold.

    Attributes:
        file: file name in benchmarks/floors/, without its suffix.
        part: key of the file's top level under which the figures lie, None for the whole file.
        slack: how far below its floor a figure may lie without being reported.
        margin: how far below a figure its floor is pinned.
        is_ceiling: which names are figures of errors.
        ceiling_slack: how far above its ceiling such a figure may lie.
    """

    file: str
    part: str | None = None
    slack: float = 0.0
    margin: float = 0.0
    is_ceiling: Callable[[str], bool] = no_ceilings
    ceiling_slack: float = 0.0

    @property
    def path(self) -> Path:
        return FOLDER / f"{self.file}.json"

    def read(self) -> dict[str, float]:
        """The pinned figures; empty where none are pinned yet."""
        whole = self._whole()
        return flatten(whole if self.part is None else whole.get(self.part, {}))

    def fell(
        self, figures: Mapping[str, float], floors: Mapping[str, float], *, partial: bool = False
    ) -> list[str]:
        """A line for each pinned figure that is worse than it may be.

        Args:
            partial: only a part of the sets was measured. Otherwise a figure that is gone fell.
        """
        lines = []
        for name, pinned in floors.items():
            value = figures.get(name)
            if value is None:
                lines += [] if partial else [f"{name}: not measured, pinned at {pinned:.4f}"]
                continue
            value = round(value, _DIGITS)  # as pins are: no figure is worse than itself
            if self.is_ceiling(name):
                if value > pinned + self.ceiling_slack:
                    lines.append(f"{name}: {value:.4f} is above its ceiling {pinned:.4f}")
            elif value < pinned - self.slack:
                lines.append(f"{name}: {value:.4f} is below its floor {pinned:.4f}")
        return lines

    def raised(
        self, figures: Mapping[str, float], floors: Mapping[str, float], *, lower: bool = False
    ) -> dict[str, float]:
        """The better of both for each name, or the figures where ``lower`` allows it."""
        result = dict(floors)
        for name, value in figures.items():
            ceiling = self.is_ceiling(name)
            fresh = round(value if ceiling else value - self.margin, _DIGITS)
            old = floors.get(name)
            if old is None or lower:
                result[name] = fresh
            else:
                result[name] = min(old, fresh) if ceiling else max(old, fresh)
        return result

    def update(self, figures: Mapping[str, float], *, lower: bool = False) -> None:
        """Pin what is better than what is pinned (with ``lower``: all) in the file."""
        whole = self._whole()
        old = whole if self.part is None else whole.get(self.part, {})
        fresh = _unflatten(self.raised(figures, flatten(old), lower=lower))
        whole = fresh if self.part is None else {**whole, self.part: fresh}
        self.path.write_text(json.dumps(whole, indent=1, sort_keys=True) + "\n", "utf-8")

    def _whole(self) -> dict[str, Any]:
        if not self.path.exists():
            return {}
        return dict(json.loads(self.path.read_text("utf-8")))


def flatten(figures: Mapping[str, Any]) -> dict[str, float]:
    """``{"a": {"b": 1}}`` → ``{"a b": 1}``; names that hold a number stay."""
    flat: dict[str, float] = {}
    for name, value in figures.items():
        if isinstance(value, Mapping):
            flat |= {f"{name} {inner}": number for inner, number in value.items()}
        else:
            flat[name] = value
    return flat


def _unflatten(flat: Mapping[str, float]) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for name, value in flat.items():
        folder, space, inner = name.partition(" ")
        if space:
            result.setdefault(folder, {})[inner] = value
        else:
            result[name] = value
    return result


def add_shared(parser: argparse.ArgumentParser) -> None:
    """``--shared``: the folder of the sets outside this repository."""
    root = FOLDER.parent.parent
    parser.add_argument(
        "--shared",
        type=Path,
        default=Path(os.environ.get("NEWSBEAM_SHARED", root.parent / "shared")),
        help="folder of the sets that are not part of this repository",
    )


def add_flags(parser: argparse.ArgumentParser) -> None:
    """``--update-floors`` and ``--allow-regression``, read by `finish`."""
    parser.add_argument(
        "--update-floors", "--update", action="store_true", help="pin what is better now"
    )
    parser.add_argument(
        "--allow-regression", action="store_true", help="with --update-floors: pin what fell, too"
    )


def finish(
    pins: Pins,
    figures: Mapping[str, float],
    arguments: argparse.Namespace,
    *,
    partial: bool = False,
) -> int:
    """Pin where the flags ask for it, else compare; the exit code, 1 where something fell."""
    if arguments.update_floors:
        pins.update(figures, lower=arguments.allow_regression)
        return 0
    fell = pins.fell(figures, pins.read(), partial=partial)
    print("\n".join(fell) or "no figure fell")
    return 1 if fell else 0
