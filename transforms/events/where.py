"""Events with what the article offers → the place where each is reported to have happened."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from schemas.records import Place
from transforms.events.choice.offers import Asked, Told, likeliest
from transforms.events.choice.places import place_offers
from transforms.events.heads.choice import Floats, chances
from transforms.events.heads.net import Net
from transforms.events.scene import Scene

__all__ = ["PLACE_FLOOR", "Where", "where"]

#: Probability from which on a place is written; chosen on held-out documents of the train part.
PLACE_FLOOR = 0.35


class Where(NamedTuple):
    """A place, or None, and the step that gave it."""

    place: Place | None
    step: str


def where(
    scene: Scene, net: Net, events: Sequence[Asked], hidden: Floats, told: Mapping[int, Told]
) -> list[Where]:
    """The place of each of some events, in their order.

    Args:
        net: chooses among them.
        hidden: what the network of words makes of each event's word, float32 (events, width).
        told: what each sentence tells, of all events.
    """
    offers = place_offers(scene, events, told)
    shares = chances(net, hidden, offers.events, offers.names, offers.offered)
    found = []
    for offered, some in zip(offers.offered, shares, strict=True):
        best = likeliest(offers.values, offered, some, lambda place: place.name)
        if best is None or best[1] < PLACE_FLOOR:
            found.append(Where(None, "none"))
        else:
            found.append(Where(best[0], f"offered {best[1]:.2f}"))
    return found
