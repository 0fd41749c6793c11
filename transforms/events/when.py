"""Events with what the article offers → the day or days of each, and what told them.

Unknown is None: the publication date was right for 22 % of the rows that had it when it stood in
wherever the text tells nothing, on the annotated dev part.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from transforms.events.choice.days import day_offers
from transforms.events.choice.distance import days_by_distance
from transforms.events.choice.offers import Asked, Told, likeliest
from transforms.events.heads.choice import Floats, chances
from transforms.events.heads.net import Net
from transforms.events.scene import Scene

__all__ = ["DAY_FLOOR", "HISTORICAL_DAYS", "When", "is_historical", "when"]

#: Days after which an event counts as told for background.
HISTORICAL_DAYS = 366
#: Probability from which on a day is written; chosen on held-out documents of the train part.
DAY_FLOOR = 0.35


class When(NamedTuple):
    """First and last day (ISO), the expression that gave them, and the step that did."""

    start: str | None
    end: str | None
    text: str | None
    step: str


def when(
    scene: Scene, net: Net, events: Sequence[Asked], hidden: Floats, told: Mapping[int, Told]
) -> list[When]:
    """The days of some events, in their order.

    Args:
        net: chooses among them.
        hidden: what the network of words makes of each event's word, float32 (events, width).
        told: what each sentence tells, of all events.
    """
    offers = day_offers(scene, events, told)
    shares = chances(net, hidden, offers.events, offers.names, offers.offered)
    found = []
    for event, offered, some in zip(events, offers.offered, shares, strict=True):
        best = likeliest(offers.values, offered, some, lambda told: told.days)
        distance = days_by_distance(scene, event.top)
        if distance is not None:
            found.append(When(*distance.days, distance.text, distance.step))
        elif best is None or best[1] < DAY_FLOOR:
            found.append(When(None, None, None, "none"))
        else:
            found.append(When(*best[0].days, best[0].text, f"{best[0].step} {best[1]:.2f}"))
    return found


def is_historical(scene: Scene, dates: When) -> bool:
    """Whether the event is told for background: over a year before publication."""
    published = scene.article.published_date
    if dates.end is None or published is None:
        return False
    try:
        ago = date.fromisoformat(published) - date.fromisoformat(dates.end)
    except ValueError:
        return False
    return ago > timedelta(days=HISTORICAL_DAYS)
