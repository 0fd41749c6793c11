"""Row and ``--partition_by`` → the Hive folder that the row belongs in.

A folder is ``column=value``; an unknown value goes to Hive's default partition. Values are
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

import pyarrow as pa

from schemas.tables import Table

#: Values of ``--partition_by``.
PARTITION_BY = ("date", "month", "year", "source", "language")

#: Folder value of an unknown date, source or language.
DEFAULT_PARTITION = "__HIVE_DEFAULT_PARTITION__"

#: Longest encoded value in bytes; filesystems take names of 255 bytes, the column's name included.
MAX_VALUE_BYTES = 200

_UNSAFE = re.compile(r"[^A-Za-z0-9._\-\u0080-\U0010ffff]")


class PartitionRule(NamedTuple):
    """How one table is partitioned.

    Fields:
        key: name in the folder, for example ``published_date`` or ``published_month``.
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
        return PartitionRule(partition_by, partition_by, 0)
    if partition_by in ("month", "year"):
        length = 7 if partition_by == "month" else 4
        return PartitionRule(date.removesuffix("date") + partition_by, date, length)
    return PartitionRule(date, date, 10)


def file_schema(table: Table, partition_by: str = "date") -> pa.Schema:
    """The schema of the table's files: without the column that the folder's name holds."""
    rule = partition_rule(table, partition_by)
    if rule is None or rule.key not in table.schema.names:
        return table.schema
    return table.schema.remove(table.schema.get_field_index(rule.key))


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
        return "%5F" + value[1:]
    encoded = _UNSAFE.sub(lambda match: f"%{ord(match.group()):02X}", value)
    data = encoded.encode("utf-8", "replace")
    if len(data) <= MAX_VALUE_BYTES:
        return data.decode("utf-8")
    digest = hashlib.blake2b(value.encode("utf-8", "replace"), digest_size=8).hexdigest()
    start = data[: MAX_VALUE_BYTES - 20].decode("utf-8", "ignore")
    return re.sub(r"%[0-9A-F]?$", "", start) + "~" + digest


def decode_value(encoded: str) -> str | None:
    """The value of a folder's name; None for the default partition."""
    return None if encoded == DEFAULT_PARTITION else unquote(encoded)
