"""Print docs/tables.md."""

from schemas import SCHEMA_VERSION
from schemas.tables import TABLES, table_markdown

print(
    f"""# Tables

Generated from `schemas/tables` by `make docs`; do not edit. Schema version {SCHEMA_VERSION}.

Offsets are Unicode code points into `articles.text`, end exclusive. Times are UTC. Unknown is
null, never an empty string or 0; a list without entries is an empty list. Every column is in the
files. The folders' names (`published_day=2019-01-29/`, `published_day=none/` where no date is
known) are Hive partitions beside them, for filters that read few files.
"""
)
print("\n".join(table_markdown(table) for table in TABLES.values()), end="")
