"""Row and ``--partition_by`` → the Hive folder that the row belongs in.

A folder is ``key=value``, and its key is no column of the files: rows of 29 January 2019 lie in
``published_day=2019-01-29`` and hold their ``published_date`` themselves. So every reader takes the
date from the file, with its type; where a folder's key is a column as well, pandas and pyarrow
refuse the table (dictionary against date). An unknown value is ``none``: pandas 3 and pyarrow 25
cannot read Hive's ``__HIVE_DEFAULT_PARTITION__`` beside dates ("cannot yet unify dictionaries with
nulls") nor alone ("no non-null segments"), and Spark refuses an empty value. Values are
percent-encoded so that nothing escapes the folder and DuckDB, Spark, pyarrow and Polars all decode
them: every ASCII character but letters, digits, ``.``, ``_``, ``-``. Other characters stay as
they are, because Spark decodes ``%C3%A9`` byte by byte (``ExternalCatalogUtils.unescapePathName``)
and would make two characters of one. The rule is Hive's (``FileUtils.escapePathName``), wider.
"""

from __future__ import annotations

import datetime
import functools
import hashlib
import re
from collections.abc import Mapping
from typing import Any, NamedTuple
from urllib.parse import unquote

from schemas.tables import Table

#: Values of ``--partition_by``.
PARTITION_BY = ("date", "month", "year", "source", "language")

#: Folder value of an unknown date, source or language.
DEFAULT_PARTITION = "none"

#: Number of the layout of folders and files, noted in manifests. Layout 1 (no number noted) named
#: folders after columns and left these out of the files.
LAYOUT = 2

#: Longest encoded value in bytes; filesystems take names of 255 bytes, the column's name included.
MAX_VALUE_BYTES = 200

_UNSAFE = re.compile(r"[^A-Za-z0-9._\-\u0080-\U0010ffff]")


class PartitionRule(NamedTuple):
    """How one table is partitioned.

    Fields:
        key: name in the folder, for example ``published_day``, ``published_month``, ``by_source``.
        column: the row's value that decides, for example ``published_date``.
        length: leading characters of an ISO date that make the value (10, 7, 4); 0: all of it.
    """

    key: str
    column: str
    length: int


def partition_rule(table: Table, partition_by: str = "date") -> PartitionRule | None:
    """The rule of ``table`` under ``partition_by``; None for a table that is not partitioned.

    ``stories`` have no one source or language; under these they stay by date.

    Raises:
        ValueError: ``partition_by`` is none of `PARTITION_BY`.
    """
    if partition_by not in PARTITION_BY:
        raise ValueError(
            f"--partition_by {partition_by}: one of {', '.join(PARTITION_BY)} is expected"
        )
    date = table.date_column
    if date is None:
        return None
    by_row = partition_by in ("source", "language")
    if by_row and date == "published_date":
        return PartitionRule(f"by_{partition_by}", partition_by, 0)
    unit, length = {"month": ("month", 7), "year": ("year", 4)}.get(partition_by, ("day", 10))
    return PartitionRule(date.removesuffix("date") + unit, date, length)


def partition_folder(
    rule: PartitionRule | None,
    row: Mapping[str, Any],
    article: Mapping[str, Any] | None = None,
) -> str:
    """Folder of ``row``, ``""`` for an unpartitioned table.

    ``article`` is the row of the article that ``row`` came from; it gives the value where the
    row has no such column (the source of an entity).
    """
    if rule is None:
        return ""
    value = row.get(rule.column)
    if value is None and article is not None:
        value = article.get(rule.column)
    return _folder(rule, value)


@functools.lru_cache(maxsize=4096)
def _folder(rule: PartitionRule, value: Any) -> str:
    if value is None or value == "":
        return f"{rule.key}={DEFAULT_PARTITION}"
    if isinstance(value, datetime.datetime):
        value = value.date()
    text = value.isoformat() if isinstance(value, datetime.date) else str(value)
    if rule.length:
        text = text[: rule.length]
    return f"{rule.key}={encode_value(text)}"


def encode_value(value: str) -> str:
    """Percent-encode one partition value.

    >>> encode_value("a/b c"), encode_value("Süddeutsche")
    ('a%2Fb%20c', 'Süddeutsche')

    A value that would not fit a file name is cut and ends in a hash of the whole.
    """
    if value == DEFAULT_PARTITION:
        return f"%{ord(value[0]):02X}" + value[1:]
    encoded = _UNSAFE.sub(lambda match: f"%{ord(match.group()):02X}", value)
    data = encoded.encode("utf-8", "replace")
    if len(data) <= MAX_VALUE_BYTES:
        return data.decode("utf-8")
    digest = hashlib.blake2b(value.encode("utf-8", "replace"), digest_size=8).hexdigest()
    start = data[: MAX_VALUE_BYTES - 20].decode("utf-8", "ignore")
    return re.sub(r"%[0-9A-F]?$", "", start) + "~" + digest


def decode_value(encoded: str) -> str | None:
    """The value of a folder's name; None where it is unknown."""
    return None if encoded == DEFAULT_PARTITION else unquote(encoded)
