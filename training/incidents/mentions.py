"""Coded gold documents → mentions: those of the gold, or the coder's own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from schemas.records import Event
from training.incidents.coded import CodedDocument
from transforms.incidents.layout import WIDTH
from transforms.incidents.mention import ArticleMentions, article_mentions
from transforms.incidents.words import Words


def as_row(event: Event) -> dict[str, Any]:
    """The columns of the table ``events`` that mentions are made from."""
    row = event._asdict()
    for role in ("actors", "recipients"):
        row[role] = [person._asdict() for person in getattr(event, role)]
    row["theme"] = None if event.theme is None else event.theme._asdict()
    row["counts"] = [count._asdict() for count in event.counts]
    row["place"] = None if event.place is None else event.place._asdict()
    return row


def own_mentions(document: CodedDocument, words: Words) -> ArticleMentions:
    """Mentions of the coder's rows."""
    gold = document.gold
    rows = [as_row(event) for event in document.events]
    return article_mentions(gold.key, gold.date, gold.source, rows, words, text=gold.text)


def gold_mentions(document: CodedDocument, words: Words) -> ArticleMentions:
    """The gold's mentions, each with its own word and what the coder's row says of the rest.

    Rows that match no gold mention are there as surroundings only.
    """
    gold = document.gold
    rows = []
    for number, bare in enumerate(document.bare):
        at = document.row_of[number]
        row = as_row(document.events[at]) if at >= 0 else as_row(bare)
        row |= {"event_id": f"{number:04}", "predicate": bare.predicate or bare.trigger.lower()}
        row |= {"trigger_start": bare.trigger_start, "trigger_end": bare.trigger_end}
        rows.append(row)
    used = set(document.row_of)
    rest = [as_row(event) for index, event in enumerate(document.events) if index not in used]
    rows += rest
    whole = article_mentions(gold.key, gold.date, gold.source, rows, words, text=gold.text)
    kept = [i for i, event_id in enumerate(whole.event_ids) if len(event_id) == 4]
    array = whole.array()[kept]
    ids = tuple(f"{gold.key}#{int(whole.event_ids[i])}" for i in kept)
    assert array.shape[1] == WIDTH
    return whole._replace(
        event_ids=ids, numbers=np.ascontiguousarray(array).tobytes(), incidents=(None,) * len(ids)
    )


def gold_chains(documents: Sequence[CodedDocument]) -> dict[str, str]:
    """Id of each gold mention (see `gold_mentions`) → its chain."""
    return {
        f"{document.gold.key}#{number}": f"{document.gold.group}/{mention.chain}"
        for document in documents
        for number, mention in enumerate(document.gold.mentions)
    }


def names_of_own(document: CodedDocument) -> dict[str, str | None]:
    """event_id of each row that is judged → the gold mention that it matches, or None.

    A gold mention is matched by the first row that overlaps it only; a row matches one mention.
    """
    gold = document.gold
    matched: dict[int, str] = {}
    for number, at in enumerate(document.row_of):
        if at >= 0:
            matched.setdefault(at, f"{gold.key}#{number}")
    names: dict[str, str | None] = {}
    for index, event in enumerate(document.events):
        inside = gold.judged is not None and any(
            start <= event.trigger_start < end for start, end in gold.judged
        )
        if index in matched or inside:
            names[event.event_id] = matched.get(index)
    return names
