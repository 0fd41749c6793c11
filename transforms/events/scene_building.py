"""Doc, article and annotation → `Scene`.

Lemmas that a wrong tag left inflected are mended here; what is known of each person is gathered
from all mentions, after the rest of the scene is there.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from spacy.tokens import Doc

from schemas.records import Annotation, Article, EntityMention
from transforms.events.heads import Heads, encoder_states, load_heads
from transforms.events.lexicon import Lexicon, load_lexicon
from transforms.events.people.known import people_known
from transforms.events.scene import Actors, Scene
from transforms.extract.dependencies import Tree, universal_tree

__all__ = ["build_scene"]


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


_ENDINGS = (("ied", "y"), ("ies", "y"), ("ed", ""), ("ed", "e"), ("es", ""), ("s", ""),
            ("ing", ""), ("ing", "e"))  # fmt: skip


def _mended(low: str, lemma: str, lexicon: Lexicon) -> str:
    """Undo inflection that a wrong tag left in a verb's lemma ("protested" as VB)."""
    verbs = lexicon.verbs
    if lemma in verbs:
        return lemma
    for ending, instead in _ENDINGS:
        if low.endswith(ending):
            stem = low[: -len(ending)] + instead
            if stem in verbs:
                return stem
            if len(stem) > 3 and stem[-1] == stem[-2] and stem[:-1] in verbs:
                return stem[:-1]
    return lemma


def _mention_of(tree: Tree, mentions: Sequence[EntityMention]) -> list[int]:
    """Index of the mention of every token; of nested mentions the longer one counts."""
    found = [-1] * len(tree.words)
    for index, mention in enumerate(mentions):
        first = max(bisect_right(tree.starts, mention.start) - 1, 0)
        for token in range(first, bisect_left(tree.starts, mention.end)):
            if tree.ends[token] <= mention.start:
                continue
            other = mentions[found[token]] if found[token] >= 0 else None
            if other is None or other.end - other.start < mention.end - mention.start:
                found[token] = index
    return found


def _quoted(tree: Tree, annotation: Annotation | None) -> list[int]:
    found = [-1] * len(tree.words)
    for index, quote in enumerate(annotation.quotes if annotation is not None else ()):
        first = bisect_left(tree.starts, quote.start)
        for token in range(first, bisect_left(tree.starts, quote.end)):
            found[token] = index
    return found


def build_scene(
    doc: Doc,
    article: Article,
    annotation: Annotation | None,
    actors: Actors | None = None,
    heads: Heads | None = None,
) -> Scene:
    """Gather tree, mentions, quotes and the heads' reading; without an annotation ``doc.ents``.

    ``heads`` are the shipped ones where none are given.

    Raises:
        ValueError: the heads' weights do not fit the shipped encoder.
    """
    lexicon = load_lexicon()
    tree = universal_tree(doc)
    lemmas = [
        _mended(low, lemma, lexicon) if pos == "VERB" else lemma
        for low, lemma, pos in zip(tree.lower, tree.lemmas, tree.pos, strict=True)
    ]
    tree = tree._replace(lemmas=lemmas)
    mentions = annotation.entities if annotation is not None else _from_doc(doc, tree)
    mention_of = _mention_of(tree, mentions)
    labels = ["" if index < 0 else mentions[index].label for index in mention_of]
    heads = heads or load_heads()
    scene = Scene(
        tree,
        lexicon,
        article,
        mentions,
        mention_of,
        labels,
        _quoted(tree, annotation),
        annotation,
        heads,
        heads.view(tree, encoder_states(doc), labels),
        actors or {},
        {},
        {},
    )
    return scene._replace(known=people_known(scene), kept={})
