"""RawDocument → Article, or the Failure that says why not.

The text is the article's body and nothing else: NFC, paragraphs parted by a blank line. Title,
deck, byline, dateline, captions and boilerplate are recognized and kept in columns of their own or
left out. Rejected: N001 empty, N002 no text, N003 too costly, N004 language, N005 too short,
N006 too long, N007 too large a page, N008 anything unforeseen.
"""

from __future__ import annotations

import hashlib
import html
import re
import time
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import trafilatura

from schemas.records import Article, Failure, RawDocument, failure
from transforms.lang.rules import rules_of
from transforms.normalize.body import find_body
from transforms.normalize.decoding import NotTextError, decode
from transforms.normalize.envelope import open_envelope
from transforms.normalize.html_page import Element, PageLimitError, parse_page
from transforms.normalize.language import find_language
from transforms.normalize.local_lines import structure_of
from transforms.normalize.markdown import without_marks
from transforms.normalize.metadata import PageMetadata, find_bylines, read_metadata
from transforms.normalize.options import NormalizeOptions
from transforms.normalize.page_walk import ends_sentence
from transforms.normalize.publication import find_publication
from transforms.normalize.structure import Block, Structure, split_plain
from transforms.normalize.titles import clean_title, page_title, untagged, without_outlet
from transforms.normalize.urls import (
    canonicalize,
    is_public,
    may_be_address_of,
    names_an_article,
    registrable_domain,
    unwrapped,
)
from transforms.normalize.versions import article_identity, withdrawn
from transforms.text.authors import listed
from transforms.text.cleaning import (
    WRITTEN_CHARACTER,
    clean_inline,
    clean_or_none,
    count_words,
    without_escapes,
)

_LOOKS_LIKE_HTML = re.compile(
    r"<(?:!doctype\s+html|html|head|body|p|div|br|article|section|h[1-6]|ul|ol|li|a\s|img\s|span|strong|em|b|i|blockquote|figure|table)\b[^>]{0,2000}>",
    re.I,
)


class _RejectedError(Exception):
    """The document is rejected: a code of the catalogue, and what fills its message."""

    def __init__(self, code: str, **details: object) -> None:
        super().__init__(code)
        self.code = code
        self.details = details


class _Content(NamedTuple):
    """What a document holds before its parts are told.

    ``raw`` has what the text's envelope or the page's head says better; ``guess`` is the language
    of all ``blocks``, ``method`` the way by which they were found. Plain text has no ``tree``.
    """

    raw: RawDocument
    title: str | None
    blocks: list[Block]
    method: str
    guess: str | None
    page: PageMetadata = PageMetadata()
    tree: Element | None = None


def normalize(raw: RawDocument, options: NormalizeOptions) -> Article | Failure:
    """Turn one raw document into one article or one failure; never raises."""
    try:
        return withdrawn(raw) if raw.withdrawn else _normalize(raw, options)
    except _RejectedError as rejected:
        return _reject(raw, rejected.code, **rejected.details)
    except Exception as error:  # noqa: BLE001 - one bad record must not take the batch with it
        return _reject(raw, "N008", error=f"{type(error).__name__}: {error}"[:300])


def _reject(raw: RawDocument, code: str, **details: object) -> Failure:
    body = raw.content
    if body is None:
        # four bytes a character at most, so no more than this is ever kept
        body = (raw.text or raw.html or "")[: 64 * 1024].encode("utf-8", "replace")
    return failure(code, raw.input_uri, raw.input_position, body, None, **details)


def _normalize(raw: RawDocument, options: NormalizeOptions) -> Article:
    deadline = time.thread_time() + options.page_timeout_s
    content = _content(raw, options)
    blocks, is_page = content.blocks, content.tree is not None
    characters = sum(len(line) for b in blocks if not b.dropped for line in b.lines)
    if characters > 2 * options.max_article_chars:
        raise _RejectedError("N006", characters=characters, limit=options.max_article_chars)
    if len(blocks) > options.max_paragraphs or time.thread_time() > deadline:
        raise _RejectedError("N003", limit_s=options.page_timeout_s)
    subtitle = clean_or_none(untagged(raw.subtitle))
    parts, text, language = _parts_and_language(
        blocks, content.title, subtitle, content.guess, content.raw.language, not is_page
    )
    if content.method in ("trafilatura", "json_ld"):  # may have found what the page's shape hid
        found = set(parts.paragraphs)
        parts.removed = [r for r in parts.removed if r.text not in found]
    parts.title = without_outlet(clean_title(parts.title), content.raw.publisher)
    if raw.format == "feed":
        text = _without_invitation(parts, text)
    _check_text(text, language, options)
    return _article(content, parts, text, language, options)


