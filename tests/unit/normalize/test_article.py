"""RawDocument → Article or Failure, end to end, on articles of our own."""

from __future__ import annotations

import hashlib
import json
import pickle
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html

from schemas.records import Article, Failure, RawDocument
from transforms.normalize import NormalizeOptions, normalize
from transforms.normalize.library_date import LibraryDay, find_library_day

OPTIONS = NormalizeOptions()
FIRST = (
    "Ferry crews on the northern coast ended a nine-day strike on Tuesday after the company "
    "agreed to a new roster, both sides said."
)
SECOND = (
    "The first boats are to leave the harbour at six on Wednesday morning, and the timetable "
    "should be whole again by the weekend."
)
THIRD = '"We have what we asked for," said the union\'s leader. "Nobody will sail tired again."'
PLAIN = f"""Ferry strike ends after nine days

Crews win shorter shifts as company gives way on rosters

By Jane Roe

A ferry lies idle in the harbour of Exampleton, June 4, 2019.
John Doe/Example Photos

EXAMPLETON (AP) -- {FIRST}

>> What the strike has cost the islands | Analysis

{SECOND}

{THIRD}

Read more: Fish prices rise

Copyright 2019 Example Daily. All rights reserved.
"""
HEAD = {
    "@context": "https://schema.org",
    "@graph": [
        {"@type": "WebSite", "name": "Example Daily"},
        {"@type": "Person", "@id": "#jane", "name": "Jane Roe"},
        {
            "@type": "NewsArticle",
            "headline": "Ferry strike ends after nine days",
            "datePublished": "2019-06-04T20:15:00+02:00",
            "dateModified": "2019-06-05T08:00:00+02:00",
            "author": {"@id": "#jane"},
            "articleSection": "Business",
            "keywords": "ferries, strike",
        },
    ],
}
PAGE = f"""<!doctype html><html lang="en"><head><title>Ferry strike ends | Example Daily</title>
<link rel="canonical" href="https://www.example.com/2019/06/04/ferry?utm_source=feed">
<meta property="og:site_name" content="Example Daily">
<script type="application/ld+json">{json.dumps(HEAD)}</script></head>
<body class="has-sidebar"><nav><a href="/">Home</a> <a href="/sport">Sport</a></nav>
<main><article><h1>Ferry strike ends after nine days</h1>
<h2 class="standfirst">Crews win shorter shifts as company gives way</h2>
<p class="byline">By <a rel="author" href="/jane">Jane Roe</a></p>
<figure><img src="a.jpg"><figcaption>A ferry lies idle.
<span>John Doe/Example Photos</span></figcaption></figure><div class="article-body"><p>{FIRST}</p>
<aside class="related"><h3>Related</h3><ul><li><a href="/a">Fish prices rise in the islands</a></li>
<li><a href="/b">Storm damages harbour wall at night</a></li></ul></aside>
<p>{SECOND}<span class="visually-hidden">opens in new tab</span></p>
<h2>What comes next</h2><p>{THIRD}</p>
<div class="newsletter-signup"><p>Get the best of our reporting in your inbox every morning, free
of charge, by signing up here today.</p></div></div></article>
<section class="comments"><p>I was on that boat and I can tell you that it was a very long wait
indeed, and nobody told us anything.</p></section></main>
<footer><p>Copyright 2019 Example Daily. No part of this page may be copied without leave.</p>
</footer></body></html>"""


def _plain(text: str, **fields: object) -> RawDocument:
    return RawDocument("file.txt", 0, "text", text=text, **fields)  # type: ignore[arg-type]


def _page(html: str, **fields: object) -> RawDocument:
    return RawDocument("page.html", 0, "html", html=html, **fields)  # type: ignore[arg-type]


def _article(raw: RawDocument, options: NormalizeOptions = OPTIONS) -> Article:
    result = normalize(raw, options)
    assert isinstance(result, Article), result
    return result


def test_normalize_takes_plain_article_apart() -> None:
    article = _article(_plain(PLAIN))
    assert article.title == "Ferry strike ends after nine days"
    assert article.subtitle == "Crews win shorter shifts as company gives way on rosters"
    assert article.authors == ("Jane Roe",)
    assert article.text == "\n\n".join([FIRST, SECOND, THIRD])
    assert article.captions == (
        "A ferry lies idle in the harbour of Exampleton, June 4, 2019.",
        "John Doe/Example Photos",
    )
    assert (article.dateline_place, article.agency) == ("Exampleton", "Associated Press")
    assert (article.published_at, article.published_date) == (None, "2019-06-04")
    assert article.published_origin == "caption"
    assert article.language == "en"
    assert article.word_count == len(article.text.split())
    assert article.text_sha256 == hashlib.sha256(article.text.encode()).hexdigest()
    assert article.extraction_method == "field"
    assert article.duplicate_of is None
    assert article.story_id is None


