"""Folder or URL of tables → a DuckDB connection with a view for each table of the contract.

Every table of the contract has a view with every column of the contract, whatever the output
holds: a table without files is empty, a column that an older contract lacked is null. The
partition column is a DATE and null for rows without one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

import duckdb
import fsspec
import pyarrow as pa

from pipelines.tables import views
from schemas.tables import TABLES, Table
from transforms.storage.stores import resolve

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl

#: What DuckDB and Hive call the folder of rows without a partition value.
_NO_VALUE = "__HIVE_DEFAULT_PARTITION__"


class OpenTablesError(Exception):
    """The folder holds no tables; the message names it and says what to do."""


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _name(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def duckdb_type(kind: pa.DataType) -> str:
    """Return DuckDB's name of an Arrow type of the contract.

    Raises:
        TypeError: DuckDB has no such type.
    """
    if pa.types.is_list(kind) or pa.types.is_large_list(kind):
        return duckdb_type(kind.value_type) + "[]"
    if pa.types.is_struct(kind):
        inner = ", ".join(f"{_name(field.name)} {duckdb_type(field.type)}" for field in kind)
        return f"STRUCT({inner})"
    if pa.types.is_timestamp(kind):
        return "TIMESTAMPTZ" if kind.tz else "TIMESTAMP"
    simple = {
        "string": "VARCHAR",
        "large_string": "VARCHAR",
        "int64": "BIGINT",
        "int32": "INTEGER",
        "int16": "SMALLINT",
        "int8": "TINYINT",
        "double": "DOUBLE",
        "float": "FLOAT",
        "bool": "BOOLEAN",
        "date32[day]": "DATE",
        "binary": "BLOB",
    }
    if str(kind) not in simple:
        raise TypeError(f"no DuckDB type for Arrow type {kind}")
    return simple[str(kind)]


@dataclass(frozen=True)
class Tables:
    """Opened tables: a connection with a view for each table and each ready-made query.

    Attributes:
        path: folder or URL that was opened.
        connection: the DuckDB connection; close it, or use the object in a ``with`` block.
    """

    path: str
    connection: duckdb.DuckDBPyConnection

    def __enter__(self) -> Tables:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connection."""
        self.connection.close()

    @property
    def names(self) -> tuple[str, ...]:
        """Names of all tables and views."""
        return (*TABLES, *views.names())

    def sql(self, query: str) -> duckdb.DuckDBPyRelation:
        """Return the result of an SQL *query* over the tables and views.

        Raises:
            duckdb.Error: the query is wrong; the message says where.
        """
        return self.connection.sql(query)

    def table(self, name: str) -> duckdb.DuckDBPyRelation:
        """Return a table or view as a DuckDB relation.

        Raises:
            KeyError: there is none of that name.
        """
        if name not in self.names:
            raise KeyError(f"no table or view {name!r}; there are {', '.join(self.names)}")
        return self.connection.table(name)

    def arrow(self, name: str) -> pa.Table:
        """Return a table or view as an Arrow table."""
        return self.table(name).to_arrow_table()

    def pandas(self, name: str) -> pd.DataFrame:
        """Return a table or view as a pandas data frame (needs pandas)."""
        return self.table(name).df()

    def polars(self, name: str) -> pl.DataFrame:
        """Return a table or view as a Polars data frame (needs Polars)."""
        return self.table(name).pl()


def _files(filesystem: fsspec.AbstractFileSystem, root: str, table: Table) -> list[str]:
    """Return the data files of *table*, none of ours (names that begin with "_" or ".")."""
    folder = f"{root.rstrip('/')}/{table.name}"
    if not filesystem.exists(folder):
        return []
    below = len(PurePosixPath(folder).parts)
    return [
        path
        for path in sorted(filesystem.find(folder))
        if path.endswith(".parquet")
        and not any(part.startswith(("_", ".")) for part in PurePosixPath(path).parts[below:])
    ]


def _partitions(path: str) -> list[str]:
    return [part.partition("=")[0] for part in PurePosixPath(path).parts[:-1] if "=" in part]


def _select(
    connection: duckdb.DuckDBPyConnection, table: Table, files: Sequence[str], protocol: str
) -> str:
    """Return the query whose rows are those of *files* with the columns of the contract."""
    partitions = _partitions(files[0])
    listed = ", ".join(_quoted(protocol + path) for path in files)
    types = ", ".join(f"{_quoted(name)}: VARCHAR" for name in partitions)
    hive = f", hive_partitioning = true, hive_types = {{{types}}}" if partitions else ""
    source = f"read_parquet([{listed}], union_by_name = true{hive})"
    described = connection.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()
    stored = {str(row[0]): str(row[1]) for row in described}
    columns = []
    for field in table.schema:
        kind, name = duckdb_type(field.type), _name(field.name)
        if field.name in partitions and stored[field.name] == "VARCHAR":
            value = f"nullif({name}, {_quoted(_NO_VALUE)})"
            columns.append(f"CAST({value} AS {kind}) AS {name}")
        elif field.name not in stored:
            columns.append(f"CAST(NULL AS {kind}) AS {name}")
        elif pa.types.is_nested(field.type):
            # Structs of an older contract have fewer fields; the cast adds them as null.
            columns.append(f"CAST({name} AS {kind}) AS {name}")
        else:
            columns.append(name)
    return f"SELECT {', '.join(columns)} FROM {source}"


def _empty(table: Table) -> str:
    columns = ", ".join(
        f"CAST(NULL AS {duckdb_type(field.type)}) AS {_name(field.name)}" for field in table.schema
    )
    return f"SELECT {columns} WHERE false"


def open_tables(path: str, storage_options: Mapping[str, Any] | None = None) -> Tables:
    """Open the tables of an output.

    Args:
        path: folder or URL that ``newsbeam run --output`` wrote to.
        storage_options: options of the storage (fsspec), as ``--storage_options``.

    Raises:
        OpenTablesError: *path* is no output of newsbeam.
        ValueError: the storage has no such options.
    """
    try:
        filesystem, root = resolve(path, storage_options)
    except ImportError as error:
        raise OpenTablesError(
            f"{path}: {error}; see `make help` for setup-s3, -gcs, -azure"
        ) from error
    files = {table.name: _files(filesystem, root, table) for table in TABLES.values()}
    if not any(files.values()) and not filesystem.exists(f"{root.rstrip('/')}/_runs"):
        raise OpenTablesError(
            f"{path} holds no tables of newsbeam; give the folder or URL that a run had as --output"
        )
    connection = duckdb.connect()
    connection.execute("SET TimeZone = 'UTC'")
    protocol = ""
    if "file" not in _protocols(filesystem):
        connection.register_filesystem(filesystem)
        protocol = f"{_protocols(filesystem)[0]}://"
    for table in TABLES.values():
        query = _empty(table)
        if files[table.name]:
            query = _select(connection, table, files[table.name], protocol)
        connection.execute(f"CREATE VIEW {_name(table.name)} AS {query}")
    views.create(connection)
    return Tables(path, connection)


def _protocols(filesystem: fsspec.AbstractFileSystem) -> tuple[str, ...]:
    protocol = filesystem.protocol
    return (protocol,) if isinstance(protocol, str) else tuple(protocol)