def _content(raw: RawDocument, options: NormalizeOptions) -> _Content:
    """The document's text or page, within the limits on its size."""
    if raw.content is not None and len(raw.content) > options.max_page_bytes * 4:
        raise _RejectedError("N007", size=len(raw.content), limit=options.max_page_bytes)
    try:
        body, is_html = _decoded(raw)
    except NotTextError as error:
        raise _RejectedError("N002", error=error) from error
    return (_page_content if is_html else _plain_content)(raw, body, options)


def _page_content(raw: RawDocument, body: str, options: NormalizeOptions) -> _Content:
    if len(body) > options.max_page_bytes:
        raise _RejectedError("N007", size=len(body), limit=options.max_page_bytes)
    try:
        tree = parse_page(
            body,
            max_chars=options.max_page_bytes,
            max_nodes=options.max_page_nodes,
            max_depth=options.max_page_depth,
        )
    except PageLimitError:
        raise _RejectedError("N003", limit_s=options.page_timeout_s) from None
    except ValueError:
        raise _RejectedError("N001") from None
    page = read_metadata(tree, raw.url)
    raw = _page_first(raw, page)
    title = clean_title(raw.title) or page_title(page)
    description = clean_inline(next(iter(page.descriptions), ""))
    own = canonicalize(raw.url) or next(iter(page.canonical), None)
    stated = page.article_body or ""
    blocks = find_body(tree, description, registrable_domain(own), stated)
    blocks, method = _or_fallback(blocks, stated, body)
    # parted as in the article's text, whose language is asked for once more
    prose = "\n\n".join(b.text for b in blocks if b.kind != "caption" and not b.dropped)
    return _Content(raw, title, blocks, method, find_language(prose, raw.language), page, tree)


def _plain_content(raw: RawDocument, body: str, options: NormalizeOptions) -> _Content:
    if len(body) > 2 * options.max_article_chars:
        raise _RejectedError("N006", characters=len(body), limit=options.max_article_chars)
    body = without_marks(_CUT_SHORT.sub("", body))
    opened = open_envelope(body.replace("\r\n", "\n").replace("\r", "\n").split("\n"), raw.format)
    raw, title = _with_envelope(raw, clean_title(raw.title), opened.says)
    cleaned = [clean_inline(line) for line in opened.lines]
    guess = find_language("\n".join(cleaned), raw.language)
    blocks = [Block((clean_inline(line),), dropped=kind) for kind, line in opened.aside]
    blocks += split_plain(cleaned, opened.lines, rules_of(guess))
    return _Content(raw, title, blocks, "plain" if raw.content is not None else "field", guess)


def _check_text(text: str, language: str | None, options: NormalizeOptions) -> None:
    """Whether the text is one that the options ask for.

    Raises:
        _RejectedError: it is not.
    """
    if not text:
        raise _RejectedError("N001")
    if len(text) > options.max_article_chars:
        raise _RejectedError("N006", characters=len(text), limit=options.max_article_chars)
    words = count_words(text)
    if words < options.min_words:
        raise _RejectedError("N005", words=words, wanted=options.min_words)
    if options.languages and language is not None and language not in options.languages:
        raise _RejectedError("N004", language=language, wanted=",".join(options.languages))


def _article(
    content: _Content,
    parts: Structure,
    text: str,
    language: str | None,
    options: NormalizeOptions,
) -> Article:
    """The row, its columns filled from the parts, the record and the page's head."""
    raw, page = content.raw, content.page
    url = raw.url.strip() if raw.url and raw.url.strip() else None
    canonical = _canonical_url(page, url)
    source = _source(raw, url, canonical) or options.default_source
    authors, agency = _signed(content, parts, language)
    won = find_publication(raw, page, content.tree, parts, canonical or url, options)
    sha = hashlib.sha256(text.encode("utf-8")).hexdigest()
    return Article(
        article_id=article_identity(raw, canonical, source, parts.title, sha),
        input_uri=raw.input_uri,
        input_position=raw.input_position,
        url=url,
        canonical_url=canonical,
        source=source,
        title=parts.title,
        subtitle=parts.subtitle,
        authors=authors,
        dateline_place=parts.dateline_place,
        agency=agency,
        published_at=won.instant if won else None,
        published_date=won.day if won else None,
        published_origin=won.origin if won else None,
        language=language,
        section=clean_or_none(raw.section) or clean_or_none(page.section),
        keywords=_keywords(raw.keywords or page.keywords),
        text=text,
        text_sha256=sha,
        word_count=count_words(text),
        captions=tuple(
            dict.fromkeys([c for w in raw.captions if (c := clean_inline(w))] + parts.captions)
        ),
        extraction_method=content.method,
        removed=tuple(parts.removed),
    )


