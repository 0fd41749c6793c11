"""Doc, article and annotation → `Scene`: everything that the steps of coding may ask of an article.

A scene is complete when it is built and never changes afterwards. Lemmas that a wrong tag left
inflected are mended here; what is known of each person is gathered from all mentions.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from spacy.tokens import Doc

from schemas.records import Annotation, Article, EntityMention
from transforms.events.heads import Heads, View, encoder_states, load_heads
from transforms.events.lexicon import Lexicon, load_lexicon
from transforms.extract.dependencies import Tree, universal_tree

__all__ = ["PLACE_LABELS", "TIME_LABELS", "ActorEntry", "Actors", "Known", "Scene", "build_scene"]

TIME_LABELS = {"DATE", "TIME"}
PLACE_LABELS = {"GPE", "LOC", "FAC"}

#: What a user's own actor file may say of a name: country code and sectors.
ActorEntry = tuple[str | None, tuple[str, ...]]
Actors = Mapping[str, ActorEntry]
#: Country and sectors of each person's chain, or lower-case name.
Known = Mapping[str, ActorEntry]


class Scene(NamedTuple):
    """One article as the steps see it.

    Fields:
        mention_of: index into ``mentions`` of every token, -1 outside.
        labels: entity label of every token, "" outside.
        quoted: index into the annotation's quotes of every token, -1 outside.
        heads, view: the learned heads and their reading of the article.
        actors: a user's own names (lower case) with country and sectors.
        known: what the article tells of each person, filled by `people.known`.
    """

    tree: Tree
    lexicon: Lexicon
    article: Article
    mentions: Sequence[EntityMention]
    mention_of: Sequence[int]
    labels: Sequence[str]
    quoted: Sequence[int]
    annotation: Annotation | None
    heads: Heads
    view: View
    actors: Actors
    known: Known

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
    doc: Doc, article: Article, annotation: Annotation | None, actors: Actors | None = None
) -> Scene:
    """Gather tree, mentions, quotes and the heads' reading; without an annotation ``doc.ents``.

    Raises:
        ValueError: the heads' weights do not fit the shipped encoder.
    """
    from transforms.events.people.known import people_known

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
    heads = load_heads()
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
    )
    return scene._replace(known=people_known(scene))
