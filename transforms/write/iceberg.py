"""Committed runs → Apache Iceberg tables over the same Parquet files, one snapshot a table and run.

Iceberg tables are brought in step with the manifests: each run that a table does not know yet
becomes one snapshot (append, or overwrite where the run has replaced files), and the table notes
the run's id in the same commit. So registering may be repeated and cut off anywhere, and nothing is
added twice. The files are those of the plain layout. They carry no field ids, so columns are found
by name (``schema.name-mapping.default``). With ``--partition_by source`` or ``language`` the value
of an entity's, event's or quote's row stands in its folder only: it is an identity partition, whose
value Iceberg's readers take from the metadata (Iceberg specification, "Column Projection").
pyiceberg's own ``add_files`` takes partition values from column statistics, of which such a column
has none; so the entries are made here.

The catalog is SQLite in ``<output>/_iceberg`` unless properties name another one.
"""

from __future__ import annotations

import datetime as dt
import logging
import os
from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from schemas.tables import TABLES, Table
from transforms.storage import Storage, WriteError
from transforms.write.manifest import committed_runs, live_files, superseded
from transforms.write.partitions import (
    DEFAULT_PARTITION,
    PartitionRule,
    decode_value,
    partition_rule,
)

#: Value of ``--table_format`` and of a manifest's ``table_format``.
ICEBERG = "iceberg"

#: Folder of the SQLite catalog and the tables' metadata, relative to the output.
ICEBERG_FOLDER = "_iceberg"

#: Namespace of the tables unless the catalog's properties give one as ``namespace``.
NAMESPACE = "newsbeam"

#: Table property: ids of the runs that the table holds, separated by commas.
RUNS_PROPERTY = "newsbeam.runs"

#: Tries of one commit, where other writers are faster.
ATTEMPTS = 5


def open_catalog(output: Storage, properties: Mapping[str, str] | None = None) -> tuple[Any, str]:
    """The catalog and the namespace of the tables, which is made if need be.

    Args:
        properties: of pyiceberg's ``load_catalog``; ``name`` and ``namespace`` are ours. None or
            empty: SQLite inside the output.

    Raises:
        WriteError: W021, pyiceberg is missing, or the catalog cannot be opened.
    """
    try:
        from pyiceberg.catalog import load_catalog
    except ImportError as error:
        raise WriteError("W021", error="pyiceberg is not installed") from error
    given = {str(key): str(value) for key, value in (properties or {}).items()}
    name = given.pop("name", "newsbeam")
    namespace = given.pop("namespace", NAMESPACE)
    if not given:
        if not output.is_local:
            raise WriteError("W021", error="there is no catalog inside an object store")
        folder = output.path(ICEBERG_FOLDER)
        os.makedirs(folder, exist_ok=True)
        given = {
            "type": "sql",
            "uri": f"sqlite:///{folder}/catalog.db",
            "warehouse": f"file://{folder}",
        }
    try:
        catalog = load_catalog(name, **given)
        catalog.create_namespace_if_not_exists(namespace)
    except Exception as error:  # each kind of catalog raises what it likes
        raise WriteError("W021", error=_one_line(error)) from error
    return catalog, namespace


def is_registered(manifests: Sequence[Mapping[str, Any]]) -> bool:
    """Whether files of these runs are Iceberg's too, so that none may go without its knowledge."""
    gone = superseded(manifests)
    return any(
        manifest.get("table_format") == ICEBERG
        for manifest in manifests
        if manifest["run_id"] not in gone
    )


def check_named(manifests: Sequence[Mapping[str, Any]], catalog: Mapping[str, str] | None) -> None:
    """Refuse to take the catalog inside the output for one that earlier runs were given.

    Raises:
        WriteError: W021.
    """
    gone = superseded(manifests)
    named = any(
        manifest.get("catalog_named") for manifest in manifests if manifest["run_id"] not in gone
    )
    if named and not catalog:
        raise WriteError("W021", error="the tables are in a catalog that has to be named")


