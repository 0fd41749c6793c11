"""Each rule of the coder switched off in turn → what the corpus' dev part loses, in points.

    python benchmarks/ablate_events.py [--split dev] [--split kinds]

Figures are those of evaluate_news.py over all documents of the split; a positive number is what the
rule gains. docs/events.md has the table; a rule that gains nothing has no place in the room.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple
from unittest import mock

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.evaluate_news import figures_of  # noqa: E402
from benchmarks.evaluated_model import pipeline  # noqa: E402
from benchmarks.news_match import Pair, pair  # noqa: E402
from schemas.records import Annotation, Article  # noqa: E402
from training.annotations.as_article import as_article  # noqa: E402
from training.annotations.load import Document, load  # noqa: E402
from transforms.events import code_events  # noqa: E402

SHOWN = ("events P", "events R", "coded F", "fields classes", "fields actors F",
         "fields recipients F", "fields dates F", "fields places F", "fields counts F",
         "fields realis")  # fmt: skip


def _nothing(*_: Any, **__: Any) -> None:
    return None


def _no(*_: Any, **__: Any) -> bool:
    return False


class Switch(NamedTuple):
    """A rule: its name, what is replaced, and by what."""

    name: str
    target: str
    instead: Callable[..., Any] | float


SWITCHES = (
    Switch("light verbs with their noun", "detect._light_verbs", lambda *_: {}),
    Switch("programme lines", "detect._tabular", lambda *_: False),
    Switch("judged for an act: actor", "arguments.judgement", _nothing),
    Switch("judged for an act: hypothetical", "factuality.judgement", _nothing),
    Switch("relative pronouns", "arguments.referent", lambda _, index: index),
    Switch("conjuncts", "arguments.conjuncts", lambda _, index: [index]),
    Switch("not, never, no", "factuality._negator", _no),
    Switch("nobody, neither", "factuality._nobody", _no),
    Switch("kept from happening", "factuality._kept_from", _no),
    Switch("denials, no evidence", "factuality._denied", _no),
    Switch("N days after", "when.days_by_distance", _nothing),
    Switch("historical by date", "circumstance.is_historical", _no),
    Switch("references of pronouns", "people.named_by_references", lambda _s, _i, p: [p]),
    Switch("pronoun is the speaker", "people.named_by_speaker", lambda _s, _i, _t, p: p),
    Switch("plurals split", "people.split", lambda _s, _i, p: [p]),
    Switch("plurals of those who act together", "code.link_together", lambda _, e: list(e)),
    Switch("duplicates", "code.link_within", lambda e, _: list(e)),
)  # fmt: skip

Prepared = tuple[Document, Article, Any, Annotation]


def prepared(splits: Sequence[str]) -> list[Prepared]:
    """Documents with their Docs and annotations, read once."""
    found = []
    for split in splits:
        for document in load(split):
            doc = pipeline()(document.text)
            article, annotation = as_article(document, doc)
            found.append((document, article, doc, annotation))
    return found


def scored(items: Sequence[Prepared]) -> dict[str, float]:
    """Figures of the coder as it stands."""
    pairs: list[Pair] = []
    for document, article, doc, annotation in items:
        pairs += pair(document, code_events(doc, article, annotation))
    return figures_of(pairs)


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--split", action="append", choices=("train", "dev", "kinds"))
    items = prepared(parser.parse_args().split or ["dev"])
    whole = scored(items)
    names = [name.removeprefix("fields ").removesuffix(" F") for name in SHOWN]
    print("| rule | " + " | ".join(names) + " |")
    print("|---|" + "---|" * len(names))
    print("| all rules | " + " | ".join(f"{whole[name]:.3f}" for name in SHOWN) + " |")
    for switch in SWITCHES:
        with mock.patch(f"transforms.events.{switch.target}", switch.instead):
            without = scored(items)
        gains = [100 * (whole[name] - without[name]) for name in SHOWN]
        cells = [f"{gain:+.1f}" if abs(gain) >= 0.05 else "" for gain in gains]
        print(f"| {switch.name} | " + " | ".join(cells) + " |", flush=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
