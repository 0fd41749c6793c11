"""Rows with a confidence and whether they are right → a table of how far confidence is right."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence


def reliability(rows: Iterable[tuple[float, bool]], bounds: Sequence[float]) -> Iterator[str]:
    """Yield a line for each bin of confidence: its rows, their mean confidence, the share right.

    Args:
        rows: confidence and rightness of each row.
        bounds: lower bounds of the bins, rising from 0; a bin without rows has no line.
    """
    bins: dict[float, list[tuple[float, bool]]] = {bound: [] for bound in bounds}
    for confidence, right in rows:
        bins[max(bound for bound in bounds if bound <= confidence)].append((confidence, right))
    yield "    confidence   rows   mean  right"
    for bound, members in bins.items():
        if members:
            mean = sum(confidence for confidence, _ in members) / len(members)
            share = sum(right for _, right in members) / len(members)
            yield f"    from {bound:.2f} {len(members):8d} {mean:6.2f} {share:6.2f}"
