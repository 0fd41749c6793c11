"""triggers.txt → readings whose events are the marked words.

``[CLASS words]`` marks a trigger; what is unmarked in a sentence is no event. Only trigger and
class are known: realis, parties and type are not.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from pathlib import Path

import readings
from annotated import trigger_head
from readings import Reading

from transforms.events.heads.model import CLASSES

_MARK = re.compile(r"\[([A-Z]+) ([^\]]+)\]")


def parsed(line: str) -> tuple[str, list[tuple[int, int, str]]]:
    """Text of a line, and its triggers: start, end, class.

    Raises:
        ValueError: a class that docs/annotation.md does not have.
    """
    text, found, at = "", [], 0
    for match in _MARK.finditer(line):
        if match[1] not in CLASSES:
            raise ValueError(f"triggers.txt: no class {match[1]}: {line}")
        text += line[at : match.start()]
        found.append((len(text), len(text) + len(match[2]), match[1]))
        text += match[2]
        at = match.end()
    return text + line[at:], found


def sentences() -> list[Reading]:
    """Readings of the sentences; ``gold`` is a dict from words (a trigger's) to (head, class)."""
    lines = (Path(__file__).parent / "triggers.txt").read_text(encoding="utf-8").splitlines()
    lines = [line for line in lines if line.strip() and not line.startswith("#")]
    texts = [parsed(line) for line in lines]

    def make() -> Iterator[Reading]:
        for text, _ in texts:
            yield Reading(text, *readings.of_doc(readings.pipeline()(text)), None)

    name = f"written-triggers-{hash_of([t for t, _ in texts]):08x}"
    found = []
    for reading, (_, spans) in zip(readings.kept(name, make), texts, strict=True):
        gold: dict[int, tuple[int, str]] = {}
        for start, end, event_class in spans:
            tree = reading.tree
            tokens = [
                i for i in range(len(tree.words)) if tree.starts[i] < end and tree.ends[i] > start
            ]
            head = trigger_head(tree, tokens)
            gold.update(dict.fromkeys(tokens, (head, event_class)))
        found.append(reading._replace(gold=gold))
    return found


def hash_of(texts: list[str]) -> int:
    """A number that names these texts, the same in every process."""
    return zlib.crc32("\n".join(texts).encode())
