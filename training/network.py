"""The network: all-MiniLM-L6-v2 (BERT, 6 layers, 384 wide) with heads for names, tags and trees."""

from __future__ import annotations

import json
import struct
from dataclasses import dataclass
from pathlib import Path

import numpy as np
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


class Layer(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.q = nn.Linear(WIDTH, WIDTH)
        self.k = nn.Linear(WIDTH, WIDTH)
        self.v = nn.Linear(WIDTH, WIDTH)
        self.out = nn.Linear(WIDTH, WIDTH)
        self.norm1 = nn.LayerNorm(WIDTH, eps=1e-12)
        self.up = nn.Linear(WIDTH, INNER)
        self.down = nn.Linear(INNER, WIDTH)
        self.norm2 = nn.LayerNorm(WIDTH, eps=1e-12)

    def forward(self, x: Tensor, bias: Tensor) -> Tensor:
        batch, length, _ = x.shape

        def split(t: Tensor) -> Tensor:
            return t.view(batch, length, HEADS, WIDTH // HEADS).transpose(1, 2)

        q, k, v = split(self.q(x)), split(self.k(x)), split(self.v(x))
        # Plain products: on a CPU in bf16 a fifth faster than the fused attention's backward.
        weights = torch.matmul(q * (WIDTH // HEADS) ** -0.5, k.transpose(-1, -2)) + bias
        mixed = torch.matmul(weights.softmax(-1), v).transpose(1, 2).reshape(batch, length, WIDTH)
        x = self.norm1(x + self.out(mixed))
        return self.norm2(x + self.down(F.gelu(self.up(x))))


class Encoder(nn.Module):
    def __init__(self, case_classes: int, vocabulary: int = 30522) -> None:
        super().__init__()
        self.words = nn.Embedding(vocabulary, WIDTH)
        self.positions = nn.Embedding(512, WIDTH)
        self.cases = nn.Embedding(case_classes, WIDTH)
        self.norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.layers = nn.ModuleList(Layer() for _ in range(LAYERS))

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

    def forward(self, ids: Tensor, cases: Tensor, lengths: Tensor) -> Tensor:
        count = ids.shape[1]
        position = torch.arange(count, device=ids.device)
        x = self.norm(self.words(ids) + self.positions(position) + self.cases(cases))
        padded = position[None, :] >= lengths[:, None]
        bias = torch.zeros(padded.shape, device=ids.device).masked_fill_(padded, -1e4)
        bias = bias[:, None, None, :]
        if torch.is_autocast_enabled(ids.device.type):
            bias = bias.to(torch.bfloat16)
        for layer in self.layers:
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

    def words(self, hidden: Tensor, first: Tensor) -> Tensor:
        """Gather (batch, 1 + words, width): ROOT, then the state of each word's first piece."""
        words = hidden.gather(1, first[..., None].expand(-1, -1, WIDTH))
        root = self.root.to(words.dtype).expand(words.shape[0], 1, WIDTH)
        return torch.cat([root, words[:, 1:]], 1)

    def arcs(self, words: Tensor) -> Tensor:
        """Return scores (batch, words, 1 + words) of every head for every dependent."""
        head = self.dropout(F.relu(self.arc_head(words)))
        dep = self.dropout(F.relu(self.arc_dep(words[:, 1:])))
        return torch.matmul(self.arc_mix(dep), head.transpose(1, 2)) * ARC_WIDTH**-0.5

    def arc_labels(self, words: Tensor, heads: Tensor) -> Tensor:
        """Return label scores (batch, words, labels) of each word under its head in *heads*."""
        dep = self.dropout(F.relu(self.label_dep(words[:, 1:])))
        head = self.dropout(F.relu(self.label_head(words)))
        head = head.gather(1, heads[..., None].expand(-1, -1, LABEL_WIDTH))
        one = torch.ones_like(dep[..., :1])
        left = torch.matmul(
            torch.cat([dep, one], -1), self.label_mix.flatten(1)
        ).unflatten(-1, self.label_mix.shape[1:])  # fmt: skip
        return torch.matmul(left, torch.cat([head, one], -1)[..., None]).squeeze(-1)
