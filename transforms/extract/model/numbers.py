"""Amounts, dates and times found by the grammar, beside the names of the model."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence

from spacy.attrs import IDX
from spacy.language import Language
from spacy.tokens import Doc, Span

from transforms.extract.layout import Layout
from transforms.extract.model.component import Component
from transforms.extract.model.grammar import families, find_numbers
from transforms.extract.model.openings import openings
from transforms.extract.model.wordpiece import CACHE_LIMIT

#: Confidence given to a match of the grammar: a prior of ours, no measurement.
GRAMMAR_CONFIDENCE = 0.95


def _gives_way(name: Span, label: str, start: int, end: int) -> bool:
    """Say whether a name found by the model yields to a grammar match of tokens [start, end)."""
    if name.label_ in ("DATE", "TIME"):
        return label not in ("CARDINAL", "ORDINAL")
    # "US" in "US$ 7 billion" is no country; "Channel 4" stays a name.
    inside = start <= name.start and name.end <= end
    return inside and label in ("MONEY", "PERCENT")


#: Families that a word may belong to, and where in it a match may begin.
_Hint = tuple[int, list[tuple[int, int]]]


@Language.factory("newsbeam_grammar", assigns=["doc.ents"], retokenizes=False)
class Grammar(Component):
    """Adds the grammar's entities where no name stands; its dates replace the model's."""

    def __init__(self, nlp: Language, name: str) -> None:
        self.name = name
        self.vocab = nlp.vocab
        self._cache: dict[int, _Hint] = {}

    def __call__(self, doc: Doc) -> Doc:
        if len(doc) == 0:
            return doc
        layout = Layout(doc)
        hints = self._hints(layout)
        if not any(bits for bits, _ in hints):
            return doc
        names = list(doc.ents)
        owner: dict[int, int] = {}  # token -> its name; -1 for a grammar match
        for index, span in enumerate(names):
            owner.update(dict.fromkeys(range(span.start, span.end), index))
        added: list[Span] = []
        dropped: set[int] = set()
        for start, end, label in _matches(doc, layout, hints):
            over = {owner[i] for i in range(start, end) if i in owner}
            if -1 in over or not all(_gives_way(names[i], label, start, end) for i in over):
                continue
            dropped |= over
            owner.update(dict.fromkeys(range(start, end), -1))
            added.append(Span(doc, start, end, label=label))
        if not added:
            return doc
        kept = [s for i, s in enumerate(names) if i not in dropped]
        doc.set_ents(sorted([*kept, *added], key=lambda s: s.start))
        for span in added:
            span._.confidence = GRAMMAR_CONFIDENCE
        return doc

    def _hints(self, layout: Layout) -> list[_Hint]:
        """Return what the grammar knows of every token by itself."""
        cache = self._cache
        if len(cache) > CACHE_LIMIT:
            cache.clear()
        hints: list[_Hint] = []
        for key in layout.orth.tolist():
            hint = cache.get(key)
            if hint is None:
                word = self.vocab.strings[key]
                hint = cache[key] = families(word), openings(word)
            hints.append(hint)
        return hints


def _matches(doc: Doc, layout: Layout, hints: Sequence[_Hint]) -> Iterator[tuple[int, int, str]]:
    """Yield the grammar's matches as tokens [start, end) and a label, sentence by sentence."""
    text = doc.text
    offsets = doc.to_array(IDX).tolist()
    offsets.append(len(text))
    for start, end in layout.bounds:
        bits = 0
        for hint, _ in hints[start:end]:
            bits |= hint
        if not bits:
            continue
        first = offsets[start]
        begins = [
            (offsets[at] - first + inside, opened)
            for at in range(start, end)
            for inside, opened in hints[at][1]
        ]
        for match in find_numbers(text[first : offsets[end]], bits, begins):
            # Tokens that the match touches; the whole token where it covers a part of it.
            a = bisect_right(offsets, first + match.start, start, end) - 1
            z = bisect_left(offsets, first + match.end, start, end)
            yield a, z, match.label
