"""Doc, article and annotation → `Scene`: everything that coding one article looks at, as lists."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from spacy.tokens import Doc

from schemas.records import Annotation, Article, EntityMention
from transforms.events.lexicon import Lexicon, load_lexicon
from transforms.extract.dependencies import Tree, universal_tree

__all__ = ["Scene", "build_scene"]

TIME_LABELS = {"DATE", "TIME"}
PLACE_LABELS = {"GPE", "LOC", "FAC"}
ACTOR_LABELS = {"PERSON", "NORP", "ORG", "GPE"}


class Scene(NamedTuple):
    """One article as the coder sees it; ``mention_of`` maps a token to its entity mention or -1."""

    tree: Tree
    lexicon: Lexicon
    article: Article
    mentions: Sequence[EntityMention]
    mention_of: list[int]
    labels: list[str]  # entity label of every token, "" outside
    quoted: list[int]  # index into annotation.quotes of every token, -1 outside
    annotation: Annotation | None
    #: Country and sectors of each person's chain (or lower-case name), filled by `coder`.
    titles: dict[str, tuple[str | None, tuple[str, ...]]]

    def mention(self, token: int) -> EntityMention | None:
        """The entity mention that covers ``token``."""
        index = self.mention_of[token]
        return None if index < 0 else self.mentions[index]


def _from_doc(doc: Doc, tree: Tree) -> list[EntityMention]:
    return [
        EntityMention(
            tree.sentence_of[entity.start],
            entity.start_char,
            entity.end_char,
            entity.text,
            entity.label_,
        )
        for entity in doc.ents
    ]


def _mend_lemmas(tree: Tree, lexicon: Lexicon) -> None:
    """Undo inflection that a wrong tag left in a verb's lemma ("protested" as VB)."""
    verbs = lexicon.verbs
    for index, pos in enumerate(tree.pos):
        if pos != "VERB" or tree.lemmas[index] in verbs:
            continue
        low = tree.lower[index]
        for ending, instead in (("ied", "y"), ("ies", "y"), ("ed", ""), ("ed", "e"), ("es", ""),
                                ("s", ""), ("ing", ""), ("ing", "e")):  # fmt: skip
            if low.endswith(ending):
                stem = low[: -len(ending)] + instead
                if stem in verbs:
                    tree.lemmas[index] = stem
                    break
                if len(stem) > 3 and stem[-1] == stem[-2] and stem[:-1] in verbs:
                    tree.lemmas[index] = stem[:-1]
                    break


def build_scene(doc: Doc, article: Article, annotation: Annotation | None) -> Scene:
    """Gather tree, entity mentions and quotes; without an annotation ``doc.ents`` serves."""
    tree = universal_tree(doc)
    lexicon = load_lexicon()
    _mend_lemmas(tree, lexicon)
    mentions: Sequence[EntityMention]
    mentions = annotation.entities if annotation is not None else _from_doc(doc, tree)
    mention_of = [-1] * len(tree.words)
    labels = [""] * len(tree.words)
    for index, mention in enumerate(mentions):
        first = bisect_right(tree.starts, mention.start) - 1
        last = bisect_left(tree.starts, mention.end)
        for token in range(max(first, 0), last):
            if tree.ends[token] <= mention.start:
                continue
            # Of nested mentions the longer one names the participant.
            other = mention_of[token]
            if other >= 0:
                known = mentions[other]
                if known.end - known.start >= mention.end - mention.start:
                    continue
            mention_of[token] = index
            labels[token] = mention.label
    quoted = [-1] * len(tree.words)
    if annotation is not None:
        for index, quote in enumerate(annotation.quotes):
            for token in range(
                bisect_left(tree.starts, quote.start), bisect_left(tree.starts, quote.end)
            ):
                quoted[token] = index
    return Scene(tree, lexicon, article, mentions, mention_of, labels, quoted, annotation, {})