def register_runs(output: Storage, properties: Mapping[str, str] | None = None) -> None:
    """Bring all Iceberg tables in step with the committed runs; changes nothing if they are.

    Raises:
        WriteError: W021, W022.
    """
    catalog, namespace = open_catalog(output, properties)
    manifests = committed_runs(output)
    for table in TABLES.values():
        for attempt in range(ATTEMPTS):
            try:
                _register_table(output, catalog, f"{namespace}.{table.name}", table, manifests)
            except WriteError:
                raise
            except Exception as error:  # each kind of catalog raises what it likes
                if attempt == ATTEMPTS - 1 or type(error).__name__ not in (
                    "CommitFailedException",
                    "TableAlreadyExistsError",
                ):
                    raise WriteError("W022", table=table.name, error=_one_line(error)) from error
            else:
                break


def _register_table(
    output: Storage,
    catalog: Any,
    name: str,
    table: Table,
    manifests: Sequence[Mapping[str, Any]],
) -> None:
    live = live_files(manifests)
    gone = superseded(manifests)
    if not manifests:
        return
    known: set[str] = set()
    if catalog.table_exists(name):
        noted = catalog.load_table(name).properties.get(RUNS_PROPERTY, "")
        known = set(noted.split(",")) - {""}
    for manifest in manifests:
        run_id = manifest["run_id"]
        if run_id in known or run_id in gone:
            continue
        rule = partition_rule(table, manifest["partition_by"])
        found = _fitted_table(output, catalog, name, table, rule)
        if manifest["supersedes"]:
            known -= set(manifest["supersedes"])
        known.add(run_id)
        # What a later run has replaced is not there any more.
        added = [
            entry["path"]
            for entry in manifest["files"]
            if entry["path"].startswith(f"{table.name}/")
            and entry["rows"]
            and entry["path"] in live
        ]
        _add_snapshot(output, found, rule, added, manifest, known)


def _add_snapshot(
    output: Storage,
    table: Any,
    rule: PartitionRule | None,
    added: Sequence[str],
    manifest: Mapping[str, Any],
    known: set[str],
) -> None:
    """One snapshot for one run; a run without files of the table is noted only."""
    current = {task.file.file_path: task.file for task in table.scan().plan_files()}
    removed = [
        current[uri] for path in manifest["removed"] if (uri := file_uri(output, path)) in current
    ]
    fresh = [path for path in added if file_uri(output, path) not in current]
    entries = output.in_parallel(lambda path: _data_file(output, table, rule, path), fresh)
    said = {"newsbeam.run_id": manifest["run_id"], "newsbeam.mode": manifest["mode"]}
    with table.transaction() as change:
        if entries or removed:
            update = change.update_snapshot(snapshot_properties=said)
            with update.overwrite() if removed else update.fast_append() as snapshot:
                for entry in removed:
                    snapshot.delete_data_file(entry)
                for entry in entries:
                    snapshot.append_data_file(entry)
        change.set_properties({RUNS_PROPERTY: ",".join(sorted(known))})


def file_uri(output: Storage, path: str) -> str:
    """Address of a file of the output, as Iceberg's metadata names it."""
    return f"file://{output.path(path)}" if output.is_local else f"{output.url}/{path}"


def _fitted_table(
    output: Storage, catalog: Any, name: str, table: Table, rule: PartitionRule | None
) -> Any:
    """The Iceberg table with all columns and the partitioning wanted; made or altered."""
    from pyiceberg.table import TableProperties
    from pyiceberg.transforms import IdentityTransform, MonthTransform, YearTransform

    schema = iceberg_columns(table, rule)
    if catalog.table_exists(name):
        found = catalog.load_table(name)
    else:
        place = None
        if output.is_local:
            place = file_uri(output, f"{ICEBERG_FOLDER}/{table.name}")
        found = catalog.create_table(name, schema, place)
    if set(schema.names) - {field.name for field in found.schema().fields}:
        with found.update_schema() as change:
            change.union_by_name(schema)
    names = {found.schema().find_column_name(f.source_id): f for f in found.spec().fields}
    transform: Any = None
    if rule is not None:
        transform = {10: IdentityTransform(), 7: MonthTransform(), 4: YearTransform()}.get(
            rule.length, IdentityTransform()
        )
    wanted = {} if rule is None else {rule.column: transform}
    if {column: f.transform for column, f in names.items()} != wanted:
        with found.update_spec() as change:
            for old in found.spec().fields:
                change.remove_field(old.name)
            for column in wanted:
                change.add_field(column, transform, f"{rule.key}" if rule else None)
    if TableProperties.DEFAULT_NAME_MAPPING not in found.properties:
        with found.transaction() as change:
            change.set_properties(
                {
                    TableProperties.DEFAULT_NAME_MAPPING: (
                        found.schema().name_mapping.model_dump_json()
                    ),
                    "comment": table.doc,
                }
            )
    return found


