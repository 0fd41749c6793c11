"""Typed elements of the pipeline, one per hop.

``RawDocument → Article → Annotation → Event``; whatever cannot go on leaves as a ``Failure``. All
are NamedTuples with a registered Beam ``RowCoder`` (11 bytes for a small record where the default
coder takes 47), for which Beam need not be imported. Times are integers, microseconds since
1970-01-01T00:00Z; dates are ISO 8601 strings (``YYYY-MM-DD``); offsets are Unicode code points into
``Article.text``, end exclusive.
"""

from __future__ import annotations

from schemas.records.annotation import Annotation, EntityMention, Quote, Reference, Sentence
from schemas.records.article import Article, Removed, Topic
from schemas.records.coding import register
from schemas.records.event import Count, Event, Participant, Place, Theme, is_place_name
from schemas.records.failure import MAX_PAYLOAD_BYTES, Failure, failure
from schemas.records.raw_document import RawDocument

__all__ = [
    "MAX_PAYLOAD_BYTES",
    "Annotation",
    "Article",
    "Count",
    "EntityMention",
    "Event",
    "Failure",
    "Participant",
    "Place",
    "Quote",
    "RawDocument",
    "Reference",
    "Removed",
    "Sentence",
    "Theme",
    "Topic",
    "failure",
    "is_place_name",
]

for _record in (
    RawDocument,
    Removed,
    Topic,
    Article,
    Sentence,
    EntityMention,
    Quote,
    Reference,
    Annotation,
    Place,
    Theme,
    Count,
    Participant,
    Event,
    Failure,
):
    register(_record)
