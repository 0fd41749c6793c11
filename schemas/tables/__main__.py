"""Print docs/tables.md."""

from schemas import SCHEMA_VERSION
from schemas.tables import TABLES, table_markdown

print(
    f"""# Tables

Generated from `schemas/tables` by `make docs`; do not edit. Schema version {SCHEMA_VERSION}.

Offsets are Unicode code points into `articles.text`, end exclusive. Times are UTC. Unknown is
null, never an empty string or 0; a list without entries is an empty list. The partition column
stands in the folder's name (`published_date=2019-01-29/`), not in the file, as Hive has it; a
missing date goes to `published_date=__HIVE_DEFAULT_PARTITION__`.
"""
)
print("\n".join(table_markdown(table) for table in TABLES.values()), end="")
