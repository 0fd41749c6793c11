"""Hand-written UD trees → spaCy Docs, so that rules are tested without a model.

One token a line: ``word/TAG/POS head label [lemma] [ENTITY] [~]``; heads count from 1, 0 is the
root, ``~`` glues the next token on.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from spacy.tokens import Doc, Span
from spacy.vocab import Vocab

from schemas.records import (
    Annotation,
    Article,
    EntityMention,
    Participant,
    Quote,
    Reference,
    Sentence,
)
from transforms.events.arguments import read_arguments
from transforms.events.choice.offers import Asked, asked
from transforms.events.circumstance import Circumstance, circumstances
from transforms.events.detect import find_predicates
from transforms.events.factuality import factuality
from transforms.events.people import participants
from transforms.events.scene import Scene
from transforms.events.scene_building import build_scene
from transforms.events.syntax import Frame, frame_of

_VOCAB = Vocab()


def tree(text: str) -> Doc:
    words, tags, pos, heads, deps, lemmas, entities, spaces = [], [], [], [], [], [], [], []
    for line in text.strip().splitlines():
        form, head, label, *rest = line.split()
        spaces.append("~" not in rest)
        rest = [r for r in rest if r != "~"]
        word, tag, part = form.rsplit("/", 2)
        entity = next((r for r in rest if r.isupper() and len(r) > 2), None)
        lemma = next((r for r in rest if not (r.isupper() and len(r) > 2)), word.lower())
        words.append(word)
        tags.append(tag)
        pos.append(part)
        heads.append(int(head))
        deps.append("ROOT" if int(head) == 0 else label)
        lemmas.append(lemma)
        entities.append(entity)
    absolute = [index if head == 0 else head - 1 for index, head in enumerate(heads)]
    doc = Doc(
        _VOCAB, words=words, spaces=spaces, tags=tags, pos=pos, heads=absolute, deps=deps,
        lemmas=lemmas,
    )  # fmt: skip
    spans, start = [], None
    for index, label in enumerate([*entities, None]):
        if start is not None and (label is None or label != entities[start]):
            spans.append(Span(doc, start, index, label=entities[start]))
            start = None
        if label is not None and start is None:
            start = index
    doc.ents = spans
    return doc


def article(doc: Doc, date: str | None = "2019-01-29") -> Article:
    return Article(
        "a1", "file.txt", 0, None, None, None, None, None, (), None, None, None, date, None, "en",
        None, (), doc.text, "", len(doc), (), "plain",
    )  # fmt: skip


def annotation(doc: Doc, **columns: dict[str, object]) -> Annotation:
    """Mentions of ``doc.ents``; ``columns`` maps a mention's text to further columns."""
    mentions = []
    for entity in doc.ents:
        mention = EntityMention(
            0, entity.start_char, entity.end_char, entity.text, entity.label_, name=entity.text
        )
        mentions.append(mention._replace(**columns.get(entity.text, {})))
    return Annotation("a1", [Sentence(0, len(doc.text))], mentions)


def micros(year: int, month: int, day: int) -> int:
    return int(dt.datetime(year, month, day, tzinfo=dt.UTC).timestamp()) * 1_000_000


def scene_of(
    text: str,
    references: Sequence[Reference] = (),
    quotes: Sequence[Quote] = (),
    **columns: dict[str, object],
) -> Scene:
    """The scene of a hand-written tree; ``columns`` as for `annotation`."""
    doc = tree(text)
    notes = annotation(doc, **columns)._replace(references=references, quotes=quotes)
    return build_scene(doc, article(doc), notes)


def frame_at(scene: Scene, word: str) -> Frame:
    """The frame of the first ``word`` as the tree alone has it."""
    index = scene.tree.words.index(word)
    return frame_of(scene.tree, index, None, {})


def events_at(scene: Scene, word: str) -> list[Asked]:
    """The event that ``word`` names, as the learned choices ask of it."""
    predicates = [p for p in find_predicates(scene, True) if scene.tree.words[p.token] == word]
    arguments = read_arguments(scene, predicates)
    realis = scene.heads.realis([p.found for p in predicates])
    facts = [factuality(scene, a.frame, row) for a, row in zip(arguments, realis, strict=True)]
    return asked(scene, predicates, arguments, facts)


def told_at(scene: Scene, word: str) -> Circumstance:
    """The circumstances of the event that ``word`` names, beside all other events."""
    predicates = find_predicates(scene, True)
    told = circumstances(scene, predicates, read_arguments(scene, predicates))
    pairs = zip(predicates, told, strict=True)
    return next(each for p, each in pairs if scene.tree.words[p.token] == word)


def people_at(scene: Scene, *words: str) -> list[Participant]:
    """Participants of phrases headed by ``words``."""
    heads = [scene.tree.words.index(word) for word in words]
    return list(participants(scene, heads, len(scene.tree.words) - 1))
