"""The contract's columns do not change under one version."""

from __future__ import annotations

import hashlib

from schemas import SCHEMA_VERSION
from schemas.tables import TABLES

#: Version of the contract → fingerprint of its columns. A released version's never changes.
FINGERPRINTS = {"2.0": "9be969c5e580df2d"}


def fingerprint() -> str:
    lines = [
        f"{name}.{field.name} {field.type} {field.nullable}"
        for name, table in TABLES.items()
        for field in table.schema
    ]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]


def test_columns_are_those_of_the_version() -> None:
    assert FINGERPRINTS.get(SCHEMA_VERSION) == fingerprint(), (
        "columns changed: raise schemas.SCHEMA_VERSION (docs/upgrading.md), say so in CHANGELOG, "
        "and pin the fingerprint here; a version that was never released keeps its number"
    )
