"""transforms/resources/en_newsbeam → a checkpoint that training can go on from.

    python training/restore.py --out out/model/0/checkpoint.pt

The exported weights were rounded in training (``train.py --rounded``), so that nothing is lost: the
checkpoint exports to the same integers. The graphs are read in the order in which onnx_graph.py
adds their nodes.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
import onnx
import torch
from network import ARC_WIDTH, LAYERS, WIDTH
from onnx import numpy_helper

SOURCE = Path(__file__).resolve().parents[1] / "transforms/resources/en_newsbeam"

State = dict[str, np.ndarray]


class Graph:
    """A graph's weights and its nodes by operator, in order."""

    def __init__(self, path: Path) -> None:
        graph = onnx.load(path).graph
        self.nodes = list(graph.node)
        self.weights = {w.name: numpy_helper.to_array(w) for w in graph.initializer}

    def of(self, *operators: str) -> list[onnx.NodeProto]:
        """Return the nodes of these operators."""
        return [n for n in self.nodes if n.op_type in operators]

    def product(self, node: onnx.NodeProto) -> tuple[np.ndarray, np.ndarray]:
        """Return weight (out, in) and bias of a MatMulIntegerToFloat."""
        rounded, scale = self.weights[node.input[1]], self.weights[node.input[3]]
        return (rounded.astype(np.float32) * scale).T.copy(), self.weights[node.input[6]]


def ranges(graph: Graph, sites: list[str]) -> dict[str, tuple[float, float]]:
    """Return the range of every rounded activation."""
    found = {}
    for site, node in zip(sites, graph.of("QuantizeLinear"), strict=True):
        scale, zero = (graph.weights[x].item() for x in node.input[1:])
        found[site] = -zero * scale, (255 - zero) * scale
    return found


def encoder(graph: Graph) -> State:
    """Return the encoder's weights."""
    state: State = {}
    table, scale, cases = (
        graph.weights[n.input[0]] for n in graph.of("Gather") if n.input[0] in graph.weights
    )
    state["words.weight"] = table.astype(np.float32) * scale
    state["cases.weight"] = cases
    state["positions.weight"] = graph.weights[graph.of("Slice")[0].input[0]]
    norms = [tuple(graph.weights[x] for x in n.input[1:3]) for n in graph.of("LayerNormalization")]
    state["norm.weight"], state["norm.bias"] = norms[0]
    products = [graph.product(n) for n in graph.of("MatMulIntegerToFloat")]
    for i in range(len(products) // 4):
        weight, bias = products[4 * i]
        for k, name in enumerate("qkv"):
            part = slice(k * WIDTH, (k + 1) * WIDTH)
            state[f"layers.{i}.{name}.weight"] = weight[part]
            state[f"layers.{i}.{name}.bias"] = bias[part]
        for k, name in enumerate(("out", "up", "down"), 1):
            state[f"layers.{i}.{name}.weight"], state[f"layers.{i}.{name}.bias"] = products[
                4 * i + k
            ]
        for k, name in enumerate(("norm1", "norm2"), 1):
            state[f"layers.{i}.{name}.weight"], state[f"layers.{i}.{name}.bias"] = norms[2 * i + k]
    return {f"encoder.{k}": v for k, v in state.items()}


def taggers(graph: Graph) -> State:
    """Return the weights of the heads of names, tags and universal tags."""
    state: State = {}
    for name, product, addition in zip(
        ("entity", "tag", "upos"), graph.of("MatMul"), graph.of("Add"), strict=True
    ):
        state[f"{name}.weight"] = graph.weights[product.input[1]].T.copy()
        state[f"{name}.bias"] = graph.weights[addition.input[1]]
    return state


def parser(graph: Graph) -> State:
    """Return the parser's weights."""
    state: State = {"root": graph.weights[graph.of("Expand")[0].input[0]].reshape(-1)}
    names = ("arc_head", "arc_dep", "arc_mix", "label_dep", "label_mix", "label_head")
    for name, node in zip(names, graph.of("MatMulIntegerToFloat"), strict=True):
        weight, bias = graph.product(node)
        if name == "label_mix":
            width = state["label_dep.bias"].shape[0]
            mixed = np.concatenate([weight.T, bias[None]])
            state[name] = mixed.reshape(width + 1, -1, width + 1)
            continue
        factor = ARC_WIDTH**0.5 if name == "arc_mix" else 1.0
        state[f"{name}.weight"], state[f"{name}.bias"] = weight * factor, bias * factor
    return state


def main() -> None:
    """Restore; see the module's first lines."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--model", type=Path, default=SOURCE)
    arguments.add_argument("--out", type=Path, required=True)
    args = arguments.parse_args()
    words = Graph(args.model / "newsbeam_encoder/encoder.onnx")
    trees = Graph(args.model / "newsbeam_parser/parser.onnx")
    tags = Graph(args.model / "newsbeam_tagger/taggers.onnx")
    state = {**encoder(words), **taggers(tags), **parser(trees)}
    sites = [f"{i}.{name}" for i in range(LAYERS) for name in ("in", "mix", "up", "down")]
    parts = [f"parser.{name}" for name in ("rooted", "states", "arc_dep", "label_dep")]
    seen = ranges(words, sites) | ranges(trees, parts)
    labels = json.loads((args.model / "newsbeam_tagger/labels.json").read_text(encoding="utf-8"))
    args.out.parent.mkdir(parents=True, exist_ok=True)
    weights = {k: torch.tensor(v, dtype=torch.float32) for k, v in state.items()}
    torch.save({"state": weights, "labels": labels, "ranges": seen}, args.out)


if __name__ == "__main__":
    main()
