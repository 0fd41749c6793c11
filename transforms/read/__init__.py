"""Files of any kind and anywhere → `RawDocument`s and `Failure`s.

On the driver: `expand_inputs` lists the files, `plan_shards` groups them. In workers:
`split_shard` cuts big files, `read_shard` reads. See docs/reading.md.
"""

from __future__ import annotations

from transforms.read.formats import FORMAT_NAMES
from transforms.read.inputs import InputError, InputFile, expand_inputs
from transforms.read.options import ReadOptionError, ReadOptions, parse_field_map
from transforms.read.shards import Piece, Shard, plan_shards, read_shard, split_shard
from transforms.storage import mask

__all__ = [
    "FORMAT_NAMES",
    "InputError",
    "InputFile",
    "Piece",
    "ReadOptionError",
    "ReadOptions",
    "Shard",
    "expand_inputs",
    "mask",
    "parse_field_map",
    "plan_shards",
    "read_shard",
    "split_shard",
]
