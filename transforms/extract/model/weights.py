"""Weights that are bound to the shipped encoder: files of numpy arrays, read and checked."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

import numpy as np

from transforms.extract.model.states import shipped_digest

__all__ = ["bound_arrays"]


def bound_arrays(path: str, version: int, what: str, command: str) -> dict[str, Any]:
    """Read the arrays of one file of weights, whose ``version`` and ``encoder`` have to fit.

    Args:
        path: below transforms/resources.
        version: the format that the program reads.
        what: what the weights are, in the plural ("event heads"), for messages.
        command: what trains them.

    Raises:
        FileNotFoundError: the file is missing from this installation.
        ValueError: the weights are for another encoder than the shipped one, or of another format.
    """
    place = files("transforms.resources").joinpath(path)
    if not place.is_file():
        raise FileNotFoundError(
            f"the weights of the {what} (transforms/resources/{path}) are missing from this "
            f"installation: install the package again, or run `{command}`"
        )
    with place.open("rb") as stream, np.load(stream, allow_pickle=False) as data:
        arrays = {name: data[name] for name in data.files}
    if int(arrays["version"]) != version:
        raise ValueError(
            f"the {what} are of version {int(arrays['version'])}, not {version}: run `{command}`"
        )
    encoder = str(arrays["encoder"])
    if encoder != shipped_digest():
        raise ValueError(
            f"the {what} were trained on the encoder {encoder}, but the shipped one is "
            f"{shipped_digest()}: run `{command}`"
        )
    return arrays
