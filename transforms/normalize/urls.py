"""Addresses → canonical addresses, registrable domains and identity keys.

Registrable domains follow the public suffix list of the package publicsuffixlist, with both its
sections: ``one.example-blogs.com`` is an outlet of its own if the list has ``example-blogs.com``.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

from publicsuffixlist import PublicSuffixList

from transforms.text.resources import read_lines

_DEFAULT_PORTS = {"http": "80", "https": "443"}
_IP_ADDRESS = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}|.*:.*")
_SPACE = re.compile(r"[\s\x00-\x1f]+")


@cache
def _tracking() -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{p})" for p in read_lines("tracking_parameters.txt")), re.I)


@cache
def _suffix_list() -> PublicSuffixList:
    return PublicSuffixList()


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
    return _suffix_list().privatesuffix(host)


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
        parts = urlsplit(unwrapped(urljoin(base, url) if base else url))
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


_ARCHIVED = re.compile(
    r"https?://(?:web\.archive\.org/web|(?:www\.)?webcitation\.org|arquivo\.pt/wayback)/"
    r"\d{4,14}[a-z_]{0,4}/(?P<inner>https?:/.+)",
    re.I,
)
_AMP_CACHE = re.compile(
    r"https?://(?:[\w-]+\.cdn\.ampproject\.org/[a-z](?:/s)?|(?:www\.)?google\.[a-z.]{2,6}/amp(?:/s)?)/"
    r"(?P<inner>[\w.-]+\.[a-z]{2,}/.*)",
    re.I,
)


def unwrapped(url: str) -> str:
    """The publisher's address inside of an archive's or of an AMP cache's.

    >>> unwrapped("https://web.archive.org/web/20230510120000/https://www.example.com/pier")
    'https://www.example.com/pier'
    """
    archived = _ARCHIVED.match(url)
    if archived:
        return re.sub(r"^(https?:/)(?!/)", r"\1/", archived["inner"])
    cached = _AMP_CACHE.match(url)
    return f"https://{cached['inner']}" if cached else url


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


_TOKEN = re.compile(r"[^\W\d_]{3,}|\d{3,}")


def may_be_address_of(claimed: str, own: str | None) -> bool:
    """Whether the address that a page claims can be its own and not that of a section or a site.

    A page at ``/news/pier-vote`` is not at ``/section/news``: of the words that name an article in
    its address, the claimed one repeats at least one. Without words to compare, an address is
    doubted that names nothing but one plain word.

    >>> may_be_address_of("https://a.example/news", "https://a.example/news/pier-vote")
    False
    """
    own = canonicalize(own)
    words = set(_TOKEN.findall(_slug(own))) if own and names_an_article(own) else set()
    shared = words & set(_TOKEN.findall(_local_part(claimed)))
    if len(words) > 1 or shared or any(word.isdigit() for word in words):
        return bool(shared)
    return not _SECTION.fullmatch(_local_part(claimed))


#: "/news", "/section/news.html": a path of one or two plain words.
_SECTION = re.compile(r"(?:/[a-z]{1,20}){1,2}(?:\.(?:html?|php|aspx?))?/?\??")


def _local_part(url: str) -> str:
    parts = urlsplit(url.lower())
    return f"{parts.path}?{parts.query}"


def _slug(url: str) -> str:
    """The longest piece of an address below its host: what names the article."""
    return max(re.split(r"[/?&]", _local_part(url)), key=len)


_ESCAPES = re.compile(r"(?:%[0-9a-fA-F]{2})+")
#: Pages that a server shows for their folder.
_INDEX_PAGE = re.compile(r"/(?:index\.(?:html?|php)|default\.(?:html?|aspx?))$", re.I)


def identity_key(canonical_url: str) -> str:
    """What two spellings of one address share.

    No scheme, no ``www.``, no last slash, no page's name where it is its folder's; characters
    beyond ASCII composed and as escapes; no escapes of characters that need none.

    >>> identity_key("https://www.example.com/a/") == identity_key("http://example.com/a")
    True
    >>> identity_key("https://example.com/caf\u00e9/index.html")
    'example.com/caf%C3%A9'
    """
    parts = urlsplit(canonical_url)
    host = parts.netloc.removeprefix("www.")
    path = _INDEX_PAGE.sub("", parts.path).rstrip("/")
    query = "&".join(sorted(parts.query.split("&"))) if parts.query else ""
    return _escaped(f"{host}{path}" + (f"?{query}" if query else ""))


def _escaped(address: str) -> str:
    """One spelling of an address's characters; escapes of what parts an address stay."""
    if "%" in address:
        address = _ESCAPES.sub(_respelled, address)
    if address.isascii():
        return address
    return quote(unicodedata.normalize("NFC", address), safe=_ASCII)


_ASCII = "".join(chr(c) for c in range(0x21, 0x7F))
_UNRESERVED = frozenset("-._~ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789")


def _respelled(match: re.Match[str]) -> str:
    """Escapes as the characters they stand for; in capitals where these are reserved or none."""
    try:
        text = bytes.fromhex(match[0].replace("%", "")).decode("utf-8")
    except UnicodeDecodeError:
        return match[0].upper()
    return "".join(c if c in _UNRESERVED or c >= "\xa0" else f"%{ord(c):02X}" for c in text)
