"""A record of named fields (JSON object, CSV or Parquet row) → RawDocument or Failure.

Explicit mappings come first (`ReadOptions.field_map`), then common names in a fixed order of
preference. Names are compared without case, ``_``, ``-``, blanks and namespace (``dc:title``).
Rejects: R003 where no field holds a body, R004 where a field that should hold text holds
something else. Nothing is cleaned here: values go on as written.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from schemas.records import RawDocument
from transforms.read.field_names import COMMON_NAMES, CONTAINERS, VALUE_KEYS
from transforms.read.options import LIST_TARGETS, ReadOptions, constant_of
from transforms.read.source import Record, Source

#: Formats whose records are named fields, mapped here.
MAPPED_FORMATS = frozenset({"jsonl", "json", "csv", "parquet", "arrow"})

_RANK = {
    name: (target, rank)
    for target, names in COMMON_NAMES.items()
    for rank, name in enumerate(names)
}
_KEY_MEMO: dict[str, tuple[str, int] | None] = {}
_KEY_MEMO_LIMIT = 10_000
_HTML = re.compile(
    r"(?i)<!doctype html|<html[\s>]|</(?:p|div|span|article|section|body|h[1-6]|ul|ol|li|table|td|"
    r"blockquote|figure|a|em|strong|b|i)\s*>|<(?:p|br|hr|img)(?:\s[^<>]*)?/?>"
)


def known_name(key: str) -> tuple[str, int] | None:
    """The `RawDocument` field that a key's name stands for and its rank among such names.

    >>> known_name("Pub_Date")
    ('published', 6)
    """
    try:
        return _KEY_MEMO[key]
    except KeyError:
        plain = re.sub(r"[\W_]+", "", key.rpartition(":")[2].casefold())
        if len(_KEY_MEMO) >= _KEY_MEMO_LIMIT:  # keys can be data: keep the memo small
            _KEY_MEMO.clear()
        found = _KEY_MEMO[key] = _RANK.get(plain)
        return found


def looks_like_html(text: str) -> bool:
    """Whether ``text`` is markup: it has a tag that news pages are made of.

    >>> looks_like_html("<p>Rain fell.</p>"), looks_like_html("2 < 3 and 5 > 4")
    (True, False)
    """
    return "<" in text and _HTML.search(text) is not None


def lookup(record: Any, path: Sequence[str]) -> Any:
    """The value at ``path``; through a list, the list of what its items have; None if absent."""
    for at, step in enumerate(path):
        if isinstance(record, Mapping):
            rest = ".".join(path[at:])
            if rest in record:  # a key may hold dots itself
                return record[rest]
            record = record.get(step)
        elif isinstance(record, (list, tuple)):
            if step.isdecimal():
                record = record[int(step)] if int(step) < len(record) else None
            else:
                found = [lookup(item, path[at:]) for item in record]
                return [value for value in found if value is not None] or None
        else:
            return None
    return record


def as_text(value: Any, separator: str = ", ") -> str | None:
    """A field's value as text: strings as they are, numbers as written, known wrappers opened.

    Lists are joined with ``separator``. None for what is absent or blank.

    Raises:
        TypeError: the value is of a kind that cannot be text (a truth value, an unknown object).
    """
    if value is None:
        return None
    if isinstance(value, str):
        return value if value and not value.isspace() else None
    if isinstance(value, bool):
        raise TypeError("a truth value")
    if isinstance(value, (int, float)):
        return None if value != value else str(value)  # NaN is what pandas writes for nothing
    if isinstance(value, Mapping):
        day = _calendar_day(value)
        if day is not None:
            return day
        for key in VALUE_KEYS:
            if value.get(key) is not None:
                return as_text(value[key], separator)
        if not value:
            return None
        if all(_LANGUAGE_KEY.fullmatch(str(key)) for key in value):  # {"en": ..., "fr": ...}
            return as_text(next(iter(value.values())), separator)
        raise TypeError("an object")
    if isinstance(value, (list, tuple)):
        parts = [as_text(item, separator) for item in value]
        return separator.join(part for part in parts if part is not None) or None
    if isinstance(value, (bytes, bytearray)):
        text = bytes(value).decode("utf-8", "replace")
        return text if text and not text.isspace() else None
    if hasattr(value, "isoformat"):
        return str(value.isoformat())
    raise TypeError(f"a {type(value).__name__}")


_LANGUAGE_KEY = re.compile(r"[a-z]{2}(?:[-_][A-Za-z]{2})?")


def _calendar_day(value: Mapping[str, Any]) -> str | None:
    """``{"year": 2023, "month": 5, "day": 4}`` as an ISO date."""
    year, month, day = (value.get(name) for name in ("year", "month", "day"))
    if isinstance(year, int) and isinstance(month, int) and isinstance(day, int):
        return f"{year:04}-{month:02}-{day:02}"
    return None


#: What programs write for nothing; never a title, a name or an address.
_NOTHING = frozenset(("nan", "none", "null", "n/a", "#n/a", "<na>", "nat", "undefined"))
#: What stands in a body's place where an API keeps it back.
_WITHHELD = frozenset(("ONLY AVAILABLE IN PAID PLANS", "ONLY AVAILABLE IN PROFESSIONAL PLANS"))


def _is_nothing(target: str, value: Any) -> bool:
    if target in ("text", "html"):
        return isinstance(value, str) and value.strip() in _WITHHELD
    if isinstance(value, str):
        return value.strip().lower() in _NOTHING
    # WordPress gives the numbers of its categories and tags
    numbers = target in ("section", "keywords") and isinstance(value, (list, tuple))
    return numbers and bool(value) and all(isinstance(item, int) for item in value)


_NAIVE = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?")
_LOCAL, _GMT = ("date", "pubdate", "postdate"), ("dategmt", "dateutc", "postdategmt", "pubdategmt")


def _with_offset(record: Mapping[str, Any]) -> str | None:
    """Local time with the offset that a second field in UTC shows (WordPress: date, date_gmt)."""
    named = {
        re.sub(r"[\W_]+", "", k.casefold()): v for k, v in record.items() if isinstance(v, str)
    }
    local = next((named[k] for k in _LOCAL if k in named), "")
    utc = next((named[k] for k in _GMT if k in named), "").removesuffix("Z")
    if not (_NAIVE.fullmatch(local) and _NAIVE.fullmatch(utc)):
        return None
    try:
        apart = datetime.fromisoformat(local) - datetime.fromisoformat(utc)
    except ValueError:
        return None
    minutes = round(apart.total_seconds() / 60)
    if abs(minutes) > 14 * 60:
        return None
    sign = "-" if minutes < 0 else "+"
    return f"{local}{sign}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"


def as_list(value: Any) -> tuple[str, ...]:
    """A field's value as a tuple of texts, one for each entry of a list."""
    if isinstance(value, (list, tuple)):
        return tuple(text for item in value if (text := as_text(item)) is not None)
    text = as_text(value)
    return () if text is None else (text,)


