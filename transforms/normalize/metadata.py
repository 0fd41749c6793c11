"""A page's head → what it says of itself: JSON-LD, meta tags, links.

Nothing is judged here: dates and names come out as written, in the order of trust of their kind.
Sources: schema.org NewsArticle, Open Graph, Dublin Core, parsely and sailthru tags.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any, NamedTuple

from lxml import etree

from transforms.normalize.html_page import Element, text_of
from transforms.normalize.json_ld import names_of, read_json_ld, texts


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
    "article-publication-date", "iptc.date", "created", "date",
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


def read_metadata(tree: Element, url: str | None = None) -> PageMetadata:
    """Collect a page's statements about itself; ``url`` is where it was read from."""
    found: dict[str, list[Element]] = {"meta": [], "title": [], "link": [], "h1": [], "script": []}
    for element in tree.iter(*found):  # one pass for all of them
        found[element.tag].append(element)
    meta = _by_name(found["meta"])
    page_title = text_of(found["title"][0]).strip() if found["title"] else ""
    canonical = [
        element.get("href", "")
        for element in found["link"]
        if "canonical" in (element.get("rel") or "").lower().split()
    ]
    headings = tuple(text for e in found["h1"] if (text := text_of(e).strip()))
    article, others, page_published = read_json_ld(
        found["script"],
        [u for u in (url, *canonical, *meta.get("og:url", ())) if u],
        [t for t in (*headings, *meta.get("og:title", ()), page_title) if t],
    )
    published = [("json_ld", v) for v in texts(article.get("datePublished"))]
    published += [("meta", v) for name in _META_DATES for v in meta.get(name, ())[:1]]
    published += [("json_ld", v) for v in (*texts(article.get("dateCreated")), *page_published)]
    authors = [names_of(article.get("author")), names_of(article.get("creator"))]
    authors += [tuple(meta.get(name, ())) for name in _META_AUTHORS]
    keywords = meta.get("article:tag", []) or _keywords(article.get("keywords"))
    if not keywords:
        keywords = next((k for n in _META_KEYWORDS if (k := _keywords(meta.get(n)))), [])
    section = _first(texts(article.get("articleSection"))) or _first_of(meta, _META_SECTIONS)
    publisher = _first(names_of(article.get("publisher")))
    canonical += (
        meta.get("og:url", []) + texts(article.get("mainEntityOfPage")) + texts(article.get("url"))
    )
    return PageMetadata(
        titles=tuple(
            t
            for t in [*texts(article.get("headline")), *_values(meta, _META_TITLES), page_title]
            if t
        ),
        descriptions=(
            *texts(article.get("alternativeHeadline")),
            *texts(article.get("description")),
            *_values(meta, _META_DESCRIPTIONS),
        ),
        authors=tuple(a for a in authors if a),
        published=tuple(published),
        modified=(*texts(article.get("dateModified")), *_values(meta, _META_MODIFIED)),
        canonical=tuple(c for c in canonical if c),
        site_name=_first_of(meta, ("og:site_name", "application-name", "dc.publisher"))
        or publisher
        or others,
        section=section,
        keywords=tuple(dict.fromkeys(keywords)),
        language=tree.get("lang")
        or tree.get("xml:lang")
        or _first_of(meta, ("og:locale", "content-language", "dc.language")),
        article_body=_first(texts(article.get("articleBody"))),
        headings=headings,
    )


def _by_name(elements: Sequence[Element]) -> dict[str, list[str]]:
    """What meta tags say, by their names in small letters."""
    meta: dict[str, list[str]] = {}
    for element in elements:
        value = (element.get("content") or "").strip()
        if not value:
            continue
        for attribute in ("property", "name", "itemprop"):
            name = element.get(attribute)
            if name:
                meta.setdefault(name.strip().lower(), []).append(value)
    return meta


#: Elements that may sign, by attribute: the attribute's axis first, and axes written out, since a
#: test of every element and "//" cost many times as much.
_ITEMS = etree.XPath("/html/body/descendant::*/@itemprop[. = 'author']/..")
_TESTED = etree.XPath("/html/body/descendant::*/@data-testid[contains(., 'yline')]/..")
_RELATED = etree.XPath("/html/body/descendant::a[@rel]")
_BREAKS = etree.XPath("/html/body/descendant::br")
_ITEM_NAMES = etree.XPath("descendant-or-self::*[@itemprop='name']")
_NAMED = re.compile("[Bb]yline|[Aa]uthor")
_NOT_NAMED = frozenset(("script", "style", "a", "time", "br"))
_MAX_NAMED, _MAX_BREAKS = 20, 40


def _named_bylines(tree: Element) -> Iterator[Element]:
    """Elements of the body that a class or a test's name calls a byline, in document order."""
    body = tree.find("body")
    tested = frozenset(_TESTED(tree))
    for element in () if body is None else body.iterdescendants():
        names = element.get("class")
        is_named = (names and _NAMED.search(names)) or element in tested
        if is_named and element.tag not in _NOT_NAMED:
            yield element


def find_bylines(tree: Element) -> tuple[tuple[str, ...], ...]:
    """Names in the page's body, by how plainly they are marked as its authors."""
    marked = []
    for item in _of_one_byline(_ITEMS(tree)):
        names = _ITEM_NAMES(item)
        marked += [n.get("content") or _spaced(n) for n in names] or [
            item.get("content") or _spaced(item)
        ]
    links = [e for e in _RELATED(tree) if "author" in (e.get("rel") or "").split(" ")]
    linked = [_spaced(a) for a in _of_one_byline(links)]
    texts_of_named = (_spaced(e).strip() for e in islice(_named_bylines(tree), _MAX_NAMED))
    named = [*islice((text for text in texts_of_named if 3 <= len(text) <= 120), 1)]
    lines = [t for e in _BREAKS(tree)[:_MAX_BREAKS] if _BYLINE.match(t := _after(e))]
    return tuple(
        tuple(dict.fromkeys(t.strip() for t in names if t.strip()))
        for names in (marked, linked, named, lines[:1])
    )


#: "By Jane Roe" on a line of its own, as pages of tables part it by line breaks.
_BYLINE = re.compile(r"(?:By|Por|Par|Von|Door|Di|Av)\s+[^\W\d_a-z].{3,80}$")


def _after(line_break: Element) -> str:
    """The line behind a line break, where another break or the end of its block ends it."""
    following = line_break.getnext()
    is_whole = following is None or following.tag in ("br", "p", "div", "hr", "table")
    return (line_break.tail or "").strip()[:100] if is_whole else ""


def _of_one_byline(elements: list[Element]) -> list[Element]:
    """The first element and those beside it: others sign other stories on the page."""
    if not elements:
        return []
    first = elements[0].getparent()
    around = [first, first.getparent()]
    return [e for e in elements if e.getparent() is first or e.getparent().getparent() in around][
        :10
    ]


def _spaced(element: Element) -> str:
    """The element's text with its pieces apart, as line breaks and inner elements show them."""
    return " ".join(element.itertext())


def _values(meta: dict[str, list[str]], names: tuple[str, ...]) -> list[str]:
    return [value for name in names for value in meta.get(name, ())[:1]]


def _first_of(meta: dict[str, list[str]], names: tuple[str, ...]) -> str | None:
    return _first(_values(meta, names))


def _first(values: list[str] | tuple[str, ...]) -> str | None:
    return next((v for v in values if v), None)


def _keywords(value: Any) -> list[str]:
    words: list[str] = []
    for text in texts(value):
        if text.startswith("http"):
            continue
        words += [w.strip() for w in re.split(r"[,;]", text)]
    return [w for w in words if 1 < len(w) <= 80]
