"""Articles → annotations and events, a batch at a time, one broken article never taking others.

A model is loaded once per worker process and shared by its threads (several on Flink and
Dataflow). Every batch runs inside ``nlp.memory_zone()``, so that the vocabulary does not grow with
the corpus, and spaCy ``Doc`` objects never leave this step.

Failures: X001, and X003 for an article that takes too long; the article's row is kept.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any, NamedTuple

from schemas.records import Annotation, Article, Event, Failure, failure
from transforms import metrics
from transforms.deadline import OverTimeError, allowance, cpu_limit

#: `--spacy_model none`: tables of articles only, nothing extracted.
NO_MODEL = "none"

#: Processor time in seconds that an article of up to 100,000 characters may take.
TIMEOUT_S = 60.0

#: A batch ends at this many articles or characters, whichever comes first; what an article gives
#: does not depend on it (the model is batch-invariant), only speed and memory do.
BATCH_ARTICLES = 64
BATCH_CHARACTERS = 400_000

_models: dict[str | None, tuple[Any, threading.Lock]] = {}
_models_lock = threading.Lock()


def shared_model(name: str | None) -> tuple[Any, threading.Lock]:
    """The spaCy pipeline ``name`` (None: the shipped one), loaded once per process.

    With it comes the lock that a thread must hold while it is in a memory zone: the end of a zone
    forgets the strings of every document in the vocabulary, whichever thread it belongs to.

    Raises:
        OSError, ValueError: there is no such pipeline (see `load_pipeline`).
    """
    from transforms.extract.model import load_pipeline

    with _models_lock:
        if name not in _models:
            began = time.perf_counter()
            _models[name] = (load_pipeline(name), threading.Lock())
            metrics.observe(metrics.MODEL_LOAD_MSEC, int((time.perf_counter() - began) * 1000))
        return _models[name]


class Extraction(NamedTuple):
    """What one article gave; ``annotation`` is None where no pipeline speaks its language.

    ``article`` has its topics, where its text is English and was read.
    """

    article: Article
    annotation: Annotation | None
    events: Sequence[Event]
    failure: Failure | None


class Coding(NamedTuple):
    """Fields of `transforms.events.EventOptions`, which is imported with the model only."""

    events: str
    actors: Mapping[str, tuple[str | None, tuple[str, ...]]] | None
    min_confidence: float


def batches(articles: Iterable[Article]) -> Iterator[list[Article]]:
    """Group consecutive articles up to `BATCH_ARTICLES` or `BATCH_CHARACTERS`."""
    batch: list[Article] = []
    characters = 0
    for article in articles:
        if batch and (
            len(batch) >= BATCH_ARTICLES or characters + len(article.text) > BATCH_CHARACTERS
        ):
            yield batch
            batch, characters = [], 0
        batch.append(article)
        characters += len(article.text)
    if batch:
        yield batch


def pipeline_for(language: str | None, models: Mapping[str, str | None]) -> str | None:
    """Key into ``models`` for an article: its language, English where that is unknown, or None."""
    key = language or "en"
    return key if key in models and models[key] != NO_MODEL else None


def extract(
    articles: Iterable[Article],
    models: Mapping[str, str | None],
    events: str = "classified",
    on_batch: Callable[[Sequence[Article]], None] | None = None,
    min_confidence: float = 0.0,
    actors: Mapping[str, tuple[str | None, tuple[str, ...]]] | None = None,
    timeout_s: float = TIMEOUT_S,
) -> Iterator[Extraction]:
    """Annotate and code ``articles``, in their order.

    Args:
        articles: normalized articles.
        models: language → spaCy pipeline (None: the shipped one; ``"none"``: no extraction).
        events: ``classified``, ``coded`` or ``all``; see `transforms.events.EventOptions`.
        on_batch: called with the articles of a batch before extraction starts.
        min_confidence: events below are left out.
        actors: a user's own names (lower case) → (country, sectors).
        timeout_s: processor time that an article may take, see `transforms.deadline.allowance`.
    """
    coding = Coding(events, actors or None, min_confidence)
    for batch in batches(articles):
        if on_batch is not None:
            on_batch(batch)
        for key, group in groupby(batch, lambda a: pipeline_for(a.language, models)):
            members = list(group)
            if key is None:
                yield from (Extraction(article, None, (), None) for article in members)
            else:
                yield from _extract_batch(members, *shared_model(models[key]), coding, timeout_s)


def _extract_batch(
    articles: list[Article], nlp: Any, lock: threading.Lock, coding: Coding, timeout_s: float
) -> list[Extraction]:
    """Run the model over a batch; when that fails or takes too long, over its articles one by one.

    A batch has the time of one article of its length, so that one bad article among many costs no
    more than that before it is alone.
    """
    from transforms.extract.model.tokens import make_doc

    limit = cpu_limit(allowance(timeout_s, sum(len(article.text) for article in articles)))
    try:
        with lock, limit, nlp.memory_zone():
            docs = nlp.pipe(make_doc(nlp, article.text) for article in articles)
            return [
                _code(doc, article, coding) for doc, article in zip(docs, articles, strict=True)
            ]
    except OverTimeError:
        told = {"limit_s": f"{limit.seconds:g}", "step": limit.step}
        code = "X003"
    except Exception as error:  # noqa: BLE001 - any error of a model or rule becomes a reject row
        told, code = {"error": f"{type(error).__name__}: {error}"[:500]}, "X001"
    if len(articles) > 1:
        return [
            item
            for article in articles
            for item in _extract_batch([article], nlp, lock, coding, timeout_s)
        ]
    (article,) = articles
    reject = failure(
        code,
        article.input_uri,
        article.input_position,
        article.text.encode("utf-8", "replace"),
        article.article_id,
        **told,
    )
    return [Extraction(article, None, (), reject)]


def _code(doc: Any, article: Article, coding: Coding) -> Extraction:
    if article.language not in (None, "en"):  # English rules never read another language
        from transforms.lang.annotate import annotate_other

        return Extraction(article, annotate_other(doc, article), (), None)
    from transforms.events import EventOptions, code_events
    from transforms.extract.annotate import annotate
    from transforms.extract.topics import topics_of

    article = article._replace(topics=topics_of(doc))
    annotation = annotate(doc, article)
    coded = code_events(doc, article, annotation, EventOptions(*coding))
    return Extraction(article, annotation, coded, None)
