"""A page's head → what it says of itself: JSON-LD, meta tags, links.

Nothing is judged here: dates and names come out as written, in the order of trust of their kind.
Sources: schema.org NewsArticle, Open Graph, Dublin Core, parsely and sailthru tags.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from lxml import etree

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


class PageMetadata(NamedTuple):
    """What a page's head says; lists are in order of trust, values as written."""

    titles: tuple[str, ...] = ()
    descriptions: tuple[str, ...] = ()
    authors: tuple[tuple[str, ...], ...] = ()
    published: tuple[tuple[str, str], ...] = ()
    modified: tuple[str, ...] = ()
    canonical: tuple[str, ...] = ()
    site_name: str | None = None
    section: str | None = None
    keywords: tuple[str, ...] = ()
    language: str | None = None
    article_body: str | None = None
    headings: tuple[str, ...] = ()


_META_DATES = (
    "article:published_time", "article:published", "og:article:published_time",
    "og:published_time", "datepublished", "parsely-pub-date", "sailthru.date",
    "cxenseparse:recs:publishtime", "dc.date.issued", "dcterms.issued", "dcterms.created",
    "dcterms.date", "dc.date.created", "dc.date", "article.published", "published-date",
    "publish-date", "publishdate", "publish_date", "publication_date", "publication-date",
    "pubdate", "article_date_original", "originalpublicationdate", "rnews:datepublished",
    "prism.publicationdate", "citation_publication_date", "citation_online_date",
    "article.created", "bt:pubdate", "dtpublished", "ptime", "displaydate", "og:pubdate",
    "releasedate", "last-published", "shareaholic:article_published_time",
    "article-publication-date", "iptc.date", "date",
)  # fmt: skip
_META_MODIFIED = (
    "article:modified_time",
    "og:updated_time",
    "datemodified",
    "lastmod",
    "last-modified",
)
_META_TITLES = (
    "og:title",
    "parsely-title",
    "sailthru.title",
    "dc.title",
    "dcterms.title",
    "headline",
    "twitter:title",
    "title",
)
_META_DESCRIPTIONS = (
    "og:description",
    "description",
    "twitter:description",
    "dc.description",
    "sailthru.description",
)
_META_AUTHORS = (
    "author", "parsely-author", "sailthru.author", "article:author_name", "dc.creator",
    "dcterms.creator", "byl", "byline", "article:author", "cxenseparse:author", "citation_author",
    "authors", "article.author",
)  # fmt: skip
_META_SECTIONS = (
    "article:section",
    "parsely-section",
    "section",
    "dc.subject.section",
    "cxenseparse:section",
    "sailthru.section",
)
_META_KEYWORDS = ("news_keywords", "keywords", "parsely-tags", "sailthru.tags")


