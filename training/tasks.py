"""The event tasks in the training of the encoder: labels, heads that are dropped at export, losses.

The encoder's states are what the event heads of the pipeline read (docs/event-heads.md). Trained on
tags, trees and names alone they hold little of what happens to whom; these tasks ask it of each
word's state in its sentence: does it name an event, of which class, is it said to have happened,
and which words are its arguments and parties. The labels come from ``events/joint.py``.
"""

from __future__ import annotations

import gzip
import json
import random
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from corpora import ANY_MASK, Sentence, mask, open_o
from network import WIDTH
from torch import Tensor, nn

IGNORE = -100
#: What a task counts beside names (1.0).
WEIGHTS = {
    "event": 2.0, "mention": 1.0, "class": 4.0, "weak": 0.7, "realis": 0.5, "role": 1.0,
    "party": 1.5,
}  # fmt: skip
#: Layers of one label a word.
LAYERS = ("event", "mention", "class", "weak", "realis")
KINDS = ("role", "party")
#: How often the word of an event is hidden, so that its sentence has to tell the class.
HIDDEN, HIDDEN_WEAK = 0.15, 0.3
_PAIR_WIDTH = 96


@dataclass
class Marks:
    """Event labels of one sentence: lists of one label a word (IGNORE: unknown), and pairs
    (kind, predicate, {word: role})."""

    layers: dict[str, list[int]] = field(default_factory=dict)
    pairs: list[tuple[str, int, dict[int, int]]] = field(default_factory=list)

    def hidden(self, rng: random.Random) -> set[int]:
        """Draw words whose pieces are masked in this reading."""
        found = set()
        for name, share in (("class", HIDDEN), ("weak", HIDDEN_WEAK)):
            for word, label in enumerate(self.layers.get(name, ())):
                if label != IGNORE and rng.random() < share:
                    found.add(word)
        return found


@dataclass
class Inventory:
    """Names of the labels, words that the lists know under one class alone, and sentences that
    no corpus may be trained on."""

    sizes: dict[str, int]
    forms: dict[str, int]
    classes: list[str]
    held: list[str]


def read(path: Path) -> tuple[Inventory, list[Sentence]]:
    """Read the file of ``events/joint.py``."""
    with gzip.open(path, "rt", encoding="utf-8") as stream:
        raw = json.load(stream)
    sizes = {
        "event": 2, "mention": 2, "class": len(raw["classes"]), "realis": len(raw["realis"]),
        "role": len(raw["roles"]), "party": len(raw["parties"]),
    }  # fmt: skip
    return Inventory(sizes, raw["forms"], raw["classes"], raw["held"]), [
        _sentence(row) for row in raw["rows"]
    ]


def _sentence(row: dict[str, Any]) -> Sentence:
    words = row["words"]
    marks = Marks()
    for name in ("event", "mention", "class", "realis"):
        labels = [IGNORE if v < 0 else v for v in row[name]]
        if any(v != IGNORE for v in labels):
            marks.layers[name] = labels
    marks.pairs = [(k, at, {int(w): r for w, r in roles.items()}) for k, at, roles in row["pairs"]]
    sentence = Sentence(row["corpus"], words, marks=marks)
    if "names" in row:
        sentence.entities = [open_o("DATE", "LAW", "LANGUAGE")] * len(words)
        for first, last, kind in row["names"]:
            last = min(last, len(words))
            for i in range(first, last):
                sentence.entities[i] = (
                    ANY_MASK if kind == "?" else mask("B" if i == first else "I", {kind})
                )
        sentence.spans = [(a, z, k) for a, z, k in row["names"] if k != "?"]
    return sentence


def mark_forms(sentences: list[Sentence], forms: dict[str, int]) -> None:
    """Give sentences with tags the classes of words that the lists know under one class."""
    for s in sentences:
        labels = [IGNORE] * len(s.words)
        for i, (word, tag) in enumerate(zip(s.words, s.tags or [], strict=True)):
            kind = "V" if tag.startswith("VB") else "N" if tag in ("NN", "NNS") else ""
            labels[i] = forms.get(f"{kind}:{word.lower()}", IGNORE) if kind else IGNORE
        if any(v != IGNORE for v in labels):
            s.marks = Marks({"weak": labels})


def join_arguments(trees: list[Sentence], arguments: list[Sentence]) -> list[Sentence]:
    """Put PropBank's pairs on the treebank's sentences of the same words; return the others."""
    by_words = {" ".join(s.words): s for s in trees}
    left = []
    for sentence in arguments:
        tree = by_words.get(" ".join(sentence.words))
        if tree is None:
            left.append(sentence)
        else:
            tree.marks = sentence.marks
    return left


def collate(batch: list[Marks | None], width: int) -> dict[str, Tensor]:
    """Pad the labels of a batch; ``pair_*`` hold one row a predicate."""
    out = {name: np.full((len(batch), width), IGNORE, np.int64) for name in LAYERS}
    rows: dict[str, list[tuple[int, int]]] = {kind: [] for kind in KINDS}
    roles: dict[str, list[np.ndarray]] = {kind: [] for kind in KINDS}
    for r, marks in enumerate(batch):
        if marks is None:
            continue
        for name, labels in marks.layers.items():
            out[name][r, : len(labels)] = labels
        for kind, at, given in marks.pairs:
            line = np.zeros(width, np.int64)
            line[at] = IGNORE
            for word, role in given.items():
                line[word] = role if word != at else IGNORE
            rows[kind].append((r, at))
            roles[kind].append(line)
    tensors = {name: torch.from_numpy(v) for name, v in out.items()}
    for kind in KINDS:
        tensors["at_" + kind] = torch.tensor(rows[kind], dtype=torch.int64).reshape(-1, 2)
        tensors[kind] = torch.from_numpy(np.array(roles[kind], np.int64).reshape(-1, width))
    return tensors


