"""Tables → files in the layouts of other event data: GDELT, POLECAT, ICEWS, Phoenix, ACLED, UCDP.

``layouts/`` holds a file for each layout: its columns in their order, each with type, SQL
expression and what a user must know. ``base.sql`` holds the queries that they stand on.
docs/layouts.md is generated from both.
"""

from pipelines.export.layouts import Layout, all_layouts, layout_named
from pipelines.export.write import export, relation_of

__all__ = ["Layout", "all_layouts", "export", "layout_named", "relation_of"]