def read_metadata(tree: Element) -> PageMetadata:
    """Collect a page's statements about itself."""
    meta: dict[str, list[str]] = {}
    for element in tree.iter("meta"):
        value = (element.get("content") or "").strip()
        if not value:
            continue
        for attribute in ("property", "name", "itemprop"):
            name = element.get(attribute)
            if name:
                meta.setdefault(name.strip().lower(), []).append(value)
    title_element = next(tree.iter("title"), None)
    page_title = text_of(title_element).strip() if title_element is not None else ""
    canonical = [
        element.get("href", "")
        for element in tree.iter("link")
        if "canonical" in (element.get("rel") or "").lower().split()
    ]
    article, others = _json_ld(tree)
    published = [("json_ld", v) for v in _texts(article.get("datePublished"))]
    published += [("meta", v) for name in _META_DATES for v in meta.get(name, ())[:1]]
    published += [("json_ld", v) for v in _texts(article.get("dateCreated"))]
    authors = [_names(article.get("author")), _names(article.get("creator"))]
    authors += [tuple(meta.get(name, ())) for name in _META_AUTHORS]
    keywords = meta.get("article:tag", []) or _keywords(article.get("keywords"))
    if not keywords:
        keywords = next((k for n in _META_KEYWORDS if (k := _keywords(meta.get(n)))), [])
    section = _first(_texts(article.get("articleSection"))) or _first_of(meta, _META_SECTIONS)
    publisher = _first(_names(article.get("publisher")))
    canonical += (
        meta.get("og:url", [])
        + _texts(article.get("mainEntityOfPage"))
        + _texts(article.get("url"))
    )
    return PageMetadata(
        titles=tuple(
            t
            for t in [*_texts(article.get("headline")), *_values(meta, _META_TITLES), page_title]
            if t
        ),
        descriptions=(
            *_texts(article.get("alternativeHeadline")),
            *_texts(article.get("description")),
            *_values(meta, _META_DESCRIPTIONS),
        ),
        authors=tuple(a for a in authors if a),
        published=tuple(published),
        modified=(*_texts(article.get("dateModified")), *_values(meta, _META_MODIFIED)),
        canonical=tuple(c for c in canonical if c),
        site_name=_first_of(meta, ("og:site_name", "application-name", "dc.publisher"))
        or publisher
        or others,
        section=section,
        keywords=tuple(dict.fromkeys(keywords)),
        language=tree.get("lang")
        or _first_of(meta, ("og:locale", "content-language", "dc.language")),
        article_body=_first(_texts(article.get("articleBody"))),
        headings=tuple(text for e in tree.iter("h1") if (text := text_of(e).strip())),
    )


_ITEM_DATES = etree.XPath("//body//*[@itemprop='datePublished' or @itemprop='dateCreated']")
_TIMES = etree.XPath("//body//time[@datetime]")
_ITEM_AUTHORS = etree.XPath("//body//*[@itemprop='author']")
_ITEM_NAMES = etree.XPath("descendant-or-self::*[@itemprop='name']")
_REL_AUTHORS = etree.XPath("//body//a[contains(concat(' ', @rel, ' '), ' author ')]")
_NAMED_BYLINES = etree.XPath(
    "//body//*[not(self::script or self::style or self::a or self::time)]"
    "[contains(@class, 'byline') or contains(@class, 'author') or contains(@class, 'Byline')"
    " or contains(@class, 'Author') or contains(@data-testid, 'yline')]"
)
_DATED = etree.XPath(
    "//h1/following::*[contains(@class, 'date') or contains(@class, 'Date') or contains(@class, "
    "'time') or contains(@class, 'Time') or contains(@class, 'publish') or contains(@class, "
    "'posted')][position() <= 30]"
)
_PUBLISHED_NAME = re.compile(r"publi|posted|entry-?date|creat|issued|pubdate|post-?date", re.I)
_UPDATED_NAME = re.compile(r"updat|modif|revis|edit", re.I)


def find_bylines(tree: Element) -> tuple[tuple[str, ...], ...]:
    """Names in the page's body, by how plainly they are marked as its authors."""
    marked = []
    for item in _of_one_byline(_ITEM_AUTHORS(tree)):
        names = _ITEM_NAMES(item)
        marked += [n.get("content") or text_of(n) for n in names] or [
            item.get("content") or text_of(item)
        ]
    linked = [text_of(a) for a in _of_one_byline(_REL_AUTHORS(tree))]
    named = []
    for element in _NAMED_BYLINES(tree)[:20]:
        text = text_of(element).strip()
        if 3 <= len(text) <= 120:
            named.append(text)
            break
    return tuple(
        tuple(dict.fromkeys(t.strip() for t in names if t.strip()))
        for names in (marked, linked, named)
    )


def _of_one_byline(elements: list[Element]) -> list[Element]:
    """The first element and those beside it: others sign other stories on the page."""
    if not elements:
        return []
    first = elements[0].getparent()
    around = [first, first.getparent()]
    return [e for e in elements if e.getparent() is first or e.getparent().getparent() in around][
        :10
    ]


