"""Dates and sources that only the person knows: paths, defaults, sidecars of pages."""

from __future__ import annotations

import pytest

from schemas.records import Article, RawDocument
from transforms.normalize import NormalizeOptions, normalize
from transforms.normalize.path_date import path_days, path_pattern

TEXT = "Rain fell in Lima and flooded the roads to the port, the mayor said."
ALL = NormalizeOptions(
    date_from_path="%Y-%m-%d", default_date="2001-02-03", default_source="Daily Planet"
)


def _article(raw: RawDocument, options: NormalizeOptions = ALL) -> Article:
    article = normalize(raw, options)
    assert isinstance(article, Article)
    return article


@pytest.mark.parametrize(
    ("uri", "pattern", "days"),
    [
        ("/news/2019-01-29/a.txt", "%Y-%m-%d", ["2019-01-29"]),
        ("/2024-05-01/news/2019-01-29.txt", "%Y-%m-%d", ["2019-01-29", "2024-05-01"]),
        ("tar://x/2019-01-29.txt::s3://b/2024-05-01.tar", "%Y-%m-%d", ["2019-01-29", "2024-05-01"]),
        ("/news/20190129.txt", "%Y%m%d", ["2019-01-29"]),
        ("/news/120190129/a.txt", "%Y%m%d", []),
        ("/news/2019-02-31.txt", "%Y-%m-%d", []),
        ("/news/2019/029/a.txt", "%Y/%j", ["2019-01-29"]),
        ("/news/29-Jan-2019.txt", "%d-%b-%Y", ["2019-01-29"]),
        ("/news/a(29.01.19).txt", "(%d.%m.%y)", ["2019-01-29"]),
        ("/news/100%2019-01-29", "%%%Y-%m-%d", ["2019-01-29"]),
    ],
)
def test_the_day_nearest_to_the_article_comes_first(
    uri: str, pattern: str, days: list[str]
) -> None:
    assert list(path_days(uri, pattern)) == days


@pytest.mark.parametrize("pattern", ["", "%Y/%m", "%m-%d", "%Y-%m-%d-%", "%Y-%m-%d %Z", "%Y%Y-%j"])
def test_a_pattern_that_tells_no_day_is_refused(pattern: str) -> None:
    with pytest.raises(ValueError, match=r"directive|tells no day"):
        path_pattern(pattern)


def test_own_date_then_path_then_default() -> None:
    raw = RawDocument("/in/2019-01-29/a.jsonl", 0, "jsonl", text=TEXT)
    own = _article(raw._replace(published="2020-05-06"))
    path, default = _article(raw), _article(raw._replace(input_uri="/in/a.jsonl"))
    assert (own.published_date, own.published_origin) == ("2020-05-06", "field")
    assert (path.published_date, path.published_origin) == ("2019-01-29", "path")
    assert (default.published_date, default.published_origin) == ("2001-02-03", "option")
    assert default.published_at is None


def test_a_path_after_the_latest_date_is_not_believed() -> None:
    options = NormalizeOptions(date_from_path="%Y-%m-%d", latest_date="2020-01-01")
    raw = RawDocument("/2019-01-29/x/2024-05-01.txt", 0, "text", text=TEXT)
    assert _article(raw, options).published_date == "2019-01-29"


def test_default_source_is_for_articles_without_one() -> None:
    raw = RawDocument("/in/a.jsonl", 0, "jsonl", text=TEXT)
    assert _article(raw).source == "Daily Planet"
    assert _article(raw._replace(publisher="Post")).source == "Post"
    assert _article(raw._replace(url="https://www.example.com/a-b-c")).source == "example.com"


def test_the_head_of_a_page_comes_before_its_sidecar() -> None:
    page = (
        "<html><head><title>Rain in Lima floods roads</title><meta property="
        '"article:published_time" content="2020-05-06"></head><body><article>'
        f"<p>{TEXT}</p><p>{TEXT} It went on all day.</p></article></body></html>"
    )
    raw = RawDocument("/in/a.html", 0, "html", html=page, published="2019-01-29")
    raw = raw._replace(title="Given", publisher="Post", section="World")
    said = raw._replace(from_sidecar=("published", "publisher", "section", "title"))
    article = _article(said)
    assert (article.published_date, article.published_origin) == ("2020-05-06", "meta")
    assert (article.title, article.source) == ("Rain in Lima floods roads", "Post")
    assert article.section == "World"
    assert _article(raw).published_date == "2019-01-29"
