"""A cheaper encoder, distilled from the shipped one: the rungs of the speed ladder of docs/model.md.

    python training/restore.py --out out/ladder/full.pt
    python training/ladder.py --rung inner768 --start out/ladder/full.pt \\
        --data ../shared/data/training --minutes 25 --out out/ladder/inner768.pt
    python training/export.py --checkpoint out/ladder/inner768.pt --data ../shared/data/training \\
        --out out/ladder/inner768

A rung keeps some of the layers or some of the inner numbers of every feed-forward network: those
with the greatest mean size of what they add (Michel et al. 2019, "Are Sixteen Heads Really Better
than One?", prune heads likewise). The student then learns the teacher's states of every word on the
sentences of the training corpora and of the annotated corpus' train part, after every layer and,
above all, in the directions in which the event heads read them; and what the teacher's heads for
names, tags and trees make of them (Jiao et al. 2020, "TinyBERT"). The student's own heads start as
the teacher's and learn to say the same of its states. The last quarter of the time rounds as the
exported graph does.
"""

from __future__ import annotations

import argparse
import copy
import random
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

sys.path.insert(0, str(Path(__file__).resolve().parent))
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from corpora import Sentence, read_all
from keep import _divergence
from network import LAYERS, WIDTH, Encoder, Network, Quantization, Sizes
from train import Example, collate, model_folder

from training.annotations.load import load
from transforms.events.heads.model import load_heads
from transforms.extract.model import load_pipeline
from transforms.extract.model.wordpiece import CASE_CLASSES, WordPieces, case_class

#: rung → (layers kept, inner numbers kept a layer)
RUNGS = {
    "inner1152": (tuple(range(LAYERS)), 1152),
    "inner768": (tuple(range(LAYERS)), 768),
    "layers5": ((0, 1, 2, 3, 5), 1536),
    "layers4": ((0, 1, 3, 5), 1536),
    "layers4inner768": ((0, 1, 3, 5), 768),
}
#: Word pieces in a batch, padding included.
BUDGET = 1536
RATE, WARMUP = 6e-4, 60
#: Part of the time in which activations and weights are rounded.
ROUNDED = 0.25


def network(checkpoint: dict) -> Network:
    """Return the network of *checkpoint*, which has the full encoder."""
    state, labels = checkpoint["state"], checkpoint["labels"]
    entities, relations = (
        state["entity.weight"].shape[0],
        state["label_mix"].shape[1],
    )
    sizes = Sizes(
        len(CASE_CLASSES), entities, state["tag.weight"].shape[0], state["upos.weight"].shape[0],
        relations,
    )  # fmt: skip
    assert labels
    net = Network(sizes)
    net.load_state_dict(state)
    return net.eval()


def annotated() -> Iterator[Sentence]:
    """Yield the sentences of the annotated corpus' train part."""
    nlp = load_pipeline()
    nlp.select_pipes(enable=["newsbeam_sentences"])
    for document in load("train"):
        for sentence in nlp(document.text).sents:
            words = [token.text for token in sentence if not token.is_space]
            if words:
                yield Sentence("annotated_train", words)


def examples(folder: Path) -> list[Example]:
    """Return the sentences of all training corpora in numbers, without labels."""
    pieces = WordPieces.from_file(model_folder() / "vocab.txt")
    made = []
    seen = set()
    sentence: Sentence
    for sentence in [*read_all(folder).train, *annotated()]:
        key = tuple(sentence.words)
        if key in seen:
            continue
        seen.add(key)
        numbers = pieces.encode(sentence.words)
        size = sum(map(len, numbers)) + 2
        if 4 < size <= 120:
            cases = [case_class(w) for w in sentence.words]
            made.append(
                Example(sentence.corpus, numbers, cases, size, None, None, None, None, None)
            )
    return made


def batches(items: list[Example], rng: random.Random) -> Iterator[dict[str, Tensor]]:
    """Yield batches of near-equal lengths, over and over."""
    device = torch.device("cpu")
    while True:
        order = items[:]
        rng.shuffle(order)
        for start in range(0, len(order), 2048):
            part = sorted(order[start : start + 2048], key=lambda e: e.size)
            made, current = [], []
            for e in part:
                if current and e.size * (len(current) + 1) > BUDGET:
                    made.append(current)
                    current = []
                current.append(e)
            rng.shuffle(made)
            for batch in made:
                yield collate(batch, rng, device)


