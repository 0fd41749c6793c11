"""Exports of Europresse (HTML) → articles, one ``<article>`` element each."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from lxml import etree, html

from transforms.read.exports.parts import Part, one_line

NAME = "europresse"
#: In a file's first bytes.
HTML_MARKS = re.compile(rb"DocPublicationName|rdp__articletitle|docOcurrContainer")
_DATE = re.compile(
    r"\d{1,2}(?:er)?\s+[^\W\d_]{3,10}\.?\s+\d{4}|[^\W\d_]{3,10}\.?\s+\d{1,2},\s+\d{4}|"
    r"\d{4}-\d{2}-\d{2}"
)
_CLOCK = re.compile(r"\b(\d{1,2}):(\d{2})\b(?:\s*([+-]\d{2}:?\d{2}))?")
_NUMBER = re.compile(r"\b(?:news|web|blog)[·:]\d{8}[·:][\w·:.-]+")


def parts_of(tree: html.HtmlElement) -> Iterator[Part]:
    """The parts of an export."""
    for article in tree.iter("article"):
        written = one_line(article.itertext())
        fields = _fields(article)
        if fields is None:
            yield Part(None, written, "a part of a Europresse export without publication and text")
        else:
            yield Part(fields, written)


def _by_class(element: html.HtmlElement, *names: str) -> html.HtmlElement | None:
    """The first descendant with a class, by the first of ``names`` that there is."""
    for name in names:
        for found in element.iter():
            if isinstance(found.tag, str) and name in (found.get("class") or "").split():
                return found
    return None


def _text(element: html.HtmlElement | None) -> str:
    return "" if element is None else one_line(element.itertext())


def _fields(article: html.HtmlElement) -> dict[str, Any] | None:
    body = _by_class(article, "docOcurrContainer", "DocText")
    if body is None:
        body = next(article.iter("section"), None)
    publication = _text(_by_class(article, "DocPublicationName", "rdp__DocPublicationName"))
    if body is None and not publication:
        return None
    head = _by_class(article, "titreArticle")
    title = _by_class(article, "rdp__articletitle", "titreArticleVisu")
    section, published = _header(_text(_by_class(article, "DocHeader")) or _text_of_header(article))
    number = _NUMBER.search(_text(next(article.iter("footer"), article)))
    author = head.getnext() if head is not None else None
    return {
        "title": _text(title) if title is not None else _text(head),
        "subtitle": _text(_by_class(article, "rdp__subtitle")),
        "publisher": publication.split(" - ")[0].strip(),
        "section": section,
        "published": published,
        "authors": tuple(filter(None, [_text(author)])),
        "captions": _captions(article),
        "external_id": number[0] if number else None,
        "html": _inner(body) if body is not None and _text(body) else None,
    }


def _text_of_header(article: html.HtmlElement) -> str:
    """What stands between the publication's name and the headline, in layouts without a class."""
    header = next(article.iter("header"), None)
    words = []
    for element in header.iter("span", "p", "div") if header is not None else ():
        text = one_line([element.text or ""])
        if _DATE.search(text):
            words.append(text)
    return words[0] if words else ""


def _header(text: str) -> tuple[str | None, str | None]:
    """Section and date of "Politique, mardi 14 mars 2006, p. 12"."""
    date = _DATE.search(text)
    if date is None:
        return None, None
    clock = _CLOCK.search(text, date.end())
    published = date[0] + (f" {clock[1]}:{clock[2]}{clock[3] or ''}" if clock else "")
    above = text[: date.start()].rpartition(",")[0].strip(" ,")
    return above or None, published


def _captions(article: html.HtmlElement) -> tuple[str, ...]:
    aside = next(article.iter("aside"), None)
    if aside is None:
        return ()
    block = next((b for b in aside.iter("b") if _text(b).startswith("Illustration")), None)
    if block is None:
        return ()
    holder = block.getparent()
    while holder is not aside and _text(holder) == _text(block):
        holder = holder.getparent()
    text = _text(holder).removeprefix(_text(block)).strip(" :")
    return (text,) if text and holder is not aside else ()


def _inner(element: html.HtmlElement) -> str:
    return str(etree.tostring(element, encoding="unicode", method="html", with_tail=False))
