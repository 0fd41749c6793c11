"""The passes that mend names, in the order in which they run.

Three kinds, by what a pass reads:

- of `SCORE_PASSES`, the scores of the model's words, before names are read off them;
- of `NAME_PASSES`, the model's names, as tokens;
- of `SPAN_PASSES`, any pipeline's names, as offsets into the article's text.

`benchmarks/ablate_names.py` leaves out one after the other and prints what each gains; a pass that
gains on no set goes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

from transforms.extract.gazetteer import Gazetteer
from transforms.extract.layout import FloatArray, Layout
from transforms.extract.mending.abbreviations import abbreviated
from transforms.extract.mending.agreement import Name, agreed, pooled
from transforms.extract.mending.bounds import mend_bounds
from transforms.extract.mending.compose import towns_and_states, whole_bodies
from transforms.extract.mending.kinds import numbered_products, only_languages, worded
from transforms.extract.mending.labels import repair_labels
from transforms.extract.mending.regions import regions_and_grounds
from transforms.extract.mending.tells import labels_from_context
from transforms.extract.spans import Span

__all__ = ["NAME_PASSES", "SCORE_PASSES", "SPAN_PASSES", "Passage", "mended"]


class Passage(NamedTuple):
    """Inputs of a pass, beside the spans.

    ``organizations`` maps folded names to countries; ``taken`` are the offsets of what else is
    marked (times), in text order and disjoint.
    """

    text: str
    gaz: Gazetteer
    organizations: dict[str, str]
    taken: Sequence[tuple[int, int]]


#: (scores (tokens, labels) as natural logarithms of probabilities, tokens, labels) → scores.
ScorePass = Callable[[FloatArray, Layout, Sequence[str]], FloatArray]
#: (names in order and disjoint, tokens) → names in order and disjoint.
NamePass = Callable[[Sequence[Name], Layout], list[Name]]
#: (spans in text order and disjoint, article) → spans in text order and disjoint.
SpanPass = Callable[[Sequence[Span], Passage], list[Span]]

SCORE_PASSES: Final[dict[str, ScorePass]] = {
    "languages by their names": only_languages,
    "pool types over a word's occurrences": pooled,
}

NAME_PASSES: Final[dict[str, NamePass]] = {
    "kinds (laws, products, works by their words)": worded,
    'product numbers ("Airbus A380")': numbered_products,
    'bodies whole behind "of" and "and"': whole_bodies,
    "town parted from state": towns_and_states,
    "mentions agree on a type": agreed,
}

SPAN_PASSES: Final[dict[str, SpanPass]] = {
    "bounds (titles, known bodies)": lambda spans, at: mend_bounds(
        at.text, spans, at.gaz, at.organizations
    ),
    "labels by tables": lambda spans, at: repair_labels(at.text, spans, at.gaz, at.organizations),
    "tells (what stands beside a name)": lambda spans, at: labels_from_context(
        at.text, spans, at.gaz
    ),
    "regions and grounds by the table": lambda spans, at: regions_and_grounds(
        at.text, spans, at.gaz
    ),
    "bodies and states by their capitals": lambda spans, at: abbreviated(
        at.text, spans, at.taken, at.gaz
    ),
}


def mended(spans: Sequence[Span], passage: Passage) -> list[Span]:
    """Return any pipeline's *spans* after all of `SPAN_PASSES`."""
    result = list(spans)
    for run in SPAN_PASSES.values():
        result = run(result, passage)
    return result