def test_normalize_takes_page_apart() -> None:
    article = _article(_page(PAGE, url="http://www.example.com/2019/06/04/ferry?utm_source=feed"))
    assert article.title == "Ferry strike ends after nine days"
    assert article.subtitle == "Crews win shorter shifts as company gives way"
    assert article.authors == ("Jane Roe",)
    assert article.text == "\n\n".join([FIRST, SECOND, "What comes next", THIRD])
    assert article.captions == ("A ferry lies idle. John Doe/Example Photos",)
    assert article.published_at == 1559672100000000
    assert article.published_date == "2019-06-04"
    assert article.published_origin == "json_ld"
    assert article.canonical_url == "https://www.example.com/2019/06/04/ferry"
    assert article.source == "example.com"
    assert (article.section, article.keywords) == ("Business", ("ferries", "strike"))
    assert article.extraction_method == "html"


def test_normalize_reads_html_in_a_text_field() -> None:
    article = _article(_plain(f"<p>{FIRST}</p><p>{SECOND}</p>", title="Ferry <b>strike</b> ends"))
    assert article.text == f"{FIRST}\n\n{SECOND}"
    assert article.title == "Ferry strike ends"


def test_normalize_joins_hard_wrapped_lines() -> None:
    wrapped = "\n".join(
        [
            "   Ferry crews on the northern coast ended a nine-day",
            "strike on Tuesday after the company agreed to a new",
            "roster for the summer, both sides said in the evening.",
            "   The first boats are to leave the harbour at six on",
            "Wednesday morning, and the timetable should be whole",
            "again by the weekend.",
        ]
    )
    article = _article(_plain(wrapped, title="Strike ends"))
    assert article.text.split("\n\n") == [
        "Ferry crews on the northern coast ended a nine-day strike on Tuesday after the company "
        "agreed to a new roster for the summer, both sides said in the evening.",
        SECOND,
    ]


def test_normalize_drops_title_repeated_in_body() -> None:
    article = _article(
        _plain(f"FERRY STRIKE ENDS!\n\n{FIRST}\n\n{SECOND}", title="Ferry strike ends")
    )
    assert article.text == f"{FIRST}\n\n{SECOND}"


def test_normalize_keeps_first_sentence_that_is_no_title() -> None:
    article = _article(_plain(f"{FIRST}\n\n{SECOND}"))
    assert article.title is None
    assert article.text.startswith("Ferry crews")


def test_normalize_prefers_the_field_to_other_dates() -> None:
    article = _article(_plain(PLAIN, published="2019-06-05T01:00:00+09:00"))
    assert article.published_date == "2019-06-05"  # the publisher's day
    assert article.published_origin == "field"
    assert article.published_at == 1559664000000000


def test_normalize_bounds_dates_by_the_crawl() -> None:
    crawled = 1559000000000000  # 2019-05-27: all dates of the text lie after it
    article = _article(_plain(PLAIN, crawled_at=crawled))
    assert article.published_date is None
    assert article.published_origin is None


def test_normalize_bounds_dates_by_option() -> None:
    raw = _plain(f"{FIRST}\n\n{SECOND}", published="2031-01-01")
    assert _article(raw).published_date == "2031-01-01"
    assert _article(raw, NormalizeOptions(latest_date="2026-01-01")).published_date is None


def test_normalize_completes_a_day_with_the_time_that_agrees() -> None:
    raw = _page(
        f"<html><head><meta name='date' content='2019-06-04'></head><body><article><h1>Ferry strike"
        f" ends</h1><time datetime='2019-06-04T18:15:00Z'>now</time><p>{FIRST}</p><p>{SECOND}</p>"
    )
    article = _article(raw)
    assert article.published_origin == "meta"
    assert article.published_at == 1559672100000000


def test_normalize_takes_the_date_from_the_url() -> None:
    raw = _page(f"<article><p>{FIRST}</p><p>{SECOND}</p>", url="https://example.com/2019/jun/04/x")
    assert _article(raw).published_date == "2019-06-04"


def test_normalize_id_is_shared_by_crawls_of_one_address() -> None:
    one = _article(_page(PAGE, url="http://www.example.com/2019/06/04/ferry"))
    two = _article(
        _page(
            PAGE.replace("nobody told us", "no one told us"),
            url="https://example.com/x",
            crawled_at=1,
        )
    )
    assert one.article_id == two.article_id


def test_normalize_id_without_address_stands_on_text_and_title() -> None:
    one = _article(_plain(PLAIN))
    assert _article(replace_uri(_plain(PLAIN), "other.txt")).article_id == one.article_id
    assert _article(_plain(PLAIN.replace("nine", "ten"))).article_id != one.article_id


def replace_uri(raw: RawDocument, uri: str) -> RawDocument:
    """``raw`` as if another file had held it."""
    return raw._replace(input_uri=uri, input_position=7)


def test_normalize_id_ignores_front_page_addresses() -> None:
    one = _article(_plain(PLAIN, url="https://example.com/"))
    two = _article(_plain(PLAIN.replace("nine", "ten"), url="https://example.com/"))
    assert one.article_id != two.article_id
    assert one.source == "example.com"


