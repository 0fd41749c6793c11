"""The network: all-MiniLM-L6-v2 (BERT, 6 layers, 384 wide) with heads for names, tags and trees."""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime as ort
import torch
import torch.nn.functional as F
from torch import Tensor, nn

WIDTH, LAYERS, HEADS, INNER = 384, 6, 12, 1536
ARC_WIDTH, LABEL_WIDTH = 256, 64


def read_safetensors(path: Path) -> dict[str, np.ndarray]:
    """Read a .safetensors file: 8 bytes of header length, JSON header, raw little-endian data."""
    data = path.read_bytes()
    (size,) = struct.unpack("<Q", data[:8])
    header = json.loads(data[8 : 8 + size])
    kinds = {"F32": np.float32, "F16": np.float16, "I64": np.int64}
    result = {}
    for name, entry in header.items():
        if name != "__metadata__":
            first, last = (8 + size + offset for offset in entry["data_offsets"])
            result[name] = np.frombuffer(data[first:last], kinds[entry["dtype"]]).reshape(
                entry["shape"]
            )
    return result


class Quantization:
    """Rounds activations and weights in training as the exported graph will round them.

    Activations go to 8 bits in a fixed range per site, weights to 7 bits per output column (see
    onnx_graph); gradients pass straight through where nothing is clipped (Jacob et al. 2018,
    "Quantization and Training of Neural Networks for Efficient Integer-Arithmetic-Only Inference").
    While ``ranges`` is empty, activations are only recorded.
    """

    #: Share of the sentences whose extremes a range leaves out at each end: they would widen the
    #: scale for all others.
    TAIL = 0.002

    def __init__(self, ranges: dict[str, tuple[float, float]] | None = None) -> None:
        self.ranges = ranges or {}
        self.seen: dict[str, tuple[list[float], list[float]]] = {}

    def fix(self) -> None:
        """End the recording: the ranges seen are those used from now on."""
        for name, (low, high) in self.seen.items():
            self.ranges[name] = (
                min(0.0, float(np.quantile(low, self.TAIL))),
                max(0.0, float(np.quantile(high, 1 - self.TAIL))),
            )
        self.seen.clear()

    def activation(self, x: Tensor, name: str) -> Tensor:
        if name not in self.ranges:
            rows = x.detach().float().flatten(1)
            low, high = self.seen.setdefault(name, ([], []))
            low.extend(rows.min(1).values.tolist())
            high.extend(rows.max(1).values.tolist())
            return x
        low, high = self.ranges[name]
        scale = max(high - low, 1e-6) / 255
        zero = min(255, max(0, round(-low / scale)))
        return torch.fake_quantize_per_tensor_affine(x.float(), scale, zero, 0, 255)

    def weight(self, w: Tensor) -> Tensor:
        if not self.ranges:
            return w
        scale = w.detach().abs().amax(1).clamp_min(1e-8) / 63
        zeros = torch.zeros(len(scale), dtype=torch.int32, device=w.device)
        return torch.fake_quantize_per_channel_affine(w, scale, zeros, 0, -63, 63)


def dense(module: nn.Linear, x: Tensor, quantization: Quantization | None) -> Tensor:
    """Apply *module* to *x*, its weights rounded where *quantization* says so."""
    if quantization is None:
        return module(x)
    return F.linear(x, quantization.weight(module.weight), module.bias)


