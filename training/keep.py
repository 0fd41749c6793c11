"""What a network knew before, kept while it learns more.

A run that adds tasks reads little of the old tasks' corpora and forgets part of them. Beside the
labels of its corpus every sentence therefore gets the old network's own distributions over name
labels, tags, universal tags and heads as soft targets (Li and Hoiem 2016, "Learning without
Forgetting"). Where the corpus has names of its own the old network's names are not asked for.
"""

from __future__ import annotations

import copy

import torch
import torch.nn.functional as F
from network import Network
from torch import Tensor

#: Corpora whose names are meant to change what the network says.
NEW_NAMES = frozenset({"annotated_train", "news_names"})


class Keeper:
    """A network as it was (*state*, of the shape of *net*), and the divergence of another from it."""

    def __init__(self, net: Network, state: dict[str, Tensor]) -> None:
        below, net.encoder.below = net.encoder.below, None  # its session cannot be copied
        self._old = copy.deepcopy(net)
        net.encoder.below = self._old.encoder.below = below
        self._old.load_state_dict(state)
        self._old.eval().requires_grad_(False)

    def loss(self, net: Network, words: Tensor, bottom: Tensor, b: dict[str, Tensor]) -> Tensor:
        """Return the mean over words of the divergences from the old network, tasks added up.

        Args:
            net: the network that learns.
            words: its states (batch, 1 + words, width), ROOT first.
            bottom: what both networks' top layers start from (:meth:`Encoder.bottom`).
            b: the batch.
        """
        with torch.no_grad():
            hidden = self._old.encoder.top(bottom.detach(), b["lengths"])
            before = self._old.words(hidden, b["first"])
            column = torch.arange(words.shape[1], device=words.device)
            outside = column[None, :] > b["counts"][:, None]
        inside = ~outside[:, 1:]
        named = inside & b["old_names"][:, None]
        body = net.dropout(words[:, 1:])
        total = words.new_zeros(())
        for name, at in (("entity", named), ("tag", inside), ("upos", inside)):
            if at.any():
                old = getattr(self._old, name)(before[:, 1:][at])
                total = total + _divergence(getattr(net, name)(body[at]), old)
        new = net.arcs(words).float().masked_fill(outside[:, None, :], -1e4)
        old = self._old.arcs(before).float().masked_fill(outside[:, None, :], -1e4)
        return total + _divergence(new[inside], old[inside])


def _divergence(new: Tensor, old: Tensor) -> Tensor:
    return F.kl_div(
        new.float().log_softmax(-1),
        old.float().log_softmax(-1),
        reduction="batchmean",
        log_target=True,
    )
