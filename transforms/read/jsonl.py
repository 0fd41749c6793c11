"""JSON Lines (NDJSON) → one record a line.

Specification: https://jsonlines.org. Blank lines are no records. A line that is not valid UTF-8
is read all the same and its body handed on as bytes (``content``). Any byte range can be read by
itself: a line belongs to the range that its first byte is in. Rejects: R001 not JSON, R002 not an
object, R003 no body, R004 a body that is not text, R005 damage, R007 too long.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import orjson

from schemas.records import RawDocument
from transforms.read import ninjs
from transforms.read.fields import Mapper, document_of
from transforms.read.options import ReadOptions
from transforms.read.source import LIKELY, NO, SURE, Format, Record, Source
from transforms.read.streams import iterate_lines

UTF8_MARK = b"\xef\xbb\xbf"

#: Keys under which APIs put the list of their articles.
WRAPPERS = (
    "articles",
    "items",
    "results",
    "docs",
    "documents",
    "data",
    "entries",
    "news",
    "stories",
)


def parse(data: bytes) -> tuple[Any, bool]:
    """Parse one JSON value: (value, whether its bytes were not valid UTF-8).

    orjson is fast and strict; what it refuses gets a second chance with the standard library,
    which takes NaN, big numbers and lone surrogates.

    Raises:
        ValueError: it is not JSON.
    """
    try:
        return orjson.loads(data), False
    except orjson.JSONDecodeError:
        pass
    try:
        text, broken = data.decode("utf-8-sig"), False
    except UnicodeDecodeError:
        text, broken = data.decode("utf-8", "surrogateescape"), True
    try:
        value = json.loads(text, strict=False)
    except RecursionError:
        raise ValueError("nested too deeply") from None
    if not broken:
        value = without_surrogates(value)
    return value, broken


def without_surrogates(value: Any) -> Any:
    """Replace lone surrogates (half an emoji that someone cut) by U+FFFD, in depth."""
    if isinstance(value, str):
        try:
            value.encode("utf-8")
        except UnicodeEncodeError:
            return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        return value
    if isinstance(value, dict):
        return {without_surrogates(k): without_surrogates(v) for k, v in value.items()}
    if isinstance(value, list):
        return [without_surrogates(item) for item in value]
    return value


def escaped_bytes(text: str) -> bytes:
    """The bytes that surrogateescape decoded."""
    return text.encode("utf-8", "surrogateescape" if _all_escapes(text) else "replace")


def _all_escapes(text: str) -> bool:
    try:
        text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return False
    return True


def wrapped(value: dict[str, Any]) -> list[Any] | None:
    """The articles in an API's answer such as ``{"status": "ok", "articles": [...]}``."""
    for _ in range(2):  # {"response": {"docs": [...]}}
        for key in WRAPPERS:
            items = value.get(key)
            if isinstance(items, list) and items and all(isinstance(i, dict) for i in items):
                return items
        inner = next(
            (
                value[k]
                for k in ("response", "hits", "data", "result")
                if isinstance(value.get(k), dict)
            ),
            None,
        )
        if inner is None:
            return None
        if isinstance(inner.get("hits"), list):
            return list(inner["hits"])
        value = inner
    return None


def records_of(
    data: bytes, source: Source, position: int, format_name: str, mapper: Mapper
) -> Iterator[Record]:
    """The record (or the records in an API's answer) that one JSON value is."""
    try:
        value, broken = parse(data)
    except ValueError as error:
        yield source.failure("R001", position, data, error=str(error))
        return
    yield from records_of_value(value, broken, source, position, format_name, mapper, lambda: data)


def records_of_value(
    value: Any,
    broken: bool,
    source: Source,
    position: int,
    format_name: str,
    mapper: Mapper,
    payload: Callable[[], bytes],
) -> Iterator[Record]:
    """As `records_of`, for a value that is parsed already."""
    if not isinstance(value, dict):
        yield source.failure("R002", position, payload(), found=kind_of(value))
        return
    body_bytes = escaped_bytes if broken else None
    if ninjs.is_ninjs(value) and not mapper.explicit:
        yield from ninjs.records_of(value, source, position, payload, body_bytes)
        return
    record = document_of(value, source, position, format_name, mapper, payload, body_bytes)
    if not isinstance(record, RawDocument) and record.code == "R003":
        items = wrapped(value)
        if items is not None:
            for item in items:
                yield from records_of_value(
                    item, broken, source, position, format_name, mapper, partial(dump, item)
                )
            return
    yield record


def dump(value: Any) -> bytes:
    """JSON of a part of a record, for reject rows."""
    return json.dumps(value, ensure_ascii=True)[:65536].encode("ascii")


def kind_of(value: Any) -> str:
    """What a JSON value is, in words.

    >>> kind_of([1]), kind_of(None)
    ('an array', 'null')
    """
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "a truth value"
    if isinstance(value, (list, str, dict)):
        return {list: "an array", str: "a string", dict: "an object"}[type(value)]
    return "a number"


def read(source: Source, options: ReadOptions) -> Iterator[Record]:
    mapper = Mapper.from_options(options)
    stream, skip = source.stream, False
    if source.start:
        # the byte before tells whether a line begins at the range's start
        at = source.start if source.exact else source.start - 1
        stream, skip = source.at(at), not source.exact
    lines = iterate_lines(stream, options.max_record_bytes, source.end, fold_blank=True)
    for position, data, oversize, error in lines:
        if skip:
            skip = False
            if error is None:
                continue
        if failure := source.not_whole(position, data, oversize, error, options):
            yield failure
            continue
        if position == 0 and data.startswith(UTF8_MARK):
            data = data[3:]
        if not data or data.isspace():
            continue
        yield from records_of(data, source, position, "jsonl", mapper)


def sniff(head: bytes, name: str) -> int:
    named = name.endswith((".jsonl", ".ndjson", ".jsonlines", ".ldjson"))
    body = head.removeprefix(UTF8_MARK).lstrip()
    if not body.startswith(b"{"):
        return LIKELY if named else NO
    line, newline, rest = body.partition(b"\n")
    if not newline or not rest.strip():
        # one line: a JSON file unless the name says otherwise
        return SURE if named else NO
    second = rest.lstrip().partition(b"\n")[0].rstrip()
    # pretty-printed values in a row, as jq writes them, whatever the file's name says
    if second in (b"{", b"[") or line.strip() == b"{":
        return NO
    try:
        orjson.loads(line)
    except orjson.JSONDecodeError:
        return LIKELY if named else NO
    return SURE


FORMAT = Format("jsonl", read, sniff, ranges=True, utf8=True)
