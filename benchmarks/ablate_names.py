"""Each pass that mends names, switched off in turn → what it gains on names it was not made for.

    python benchmarks/ablate_names.py

Sets: the annotated corpus' dev part (all nine types), UNER-EWT dev and MEANTIME (people, bodies,
places), whole articles as the pipeline reads them. A gain is F with the pass less F without it, in
points. transforms/extract/mending/order.py lists the passes; docs/model.md keeps the table.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from unittest.mock import patch

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks import evaluate_model, evaluate_names  # noqa: E402
from benchmarks.evaluate_events import article_of, pipeline  # noqa: E402
from benchmarks.tally import Tally  # noqa: E402
from training.annotations.load import load, shared_folder  # noqa: E402
from transforms.extract import annotate  # noqa: E402
from transforms.extract.mending.order import NAME_PASSES, SCORE_PASSES, SPAN_PASSES  # noqa: E402


def others(cases: list[evaluate_model.Case]) -> float:
    """Return F of people, bodies and places over articles."""
    total = Tally()
    for case in cases:
        rows = {
            (one.start, one.end, evaluate_model._FOUR[one.label])
            for one in annotate.annotate(
                pipeline()(case.text), article_of(case.text, None)
            ).entities
            if one.label in evaluate_model._FOUR
        }
        want = {key for key in case.gold if key[2] in ("PER", "ORG", "LOC")}
        total += Tally(len(rows & want), len(rows), len(want))
    return total.f


def sets() -> Iterator[tuple[str, Callable[[], float]]]:
    """Yield the name of each set and what measures it."""
    data = shared_folder() / "data"
    uner = evaluate_model.uner_articles(data / "training/uner_ewt/en_ewt-ud-dev.iob2")
    meantime = evaluate_model.meantime_articles(data)
    dev = list(load("dev"))
    yield "news", lambda: evaluate_names.figures_of(list(evaluate_names.read(iter(dev))))["names F"]
    yield "UNER dev", lambda: others([evaluate_model.joined(cases) for cases in uner])
    yield "MEANTIME", lambda: others([evaluate_model.joined(cases) for cases in meantime])


def main() -> int:
    """Print the table."""
    measured = dict(sets())
    print(f"{'':46s}" + "".join(f"{name:>10s}" for name in measured))
    whole = {name: measure() for name, measure in measured.items()}
    print(f"{'all passes, F':46s}" + "".join(f"{100 * f:10.1f}" for f in whole.values()))
    for passes in (SCORE_PASSES, NAME_PASSES, SPAN_PASSES):
        for name in tuple(passes):
            with patch.dict(passes):
                passes.pop(name)
                gains = [100 * (whole[key] - measure()) for key, measure in measured.items()]
            print(f"{name:46s}" + "".join(f"{gain:+10.2f}" for gain in gains), flush=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
