"""Doc and article → Annotation: sentences, entity mentions with all their columns, quotes.

The pipeline's sentences and entities (any spaCy English pipeline) are the raw material; times come
from `transforms.extract.times`. Offsets are code points into ``article.text``, which is the
Doc's text. Same Doc and article, same Annotation: nothing here asks a clock or keeps a state.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from typing import NamedTuple, Optional

from spacy.tokens import Doc, Span

from schemas.ids import stable_id
from schemas.records import Annotation, Article, EntityMention, Sentence
from transforms.extract.times import TimeMention, find_times
from transforms.extract.times.tense import tense_of

#: Labels whose spans give way to a time expression that overlaps them.
_NUMERIC = frozenset({"DATE", "TIME", "CARDINAL", "ORDINAL", "QUANTITY"})
_TIME_LABELS = frozenset({"DATE", "TIME"})


class Candidate(NamedTuple):
    """An entity span of the pipeline."""

    start: int
    end: int
    label: str
    confidence: Optional[float]


def annotate(doc: Doc, article: Article) -> Annotation:
    """Sentences, entity mentions and quotes of one article.

    Args:
        doc: ``article.text`` through any spaCy English pipeline; entities under OntoNotes' labels.
        article: the article; its date resolves relative times, and without one they stay
            unresolved.

    Raises:
        ValueError: ``doc`` is not the article's text.
    """
    if doc.text != article.text:
        raise ValueError("the Doc's text is not the article's text")
    sentences = [Sentence(sent.start_char, sent.end_char) for sent in doc.sents]
    starts = [sentence.start for sentence in sentences] or [0]
    reference, moment = reference_date(article)
    times = find_times(article.text, reference, moment, starts, tense_of(doc))
    spans = _spans(doc)
    times, spans = _disjoint(times, spans)
    mentions = [
        EntityMention(
            max(0, bisect_right(starts, span.start) - 1),
            span.start,
            span.end,
            article.text[span.start : span.end],
            span.label,
            entity_id=stable_id(article.article_id, "entity", span.start, span.end),
            name=article.text[span.start : span.end],
            confidence=span.confidence,
        )
        for span in spans
    ]
    mentions += [
        EntityMention(
            max(0, bisect_right(starts, time.start) - 1),
            time.start,
            time.end,
            article.text[time.start : time.end],
            time.label,
            time_value=time.value,
            time_start=time.begin,
            time_end=time.finish,
        )
        for time in times
    ]
    mentions.sort(key=lambda mention: (mention.start, mention.end))
    return Annotation(article.article_id, sentences, mentions, ())


def reference_date(article: Article) -> tuple[Optional[dt.date], Optional[dt.datetime]]:
    """The article's date and instant; (None, None) where it has none."""
    moment = None
    if article.published_at is not None:
        moment = dt.datetime(1970, 1, 1, tzinfo=dt.UTC) + dt.timedelta(
            microseconds=article.published_at
        )
    if article.published_date:
        return dt.date.fromisoformat(article.published_date), moment
    return (moment.date(), moment) if moment else (None, None)


def _spans(doc: Doc) -> list[Candidate]:
    """The pipeline's entities, with their confidence where it gives one (``span._.confidence``)."""
    rated = Span.has_extension("confidence")
    return [
        Candidate(ent.start_char, ent.end_char, ent.label_, ent._.confidence if rated else None)
        for ent in doc.ents
    ]


def _disjoint(
    times: list[TimeMention], spans: list[Candidate]
) -> tuple[list[TimeMention], list[Candidate]]:
    """Settle overlaps: a time beats numbers and the pipeline's own dates, names beat times."""
    kept_times: list[TimeMention] = []
    dropped: set[int] = set()
    position = 0
    for time in times:
        while position < len(spans) and spans[position].end <= time.start:
            position += 1
        keep = True
        overlapping = []
        index = position
        while index < len(spans) and spans[index].start < time.end:
            overlapping.append(index)
            index += 1
        for index in overlapping:
            span = spans[index]
            if span.label not in _NUMERIC and not (
                span.label == "EVENT" and (span.end - span.start) > (time.end - time.start)
            ):
                keep = False
        if keep:
            kept_times.append(time)
            dropped.update(i for i in overlapping if spans[i].label in _NUMERIC)
    # what the pipeline alone takes for a time says too little to be a row
    kept = [
        span
        for index, span in enumerate(spans)
        if index not in dropped and span.label not in _TIME_LABELS
    ]
    return kept_times, kept
