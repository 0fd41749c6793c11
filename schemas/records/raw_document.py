"""`RawDocument`: one record of an input file, not yet interpreted."""

from typing import NamedTuple, Optional, Sequence


class RawDocument(NamedTuple):
    """One record as its file gave it; every field but the first three may be unknown (None).

    Readers map what the format names (a JSON key, a NITF element, a feed field) to these fields
    and do nothing else: cleaning is `normalize`'s work. Exactly one of ``text``, ``html`` and
    ``content`` holds the body.

    Fields:
        input_uri: the file; a member of an archive as ``zip://member::archive``.
        input_position: byte offset of the record in the (decompressed) file; row number in
            Parquet and Arrow; 0 for one-record files.
        format: reader's name, for example ``jsonl``, ``warc``, ``nitf``.
        content: the undecoded body (``text/plain`` or HTML bytes), where the encoding is open.
        content_type: media type of the body where known, for example ``text/html``.
        charset: encoding that the container claims (HTTP header, XML declaration), unverified.
        text: a plain-text body that is decoded already.
        html: an HTML (or XHTML) body that is decoded already.
        published: date as written in the source, with ``published_field`` naming where it stood.
        crawled_at: microseconds; only an upper bound of the publication time.
        authors, keywords, captions: as written, one entry a value.
        publisher: the outlet that the format names.
        external_id: guid, urn, message-id or other id that the source gives.
        withdrawn: what the source calls a withdrawal (canceled, withheld); such a record needs no
            body: it takes the article with its identity back.
        from_sidecar: names of the fields that the record lacked and its file's sidecar gave.
    """

    input_uri: str
    input_position: int
    format: str
    content: Optional[bytes] = None
    content_type: Optional[str] = None
    charset: Optional[str] = None
    text: Optional[str] = None
    html: Optional[str] = None
    title: Optional[str] = None
    subtitle: Optional[str] = None
    url: Optional[str] = None
    publisher: Optional[str] = None
    authors: Sequence[str] = ()
    published: Optional[str] = None
    published_field: Optional[str] = None
    modified: Optional[str] = None
    crawled_at: Optional[int] = None
    language: Optional[str] = None
    section: Optional[str] = None
    keywords: Sequence[str] = ()
    captions: Sequence[str] = ()
    dateline: Optional[str] = None
    external_id: Optional[str] = None
    withdrawn: Optional[str] = None
    from_sidecar: Sequence[str] = ()
