"""Addresses → canonical addresses, registrable domains and identity keys.

Registrable domains by the public suffix list that the package ships (both its sections, so that
``one.example-blogs.com`` is an outlet of its own where the list says so); see
transforms/resources/normalize/README.md for its licence.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from urllib.parse import urljoin, urlsplit, urlunsplit

from transforms.normalize.resources import read_lines

_DEFAULT_PORTS = {"http": "80", "https": "443"}
_IP_ADDRESS = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}|.*:.*")
_SPACE = re.compile(r"[\s\x00-\x1f]+")


@cache
def _tracking() -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{p})" for p in read_lines("tracking_parameters.txt")), re.I)


@cache
def _suffix_rules() -> frozenset[str]:
    lines = read_lines("public_suffix_list.dat")
    return frozenset(line.split()[0] for line in lines if not line.startswith("//"))


def registrable_domain(url_or_host: str | None) -> str | None:
    """The domain that somebody registered, or None for addresses that have none.

    >>> registrable_domain("https://www.news.example.co.uk/a")
    'example.co.uk'
    """
    if not url_or_host:
        return None
    host = url_or_host
    if "//" in host:
        try:
            host = urlsplit(host).hostname or ""
        except ValueError:
            return None
    host = host.strip(". ").lower().split("/", 1)[0].split(":", 1)[0]
    if not host or "." not in host or _IP_ADDRESS.fullmatch(host):
        return None
    return _domain_of_host(host)


@lru_cache(maxsize=65_536)
def _domain_of_host(host: str) -> str | None:
    labels = [_to_unicode(label) for label in host.split(".")]
    if not all(labels):
        return None
    rules = _suffix_rules()
    suffix_labels = 1  # the list's default rule is "*"
    for start in range(len(labels)):
        candidate = ".".join(labels[start:])
        if "!" + candidate in rules:
            suffix_labels = len(labels) - start - 1
            break
        wildcard = ".".join(["*", *labels[start + 1 :]])
        if candidate in rules or wildcard in rules:
            suffix_labels = len(labels) - start
            break
    if len(labels) <= suffix_labels:
        return None
    return ".".join(host.split(".")[-suffix_labels - 1 :])


def _to_unicode(label: str) -> str:
    if not label.startswith("xn--"):
        return label
    try:
        return label.encode("ascii").decode("idna")
    except UnicodeError:
        return label


def canonicalize(url: str | None, base: str | None = None) -> str | None:
    """Normalize ``url`` (absolute, or relative to ``base``); None where it is no web address.

    Scheme and host in lower case, no default port, no fragment, no tracking parameters, no
    user name; the order of the other parameters is kept.

    >>> canonicalize("HTTPS://WWW.Example.com:443/a?id=7&utm_source=x#top")
    'https://www.example.com/a?id=7'
    """
    if not url:
        return None
    url = _SPACE.sub("", url)
    try:
        parts = urlsplit(urljoin(base, url) if base else url)
        host, port = parts.hostname, parts.port
    except ValueError:
        return None
    scheme = parts.scheme.lower()
    if scheme not in ("http", "https") or not host or ("." not in host and host != "localhost"):
        return None
    if ":" in host:
        host = f"[{host}]"
    if port is not None and str(port) != _DEFAULT_PORTS[scheme]:
        host = f"{host}:{port}"
    kept = [
        piece
        for piece in parts.query.split("&")
        if piece and not _tracking().fullmatch(piece.split("=", 1)[0])
    ]
    return urlunsplit((scheme, host, parts.path or "/", "&".join(kept), ""))


_PRIVATE = re.compile(
    r"localhost|.*\.(?:local|localhost|internal|test|invalid)|127(?:\.\d+){3}|10(?:\.\d+){3}|"
    r"192\.168(?:\.\d+){2}|172\.(?:1[6-9]|2\d|3[01])(?:\.\d+){2}|0\.0\.0\.0|\[?::1\]?"
)


def is_public(url: str) -> bool:
    """False for addresses of somebody's own machine or network, which pages from staging name.

    >>> is_public("http://localhost:3000/a"), is_public("https://www.example.com/a")
    (False, True)
    """
    return _PRIVATE.fullmatch(urlsplit(url).hostname or "") is None


def names_an_article(url: str | None) -> bool:
    """False for an outlet's front page: it has no path and no query to tell articles apart."""
    if not url:
        return False
    parts = urlsplit(url)
    return bool(parts.path.strip("/") or parts.query)


def identity_key(canonical_url: str) -> str:
    """What two spellings of one address share: no scheme, no ``www.``, no last slash.

    >>> identity_key("https://www.example.com/a/") == identity_key("http://example.com/a")
    True
    """
    parts = urlsplit(canonical_url)
    host = parts.netloc.removeprefix("www.")
    query = "&".join(sorted(parts.query.split("&"))) if parts.query else ""
    return f"{host}{parts.path.rstrip('/')}" + (f"?{query}" if query else "")
