"""Events and what is offered to each → the probability of every offer, by one small network.

An offer is described in three bags of features: the event's own, its own, and those of the two
together. The bags add up in the hidden layer, so that an event's and an offer's are read once
however often they meet; a softmax over the offers of one event makes probabilities of the scores.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from transforms.events.heads.net import Net

__all__ = ["OUTPUT", "Offered", "chances"]

Floats = npt.NDArray[np.float32]
Names = Sequence[str]

#: Name of the network's one output.
OUTPUT = "fits"


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
    if not events:
        return []
    base = net.sums(hidden, np.arange(len(events), dtype=np.intp)[:, None], events)
    own = net.bags(offers)
    owner = np.repeat(np.arange(len(events)), [len(some) for some in offered])
    which = np.fromiter((one.offer for some in offered for one in some), np.intp)
    both = net.bags([one.names for one in chain.from_iterable(offered)])
    layer = np.maximum(base[owner] + own[which] + both, 0.0)
    scores = net.scores(layer, OUTPUT)[:, 0]
    starts = np.flatnonzero(np.diff(owner, prepend=-1))
    weights = np.exp(scores - np.maximum.reduceat(scores, starts)[owner])
    shares = (weights / np.add.reduceat(weights, starts)[owner]).tolist()
    ends = [*starts[1:].tolist(), len(shares)]
    return [shares[start:end] for start, end in zip(starts.tolist(), ends, strict=True)]
