"""A page's JSON-LD → the node that describes this page's article, and the site's name.

Pages carry blocks of other stories, too (related, lists, videos, updates of a live page): a node
counts only where its address or its headline does not contradict the page's own. Blocks that are
no JSON are mended (entities, trailing semicolons, several objects in a row); of what cannot be
mended, the date and the author are read by pattern.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from transforms.normalize.html_page import Element, text_of

_ARTICLE_TYPE = re.compile(
    r"(?:News|Reportage|Opinion|Analysis|Background|Review|Blog|LiveBlog|Satirical|Scholarly|Advertiser|"
    r"AskPublic|Tech|Report)?(?:Article|Posting|BlogPosting|Newsarticle|Report)$",
    re.I,
)
_CONTROL = re.compile(r"[\x00-\x1f]+")
_COMMENT = re.compile(
    r"^\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[)|(?:-->|//\s*\]\]>|\]\]>)\s*;?\s*$"
)
_TRAILING_COMMA = re.compile(r",(\s*[}\]])")
#: JSON-LD longer than this, in characters, is not parsed: it is a site's product list or an attack.
MAX_JSON_LD = 1_000_000
_MAX_DEPTH = 12
_TYPE = re.compile(r'"@type"\s*:\s*"([^"]{3,40})"')
_DATE = re.compile(r'"datePublished"\s*:\s*"([^"]{8,40})"')
_AUTHOR = re.compile(
    r'"author"\s*:\s*(?:\[\s*)?(?:"(?P<plain>[^"]{3,80})"|\{[^{}]{0,300}?"name"\s*:\s*"(?P<name>[^"]{3,80})")'
)
_WORD = re.compile(r"\w+")
#: Share of a headline's words that the page's own titles must hold for it to be theirs, and share
#: below which it is another story's.
_SAME_STORY, _OTHER_STORY = 0.6, 0.25
_STATED = ("headline", "datePublished", "author", "articleBody")


class JsonLd(NamedTuple):
    """``article``: the node of the page's article (empty if none); ``site``: the site's name;
    ``page_published``: when the page was published, by a node of the page itself.
    """

    article: dict[str, Any]
    site: str | None
    page_published: tuple[str, ...] = ()


def read_json_ld(scripts: Sequence[Element], urls: Sequence[str], titles: Sequence[str]) -> JsonLd:
    """Read the JSON-LD among a page's scripts; its own addresses and titles are known."""
    best: dict[str, Any] = {}
    best_score = 0
    site = None
    people: dict[str, Any] = {}
    page_published: tuple[str, ...] = ()
    own = frozenset(key for url in urls if (key := _url_key(url)))
    words = [frozenset(_WORD.findall(t.casefold())) for t in titles]
    for element in scripts:
        if (element.get("type") or "").split(";")[0].strip().lower() != "application/ld+json":
            continue
        for node in _nodes(_loads(text_of(element)), 0):
            if isinstance(node.get("@id"), str) and "name" in node:
                people[node["@id"]] = node["name"]
            site = site or _site_name(node)
            if not page_published and _is_own_page(node, own):
                page_published = tuple(texts(node.get("datePublished")))
            score = _score(node, own, words)
            if score > best_score:
                best, best_score = node, score
    return JsonLd(_with_names(best, people), site, page_published)


def _is_own_page(node: dict[str, Any], own: frozenset[str]) -> bool:
    """Whether a node describes the page itself, which need not be an article."""
    if not any(k.lower() in ("webpage", "itempage") for k in texts(node.get("@type"))):
        return False
    keys = [key for v in ("url", "@id") for url in texts(node.get(v)) if (key := _url_key(url))]
    return not keys or any(_same_address(key, mine) for key in keys for mine in own)


def _site_name(node: dict[str, Any]) -> str | None:
    kinds = texts(node.get("@type"))
    if any(k.lower() in ("website", "newsmediaorganization") for k in kinds):
        return next(iter(texts(node.get("name"))), None)
    return None


def _score(node: dict[str, Any], own: frozenset[str], titles: Sequence[frozenset[str]]) -> int:
    """How well a node describes the page's article; 0 where it does not."""
    has_type = any(_ARTICLE_TYPE.search(k) for k in texts(node.get("@type")))
    if not has_type and not ("headline" in node and "datePublished" in node):
        return 0
    likeness = _likeness(node, own, titles)
    if likeness < 0:
        return 0
    return 10 * has_type + 20 * likeness + sum(1 for k in _STATED if node.get(k))


