"""Finished tables → DuckDB relations, views, text for a person.

`opened` opens the tables of an output, `views` adds the queries that people want ready,
`rendering` writes results as a text table, CSV, JSON, Parquet or a spreadsheet.
"""

from pipelines.tables.opened import OpenTablesError, Tables, open_tables

__all__ = ["OpenTablesError", "Tables", "open_tables"]