def find_marked_dates(tree: Element) -> tuple[tuple[str, str], ...]:
    """(origin, written) of dates in the page's body that are marked as its own."""
    items = [e.get("datetime") or e.get("content") or text_of(e) for e in _ITEM_DATES(tree)[:3]]
    found = [("microdata", written) for written in items]
    times = [(t, f"{t.get('class') or ''} {t.get('itemprop') or ''}") for t in _TIMES(tree)[:40]]
    plain = [t for t, name in times if not _UPDATED_NAME.search(name)]
    found += [
        ("time", t.get("datetime"))
        for t in plain
        if t.get("pubdate") is not None or _PUBLISHED_NAME.search(t.get("class") or "")
    ][:1]
    dated = [
        text
        for e in _DATED(tree)
        if not _UPDATED_NAME.search(e.get("class") or "")
        and 6 <= len(text := " ".join(text_of(e).split())) <= 120
    ]
    found += [("visible", text) for text in dated[:5]]
    # the first time of all: of the article, unless other stories stand above it
    found += [("time", t.get("datetime")) for t in plain[:1]]
    return tuple((origin, written) for origin, written in found if written)


def _values(meta: dict[str, list[str]], names: tuple[str, ...]) -> list[str]:
    return [value for name in names for value in meta.get(name, ())[:1]]


def _first_of(meta: dict[str, list[str]], names: tuple[str, ...]) -> str | None:
    return _first(_values(meta, names))


def _first(values: list[str] | tuple[str, ...]) -> str | None:
    return next((v for v in values if v), None)


def _json_ld(tree: Element) -> tuple[dict[str, Any], str | None]:
    """The node that describes the article (the first with most to say), and a site's name."""
    best: dict[str, Any] = {}
    best_score = 0
    site = None
    people: dict[str, Any] = {}
    for element in tree.iter("script"):
        if (element.get("type") or "").split(";")[0].strip().lower() != "application/ld+json":
            continue
        for node in _nodes(_loads(text_of(element)), 0):
            if isinstance(node.get("@id"), str) and "name" in node:
                people[node["@id"]] = node["name"]
            kinds = _texts(node.get("@type"))
            if site is None and any(
                k.lower() in ("website", "newsmediaorganization") for k in kinds
            ):
                site = _first(_texts(node.get("name")))
            has_type = any(_ARTICLE_TYPE.search(k) for k in kinds)
            score = 10 * has_type + sum(
                1 for k in ("headline", "datePublished", "author", "articleBody") if node.get(k)
            )
            if score > best_score and (
                has_type or ("headline" in node and "datePublished" in node)
            ):
                best, best_score = node, score
    author = best.get("author")
    if isinstance(author, dict) and "name" not in author and author.get("@id") in people:
        best = {**best, "author": people[author["@id"]]}
    elif isinstance(author, list):
        named = [
            people.get(a.get("@id", ""), a) if isinstance(a, dict) and "name" not in a else a
            for a in author
        ]
        best = {**best, "author": named}
    return best, site


def _loads(text: str) -> Any:
    if not text or len(text) > MAX_JSON_LD:
        return None
    text = _COMMENT.sub("", text.strip())
    for candidate in (text, _TRAILING_COMMA.sub(r"\1", _CONTROL.sub(" ", text))):
        try:
            return json.loads(candidate, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


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


def _texts(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value.strip()] if value.strip() else []
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return [str(value)]
    if isinstance(value, list):
        return [text for item in value for text in _texts(item)]
    if isinstance(value, dict):
        return _texts(value.get("@id") or value.get("@value") or value.get("url"))
    return []


def _names(value: Any) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value,) if value.strip() else ()
    if isinstance(value, list):
        return tuple(name for item in value for name in _names(item))
    if isinstance(value, dict):
        return _names(value.get("name"))
    return ()


def _keywords(value: Any) -> list[str]:
    words: list[str] = []
    for text in _texts(value):
        if text.startswith("http"):
            continue
        words += [w.strip() for w in re.split(r"[,;]", text)]
    return [w for w in words if 1 < len(w) <= 80]
