"""Command-line values → `ReadOptions`, the plain picklable values that readers need."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

#: Names that people use for a `RawDocument` field on the left of ``--field_map``.
TARGET_ALIASES = {
    "author": "authors",
    "body": "text",
    "byline": "authors",
    "caption": "captions",
    "date": "published",
    "headline": "title",
    "id": "external_id",
    "keyword": "keywords",
    "lang": "language",
    "link": "url",
    "source": "publisher",
}

#: Fields of `RawDocument` that a field of a record can be mapped to.
TARGETS = frozenset(
    {
        "text",
        "html",
        "title",
        "subtitle",
        "url",
        "publisher",
        "authors",
        "published",
        "modified",
        "language",
        "section",
        "keywords",
        "captions",
        "dateline",
        "external_id",
    }
)


#: Fields of several values.
LIST_TARGETS = frozenset({"authors", "keywords", "captions"})

#: Fields that differ from article to article: no constant can stand for them.
_OWN_TARGETS = frozenset({"text", "html", "url", "external_id"})


class ReadOptionError(ValueError):
    """An option that no reader can work with; the message names the option."""


@dataclass(frozen=True)
class ReadOptions:
    """What readers must know; pickles, and never shows a secret in its repr.

    Fields:
        input_format: a format's name (``jsonl``, ``warc``, ...) forced on every file, or None.
        field_map: pairs of (`RawDocument` field, dotted path in the record or constant in
            quotes), tried in order.
        max_record_mb: records above this many MB (2**20 bytes) are rejected as R007.
        storage_options: arguments of the fsspec file systems; may hold secrets.
        max_expansion: a compressed file may grow by this factor at most (beyond its first
            100 MB), so that a bomb ends early (R011).
        max_depth: how many wrappers (compression, archives) are opened inside one another.
        attempts: how often a request to a store is tried before it is given up.
        backoff_s: pause before the second attempt in seconds; it doubles with each.
    """

    input_format: str | None = None
    field_map: tuple[tuple[str, str], ...] = ()
    max_record_mb: float = 64
    storage_options: Mapping[str, Any] = field(default_factory=dict, repr=False)
    max_expansion: int = 1000
    max_depth: int = 4
    attempts: int = 6
    backoff_s: float = 0.25

    @property
    def max_record_bytes(self) -> int:
        return int(self.max_record_mb * 2**20)


def parse_field_map(value: str) -> tuple[tuple[str, str], ...]:
    """Parse ``--field_map title=headline,text=body.content``.

    A target may be named more than once: its paths are tried in order. Aliases such as ``body``
    for ``text`` are understood. What stands in quotes is a constant and keeps them, so that it is
    never taken for a path; commas inside are its own.

    >>> parse_field_map("title=headline,body=article.text,source='Planet, Daily'")
    (('title', 'headline'), ('text', 'article.text'), ('publisher', "'Planet, Daily'"))

    Raises:
        ReadOptionError: a part is not ``field=path``, names no known field or holds a constant
            that none can be.
    """
    pairs = []
    for part in _PARTS.findall(value):
        part = part.strip()
        if not part:
            continue
        target, equals, path = (piece.strip() for piece in part.partition("="))
        if not equals or not path:
            raise ReadOptionError(f"--field_map: {part!r} is not field=path")
        try:
            target = target_of(target)
        except ReadOptionError as error:
            raise ReadOptionError(f"--field_map: {error}") from None
        constant = constant_of(path)
        if constant is None and path[0] in "'\"":
            raise ReadOptionError(f"--field_map: {part!r}: the constant's quotes do not match")
        if constant is not None and not constant.strip():
            raise ReadOptionError(f"--field_map: {part!r}: the constant is empty")
        if constant is not None and target in _OWN_TARGETS:
            raise ReadOptionError(f"--field_map: {target} cannot be the same for every article")
        pairs.append((target, path))
    return tuple(pairs)


#: Parts between commas; those of a quoted constant are no borders.
_PARTS = re.compile(r"""(?:=\s*(?:'[^']*'|"[^"]*")\s*(?=,|$)|[^,])+""")


def target_of(name: str) -> str:
    """The `RawDocument` field that a person calls ``name``.

    >>> target_of("Source")
    'publisher'

    Raises:
        ReadOptionError: there is none.
    """
    target = TARGET_ALIASES.get(name.strip().lower(), name.strip().lower())
    if target not in TARGETS:
        known = ", ".join(sorted(TARGETS))
        raise ReadOptionError(f"no field {name!r}; there are {known}")
    return target


def constant_of(path: str) -> str | None:
    """The constant that the right side of a mapping holds in quotes; None for a path.

    >>> constant_of("'Daily Planet'"), constant_of("paper")
    ('Daily Planet', None)
    """
    quoted = len(path) > 1 and path[0] in "'\"" and path[-1] == path[0]
    return path[1:-1] if quoted and path[0] not in path[1:-1] else None