@pytest.mark.parametrize(
    ("raw", "options", "code"),
    [
        (_plain(""), OPTIONS, "N001"),
        (_plain("Subscribe to our newsletter"), OPTIONS, "N001"),
        (_page("<html><body></body></html>"), OPTIONS, "N001"),
        (RawDocument("x", 0, "text", content=bytes(range(256)) * 9), OPTIONS, "N002"),
        (_page("<div>" * 10_000 + FIRST), OPTIONS, "N003"),
        (_page("<i></i>" * 70_000 + FIRST), OPTIONS, "N003"),
        (_plain("\n\n".join(["Word."] * 21_000)), OPTIONS, "N003"),
        (_page("x" * 5_000_001), OPTIONS, "N007"),
        (_plain(PLAIN), NormalizeOptions(languages=("de",)), "N004"),
        (_plain(PLAIN), NormalizeOptions(min_words=10_000), "N005"),
        (_plain(PLAIN), NormalizeOptions(max_article_chars=100), "N006"),
    ],
)
def test_normalize_rejects_with_a_code(
    raw: RawDocument, options: NormalizeOptions, code: str
) -> None:
    result = normalize(raw, options)
    assert isinstance(result, Failure), result
    assert (result.stage, result.code) == ("normalize", code)
    assert (result.input_uri, result.input_position) == (raw.input_uri, raw.input_position)
    assert result.payload is not None
    assert len(result.payload) <= 64 * 1024


def test_normalize_keeps_articles_of_untold_language() -> None:
    assert _article(_plain("Very short."), NormalizeOptions(languages=("de",))).language is None


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=400), st.sampled_from(["text/html", "text/plain", None]))
def test_normalize_never_raises_on_bytes(content: bytes, kind: str | None) -> None:
    raw = RawDocument("x", 3, "warc", content=content, content_type=kind, charset="utf-8")
    result = normalize(raw, OPTIONS)
    assert isinstance(result, (Article, Failure))
    assert not isinstance(result, Failure) or result.code != "N008"


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from([FIRST, SECOND, THIRD, "\n", "By Jane Roe", "(AP)", " — ", "Photo: X"])
    )
)
def test_normalize_is_deterministic(pieces: list[str]) -> None:
    raw = _plain("\n\n".join(pieces))
    assert normalize(raw, OPTIONS) == normalize(raw, OPTIONS)


def test_normalize_survives_hostile_fields() -> None:
    raw = _plain(
        PLAIN,
        url="https://[broken",
        published="9" * 5000,
        authors=("a" * 5000, "", "\x00"),
        keywords=("", "k"),
        language="??",
        dateline="x",
    )
    article = _article(raw)
    assert article.canonical_url is None
    assert article.keywords == ("k",)


def test_normalize_survives_hostile_json_ld() -> None:
    page = PAGE.replace(json.dumps(HEAD), '{"@graph":' * 50_000)
    article = _article(_page(page))
    assert article.text.startswith("Ferry crews")
    page = PAGE.replace(
        json.dumps(HEAD), '[{"@type": [1, null], "author": [[]], "datePublished": {}}]'
    )
    assert _article(_page(page)).text.startswith("Ferry crews")


def test_options_travel_to_workers() -> None:
    options = NormalizeOptions(languages=("en",), min_words=3)
    assert pickle.loads(pickle.dumps(options)) == options
    assert replace(options, min_words=4) != options


def test_normalize_takes_the_seed_apart(shared: Path) -> None:
    file = next((shared / "seed").glob("*.txt"))
    raw = RawDocument(file.name, 0, "text", content=file.read_bytes(), content_type="text/plain")
    article = _article(raw)
    assert (article.title or "").startswith("Netanyahu Meets Top Russian Officials")
    assert (article.subtitle or "").startswith("Putin's special envoy")
    assert len(article.captions) == 2
    assert article.captions[1] == "Amos Ben Gershom/GPO"
    assert (article.published_date, article.published_origin) == ("2019-01-29", "caption")
    paragraphs = article.text.split("\n\n")
    assert len(paragraphs) == 11
    assert paragraphs[0].startswith("Prime Minister Benjamin Netanyahu discussed Tuesday")
    assert not any("Analysis" in p for p in paragraphs)


def test_normalize_keeps_a_notice_of_one_line() -> None:
    article = _article(
        _plain("Qtly div 35 cts vs 35 cts prior\n\n Reuter\n", title="Example Corp div")
    )
    assert article.text == "Qtly div 35 cts vs 35 cts prior"
    assert article.subtitle is None


def test_normalize_joins_short_wrapped_notices() -> None:
    raw = _plain(
        "Example Corp said its board\ndeclared a dividend of 25 cts per\nshare on its stock.\n"
        "    It also raised its forecast for\nthe year to come.\n",
        title="Example Corp raises dividend",
    )
    assert _article(raw).text.split("\n\n") == [
        "Example Corp said its board declared a dividend of 25 cts per share on its stock.",
        "It also raised its forecast for the year to come.",
    ]


def test_library_date_of_a_page_is_bounded_by_its_crawl_and_by_no_clock() -> None:
    tree = html.document_fromstring(
        f"<body><h1>Ferry strike</h1><p>{FIRST}</p><p>Filed 2037-05-05 in Lisbon.</p></body>"
    )
    assert find_library_day(tree, None) == LibraryDay("2037-05-05", True)
    assert find_library_day(tree, 1559664000000000) is None
