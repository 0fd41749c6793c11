"""A cheaper encoder, distilled from the shipped one: the rungs of the speed ladder of docs/model.md.

    python training/restore.py --out out/ladder/full.pt
    python training/ladder.py --rung inner768 --start out/ladder/full.pt \\
        --data ../shared/data/training --minutes 25 --out out/ladder/inner768.pt
    python training/export.py --checkpoint out/ladder/inner768.pt --data ../shared/data/training \\
        --out out/ladder/inner768

A rung keeps some of the layers or some of the inner numbers of every feed-forward network: those
with the greatest mean size of what they add (Michel et al. 2019, "Are Sixteen Heads Really Better
than One?", prune heads likewise). The student then learns the teacher's states of every word on the
sentences of the training corpora, and what the teacher's heads for names, tags and trees make of
them (Jiao et al. 2020, "TinyBERT"). The heads stay as they are, so that everything that reads states
reads the student's too. The last quarter of the time rounds as the exported graph does.
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
from network import LAYERS, WIDTH, Network, Quantization, Sizes
from train import Example, collate, model_folder

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


def examples(folder: Path) -> list[Example]:
    """Return the sentences of all training corpora in numbers, without labels."""
    pieces = WordPieces.from_file(model_folder() / "vocab.txt")
    made = []
    seen = set()
    sentence: Sentence
    for sentence in read_all(folder).train:
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


def loss_of(
    full: Network, net: Network, b: dict[str, Tensor], spread: Tensor
) -> tuple[Tensor, Tensor]:
    """Return (what is made smaller, mean squared distance of states over their variance)."""
    with torch.no_grad():
        before = full.words(full.encoder(b["ids"], b["cases"], b["lengths"]), b["first"])
    after = net.words(net.encoder(b["ids"], b["cases"], b["lengths"]), b["first"])
    column = torch.arange(before.shape[1])
    outside = column[None, :] > b["counts"][:, None]
    inside = ~outside[:, 1:]
    old, new = before[:, 1:][inside], after[:, 1:][inside]
    distance = ((new - old) ** 2 / spread).mean()
    total = distance
    for name in ("entity", "tag", "upos"):
        head = getattr(full, name)
        total = total + 0.3 * _divergence(head(new), head(old))
    arcs = [full.arcs(x).float().masked_fill(outside[:, None, :], -1e4)[inside]
            for x in (after, before)]  # fmt: skip
    return total + 0.3 * _divergence(*arcs), distance.detach()


def main() -> None:
    """Distil; see the module's first lines."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rung", choices=sorted(RUNGS), required=True)
    parser.add_argument("--start", type=Path, required=True, help="what restore.py wrote")
    parser.add_argument("--student", type=Path, help="a checkpoint of this rung to go on from")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--minutes", type=float, default=25, help="of processor time")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    torch.manual_seed(args.seed)
    torch.set_num_threads(1)
    checkpoint = torch.load(args.start, map_location="cpu")
    full = network(checkpoint)
    full.requires_grad_(False)
    stream = batches(examples(args.data), random.Random(args.seed))
    sample = [next(stream) for _ in range(12)]
    net = smaller(full, args.rung, sample)
    if args.student:
        net.load_state_dict(torch.load(args.student, map_location="cpu")["state"])
    with torch.no_grad():
        states = [
            full.words(full.encoder(b["ids"], b["cases"], b["lengths"]), b["first"])[:, 1:]
            for b in sample
        ]
        spread = torch.cat([s.flatten(0, 1) for s in states]).var(0)
    net.requires_grad_(False)
    trained = [p for layer in net.encoder.layers for p in layer.parameters()]
    trained += [net.encoder.cases.weight, net.encoder.norm.weight, net.encoder.norm.bias]
    for p in trained:
        p.requires_grad_(True)
    best = torch.optim.AdamW(trained, lr=RATE, weight_decay=0.01, betas=(0.9, 0.98))
    begin = time.process_time()
    seconds = args.minutes * 60
    step = words = 0
    recent: list[float] = []
    fake: Quantization | None = None
    while (gone := time.process_time() - begin) < seconds:
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
            group["lr"] = RATE * min(1, (step + 1) / WARMUP) * (1 - 0.98 * part)
        b = next(stream)
        loss, distance = loss_of(full, net, b, spread)
        best.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(trained, 1.0)
        best.step()
        step += 1
        words += int(b["counts"].sum())
        recent.append(float(distance))
        if step % 50 == 0:
            print(
                f"{gone / 60:.1f} min, {words} words: distance of states {np.mean(recent[-50:]):.4f}",
                flush=True,
            )
    assert fake is not None
    args.out.parent.mkdir(parents=True, exist_ok=True)
    torch.save(
        {"state": net.state_dict(), "labels": checkpoint["labels"], "ranges": fake.ranges}, args.out
    )


if __name__ == "__main__":
    main()
