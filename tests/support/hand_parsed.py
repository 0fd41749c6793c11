"""Docs parsed by hand, so that a test of rules does not hang on a model's mood."""

from __future__ import annotations

import spacy
from spacy.tokens import Doc

from schemas.records import Annotation, Article
from transforms.extract.annotate import annotate

_VOCAB = spacy.blank("en").vocab


def parsed(*sentences: str) -> Doc:
    """Sentences of ``word|TAG|POS|dep|head[|ENT]``; heads count from 1 a sentence, 0 is root.

    ``¶`` is a blank line; a word that begins with ``_`` follows without a space; B- and I- open and
    continue entities.
    """
    words, spaces, tags, pos, deps = [], [], [], [], []
    heads, ents, starts, lemmas = [], [], [], []
    for sentence in sentences:
        base = len(words)
        for number, cell in enumerate(sentence.split()):
            word, tag, part, dep, head, *rest = cell.split("|")
            if word.startswith("_") and words:
                spaces[-1] = False
                word = word[1:]
            word, _, lemma = word.partition("=")
            words.append(word.replace("¶", "\n\n"))
            lemmas.append(lemma or word.lower())
            spaces.append(True)
            tags.append(tag)
            pos.append(part)
            deps.append("ROOT" if head == "0" else dep)
            heads.append(base + (int(head) - 1 if head != "0" else number))
            ents.append(rest[0] if rest else "O")
            starts.append(number == 0)
    spaces[-1] = False
    return Doc(
        _VOCAB, words, spaces, tags=tags, pos=pos, deps=deps, heads=heads, ents=ents,
        sent_starts=starts, lemmas=lemmas,
    )  # fmt: skip


def annotated(doc: Doc) -> Annotation:
    article = Article(
        "a1", "u", 0, None, None, None, None, None, (), None, None, None, "2019-01-29", None, "en",
        None, (), doc.text, "", 0, (), "text",
    )  # fmt: skip
    return annotate(doc, article)