def _source(raw: RawDocument, url: str | None, canonical: str | None) -> str | None:
    """The site's domain; where the record has no address, its publisher."""
    publisher = clean_or_none(raw.publisher)
    if raw.publisher and not registrable_domain(url):
        return publisher
    own = unwrapped(url) if url else None
    return registrable_domain(own) or registrable_domain(canonical) or publisher


def _signed(
    content: _Content, parts: Structure, language: str | None
) -> tuple[tuple[str, ...], str | None]:
    """The authors and the agency: by the record, else the head, the page's bylines, the text."""
    raw, page = content.raw, content.page
    outlet = page.site_name or raw.publisher
    rules = rules_of(language)
    named = [raw.authors, *page.authors]
    authors = next((a for w in named if (a := rules.parse_authors(w, outlet))), ())
    if content.tree is not None and not (authors and parts.agency):
        bylines = find_bylines(content.tree)
        authors = authors or next((a for w in bylines if (a := rules.parse_authors(w, outlet))), ())
        named += bylines
    agencies = (found for names in named for w in names if (found := rules.byline_agency(w)))
    return authors or parts.authors, parts.agency or next(agencies, None)


def _with_envelope(
    raw: RawDocument, title: str | None, says: Mapping[str, str]
) -> tuple[RawDocument, str | None]:
    """What a text's envelope says, where its record does not say it better.

    Of a forwarded message the inner headers are the article's; its own are the sender's.
    """
    if not says:
        return raw, title
    sent = raw.format in ("eml", "mbox")
    title = clean_or_none(says.get("title")) if sent or not title else title
    own: dict[str, object] = {}
    if "authors" in says and (sent or not raw.authors):
        own["authors"] = (says["authors"],)
    if "published" in says and (sent or not raw.published):
        own["published"], own["published_field"] = says["published"], "date"
    return raw._replace(**own), title  # type: ignore[arg-type]


def _parts_and_language(
    blocks: Sequence[Block],
    title: str | None,
    subtitle: str | None,
    guess: str | None,
    declared: str | None,
    guess_title: bool,
) -> tuple[Structure, str, str | None]:
    """The article's parts by the rules of its language, its text, and the language of the text.

    ``guess`` is the language of all blocks; where the text alone is in another, its rules are used.
    """
    parts = structure_of(blocks, title, subtitle, guess, guess_title=guess_title)
    text = "\n\n".join(parts.paragraphs)
    language = find_language(text, declared)
    if text and rules_of(language) is not rules_of(guess):
        again = structure_of(blocks, title, subtitle, language, guess_title=guess_title)
        if again.paragraphs:
            parts, text = again, "\n\n".join(again.paragraphs)
    return parts, text, language


#: Less text than this, in characters, may mean that the body was not found.
_SCANT_CHARS = 400
#: Pages with more tags than this are not tried again: an honest article has a few thousand.
_FALLBACK_TAGS = 15_000


def _or_fallback(blocks: list[Block], stated: str, markup: str) -> tuple[list[Block], str]:
    """``blocks``, or what other ways give where those hold next to nothing; and the way's name."""
    found = sum(len(b.text) for b in blocks if b.kind not in ("caption", "deck") and not b.dropped)
    if found >= _SCANT_CHARS:
        return blocks, "html"
    captions = [b for b in blocks if b.kind == "caption" or b.dropped]
    shown = [b.text for b in captions if not b.dropped]
    stated = untagged(stated) or ""
    if len(stated) > max(2 * found, _SCANT_CHARS):
        lines = [clean_inline(line) for line in stated.splitlines()]
        return captions + [Block((line,)) for line in lines if line], "json_ld"
    if markup.count("<") > _FALLBACK_TAGS:
        return blocks, "html"
    # trafilatura tries much that a page in good order does not need; never with its
    # `deduplicate`, which keeps state between pages
    text = trafilatura.extract(markup, include_comments=False, include_tables=False) or ""
    if len(text) > max(2 * found, _SCANT_CHARS):
        lines = [clean_inline(line.removeprefix("- ")) for line in text.splitlines()]
        # a page of pictures: beside their captions there is only its menu
        told = [line for line in lines if ends_sentence(line) and line not in shown]
        if found or not shown or sum(map(len, told)) >= _SCANT_CHARS:
            return captions + [Block((line,)) for line in lines if line], "trafilatura"
    return blocks, "html"


def _decoded(raw: RawDocument) -> tuple[str, bool]:
    """The body as text, and whether it is HTML."""
    if raw.html is not None:
        return _unescaped(raw.html), True
    if raw.text is not None:
        body = _unescaped(_with_lines(raw.text))
        tags = len(_LOOKS_LIKE_HTML.findall(body[:20_000]))
        return body, tags >= 2 or body.count("<") > raw.text.count("<")
    text = decode(raw.content or b"", raw.charset)
    kind = (raw.content_type or "").split(";")[0].strip().lower()
    if kind in ("text/html", "application/xhtml+xml"):
        return text, True
    if kind == "text/plain":
        return text, _IS_PAGE.match(text) is not None
    return text, bool(_LOOKS_LIKE_HTML.search(text[:5_000]))


