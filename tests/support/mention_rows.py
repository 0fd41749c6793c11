"""Made-up rows of the table events."""

from __future__ import annotations

import datetime as dt
from typing import Any

DAY = dt.date(2024, 3, 4)


def party(name: str, country: str | None = None) -> dict[str, Any]:
    return {"text": name, "name": name, "country": country, "sectors": [], "code": None,
            "canonical_id": None}  # fmt: skip


def event(event_id: str, predicate: str = "bomb", **values: Any) -> dict[str, Any]:
    row = {
        "event_id": event_id, "article_id": event_id[:1], "published_date": DAY,
        "sentence_index": 0, "trigger_start": 10, "predicate": predicate,
        "event_class": "ATTACK", "event_type": "ASSAULT", "mode": None,
        "actors": [party("Hamdan Front")], "recipients": [party("Tarim")], "theme": None,
        "counts": [], "event_date_start": DAY, "event_date_end": DAY, "event_date_text": "Monday",
        "event_date_precision": "day", "place": None, "negated": False, "modality": "asserted",
        "salience": None, "incident_id": None, "source": "Wire",
    }  # fmt: skip
    return row | values
