"""Trained weights → three ONNX graphs: encoder (int8), taggers and parser (float32).

Built node by node with onnxruntime's own fused operators, so that neither a tracer nor a graph
optimizer stands between the weights and what runs. Activations are quantized with scales fixed by
calibration (``static``) or per call (``dynamic``); weights per output column, to 7 bits (-64..63):
u8 x s8 products then never overflow the 16-bit sums of processors without VNNI, and every
processor computes the same integers.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

HEADS = 12
WIDTH = 384


@dataclass
class Graph:
    """Nodes and weights under construction."""

    nodes: list[onnx.NodeProto] = field(default_factory=list)
    weights: list[onnx.TensorProto] = field(default_factory=list)
    count: int = 0

    def const(self, array: np.ndarray, name: str | None = None) -> str:
        self.count += 1
        name = name or f"w{self.count}"
        self.weights.append(numpy_helper.from_array(np.ascontiguousarray(array), name))
        return name

    def add(
        self, op: str, inputs: list[str], outputs: int | list[str] = 1, domain: str = "", **attrs
    ) -> str | list[str]:
        self.count += 1
        if isinstance(outputs, int):
            names = [f"{op}_{self.count}_{i}" for i in range(outputs)]
        else:
            names = outputs
        self.nodes.append(
            helper.make_node(op, inputs, names, name=f"{op}_{self.count}", domain=domain, **attrs)
        )
        return names[0] if len(names) == 1 else names

    def model(self, name: str, inputs: list, outputs: list) -> onnx.ModelProto:
        graph = helper.make_graph(self.nodes, name, inputs, outputs, self.weights)
        model = helper.make_model(
            graph,
            opset_imports=[helper.make_opsetid("", 17), helper.make_opsetid("com.microsoft", 1)],
            producer_name="newsbeam",
        )
        model.ir_version = 8
        return model


MS = "com.microsoft"


def quantize_columns(weight: np.ndarray, bits: int) -> tuple[np.ndarray, np.ndarray]:
    """Return (int8 weight (in, out), float32 scale per column) of a torch weight (out, in)."""
    limit = 2 ** (bits - 1) - 1
    matrix = weight.T.astype(np.float32)
    scale = np.maximum(np.abs(matrix).max(0), 1e-8) / limit
    return np.clip(np.round(matrix / scale), -limit, limit).astype(np.int8), scale.astype(
        np.float32
    )


class Linear:
    """Adds ``x @ W + b``, quantized or not."""

    def __init__(self, g: Graph, *, mode: str, bits: int, ranges: dict[str, tuple[float, float]]):
        self.g, self.mode, self.bits, self.ranges = g, mode, bits, ranges

    def quantize(self, x: str, site: str) -> list[str]:
        """Return [quantized, scale, zero point] of activation *x* at calibration site *site*."""
        g = self.g
        if self.mode == "dynamic":
            return g.add("DynamicQuantizeLinear", [x], 3)  # type: ignore[return-value]
        low, high = self.ranges[site]
        low, high = min(low, 0.0), max(high, 0.0)
        scale = np.float32(max(high - low, 1e-6) / 255)
        zero = np.uint8(np.clip(round(-low / scale), 0, 255))
        s, z = g.const(np.array(scale)), g.const(np.array(zero))
        return [g.add("QuantizeLinear", [x, s, z]), s, z]  # type: ignore[list-item]

    def __call__(self, x: str | list[str], weight: np.ndarray, bias: np.ndarray) -> str:
        g = self.g
        if self.mode == "float":
            assert isinstance(x, str)
            y = g.add("MatMul", [x, g.const(weight.T.astype(np.float32))])
            return g.add("Add", [y, g.const(bias)])  # type: ignore[return-value, list-item]
        assert not isinstance(x, str)
        data, a_scale, a_zero = x
        q, scale = quantize_columns(weight, self.bits)
        return g.add(  # type: ignore[return-value]
            "MatMulIntegerToFloat",
            [
                data, g.const(q), a_scale, g.const(scale), a_zero,
                g.const(np.zeros(len(scale), np.int8)), g.const(bias),
            ],
            domain=MS,
        )  # fmt: skip


def _norm(g: Graph, x: str | list[str], gamma: np.ndarray, beta: np.ndarray) -> str:
    # Not SkipLayerNormalization: its kernel sums in order and took a sixth of the whole time.
    return g.add(  # type: ignore[return-value]
        "LayerNormalization",
        [x, g.const(gamma), g.const(beta)],  # type: ignore[list-item]
        epsilon=1e-12,
    )


def build_encoder(
    state: dict[str, np.ndarray],
    *,
    mode: str,
    bits: int = 7,
    ranges: dict[str, tuple[float, float]] | None = None,
    fast_gelu: bool = False,
    taps: bool = False,
) -> onnx.ModelProto:
    """Build (ids, cases, lengths, first) → states of the first pieces.

    Inputs: ids and cases int32 (batch, pieces), lengths int32 (batch,), first int64 (words,): the
    flat index of each word's first piece. Output: float32 (words, 384). With *taps* the graph also
    returns every activation that is to be quantized, for calibration.
    """
    g = Graph()
    linear = Linear(g, mode=mode, bits=bits, ranges=ranges or {})
    tapped: list[str] = []

    def site(x: str, name: str) -> str | list[str]:
        if taps:
            tapped.append(g.add("Identity", [x], [f"tap:{name}"]))  # type: ignore[arg-type]
        return x if mode == "float" else linear.quantize(x, name)

    e = "encoder."
    words = state[e + "words.weight"]
    if mode == "float":
        word = g.add("Gather", [g.const(words), "ids"])
    else:
        scale = np.maximum(np.abs(words).max(1, keepdims=True), 1e-8) / 127
        table = np.round(words / scale).astype(np.int8)
        rows = g.add("Cast", [g.add("Gather", [g.const(table), "ids"])], to=TensorProto.FLOAT)
        word = g.add("Mul", [rows, g.add("Gather", [g.const(scale.astype(np.float32)), "ids"])])
    case = g.add("Gather", [g.const(state[e + "cases.weight"]), "cases"])
    shape = g.add("Shape", ["ids"], start=1, end=2)
    zero, one = g.const(np.array([0], np.int64)), g.const(np.array([1], np.int64))
    position = g.add("Slice", [g.const(state[e + "positions.weight"]), zero, shape, zero, one])
    x = g.add("Add", [g.add("Add", [word, case]), position])
    x = _norm(g, x, state[e + "norm.weight"], state[e + "norm.bias"])
    layers = 1 + max(int(k.split(".")[2]) for k in state if k.startswith("encoder.layers."))
    for i in range(layers):
        p = f"{e}layers.{i}."

        def wb(name: str, p: str = p) -> tuple[np.ndarray, np.ndarray]:
            return state[p + name + ".weight"], state[p + name + ".bias"]

        source = site(x, f"{i}.in")  # type: ignore[arg-type]
        # One product for all three: scales are per column, so the numbers stay the same.
        three = [np.concatenate([wb(n)[part] for n in "qkv"]) for part in (0, 1)]
        q, k, v = g.add("Split", [linear(source, *three)], 3, axis=2)
        mixed = g.add("MultiHeadAttention", [q, k, v, "", "lengths"], domain=MS, num_heads=HEADS)
        if i == layers - 1:
            # Only the first pieces of words leave the graph: nothing after the last attention has
            # to be worked out for the others, nor for [CLS], [SEP] and padding.
            rows = g.const(np.array([-1, WIDTH], np.int64))
            mixed, x = (
                g.add("Gather", [g.add("Reshape", [t, rows]), "first"])  # type: ignore[list-item]
                for t in (mixed, x)
            )
        y = linear(site(mixed, f"{i}.mix"), *wb("out"))  # type: ignore[arg-type]
        gamma, beta = wb("norm1")
        x = _norm(g, g.add("Add", [x, y]), gamma, beta)
        y = linear(site(x, f"{i}.up"), *wb("up"))  # type: ignore[arg-type]
        y = g.add("FastGelu" if fast_gelu else "Gelu", [y], domain=MS)
        y = linear(site(y, f"{i}.down"), *wb("down"))  # type: ignore[arg-type]
        gamma, beta = wb("norm2")
        x = _norm(g, g.add("Add", [x, y]), gamma, beta)
    g.add("Identity", [x], ["words"])
    i32 = TensorProto.INT32
    inputs = [
        helper.make_tensor_value_info("ids", i32, ["batch", "pieces"]),
        helper.make_tensor_value_info("cases", i32, ["batch", "pieces"]),
        helper.make_tensor_value_info("lengths", i32, ["batch"]),
        helper.make_tensor_value_info("first", TensorProto.INT64, ["words"]),
    ]
    outputs = [helper.make_tensor_value_info("words", TensorProto.FLOAT, ["words", WIDTH])]
    outputs += [helper.make_tensor_value_info(t, TensorProto.FLOAT, None) for t in tapped]
    return g.model("encoder", inputs, outputs)


def cut(model: onnx.ModelProto, layers: int) -> onnx.ModelProto:
    """Return the encoder up to its first *layers* layers: states of all pieces, no ``first``."""
    norms = [n for n in model.graph.node if n.op_type == "LayerNormalization"]
    name = norms[2 * layers].output[0]
    lower = onnx.ModelProto()
    lower.CopyFrom(model)
    del lower.graph.output[:]
    shape = ["batch", "pieces", WIDTH]
    lower.graph.output.append(helper.make_tensor_value_info(name, TensorProto.FLOAT, shape))
    inputs = [x for x in lower.graph.input if x.name != "first"]
    last = next(i for i, n in enumerate(lower.graph.node) if name in n.output)
    del lower.graph.node[last + 1 :]
    del lower.graph.input[:]
    lower.graph.input.extend(inputs)
    return lower


def _dense(g: Graph, x: str, weight: np.ndarray, bias: np.ndarray) -> str:
    y = g.add("MatMul", [x, g.const(weight.T.astype(np.float32))])
    return g.add("Add", [y, g.const(bias.astype(np.float32))])  # type: ignore[return-value,list-item]


def build_taggers(state: dict[str, np.ndarray]) -> onnx.ModelProto:
    """Build states (words, 384) → entities (log-probabilities), tags, upos (scores)."""
    g = Graph()
    names = _dense(g, "states", state["entity.weight"], state["entity.bias"])
    g.add("LogSoftmax", [names], ["entities"], axis=-1)
    for ours, out in (("tag", "tags"), ("upos", "upos")):
        y = _dense(g, "states", state[f"{ours}.weight"], state[f"{ours}.bias"])
        g.add("Identity", [y], [out])
    f32 = TensorProto.FLOAT
    return g.model(
        "taggers",
        [helper.make_tensor_value_info("states", f32, ["words", WIDTH])],
        [
            helper.make_tensor_value_info(n, f32, ["words", None])
            for n in ("entities", "tags", "upos")
        ],
    )


def build_parser(
    state: dict[str, np.ndarray],
    *,
    mode: str = "float",
    bits: int = 7,
    ranges: dict[str, tuple[float, float]] | None = None,
    taps: bool = False,
) -> onnx.ModelProto:
    """Build states (batch, words, 384) → arcs (batch, words, 1 + words), and label halves.

    ``label_dep`` is (batch, words, labels * (width + 1)) and ``label_head`` (batch, 1 + words,
    width + 1): the score of a label is the product of a word's row with its head's row. All but
    the product of arcs is quantized like the encoder.
    """
    g = Graph()
    linear = Linear(g, mode=mode, bits=bits, ranges=ranges or {})
    tapped: list[str] = []

    def site(x: str, name: str) -> str | list[str]:
        if taps:
            tapped.append(g.add("Identity", [x], [f"tap:parser.{name}"]))  # type: ignore[arg-type]
        return x if mode == "float" else linear.quantize(x, "parser." + name)

    f32 = TensorProto.FLOAT
    batch = g.add("Shape", ["states"], start=0, end=1)
    tail = g.const(np.array([1, WIDTH], np.int64))
    root = g.add(
        "Expand",
        [
            g.const(state["root"].reshape(1, 1, WIDTH).astype(np.float32)),
            g.add("Concat", [batch, tail], axis=0),
        ],
    )
    rooted = site(g.add("Concat", [root, "states"], axis=1), "rooted")  # type: ignore[arg-type]
    plain = site("states", "states")

    def relu(x: str | list[str], name: str) -> str:
        y = linear(x, state[f"{name}.weight"], state[f"{name}.bias"])
        return g.add("Relu", [y])  # type: ignore[return-value]

    head = relu(rooted, "arc_head")
    dep = site(relu(plain, "arc_dep"), "arc_dep")
    scale = np.float32(state["arc_mix.weight"].shape[0] ** -0.5)
    mixed = linear(dep, state["arc_mix.weight"] * scale, state["arc_mix.bias"] * scale)
    turned = g.add("Transpose", [head], perm=[0, 2, 1])
    g.add("MatMul", [mixed, turned], ["arcs"])  # type: ignore[list-item]
    mix = state["label_mix"]  # (width + 1, labels, width + 1)
    label_dep = site(relu(plain, "label_dep"), "label_dep")
    left = linear(label_dep, mix[:-1].reshape(len(mix) - 1, -1).T, mix[-1].reshape(-1))
    g.add("Identity", [left], ["label_dep"])
    label_head = relu(rooted, "label_head")
    pads = g.const(np.array([0, 0, 0, 0, 0, 1], np.int64))
    g.add("Pad", [label_head, pads, g.const(np.array(1, np.float32))], ["label_head"])
    outputs = [
        helper.make_tensor_value_info(n, f32, ["batch", None, None])
        for n in ("arcs", "label_dep", "label_head")
    ]
    outputs += [helper.make_tensor_value_info(t, f32, None) for t in tapped]
    return g.model(
        "parser", [helper.make_tensor_value_info("states", f32, ["batch", "words", WIDTH])], outputs
    )
