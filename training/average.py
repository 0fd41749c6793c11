"""Two checkpoints of one network → their weighted mean, which does better on sets unlike either's last data.

    python training/average.py out/first/checkpoint.pt out/second/checkpoint.pt --share 0.75 --out out/model/checkpoint.pt

The second must have started from the first (``train.py --init``): weights of unrelated runs have no
mean worth having (Wortsman et al. 2022, "Model soups"). Labels and ranges are the second's.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import torch


def average(first: dict, second: dict, share: float) -> dict:
    """Return *second* with (1 - share) of *first*'s weights mixed in.

    Raises:
        ValueError: where the two networks know different labels.
    """
    if first["labels"] != second["labels"]:
        raise ValueError("the checkpoints know different labels: train the second with --init")
    old, new = first["state"], second["state"]
    mixed = {k: (1 - share) * old[k].float() + share * v.float() for k, v in new.items()}
    return {**second, "state": mixed}


def main() -> None:
    """Average; see the module's first lines."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("first", type=Path)
    parser.add_argument("second", type=Path)
    parser.add_argument("--share", type=float, default=0.75, help="of the second")
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    loaded = [torch.load(path, map_location="cpu") for path in (args.first, args.second)]
    args.out.parent.mkdir(parents=True, exist_ok=True)
    torch.save(average(loaded[0], loaded[1], args.share), args.out)


if __name__ == "__main__":
    main()
