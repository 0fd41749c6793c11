"""Events with what the article offers → the number of people of each, with their role.

The class of an event says which role its people have: who is killed in DEATH, hurt in INJURY. Which
number of its sentence counts them is a learned choice; the words before it say whether it is exact.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from schemas.records import Count
from transforms.events.choice.numbers import number_offers
from transforms.events.choice.offers import Asked, Told, likeliest
from transforms.events.heads.choice import Floats, chances
from transforms.events.heads.net import Net
from transforms.events.scene import Scene

__all__ = ["COUNT_FLOOR", "counts", "role_of"]

#: Class → role of the people that an event of it happens to; participants where none is named.
_ROLES = {"DEATH": "killed", "INJURY": "wounded", "ARREST": "arrested", "MISSING": "missing",
          "OUTBREAK": "infected", "MOVE": "displaced", "EXPEL": "displaced"}  # fmt: skip
_DISPLACING = {"displace", "evacuate", "flee", "uproot", "evacuation", "displacement", "evict"}
#: Probability from which on a number is written; chosen on held-out documents of the train part.
COUNT_FLOOR = 0.45


def role_of(event_class: str, lemma: str) -> str:
    """The role of the people whom an event of a class, named by ``lemma``, counts."""
    return "displaced" if lemma in _DISPLACING else _ROLES.get(event_class, "participants")


def counts(
    scene: Scene, net: Net, events: Sequence[Asked], hidden: Floats, told: Mapping[int, Told]
) -> list[tuple[Count, ...]]:
    """The count of each of some events, in their order; () where the text gives no number.

    Args:
        net: chooses among the numbers.
        hidden: what the network of words makes of each event's word, float32 (events, width).
        told: what each sentence tells, of all events.
    """
    offers = number_offers(scene, events, told)
    shares = chances(net, hidden, offers.events, offers.names, offers.offered)
    found: list[tuple[Count, ...]] = []
    for event, offered, some in zip(events, offers.offered, shares, strict=True):
        best = likeliest(offers.values, offered, some, lambda number: number.value)
        if best is None or best[1] < COUNT_FLOOR:
            found.append(())
            continue
        number = best[0]
        role = role_of(event.event_class, scene.tree.lemmas[event.token])
        found.append((Count(role, number.value, number.relation),))
    return found
