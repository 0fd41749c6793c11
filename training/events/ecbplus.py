"""ECB+ (Cybulska and Vossen 2014, CC BY 3.0) → judged sentences with their event mentions.

Only the sentences of the corpus' own list are judged in full, so only those are given. The topics
of development are for measuring, never for training.
"""

from __future__ import annotations

import csv
import tarfile
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from typing import NamedTuple

import readings
from readings import SHARED, Reading

DEVELOPMENT = {2, 5, 12, 18, 21, 23, 34, 35}
_NO_SPACE_BEFORE = {",", ".", ";", ":", "!", "?", ")", "'s", "n't", "%", "''", "”", "’s", "'"}
_NO_SPACE_AFTER = {"(", "$", "``", "“", "€", "£"}


class Mention(NamedTuple):
    """One event mention: its words (in the document), coarse class, and whether it is denied."""

    tokens: tuple[int, ...]
    kind: str
    negated: bool


class Judged(NamedTuple):
    """Gold of one document, of which a Reading holds the judged sentences alone."""

    topic: int
    mentions: tuple[Mention, ...]


def _documents() -> Iterator[tuple[int, str, ElementTree.Element]]:
    with tarfile.open(SHARED / "training" / "ecbplus" / "ecbplus_topics_1_35.tar.xz") as tar:
        for member in sorted(tar.getmembers(), key=lambda m: m.name):
            if member.name.endswith(".xml"):
                stream = tar.extractfile(member)
                assert stream is not None
                topic, name = member.name.split("/")[-2:]
                yield int(topic), name.removesuffix(".xml"), ElementTree.fromstring(stream.read())


def _judged() -> dict[tuple[int, str], set[int]]:
    found: dict[tuple[int, str], set[int]] = {}
    path = SHARED / "training" / "ecbplus" / "ECBplus_coreference_sentences.csv"
    with path.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            key = int(row["Topic"]), f"{row['Topic']}_{row['File']}"
            found.setdefault(key, set()).add(int(row["Sentence Number"]))
    return found


def _reading(topic: int, name: str, root: ElementTree.Element, judged: set[int]) -> Reading:
    words: list[str] = []
    spaces: list[bool] = []
    starts: list[bool] = []
    position: dict[str, int] = {}
    before = None
    for token in root.iter("token"):
        number = int(token.get("sentence") or 0)
        if number not in judged:
            continue
        word = (token.text or "").strip() or "-"
        position[token.get("t_id") or ""] = len(words)
        if words and (word in _NO_SPACE_BEFORE or words[-1] in _NO_SPACE_AFTER):
            spaces[-1] = False
        words.append(word)
        spaces.append(True)
        starts.append(number != before)
        before = number
    mentions = []
    markables = root.find("Markables")
    for item in markables if markables is not None else []:
        kind = item.tag.removeprefix("NEG_")
        anchors = [position.get(a.get("t_id") or "") for a in item.findall("token_anchor")]
        tokens = tuple(sorted(a for a in anchors if a is not None))
        if kind.startswith("ACTION_") and tokens and len(tokens) == len(anchors):
            mentions.append(Mention(tokens, kind[7:], item.tag.startswith("NEG_")))
    tree, labels, states = readings.of_words(words, spaces, starts)
    return Reading(f"{topic}/{name}", tree, labels, states, Judged(topic, tuple(mentions)))


def documents(*, development: bool) -> list[Reading]:
    """Documents with judged sentences, of the topics for training or of those for measuring."""

    def make() -> Iterator[Reading]:
        judged = _judged()
        for topic, name, root in _documents():
            if (topic, name) in judged:
                yield _reading(topic, name, root, judged[topic, name])

    every = readings.kept("ecbplus", make)
    return [r for r in every if (r.gold.topic in DEVELOPMENT) == development]