class Mapper(NamedTuple):
    """The compiled field map of a run."""

    explicit: tuple[tuple[str, tuple[str, ...], str], ...]

    @classmethod
    def from_options(cls, options: ReadOptions) -> Mapper:
        return cls(
            tuple((target, tuple(path.split(".")), path) for target, path in options.field_map)
        )


#: `RawDocument` field → its (rank, name, value)s.
Candidates = dict[str, list[tuple[int, str, Any]]]


def _candidates(record: Mapping[str, Any], mapper: Mapper) -> Candidates:
    """`RawDocument` field → its (rank, name, value)s; explicit ones rank below zero."""
    found: dict[str, list[tuple[int, str, Any]]] = {}
    for rank, (target, path, name) in enumerate(mapper.explicit):
        constant = constant_of(name)
        value = lookup(record, path) if constant is None else constant
        found.setdefault(target, []).append((rank - len(mapper.explicit), name, value))
    for key, value in record.items():
        if value is None or (key in CONTAINERS and isinstance(value, Mapping)):
            continue
        known = known_name(key)
        if known is not None and not _is_nothing(known[0], value):
            found.setdefault(known[0], []).append((known[1], key, value))
    return found


def document_of(
    record: Mapping[str, Any],
    source: Source,
    position: int,
    format_name: str,
    mapper: Mapper,
    payload: Callable[[], bytes],
    body_bytes: Callable[[str], bytes] | None = None,
) -> Record:
    """Map one record of named fields.

    Args:
        payload: gives the record's own bytes for a reject row.
        body_bytes: set where the record was not valid UTF-8: turns the body's text (decoded
            with surrogateescape) back into its bytes, which become ``content``.
    """
    found = _all_candidates(record, mapper)
    try:
        values = _values(found)
    except _FieldError as error:
        return source.failure("R004", position, payload(), field=error.name, found=error)
    if not _is_named(found, "published"):
        values["published"] = _with_offset(record) or values.get("published")
    text, html = values.pop("text", None), values.pop("html", None)
    if text is None and html is None:
        names = [name for target in ("text", "html") for _, name, _ in found.get(target, ())]
        fields = ", ".join(names) or "text, body, content, html"
        return source.failure("R003", position, payload(), fields=fields)
    if html is not None and (text is None or _is_named(found, "html")):
        text = None
    else:
        html = None
        if looks_like_html(text):
            text, html = None, text
    values = {name: value for name, value in values.items() if value}
    if body_bytes is None:
        return RawDocument(source.uri, position, format_name, text=text, html=html, **values)
    values = {name: _encodable(value) for name, value in values.items()}
    return RawDocument(
        source.uri,
        position,
        format_name,
        content=body_bytes((text if text is not None else html) or ""),
        content_type="text/plain" if html is None else "text/html",
        **values,
    )


