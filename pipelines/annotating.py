"""One text or file in this process → its rows of the tables, without a run.

Texts pass through the steps of a run: `transforms.normalize`, then `transforms.shards.extraction`.
The rows equal those of a run over the same record. Columns that only a run can fill (copies of the
article, reports of the same event in other articles) are null.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from pipelines.tables.annotated import Annotated
from schemas.records import Article, Failure, RawDocument
from schemas.tables.rows import article_row, entity_rows, event_row, quote_rows
from transforms.normalize import NormalizeOptions, normalize
from transforms.read import expand_inputs, plan_shards, read_shard
from transforms.shards.extraction import Extraction, extract

#: ``input_uri`` of a record that has no file.
MEMORY = "memory"


class AnnotateError(ValueError):
    """A text gives no article; the message has the reject's code and text."""


def _annotated(found: Extraction) -> Annotated:
    if found.failure is not None:
        raise AnnotateError(f"{found.failure.code}: {found.failure.message}")
    row = article_row(found.article)
    if found.annotation is None:
        return Annotated(row)
    return Annotated(
        row,
        list(entity_rows(found.article, found.annotation)),
        [event_row(found.article, event) for event in found.events],
        list(quote_rows(found.article, found.annotation)),
    )


def _articles(records: Iterable[RawDocument | Failure]) -> Iterator[Article]:
    for record in records:
        item = record if isinstance(record, Failure) else normalize(record, NormalizeOptions())
        if isinstance(item, Failure):
            raise AnnotateError(f"{item.code}: {item.message}")
        yield item


def _models(language: str | None, model: str | None) -> dict[str, str | None]:
    models: dict[str, str | None] = {"en": None}
    if model is not None:
        models[language or "en"] = model
    return models


def annotate_many(
    texts: Iterable[str],
    titles: Sequence[str | None] | None = None,
    dates: Sequence[str | dt.date | None] | None = None,
    language: str | None = "en",
    *,
    model: str | None = None,
    events: str = "classified",
) -> list[Annotated]:
    """Annotate *texts*; one result a text, in their order.

    Args:
        texts: bodies, plain text or HTML.
        titles: headline of each text, or None.
        dates: day of publication of each text, or None; relative times count from it.
        language: ISO 639-1 code of all texts; None detects it.
        model: installed spaCy pipeline or path to one for *language*, instead of the shipped one.
        events: ``classified``, ``coded`` or ``all``, as ``newsbeam run --events``.

    Raises:
        AnnotateError: a text gives no article (it is empty, for example).
        ValueError: *titles* or *dates* differ in number from *texts*.
    """
    bodies = list(texts)
    heads = list(titles) if titles is not None else [None] * len(bodies)
    days = list(dates) if dates is not None else [None] * len(bodies)
    records = [
        RawDocument(
            input_uri=MEMORY,
            input_position=number,
            format="text",
            text=body,
            title=head,
            published=None if day is None else str(day),
            published_field=None if day is None else "date",
            language=language,
        )
        for number, (body, head, day) in enumerate(zip(bodies, heads, days, strict=True))
    ]
    articles = list(_articles(records))
    if language is not None:  # a caller knows better than a guess from a sentence
        articles = [article._replace(language=language) for article in articles]
    found = extract(articles, _models(language, model), events)
    return [_annotated(extraction) for extraction in found]


def annotate(
    text: str,
    title: str | None = None,
    date: str | dt.date | None = None,
    language: str | None = "en",
    *,
    model: str | None = None,
    events: str = "classified",
) -> Annotated:
    """Annotate one text; see `annotate_many` for arguments and errors."""
    return annotate_many([text], [title], [date], language, model=model, events=events)[0]


def annotate_file(
    path: str, storage_options: Mapping[str, Any] | None = None, limit: int = 1
) -> list[Annotated]:
    """Annotate the first *limit* articles of a file in any format that ``newsbeam run`` reads.

    Raises:
        AnnotateError: one of its first *limit* records gives no article.
        transforms.read.InputError: the file cannot be read.
    """
    files = expand_inputs(path, storage_options)
    records = (record for shard in plan_shards(files, 2**40) for record in read_shard(shard))
    articles = []
    for article in _articles(records):
        articles.append(article)
        if len(articles) >= limit:
            break
    return [_annotated(extraction) for extraction in extract(articles, _models(None, None))]