def iceberg_columns(table: Table, rule: PartitionRule | None) -> pa.Schema:
    """The table's columns with their descriptions where pyiceberg looks for them.

    A partition value that is no column of the table (the source of an entity) becomes one.
    """

    def described(field: pa.Field) -> pa.Field:
        kind = field.type
        if pa.types.is_list(kind):
            kind = pa.list_(described(kind.value_field))
        elif pa.types.is_struct(kind):
            kind = pa.struct([described(child) for child in kind])
        doc = (field.metadata or {}).get(b"description")
        return pa.field(field.name, kind, field.nullable, {b"doc": doc} if doc else None)

    fields = [described(field) for field in table.schema]
    if rule is not None and rule.column not in table.schema.names:
        fields.append(pa.field(rule.column, pa.string()))
    return pa.schema(fields)


def _data_file(output: Storage, table: Any, rule: PartitionRule | None, path: str) -> Any:
    """Entry of one file: its partition from its folder, its statistics from its footer."""
    from pyiceberg.io.pyarrow import (
        compute_statistics_plan,
        data_file_statistics_from_parquet_metadata,
        parquet_path_to_id_mapping,
    )
    from pyiceberg.manifest import DataFile, DataFileContent, FileFormat
    from pyiceberg.typedef import Record

    # Running text has no statistics here, and is not worth a warning for each file.
    logging.getLogger("pyiceberg.io.pyarrow").addFilter(_not_about_statistics)
    schema = table.schema()
    with output.open_read(path) as handle:
        size = handle.seek(0, 2)
        footer = pq.read_metadata(handle)
    statistics = data_file_statistics_from_parquet_metadata(
        parquet_metadata=footer,
        stats_columns=compute_statistics_plan(schema, table.properties),
        parquet_column_mapping=parquet_path_to_id_mapping(schema),
    )
    return DataFile.from_args(
        content=DataFileContent.DATA,
        file_path=file_uri(output, path),
        file_format=FileFormat.PARQUET,
        partition=Record() if rule is None else Record(partition_value(rule, path)),
        file_size_in_bytes=size,
        sort_order_id=None,
        spec_id=table.spec().spec_id,
        equality_ids=None,
        key_metadata=None,
        **statistics.to_serialized_dict(),
    )


def _not_about_statistics(record: logging.LogRecord) -> bool:
    return not str(record.msg).startswith("PyArrow statistics missing")


def partition_value(rule: PartitionRule, path: str) -> int | str | None:
    """The value that a file's folder names, as Iceberg stores it.

    Days, months or years since 1970 (Iceberg specification, "Partition Transforms"), or text.
    """
    folder = path.split("/")[1]
    encoded = folder.partition("=")[2]
    if encoded == DEFAULT_PARTITION:
        return None
    text = decode_value(encoded)
    if text is None or rule.length == 0:
        return text
    if rule.length == 10:
        return (dt.date.fromisoformat(text) - dt.date(1970, 1, 1)).days
    year = int(text[:4]) - 1970
    return year if rule.length == 4 else 12 * year + int(text[5:7]) - 1


def _one_line(error: BaseException) -> str:
    text = str(error).strip().splitlines()
    return f"{type(error).__name__}: {text[0]}"[:300] if text else type(error).__name__