def _all_candidates(record: Mapping[str, Any], mapper: Mapper) -> Candidates:
    """`_candidates` of the record and, behind its own, of the records inside of it."""
    found = _candidates(record, mapper)
    if "text" not in found and "html" not in found:
        for name in CONTAINERS:
            inner = record.get(name)
            if isinstance(inner, Mapping):
                for target, more in _candidates(inner, Mapper(())).items():
                    found.setdefault(target, []).extend(
                        (rank + 100, f"{name}.{key}", value) for rank, key, value in more
                    )
    described = record.get("metadata")
    if isinstance(described, Mapping):  # {"text": ..., "metadata": {"url": ..., "date": ...}}
        for target, more in _candidates(described, Mapper(())).items():
            if target not in found and target not in ("text", "html"):
                found[target] = [(rank + 200, f"metadata.{key}", v) for rank, key, v in more]
    for choices in found.values():
        choices.sort(key=lambda choice: choice[0])
    return found


def _is_named(found: Candidates, target: str) -> bool:
    """Whether the user named a field for ``target``."""
    return target in found and found[target][0][0] < 0


class _FieldError(TypeError):
    """A field that must hold text holds something else; ``name`` is the field's."""

    def __init__(self, name: str, found: object) -> None:
        super().__init__(found)
        self.name = name


def _values(found: Candidates) -> dict[str, Any]:
    """`RawDocument` field → the value of its best candidate that holds anything.

    Raises:
        _FieldError: the body, or a field that the user named, is of a wrong type.
    """
    values: dict[str, Any] = {}
    for target, choices in found.items():
        explicit = _is_named(found, target)
        for rank, name, value in choices:
            if explicit and rank >= 0:
                break  # what the user named is not replaced by a guess
            try:
                values[target] = _value(target, value)
            except TypeError as error:
                if explicit or target in ("text", "html"):
                    raise _FieldError(name, error) from error
                continue
            if values[target]:
                if target == "published":
                    values["published_field"] = name
                break
    return values


def _value(target: str, value: Any) -> Any:
    """A candidate as ``target`` holds it.

    Raises:
        TypeError: it is of a type that ``target`` cannot hold.
    """
    if target in LIST_TARGETS:
        return as_list(value)
    if target not in ("text", "html"):
        return as_text(value)
    if isinstance(value, (int, float)):
        raise TypeError("a number")
    return as_text(value, "\n\n")


def _encodable(value: Any) -> Any:
    """Mend metadata that were decoded with surrogateescape: Windows-1252 is the likeliest truth."""
    if isinstance(value, tuple):
        return tuple(_encodable(item) for item in value)
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        data = value.encode("utf-8", "surrogateescape" if _escaped(value) else "replace")
        return data.decode("cp1252", "replace")
    return value


def _escaped(value: str) -> bool:
    return all(not "\ud800" <= char <= "\udfff" or "\udc80" <= char <= "\udcff" for char in value)