def smaller(full: Network, rung: str, sample: list[dict[str, Tensor]]) -> Network:
    """Return a copy of *full* with the layers and inner numbers that *rung* keeps."""
    layers, inner = RUNGS[rung]
    net = copy.deepcopy(full)
    sizes = [torch.zeros(layer.up.out_features) for layer in full.encoder.layers]

    def count(number: int):
        def hook(_module: nn.Module, _inputs: tuple, output: Tensor) -> None:
            sizes[number] += F.gelu(output).abs().mean((0, 1))

        return hook

    hooks = [
        layer.up.register_forward_hook(count(i)) for i, layer in enumerate(full.encoder.layers)
    ]
    with torch.no_grad():
        for b in sample:
            full.encoder(b["ids"], b["cases"], b["lengths"])
    for hook in hooks:
        hook.remove()
    kept = nn.ModuleList()
    for number, i in enumerate(layers):
        layer = net.encoder.layers[i]
        layer.number = number
        if inner < layer.up.out_features:
            worth = sizes[i] * layer.down.weight.detach().norm(dim=0)
            best = worth.topk(inner).indices.sort().values
            up, down = nn.Linear(WIDTH, inner), nn.Linear(inner, WIDTH)
            with torch.no_grad():
                up.weight.copy_(layer.up.weight[best])
                up.bias.copy_(layer.up.bias[best])
                down.weight.copy_(layer.down.weight[:, best])
                down.bias.copy_(layer.down.bias)
            layer.up, layer.down = up, down
        kept.append(layer)
    net.encoder.layers = kept
    return net


def read_directions() -> Tensor:
    """Return (384, 384): states times it are as the event heads' first products see them.

    The length of a difference after it is what the difference changes in the mean over the networks
    of words, pairs and types and over their places.
    """
    heads = load_heads()
    square = np.zeros((WIDTH, WIDTH))
    for net in (heads.words, heads.pairs, heads.types):
        slots = np.asarray(net.slots, np.float64)
        square += sum(w @ w.T for w in slots) / len(slots) / slots.shape[2]
    square /= np.outer(heads.deviation, heads.deviation)
    values, vectors = np.linalg.eigh(square)
    return torch.tensor(vectors * np.sqrt(np.maximum(values, 0)), dtype=torch.float32)


def states_of(encoder: Encoder, b: dict[str, Tensor], kept: tuple[int, ...]) -> list[Tensor]:
    """Return the states after each layer of *kept*, a layer's number each, and the last."""
    x = encoder.bottom(b["ids"], b["cases"], b["lengths"])
    position = torch.arange(x.shape[1])
    padded = position[None, :] >= b["lengths"][:, None]
    bias = torch.zeros(padded.shape).masked_fill_(padded, -1e4)[:, None, None, :]
    found = []
    for number, layer in enumerate(encoder.layers):
        x = layer(x, bias)
        if number in kept:
            found.append(x)
    return found


