"""Which addresses of a page are believed, and which article a record is."""

from __future__ import annotations

import pytest

from schemas.records import RawDocument
from transforms.normalize.article import normalize
from transforms.normalize.options import NormalizeOptions
from transforms.normalize.urls import (
    canonicalize,
    is_public,
    may_be_address_of,
    registrable_domain,
    unwrapped,
)

SITE = "https://www.eastwick-post.example"
TEXT = "The harbour council of Eastwick voted on Tuesday to repair the northern pier, members said."


@pytest.mark.parametrize(
    ("claimed", "own", "believed"),
    [
        ("/news/pier-vote", "/amp/news/pier-vote?utm_source=x", True),
        ("/news/pier-vote-passes-123456", "/news/pier-votes-123456", True),
        ("/2023/05/04/ferry", "/2023/05/04/ferry", True),
        ("/news/pier-vote", "/?p=77", True),
        ("/news/pier-vote", None, True),
        ("/section/news", "/news/pier-vote", False),
        ("/about-us", "/news/pier-vote", False),
        ("/news", "/s/4f", False),
        ("/news/index.html", None, False),
    ],
)
def test_claimed_address_must_name_the_same_article(claimed, own, believed):
    assert may_be_address_of(SITE + claimed, SITE + own if own else None) is believed


def test_address_that_two_texts_claim_makes_them_no_one_article():
    def identity(n: int) -> str:
        page = (
            f'<html><head><title>Story {n}</title><link rel="canonical" href="{SITE}/section/news">'
            f"</head><body><article><p>{TEXT} It was vote number {n}.</p></article></body></html>"
        )
        url = f"{SITE}/news/real-story-number-{n}"
        return normalize(
            RawDocument("a", n, "jsonl", html=page, url=url), NormalizeOptions()
        ).article_id

    assert identity(1) != identity(2)


def test_posts_of_a_live_blog_are_articles_of_their_own():
    def identity(fragment: str) -> str:
        raw = RawDocument("a", 0, "jsonl", text=TEXT, url=f"{SITE}/news/live-blog{fragment}")
        return normalize(raw, NormalizeOptions()).article_id

    assert identity("#post-1") != identity("#post-2")
    assert identity("#comments") == identity("") == identity("#xtor=RSS-3")


@pytest.mark.parametrize(
    "wrapped",
    [
        "https://web.archive.org/web/20230510120000/https://www.eastwick-post.example/pier",
        "https://web.archive.org/web/2023id_/https:/www.eastwick-post.example/pier",
        "https://www-eastwick--post-example.cdn.ampproject.org/c/s/www.eastwick-post.example/pier",
        "https://www.google.com/amp/s/www.eastwick-post.example/pier",
    ],
)
def test_archives_and_caches_are_not_the_publisher(wrapped):
    assert canonicalize(wrapped) == f"{SITE}/pier"
    assert registrable_domain(unwrapped(wrapped)) == "eastwick-post.example"


@pytest.mark.parametrize(
    ("url", "public"),
    [
        ("http://localhost:3000/a", False),
        ("http://news.local/a", False),
        ("http://10.1.2.3/a", False),
        ("http://172.16.0.1/a", False),
        ("http://172.32.0.1/a", True),
        ("http://[::1]/a", False),
        ("https://www.example.com/a", True),
    ],
)
def test_addresses_of_ones_own_network_are_not_public(url: str, public: bool) -> None:
    assert is_public(url) is public
