"""ninjs 1.x, 2.x and 3.0 objects → RawDocument.

Specification: https://iptc.org/standards/ninjs/. ninjs objects are told by their fields inside of
JSON and JSON Lines files, so there is no format of this name to force. Version 1 has
``body_text``/``body_xhtml``, 2 and 3 have lists of ``bodies`` and ``headlines`` with roles; names
are compared without case, which is all that tells version 3 from 2 here. Associated text items
become records of their own, associated pictures give captions. Rejects: R003 (a text without body),
R013 (pictures, video, audio, events, packages without text).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from lxml import etree

from schemas.records import RawDocument
from transforms.read import nitf
from transforms.read.fields import as_text, looks_like_html
from transforms.read.source import Record, Source
from transforms.read.xml_safe import local, parse

_MARKS = frozenset(
    {
        "versioncreated",
        "body_text",
        "body_xhtml",
        "bodies",
        "headlines",
        "pubstatus",
        "representationtype",
        "description_text",
        "renditions",
        "eventdetails",
        "$standard",
        "standard",
        "contentcreated",
        "altids",
    }
)


def is_ninjs(value: Mapping[str, Any]) -> bool:
    """Whether an object is ninjs: it has a ``uri`` and another field that only ninjs has."""
    if "uri" not in value:
        return False
    keys = {key.lower() for key in value}
    if not keys & _MARKS:
        return False
    return "url" not in keys or bool(keys & {"versioncreated", "bodies", "body_xhtml"})


def _get(value: Mapping[str, Any], *names: str) -> Any:
    """The first of ``names`` that is there, whatever its case."""
    lower = {key.lower(): each for key, each in value.items()}
    return next((lower[name] for name in names if lower.get(name) is not None), None)


def _plain(value: Any) -> str | None:
    try:
        return as_text(value)
    except TypeError:
        return None


def _entries(value: Any) -> list[Mapping[str, Any]]:
    if isinstance(value, Mapping):
        value = [
            each | {"role": key} if isinstance(each, dict) else each for key, each in value.items()
        ]
    return (
        [each for each in value or () if isinstance(each, Mapping)]
        if isinstance(value, list)
        else []
    )


def _names(value: Any) -> list[str]:
    return [name for each in _entries(value) if (name := _plain(each.get("name")))]


def _by_role(value: Any, *roles: str) -> str | None:
    """The value of a list of ``{role, value}`` objects by preferred role, else the first."""
    entries = [
        (str(_get(each, "role") or "").lower(), _plain(_get(each, "value")))
        for each in _entries(value)
    ]
    for role in roles:
        for found, text in entries:
            if text and found == role:
                return text
    return next((text for _, text in entries if text), None)


def _body(value: Mapping[str, Any]) -> tuple[str | None, bool]:
    """The fullest body: (text or markup, whether it is markup)."""
    choices: list[tuple[int, str, bool]] = []
    for key, each in value.items():
        name = key.lower()
        if name.startswith("body_") and isinstance(each, str) and each.strip():
            markup = name != "body_text"
            choices.append((1 if markup else 0, each, markup))
    for entry in _entries(_get(value, "bodies")):
        text = _plain(_get(entry, "value"))
        kind = str(_get(entry, "contenttype") or "").lower()
        if text:
            markup = "html" in kind or "xml" in kind or looks_like_html(text)
            choices.append((2 if "html" in kind else 1 if markup else 0, text, markup))
    if not choices:
        return None, False
    _, text, markup = max(choices, key=lambda choice: (choice[0], len(choice[1])))
    return text, markup


def _nitf_fields(text: str) -> dict[str, Any]:
    """The fields of a body that is NITF."""
    root, _ = parse(text)
    if not isinstance(root, etree._Element) or local(root) != "nitf":
        return {}
    return nitf.fields_of(root)


def records_of(
    value: Mapping[str, Any],
    source: Source,
    position: int,
    payload: Callable[[], bytes],
    body_bytes: Callable[[str], bytes] | None = None,
) -> Iterator[Record]:
    """The record of a ninjs object and of the text items that it carries."""
    yield _record(value, source, position, payload, body_bytes)
    at = position
    for each in _entries(_get(value, "associations")):
        if _body(each)[0] is not None:
            at += 1  # the text is inside of this record: any byte of it names it
            yield _record(each, source, at, payload, body_bytes)


def _record(
    value: Mapping[str, Any],
    source: Source,
    position: int,
    payload: Callable[[], bytes],
    body_bytes: Callable[[str], bytes] | None,
) -> Record:
    kind = str(_get(value, "type") or ("event" if _get(value, "eventdetails") else "text")).lower()
    body, markup = _body(value)
    if str(_get(value, "pubstatus") or "").lower() in ("canceled", "cancelled", "withheld"):
        uri = _plain(_get(value, "uri"))
        return RawDocument(
            source.uri,
            position,
            "ninjs",
            text="",
            title=_plain(_get(value, "headline", "title")),
            url=_plain(_get(value, "url")) or (uri if uri and _is_page(uri) else None),
            external_id=uri,
            modified=_plain(_get(value, "versioncreated")),
            withdrawn=str(_get(value, "pubstatus")).lower(),
        )
    if body is None or kind in ("picture", "graphic", "audio", "video"):
        if kind == "text":
            return source.failure("R003", position, payload(), fields="body_*, bodies")
        return source.failure("R013", position, payload(), found=f"a ninjs {kind} item")
    associations = _entries(_get(value, "associations"))
    captions = [
        caption
        for each in associations
        if str(_get(each, "type") or "").lower() in ("picture", "graphic", "video")
        if (
            caption := _plain(_get(each, "description_text"))
            or _by_role(_get(each, "descriptions"), "caption")
        )
    ]
    fields: dict[str, Any] = _nitf_fields(body) if "<nitf" in body[:500] else {}
    fields.setdefault("html" if markup else "text", body)
    uri = _plain(_get(value, "uri"))
    by = _plain(_get(value, "by", "byline"))
    published = _plain(_get(value, "contentcreated")), "contentCreated"
    for name in ("firstCreated", "versionCreated"):
        if not published[0]:
            published = _plain(_get(value, name.lower())), name
    own = {
        "title": _by_role(_get(value, "headlines"), "main", "headline")
        or _plain(_get(value, "headline", "title")),
        "subtitle": _by_role(_get(value, "subheadlines"), "main")
        or _plain(_get(value, "subheadline", "description_text"))
        or _by_role(_get(value, "descriptions"), "abstract", "summary", "drop", "teaser"),
        "url": _plain(_get(value, "url")) or (uri if uri and _is_page(uri) else None),
        "publisher": next(iter(_names(_get(value, "infosources", "infosource"))), None)
        or _plain(_get(value, "copyrightholder")),
        "authors": (by,) if by else (),
        "published": published[0],
        "published_field": published[1] if published[0] else None,
        "modified": _plain(_get(value, "versioncreated")),
        "language": _plain(_get(value, "language")),
        "section": _plain(_get(value, "section", "service")),
        "keywords": tuple(dict.fromkeys([
            *_names(_get(value, "subjects", "subject")),
            *([text] if (text := _plain(_get(value, "keywords", "keyword"))) else []),
        ])),
        "captions": tuple(captions),
        "dateline": _plain(_get(value, "dateline")),
        "external_id": uri,
    }  # fmt: skip
    fields.update({key: each for key, each in own.items() if each})
    if body_bytes is not None:
        text = fields.pop("html", None) or fields.pop("text", None) or ""
        fields = {
            "content_type": "text/html" if markup else "text/plain",
            "content": body_bytes(text),
        }
    return RawDocument(source.uri, position, "ninjs", **fields)


def _is_page(uri: str) -> bool:
    return uri.startswith(("http://", "https://"))