class Layer(nn.Module):
    quantization: Quantization | None = None

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number
        self.q = nn.Linear(WIDTH, WIDTH)
        self.k = nn.Linear(WIDTH, WIDTH)
        self.v = nn.Linear(WIDTH, WIDTH)
        self.out = nn.Linear(WIDTH, WIDTH)
        self.norm1 = nn.LayerNorm(WIDTH, eps=1e-12)
        self.up = nn.Linear(WIDTH, INNER)
        self.down = nn.Linear(INNER, WIDTH)
        self.norm2 = nn.LayerNorm(WIDTH, eps=1e-12)
        self.dropout = nn.Dropout(0.0)

    def forward(self, x: Tensor, bias: Tensor) -> Tensor:
        batch, length, _ = x.shape

        def split(t: Tensor) -> Tensor:
            return t.view(batch, length, HEADS, WIDTH // HEADS).transpose(1, 2)

        fake = self.quantization

        def site(t: Tensor, name: str) -> Tensor:
            return t if fake is None else fake.activation(t, f"{self.number}.{name}")

        source = site(x, "in")
        q, k, v = (split(dense(m, source, fake)) for m in (self.q, self.k, self.v))
        # Plain products: on a CPU in bf16 a fifth faster than the fused attention's backward.
        weights = torch.matmul(q * (WIDTH // HEADS) ** -0.5, k.transpose(-1, -2)) + bias
        mixed = torch.matmul(weights.softmax(-1), v).transpose(1, 2).reshape(batch, length, WIDTH)
        x = self.norm1(x + self.dropout(dense(self.out, site(mixed, "mix"), fake)))
        inner = F.gelu(dense(self.up, site(x, "up"), fake))
        return self.norm2(x + self.dropout(dense(self.down, site(inner, "down"), fake)))


class Below:
    """The lower layers as they run when exported, in int8, for a run that leaves them as they are.

    On a processor without bf16 this halves the cost of training the upper three.
    """

    def __init__(self, model: bytes, layers: int) -> None:
        options = ort.SessionOptions()
        options.intra_op_num_threads = 1
        options.log_severity_level = 3  # it names every weight that was cut off
        self.layers = layers
        self._session = ort.InferenceSession(model, options, providers=["CPUExecutionProvider"])

    def __call__(self, ids: Tensor, cases: Tensor, lengths: Tensor) -> Tensor:
        feed = {"ids": ids, "cases": cases, "lengths": lengths}
        found = self._session.run(None, {k: v.int().cpu().numpy() for k, v in feed.items()})
        return torch.from_numpy(found[0]).to(ids.device)


class Encoder(nn.Module):
    def __init__(self, case_classes: int, vocabulary: int = 30522) -> None:
        super().__init__()
        self.words = nn.Embedding(vocabulary, WIDTH)
        self.positions = nn.Embedding(512, WIDTH)
        self.cases = nn.Embedding(case_classes, WIDTH)
        self.norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.layers = nn.ModuleList(Layer(i) for i in range(LAYERS))
        self.dropout = nn.Dropout(0.0)
        self.below: Below | None = None

    def load_pretrained(self, path: Path) -> None:
        """Take the weights of all-MiniLM-L6-v2; every case class starts as token type 0."""
        raw = {k: torch.tensor(v) for k, v in read_safetensors(path).items()}
        with torch.no_grad():
            self.words.weight.copy_(raw["embeddings.word_embeddings.weight"])
            self.positions.weight.copy_(raw["embeddings.position_embeddings.weight"])
            self.cases.weight.copy_(
                raw["embeddings.token_type_embeddings.weight"][0].expand_as(self.cases.weight)
            )
            self.norm.weight.copy_(raw["embeddings.LayerNorm.weight"])
            self.norm.bias.copy_(raw["embeddings.LayerNorm.bias"])
            names = {
                "q": "attention.self.query", "k": "attention.self.key",
                "v": "attention.self.value", "out": "attention.output.dense",
                "norm1": "attention.output.LayerNorm", "up": "intermediate.dense",
                "down": "output.dense", "norm2": "output.LayerNorm",
            }  # fmt: skip
            for i, layer in enumerate(self.layers):
                for ours, theirs in names.items():
                    module = getattr(layer, ours)
                    module.weight.copy_(raw[f"encoder.layer.{i}.{theirs}.weight"])
                    module.bias.copy_(raw[f"encoder.layer.{i}.{theirs}.bias"])

    def bottom(self, ids: Tensor, cases: Tensor, lengths: Tensor) -> Tensor:
        """Return the embeddings, or the states of the lower layers where these are frozen."""
        if self.below is not None:
            return self.below(ids, cases, lengths)
        position = torch.arange(ids.shape[1], device=ids.device)
        x = self.norm(self.words(ids) + self.positions(position) + self.cases(cases))
        return self.dropout(x)

    def forward(self, ids: Tensor, cases: Tensor, lengths: Tensor) -> Tensor:
        return self.top(self.bottom(ids, cases, lengths), lengths)

    def top(self, x: Tensor, lengths: Tensor) -> Tensor:
        """Return the last states from what :meth:`bottom` gave."""
        position = torch.arange(x.shape[1], device=x.device)
        padded = position[None, :] >= lengths[:, None]
        bias = torch.zeros(padded.shape, device=x.device).masked_fill_(padded, -1e4)
        bias = bias[:, None, None, :]
        if torch.is_autocast_enabled(x.device.type):
            bias = bias.to(torch.bfloat16)
        for layer in self.layers[self.below.layers if self.below else 0 :]:
            x = layer(x, bias)
        return x


@dataclass
class Sizes:
    """How many labels each head has."""

    case_classes: int
    entities: int
    tags: int
    upos: int
    labels: int


class Network(nn.Module):
    quantization: Quantization | None = None

    def __init__(self, sizes: Sizes) -> None:
        super().__init__()
        self.sizes = sizes
        self.encoder = Encoder(sizes.case_classes)
        self.dropout = nn.Dropout(0.15)
        self.entity = nn.Linear(WIDTH, sizes.entities)
        self.tag = nn.Linear(WIDTH, sizes.tags)
        self.upos = nn.Linear(WIDTH, sizes.upos)
        self.root = nn.Parameter(torch.zeros(WIDTH))  # stands for ROOT among the words
        nn.init.normal_(self.root, std=0.5)
        self.arc_dep = nn.Linear(WIDTH, ARC_WIDTH)
        self.arc_head = nn.Linear(WIDTH, ARC_WIDTH)
        self.arc_mix = nn.Linear(ARC_WIDTH, ARC_WIDTH)  # dependent side of the biaffine product
        self.label_dep = nn.Linear(WIDTH, LABEL_WIDTH)
        self.label_head = nn.Linear(WIDTH, LABEL_WIDTH)
        # The last row and column stand for "1": bias and linear terms of the biaffine form.
        self.label_mix = nn.Parameter(torch.zeros(LABEL_WIDTH + 1, sizes.labels, LABEL_WIDTH + 1))
        nn.init.normal_(self.label_mix, std=0.02)

    def load_state_dict(self, state_dict: Mapping[str, Any], *args: Any, **kwargs: Any) -> Any:
        """Take weights; feed-forward networks become as wide as those of *state_dict*."""
        for number, layer in enumerate(self.encoder.layers):
            wide = state_dict[f"encoder.layers.{number}.up.weight"].shape[0]
            if wide != layer.up.out_features:
                layer.up, layer.down = nn.Linear(WIDTH, wide), nn.Linear(wide, WIDTH)
        return super().load_state_dict(state_dict, *args, **kwargs)

    def quantize(self, quantization: Quantization) -> None:
        """Round activations and weights from now on; the word pieces at once and for good."""
        self.quantization = quantization
        for layer in self.encoder.layers:
            layer.quantization = quantization
        with torch.no_grad():
            words = self.encoder.words.weight
            scale = words.abs().amax(1, keepdim=True).clamp_min(1e-8) / 127
            words.copy_((words / scale).round() * scale)

    def _site(self, x: Tensor, name: str) -> Tensor:
        return x if self.quantization is None else self.quantization.activation(x, "parser." + name)

    def words(self, hidden: Tensor, first: Tensor) -> Tensor:
        """Gather (batch, 1 + words, width): ROOT, then the state of each word's first piece."""
        words = hidden.gather(1, first[..., None].expand(-1, -1, WIDTH))
        root = self.root.to(words.dtype).expand(words.shape[0], 1, WIDTH)
        return torch.cat([root, words[:, 1:]], 1)

    def arcs(self, words: Tensor) -> Tensor:
        """Return scores (batch, words, 1 + words) of every head for every dependent."""
        fake = self.quantization
        rooted, plain = self._site(words, "rooted"), self._site(words[:, 1:], "states")
        head = self.dropout(F.relu(dense(self.arc_head, rooted, fake)))
        dep = self.dropout(self._site(F.relu(dense(self.arc_dep, plain, fake)), "arc_dep"))
        return torch.matmul(dense(self.arc_mix, dep, fake), head.transpose(1, 2)) * ARC_WIDTH**-0.5

    def arc_labels(self, words: Tensor, heads: Tensor) -> Tensor:
        """Return label scores (batch, words, labels) of each word under its head in *heads*."""
        fake = self.quantization
        rooted, plain = self._site(words, "rooted"), self._site(words[:, 1:], "states")
        dep = self.dropout(self._site(F.relu(dense(self.label_dep, plain, fake)), "label_dep"))
        head = self.dropout(F.relu(dense(self.label_head, rooted, fake)))
        head = head.gather(1, heads[..., None].expand(-1, -1, LABEL_WIDTH))
        one = torch.ones_like(head[..., :1])
        # The last row of the mix is a bias, which stays unrounded.
        rows = self.label_mix[:-1].flatten(1).t()
        left = F.linear(
            dep, rows if fake is None else fake.weight(rows), self.label_mix[-1].flatten()
        ).unflatten(-1, self.label_mix.shape[1:])
        return torch.matmul(left, torch.cat([head, one], -1)[..., None]).squeeze(-1)
