"""`Scene`: everything that the steps of coding may ask of an article.

`transforms.events.scene_building` builds it. A scene is complete when it is built and never changes
afterwards.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from typing import Any, NamedTuple, TypeVar

from schemas.records import Annotation, Article, EntityMention
from transforms.events.heads import Heads, View
from transforms.events.lexicon import Lexicon
from transforms.extract.dependencies import Tree

__all__ = ["PLACE_LABELS", "TIME_LABELS", "ActorEntry", "Actors", "Known", "Scene", "once"]

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
        kept: answers of the steps that `once` marks, by step and token; never read elsewhere.
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
    kept: dict[Callable[..., Any], dict[int, Any]]

    def mention(self, token: int) -> EntityMention | None:
        """The entity mention that covers ``token``."""
        index = self.mention_of[token]
        return None if index < 0 else self.mentions[index]


Answer = TypeVar("Answer")


def once(step: Callable[[Scene, int], Answer]) -> Callable[[Scene, int], Answer]:
    """Make a step that asks of a token answer once a scene: several events share their words."""

    @wraps(step)
    def answer(scene: Scene, token: int) -> Answer:
        known: dict[int, Answer] = scene.kept.setdefault(step, {})
        if token not in known:
            known[token] = step(scene, token)
        return known[token]

    return answer