#: What servers send as plain text and is a page all the same.
_IS_PAGE = re.compile(r"\s*<(?:!doctype\s+html|html)\b", re.I)
_ONE_WORD = re.compile(r"\s*[A-Za-z0-9+/=_-]{100,}\s*")
_WRITTEN_BREAK = re.compile(r"(?:\\r)?\\n|\s\|\|\s")
_ESCAPED_TWICE = re.compile(r"&amp;(?:#\d{2,6}|[a-z]{2,8});")


def _with_lines(text: str) -> str:
    """A field's text with its breaks, where programs wrote escapes or bars in their place.

    Raises:
        NotTextError: the field holds RTF that nothing here can open, or encoded data.
    """
    if text.lstrip().startswith("{\\rtf"):
        return _opened_rtf(text)
    if _ONE_WORD.fullmatch(text):
        raise NotTextError("one word: encoded data")
    if "\n" not in text.strip() and ("\\n" in text or " || " in text):
        text = _WRITTEN_BREAK.sub("\n", text)
    if len(WRITTEN_CHARACTER.findall(text[:20_000])) > 1:
        text = without_escapes(text)
    if len(_ESCAPED_TWICE.findall(text[:20_000])) > 1:
        text = html.unescape(text)
    return text


def _opened_rtf(text: str) -> str:
    try:
        from striprtf.striprtf import rtf_to_text
    except ImportError:
        raise NotTextError("RTF needs striprtf: pip install 'newsbeam[office]'") from None
    return str(rtf_to_text(text, errors="replace"))


_ESCAPED_TAG = re.compile(r"&(?:amp;)*lt;/?(?:p|div|br|span|a|em|strong|b|i|ul|li|h[1-6])\b", re.I)


def _unescaped(body: str) -> str:
    """Markup that was escaped once or twice too often, as markup; other text as it is."""
    for _ in range(3):
        if len(_ESCAPED_TAG.findall(body[:20_000])) < 2:
            break
        body = html.unescape(body)
    return body


#: Where APIs cut a body short: "... [+3141 chars]".
_CUT_SHORT = re.compile(r"(?:\s{0,20}(?:…|\.\.\.))?\s{0,20}\[\+\d{1,7} chars\]\s{0,20}$")


#: What a feed writes behind a summary: an invitation to the page.
_INVITATION = re.compile(
    r"\s{0,3}(?:\[(?:…|\.\.\.)\]|"
    r"\b(?:Continue reading|Read (?:more|on|full|the (?:full|rest|whole))|Keep reading|Weiterlesen|"
    r"Lire la suite|Leer más|(?:Sigue|Seguir) leyendo|Leggi tutto|Continua a leggere|"
    r"Lees verder|Leia mais|Czytaj więcej|Читать далее)\b[^.!?\n]{0,120}(?:…|\.\.\.|[»›→])?)"
    r"\s{0,3}$",
    re.I,
)


def _without_invitation(parts: Structure, text: str) -> str:
    """The text of a feed's item without the invitation at its end, which goes to ``removed``."""
    for _ in range(2):
        last = parts.paragraphs[-1] if parts.paragraphs else ""
        found = _INVITATION.search(last[-200:])
        if found is None:
            break
        at = max(0, len(last) - 200) + found.start()
        parts.remove("furniture", last[at:].strip())
        parts.paragraphs[-1:] = [last[:at].rstrip()] if at else []
        text = "\n\n".join(parts.paragraphs)
    return text


def _listed_or(text: str) -> list[str]:
    pieces = listed(text)
    return [text] if pieces is None else pieces


def _page_first(raw: RawDocument, page: PageMetadata) -> RawDocument:
    """``raw`` without what its file's sidecar says and the page's head says itself."""
    says: dict[str, object] = {
        "title": page.titles,
        "authors": page.authors,
        "published": page.published,
        "publisher": page.canonical,
        "section": page.section,
        "keywords": page.keywords,
    }
    own = {name: RawDocument._field_defaults[name] for name in raw.from_sidecar if says.get(name)}
    return raw._replace(**own) if own else raw


def _keywords(written: Sequence[str]) -> tuple[str, ...]:
    words = [clean_inline(w) for entry in written for w in _listed_or(entry)]
    return tuple(dict.fromkeys(w for w in words if w))


def _canonical_url(page: PageMetadata, url: str | None) -> str | None:
    own = canonicalize(url)
    for claimed in page.canonical:
        candidate = canonicalize(claimed, own)
        if (
            candidate
            and names_an_article(candidate)
            and is_public(candidate)
            and may_be_address_of(candidate, own)
        ):
            return candidate
    return own