class Distance:
    """How far the student's states are from the teacher's, of a batch and over all directions."""

    def __init__(self, full: Network, layers: tuple[int, ...], sample: list[dict[str, Tensor]]):
        self.full, self.layers = full, layers
        self.directions = read_directions()
        with torch.no_grad():
            seen: list[list[Tensor]] = [[] for _ in layers]
            for b in sample:
                inside = self.words_of(b)
                for states, x in zip(seen, states_of(full.encoder, b, layers), strict=True):
                    states.append(full.words(x, b["first"])[:, 1:][inside])
            self.spreads = [torch.cat(states).var(0).mean() for states in seen]
            self.read_spread = (torch.cat(seen[-1]) @ self.directions).var(0).sum()
            self.spread = torch.cat(seen[-1]).var(0)

    @staticmethod
    def words_of(b: dict[str, Tensor]) -> Tensor:
        """Return (batch, words): which are no padding."""
        return torch.arange(b["first"].shape[1] - 1)[None, :] < b["counts"][:, None]

    def __call__(self, net: Network, b: dict[str, Tensor]) -> tuple[Tensor, Tensor, Tensor]:
        """Return (what is made smaller, distances of last states: plain, as the event heads read)."""
        inside = self.words_of(b)
        with torch.no_grad():
            old_layers = states_of(self.full.encoder, b, self.layers)
            before = self.full.words(old_layers[-1], b["first"])
        new_layers = states_of(net.encoder, b, tuple(range(len(self.layers))))
        after = net.words(new_layers[-1], b["first"])
        old, new = before[:, 1:][inside], after[:, 1:][inside]
        plain = ((new - old) ** 2 / self.spread).mean()
        read = ((new - old) @ self.directions).pow(2).sum(1).mean() / self.read_spread
        total = plain + read
        piece = torch.arange(old_layers[0].shape[1])[None, :] < b["lengths"][:, None]
        for x, y, spread in list(zip(new_layers, old_layers, self.spreads, strict=True))[:-1]:
            total = total + 0.15 * (x[piece] - y[piece]).pow(2).mean() / spread
        for name in ("entity", "tag", "upos"):
            total = total + 0.3 * _divergence(
                getattr(net, name)(new), getattr(self.full, name)(old)
            )
        outside = torch.cat([torch.zeros(len(inside), 1, dtype=torch.bool), ~inside], 1)
        arcs = [
            n.arcs(x).float().masked_fill(outside[:, None, :], -1e4)[inside]
            for n, x in ((net, after), (self.full, before))
        ]
        total = total + 0.4 * _divergence(*arcs)
        heads = torch.zeros(inside.shape, dtype=torch.long)
        heads[inside] = arcs[1].argmax(-1)
        labels = [n.arc_labels(x, heads)[inside] for n, x in ((net, after), (self.full, before))]
        return total + 0.2 * _divergence(*labels), plain.detach(), read.detach()


def main() -> None:
    """Distil; see the module's first lines."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rung", choices=sorted(RUNGS), required=True)
    parser.add_argument("--start", type=Path, required=True, help="what restore.py wrote")
    parser.add_argument("--student", type=Path, help="a checkpoint of this rung to go on from")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--minutes", type=float, default=25, help="of wall time")
    parser.add_argument("--rate", type=float, default=RATE)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    torch.manual_seed(args.seed)
    torch.set_num_threads(args.threads)
    checkpoint = torch.load(args.start, map_location="cpu")
    full = network(checkpoint)
    full.requires_grad_(False)
    stream = batches(examples(args.data), random.Random(args.seed))
    sample = [next(stream) for _ in range(12)]
    net = smaller(full, args.rung, sample)
    if args.student:
        net.load_state_dict(torch.load(args.student, map_location="cpu")["state"])
    measure = Distance(full, RUNGS[args.rung][0], sample)
    net.requires_grad_(True)
    net.encoder.words.requires_grad_(False)
    net.encoder.positions.requires_grad_(False)
    trained = [p for p in net.parameters() if p.requires_grad]
    best = torch.optim.AdamW(trained, lr=args.rate, weight_decay=0.01, betas=(0.9, 0.98))
    begin = time.monotonic()
    seconds = args.minutes * 60
    step = words = 0
    recent: list[tuple[float, float]] = []
    fake: Quantization | None = None
    while (gone := time.monotonic() - begin) < seconds:
        part = gone / seconds
        if fake is None and part > 1 - ROUNDED:
            # The ranges of what is rounded are those of fifty batches without rounding.
            fake = Quantization()
            net.quantize(fake)
            with torch.no_grad():
                for _ in range(50):
                    b = next(stream)
                    hidden = net.encoder(b["ids"], b["cases"], b["lengths"])
                    found = net.words(hidden, b["first"])
                    net.arcs(found)
                    net.arc_labels(found, b["heads"].clamp_min(0))
            fake.fix()
        for group in best.param_groups:
            group["lr"] = args.rate * min(1, (step + 1) / WARMUP) * (1 - 0.98 * part)
        b = next(stream)
        loss, *distances = measure(net, b)
        best.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(trained, 1.0)
        best.step()
        step += 1
        words += int(b["counts"].sum())
        recent.append((float(distances[0]), float(distances[1])))
        if step % 50 == 0:
            plain, read = np.mean(recent[-50:], axis=0)
            print(
                f"{gone / 60:.1f} min, {words} words: distance of states {plain:.4f}, as the event "
                f"heads read them {read:.4f}",
                flush=True,
            )
    assert fake is not None
    args.out.parent.mkdir(parents=True, exist_ok=True)
    torch.save(
        {"state": net.state_dict(), "labels": checkpoint["labels"], "ranges": fake.ranges}, args.out
    )


if __name__ == "__main__":
    main()