def _likeness(node: dict[str, Any], own: frozenset[str], titles: Sequence[frozenset[str]]) -> int:
    """2 where address or headline are the page's, 0 where nothing is said, -1 for another story."""
    named = [*texts(node.get("url")), *texts(node.get("mainEntityOfPage")), *texts(node.get("@id"))]
    keys = [key for url in named if (key := _url_key(url))]
    headline = frozenset(_WORD.findall(" ".join(texts(node.get("headline"))[:1]).casefold()))
    share = max((len(headline & t) / len(headline) for t in titles), default=1.0) if headline else 1
    if any(_same_address(key, mine) for key in keys for mine in own):
        return 2
    if headline and titles and share >= _SAME_STORY:
        return 2
    elsewhere = bool(keys and own)
    if headline and titles and (share < _OTHER_STORY or elsewhere):
        return -1
    return -1 if elsewhere and not titles else 0


def _url_key(url: str) -> str | None:
    """Host and path of a web address; None for what names no page."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    path = parts.path.rstrip("/").lower()
    if parts.scheme not in ("http", "https") or not (path or parts.query):
        return None
    return f"{parts.netloc.lower().removeprefix('www.')}{path}?{parts.query}"


def _same_address(left: str, right: str) -> bool:
    if left == right:
        return True
    last = [key.split("?")[0].rsplit("/", 1)[-1] for key in (left, right)]
    return last[0] == last[1] and len(last[0]) > 12


def _with_names(node: dict[str, Any], people: dict[str, Any]) -> dict[str, Any]:
    """The node with its authors' references replaced by the names they stand for."""
    author = node.get("author")
    if isinstance(author, dict) and "name" not in author and author.get("@id") in people:
        return {**node, "author": people[author["@id"]]}
    if isinstance(author, list):
        named = [
            people.get(a.get("@id", ""), a) if isinstance(a, dict) and "name" not in a else a
            for a in author
        ]
        return {**node, "author": named}
    return node


def _loads(text: str) -> Any:
    if not text or len(text) > MAX_JSON_LD:
        return None
    text = _COMMENT.sub("", text.strip())
    for candidate in _mends(text):
        try:
            return json.loads(candidate, strict=False)
        except (ValueError, RecursionError):
            continue
    mended = _mended(text)
    return _in_a_row(mended) or _by_pattern(mended)


def _mends(text: str) -> Iterator[str]:
    """The text as it is, then, made only when asked for, with its usual faults mended."""
    yield text
    mended = _mended(text)
    yield mended
    if "&quot;" in mended:
        yield html.unescape(mended)


def _mended(text: str) -> str:
    return _TRAILING_COMMA.sub(r"\1", _CONTROL.sub(" ", text)).rstrip("; ")


def _in_a_row(text: str) -> list[Any]:
    """Several JSON values one after the other; empty where one of them cannot be read."""
    decoder = json.JSONDecoder(strict=False)
    values: list[Any] = []
    at = 0
    try:
        while at < len(text) and len(values) < 50:
            value, at = decoder.raw_decode(text, at)
            values.append(value)
            at += len(text[at:]) - len(text[at:].lstrip(" ,;"))
    except (ValueError, RecursionError):
        return []
    return values


def _by_pattern(text: str) -> dict[str, Any] | None:
    """Type, date and author of a block that is no JSON."""
    kind = next((k for k in _TYPE.findall(text) if _ARTICLE_TYPE.search(k)), None)
    date, author = _DATE.search(text), _AUTHOR.search(text)
    if kind is None or not (date or author):
        return None
    found: dict[str, Any] = {"@type": kind}
    if date:
        found["datePublished"] = date[1]
    if author:
        found["author"] = author["plain"] or author["name"]
    return found


def _nodes(value: Any, depth: int) -> Iterator[dict[str, Any]]:
    if depth > _MAX_DEPTH:
        return
    if isinstance(value, list):
        for item in value[:200]:
            yield from _nodes(item, depth + 1)
    elif isinstance(value, dict):
        yield value
        for key in ("@graph", "mainEntity", "mainEntityOfPage", "itemListElement", "hasPart"):
            if key in value:
                yield from _nodes(value[key], depth + 1)


def texts(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value.strip()] if value.strip() else []
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return [str(value)]
    if isinstance(value, list):
        return [text for item in value for text in texts(item)]
    if isinstance(value, dict):
        return texts(value.get("@id") or value.get("@value") or value.get("url"))
    return []


def names_of(value: Any) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value,) if value.strip() else ()
    if isinstance(value, list):
        return tuple(name for item in value for name in names_of(item))
    if isinstance(value, dict):
        parts = [value.get("givenName"), value.get("familyName")]
        whole = " ".join(part for part in parts if isinstance(part, str))
        return names_of(value.get("name") or whole)
    return ()
