"""Which article a record is a version of: its identity, its time of change, its withdrawal.

Identity is the canonical URL; where there is none, the id of an item that its standard or its
database makes globally unique (ninjs' ``uri``, NewsML-G2's ``guid``, NewsML 1's public id
without its revision, Factiva's accession number, the document numbers of ProQuest and Europresse),
so that a corrected item is the same article; else source, title and text. Ids of other formats (a
column ``id``, an RSS guid) are often counters and count for nothing here.
"""

from __future__ import annotations

import re

from schemas.ids import stable_id
from schemas.records import Failure, RawDocument, failure
from transforms.normalize.urls import canonicalize, identity_key, names_an_article
from transforms.text.dates import parse_moment

#: Formats whose standards, or whose databases, make an item's id globally unique.
_UNIQUE_IDS = {
    *("ninjs", "newsml_g2", "newsml_1"),
    *("factiva", "factiva_xml", "proquest", "europresse"),
}

#: The fragment of a post in a live blog, which is a text of its own.
_POST = re.compile(
    r"#[a-z_-]{0,20}(?:post|entry|update|block|brief|story|item)[a-z_-]{0,10}\d[\w-]*$", re.I
)
#: ``urn:newsml:provider:date:id:revision`` (IETF RFC 3085).
_NEWSML_URN = re.compile(r"(urn:newsml:[^:]{1,200}:[^:]{1,40}:.{1,400}):[^:]{0,20}", re.I)


def article_identity(
    raw: RawDocument, canonical: str | None, source: str | None, title: str | None, sha256: str
) -> str:
    """The ``article_id`` of a record."""
    return _named_identity(raw, canonical) or stable_id("text", source, title, sha256)


def _named_identity(raw: RawDocument, canonical: str | None) -> str | None:
    if canonical and names_an_article(canonical):
        post = _POST.search(raw.url or "")
        own = post is not None and canonical == canonicalize(raw.url)
        return stable_id("url", identity_key(canonical) + (post[0] if own and post else ""))
    if raw.format in _UNIQUE_IDS and raw.external_id:
        urn = _NEWSML_URN.fullmatch(raw.external_id.strip())
        return stable_id("guid", urn.group(1) if urn else raw.external_id.strip())
    return None


def modified_at(raw: RawDocument) -> int | None:
    """When the source says it made this version, in microseconds UTC; None where it does not."""
    moment = parse_moment(raw.modified)
    return None if moment is None else moment.instant


def withdrawn(raw: RawDocument) -> Failure:
    """The failure (N010) that a withdrawal leaves; its ``article_id`` says what it takes back."""
    return failure(
        "N010",
        raw.input_uri,
        raw.input_position,
        (raw.title or raw.external_id or "").encode("utf-8", "replace"),
        _named_identity(raw, canonicalize(raw.url)),
        status=raw.withdrawn,
    )