class Tasks(nn.Module):
    """Heads of the event tasks over the states of words."""

    def __init__(self, sizes: dict[str, int]) -> None:
        super().__init__()
        self.word = nn.ModuleDict(
            {
                name: nn.Linear(WIDTH, sizes[name])
                for name in ("event", "mention", "class", "realis")
            }
        )
        self.predicate = nn.ModuleDict({k: nn.Linear(WIDTH, _PAIR_WIDTH) for k in KINDS})
        self.other = nn.ModuleDict({k: nn.Linear(WIDTH, _PAIR_WIDTH) for k in KINDS})
        self.mix = nn.ParameterDict(
            {k: torch.randn(_PAIR_WIDTH + 1, sizes[k], _PAIR_WIDTH + 1) * 0.02 for k in KINDS}
        )

    def pairs(self, kind: str, words: Tensor, at: Tensor) -> Tensor:
        """Return scores (predicates, words, roles) for the predicates at (row, word)."""
        first = F.relu(self.predicate[kind](words[at[:, 0], at[:, 1]]))
        second = F.relu(self.other[kind](words))[at[:, 0]]
        one = torch.ones_like(first[:, :1])
        left = torch.einsum("pi,irj->prj", torch.cat([first, one], -1), self.mix[kind])
        padded = torch.cat([second, torch.ones_like(second[..., :1])], -1)
        return torch.matmul(padded, left.transpose(1, 2))

    def losses(self, words: Tensor, counts: Tensor, b: dict[str, Tensor]) -> dict[str, Tensor]:
        """Return the loss of every task that has labels, a mean over them."""
        result: dict[str, Tensor] = {}
        for name in LAYERS:
            known = b[name] != IGNORE
            if known.any():
                head = self.word["class" if name == "weak" else name]
                smooth = 0.05 if name in ("class", "weak") else 0.0
                scores = head(words[known]).float()
                result[name] = F.cross_entropy(scores, b[name][known], label_smoothing=smooth)
        for kind in KINDS:
            at = b["at_" + kind]
            if len(at):
                scores = self.pairs(kind, words, at).float()
                outside = torch.arange(words.shape[1])[None, :] >= counts[at[:, 0]][:, None]
                gold = b[kind].masked_fill(outside.to(b[kind].device), IGNORE)
                known = gold != IGNORE
                result[kind] = F.cross_entropy(scores[known], gold[known])
        return result

    @staticmethod
    def sizes(b: dict[str, Tensor]) -> dict[str, int]:
        """Return how many labels each task has in a batch; an argument counts as a word."""
        found = {name: int((b[name] != IGNORE).sum()) for name in LAYERS}
        found |= {kind: int((b[kind] > 0).sum()) + len(b[kind]) for kind in KINDS}
        return found


def best_f(scored: list[tuple[float, bool]], gold: int) -> tuple[float, float]:
    """Return the best F1 over all thresholds, and its threshold."""
    right, best = 0, (0.0, 1.0)
    for count, (chance, good) in enumerate(sorted(scored, reverse=True), 1):
        right += good
        best = max(best, (2 * right / (count + gold), chance))
    return best


class Score:
    """Figures of the event tasks on sentences with gold, read by the training heads."""

    def __init__(self) -> None:
        self.triggers: list[tuple[float, bool]] = []
        self.classes: list[tuple[float, bool]] = []
        self.realis: list[bool] = []
        self.parties = [0, 0, 0]

    @torch.no_grad()
    def add(self, tasks: Tasks, words: Tensor, b: dict[str, Tensor]) -> None:
        """Add one batch; *words* are the states without ROOT."""
        chance = tasks.word["event"](words).float().softmax(-1)[..., 1]
        known = b["event"] != IGNORE
        gold = b["event"][known] == 1
        self.triggers += list(zip(chance[known].tolist(), gold.tolist(), strict=True))
        at = b["class"] != IGNORE
        right = tasks.word["class"](words[at]).float().argmax(-1) == b["class"][at]
        self.classes += list(zip(chance[at].tolist(), right.tolist(), strict=True))
        at = b["realis"] != IGNORE
        self.realis += (tasks.word["realis"](words[at]).argmax(-1) == b["realis"][at]).tolist()
        if len(b["at_party"]):
            found = tasks.pairs("party", words, b["at_party"]).float().argmax(-1)
            want = b["party"].clamp_min(0)
            found = found.masked_fill(b["party"] == IGNORE, 0)
            core = (want == 1) | (want == 2)
            given = (found == 1) | (found == 2)
            self.parties[0] += int(((found == want) & core).sum())
            self.parties[1] += int(given.sum())
            self.parties[2] += int(core.sum())

    def figures(self) -> dict[str, float]:
        """Return trigger F, class right (of all gold events, of those found), realis, parties F."""
        gold = sum(good for _, good in self.triggers)
        f, floor = best_f(self.triggers, gold)
        found = [right for chance, right in self.classes if chance >= floor]
        result = {
            "triggers": f,
            "class_all": sum(right for _, right in self.classes) / max(1, len(self.classes)),
            "class_found": sum(found) / max(1, len(found)),
            "realis": sum(self.realis) / max(1, len(self.realis)),
            "parties": 2 * self.parties[0] / max(1, self.parties[1] + self.parties[2]),
        }
        return {k: round(v, 4) for k, v in result.items()}
