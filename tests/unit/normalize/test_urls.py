"""Addresses, registrable domains, identity keys."""

from __future__ import annotations

import pytest

from transforms.normalize.urls import (
    canonicalize,
    identity_key,
    names_an_article,
    registrable_domain,
)


@pytest.mark.parametrize(
    ("address", "domain"),
    [
        ("https://www.example.com/a", "example.com"),
        ("https://news.example.co.uk:8080/a", "example.co.uk"),
        ("one.blogspot.com", "one.blogspot.com"),
        ("https://www.example.com.au", "example.com.au"),
        ("https://a.b.kawasaki.jp/x", "a.b.kawasaki.jp"),  # *.kawasaki.jp
        ("https://www.city.kawasaki.jp/x", "city.kawasaki.jp"),  # !city.kawasaki.jp
        ("https://xn--bcher-kva.example.de/", "example.de"),
        ("http://127.0.0.1/x", None),
        ("http://localhost/x", None),
        ("https://co.uk/", None),
        ("", None),
        (None, None),
        ("http://[::1]/", None),
        ("https://[broken", None),
    ],
)
def test_registrable_domain_follows_the_public_suffix_list(
    address: str | None, domain: str | None
) -> None:
    assert registrable_domain(address) == domain


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        (
            "HTTPS://Www.Example.COM:443/A?b=2&utm_source=x&a=1#c",
            "https://www.example.com/A?b=2&a=1",
        ),
        ("https://example.com", "https://example.com/"),
        ("https://example.com/?fbclid=1&id=7&gclid=2", "https://example.com/?id=7"),
        ("https://user:pass@example.com/a", "https://example.com/a"),
        ("mailto:a@example.com", None),
        ("/relative", None),
        ("not an address", None),
        (None, None),
    ],
)
def test_canonicalize_drops_what_names_no_article(written: str, canonical: str) -> None:
    assert canonicalize(written) == canonical


def test_canonicalize_joins_relative_links() -> None:
    assert canonicalize("../b", "https://example.com/x/a") == "https://example.com/b"


def test_identity_key_is_shared_by_spellings() -> None:
    keys = {
        identity_key(url)
        for url in (
            "https://www.example.com/a/?b=2&a=1",
            "http://example.com/a?a=1&b=2",
        )
    }
    assert keys == {"example.com/a?a=1&b=2"}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://a.example/café", "https://a.example/caf%C3%A9"),
        ("https://a.example/caf%c3%a9", "https://a.example/caf%C3%A9"),
        ("https://a.example/café", "https://a.example/café"),
        ("https://a.example/%7Eroe/pier", "https://a.example/~roe/pier"),
        ("https://a.example/a/", "https://a.example/a/index.html"),
        ("https://a.example/a", "https://a.example/a/index.php"),
        ("https://a.example/?q=straße", "https://a.example/?q=stra%C3%9Fe"),
        ("https://a.example/%E9t%E9", "https://a.example/%e9t%e9"),
    ],
)
def test_identity_key_is_that_of_the_other_spelling(one: str, other: str) -> None:
    assert identity_key(one) == identity_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://a.example/a%2Fb", "https://a.example/a/b"),
        ("https://a.example/a%3Fb", "https://a.example/a?b"),
        ("https://a.example/a%26b", "https://a.example/a&b"),
        ("https://a.example/100%25-sure", "https://a.example/100%-sure"),
        ("https://a.example/a/index-finger.html", "https://a.example/a"),
        ("https://a.example/a/index.html?id=1", "https://a.example/a/index.html?id=2"),
        ("https://a.example/Café", "https://a.example/café"),
    ],
)
def test_identity_key_tells_addresses_apart(one: str, other: str) -> None:
    assert identity_key(one) != identity_key(other)


def test_names_an_article_refuses_front_pages() -> None:
    assert names_an_article("https://example.com/a")
    assert names_an_article("https://example.com/?p=12")
    assert not names_an_article("https://example.com/")
    assert not names_an_article(None)
