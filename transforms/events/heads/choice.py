"""Events and what is offered to each → the probability of every offer, by one small network.

An offer is described in three bags of features: the event's own, its own, and those of the two
together. The bags add up in the hidden layer, so that an event's and an offer's are read once
however often they meet; a softmax over the offers of one event makes probabilities of the scores.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import chain
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from transforms.events.heads.model import load_heads
from transforms.events.heads.net import Net, read_net
from transforms.events.heads.vocabulary import Feature
from transforms.extract.model.weights import bound_arrays

__all__ = ["OUTPUT", "VERSION", "Choices", "Offered", "chances", "load_choices", "stamp"]

Floats = npt.NDArray[np.float32]
Names = Sequence[Feature]

#: Name of the network's one output.
OUTPUT = "fits"
#: Format of the weights' file; bump when features change.
VERSION = 1


class Choices(NamedTuple):
    """The networks that choose an event's day, its place and the number of its people."""

    days: Net
    places: Net
    numbers: Net


class Offered(NamedTuple):
    """One offer to one event: which of the article's offers, and the features of the two."""

    offer: int
    names: Names


def chances(
    net: Net,
    hidden: Floats,
    events: Sequence[Names],
    offers: Sequence[Names],
    offered: Sequence[Sequence[Offered]],
) -> list[list[float]]:
    """Return the probability of every offer to every event, in their order.

    Args:
        net: slots read ``hidden``; output `OUTPUT` has one score.
        hidden: what the network of words makes of each event's word, float32 (events, width).
        events: features of every event.
        offers: features of everything that the article offers.
        offered: what is offered to each event; at least one offer each.
    """
    shares = [[1.0]] * len(events)
    several = [k for k, some in enumerate(offered) if len(some) > 1]
    if several:
        found = _shares(
            net, hidden[several], [events[k] for k in several], offers,
            [offered[k] for k in several],
        )  # fmt: skip
        for k, own in zip(several, found, strict=True):
            shares[k] = own
    return shares


def _shares(
    net: Net,
    hidden: Floats,
    events: Sequence[Names],
    offers: Sequence[Names],
    offered: Sequence[Sequence[Offered]],
) -> list[list[float]]:
    rows = net.features.rows
    base = net.bias + hidden @ net.slots[0] + net.bags(list(map(rows, events)))
    own = net.bags(list(map(rows, offers)))
    sizes = np.fromiter(map(len, offered), np.intp, len(offered))
    owner = np.repeat(np.arange(len(events)), sizes)
    which = np.fromiter((one.offer for some in offered for one in some), np.intp)
    both = net.bags([rows(one.names) for one in chain.from_iterable(offered)])
    layer = np.maximum(base[owner] + own[which] + both, 0.0)
    scores = net.scores(layer, OUTPUT)[:, 0]
    starts = np.cumsum(sizes) - sizes
    weights = np.exp(scores - np.maximum.reduceat(scores, starts)[owner])
    shares: list[float] = (weights / np.add.reduceat(weights, starts)[owner]).tolist()
    bounds = zip(starts.tolist(), sizes.tolist(), strict=True)
    return [shares[start : start + size] for start, size in bounds]


def stamp(words: Net) -> str:
    """Name of the network of words whose hidden layer the choices read."""
    return f"{zlib.crc32(np.ascontiguousarray(words.bias, np.float32).tobytes()):08x}"


def read_choices(data: Mapping[str, Any]) -> Choices:
    """Make choices out of the arrays of a weights' file."""
    return Choices(*(read_net(data, name) for name in Choices._fields))


@lru_cache(maxsize=1)
def load_choices() -> Choices:
    """Return the shipped choices, once per process.

    Raises:
        FileNotFoundError: the weights are missing from this installation.
        ValueError: they were trained for another encoder or other heads than the shipped ones.
    """
    command = "make train-events"
    arrays = bound_arrays("events/choices.npz", VERSION, "event choices", command)
    if str(arrays["heads"]) != stamp(load_heads().words):
        raise ValueError(
            f"the event choices were trained on other event heads than the shipped: run `{command}`"
        )
    return read_choices(arrays)
